"""The catalogue as delivered: complete, consistent, printable."""

import csv
import string
from collections import Counter
from pathlib import Path

import pytest

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.load import Katalog, is_kommunal, load_katalog
from assets.catalogue.models import IndikatorEintrag
from schemas.common import BERICHTE, LEBENSPHASEN

KENNUNGEN = Path(__file__).parent / "kennungen_fachkatalog.csv"
KATALOG = load_katalog()
INDIKATOREN = list(KATALOG.indikatoren.values())


@pytest.fixture(scope="module")
def fachkatalog() -> dict[str, str]:
    with KENNUNGEN.open(encoding="utf-8", newline="") as datei:
        return {zeile["id"]: zeile["lebensphase"] for zeile in csv.DictReader(datei, delimiter=";")}


def test_enough_indicators_in_every_life_phase() -> None:
    je_phase = Counter(e.lebensphase for e in INDIKATOREN)
    assert len(INDIKATOREN) >= 75
    assert {phase: je_phase[phase] >= 7 for phase in LEBENSPHASEN} == dict.fromkeys(LEBENSPHASEN, True)


def test_reports_follow_the_life_course() -> None:
    for bericht in BERICHTE:
        # The Bildungsbericht ends with the working life.
        ohne = {"senioren"} if bericht == "bildungsbericht" else set()
        assert {e.lebensphase for e in INDIKATOREN if bericht in e.berichte} == set(LEBENSPHASEN) - ohne


def test_catalogue_and_gaps_cover_the_subject_catalogue(fachkatalog: dict[str, str]) -> None:
    assert len(fachkatalog) == 92
    luecken = {luecke.id: luecke for luecke in KATALOG.luecken}
    assert set(fachkatalog) <= set(KATALOG.indikatoren) | set(luecken)
    assert set(luecken) <= set(fachkatalog)
    assert {i: luecke.lebensphase for i, luecke in luecken.items()} == {i: fachkatalog[i] for i in luecken}


def test_children_in_sgb2_households_are_no_nef_quote() -> None:
    eintrag = KATALOG.indikatoren["kinder_sgb2_bg_u15"]
    assert eintrag.wert == "da_kinder_bg"
    assert "NEF-Quote" in eintrag.definition
    assert "sgb2_quote_u15" not in KATALOG.indikatoren


def test_leavers_are_computed_from_their_counts() -> None:
    eintrag = KATALOG.indikatoren["abgang_ohne_hsa_anteil"]
    assert (eintrag.verfahren, eintrag.zaehler, eintrag.nenner) == (
        "anteil",
        "rs21111_02_ohne_hsa",
        "rs21111_02_abgaenge",
    )


def test_age_groups_of_the_quotients_are_complete() -> None:
    quotient = KATALOG.indikatoren["jugendquotient"]
    assert len(parse_ausdruck(quotient.zaehler or "")) == 2 * 6  # under 20: six of the 17 groups, two sexes
    assert len(parse_ausdruck(quotient.nenner or "")) == 2 * 9  # 20 to under 65: nine groups
    assert len(parse_ausdruck(KATALOG.indikatoren["bev_insgesamt_zensus2011"].zaehler or "")) == 2 * 17


@pytest.mark.parametrize("eintrag", INDIKATOREN, ids=[e.id for e in INDIKATOREN])
def test_sentence_reads_well_for_any_value(eintrag: IndikatorEintrag) -> None:
    namen = [name for _, name, _, _ in string.Formatter().parse(eintrag.satz) if name]
    assert eintrag.satz.startswith("{im_gebiet} la")
    assert not eintrag.satz.endswith(".")
    assert {"wert", "jahr"} <= set(namen)
    assert len(namen) == len(set(namen))
    if eintrag.einheit == "%":
        assert "{wert} Prozent" in eintrag.satz or "je 100" in eintrag.satz
    if {"zaehler", "nenner"} & set(namen):
        assert eintrag.verfahren == "anteil"
    if "von100" in namen:
        assert eintrag.einheit == "%"


@pytest.mark.parametrize("eintrag", INDIKATOREN, ids=[e.id for e in INDIKATOREN])
def test_parts_fit_the_method(eintrag: IndikatorEintrag) -> None:
    if eintrag.verfahren == "anteil":
        assert eintrag.faktor == 100
        assert eintrag.einheit == "%"
    if eintrag.verfahren in ("anteil", "verhaeltnis", "rate"):
        assert eintrag.zaehler_name
        assert eintrag.nenner_name
        assert "Berechnung" in eintrag.definition
    if eintrag.kreiswert == "median_gemeinden":
        assert "gemeinde" in eintrag.ebenen
        assert "kreis" in eintrag.ebenen
        assert "median_der_gemeinden" in eintrag.hinweise


def test_counts_are_made_of_counts() -> None:
    for eintrag in INDIKATOREN:
        if eintrag.verfahren == "anteil":
            for ausdruck in (eintrag.zaehler, eintrag.nenner):
                terme = parse_ausdruck(ausdruck or "")
                assert all(KATALOG.merkmale[merkmal].summierbar for merkmal, _ in terme), eintrag.id


def test_names_tell_variants_apart() -> None:
    doppelt = [name for name, anzahl in Counter(e.name for e in INDIKATOREN).items() if anzahl > 1]
    assert doppelt == []


def test_fields_of_action_are_numbered_from_one() -> None:
    assert [feld.nummer for feld in KATALOG.handlungsfelder] == list(
        range(1, len(KATALOG.handlungsfelder) + 1)
    )


def test_citations_have_their_placeholders() -> None:
    for herausgeber in KATALOG.herausgeber.values():
        namen = {name for _, name, _, _ in string.Formatter().parse(herausgeber.vermerk) if name}
        assert namen <= {"tabelle", "stand"}
        assert "stand" in namen


def test_catalogue_cannot_be_changed() -> None:
    katalog: Katalog = load_katalog()
    with pytest.raises(AttributeError):
        katalog.luecken = ()  # type: ignore[misc]


def test_own_counts_may_be_a_gap_until_they_are_delivered() -> None:
    eigene = {e.id for e in INDIKATOREN if is_kommunal(e, KATALOG.merkmale)}
    assert len(eigene) == 7
    assert eigene == set(KATALOG.indikatoren) & {luecke.id for luecke in KATALOG.luecken}
    for indikator_id in eigene:
        assert KATALOG.indikatoren[indikator_id].ebenen[0] == "kreis"


def test_the_index_of_deprivation_is_new_in_every_year() -> None:
    eintrag = KATALOG.indikatoren["gisd_deprivation"]
    jahre = [bruch.jahr for bruch in eintrag.brueche]
    assert jahre == list(range(1999, jahre[-1] + 1))  # between any two editions' years lies a break
    assert jahre[-1] >= 2030
    assert {"gisd_jahr", "gisd_gebiet"} <= set(eintrag.hinweise)


def test_incomes_of_different_editions_are_different_indicators() -> None:
    merkmale = {i: e.wert for i, e in KATALOG.indikatoren.items() if "einkommen" in i}
    assert len(set(merkmale.values())) == len(merkmale) >= 5
    for indikator_id in merkmale:
        assert "einkommen_revision" in KATALOG.indikatoren[indikator_id].hinweise


def test_measures_of_larger_gemeinden_claim_no_value_of_the_kreis() -> None:
    wegweiser = [e for e in INDIKATOREN if e.wert and KATALOG.merkmale[e.wert].familie == "wegweiser"]
    assert len(wegweiser) == 6
    for eintrag in wegweiser:
        assert eintrag.ebenen == ("gemeinde",)
        assert "größeren Gemeinden" in eintrag.name
        assert "groessere_gemeinden" in eintrag.hinweise


def test_no_indicator_rests_on_figures_that_may_not_be_passed_on() -> None:
    gesperrt = {h.familie for h in KATALOG.herausgeber.values() if not h.weitergabe}
    for eintrag in INDIKATOREN:
        for ausdruck in filter(None, (eintrag.wert, eintrag.zaehler, eintrag.nenner)):
            assert not {KATALOG.merkmale[m].familie for m, _ in parse_ausdruck(ausdruck)} & gesperrt


def test_figures_of_the_census_say_their_day() -> None:
    zensus = [e for e in INDIKATOREN if (e.wert or e.zaehler or "").startswith("z22_")]
    assert len(zensus) == 2
    for eintrag in zensus:
        assert "zensus_stichtag" in eintrag.hinweise
        assert "15. Mai 2022" in eintrag.stichtag
