"""What a format family is: how a file of it is recognised, and how it is read."""

import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import python_calamine as calamine

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import ist_html, oeffne
from assets.sources.lesung import Lesung

ANFANG: Final = 65536
"""Bytes from the beginning of a file that recognition looks at."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Probe:
    """A file as recognition sees it: its first bytes and, when needed, the opened workbook.

    Attributes:
        pfad: The file; opened for reading only.
        anfang: Its first `ANFANG` bytes.
    """

    pfad: Path
    anfang: bytes

    @classmethod
    def of(cls, pfad: Path) -> "Probe":
        """Take a probe of a file."""
        with pfad.open("rb") as strom:
            return cls(pfad, strom.read(ANFANG))

    @property
    def ist_html(self) -> bool:
        """Whether the file is a web page."""
        return ist_html(self.anfang)

    @property
    def ist_mappe(self) -> bool:
        """Whether the bytes are those of a workbook: OLE (.xls), or a ZIP with the parts of a workbook."""
        return self.anfang.startswith(_OLE) or "[Content_Types].xml" in self.archiv

    @property
    def ist_zip(self) -> bool:
        """Whether the file is a ZIP archive (workbooks are, too)."""
        return self.anfang.startswith(_ZIP)

    @cached_property
    def archiv(self) -> tuple[str, ...]:
        """Names of the members of a ZIP archive; empty for other files and for broken archives."""
        if not self.ist_zip:
            return ()
        try:
            with zipfile.ZipFile(self.pfad) as archiv:
                return tuple(archiv.namelist())
        except (zipfile.BadZipFile, OSError, NotImplementedError):
            return ()

    @cached_property
    def mappe(self) -> calamine.CalamineWorkbook:
        """The opened workbook.

        Raises:
            EingabeFehler: it cannot be opened.
        """
        return oeffne(self.pfad)

    @cached_property
    def text(self) -> str:
        """The first bytes as text; every byte is a character, so that nothing fails here."""
        return self.anfang.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


@dataclass(frozen=True)
class Kontext:
    """What is known when a file is read.

    Attributes:
        merkmale: Catalogue of base measures by id.
        kreise: Keys of all Kreise, or better the registers, which also know when each existed
            (`assets.sources.gebietsbestand`); empty: keys are checked for their form only.
    """

    merkmale: Mapping[str, MerkmalEintrag] = field(default_factory=dict)
    kreise: Collection[str] = frozenset()


@dataclass(frozen=True)
class Format:
    """One format family.

    Attributes:
        name: Its name in messages and in the raw store, such as `regionalstatistik`.
        version: Counts up whenever recogniser or reader change what they deliver.
        bezeichnung: What planners call it.
        erkenne: Tells from a probe whether a file belongs to it. It never raises for files of other
            families and looks at content only.
        lies: Reads a file that was recognised.
        verzeichnis: It lists territories; such files are read before all others.
        ohne_zahlen: It never holds figures (status messages, recordings): refused when handed over for
            reading, passed over with a word when it lies in a folder of originals.
    """

    name: str
    version: int
    bezeichnung: str
    erkenne: Callable[[Probe], bool]
    lies: Callable[[Path, Kontext], Lesung]
    verzeichnis: bool = False
    ohne_zahlen: bool = False
