"""Fixtures that all tiers share."""

from pathlib import Path

import pytest

WURZEL = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def wurzel() -> Path:
    """Root of the repository."""
    return WURZEL


@pytest.fixture(scope="session")
def quellen() -> Path:
    """Folder of the original files beside the repository; skips where it is missing."""
    ordner = WURZEL.parent / "shared" / "quellen"
    if not ordner.is_dir():
        pytest.skip("Originaldateien fehlen: ../shared/quellen ist auf diesem Rechner nicht vorhanden")
    return ordner
