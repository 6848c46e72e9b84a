"""The audit: what a reader can work out, written apart from the suppression.

It gets the true counts only to know what is published: the cells that are shown, and the remainders of
the sums. From these alone it works out the smallest and the largest value of every hidden cell.
"""

from typing import Final

import highspy
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from assets.confidentiality.zellmodell import Zellmodell

EINZELN_BIS: Final = 400
"""Up to this many hidden cells that hang together, every range is worked out to its ends, and ranges near
the limit are checked in whole numbers. In larger parts tables that fit what is shown come first: a cell
whose values in them lie far enough apart is protected, and only the others are worked out."""

_RUNDEN: Final = 40

_EINDEUTIG: Final = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
_GENAU: Final = 1e-6
_NAHE: Final = 2.0


def attack(modell: Zellmodell, verdeckt: np.ndarray) -> pd.DataFrame:
    """Work out the feasible interval of every hidden cell from all that is shown.

    Args:
        modell: Cells and relations; of the hidden cells the counts are not used.
        verdeckt: (n,) which cells are hidden.

    Returns:
        One row per hidden cell, in the order of the model: `schluessel`, `unten`, `oben` (inf: unbounded),
        `breite` (whole numbers, rounded inwards), `schutz`, `geschuetzt`, `ganzzahlig` (True: tables of
        whole numbers that fit what is shown prove the width; False: the interval is that of the linear
        relaxation, rounded inwards). In parts of more than `EINZELN_BIS` hidden cells the range of a
        protected cell may be wider than stated.

    Raises:
        RuntimeError: no table fits what is shown.
    """
    stellen = np.flatnonzero(verdeckt)
    gleich, gleich_rest = _reduced(modell.gleichungen, modell, stellen, exact=True)
    hoechstens, hoechstens_rest = _reduced(modell.ungleichungen, modell, stellen, exact=False)
    alle = sparse.vstack([abs(gleich), abs(hoechstens)]).tocsr()
    _, gruppe = connected_components(alle.T @ alle, directed=False)
    unten = np.empty(len(stellen))
    oben = np.empty(len(stellen))
    ganz = np.zeros(len(stellen), dtype=bool)
    for nummer in np.unique(gruppe):
        glieder = np.flatnonzero(gruppe == nummer)
        gesetz = _Gesetz(
            *_rows_of(gleich, gleich_rest, glieder),
            *_rows_of(hoechstens, hoechstens_rest, glieder),
            modell.kleinster[stellen[glieder]],
        )
        verlangt = modell.schutz[stellen[glieder]]
        if len(glieder) > EINZELN_BIS:
            gesetz.meet_tables(verlangt)
        for ort, glied in enumerate(glieder):
            unten[glied], oben[glied] = gesetz.met(ort)
            if _whole(unten[glied], oben[glied]) < verlangt[ort] or len(glieder) <= EINZELN_BIS:
                unten[glied], oben[glied] = gesetz.interval(ort)
        for ort, glied in enumerate(glieder):
            schutz = modell.schutz[stellen[glied]]
            spanne = _whole(unten[glied], oben[glied])
            ganz[glied] = gesetz.seen_width(ort) >= min(schutz, spanne)
            knapp = not ganz[glied] and schutz <= spanne < schutz + _NAHE
            if knapp and len(glieder) <= EINZELN_BIS:
                unten[glied], oben[glied] = gesetz.interval(ort, whole=True)
                ganz[glied] = True
    breite = np.array([_whole(u, o) for u, o in zip(unten, oben, strict=True)])
    schutz = modell.schutz[stellen]
    return pd.DataFrame(
        {
            "schluessel": pd.Series([modell.schluessel[s] for s in stellen], dtype="str"),
            "unten": unten,
            "oben": oben,
            "breite": breite,
            "schutz": schutz,
            "geschuetzt": breite >= schutz - _GENAU,
            "ganzzahlig": ganz,
        }
    )


class _Gesetz:
    """The relations among hidden cells that a reader knows, as a program that stays loaded."""

    def __init__(
        self,
        gleich: sparse.csr_array,
        gleich_rest: np.ndarray,
        hoechstens: sparse.csr_array,
        hoechstens_rest: np.ndarray,
        kleinster: np.ndarray,
    ) -> None:
        anzahl = len(kleinster)
        self._kleinste, self._groesste = np.full(anzahl, np.inf), np.full(anzahl, -np.inf)
        self._unten, self._oben = self._kleinste.copy(), self._groesste.copy()
        self._anfang = np.asarray(kleinster, dtype=float)
        self._deckel = 1000.0 + 2.0 * float(np.abs(np.append(gleich_rest, hoechstens_rest)).max(initial=0.0))
        self._programm = highspy.Highs()
        self._programm.silent()
        self._programm.addVars(anzahl, kleinster, np.full(anzahl, highspy.kHighsInf))
        offen = np.full(len(hoechstens_rest), -highspy.kHighsInf)
        for matrix, links, rechts in (
            (gleich, gleich_rest, gleich_rest),
            (hoechstens, offen, hoechstens_rest),
        ):
            if matrix.shape[0]:
                self._programm.addRows(
                    matrix.shape[0],
                    links,
                    rechts,
                    matrix.nnz,
                    matrix.indptr[:-1],
                    matrix.indices,
                    matrix.data,
                )

    def meet_tables(self, verlangt: np.ndarray) -> None:
        """Meet tables that fit what is shown, each with many cells as high or as low as they go.

        Args:
            verlangt: (n,) width asked for; cells that have it steer the search no longer.
        """
        anzahl = len(verlangt)
        zufall = np.random.default_rng(anzahl)
        alle = np.arange(anzahl, dtype=np.int32)
        self._programm.changeColsBounds(anzahl, alle, self._anfang, np.full(anzahl, self._deckel))
        for _ in range(_RUNDEN):
            offen = np.floor(self._oben + _GENAU) - np.ceil(self._unten - _GENAU) < verlangt
            if not offen.any():
                break
            ziel = np.where(offen, zufall.choice([-1.0, 1.0], anzahl), 0.0)
            for richtung in (ziel, -ziel):
                self._programm.changeColsCost(anzahl, alle, richtung)
                self._programm.run()
                if self._programm.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                    self._note(np.asarray(self._programm.getSolution().col_value))
        self._programm.changeColsCost(anzahl, alle, np.zeros(anzahl))
        self._programm.changeColsBounds(anzahl, alle, self._anfang, np.full(anzahl, highspy.kHighsInf))

    def met(self, ort: int) -> tuple[float, float]:
        """Return the smallest and the largest value of a cell in the tables met so far."""
        return float(self._unten[ort]), float(self._oben[ort])

    def interval(self, ort: int, *, whole: bool = False) -> tuple[float, float]:
        """Return the smallest and the largest value of a cell.

        Args:
            ort: The cell.
            whole: Search among tables of whole numbers only (slow).

        Raises:
            RuntimeError: no table fits what is shown.
        """
        if whole:
            self._set_whole(True)
        grenzen = self._outermost(ort, 1.0), self._outermost(ort, -1.0)
        if whole:
            self._set_whole(False)
        return grenzen

    def seen_width(self, ort: int) -> float:
        """Return how far apart the values of a cell lie in the tables of whole numbers met so far."""
        return float(self._groesste[ort] - self._kleinste[ort])

    def _note(self, tabelle: np.ndarray) -> None:
        np.minimum(self._unten, tabelle, out=self._unten)
        np.maximum(self._oben, tabelle, out=self._oben)
        if (np.abs(tabelle - np.rint(tabelle)) < _GENAU).all():
            np.minimum(self._kleinste, np.rint(tabelle), out=self._kleinste)
            np.maximum(self._groesste, np.rint(tabelle), out=self._groesste)

    def _set_whole(self, whole: bool) -> None:
        art = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        for stelle in range(len(self._kleinste)):
            self._programm.changeColIntegrality(stelle, art)

    def _outermost(self, ort: int, vorzeichen: float) -> float:
        programm = self._programm
        programm.changeColCost(ort, vorzeichen)
        programm.run()
        if programm.getModelStatus() not in _EINDEUTIG:  # a warm start can fail where a fresh one does not
            programm.clearSolver()
            programm.run()
        zustand = programm.getModelStatus()
        wert = programm.getInfo().objective_function_value
        tabelle = np.asarray(programm.getSolution().col_value)
        programm.changeColCost(ort, 0.0)
        if zustand == highspy.HighsModelStatus.kOptimal:
            self._note(tabelle)
            return float(vorzeichen * wert)
        if zustand in _EINDEUTIG:  # the true table fits what is shown, so it is unbounded
            self._groesste[ort] = np.inf
            return -vorzeichen * np.inf
        raise RuntimeError(
            f"Keine Tabelle passt zu dem, was gezeigt wird: {programm.modelStatusToString(zustand)}"
        )


def _reduced(
    matrix: sparse.csr_array, modell: Zellmodell, stellen: np.ndarray, *, exact: bool
) -> tuple[sparse.csr_array, np.ndarray]:
    """Return the relations among hidden cells and what the shown cells leave for them."""
    gezeigt = np.where(np.isin(np.arange(len(modell.werte)), stellen), 0.0, modell.werte)
    rest = matrix @ modell.werte - matrix @ gezeigt if exact else -(matrix @ gezeigt)
    teil = matrix.tocsr()[:, stellen]
    beruehrt = np.diff(teil.indptr) > 0
    return teil[beruehrt], rest[beruehrt]


def _rows_of(
    matrix: sparse.csr_array, rest: np.ndarray, glieder: np.ndarray
) -> tuple[sparse.csr_array, np.ndarray]:
    teil = matrix[:, glieder]
    beruehrt = np.diff(teil.tocsr().indptr) > 0
    return teil.tocsr()[beruehrt], rest[beruehrt]


def _whole(unten: float, oben: float) -> float:
    if oben < unten:  # no table met yet
        return -1.0
    return float(np.floor(oben + _GENAU) - np.ceil(unten - _GENAU))
