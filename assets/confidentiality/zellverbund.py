"""Cells and how they hang together: everything a reader could add up and take away, in one model.

A cell is one count: of what, where, when, in which edition of a source. Rows of several tables that state
the same count are one cell. Besides the counts that are published there are cells that are not: rests
(whole minus part) and sums that only an earlier edition showed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

from assets.confidentiality.zellmodell import Zellmodell
from schemas.common import ebene_von

_GEWICHT: Final = {"bund": 32.0, "land": 16.0, "kreis": 8.0, "planungsbereich": 2.0, "gemeinde": 1.0}
_UNSICHTBAR: Final = 0.001
_GANZES: Final = 3.0


class Zelle(NamedTuple):
    """One count: of what, where, when, from which publication."""

    groesse: str
    ags: str
    zeit: str
    quelle: str

    @property
    def name(self) -> str:
        """The cell in messages."""
        return ", ".join(self)


@dataclass
class Angabe:
    """What is known of a cell.

    Attributes:
        wert: True count.
        mindestzahl: Smallest count that may be shown, and width of the range asked for.
        kleinster: What a reader knows of it from below if it is hidden.
        primaer: It must be hidden.
        fest: It cannot be hidden: a zero that is shown, or known from an earlier edition.
        sichtbar: Some table of this edition has a row for it.
        frueher: An earlier edition showed it.
        ganzes: Other cells are parts of it; it goes last.
        hoechstens: Largest value that a public whole leaves.
    """

    wert: float
    mindestzahl: float
    kleinster: float
    primaer: bool = False
    fest: bool = False
    sichtbar: bool = True
    frueher: bool = False
    ganzes: bool = False
    hoechstens: float = float("inf")

    @property
    def schutz(self) -> float:
        """Width asked for; under a small public whole what that whole leaves, at least one."""
        if not self.sichtbar and not self.primaer:
            return 0.0
        return max(1.0, min(self.mindestzahl, self.hoechstens - self.kleinster))


@dataclass
class Zellverbund:
    """All cells of an edition with their sums.

    Attributes:
        zellen: Cell → what is known of it.
        gleichungen: Sums as cell → coefficient; each adds up to a remainder that a reader may know.
        gleiche: Cells that state one count in several editions of a source with different figures; they
            are hidden all or none.
        bekannt: Cells that must be hidden but were published in an earlier edition.
    """

    zellen: dict[Zelle, Angabe] = field(default_factory=dict)
    gleichungen: list[dict[Zelle, float]] = field(default_factory=list)
    gleiche: list[tuple[Zelle, ...]] = field(default_factory=list)
    bekannt: set[Zelle] = field(default_factory=set)

    def add_sum(self, summe: Zelle, teile: Iterable[Zelle]) -> None:
        """Add `summe` = `teile` + a known remainder; members that are no cells count as known."""
        self.add_relation({summe: 1.0, **dict.fromkeys(teile, -1.0)})

    def add_relation(self, vorzeichen: Mapping[Zelle, float]) -> None:
        """Add an equation of its own coefficients."""
        glieder = {z: v for z, v in vorzeichen.items() if z in self.zellen}
        if glieder:
            self.gleichungen.append(glieder)

    def model(self, weitere: Iterable[Zelle] = ()) -> tuple[Zellmodell, tuple[Zelle, ...]]:
        """Return the model of the solver, of all cells that hang together with one to be hidden.

        Args:
            weitere: Cells that must be hidden besides the primary ones.

        Returns:
            The model, and its cells in the same order.
        """
        zusatz = frozenset(weitere)
        zellen = self._linked(zusatz)
        stelle = {z: i for i, z in enumerate(zellen)}
        zeilen = _unique([g for g in self.gleichungen if next(iter(g)) in stelle])
        matrix = sparse.lil_array((len(zeilen), len(zellen)))
        for nummer, glieder in enumerate(zeilen):
            for zelle, vorzeichen in glieder:
                matrix[nummer, stelle[zelle]] = vorzeichen
        angaben = [self.zellen[z] for z in zellen]
        modell = Zellmodell(
            schluessel=tuple(z.name for z in zellen),
            werte=np.array([a.wert for a in angaben], dtype=float),
            kleinster=np.array([a.kleinster for a in angaben], dtype=float),
            schutz=np.array([a.schutz for a in angaben], dtype=float),
            primaer=np.array([a.primaer or z in zusatz for z, a in zip(zellen, angaben, strict=True)], bool),
            fest=np.array([a.fest for a in angaben], dtype=bool),
            gewicht=np.array([_weight(z, a) for z, a in zip(zellen, angaben, strict=True)], dtype=float),
            gleichungen=matrix.tocsr(),
            ungleichungen=sparse.csr_array((0, len(zellen))),
        )
        return modell, zellen

    def _linked(self, zusatz: frozenset[Zelle]) -> tuple[Zelle, ...]:
        """Cells in one web of sums with a cell to be hidden, in a fixed order."""
        eltern = {z: z for z in self.zellen}

        def root(zelle: Zelle) -> Zelle:
            while eltern[zelle] != zelle:
                eltern[zelle] = eltern[eltern[zelle]]
                zelle = eltern[zelle]
            return zelle

        for glieder in (*map(tuple, self.gleichungen), *self.gleiche):
            for zelle in glieder[1:]:
                eltern[root(zelle)] = root(glieder[0])
        betroffen = {root(z) for z, a in self.zellen.items() if a.primaer or z in zusatz}
        return tuple(sorted(z for z in self.zellen if root(z) in betroffen))


def _unique(gleichungen: list[dict[Zelle, float]]) -> list[tuple[tuple[Zelle, float], ...]]:
    return sorted({tuple(sorted(g.items())) for g in gleichungen})


def _weight(zelle: Zelle, angabe: Angabe) -> float:
    """Loss of information: small territories and small counts first, totals and wholes last."""
    if not angabe.sichtbar:
        return _UNSICHTBAR
    ebene = _GEWICHT[ebene_von(zelle.ags.partition("@")[0])]
    return ebene * float(np.log2(2 + max(angabe.wert, 0))) * (_GANZES if angabe.ganzes else 1.0)
