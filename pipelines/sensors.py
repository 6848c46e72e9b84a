"""What starts a job when something happens: new files in the inbox."""

import hashlib
from pathlib import Path
from typing import Any, Final

import dagster as dg

from assets.sources.eingang.annahme import ORDNER
from assets.sources.eingang.lieferung import fingerprint, group_deliveries, list_entries
from assets.sources.eingang.namen import is_unfinished
from pipelines.stand import configured_order

NAME: Final = "neue_dateien"
SEKUNDEN: Final = 30


def folder_key(eingang: Path) -> str | None:
    """Fingerprint of what lies ready in the inbox: names, sizes and times; None when nothing does."""
    if not eingang.is_dir():
        return None
    bereit = [
        f"{li.ort}\0{[fingerprint(p) for p in li.dateien]}"
        for li in group_deliveries(eingang, list_entries(eingang))
        if not any(is_unfinished(p) for p in li.dateien)
    ]
    return hashlib.sha256("\n".join(bereit).encode()).hexdigest() if bereit else None


def build_eingang_sensor(job: Any, wurzel: Path) -> dg.SensorDefinition:
    """Start the intake as soon as a new file lies in the inbox, once for each state of the folder.

    Args:
        job: The job that takes the files in.
        wurzel: Root of the installation.
    """

    @dg.sensor(
        name=NAME,
        job=job,
        minimum_interval_seconds=SEKUNDEN,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sieht alle halbe Minute nach, ob in data/raw/eingang neue Dateien liegen, und nimmt sie "
        "an. Der Quartalslauf startet danach nicht von selbst: erst ansehen, was angenommen wurde.",
    )
    def neue_dateien(_: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        schluessel = folder_key(configured_order(wurzel).rohdaten / ORDNER)
        if schluessel is None:
            return dg.SkipReason("Der Eingang ist leer.")
        return dg.RunRequest(run_key=schluessel)

    return neue_dateien
