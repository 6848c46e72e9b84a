"""An inbox of its own, and ways to fill and to empty it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from probeannahme import pruefe

from assets.sources.eingang.annahme import process_eingang
from assets.sources.eingang.protokoll import Vorgang


@pytest.fixture
def rohdaten(tmp_path: Path) -> Path:
    ordner = tmp_path / "raw"
    (ordner / "eingang").mkdir(parents=True)
    return ordner


@pytest.fixture
def lege(rohdaten: Path) -> Callable[[str, bytes], Path]:
    """Put a file into the inbox."""

    def ablegen(name: str, inhalt: bytes) -> Path:
        pfad = rohdaten / "eingang" / name
        pfad.parent.mkdir(parents=True, exist_ok=True)
        pfad.write_bytes(inhalt)
        return pfad

    return ablegen


@pytest.fixture
def nimm(rohdaten: Path) -> Callable[..., list[Vorgang]]:
    """Take in the inbox without waiting."""

    def annehmen(**weiteres: object) -> list[Vorgang]:
        return process_eingang(rohdaten, pruefe, **{"ruhe": 0.0, **weiteres})  # type: ignore[arg-type]

    return annehmen
