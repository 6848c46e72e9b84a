"""Web page → titles and tables as grids of text, spanned cells repeated.

Nothing is fetched and no entity of a foreign document is resolved; size and spans are bounded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from lxml import etree

from assets.sources.arbeitsmappe import text
from assets.sources.fehler import EingabeFehler

GROESSTE_DATEI: Final = 64 * 1024 * 1024
GROESSTE_TABELLE: Final = 5_000_000
"""Cells of one table, spans counted out."""

_ABHILFE: Final = "Die Tabelle beim Landesamt neu herunterladen und unverändert ablegen."
refusal: Final = partial(EingabeFehler, abhilfe=_ABHILFE)
"""The error for a place in a page."""
_ZELLEN: Final = ("td", "th")
_UMBRUCH: Final = ("br", "p", "div", "table", "h1", "h2", "h3")
_STUMM: Final = ("table", "script", "style")


@dataclass(frozen=True)
class HtmlTabelle:
    """One table.

    Attributes:
        nummer: Its place in the file, from 1.
        rows: Cells as text; a cell that spans rows or columns stands in each of them.
        kopfzeilen: Rows at the top that are inside `thead` or made of head cells.
        breiten: Columns that each row really fills; shorter ones are filled up with empty text.
    """

    nummer: int
    rows: Sequence[Sequence[str]]
    kopfzeilen: int
    breiten: Sequence[int]

    @property
    def name(self) -> str:
        """What the place of a figure calls it."""
        return f"Tabelle {self.nummer}"


@dataclass(frozen=True)
class Seite:
    """A page: lines of text outside its tables, and the tables."""

    datei: str
    zeilen: Sequence[str]
    tabellen: Sequence[HtmlTabelle]


def parse(inhalt: bytes, datei: str) -> Seite:
    """Read a page.

    Args:
        inhalt: The bytes; ISO-8859-1 unless they are UTF-8.
        datei: Name for messages.

    Raises:
        EingabeFehler: Too large, or no page at all.
    """
    if len(inhalt) > GROESSTE_DATEI:
        raise refusal(datei, f"{len(inhalt) // 1_000_000} MB", f"höchstens {GROESSTE_DATEI // 1_000_000} MB")
    try:
        dekodiert = inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        dekodiert = inhalt.decode("cp1252", errors="replace")
    leser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    wurzel = etree.fromstring(dekodiert.replace("\0", "").encode("utf-8"), leser)
    if wurzel is None:
        raise refusal(datei, "keine lesbare Webseite", "eine Tabelle")
    tabellen = [
        _grid(knoten, nummer, datei)
        for nummer, knoten in enumerate(wurzel.iter("table"), start=1)
        if next(knoten.iterancestors("table"), None) is None
    ]
    return Seite(datei, tuple(_lines(wurzel)), tuple(tabellen))


def read_page(pfad: Path) -> Seite:
    """Read a page from a file.

    Raises:
        EingabeFehler: Too large, or no page at all.
    """
    if pfad.stat().st_size > GROESSTE_DATEI:
        raise refusal(pfad.name, "eine zu große Datei", f"höchstens {GROESSTE_DATEI // 1_000_000} MB")
    return parse(pfad.read_bytes(), pfad.name)


def _lines(wurzel: etree._Element) -> Iterator[str]:
    """Yield the lines of text outside tables, scripts and styles."""
    puffer: list[str] = []
    gang = etree.iterwalk(wurzel, events=("start", "end"))
    for ereignis, knoten in gang:
        if ereignis == "start":
            if knoten.tag in _UMBRUCH and text(" ".join(puffer)):
                yield text(" ".join(puffer))
                puffer = []
            if knoten.tag in _STUMM:
                gang.skip_subtree()
            else:
                puffer.append(knoten.text or "")
        else:
            puffer.append(knoten.tail or "")
    if text(" ".join(puffer)):
        yield text(" ".join(puffer))


def _grid(tabelle: etree._Element, nummer: int, datei: str) -> HtmlTabelle:
    """Lay the cells of a table out; spans are filled, rows keep their number.

    Raises:
        EingabeFehler: The spans blow the table up.
    """
    raster: list[dict[int, str]] = []
    kopfzeilen, anzahl = 0, 0
    zeilen = [z for z in tabelle.iter("tr") if next(z.iterancestors("table")) is tabelle]
    for z, zeile in enumerate(zeilen):
        while len(raster) <= z:
            raster.append({})
        zellen = [c for c in zeile.iter(*_ZELLEN) if next(c.iterancestors("tr")) is zeile]
        kopf = next(zeile.iterancestors("thead"), None) is not None or all(c.tag == "th" for c in zellen)
        if zellen and kopf and not any(text(w) for r in raster[kopfzeilen:z] for w in r.values()):
            kopfzeilen = z + 1
        spalte = 0
        for zelle in zellen:
            while spalte in raster[z]:
                spalte += 1
            breite, hoehe = (_span(zelle, name) for name in ("colspan", "rowspan"))
            hoehe = min(hoehe, len(zeilen) - z)
            anzahl += breite * hoehe
            if anzahl > GROESSTE_TABELLE:
                raise refusal(datei, "eine Tabelle mit zu vielen Zellen", "höchstens 5 Millionen Zellen")
            inhalt = _cell_text(zelle)
            for unten in range(z, z + hoehe):
                while len(raster) <= unten:
                    raster.append({})
                raster[unten] |= dict.fromkeys(range(spalte, spalte + breite), inhalt)
            spalte += breite
    breiten = [max(r, default=-1) + 1 for r in raster]
    breite = max(breiten, default=0)
    return HtmlTabelle(nummer, [[r.get(s, "") for s in range(breite)] for r in raster], kopfzeilen, breiten)


def _span(zelle: etree._Element, name: str) -> int:
    wert = (zelle.get(name) or "1").strip()
    return min(max(int(wert), 1), 65_536) if wert.isascii() and wert.isdigit() and len(wert) < 9 else 1


def _cell_text(zelle: etree._Element) -> str:
    """Return the text of a cell; unclosed elements may nest the next cell in it, which is left out."""
    teile: list[str] = []

    def collect(knoten: etree._Element) -> None:
        teile.append(knoten.text or "")
        for kind in knoten:
            if kind.tag in _ZELLEN or kind.tag == "tr":
                continue
            if kind.tag in _UMBRUCH:
                teile.append("\n")
            collect(kind)
            teile.append(kind.tail or "")

    collect(zelle)
    return text("".join(teile))
