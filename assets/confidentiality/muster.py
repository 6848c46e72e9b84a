"""Suppression of a whole model: part by part, optimal where that is affordable."""

import logging
from typing import Final

import numpy as np

from assets.confidentiality.naeherung import grow
from assets.confidentiality.optimierung import KeinMuster, optimise
from assets.confidentiality.zellmodell import Sperrmuster, Verfahren, Zellmodell

GRENZE_OPTIMAL: Final = 600
_SEKUNDEN: Final = 60.0
_protokoll = logging.getLogger(__name__)


def suppress(modell: Zellmodell, *, grenze_optimal: int = GRENZE_OPTIMAL) -> Sperrmuster:
    """Return which cells to hide so that every hidden count keeps its range.

    Linked parts of up to `grenze_optimal` cells get the pattern of the least loss of information, larger
    ones a grown pattern.

    Args:
        modell: Cells and relations of everything that is published.
        grenze_optimal: Number of cells of the largest part that is solved to the proven optimum; sums
            that are never published do not count.
    """
    verdeckt = modell.primaer.copy()
    verfahren: Verfahren = "nichts"
    ungeschuetzt: list[str] = []
    for stellen, teil in modell.parts():
        muster, art, offen = _suppress_part(teil, grenze_optimal)
        verdeckt[stellen] = muster
        ungeschuetzt += [teil.schluessel[s] for s in offen]
        verfahren = "naeherung" if "naeherung" in (verfahren, art) else "optimal"
    return Sperrmuster(verdeckt, verfahren, tuple(ungeschuetzt))


def _suppress_part(teil: Zellmodell, grenze_optimal: int) -> tuple[np.ndarray, Verfahren, tuple[int, ...]]:
    if np.count_nonzero(teil.schutz) <= grenze_optimal:
        try:
            muster, offen = optimise(teil, sekunden=_SEKUNDEN)
        except KeinMuster as fehler:
            _protokoll.info("%s; es wird genähert", fehler)
        else:
            return muster, "optimal", offen
    muster, offen = grow(teil)
    return muster, "naeherung", offen
