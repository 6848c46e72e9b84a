"""Intervals against published examples, statsmodels and their own laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from assets.indicators.intervalle import check_counts, rate_interval, wilson

ANZAHLEN = st.just(0.0) | st.floats(min_value=1e-6, max_value=1e7, allow_nan=False)
NENNER = st.floats(min_value=1e-3, max_value=1e8, allow_nan=False)


# Newcombe 1998 (Statistics in Medicine 17, 857-872), table I, method 3: score without continuity correction.
@pytest.mark.parametrize(
    ("zaehler", "nenner", "unten", "oben"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_newcombe(zaehler: int, nenner: int, unten: float, oben: float):
    gefunden = wilson(zaehler, nenner)
    assert gefunden[0][0] == pytest.approx(unten, abs=5e-5)
    assert gefunden[1][0] == pytest.approx(oben, abs=5e-5)


@given(st.integers(1, 10**6), st.floats(0, 1), st.sampled_from([0.01, 0.05, 0.1]))
def test_wilson_agrees_with_statsmodels(nenner: int, anteil: float, alpha: float):
    zaehler = round(anteil * nenner)
    soll = proportion_confint(zaehler, nenner, alpha=alpha, method="wilson")
    unten, oben = wilson(zaehler, nenner, alpha)
    assert unten[0] == pytest.approx(soll[0], abs=1e-12)
    assert oben[0] == pytest.approx(soll[1], abs=1e-12)


@given(NENNER, st.floats(0, 1))
def test_wilson_stays_within_bounds_and_contains_the_value(nenner: float, anteil: float):
    zaehler = min(anteil * nenner, nenner)
    unten, oben = wilson(zaehler, nenner)
    assert 0 <= unten[0] <= zaehler / nenner <= oben[0] <= 1


@given(st.integers(1, 10**5), st.floats(0, 1))
def test_wilson_of_the_complement_is_mirrored(nenner: int, anteil: float):
    zaehler = round(anteil * nenner)
    unten, oben = wilson([zaehler, nenner - zaehler], [nenner, nenner])
    assert unten[0] == pytest.approx(1 - oben[1], abs=1e-12)


def test_wilson_limits_are_exact_at_the_ends():
    unten, oben = wilson([0, 20], [20, 20])
    assert unten[0] == 0
    assert oben[1] == 1


def test_wilson_of_the_school_leavers_2023():
    # 99 of 702, Kyffhäuserkreis 2023 (21111-02-06-4); limits worked out by hand with z = 1.959964
    unten, oben = wilson(99, 702)
    assert (100 * unten[0], 100 * oben[0]) == (pytest.approx(11.73, abs=0.01), pytest.approx(16.87, abs=0.01))


@given(st.integers(0, 9))
def test_few_events_are_exact_poisson(ereignisse: int):
    unten, oben = rate_interval(ereignisse, 1, 1)
    soll = confint_poisson(ereignisse, 1, method="exact-c", alpha=0.05)
    assert unten[0] == pytest.approx(np.nan_to_num(soll[0]), abs=1e-9)
    assert oben[0] == pytest.approx(soll[1], abs=1e-9)


# Breslow & Day 1987, table 2.10 and Garwood's table: exact limits of a Poisson count.
@pytest.mark.parametrize(
    ("ereignisse", "unten", "oben"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668)]
)
def test_exact_poisson_agrees_with_the_printed_table(ereignisse: int, unten: float, oben: float):
    gefunden = rate_interval(ereignisse, 1, 1)
    assert gefunden[0][0] == pytest.approx(unten, abs=6e-4)
    assert gefunden[1][0] == pytest.approx(oben, abs=6e-4)


@given(st.integers(10, 10**6))
def test_byar_is_close_to_exact_from_ten_events_on(ereignisse: int):
    unten, oben = rate_interval(ereignisse, 1, 1)
    soll = confint_poisson(ereignisse, 1, method="exact-c", alpha=0.05)
    assert unten[0] == pytest.approx(soll[0], rel=2e-3)
    assert oben[0] == pytest.approx(soll[1], rel=2e-3)


def test_byar_of_a_worked_example():
    # 10 events: 10 (1 - 1/90 - 1.96/(3 sqrt 10))^3 = 4.79 and 11 (1 - 1/99 + 1.96/(3 sqrt 11))^3 = 18.39
    unten, oben = rate_interval(10, 5000, 1000)
    assert unten[0] == pytest.approx(4.79 / 5, abs=2e-3)
    assert oben[0] == pytest.approx(18.39 / 5, abs=2e-3)


@given(ANZAHLEN, NENNER, st.sampled_from([1.0, 100.0, 1000.0, 100000.0]))
def test_rate_lies_within_its_interval(zaehler: float, nenner: float, faktor: float):
    unten, oben = rate_interval(zaehler, nenner, faktor)
    rate = zaehler / nenner * faktor
    assert unten[0] <= rate * (1 + 1e-9)
    assert rate <= oben[0] * (1 + 1e-9)
    assert unten[0] >= 0


def test_whole_columns_equal_single_calls():
    zaehler, nenner = np.array([0.0, 3.5, 9.99, 10.0, 250.0]), np.array([10.0, 40.0, 99.0, 100.0, 900.0])
    for funktion in (wilson, lambda z, n: rate_interval(z, n, 1000)):
        unten, oben = funktion(zaehler, nenner)
        einzeln = [funktion(z, n) for z, n in zip(zaehler, nenner, strict=True)]
        assert unten.tolist() == [e[0][0] for e in einzeln]
        assert oben.tolist() == [e[1][0] for e in einzeln]


@pytest.mark.parametrize(
    ("zaehler", "nenner", "meldung"),
    [
        ([5, -1], [10, 10], r"Zähler ist negativ: 1 Fälle, zuerst Zeile 2 \(Zähler -1, Nenner 10\)"),
        ([5], [0], "Nenner ist nicht größer als 0"),
        ([5], [-3], "Nenner ist nicht größer als 0"),
        ([11], [10], "Zähler ist größer als der Nenner"),
        ([np.nan], [10], "keine Zahl"),
        ([1], [np.inf], "keine Zahl"),
        ([1, 2], [10], "verschieden lang"),
    ],
)
def test_impossible_counts_are_refused(zaehler: list[float], nenner: list[float], meldung: str):
    with pytest.raises(ValueError, match=meldung):
        wilson(zaehler, nenner)


def test_rate_may_exceed_its_denominator_but_not_be_negative():
    assert rate_interval(12, 10, 100)[0][0] > 0
    with pytest.raises(ValueError, match="negativ"):
        rate_interval(-1, 10, 100)


def test_alpha_is_a_probability():
    with pytest.raises(ValueError, match="alpha"):
        wilson(1, 2, alpha=1)


def test_only_the_first_five_offenders_are_named():
    with pytest.raises(ValueError, match="7 Fälle") as fehler:
        check_counts(np.full(7, -1.0), np.ones(7), anteil=True, benenne=lambda i: f"Kreis {i}")
    assert "Kreis 4" in str(fehler.value)
    assert "Kreis 5" not in str(fehler.value)
