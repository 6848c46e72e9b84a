"""What lies in the inbox: single files, and shapefiles with their parts."""

import fcntl
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.sources.eingang.namen import (
    GEHOERT_HIERHER,
    LIESMICH,
    is_unfinished,
    printable,
    split_companion,
)

RUHE: Final = 2.0
"""Seconds for which a file must not have changed."""

Fingerabdruck = tuple[int, int, int]


@dataclass(frozen=True)
class Lieferung:
    """One thing to decide about.

    Attributes:
        haupt: The file; of a shapefile the `.shp`.
        weitere: Its other parts.
        ort: Path below the inbox, as shown to people.
    """

    haupt: Path
    weitere: tuple[Path, ...]
    ort: str

    @property
    def dateien(self) -> tuple[Path, ...]:
        """All files, the main one first."""
        return (self.haupt, *self.weitere)


def is_plain(pfad: Path) -> bool:
    """Tell whether something is an ordinary file: no link, pipe, socket or device."""
    try:
        return stat.S_ISREG(pfad.lstat().st_mode)
    except OSError:
        return False


def list_entries(eingang: Path) -> list[Path]:
    """Everything below the inbox that is no folder, sorted; links are listed and never followed."""
    gefunden: list[Path] = []
    for ordner, unterordner, namen in os.walk(eingang, followlinks=False):
        ort = Path(ordner)
        verknuepft = [n for n in unterordner if (ort / n).is_symlink()]
        gefunden += [ort / n for n in (*namen, *verknuepft)]
    return sorted(p for p in gefunden if p.name not in GEHOERT_HIERHER and p != eingang / LIESMICH)


def group_deliveries(eingang: Path, eintraege: list[Path]) -> list[Lieferung]:
    """Put the parts of each shapefile together; every other file stands for itself."""
    teile: dict[tuple[Path, str], list[Path]] = {}
    for pfad in eintraege:
        zerlegt = split_companion(pfad.name)
        if zerlegt and is_plain(pfad):
            teile.setdefault((pfad.parent, zerlegt[0].lower()), []).append(pfad)
    lieferungen, vergeben = [], set()
    for gruppe in teile.values():
        haupt = [p for p in gruppe if p.name.lower().endswith(".shp")]
        if len(haupt) == 1:
            rest = tuple(p for p in gruppe if p != haupt[0])
            lieferungen.append(Lieferung(haupt[0], rest, _place(eingang, haupt[0])))
            vergeben.update(gruppe)
    lieferungen += [Lieferung(p, (), _place(eingang, p)) for p in eintraege if p not in vergeben]
    return sorted(lieferungen, key=lambda li: li.ort)


def _place(eingang: Path, pfad: Path) -> str:
    return printable(pfad.relative_to(eingang).as_posix())


def fingerprint(pfad: Path) -> Fingerabdruck | None:
    """Size and times of a file; None when it is gone."""
    try:
        stand = pfad.lstat()
    except OSError:
        return None
    return stand.st_size, stand.st_mtime_ns, stand.st_ctime_ns


def still_written(
    lieferungen: list[Lieferung], *, ruhe: float = RUHE, schlafe: Callable[[float], None] = time.sleep
) -> dict[Path, str]:
    """Find the files that a program is still writing.

    A file is left alone when its name says so, when a process holds it open for writing, or when it
    changed within the last `ruhe` seconds and again while we wait that long (once for all files).

    Returns:
        Main file of each delivery that must wait → reason in German.
    """
    wartet: dict[Path, str] = {}
    vorher: dict[Path, Fingerabdruck | None] = {}
    jetzt = time.time()
    for li in lieferungen:
        if any(is_unfinished(p) for p in li.dateien):
            wartet[li.haupt] = "der Name sagt, dass die Datei noch geschrieben wird"
            continue
        for pfad in li.dateien:
            vorher[pfad] = fingerprint(pfad)
    frisch = any(f and abs(jetzt - f[2] / 1e9) < ruhe for f in vorher.values())
    if frisch and ruhe > 0:
        schlafe(ruhe)
    for li in lieferungen:
        if li.haupt in wartet:
            continue
        if any(fingerprint(p) != vorher[p] for p in li.dateien):
            wartet[li.haupt] = "die Datei hat sich eben noch verändert"
        elif any(_open_for_writing(p) for p in li.dateien):
            wartet[li.haupt] = "ein Programm hat die Datei noch zum Schreiben geöffnet"
    return wartet


def _open_for_writing(pfad: Path) -> bool:
    """Ask the system for a read lease, which it refuses while anybody writes; unknown means no."""
    if not is_plain(pfad) or not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        griff = os.open(pfad, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.fcntl(griff, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(griff, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(griff)
    return False


def remove_empty_folders(eingang: Path) -> None:
    """Remove the folders below the inbox that hold nothing any more."""
    for ordner, _, _ in os.walk(eingang, topdown=False):
        if Path(ordner) != eingang:
            with suppress(OSError):
                Path(ordner).rmdir()
