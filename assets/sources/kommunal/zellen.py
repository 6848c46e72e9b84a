"""Cells of own tables: German numbers, periods, dates and territory keys as planners type them."""

import math
import re
from datetime import date

from schemas.common import AGS_MUSTER, KENNZEICHEN

_ZAHL = re.compile(r"^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$")
_DATUM_DE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_DATUM_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_SPANNE = re.compile(r"^(\d{4})\s*[/–-]\s*(\d{2}|\d{4})$")
ZEICHEN_EIGEN = frozenset({"-", ".", "...", "x", "/"})
"""Signs that may stand in place of a number in an own table."""

assert set(KENNZEICHEN) >= ZEICHEN_EIGEN  # noqa: S101


def german_number(zelle: str) -> float | None:
    """Read `1.234,5` → 1234.5; None when the text is no German number.

    A point stands only between groups of three digits: `12.5` is no number, for nobody can tell
    whether a decimal point or a slip of the pen was meant.
    """
    if not _ZAHL.match(zelle):
        return None
    wert = float(zelle.replace(".", "").replace(",", "."))
    return wert if math.isfinite(wert) else None


def iso_date(zelle: str) -> str | None:
    """Read `31.12.2024` or `2024-12-31` → `2024-12-31`; None when the text is no date."""
    deutsch, iso = _DATUM_DE.match(zelle), _DATUM_ISO.match(zelle)
    if deutsch:
        tag, monat, jahr = (int(teil) for teil in deutsch.groups())
    elif iso:
        jahr, monat, tag = (int(teil) for teil in iso.groups())
    else:
        return None
    try:
        return date(jahr, monat, tag).isoformat()
    except ValueError:
        return None


def period(zelle: str) -> str | None:
    """Read a year, a Stichtag or a span (`2023/24` → `2023/2024`); None when it is none of these."""
    if re.fullmatch(r"(19|20)\d{2}", zelle):
        return zelle
    spanne = _SPANNE.match(zelle)
    if spanne:
        von, bis = spanne.groups()
        ende = bis if len(bis) == 4 else von[:2] + bis
        return f"{von}/{ende}" if int(von) < int(ende) else None
    return iso_date(zelle)


def territory(zelle: str) -> str | None:
    """Read a key, with or without a name behind it (`16065-P5002 Greußen`); None when it is no key."""
    schluessel = zelle.split(" ", 1)[0]
    if not re.match(AGS_MUSTER, schluessel):
        return None
    return schluessel if schluessel == "00" or "01" <= schluessel[:2] <= "16" else None
