"""Sums of Gemeinden that miss the printed figure of their Kreis: reported, never repaired."""

from collections.abc import Collection
from typing import Final

import duckdb

from assets.store.tabellen import pandas_typen, table_of, write_table
from schemas.gebietsstand import Summenabweichung

GEWOLLT: Final = ("zensus", "z22")
"""Families whose cells are altered on purpose, so that sums never fit (cell key method of the census)."""

_ABFRAGE: Final = """
    WITH zaehlwert AS (
        SELECT b.merkmal_id, b.ags, b.zeitraum, b.quelle_id, b.wert, b.gebietsstand, q.herausgeber, q.stand
        FROM {beobachtungen} AS b JOIN quelle AS q USING (quelle_id) SEMI JOIN _summierbar USING (merkmal_id)
        WHERE length(b.ags) IN (5, 8) AND NOT starts_with(b.quelle_id, 'kommunal')
          AND NOT regexp_matches(b.quelle_id, '_(summe|umgerechnet)$')
          AND NOT regexp_matches(b.quelle_id, '^({gewollt})')
    ),
    gemeinden AS (
        SELECT merkmal_id, left(ags, 5) AS ags, zeitraum, herausgeber, stand, gebietsstand, quelle_id,
               sum(wert) AS summe,
               count(wert) AS gemeinden, count(*) AS zeilen,
               max(CASE WHEN wert = round(wert) THEN 0 WHEN wert = round(wert, 1) THEN 1 ELSE 2 END)
                   AS stellen
        FROM zaehlwert WHERE length(ags) = 8 GROUP BY ALL
    ),
    heute AS (
        SELECT left(ags, 5) AS ags, count(*) AS anzahl FROM gebiet
        WHERE ebene = 'gemeinde' AND gueltig_bis IS NULL GROUP BY 1
    ),
    vergleich AS (
        SELECT k.merkmal_id, k.ags, k.zeitraum, k.quelle_id, k.wert AS wert_kreis,
               g.summe AS summe_gemeinden, g.gemeinden, g.summe - k.wert AS differenz,
               CASE WHEN stellen > 0 OR contains(m.bezug, 'urchschnitt')
                    THEN (g.gemeinden + 1) / 2.0 / power(10, stellen) ELSE 0.5 END AS rundung
        FROM zaehlwert AS k
        JOIN gemeinden AS g ON (g.merkmal_id, g.ags, g.zeitraum) = (k.merkmal_id, k.ags, k.zeitraum)
             AND (g.herausgeber, g.stand) = (k.herausgeber, k.stand)
             AND g.gebietsstand IS NOT DISTINCT FROM k.gebietsstand
        JOIN heute ON heute.ags = k.ags JOIN merkmal AS m ON m.merkmal_id = k.merkmal_id
        WHERE length(k.ags) = 5 AND k.wert IS NOT NULL AND g.gemeinden = g.zeilen
          AND g.gemeinden >= heute.anzahl
    )
    FROM vergleich WHERE abs(differenz) > rundung + 1e-6
    QUALIFY row_number() OVER (PARTITION BY merkmal_id, ags, zeitraum, quelle_id ORDER BY gemeinden DESC) = 1
    ORDER BY ALL
"""


def stage_summenabweichung(
    con: duckdb.DuckDBPyConnection, beobachtungen: str, summierbar: Collection[str]
) -> int:
    """Write the table `summenabweichung`; return its number of rows.

    Only Kreise all of whose Gemeinden have a number are compared, within one edition and period. Counts on
    a day or over a year are exact; averages and figures with decimals may be off by the rounding of every
    number.

    Args:
        con: Database with `gebiet`, `merkmal`, `quelle` and the observations.
        beobachtungen: Name of the table of observations.
        summierbar: Measures that are counts.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE _summierbar AS SELECT unnest($1) AS merkmal_id", [sorted(summierbar)]
    )
    abfrage = _ABFRAGE.format(beobachtungen=beobachtungen, gewollt="|".join(GEWOLLT))
    daten = con.execute(abfrage).df().astype(pandas_typen(table_of(Summenabweichung)))
    con.execute("DROP TABLE _summierbar")
    return write_table(con, Summenabweichung, daten)
