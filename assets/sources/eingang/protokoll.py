"""The log of the intake: one line of JSON per event, never changed afterwards."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

ORDNER: Final = "protokoll"

Ergebnis = Literal["angenommen", "bereits vorhanden", "abgelehnt", "wartet"]


@dataclass(frozen=True)
class Vorgang:
    """What happened to one delivery.

    Attributes:
        datei: Its name in the inbox, or last part of the address.
        ergebnis: What was done with it.
        ziel: Where it is now, below `data/raw`; of a waiting file None.
        bezeichnung: What it is, as planners call it; None where nobody knows.
        meldung: German sentence: reason of a refusal, remark, or what was stored.
        sha256: Of the main file; None where it could not be read.
        zeit: When it happened (UTC).
        hinweise: What the reader remarks.
    """

    datei: str
    ergebnis: Ergebnis
    ziel: str | None
    bezeichnung: str | None
    meldung: str
    sha256: str | None
    zeit: str
    hinweise: tuple[str, ...] = ()


def log_event(rohdaten: Path, vorgang: Vorgang) -> None:
    """Append an event to the log of its year and force it to disk.

    A line that a crash cut off is closed first, so that it spoils no other.
    """
    ordner = rohdaten / ORDNER
    ordner.mkdir(parents=True, exist_ok=True)
    zeile = json.dumps(asdict(vorgang), ensure_ascii=False).encode() + b"\n"
    griff = os.open(ordner / f"annahme-{vorgang.zeit[:4]}.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(griff, "r+b", buffering=0) as strom:
        if strom.seek(0, os.SEEK_END):
            strom.seek(-1, os.SEEK_END)
            if strom.read(1) != b"\n":
                zeile = b"\n" + zeile
        strom.write(zeile)
        os.fsync(strom.fileno())


def read_events(rohdaten: Path) -> list[Vorgang]:
    """Read all events in order; lines that a crash cut off are passed over."""
    vorgaenge = []
    for pfad in sorted((rohdaten / ORDNER).glob("annahme-*.jsonl")):
        for zeile in pfad.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                roh = json.loads(zeile)
                vorgaenge.append(Vorgang(**{**roh, "hinweise": tuple(roh.get("hinweise", ()))}))
            except (ValueError, TypeError, AttributeError):
                continue
    return vorgaenge
