"""The work database: one file, one writer, every connection closed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

SPEICHER = "800MB"
"""What DuckDB may keep in memory; beyond it, it writes to disk beside the database."""


class DatenbankBelegt(Exception):
    """Another program holds the database open."""


@contextmanager
def open_private(pfad: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file with protected figures for writing: its owner alone may read it.

    The folder gets mode 0700, the file 0600; so do the log and the temporary files beside it.

    Args:
        pfad: The file; its folder is made.

    Raises:
        DatenbankBelegt: another process holds the file.
    """
    pfad.parent.mkdir(parents=True, exist_ok=True)
    pfad.parent.chmod(0o700)
    maske = os.umask(0o077)
    try:
        with open_database(pfad) as con:
            pfad.chmod(0o600)
            yield con
    finally:
        os.umask(maske)


@contextmanager
def open_database(pfad: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file and close it whatever happens.

    Args:
        pfad: The file; its folder is made when writing.
        read_only: Refuse changes and let other readers in.

    Raises:
        DatenbankBelegt: another process holds the file.
    """
    if not read_only:
        pfad.parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(pfad), read_only=read_only, config={"memory_limit": SPEICHER})
    except duckdb.IOException as fehler:
        if "lock" not in str(fehler).lower():
            raise
        raise DatenbankBelegt(
            f"Die Datenbank {pfad.name} ist in einem anderen Programm geöffnet. "
            "Was tun: den anderen Lauf abwarten oder das Programm schließen und neu starten."
        ) from fehler
    try:
        yield con
    finally:
        con.close()
