"""What a run would be made of: fingerprints of data and reports, compared with the current edition.

Only the standard library and pydantic are imported here, so that "nothing has changed" is said in
well under a second.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from assets.catalogue.konfiguration import Konfiguration, read_konfiguration
from assets.release.ausgabe import Ausgabeordner
from assets.release.fingerabdruck import combine, files_below, hash_files
from assets.release.manifest import Manifest, read_manifest
from assets.sources.eingang.namen import NICHT_GELESEN
from schemas.common import BERICHTE

_RAEUME_DATEN = ("catalogue", "store", "sources", "staging", "indicators", "confidentiality", "planning")


@dataclass(frozen=True)
class Auftrag:
    """What the user asked for.

    Attributes:
        wurzel: Root of the installation.
        konfiguration: Settings.
        kreise: Kreise to report on.
        berichte: Reports to make.
        quellen: Further folder with official files, or None.
    """

    wurzel: Path
    konfiguration: Konfiguration
    kreise: tuple[str, ...]
    berichte: tuple[str, ...] = BERICHTE
    quellen: Path | None = None

    @property
    def rohdaten(self) -> Path:
        """Folder `data/raw`."""
        return self.wurzel / self.konfiguration.ordner.rohdaten

    @property
    def ausgabeordner(self) -> Ausgabeordner:
        """Where editions are published."""
        return Ausgabeordner(self.wurzel / self.konfiguration.ordner.ergebnisse)

    @property
    def arbeitsdatenbank(self) -> Path:
        """The work database; readable by its owner only."""
        return self.wurzel / self.konfiguration.ordner.ergebnisse / "arbeit" / "arbeit.duckdb"

    def wanted(self) -> set[str]:
        """Reports asked for, as `ags/bericht`."""
        return {f"{kreis}/{bericht}" for kreis in self.kreise for bericht in self.berichte}


@dataclass(frozen=True)
class Stand:
    """Fingerprints of one state of inputs and program."""

    eingaben: dict[str, str]
    datenstand: str
    berichtsstand: str

    def fits(self, manifest: Manifest | None) -> bool:
        """Whether an edition was made from exactly this state."""
        return manifest is not None and (manifest.datenstand, manifest.berichtsstand) == (
            self.datenstand,
            self.berichtsstand,
        )


def configured_order(wurzel: Path, ergebnisse: str = "", quellen: str = "") -> Auftrag:
    """The order for the configured Kreis.

    Args:
        wurzel: Root of the installation.
        ergebnisse: Folder of results in place of the configured one; empty: environment or settings.
        quellen: Further folder with official files; empty: environment or none.

    Raises:
        KonfigurationsFehler: the settings cannot be used.
    """
    konfiguration = read_konfiguration(wurzel / "konfiguration.toml")
    anderswo = ergebnisse or os.environ.get("SOZIALPLANUNG_ERGEBNISSE", "")
    if anderswo:
        ordner = konfiguration.ordner.model_copy(update={"ergebnisse": Path(anderswo).resolve()})
        konfiguration = konfiguration.model_copy(update={"ordner": ordner})
    weitere = quellen or os.environ.get("SOZIALPLANUNG_QUELLEN", "")
    return Auftrag(
        wurzel, konfiguration, (konfiguration.kreis,), quellen=Path(weitere).resolve() if weitere else None
    )


def current_state(auftrag: Auftrag) -> Stand:
    """Fingerprint everything that a run would read."""
    wurzel = auftrag.wurzel
    eingaben = hash_files(
        [
            pfad
            for pfad in files_below(auftrag.rohdaten)
            if pfad.relative_to(auftrag.rohdaten).parts[0] not in NICHT_GELESEN
        ],
        wurzel,
    )
    if auftrag.quellen:  # named by their place in the folder: the manifest tells nothing of this machine
        fremde = hash_files(files_below(auftrag.quellen), auftrag.quellen)
        eingaben |= {f"quellen/{name}": summe for name, summe in fremde.items()}
    programm = hash_files(
        files_below(wurzel / "assets", wurzel / "pipelines", wurzel / "schemas", endungen=(".py", ".toml")),
        wurzel,
    )
    daten_programm = {
        k: v for k, v in programm.items() if k.startswith("schemas/") or k.split("/")[1] in _RAEUME_DATEN
    }
    konf = auftrag.konfiguration
    datenstand = combine(
        {
            "eingaben": eingaben,
            "programm": daten_programm,
            "schutz": konf.schutz.model_dump(),
            "beispiele": konf.beispiele.model_dump(),
            "gebiete": {
                "gebietsstand": konf.gebietsstand,
                "planungsbereich": [b.model_dump() for b in konf.planungsbereich],
            },
        }
    )
    vorlagen = hash_files(
        [
            *files_below(wurzel / "report_templates"),
            wurzel / "konfiguration.toml",
            wurzel / "requirements.lock",
        ],
        wurzel,
    )
    return Stand(eingaben, datenstand, combine({"programm": programm, "vorlagen": vorlagen}))


def nothing_to_do(auftrag: Auftrag, stand: Stand) -> Manifest | None:
    """The current edition's manifest if it already holds everything asked for, else None."""
    manifest = read_manifest(auftrag.ausgabeordner.current())
    if manifest and stand.fits(manifest) and auftrag.wanted() <= set(manifest.berichte):
        return manifest
    return None
