"""Freshness in the user interface: one check per rhythm, and a daily look at all sources.

Dagster's own freshness policies tell when an asset was last materialised; here it matters how old the
newest period of a publication is, whenever it was read.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import dagster as dg

from assets.reports.quellenlage import RHYTHMUS_NAMEN, Lagezeile, describe_lage, markdown_of
from assets.staging.quellenlage import FEHLT, MONATE, UEBERFAELLIG
from assets.store.dagster_assets import POOL
from assets.store.tabellen import read_table
from pipelines.resources import LaufResource
from pipelines.schedules import ZEITZONE
from schemas.quellenlage import Quellenlage

TABELLE: Final = "quellenlage"
TAEGLICH: Final = "0 7 * * *"


def freshness_checks() -> list[dg.AssetChecksDefinition]:
    """Make the checks: one per rhythm with a date, and one for what is not held at all."""
    fristen = [
        _check(
            f"fristgerecht_{rhythmus}",
            f"Keine Quelle, die {RHYTHMUS_NAMEN[rhythmus]} erscheint, ist überfällig (Ende des neuesten "
            "Zeitraums plus Rhythmus plus Verzug, verglichen mit dem heutigen Tag).",
            UEBERFAELLIG,
            rhythmus,
        )
        for rhythmus in MONATE
    ]
    fehlend = _check(
        "bezug_vorhanden",
        "Jede Veröffentlichung, die quellen.toml nennt, liegt mindestens in einer Ausgabe vor.",
        FEHLT,
    )
    return [*fristen, fehlend]


def _check(name: str, beschreibung: str, lage: str, rhythmus: str | None = None) -> dg.AssetChecksDefinition:
    """Make one check; without a rhythm it looks at all sources."""

    @dg.asset_check(asset=TABELLE, name=name, description=beschreibung, pool=POOL)
    def fristgerecht(lauf: LaufResource) -> dg.AssetCheckResult:
        with lauf.lesen() as con:
            tabelle = read_table(con, Quellenlage)
        gruppe = tabelle if rhythmus is None else tabelle[tabelle["rhythmus"] == rhythmus]
        return judge_lines(describe_lage(gruppe, date.today()), lage)

    return fristgerecht


def judge_lines(zeilen: Sequence[Lagezeile], lage: str) -> dg.AssetCheckResult:
    """Turn the lines of a group into a result: a warning with a table where some are in the given state.

    Args:
        zeilen: Lines of the group.
        lage: The state that must not occur.
    """
    offen = [z for z in zeilen if z.lage == lage]
    metadaten: dict[str, Any] = {"Quellen": len(zeilen), lage: len(offen)}
    if offen:
        metadaten["Was zu tun ist"] = dg.MetadataValue.md(markdown_of(offen))
    return dg.AssetCheckResult(
        passed=not offen,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(offen)} von {len(zeilen)} Quellen: {lage}" if offen else None,
        metadata=metadaten,
    )


def build_quellenjob() -> Any:
    """Look at the sources again; nothing is read from files or computed."""
    return dg.define_asset_job(
        "quellenlage_pruefen",
        selection=dg.AssetSelection.assets(TABELLE),
        executor_def=dg.in_process_executor,
        description="Welche Quelle ist heute überfällig? Zeigt die Liste im Asset „quellenlage“ und prüft je "
        "Rhythmus. Liest keine Dateien und rechnet nichts neu.",
    )


def build_quellenplan(job: Any, arbeitsdatenbank: Path) -> dg.ScheduleDefinition:
    """Look at the sources every morning, once there are data.

    Args:
        job: The job of `build_quellenjob`.
        arbeitsdatenbank: Work database; without it there is nothing to look at.
    """

    @dg.schedule(
        name="quellen_taeglich",
        job=job,
        cron_schedule=TAEGLICH,
        execution_timezone=ZEITZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Jeden Morgen um 7 Uhr: ist eine Quelle überfällig? Solange bin/ui läuft.",
    )
    def quellen_taeglich() -> dg.RunRequest | dg.SkipReason:
        if not arbeitsdatenbank.is_file():
            return dg.SkipReason("Es gibt noch keine Daten; zuerst den Job „quartalslauf“ starten.")
        return dg.RunRequest()

    return quellen_taeglich
