"""Answers of the statistics API that hold no table: states, errors, the job dialogue, descriptions of tables.

They are recognised so that nobody takes a saved answer for data, and refused with what to do about it. The
client reads the same answers while it fetches a table.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.genesis.leser import recognise_flat

GROESSTE: Final = 8 << 20
"""Bytes of the largest answer that is read as a state; real ones have a few kilobytes."""

ERFOLG: Final = 0
ANGEPASST: Final = 22
ZU_GROSS: Final = 98
AUFTRAG: Final = 99
NICHTS_GEFUNDEN: Final = 104

_IDENT: Final = re.compile(rb'"Ident"\s*:\s*\{\s*"Service"')
_KURZ: Final = re.compile(rb'\{\s*"(?:Code|Content|Type)"\s*:')
_ABHILFE: Final = {
    -1: "Später noch einmal versuchen; hält der Fehler an, die Tabelle auf der Webseite herunterladen.",
    15: "Benutzerkennung und Kennwort oder Token der Schnittstelle prüfen.",
    50: "Nichts zu tun: Seit dem letzten Abruf gibt es keinen neueren Stand.",
    90: "Die Nummer der Tabelle prüfen.",
    ZU_GROSS: "Die Tabelle als Auftrag abrufen; „sozialplanung quellen holen“ tut das von selbst.",
    AUFTRAG: "Warten, bis der Auftrag fertig ist, und dann das Ergebnis abrufen; „sozialplanung quellen "
    "holen“ tut das von selbst.",
    NICHTS_GEFUNDEN: "Nummer der Tabelle, Jahre und Gebiet prüfen; bei einem Auftrag noch warten.",
}
_UEBLICH: Final = "Die Tabelle noch einmal abrufen und die CSV- oder ZIP-Datei ablegen, nicht diese Antwort."
_AUFTRAGSNAME: Final = re.compile(r":\s*([\w-]+_\d+)\s*\.?\s*$")


@dataclass(frozen=True)
class Antwort:
    """A state as the interface reports it.

    Attributes:
        code: Number of the state; -1 for errors without one.
        meldung: Its text, on one line.
        dienst: Service and method that answered, such as `data/tablefile`; may be empty.
        liste: Number of objects found; 0 without a list.
        gegenstand: What a description describes; empty without one.
    """

    code: int
    meldung: str
    dienst: str = ""
    liste: int = 0
    gegenstand: str = ""

    @property
    def auftrag(self) -> str | None:
        """Name of the job in the report that it was made."""
        treffer = _AUFTRAGSNAME.search(self.meldung)
        return treffer[1] if treffer else None

    @property
    def abhilfe(self) -> str:
        """What to do about it."""
        return _ABHILFE.get(self.code, _UEBLICH)


def recognise_answer(probe: Probe) -> bool:
    """Say whether the file is an answer of the interface without a table."""
    return looks_like_answer(probe.anfang) and not recognise_flat(probe)


def looks_like_answer(anfang: bytes) -> bool:
    """Say whether bytes are a JSON answer of the interface."""
    anfang = anfang.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not anfang.startswith(b"{"):
        return False
    if _IDENT.search(anfang[:2000]):
        return True
    return bool(_KURZ.match(anfang)) and all(w in anfang for w in (b'"Code"', b'"Content"', b'"Type"'))


def parse_answer(roh: bytes) -> Antwort:
    """Take an answer apart.

    Raises:
        ValueError: it is no complete answer of the interface.
    """
    try:
        ganz = json.loads(roh[:GROESSTE])
    except RecursionError as fehler:
        raise ValueError("zu tief verschachtelt") from fehler
    if not isinstance(ganz, Mapping):
        raise ValueError("kein Objekt")
    status = ganz.get("Status", ganz)
    if not isinstance(status, Mapping):
        status = {"Content": str(status)}
    code = status.get("Code", -1)
    ident = ganz.get("Ident")
    dienst = [str(ident.get(t, "")) for t in ("Service", "Method")] if isinstance(ident, Mapping) else []
    objekt = ganz.get("Object")
    gegenstand = objekt if isinstance(objekt, Mapping) else {}
    liste = ganz.get("List")
    return Antwort(
        code=code if isinstance(code, int) else -1,
        meldung=" ".join(str(status.get("Content", "")).split())[:400],
        dienst="/".join(dienst),
        liste=len(liste) if isinstance(liste, list) else 0,
        gegenstand=" ".join(f"{gegenstand.get('Code', '')} {gegenstand.get('Content', '')}".split()),
    )


def refuse_answer(pfad: Path, kontext: Kontext) -> NoReturn:
    """Refuse a saved answer with the reason.

    Raises:
        EingabeFehler: always.
    """
    del kontext
    try:
        antwort = parse_answer(pfad.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except ValueError as fehler:
        raise EingabeFehler(
            pfad.name, "eine abgeschnittene Antwort der Schnittstelle ohne Daten", "eine Tabelle", _UEBLICH
        ) from fehler
    was, abhilfe = f"„{antwort.meldung}“ (Code {antwort.code})", antwort.abhilfe
    if antwort.code in (ERFOLG, ANGEPASST) and antwort.gegenstand:
        was, abhilfe = f"nur die Beschreibung von {antwort.gegenstand}", _UEBLICH
    elif antwort.code in (ERFOLG, ANGEPASST) and antwort.liste:
        was = "nur die Nachricht, dass das Ergebnis eines Auftrags bereitliegt"
        abhilfe = "Das Ergebnis des Auftrags abrufen und die ZIP-Datei ablegen."
    raise EingabeFehler(
        pfad.name, f"eine Antwort der Schnittstelle ohne Daten: {was}", "eine Tabelle", abhilfe
    )
