"""Refused files: kept unchanged under `data/raw/abgelehnt/<zeit>/`, beside a German protocol."""

import errno
from datetime import datetime
from pathlib import Path
from typing import Final

from assets.sources.eingang.lieferung import Lieferung, is_plain
from assets.sources.eingang.namen import printable, safe_name
from assets.sources.eingang.platte import TEIL, copy_verified, sha256_of, sync_folder, write_durable
from assets.sources.fehler import EingabeFehler

ORDNER: Final = "abgelehnt"
PROTOKOLL: Final = ".protokoll.txt"
_MODUS: Final = 0o600
_VERSUCHE: Final = 1000


def refuse(rohdaten: Path, lieferung: Lieferung, grund: EingabeFehler, zeit: str) -> Path:
    """Move a delivery out of the inbox and say why.

    The protocol is written under a preliminary name, the files are moved, then the protocol gets its
    name; `finish_refusals` completes what a crash interrupted. Only the owner may read refused files:
    they may hold what should never have come here.

    Args:
        rohdaten: Folder `data/raw`.
        lieferung: What is refused.
        grund: Why, and what to do.
        zeit: Time of the intake.

    Returns:
        The refused main file in its new place.
    """
    ordner = rohdaten / ORDNER / zeit.replace(":", "")
    ordner.mkdir(parents=True, exist_ok=True, mode=0o700)
    ziel = _free_place(ordner, lieferung)
    protokoll = ziel.with_name(ziel.name + PROTOKOLL)
    vorlaeufig = protokoll.with_name(protokoll.name + TEIL)
    write_durable(vorlaeufig, _protocol(lieferung, grund, zeit).encode(), modus=_MODUS)
    for pfad in (*lieferung.weitere, lieferung.haupt):  # the main file last: with it the refusal is done
        _move(pfad, ziel if pfad == lieferung.haupt else ordner / _sibling(ziel, lieferung, pfad))
    vorlaeufig.rename(protokoll)
    sync_folder(ordner)
    sync_folder(ordner.parent)
    return ziel


def finish_refusals(rohdaten: Path) -> None:
    """Complete or take back refusals that a crash interrupted."""
    ort = rohdaten / ORDNER
    for vorlaeufig in sorted(ort.glob(f"*/*{PROTOKOLL}{TEIL}")):
        protokoll = vorlaeufig.with_name(vorlaeufig.name.removesuffix(TEIL))
        datei = protokoll.with_name(protokoll.name.removesuffix(PROTOKOLL))
        if datei.is_symlink() or datei.exists():
            vorlaeufig.rename(protokoll)
        else:
            vorlaeufig.unlink()
    for rest in ort.glob(f"*/.*{TEIL}"):
        rest.unlink()
    for ordner in ort.glob("*"):
        if ordner.is_dir() and not any(ordner.iterdir()):
            ordner.rmdir()


def _free_place(ordner: Path, lieferung: Lieferung) -> Path:
    name = safe_name(printable(lieferung.haupt.name))
    for nummer in range(1, _VERSUCHE):
        stamm, punkt, endung = name.rpartition(".")
        frei = ordner / (
            name if nummer == 1 else f"{stamm or endung}_{nummer}{punkt}{endung if stamm else ''}"
        )
        belegt = any(frei.with_name(frei.name + e).exists() for e in ("", PROTOKOLL, PROTOKOLL + TEIL))
        if not belegt and not frei.is_symlink():
            return frei
    raise FileExistsError(ordner / name)


def _sibling(ziel: Path, lieferung: Lieferung, pfad: Path) -> str:
    """Name of another part of a shapefile, with the stem that the main file got."""
    return ziel.name[: -len(".shp")] + pfad.name[len(lieferung.haupt.name) - len(".shp") :]


def _move(pfad: Path, ziel: Path) -> None:
    """Move one thing as it is; across file systems ordinary files are copied, checked, then removed."""
    if is_plain(pfad):
        pfad.chmod(_MODUS)
    try:
        pfad.rename(ziel)
    except OSError as fehler:
        if fehler.errno != errno.EXDEV or not is_plain(pfad):
            raise
        teil = ziel.with_name(f".{ziel.name}{TEIL}")
        copy_verified(pfad, teil, sha256_of(pfad), modus=_MODUS)
        teil.rename(ziel)
        sync_folder(ziel.parent)
        pfad.unlink()
    sync_folder(ziel.parent)
    sync_folder(pfad.parent)


def _protocol(lieferung: Lieferung, grund: EingabeFehler, zeit: str) -> str:
    stellen = [
        f"{was}: {wert}"
        for was, wert in (("Blatt", grund.blatt), ("Zeile", grund.zeile), ("Spalte", grund.spalte))
        if wert
    ]
    am = datetime.fromisoformat(zeit).strftime("%d.%m.%Y, %H:%M:%S Uhr (UTC)")
    abhilfe = grund.abhilfe if grund.abhilfe.endswith(".") else f"{grund.abhilfe}."
    zeilen = [
        "Diese Datei wurde nicht angenommen.",
        "",
        f"Datei:     {lieferung.ort}",
        f"Zeitpunkt: {am}",
        *([f"Stelle:    {', '.join(stellen)}"] if stellen else []),
        "",
        f"Gefunden:  {grund.gefunden}",
        f"Erwartet:  {grund.erwartet}",
        "",
        f"Was tun:   {abhilfe}",
        "",
        "Die Datei liegt unverändert neben diesem Protokoll. Nichts daraus wurde verwendet. Eine berichtigte",
        "Fassung einfach wieder in data/raw/eingang legen; diese hier darf gelöscht werden.",
        "",
    ]
    return "\n".join(zeilen)
