"""Direction of each series of Germany, the Länder and the Kreise since its last break.

No direction is stated for a series of fewer than five points (four can never be significant), for one
with overlapping periods (its points are not independent), or for one with a value of low reliability
(fewer than ten events).
"""

from collections.abc import Iterable
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from assets.catalogue.models import IndikatorEintrag
from assets.indicators.kendall import kendall_theil_sen
from assets.indicators.terme import as_table, break_table, gradual_changes, registered
from schemas.indicators import Trend

MINDESTENS: Final = 5
SIGNIFIKANZ: Final = 0.05

_REIHEN = """
    WITH wert AS (
        SELECT indikator_id, ags, jahr, wert, verlaesslichkeit,
               CASE WHEN contains(zeitraum, '/') THEN CAST(left(zeitraum, 4) AS BIGINT)
                    ELSE jahr END AS beginn
        FROM indikatorwert WHERE wert IS NOT NULL AND length(ags) IN (2, 5)
    ),
    bruch AS (
        SELECT w.indikator_id, w.ags, max(b.jahr) AS ab, arg_max(b.grund, b.jahr) AS grund
        FROM (SELECT indikator_id, ags, min(jahr) AS von, max(jahr) AS bis FROM wert GROUP BY ALL) AS w
        JOIN _bruch AS b ON b.indikator_id = w.indikator_id AND b.jahr > w.von AND b.jahr <= w.bis
        GROUP BY w.indikator_id, w.ags
    ),
    reihe AS (
        SELECT w.*, b.ab || ': ' || b.grund AS bruch,
               lag(w.jahr) OVER (PARTITION BY w.indikator_id, w.ags ORDER BY w.jahr) AS vorjahr
        FROM wert AS w LEFT JOIN bruch AS b ON b.indikator_id = w.indikator_id AND b.ags = w.ags
        WHERE b.ab IS NULL OR w.jahr >= b.ab
    )
    SELECT indikator_id, ags, jahr, wert, bruch, count(*) OVER ganze AS n
    FROM reihe
    WINDOW ganze AS (PARTITION BY indikator_id, ags)
    QUALIFY n >= $mindestens
        AND count(*) FILTER (WHERE verlaesslichkeit = 'gering') OVER ganze = 0
        AND count(*) FILTER (WHERE jahr - beginn > 1 AND beginn <= vorjahr) OVER ganze = 0
    ORDER BY n, indikator_id, ags, jahr
"""


def compute_trend(con: duckdb.DuckDBPyConnection, indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    """Test all series for a trend: exact Kendall test, Theil-Sen slope.

    Args:
        con: Connection with the table `indikatorwert`.
        indikatoren: Entries of the catalogue, for their breaks.

    Returns:
        Frame of `schemas.indicators.Trend`, sorted by key; slopes in the unit of the indicator per year.
        `bruch` is set where a break cut the series off and says the first year after it and the reason;
        gradual changes within the series are named behind it.
    """
    eintraege = tuple(indikatoren)
    with registered(con, _bruch=break_table(eintraege)):
        punkte = con.execute(_REIHEN, {"mindestens": MINDESTENS}).df()
    teile = [_same_length(teil) for _, teil in punkte.groupby("n", sort=True)]
    ergebnis = pd.concat(teile, ignore_index=True) if teile else _same_length(punkte)
    return as_table(_with_gradual_changes(ergebnis, eintraege), Trend)


def _with_gradual_changes(reihen: pd.DataFrame, indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    je_indikator = reihen.set_index("indikator_id")
    gleitend = gradual_changes(indikatoren, je_indikator["von"], je_indikator["bis"]).to_numpy()
    hart = reihen["bruch"].astype("str").fillna("")
    text = [", ".join(t for t in paar if t) or None for paar in zip(hart, gleitend, strict=True)]
    return reihen.assign(bruch=pd.Series(text, index=reihen.index, dtype="str"))


def _same_length(punkte: pd.DataFrame) -> pd.DataFrame:
    n = int(punkte["n"].iloc[0]) if len(punkte) else MINDESTENS
    werte = punkte["wert"].to_numpy("float64").reshape(-1, n)
    jahre = punkte["jahr"].to_numpy("float64").reshape(-1, n)
    s, p, steigung = kendall_theil_sen(werte, jahre)
    gesichert = p <= SIGNIFIKANZ
    erste = punkte.iloc[::n].reset_index(drop=True)
    return erste[["indikator_id", "ags", "bruch"]].assign(
        von=jahre[:, 0],
        bis=jahre[:, -1],
        anzahl=n,
        steigung=steigung,
        p_wert=p,
        richtung=np.select([gesichert & (s > 0), gesichert & (s < 0)], ["steigend", "fallend"], "kein_trend"),
    )
