"""Kendall's test and the Theil-Sen slope for many short series at once.

Library functions take one series per call, which is minutes for the country; here all series of the
same length form one matrix. The p-value is exact, also with ties: given the ties, all orders of the
values are equally likely, and the number of inversions has the q-multinomial coefficient as its
generating function. Without ties this is the known distribution of Kendall's S.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Spalte = NDArray[np.float64]

_ZEILEN_JE_BLOCK: Final = 4000


def kendall_theil_sen(werte: Matrix, jahre: Matrix) -> tuple[NDArray[np.int64], Spalte, Spalte]:
    """Test each row for a monotone trend and estimate its slope.

    Args:
        werte: Values, shape (m, n), n at least 2, no NaN.
        jahre: Points in time, strictly ascending within each row, shape (m, n).

    Returns:
        Kendall's S (concordant minus discordant pairs), two-sided exact p-values, Theil-Sen slopes
        (median of the slopes between all pairs of points, per year); each of shape (m,).

    Raises:
        ValueError: the shapes differ, a value is no number, or the points in time do not ascend.
    """
    if werte.shape != jahre.shape or werte.ndim != 2 or werte.shape[1] < 2:
        raise ValueError(f"Werte {werte.shape} und Jahre {jahre.shape} passen nicht zusammen")
    if not np.isfinite(werte).all():
        raise ValueError("Reihe mit Lücken: für den Trend wird an jeder Stelle eine Zahl gebraucht")
    if not (np.diff(jahre, axis=1) > 0).all():
        raise ValueError("Reihe nicht nach Jahren geordnet oder mit doppeltem Jahr")
    teile = [
        _block(werte[von : von + _ZEILEN_JE_BLOCK], jahre[von : von + _ZEILEN_JE_BLOCK])
        for von in range(0, max(len(werte), 1), _ZEILEN_JE_BLOCK)
    ]
    s, p, steigung = (np.concatenate([teil[i] for teil in teile]) for i in range(3))
    return s.astype(np.int64), p, steigung


def _block(werte: Matrix, jahre: Matrix) -> tuple[Spalte, Spalte, Spalte]:
    links, rechts = np.triu_indices(werte.shape[1], k=1)
    abstand = werte[:, rechts] - werte[:, links]
    s = np.sign(abstand).sum(axis=1)
    steigung = np.median(abstand / (jahre[:, rechts] - jahre[:, links]), axis=1)
    return s, _p_values(werte, s.astype(np.int64)), steigung


def _p_values(werte: Matrix, s: NDArray[np.int64]) -> Spalte:
    n = werte.shape[1]
    sortiert = np.sort(werte, axis=1)
    gleich_dem_vorigen = sortiert[:, 1:] == sortiert[:, :-1]
    muster, zugehoerig = np.unique(gleich_dem_vorigen, axis=0, return_inverse=True)
    p = np.empty(len(werte))
    for nummer, zeile in enumerate(muster):
        wahl = zugehoerig.ravel() == nummer
        p[wahl] = exact_p(n, _tie_groups(zeile))[np.abs(s[wahl])]
    return p


def _tie_groups(gleich_dem_vorigen: NDArray[np.bool_]) -> tuple[int, ...]:
    grenzen = np.flatnonzero(np.concatenate([[True], ~gleich_dem_vorigen, [True]]))
    groessen = np.diff(grenzen)
    return tuple(sorted(int(g) for g in groessen if g > 1))


@lru_cache(maxsize=4096)
def exact_p(n: int, bindungen: tuple[int, ...] = ()) -> Spalte:
    """Two-sided exact p-values of Kendall's S.

    Args:
        n: Length of the series.
        bindungen: Sizes of the groups of equal values, each at least 2, ascending.

    Returns:
        Array whose element |s| is the probability of a result at least as far from 0; NaN at values
        that S cannot take. Read only.
    """
    anzahl = _inversions(n, bindungen)
    paare = len(anzahl) - 1  # pairs of different values; s = paare - 2 * inversions
    gesamt = sum(anzahl)
    p = np.full(n * (n - 1) // 2 + 1, np.nan)
    kumuliert = 0
    for inversionen in range(paare // 2 + 1):
        kumuliert += anzahl[inversionen]
        p[paare - 2 * inversionen] = min(1.0, 2 * kumuliert / gesamt)
    p.setflags(write=False)
    return p


def _inversions(n: int, bindungen: tuple[int, ...]) -> list[int]:
    """Count the orders of the values by number of inversions, in exact integers."""
    zaehler = list(_permutations(n))
    for groesse in bindungen:
        for k in range(2, groesse + 1):
            zaehler = _divide(zaehler, k)
    return zaehler


@lru_cache(maxsize=256)
def _permutations(n: int) -> tuple[int, ...]:
    """Coefficients of [n]_q! = product of (1 + q + … + q^(k-1)) for k up to n."""
    zaehler = [1]
    for k in range(2, n + 1):
        neu = [0] * (len(zaehler) + k - 1)
        for stelle, anzahl in enumerate(zaehler):
            for weiter in range(k):
                neu[stelle + weiter] += anzahl
        zaehler = neu
    return tuple(zaehler)


def _divide(zaehler: list[int], k: int) -> list[int]:
    """Divide a polynomial by 1 + q + … + q^(k-1), which is known to divide it."""
    ergebnis: list[int] = []
    for stelle in range(len(zaehler) - k + 1):
        ergebnis.append(zaehler[stelle] - sum(ergebnis[max(0, stelle - k + 1) : stelle]))
    return ergebnis
