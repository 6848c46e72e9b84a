"""Own figures and registers: kept in the raw store, and laid out where the run reads them."""

from pathlib import Path
from typing import Final

from assets.sources.eingang.beiblatt import Befund, Herkunft
from assets.sources.eingang.platte import TEIL, copy_verified, sha256_of, sync_folder
from assets.sources.eingang.rohspeicher import Rohspeicher

ORDNER: Final = "kommunal"
ENDUNGEN: Final = (".xlsx", ".csv")
_MODUS: Final = 0o600


def lay_out(speicher: Rohspeicher, gespeichert: Path, sha256: str, herkunft: Herkunft, befund: Befund) -> str:
    """Copy a stored file to `data/raw/kommunal/`, where the run reads it.

    The table that lies there under the same name, as CSV or as workbook, is the version before: it goes
    into the raw store first, unless it is there already, and is then replaced in one step.

    Args:
        speicher: The raw store, locked.
        gespeichert: The new version in the store.
        sha256: Its checksum.
        herkunft: How it got here.
        befund: What the check found; `ablage` is its name in the folder.

    Returns:
        German remark about the version before; empty where there was none.
    """
    ordner = speicher.rohdaten / ORDNER
    ordner.mkdir(parents=True, exist_ok=True)
    ziel = ordner / str(befund.ablage)
    fruehere = [p for e in ENDUNGEN if (p := ziel.with_suffix(e)).is_file()]
    if [sha256_of(p) for p in fruehere] == [sha256]:
        return f"Die Fassung in data/raw/{ORDNER}/{fruehere[0].name} ist schon diese."
    for pfad in fruehere:
        summe = sha256_of(pfad)
        if summe != sha256 and not speicher.find({pfad.name: summe}):
            vorher = Herkunft("eingang", f"{ORDNER}/{pfad.name}", herkunft.zeit)
            speicher.store({pfad: summe}, vorher, befund)
    teil = ordner / f".{ziel.name}{TEIL}"
    teil.unlink(missing_ok=True)
    copy_verified(gespeichert, teil, sha256, modus=_MODUS)
    teil.replace(ziel)
    sync_folder(ordner)
    for pfad in fruehere:
        if pfad != ziel:
            pfad.unlink()
    sync_folder(ordner)
    if not fruehere:
        return ""
    return f"Sie ersetzt data/raw/{ORDNER}/{fruehere[0].name}; die frühere Fassung liegt im Rohspeicher."
