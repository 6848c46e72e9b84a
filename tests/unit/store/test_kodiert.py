"""Coded columns: the rules come from the model, and what is stored reads like text."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.store.arbeitsdatenbank import open_database
from assets.store.kodiert import Kodiert, Spalten, check_coded, write_coded
from assets.store.tabellen import TabellenFehler, read_table
from schemas.sources import Beobachtungen


def spalten(**anders: Kodiert | np.ndarray) -> Spalten:
    gut: dict[str, Kodiert | np.ndarray] = {
        "merkmal_id": Kodiert(np.array([0, 1, 0]), ["rs1_a", "rs1_b"]),
        "ags": Kodiert(np.array([0, 0, 1]), ["16065", "16"]),
        "zeitraum": Kodiert.constant("2023", 3),
        "wert": np.array([1.5, np.nan, 0.0]),
        "kennzeichen": Kodiert(np.array([-1, 0, 1]), [".", "-"]),
        "quelle_id": Kodiert.constant("q", 3),
        "gebietsstand": Kodiert.constant("2023-12-31", 3),
        "blatt": Kodiert.constant(None, 3),
        "zeile": np.array([7, 8, 9], np.int32),
        "spalte": Kodiert.constant("D", 3),
    }
    return gut | anders


def test_what_is_written_reads_like_text(tmp_path: Path) -> None:
    with open_database(tmp_path / "a.duckdb") as con:
        assert write_coded(con, Beobachtungen, spalten(), "gross") == 3
        gelesen = read_table(con, Beobachtungen, "gross")
        treffer = con.execute(
            "SELECT wert FROM gross WHERE merkmal_id = 'rs1_a' AND ags LIKE '16___'"
        ).fetchall()
        kommentar = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'gross'").fetchone()
    assert treffer == [(1.5,)]
    assert kommentar is not None
    assert kommentar[0]
    Beobachtungen.validate(gelesen)
    assert gelesen["ags"].tolist() == ["16", "16065", "16065"]  # by key, as text
    assert gelesen["kennzeichen"].isna().tolist() == [False, True, False]
    assert gelesen["wert"].isna().sum() == 1
    assert gelesen["zeile"].tolist() == [9, 7, 8]


@pytest.mark.parametrize(
    ("anders", "meldung"),
    [
        ({"ags": Kodiert(np.array([0, 0, 1]), ["16065", "1"])}, "ags: '1'"),
        ({"merkmal_id": Kodiert(np.array([0, -1, 0]), ["a"])}, "merkmal_id: Wert fehlt"),
        ({"zeitraum": Kodiert.constant("Mai 2023", 3)}, "zeitraum"),
        ({"kennzeichen": Kodiert.constant("?", 3)}, "kennzeichen"),
        ({"zeile": np.array([0, 1, 2])}, "zeile"),
        ({"ags": Kodiert(np.array([0, 0, 0]), ["16065"])}, "steht zweimal"),
        ({"spalte": Kodiert.constant("D", 2)}, "verschiedener Länge"),
        ({"mehr": np.zeros(3)}, "mehr"),
        ({"ags": Kodiert(np.array([0, 0, 1]), ["16065", "16065"])}, "steht zweimal"),
    ],
)
def test_every_rule_of_the_model_holds(anders: dict[str, Kodiert | np.ndarray], meldung: str) -> None:
    with pytest.raises(TabellenFehler, match=meldung.replace("?", r"\?")):
        check_coded(Beobachtungen, spalten(**anders))


def test_texts_that_do_not_occur_are_not_checked() -> None:
    check_coded(Beobachtungen, spalten(ags=Kodiert(np.array([0, 0, 1]), ["16065", "16", "unbenutzt"])))


def test_refused_columns_leave_no_table(tmp_path: Path) -> None:
    with open_database(tmp_path / "a.duckdb") as con:
        with pytest.raises(TabellenFehler):
            write_coded(con, Beobachtungen, spalten(zeile=np.array([0, 1, 2])), "gross")
        assert con.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)


def test_texts_with_gaps() -> None:
    texte = Kodiert(np.array([1, -1, 0]), ["a", "b"]).texts()
    pd.testing.assert_series_equal(texte, pd.Series(["b", None, "a"], dtype="str"))
