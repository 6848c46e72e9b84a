"""A check that needs no reader, and a look at everything that lies below `data/raw`."""

import hashlib
from pathlib import Path

from assets.sources.eingang.beiblatt import Befund
from assets.sources.fehler import EingabeFehler


def pruefe(pfad: Path) -> Befund:
    """Judge by the first word: `gut`, `eigen`, everything else is refused."""
    art = pfad.read_bytes()[:5]
    if art.startswith(b"gut"):
        return Befund("amtlich", "familie_tabelle", "Tabelle", "familie", "tabelle", None, "frei", "probe", 1)
    if art.startswith(b"eigen"):
        return Befund(
            "kommunal", "kommunal_kita", "Eigene Zählwerte", "kommunal", "Kita", None, "eigen", "kommunal", 1,
            ablage=pfad.name,
        )  # fmt: skip
    raise EingabeFehler(pfad.name, "nichts Brauchbares", "Daten", "neu herunterladen", zeile=3)


def contents(ordner: Path) -> dict[str, list[str]]:
    """SHA-256 of all deliveries below `data/raw` → places; without sidecars, protocols and logs."""
    orte: dict[str, list[str]] = {}
    for pfad in sorted(ordner.rglob("*")):
        ort = pfad.relative_to(ordner).as_posix()
        if pfad.is_symlink() or not pfad.is_file() or ort.startswith("protokoll/"):
            continue
        if pfad.name.endswith((".herkunft.json", ".protokoll.txt")) or pfad.name == "LIESMICH.md":
            continue
        orte.setdefault(hashlib.sha256(pfad.read_bytes()).hexdigest(), []).append(ort)
    return orte
