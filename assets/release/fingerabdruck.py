"""Fingerprints: what went in, so that an unchanged state is recognised and never built twice."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path


def hash_file(pfad: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    with pfad.open("rb") as datei:
        return hashlib.file_digest(datei, "sha256").hexdigest()


def hash_files(dateien: Iterable[Path], wurzel: Path) -> dict[str, str]:
    """Map each file (path relative to `wurzel` where possible) to its SHA-256, sorted by path."""
    ergebnis = {}
    for pfad in sorted(set(dateien)):
        name = pfad.relative_to(wurzel) if pfad.is_relative_to(wurzel) else pfad
        ergebnis[name.as_posix()] = hash_file(pfad)
    return ergebnis


def files_below(*ordner: Path, endungen: tuple[str, ...] = ()) -> list[Path]:
    """All visible files below the folders, sorted; only those with the given endings, if any."""
    return sorted(
        pfad
        for o in ordner
        for pfad in o.rglob("*")
        if pfad.is_file()
        and not any(t.startswith((".", "~", "__pycache__")) for t in pfad.relative_to(o).parts)
        and (not endungen or pfad.suffix in endungen)
    )


def combine(teile: Mapping[str, object]) -> str:
    """One SHA-256 over named parts; independent of their order."""
    return hashlib.sha256(json.dumps(teile, sort_keys=True, default=str).encode()).hexdigest()
