"""Breaks and shared quantities of the catalogue: who inherits what, and what is refused."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from assets.catalogue.brueche import Bruchangabe, inherit
from assets.catalogue.fehler import KatalogFehler
from assets.catalogue.groessen import Groesse, refuse_own_counts
from assets.catalogue.load import KOMMUNAL, load_katalog
from assets.catalogue.models import Bruch

KATALOG = load_katalog()
ANGABE = {
    "id": "umstellung",
    "datum": "2016-04-01",
    "ab": 2016,
    "art": "definition",
    "grund": "Umstellung",
    "erlaeuterung": "Was sich änderte.",
}


def angabe(**felder: object) -> Bruchangabe:
    return Bruchangabe.model_validate({**ANGABE, **felder})


@pytest.mark.parametrize(
    ("kennung", "jahr"),
    [
        ("zensus_2011", 2011),
        ("zensus_2022", 2024),
        ("sgb2_revision_2016", 2016),
        ("altersgrenze_sgb2", 2012),
        ("pflege_2017", 2017),
        ("pflege_2019", 2019),
        ("pflege_2021", 2021),
        ("wohngeld_plus_2023", 2023),
        ("unterhaltsvorschuss_2017", 2017),
        ("buergergeld_2023", 2023),
        ("kinderzuschlag_2019", 2019),
    ],
)
def test_known_breaks_are_declared(kennung: str, jahr: int) -> None:
    assert KATALOG.brueche[kennung].ab == jahr


@pytest.mark.parametrize(
    ("indikator", "jahre"),
    [
        ("bev_insgesamt", [2011, 2024]),
        ("beschaeftigtenquote_inkar", [2011, 2013]),
        ("arbeitslosenanteil_15_65", [2011]),
        ("arbeitslosenquote_auslaender", [2025]),
        ("pflegebeduerftige_anzahl", [2017, 2019, 2021]),
        ("uvg_quote", [2017]),
        ("abgang_ohne_hsa_anteil", []),
    ],
)
def test_indicators_inherit_the_breaks_of_their_measures(indikator: str, jahre: list[int]) -> None:
    assert [b.jahr for b in KATALOG.indikatoren[indikator].brueche] == jahre


def test_published_figure_inherits_from_itself_and_not_from_the_counts_beside_it() -> None:
    eintrag = KATALOG.indikatoren["arbeitslosenquote"]
    bruch = angabe(merkmale=("rs13211_arbeitslose",))
    assert inherit(eintrag, KATALOG.merkmale, [bruch]).brueche == ()
    assert inherit(eintrag, KATALOG.merkmale, [angabe(merkmale=("rs13211_quote",))]).brueche


def test_denominator_of_the_year_before_breaks_a_year_later() -> None:
    eintrag = KATALOG.indikatoren["arbeitslosenanteil_15_65"].model_copy(
        update={"nenner_versatz": -1, "brueche": ()}
    )
    ererbt = inherit(eintrag, KATALOG.merkmale, [angabe(merkmale=("inkar_erwerbsfaehige",))])
    assert [b.jahr for b in ererbt.brueche] == [2017]


def test_gradual_change_cuts_no_series() -> None:
    eintrag = KATALOG.indikatoren["abgang_ohne_hsa_anteil"]
    ererbt = inherit(eintrag, KATALOG.merkmale, [angabe(bis=2031, merkmale=("rs21111_02_*",))])
    assert ererbt.brueche == ()
    assert ererbt.gleitend == (Bruch(jahr=2016, grund="Umstellung", bis=2031),)


def test_family_and_table_select_measures() -> None:
    merkmal = KATALOG.merkmale["rs13211_quote"]
    assert angabe(familien=("regionalstatistik",)).concerns("rs13211_quote", merkmal)
    assert angabe(familien=("regionalstatistik",), tabellen=("13211-*",)).concerns("rs13211_quote", merkmal)
    assert not angabe(familien=("regionalstatistik",), tabellen=("12411*",)).concerns("x", merkmal)
    assert not angabe(familien=("inkar",)).concerns("rs13211_quote", merkmal)


@pytest.mark.parametrize(
    "felder", [{}, {"tabellen": ("T",), "merkmale": ("a",)}, {"art": "irgendwas", "merkmale": ("a",)}]
)
def test_break_without_sense_is_refused(felder: dict) -> None:
    with pytest.raises(ValidationError):
        angabe(**felder)


def test_measures_without_pattern_exist() -> None:
    # a misspelt measure would silently cut nothing
    ohne_muster = {m for b in KATALOG.brueche.values() for m in b.merkmale if "*" not in m}
    assert ohne_muster <= set(KATALOG.merkmale)


def test_no_break_is_declared_twice() -> None:
    for eintrag in KATALOG.indikatoren.values():
        assert len({b.grund for b in eintrag.brueche}) == len(eintrag.brueche)


@pytest.fixture
def groesse() -> Callable[..., Groesse]:
    def make(*merkmale: str) -> Groesse:
        return Groesse.model_validate(
            {
                "id": "g",
                "name": "G",
                "definition": "D",
                "einheit": "%",
                "nachkommastellen": 0,
                "angaben": [{"merkmal": m} for m in merkmale],
            }
        )

    return make


def test_quantity_needs_two_measures(groesse: Callable[..., Groesse]) -> None:
    with pytest.raises(ValidationError, match="zwei verschiedene"):
        groesse("gv_einwohner", "gv_einwohner")


def test_quantity_of_own_counts_is_refused(groesse: Callable[..., Groesse]) -> None:
    eigene = {m.id for m in KATALOG.merkmale.values() if m.familie == KOMMUNAL}
    with pytest.raises(KatalogFehler, match="kom_kita_belegt"):
        refuse_own_counts([groesse("gv_einwohner", "kom_kita_belegt")], eigene)


def test_rates_with_different_denominators_are_not_equated() -> None:
    for groesse in KATALOG.groessen.values():
        namen = {a.merkmal for a in groesse.angaben}
        assert not {"da_schule_oabschl", "inkar_abgaenger_ohne_abschluss"} <= namen
        assert not {"da_schulden", "inkar_schuldnerquote"} <= namen
