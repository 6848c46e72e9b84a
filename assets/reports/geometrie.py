"""Outlines of territories from GeoJSON."""

import json
from dataclasses import dataclass
from pathlib import Path

from assets.reports.abbildungen.daten import Ring
from assets.reports.abbildungen.geometrie import rings_from_geojson
from assets.sources.fehler import EingabeFehler


@dataclass(frozen=True)
class Form:
    """Outer rings and holes of one territory, in degrees."""

    ringe: tuple[Ring, ...]
    loecher: tuple[Ring, ...] = ()


def read_formen(pfade: tuple[Path, ...]) -> dict[str, Form]:
    """Return the outlines by key from GeoJSON files whose features carry the property `ags`.

    Raises:
        EingabeFehler: a file is missing or holds no such features.
    """
    formen: dict[str, Form] = {}
    for pfad in pfade:
        try:
            features = json.loads(pfad.read_text(encoding="utf-8"))["features"]
            formen |= {
                str(f["properties"]["ags"]): Form(*rings_from_geojson(f["geometry"])) for f in features
            }
        except (FileNotFoundError, json.JSONDecodeError, KeyError, TypeError, ValueError) as fehler:
            raise EingabeFehler(
                datei=pfad.name,
                gefunden="keine lesbaren Umrisse",
                erwartet="GeoJSON mit der Eigenschaft „ags“ je Gebiet",
                abhilfe="die Grunddaten neu erzeugen (sozialplanung grunddaten)",
            ) from fehler
    return formen
