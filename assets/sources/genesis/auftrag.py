"""Large tables: ordered as a job, asked for until ready, then fetched; a broken run continues the job.

The dialogue, as the services hold it: a table that is too large is answered with code 98; ordered with
`job=true` it is answered with 99 and the name of the job; `catalogue/results` says 104 until the result is
there, then lists it; `data/resultfile` delivers it. The name is kept in a small file, so that the next run
asks for the same job instead of ordering once more.
"""

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from assets.sources.genesis.antwort import (
    ANGEPASST,
    AUFTRAG,
    ERFOLG,
    NICHTS_GEFUNDEN,
    Antwort,
)
from assets.sources.genesis.verbindung import Melder, Regeln, Rohantwort, Verbindung
from assets.sources.genesis.zugang import AuftragLaeuft

_WACHSTUM: Final = 1.5
_HOECHSTENS: Final = 12


@dataclass(frozen=True)
class Bestellung:
    """What is ordered from which service."""

    dienst: str
    tabelle: str
    start: int | None = None
    ende: int | None = None
    sprache: str = "de"

    def fields(self, *, job: bool) -> dict[str, str]:
        """Return the form fields of `data/tablefile`.

        `compress=false` keeps rows that hold nothing but signs; `quality=on` brings the signs beside figures.
        """
        return {
            "name": self.tabelle,
            "area": "all",
            "compress": "false",
            "transpose": "false",
            "startyear": str(self.start or ""),
            "endyear": str(self.ende or ""),
            "timeslices": "",
            "regionalvariable": "",
            "regionalkey": "",
            "format": "ffcsv",
            "quality": "on",
            "stand": "",
            "language": self.sprache,
            "job": "true" if job else "false",
        }

    def state_file(self, ordner: Path) -> Path:
        """Return where the name of a running job is kept."""
        probe = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:8]
        return ordner / f".auftrag_{self.dienst}_{self.tabelle}_{probe}.json"


def read_state(bestellung: Bestellung, ordner: Path, regeln: Regeln) -> str | None:
    """Return the name of the job that an earlier run ordered; None without one, or when it is too old."""
    try:
        stand = json.loads(bestellung.state_file(ordner).read_text(encoding="utf-8"))
        name, bestellt = str(stand["auftrag"]), float(stand["bestellt"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    frisch = 0 <= time.time() - bestellt < regeln.verfall
    return name if frisch and stand.get("bestellung") == asdict(bestellung) else None


def write_state(bestellung: Bestellung, ordner: Path, auftrag: str) -> None:
    """Keep the name of a job; the file is complete or not there."""
    pfad = bestellung.state_file(ordner)
    stand = {"auftrag": auftrag, "bestellt": time.time(), "bestellung": asdict(bestellung)}
    write_atomic(pfad, json.dumps(stand, ensure_ascii=False).encode())


def forget_state(bestellung: Bestellung, ordner: Path) -> None:
    """Remove the name of a finished or lost job."""
    bestellung.state_file(ordner).unlink(missing_ok=True)


def write_atomic(pfad: Path, inhalt: bytes) -> None:
    """Write a file in one step: readers see the old one or the whole new one."""
    vorlaeufig = pfad.with_name(f".{pfad.name}.{os.getpid()}.teil")
    try:
        with vorlaeufig.open("wb") as strom:
            strom.write(inhalt)
            strom.flush()
            os.fsync(strom.fileno())
        vorlaeufig.replace(pfad)
    finally:
        vorlaeufig.unlink(missing_ok=True)


def order_job(verbindung: Verbindung, bestellung: Bestellung, ordner: Path) -> str | Rohantwort:
    """Order a job and keep its name.

    Returns:
        The name of the job, or the table where the service delivers it at once.

    Raises:
        AbrufFehler: the service made no job.
    """
    roh = verbindung.ask("data/tablefile", bestellung.fields(job=True))
    if roh.antwort is None:
        return roh
    name = roh.antwort.auftrag
    if roh.antwort.code != AUFTRAG or name is None:
        raise verbindung.failure(
            f"keinen Auftrag zur Tabelle {bestellung.tabelle}: {state_text(roh.antwort)}", roh.antwort.abhilfe
        )
    write_state(bestellung, ordner, name)
    return name


def fetch_job(
    verbindung: Verbindung, bestellung: Bestellung, auftrag: str, ordner: Path, regeln: Regeln, melde: Melder
) -> Rohantwort:
    """Wait for a job and fetch its result.

    Raises:
        AuftragLaeuft: it is not ready within the patience of one run; its name stays kept.
        AbrufFehler: the service refuses, or no longer knows the result (then its name is forgotten).
    """
    _wait_until_ready(verbindung, bestellung, auftrag, regeln, melde)
    roh = verbindung.ask("data/resultfile", {**bestellung.fields(job=False), "name": auftrag})
    if roh.antwort is not None:
        forget_state(bestellung, ordner)
        raise verbindung.failure(
            f"kein Ergebnis zum Auftrag {auftrag}: {state_text(roh.antwort)}",
            "Den Abruf noch einmal starten; die Tabelle wird dann neu bestellt.",
        )
    return roh


def _wait_until_ready(
    verbindung: Verbindung, bestellung: Bestellung, auftrag: str, regeln: Regeln, melde: Melder
) -> None:
    ende = time.monotonic() + regeln.geduld
    pause = regeln.nachfrage
    while True:
        antwort = verbindung.ask(
            "catalogue/results",
            {"selection": auftrag, "area": "user", "pagelength": "1", "language": bestellung.sprache},
        ).antwort
        if antwort and antwort.code in (ERFOLG, ANGEPASST) and antwort.liste:
            return
        if antwort is None or antwort.code not in (ERFOLG, ANGEPASST, NICHTS_GEFUNDEN):
            raise verbindung.failure(
                f"eine Absage zum Auftrag {auftrag}: {state_text(antwort)}",
                antwort.abhilfe if antwort else "Später noch einmal versuchen.",
            )
        if time.monotonic() + pause > ende:
            raise verbindung.failure(
                f"den Auftrag {auftrag} noch in Arbeit",
                "Später noch einmal starten; der laufende Auftrag wird dann wieder aufgenommen.",
                AuftragLaeuft,
            )
        melde(f"Tabelle {bestellung.tabelle}: Auftrag {auftrag} in Arbeit")
        time.sleep(pause)
        pause = min(pause * _WACHSTUM, _HOECHSTENS * regeln.nachfrage)


def state_text(antwort: Antwort | None) -> str:
    """Return a state in words."""
    return f"„{antwort.meldung}“ (Code {antwort.code})" if antwort else "eine Antwort unbekannter Art"
