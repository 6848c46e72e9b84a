"""A protected pattern for parts too large for the cheapest one: grow until every range is wide enough."""

import numpy as np

from assets.confidentiality.optimierung import Bedingung, Bedingungen, find_narrow
from assets.confidentiality.spanne import Spannenrechner
from assets.confidentiality.zellmodell import Zellmodell


def grow(modell: Zellmodell) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return hidden cells that protect each other; the pattern may hide more than needed.

    Every proof of a narrow range names the cells that would widen it; of these the ones that cost least
    for what they widen are hidden too.

    Args:
        modell: One linked part.

    Returns:
        Hidden cells (n,), and the positions of cells that no pattern protects.
    """
    bedingungen = Bedingungen(modell)
    rechner = Spannenrechner(modell)
    verdeckt = modell.primaer.copy()
    offen = bedingungen.take()
    while offen:
        for bedingung in offen:
            _meet(modell, verdeckt, bedingung)
        for stelle, hoch, tief in find_narrow(modell, rechner, verdeckt, bedingungen):
            bedingungen.add_cut(stelle, hoch, tief)
        offen = bedingungen.take()
    return verdeckt, tuple(sorted(bedingungen.hoffnungslos))


def _meet(modell: Zellmodell, verdeckt: np.ndarray, bedingung: Bedingung) -> None:
    """Hide the cheapest further cells that a condition asks for; changes `verdeckt`."""
    fehlt = bedingung.schwelle - float(bedingung.koeffizienten[verdeckt].sum())
    if fehlt <= 1e-9:
        return
    frei = np.flatnonzero(~verdeckt & ~modell.fest & (bedingung.koeffizienten > 0))
    nutzen = np.minimum(bedingung.koeffizienten[frei], fehlt)
    for stelle in frei[np.argsort(modell.gewicht[frei] / nutzen, kind="stable")]:
        verdeckt[stelle] = True
        fehlt -= bedingung.koeffizienten[stelle]
        if fehlt <= 1e-9:
            return
