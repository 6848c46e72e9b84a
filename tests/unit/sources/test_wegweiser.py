"""Wegweiser Kommune: several years and levels, and every kind of damage."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.sources.fehler import EingabeFehler
from assets.sources.wegweiser import read_wegweiser, recognise_wegweiser
from assets.sources.zellwert import german_figure
from schemas.sources import Beobachtungen

KOPF = (
    "Kommune;GKZ;ARS;Bundesland;Landkreis;Demografietyp;"
    "2018 Kinderarmut (%);2019 Kinderarmut (%);2019 Kaufkraft (Euro/Haushalt)"
)
ZEILEN = (
    "Sondershausen;16065067;160650067067;Thüringen;Kyffhäuserkreis, LK;Typ 2;17,1;16,5;39.059",
    "Adenau;07131901;071315001000;Rheinland-Pfalz;Ahrweiler, LK;;6,2;k.A.;1.149.498",
    "Kyffhäuserkreis, LK;16065000;160650000000;Thüringen;;;18,0;0,0;850",
    "Thüringen;16000000;160000000000;Thüringen;;;12,0;11,5;40.100",
)
FUSS = (
    ";;;;;;;;",
    '"k.A. = keine Angaben; weitere\nInformationen";;;;;;;;',
    "Quellenangabe bei Verwendung der Daten:;;;;;;;;",
    "https://www.wegweiser-kommune.de/data-api/rest/indicator/export/soziale-lage.pdf;;;;;;;;",
)


def _datei(ort: Path, *zeilen: str, kopf: str = KOPF, fuss: tuple[str, ...] = FUSS) -> Path:
    pfad = ort / "export.csv"
    pfad.write_bytes("\n".join([kopf, *(zeilen or ZEILEN), *fuss]).encode("utf-8-sig"))
    return pfad


def _fehler(pfad: Path) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_wegweiser(pfad, {})
    return gefangen.value


def test_years_levels_and_signs(tmp_path: Path) -> None:
    pfad = _datei(tmp_path)
    assert recognise_wegweiser(pfad.read_bytes())
    lesung = read_wegweiser(pfad, {})
    Beobachtungen.validate(lesung.beobachtungen)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"])
    assert werte.loc[("ww_kinderarmut", "16065067", "2018"), "wert"] == 17.1
    assert werte.loc[("ww_kinderarmut", "16065067", "2019"), "wert"] == 16.5
    assert werte.loc[("ww_kinderarmut", "07131-P5001", "2019"), "kennzeichen"] == "."
    assert werte.loc[("ww_kaufkraft", "07131-P5001", "2019"), "wert"] == 1_149_498
    assert werte.loc[("ww_kaufkraft", "16065", "2019"), ["wert", "zeile", "spalte"]].tolist() == [850, 4, "I"]
    assert werte.loc[("ww_kinderarmut", "16", "2019"), "wert"] == 11.5
    assert lesung.quelle["quelle_id"].tolist() == ["wegweiser_soziale_lage_2019-12-31"]
    assert {m.id: m.einheit for m in lesung.merkmale} == {
        "ww_kinderarmut": "%",
        "ww_kaufkraft": "€ je Haushalt",
    }


@pytest.mark.parametrize(
    ("alt", "neu"),
    [
        ("16,5", "16.5"),
        ("16,5", "viel"),
        ("16,5", "12 345"),
        ("16,5", "165"),
        ("16,5", "100,1"),
        ("16,5", "-0,1"),
        ("39.059", "39059"),
        ("39.059", "39 059"),
        ("16,5", ""),
        ("39.059", "39,059"),
        ("39.059", "39059,000"),
        ("16065067", "6065067"),
        ("16065067", "16066067"),
        ("160650067067", "160650067068"),
        ("Thüringen;Kyffhäuserkreis, LK", "Sachsen;Kyffhäuserkreis, LK"),
    ],
)
def test_damaged_field_is_refused_with_its_line(tmp_path: Path, alt: str, neu: str) -> None:
    assert alt in ZEILEN[0]
    fehler = _fehler(_datei(tmp_path, ZEILEN[0].replace(alt, neu), *ZEILEN[1:]))
    assert fehler.zeile == 2


def test_unit_other_than_that_of_the_catalogue_is_refused(tmp_path: Path) -> None:
    bekannt = {m.id: m for m in read_wegweiser(_datei(tmp_path), {}).merkmale}
    kopf = KOPF.replace("2019 Kinderarmut (%)", "2019 Kinderarmut (Anzahl)")
    with pytest.raises(EingabeFehler, match="Einheit „%“"):
        read_wegweiser(_datei(tmp_path, kopf=kopf), bekannt)


def test_some_percentages_may_exceed_100(tmp_path: Path) -> None:
    kopf = KOPF.replace("Kinderarmut", "Bevölkerungsentwicklung")
    zeilen = [z.replace("16,5", "104,7").replace("17,1", "-3,2") for z in ZEILEN]
    assert len(read_wegweiser(_datei(tmp_path, *zeilen, kopf=kopf), {}).beobachtungen) == 12


def test_damaged_files(tmp_path: Path) -> None:
    assert _fehler(_datei(tmp_path, ZEILEN[0], ZEILEN[0])).zeile == 3
    assert "Felder" in _fehler(_datei(tmp_path, ZEILEN[0], ZEILEN[1][:30])).gefunden
    assert "Fußzeilen" in _fehler(_datei(tmp_path, fuss=())).gefunden
    assert _fehler(_datei(tmp_path, ZEILEN[0], ";;;;;;;;", *ZEILEN[1:])).zeile == 4
    assert "keine Datenzeile" in _fehler(_datei(tmp_path, ";;;;;;;;")).gefunden
    assert _fehler(_datei(tmp_path, kopf=KOPF.replace("2019 Kinder", "Kinder"))).spalte == "Kinderarmut (%)"
    assert "zweimal" in _fehler(_datei(tmp_path, kopf=KOPF.replace("2018", "2019"))).gefunden
    assert _fehler(_datei(tmp_path, fuss=(*FUSS, '"abgeschnitten'))).gefunden.startswith(
        "ein Anführungszeichen"
    )
    pfad = _datei(tmp_path)
    pfad.write_bytes(pfad.read_bytes().decode("utf-8-sig").encode("cp1252"))
    assert "Zeichenkodierung" in _fehler(pfad).gefunden


def test_other_layout_of_the_same_site_is_refused_with_the_reason(tmp_path: Path) -> None:
    pfad = _datei(tmp_path, "Kinderarmut (%);16,5;;;;;;;", kopf="Indikatoren;Sondershausen 2019;;;;;;;")
    assert recognise_wegweiser(pfad.read_bytes())
    assert "GKZ" in _fehler(pfad).gefunden


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_german_figures_are_read_back(zahl: object) -> None:
    geschrieben = f"{zahl:,.2f}".translate(str.maketrans(",.", ".,"))
    assert german_figure(geschrieben) == float(str(zahl))


@given(st.text(alphabet="0123456789.,- ", max_size=9))
def test_no_reading_without_regular_groups(inhalt: str) -> None:
    gelesen = german_figure(inhalt)
    if gelesen is not None:
        ziffern = inhalt.replace(".", "").replace(" ", "").replace(",", ".")
        assert gelesen == float(ziffern)
        for trenner in ".", " ":
            teile = inhalt.split(",")[0].lstrip("-").split(trenner)
            assert len(teile) == 1 or all(len(t) == 3 for t in teile[1:])
