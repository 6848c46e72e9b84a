"""Deutschlandatlas files of either kind: the workbook is read, the CSV is recognised and refused."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assets.catalogue.models import MerkmalEintrag
from assets.sources.deutschlandatlas.kopf import ebene_aus
from assets.sources.deutschlandatlas.leser import read_deutschlandatlas
from assets.sources.deutschlandatlas.mappe import recognise_arbeitsmappe
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.lesung import Lesung

_KUERZEL: Final = re.compile(r"[a-z][a-z0-9_]*")


def recognise_datei(probe: Probe) -> bool:
    """Tell whether a file is the workbook of the Deutschlandatlas, or a CSV of one of its sheets."""
    if probe.ist_mappe:
        return recognise_arbeitsmappe(probe.mappe, probe.pfad.name)
    if probe.ist_zip or probe.ist_html:
        return False
    zeile = probe.anfang.partition(b"\n")[0]
    try:
        text = zeile.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = zeile.decode("latin-1")
    kopf = [feld.strip().strip('"') for feld in text.strip().split(";")]
    return (
        len(kopf) > 2
        and ebene_aus(kopf[0], kopf[1]) is not None
        and all(_KUERZEL.fullmatch(feld.lower()) for feld in kopf[2:] if feld)
    )


def read_datei(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read the workbook; see `read_deutschlandatlas`.

    Raises:
        EingabeFehler: The file is a CSV: its columns name no year, and a year is never guessed.
    """
    if Probe.of(pfad).ist_mappe:
        return read_deutschlandatlas(pfad, merkmale)
    raise EingabeFehler(
        datei=pfad.name,
        zeile=1,
        gefunden="die CSV-Fassung des Deutschlandatlas, deren Spalten kein Jahr nennen",
        erwartet="die Arbeitsmappe (.xlsx) mit Jahr und Einheit im Spaltenkopf",
        abhilfe="Beim Deutschlandatlas die Arbeitsmappe „Deutschlandatlas-Daten“ herunterladen.",
    )
