"""The state table of the work database: which state of the inputs its figures belong to."""

from typing import Final

import duckdb

STAND_TABELLE: Final = "laufstand"
UNFERTIG: Final = "unfertig"
"""Stands in the table while a run works."""


def read_stand(con: duckdb.DuckDBPyConnection) -> str | None:
    """Content of the state table; None where there is none."""
    vorhanden = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [STAND_TABELLE]
    ).fetchone()
    if not vorhanden or not vorhanden[0]:
        return None
    zeile = con.execute(f"SELECT datenstand FROM {STAND_TABELLE}").fetchone()
    return str(zeile[0]) if zeile else None


def write_stand(con: duckdb.DuckDBPyConnection, wert: str) -> None:
    """Replace the content of the state table."""
    con.execute(f"CREATE OR REPLACE TABLE {STAND_TABELLE} AS SELECT ? AS datenstand", [wert])
