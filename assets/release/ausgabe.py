"""Editions: complete, immutable, published in one step.

An edition is built in a hidden folder beside its final place. Only when everything in it is
finished does the folder get its name, and only then does the link `aktuell` move. Whatever fails
before leaves the last edition as it was; open readers keep theirs.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
_IM_BAU = ".entsteht-"


@dataclass(frozen=True)
class Ausgabeordner:
    """The folders of published editions below `data/processed`."""

    ergebnisse: Path

    @property
    def ausgaben(self) -> Path:
        """Folder that holds all editions."""
        return self.ergebnisse / "ausgaben"

    @property
    def aktuell(self) -> Path:
        """Link to the current edition."""
        return self.ergebnisse / "aktuell"

    def current(self) -> Path | None:
        """The folder of the current edition; None before the first one."""
        return self.aktuell.resolve() if (self.aktuell / MANIFEST).is_file() else None


@contextmanager
def new_edition(ordner: Ausgabeordner, name: str) -> Iterator[Path]:
    """Yield an empty folder to build an edition in; publish it when the block ends without error.

    Args:
        ordner: Where editions live.
        name: Name of the edition; an existing edition of that name holds the same content and is kept.
    """
    ordner.ausgaben.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(ordner)
    baustelle = ordner.ausgaben / f".{name}{_IM_BAU}{os.getpid()}"
    _remove(baustelle)
    baustelle.mkdir()
    try:
        yield baustelle
        if not (baustelle / MANIFEST).is_file():
            raise FileNotFoundError(f"Der Ausgabe {name} fehlt ihr Verzeichnis {MANIFEST}.")
        ziel = ordner.ausgaben / name
        if not ziel.exists():
            _make_read_only(baustelle)
            baustelle.rename(ziel)
        switch(ordner, name)
    finally:
        _remove(baustelle)


def switch(ordner: Ausgabeordner, name: str) -> None:
    """Point `aktuell` at an edition in one step."""
    neu = ordner.ergebnisse / f".aktuell-{os.getpid()}"
    neu.unlink(missing_ok=True)
    neu.symlink_to(Path("ausgaben") / name, target_is_directory=True)
    neu.replace(ordner.aktuell)


def carry_over(quelle: Path, ziel: Path) -> None:
    """Take an unchanged file of an earlier edition over by hard link (a copy across file systems)."""
    ziel.parent.mkdir(parents=True, exist_ok=True)
    try:
        ziel.hardlink_to(quelle)
    except OSError:
        shutil.copy2(quelle, ziel)


def remove_old(ordner: Ausgabeordner, behalten: int) -> list[str]:
    """Remove the oldest editions beyond `behalten`; the current one always stays. Return their names."""
    aktuell = ordner.current()
    alle = sorted(
        (p for p in ordner.ausgaben.iterdir() if p.is_dir() and not p.name.startswith(".")),
        key=lambda p: p.stat().st_mtime,
        reverse=True,
    )
    alte = [p for p in alle[behalten:] if p != aktuell]
    for pfad in alte:
        _remove(pfad)
    return [p.name for p in alte]


def _remove_abandoned(ordner: Ausgabeordner) -> None:
    """Remove what runs left behind that were killed while they built an edition."""
    for rest in ordner.ausgaben.glob(f".*{_IM_BAU}*"):
        nummer = rest.name.rpartition(_IM_BAU)[2]
        if not Path("/proc", nummer).exists():
            _remove(rest)


def _make_read_only(ordner: Path) -> None:
    for pfad in ordner.rglob("*"):
        if pfad.is_file():
            pfad.chmod(0o444)


def _remove(ordner: Path) -> None:
    shutil.rmtree(ordner, ignore_errors=True)
