"""Which family a file belongs to, told by its content and not by its name."""

import re
from pathlib import Path
from typing import Final

from assets.sources.arbeitsmappe import ist_html, oeffne
from assets.sources.deutschlandatlas_mappe import recognise_deutschlandatlas
from assets.sources.fehler import EingabeFehler
from assets.sources.gemeindeverzeichnis import recognise_gemeindeverzeichnis
from assets.sources.geometrie import recognise_geometrie
from assets.sources.gv100ad import recognise_gv100ad
from assets.sources.inkar import recognise_inkar
from assets.sources.regionalstatistik import recognise_regionalstatistik

FAMILIEN: Final = (
    "regionalstatistik",
    "deutschlandatlas",
    "inkar",
    "gemeindeverzeichnis",
    "gv100ad",
    "geometrie",
)
_MAPPEN: Final = {".xls", ".xlsx", ".xlsm"}
_DATEN: Final = {*_MAPPEN, ".csv", ".txt", ".shp", ".zip"}
_NAMEN: Final = re.compile(
    r"regionalstatistik|deutschlandatlas|inkar|gemeindeverzeichnis|auszug_gv|gv100ad|geometrie|vg250"
    r"|\d{3,5}-\d{2}-\d{2}-\d|\d{3}-\d{2}-4",
    re.IGNORECASE,
)
_FAMILIENNAME: Final = re.compile(
    r"\d{3,5}-\d{2}(-\d{2})?-\d(_\d{4})?\.csv|(deutschlandatlas|inkar|gv100ad|\d{8}_auszug_gv).*",
    re.IGNORECASE,
)
_HERUNTERLADEN: Final = (
    "Datei beim Herausgeber neu herunterladen; Sitzung oder Abruf war abgelaufen oder abgebrochen."
)


def recognise(pfad: Path) -> str | None:
    """Return the family of a file, or None when it is none that this project reads.

    Args:
        pfad: Any file; it is opened for reading only.

    Raises:
        EingabeFehler: The file has the ending of data but is empty, a web page in a place where data of
            a known family belong, a workbook or shapefile that cannot be opened, or bears the name of a
            known family (or lies in the folder of one) and holds something else.
    """
    endung = pfad.suffix.lower()
    if endung not in _DATEN:
        return None
    with pfad.open("rb") as strom:
        anfang = strom.read(4096)
    _refuse_plainly_no_data(pfad, anfang)
    familie = _by_content(pfad, endung, anfang)
    if familie is None and (_FAMILIENNAME.fullmatch(pfad.name) or pfad.parent.name.lower() in FAMILIEN):
        raise EingabeFehler(
            datei=pfad.name,
            gefunden="eine andere Zeichenkodierung (UTF-16)" if _is_utf16(anfang) else "einen anderen Inhalt",
            erwartet="Daten in der Form, die Name oder Ordner ankündigen",
            abhilfe="Datei beim Herausgeber neu herunterladen und unverändert ablegen; "
            "gehört sie nicht hierher, aus dem Ordner entfernen.",
        )
    return familie


def _is_utf16(anfang: bytes) -> bool:
    return anfang.startswith((b"\xff\xfe", b"\xfe\xff")) or anfang[:200].count(b"\0") > 20


def _by_content(pfad: Path, endung: str, anfang: bytes) -> str | None:
    if endung in _MAPPEN:
        return None if ist_html(anfang) else _workbook(pfad)
    if endung in (".shp", ".zip"):
        return "geometrie" if recognise_geometrie(pfad) else None
    if recognise_gv100ad(anfang):
        return "gv100ad"
    return "regionalstatistik" if recognise_regionalstatistik(anfang) else None


def _refuse_plainly_no_data(pfad: Path, anfang: bytes) -> None:
    if not anfang.strip():
        gefunden = "eine leere Datei"
    elif ist_html(anfang) and _NAMEN.search("/".join(pfad.parts[-3:])):
        gefunden = "eine Webseite (HTML), keine Tabelle"
    else:
        return
    raise EingabeFehler(
        datei=pfad.name, gefunden=gefunden, erwartet="eine Datei mit Daten", abhilfe=_HERUNTERLADEN
    )


def _workbook(pfad: Path) -> str | None:
    oeffne(pfad)
    if recognise_deutschlandatlas(pfad):
        return "deutschlandatlas"
    if recognise_inkar(pfad):
        return "inkar"
    return "gemeindeverzeichnis" if recognise_gemeindeverzeichnis(pfad) else None
