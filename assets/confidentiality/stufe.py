"""Fourth step of a run: what may be shown."""

import duckdb

from assets.confidentiality.regeln import Schutzregeln
from assets.confidentiality.sperrung import audit, suppress
from assets.indicators.stufe import UNGESCHUETZT
from assets.store.tabellen import read_table, write_table
from schemas.indicators import Indikatorwert
from schemas.sources import Gebiet


def protect_werte(con: duckdb.DuckDBPyConnection, regeln: Schutzregeln) -> int:
    """Write `indikatorwert` from the unprotected values, audited; return the number of suppressed values.

    Raises:
        SperrFehler: a suppressed value could be recalculated from what is shown.
    """
    gebiete = read_table(con, Gebiet)
    roh = read_table(con, Indikatorwert, name=UNGESCHUETZT)
    geschuetzt = suppress(roh, regeln, gebiete)
    audit(roh, geschuetzt, regeln, gebiete)
    write_table(con, Indikatorwert, geschuetzt)
    return int((geschuetzt["kennzeichen"] == "g").sum())
