"""The published database explains itself and holds together."""

import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from assets.release.datenbank import TABELLEN
from assets.release.pruefung import check_edition
from assets.release.woerterbuch import render_woerterbuch
from assets.store.arbeitsdatenbank import open_database

VERTRAG = {
    "gebiet": ("ags",),
    "quelle": ("quelle_id",),
    "merkmal": ("merkmal_id",),
    "beobachtung": ("merkmal_id", "ags", "zeitraum", "quelle_id"),
    "indikator": ("indikator_id",),
    "indikatorwert": ("indikator_id", "ags", "jahr"),
    "vergleich": ("indikator_id", "ags", "jahr", "vergleichsgruppe"),
    "trend": ("indikator_id", "ags"),
}


@pytest.fixture(scope="module")
def con(datenbank: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database(datenbank, read_only=True) as verbindung:
        yield verbindung


def test_tables_of_the_contract_with_their_keys(con: duckdb.DuckDBPyConnection) -> None:
    gefunden = dict(
        con.execute(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    )
    assert {t: tuple(gefunden[t]) for t in VERTRAG} == VERTRAG
    assert set(gefunden) == {t.name for t in TABELLEN}


def test_nothing_but_published_tables(con: duckdb.DuckDBPyConnection) -> None:
    tabellen = {z[0] for z in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tabellen == {t.name for t in TABELLEN}
    assert not [t for t in tabellen if "ungeschuetzt" in t or t.endswith("_roh")]
    assert con.execute("SELECT count(*) FROM duckdb_views() WHERE NOT internal").fetchone() == (0,)


def test_every_table_and_column_has_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    assert (
        con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE coalesce(trim(comment), '') = ''"
        ).fetchall()
        == []
    )
    assert (
        con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal "
            "AND coalesce(trim(comment), '') = ''"
        ).fetchall()
        == []
    )


def test_columns_are_declared_as_the_models_say(con: duckdb.DuckDBPyConnection) -> None:
    spalten = con.execute(
        "SELECT table_name, column_name, data_type, NOT is_nullable FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    soll = [
        (t.name, s.name, s.sql_typ, s.pflicht or s.name in t.schluessel) for t in TABELLEN for s in t.spalten
    ]
    assert spalten == sorted(soll)
    assert sum(pflicht for *_, pflicht in spalten) > len(spalten) / 2


def test_every_source_and_territory_resolves(con: duckdb.DuckDBPyConnection) -> None:
    spalten = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE NOT internal AND (column_name IN ('quelle_id', 'ags') "
        "OR (table_name = 'gebiet' AND column_name IN ('uebergeordnet', 'planungsbereich')))"
    ).fetchall()
    assert len(spalten) > 8
    lose = {}
    for tabelle, spalte in spalten:
        ziel, kennung = ("quelle", "quelle_id") if spalte == "quelle_id" else ("gebiet", "ags")
        offen = con.execute(
            f"SELECT DISTINCT {spalte} FROM {tabelle} WHERE {spalte} IS NOT NULL "
            f"AND {spalte} NOT IN (SELECT {kennung} FROM {ziel})"
        ).fetchall()
        if offen:
            lose[f"{tabelle}.{spalte}"] = offen[:3]
    assert lose == {}


def test_no_value_without_its_source(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT count(*) FROM beobachtung WHERE quelle_id IS NULL").fetchone() == (0,)
    assert con.execute(
        "SELECT count(*) FROM indikatorwert WHERE wert IS NOT NULL AND quelle_id IS NULL"
    ).fetchone() == (0,)


def test_exactly_one_observation_counts(con: duckdb.DuckDBPyConnection) -> None:
    """None counts only for a territory that went over into others: its figures count there."""
    falsch = con.execute(
        "SELECT merkmal_id, ags, zeitraum, count(*) FILTER (WHERE gueltig) AS n FROM beobachtung "
        "GROUP BY ALL HAVING n > 1 OR (n = 0 AND ags NOT IN "
        "(SELECT ags_alt FROM nachfolge WHERE ags_alt <> ags_neu)) LIMIT 5"
    )
    assert falsch.fetchall() == []


def test_a_missing_value_says_why(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(
        "SELECT count(*) FROM beobachtung WHERE wert IS NULL AND kennzeichen IS NULL"
    ).fetchone() == (0,)


def test_edition_is_whole(basis) -> None:
    assert check_edition(basis.aktuell.resolve()) == []


def test_work_database_is_for_its_owner_only_and_outside_the_edition(basis) -> None:
    arbeit = basis.auftrag().arbeitsdatenbank
    assert stat.S_IMODE(arbeit.stat().st_mode) == 0o600
    assert stat.S_IMODE(arbeit.parent.stat().st_mode) == 0o700
    assert not arbeit.resolve().is_relative_to(basis.aktuell.resolve())
    assert not arbeit.resolve().is_relative_to(basis.ergebnisse / "ausgaben")


def test_no_path_of_this_machine_is_published(basis) -> None:
    text = (basis.aktuell / "manifest.json").read_text(encoding="utf-8")
    assert str(basis.wurzel) not in text
    assert '"/' not in text


def test_data_dictionary_is_up_to_date(wurzel: Path) -> None:
    text = (wurzel / "docs" / "datenbank.md").read_text(encoding="utf-8")
    assert text == render_woerterbuch(), "veraltet: sozialplanung beschreibung"


def test_data_dictionary_names_every_table_and_column() -> None:
    text = render_woerterbuch()
    for tabelle in TABELLEN:
        assert f"## {tabelle.name}\n" in text
        for spalte in tabelle.spalten:
            assert f"| `{spalte.name}` | {spalte.sql_typ} |" in text
            assert spalte.beschreibung in text
