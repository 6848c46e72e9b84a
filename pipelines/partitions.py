"""Partitions: the 400 Kreise, chosen from a list by key and name."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import dagster as dg

from assets.reports.gebietsname import name_of
from assets.sources.fehler import EingabeFehler

GEBIETE: Final = Path("grunddaten") / "gebiete.csv"
STATISTIK_STAND: Final = "2025-12-31"
"""The statistics cover the 400 Kreise of this day; Hanau (a Kreis since 1.1.2026) has no figures yet."""


def read_kreise(rohdaten: Path) -> list[tuple[str, str]]:
    """Read AGS and official name of the Kreise that statistics cover, sorted by AGS.

    Raises:
        EingabeFehler: the base set is missing or names no Kreis.
    """
    pfad = rohdaten / GEBIETE
    abhilfe = (
        "die mitgelieferte Datei wiederherstellen (git checkout data/raw/grunddaten) oder mit "
        "„sozialplanung grunddaten --aus ORDNER“ aus den Originaldateien neu erzeugen."
    )
    if not pfad.is_file():
        raise EingabeFehler(str(GEBIETE), "keine Datei", "das Verzeichnis der Gebiete", abhilfe)
    with pfad.open(encoding="utf-8", newline="") as datei:
        kreise = [
            (zeile["ags"], zeile["name"])
            for zeile in csv.DictReader(datei, delimiter=";")
            if zeile.get("ebene") == "kreis"
            and not zeile.get("gueltig_bis")
            and (zeile.get("gueltig_von") or "") <= STATISTIK_STAND
        ]
    if not kreise:
        raise EingabeFehler(str(GEBIETE), "keinen bestehenden Kreis", "die Kreise Deutschlands", abhilfe)
    return sorted(kreise)


def partition_key(ags: str, name: str) -> str:
    """Key and readable name: `16065 Kyffhäuserkreis`, `16061 Landkreis Eichsfeld`."""
    return f"{ags} {name_of(name, ags).name}"


def kreis_partitions(kreise: Sequence[tuple[str, str]]) -> dg.StaticPartitionsDefinition:
    """One partition per Kreis."""
    return dg.StaticPartitionsDefinition([partition_key(ags, name) for ags, name in kreise])
