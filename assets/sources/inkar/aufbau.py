"""Layout of an INKAR table, whether it came from a workbook or from a CSV: header, columns, years.

Wide tables carry one column per indicator and year, with the year in a second header row (above or below
the name) or at the end of the name. Long tables carry one row per figure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assets.sources.arbeitsmappe import Zeile, text
from assets.sources.fehler import EingabeFehler

HERUNTERLADEN: Final = "Tabelle bei INKAR (BBSR) neu ausgeben und die Datei unverändert ablegen."
KENNZIFFER: Final = "Kennziffer"
KOPFZEILEN: Final = 10
_EBENE: Final = ("aggregat", "raumbezug")
_NAME: Final = ("raumeinheit", "name")
_LANG: Final = ("indikator", "zeitbezug", "wert")
_JAHR: Final = re.compile(r"(?:19|20)\d{2}")
_BEZEICHNUNG: Final = re.compile(r"(?!#)(?=.*[A-Za-zÄÖÜäöü]{2})")
"""A name of an indicator: letters, and no error value of a spreadsheet."""
_NAME_JAHR: Final = re.compile(r"(?P<name>\S.*?)[\s_,]*\(?(?P<jahr>(?:19|20)\d{2})\)?")


@dataclass(frozen=True)
class Gitter:
    """The cells of one sheet or CSV file.

    Attributes:
        datei: File name.
        blatt: Sheet name; None for a CSV file.
        rows: Cells, row by row.
        nummern: Line of the file (from 1) in which each row begins; None: row and line agree.
    """

    datei: str
    blatt: str | None
    rows: Sequence[Zeile]
    nummern: Sequence[int] | None = None

    def zeile(self, index: int) -> int:
        """Return the row of the original file, counted from 1."""
        return self.nummern[index] if self.nummern and index < len(self.nummern) else index + 1

    def refusal(
        self, gefunden: str, erwartet: str, *, index: int | None = None, spalte: str | None = None
    ) -> EingabeFehler:
        """Make the error for a place in this table; `index` counts `rows` from 0."""
        return EingabeFehler(
            datei=self.datei,
            gefunden=gefunden,
            erwartet=erwartet,
            abhilfe=HERUNTERLADEN,
            blatt=self.blatt,
            zeile=None if index is None else self.zeile(index),
            spalte=spalte,
        )


@dataclass(frozen=True)
class Aufbau:
    """Where everything stands in a table.

    Attributes:
        gitter: The cells.
        start: Index of the first data row.
        kennziffer: Column of the territory key.
        ebene: Column of the level („Aggregat“, „Raumbezug“), None where there is none.
        spalten: Wide tables: year per column, per indicator.
        lang: Long tables: column per header name (casefolded); empty for wide tables.
    """

    gitter: Gitter
    start: int
    kennziffer: int
    ebene: int | None
    spalten: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    lang: Mapping[str, int] = field(default_factory=dict)


def find_header(rows: Sequence[Zeile]) -> int | None:
    """Return the index of the row that names Kennziffer and Raumeinheit (long: Name), or None."""
    for nummer, zeile in enumerate(rows[:KOPFZEILEN]):
        if is_header([text(zelle) for zelle in zeile]):
            return nummer
    return None


def is_header(felder: Sequence[str]) -> bool:
    """Tell whether header cells are those of an INKAR table."""
    namen = {feld.casefold() for feld in felder}
    lang = namen >= {"kennziffer", *_LANG} and bool(namen & {*_EBENE, *_NAME})
    return lang or namen >= {"kennziffer", "raumeinheit"}


def read_aufbau(gitter: Gitter) -> Aufbau | None:
    """Find header and columns of a table; None where there is no header.

    Raises:
        EingabeFehler: A column has no year, no name, or the same name and year as another.
    """
    kopf = find_header(gitter.rows)
    if kopf is None:
        return None
    namen = [text(zelle) for zelle in gitter.rows[kopf]]
    orte = {name.casefold(): i for i, name in reversed(list(enumerate(namen))) if name}
    kennziffer = orte["kennziffer"]
    ebene = next((orte[n] for n in _EBENE if n in orte), None)
    if all(n in orte for n in _LANG):
        return Aufbau(gitter, kopf + 1, kennziffer, ebene, lang=orte)
    fest = {kennziffer, ebene, *(orte[n] for n in _NAME if n in orte)}
    jahre = _second_row(gitter, kopf, kennziffer)
    spalten = _columns(gitter, kopf, namen, jahre, fest)
    if not spalten:
        return None
    return Aufbau(gitter, kopf + (1 if jahre is None else 2), kennziffer, ebene, spalten)


def _second_row(gitter: Gitter, kopf: int, kennziffer: int) -> list[str] | None:
    """Return the second header row, or None where the row below the header is the first data row."""
    if len(gitter.rows) <= kopf + 1:
        return None
    zellen = [text(zelle) for zelle in gitter.rows[kopf + 1]]
    if kennziffer < len(zellen) and zellen[kennziffer]:
        return None
    return [zelle.removesuffix(".0") for zelle in zellen]


def _columns(
    gitter: Gitter, kopf: int, namen: Sequence[str], jahre: Sequence[str] | None, fest: set[int | None]
) -> dict[str, dict[int, str]]:
    breite = max(len(namen), len(jahre or ()))
    orte = [i for i in range(breite) if i not in fest]
    oben = {i: namen[i].removesuffix(".0") if i < len(namen) else "" for i in orte}
    unten = {i: jahre[i] if jahre and i < len(jahre) else "" for i in orte}
    belegt = [i for i in orte if oben[i] or unten[i]]
    if belegt and jahre and all(_JAHR.fullmatch(oben[i]) for i in belegt):
        oben, unten = unten, oben  # the year stands above the name
    spalten: dict[str, dict[int, str]] = {}
    for i in belegt:
        name, jahr = _name_and_year(oben[i], unten[i]) if jahre is None else (oben[i], unten[i])
        if (
            not _BEZEICHNUNG.match(name)
            or not _JAHR.fullmatch(jahr)
            or jahr in spalten.get(name, {}).values()
        ):
            raise gitter.refusal(
                f"„{jahr or name}“",
                "je Indikator und Jahr genau eine Spalte mit Name und Jahreszahl im Kopf",
                index=kopf if jahre is None and jahr else kopf + 1,
                spalte=name or None,
            )
        spalten.setdefault(name, {})[i] = jahr
    return spalten


def _name_and_year(kopf: str, jahr: str) -> tuple[str, str]:
    treffer = _NAME_JAHR.fullmatch(kopf)
    return (treffer["name"], treffer["jahr"]) if treffer else (kopf, jahr)
