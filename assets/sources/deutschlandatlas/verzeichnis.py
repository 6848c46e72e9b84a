"""The list of indicators in a Deutschlandatlas workbook: what a bare short code means, and for which year.

Editions with short codes only explain them on a sheet of their own. Only a cell that speaks of the measure
tells its year; columns on the Gebietsstand, the sources and the state of the data do not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from assets.sources.arbeitsmappe import Zeile, text

KUERZEL: Final = re.compile(r"[a-z]\w*")
_KUERZELKOPF: Final = re.compile(r"(indikator(en)?)?kürzel|variable(nname)?|spaltenname|code")
_JAHRKOPF: Final = re.compile(r"jahr|(bezugs|berichts|daten)jahr|zeitbezug|zeitraum|jahr der daten")
_TEXTKOPF: Final = re.compile(
    r"indikator(en)?(name|bezeichnung|text)?|bezeichnung|name|beschreibung|definition|erläuterung|einheit|titel|langname"
)
_KEIN_JAHR: Final = re.compile(r"gebietsst[aä]nd|quelle|datenbasis|datengrundlage|stand\b|©", re.IGNORECASE)


class Verzeichnis:
    """Descriptions per short code and sheet."""

    def __init__(self) -> None:
        """Start empty."""
        self._zeilen: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def add_sheet(self, rows: Sequence[Zeile]) -> None:
        """Take up the rows of a sheet without figures."""
        spalten: Mapping[str, list[int]] = {}
        for zeile in rows:
            zellen = [text(zelle) for zelle in zeile]
            kopf = _header(zellen)
            if kopf:
                spalten = kopf
            elif spalten:
                self._add(zellen, spalten)
            else:
                self._add_without_header(zellen)

    def description(self, kuerzel: str, blatt: str) -> str:
        """Return what the list says of a code: the row that names the sheet, else the only one.

        Returns:
            The text; empty where nothing or several different things are said.
        """
        zeilen = self._zeilen.get(kuerzel.casefold(), [])
        eigene = {inhalt for inhalt, zellen in zeilen if blatt in zellen}
        alle = eigene or {inhalt for inhalt, _ in zeilen}
        return alle.pop() if len(alle) == 1 else ""

    def _add(self, zellen: Sequence[str], spalten: Mapping[str, list[int]]) -> None:
        def cells(art: str) -> list[str]:
            return [zellen[i] for i in spalten[art] if i < len(zellen) and zellen[i]]

        teile = cells("text")
        if spalten["jahr"]:
            # the column of the year counts; a year in the text would only contradict it
            teile = [re.sub(r"\b(19|20)\d{2}\b", "", t) for t in teile] + [
                f"im Jahr {jahr.removesuffix('.0')}" for jahr in cells("jahr")
            ]
        for kuerzel in cells("kuerzel"):
            self._remember(kuerzel, teile, zellen)

    def _add_without_header(self, zellen: Sequence[str]) -> None:
        for zelle in zellen:
            if KUERZEL.fullmatch(zelle):
                andere = [t for t in zellen if t and t != zelle and not _KEIN_JAHR.search(t)]
                self._remember(zelle, andere, zellen)

    def _remember(self, kuerzel: str, teile: Iterable[str], zellen: Sequence[str]) -> None:
        inhalt = " ".join(" ".join(teile).split())
        if inhalt:
            self._zeilen.setdefault(kuerzel.casefold(), []).append((inhalt, frozenset(zellen)))


def _header(zellen: Sequence[str]) -> Mapping[str, list[int]] | None:
    """Return the columns of code, year and text when the row is the header of a list of indicators."""
    klein = [zelle.casefold().rstrip(":") for zelle in zellen]
    arten = {"kuerzel": _KUERZELKOPF, "jahr": _JAHRKOPF, "text": _TEXTKOPF}
    spalten = {art: [i for i, z in enumerate(klein) if muster.fullmatch(z)] for art, muster in arten.items()}
    return spalten if spalten["kuerzel"] and (spalten["jahr"] or spalten["text"]) else None
