"""Our own distribution figures over the Kreise: limits of the fifths, median, extremes.

The fifths follow the cumulative rule of the public-health observatories: the k-th limit is the
observed value at position ceil(k * n / 5) of the n ascending values, and a value belongs to the first
fifth whose limit it does not exceed. Equal values therefore always share a fifth, the lower one.
The median is the conventional one (mean of the two middle values when n is even).
"""

from typing import Final, Literal

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assets.indicators.terme import as_table
from assets.indicators.werte import JAHRESWERT
from schemas.indicators import Verteilung

_WERTE: Final = {
    "indikatorwert": "SELECT indikator_id, ags, jahr, wert, quelle_id FROM indikatorwert",
    "beobachtung": f"SELECT merkmal_id AS indikator_id, ags, jahr, wert, quelle_id FROM ({JAHRESWERT})",
}

_VERTEILUNG = """
    WITH kreis AS (SELECT * FROM ({werte}) WHERE length(ags) = 5 AND wert IS NOT NULL),
    gruppiert AS (
        SELECT *, '00' AS gruppe FROM kreis UNION ALL SELECT *, left(ags, 2) AS gruppe FROM kreis
    ),
    gereiht AS (
        SELECT *, count(*) OVER (PARTITION BY indikator_id, jahr, gruppe) AS n,
               row_number() OVER (PARTITION BY indikator_id, jahr, gruppe ORDER BY wert) AS stelle
        FROM gruppiert
    )
    SELECT indikator_id, jahr, gruppe, count(*) AS anzahl, min(wert) AS minimum,
           max(wert) FILTER (WHERE stelle = (1 * n + 4) // 5) AS grenze1,
           max(wert) FILTER (WHERE stelle = (2 * n + 4) // 5) AS grenze2,
           median(wert) AS median,
           max(wert) FILTER (WHERE stelle = (3 * n + 4) // 5) AS grenze3,
           max(wert) FILTER (WHERE stelle = (4 * n + 4) // 5) AS grenze4,
           max(wert) AS maximum, max(quelle_id) AS quelle_id
    FROM gereiht
    WHERE n > 1 -- one Kreis alone is no distribution
    GROUP BY indikator_id, jahr, gruppe
"""


def compute_verteilung(
    con: duckdb.DuckDBPyConnection, tabelle: Literal["indikatorwert", "beobachtung"] = "indikatorwert"
) -> pd.DataFrame:
    """Compute the distribution over the Kreise of Germany (group `00`) and of each Land.

    Args:
        con: Connection with the table.
        tabelle: `indikatorwert` for indicators, `beobachtung` for base measures (current figures only,
            filed under their year as in `assets.indicators.werte`).

    Returns:
        Frame of `schemas.indicators.Verteilung`, sorted by key; Kreise without a number do not count.
    """
    return as_table(con.execute(_VERTEILUNG.format(werte=_WERTE[tabelle])).df(), Verteilung)


def merge_verteilung(berechnet: pd.DataFrame, grunddaten: pd.DataFrame) -> pd.DataFrame:
    """Keep, per indicator, year and group, the distribution that rests on more Kreise.

    Args:
        berechnet: Computed from the values at hand; wins when both rest on equally many.
        grunddaten: Carried over with the base set.

    Returns:
        Frame of `schemas.indicators.Verteilung`, sorted by key.
    """
    beide = _together(berechnet, grunddaten)
    schluessel = ["indikator_id", "jahr", "gruppe"]
    beste = beide.sort_values("anzahl", ascending=False, kind="stable").drop_duplicates(schluessel)
    return as_table(beste, Verteilung)


def _together(*teile: pd.DataFrame) -> pd.DataFrame:
    gefuellt = [teil for teil in teile if len(teil)]
    return pd.concat(gefuellt, ignore_index=True) if gefuellt else teile[0]


def fuenftel(
    wert: ArrayLike, grenze1: ArrayLike, grenze2: ArrayLike, grenze3: ArrayLike, grenze4: ArrayLike
) -> NDArray[np.float64]:
    """Return the fifth that each value falls into: 1 is the lowest, a tie with a limit the lower one.

    Args:
        wert: Values, shape (n,) or scalar; NaN gives NaN.
        grenze1: Upper limit of the first fifth, same shape or scalar; the others likewise.
        grenze2: Upper limit of the second fifth.
        grenze3: Upper limit of the third fifth.
        grenze4: Upper limit of the fourth fifth.

    Returns:
        1.0 to 5.0 or NaN, shape (n,).
    """
    werte = np.atleast_1d(np.asarray(wert, dtype=np.float64))
    grenzen = np.broadcast_arrays(werte, grenze1, grenze2, grenze3, grenze4)[1:]
    stufe = 1.0 + sum((werte > np.asarray(g, dtype=np.float64)).astype(np.float64) for g in grenzen)
    fehlt = np.isnan(werte) | np.any(np.isnan(np.asarray(grenzen, dtype=np.float64)), axis=0)
    return np.where(fehlt, np.nan, stufe)
