"""Outlines for maps: original BKG geometry, simplified, as GeoJSON geometries by territory key."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd
import shapefile

from assets.sources.format import Kontext
from assets.sources.geometrie.leser import (
    Umrisse,
    read_gemeinde_umrisse,
    read_kreis_umrisse,
    rounded_geometry,
)
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, quellen_rahmen

KREISE: Final = "bkg_vg2500"
GEMEINDEN: Final = "bkg_vg250"
TOLERANZ_M: Final = {KREISE: 250.0, GEMEINDEN: 100.0}
"""Tolerance of the simplification, in metres."""

_QUELLE_NACH_STELLEN: Final = {5: KREISE, 12: GEMEINDEN}
_TITEL: Final = {
    KREISE: ("Verwaltungsgebiete 1:2 500 000", "VG2500"),
    GEMEINDEN: ("Verwaltungsgebiete 1:250 000", "VG250"),
}
_STAND: Final = "2026-01-01"


def _by_source(pfade: Sequence[Path]) -> dict[str, Path]:
    """The file of each level, told by the length of its first key; Länder are not needed."""
    ergebnis: dict[str, Path] = {}
    for pfad in pfade:
        with shapefile.Reader(str(pfad)) as leser:
            stellen = len(str(leser.record(0).as_dict()["ARS"]).strip())
        if stellen in _QUELLE_NACH_STELLEN:
            ergebnis.setdefault(_QUELLE_NACH_STELLEN[stellen], pfad)
    return ergebnis


def read_umrisse(pfade: Sequence[Path]) -> dict[str, dict[str, dict[str, object]]]:
    """Read the outlines of Kreise and Gemeinden.

    Args:
        pfade: Shapefiles or ZIPs with one.

    Returns:
        Source → AGS → GeoJSON geometry in WGS 84, simplified so that neighbours still share their borders.

    Raises:
        EingabeFehler: a file is broken.
    """
    dateien = _by_source(pfade)
    umrisse: dict[str, Umrisse] = {}
    if KREISE in dateien:
        umrisse[KREISE] = read_kreis_umrisse(dateien[KREISE], toleranz_m=TOLERANZ_M[KREISE])
    if GEMEINDEN in dateien:
        umrisse[GEMEINDEN] = read_gemeinde_umrisse(dateien[GEMEINDEN], toleranz_m=TOLERANZ_M[GEMEINDEN])
    return {
        quelle_id: {ags: rounded_geometry(umriss) for ags, umriss in gebiete.items()}
        for quelle_id, gebiete in umrisse.items()
    }


def geometrie_quellen(pfade: Sequence[Path]) -> pd.DataFrame:
    """Sources of the outlines, with columns of `schemas.sources.Quelle`."""
    return quellen_rahmen(
        {
            "quelle_id": quelle_id,
            "herausgeber": "Bundesamt für Kartographie und Geodäsie (BKG)",
            "titel": _TITEL[quelle_id][0],
            "tabelle": _TITEL[quelle_id][1],
            "stand": _STAND,
            "lizenz": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "lizenz_url": "https://www.govdata.de/dl-de/by-2-0",
            "url": "https://gdz.bkg.bund.de",
            "datei": pfad.name,
            "sha256": hashlib.sha256(pfad.read_bytes()).hexdigest(),
            "quellenvermerk": (
                f"© GeoBasis-DE / BKG 2026, {_TITEL[quelle_id][1]}, Daten vereinfacht; dl-de/by-2-0"
            ),
        }
        for quelle_id, pfad in sorted(_by_source(pfade).items())
    )


def read_geometrie(pfad: Path, _kontext: Kontext) -> Lesung:
    """Describe one file with outlines; the outlines themselves are read together, by `read_umrisse`.

    Returns:
        Source (none for a level that no map needs), no observations, no territories.

    Raises:
        EingabeFehler: the file is broken.
    """
    return Lesung(
        datei=pfad.name,
        quelle=geometrie_quellen([pfad]),
        beobachtungen=beobachtungen_rahmen([]),
        gebiete=gebiete_rahmen(),
        warnungen=(),
    )
