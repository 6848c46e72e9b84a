"""Writing that survives a crash: nothing half-written ever bears its final name."""

import hashlib
import os
from pathlib import Path
from typing import Final

TEIL: Final = ".teil"
"""Ending of what is not finished yet; the next intake clears it away."""

_BLOCK: Final = 1 << 20


class KopieAbweichend(Exception):
    """A copy does not hold the bytes that were read; nothing was moved."""


def sha256_of(pfad: Path) -> str:
    """Return the SHA-256 of a file, read in blocks; symbolic links are not followed."""
    griff = os.open(pfad, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(griff, "rb") as strom:
        return hashlib.file_digest(strom, "sha256").hexdigest()


def sync_folder(ordner: Path) -> None:
    """Make the entries of a folder durable."""
    griff = os.open(ordner, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(griff)
    finally:
        os.close(griff)


def copy_verified(quelle: Path, ziel: Path, sha256: str, *, modus: int) -> None:
    """Copy a file, force it to disk, read the copy back and compare.

    Args:
        quelle: File to copy; a symbolic link is not followed.
        ziel: New file; must not exist.
        sha256: What both must hold.
        modus: Mode of the new file.

    Raises:
        KopieAbweichend: the copy holds other bytes; it is removed.
    """
    lesen = os.open(quelle, os.O_RDONLY | os.O_NOFOLLOW)
    schreiben = os.open(ziel, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(lesen, "rb") as von, os.fdopen(schreiben, "wb") as nach:
        while block := von.read(_BLOCK):
            nach.write(block)
        nach.flush()
        os.fsync(nach.fileno())
    if sha256_of(ziel) != sha256:
        ziel.unlink()
        raise KopieAbweichend(quelle.name)
    ziel.chmod(modus)


def write_durable(ziel: Path, inhalt: bytes, *, modus: int = 0o644) -> None:
    """Write a small file completely or not at all; a file of that name is replaced in one step."""
    teil = ziel.with_name(f".{ziel.name}{TEIL}")
    griff = os.open(teil, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(griff, "wb") as strom:
        strom.write(inhalt)
        strom.flush()
        os.fsync(strom.fileno())
    teil.chmod(modus)
    teil.replace(ziel)
    sync_folder(ziel.parent)
