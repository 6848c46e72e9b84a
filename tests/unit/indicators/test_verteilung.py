"""Distribution over the Kreise: limits, fifths, merging."""

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.indicators.verteilung import compute_verteilung, fuenftel, merge_verteilung
from assets.store.tabellen import validate
from schemas.indicators import Verteilung

GRENZEN = ["grenze1", "grenze2", "grenze3", "grenze4"]

# 21111-02-06-4, 2023: leavers without certificate / all leavers of the Kreise of Thüringen (file order)
THUERINGEN = {
    "16051": (136, 1842), "16052": (97, 771), "16053": (39, 982), "16054": (31, 215), "16055": (51, 609),
    "16061": (60, 1013), "16062": (109, 761), "16063": (121, 1305), "16064": (113, 955), "16065": (99, 702),
    "16066": (131, 1065), "16067": (129, 1248), "16068": (76, 593), "16069": (52, 535), "16070": (97, 907),
    "16071": (73, 686), "16072": (51, 470), "16073": (76, 845), "16074": (59, 684), "16075": (73, 694),
    "16076": (91, 850), "16077": (92, 720),
}  # fmt: skip


def keys(n: int) -> list[str]:
    return [f"{1 + i // 300:02d}{i % 300:03d}" for i in range(n)]


def observatory_group(rang: int, n: int, gruppen: int = 5) -> int:
    """Cumulative rule as the public-health observatories print it, rank 1 the smallest value."""
    return math.floor(gruppen + 1 - math.ceil((n + 1 - rang) / (n / gruppen)))


def test_thueringen_2023(fill_werte):
    werte = {ags: 100 * z / n for ags, (z, n) in THUERINGEN.items()}
    con = fill_werte([("quote", ags, 2023, wert) for ags, wert in werte.items()])
    verteilung = validate(Verteilung, compute_verteilung(con)).set_index("gruppe")
    assert verteilung.index.tolist() == ["00", "16"]
    geordnet = sorted(werte.values())
    land = verteilung.loc["16"]
    assert land["anzahl"] == 22
    assert (land["minimum"], land["maximum"]) == (geordnet[0], geordnet[21])
    # positions ceil(22 k / 5) = 5, 9, 14, 18
    assert land[GRENZEN].tolist() == [geordnet[4], geordnet[8], geordnet[13], geordnet[17]]
    assert land["median"] == pytest.approx((geordnet[10] + geordnet[11]) / 2)
    # Only Nordhausen (109/761) and Suhl (31/215) lie higher than Kyffhäuserkreis (99/702): top fifth
    assert fuenftel(werte["16065"], *land[GRENZEN])[0] == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60, unique=True))
def test_fifths_follow_the_rule_of_the_observatories(con, fill_werte, liste):
    con.execute("DROP TABLE IF EXISTS indikatorwert")
    fill_werte([("quote", ags, 2023, wert) for ags, wert in zip(keys(len(liste)), liste, strict=True)])
    grenzen = compute_verteilung(con).query("gruppe == '00'")[GRENZEN].iloc[0]
    n = len(liste)
    soll = [observatory_group(rang, n) for rang in range(1, n + 1)]
    assert fuenftel(sorted(liste), *grenzen).tolist() == soll
    if n % 5 == 0:
        assert set(Counter(soll).values()) == {n // 5}
    else:
        assert all(n // 5 <= anzahl <= n // 5 + 1 for anzahl in Counter(soll).values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=5, max_size=60))
def test_laws_of_the_distribution_with_ties(con, fill_werte, liste):
    con.execute("DROP TABLE IF EXISTS indikatorwert")
    fill_werte([("quote", ags, 2023, float(w)) for ags, w in zip(keys(len(liste)), liste, strict=True)])
    zeile = compute_verteilung(con).query("gruppe == '00'").iloc[0]
    folge = zeile[["minimum", *GRENZEN, "maximum"]].tolist()
    assert folge == sorted(folge)
    assert zeile["median"] == np.median(liste)
    stufen = fuenftel(sorted(liste), *zeile[GRENZEN])
    assert (np.diff(stufen) >= 0).all()
    for k in range(1, 5):  # at least k fifths of the Kreise lie in the first k fifths
        assert (stufen <= k).sum() >= k * len(liste) / 5


def test_gemeinden_land_rows_and_gaps_do_not_count(fill_werte):
    con = fill_werte(
        [
            ("quote", "16065", 2023, 2.0),
            ("quote", "16061", 2023, 1.0),
            ("quote", "16062", 2023, None),
            ("quote", "16065001", 2023, 9.0),
            ("quote", "16065-P5052", 2023, 9.0),
            ("quote", "16", 2023, 9.0),
            ("quote", "00", 2023, 9.0),
        ]
    )
    verteilung = compute_verteilung(con)
    assert verteilung["anzahl"].tolist() == [2, 2]
    assert verteilung["maximum"].tolist() == [2.0, 2.0]


def test_measures_take_current_figures_by_year(fill):
    fill([("q", "16065", "2023", 50)], gueltig=False, quelle="alt_1")
    con = fill(
        [
            ("q", "16065", "2023-06-30", 1),
            ("q", "16065", "2023-12-31", 2),
            ("q", "16062", "2023-12-31", 4),
            ("q", "16056", "2023-12-31", None, "-"),
            ("q", "05913", "2021/2024", 4),
            ("q", "16062", "2021/2024", 6),
        ]
    )
    verteilung = validate(Verteilung, compute_verteilung(con, "beobachtung"))
    zeilen = verteilung[["indikator_id", "jahr", "gruppe", "anzahl", "median"]].to_numpy().tolist()
    assert zeilen == [
        ["q", 2023, "00", 2, 3.0],
        ["q", 2023, "16", 2, 3.0],
        ["q", 2024, "00", 2, 5.0],
    ]


def test_one_kreis_alone_is_no_distribution(fill_werte):
    con = fill_werte([("quote", "11000", 2023, 2.0)])
    assert compute_verteilung(con).empty


def test_no_values_no_distribution(fill_werte):
    verteilung = compute_verteilung(fill_werte([("quote", "16065", 2023, None)]))
    assert validate(Verteilung, verteilung).empty


def line(gruppe: str, anzahl: int, median: float, jahr: int = 2023) -> dict[str, object]:
    zahlen = dict.fromkeys(["minimum", *GRENZEN, "median", "maximum"], median)
    return {"indikator_id": "q", "jahr": jahr, "gruppe": gruppe, "anzahl": anzahl, **zahlen, "quelle_id": "s"}


def test_merge_keeps_the_row_with_more_kreise():
    berechnet = pd.DataFrame([line("00", 22, 1.0), line("16", 22, 2.0), line("00", 3, 3.0, 2024)])
    grunddaten = pd.DataFrame([line("00", 400, 10.0), line("16", 22, 20.0), line("16", 22, 30.0, 2020)])
    ergebnis = validate(Verteilung, merge_verteilung(berechnet, grunddaten))
    assert ergebnis[["jahr", "gruppe", "anzahl", "median"]].to_numpy().tolist() == [
        [2020, "16", 22, 30.0],
        [2023, "00", 400, 10.0],
        [2023, "16", 22, 2.0],  # equally many: the computed one
        [2024, "00", 3, 3.0],
    ]


def test_merge_with_an_empty_side():
    voll = pd.DataFrame([line("00", 22, 1.0)])
    leer = voll.iloc[:0]
    assert len(merge_verteilung(leer, voll)) == len(merge_verteilung(voll, leer)) == 1
    assert merge_verteilung(leer, leer).empty


def test_fuenftel_of_ties_and_gaps():
    assert fuenftel([1, 1.5, 2, 4, 9, np.nan], 1, 2, 3, 4)[:5].tolist() == [1, 2, 2, 4, 5]
    assert np.isnan(fuenftel(np.nan, 1, 2, 3, 4)[0])
    assert np.isnan(fuenftel(1, np.nan, 2, 3, 4)[0])
