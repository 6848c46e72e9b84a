"""95 % intervals of proportions and rates, on whole columns at once.

Written on `scipy.special` directly: importing statsmodels takes seconds, which the command line
cannot afford. The tests hold these functions against statsmodels and against published examples.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Spalte = NDArray[np.float64]

EXAKT_UNTER: Final = 10.0
"""Below this number of events the Poisson interval is exact, from here on Byar's approximation."""

_HOECHSTENS_GENANNT: Final = 5


class WerteFehler(ValueError):
    """Published counts that cannot be: a negative count, or a part above its whole."""


def wilson(zaehler: ArrayLike, nenner: ArrayLike, alpha: float = 0.05) -> tuple[Spalte, Spalte]:
    """Wilson score interval of proportions (Wilson 1927; Newcombe 1998, method 3).

    Args:
        zaehler: Cases, part of the denominator; fractions allowed. Shape (n,) or scalar.
        nenner: Persons observed, greater than 0. Same shape.
        alpha: Probability outside the interval.

    Returns:
        Lower and upper limits as proportions between 0 and 1, shape (n,).

    Raises:
        ValueError: an input is no number, the numerator is negative or above the denominator, the
            denominator is not positive; the message names the first offenders.
    """
    from scipy.special import ndtri

    faelle, personen = _as_columns(zaehler, nenner, alpha)
    check_counts(faelle, personen, anteil=True)
    z = float(ndtri(1 - alpha / 2))
    anteil = faelle / personen
    gewicht = 1 + z**2 / personen
    mitte = (anteil + z**2 / (2 * personen)) / gewicht
    halb = z * np.sqrt(anteil * (1 - anteil) / personen + z**2 / (4 * personen**2)) / gewicht
    # At 0 and 1 the limit is exact; rounding in the last bit must not put it beyond the value.
    return np.clip(mitte - halb, 0, anteil), np.clip(mitte + halb, anteil, 1)


def rate_interval(
    zaehler: ArrayLike, nenner: ArrayLike, faktor: float, alpha: float = 0.05
) -> tuple[Spalte, Spalte]:
    """Interval of a crude rate: exact Poisson below 10 events, Byar's approximation from 10 on.

    Byar's limits as in Breslow & Day 1987 (Statistical Methods in Cancer Research II, p. 69). The exact
    limits are the quantiles of the gamma distribution, so fractional events need no special case.

    Args:
        zaehler: Events, not negative; fractions allowed. Shape (n,) or scalar.
        nenner: Population at risk, greater than 0. Same shape.
        faktor: Events per how many (1000 for a rate per 1000).
        alpha: Probability outside the interval.

    Returns:
        Lower and upper limits in units of the rate, shape (n,).

    Raises:
        ValueError: as in `wilson`, but the numerator may exceed the denominator.
    """
    ereignisse, bevoelkerung = _as_columns(zaehler, nenner, alpha)
    check_counts(ereignisse, bevoelkerung, anteil=False)
    exakt = ereignisse < EXAKT_UNTER
    unten_exakt, oben_exakt = _poisson_exact(ereignisse, alpha)
    unten_byar, oben_byar = _poisson_byar(ereignisse, alpha)
    unten = np.where(exakt, unten_exakt, unten_byar)
    oben = np.where(exakt, oben_exakt, oben_byar)
    return unten / bevoelkerung * faktor, oben / bevoelkerung * faktor


def check_counts(
    zaehler: Spalte, nenner: Spalte, *, anteil: bool, benenne: Callable[[int], str] | None = None
) -> None:
    """Refuse counts that no proportion or rate can have.

    Args:
        zaehler: Numerators, shape (n,).
        nenner: Denominators, shape (n,).
        anteil: The numerator is part of the denominator and must not exceed it.
        benenne: Says what the row at a position is, for the message; without it the row number.

    Raises:
        WerteFehler: German message with the number of offenders and the first five.
    """
    zu_gross = (zaehler > nenner) if anteil else np.zeros(len(zaehler), dtype=bool)
    maengel = (
        (~(np.isfinite(zaehler) & np.isfinite(nenner)), "Zähler oder Nenner ist keine Zahl"),
        (zaehler < 0, "der Zähler ist negativ"),
        (nenner <= 0, "der Nenner ist nicht größer als 0"),
        (zu_gross, "der Zähler ist größer als der Nenner"),
    )
    for betroffen, mangel in maengel:
        stellen = np.flatnonzero(betroffen)
        if len(stellen):
            genannt = "; ".join(
                f"{benenne(int(i)) if benenne else f'Zeile {i + 1}'}"
                f" (Zähler {zaehler[i]:g}, Nenner {nenner[i]:g})"
                for i in stellen[:_HOECHSTENS_GENANNT]
            )
            raise WerteFehler(f"Quote nicht berechenbar, {mangel}: {len(stellen)} Fälle, zuerst {genannt}")


def _as_columns(zaehler: ArrayLike, nenner: ArrayLike, alpha: float) -> tuple[Spalte, Spalte]:
    oben = np.atleast_1d(np.asarray(zaehler, dtype=np.float64))
    unten = np.atleast_1d(np.asarray(nenner, dtype=np.float64))
    if oben.shape != unten.shape:
        raise ValueError(f"Zähler und Nenner sind verschieden lang: {oben.shape} und {unten.shape}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha muss zwischen 0 und 1 liegen, gefunden {alpha}")
    return oben, unten


def _poisson_exact(ereignisse: Spalte, alpha: float) -> tuple[Spalte, Spalte]:
    from scipy.special import gammaincinv

    keine = ereignisse == 0
    unten = np.where(keine, 0.0, gammaincinv(np.where(keine, 1.0, ereignisse), alpha / 2))
    return unten, gammaincinv(ereignisse + 1, 1 - alpha / 2)


def _poisson_byar(ereignisse: Spalte, alpha: float) -> tuple[Spalte, Spalte]:
    from scipy.special import ndtri

    z = float(ndtri(1 - alpha / 2))
    x = np.maximum(ereignisse, 1.0)  # rows below ten events take the exact limits
    unten = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    oben = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return unten, oben
