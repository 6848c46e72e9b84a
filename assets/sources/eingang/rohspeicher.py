"""The raw store: every accepted file once, unchangeable, with its origin.

`data/raw/<quelle>/<abruf>/<datei>` and `<datei>.herkunft.json`. A delivery is built in a hidden folder
`.<abruf>.teil` and appears under its name by one renaming: it is there completely or not at all.
Nothing in the store is ever overwritten or deleted.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from assets.sources.eingang.beiblatt import (
    ENDUNG,
    Befund,
    Beiblatt,
    Herkunft,
    make_beiblatt,
    read_beiblatt,
    sidecar_of,
)
from assets.sources.eingang.namen import safe_name, split_companion
from assets.sources.eingang.platte import TEIL, copy_verified, sha256_of, sync_folder, write_durable

MODUS: Final = 0o444
MODUS_EIGEN: Final = 0o400
"""Own counts are nobody else's business."""

KEIN_SPEICHER: Final = ("abgelehnt", "eingang", "grunddaten", "protokoll")
_VERSUCHE: Final = 1000


class Rohspeicher:
    """The store below `data/raw`.

    Only the holder of the lock (`sperre.only_one`) may call `store` and `clear_remains`.
    """

    def __init__(self, rohdaten: Path) -> None:
        """Open the store; nothing is read yet."""
        self.rohdaten = rohdaten
        self._verzeichnis: dict[str, list[Path]] | None = None

    def files(self) -> Iterator[tuple[Path, Beiblatt]]:
        """Every stored file with its sidecar, sorted by path."""
        for blatt in sorted(self.rohdaten.glob(f"*/*/*{ENDUNG}")):
            teile = blatt.relative_to(self.rohdaten).parts
            if teile[0] in KEIN_SPEICHER or any(t.startswith(".") for t in teile):
                continue
            pfad = blatt.with_name(blatt.name.removesuffix(ENDUNG))
            beiblatt = read_beiblatt(pfad)
            if beiblatt and pfad.is_file():
                yield pfad, beiblatt

    def find(self, summen: Mapping[str, str]) -> Path | None:
        """Find a delivery with the same bytes.

        Args:
            summen: Name → SHA-256 of its files, the main file first.

        Returns:
            The stored main file, whose bytes were read again and are intact; None where there is none.
        """
        if self._verzeichnis is None:
            self._verzeichnis = {}
            for pfad, blatt in self.files():
                if not blatt.hauptdatei:
                    self._verzeichnis.setdefault(blatt.sha256, []).append(pfad)
        erste, *rest = summen.values()
        for pfad in self._verzeichnis.get(erste, []):
            if not pfad.is_file() or sha256_of(pfad) != erste:
                continue
            if not rest or set(rest) <= {sha256_of(p) for p in _companions(pfad)}:
                return pfad
        return None

    def store(
        self, dateien: Mapping[Path, str], herkunft: Herkunft, befund: Befund, *, modus: int | None = None
    ) -> Path:
        """Copy a delivery into the store.

        Args:
            dateien: Files and their SHA-256 as checked, the main file first; they stay where they are.
            herkunft: How they got here.
            befund: What the check found; its `quelle` names the folder.
            modus: Mode of the stored files; 0444, of own data 0400.

        Returns:
            The stored main file.

        Raises:
            KopieAbweichend: a file changed while it was copied; nothing is stored.
        """
        if befund.quelle.startswith(KEIN_SPEICHER):
            raise ValueError(f"no folder of the raw store: {befund.quelle}")
        ordner = self.rohdaten / safe_name(befund.quelle)
        ordner.mkdir(parents=True, exist_ok=True)
        sync_folder(ordner.parent)
        abruf = herkunft.zeit.replace(":", "")
        bau = ordner / f".{abruf}{TEIL}"
        if bau.exists():
            shutil.rmtree(bau)
        bau.mkdir()
        recht = modus or (MODUS_EIGEN if befund.art == "kommunal" else MODUS)
        haupt: str | None = None
        for pfad, summe in dateien.items():
            name = _stored_name(pfad, haupt)
            copy_verified(pfad, bau / name, summe, modus=recht)
            blatt = make_beiblatt(name, summe, (bau / name).stat().st_size, herkunft, befund, haupt)
            write_durable(sidecar_of(bau / name), blatt.to_bytes(), modus=recht)
            haupt = haupt or name
        sync_folder(bau)
        ziel = _appear(bau, ordner / abruf) / str(haupt)
        if self._verzeichnis is not None:
            self._verzeichnis.setdefault(next(iter(dateien.values())), []).append(ziel)
        return ziel

    def clear_remains(self) -> int:
        """Remove what an interrupted intake left unfinished; its files still lie where they came from."""
        reste = [p for muster in (f".*{TEIL}", f"*/.*{TEIL}") for p in self.rohdaten.glob(muster)]
        for rest in reste:
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink()
        for ordner in self.rohdaten.iterdir():
            if ordner.is_dir() and ordner.name not in (*KEIN_SPEICHER, "kommunal"):
                _remove_if_empty(ordner)
        return len(reste)


def _stored_name(pfad: Path, haupt: str | None) -> str:
    """Safe name of a file; parts of a shapefile take the stem of their main file."""
    if haupt is None:
        return safe_name(os.fsencode(pfad.name).decode("utf-8", errors="replace"))
    zerlegt, stamm = split_companion(pfad.name), split_companion(haupt)
    return f"{stamm[0] if stamm else haupt}{zerlegt[1] if zerlegt else pfad.suffix}"


def _companions(pfad: Path) -> list[Path]:
    return [p for p in pfad.parent.iterdir() if p.is_file() and p != pfad and not p.name.endswith(ENDUNG)]


def _appear(bau: Path, ziel: Path) -> Path:
    """Give a finished folder its name; a later second delivery of the same second gets a number."""
    for nummer in range(1, _VERSUCHE):
        frei = ziel if nummer == 1 else ziel.with_name(f"{ziel.name}_{nummer}")
        if frei.exists():
            continue
        bau.rename(frei)
        sync_folder(frei.parent)
        return frei
    raise FileExistsError(ziel)


def _remove_if_empty(ordner: Path) -> None:
    if not any(ordner.iterdir()):
        ordner.rmdir()
