"""The format families, in the order in which they are tried: one line each.

A family is added here and nowhere else. What a planner sees of its publisher (names, terms, rhythm,
addresses) is declared in `assets/catalogue/quellen.toml`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from assets.catalogue.models import MerkmalEintrag
from assets.sources.deutschlandatlas.leser import read_deutschlandatlas
from assets.sources.deutschlandatlas.mappe import recognise_deutschlandatlas
from assets.sources.format import Format, Kontext, Probe
from assets.sources.gemeindeverzeichnis.gv100ad import read_gv100ad, recognise_gv100ad
from assets.sources.gemeindeverzeichnis.leser import read_gemeindeverzeichnis, recognise_gemeindeverzeichnis
from assets.sources.geometrie.leser import recognise_geometrie
from assets.sources.geometrie.umrisse import read_geometrie
from assets.sources.inkar import read_inkar, recognise_inkar
from assets.sources.lesung import Lesung
from assets.sources.regionalstatistik.leser import read_regionalstatistik, recognise_regionalstatistik

Leser = Callable[[Path, Mapping[str, MerkmalEintrag]], Lesung]


def _simple(lies: Leser) -> Callable[[Path, Kontext], Lesung]:
    return lambda pfad, kontext: lies(pfad, kontext.merkmale)


def _mappe(erkenne: Callable[[Path], bool]) -> Callable[[Probe], bool]:
    return lambda probe: probe.ist_mappe and erkenne(probe.pfad)


FORMATE: Final[tuple[Format, ...]] = (
    Format(
        "gemeindeverzeichnis",
        1,
        "Gemeindeverzeichnis (Arbeitsmappe)",
        _mappe(recognise_gemeindeverzeichnis),
        _simple(read_gemeindeverzeichnis),
        verzeichnis=True,
    ),
    Format(
        "gv100ad",
        1,
        "Gemeindeverzeichnis GV100AD",
        lambda probe: recognise_gv100ad(probe.anfang),
        _simple(read_gv100ad),
        verzeichnis=True,
    ),
    Format(
        "deutschlandatlas",
        1,
        "Deutschlandatlas",
        _mappe(recognise_deutschlandatlas),
        _simple(read_deutschlandatlas),
    ),
    Format("inkar", 1, "INKAR", _mappe(recognise_inkar), _simple(read_inkar)),
    Format(
        "regionalstatistik",
        1,
        "Tabelle der Regionaldatenbank oder von GENESIS-Online",
        lambda probe: recognise_regionalstatistik(probe.anfang),
        lambda pfad, kontext: read_regionalstatistik(pfad, kontext.merkmale, kontext.kreise or None),
    ),
    Format(
        "geometrie",
        1,
        "Verwaltungsgrenzen (Geometrie)",
        lambda probe: recognise_geometrie(probe.pfad),
        read_geometrie,
    ),
)
NACH_NAMEN: Final[Mapping[str, Format]] = {f.name: f for f in FORMATE}
