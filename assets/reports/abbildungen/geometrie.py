"""Areas of a map in millimetres: projection, outlines, hatching, places for names."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from matplotlib.path import Path
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, maximum_inscribed_circle, union_all
from shapely.geometry.base import BaseGeometry

from assets.reports.abbildungen.daten import Flaeche, Ring
from assets.reports.abbildungen.leinwand import CLOSE, LINE, MOVE

_FEINHEIT: Final = 0.05
"""Outlines are thinned to so many millimetres: finer than any line drawn on them."""


def rings_from_geojson(geometrie: Mapping[str, Any]) -> tuple[tuple[Ring, ...], tuple[Ring, ...]]:
    """Return the outer and the inner rings of a GeoJSON Polygon or MultiPolygon.

    Raises:
        ValueError: Another kind of geometry.
    """
    if geometrie["type"] == "Polygon":
        teile = [geometrie["coordinates"]]
    elif geometrie["type"] == "MultiPolygon":
        teile = geometrie["coordinates"]
    else:
        raise ValueError(f"Polygon oder MultiPolygon erwartet, gefunden {geometrie['type']}")
    ringe = [[tuple((float(p[0]), float(p[1])) for p in ring) for ring in teil] for teil in teile]
    return tuple(teil[0] for teil in ringe), tuple(ring for teil in ringe for ring in teil[1:])


class Projektion:
    """Equirectangular projection, true to scale at the middle latitude, fitted into a box."""

    def __init__(self, flaechen: Iterable[Flaeche], breite: float, hoechste: float) -> None:
        punkte = [punkt for flaeche in flaechen for ring in flaeche.ringe for punkt in ring]
        laengen, breiten = [p[0] for p in punkte], [p[1] for p in punkte]
        self._kosinus = math.cos(math.radians((min(breiten) + max(breiten)) / 2))
        weite = (max(laengen) - min(laengen)) * self._kosinus
        hoehe = max(breiten) - min(breiten)
        self._massstab = min(breite / weite, hoechste / hoehe)
        self._west, self._nord = min(laengen), max(breiten)
        self.breite = weite * self._massstab
        self.hoehe = hoehe * self._massstab

    def polygon(self, flaeche: Flaeche, links: float, oben: float) -> MultiPolygon:
        """Return an area in millimetres, `y` downwards, its upper left corner at `links`, `oben`."""

        def project(ring: Ring) -> list[tuple[float, float]]:
            return [
                (
                    links + (x - self._west) * self._kosinus * self._massstab,
                    oben + (self._nord - y) * self._massstab,
                )
                for x, y in ring
            ]

        aussen = union_all([Polygon(project(ring)).buffer(0) for ring in flaeche.ringe])
        innen = union_all([Polygon(project(ring)).buffer(0) for ring in flaeche.loecher])
        return MultiPolygon(_polygons(aussen.difference(innen).simplify(_FEINHEIT)))


def _polygons(form: BaseGeometry) -> list[Polygon]:
    teile = getattr(form, "geoms", [form])
    return [teil for teil in teile if isinstance(teil, Polygon) and not teil.is_empty]


def path_of(formen: Iterable[BaseGeometry]) -> Path | None:
    """Return one path of many polygons, holes turned against their outlines; None if there is nothing."""
    ecken: list[tuple[float, ...]] = []
    codes: list[int] = []
    for polygon in (p for form in formen for p in _polygons(form)):
        gerichtet = polygon.normalize()
        for ring in (gerichtet.exterior, *gerichtet.interiors):
            punkte = list(ring.coords)
            ecken += punkte
            codes += [MOVE] + [LINE] * (len(punkte) - 2) + [CLOSE]
    return Path(ecken, codes) if ecken else None


def outline(formen: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the union of areas, slivers between them closed."""
    breit = union_all([form.buffer(_FEINHEIT, join_style="mitre") for form in formen])
    return breit.buffer(-_FEINHEIT, join_style="mitre").simplify(_FEINHEIT)


def hatch(form: BaseGeometry, abstand: float) -> list[list[tuple[float, float]]]:
    """Return slanted lines across an area, `abstand` millimetres apart."""
    links, oben, rechts, unten = form.bounds
    hoehe = unten - oben
    erste = math.floor((links - hoehe) / abstand) * abstand
    striche = []
    for nummer in range(math.ceil((rechts - erste) / abstand) + 1):
        x = erste + nummer * abstand
        schnitt = form.intersection(LineString([(x, unten), (x + hoehe, oben)]))
        teile = schnitt.geoms if isinstance(schnitt, MultiLineString) else [schnitt]
        striche += [list(teil.coords) for teil in teile if isinstance(teil, LineString) and teil.length > 0.1]
    return striche


def middle(form: MultiPolygon) -> tuple[float, float]:
    """Return the point of the largest part that is farthest from its edges, for a name."""
    groesster = max(form.geoms, key=lambda teil: teil.area)
    kreis = maximum_inscribed_circle(groesster, tolerance=0.3)
    x, y = kreis.coords[0]
    return float(x), float(y)
