"""Which format family a file belongs to, told by its content and not by its name."""

import re
from pathlib import Path
from typing import Final

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Format, Probe
from assets.sources.formate import FORMATE, NACH_NAMEN
from assets.sources.schutz import check_harmless

NEBENDATEIEN: Final = frozenset({".dbf", ".shx", ".prj", ".cpg", ".md"})
"""Endings of files that stand beside data and are no data themselves."""

_MAPPEN: Final = frozenset({".xls", ".xlsx", ".xlsm"})
_DATEN: Final = _MAPPEN | {".csv", ".txt", ".shp", ".zip"}
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


def recognise(pfad: Path) -> Format | None:
    """Return the format family of a file, or None when it is none that this project reads.

    The content decides. The name matters only for the message: a file that announces data of a known
    family by its name or folder and holds something else is refused instead of passed over.

    Args:
        pfad: Any file; it is opened for reading only.

    Raises:
        EingabeFehler: The file could harm its reader, or has the ending of data but is empty, a web page
            without a table of figures or in a place where data of a known family belong, a workbook or
            shapefile that cannot be opened, or bears the name of a known family (or lies in the folder of
            one) and holds something else.
    """
    if pfad.suffix.lower() in NEBENDATEIEN:
        return None
    check_harmless(pfad)
    probe = Probe.of(pfad)
    datenendung = pfad.suffix.lower() in _DATEN
    if datenendung:
        _refuse_plainly_no_data(probe)
    if pfad.suffix.lower() in _MAPPEN and not probe.ist_html:
        _ = probe.mappe  # a broken workbook is refused here, whoever published it
    treffer = next((f for f in FORMATE if f.erkenne(probe)), None)
    if treffer is None and datenendung and probe.ist_html:
        raise _no_data(probe, "eine Webseite (HTML) ohne Datentabelle")
    if treffer is None and datenendung and _announces_family(pfad):
        raise EingabeFehler(
            datei=pfad.name,
            gefunden="eine andere Zeichenkodierung (UTF-16)"
            if _is_utf16(probe.anfang)
            else "einen anderen Inhalt",
            erwartet="Daten in der Form, die Name oder Ordner ankündigen",
            abhilfe="Datei beim Herausgeber neu herunterladen und unverändert ablegen; "
            "gehört sie nicht hierher, aus dem Ordner entfernen.",
        )
    return treffer


def _announces_family(pfad: Path) -> bool:
    return bool(_FAMILIENNAME.fullmatch(pfad.name)) or pfad.parent.name.lower() in NACH_NAMEN


def _is_utf16(anfang: bytes) -> bool:
    return anfang.startswith((b"\xff\xfe", b"\xfe\xff")) or anfang[:200].count(b"\0") > 20


def _refuse_plainly_no_data(probe: Probe) -> None:
    if not probe.anfang.strip():
        gefunden = "eine leere Datei"
    elif probe.ist_html and _NAMEN.search("/".join(probe.pfad.parts[-3:])):
        gefunden = "eine Webseite (HTML), keine Tabelle"
    else:
        return
    raise _no_data(probe, gefunden)


def _no_data(probe: Probe, gefunden: str) -> EingabeFehler:
    return EingabeFehler(
        datei=probe.pfad.name, gefunden=gefunden, erwartet="eine Datei mit Daten", abhilfe=_HERUNTERLADEN
    )
