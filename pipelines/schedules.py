"""When the main run starts by itself."""

from typing import Any, Final

import dagster as dg

QUARTALSWEISE: Final = "0 6 1 1,4,7,10 *"
ZEITZONE: Final = "Europe/Berlin"


def build_quartalsplan(job: Any) -> dg.ScheduleDefinition:
    """Start the quarterly run on the first day of January, April, July and October at 06:00."""
    return dg.ScheduleDefinition(
        name="quartalsweise",
        job=job,
        cron_schedule=QUARTALSWEISE,
        execution_timezone=ZEITZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Quartalslauf am 1. Januar, 1. April, 1. Juli und 1. Oktober um 6 Uhr, solange die "
        "Oberfläche (bin/ui) läuft. Hat sich nichts geändert, bleibt die Ausgabe, wie sie ist.",
    )
