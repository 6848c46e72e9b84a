"""VGRdL: tables, territories, signs and every kind of damage, on small workbooks."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.vgrdl.leser import read_vgrdl, recognise_vgrdl

KOPF = ["Lfd. Nr.", "EU-Code", "Regional-schlüssel", "Land", "NUTS 1", "NUTS 2", "NUTS 3", "Gebietseinheit"]
IMPRESSUM = [
    ["Einkommen der privaten Haushalte 1995 bis 2023\nReihe 2, Kreisergebnisse Band 3"],
    ["Berechnungsstand des Statistischen Bundesamtes: Februar 2025"],
]
INHALT = [["Inhaltsverzeichnis"], ["1", "Verfügbares Einkommen"], ["", "1.1 Verfügbares Einkommen"]]
DATEN = [
    [1.0, "DE3", "11", "BE", "1", "2", "3", "Berlin", 10.5, 11],
    [2.0, "DE9", "03", "NI", "1", "", "", "Niedersachsen", 30, 31],
    [3.0, "DE91", "031", "NI", "", "2", "", "Statistische Region Braunschweig", 3, 3],
    [4.0, "DE91C", "03159", "NI", "", "", "3", "Göttingen, Landkreis", ".", 5],
    [5.0, "DEG", "16", "TH", "1", "2", "", "Thüringen", 20, 21],
    [6.0, "DEG0A", 16065.0, "TH", "", "", "3", "Kyffhäuserkreis", 2, 2.123456789],
    [7.0, "DE", "17", "D", 0.0, "", "", "Deutschland", 60, "X"],
]
KATALOG = {
    "vgrdl_einkommen": MerkmalEintrag(
        id="vgrdl_einkommen",
        name="Einkommen",
        definition="Einkommen",
        einheit="Mio. EUR",
        bezug="Jahressumme",
        familie="vgrdl",
        tabelle="R2B3",
        spalte=("Verfügbares Einkommen der privaten Haushalte", "in Mio. EUR"),
        summierbar=True,
    )
}


def _tabelle(daten: list[list] = DATEN, kopf: list | None = None, jahre: tuple = (2022, 2023)) -> list[list]:
    return [
        ["1   Einkommen"],
        [
            "1.1  Verfügbares Einkommen der privaten Haushalte "
            "einschl. der privaten Organisationen ohne Erwerbszweck"
        ],
        ["      in Mio. EUR"],
        ["", "", "", "", "", "", "", "Zurück zum Inhaltsverzeichnis"],
        [*(kopf or KOPF), *jahre],
        [],
        *daten,
    ]


def _mappe(ort: Path, tabelle: list[list], impressum: list[list] = IMPRESSUM, blatt: str = "1.1") -> Path:
    pfad = ort / "irgendwas.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        for name, zeilen in {"Impressum": impressum, "Inhalt": INHALT, blatt: tabelle}.items():
            seite = buch.add_worksheet(name)
            for i, zeile in enumerate(zeilen):
                seite.write_row(i, 0, zeile)
    return pfad


def _fehler(ort: Path, tabelle: list[list], **weiter: object) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_vgrdl(_mappe(ort, tabelle, **weiter), KATALOG)  # type: ignore[arg-type]
    return gefangen.value


def test_reads_levels_signs_and_places(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, _tabelle())
    assert recognise_vgrdl(Probe.of(pfad))
    lesung = read_vgrdl(pfad, KATALOG)
    werte = lesung.beobachtungen.set_index(["ags", "zeitraum"])
    assert set(werte.index.get_level_values("ags")) == {"00", "11", "11000", "03", "03159", "16", "16065"}
    fund = werte.loc[("16065", "2023")]
    assert (fund["wert"], fund["blatt"], fund["zeile"], fund["spalte"]) == (2.123457, "1.1", 12, "J")
    assert (fund["merkmal_id"], fund["gebietsstand"]) == ("vgrdl_einkommen", "2025-02-01")
    assert werte.loc[("03159", "2022"), "kennzeichen"] == "."
    assert werte.loc[("00", "2023"), "kennzeichen"] == "x"
    assert lesung.quelle["quelle_id"].tolist() == ["vgrdl_r2b3_2025-02-01"]
    assert any("1 Zeilen je Blatt" in w for w in lesung.warnungen)


def test_unknown_table_becomes_a_new_entry(tmp_path: Path) -> None:
    tabelle = _tabelle()
    tabelle[1:3] = [["9.9 Sparen der privaten Haushalte je Einwohnerin bzw. Einwohner"], ["in EUR"]]
    lesung = read_vgrdl(_mappe(tmp_path, tabelle), KATALOG)
    assert [(m.id, m.einheit) for m in lesung.merkmale] == [
        ("vgrdl_sparen_der_privaten_haushalte_je_einwohner_in_eur", "EUR")
    ]


def test_provisional_years_get_their_sign(tmp_path: Path) -> None:
    tabelle = [*_tabelle(jahre=(2022, "2023 1)")), ["1) Vorläufige Ergebnisse."]]
    werte = read_vgrdl(_mappe(tmp_path, tabelle), KATALOG).beobachtungen.set_index(["ags", "zeitraum"])
    assert werte.loc[("16065", "2023"), "kennzeichen"] == "p"
    assert str(werte.loc[("16065", "2022"), "kennzeichen"]) == "nan"


def test_a_dash_is_no_income_of_nought(tmp_path: Path) -> None:
    daten = [*DATEN[:5], [*DATEN[5][:8], "–", 2], DATEN[6]]
    lesung = read_vgrdl(_mappe(tmp_path, _tabelle(daten)), KATALOG)
    fund = lesung.beobachtungen.set_index(["ags", "zeitraum"]).loc[("16065", "2022")]
    assert (str(fund["wert"]), fund["kennzeichen"]) == ("nan", "-")
    assert any("kann nicht null sein" in w for w in lesung.warnungen)


@pytest.mark.parametrize(
    ("spalte", "wert", "wort"),
    [
        (2, "06065", "06065"),
        (2, 6065.0, "6065"),
        (2, "abc", "abc"),
        (3, "BY", "BY"),
        (0, 9.0, "laufende Nummer"),
        (8, "k.A.", "k.A."),
        (8, "", "„“"),
        (0, "", "ohne Schlüssel"),
    ],
)
def test_damaged_cell(tmp_path: Path, spalte: int, wert: object, wort: str) -> None:
    zeile = list(DATEN[5])
    zeile[spalte] = wert
    fehler = _fehler(tmp_path, _tabelle([*DATEN[:5], zeile, DATEN[6]]))
    assert wort in fehler.gefunden
    assert fehler.zeile == 12


def test_double_missing_and_cut_rows(tmp_path: Path) -> None:
    doppelt = [*DATEN[:6], [7.0, *DATEN[5][1:]], [8.0, *DATEN[6][1:]]]
    assert "zum zweiten Mal" in _fehler(tmp_path, _tabelle(doppelt)).gefunden
    assert "laufende Nummer" in _fehler(tmp_path, _tabelle([*DATEN[:3], *DATEN[4:]])).gefunden
    assert "abgeschnitten" in _fehler(tmp_path, _tabelle(DATEN[:-1])).gefunden


def test_header_damage(tmp_path: Path) -> None:
    assert "NUTS" not in _fehler(tmp_path, _tabelle(jahre=(2022, 2022))).gefunden
    assert "nuts3" in _fehler(tmp_path, _tabelle(kopf=[*KOPF[:6], "Umbenannt", KOPF[7]])).gefunden
    assert "aufeinander" in _fehler(tmp_path, _tabelle(jahre=(2021, 2023))).gefunden


def test_missing_sheet_and_edition(tmp_path: Path) -> None:
    assert _fehler(tmp_path, _tabelle(), blatt="1.2").blatt == "1.1"
    assert "Berechnungsstand" in _fehler(tmp_path, _tabelle(), impressum=IMPRESSUM[:1]).gefunden
    assert "Reihe" in _fehler(tmp_path, _tabelle(), impressum=IMPRESSUM[1:]).gefunden


def test_truncated_workbook_and_web_page(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, _tabelle())
    pfad.write_bytes(pfad.read_bytes()[:3000])
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        read_vgrdl(pfad, KATALOG)
    pfad.write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    assert not recognise_vgrdl(Probe.of(pfad))
