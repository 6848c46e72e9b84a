"""Colours, sizes and fonts of the reports: one set for CSS and for figures."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from matplotlib import font_manager

TINTE: Final = "#1B2A33"
"""Text and thin dark rules."""
KREIS: Final = "#B5402A"
"""The home district, always and only."""
LAND: Final = "#0F5E73"
"""The Land, links, captions, leads."""
BUND: Final = "#6B7780"
NEBENTEXT: Final = "#55636B"
RASTER: Final = "#E3E9EB"
WEISS: Final = "#FFFFFF"
FOLGE: Final = ("#EEF3F4", "#C9DCE0", "#93BCC5", "#4E93A3", "#0F5E73")
"""Sequential scale, low to high."""
FLAECHE_FAZIT: Final = "#EAF2F4"
FLAECHE_IMPULS: Final = "#FBEFEA"
KREIS_HELL: Final = "#F1D9D2"
"""Interval band of the home district."""
STRICH: Final = ("#74868E", "#64767F", "#536570")
"""Strokes of a distribution: one, two, three or more on the same spot."""
BAND: Final = ("#F5F8F9", "#ECF1F3")
"""Pale bands, in turn."""

SEITENBREITE_MM: Final = 161.0
"""Width of the text block, and so of every figure."""

SANS: Final = "Source Sans Pro"
SERIF: Final = "Source Serif Pro"

_FARBEN: Final = {
    "tinte": TINTE,
    "kreis": KREIS,
    "land": LAND,
    "bund": BUND,
    "nebentext": NEBENTEXT,
    "raster": RASTER,
    **{f"folge-{nummer}": farbe for nummer, farbe in enumerate(FOLGE, start=1)},
    "flaeche-fazit": FLAECHE_FAZIT,
    "flaeche-impuls": FLAECHE_IMPULS,
}

_GROESSEN: Final = {
    "groesse-text": "10.4pt",
    "zeilenabstand-text": "1.45",
    "groesse-lead": "11.6pt",
    "groesse-titel": "16pt",
    "groesse-zwischentitel": "11.6pt",
    "groesse-abbildungstitel": "9.4pt",
    "groesse-tabelle": "8.8pt",
    "groesse-quelle": "7.8pt",
    "groesse-kopfzeile": "8.2pt",
    "rand-oben": "24mm",
    "rand-aussen": "25mm",
    "rand-unten": "22mm",
    "textbreite": "161mm",
}


class Schrift(NamedTuple):
    """One font file: family, CSS weight, `normal` or `italic`, path."""

    family: str
    weight: int
    style: str
    path: Path


_SCHNITTE: Final = (
    (SANS, "font_source_sans_pro", "SourceSansPro"),
    (SERIF, "font_source_serif_pro", "SourceSerifPro"),
)
_GEWICHTE: Final = ((400, "normal", "Regular"), (400, "italic", "It"))
_GEWICHTE_FETT: Final = (
    (600, "normal", "Semibold"),
    (600, "italic", "SemiboldIt"),
    (700, "normal", "Bold"),
    (700, "italic", "BoldIt"),
)


@cache
def font_faces() -> list[Schrift]:
    """Return the font files of the two families for `@font-face`, from their Python packages.

    Raises:
        FileNotFoundError: A package is installed without one of its files.
    """
    schriften = [
        Schrift(family, weight, style, Path(str(files(paket).joinpath("files", f"{stamm}-{endung}.ttf"))))
        for family, paket, stamm in _SCHNITTE
        for weight, style, endung in _GEWICHTE + _GEWICHTE_FETT
    ]
    for schrift in schriften:
        if not schrift.path.is_file():
            raise FileNotFoundError(f"Schriftdatei fehlt: {schrift.path.name} ({schrift.family})")
    return schriften


@cache
def register_fonts() -> None:
    """Make the families known to matplotlib; further calls do nothing."""
    for schrift in font_faces():
        font_manager.fontManager.addfont(schrift.path)


def css_tokens() -> str:
    """Return the tokens as CSS custom properties: `--farbe-kreis`, `--groesse-text`, `--schrift-sans`."""
    zeilen = [f"  --farbe-{name}: {farbe};" for name, farbe in _FARBEN.items()]
    zeilen += [f"  --{name}: {wert};" for name, wert in _GROESSEN.items()]
    zeilen += [f'  --schrift-sans: "{SANS}";', f'  --schrift-serif: "{SERIF}";']
    return "\n".join([":root {", *zeilen, "}", ""])


def contrast(vordergrund: str, hintergrund: str) -> float:
    """Return the contrast of two colours `#RRGGBB`, 1 to 21, by the formula of WCAG 2.2."""
    hell, dunkel = sorted((_luminance(vordergrund), _luminance(hintergrund)), reverse=True)
    return (hell + 0.05) / (dunkel + 0.05)


def _luminance(farbe: str) -> float:
    """Return the relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2, sRGB)."""
    anteile = (int(farbe[stelle : stelle + 2], 16) / 255 for stelle in (1, 3, 5))
    linear = (a / 12.92 if a <= 0.04045 else ((a + 0.055) / 1.055) ** 2.4 for a in anteile)
    return sum(gewicht * a for gewicht, a in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
