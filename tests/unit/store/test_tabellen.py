"""One definition serves checking, storing and describing."""

import duckdb
import pandas as pd
import pytest

from assets.store.tabellen import TabellenFehler, content_hash, read_table, table_of, validate, write_table
from schemas.staging import Merkmal


@pytest.fixture
def merkmale() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "merkmal_id": ["b", "a"],
            "name": ["B", "A"],
            "definition": ["d", "d"],
            "einheit": ["%", "Anzahl"],
            "bezug": ["Stichtag", "Jahressumme"],
        }
    )


def test_write_and_read_keeps_rows_sorted_by_key(merkmale: pd.DataFrame) -> None:
    con = duckdb.connect()
    assert write_table(con, Merkmal, merkmale) == 2
    assert read_table(con, Merkmal)["merkmal_id"].tolist() == ["a", "b"]


def test_table_carries_comments_key_and_not_null(merkmale: pd.DataFrame) -> None:
    con = duckdb.connect()
    write_table(con, Merkmal, merkmale)
    kommentar = con.execute("SELECT comment FROM duckdb_columns() WHERE column_name = 'einheit'").fetchone()
    assert kommentar == ("Maßeinheit",)
    with pytest.raises(duckdb.ConstraintException):
        con.execute("INSERT INTO merkmal VALUES ('a', 'x', 'x', 'x', 'x')")
    with pytest.raises(duckdb.ConstraintException):
        con.execute("INSERT INTO merkmal VALUES ('c', NULL, 'x', 'x', 'x')")


def test_wrong_frame_is_refused_with_cases(merkmale: pd.DataFrame) -> None:
    with pytest.raises(TabellenFehler, match=r"Tabelle „merkmal“.*Spalte merkmal_id.*'1x'"):
        validate(Merkmal, merkmale.assign(merkmal_id=["1x", "a"]))


def test_duplicate_key_is_refused(merkmale: pd.DataFrame) -> None:
    with pytest.raises(TabellenFehler):
        validate(Merkmal, merkmale.assign(merkmal_id=["a", "a"]))


def test_hash_depends_on_content_only(merkmale: pd.DataFrame) -> None:
    hashes = []
    for daten in (merkmale, merkmale.iloc[::-1], merkmale.assign(einheit=["x", "y"])):
        con = duckdb.connect()
        write_table(con, Merkmal, daten)
        hashes.append(content_hash(con, table_of(Merkmal)))
    assert hashes[0] == hashes[1] != hashes[2]
