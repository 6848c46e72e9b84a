"""The vectorised trend test against scipy, against full enumeration, and its own laws."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from assets.indicators.kendall import exact_p, kendall_theil_sen


def _single(werte: list[float], jahre: list[int] | None = None) -> tuple[int, float, float]:
    punkte = jahre if jahre is not None else list(range(2000, 2000 + len(werte)))
    s, p, steigung = kendall_theil_sen(np.array([werte], float), np.array([punkte], float))
    return int(s[0]), float(p[0]), float(steigung[0])


REIHE = st.lists(st.integers(-(10**6), 10**6), min_size=5, max_size=30)


@given(REIHE.filter(lambda r: len(set(r)) == len(r)))
@settings(max_examples=150)
def test_without_ties_equals_scipy_exact(reihe: list[int]):
    soll = kendalltau(range(len(reihe)), reihe, method="exact")
    assert _single(reihe)[1] == pytest.approx(soll.pvalue, rel=1e-9)


@given(REIHE, st.integers(0, 3))
@settings(max_examples=150)
def test_slope_equals_scipy(reihe: list[int], luecke: int):
    jahre = [2000 + i + (luecke if i > 2 else 0) for i in range(len(reihe))]
    assert _single(reihe, jahre)[2] == pytest.approx(theilslopes(reihe, jahre).slope, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    "werte", [[1, 2, 3, 4, 4], [1, 1, 2, 2, 3], [1, 1, 1, 2, 3, 4], [5, 5, 5, 5, 6], [1, 2, 2, 3, 3, 3, 4]]
)
def test_with_ties_equals_full_enumeration(werte: list[int]):
    links, rechts = np.triu_indices(len(werte), k=1)
    alle = np.array(list(permutations(werte)))
    s_aller = np.abs(np.sign(alle[:, rechts] - alle[:, links]).sum(axis=1))
    s, p, _ = _single(werte)
    assert p == pytest.approx((s_aller >= abs(s)).mean(), rel=1e-12)


def test_four_points_can_never_be_significant_five_can():
    # the smallest two-sided p is 0.083 with four points, 0.017 with five
    assert _single([1, 2, 3, 4])[1] == pytest.approx(1 / 12)
    assert _single([1, 2, 3, 4, 5])[1] == pytest.approx(1 / 60)


def test_two_ties_in_five_points_are_not_significant():
    # The normal approximation says p = 0.037 here; the exact test says 2 of 30 orders.
    assert _single([1, 1, 2, 2, 3])[1] == pytest.approx(2 / 30)


def test_constant_series_has_no_direction():
    assert _single([7, 7, 7, 7, 7]) == (0, 1.0, 0.0)


@given(REIHE)
def test_negation_turns_the_direction_round(reihe: list[int]):
    s, p, steigung = _single(reihe)
    s_neg, p_neg, steigung_neg = _single([-w for w in reihe])
    assert (s_neg, p_neg) == (-s, p)
    assert steigung_neg == pytest.approx(-steigung)


@given(REIHE)
def test_p_is_a_probability(reihe: list[int]):
    assert 0 < _single(reihe)[1] <= 1


@given(st.integers(2, 12))
def test_larger_statistic_smaller_p(n: int):
    p = exact_p(n)
    moeglich = p[~np.isnan(p)]
    assert (np.diff(moeglich) < 0).all() or len(moeglich) == 1


def test_many_rows_equal_single_rows():
    zufall = np.random.default_rng(16065)
    werte = zufall.integers(0, 12, size=(9001, 7)).astype(float)
    jahre = np.tile(np.arange(2015.0, 2022.0), (9001, 1))
    s, p, steigung = kendall_theil_sen(werte, jahre)
    for i in (0, 3999, 4000, 9000):
        assert (s[i], p[i], steigung[i]) == _single(werte[i].tolist(), list(range(2015, 2022)))


@pytest.mark.parametrize(
    ("werte", "jahre", "meldung"),
    [
        ([[1, np.nan, 3]], [[1, 2, 3]], "Lücken"),
        ([[1, 2, 3]], [[1, 2, 2]], "doppeltem Jahr"),
        ([[1, 2, 3]], [[3, 2, 1]], "nicht nach Jahren geordnet"),
        ([[1, 2, 3]], [[1, 2]], "passen nicht zusammen"),
        ([[1]], [[1]], "passen nicht zusammen"),
    ],
)
def test_unusable_series_are_refused(werte: list[list[float]], jahre: list[list[float]], meldung: str):
    with pytest.raises(ValueError, match=meldung):
        kendall_theil_sen(np.array(werte, float), np.array(jahre, float))


def test_no_rows_give_no_rows():
    s, p, steigung = kendall_theil_sen(np.empty((0, 5)), np.empty((0, 5)))
    assert len(s) == len(p) == len(steigung) == 0
