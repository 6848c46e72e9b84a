"""Each value beside its comparison figures: previous value, Land, Germany, the other Kreise.

Rules:

- Only values that exist are compared, each within its own year; `vorwert` compares with the nearest
  earlier year that has a value. Across a break there is no previous value, so the row is left out.
- Land and Germany: the row that the source prints (`amtlich`), else our own computation for that
  territory (`berechnet`), else the median of its Kreise, named as such.
- A group of one Kreis is no group: no median and no position (city states).
- Fifths need a group of at least ten Kreise.
- A value of low reliability (`gering`) has no rank and no fifth.
- The rank is counted when the values of the whole group are at hand; otherwise it comes from the base
  set, and where that has none it stays empty. Equal values share the smaller rank.
"""

from collections.abc import Iterable
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.models import IndikatorEintrag
from assets.indicators.terme import as_table, break_table, registered
from assets.indicators.verteilung import fuenftel
from schemas.indicators import Vergleich

FUENFTEL_AB: Final = 10
"""Smallest group that is cut into fifths."""

_RAENGE_TYPEN: Final = {
    "indikator_id": "str",
    "ags": "str",
    "jahr": "int64",
    "gruppe": "str",
    "rang": "float64",
    "anzahl": "float64",
}

_WERT = """
    CREATE OR REPLACE TEMP TABLE _vergleichswert AS
    SELECT indikator_id, ags, jahr, wert, verlaesslichkeit,
           CASE WHEN herkunft = 'amtlich' THEN 'amtlich' ELSE 'berechnet' END AS art
    FROM indikatorwert WHERE wert IS NOT NULL
"""

_VORWERT = """
    WITH folge AS (
        SELECT indikator_id, ags, jahr, wert, lag(wert) OVER reihe AS vorwert,
               lag(jahr) OVER reihe AS vorjahr, lag(art) OVER reihe AS art
        FROM _vergleichswert WHERE length(ags) = 5
        WINDOW reihe AS (PARTITION BY indikator_id, ags ORDER BY jahr)
    )
    SELECT indikator_id, ags, jahr, 'vorwert' AS vergleichsgruppe, vorwert AS vergleichswert, art,
           wert - vorwert AS differenz, vorjahr AS vergleichsjahr
    FROM folge ANTI JOIN _bruch
        ON _bruch.indikator_id = folge.indikator_id AND _bruch.jahr > folge.vorjahr
        AND _bruch.jahr <= folge.jahr
    WHERE vorjahr IS NOT NULL
"""

_LAND_BUND = """
    WITH ziel AS (
        SELECT *, 'land' AS vergleichsgruppe, left(ags, 2) AS gruppe
        FROM _vergleichswert WHERE length(ags) = 5
        UNION ALL
        SELECT *, 'bund', '00' FROM _vergleichswert WHERE length(ags) = 5
    )
    SELECT z.indikator_id, z.ags, z.jahr, z.vergleichsgruppe,
           coalesce(o.wert, v.median) AS vergleichswert,
           CASE WHEN o.wert IS NULL THEN 'median' ELSE o.art END AS art,
           z.wert - coalesce(o.wert, v.median) AS differenz,
           CASE WHEN o.wert IS NULL THEN v.anzahl END AS anzahl, z.jahr AS vergleichsjahr
    FROM ziel AS z
    LEFT JOIN _vergleichswert AS o
        ON o.indikator_id = z.indikator_id AND o.jahr = z.jahr AND o.ags = z.gruppe
    LEFT JOIN _verteilung AS v
        ON v.indikator_id = z.indikator_id AND v.jahr = z.jahr AND v.gruppe = z.gruppe AND v.anzahl > 1
    WHERE o.wert IS NOT NULL OR v.median IS NOT NULL
"""

_KREISE = """
    WITH ziel AS (
        SELECT *, 'kreise_land' AS vergleichsgruppe, left(ags, 2) AS gruppe
        FROM _vergleichswert WHERE length(ags) = 5
        UNION ALL
        SELECT *, 'kreise_bund', '00' FROM _vergleichswert WHERE length(ags) = 5
    ),
    gereiht AS (
        SELECT *, rank() OVER (PARTITION BY indikator_id, jahr, gruppe ORDER BY wert) AS rang,
               count(*) OVER (PARTITION BY indikator_id, jahr, gruppe) AS vorhanden
        FROM ziel
    )
    SELECT z.indikator_id, z.ags, z.jahr, z.vergleichsgruppe, v.median AS vergleichswert,
           'median' AS art, z.wert - v.median AS differenz,
           CASE WHEN z.verlaesslichkeit = 'gering' THEN NULL
                WHEN z.vorhanden >= v.anzahl THEN z.rang ELSE g.rang END AS rang,
           v.anzahl, z.jahr AS vergleichsjahr,
           CASE WHEN z.verlaesslichkeit <> 'gering' AND v.anzahl >= $fuenftel_ab THEN z.wert END AS wert,
           v.grenze1, v.grenze2, v.grenze3, v.grenze4
    FROM gereiht AS z
    JOIN _verteilung AS v
        ON v.indikator_id = z.indikator_id AND v.jahr = z.jahr AND v.gruppe = z.gruppe AND v.anzahl > 1
    LEFT JOIN _raenge AS g
        ON g.indikator_id = z.indikator_id AND g.ags = z.ags AND g.jahr = z.jahr AND g.gruppe = z.gruppe
"""

_EIGENER_KREIS = """
    WITH neueste AS (
        SELECT indikator_id, max(jahr) AS jahr FROM _vergleichswert WHERE length(ags) > 5 GROUP BY 1
    )
    SELECT w.indikator_id, w.ags, w.jahr, 'kreis' AS vergleichsgruppe, k.wert AS vergleichswert, k.art,
           w.wert - k.wert AS differenz, w.jahr AS vergleichsjahr
    FROM _vergleichswert AS w
    JOIN neueste USING (indikator_id, jahr)
    JOIN _vergleichswert AS k
        ON k.indikator_id = w.indikator_id AND k.jahr = w.jahr AND k.ags = left(w.ags, 5)
    WHERE length(w.ags) > 5
"""


def compute_vergleich(
    con: duckdb.DuckDBPyConnection,
    verteilung: pd.DataFrame,
    raenge_grunddaten: pd.DataFrame | None,
    indikatoren: Iterable[IndikatorEintrag],
) -> pd.DataFrame:
    """Set every value of a Kreis, Gemeinde or Planungsbereich beside its comparison figures.

    Args:
        con: Connection with the table `indikatorwert`.
        verteilung: Frame of `schemas.indicators.Verteilung`, computed and base set merged.
        raenge_grunddaten: Columns `indikator_id`, `ags`, `jahr`, `gruppe`, `rang`, `anzahl` of the base
            set; None without one.
        indikatoren: Entries of the catalogue, for their breaks.

    Returns:
        Frame of `schemas.indicators.Vergleich`, sorted by key. Kreise have the groups `vorwert`, `land`,
        `bund`, `kreise_land`, `kreise_bund`; smaller territories the group `kreis`, for
        the newest year. Differences are
        value minus comparison, in the unit of the indicator (percentage points for percentages).
    """
    raenge = pd.DataFrame(columns=list(_RAENGE_TYPEN)) if raenge_grunddaten is None else raenge_grunddaten
    with registered(
        con,
        _verteilung=verteilung,
        _raenge=raenge[list(_RAENGE_TYPEN)].astype(_RAENGE_TYPEN),
        _bruch=break_table(indikatoren),
    ):
        con.execute(_WERT)
        teile = [con.execute(abfrage).df() for abfrage in (_VORWERT, _LAND_BUND, _EIGENER_KREIS)]
        kreise = con.execute(_KREISE, {"fuenftel_ab": FUENFTEL_AB}).df()
        con.execute("DROP TABLE _vergleichswert")
    kreise["fuenftel"] = fuenftel(*(kreise[s] for s in ("wert", "grenze1", "grenze2", "grenze3", "grenze4")))
    teile.append(kreise)
    gefuellt = [teil for teil in teile if len(teil)] or [kreise]
    spalten = list(Vergleich.to_schema().columns)
    return as_table(pd.concat(gefuellt, ignore_index=True).reindex(columns=spalten), Vergleich)
