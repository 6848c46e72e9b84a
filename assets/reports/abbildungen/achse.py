"""Round axis limits and ticks, in exact decimals."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assets.reports.zahlen import SCHMAL, format_zahl

_SCHRITTE: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
KURZE_EINHEIT: Final = 4
"""Units of up to so many letters stand beside the tick labels, longer ones at the axis."""


@dataclass(frozen=True)
class Achse:
    """A scale from `von` to `bis` with ticks and the digits that their labels need."""

    von: float
    bis: float
    teilstriche: tuple[float, ...]
    nachkommastellen: int

    def anteil(self, wert: float) -> float:
        """Return the position of a value, 0 at `von` and 1 at `bis`."""
        return (wert - self.von) / (self.bis - self.von)

    def labels(self, einheit: str) -> list[str]:
        """Return the tick labels: with „%“ at every tick, with another short unit at the last."""
        zahlen = [format_zahl(wert, self.nachkommastellen) for wert in self.teilstriche]
        if einheit == "%":
            return [f"{zahl}{SCHMAL}%" for zahl in zahlen]
        if einheit and len(einheit) <= KURZE_EINHEIT:
            zahlen[-1] = f"{zahlen[-1]}{SCHMAL}{einheit}"
        return zahlen


def tick_step(spanne: float, hoechstens: int, kleinster: Decimal = Decimal(0)) -> Decimal:
    """Return the smallest round step (1, 2, 5 × 10ⁿ) that cuts a span into at most so many parts.

    Args:
        spanne: Length of the scale, greater than 0.
        hoechstens: Number of parts, at least 1.
        kleinster: No step below this one.
    """
    roh = Decimal(repr(spanne)) / hoechstens
    zehner = Decimal(1).scaleb(roh.adjusted())
    for schritt in _SCHRITTE:
        if schritt * zehner >= roh and schritt * zehner >= kleinster:
            return (schritt * zehner).normalize()
    return max(kleinster, _SCHRITTE[-1] * zehner).normalize()


def axis(
    minimum: float, maximum: float, *, teile: int, null: bool, kleinster_schritt: Decimal = Decimal(0)
) -> Achse:
    """Return a scale with round ends around the values.

    Args:
        minimum: Smallest value.
        maximum: Largest value.
        teile: Number of parts aimed at.
        null: The scale has to contain zero.
        kleinster_schritt: No step below this one: the last digit that the figure prints.
    """
    unten, oben = (min(minimum, 0.0), max(maximum, 0.0)) if null else (minimum, maximum)
    if unten == oben:
        unten, oben = (unten, unten + 1) if unten == 0 else (unten - abs(unten) / 10, oben + abs(oben) / 10)
    schritt = tick_step(oben - unten, teile, kleinster_schritt)
    erster = math.floor(Decimal(repr(float(unten))) / schritt)
    letzter = math.ceil(Decimal(repr(float(oben))) / schritt)
    teilstriche = tuple(float(schritt * n) for n in range(erster, letzter + 1))
    exponent = schritt.normalize().as_tuple().exponent
    return Achse(teilstriche[0], teilstriche[-1], teilstriche, max(0, -int(exponent)))
