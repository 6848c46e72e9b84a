"""Fixtures that all tiers share.

The two expensive states are made once per session: the figures from the base set (a few seconds), and
the whole way from the original files to a new base set.
"""

import io
import shutil
from collections.abc import Callable
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipelines.stand import Auftrag

WURZEL = Path(__file__).resolve().parent.parent

_ADIPOSITAS = "Kinder mit Übergewicht einschließlich Adipositas"
GEHEIME_ZAHLEN = {
    f"{_ADIPOSITAS};16065-P0085 Kyffhäuserland;2022/2023;4;": (
        f"{_ADIPOSITAS};16065-P0085 Kyffhäuserland;2022/2023;6;"
    ),
    f"{_ADIPOSITAS};16065-P0087 Roßleben-Wiehe;2022/2023;5;": (
        f"{_ADIPOSITAS};16065-P0087 Roßleben-Wiehe;2022/2023;3;"
    ),
}
"""Two counts below 10 of a health source, as they stand in the sample and otherwise."""


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


@dataclass(frozen=True)
class Aufruf:
    """What a call of the command line left: exit code and both streams."""

    code: int
    ausgabe: str
    fehler: str


@dataclass(frozen=True)
class Installation:
    """A copy of the installation: settings and data of its own, program and templates are the real ones."""

    wurzel: Path
    ergebnisse: Path

    @property
    def aktuell(self) -> Path:
        return self.ergebnisse / "aktuell"

    def auftrag(self, *kreise: str, quellen: Path | None = None, **weiter: tuple[str, ...]) -> "Auftrag":
        """The order that the command line would make here."""
        from assets.catalogue.konfiguration import read_konfiguration
        from pipelines.stand import Auftrag

        grund = read_konfiguration(self.wurzel / "konfiguration.toml")
        ordner = grund.ordner.model_copy(update={"ergebnisse": self.ergebnisse})
        konfiguration = grund.model_copy(update={"ordner": ordner})
        return Auftrag(self.wurzel, konfiguration, kreise or (grund.kreis,), quellen=quellen, **weiter)

    def change_settings(self, alt: str, neu: str) -> None:
        """Replace text in konfiguration.toml; it must be there."""
        pfad = self.wurzel / "konfiguration.toml"
        text = pfad.read_text(encoding="utf-8")
        assert alt in text
        pfad.write_text(text.replace(alt, neu), encoding="utf-8")


@pytest.fixture(scope="session")
def installiere(wurzel: Path) -> Callable[[Path], Installation]:
    """Make an installation of its own in an empty folder."""

    def kopiere(ort: Path) -> Installation:
        muster = shutil.ignore_patterns("vorlagen", "*.xlsx")  # nothing reads these
        for name in ("grunddaten", "kommunal"):
            shutil.copytree(wurzel / "data" / "raw" / name, ort / "data" / "raw" / name, ignore=muster)
        for name in ("konfiguration.toml", "requirements.lock"):
            shutil.copy2(wurzel / name, ort / name)
        for name in ("assets", "schemas", "pipelines", "report_templates"):
            (ort / name).symlink_to(wurzel / name)
        return Installation(ort, ort / "data" / "processed")

    return kopiere


@pytest.fixture
def eigene_installation(tmp_path: Path, installiere: Callable[[Path], Installation]) -> Installation:
    """An installation that a test may spoil."""
    return installiere(tmp_path / "installation")


@pytest.fixture
def rufe(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Aufruf]:
    """Call the real command line, in this process, in a given installation."""
    from pipelines import cli
    from pipelines.befehle import rahmen

    def aufruf(installation: Installation, *angaben: str) -> Aufruf:
        monkeypatch.setattr(rahmen, "WURZEL", installation.wurzel)
        monkeypatch.setenv("SOZIALPLANUNG_ERGEBNISSE", str(installation.ergebnisse))
        ausgabe, fehler = io.StringIO(), io.StringIO()
        with redirect_stdout(ausgabe), redirect_stderr(fehler), pytest.raises(SystemExit) as ende:
            cli.main(list(angaben))
        return Aufruf(int(ende.value.code or 0), ausgabe.getvalue(), fehler.getvalue())

    return aufruf


def publish_figures(installation: Installation) -> None:
    """Compute the figures from the base set and publish them, without reports."""
    from assets.catalogue.load import load_katalog
    from assets.release.veroeffentlichung import Veroeffentlichung, publish
    from pipelines.fortschritt import Fortschritt
    from pipelines.lauf import prepare_database
    from pipelines.stand import current_state

    auftrag = installation.auftrag()
    stand = current_state(auftrag)
    prepare_database(auftrag, stand, load_katalog(), Fortschritt(still=True))
    angaben = Veroeffentlichung(
        ordner=auftrag.ausgabeordner,
        arbeit=auftrag.arbeitsdatenbank,
        datenstand=stand.datenstand,
        berichtsstand=stand.berichtsstand,
        eingaben=stand.eingaben,
        datum=auftrag.konfiguration.auflage.redaktionsschluss,
    )
    publish(angaben, {})


@pytest.fixture(scope="session")
def basis(
    tmp_path_factory: pytest.TempPathFactory, installiere: Callable[[Path], Installation]
) -> Installation:
    """An installation whose figures are computed from the base set and published, without reports."""
    installation = installiere(tmp_path_factory.mktemp("basis"))
    publish_figures(installation)
    return installation


@pytest.fixture(scope="session")
def andere_geheime_zahlen(
    tmp_path_factory: pytest.TempPathFactory, installiere: Callable[[Path], Installation]
) -> Installation:
    """The same installation, but two withheld counts differ; their sum stays."""
    installation = installiere(tmp_path_factory.mktemp("geheim"))
    pfad = installation.wurzel / "data/raw/kommunal/beispiel/BEISPIEL_schuleingang.csv"
    text = pfad.read_text(encoding="utf-8-sig")
    for alt, neu in GEHEIME_ZAHLEN.items():
        assert text.count(alt) == 1
        text = text.replace(alt, neu)
    pfad.write_text(text, encoding="utf-8-sig")
    publish_figures(installation)
    return installation


@pytest.fixture(scope="session")
def datenbank(basis: Installation) -> Path:
    """The published database of the base set."""
    return basis.aktuell / "sozialplanung.duckdb"


@dataclass(frozen=True)
class Originale:
    """The way from the original files to a base set: the new base set and the figures on the way."""

    grunddaten: Path
    datenbank: Path


@pytest.fixture(scope="session")
def originale(
    quellen: Path,
    tmp_path_factory: pytest.TempPathFactory,
    installiere: Callable[[Path], Installation],
) -> Originale:
    """`sozialplanung grunddaten --aus ../shared/quellen`, with its work database kept."""
    from pipelines import grunddaten

    ort = tmp_path_factory.mktemp("originale")
    ziel = Originale(ort / "grunddaten", ort / "grunddaten.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grunddaten, "TemporaryDirectory", lambda: nullcontext(str(ort)))
        grunddaten.make_grunddaten(installiere(ort / "installation").auftrag(), quellen, ziel.grunddaten)
    return ziel
