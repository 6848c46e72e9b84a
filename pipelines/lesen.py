"""What a single file is and holds, whoever it comes from; nothing is stored."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.planning.lesen import read_register
from assets.planning.register import REGISTER, Register
from assets.sources.arbeitsmappe import zeilen
from assets.sources.einlesen import refuse_unknown_kreise
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.formate import FORMATE
from assets.sources.gebietsbestand import Gebietsbestand
from assets.sources.grunddaten import read_kreisbestand
from assets.sources.kommunal.leser import SPALTEN, read_kommunal
from assets.sources.kommunal.tabelle import BLATT
from assets.sources.lesung import Lesung
from assets.sources.personendaten import refuse_person_records

EIGENE: Final = "Eigene Zählwerte des Landratsamts"
PLANUNG: Final = "Planungsregister"
_MARKE: Final = "beispiel"
_KOPF_BIS: Final = 20


@dataclass(frozen=True)
class Gebietsliste:
    """Territories of the base set: Kreise and when they existed, and key → name; empty without a base set."""

    kreise: Gebietsbestand = field(default_factory=Gebietsbestand)
    namen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gelesen:
    """One file, recognised and read.

    Attributes:
        art: What it is, in German.
        kennung: Name of its format family.
        version: Version of recogniser and reader.
        lesung: Its figures; None for registers of the planning side.
        register: Which register it is, with its rows; None for figures.
    """

    art: str
    kennung: str
    version: int
    lesung: Lesung | None = None
    register: tuple[Register, pd.DataFrame] | None = None


def read_gebietsliste(grunddaten: Path) -> Gebietsliste:
    """Read the territories of the base set; without one keys are checked for their form only."""
    pfad = grunddaten / "gebiete.csv"
    if not pfad.is_file():
        return Gebietsliste()
    with pfad.open(encoding="utf-8", newline="") as datei:
        gebiete = list(csv.DictReader(datei, delimiter=";"))
    return Gebietsliste(
        read_kreisbestand(grunddaten),
        {g["ags"]: g["name"] for g in gebiete},
    )


def read_datei(pfad: Path, merkmale: Mapping[str, MerkmalEintrag], liste: Gebietsliste) -> Gelesen:
    """Recognise a file by its content and read it.

    Args:
        pfad: Any file; opened for reading only.
        merkmale: Catalogue of base measures by id.
        liste: Known territories.

    Raises:
        EingabeFehler: nobody here reads such a file, or it cannot be used.
    """
    form = recognise(pfad)
    if form is not None:
        lesung = form.lies(pfad, Kontext(merkmale, liste.kreise))
        if not form.verzeichnis:
            refuse_unknown_kreise(lesung, liste.kreise)
        return Gelesen(form.bezeichnung, form.name, form.version, replace(lesung, format=form.name))
    kopf = _header(pfad)
    if set(SPALTEN) <= kopf:
        return Gelesen(EIGENE, "kommunal", 1, read_kommunal(pfad, merkmale, gebiete=set(liste.namen) or None))
    for register in REGISTER.values():
        if {f.spalte for f in register.felder} - {_MARKE} <= kopf:
            inhalt = read_register(pfad, register)
            return Gelesen(f"{PLANUNG}: {register.titel}", register.name, 1, register=(register, inhalt))
    refuse_person_records(pfad)
    raise _unknown(pfad)


def _header(pfad: Path) -> set[str]:
    """Return the column names of a table made from one of our templates; empty for anything else."""
    probe = Probe.of(pfad)
    if probe.ist_mappe:
        if BLATT not in probe.mappe.sheet_names:
            return set()
        oben = zeilen(probe.mappe, BLATT, pfad.name, hoechstens=_KOPF_BIS)
        erste = next((zeile for zeile in oben if any(zeile)), ())
        return {str(zelle).strip().lower() for zelle in erste}
    for zeile in probe.anfang.decode("utf-8-sig", errors="replace").splitlines():
        if zeile.strip(";, \t"):
            return {zelle.strip().strip('"').lower() for zelle in zeile.split(";")}
    return set()


def _unknown(pfad: Path) -> EingabeFehler:
    familien = ", ".join(form.bezeichnung for form in FORMATE if not form.ohne_zahlen)
    return EingabeFehler(
        datei=pfad.name,
        gefunden="nichts, was zu einer bekannten Veröffentlichung oder Vorlage passt",
        erwartet=f"eine Datei einer dieser Arten: {familien}, {EIGENE}, {PLANUNG}",
        abhilfe="Die Datei unverändert so verwenden, wie der Herausgeber sie anbietet; für eigene Zahlen die "
        "Vorlagen nehmen (sozialplanung vorlagen ORDNER).",
    )
