"""Cells and how they hang together: what a reader could work out from what.

A table becomes a net: cells with counts, equations (a territory is the sum of its parts), wholes (a
numerator is part of a denominator) and consequences (if this goes, that goes too). Suppression grows
the set of hidden cells until no single equation gives one away. Several tables can be joined into one
net; a solver over all equations at once would read the same net.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from assets.confidentiality.regeln import Schutzregel
from schemas.common import BUND, ebene_von


class Zelle(NamedTuple):
    """One count: of what, in which role, where, when, from which source (empty: any)."""

    groesse: str
    rolle: str
    ags: str
    zeit: str
    quelle: str = ""


@dataclass(frozen=True)
class Gleichung:
    """A sum that a reader can do: `summe` = `teile` + a remainder that is taken as known."""

    summe: Zelle
    teile: tuple[Zelle, ...]


@dataclass(frozen=True)
class Zellnetz:
    """Cells of one or several tables.

    Attributes:
        werte: Counts.
        regeln: Rule of every cell that may be hidden; a cell without one is public and stays.
        ganzes: Part → whole that bounds it.
        folgen: Cell → cells that must be hidden with it.
        gleichungen: Sums.
    """

    werte: Mapping[Zelle, float]
    regeln: Mapping[Zelle, Schutzregel]
    ganzes: Mapping[Zelle, Zelle] = field(default_factory=dict)
    folgen: Mapping[Zelle, tuple[Zelle, ...]] = field(default_factory=dict)
    gleichungen: tuple[Gleichung, ...] = ()

    def join(self, anderes: "Zellnetz", bindungen: Iterable[tuple[Zelle, Zelle]]) -> "Zellnetz":
        """Put two nets together; each pair of `bindungen` is the same count seen in both."""
        folgen: dict[Zelle, tuple[Zelle, ...]] = defaultdict(tuple, {**self.folgen, **anderes.folgen})
        for eine, andere in bindungen:
            folgen[eine] = (*folgen[eine], andere)
            folgen[andere] = (*folgen[andere], eine)
        return Zellnetz(
            {**self.werte, **anderes.werte},
            {**self.regeln, **anderes.regeln},
            {**self.ganzes, **anderes.ganzes},
            dict(folgen),
            (*self.gleichungen, *anderes.gleichungen),
        )


def territorial_sums(zellen: Iterable[Zelle], gebiete: pd.DataFrame) -> tuple[Gleichung, ...]:
    """Find the sums over territories: a cell and the cells of its parts on one level.

    Args:
        zellen: All cells, hidden or not.
        gebiete: Columns `ags`, `uebergeordnet`, `planungsbereich` (of a Gemeinde); a territory that is
            missing there hangs under the Kreis, Land or Bund that its key names.

    Returns:
        One equation per cell and level of its parts (Kreis = Gemeinden, Kreis = Planungsbereiche,
        Planungsbereich = Gemeinden …), in a fixed order.
    """
    vorhanden = set(zellen)
    eltern = _parents(gebiete)
    gruppen: dict[tuple[Zelle, str], list[Zelle]] = defaultdict(list)
    for zelle in vorhanden:
        for ags in eltern.get(zelle.ags) or (_parent_by_key(zelle.ags),):
            summe = zelle._replace(ags=ags)
            if ags != zelle.ags and summe in vorhanden:
                gruppen[summe, ebene_von(zelle.ags)].append(zelle)
    return tuple(Gleichung(summe, tuple(sorted(teile))) for (summe, _), teile in sorted(gruppen.items()))


def hide(netz: Zellnetz, zellen: Iterable[Zelle], verdeckt: AbstractSet[Zelle] = frozenset()) -> set[Zelle]:
    """Return `verdeckt` with the given cells and everything that must go with them."""
    ergebnis = set(verdeckt)
    offen = [z for z in zellen if z in netz.regeln]
    while offen:
        zelle = offen.pop()
        if zelle not in ergebnis:
            ergebnis.add(zelle)
            offen += [folge for folge in netz.folgen.get(zelle, ()) if folge in netz.regeln]
    return ergebnis


def too_small(netz: Zellnetz) -> set[Zelle]:
    """Primary suppression: small counts, small rests, small wholes, and what goes with them."""
    ganze = set(netz.ganzes.values())
    klein = set()
    for zelle, regel in netz.regeln.items():
        wert = netz.werte[zelle]
        if regel.whole_too_small(wert) if zelle in ganze else regel.too_small(wert):
            klein.add(zelle)
        ganzes = netz.ganzes.get(zelle)
        if ganzes is not None and wert > 0 and netz.werte[ganzes] - wert < regel.mindestzahl:
            klein.add(zelle)
    return hide(netz, sorted(klein))


def protect(netz: Zellnetz, verdeckt: AbstractSet[Zelle]) -> set[Zelle]:
    """Secondary suppression: hide further cells until every equation leaves enough room.

    In an equation that gives a hidden cell away the next smallest part goes, at last the sum itself.
    An equation that only public figures could mend stays as it is; the audit reports it.

    Args:
        netz: All cells.
        verdeckt: Cells hidden so far.

    Returns:
        All hidden cells.
    """
    ergebnis = set(verdeckt)
    geaendert = True
    while geaendert:
        geaendert = False
        for gleichung in netz.gleichungen:
            while _gives_away(netz, gleichung, ergebnis):
                naechste = _next_cell(netz, gleichung, ergebnis)
                if naechste is None:
                    break
                ergebnis = hide(netz, [naechste], ergebnis)
                geaendert = True
    return ergebnis


def bounds(netz: Zellnetz, zelle: Zelle, verdeckt: AbstractSet[Zelle]) -> tuple[float, float]:
    """Return what a reader knows of a hidden cell without any sum."""
    regel = netz.regeln[zelle]
    ganzes = netz.ganzes.get(zelle)
    if ganzes is None:
        return regel.kleinster, float("inf")
    if ganzes in verdeckt:
        return 0, float("inf")
    return regel.kleinster, netz.werte[ganzes]


def _gives_away(netz: Zellnetz, gleichung: Gleichung, verdeckt: AbstractSet[Zelle]) -> bool:
    """Tell whether the sum narrows some hidden cell to less than its protection."""
    teile = [z for z in gleichung.teile if z in verdeckt]
    summe_verdeckt = gleichung.summe in verdeckt
    if not teile:
        return summe_verdeckt
    if summe_verdeckt:
        return False
    rest = sum(netz.werte[z] for z in teile)
    grenzen = [bounds(netz, z, verdeckt) for z in teile]
    for i, zelle in enumerate(teile):
        andere = grenzen[:i] + grenzen[i + 1 :]
        gross = min(grenzen[i][1], rest - sum(g[0] for g in andere))
        klein = max(grenzen[i][0], rest - sum(g[1] for g in andere))
        if gross - klein < netz.regeln[zelle].mindestzahl:
            return True
    return False


def _next_cell(netz: Zellnetz, gleichung: Gleichung, verdeckt: AbstractSet[Zelle]) -> Zelle | None:
    def may_go(zelle: Zelle) -> bool:
        regel = netz.regeln.get(zelle)
        return regel is not None and zelle not in verdeckt and netz.werte[zelle] >= regel.kleinster

    teile = [z for z in gleichung.teile if may_go(z)]
    if teile:
        return min(teile, key=lambda z: (netz.werte[z], z))
    # a sum of zero goes only here: hidden zeros under a shown sum of zero would all be known
    return gleichung.summe if gleichung.summe in netz.regeln and gleichung.summe not in verdeckt else None


def _parents(gebiete: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    eltern: dict[str, tuple[str, ...]] = {}
    for ags, ueber, bereich in gebiete[["ags", "uebergeordnet", "planungsbereich"]].itertuples(index=False):
        eltern[ags] = tuple(dict.fromkeys(e for e in (ueber, bereich) if isinstance(e, str) and e))
    return eltern


def _parent_by_key(ags: str) -> str:
    return {"bund": BUND, "land": BUND, "kreis": ags[:2]}.get(ebene_von(ags), ags[:5])
