"""The cells of linked tables as numbers: what suppression decides on and what the audit attacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Verfahren = Literal["nichts", "optimal", "naeherung"]


@dataclass(frozen=True)
class Zellmodell:
    """n cells that a reader of all published output links by sums.

    Attributes:
        schluessel: Name of each cell, for messages; unique.
        werte: (n,) true counts.
        kleinster: (n,) what a reader knows of a hidden cell from below: 1 where zeros are shown, else 0.
        schutz: (n,) width of the range that a reader must be left with if the cell is hidden.
        primaer: (n,) must be hidden.
        fest: (n,) cannot be hidden: public, published earlier, or a zero that is shown.
        gewicht: (n,) information lost if the cell is hidden, above 0.
        gleichungen: (m, n) coefficients of sums; each holds for the true counts up to a known remainder.
        ungleichungen: (k, n) coefficients; each row is at most 0 for the true counts (part minus whole).
    """

    schluessel: tuple[str, ...]
    werte: np.ndarray
    kleinster: np.ndarray
    schutz: np.ndarray
    primaer: np.ndarray
    fest: np.ndarray
    gewicht: np.ndarray
    gleichungen: sparse.csr_array
    ungleichungen: sparse.csr_array

    def __post_init__(self) -> None:
        """Refuse a model that contradicts itself.

        Raises:
            ValueError: a cell must be hidden and cannot be, a count lies below its known minimum though it
                can be hidden, or an inequality is broken.
        """
        if (self.primaer & self.fest).any():
            raise ValueError(f"verdeckt und fest zugleich: {self._first(self.primaer & self.fest)}")
        zu_klein = ~self.fest & (self.werte < self.kleinster)
        if zu_klein.any():
            raise ValueError(f"kleiner als die bekannte Untergrenze: {self._first(zu_klein)}")
        if self.ungleichungen.shape[0] and (self.ungleichungen @ self.werte > 1e-6).any():
            raise ValueError("ein Teil ist größer als sein Ganzes")

    def _first(self, wahl: np.ndarray) -> str:
        return self.schluessel[int(np.flatnonzero(wahl)[0])]

    def parts(self) -> Iterator[tuple[np.ndarray, "Zellmodell"]]:
        """Yield the linked parts that hold a cell to be hidden: positions of the cells, model of the part."""
        verbindung = sparse.vstack([abs(self.gleichungen), abs(self.ungleichungen)]).tocsr()
        _, gruppe = connected_components(verbindung.T @ verbindung, directed=False)
        for nummer in np.unique(gruppe[self.primaer]):
            stellen = np.flatnonzero(gruppe == nummer)
            yield stellen, self.take(stellen)

    def take(self, stellen: np.ndarray) -> "Zellmodell":
        """Return the model of some cells; relations that touch none of them are left out."""
        return Zellmodell(
            schluessel=tuple(self.schluessel[s] for s in stellen),
            werte=self.werte[stellen],
            kleinster=self.kleinster[stellen],
            schutz=self.schutz[stellen],
            primaer=self.primaer[stellen],
            fest=self.fest[stellen],
            gewicht=self.gewicht[stellen],
            gleichungen=_touching(self.gleichungen[:, stellen]),
            ungleichungen=_touching(self.ungleichungen[:, stellen]),
        )


@dataclass(frozen=True)
class Sperrmuster:
    """Which cells are hidden, and how that was found.

    Attributes:
        verdeckt: (n,) hidden.
        verfahren: `optimal`: proven cheapest pattern; `naeherung`: protected, perhaps not the cheapest.
        ungeschuetzt: Names of the cells that no pattern protects.
    """

    verdeckt: np.ndarray
    verfahren: Verfahren
    ungeschuetzt: tuple[str, ...] = ()


def _touching(matrix: sparse.csr_array) -> sparse.csr_array:
    zeilen = np.diff(matrix.tocsr().indptr) > 0
    return matrix.tocsr()[zeilen]
