"""Trends: when a direction is stated and when not."""

import pytest
from scipy.stats import kendalltau, theilslopes

from assets.catalogue.models import Bruch
from assets.indicators.trend import compute_trend
from assets.store.tabellen import validate
from schemas.indicators import Trend

# 13211-02-05-4, 16065, Arbeitslosenquote bezogen auf alle zivilen Erwerbspersonen
QUOTE_16065 = {2015: 10.8, 2016: 9.9, 2017: 8.7, 2018: 8.3, 2019: 7.9, 2020: 8.2}


@pytest.fixture
def trend(con, eintrag):
    def run(**felder):
        return validate(Trend, compute_trend(con, [eintrag(**felder)]))

    return run


def series(werte: dict[int, float], ags: str = "16065") -> list[tuple[str, str, int, float]]:
    return [("quote", ags, jahr, wert) for jahr, wert in werte.items()]


def test_unemployment_2015_to_2020(fill_werte, trend):
    fill_werte(series(QUOTE_16065))
    zeile = trend().iloc[0]
    assert (zeile["von"], zeile["bis"], zeile["anzahl"]) == (2015, 2020, 6)
    # only 2019 → 2020 rises: 1 + 5 of the 720 orders have at most one such pair, twice for two sides
    assert zeile["p_wert"] == pytest.approx(12 / 720)
    assert zeile["p_wert"] == pytest.approx(kendalltau(list(QUOTE_16065), list(QUOTE_16065.values())).pvalue)
    assert zeile["steigung"] == theilslopes(list(QUOTE_16065.values()), list(QUOTE_16065)).slope
    assert zeile["richtung"] == "fallend"


def test_directions(fill_werte, trend):
    fill_werte(series({2015 + i: float(i) for i in range(5)}, "16"))
    fill_werte(series({2015 + i: -2.0 * i for i in range(5)}, "00"))
    fill_werte(series({2015 + i: 3.0 for i in range(5)}))
    ergebnis = trend().set_index("ags")
    assert ergebnis["richtung"].to_dict() == {"00": "fallend", "16": "steigend", "16065": "kein_trend"}
    assert ergebnis["steigung"].to_dict() == {"00": -2.0, "16": 1.0, "16065": 0.0}
    assert ergebnis["p_wert"].to_dict() == pytest.approx({"00": 1 / 60, "16": 1 / 60, "16065": 1.0})


def test_slope_is_per_year_even_with_missing_years(fill_werte, trend):
    fill_werte(series({2010: 0.0, 2012: 2.0, 2013: 3.0, 2017: 7.0, 2020: 10.0}))
    fill_werte([("quote", "16065", 2015, None)])
    zeile = trend().iloc[0]
    assert (zeile["steigung"], zeile["anzahl"]) == (1.0, 5)


def test_four_points_state_nothing(fill_werte, trend):
    fill_werte(series({2015 + i: float(i) for i in range(4)}))
    assert trend().empty


def test_small_territories_state_nothing(fill_werte, trend):
    fill_werte(series({2015 + i: float(i) for i in range(6)}, "16065001"))
    fill_werte(series({2015 + i: float(i) for i in range(6)}, "16065-P5052"))
    assert trend().empty


def test_the_series_begins_after_the_last_break(fill_werte, trend):
    fill_werte(series({2010 + i: float(-i) for i in range(5)} | {2015 + i: float(i) for i in range(5)}))
    zeile = trend(brueche={2013: "alt", 2015: "Zensus 2022", 2020: "noch nicht da"}).iloc[0]
    assert (zeile["von"], zeile["bis"], zeile["anzahl"]) == (2015, 2019, 5)
    assert zeile["bruch"] == "2015: Zensus 2022"
    assert zeile["richtung"] == "steigend"


def test_a_break_before_the_series_is_not_named(fill_werte, trend):
    fill_werte(series({2015 + i: float(i) for i in range(5)}))
    assert trend(brueche={2015: "Zensus"})["bruch"].isna().all()


def test_too_short_after_the_break(fill_werte, trend):
    fill_werte(series({2015 + i: float(i) for i in range(8)}))
    assert trend(brueche={2019: "Zensus"}).empty


def test_low_reliability_states_nothing(fill_werte, trend):
    fill_werte(series({2015 + i: float(i) for i in range(5)}))
    fill_werte(series({2020: 5.0}), verlaesslichkeit="gering")
    assert trend().empty


@pytest.mark.parametrize(
    ("spanne", "abstand", "anzahl"),
    [(3, 1, 0), (3, 3, 0), (3, 4, 1), (1, 1, 1)],
    ids=["ueberlappend", "ein gemeinsames Jahr", "getrennt", "Schuljahr"],
)
def test_overlapping_periods_state_nothing(fill_werte, trend, spanne, abstand, anzahl):
    fill_werte(
        series({2000 + abstand * i: float(i) for i in range(5)}),
        zeitraum=lambda jahr: f"{jahr - spanne}/{jahr}",
    )
    assert len(trend()) == anzahl


def test_series_of_different_length_side_by_side(fill_werte, trend):
    fill_werte(series({2010 + i: float(i) for i in range(9)}, "16062"))
    fill_werte(series({2015 + i: float(i) for i in range(5)}))
    fill_werte(series({2013 + i: float(i) for i in range(5)}, "16"))
    assert trend()[["ags", "von", "anzahl"]].to_numpy().tolist() == [
        ["16", 2013, 5],
        ["16062", 2010, 9],
        ["16065", 2015, 5],
    ]


def test_gradual_change_is_named_and_cuts_nothing(fill_werte, trend):
    fill_werte(series({2010 + i: float(i) for i in range(8)}))
    zeile = trend(gleitend=(Bruch(jahr=2012, bis=2031, grund="Altersgrenze steigt"),)).iloc[0]
    assert (zeile["von"], zeile["bis"]) == (2010, 2017)
    assert zeile["bruch"] == "2012 bis 2031 gleitend: Altersgrenze steigt"
    frueher = trend(gleitend=(Bruch(jahr=2018, bis=2031, grund="Altersgrenze steigt"),)).iloc[0]
    assert frueher["bruch"] is None or frueher["bruch"] != frueher["bruch"]


def test_sharp_and_gradual_change_stand_beside_each_other(fill_werte, trend):
    fill_werte(series({2010 + i: float(i) for i in range(8)}))
    zeile = trend(
        brueche={2012: "Zensus"}, gleitend=(Bruch(jahr=2012, bis=2031, grund="Altersgrenze"),)
    ).iloc[0]
    assert zeile["bruch"] == "2012: Zensus, 2012 bis 2031 gleitend: Altersgrenze"
