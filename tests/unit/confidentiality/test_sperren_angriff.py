"""Whatever tables are published of one population: its people can be counted out in no hidden cell.

The attacker here knows nothing of the sums that the program looks for. Each unknown is a group of people
that no table divides further, and every figure of every table is a condition on these groups.
"""

import csv
import itertools
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from assets.confidentiality.sperren import Sperrauftrag, suppress_tables

GESAMT = "Insgesamt"
Zelle = tuple[str, ...]


@dataclass(frozen=True)
class Population:
    """Counts of the smallest groups, what is asked of each column, and areas above the first column."""

    spalten: tuple[tuple[str, ...], ...]
    raum: dict[str, str]
    gruppen: dict[Zelle, int]

    def holds(self, zelle: Zelle, gruppe: Zelle) -> bool:
        return all(
            wert in (GESAMT, teil) or (ort == 0 and self.raum.get(teil) == wert)
            for ort, (wert, teil) in enumerate(zip(zelle, gruppe, strict=True))
        )

    def count(self, zelle: Zelle) -> int:
        return sum(zahl for gruppe, zahl in self.gruppen.items() if self.holds(zelle, gruppe))

    def row(self, zelle: Zelle) -> list[float]:
        return [float(self.holds(zelle, gruppe)) for gruppe in self.gruppen]


def draw_population(zufall: random.Random) -> Population:
    spalten = tuple(
        tuple(f"{c}{i}" for i in range(zufall.randint(2, 4))) for c in "abc"[: zufall.choice([2, 3])]
    )
    raum = {wert: zufall.choice(["P0", "P1"]) for wert in spalten[0]} if zufall.random() < 0.5 else {}
    gruppen = {g: zufall.choice([0, 0, 1, 2, 3, 4, 5, 8, 12, 30]) for g in itertools.product(*spalten)}
    return Population(spalten, raum, gruppen)


def draw_table(population: Population, zufall: random.Random) -> list[Zelle]:
    """Draw for each column its values, its total, or both; areas with their places or without."""
    auswahl = []
    for ort, werte in enumerate(population.spalten):
        raeume = tuple(sorted(set(population.raum.values()))) if ort == 0 else ()
        art = zufall.choice([werte, werte + raeume, raeume or werte])
        auswahl.append(zufall.choice([art, (GESAMT,), (*art, GESAMT), (*art, GESAMT)]))
    return list(itertools.product(*auswahl))


def write(ordner: Path, population: Population, tabellen: list[list[Zelle]]) -> tuple[tuple[str, Path], ...]:
    for nummer, zellen in enumerate(tabellen):
        with (ordner / f"{nummer}.csv").open("w", newline="") as datei:
            schreiber = csv.writer(datei, delimiter=";")
            schreiber.writerow([*"abc"[: len(population.spalten)], "anzahl"])
            schreiber.writerows([*z, population.count(z)] for z in zellen)
    if not any(z[0] in population.raum for zellen in tabellen for z in zellen):
        return ()
    (ordner / "raum.csv").write_text(
        "\n".join(["child,parent", *(f"{k},{p}" for k, p in population.raum.items())])
    )
    return (("a", ordner / "raum.csv"),)


def read(ordner: Path, anzahl: int) -> dict[Zelle, float]:
    """Read what is published; NaN: left empty."""
    zellen: dict[Zelle, float] = {}
    for nummer in range(anzahl):
        with (ordner / f"{nummer}.csv").open(newline="") as datei:
            for *zelle, zahl in list(csv.reader(datei, delimiter=";"))[1:]:
                wert = float(zahl or "nan")
                assert np.array_equal(zellen.setdefault(tuple(zelle), wert), wert, equal_nan=True)
    return zellen


def width(population: Population, gezeigt: dict[Zelle, float], ziel: Zelle, kleinster: int) -> float:
    """Return how many whole numbers apart the ends of what a reader can work out of a cell lie."""
    bekannt = [z for z, wert in gezeigt.items() if not np.isnan(wert)]
    leer = [z for z, wert in gezeigt.items() if np.isnan(wert)]
    grenzen = []
    for vorzeichen in (1.0, -1.0):
        ergebnis = linprog(
            vorzeichen * np.array(population.row(ziel)),
            A_eq=np.array([population.row(z) for z in bekannt]) if bekannt else None,
            b_eq=[gezeigt[z] for z in bekannt] if bekannt else None,
            A_ub=-np.array([population.row(z) for z in leer]),
            b_ub=np.full(len(leer), -float(kleinster)),
            method="highs",
        )
        assert ergebnis.status in (0, 3), ergebnis.message
        grenzen.append(np.inf if ergebnis.status == 3 else vorzeichen * ergebnis.fun)
    return float(np.floor(grenzen[1] + 1e-6) - np.ceil(grenzen[0] - 1e-6))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=True), st.sampled_from(["zeigen", "schuetzen"]), st.sampled_from([2, 3, 5]))
def test_no_hidden_cell_can_be_counted_out(zufall, nullen, mindestzahl):
    population = draw_population(zufall)
    tabellen = [draw_table(population, zufall) for _ in range(zufall.randint(1, 3))]
    with tempfile.TemporaryDirectory() as ort:
        ordner = Path(ort)
        hierarchien = write(ordner, population, tabellen)
        dateien = tuple(ordner / f"{n}.csv" for n in range(len(tabellen)))
        suppress_tables(Sperrauftrag(dateien, "anzahl", mindestzahl, nullen, hierarchien, ordner / "aus"))
        gezeigt = read(ordner / "aus", len(tabellen))
    for zelle, wert in gezeigt.items():
        assert not 0 < wert < mindestzahl
        if nullen == "schuetzen":
            assert wert != 0
        if np.isnan(wert):
            assert width(population, gezeigt, zelle, nullen == "zeigen") >= mindestzahl
