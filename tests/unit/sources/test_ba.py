"""Workbooks of the Bundesagentur: tables never seen before, notes, withheld figures, damage."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from assets.sources.arbeitsmappe import oeffne
from assets.sources.ba.leser import read_ba
from assets.sources.ba.mappe import recognise_ba
from assets.sources.fehler import EingabeFehler
from schemas.sources import Beobachtungen

IMPRESSUM: list[list[object]] = [
    ["Titel:", "", "Arbeitslose nach Rechtskreisen (Monatszahlen)"],
    ["Erstellungsdatum:", "", date(2024, 1, 4)],
    ["Zitierhinweis:", "", "Statistik der Bundesagentur für Arbeit"],
]
KOPF: list[list[object]] = [
    ["Arbeitslose"],
    ["Berichtsmonat: Dezember 2023"],
    [],
    ["Region", "Schlüssel", "Arbeits- lose1)", "davon", "", "Quote in %"],
    ["", "", "", "SGB III", "SGB II2)", ""],
    ["", "", 1, 2, 3, 4],
]
DATEN: list[list[object]] = [
    ["Deutschland", "", 2_637_000, 906_000, 1_731_000, 5.7],
    ["Länder", "", "", "", "", ""],
    ["Thüringen", "16", 66_000, 22_000, 44_000, 6.0],
    ["Keine Zuordnung möglich", "XX", 10, 5, 5, "x"],
    ["Kyffhäuserkreis", "16065", 2_900, "*", "*", 7.9],
    ["Altenburger Land", "16077", 3_500, 900, "-", "."],
    ["© Statistik der Bundesagentur für Arbeit"],
    ["1) Ohne Personen in Maßnahmen."],
]


def _mappe(
    ort: Path,
    daten: list[list[object]] = DATEN,
    kopf: list[list[object]] = KOPF,
    impressum: list[list[object]] = IMPRESSUM,
    weitere: dict[str, list[list[object]]] | None = None,
) -> Path:
    pfad = ort / "mappe.xlsx"
    with xlsxwriter.Workbook(str(pfad), {"default_date_format": "dd.mm.yyyy"}) as buch:
        blaetter = {"Deckblatt": [], "Impressum": impressum, "Tabelle 1": [*kopf, *daten]} | (weitere or {})
        for name, zeilen in blaetter.items():
            blatt = buch.add_worksheet(name)
            for i, zeile in enumerate(zeilen):
                blatt.write_row(i, 0, zeile)
        if kopf is KOPF:
            buch.get_worksheet_by_name("Tabelle 1").merge_range(3, 3, 3, 4, "davon")
    return pfad


def _fehler(pfad: Path) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_ba(pfad, {})
    return gefangen.value


def test_unseen_table_is_read_with_stacked_head_and_signs(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path)
    assert recognise_ba(oeffne(pfad), pfad.name)
    lesung = read_ba(pfad, {})
    Beobachtungen.validate(lesung.beobachtungen)
    assert [m.spalte for m in lesung.merkmale] == [
        ("Arbeitslose",),
        ("davon", "SGB III"),
        ("davon", "SGB II"),
        ("Quote in %",),
    ]
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])
    praefix = "ba_arbeitslose_nach_rechtskreisen"
    assert set(werte.index.get_level_values("ags")) == {"00", "16", "16065", "16077"}
    assert werte.loc[(f"{praefix}_arbeitslose", "16065"), ["wert", "zeile", "spalte"]].tolist() == [
        2900,
        11,
        "C",
    ]
    assert werte.loc[(f"{praefix}_davon_sgb_iii", "16065"), "kennzeichen"] == "."
    assert werte.loc[(f"{praefix}_davon_sgb_ii", "16077"), ["wert", "kennzeichen"]].tolist() == [0, "-"]
    assert lesung.beobachtungen["zeitraum"].unique().tolist() == ["2023-12-31"]
    assert lesung.quelle["stand"].tolist() == ["2024-01-04"]
    warnungen = " ".join(lesung.warnungen)
    assert "2 Zellen mit „*“" in warnungen
    assert "Keine Zuordnung möglich" in warnungen
    assert "Berichtsmonat Dezember 2023" in warnungen


def test_years_in_the_head_and_a_describing_column(tmp_path: Path) -> None:
    kopf: list[list[object]] = [["Leistungsberechtigte"], [], ["Kreis", "Geschlecht", 2022, 2023]]
    daten: list[list[object]] = [
        ["16065 Kyffhäuserkreis", "Insgesamt", 7000, 6800],
        ["16065 Kyffhäuserkreis", "Frauen", 3500, 3400],
        ["16077 Altenburger Land", "Insgesamt", 8000, 7900],
        ["16077 Altenburger Land", "Frauen", 4000, 3900],
    ]
    lesung = read_ba(_mappe(tmp_path, daten, kopf), {})
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"])["wert"]
    praefix = "ba_arbeitslose_nach_rechtskreisen"
    assert werte[f"{praefix}_frauen", "16065", "2023"] == 3400
    assert werte[f"{praefix}_insgesamt", "16077", "2022"] == 8000
    assert lesung.gebiete["name"].tolist() == ["Kyffhäuserkreis", "Altenburger Land"]


def test_city_that_is_a_land_may_stand_twice_with_the_same_figure(tmp_path: Path) -> None:
    daten = [*DATEN[:3], ["Hamburg", "02", 1, 2, 3, 4.0], ["Hamburg", "02", 1, 2, 3, 4.0]]
    assert len(read_ba(_mappe(tmp_path, daten), {}).beobachtungen) == 3 * 4
    daten[-1] = ["Hamburg", "02", 9, 2, 3, 4.0]
    assert "zweite Angabe" in _fehler(_mappe(tmp_path, daten)).gefunden


def test_germany_is_the_row_that_fits_the_title(tmp_path: Path) -> None:
    kopf = [["Arbeitslose am Wohnort"], *KOPF[1:3], ["Region", "Schlüssel", "Zahl"], ["", "", "am 1."]]
    daten: list[list[object]] = [
        ["Deutschland (Arbeitsort)", "", 9],
        ["Deutschland (Wohnort)", "", 7],
        ["Thüringen", "16", 3],
        ["Kyffhäuserkreis", "16065", 1],
    ]
    zahlen = read_ba(_mappe(tmp_path, daten, kopf), {}).beobachtungen.set_index("ags")
    assert zahlen.loc["00", "wert"] == 7
    kopf[0] = ["Arbeitslose"]
    assert "2 Zeilen" in _fehler(_mappe(tmp_path, daten, kopf)).gefunden


def test_sheet_with_numbers_but_no_keys_is_named(tmp_path: Path) -> None:
    zahlen: list[list[object]] = [["Monat", "Zahl"], *([f"Monat {n}", n] for n in range(30))]
    lesung = read_ba(_mappe(tmp_path, weitere={"Zeitreihe": zahlen}), {})
    assert any("Zeitreihe" in w for w in lesung.warnungen)


@pytest.mark.parametrize(
    ("zeile", "spalte", "wert", "stelle"),
    [
        (4, 1, 16065, "führende Null"),
        (4, 1, "1605", "führende Null"),
        (4, 2, "viele", "„viele“"),
        (4, 2, "2.900", "2.900"),
        (4, 2, "", "leere Zelle"),
        (4, 0, "Jobcenter Kyffhäuserkreis", "Jobcenter"),
        (5, 1, "16065", "zweite Angabe"),
        (4, 1, "inf", "„inf“"),
        (4, 1, "#NV", "#NV"),
        (4, 1, "", "keinen Schlüssel"),
        (4, 0, "", "ohne Namen"),
        (2, 0, 12, "ohne Namen"),
        (0, 0, "Deutschlnd", "keinen Schlüssel"),
    ],
)
def test_damaged_cells_are_refused_with_their_place(
    tmp_path: Path, zeile: int, spalte: int, wert: object, stelle: str
) -> None:
    daten = [list(z) for z in DATEN]
    daten[zeile][spalte] = wert
    fehler = _fehler(_mappe(tmp_path, daten))
    assert stelle in fehler.gefunden
    assert (fehler.blatt, fehler.zeile) == ("Tabelle 1", len(KOPF) + 1 + zeile)


def test_head_and_period_are_needed(tmp_path: Path) -> None:
    ohne_zeit = [KOPF[0], ["Ausgewählte Regionen"], *KOPF[2:]]
    assert "Zeitraum" in _fehler(_mappe(tmp_path, kopf=ohne_zeit)).gefunden
    ohne_kopf = [list(z) for z in KOPF]
    ohne_kopf[3][5] = ohne_kopf[5][5] = ""
    assert "Überschrift" in _fehler(_mappe(tmp_path, kopf=ohne_kopf)).gefunden
    widerspruch = [["Stichtag:", "", date(2022, 6, 30)], *IMPRESSUM]
    assert "Impressum" in _fehler(_mappe(tmp_path, impressum=widerspruch)).gefunden
    assert "kein Blatt" in _fehler(_mappe(tmp_path, daten=[], kopf=[])).gefunden
