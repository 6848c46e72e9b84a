"""A protected pattern for parts too large for the cheapest one: hidden cell by hidden cell.

For a cell whose range is too narrow, the cheapest shift that moves it far enough and leaves every sum as
it is tells which further cells to hide (Kelly, Golden and Assad, "Cell suppression: disclosure protection
for sensitive tabular data", Networks 22, 1992). Cells that are hidden already shift at no cost.
"""

from typing import Final

import highspy
import numpy as np
from scipy import sparse

from assets.confidentiality.optimierung import Bedingung, Bedingungen, find_narrow
from assets.confidentiality.spanne import Spannenrechner, new_program
from assets.confidentiality.zellmodell import Zellmodell

_BEWEGT: Final = 1e-7
_ZULETZT: Final = 1e-4
"""Cost of shifting a hidden cell, as a share of the cheapest shown one: short ways before long ones."""


def grow(modell: Zellmodell) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return hidden cells that protect each other; the pattern may hide more than needed.

    Args:
        modell: One linked part.

    Returns:
        Hidden cells (n,), and the positions of cells that no pattern protects.
    """
    bedingungen = Bedingungen(modell)
    rechner = Spannenrechner(modell)
    verschiebung = Verschiebung(modell)
    verdeckt = modell.primaer.copy()
    bedingungen.take()
    while enge := find_narrow(modell, rechner, verdeckt, bedingungen):
        vorher = int(verdeckt.sum())
        for stelle, hoch, tief in enge:
            if not verschiebung.widen(verdeckt, stelle, bedingungen.verlangt[stelle]):
                bedingungen.add_cut(stelle, hoch, tief)
        for bedingung in bedingungen.take():
            _meet(modell, verdeckt, bedingung)
        if int(verdeckt.sum()) == vorher:
            _demand_more(bedingungen, modell, [stelle for stelle, _, _ in enge])
    return verdeckt, tuple(sorted(bedingungen.hoffnungslos))


class Verschiebung:
    """The cheapest shift of a cell that leaves every sum as it is."""

    def __init__(self, modell: Zellmodell) -> None:
        """Set the program up: how far each cell rises and falls."""
        self._modell = modell
        self._anzahl = len(modell.werte)
        matrix = sparse.vstack([modell.gleichungen, modell.ungleichungen])
        rechts = np.zeros(matrix.shape[0])
        gleich = modell.gleichungen.shape[0]
        rechts[gleich:] = -(modell.ungleichungen @ modell.werte)
        links = rechts.copy()
        links[gleich:] = -highspy.kHighsInf
        frei = np.where(modell.fest, 0.0, highspy.kHighsInf)
        self._nach_unten = np.where(modell.fest, 0.0, np.maximum(modell.werte - modell.kleinster, 0.0))
        self._oben = np.concatenate([frei, self._nach_unten])
        self._programm = new_program(
            sparse.hstack([matrix, -matrix]).tocsr(), links, rechts, np.zeros(2 * self._anzahl), self._oben
        )
        self._kosten = np.concatenate([modell.gewicht, modell.gewicht])
        self._billig = float(modell.gewicht.min()) * _ZULETZT
        self._programm.changeColsCost(
            2 * self._anzahl, np.arange(2 * self._anzahl, dtype=np.int32), self._kosten
        )

    def widen(self, verdeckt: np.ndarray, stelle: int, weite: float) -> bool:
        """Hide what lets a cell move by `weite`, up or else down; changes `verdeckt`.

        Returns:
            Whether there is such a shift.
        """
        self._make_cheap(verdeckt)
        for ort in (stelle, stelle + self._anzahl):
            if self._oben[ort] < weite:
                continue
            bewegt = self._shift(ort, weite)
            if bewegt is not None:
                verdeckt |= bewegt
                return True
        return False

    def _make_cheap(self, verdeckt: np.ndarray) -> None:
        for ort in np.flatnonzero(verdeckt & (self._kosten[: self._anzahl] > self._billig)):
            for seite in (int(ort), int(ort) + self._anzahl):
                self._programm.changeColCost(seite, self._billig)
                self._kosten[seite] = self._billig

    def _shift(self, ort: int, weite: float) -> np.ndarray | None:
        programm = self._programm
        gegen = (ort + self._anzahl) % (2 * self._anzahl)
        programm.changeColBounds(ort, weite, weite)
        programm.changeColBounds(gegen, 0.0, 0.0)
        programm.run()
        if programm.getModelStatus() not in (
            highspy.HighsModelStatus.kOptimal,
            highspy.HighsModelStatus.kInfeasible,
        ):
            programm.clearSolver()  # a warm start can fail where a fresh one does not
            programm.run()
        gefunden = programm.getModelStatus() == highspy.HighsModelStatus.kOptimal
        loesung = np.asarray(programm.getSolution().col_value)
        programm.changeColBounds(ort, 0.0, float(self._oben[ort]))
        programm.changeColBounds(gegen, 0.0, float(self._oben[gegen]))
        if not gefunden:
            return None
        return np.abs(loesung[: self._anzahl] - loesung[self._anzahl :]) > _BEWEGT


def _demand_more(bedingungen: Bedingungen, modell: Zellmodell, stellen: list[int]) -> None:
    """Ask for a wider shift where rounding inwards took some of it; give a cell up that had that already."""
    for stelle in stellen:
        if bedingungen.verlangt[stelle] >= 4 * modell.schutz[stelle] + 4:
            bedingungen.hoffnungslos.add(stelle)
        bedingungen.verlangt[stelle] += 1.0


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
