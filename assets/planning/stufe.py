"""Sixth step of a run: the planning tables."""

from pathlib import Path

import duckdb

from assets.catalogue.load import Katalog
from assets.planning.planung import check_planung, read_planung
from assets.store.tabellen import write_table


def read_planung_tabellen(
    con: duckdb.DuckDBPyConnection, ordner: Path, katalog: Katalog, *, beispiele: bool
) -> int:
    """Read the registers, check them against the catalogue and write their tables.

    Args:
        con: Work database.
        ordner: `data/raw/kommunal`.
        katalog: Fields of action and indicators that may be referred to.
        beispiele: Whether fictional samples are included.

    Returns:
        Number of measures.

    Raises:
        EingabeFehler: a register cannot be used.
    """
    planung = read_planung(ordner, beispiele=beispiele)
    bekannt = set(katalog.indikatoren) | {luecke.id for luecke in katalog.luecken}
    check_planung(planung, {feld.nummer for feld in katalog.handlungsfelder}, bekannt)
    for register, rahmen in planung.frames():
        write_table(con, register.modell, rahmen)
    return len(planung.massnahmen)
