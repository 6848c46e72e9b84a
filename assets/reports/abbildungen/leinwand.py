"""A canvas in millimetres, origin top left, that ends as a small and repeatable SVG."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from assets.reports.gestaltung import SANS, SEITENBREITE_MM, TINTE, WEISS, register_fonts

PT_JE_MM: Final = 72 / 25.4
NORMAL: Final = 8.2
"""Size of labels, in points."""
KLEIN: Final = 7.6
"""Size of axis labels."""
FEIN: Final = 6.8
"""Size of side remarks such as the names of bands."""

FETT: Final = 600
MITTE_MM_JE_PT: Final = 0.232 / PT_JE_MM * 1.42
"""Half the height of a figure (digit) per point of size: drops a baseline to the middle of a line."""

MOVE: Final = int(Path.MOVETO)
LINE: Final = int(Path.LINETO)
CLOSE: Final = int(Path.CLOSEPOLY)

Koordinate = tuple[float, float]
Ausrichtung = Literal["left", "center", "right"]
Form = Literal["kreis", "quadrat", "dreieck", "raute"]

_METADATA: Final = {"Date": None, "Creator": None, "Format": None, "Type": None}
_RC: Final[dict[Any, Any]] = {"svg.fonttype": "path", "svg.hashsalt": "sozialplanung", "path.simplify": False}
_COMMENT: Final = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
_BEZIER_KREIS: Final = Path.unit_circle()
_FORMEN: Final[dict[str, Path]] = {
    "kreis": _BEZIER_KREIS,
    "quadrat": Path(
        [(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86), (-0.86, -0.86)], closed=True
    ),
    "dreieck": Path([(0, -1.1), (1.05, 0.8), (-1.05, 0.8), (0, -1.1)], closed=True),
    "raute": Path([(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0), (0, -1.2)], closed=True),
}


@lru_cache(maxsize=64)
def _font(groesse: float, gewicht: int) -> FontProperties:
    register_fonts()
    return FontProperties(family=SANS, weight=gewicht, size=groesse)


@lru_cache(maxsize=8192)
def text_width(text: str, groesse: float = NORMAL, gewicht: int = 400) -> float:
    """Return the width of a line of text in millimetres."""
    if not text:
        return 0.0
    breite, _, _ = text_to_path.get_text_width_height_descent(text, _font(groesse, gewicht), ismath=False)
    return float(breite) / PT_JE_MM


class Leinwand:
    """Collects marks in drawing order; later marks lie above earlier ones."""

    def __init__(self, hoehe: float, breite: float = SEITENBREITE_MM) -> None:
        self.breite = breite
        self.hoehe = hoehe
        self._figur = Figure(figsize=(breite / 25.4, hoehe / 25.4), dpi=72, frameon=False)
        self._mm = Affine2D().scale(1, -1).translate(0, hoehe).scale(PT_JE_MM)
        self._anzahl = 0

    def _add(self, artist: Artist) -> None:
        self._anzahl += 1
        artist.set_zorder(self._anzahl)
        artist.set_transform(self._mm)
        self._figur.add_artist(artist)

    def flaeche(
        self, pfad: Path, farbe: str | None, *, rand: str | None = None, staerke: float = 0.0
    ) -> None:
        """Fill and/or outline a path (millimetres); `staerke` in points."""
        self._add(
            PathPatch(
                pfad,
                facecolor=farbe or "none",
                edgecolor=rand or "none",
                linewidth=staerke,
                joinstyle="round",
            )
        )

    def rechteck(self, x: float, y: float, breite: float, hoehe: float, farbe: str) -> None:
        """Fill a rectangle, `x`, `y` its upper left corner."""
        self.rechtecke([(x, y, breite, hoehe)], farbe)

    def rechtecke(self, kaesten: Iterable[tuple[float, float, float, float]], farbe: str) -> None:
        """Fill many rectangles (x, y, width, height) of one colour as one path."""
        ecken: list[Koordinate] = []
        codes: list[int] = []
        for x, y, breite, hoehe in kaesten:
            ecken += [(x, y), (x + breite, y), (x + breite, y + hoehe), (x, y + hoehe), (x, y)]
            codes += [MOVE, LINE, LINE, LINE, CLOSE]
        if ecken:
            self.flaeche(Path(ecken, codes), farbe)

    def linie(
        self,
        punkte: Sequence[Koordinate],
        farbe: str = TINTE,
        staerke: float = 0.5,
        *,
        gepunktet: bool = False,
    ) -> None:
        """Draw one open line; `staerke` in points, dotted with round dots if asked."""
        self.linien([punkte], farbe, staerke, gepunktet=gepunktet)

    def linien(
        self,
        zuege: Iterable[Sequence[Koordinate]],
        farbe: str = TINTE,
        staerke: float = 0.5,
        *,
        gepunktet: bool = False,
    ) -> None:
        """Draw many open lines of one kind as one path."""
        ecken: list[Koordinate] = []
        codes: list[int] = []
        for zug in zuege:
            ecken += list(zug)
            codes += [MOVE] + [LINE] * (len(zug) - 1)
        if not ecken:
            return
        muster = (0, (0.01, 2.0)) if gepunktet else "-"
        self._add(
            PathPatch(
                Path(ecken, codes),
                facecolor="none",
                edgecolor=farbe,
                linewidth=staerke,
                linestyle=muster,
                capstyle="round" if gepunktet else "butt",
                joinstyle="round",
            )
        )

    def marke(
        self,
        x: float,
        y: float,
        form: Form,
        radius: float,
        farbe: str,
        *,
        rand: str = WEISS,
        staerke: float = 0.6,
    ) -> None:
        """Draw a mark of the given form, `radius` in millimetres."""
        pfad = _FORMEN[form].transformed(Affine2D().scale(radius).translate(x, y))
        self.flaeche(pfad, farbe, rand=rand, staerke=staerke)

    def text(
        self,
        x: float,
        y: float,
        inhalt: str,
        *,
        farbe: str = TINTE,
        groesse: float = NORMAL,
        gewicht: int = 400,
        ausrichtung: Ausrichtung = "left",
        hof: float = 0.0,
        hoffarbe: str = WEISS,
    ) -> None:
        """Write one line, `y` the middle of its digits; `hof` is the width of its halo in points."""
        lage = (x, y + groesse * MITTE_MM_JE_PT)
        schrift = _font(groesse, gewicht)
        wie: dict[str, Any] = {
            "horizontalalignment": ausrichtung,
            "verticalalignment": "baseline",
            "parse_math": False,
        }
        if hof:
            effekt = Stroke(linewidth=hof, foreground=hoffarbe, joinstyle="round")
            self._add(
                Text(*lage, inhalt, color=hoffarbe, fontproperties=schrift, path_effects=[effekt], **wie)
            )
        self._add(Text(*lage, inhalt, color=farbe, fontproperties=schrift, **wie))

    def svg(self) -> bytes:
        """Return the drawing; equal drawings give equal bytes."""
        strom = BytesIO()
        with mpl.rc_context(_RC):
            FigureCanvasSVG(self._figur).print_svg(strom, metadata=dict(_METADATA))
        return _COMMENT.sub(b"", strom.getvalue())
