"""The drawing on the cover: the outline of the Kreis with its Gemeinden."""

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Final

from shapely import Polygon, union_all

from assets.reports.abbildungen.daten import Ring
from assets.reports.geometrie import Form
from assets.reports.gestaltung import FOLGE, KREIS, WEISS

BREITE_MM: Final = 161.0
HOEHE_MM: Final = 96.0
_STREIFEN: Final = 61
_FUGE: Final = 0.0005
"""Slivers of so many degrees between neighbours are closed."""


def draw_titelbild(kreis: str, formen: Mapping[str, Form]) -> tuple[bytes, str]:
    """Return the cover drawing as SVG and what it shows in words.

    The Gemeinden are drawn where their outlines are at hand, else the Kreis alone, else a plain
    field of strokes.
    """
    gemeinden = [form for ags, form in sorted(formen.items()) if len(ags) == 8 and ags[:5] == kreis]
    umriss = [formen[kreis]] if kreis in formen else []
    flaechen = gemeinden or umriss
    if not flaechen:
        return _strokes(), "Schmuckbild aus senkrechten Strichen"
    project = _projection([ring for form in flaechen for ring in form.ringe])
    teile = [
        _path(form.ringe + form.loecher, project, fill=FOLGE[(i * 2) % 3 + 1], stroke=WEISS, width=0.5)
        for i, form in enumerate(flaechen)
    ]
    teile += [_path(_outer_rings(flaechen), project, fill="none", stroke=KREIS, width=0.9)]
    was = "mit seinen Gemeinden" if gemeinden else "ohne innere Grenzen"
    return _svg(teile), f"Umriss des Kreisgebiets {was}"


def _outer_rings(formen: Sequence[Form]) -> tuple[Ring, ...]:
    """Return the outline of areas together; outlines of another scale would not fit their borders."""
    teile = [Polygon(ring).buffer(0) for form in formen for ring in form.ringe]
    ganzes = union_all([teil.buffer(_FUGE, join_style="mitre") for teil in teile])
    ganzes = ganzes.buffer(-_FUGE, join_style="mitre")
    polygone = [p for p in getattr(ganzes, "geoms", [ganzes]) if isinstance(p, Polygon)]
    return tuple(tuple((float(x), float(y)) for x, y in p.exterior.coords) for p in polygone)


def _projection(ringe: Sequence[Ring]) -> tuple[float, float, float, float, float]:
    """Return stretch in x, scale, left, top and offset that fit all rings into the field."""
    xs = [x for ring in ringe for x, _ in ring]
    ys = [y for ring in ringe for _, y in ring]
    stretch = cos(radians((min(ys) + max(ys)) / 2))
    breite, hoehe = (max(xs) - min(xs)) * stretch, max(ys) - min(ys)
    scale = min((BREITE_MM - 2) / breite, (HOEHE_MM - 2) / hoehe)
    return stretch, scale, min(xs), max(ys), (HOEHE_MM - hoehe * scale) / 2


def _path(
    ringe: Sequence[Ring],
    projektion: tuple[float, float, float, float, float],
    *,
    fill: str,
    stroke: str,
    width: float,
) -> str:
    stretch, scale, links, oben, versatz = projektion
    stuecke = []
    for ring in ringe:
        punkte = [
            f"{1 + (x - links) * stretch * scale:.2f} {versatz + (oben - y) * scale:.2f}" for x, y in ring
        ]
        stuecke.append(f"M{'L'.join(punkte)}Z")
    return (
        f'<path d="{"".join(stuecke)}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}" '
        f'stroke-width="{width}" stroke-linejoin="round"/>'
    )


def _strokes() -> bytes:
    """Return strokes whose height follows a smooth curve."""
    striche = []
    for i in range(_STREIFEN):
        x = 2 + i * (BREITE_MM - 4) / (_STREIFEN - 1)
        hoehe = 20 + 60 * (1 - ((i - _STREIFEN / 2) / _STREIFEN * 2) ** 2)
        farbe = KREIS if i == _STREIFEN // 3 else FOLGE[i % 3 + 1]
        striche.append(
            f'<path d="M{x:.2f} {HOEHE_MM:.2f}V{HOEHE_MM - hoehe:.2f}" stroke="{farbe}" stroke-width="1.2"/>'
        )
    return _svg(striche)


def _svg(teile: Sequence[str]) -> bytes:
    kopf = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{BREITE_MM}mm" height="{HOEHE_MM}mm" '
        f'viewBox="0 0 {BREITE_MM} {HOEHE_MM}">'
    )
    return (kopf + "".join(teile) + "</svg>").encode()
