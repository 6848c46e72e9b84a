"""CSV files of the INKAR website: wide exports with two header rows, long exports, and the full download."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assets.catalogue.models import MerkmalEintrag
from assets.sources.format import Probe
from assets.sources.inkar.aufbau import KOPFZEILEN, Gitter, is_header, read_aufbau
from assets.sources.inkar.leser import make_lesung
from assets.sources.lesung import Lesung

HOECHSTENS: Final = 300_000_000
"""Bytes of the largest file that is read; the full download of the website has several gigabytes."""

_TRENNER: Final = (";", "\t", ",")
_GESAMT: Final = re.compile(r"inkar_\d{4}\.csv", re.IGNORECASE)
_MOJIBAKE: Final = re.compile("[ÃÂ][\x80-\xbf‚„…†‡ˆ‰Š‹Œ‘’“”•–—™š›œŸžŽƒ€]|\ufffd")


def recognise_webseite(probe: Probe) -> bool:
    """Tell whether a file is a CSV of the INKAR website, or the archive of its full download."""
    if probe.ist_zip:
        return bool(probe.archiv) and all(_GESAMT.fullmatch(name) for name in probe.archiv)
    if probe.ist_mappe or probe.ist_html or b"\0" in probe.anfang[:200]:
        return False
    return any(_separator(zeile) for zeile in probe.text.splitlines()[:KOPFZEILEN])


def read_webseite(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one CSV file of the INKAR website.

    Args:
        pfad: The file, UTF-8 (with or without byte order mark) or Windows-1252.
        merkmale: Catalogue by id; entries of the family `inkar` name the indicator in `spalte`.

    Returns:
        As for workbooks; the file names no edition, so its source is dated by its newest figure.

    Raises:
        EingabeFehler: The full download, header or years missing, key unknown or twice, text where a
            number belongs, garbled characters, or numbers whose writing cannot be told.
    """
    leer = Gitter(pfad.name, None, [])
    if Probe.of(pfad).ist_zip or pfad.stat().st_size > HOECHSTENS:
        raise leer.refusal(
            "die Gesamtdatei der INKAR-Datenbank",
            "eine Tabelle mit ausgewählten Indikatoren (höchstens 300 MB)",
        )
    gitter = _read_grid(pfad)
    aufbau = read_aufbau(gitter)
    if aufbau is None:
        raise gitter.refusal("keine Kopfzeile mit Kennziffer und Raumeinheit", "eine INKAR-Tabelle")
    return make_lesung(pfad, aufbau, None, merkmale, {})


def _separator(zeile: str) -> str | None:
    """Return the separator of a header line, or None when the line is none."""
    return next((t for t in _TRENNER if is_header(_fields(zeile, t))), None)


def _fields(zeile: str, trenner: str) -> list[str]:
    return [feld.strip().strip('"').strip() for feld in zeile.removeprefix("\ufeff").split(trenner)]


def _read_grid(pfad: Path) -> Gitter:
    leer = Gitter(pfad.name, None, [])
    inhalt = pfad.read_bytes()
    if b"\0" in inhalt:
        raise leer.refusal("Null-Bytes", "eine Textdatei")
    try:
        text = inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = inhalt.decode("cp1252", errors="replace")
    kopf = text[:5000]
    if _MOJIBAKE.search(kopf):
        raise leer.refusal("verstümmelte Umlaute", "Text in UTF-8 oder Windows-1252")
    trenner = next((t for z in kopf.splitlines()[:KOPFZEILEN] if (t := _separator(z))), ";")
    rows: list[list[str]] = []
    nummern: list[int] = []
    leser = csv.reader(io.StringIO(text, newline=""), delimiter=trenner)
    letzte = 0
    try:
        for zeile in leser:
            if any(feld.strip() for feld in zeile):
                rows.append(zeile)
                nummern.append(letzte + 1)
            letzte = leser.line_num
    except csv.Error as fehler:
        raise leer.refusal(
            f"eine unlesbare Zelle in Zeile {letzte + 1}", "eine unbeschädigte CSV-Datei"
        ) from fehler
    return Gitter(pfad.name, None, rows, nummern)
