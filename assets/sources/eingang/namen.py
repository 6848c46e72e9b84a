"""File names: made safe for the raw store, and recognised where they mean nothing to the intake."""

import re
import unicodedata
from pathlib import Path
from typing import Final

UNFERTIG: Final = (
    ".part",
    ".crdownload",
    ".download",
    ".opdownload",
    ".filepart",
    ".partial",
    ".teil",
    ".tmp",
)
"""Endings that browsers and copy programs give to files which are still being written."""

LIESMICH: Final = "LIESMICH.md"
GEHOERT_HIERHER: Final = frozenset({".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that systems leave in folders; they are no delivery."""

NEBENDATEIEN: Final = (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".shp.xml")
"""Endings of the files that make a shapefile together with its `.shp`."""

NICHT_GELESEN: Final = ("abgelehnt", "eingang", "protokoll")
"""Folders below `data/raw` that no run reads."""

_LAENGE: Final = 150
_ENDUNG: Final = 20
_GEFAEHRLICH: Final = re.compile(
    r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_GERAETE: Final = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return a name that every file system takes and no program misreads.

    Composed Unicode (NFC), no path separators, control characters, or marks that turn the writing
    direction; not hidden, not longer than 150 bytes; the ending stays.
    """
    rein = _GEFAEHRLICH.sub("_", unicodedata.normalize("NFC", name))
    rein = re.sub(r"\s+", " ", rein).strip(" .").lstrip("~$")
    if not rein or not rein.strip("_. "):
        rein = "datei"
    if _GERAETE.match(rein):
        rein = f"_{rein}"
    stamm, punkt, endung = rein.rpartition(".")
    if not punkt or len(endung) > _ENDUNG:
        stamm, endung = rein, ""
    platz = _LAENGE - (len(endung.encode()) + 1 if endung else 0)
    kurz = stamm.encode()[:platz].decode(errors="ignore").strip()
    return f"{kurz}.{endung}" if endung else kurz


def printable(pfad: Path | str) -> str:
    """Return a name for messages and records: one line, no control characters, valid text."""
    text = str(pfad).encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "�", text)


def is_unfinished(pfad: Path) -> bool:
    """Tell from its name, and from that of a neighbour, whether a program still writes a file."""
    name = pfad.name.lower()
    if name.startswith(("~$", ".~")) or name.endswith(UNFERTIG):
        return True
    return any(pfad.with_name(pfad.name + endung).exists() for endung in UNFERTIG)


def split_companion(name: str) -> tuple[str, str] | None:
    """Return stem and ending of a file that belongs to a shapefile (`.shp` itself included), else None."""
    klein = name.lower()
    for endung in (*NEBENDATEIEN, ".shp"):
        if klein.endswith(endung):
            return name[: -len(endung)], endung
    return None
