"""INKAR files of either kind: which kind it is, and the reader for it."""

from collections.abc import Mapping
from pathlib import Path

from assets.catalogue.models import MerkmalEintrag
from assets.sources.format import Probe
from assets.sources.inkar.leser import read_inkar, recognise_mappe
from assets.sources.inkar.webseite import read_webseite, recognise_webseite
from assets.sources.lesung import Lesung


def recognise_datei(probe: Probe) -> bool:
    """Tell whether a file is INKAR: a workbook, a CSV of the website or its full download."""
    if probe.ist_mappe:
        return recognise_mappe(probe.mappe, probe.pfad.name)
    return recognise_webseite(probe)


def read_datei(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read an INKAR file; see `read_inkar` and `read_webseite`."""
    return read_inkar(pfad, merkmale) if Probe.of(pfad).ist_mappe else read_webseite(pfad, merkmale)
