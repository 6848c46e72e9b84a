"""Periods as the Regionaldatenbank prints them → the form of this project."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from assets.sources.regionalstatistik.aufbau import Aufbau
from assets.sources.regionalstatistik.kopf import ZEIT
from assets.sources.regionalstatistik.rollen import refuse_period_like

_DATUM_IM_TITEL: Final = re.compile(r"\b(\d{2}\.\d{2}\.\d{4})\b")


def period(zeit: str, aufbau: Aufbau, zeile: Callable[[], int]) -> str:
    """Return a period in this project's form.

    Raises:
        EingabeFehler: it is none.
    """
    try:
        return normalise_period(zeit)
    except ValueError as fehler:
        if not ZEIT.fullmatch(zeit):
            refuse_period_like(zeit, aufbau.rohdaten, zeile)
        raise aufbau.rohdaten.refuse(
            f"„{zeit}“",
            "ein Jahr oder ein Stichtag (2019, 31.12.2019, 2019-12-31)",
            zeile=zeile(),
            spalte="Zeit",
        ) from fehler


def normalise_period(zeit: str) -> str:
    """Return `2019`, `2019-12-31` or `2013/2014` for the ways in which periods are printed.

    Raises:
        ValueError: no period, or a date that does not exist, or a span that does not run to the next year.
    """
    if not ZEIT.fullmatch(zeit):
        raise ValueError(f"kein Zeitraum: {zeit!r}")
    if "." in zeit:
        tag, monat, jahr = zeit.split(".")
        return date(int(jahr), int(monat), int(tag)).isoformat()
    if "-" in zeit:
        return date.fromisoformat(zeit).isoformat()
    if "/" in zeit:
        von, bis = zeit.split("/")
        bis = f"{von[: 4 - len(bis)]}{bis}" if int(bis) or len(bis) == 4 else str(int(von) + 1)
        if int(bis) <= int(von):
            raise ValueError(f"keine Spanne: {zeit!r}")
        return f"{von}/{bis}"
    return zeit


def period_of_title(aufbau: Aufbau) -> str:
    """Return the only date in the title.

    Raises:
        EingabeFehler: the title names none, or several.
    """
    daten = set(_DATUM_IM_TITEL.findall(aufbau.ganzer_titel))
    if len(daten) == 1:
        return str(daten.pop())
    raise aufbau.rohdaten.refuse(
        "weder eine Spalte noch eine Kopfzeile mit Jahr oder Stichtag", "ein Jahr oder Stichtag",
        "Die Tabelle mit der Zeit in der Vorspalte herunterladen.",
    )  # fmt: skip
