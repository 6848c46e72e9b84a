"""The user interface in a browser: German groups and jobs are there, the Kreis is chosen from a list."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import dagster as dg
import pytest

from assets.catalogue.load import load_katalog
from pipelines.definitions import build_defs
from pipelines.fortschritt import Fortschritt
from pipelines.lauf import prepare_database
from pipelines.stand import configured_order, current_state

pytestmark = pytest.mark.browser

SCHALTER = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
GRUPPEN = ("quellen", "aufbereitung", "indikatoren", "geheimhaltung", "planung", "berichte", "ausgabe")
BEREIT_NACH_S = 60


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if pfad := shutil.which(name):
            return pfad
    pytest.skip("Chromium fehlt (apt-get install chromium); die Oberfläche wird hier nicht geprüft")


@pytest.fixture(scope="module")
def heim(wurzel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own for runs and their history."""
    ordner = tmp_path_factory.mktemp("dagster")
    (ordner / "dagster.yaml").symlink_to(wurzel / "dagster.yaml")
    return ordner


@pytest.fixture(scope="module")
def adresse(wurzel: Path, heim: Path):
    """A web server on a free port with a home and results of its own."""
    with socket.socket() as anschluss:
        anschluss.bind(("127.0.0.1", 0))
        port = anschluss.getsockname()[1]
    umgebung = {"DAGSTER_HOME": str(heim), "SOZIALPLANUNG_ERGEBNISSE": str(heim / "ergebnisse")}
    befehl = [sys.executable, "-m", "dagster_webserver", "-m", "pipelines.definitions"]
    with (heim / "webserver.log").open("w") as protokoll:
        server = subprocess.Popen(
            [*befehl, "--host", "127.0.0.1", "--port", str(port)],
            cwd=wurzel,
            env=os.environ | umgebung,
            stdout=protokoll,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/server_info", server, heim / "webserver.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wait(url: str, server: subprocess.Popen, protokoll: Path) -> None:
    ende = time.monotonic() + BEREIT_NACH_S
    while time.monotonic() < ende:
        assert server.poll() is None, protokoll.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server on this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(protokoll.read_text())


@pytest.fixture(scope="module")
def seite(chromium: str):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright ist nicht installiert")
    with sync_api.sync_playwright() as spiel:
        browser = spiel.chromium.launch(executable_path=chromium, args=list(SCHALTER))
        try:
            fenster = browser.new_page(viewport={"width": 1500, "height": 950})
            fenster.set_default_timeout(20_000)
            yield fenster
        finally:
            browser.close()


def test_asset_groups_are_german(seite, adresse):
    seite.goto(f"{adresse}/asset-groups")
    for gruppe in (
        "quellen",
        "aufbereitung",
        "indikatoren",
        "geheimhaltung",
        "planung",
        "berichte",
        "ausgabe",
    ):
        seite.get_by_text(gruppe, exact=True).first.wait_for()


def test_jobs_are_listed(seite, adresse):
    seite.goto(f"{adresse}/jobs")
    for job in ("quartalslauf", "familienbericht", "bildungsbericht", "praeventionsbericht"):
        seite.get_by_text(job, exact=True).first.wait_for()


def test_kreis_is_chosen_from_a_list(seite, adresse):
    seite.goto(f"{adresse}/locations/pipelines.definitions/jobs/familienbericht")
    seite.get_by_text("Materialize").first.click()
    seite.get_by_text("Select a partition").first.click()
    seite.keyboard.type("Kyff")
    seite.get_by_text("16065 Kyffhäuserkreis").first.click()
    seite.get_by_role("button", name="Launch 1 run").wait_for()


@pytest.fixture(scope="module")
def quellen_geprueft(wurzel: Path, heim: Path) -> None:
    """Figures of the base set, and one look at the sources in the history of the web server."""
    auftrag = configured_order(wurzel, str(heim / "ergebnisse"))
    prepare_database(auftrag, current_state(auftrag), load_katalog(), Fortschritt(still=True))
    job = build_defs(wurzel=wurzel, ergebnisse=str(heim / "ergebnisse")).resolve_job_def(
        "quellenlage_pruefen"
    )
    with dg.DagsterInstance.from_config(str(heim)) as instanz:
        assert job.execute_in_process(instance=instanz).success


def test_overdue_sources_and_what_to_do_are_seen(seite, adresse, quellen_geprueft):
    seite.goto(f"{adresse}/assets/quellenlage?view=checks")
    seite.get_by_text("fristgerecht_jaehrlich").first.click()
    seite.get_by_text(re.compile(r"\d+ von \d+ Quellen: überfällig")).first.wait_for()
    seite.get_by_text("[Show Markdown]").first.click()
    seite.get_by_text("nächste Handlung").first.wait_for()
    seite.get_by_text("31.10.2025").first.wait_for()
