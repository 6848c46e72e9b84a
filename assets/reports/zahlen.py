"""Numbers, shares and dates in German, as they stand in sentences, tables and figures.

Official tables group thousands with a thin space. Here it is the narrow no-break space, so that
no number ever breaks over a line; the same space joins a number to its unit.
"""

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

SCHMAL: Final = "\u202f"
"""Narrow no-break space, between groups of digits and before units."""

FEST: Final = "\u00a0"
"""No-break space, before units that are words."""

MINUS: Final = "\u2212"
ANZAHL: Final = "Anzahl"
"""Unit of counts in the catalogue; not printed after a number."""

UNBEKANNT: Final = "."
"""Sign for a missing value that came without a sign of its own."""

_ZIFFERN: Final = 15
"""Significant digits of a figure; a float may differ from its decimal beyond them: (21.39 + 21.71) / 2."""

_KURZ: Final = 3
"""Units of up to so many letters are symbols („%“, „EUR“, „km²“), longer ones are words."""

_SIGN_FOR_ZERO: Final = ("-", "0")
_LOCALE: Final = "de_DE"


def round_half_up(wert: float | Decimal, nachkommastellen: int) -> Decimal:
    """Round once, half away from zero, from the decimal form of the value.

    Args:
        wert: Unrounded number; a float counts as its decimal of 15 significant digits
            (2.675 is 2.675, 21.549999999999997 is 21.55).
        nachkommastellen: Digits after the comma, 0 or more.

    Raises:
        ValueError: `wert` is not finite or `nachkommastellen` is negative.
    """
    if nachkommastellen < 0:
        raise ValueError(f"negative Zahl von Nachkommastellen: {nachkommastellen}")
    exakt = wert if isinstance(wert, Decimal) else _exact(wert)
    if not exakt.is_finite():
        raise ValueError(f"keine endliche Zahl: {wert!r}")
    gerundet = exakt.quantize(Decimal(1).scaleb(-nachkommastellen), rounding=ROUND_HALF_UP)
    return abs(gerundet) if gerundet == 0 else gerundet


def _exact(wert: float) -> Decimal:
    if isinstance(wert, int):
        return Decimal(wert)
    if not math.isfinite(wert):
        raise ValueError(f"keine endliche Zahl: {wert!r}")
    return Decimal(f"{float(wert):.{_ZIFFERN}g}")


def format_zahl(wert: float | Decimal, nachkommastellen: int = 0) -> str:
    """Return a number in German: „24 640“, „−1,1“ (grouped by narrow spaces, true minus sign)."""
    gerundet = round_half_up(wert, nachkommastellen)
    muster = "#,##0" if nachkommastellen == 0 else f"#,##0.{'0' * nachkommastellen}"
    text: str = format_decimal(gerundet, format=muster, locale=_LOCALE)
    return text.replace(".", SCHMAL).replace("-", MINUS)


def _with_unit(zahl: str, einheit: str) -> str:
    """Join number and unit, symbols by a narrow space, words by a full one, neither breaking."""
    if einheit in ("", ANZAHL):
        return zahl
    return f"{zahl}{SCHMAL if len(einheit) <= _KURZ else FEST}{einheit}"


def format_wert(
    wert: float | Decimal | None,
    einheit: str,
    nachkommastellen: int,
    kennzeichen: str | None = None,
) -> str:
    """Return a value with its unit, or the official sign that stands in its place.

    Args:
        wert: Unrounded value; None where the source prints a sign instead.
        einheit: Unit, „%“, „EUR“, „Jahre“; empty for plain numbers.
        nachkommastellen: Digits after the comma.
        kennzeichen: Sign of `schemas.common.KENNZEICHEN`. `-` and `0` replace a zero, `()` puts the
            number in brackets, other signs are left to the note under the table. A missing value
            without a sign is printed as unknown (`.`).
    """
    if wert is None:
        return kennzeichen or UNBEKANNT
    if kennzeichen in _SIGN_FOR_ZERO and wert == 0:
        return kennzeichen
    zahl = format_zahl(wert, nachkommastellen)
    return _with_unit(f"({zahl})" if kennzeichen == "()" else zahl, einheit)


def format_differenz(wert: float | Decimal, einheit: str, nachkommastellen: int) -> str:
    """Return a difference with its sign: „+1,1 Prozentpunkte“, „−240 EUR“; zero has no sign."""
    gerundet = round_half_up(wert, nachkommastellen)
    zahl = format_zahl(gerundet, nachkommastellen)
    vorzeichen = "+" if gerundet > 0 else ""
    if einheit == "%":
        einheit = "Prozentpunkt" if nachkommastellen == 0 and abs(gerundet) == 1 else "Prozentpunkte"
    return _with_unit(f"{vorzeichen}{zahl}", einheit)


def von_100(wert: float | Decimal) -> str:
    """Return a share in percent as persons of a hundred: „13 von 100“.

    What is not nothing is never called nothing and what is not all is never called all:
    „weniger als 1 von 100“, „mehr als 99 von 100“.

    Raises:
        ValueError: `wert` is no share between 0 and 100.
    """
    if not 0 <= wert <= 100:
        raise ValueError(f"kein Anteil zwischen 0 und 100 Prozent: {wert!r}")
    if 0 < wert < 1:
        return "weniger als 1 von 100"
    gerundet = round_half_up(wert, 0)
    if gerundet == 100 and wert < 100:
        return "mehr als 99 von 100"
    return f"{gerundet} von 100"


def format_datum(datum: dt.date | str, *, kurz: bool = False) -> str:
    """Return a date as „22. November 2026“ or, if `kurz`, „22.11.2026“.

    Args:
        datum: A date, or a text `2026-11-22`.
        kurz: Digits only.

    Raises:
        ValueError: The text is no date of this form.
    """
    try:
        tag = dt.date.fromisoformat(datum) if isinstance(datum, str) else datum
    except ValueError as error:
        raise ValueError(f"kein Datum der Form 2026-11-22: {datum!r}") from error
    text: str = format_date(tag, "dd.MM.y" if kurz else "d. MMMM y", locale=_LOCALE)
    return text


def format_intervall(
    unten: float | Decimal, oben: float | Decimal, einheit: str, nachkommastellen: int
) -> str:
    """Return an interval with one unit: „12,8 bis 13,9 %“.

    Raises:
        ValueError: The limits are in the wrong order.
    """
    if unten > oben:
        raise ValueError(f"Untergrenze {unten!r} über Obergrenze {oben!r}")
    bis = _with_unit(format_zahl(oben, nachkommastellen), einheit)
    return f"{format_zahl(unten, nachkommastellen)} bis {bis}"
