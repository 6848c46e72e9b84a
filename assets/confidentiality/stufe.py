"""Fourth step of a run: what may be shown."""

from typing import TypeVar

import duckdb
import pandas as pd
import pandera.pandas as pa

from assets.confidentiality.pruefung import audit, audit_beobachtungen
from assets.confidentiality.regeln import EIGENE, Schutzregeln
from assets.confidentiality.sperrung import ZEICHEN, suppress_verbund
from assets.indicators.stufe import UNGESCHUETZT
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.tabellen import create_table, read_table, table_of, validate
from schemas.indicators import Indikator, Indikatorwert
from schemas.sources import Gebiet
from schemas.staging import Beobachtung

_M = TypeVar("_M", bound=pa.DataFrameModel)


def protect_werte(con: duckdb.DuckDBPyConnection, regeln: Schutzregeln) -> int:
    """Write `indikatorwert` and `beobachtung` from their unprotected forms, withheld and audited.

    Only what hangs together with own data is worked through; all other rows are copied as they are.

    Args:
        con: Work database with `gebiet`, `indikator` and the two unprotected tables.
        regeln: Policy.

    Returns:
        Number of withheld indicator values.

    Raises:
        SperrFehler: a withheld value could be recalculated from what is shown.
    """
    gebiete = read_table(con, Gebiet)
    werte = _related(con, Indikatorwert, UNGESCHUETZT, "indikator_id")
    beobachtungen = _related(con, Beobachtung, BEOBACHTUNG_UNGESCHUETZT, "merkmal_id")
    ausdruecke = {
        str(zeile.indikator_id): (_text(zeile.zaehler), _text(zeile.nenner))
        for zeile in read_table(con, Indikator).itertuples()
    }
    neue_werte, neue_beobachtungen = suppress_verbund(werte, beobachtungen, ausdruecke, regeln, gebiete)
    audit(werte, neue_werte, regeln, gebiete)
    audit_beobachtungen(beobachtungen, neue_beobachtungen, regeln, gebiete)
    _write(con, Indikatorwert, UNGESCHUETZT, neue_werte)
    _write(con, Beobachtung, BEOBACHTUNG_UNGESCHUETZT, neue_beobachtungen)
    return int((neue_werte["kennzeichen"] == ZEICHEN).sum())


def _related(con: duckdb.DuckDBPyConnection, modell: type[_M], tabelle: str, spalte: str) -> pd.DataFrame:
    """Read all rows of the indicators or measures that own data have a part in."""
    beschreibung = table_of(modell)
    daten = con.execute(
        f"SELECT * FROM {tabelle} WHERE {spalte} IN "
        f"(SELECT {spalte} FROM {tabelle} WHERE starts_with(quelle_id, ?)) "
        f"ORDER BY {', '.join(beschreibung.schluessel)}",
        [EIGENE],
    ).df()
    return daten.astype({s.name: "str" for s in beschreibung.spalten if s.sql_typ == "VARCHAR"})


def _write(con: duckdb.DuckDBPyConnection, modell: type[_M], roh: str, geschuetzt: pd.DataFrame) -> None:
    """Write a table: the protected rows, and all rows of the raw table whose key is not among them."""
    tabelle = table_of(modell)
    create_table(con, tabelle)
    con.register("_geschuetzt", validate(modell, geschuetzt).copy())
    spalten = ", ".join(f'"{s.name}"' for s in tabelle.spalten)
    schluessel = ", ".join(tabelle.schluessel)
    con.execute(
        f"INSERT INTO {tabelle.name} SELECT {spalten} FROM ("
        f"SELECT {spalten} FROM {roh} ANTI JOIN _geschuetzt USING ({schluessel}) "
        f"UNION ALL SELECT {spalten} FROM _geschuetzt) ORDER BY {schluessel}"
    )
    con.unregister("_geschuetzt")


def _text(zelle: object) -> str | None:
    return zelle if isinstance(zelle, str) else None
