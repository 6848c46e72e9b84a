"""A synthetic district as tables: 28 Gemeinden in 6 areas, 12 age groups, 2 sexes; two editions."""

import csv
import itertools
from pathlib import Path

import numpy as np

GEMEINDEN = [f"G{i:02d}" for i in range(28)]
BEREICHE = {g: f"P{i % 6}" for i, g in enumerate(GEMEINDEN)}
KREIS = "Kreis"
ALTER = [f"{5 * i} bis {5 * i + 4}" for i in range(12)]
GESCHLECHT = ["männlich", "weiblich"]
GESAMT = "Insgesamt"


def people(seed: int = 1) -> np.ndarray:
    """Counts by Gemeinde, age group and sex; many of them small."""
    zufall = np.random.default_rng(seed)
    groesse = zufall.gamma(1, 1, (28, 1, 1)) * zufall.gamma(3, 0.4, (1, 12, 1))
    return zufall.poisson(8 * groesse * np.ones((28, 12, 2)))


def write_hierarchy(pfad: Path) -> None:
    """Child and parent: Gemeinde, area, Kreis."""
    zeilen = [f"{g},{p}" for g, p in BEREICHE.items()] + [
        f"{p},{KREIS}" for p in sorted(set(BEREICHE.values()))
    ]
    pfad.write_text("\n".join(["child,parent", *zeilen, ""]), encoding="utf-8")


def write_table(pfad: Path, zaehlungen: np.ndarray, *, alter: bool, geschlecht: bool, stand: str) -> None:
    """One table with all totals, of the asked dimensions."""
    with pfad.open("w", encoding="utf-8", newline="") as datei:
        schreiber = csv.writer(datei, delimiter=";")
        kopf = ["gemeinde", *(["alter"] if alter else []), *(["geschlecht"] if geschlecht else [])]
        schreiber.writerow([*kopf, "stand", "anzahl"])
        for g, a, s in itertools.product(
            [*GEMEINDEN, *sorted(set(BEREICHE.values())), KREIS],
            [*ALTER, GESAMT] if alter else [GESAMT],
            [*GESCHLECHT, GESAMT] if geschlecht else [GESAMT],
        ):
            anzahl = zaehlungen[np.ix_(_places(g), _index(a, ALTER), _index(s, GESCHLECHT))].sum()
            merkmale = [g, *([a] if alter else []), *([s] if geschlecht else [])]
            schreiber.writerow([*merkmale, stand, int(anzahl)])


def _places(gebiet: str) -> list[int]:
    return [i for i, g in enumerate(GEMEINDEN) if gebiet in (g, BEREICHE[g], KREIS)]


def _index(wert: str, werte: list[str]) -> list[int]:
    return list(range(len(werte))) if wert == GESAMT else [werte.index(wert)]
