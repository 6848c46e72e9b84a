"""A look at a file before any reader opens it: nothing in it may harm the program that reads it.

Archives are judged by their directory and by what they really unpack to, texts by a quick pass over
their bytes. What a file means is not looked at here.
"""

import re
import stat
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from assets.sources.arbeitsmappe import ist_html
from assets.sources.fehler import EingabeFehler
from assets.sources.schutz_archiv import check_archive

TEXT_ENDUNGEN: Final = frozenset({".csv", ".tsv", ".txt", ".asc", ".tab", ".json", ""})
MAPPE_HOECHSTENS: Final = 512 << 20
"""Bytes of a workbook; readers hold it in memory."""
TEXT_HOECHSTENS: Final = 16 << 30
ZEILE_HOECHSTENS: Final = 4 << 20
"""Bytes of one line of text."""
SPALTEN_HOECHSTENS: Final = 20_000

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VBA: Final = "_VBA_PROJECT".encode("utf-16-le")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BINAER: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x00\x00\x27\x0a",
)
_UMLAUT_UTF8: Final = re.compile(rb"\xc3[\x84\x96\x9c\x9f\xa4\xb6\xbc]")
_UMLAUT_DOPPELT: Final = re.compile(rb"\xc3\x83\xc2[\x84\x96\x9c\x9f\xa4\xb6\xbc]")
_NEU_LADEN: Final = "Datei beim Herausgeber neu herunterladen und unverändert ablegen."


def check_harmless(pfad: Path) -> None:
    """Refuse a file that could harm or mislead its reader.

    Refused are: anything but ordinary files; archives that unpack to far more than they seem, hold too
    many parts or archives again; workbooks with entities in their XML, macros, formulas that reach for
    other files or have no stored result, and sheets of absurd extent; texts with NUL bytes, endless
    lines, absurdly many columns, or two encodings in one file.

    Args:
        pfad: Any file; opened for reading only, and never where it is a device or a pipe.

    Raises:
        EingabeFehler: with what was found and what to do.
    """
    stand = pfad.stat()
    if not stat.S_ISREG(stand.st_mode):
        raise EingabeFehler(pfad.name, "keine gewöhnliche Datei", "eine Datei mit Daten", _NEU_LADEN)
    grund = _judge(pfad, stand.st_size, stand.st_mtime_ns, stand.st_ino)
    if grund:
        raise EingabeFehler(pfad.name, grund[0], grund[1], grund[2], blatt=grund[3])


@lru_cache(maxsize=4096)
def _judge(pfad: Path, groesse: int, _mtime: int, _inode: int) -> tuple[str, str, str, str | None] | None:
    """Reason against a file; remembered for as long as size and times stay the same."""
    try:
        with pfad.open("rb") as strom:
            anfang = strom.read(64)
            strom.seek(0)
            if anfang.startswith(_ZIP):
                _limit(pfad, groesse, MAPPE_HOECHSTENS)
                check_archive(pfad, strom)
            elif anfang.startswith(_OLE):
                _limit(pfad, groesse, MAPPE_HOECHSTENS)
                _check_old_workbook(pfad)
            elif (pfad.suffix.lower() in TEXT_ENDUNGEN or ist_html(anfang)) and not anfang.startswith(
                (*_UTF16, *_BINAER)
            ):
                _limit(pfad, groesse, TEXT_HOECHSTENS)
                _check_text(pfad, strom)
    except EingabeFehler as grund:
        return grund.gefunden, grund.erwartet, grund.abhilfe, grund.blatt
    return None


def _limit(pfad: Path, groesse: int, hoechstens: int) -> None:
    if groesse > hoechstens:
        raise EingabeFehler(
            pfad.name,
            f"{groesse >> 20} Megabyte",
            f"höchstens {hoechstens >> 20} Megabyte",
            "Nur die benötigten Tabellen herunterladen oder die Datei teilen.",
        )


def _check_old_workbook(pfad: Path) -> None:
    if _VBA in pfad.read_bytes():
        raise EingabeFehler(
            pfad.name,
            "eine Arbeitsmappe mit Makros",
            "eine Arbeitsmappe, die nur Werte enthält",
            "Die Datei in Excel öffnen, ohne die Makros zu erlauben, und als .xlsx speichern.",
        )


def _check_text(pfad: Path, strom: BinaryIO) -> None:
    utf8, utf8_umlaute, doppelt = _Utf8(), False, False
    rest = b""
    while block := strom.read(ZEILE_HOECHSTENS):
        if b"\0" in block:
            raise _text_error(pfad, "NUL-Bytes", "Text ohne Steuerzeichen")
        if len(block) == ZEILE_HOECHSTENS and b"\n" not in block and b"\r" not in block:
            raise _text_error(pfad, "eine Zeile von mehr als 4 Megabyte", "Zeilen gewöhnlicher Länge")
        if _too_wide(block):
            raise _text_error(
                pfad, f"mehr als {SPALTEN_HOECHSTENS:,} Spalten".replace(",", "."), "weniger Spalten"
            )
        utf8.feed(block)
        fenster = rest + block
        utf8_umlaute = utf8_umlaute or (b"\xc3" in fenster and bool(_UMLAUT_UTF8.search(fenster)))
        doppelt = doppelt or (b"\xc3\x83\xc2" in fenster and bool(_UMLAUT_DOPPELT.search(fenster)))
        rest = block[-4:]
    if not utf8.end() and utf8_umlaute:
        raise _text_error(pfad, "zwei Zeichenkodierungen in einer Datei (UTF-8 und Windows-1252)", "eine")
    if doppelt:
        raise _text_error(pfad, "doppelt umgewandelte Umlaute („Ã¼“ statt „ü“)", "lesbare Umlaute")


def _text_error(pfad: Path, gefunden: str, erwartet: str) -> EingabeFehler:
    return EingabeFehler(pfad.name, gefunden, erwartet, _NEU_LADEN)


def _too_wide(block: bytes) -> bool:
    """Whether a line has absurdly many columns; only long lines are counted."""
    fenster = SPALTEN_HOECHSTENS // 2
    if all(block.find(b"\n", i, i + fenster) >= 0 for i in range(0, len(block) - fenster, fenster)):
        return False  # no line is longer than twice the window, so none has more separators than that
    return any(
        zeile.count(trenner) > SPALTEN_HOECHSTENS
        for zeile in block.split(b"\n")
        if len(zeile) > SPALTEN_HOECHSTENS
        for trenner in (b";", b",", b"\t")
    )


class _Utf8:
    """Whether bytes that come in blocks are UTF-8."""

    def __init__(self) -> None:
        self._rest = b""
        self._gut = True

    def feed(self, block: bytes) -> None:
        """Look at one more block; nothing is decoded once it is clear that this is no UTF-8."""
        if not self._gut:
            return
        alles = self._rest + block
        schnitt = len(alles)
        for zurueck in range(1, min(4, len(alles)) + 1):  # a character may be cut at the border
            if alles[-zurueck] & 0xC0 != 0x80:
                schnitt = len(alles) - zurueck if alles[-zurueck] >= 0xC0 else len(alles)
                break
        self._rest = alles[schnitt:]
        try:
            alles[:schnitt].decode("utf-8")
        except UnicodeDecodeError:
            self._gut = False

    def end(self) -> bool:
        """Whether all of it was UTF-8."""
        if self._gut and self._rest:
            self._gut = _decodes(self._rest)
        return self._gut


def _decodes(rest: bytes) -> bool:
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
