"""The small drawing beside a finding: which fifth of the Kreise the value falls into."""

from typing import Final

from assets.reports.abbildungen.leinwand import FEIN, Leinwand
from assets.reports.gestaltung import FOLGE, KREIS, NEBENTEXT
from schemas.common import FUENFTEL_NAMEN

BREITE_MM: Final = 38.0
HOEHE_MM: Final = 7.4
_FELDER: Final = 5
_LUECKE: Final = 0.7
_FELD_HOEHE: Final = 2.6
_BESCHRIFTUNG_Y: Final = 5.4


def draw_lagebild(fuenftel: int, anzahl: int) -> tuple[bytes, str]:
    """Return five fields in a row, the one of the Kreis filled, as SVG and what it shows in words.

    Args:
        fuenftel: Fifth of the value, 1 lowest to 5 highest.
        anzahl: Number of Kreise that are compared.

    Raises:
        KeyError: `fuenftel` is not 1 to 5.
    """
    alt = f"Lage {FUENFTEL_NAMEN[fuenftel]} der {anzahl} Kreise"
    bild = Leinwand(HOEHE_MM, BREITE_MM)
    breite = (BREITE_MM - (_FELDER - 1) * _LUECKE) / _FELDER
    stellen = [nummer * (breite + _LUECKE) for nummer in range(_FELDER)]
    andere = [(x, 0.4, breite, _FELD_HOEHE - 0.8) for i, x in enumerate(stellen, start=1) if i != fuenftel]
    bild.rechtecke(andere, FOLGE[1])
    bild.rechteck(stellen[fuenftel - 1], 0.0, breite, _FELD_HOEHE, KREIS)
    bild.text(0.0, _BESCHRIFTUNG_Y, "niedrigstes", farbe=NEBENTEXT, groesse=FEIN)
    bild.text(
        BREITE_MM, _BESCHRIFTUNG_Y, "höchstes Fünftel", farbe=NEBENTEXT, groesse=FEIN, ausrichtung="right"
    )
    return bild.svg(), alt
