"""Any file as tables of text, for looking at it before anybody knows what it is.

Bounded: of a text the first megabytes, of every table a sample of its rows, the first ones in full.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

import python_calamine as calamine

from assets.sources.arbeitsmappe import ist_html, oeffne, text, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.html_tabelle.tabelle import parse

KOPFZEILEN: Final = 40
_TEXT: Final = 4 << 20
_ZEILEN: Final = 20_000
_STICHPROBE: Final = 400
_ZELLE: Final = 200
_TRENNER: Final = ";\t,|"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_Reihe = TypeVar("_Reihe")
_TEXTENDUNGEN: Final = (".csv", ".txt", ".tsv", ".tab")


@dataclass(frozen=True)
class Rohtabelle:
    """A sheet, a text file or a table of a page: its name if it has one, and its sampled rows."""

    blatt: str | None
    rows: Sequence[Sequence[str]]


def raw_tables(pfad: Path) -> Iterator[Rohtabelle]:
    """Yield the tables of a file; nothing for files that hold none or cannot be opened."""
    with pfad.open("rb") as strom:
        anfang = strom.read(_TEXT)
    if anfang.startswith((_OLE, b"PK\x03\x04")):
        yield from _archive(pfad)
    elif ist_html(anfang):
        yield from _page(anfang, pfad.name)
    elif anfang:
        yield from _text_table(anfang, None)


def _archive(pfad: Path) -> Iterator[Rohtabelle]:
    try:
        with zipfile.ZipFile(pfad) as archiv:
            namen = archiv.namelist()
            mappe = "[Content_Types].xml" in namen or "content.xml" in namen
            for name in [] if mappe else [n for n in namen if n.lower().endswith(_TEXTENDUNGEN)]:
                with archiv.open(name) as strom:
                    yield from _text_table(strom.read(_TEXT), name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        mappe = True
    if mappe:
        yield from _workbook(pfad)


def _workbook(pfad: Path) -> Iterator[Rohtabelle]:
    try:
        mappe = oeffne(pfad)
        namen = [b.name for b in mappe.sheets_metadata if b.typ == calamine.SheetTypeEnum.WorkSheet]
    except EingabeFehler:
        return
    for name in namen:
        try:
            rows = zeilen(mappe, name, pfad.name, hoechstens=_ZEILEN)
        except EingabeFehler:
            continue
        yield Rohtabelle(name, [[_cell(z) for z in r] for r in _sample(rows)])


def _page(inhalt: bytes, name: str) -> Iterator[Rohtabelle]:
    try:
        tabellen = parse(inhalt, name).tabellen
    except EingabeFehler:
        return
    for tabelle in tabellen:
        yield Rohtabelle(tabelle.name, [[z[:_ZELLE] for z in r] for r in _sample(tabelle.rows)])


def _text_table(inhalt: bytes, name: str | None) -> Iterator[Rohtabelle]:
    """Read separated text with the separator that its first lines use most; UTF-8, UTF-16 or Windows-1252."""
    if inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        roh = inhalt.decode("utf-16", errors="replace")
    else:
        try:
            roh = inhalt[: len(inhalt) - (len(inhalt) == _TEXT) * 8].decode("utf-8-sig")
        except UnicodeDecodeError:
            roh = inhalt.decode("cp1252", errors="replace")
    linien = roh.replace("\0", "").splitlines()[:_ZEILEN]
    kopf = "\n".join(linien[:KOPFZEILEN])
    trenner = max(_TRENNER, key=kopf.count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(linien)), delimiter=trenner))
    except csv.Error:
        rows = [linie.split(trenner) for linie in linien]
    yield Rohtabelle(name, [[text(z[:_ZELLE]) for z in r] for r in _sample(rows)])


def _sample(rows: Sequence[_Reihe]) -> list[_Reihe]:
    """Return the first rows and evenly spread ones of the rest."""
    if len(rows) <= _STICHPROBE:
        return list(rows)
    vorn, rest = rows[: _STICHPROBE // 2], rows[_STICHPROBE // 2 :]
    return [*vorn, *rest[:: max(1, 2 * len(rest) // _STICHPROBE)]]


def _cell(zelle: object) -> str:
    if isinstance(zelle, datetime | date):
        return (zelle.date() if isinstance(zelle, datetime) else zelle).isoformat()
    if isinstance(zelle, float) and zelle.is_integer():
        return str(int(zelle))
    return text(zelle)[:_ZELLE]
