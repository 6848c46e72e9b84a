"""Damaged copies of the original files, one function per format and kind of damage.

Small damages are made on the original bytes. Workbooks are copied cell by cell, cut down to a few
sheets and rows so that reading them takes no time, and then damaged.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

Zeilen = list[list[object]]
Mappe = dict[str, Zeilen]
Text = Callable[[str], str]

REGIONALSTATISTIK = "regionalstatistik/13211-02-05-4_2025.csv"
DEUTSCHLANDATLAS = "deutschlandatlas/Deutschlandatlas-Daten.xlsx"
INKAR = "inkar/E_Schuldnerquote.xls"
GEMEINDEVERZEICHNIS = "gemeindeverzeichnis/31122023_Auszug_GV.xlsx"
GV100AD = "gemeindeverzeichnis/GV100AD_28022026.txt"
WEBSEITE = "regionalstatistik/abruf-2015/200-32-4.csv"


def read_sheets(pfad: Path) -> Mappe:
    mappe = CalamineWorkbook.from_path(str(pfad))
    return {n: mappe.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in mappe.sheet_names}


def write_sheets(pfad: Path, blaetter: Mappe) -> None:
    pfad.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(pfad), {"strings_to_numbers": False}) as buch:
        for name, zeilen in blaetter.items():
            blatt = buch.add_worksheet(name)
            for nummer, zeile in enumerate(zeilen):
                blatt.write_row(nummer, 0, zeile)


def small_atlas(quellen: Path) -> Mappe:
    """Title, contents and the two newest Kreis sheets of the Deutschlandatlas."""
    alle = read_sheets(quellen / DEUTSCHLANDATLAS)
    behalten = ["Titel", "Inhaltsübersicht", "Deutschlandatlas_KRS1224", "Deutschlandatlas_KRS1222"]
    mappe = {name: alle[name] for name in behalten}
    mappe["Inhaltsübersicht"] = [
        z for z in alle["Inhaltsübersicht"] if not str(z[0]).startswith("Deutschlandatlas_") or z[0] in mappe
    ]
    return mappe


def small_gemeindeverzeichnis(quellen: Path) -> Mappe:
    """Title page, header and the records of Thüringen."""
    alle = read_sheets(quellen / GEMEINDEVERZEICHNIS)
    blatt = next(name for name in alle if name.startswith("Onlineprodukt"))
    kopf = next(i for i, z in enumerate(alle[blatt]) if z[0] == "10")
    ende = max(i for i, z in enumerate(alle[blatt]) if str(z[0]) in ("10", "40", "50", "60"))
    mitte = [z for z in alle[blatt][kopf : ende + 1] if str(z[2]) == "16"]
    return {"Inhalt": alle["Inhalt"], blatt: alle[blatt][:kopf] + mitte + alle[blatt][ende + 1 :]}


def small_gv100ad(quellen: Path) -> str:
    """The records of Thüringen, as published."""
    text = (quellen / GV100AD).read_text(encoding="utf-8")
    return "".join(z for z in text.splitlines(keepends=True) if z[10:12] == "16")


def in_line(anfang: str, alt: str, neu: str) -> Text:
    """Replace once, in the first line that starts so."""

    def aendere(text: str) -> str:
        zeilen = text.splitlines(keepends=True)
        nummer = next(i for i, z in enumerate(zeilen) if z.startswith(anfang))
        assert alt in zeilen[nummer]
        zeilen[nummer] = zeilen[nummer].replace(alt, neu, 1)
        return "".join(zeilen)

    return aendere


def line_twice(anfang: str) -> Text:
    """Repeat the first line that starts so, with its last figure changed."""

    def aendere(text: str) -> str:
        zeilen = text.splitlines(keepends=True)
        nummer = next(i for i, z in enumerate(zeilen) if z.startswith(anfang))
        return "".join([*zeilen[: nummer + 1], zeilen[nummer], *zeilen[nummer + 1 :]])

    return aendere


def without_column(stelle: int, ab: str) -> Text:
    """Drop a column from every line from the one that starts so on, as long as it has that many."""

    def aendere(text: str) -> str:
        zeilen = text.splitlines(keepends=True)
        beginn = next(i for i, z in enumerate(zeilen) if z.startswith(ab))
        for nummer in range(beginn, len(zeilen)):
            teile = zeilen[nummer].rstrip("\r\n").split(";")
            if len(teile) > stelle:
                zeilen[nummer] = ";".join(teile[:stelle] + teile[stelle + 1 :]) + "\n"
        return "".join(zeilen)

    return aendere


def cell(mappe: Mappe, blatt: str, zeile: int, spalte: int, wert: object) -> Mappe:
    """A copy of the workbook with one other cell (row and column from 0)."""
    neu = [list(z) for z in mappe[blatt]]
    neu[zeile][spalte] = wert
    return mappe | {blatt: neu}


def columns(mappe: Mappe, blatt: str, ohne: int) -> Mappe:
    return mappe | {blatt: [[*z[:ohne], *z[ohne + 1 :]] for z in mappe[blatt]]}


def row_twice(mappe: Mappe, blatt: str, zeile: int, anders: int) -> Mappe:
    """Repeat a row with another figure in one column."""
    doppelt = list(mappe[blatt][zeile])
    doppelt[anders] = 1.0
    return mappe | {blatt: [*mappe[blatt][: zeile + 1], doppelt, *mappe[blatt][zeile + 1 :]]}


def renamed(mappe: Mappe, alt: str, neu: str) -> Mappe:
    return {neu if name == alt else name: zeilen for name, zeilen in mappe.items()}


def find_row(zeilen: Iterable[list[object]], spalte: int, wert: object) -> int:
    return next(i for i, z in enumerate(zeilen) if z[spalte] == wert)
