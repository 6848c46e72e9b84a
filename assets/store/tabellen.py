"""From a pandera model to a DuckDB table: one definition for checking, storing and describing."""

import hashlib
from dataclasses import dataclass
from typing import Final

import duckdb
import pandas as pd
import pandera.pandas as pa

_SQL_TYPEN: Final = {
    "str": "VARCHAR",
    "string[python]": "VARCHAR",
    "float64": "DOUBLE",
    "int64": "BIGINT",
    "Int64": "BIGINT",
    "bool": "BOOLEAN",
}
HOECHSTENS_FAELLE: Final = 50


class TabellenFehler(Exception):
    """A table does not fit its schema; the message lists the first cases in German."""


@dataclass(frozen=True)
class Spalte:
    """One column as the database knows it."""

    name: str
    sql_typ: str
    pflicht: bool
    beschreibung: str


@dataclass(frozen=True)
class Tabelle:
    """One table as the database knows it."""

    name: str
    beschreibung: str
    schluessel: tuple[str, ...]
    spalten: tuple[Spalte, ...]
    modell: type[pa.DataFrameModel]


def table_of(modell: type[pa.DataFrameModel], name: str | None = None) -> Tabelle:
    """Derive the database table from a pandera model (name, comment, key, columns).

    Args:
        modell: The model.
        name: Name of the table where it is not the model's own.
    """
    schema = modell.to_schema()
    spalten = tuple(
        Spalte(str(name), _SQL_TYPEN[str(spalte.dtype)], not spalte.nullable, spalte.description or "")
        for name, spalte in schema.columns.items()
    )
    schluessel = tuple(modell.get_metadata()[schema.name]["dataframe"]["schluessel"])
    return Tabelle(name or str(schema.name), schema.description or "", schluessel, spalten, modell)


def validate(modell: type[pa.DataFrameModel], daten: pd.DataFrame) -> pd.DataFrame:
    """Check a frame against its model and return it in the model's column order.

    Raises:
        TabellenFehler: with the number of failures and the first cases.
    """
    name = modell.to_schema().name
    try:
        modell.validate(daten, lazy=True)
    except pa.errors.SchemaErrors as fehler:
        faelle = fehler.failure_cases
        erste = "; ".join(
            f"Spalte {f.column}, Zeile {f.index}: {f.failure_case!r} verletzt {f.check}"
            for f in faelle.head(5).itertuples()
        )
        raise TabellenFehler(
            f"Tabelle „{name}“ entspricht nicht ihrer Beschreibung ({len(faelle)} Fälle). {erste}"
        ) from fehler
    return daten[list(modell.to_schema().columns)]


def create_table(con: duckdb.DuckDBPyConnection, tabelle: Tabelle) -> None:
    """Create the table anew with types, NOT NULL, key and comments."""
    spalten = ", ".join(f'"{s.name}" {s.sql_typ}{" NOT NULL" if s.pflicht else ""}' for s in tabelle.spalten)
    schluessel = f", PRIMARY KEY ({', '.join(tabelle.schluessel)})"
    con.execute(f"DROP TABLE IF EXISTS {tabelle.name}")
    con.execute(f"CREATE TABLE {tabelle.name} ({spalten}{schluessel})")
    comment_table(con, tabelle)


def comment_table(con: duckdb.DuckDBPyConnection, tabelle: Tabelle) -> None:
    """Write the descriptions of a table and its columns into the database."""
    con.execute(f"COMMENT ON TABLE {tabelle.name} IS {_literal(tabelle.beschreibung)}")
    for spalte in tabelle.spalten:
        con.execute(f'COMMENT ON COLUMN {tabelle.name}."{spalte.name}" IS {_literal(spalte.beschreibung)}')


def write_table(
    con: duckdb.DuckDBPyConnection,
    modell: type[pa.DataFrameModel],
    daten: pd.DataFrame,
    name: str | None = None,
) -> int:
    """Validate a frame and write it as a table, sorted by its key; return the number of rows.

    Args:
        con: Connection that may write.
        modell: Model of the table.
        daten: Its rows.
        name: Name of the table where it is not the model's own.

    Raises:
        TabellenFehler: the frame does not fit its model.
    """
    tabelle = table_of(modell, name)
    geprueft = validate(modell, daten)
    create_table(con, tabelle)
    # DuckDB scans contiguous columns only; copy() turns views such as a reversed frame into those.
    con.register("_neu", geprueft.copy())
    namen = ", ".join(f'"{s.name}"' for s in tabelle.spalten)
    con.execute(
        f"INSERT INTO {tabelle.name} SELECT {namen} FROM _neu ORDER BY {', '.join(tabelle.schluessel)}"
    )
    con.unregister("_neu")
    return len(geprueft)


def read_table(
    con: duckdb.DuckDBPyConnection, modell: type[pa.DataFrameModel], name: str | None = None
) -> pd.DataFrame:
    """Read a whole table, sorted by its key."""
    tabelle = table_of(modell, name)
    ordnung = f" ORDER BY {', '.join(tabelle.schluessel)}"
    daten = con.execute(f"SELECT * FROM {tabelle.name}{ordnung}").df()
    return daten.astype(pandas_typen(tabelle))


def pandas_typen(tabelle: Tabelle) -> dict[str, str]:
    """Return the pandas type of every column; whole numbers that may be missing are `Int64`."""
    typen = {"VARCHAR": "str", "DOUBLE": "float64", "BIGINT": "int64", "BOOLEAN": "bool"}
    return {
        s.name: "Int64" if s.sql_typ == "BIGINT" and not s.pflicht else typen[s.sql_typ]
        for s in tabelle.spalten
    }


def content_hash(con: duckdb.DuckDBPyConnection, tabelle: Tabelle) -> str:
    """Fingerprint of the content of a table: equal content, equal fingerprint, on any machine.

    Number of rows, and exclusive-or and sum of the rows' MD5: independent of the order of the rows and
    computed in one pass without keeping them.
    """
    ergebnis = con.execute(
        "SELECT count(*), bit_xor(md5_number(zeile)), sum(md5_number_lower(zeile)::HUGEINT) "
        f"FROM (SELECT CAST(t AS VARCHAR) AS zeile FROM {tabelle.name} AS t)"
    ).fetchone()
    return hashlib.sha256(str(ergebnis).encode()).hexdigest()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
