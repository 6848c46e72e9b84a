"""Client of the statistics API: fetch one table as flat CSV.

Own and thin, because `pystatis` 0.5.5 needs pandas before 3; look again when it lifts that.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from assets.sources.genesis.antwort import AUFTRAG, ZU_GROSS
from assets.sources.genesis.auftrag import (
    Bestellung,
    fetch_job,
    forget_state,
    order_job,
    read_state,
    state_text,
    write_atomic,
    write_state,
)
from assets.sources.genesis.verbindung import Melder, Regeln, Rohantwort, Verbindung
from assets.sources.genesis.zugang import DIENSTE, AbrufFehler, Dienst, read_zugang

_NUMMER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{2,29}", re.ASCII)
_JAHRE: Final = range(1900, 2101)


@dataclass(frozen=True)
class Abruf:
    """A fetched file.

    Attributes:
        pfad: Where it lies, complete.
        adresse: Address with the table and its selection, without credentials.
        abgerufen: Time of the answer (ISO, UTC).
        inhaltstyp: Content type as the service stated it.
        sha256: Of the file, in hexadecimal.
    """

    pfad: Path
    adresse: str
    abgerufen: str
    inhaltstyp: str
    sha256: str


def _silent(_: str) -> None:
    """Report nothing."""


def fetch_table(
    dienst: str | Dienst,
    tabelle: str,
    *,
    ziel: Path,
    start: int | None = None,
    ende: int | None = None,
    sprache: str = "de",
    regeln: Regeln | None = None,
    umgebung: Mapping[str, str] | None = None,
    melde: Melder = _silent,
) -> Abruf:
    """Fetch one table, through a job where it is too large for an answer.

    A failure writes nothing. A job that is not ready in time stays with the service, and its name in a hidden
    file in `ziel`; the next call with the same arguments takes it up again.

    Args:
        dienst: `regionaldatenbank`, `genesis` or `zensus`.
        tabelle: Number of the table, such as `12411-01-01-4`.
        ziel: Folder for the file; it is made if missing.
        start: First year; None: as far back as the table goes.
        ende: Last year; None: the newest.
        sprache: `de` or `en`.
        regeln: Patience and politeness.
        umgebung: Environment with the credentials; the process's own if None.
        melde: Receives one German line when something takes long.

    Returns:
        The file and where it came from.

    Raises:
        AuftragLaeuft: the job is not ready yet.
        AbrufFehler: the table could not be fetched.
    """
    regeln = regeln or Regeln()
    wer = dienst if isinstance(dienst, Dienst) else _service(dienst)
    _check_order(wer, tabelle, start, ende, sprache)
    bestellung = Bestellung(wer.name, tabelle, start, ende, sprache)
    zugang = read_zugang(wer, os.environ if umgebung is None else umgebung)
    ziel.mkdir(parents=True, exist_ok=True)
    with Verbindung(wer, zugang, regeln) as verbindung:
        roh = _table(verbindung, bestellung, ziel, regeln, melde)
    abruf = _save(roh, wer, bestellung, ziel)
    forget_state(bestellung, ziel)
    return abruf


def _service(name: str) -> Dienst:
    if name not in DIENSTE:
        raise AbrufFehler(
            name,
            "einen unbekannten Dienst",
            f"einen von {', '.join(DIENSTE)}",
            "`schnittstelle` berichtigen.",
        )
    return DIENSTE[name]


def _check_order(dienst: Dienst, tabelle: str, start: int | None, ende: int | None, sprache: str) -> None:
    jahre = [jahr for jahr in (start, ende) if jahr is not None]
    if not _NUMMER.fullmatch(tabelle):
        gefunden, erwartet = f"die Tabelle „{tabelle[:40]}“", "eine Nummer wie 12411-01-01-4"
    elif any(jahr not in _JAHRE for jahr in jahre) or jahre != sorted(jahre):
        gefunden, erwartet = f"die Jahre {start} bis {ende}", "vierstellige Jahre in aufsteigender Folge"
    elif sprache not in ("de", "en"):
        gefunden, erwartet = f"die Sprache „{sprache[:10]}“", "de oder en"
    else:
        return
    raise AbrufFehler(dienst.titel, gefunden, erwartet, "Die Angabe im Verzeichnis der Quellen berichtigen.")


def _table(
    verbindung: Verbindung, bestellung: Bestellung, ordner: Path, regeln: Regeln, melde: Melder
) -> Rohantwort:
    auftrag = read_state(bestellung, ordner, regeln)
    if auftrag is None:
        roh = verbindung.ask("data/tablefile", bestellung.fields(job=False))
        if roh.antwort is None:
            return roh
        if roh.antwort.code == AUFTRAG and roh.antwort.auftrag:
            auftrag = roh.antwort.auftrag
            write_state(bestellung, ordner, auftrag)
        elif roh.antwort.code == ZU_GROSS:
            melde(f"Tabelle {bestellung.tabelle}: zu groß für eine Antwort, wird als Auftrag bestellt")
            bestellt = order_job(verbindung, bestellung, ordner)
            if isinstance(bestellt, Rohantwort):
                return bestellt
            auftrag = bestellt
        else:
            raise verbindung.failure(
                f"keine Daten zur Tabelle {bestellung.tabelle}: {state_text(roh.antwort)}",
                roh.antwort.abhilfe,
            )
    else:
        melde(f"Tabelle {bestellung.tabelle}: Auftrag {auftrag} wird wieder aufgenommen")
    return fetch_job(verbindung, bestellung, auftrag, ordner, regeln, melde)


def _save(roh: Rohantwort, dienst: Dienst, bestellung: Bestellung, ordner: Path) -> Abruf:
    jahre = (
        f"_{bestellung.start or ''}-{bestellung.ende or ''}" if bestellung.start or bestellung.ende else ""
    )
    endung = "zip" if roh.inhalt.startswith(b"PK") else "csv"
    pfad = ordner / f"{bestellung.tabelle}_{dienst.name}_{bestellung.sprache}{jahre}.{endung}"
    auswahl = {
        n: w
        for n, w in bestellung.fields(job=False).items()
        if w and n in ("name", "startyear", "endyear", "language", "format")
    }
    write_atomic(pfad, roh.inhalt)
    return Abruf(
        pfad=pfad,
        adresse=f"{dienst.adresse}/data/tablefile?{urlencode(auswahl)}",
        abgerufen=datetime.now(UTC).isoformat(timespec="seconds"),
        inhaltstyp=roh.inhaltstyp,
        sha256=hashlib.sha256(roh.inhalt).hexdigest(),
    )
