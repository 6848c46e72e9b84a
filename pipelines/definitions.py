"""Everything the Dagster user interface shows, put together in one place.

Domain logic, queries and rules do not belong here.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from assets.confidentiality import dagster_assets as geheimhaltung
from assets.indicators import dagster_assets as indikatoren
from assets.planning import dagster_assets as planung
from assets.release import aktualisierung_asset, quellenlage
from assets.release.dagster_assets import build_ausgabe
from assets.reports.dagster_assets import DATEN, build_berichte
from assets.sources import dagster_assets as quellen
from assets.staging import dagster_assets as aufbereitung
from assets.store.dagster_assets import Tabellenasset
from pipelines.checks import edition_check, schema_check
from pipelines.eingang import EingangResource, eingang_asset
from pipelines.jobs import build_berichtsjobs, build_eingangsjob, build_quartalslauf
from pipelines.partitions import kreis_partitions, partition_key, read_kreise
from pipelines.plausibilitaet import PRUEFUNGEN, statistical_check
from pipelines.quellenpruefung import build_quellenjob, build_quellenplan, freshness_checks
from pipelines.resources import ArbeitsdatenbankResource, LaufResource, configured_order
from pipelines.schedules import build_quartalsplan
from pipelines.sensors import build_eingang_sensor

RAEUME = (quellen, aufbereitung, quellenlage, indikatoren, geheimhaltung, planung)
TABELLEN: tuple[Tabellenasset, ...] = (
    *quellen.TABELLEN,
    *aufbereitung.GEBIETE,
    *aufbereitung.BEOBACHTUNGEN,
    *quellenlage.TABELLEN,
    *indikatoren.WERTE,
    *geheimhaltung.TABELLEN,
    *indikatoren.VERGLEICHE,
    *indikatoren.ABGLEICH,
    *planung.TABELLEN,
)


def build_defs(
    *,
    wurzel: Path | None = None,
    ergebnisse: str = "",
    quellordner: str = "",
    kreise: Sequence[tuple[str, str]] | None = None,
    resources: dict[str, object] | None = None,
) -> dg.Definitions:
    """Assemble assets, checks, jobs, schedule and resources.

    Args:
        wurzel: Root of the installation; the repository if None.
        ergebnisse: Folder of results in place of the configured one.
        quellordner: Further folder with official files.
        kreise: AGS and official name of the partitions; from the base set if None.
        resources: Resources in place of the real ones.
    """
    ort = wurzel or Path(os.environ.get("SOZIALPLANUNG_WURZEL", Path(__file__).resolve().parent.parent))
    grund = configured_order(ort)
    liste = list(kreise) if kreise is not None else read_kreise(grund.rohdaten)
    partitionen = kreis_partitions(liste)
    heimat = partition_key(grund.konfiguration.kreis, dict(liste).get(grund.konfiguration.kreis, ""))
    gelesen = [*DATEN, *(t.tabelle.name for t in planung.TABELLEN)]
    datenbank = ArbeitsdatenbankResource(wurzel=str(ort), ergebnisse=ergebnisse)
    lauf = LaufResource(
        arbeitsdatenbank=datenbank, wurzel=str(ort), ergebnisse=ergebnisse, quellen=quellordner
    )
    daten = [t.tabelle.name for t in TABELLEN]
    quartalslauf = build_quartalslauf(daten, heimat)
    quellenjob = build_quellenjob()
    eingangsjob = build_eingangsjob()
    return dg.Definitions(
        assets=[
            *dg.load_assets_from_modules([*RAEUME, aktualisierung_asset]),
            build_berichte(partitionen, gelesen),
            build_ausgabe(gelesen),
            eingang_asset,
        ],
        asset_checks=[
            *(schema_check(t) for t in TABELLEN),
            *(statistical_check(p) for p in PRUEFUNGEN),
            *freshness_checks(),
            edition_check(),
        ],
        jobs=[quartalslauf, *build_berichtsjobs(daten), quellenjob, eingangsjob],
        schedules=[
            build_quartalsplan(quartalslauf),
            build_quellenplan(quellenjob, configured_order(ort, ergebnisse).arbeitsdatenbank),
        ],
        sensors=[build_eingang_sensor(eingangsjob, ort)],
        resources={
            "arbeitsdatenbank": datenbank,
            "lauf": lauf,
            "eingang": EingangResource(wurzel=str(ort)),
            **(resources or {}),
        },
        executor=dg.in_process_executor,
    )


defs = build_defs()
