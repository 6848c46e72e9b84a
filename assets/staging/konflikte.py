"""Contradictions: two sources state one figure differently by more than their rounding explains.

Compared are the current editions only: what a newer edition of the same table replaced is a revision. Where
a figure was recomputed to today's Gebietsstand, that one stands for its source, unless it is an estimate.
Figures of a territory that changed its extent between two Gebietsstände are not set beside each other. Own
counts never take part.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.groessen import Groesse
from assets.staging.beobachtungen import NICHT_GELIEFERT
from assets.staging.gebietsaenderung import changes_of_territory
from schemas.staging import Konflikt

EIGENE: Final = "kommunal"
"""Sources of the Landratsamt's own counts begin like this."""
UMGERECHNET: Final = "_umgerechnet"
SUMME: Final = "_summe"
ZAEHLEINHEITEN: Final = ("Anzahl", "Personen")
"""Units of counts, which are exact."""

OEFFENTLICH: Final = f"""
    SELECT merkmal_id, ags, zeitraum, wert, kennzeichen, quelle_id, gebietsstand FROM beobachtung
    WHERE NOT starts_with(quelle_id, '{EIGENE}') AND kennzeichen IS DISTINCT FROM 'g'
      AND NOT (wert IS NULL AND coalesce(kennzeichen, '') IN {NICHT_GELIEFERT})
"""
"""What sources outside the Landratsamt state, with a number or with a sign that withholds it."""

MEHRERE_QUELLEN: Final = """
    SELECT merkmal_id FROM beobachtung GROUP BY 1 HAVING min(quelle_id) <> max(quelle_id)
"""
"""Measures that more than one source states: only these can differ."""

_ANGABEN: Final = f"""
    CREATE OR REPLACE TEMP TABLE _vergleichbar AS
    WITH alle_zeilen AS (
        FROM ({OEFFENTLICH})
        SEMI JOIN ({MEHRERE_QUELLEN} UNION SELECT merkmal_id FROM _angabe) USING (merkmal_id)
    ),
    umgerechnet AS (
        SELECT merkmal_id, ags, zeitraum, left(quelle_id, -{len(UMGERECHNET)}) AS quelle_id
        FROM alle_zeilen WHERE ends_with(quelle_id, '{UMGERECHNET}')
    ),
    roh AS (
        FROM alle_zeilen ANTI JOIN umgerechnet USING (merkmal_id, ags, zeitraum, quelle_id)
        WHERE NOT (kennzeichen IS NOT DISTINCT FROM 's'
                   AND (ends_with(quelle_id, '{UMGERECHNET}') OR ends_with(quelle_id, '{SUMME}')))
    ),
    mehrfach AS (SELECT merkmal_id, ags, zeitraum FROM roh GROUP BY ALL HAVING count(*) > 1),
    einzeln AS (
        SELECT merkmal_id AS groesse, merkmal_id AS merkmal, ags, zeitraum, quelle_id, wert, gebietsstand,
               1.0 AS faktor, NULL::DOUBLE AS rundung, merkmal_id AS beispiel, '' AS hinweis,
               0 AS nr
        FROM roh SEMI JOIN mehrfach USING (merkmal_id, ags, zeitraum)
        ANTI JOIN (FROM _angabe WHERE soll = 1) USING (merkmal_id)
    ),
    gemeinsam AS (
        SELECT a.groesse, a.merkmal, r.ags,
               CASE WHEN a.gilt_als IS NOT NULL THEN a.gilt_als
                    WHEN length(r.zeitraum) = 4 THEN r.zeitraum || coalesce('-' || a.stichtag, '')
                    ELSE r.zeitraum END AS zeit,
               r.quelle_id,
               CASE WHEN count(r.wert) = any_value(a.soll)
                    THEN sum(r.wert ORDER BY r.merkmal_id) * any_value(a.faktor) END AS wert,
               max(r.gebietsstand) AS gebietsstand, any_value(a.faktor) AS faktor,
               any_value(a.rundung) * any_value(a.soll) AS rundung, min(r.merkmal_id) AS beispiel,
               any_value(a.hinweis) AS hinweis, any_value(a.nr) AS nr
        FROM roh AS r JOIN _angabe AS a USING (merkmal_id)
        GROUP BY a.groesse, a.merkmal, r.ags, zeit, r.quelle_id
        HAVING count(*) = any_value(a.soll)
    ),
    alle AS (FROM einzeln UNION ALL SELECT * FROM gemeinsam)
    SELECT a.*, q.familie, q.tabelle, q.rang, q.stand, q.vorrang
    FROM alle AS a JOIN _rangfolge AS q USING (quelle_id)
    QUALIFY rank() OVER (
        PARTITION BY groesse, merkmal, ags, zeitraum, familie, tabelle ORDER BY stand DESC
    ) = 1
"""

_STELLEN: Final = """
    CREATE OR REPLACE TEMP TABLE _stellen AS
    SELECT merkmal_id, quelle_id, bool_or(m.einheit IN $einheiten) AS zaehlwert,
           max(CASE WHEN abs(wert - round(wert)) < 1e-9 THEN 0
                    WHEN abs(wert * 10 - round(wert * 10)) < 1e-7 THEN 1
                    WHEN abs(wert * 100 - round(wert * 100)) < 1e-6 THEN 2
                    WHEN abs(wert * 1000 - round(wert * 1000)) < 1e-5 THEN 3 ELSE 9 END) AS stellen
    FROM beobachtung JOIN merkmal AS m USING (merkmal_id)
    SEMI JOIN (SELECT beispiel AS merkmal_id FROM _vergleichbar) USING (merkmal_id)
    GROUP BY merkmal_id, quelle_id
"""

_PAARE: Final = f"""
    WITH bekannt AS (SELECT coalesce(max(stand_neu), '0000') AS tag FROM _aenderung),
    teile AS (
        SELECT uebergeordnet AS ags, count(*) AS anzahl FROM gebiet
        WHERE gueltig_bis IS NULL AND ebene IN ('kreis', 'gemeinde') GROUP BY 1
        UNION ALL
        SELECT planungsbereich, count(*) FROM gebiet
        WHERE gueltig_bis IS NULL AND planungsbereich IS NOT NULL GROUP BY 1
        UNION ALL
        SELECT '00', count(*) FROM gebiet WHERE gueltig_bis IS NULL AND ebene = 'kreis'
    ),
    gerundet AS (
        SELECT v.* REPLACE (
                 coalesce(v.rundung, CASE WHEN s.zaehlwert OR z.merkmal_id IS NOT NULL OR s.stellen = 9 THEN 0
                                          ELSE 0.5 * 10.0 ** -s.stellen END) * v.faktor
                 * CASE WHEN ends_with(v.quelle_id, '{SUMME}') THEN coalesce(t.anzahl, 1)
                        ELSE 1 END AS rundung)
        FROM _vergleichbar AS v
        LEFT JOIN teile AS t ON t.ags = v.ags
        LEFT JOIN _stellen AS s ON s.merkmal_id = v.beispiel AND s.quelle_id = v.quelle_id
        LEFT JOIN _zaehlwert AS z ON z.merkmal_id = v.beispiel
        WHERE v.wert IS NOT NULL
    ),
    gilt AS (
        FROM gerundet QUALIFY row_number() OVER (
            PARTITION BY groesse, ags, zeitraum ORDER BY rang, stand DESC, nr, vorrang
        ) = 1
    ),
    paar AS MATERIALIZED (
        SELECT g, a
        FROM gilt AS g JOIN gerundet AS a
            ON a.groesse = g.groesse AND a.ags = g.ags AND a.zeitraum = g.zeitraum
           AND (a.quelle_id, a.merkmal) <> (g.quelle_id, g.merkmal)
        WHERE abs(a.wert - g.wert) > g.rundung + a.rundung + 1e-9 * greatest(abs(a.wert), abs(g.wert))
    )
    SELECT g.groesse, g.ags, g.zeitraum, g.merkmal AS merkmal_gilt, g.quelle_id AS quelle_gilt,
           g.wert AS wert_gilt, a.merkmal AS merkmal_anders, a.quelle_id AS quelle_anders,
           a.wert AS wert_anders, a.wert - g.wert AS differenz, g.rundung + a.rundung AS rundung,
           CASE WHEN g.rang < a.rang
                    THEN 'Vorrang der Quelle (Rang ' || g.rang || ' vor ' || a.rang || ')'
                WHEN g.stand > a.stand
                    THEN 'gleicher Rang, neuerer Stand (' || strftime(g.stand::DATE, '%d.%m.%Y')
                         || ' vor ' || strftime(a.stand::DATE, '%d.%m.%Y') || ')'
                WHEN g.nr < a.nr THEN 'gleicher Rang und Stand, Reihenfolge im Katalog der Größen'
                ELSE 'gleicher Rang und Stand; keine Regel entscheidet, es gilt die letzte Kennung' END
           || CASE WHEN g.gebietsstand <> a.gebietsstand
                        AND greatest(g.gebietsstand, a.gebietsstand) > (SELECT tag FROM bekannt)
                   THEN '; Gebietsstand verschieden (' || strftime(g.gebietsstand::DATE, '%d.%m.%Y')
                        || ' und ' || strftime(a.gebietsstand::DATE, '%d.%m.%Y') || ')' ELSE '' END
           || CASE WHEN ends_with(g.quelle_id, '{SUMME}') OR ends_with(a.quelle_id, '{SUMME}')
                   THEN '; eigene Summe der Teilgebiete' ELSE '' END
           || CASE WHEN g.hinweis <> '' THEN '; ' || g.hinweis ELSE '' END
           || CASE WHEN a.hinweis <> '' THEN '; ' || a.hinweis ELSE '' END AS regel
    FROM paar
    ANTI JOIN _aenderung AS n
        ON n.ags = g.ags AND n.stand_neu > least(g.gebietsstand, a.gebietsstand)
       AND n.stand_alt < greatest(g.gebietsstand, a.gebietsstand)
    ORDER BY g.groesse, g.ags, g.zeitraum, a.merkmal, a.quelle_id
"""


def find_konflikte(
    con: duckdb.DuckDBPyConnection,
    rangfolge: pd.DataFrame,
    groessen: Iterable[Groesse],
    zaehlwerte: Iterable[str],
) -> pd.DataFrame:
    """Find the figures that sources state differently beyond their rounding.

    Args:
        con: Connection with the protected table `beobachtung`, `merkmal`, `gebiet` and `nachfolge`.
        rangfolge: Standing of the sources, from `assets.staging.vorrang`.
        groessen: Quantities that several measures state; any other measure is compared with itself.
        zaehlwerte: Measures that are counts, and so exact.

    Returns:
        Frame of `schemas.staging.Konflikt`, sorted by key; values in the unit of the quantity.
    """
    merkmale = [str(m) for (m,) in con.execute("SELECT merkmal_id FROM merkmal ORDER BY 1").fetchall()]
    tabellen = {
        "_angabe": _angaben(groessen, merkmale),
        "_rangfolge": rangfolge,
        "_aenderung": changes_of_territory(con),
        "_zaehlwert": pd.DataFrame({"merkmal_id": sorted(set(zaehlwerte))}, dtype="str"),
    }
    for name, daten in tabellen.items():
        con.register(name, daten)
    con.execute(_ANGABEN)
    con.execute(_STELLEN, {"einheiten": list(ZAEHLEINHEITEN)})
    paare = con.execute(_PAARE).df()
    con.execute("DROP TABLE _vergleichbar; DROP TABLE _stellen")
    for name in tabellen:
        con.unregister(name)
    schema = Konflikt.to_schema()
    typen = {str(s): "float64" if str(c.dtype) == "float64" else "str" for s, c in schema.columns.items()}
    return paare[list(typen)].astype(typen)


def _angaben(groessen: Iterable[Groesse], merkmale: list[str]) -> pd.DataFrame:
    """List every measure of every quantity; `soll` is the number of measures that make up its sum."""
    zeilen = []
    for groesse, nr, angabe in ((g, i, a) for g in groessen for i, a in enumerate(g.angaben)):
        teile = list(_parts(angabe.teile, merkmale)) if angabe.teile else [angabe.merkmal]
        zeilen += [
            (
                groesse.id,
                angabe.merkmal,
                merkmal_id,
                angabe.faktor,
                angabe.rundung,
                len(teile),
                angabe.hinweis,
                groesse.stichtag,
                angabe.gilt_als,
                nr,
            )
            for merkmal_id in teile
        ]
    typen = {
        "groesse": "str",
        "merkmal": "str",
        "merkmal_id": "str",
        "faktor": "float64",
        "rundung": "float64",
        "soll": "int64",
        "hinweis": "str",
        "stichtag": "str",
        "gilt_als": "str",
        "nr": "int64",
    }
    return pd.DataFrame(zeilen, columns=list(typen)).astype(typen)


def _parts(muster: Iterable[str], merkmale: Iterable[str]) -> Iterator[str]:
    alle = tuple(muster)
    return (m for m in merkmale if any(fnmatchcase(m, einzelnes) for einzelnes in alle))
