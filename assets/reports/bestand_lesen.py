"""Reads the figures of one Kreis once from the finished database."""

from pathlib import Path
from typing import Final

import duckdb

from assets.reports.bestand import (
    PLANUNG,
    Bestand,
    Gebietszeile,
    Konfliktzeile,
    Messwert,
    Quellenzeile,
    Revisionszeile,
    Trendwert,
    Vergleichswert,
    Verteilungswert,
    Zeile,
)
from assets.reports.geometrie import Form, form_of
from assets.store.arbeitsdatenbank import open_database
from schemas.common import BUND

_ALTER: Final = "rs12411_"
"""Prefix of the measures of the population by age group and sex."""


def read_bestand(
    datenbank: Path, kreis: str, vergleichskreise: tuple[str, ...] = (), *, planung: bool = True
) -> Bestand:
    """Read all figures that the reports of one Kreis may print.

    Args:
        datenbank: Finished DuckDB file, opened read-only.
        kreis: Five-digit key.
        vergleichskreise: Kreise whose series are drawn beside the home Kreis.
        planung: Whether the registers (measures, plans, offers) are those of this Kreis.

    Raises:
        duckdb.Error: the file or one of its tables is missing.
    """
    with open_database(datenbank, read_only=True) as con:
        con.execute(
            "CREATE TEMP TABLE _voll AS SELECT unnest(?::VARCHAR[]) AS ags",
            [[kreis, kreis[:2], BUND, *vergleichskreise]],
        )
        return Bestand(
            kreis=kreis,
            gebiete=_read_gebiete(con, kreis),
            werte=_read_werte(con, kreis),
            vergleiche=_read_vergleiche(con, kreis),
            verteilungen=_read_verteilungen(con, kreis),
            trends=_read_trends(con, kreis),
            quellen=_read_quellen(con, kreis),
            planung={name: _read_rows(con, name) for name in PLANUNG} if planung else {},
            altersaufbau=_read_altersaufbau(con, kreis),
            formen=_read_formen(con, kreis),
            konflikte=tuple(
                Konfliktzeile(*z) for z in _read_differences(con, "konflikt", Konfliktzeile, kreis)
            ),
            revisionen=tuple(
                Revisionszeile(*z) for z in _read_differences(con, "revision", Revisionszeile, kreis)
            ),
        )


def _read_gebiete(con: duckdb.DuckDBPyConnection, kreis: str) -> dict[str, Gebietszeile]:
    rows = con.execute(
        """
        SELECT ags, name, ebene, einwohner FROM gebiet
        WHERE (ebene IN ('bund', 'land', 'kreis') OR ags LIKE ? || '%') AND gueltig_bis IS NULL
        ORDER BY ags
        """,
        [kreis],
    ).fetchall()
    return {row[0]: Gebietszeile(*row) for row in rows}


def _read_werte(con: duckdb.DuckDBPyConnection, kreis: str) -> dict[tuple[str, str], tuple[Messwert, ...]]:
    """Read whole series for home, Land, Bund, comparators, Gemeinden; the newest year for other Kreise."""
    rows = con.execute(
        """
        WITH neuestes AS (
            SELECT indikator_id, max(jahr) AS jahr FROM indikatorwert
            WHERE ags = $kreis AND wert IS NOT NULL GROUP BY indikator_id
        )
        SELECT w.indikator_id, w.ags, w.jahr, zeitraum, wert, zaehler, nenner, untergrenze, obergrenze,
               kennzeichen, verlaesslichkeit, herkunft, quelle_id, gebietsstand
        FROM indikatorwert w LEFT JOIN neuestes n USING (indikator_id)
        WHERE w.ags IN (SELECT ags FROM _voll) OR w.ags LIKE $kreis || '%'
           OR (length(w.ags) = 5 AND w.jahr = n.jahr)
        ORDER BY w.indikator_id, w.ags, w.jahr
        """,
        {"kreis": kreis},
    ).fetchall()
    werte: dict[tuple[str, str], list[Messwert]] = {}
    for indikator_id, *rest in rows:
        werte.setdefault((indikator_id, rest[0]), []).append(Messwert(*rest))
    return {key: tuple(reihe) for key, reihe in werte.items()}


def _read_vergleiche(
    con: duckdb.DuckDBPyConnection, kreis: str
) -> dict[tuple[str, str, int], dict[str, Vergleichswert]]:
    rows = con.execute(
        """
        SELECT indikator_id, ags, jahr, vergleichsgruppe, vergleichswert, art, differenz, rang, anzahl,
               CAST(fuenftel AS INTEGER), vergleichsjahr
        FROM vergleich WHERE ags LIKE ? || '%' ORDER BY indikator_id, ags, jahr, vergleichsgruppe
        """,
        [kreis],
    ).fetchall()
    result: dict[tuple[str, str, int], dict[str, Vergleichswert]] = {}
    for indikator_id, ags, jahr, *rest in rows:
        result.setdefault((indikator_id, ags, jahr), {})[rest[0]] = Vergleichswert(*rest)
    return result


def _read_verteilungen(
    con: duckdb.DuckDBPyConnection, kreis: str
) -> dict[tuple[str, str], tuple[Verteilungswert, ...]]:
    rows = con.execute(
        """
        SELECT indikator_id, jahr, gruppe,
               anzahl, minimum, grenze1, grenze2, median, grenze3, grenze4, maximum
        FROM verteilung WHERE gruppe IN (?, ?) ORDER BY indikator_id, gruppe, jahr
        """,
        [BUND, kreis[:2]],
    ).fetchall()
    result: dict[tuple[str, str], list[Verteilungswert]] = {}
    for indikator_id, *rest in rows:
        wert = Verteilungswert(*rest)
        result.setdefault((indikator_id, wert.gruppe), []).append(wert)
    return {key: tuple(reihe) for key, reihe in result.items()}


def _read_trends(con: duckdb.DuckDBPyConnection, kreis: str) -> dict[str, Trendwert]:
    rows = con.execute(
        """
        SELECT indikator_id, von, bis, anzahl, steigung, richtung, bruch
        FROM trend WHERE ags = ? ORDER BY indikator_id
        """,
        [kreis],
    ).fetchall()
    return {row[0]: Trendwert(*row[1:]) for row in rows}


def _read_quellen(con: duckdb.DuckDBPyConnection, kreis: str) -> dict[str, Quellenzeile]:
    """Read the sources with a figure for the Kreis, its Land or Deutschland; flag the superseded ones."""
    rows = con.execute(
        """
        WITH stand AS (
            SELECT quelle_id, max(zeitraum) FILTER (gueltig) AS neuester, NOT bool_or(gueltig) AS ueberholt
            FROM beobachtung
            WHERE ags IN (SELECT ags FROM _voll) OR ags LIKE ? || '%' GROUP BY quelle_id
        )
        SELECT quelle_id, herausgeber, titel, tabelle, q.stand, lizenz, lizenz_url, url,
               quellenvermerk, s.neuester, coalesce(s.ueberholt, false)
        FROM quelle q LEFT JOIN stand s USING (quelle_id)
        WHERE s.quelle_id IS NOT NULL OR quelle_id IN (SELECT quelle_id FROM indikatorwert)
        ORDER BY quelle_id
        """,
        [kreis],
    ).fetchall()
    return {row[0]: Quellenzeile(*row) for row in rows}


def _read_differences(
    con: duckdb.DuckDBPyConnection, tabelle: str, zeile: type[tuple], kreis: str
) -> list[tuple]:
    """Read contradictions or revisions about the Kreis, its Land or Deutschland, in order of key."""
    if not _has_table(con, tabelle):
        return []
    spalten = ", ".join(zeile._fields)  # type: ignore[attr-defined]
    return con.execute(
        f"SELECT {spalten} FROM {tabelle} WHERE ags IN (?, ?, ?) ORDER BY ALL", [kreis, kreis[:2], BUND]
    ).fetchall()


def _read_rows(con: duckdb.DuckDBPyConnection, tabelle: str) -> tuple[Zeile, ...]:
    """Return all rows of a planning table as mappings; empty where the edition has no such table."""
    if not _has_table(con, tabelle):
        return ()
    cursor = con.execute(f"SELECT * FROM {tabelle} ORDER BY ALL")
    columns = [spalte[0] for spalte in cursor.description or ()]
    return tuple(dict(zip(columns, row, strict=True)) for row in cursor.fetchall())


def _read_altersaufbau(con: duckdb.DuckDBPyConnection, kreis: str) -> dict[str, dict[str, float]]:
    """Read the population by Stichtag, age group and sex; only complete Stichtage."""
    rows = con.execute(
        """
        SELECT zeitraum, merkmal_id, wert FROM beobachtung
        WHERE ags = ? AND gueltig AND starts_with(merkmal_id, ?) ORDER BY zeitraum, merkmal_id
        """,
        [kreis, _ALTER],
    ).fetchall()
    result: dict[str, dict[str, float]] = {}
    for zeitraum, merkmal_id, wert in rows:
        if wert is not None:
            result.setdefault(zeitraum, {})[merkmal_id.removeprefix(_ALTER)] = wert
    vollstaendig = max((len(werte) for werte in result.values()), default=0)
    return {zeitraum: werte for zeitraum, werte in result.items() if len(werte) == vollstaendig}


def _read_formen(con: duckdb.DuckDBPyConnection, kreis: str) -> dict[str, Form]:
    """Read the outlines of the Kreise of the Land and of the Gemeinden of the Kreis."""
    if not _has_table(con, "umriss"):
        return {}
    rows = con.execute(
        """
        SELECT ags, geometrie FROM umriss
        WHERE (length(ags) = 5 AND starts_with(ags, ?)) OR starts_with(ags, ?) ORDER BY ags
        """,
        [kreis[:2], kreis],
    ).fetchall()
    return {ags: form_of(geometrie) for ags, geometrie in rows}


def _has_table(con: duckdb.DuckDBPyConnection, tabelle: str) -> bool:
    found = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ? AND NOT temporary", [tabelle]
    ).fetchone()
    return bool(found and found[0])
