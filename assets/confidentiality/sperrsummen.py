"""Tables of counts as one model: which cells they share and which sums link them."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from assets.confidentiality.sperrtabelle import GESAMT, Zaehltabelle
from assets.confidentiality.zellmodell import Zellmodell
from assets.sources.fehler import EingabeFehler

Nullen = Literal["zeigen", "schuetzen"]
Gliederungen = Mapping[str, Sequence[tuple[tuple[str, str], ...]]]
"""Column → outlines of its values; each outline is a list of pairs of child and parent."""

Schluessel = tuple[str, ...]


@dataclass(frozen=True)
class Zellen:
    """The cells of all tables.

    Attributes:
        spalten: The columns that tell cells apart.
        stelle: Cell → position. Positions behind those of the rows are sums that stand in no table.
        werte: Counts, NaN where no table holds a number.
        orte: For each table the position of the cell of every row.
        herkunft: Where each cell of a row stands first: table and line.
    """

    spalten: tuple[str, ...]
    stelle: dict[Schluessel, int]
    werte: np.ndarray
    orte: tuple[tuple[int, ...], ...]
    herkunft: tuple[tuple[str, int], ...]

    @property
    def namen(self) -> tuple[str, ...]:
        """The cells in messages, by position."""
        namen: dict[int, str] = {}
        for zelle, ort in self.stelle.items():
            namen.setdefault(ort, ", ".join(zelle))
        return tuple(namen[ort] for ort in range(len(self.werte)))

    @property
    def in_tabellen(self) -> np.ndarray:
        """Which positions stand in a table."""
        return np.arange(len(self.werte)) < len(self.herkunft)


def collect_cells(tabellen: Sequence[Zaehltabelle]) -> Zellen:
    """Number the cells; rows that agree in all columns are one cell, a missing column means the total.

    So does an empty field in a column that has no total of its own (a total row without a name).

    Raises:
        EingabeFehler: two tables state different counts for one cell.
    """
    spalten = tuple(dict.fromkeys(s for t in tabellen for s in t.spalten))
    stelle: dict[Schluessel, int] = {}
    werte: list[float] = []
    herkunft: list[tuple[str, int]] = []
    orte = []
    for tabelle in tabellen:
        platz = [tabelle.spalten.index(s) if s in tabelle.spalten else None for s in spalten]
        leer = [
            GESAMT if all(z[i] != GESAMT for _, z, _ in tabelle.zeilen) else ""
            for i in range(len(tabelle.spalten))
        ]
        reihe = []
        for (nummer, merkmale, _), zahl in zip(tabelle.zeilen, tabelle.counts(), strict=True):
            zelle = tuple(GESAMT if p is None else merkmale[p] or leer[p] for p in platz)
            ort = stelle.setdefault(zelle, len(werte))
            if ort == len(werte):
                werte.append(np.nan)
                herkunft.append((tabelle.pfad.name, nummer))
            if zahl is not None and np.isnan(werte[ort]):
                werte[ort] = zahl
            elif zahl is not None and werte[ort] != zahl:
                datei, zeile = herkunft[ort]
                raise EingabeFehler(
                    tabelle.pfad.name,
                    f"{zahl:.0f} für {', '.join(zelle)}, aber {werte[ort]:.0f} in {datei}, Zeile {zeile}",
                    "dieselbe Zahl in allen Tabellen",
                    "die Zahl berichtigen; unterscheiden sich die Stände, in beiden Tabellen eine Spalte "
                    "„stand“ ergänzen",
                    zeile=nummer,
                )
            reihe.append(ort)
        orte.append(tuple(reihe))
    return Zellen(spalten, stelle, np.array(werte), tuple(orte), tuple(herkunft))


def find_sums(zellen: Zellen, gliederungen: Gliederungen) -> list[tuple[int, tuple[int, ...]]]:
    """Find every sum that a reader can do: along one column, all other columns alike.

    Returns:
        Pairs of the position of the total and the positions of its parts.
    """
    summen = set()
    for nummer, spalte in enumerate(zellen.spalten):
        for gliederung in gliederungen.get(spalte, ()) or ((),):
            eltern = dict(gliederung)
            for reihe in _lines(zellen.stelle, nummer).values():
                summen |= set(_sums_of_line(reihe, eltern))
    return sorted(summen)


def add_missing_totals(zellen: Zellen, gliederungen: Gliederungen) -> Zellen:
    """Add the totals that no table shows but a reader forms on the way from parts to a total.

    Tables of Gemeinde and age without the row of all ages still add up to the Kreis, two tables without
    their grand total still have the same one, and a column that only names another (key and name side by
    side) still leads to its total. Each is a sum of its own that is never written. Columns without any
    total are left alone: years are no parts of anything.
    """
    stelle = dict(zellen.stelle)
    anzahl = len(zellen.werte)
    blaetter = {ort: frozenset({ort}) for ort in range(anzahl)}
    ziele = set(zellen.stelle)
    for stufe in range(1, len(zellen.spalten) + 1):
        for zelle, wege in _missing_totals(stelle, zellen.spalten, gliederungen, stufe).items():
            summanden = [frozenset().union(*(blaetter[t] for t in weg)) for weg in wege]
            if len(set(summanden)) > 1:
                ziele.add(zelle)
            stelle[zelle], blaetter[anzahl] = anzahl, summanden[0]
            anzahl += 1
    return _keep_useful(zellen, stelle, ziele, gliederungen)


def _missing_totals(
    stelle: Mapping[Schluessel, int], spalten: tuple[str, ...], gliederungen: Gliederungen, stufe: int
) -> dict[Schluessel, list[tuple[int, ...]]]:
    """Return the totals over `stufe` columns that are missing: cell → its parts, one way per column."""
    wege: dict[Schluessel, list[tuple[int, ...]]] = defaultdict(list)
    for nummer, spalte in enumerate(spalten):
        if all(z[nummer] != GESAMT for z in stelle):
            continue
        for rest, reihe in _lines(stelle, nummer).items():
            zelle = (*rest[:nummer], GESAMT, *rest[nummer:])
            if GESAMT in reihe or zelle.count(GESAMT) != stufe:
                continue
            for gliederung in gliederungen.get(spalte, ()) or ((),):
                summen = _sums_of_line({**reihe, GESAMT: -1}, dict(gliederung))
                wege[zelle] += [teile for summe, teile in summen if summe == -1]
    return wege


def _keep_useful(
    zellen: Zellen, stelle: dict[Schluessel, int], ziele: AbstractSet[Schluessel], gliederungen: Gliederungen
) -> Zellen:
    """Drop the added totals from which no way leads up to a total that is shown or met on two ways."""
    oben = [_ancestors(stelle, gliederungen.get(s, ()), n) for n, s in enumerate(zellen.spalten)]
    anzahl = len(zellen.werte)
    neu = {ort: ort for ort in range(anzahl)}
    ergebnis: dict[Schluessel, int] = {}
    for zelle, ort in stelle.items():
        wege = itertools.product(*(o[wert] for wert, o in zip(zelle, oben, strict=True)))
        if ort not in neu and any(z in ziele for z in wege):
            neu[ort] = len(neu)
        if ort in neu:
            ergebnis[zelle] = neu[ort]
    werte = np.concatenate([zellen.werte, np.full(len(neu) - anzahl, np.nan)])
    return replace(zellen, stelle=ergebnis, werte=werte)


def _lines(stelle: Mapping[Schluessel, int], nummer: int) -> dict[Schluessel, dict[str, int]]:
    """Return the cells that differ in one column only: the other columns → value → position."""
    reihen: dict[Schluessel, dict[str, int]] = defaultdict(dict)
    for zelle, ort in stelle.items():
        reihen[zelle[:nummer] + zelle[nummer + 1 :]][zelle[nummer]] = ort
    return reihen


def _ancestors(
    stelle: Mapping[Schluessel, int], gliederungen: Sequence[tuple[tuple[str, str], ...]], nummer: int
) -> dict[str, tuple[str, ...]]:
    """Return for each value of a column all values at or above it, the total last."""
    ergebnis = {}
    for wert in {z[nummer] for z in stelle}:
        alle = [wert]
        for gliederung in gliederungen:
            eltern, ort = dict(gliederung), wert
            while ort in eltern:
                ort = eltern[ort]
                alle.append(ort)
        ergebnis[wert] = tuple(dict.fromkeys((*alle, GESAMT)))
    return ergebnis


def _sums_of_line(
    reihe: Mapping[str, int], eltern: Mapping[str, str]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the sums among the values of one column, all other columns alike."""
    teile: dict[str, list[int]] = defaultdict(list)
    for wert, ort in reihe.items():
        oben = _next_above(wert, reihe, eltern)
        if oben is not None:
            teile[oben].append(ort)
    for oben, orte in teile.items():
        if set(orte) != {reihe[oben]}:
            yield reihe[oben], tuple(sorted(set(orte)))


def _next_above(wert: str, reihe: Mapping[str, int], eltern: Mapping[str, str]) -> str | None:
    """Return the nearest value above that is published in the same line; None for the top."""
    ort = wert
    while ort in eltern:
        ort = eltern[ort]
        if ort in reihe:
            return ort
    return GESAMT if ort != GESAMT and wert != GESAMT and GESAMT in reihe else None


def build_model(
    zellen: Zellen,
    summen: Sequence[tuple[int, tuple[int, ...]]],
    mindestzahl: int,
    nullen: Nullen,
    bekannt: AbstractSet[int] = frozenset(),
) -> tuple[Zellmodell, np.ndarray]:
    """Build the model of all cells.

    Where parts add up to less than their total, some are not in the tables. What they come to counts as
    known: a reader may have it from elsewhere, or work it out.

    Args:
        zellen: Cells of all tables.
        summen: Sums among them.
        mindestzahl: Smallest count that is shown, and width of the range that a hidden one is left with.
        nullen: Whether zeros are shown (a hidden count is then known to be at least 1).
        bekannt: Cells that earlier tables show.

    Returns:
        The model, and which cells of the tables were withheld before (they are hidden without a demand).

    Raises:
        EingabeFehler: parts add up to more than their total, or an earlier table shows what is too small.
    """
    anzahl = len(zellen.werte)
    namen = zellen.namen
    matrix = sparse.lil_array((len(summen), anzahl))
    for zeile, (summe, teile) in enumerate(summen):
        matrix[zeile, [summe]] = 1.0
        matrix[zeile, list(teile)] = -1.0
    matrix = matrix.tocsr()
    offen = np.isnan(zellen.werte)
    werte = _fill(zellen, summen, matrix, offen)
    geschuetzt = nullen == "schuetzen"
    klein = ~offen & (werte < mindestzahl) & (geschuetzt | (werte > 0))
    fest = np.isin(np.arange(anzahl), sorted(bekannt))
    for ort in np.flatnonzero(fest & klein):
        datei, nummer = zellen.herkunft[ort]
        raise EingabeFehler(
            datei,
            f"eine zu kleine Zahl, die eine frühere Tabelle schon zeigt: {namen[ort]}",
            f"nur Zahlen ab {mindestzahl} in früheren Tabellen",
            "die Zahl ist bekannt und nicht mehr zu schützen: diese Angabe nicht erneut veröffentlichen",
            zeile=nummer,
        )
    return (
        Zellmodell(
            schluessel=namen,
            werte=werte,
            kleinster=np.where(offen | geschuetzt, 0.0, 1.0),
            schutz=np.where(offen, 0.0, float(mindestzahl)),
            primaer=klein | offen,
            fest=fest if geschuetzt else fest | (~offen & (werte == 0)),
            gewicht=_weights(zellen, summen, werte),
            gleichungen=matrix,
            ungleichungen=sparse.csr_array((0, anzahl)),
        ),
        offen & zellen.in_tabellen,
    )


def _fill(
    zellen: Zellen,
    summen: Sequence[tuple[int, tuple[int, ...]]],
    matrix: sparse.csr_array,
    offen: np.ndarray,
) -> np.ndarray:
    """Return the counts with a possible one in place of each that the tables withhold.

    The possible ones serve the arithmetic only: they are hidden, and never written.
    """
    bekannt = np.where(offen, 0.0, zellen.werte)
    for (summe, teile), rest in zip(summen, matrix @ bekannt, strict=True):
        if rest < 0 and summe < len(zellen.herkunft) and not offen[summe]:
            datei, nummer = zellen.herkunft[summe]
            raise EingabeFehler(
                datei,
                f"{bekannt[summe]:.0f} für {zellen.namen[summe]}; die {len(teile)} Teile ergeben "
                f"{bekannt[summe] - rest:.0f}",
                "Teile, die zusammen höchstens ihre Summe ergeben",
                "die Zahlen prüfen; überschneiden sich Werte einer Spalte, sie mit --hierarchie ordnen",
                zeile=nummer,
            )
    if not offen.any():
        return bekannt
    stellen = np.flatnonzero(offen)
    ergebnis = linprog(
        np.ones(len(stellen)),
        A_ub=-matrix[:, stellen],
        b_ub=matrix @ bekannt,
        bounds=[(0, None)] * len(stellen),
        method="highs",
    )
    if ergebnis.status != 0:
        raise EingabeFehler(
            zellen.herkunft[min(int(stellen[0]), len(zellen.herkunft) - 1)][0],
            "Teile, die zusammen mehr als eine ihrer Summen ergeben",
            "Tabellen, deren Summen stimmen",
            "die Zahlen prüfen; überschneiden sich Werte einer Spalte, sie mit --hierarchie ordnen",
        )
    werte = bekannt.copy()
    werte[stellen] = ergebnis.x
    return werte


def _weights(zellen: Zellen, summen: Sequence[tuple[int, tuple[int, ...]]], werte: np.ndarray) -> np.ndarray:
    """Loss of information: small cells first, totals last; each level of totals counts four times more."""
    hoehe = np.zeros(len(werte), dtype=int)
    teile_von = sorted(summen, key=lambda s: werte[s[0]])
    for _ in range(len(zellen.spalten) + 1):
        for summe, teile in teile_von:
            if len(teile) > 1:
                hoehe[summe] = min(max(hoehe[summe], 1 + max(hoehe[t] for t in teile)), 12)
    return np.log2(2 + werte) * 4.0 ** np.minimum(hoehe, 6)
