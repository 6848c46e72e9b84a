"""German numbers: rounding, grouping, signs, shares, dates."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.reports.zahlen import (
    format_datum,
    format_differenz,
    format_intervall,
    format_wert,
    format_zahl,
    round_half_up,
    von_100,
)
from schemas.common import KENNZEICHEN

ZAHLEN = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
STELLEN = st.integers(min_value=0, max_value=3)


@pytest.mark.parametrize(
    ("wert", "stellen", "text"),
    [
        (24640, 0, "24\u202f640"),
        (1234567.891, 2, "1\u202f234\u202f567,89"),
        (999.5, 0, "1\u202f000"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "\u22123"),
        (-1.25, 1, "\u22121,3"),
        (21.549999999999997, 1, "21,6"),  # (21.39 + 21.71) / 2, a median of two published times
        (2.675, 2, "2,68"),  # binary it is 2.67499…; what was published is 2.675
        (-0.04, 1, "0,0"),
        (13.25, 1, "13,3"),
        (0, 1, "0,0"),
        (Decimal("0.125"), 2, "0,13"),
        (np.float64(13.3), 1, "13,3"),
    ],
)
def test_format_zahl(wert: float, stellen: int, text: str) -> None:
    assert format_zahl(wert, stellen) == text


@given(ZAHLEN, STELLEN)
def test_rounding_is_half_away_from_zero_on_the_printed_decimal(wert: float, stellen: int) -> None:
    # every decimal of up to 15 digits survives the way through a float; what lies beyond is no figure
    erwartet = Decimal(f"{wert:.15g}").quantize(Decimal(1).scaleb(-stellen), rounding=ROUND_HALF_UP)
    assert round_half_up(wert, stellen) == erwartet


@given(ZAHLEN, STELLEN)
def test_rounding_is_symmetric(wert: float, stellen: int) -> None:
    assert round_half_up(-wert, stellen) == -round_half_up(wert, stellen)


@given(ZAHLEN, STELLEN)
def test_printed_number_reads_back(wert: float, stellen: int) -> None:
    text = format_zahl(wert, stellen)
    zurueck = Decimal(text.replace("\u202f", "").replace("\u2212", "-").replace(",", "."))
    assert zurueck == round_half_up(wert, stellen)
    assert not text.startswith("\u22120,000")
    assert len(text.partition(",")[2]) == stellen


@pytest.mark.parametrize("wert", [float("nan"), float("inf"), Decimal("NaN")])
def test_no_number(wert: float) -> None:
    with pytest.raises(ValueError, match="endliche"):
        format_zahl(wert, 1)


def test_negative_digits() -> None:
    with pytest.raises(ValueError, match="Nachkommastellen"):
        format_zahl(1.0, -1)


@pytest.mark.parametrize(
    ("wert", "einheit", "stellen", "kennzeichen", "text"),
    [
        (13.25, "%", 1, None, "13,3\u202f%"),
        (24640, "EUR", 0, None, "24\u202f640\u202fEUR"),
        (7.1, "Minuten", 1, None, "7,1\u00a0Minuten"),
        (12, "", 0, None, "12"),
        (12, "Anzahl", 0, None, "12"),
        (None, "%", 1, "...", "..."),
        (None, "%", 1, "g", "g"),
        (None, "%", 1, None, "."),
        (0.0, "", 0, "-", "-"),
        (0.0, "", 0, "0", "0"),
        (0.0, "%", 1, None, "0,0\u202f%"),
        (13.3, "%", 1, "()", "(13,3)\u202f%"),
        (13.3, "%", 1, "p", "13,3\u202f%"),
    ],
)
def test_format_wert(
    wert: float | None, einheit: str, stellen: int, kennzeichen: str | None, text: str
) -> None:
    assert format_wert(wert, einheit, stellen, kennzeichen) == text


@pytest.mark.parametrize("kennzeichen", KENNZEICHEN)
def test_missing_value_prints_the_sign_of_the_legend(kennzeichen: str) -> None:
    assert format_wert(None, "%", 1, kennzeichen) == kennzeichen


@pytest.mark.parametrize(
    ("wert", "einheit", "stellen", "text"),
    [
        (1.1, "%", 1, "+1,1\u00a0Prozentpunkte"),
        (-1.05, "%", 1, "\u22121,1\u00a0Prozentpunkte"),
        (1.0, "%", 0, "+1\u00a0Prozentpunkt"),
        (-1.0, "%", 1, "\u22121,0\u00a0Prozentpunkte"),
        (-240.4, "EUR", 0, "\u2212240\u202fEUR"),
        (0.04, "%", 1, "0,0\u00a0Prozentpunkte"),
        (-0.04, "", 1, "0,0"),
    ],
)
def test_format_differenz(wert: float, einheit: str, stellen: int, text: str) -> None:
    assert format_differenz(wert, einheit, stellen) == text


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (0, "0 von 100"),
        (0.01, "weniger als 1 von 100"),
        (0.99, "weniger als 1 von 100"),
        (1.0, "1 von 100"),
        (12.5, "13 von 100"),
        (13.3, "13 von 100"),
        (99.4, "99 von 100"),
        (99.7, "mehr als 99 von 100"),
        (100, "100 von 100"),
    ],
)
def test_von_100(wert: float, text: str) -> None:
    assert von_100(wert) == text


@pytest.mark.parametrize("wert", [-0.1, 100.1, float("nan")])
def test_von_100_wants_a_share(wert: float) -> None:
    with pytest.raises(ValueError, match="Anteil"):
        von_100(wert)


def test_format_datum() -> None:
    assert format_datum(dt.date(2026, 11, 22)) == "22. November 2026"
    assert format_datum("2026-03-01") == "1. März 2026"
    assert format_datum("2026-03-01", kurz=True) == "01.03.2026"
    with pytest.raises(ValueError, match="2026-13-01"):
        format_datum("2026-13-01")


def test_format_intervall() -> None:
    assert format_intervall(12.75, 13.94, "%", 1) == "12,8 bis 13,9\u202f%"
    with pytest.raises(ValueError, match="Untergrenze"):
        format_intervall(14.0, 13.0, "%", 1)
