"""Which territories add up to which: Gemeinden to Planungsbereiche, both to the Kreis, and so on.

A Kreis can be divided in several ways at once (Gemeindeverbände of the register, own Planungsbereiche,
those of an earlier edition); each way is a partition with sums of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import pandas as pd

from schemas.common import BUND, ebene_von

Gliederung = Mapping[str, str]
"""Gemeinde → Planungsbereich."""


def partition_of(gebiete: pd.DataFrame) -> dict[str, str]:
    """Return the assignment that a table of territories holds (columns `ags`, `planungsbereich`)."""
    zeilen = gebiete.loc[gebiete["planungsbereich"].notna(), ["ags", "planungsbereich"]]
    return {str(a): str(p) for a, p in zeilen.itertuples(index=False) if len(str(a)) == 8}


def members(gliederung: Gliederung) -> dict[str, frozenset[str]]:
    """Return Planungsbereich → its Gemeinden."""
    gruppen: dict[str, set[str]] = defaultdict(set)
    for gemeinde, bereich in gliederung.items():
        gruppen[bereich].add(gemeinde)
    return {bereich: frozenset(teile) for bereich, teile in gruppen.items()}


def without_collisions(gliederung: Gliederung, geltend: Gliederung) -> dict[str, str]:
    """Leave out the Planungsbereiche whose key stands for other Gemeinden in the assignment that holds."""
    hier, dort = members(gliederung), members(geltend)
    return {g: p for g, p in gliederung.items() if hier[p] == dort.get(p, hier[p])}


def territorial_sums(
    vorhanden: AbstractSet[str], gliederungen: Sequence[Gliederung]
) -> list[tuple[str, tuple[str, ...]]]:
    """List the sums that a reader can do over territories with a figure.

    Args:
        vorhanden: Keys of the territories with a figure; `@` and more after the key of a Planungsbereich
            tells apart what was cut otherwise.
        gliederungen: Partitions into Planungsbereiche.

    Returns:
        Pairs of a territory and its parts, in a fixed order, without repetition.
    """
    summen: set[tuple[str, tuple[str, ...]]] = set()
    gruppen: dict[str, set[str]] = defaultdict(set)
    ebenen = {ags: ebene_von(ags.partition("@")[0]) for ags in vorhanden}
    for ags, ebene in ebenen.items():
        if ebene in ("land", "kreis", "gemeinde"):
            gruppen[BUND if ebene == "land" else ags[: 2 if ebene == "kreis" else 5]].add(ags)
    summen |= _sums(vorhanden, gruppen)
    zugeordnet = {bereich for g in gliederungen for bereich in g.values()}
    frei = {a for a, ebene in ebenen.items() if ebene == "planungsbereich" and a not in zugeordnet}
    for gliederung in gliederungen or ({},):
        bereiche = members(gliederung)
        summen |= _sums(vorhanden, bereiche)
        kreise: dict[str, set[str]] = defaultdict(set)
        for bereich in (*bereiche, *frei):
            kreise[bereich[:5]].add(bereich)
        summen |= _sums(vorhanden, kreise)
    return sorted(summen)


def _sums(
    vorhanden: AbstractSet[str], gruppen: Mapping[str, Iterable[str]]
) -> set[tuple[str, tuple[str, ...]]]:
    paare = ((summe, tuple(sorted(vorhanden & frozenset(teile)))) for summe, teile in gruppen.items())
    return {(summe, teile) for summe, teile in paare if summe in vorhanden and teile}
