"""How far a figure can be relied on, and what may be done with it. Not to be mistaken for confidentiality.

Two thresholds on the counts and one on the relative standard error:

- `gering`: fewer than 10 events or fewer than 50 in the denominator. No rank, no trend, no standardised
  rate (the rule of the public-health observatories, as in PHStatsMethods for standardised rates).
- `eingeschraenkt`: fewer than 20 events, or a relative standard error of 25 % or more.

For complete counts the second condition of `eingeschraenkt` is implied by the first: the relative
standard error of a count is 1 / √events, 22,9 % for 19 events and 25 % for 16. It matters for survey
figures, whose standard error comes with the source. Both criteria are those of the American National
Center for Health Statistics (Parker & Makuc 2007: fewer than 20 events; 30 % as the usual limit of the
error); the stricter end, 25 %, is taken because planners read single figures, not tables.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

GERING_ZAEHLER: Final = 10
"""Fewer events than this: no rank, no trend, no standardised rate."""

GERING_NENNER: Final = 50
"""Fewer persons in the denominator than this: likewise."""

EINGESCHRAENKT_ZAEHLER: Final = 20
"""Fewer events than this: the figure is marked."""

EINGESCHRAENKT_FEHLER: Final = 0.25
"""Relative standard error from which a figure is marked."""


def reliability(zaehler: ArrayLike, nenner: ArrayLike, fehler: ArrayLike | None = None) -> NDArray[np.str_]:
    """Classify figures by the counts they rest on.

    Args:
        zaehler: Events, shape (n,); NaN where the figure rests on no count of ours.
        nenner: Denominators, shape (n,); NaN likewise.
        fehler: Relative standard errors (0.25 is 25 %), shape (n,), where the source states them; NaN
            where it does not. Without it the errors follow from the counts.

    Returns:
        `gering`, `eingeschraenkt` or `verlaesslich` per row, shape (n,).
    """
    faelle, personen = np.broadcast_arrays(np.asarray(zaehler, float), np.asarray(nenner, float))
    gering = (faelle < GERING_ZAEHLER) | (personen < GERING_NENNER)
    schwankung = relative_error(faelle) if fehler is None else np.asarray(fehler, float)
    markiert = (faelle < EINGESCHRAENKT_ZAEHLER) | (schwankung >= EINGESCHRAENKT_FEHLER)
    return np.select([gering, markiert], ["gering", "eingeschraenkt"], "verlaesslich")


def sufficient(zaehler: ArrayLike, nenner: ArrayLike) -> NDArray[np.bool_]:
    """Say where a rank, a trend or a standardised rate may be stated.

    Args:
        zaehler: Events, shape (n,).
        nenner: Denominators, shape (n,).

    Returns:
        True from 10 events and 50 in the denominator on; False where a count is unknown (NaN).
    """
    reicht: NDArray[np.bool_] = (np.asarray(zaehler, float) >= GERING_ZAEHLER) & (
        np.asarray(nenner, float) >= GERING_NENNER
    )
    return reicht


def relative_error(zaehler: ArrayLike) -> NDArray[np.float64]:
    """Return the relative standard error of counts of independent events, 1 / √events.

    Args:
        zaehler: Events, not negative, shape (n,).

    Returns:
        Share (0.25 is 25 %), infinite for no events, NaN for NaN.
    """
    with np.errstate(divide="ignore"):
        fehler: NDArray[np.float64] = 1 / np.sqrt(np.asarray(zaehler, float))
    return fehler
