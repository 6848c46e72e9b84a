"""Ranges of hidden cells by linear programming, kept warm: the workhorse of suppression.

The audit (`assets.confidentiality.angriff`) does not use this module.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from assets.confidentiality.zellmodell import Zellmodell

_GENAU = 1e-6
_UNBEGRENZT = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""The true table always fits, so "unbounded or infeasible" is unbounded."""


@dataclass(frozen=True)
class Richtung:
    """The outermost value of a cell in one direction, with the proof.

    Attributes:
        wert: Outermost value, infinite where nothing bounds it.
        punkt: A table with that value, None where unbounded.
        preis: Multipliers of the relations that prove the bound, None where unbounded.
    """

    wert: float
    punkt: np.ndarray | None
    preis: np.ndarray | None


class Spannenrechner:
    """What a reader can work out of a model in which some cells are hidden.

    Cells that are shown are fixed at their counts; the hidden ones lie at or above what is known of them.
    Changing which cells are hidden keeps the solved state and costs little.
    """

    def __init__(self, modell: Zellmodell) -> None:
        """Set the linear program up with every cell shown."""
        self._modell = modell
        self._anzahl = len(modell.werte)
        self.matrix = sparse.vstack([modell.gleichungen, modell.ungleichungen]).tocsr()
        rechts = self.matrix @ modell.werte
        gleich = modell.gleichungen.shape[0]
        links = rechts.copy()
        links[gleich:] = -highspy.kHighsInf
        oben = rechts.copy()
        oben[gleich:] = 0.0
        self._programm = new_program(self.matrix, links, oben, modell.werte, modell.werte)
        self._verdeckt = np.zeros(self._anzahl, dtype=bool)

    def hide(self, verdeckt: np.ndarray) -> None:
        """Set which cells are hidden."""
        m = self._modell
        for stelle in np.flatnonzero(verdeckt != self._verdeckt):
            if verdeckt[stelle]:
                self._programm.changeColBounds(int(stelle), float(m.kleinster[stelle]), highspy.kHighsInf)
            else:
                self._programm.changeColBounds(int(stelle), float(m.werte[stelle]), float(m.werte[stelle]))
        self._verdeckt = verdeckt.copy()

    def reach(self, stelle: int, vorzeichen: int) -> Richtung:
        """Return the largest (`vorzeichen` 1) or smallest (-1) value of a cell.

        Raises:
            RuntimeError: the solver ended without a result.
        """
        programm = self._programm
        programm.changeColCost(stelle, -float(vorzeichen))
        programm.run()
        if programm.getModelStatus() not in (*_UNBEGRENZT, highspy.HighsModelStatus.kOptimal):
            programm.clearSolver()  # a warm start can fail where a fresh one does not
            programm.run()
        zustand = programm.getModelStatus()
        programm.changeColCost(stelle, 0.0)
        if zustand in _UNBEGRENZT:
            return Richtung(vorzeichen * np.inf, None, None)
        if zustand != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"Spanne nicht berechnet: {programm.modelStatusToString(zustand)}")
        loesung = programm.getSolution()
        punkt = np.asarray(loesung.col_value)
        return Richtung(float(punkt[stelle]), punkt, -np.asarray(loesung.row_dual))


def new_program(
    matrix: sparse.csr_array, links: np.ndarray, rechts: np.ndarray, unten: np.ndarray, oben: np.ndarray
) -> highspy.Highs:
    """Return a linear program without costs: `links <= matrix @ x <= rechts`, `unten <= x <= oben`."""
    programm = highspy.Highs()
    programm.silent()
    programm.setOptionValue("presolve", "off")
    programm.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = unten.astype(float), oben.astype(float)
    lp.row_lower_, lp.row_upper_ = links.astype(float), rechts.astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data.astype(float)
    programm.passModel(lp)
    return programm


def whole_width(unten: float, oben: float) -> float:
    """Width of a range in whole numbers, rounded inwards."""
    return float(np.floor(oben + _GENAU) - np.ceil(unten - _GENAU))
