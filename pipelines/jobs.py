"""Jobs: the quarterly run, and one per report; all run without any typing.

The functions return `Any` because Dagster exports no public name for an asset job.
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from assets.reports.dagster_assets import AUSGABE
from assets.reports.kopf import AKTUALISIERUNG
from pipelines.eingang import ASSET as EINGANG
from pipelines.eingang import JOB as EINGANGSJOB
from schemas.common import BERICHT_NAMEN, BERICHTE


def build_quartalslauf(daten: Sequence[str], kreis: str) -> Any:
    """Everything for the configured Kreis: data, checks, three reports, publication.

    Args:
        daten: Names of all tables.
        kreis: Partition key of the configured Kreis, for the description.
    """
    return dg.define_asset_job(
        "quartalslauf",
        selection=dg.AssetSelection.assets(*daten, AUSGABE, AKTUALISIERUNG),
        executor_def=dg.in_process_executor,
        description=f"Der ganze Lauf für {kreis}: Quellen lesen, Indikatoren berechnen, alles prüfen, drei "
        "Berichte setzen und als neue Ausgabe veröffentlichen. Einfach „Materialize all“ anklicken; es ist "
        "nichts auszufüllen. Scheitert etwas, gilt die letzte Ausgabe weiter.",
    )


def build_eingangsjob() -> Any:
    """Take in the files of the inbox; started by the sensor."""
    return dg.define_asset_job(
        EINGANGSJOB,
        selection=dg.AssetSelection.assets(EINGANG),
        executor_def=dg.in_process_executor,
        description="Neue Dateien aus data/raw/eingang erkennen, prüfen und aufbewahren oder mit Begründung "
        "ablehnen. Startet von selbst, sobald dort eine Datei liegt.",
    )


def build_berichtsjobs(daten: Sequence[str]) -> list[Any]:
    """One job per report: data where they have changed, checks, one report; the Kreis is chosen from a list.

    Args:
        daten: Names of all tables.
    """
    return [
        dg.define_asset_job(
            bericht,
            selection=dg.AssetSelection.assets(*daten, bericht),
            executor_def=dg.in_process_executor,
            description=f"{BERICHT_NAMEN[bericht]} eines Kreises: „Materialize all“ anklicken, Kreis aus "
            "der Liste wählen, „Launch 1 run“ anklicken. Die Daten werden nur neu berechnet, wenn sich etwas "
            "geändert hat.",
        )
        for bericht in BERICHTE
    ]
