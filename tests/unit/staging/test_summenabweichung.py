"""Gemeinden that miss their Kreis: found beyond rounding only, and only where nothing is missing."""

import duckdb
import pytest

from assets.staging.summenabweichung import stage_summenabweichung


@pytest.fixture
def con():
    verbindung = duckdb.connect()
    verbindung.execute(
        "CREATE TABLE gebiet (ags VARCHAR, ebene VARCHAR, gueltig_bis VARCHAR);"
        "CREATE TABLE merkmal (merkmal_id VARCHAR, bezug VARCHAR);"
        "CREATE TABLE quelle (quelle_id VARCHAR, herausgeber VARCHAR, stand VARCHAR);"
        "CREATE TABLE b (merkmal_id VARCHAR, ags VARCHAR, zeitraum VARCHAR, quelle_id VARCHAR, wert DOUBLE, "
        "gebietsstand VARCHAR);"
        "INSERT INTO gebiet VALUES ('16065001', 'gemeinde', NULL), ('16065005', 'gemeinde', NULL), "
        "('16065099', 'gemeinde', '2018-12-31');"
        "INSERT INTO merkmal VALUES ('stand', 'Stichtag'), ('mittel', 'Jahresdurchschnitt'), "
        "('flaeche', 'Stichtag');"
        "INSERT INTO quelle VALUES ('k', 'Amt', '2024'), ('g', 'Amt', '2024'), ('alt', 'Amt', '2020');"
    )
    yield verbindung
    verbindung.close()


def _abweichung(con, merkmal, kreis, *gemeinden, quelle="g", summierbar=("stand", "mittel", "flaeche")):
    con.execute("DELETE FROM b")
    zeilen = [(merkmal, "16065", "2020", "k", kreis, "2022-12-31")]
    for ags, wert in zip(("16065001", "16065005"), gemeinden, strict=False):
        zeilen.append((merkmal, ags, "2020", quelle, wert, "2022-12-31"))
    con.executemany("INSERT INTO b VALUES (?, ?, ?, ?, ?, ?)", zeilen)
    stage_summenabweichung(con, "b", summierbar)
    return con.execute("SELECT differenz, rundung FROM summenabweichung").fetchall()


@pytest.mark.parametrize(
    ("merkmal", "kreis", "gemeinden", "erwartet"),
    [
        ("stand", 3078, (2000, 779), [(-299.0, 0.5)]),
        ("stand", 10, (4, 6), []),
        ("stand", 10, (4, 5), [(-1.0, 0.5)]),  # counts on a day are exact
        ("mittel", 10, (4, 5), []),  # three rounded averages may be off by 1,5
        ("mittel", 10, (4, 8), [(2.0, 1.5)]),
        ("flaeche", 10.05, (4.01, 6.03), []),
        ("stand", 10, (4,), []),  # a Gemeinde is not printed
        ("stand", 10, (4, None), []),  # a Gemeinde is withheld
    ],
)
def test_only_beyond_rounding_and_only_where_complete(con, merkmal, kreis, gemeinden, erwartet):
    gefunden = _abweichung(con, merkmal, kreis, *gemeinden)
    assert gefunden == erwartet


def test_only_counts_of_one_edition(con):
    assert not _abweichung(con, "stand", 10, 4, 5, quelle="alt")
    assert not _abweichung(con, "stand", 10, 4, 5, summierbar=("mittel",))
