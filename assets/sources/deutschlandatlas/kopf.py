"""Reading the long headers, sheet names and class texts of the Deutschlandatlas workbook."""

import calendar
import re
from dataclasses import dataclass

from assets.sources.arbeitsmappe import text
from assets.sources.deutschlandatlas.verzeichnis import Verzeichnis

_KUERZEL = re.compile(r"^Indikatorkürzel:\s*(\S+)\s*(.*)$", re.IGNORECASE | re.DOTALL)
_NUR_KUERZEL = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
_JAHR = r"(?<![\d.,])(?:19|20)\d{2}(?!\d|[.,]\d)"
_SPANNE = re.compile(rf"({_JAHR})\s*(?:-|–|/|bis|und|zu)\s*((?:19|20)?\d{{2}})(?!\d)")
_EINHEIT = re.compile(r"\bin (1\.000 €|€ je m²|€|%|Minuten|km|MW je 1\.000 Einwohner)")
_GEBIETSSTAND_TEXT = re.compile(r"Gebietsstand zum (\d{2})\.(\d{2})\.(\d{4})")
_BLATT = re.compile(r"(VBGEM|VBG|GEM|GKZ|KRS)_?(\d{2})(\d{2})(?!\d)", re.IGNORECASE)
_SCHLUESSELKOPF = re.compile(r"^(VBGEM|VBG|GEM|GKZ|KRS)\d{0,6}$", re.IGNORECASE)
_ALLGEMEIN = re.compile(r"(Regional|Gebiets|Gemeinde|Kreis)schlüssel|AGS", re.IGNORECASE)
_EBENE_NACH_NAME = {
    "kreisname": "kreis",
    "gemeindename": "gemeinde",
    "gemeindeverbandsname": "planungsbereich",
}
_EBENE = {
    "KRS": "kreis",
    "GEM": "gemeinde",
    "GKZ": "gemeinde",
    "VBG": "planungsbereich",
    "VBGEM": "planungsbereich",
}
_STELLEN = 4
_ZAHL = r"\d{1,3}(?:\.\d{3})*(?:,\d+)?|\d+(?:,\d+)?"
_KLASSEN = (
    (re.compile(rf"^({_ZAHL}) bis unter ({_ZAHL})$"), (1, 2)),
    (re.compile(rf"^(?:bis )?unter ({_ZAHL})$"), (None, 1)),
    (re.compile(rf"^({_ZAHL}) und mehr$"), (1, None)),
)


@dataclass(frozen=True)
class Spaltenkopf:
    """One measure column.

    Attributes:
        kuerzel: Short code, as printed.
        text: Definition text; empty where the edition prints short codes only.
        zeitraum: `2024`, `2021/2024`, or None where the text names no year.
        einheit: Unit named in the text, or None.
    """

    kuerzel: str
    text: str
    zeitraum: str | None
    einheit: str | None


def zeitraum_aus(beschreibung: str) -> str | None:
    """Find the year or span of years that a header speaks of.

    `im Jahr 2024` → `2024`; `in den Jahren 2021-24`, `zwischen 2021 und 2024` → `2021/2024`.
    Numbers such as `1.000` or `100.000` are no years. Returns None where no year is named, or more
    than one that form no span.
    """
    spanne = _SPANNE.search(beschreibung)
    if spanne:
        von, bis = spanne.group(1), spanne.group(2)
        bis = bis if len(bis) == _STELLEN else von[:2] + bis
        return f"{von}/{bis}" if von < bis else None
    jahre = set(re.findall(_JAHR, beschreibung))
    return jahre.pop() if len(jahre) == 1 else None


def spaltenkopf(zelle: object, verzeichnis: Verzeichnis | None = None, blatt: str = "") -> Spaltenkopf | None:
    """Read a header cell.

    Args:
        zelle: The cell: long text with `Indikatorkürzel:`, or a bare short code (earlier editions).
        verzeichnis: List of indicators of the workbook, for editions with bare short codes.
        blatt: Name of the sheet.

    Returns:
        The header, or None when the cell is no measure.
    """
    inhalt = text(zelle)
    lang = _KUERZEL.match(inhalt)
    if lang:
        kuerzel, beschreibung = lang.group(1), lang.group(2)
    elif _NUR_KUERZEL.match(inhalt):
        kuerzel, beschreibung = inhalt, verzeichnis.description(inhalt, blatt) if verzeichnis else ""
    else:
        return None
    einheit = _EINHEIT.search(beschreibung)
    return Spaltenkopf(
        kuerzel, beschreibung, zeitraum_aus(beschreibung), einheit.group(1) if einheit else None
    )


def ebene_aus(schluesselkopf: object, namenkopf: object) -> str | None:
    """Return the level that the first two header cells announce, or None when they are no header.

    The typo `KRS12224` of the edition 2026 is read as Kreise.
    """
    name = text(namenkopf).casefold()
    kopf = _SCHLUESSELKOPF.match(text(schluesselkopf))
    if kopf and name.endswith("name"):
        return _EBENE[kopf.group(1).upper()]
    return _EBENE_NACH_NAME.get(name) if _ALLGEMEIN.fullmatch(text(schluesselkopf)) else None


def gebietsstand_aus(blatt: str, *weitere: object) -> str | None:
    """Return the Gebietsstand of a sheet: from its name (`…_KRS1224` → `2024-12-31`), else its title.

    The header cell comes last, because the edition 2026 misspells it.
    """
    for quelle in (blatt, *weitere):
        wortlaut = _GEBIETSSTAND_TEXT.search(text(quelle))
        if wortlaut:
            tag, monat, jahr = wortlaut.groups()
            return f"{jahr}-{monat}-{tag}"
        kurz = _BLATT.search(text(quelle))
        if kurz and 1 <= int(kurz.group(2)) <= 12:
            monat, jahr = int(kurz.group(2)), 2000 + int(kurz.group(3))
            return f"{jahr}-{monat:02d}-{calendar.monthrange(jahr, monat)[1]:02d}"
    return None


def _zahl(inhalt: str) -> float:
    return float(inhalt.replace(".", "").replace(",", "."))


def klasse(inhalt: str) -> tuple[float | None, float | None] | None:
    """Read a class text as (lower limit, upper limit); an open end is None.

    `5,50 bis unter 7,00` → (5.5, 7.0); `bis unter 50` → (None, 50.0); `500 und mehr` → (500.0, None).
    Returns None when the text is no class.
    """
    for muster, (von, bis) in _KLASSEN:
        treffer = muster.match(inhalt.strip())
        if treffer:
            return (
                _zahl(treffer.group(von)) if von else None,
                _zahl(treffer.group(bis)) if bis else None,
            )
    return None
