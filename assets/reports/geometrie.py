"""Outlines of territories as the figures need them."""

import json
from dataclasses import dataclass

from assets.reports.abbildungen.daten import Ring
from assets.reports.abbildungen.geometrie import rings_from_geojson


@dataclass(frozen=True)
class Form:
    """Outer rings and holes of one territory, in degrees."""

    ringe: tuple[Ring, ...]
    loecher: tuple[Ring, ...] = ()


def form_of(geometrie: str) -> Form:
    """Return the form of a GeoJSON geometry in text, as the table `umriss` keeps it.

    Raises:
        ValueError: the text is no polygon in GeoJSON.
    """
    return Form(*rings_from_geojson(json.loads(geometrie)))
