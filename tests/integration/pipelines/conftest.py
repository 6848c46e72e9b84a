"""An installation for damaged inputs: runs that must stop before anything is set."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assets.release.ausgabe import Ausgabeordner, new_edition
from assets.release.manifest import Manifest, write_manifest


class OhneSatz:
    """Stands in for the processes that set reports: whoever gets that far was not stopped in time."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> "OhneSatz":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, auftrag: Callable[..., Any], *_: object) -> None:
        assert auftrag.__name__ == "warm_up", "der Lauf kam bis zum Setzen der Berichte"


@pytest.fixture
def ohne_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.lauf.ProcessPoolExecutor", OhneSatz)


@pytest.fixture(scope="session")
def unversehrt(tmp_path_factory: pytest.TempPathFactory, installiere) -> Any:
    """An installation with a published edition; shared, nobody may change its inputs."""
    installation = installiere(tmp_path_factory.mktemp("unversehrt"))
    _publish_something(installation.ergebnisse)
    return installation


@pytest.fixture
def eigene_mit_ausgabe(eigene_installation) -> Any:
    """An installation that a test may spoil, with a published edition."""
    _publish_something(eigene_installation.ergebnisse)
    return eigene_installation


def _publish_something(ergebnisse: Path) -> None:
    with new_edition(Ausgabeordner(ergebnisse), "letzte") as bau:
        (bau / "bericht.txt").write_text("gilt weiter", encoding="utf-8")
        write_manifest(bau, Manifest("letzte", "alt", "alt", [], {}, {}, {}))


@pytest.fixture
def nichts_veroeffentlicht() -> Iterator[Callable[[Any], None]]:
    """Register an installation; afterwards its edition must be the one of before."""
    gemerkt: list[tuple[Any, Path, list[str]]] = []

    def merke(installation: Any) -> None:
        gemerkt.append((installation, installation.aktuell.readlink(), _editions(installation)))

    yield merke
    for installation, ziel, ausgaben in gemerkt:
        assert installation.aktuell.readlink() == ziel
        assert _editions(installation) == ausgaben
        assert (installation.aktuell / "bericht.txt").read_text(encoding="utf-8") == "gilt weiter"


def _editions(installation: Any) -> list[str]:
    return sorted(p.name for p in (installation.ergebnisse / "ausgaben").iterdir())
