"""The cheapest pattern of hidden cells: which to hide so that every hidden count keeps its range.

Master problem: choose the hidden cells at the least loss of information. Subproblem: a reader works out
the range of every hidden cell; where a range is too narrow, the multipliers that prove it say which
further cells would widen it, and that condition joins the master problem (Benders cuts; Fischetti and
Salazar-González, "Models and algorithms for the 2-dimensional cell suppression problem in statistical
disclosure control", Mathematical Programming 84, 1999).
"""

from dataclasses import dataclass
from time import monotonic
from typing import Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from assets.confidentiality.spanne import Richtung, Spannenrechner, whole_width
from assets.confidentiality.zellmodell import Zellmodell

_NULL: Final = 1e-9
_RUNDEN: Final = 2.0
"""Added to the range asked for where rounding inwards to whole numbers takes some of it away."""


class KeinMuster(Exception):
    """The solver did not find the cheapest pattern in its time."""


@dataclass(frozen=True)
class Bedingung:
    """Hidden cells times coefficients must reach a threshold: `koeffizienten @ y >= schwelle`."""

    koeffizienten: np.ndarray
    schwelle: float


class Bedingungen:
    """The conditions of a master problem, growing."""

    def __init__(self, modell: Zellmodell) -> None:
        """Start with what a single sum already demands."""
        self._modell = modell
        self.verlangt = modell.schutz.astype(float).copy()
        self.hoffnungslos: set[int] = set()
        self._zeilen: list[sparse.csr_array] = []
        self._schwellen: list[float] = []
        self._neue: list[Bedingung] = []
        for bedingung in _of_single_sums(modell):
            self.add(bedingung)

    def add(self, bedingung: Bedingung) -> None:
        """Add a condition."""
        self._zeilen.append(sparse.csr_array(bedingung.koeffizienten[np.newaxis]))
        self._schwellen.append(bedingung.schwelle)
        self._neue.append(bedingung)

    def take(self) -> list[Bedingung]:
        """Return the conditions added since the last call."""
        neue, self._neue = self._neue, []
        return neue

    def add_cut(self, stelle: int, hoch: Richtung, tief: Richtung) -> None:
        """Add what the proof of a narrow range demands of any pattern.

        A cell whose range no further cell can widen is noted as hopeless and asks for nothing more.
        """
        m, verlangt = self._modell, self.verlangt[stelle]
        koeffizienten, frei = np.zeros(len(m.werte)), 0.0
        for richtung, vorzeichen in ((hoch, 1), (tief, -1)):
            anteil, schlupf = _price(m, stelle, vorzeichen, richtung)
            koeffizienten, frei = koeffizienten + anteil, frei + schlupf
        eigen = koeffizienten[stelle]
        koeffizienten = np.minimum(koeffizienten, verlangt)
        koeffizienten[m.fest] = 0.0
        koeffizienten[stelle] = 0.0
        if koeffizienten.sum() + eigen + frei < verlangt - _NULL:
            self.hoffnungslos.add(stelle)
            return
        koeffizienten[stelle] = eigen - verlangt
        self.add(Bedingung(koeffizienten, -frei))

    def solve(self, *, sekunden: float) -> np.ndarray:
        """Return the cheapest pattern that meets all conditions.

        Args:
            sekunden: Time limit of the solver.

        Raises:
            KeinMuster: the solver did not prove one to be the cheapest in its time.
        """
        m = self._modell
        matrix = sparse.vstack(self._zeilen).tocsr() if self._zeilen else None
        ergebnis = milp(
            m.gewicht,
            integrality=np.ones(len(m.werte)),
            bounds=Bounds(m.primaer.astype(float), (~m.fest).astype(float)),
            constraints=LinearConstraint(matrix, np.array(self._schwellen), np.inf)
            if matrix is not None
            else (),
            options={"time_limit": sekunden, "mip_rel_gap": 0.0},
        )
        if ergebnis.status != 0 or ergebnis.x is None:
            raise KeinMuster(f"kein bestes Sperrmuster gefunden: {ergebnis.message}")
        return np.asarray(ergebnis.x > 0.5)


def find_narrow(
    modell: Zellmodell, rechner: Spannenrechner, verdeckt: np.ndarray, bedingungen: Bedingungen
) -> list[tuple[int, Richtung, Richtung]]:
    """Return the hidden cells whose range is too narrow, with the proofs.

    Every table that a bound produces also shows ranges of other cells; those wide enough need no look.
    """
    rechner.hide(verdeckt)
    kleinste, groesste = modell.werte.copy(), modell.werte.copy()
    enge = []
    for stelle in np.flatnonzero(verdeckt & (modell.schutz > 0)):
        if stelle in bedingungen.hoffnungslos:
            continue
        if whole_width(kleinste[stelle], groesste[stelle]) >= modell.schutz[stelle]:
            continue
        richtungen = []
        for vorzeichen in (1, -1):
            richtung = rechner.reach(int(stelle), vorzeichen)
            richtungen.append(richtung)
            if richtung.punkt is None:
                break
            np.minimum(kleinste, richtung.punkt, out=kleinste)
            np.maximum(groesste, richtung.punkt, out=groesste)
        if len(richtungen) < 2 or richtungen[1].punkt is None:
            continue
        hoch, tief = richtungen
        if whole_width(tief.wert, hoch.wert) >= modell.schutz[stelle]:
            continue
        if hoch.wert - tief.wert >= bedingungen.verlangt[stelle] - _NULL:
            bedingungen.verlangt[stelle] = modell.schutz[stelle] + _RUNDEN
        enge.append((int(stelle), hoch, tief))
    return enge


def optimise(modell: Zellmodell, *, sekunden: float = 60.0) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return the pattern of the least loss of information that protects every hidden cell.

    Args:
        modell: One linked part.
        sekunden: Time limit of the whole search.

    Returns:
        Hidden cells (n,), and the positions of cells that no pattern protects.

    Raises:
        KeinMuster: the cheapest pattern was not found in its time.
    """
    bedingungen = Bedingungen(modell)
    rechner = Spannenrechner(modell)
    ende = monotonic() + sekunden
    while True:
        verdeckt = bedingungen.solve(sekunden=max(ende - monotonic(), 0.1))
        enge = find_narrow(modell, rechner, verdeckt, bedingungen)
        if not enge:
            return verdeckt, tuple(sorted(bedingungen.hoffnungslos))
        for stelle, hoch, tief in enge:
            bedingungen.add_cut(stelle, hoch, tief)


def _price(modell: Zellmodell, stelle: int, vorzeichen: int, richtung: Richtung) -> tuple[np.ndarray, float]:
    """Return by how much each cell, if hidden, can move the bound, and what the inequalities leave."""
    if richtung.preis is None:
        return np.zeros(len(modell.werte)), np.inf
    matrix = sparse.vstack([modell.gleichungen, modell.ungleichungen]).tocsr()
    rest = -(matrix.T @ richtung.preis)
    rest[stelle] += vorzeichen
    rest[np.abs(rest) < _NULL] = 0.0
    nach_unten = np.maximum(modell.werte - modell.kleinster, 0.0)
    koeffizienten = np.where(rest > 0, np.inf, -np.minimum(rest, 0.0) * nach_unten)
    grenzen = -(modell.ungleichungen @ modell.werte)
    schlupf = float(np.maximum(richtung.preis[modell.gleichungen.shape[0] :], 0.0) @ grenzen)
    return koeffizienten, schlupf


def _of_single_sums(modell: Zellmodell) -> list[Bedingung]:
    """Return what each sum alone demands: two hidden cells, and room below them."""
    bedingungen = []
    matrix = modell.gleichungen.tocsr()
    nach_unten = np.maximum(modell.werte - modell.kleinster, 0.0)
    for zeile in range(matrix.shape[0]):
        stellen = matrix.indices[matrix.indptr[zeile] : matrix.indptr[zeile + 1]]
        werte = matrix.data[matrix.indptr[zeile] : matrix.indptr[zeile + 1]]
        for stelle, wert in zip(stellen, werte, strict=True):
            verlangt = modell.schutz[stelle]
            if verlangt <= 0 or modell.fest[stelle]:
                continue
            koeffizienten = np.zeros(len(modell.werte))
            verhaeltnis = werte / wert
            koeffizienten[stellen] = np.where(verhaeltnis > 0, verhaeltnis * nach_unten[stellen], verlangt)
            koeffizienten = np.minimum(koeffizienten, verlangt)
            koeffizienten[modell.fest] = 0.0
            koeffizienten[stelle] = nach_unten[stelle] - verlangt
            if koeffizienten.sum() < -_NULL:
                continue  # hopeless in this sum alone: the proof by the subproblem names it
            bedingungen.append(Bedingung(koeffizienten, 0.0))
            zwei = np.zeros(len(modell.werte))
            zwei[stellen] = 1.0
            zwei[modell.fest] = 0.0
            zwei[stelle] = -1.0
            bedingungen.append(Bedingung(zwei, 0.0))
    return bedingungen
