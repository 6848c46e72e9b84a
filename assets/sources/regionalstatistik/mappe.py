"""XLSX export of a table: the cells become the lines of the CSV, and the same reader reads them.

The arrangement is that of the CSV. Labels that span several columns are merged cells here and repeated
fields there; numbers are number cells; a Stichtag can be a date cell.
"""

import datetime as dt
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from assets.sources.arbeitsmappe import Zeile, oeffne, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.regionalstatistik.aufbau import recognise_first_line
from assets.sources.regionalstatistik.rohdaten import Rohdaten

_ANFAENGE: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BLAETTER: Final = 3
"""Sheets that recognition looks at: the table stands in the first one or behind a cover."""


def is_workbook(pfad: Path) -> bool:
    """Say whether a file begins like a workbook."""
    with pfad.open("rb") as strom:
        return strom.read(4) in _ANFAENGE


def recognise_workbook(probe: Probe) -> bool:
    """Say whether a workbook holds a table of the family, by the first cell of its sheets."""
    try:
        return bool(_sheets(probe.mappe, probe.pfad.name))
    except EingabeFehler:
        return False


def _sheets(mappe: calamine.CalamineWorkbook, datei: str) -> list[str]:
    gefunden = []
    for blatt in mappe.sheet_names[:_BLAETTER]:
        erste = zeilen(mappe, blatt, datei, hoechstens=1)
        if erste and erste[0] and recognise_first_line(str(erste[0][0]).encode()):
            gefunden.append(blatt)
    return gefunden


def rohdaten_of_workbook(pfad: Path) -> Rohdaten:
    """Return the sheet with the table as lines of text; a row of the sheet is a line.

    Raises:
        EingabeFehler: no workbook, no sheet with a table, or several.
    """
    mappe = oeffne(pfad)
    blaetter = _sheets(mappe, pfad.name)
    if len(blaetter) != 1:
        raise EingabeFehler(
            pfad.name,
            "mehrere Tabellen in einer Mappe" if blaetter else "keine Tabelle der Regionaldatenbank",
            "ein Blatt, dessen erste Zelle „Tabelle: <Nummer>“ lautet",
            "Die Tabelle einzeln herunterladen und die Datei unverändert ablegen.",
        )
    blatt = blaetter[0]
    inhalt = [list(zeile) for zeile in zeilen(mappe, blatt, pfad.name)]
    _spread_merged(mappe.get_sheet_by_name(blatt), inhalt)
    fuss = next((i for i, z in enumerate(inhalt) if str(z[0]).startswith("____")), len(inhalt))
    text = "\n".join(_line(zeile, umbruch="\n" if i > fuss else " ") for i, zeile in enumerate(inhalt)) + "\n"
    return Rohdaten(pfad, text.encode(), blatt)


def _spread_merged(blatt: calamine.CalamineSheet, inhalt: list[list[Any]]) -> None:
    """Repeat the content of merged cells, except that of titles, which begin in the first column."""
    for (oben, links), (unten, rechts) in blatt.merged_cell_ranges or []:
        if links == 0 and rechts > 0:
            continue
        for zeile in inhalt[oben : unten + 1]:
            for spalte in range(links, min(rechts + 1, len(zeile))):
                zeile[spalte] = inhalt[oben][links]


def _line(zeile: Zeile, umbruch: str) -> str:
    return ";".join(_quoted(_text(zelle).replace("\r", "").replace("\n", umbruch)) for zelle in zeile)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if ";" in text or '"' in text else text


def _text(zelle: object) -> str:
    """Return a cell as the CSV prints it: decimal comma, dates as 31.12.2019."""
    if isinstance(zelle, bool):
        return "WAHR" if zelle else "FALSCH"
    if isinstance(zelle, float):
        if zelle.is_integer() and abs(zelle) < 1e15:
            return str(int(zelle))
        text = repr(zelle)
        return (text if "e" not in text else f"{zelle:.15f}".rstrip("0")).replace(".", ",")
    if isinstance(zelle, dt.datetime):
        return zelle.strftime("%d.%m.%Y") if zelle.time() == dt.time() else zelle.isoformat()
    if isinstance(zelle, dt.date):
        return zelle.strftime("%d.%m.%Y")
    return "" if zelle is None else str(zelle)
