"""Opening workbooks (.xlsx, .xls): one place where a broken file becomes a helpful message."""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import python_calamine as calamine

from assets.sources.fehler import EingabeFehler

Zeile = Sequence[Any]
_HTML = re.compile(rb"<\s*(!doctype|\?xml|html|head|body|div|table)", re.IGNORECASE)


def ist_html(anfang: bytes) -> bool:
    """Tell whether the first bytes of a file are a web page."""
    return bool(_HTML.match(anfang.lstrip(b"\xef\xbb\xbf \t\r\n")[:20]))


def oeffne(pfad: Path) -> calamine.CalamineWorkbook:
    """Open a workbook for reading.

    Raises:
        EingabeFehler: The file is empty, a web page, cut off, or no workbook.
    """
    inhalt = pfad.read_bytes()
    anfang = inhalt[:64]
    if not anfang:
        gefunden = "eine leere Datei"
    elif ist_html(anfang):
        gefunden = "eine Webseite (HTML) unter dem Namen einer Arbeitsmappe"
    else:
        try:
            return calamine.CalamineWorkbook.from_filelike(BytesIO(inhalt))
        except (
            calamine.CalamineError,
            calamine.XmlError,
            calamine.ZipError,
            calamine.PasswordError,
            OSError,
        ):
            gefunden = "eine beschädigte, abgeschnittene oder geschützte Datei"
    raise EingabeFehler(
        datei=pfad.name,
        gefunden=gefunden,
        erwartet="eine lesbare Arbeitsmappe (.xlsx oder .xls)",
        abhilfe="Datei beim Herausgeber neu herunterladen und unverändert ablegen.",
    )


def zeilen(
    mappe: calamine.CalamineWorkbook, blatt: str, datei: str, *, hoechstens: int | None = None
) -> list:
    """Return the rows of a sheet as lists, from cell A1 on.

    Raises:
        EingabeFehler: The sheet cannot be read.
    """
    try:
        return mappe.get_sheet_by_name(blatt).to_python(skip_empty_area=False, nrows=hoechstens)
    except (
        calamine.CalamineError,
        calamine.XmlError,
        calamine.ZipError,
        calamine.WorksheetNotFound,
    ) as fehler:
        raise EingabeFehler(
            datei=datei,
            blatt=blatt,
            gefunden="ein unlesbares Blatt",
            erwartet="ein vollständiges Tabellenblatt",
            abhilfe="Datei beim Herausgeber neu herunterladen und unverändert ablegen.",
        ) from fehler


def text(zelle: object) -> str:
    """Return a cell as text with white space, line breaks and end-of-line hyphens made regular."""
    roh = str(zelle) if zelle is not None else ""
    roh = re.sub(r"(?<=\w)-\s*\n\s*(?=[a-zäöüß])", "", roh)
    return re.sub(r"\s+", " ", roh).strip()
