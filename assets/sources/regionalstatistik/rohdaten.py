"""The bytes of a table: read in parts, judged for their encoding, never held as a whole.

A file of one gigabyte is read like one of ten kilobytes: title block and header from its beginning, the
footer from its end, the body in blocks of whole lines.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Final

from assets.sources.fehler import EingabeFehler

BLOCK: Final = 2**20
"""Bytes of one block of the body."""

BOM: Final = b"\xef\xbb\xbf"
NEU_LADEN: Final = (
    "Die Tabelle in der Regionaldatenbank noch einmal aufrufen, als CSV herunterladen "
    "und die Datei unverändert ablegen."
)
_UMLAUTE_ALS_LATIN: Final = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xef\xbf\xbd")
_ZWEIMAL_GEWANDELT: Final = re.compile(
    "Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|â(?:\u0080|€)[\u0080-\u00bf\u2013-\u2122œ“”\u0153]|\ufffd"
)


class Kodierung(Enum):
    """What the bytes seen so far can be."""

    ASCII = "ascii"
    UTF8 = "utf-8"
    EINZELBYTE = "cp1252"
    """ISO-8859-1 or Windows-1252, which differ only in bytes 80 to 9F."""


@dataclass(frozen=True)
class Rohdaten:
    """A file, or the text lines of a worksheet, as bytes.

    Attributes:
        pfad: The file, for messages and for its fingerprint.
        inhalt: The bytes where they do not stand in the file as they are (worksheet).
        blatt: The worksheet.
    """

    pfad: Path
    inhalt: bytes | None = None
    blatt: str | None = None

    @cached_property
    def groesse(self) -> int:
        """Number of bytes."""
        return self.pfad.stat().st_size if self.inhalt is None else len(self.inhalt)

    def read(self, von: int, bis: int) -> bytes:
        """Return the bytes from `von` up to, not including, `bis`."""
        if self.inhalt is not None:
            return self.inhalt[von:bis]
        with self.pfad.open("rb") as strom:
            strom.seek(von)
            return strom.read(max(0, bis - von))

    def read_into(self, von: int, ziel: memoryview) -> None:
        """Read as many bytes as fit into `ziel`."""
        if self.inhalt is not None:
            ziel[:] = self.inhalt[von : von + len(ziel)]
            return
        with self.pfad.open("rb", buffering=0) as strom:
            strom.seek(von)
            gelesen = 0
            while gelesen < len(ziel):
                if not (stueck := strom.readinto(ziel[gelesen:])):
                    raise self.refuse("eine Datei, die sich während des Lesens ändert", "eine fertige Datei")
                gelesen += stueck

    def blocks(self, von: int, bis: int, groesse: int = BLOCK) -> Iterator[tuple[int, int]]:
        """Yield bounds of consecutive blocks that end with a line end (the last one at `bis`)."""
        while von < bis:
            ende = self._after_line_end(min(von + groesse, bis), bis)
            yield von, ende
            von = ende

    def _after_line_end(self, ab: int, bis: int) -> int:
        while ab < bis:
            stueck = self.read(ab - 1, min(ab + 65536, bis))
            stelle = stueck.find(b"\n")
            if stelle >= 0:
                return ab + stelle
            ab += len(stueck)
        return bis

    def count_lines(self, bis: int) -> int:
        """Return the number of line ends before a place in the file."""
        return sum(self.read(a, min(a + BLOCK, bis)).count(b"\n") for a in range(0, bis, BLOCK))

    def sha256(self) -> str:
        """Return the fingerprint of the file."""
        summe = hashlib.sha256()
        with self.pfad.open("rb") as strom:
            while stueck := strom.read(BLOCK):
                summe.update(stueck)
        return summe.hexdigest()

    def refuse(
        self,
        gefunden: str,
        erwartet: str,
        abhilfe: str = NEU_LADEN,
        *,
        zeile: int | None = None,
        spalte: str | None = None,
    ) -> EingabeFehler:
        """Make the error for this file."""
        return EingabeFehler(self.pfad.name, gefunden, erwartet, abhilfe, self.blatt, zeile, spalte)


def judge_encoding(stueck: bytes | memoryview) -> Kodierung:
    """Say what a part of a file, cut at line ends, can be."""
    try:
        return Kodierung.ASCII if str(stueck, "utf-8").isascii() else Kodierung.UTF8
    except UnicodeDecodeError:
        return Kodierung.EINZELBYTE


def join_encodings(kodierungen: set[Kodierung]) -> Kodierung:
    """Return the encoding of a file from those of its parts: one single byte decides."""
    for kodierung in (Kodierung.EINZELBYTE, Kodierung.UTF8):
        if kodierung in kodierungen:
            return kodierung
    return Kodierung.ASCII


def decode(roh: bytes, kodierung: Kodierung) -> str:
    """Return the text of some bytes.

    Raises:
        UnicodeDecodeError: bytes that no supported encoding has.
        UmlautFehler: letters damaged by a wrong conversion.
    """
    if kodierung is Kodierung.EINZELBYTE and (treffer := _UMLAUTE_ALS_LATIN.search(roh)):
        raise UmlautFehler(treffer.group().decode("latin-1"), treffer.start())
    text = roh.decode(kodierung.value)
    if kodierung is Kodierung.UTF8 and (schaden := _ZWEIMAL_GEWANDELT.search(text)):
        raise UmlautFehler(schaden.group(), len(text[: schaden.start()].encode()))
    return text


class UmlautFehler(ValueError):
    """Letters damaged by a wrong conversion, and where in the bytes."""

    def __init__(self, zeichen: str, stelle: int) -> None:
        """Keep the letters and their place."""
        super().__init__(zeichen)
        self.zeichen = zeichen
        self.stelle = stelle


def decode_part(roh: bytes, kodierung: Kodierung, rohdaten: Rohdaten, zeile: Callable[[], int]) -> str:
    """Decode a part of a file that begins in the line that `zeile` tells (asked only on damage).

    Raises:
        EingabeFehler: damaged letters or an unknown encoding, with the line.
    """
    try:
        return decode(roh, kodierung)
    except UmlautFehler as fehler:
        gefunden, stelle = f"falsch gewandelte Umlaute „{fehler.zeichen}“", fehler.stelle
    except UnicodeDecodeError as fehler:
        gefunden, stelle = "eine unbekannte Zeichenkodierung", fehler.start
    raise rohdaten.refuse(gefunden, "ISO-8859-1 oder UTF-8", zeile=zeile() + roh.count(b"\n", 0, stelle))
