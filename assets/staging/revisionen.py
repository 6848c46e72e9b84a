"""Revisions: a figure that a newer edition of the same table changed, and why.

A figure that was missing before and is delivered later is no revision; neither is one that a newer
edition does not deliver. Own counts never take part.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.brueche import Bruchangabe
from assets.catalogue.models import MerkmalEintrag
from assets.staging.gebietsaenderung import changes_of_territory
from assets.staging.konflikte import MEHRERE_QUELLEN, OEFFENTLICH, UMGERECHNET

_PAARE: Final = f"""
    WITH roh AS (
        FROM ({OEFFENTLICH}) SEMI JOIN ({MEHRERE_QUELLEN}) USING (merkmal_id)
        WHERE NOT ends_with(quelle_id, '{UMGERECHNET}')
    ),
    mehrfach AS (SELECT merkmal_id, ags, zeitraum FROM roh GROUP BY ALL HAVING count(*) > 1),
    folge AS (
        SELECT r.merkmal_id, r.ags, r.zeitraum, r.quelle_id AS quelle_neu, r.wert AS wert_neu,
               r.kennzeichen AS kennzeichen_neu, r.gebietsstand AS gebietsstand_neu, q.stand AS stand_neu,
               lag(r.quelle_id) OVER ausgaben AS quelle_alt, lag(r.wert) OVER ausgaben AS wert_alt,
               lag(r.kennzeichen) OVER ausgaben AS kennzeichen_alt,
               lag(r.gebietsstand) OVER ausgaben AS gebietsstand_alt, lag(q.stand) OVER ausgaben AS stand_alt
        FROM roh AS r SEMI JOIN mehrfach USING (merkmal_id, ags, zeitraum)
        JOIN _rangfolge AS q USING (quelle_id)
        WINDOW ausgaben AS (
            PARTITION BY r.merkmal_id, r.ags, r.zeitraum, q.familie, q.tabelle ORDER BY q.stand, q.quelle_id
        )
    )
    SELECT * FROM folge
    WHERE stand_alt < stand_neu AND wert_alt IS NOT NULL AND wert_neu IS DISTINCT FROM wert_alt
"""

GRUND: Final = """
    CASE WHEN gebietsstand_alt <> gebietsstand_neu AND EXISTS (
             SELECT 1 FROM _aenderung AS g
             WHERE g.ags = r.ags AND g.stand_neu > least(gebietsstand_alt, gebietsstand_neu)
               AND g.stand_alt < greatest(gebietsstand_alt, gebietsstand_neu)
         ) THEN 'gebietsstand'
         ELSE coalesce((
             SELECT arg_max(b.art, b.ausgaben_ab) FROM _umstellung AS b
             WHERE b.kennung = r.kennung AND stand_alt < b.ausgaben_ab AND b.ausgaben_ab <= stand_neu
               AND CAST(right(split_part(r.zeitraum, '-', 1), 4) AS BIGINT) >= b.neu_ab
         ), 'revision') END
"""
"""Why a figure changed: other territory, a change of basis between the two editions, else a correction.

Needs `_umstellung` (from `changes_of_basis`) and `_aenderung` (from `changes_of_territory`).
"""

_ERGEBNIS: Final = f"""
    SELECT 'beobachtung' AS art, kennung, ags, zeitraum, quelle_alt, quelle_neu, wert_alt, wert_neu,
           kennzeichen_alt, kennzeichen_neu, {GRUND} AS grund
    FROM (SELECT merkmal_id AS kennung, * FROM ({_PAARE})) AS r
    ORDER BY kennung, ags, zeitraum, quelle_alt
"""


def find_revisionen(
    con: duckdb.DuckDBPyConnection,
    rangfolge: pd.DataFrame,
    merkmale: Mapping[str, MerkmalEintrag],
    brueche: Iterable[Bruchangabe],
) -> pd.DataFrame:
    """Find the figures that a newer edition of the same table changed.

    Args:
        con: Connection with the protected table `beobachtung`, and `nachfolge`.
        rangfolge: Standing of the sources, from `assets.staging.vorrang`.
        merkmale: Measures of the catalogue.
        brueche: Breaks; their `ausgaben_ab` tells which editions changed the basis.

    Returns:
        Frame of `schemas.staging.Revision` with the kind `beobachtung`, one row per pair of consecutive
        editions.
    """
    vorhanden = [str(m) for (m,) in con.execute("SELECT DISTINCT merkmal_id FROM beobachtung").fetchall()]
    umstellung = changes_of_basis({m: (m,) for m in vorhanden}, merkmale, brueche)
    tabellen = {"_rangfolge": rangfolge, "_umstellung": umstellung, "_aenderung": changes_of_territory(con)}
    for name, daten in tabellen.items():
        con.register(name, daten)
    ergebnis = con.execute(_ERGEBNIS).df()
    for name in tabellen:
        con.unregister(name)
    return ergebnis


def changes_of_basis(
    kennungen: Mapping[str, Iterable[str]],
    merkmale: Mapping[str, MerkmalEintrag],
    brueche: Iterable[Bruchangabe],
) -> pd.DataFrame:
    """List the changes of basis that reach back to earlier periods.

    Args:
        kennungen: Key of a measure or indicator → the measures that it rests on.
        merkmale: Measures of the catalogue.
        brueche: Breaks.

    Returns:
        Columns `kennung`, `ausgaben_ab` (day from which editions carry the new basis), `neu_ab` (earliest
        year that they recompute), `art`.
    """
    rueckwirkend = [b for b in brueche if b.ausgaben_ab]
    zeilen = {
        (kennung, b.ausgaben_ab, b.neu_ab, b.art)
        for kennung, teile in kennungen.items()
        for teil in teile
        for b in rueckwirkend
        if b.concerns(teil, merkmale.get(teil))
    }
    typen = {"kennung": "str", "ausgaben_ab": "str", "neu_ab": "int64", "art": "str"}
    return pd.DataFrame(sorted(zeilen), columns=list(typen)).astype(typen)
