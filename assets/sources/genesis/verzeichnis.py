"""Lists of statistics and tables, and recorded exchanges with the interface: known, and no figures."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

import pandas as pd

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.genesis.behaelter import as_utf8
from assets.sources.genesis.worte import ganze_zahl
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, quelle_aus_katalog, quellen_rahmen

_ARTEN: Final = {
    ("evas", "beschreibung"): ("evas", "Verzeichnis der amtlichen Statistiken (EVAS)", "Einträgen"),
    ("code", "content", "cubes", "information"): (
        "statistiken", "Verzeichnis der Statistiken", "Statistiken"
    ),
    ("code", "content", "time"): ("tabellen", "Verzeichnis der Tabellen", "Tabellen"),
}  # fmt: skip
_TAG: Final = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_JAHR: Final = re.compile(r"\b(19\d{2}|20\d{2})\b")
_AUFZEICHNUNG: Final = re.compile(rb"\s*interactions:\s*\n\s*- request:")


def recognise_list(probe: Probe) -> bool:
    """Say whether the file is a list of statistics or tables, by its column heads."""
    erste = probe.text.split("\n", 1)[0]
    return _heads(erste) in _ARTEN


def _heads(zeile: str) -> tuple[str, ...]:
    trenner = ";" if ";" in zeile else ","
    return tuple(feld.strip().strip('"').strip().lower() for feld in zeile.strip("\r\n").split(trenner))


def read_list(pfad: Path, kontext: Kontext) -> Lesung:
    """Read a list: no figures, but the note how much it lists.

    Raises:
        EingabeFehler: an encoding damaged on the way.
    """
    del kontext
    text = as_utf8(pfad.read_bytes().removeprefix(b"\xef\xbb\xbf"), pfad.name).decode()
    kurz, name, was = _ARTEN[_heads(text.split("\n", 1)[0])]
    trenner = ";" if kurz == "evas" else ","
    saetze = [s for s in csv.reader(io.StringIO(text, newline=""), delimiter=trenner) if any(s)][1:]
    stand = _latest_day(saetze) or datetime.fromtimestamp(pfad.stat().st_mtime, UTC).date().isoformat()
    quelle = quelle_aus_katalog(
        "regionalstatistik", pfad, quelle_id=f"regionalstatistik_verzeichnis-{kurz}_{stand}",
        tabelle=f"verzeichnis-{kurz}", stand=stand, titel=name,
    )  # fmt: skip
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([quelle]),
        beobachtungen=beobachtungen_rahmen([]),
        gebiete=pd.DataFrame({"ags": [], "name": []}, dtype="str"),
        warnungen=(f"{name} mit {ganze_zahl(len(saetze))} {was}; die Datei enthält keine Zahlen.",),
    )


def _latest_day(saetze: list[list[str]]) -> str | None:
    """Return the latest day that a list of tables names; None without any."""
    zeiten = [satz[2] for satz in saetze if len(satz) == 3]
    tage = [f"{j}-{m}-{t}" for zeit in zeiten for t, m, j in _TAG.findall(zeit)]
    tage += [f"{jahr}-12-31" for zeit in zeiten for jahr in _JAHR.findall(_TAG.sub("", zeit))]
    return max(tage, default=None)


def recognise_recording(probe: Probe) -> bool:
    """Say whether the file is a recording of requests and answers."""
    return bool(_AUFZEICHNUNG.match(probe.anfang[:200]))


def refuse_recording(pfad: Path, kontext: Kontext) -> NoReturn:
    """Refuse a recording with the reason.

    Raises:
        EingabeFehler: always.
    """
    del kontext
    raise EingabeFehler(
        pfad.name, "die Aufzeichnung eines Gesprächs mit der Schnittstelle, keine Tabelle",
        "eine CSV- oder ZIP-Datei mit der Tabelle", "Die Tabelle selbst abrufen und ablegen.",
    )  # fmt: skip
