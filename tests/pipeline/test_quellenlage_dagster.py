"""How current the sources are, in Dagster: the asset, its checks, the daily look; and the command."""

from datetime import date

import dagster as dg
import pytest

from assets.catalogue.load import load_katalog
from assets.reports.quellenlage import SPALTEN, Lagezeile
from assets.staging.quellenlage import FEHLT, MONATE, UEBERFAELLIG
from pipelines.definitions import build_defs
from pipelines.fortschritt import Fortschritt
from pipelines.lauf import prepare_database
from pipelines.quellenpruefung import judge_lines
from pipelines.resources import configured_order
from pipelines.stand import current_state

PRUEFUNGEN = {*(f"fristgerecht_{r}" for r in MONATE), "bezug_vorhanden"}


@pytest.fixture(scope="module")
def ergebnis(installation):
    auftrag = configured_order(installation)
    prepare_database(auftrag, current_state(auftrag), load_katalog(), Fortschritt(still=True))
    with dg.DagsterInstance.ephemeral() as instanz:
        job = build_defs(wurzel=installation).resolve_job_def("quellenlage_pruefen")
        yield job.execute_in_process(instance=instanz, raise_on_error=False)


def test_the_job_shows_all_sources_as_of_today(ergebnis):
    assert ergebnis.success
    (ereignis,) = [e for e in ergebnis.all_events if e.is_step_materialization]
    metadaten = ereignis.materialization.metadata
    kopf = metadaten["Quellen"].value.splitlines()[0]
    assert [s.strip() for s in kopf.strip("|").split("|")] == list(SPALTEN)
    assert metadaten["Zum Tag"].value == date.today().isoformat()
    assert metadaten["dagster/row_count"].value == metadaten["Quellen"].value.count("\n") - 1


def test_freshness_warns_per_rhythm_and_never_stops_a_run(ergebnis):
    pruefungen = {e.check_name: e for e in ergebnis.get_asset_check_evaluations()}
    assert PRUEFUNGEN | {"entspricht_beschreibung"} == set(pruefungen)
    for name in PRUEFUNGEN:
        assert pruefungen[name].severity is dg.AssetCheckSeverity.WARN
        assert not pruefungen[name].blocking


def test_the_gemeindeverzeichnis_of_2023_is_overdue(ergebnis):
    # 31.12.2023, jährlich, zehn Monate Verzug: fällig bis 31.10.2025
    pruefungen = {e.check_name: e for e in ergebnis.get_asset_check_evaluations()}
    jaehrlich = pruefungen["fristgerecht_jaehrlich"]
    assert not jaehrlich.passed
    assert "31.10.2025" in jaehrlich.metadata["Was zu tun ist"].value


def zeile(lage: str) -> Lagezeile:
    return Lagezeile(lage, lage, ("x",) * len(SPALTEN))


def test_only_the_state_asked_for_fails_a_check():
    zeilen = [zeile(UEBERFAELLIG), zeile(FEHLT), zeile("aktuell")]
    befund = judge_lines(zeilen, FEHLT)
    assert (befund.passed, befund.description) == (False, "1 von 3 Quellen: fehlt")
    assert judge_lines(zeilen[2:], FEHLT).passed


def test_the_daily_look_waits_for_data(installation, tmp_path):
    plan = build_defs(wurzel=installation, ergebnisse=str(tmp_path)).resolve_schedule_def("quellen_taeglich")
    assert (plan.cron_schedule, plan.execution_timezone) == ("0 7 * * *", "Europe/Berlin")
    assert plan.evaluate_tick(dg.build_schedule_context()).skip_message.startswith("Es gibt noch keine Daten")


def test_the_command_lists_every_source(rufe, basis):
    aufruf = rufe(basis, "quellen", "--csv")
    zeilen = [z.split(";") for z in aufruf.ausgabe.splitlines()]
    assert aufruf.code == 0
    assert tuple(zeilen[0]) == SPALTEN
    arbeitslose = next(z for z in zeilen if "13211-02-05-4" in ";".join(z) or "Arbeitslos" in z[0])
    assert "2025" in arbeitslose
    assert not [z for z in zeilen if "BEISPIEL" in z[0] or "eigene Summe" in z[0]]


def test_the_command_shows_what_is_open(rufe, basis):
    aufruf = rufe(basis, "quellen", "--offen")
    assert aufruf.code == 0
    assert "31.10.2025" in aufruf.ausgabe
    assert "überfällig" in aufruf.ausgabe
    assert "ohne Termin" not in aufruf.ausgabe


def test_without_an_edition_the_command_says_what_to_do(rufe, eigene_installation):
    aufruf = rufe(eigene_installation, "quellen")
    assert aufruf.code == 1
    assert "bin/berichte" in aufruf.fehler


def test_the_command_is_a_group(rufe, basis):
    aufruf = rufe(basis, "quellen", "gibtesnicht")
    assert aufruf.code == 2
    assert "den Befehl „gibtesnicht“ gibt es nicht" in aufruf.fehler
