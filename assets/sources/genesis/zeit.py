"""Periods as the statistics API prints them → periods of this project."""

import re
from datetime import date
from typing import Final

_JAHR: Final = re.compile(r"(\d{4})", re.ASCII)
_TAG: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TAG_ALT: Final = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_SPANNE: Final = re.compile(r"(\d{4})/(\d{4}|\d{2})", re.ASCII)
_DAUER: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-01)?)?P(\d{1,2})Y", re.ASCII)
_UNTERJAEHRIG: Final = re.compile(
    r"\d{4}-\d{2}(P\d{1,2}M)?|\d{4}-\d{2}-\d{2}P\d{1,2}[MDW]|\d{4}-?(Q\d|W\d{2}|S\d|H\d)"
    r"|\d{2}[./]\d{4}|\d\. ?(Quartal|Halbjahr|Vierteljahr) ?\d{4}"
    r"|(WS|SS|Winter|Sommer)[a-z]* ?\d{4}(/\d{2,4})?"
    r"|[A-ZÄa-zä]{3,9}\.? \d{4}",
    re.ASCII,
)
_TEILE_DES_JAHRES: Final = re.compile(r"(MONAT|QUART|HALBJ|WOCHE|KW|TAG|SEMEST)", re.ASCII)
_TEIL_CODE: Final = re.compile(r"(MONAT|QUART|HALBJ|WOCHE|KW|TAG)[A-Z]?\d+", re.ASCII)


class UnterjaehrigeAngabeError(ValueError):
    """A month, quarter or semester: a period that the tables of this project do not hold."""


def normalise_period(gedruckt: str) -> str:
    """Return `2024`, `2024-12-31` or `2023/2024`.

    Args:
        gedruckt: `2024`, `2024-12-31`, `31.12.2024`, `2023/24`, or a year with duration (`2023-08P1Y`).

    Raises:
        UnterjaehrigeAngabeError: a period shorter than a year.
        ValueError: no period, or a date that does not exist.
    """
    if _JAHR.fullmatch(gedruckt):
        return gedruckt
    if treffer := _TAG.fullmatch(gedruckt):
        return date(*(int(t) for t in treffer.groups())).isoformat()
    if treffer := _TAG_ALT.fullmatch(gedruckt):
        tag, monat, jahr = (int(t) for t in treffer.groups())
        return date(jahr, monat, tag).isoformat()
    if treffer := _SPANNE.fullmatch(gedruckt):
        return _span(int(treffer[1]), int(treffer[1][: 4 - len(treffer[2])] + treffer[2]))
    if treffer := _DAUER.fullmatch(gedruckt):
        beginn, monat, jahre = int(treffer[1]), int(treffer[2] or 1), int(treffer[3])
        return _span(beginn, beginn + jahre - (monat == 1))
    if _UNTERJAEHRIG.fullmatch(gedruckt):
        raise UnterjaehrigeAngabeError(gedruckt)
    raise ValueError(f"kein Zeitraum: {gedruckt!r}")


def _span(von: int, bis: int) -> str:
    if bis < von or bis - von > 30:
        raise ValueError(f"keine Zeitspanne: {von} bis {bis}")
    return f"{von:04}" if von == bis else f"{von:04}/{bis:04}"


def is_part_of_year(merkmal: str, code: str) -> bool:
    """Say whether a characteristic names a month, quarter or week beside the year of the time column."""
    return bool(code) and bool(_TEILE_DES_JAHRES.match(merkmal) or _TEIL_CODE.fullmatch(code))


def territory_date(zeitraum: str) -> str | None:
    """Return the Gebietsstand that goes with a period: its last day; None for spans of years."""
    if "/" in zeitraum:
        return None
    return zeitraum if len(zeitraum) == 10 else f"{zeitraum}-12-31"
