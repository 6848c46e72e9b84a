"""Fixtures of the pipeline tier: definitions, an installation of its own, an edition to be protected."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from assets.release.ausgabe import Ausgabeordner, new_edition
from assets.release.manifest import Manifest, write_manifest
from pipelines.definitions import build_defs


@pytest.fixture(scope="session")
def definitionen() -> dg.Definitions:
    return build_defs()


@pytest.fixture(scope="session")
def installation(wurzel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the installation: data, settings, program and templates."""
    kopie = tmp_path_factory.mktemp("installation")
    for name in ("grunddaten", "kommunal"):
        shutil.copytree(wurzel / "data" / "raw" / name, kopie / "data" / "raw" / name)
    for name in ("konfiguration.toml", "requirements.lock"):
        shutil.copy2(wurzel / name, kopie / name)
    for name in ("assets", "schemas", "report_templates"):
        # Copies, not links: an edit while the tests run must not look like a new state.
        shutil.copytree(wurzel / name, kopie / name, ignore=shutil.ignore_patterns("__pycache__"))
    return kopie


@pytest.fixture
def letzte_ausgabe(installation: Path) -> Path:
    """A published edition that a failing run must leave as it is."""
    ordner = Ausgabeordner(installation / "data" / "processed")
    if ordner.current() is None:
        with new_edition(ordner, "letzte") as bau:
            (bau / "bericht.txt").write_text("gilt weiter", encoding="utf-8")
            write_manifest(bau, Manifest("letzte", "alt", "alt", [], {}, {}, {}))
    return ordner.aktuell
