"""What the user interface offers: assets, checks, jobs, schedule, partitions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.catalogue.konfiguration import read_konfiguration
from assets.catalogue.load import load_katalog
from assets.release.datenbank import TABELLEN as VEROEFFENTLICHT
from pipelines.definitions import TABELLEN
from pipelines.lauf import data_steps
from pipelines.partitions import partition_key, read_kreise
from pipelines.plausibilitaet import PRUEFUNGEN
from pipelines.stand import Auftrag
from schemas.common import BERICHTE

GRUPPEN = {"quellen", "aufbereitung", "indikatoren", "geheimhaltung", "planung", "berichte", "ausgabe"}


def _specs(defs):
    return {s.key.to_user_string(): s for s in defs.resolve_all_asset_specs()}


def test_definitions_are_loadable(definitionen):
    dg.Definitions.validate_loadable(definitionen)


def test_every_asset_has_description_and_german_group(definitionen):
    specs = _specs(definitionen)
    assert {s.group_name for s in specs.values()} == GRUPPEN
    assert [n for n, s in specs.items() if not s.description or len(s.description) < 5] == []


def test_every_table_asset_shows_its_columns(definitionen):
    specs = _specs(definitionen)
    for asset in TABELLEN:
        schema = specs[asset.tabelle.name].metadata["dagster/column_schema"]
        assert [c.name for c in schema.columns] == [s.name for s in asset.tabelle.spalten]
        assert all(c.description for c in schema.columns), asset.tabelle.name


def test_every_published_table_is_an_asset():
    assert {t.name for t in VEROEFFENTLICHT} <= {a.tabelle.name for a in TABELLEN}


def test_every_table_has_one_blocking_check(definitionen):
    graph = definitionen.resolve_asset_graph()
    sperrend = {k.asset_key.to_user_string() for k in graph.asset_check_keys if graph.get(k).blocking}
    assert sperrend == {a.tabelle.name for a in TABELLEN}


def test_statistical_checks_do_not_block(definitionen):
    graph = definitionen.resolve_asset_graph()
    namen = {k.name: graph.get(k).blocking for k in graph.asset_check_keys}
    assert {p.name: namen[p.name] for p in PRUEFUNGEN} == dict.fromkeys((p.name for p in PRUEFUNGEN), False)


def test_everything_that_opens_the_database_is_in_the_pool(definitionen):
    job = definitionen.resolve_job_def("quartalslauf")
    ohne = [n.name for n in job.graph.nodes if n.definition.pools != {"arbeitsdatenbank"}]
    assert ohne == ["ausgabe_dateien_unversehrt"]


def test_steps_of_assets_are_the_steps_of_the_run(wurzel):
    from pipelines.definitions import aufbereitung, geheimhaltung, indikatoren, planung

    auftrag = Auftrag(wurzel, read_konfiguration(wurzel / "konfiguration.toml"), ("16065",))
    schritte = list(data_steps(auftrag, load_katalog()))
    assert schritte == [
        aufbereitung.SCHRITT_GEBIETE,
        aufbereitung.SCHRITT_BEOBACHTUNGEN,
        indikatoren.SCHRITT_WERTE,
        geheimhaltung.SCHRITT,
        indikatoren.SCHRITT_VERGLEICHE,
        indikatoren.SCHRITT_ABGLEICH,
        planung.SCHRITT,
    ]


def test_quarterly_run_needs_no_choice(definitionen):
    job = definitionen.resolve_job_def("quartalslauf")
    assert job.partitions_def is None
    assert dg.validate_run_config(job, {})


@pytest.mark.parametrize("bericht", BERICHTE)
def test_report_jobs_ask_for_the_kreis_only(definitionen, bericht):
    job = definitionen.resolve_job_def(bericht)
    assert len(job.partitions_def.get_partition_keys()) == 400
    assert dg.validate_run_config(job, {})


def test_quarterly_run_works_in_one_process(definitionen):
    assert definitionen.resolve_job_def("quartalslauf").executor_def is dg.in_process_executor


def test_partitions_are_stable_and_readable(wurzel):
    keys = [partition_key(ags, name) for ags, name in read_kreise(wurzel / "data" / "raw")]
    assert "16065 Kyffhäuserkreis" in keys
    assert "16061 Landkreis Eichsfeld" in keys
    assert len({k[:5] for k in keys}) == 400
    assert [k for k in keys if "," in k or "..." in k] == []


def test_schedule_is_quarterly_in_german_time(definitionen):
    plan = definitionen.resolve_schedule_def("quartalsweise")
    assert (plan.cron_schedule, plan.execution_timezone) == ("0 6 1 1,4,7,10 *", "Europe/Berlin")
    assert plan.default_status is dg.DefaultScheduleStatus.RUNNING
    zeit = datetime(2027, 1, 1, 6, tzinfo=ZoneInfo("Europe/Berlin"))
    auftraege = plan.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=zeit)).run_requests
    assert [(a.partition_key, a.run_config) for a in auftraege] == [(None, {})]
