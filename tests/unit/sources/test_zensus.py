"""Zensus regional tables: both kinds of sheets, tables never seen before, and every kind of damage."""

import re
from pathlib import Path

import pytest
import xlsxwriter

from assets.sources.arbeitsmappe import oeffne
from assets.sources.fehler import EingabeFehler
from assets.sources.zensus.leser import read_zensus
from assets.sources.zensus.mappe import recognise_zensus
from schemas.sources import Beobachtungen

KREIS = "Stadtkreis/kreisfreie Stadt/Landkreis"
GEBIETE = [
    ["00", "Deutschland", "Bund"],
    ["16", "Thüringen", "Land"],
    ["160", "Statistische Region", "Regierungsbezirk"],
    ["16065", "Kyffhäuserkreis", KREIS],
    ["160655052", "Ebeleben, Stadt", "Gemeindeverband"],
    ["160655052001", "Abtsbessingen", "Gemeinde"],
]
CODES = ["Berichtszeitpunkt", "_RS", "Name", "Regionalebene", "HH_SIZE__1", "HH_SIZE__2", "LEQ"]
WERTE: list[list[object]] = [
    [900, 500, 4.3],
    [90, 50, 8.5],
    [90, 50, 8.5],
    [31, "–", 9.25],
    [12, ".", "/"],
    [3, "( )", "(7,5)"],
]
LAYOUT = [
    ["Zensus 2022 - Haushalte zum Stichtag 15. Mai 2022"],
    [
        "Amtlicher \nRegionalschlüssel (ARS)",
        "Name",
        "Regionalebene",
        "Haushalte mit",
        "",
        "Leerstands- quote²",
    ],
    ["", "", "", "1 Person", "2 Personen*", ""],
]
ERLAEUTERUNG = [
    ["", "– LEQ", "Leerstandsquote (%)"],
    ["", "– HH_SIZE__1*", "Haushalte mit einer Person (Anzahl)"],
]


def _csv(gebiete: list[list], werte: list[list], tag: object = 20220515) -> list[list]:
    return [CODES, *([tag, *g, *w] for g, w in zip(gebiete, werte, strict=True))]


def _layout(gebiete: list[list], werte: list[list]) -> list[list]:
    return [*LAYOUT, *([*g, *w] for g, w in zip(gebiete, werte, strict=True)), [], ["Zeichenerklärung:"]]


def _mappe(ort: Path, csv: list[list] | None, layout: list[list] | None = None) -> Path:
    pfad = ort / "Regionaltabelle.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        blaetter = {
            "Titel": [],
            "Impressum": [["", "Ergebnisse des Zensus 2022 - Haushalte"], ["", "© Statistische Ämter 2024,"]],
            "Haushalte": layout,
            "Erläuterung zu CSV-Tabellen": ERLAEUTERUNG,
            "CSV-Haushalte": csv,
        }
        for name, zeilen in blaetter.items():
            if zeilen is None:
                continue
            blatt = buch.add_worksheet(name)
            for i, zeile in enumerate(zeilen):
                blatt.write_row(i, 0, zeile)
            if name == "Haushalte":
                blatt.merge_range(1, 3, 1, 4, "Haushalte mit")
    return pfad


def _fehler(pfad: Path) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_zensus(pfad, {})
    return gefangen.value


def test_unseen_table_is_read_with_signs_and_levels(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, _csv(GEBIETE, WERTE))
    assert recognise_zensus(oeffne(pfad), pfad.name)
    lesung = read_zensus(pfad, {})
    Beobachtungen.validate(lesung.beobachtungen)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])
    assert set(werte.index.get_level_values("ags")) == {"00", "16", "16065", "16065-P5052", "16065001"}
    assert werte.loc[("z22_haushalte_hh_size_1", "16065001"), "wert"] == 3
    zwei = werte.loc["z22_haushalte_hh_size_2"]
    assert zwei.loc["16065", ["wert", "kennzeichen"]].tolist() == [0, "-"]
    assert zwei.loc[["16065-P5052", "16065001"], "kennzeichen"].tolist() == [".", "()"]
    assert zwei.loc[["16065-P5052", "16065001"], "wert"].isna().all()
    quote = werte.loc["z22_haushalte_leq"]
    assert quote.loc["16065001", ["wert", "kennzeichen"]].tolist() == [7.5, "()"]
    assert quote.loc["16065-P5052", "kennzeichen"] == "/"
    assert quote.loc["16065", ["blatt", "zeile", "spalte"]].tolist() == ["CSV-Haushalte", 5, "G"]
    assert {m.id: m.einheit for m in lesung.merkmale}["z22_haushalte_leq"] == "%"
    assert lesung.beobachtungen["zeitraum"].unique().tolist() == ["2022-05-15"]
    assert lesung.quelle["quelle_id"].tolist() == ["zensus_regionaltabelle_haushalte_2024-01-01"]


def test_layout_sheet_names_the_codes_and_is_not_read_twice(tmp_path: Path) -> None:
    lesung = read_zensus(_mappe(tmp_path, _csv(GEBIETE, WERTE), _layout(GEBIETE, WERTE)), {})
    assert len(lesung.beobachtungen) == 3 * 5
    namen = {m.id: m.name for m in lesung.merkmale}
    assert namen["z22_haushalte_hh_size_2"] == "Haushalte mit – 2 Personen"


def test_layout_sheet_alone_is_read_by_its_stacked_head(tmp_path: Path) -> None:
    lesung = read_zensus(_mappe(tmp_path, None, _layout(GEBIETE, WERTE)), {})
    assert [m.spalte for m in lesung.merkmale] == [
        ("Haushalte mit", "1 Person"),
        ("Haushalte mit", "2 Personen"),
        ("Leerstandsquote",),
    ]
    wert = lesung.beobachtungen.query("ags == '16065' and spalte == 'D'").squeeze()
    assert (wert["wert"], wert["zeile"], wert["zeitraum"]) == (31, 7, "2022-05-15")


def _changed(zeile: int, spalte: int, wert: object) -> list[list]:
    tabelle = [list(z) for z in _csv(GEBIETE, WERTE)]
    tabelle[zeile][spalte] = wert
    return tabelle


@pytest.mark.parametrize(
    ("zeile", "spalte", "wert", "stelle"),
    [
        (4, 1, 16065, "als Zahl"),
        (4, 1, "1606", "„1606“"),
        (4, 1, "17065", "„17065“"),
        (5, 1, "16065", "„16065“"),
        (6, 1, "160655052001x", "160655052001x"),
        (4, 3, 4711, "Regionalebene „4711"),
        (4, 3, "#DIV/0!", "#DIV/0!"),
        (6, 3, "", "leere Regionalebene"),
        (4, 3, "Stadtteil", "Stadtteil"),
        (4, 0, 20220516, "20220516"),
        (4, 0, "Mai", "Mai"),
        (4, 4, "viele", "„viele“"),
        (4, 4, "", "leere Zelle"),
        (4, 4, "1.234", "1.234"),
    ],
)
def test_damaged_cells_are_refused_with_their_place(
    tmp_path: Path, zeile: int, spalte: int, wert: object, stelle: str
) -> None:
    fehler = _fehler(_mappe(tmp_path, _changed(zeile, spalte, wert)))
    assert stelle in fehler.gefunden
    assert fehler.blatt == "CSV-Haushalte"
    assert fehler.zeile == zeile + 1


def test_territory_twice_gap_and_empty_table(tmp_path: Path) -> None:
    doppelt = _csv([*GEBIETE, GEBIETE[3]], [*WERTE, WERTE[3]])
    assert "zweiten Mal" in _fehler(_mappe(tmp_path, doppelt)).gefunden
    luecke = _csv(GEBIETE, WERTE)
    luecke.insert(3, [])
    assert _fehler(_mappe(tmp_path, luecke)).zeile == 5
    assert "keine Datenzeile" in _fehler(_mappe(tmp_path, [CODES])).gefunden
    assert "kein Blatt" in _fehler(_mappe(tmp_path, None)).gefunden


def test_sheets_with_other_territories_are_refused_and_other_orders_are_not(tmp_path: Path) -> None:
    mehr = _csv([*GEBIETE, ["160655052002", "Bellstedt", "Gemeinde"]], [*WERTE, [4, 1, 8]])
    fehler = _fehler(_mappe(tmp_path, mehr, _layout(GEBIETE, WERTE)))
    assert (fehler.blatt, fehler.zeile) == ("CSV-Haushalte", 8)
    assert "16065002" in fehler.gefunden
    anders = _layout([*GEBIETE[:2], *reversed(GEBIETE[2:])], [*WERTE[:2], *reversed(WERTE[2:])])
    assert len(read_zensus(_mappe(tmp_path, _csv(GEBIETE, WERTE), anders), {}).beobachtungen) == 3 * 5


def test_figures_left_of_the_territory_are_refused(tmp_path: Path) -> None:
    tabelle = [[z[4], *z[:4], *z[5:]] for z in _csv(GEBIETE, WERTE)]
    assert "links" in _fehler(_mappe(tmp_path, tabelle)).gefunden


def test_column_without_head(tmp_path: Path) -> None:
    tabelle = _csv(GEBIETE, WERTE)
    tabelle[0] = [*CODES[:5], "", CODES[6]]
    assert "ohne Überschrift" in _fehler(_mappe(tmp_path, tabelle)).gefunden


def test_one_changed_figure_in_one_of_the_two_sheets_is_found(tmp_path: Path) -> None:
    anders = [list(w) for w in WERTE]
    anders[3][0] = 13
    fehler = _fehler(_mappe(tmp_path, _csv(GEBIETE, WERTE), _layout(GEBIETE, anders)))
    assert (fehler.blatt, fehler.zeile, fehler.spalte) == ("Haushalte", 7, "D")
    assert "CSV-Haushalte" in fehler.gefunden


def test_day_in_a_code_counts_for_its_column(tmp_path: Path) -> None:
    tabelle = _csv(GEBIETE, WERTE)
    tabelle[0] = [*CODES[:4], "EWZ", "EWZ_BFS_20220630", "LEQ"]
    zahlen = read_zensus(_mappe(tmp_path, tabelle), {}).beobachtungen
    assert re.fullmatch(
        r"z22_haushalte_ewz_bfs_\d+", zahlen.query("zeitraum == '2022-06-30'")["merkmal_id"].iloc[0]
    )
