"""Revisions of published values: why they changed, and what they may never show."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from assets.catalogue.load import load_katalog
from assets.indicators.revisionen import Vorausgabe, find_wertrevisionen

KATALOG = load_katalog()
SPALTEN = [
    "indikator_id",
    "ags",
    "jahr",
    "zeitraum",
    "wert",
    "nenner",
    "kennzeichen",
    "herkunft",
    "quelle_id",
]
ALT, NEU = "regionalstatistik_T_2024-01-01", "regionalstatistik_T_2026-01-01"


def fill(
    con: duckdb.DuckDBPyConnection,
    werte: list[dict],
    *,
    gebietsstand: str = "2020-12-31",
    faktor: float = 1.0,
) -> None:
    """Write `indikatorwert`, `indikator` and `quelle`; only what a test is about has to be said."""
    vorgabe = {
        "ags": "16065", "jahr": 2020, "zeitraum": "2020", "nenner": None, "kennzeichen": None,
        "herkunft": "amtlich", "quelle_id": ALT,
    }  # fmt: skip
    rahmen = pd.DataFrame([vorgabe | w for w in werte], columns=SPALTEN)
    rahmen = rahmen.astype({"wert": "float64", "nenner": "float64", "kennzeichen": "str"})
    con.register("_w", rahmen.assign(gebietsstand=gebietsstand))
    con.execute("CREATE OR REPLACE TABLE indikatorwert AS FROM _w")
    con.execute(
        "CREATE OR REPLACE TABLE indikator AS SELECT DISTINCT indikator_id, 'gv_einwohner' AS zaehler, "
        "NULL::VARCHAR AS nenner, ?::DOUBLE AS faktor, 'bestand' AS verfahren FROM _w",
        [faktor],
    )
    con.execute(
        "CREATE OR REPLACE TABLE quelle AS SELECT DISTINCT quelle_id, right(quelle_id, 10) AS stand, "
        "md5(quelle_id) AS sha256 FROM _w"
    )
    con.execute(
        "CREATE OR REPLACE TABLE nachfolge (ags_alt TEXT, ags_neu TEXT, stand_alt TEXT, stand_neu TEXT)"
    )


@pytest.fixture
def vergleiche(tmp_path: Path):
    def run(
        vorher: list[dict], jetzt: list[dict], *, alt: dict | None = None, neu: dict | None = None,
        aenderung: tuple | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        pfad = tmp_path / "vorige.duckdb"
        with duckdb.connect(str(pfad)) as con:
            fill(con, vorher, **(alt or {}))
        with duckdb.connect() as con:
            fill(con, jetzt, **(neu or {}))
            if aenderung:
                con.execute("INSERT INTO nachfolge VALUES (?, ?, ?, ?)", list(aenderung))
            return find_wertrevisionen(con, Vorausgabe("ausgabe-1", pfad), KATALOG)

    return run


def wert(indikator: str = "bev_insgesamt", zahl: float | None = 1.0, **mehr: object) -> dict:
    return {"indikator_id": indikator, "wert": zahl, **mehr}


def test_changed_value_names_the_edition(vergleiche):
    zeile = vergleiche([wert(zahl=10.0)], [wert(zahl=12.0, quelle_id=NEU)]).iloc[0]
    assert zeile[["art", "kennung", "quelle_alt", "quelle_neu"]].tolist() == [
        "indikatorwert", "bev_insgesamt", "ausgabe-1", NEU,
    ]  # fmt: skip
    assert (zeile["wert_alt"], zeile["wert_neu"], zeile["grund"]) == (10.0, 12.0, "revision")


def test_equal_new_and_vanished_values_are_no_revision(vergleiche):
    assert vergleiche([wert(zahl=0.1 + 0.2)], [wert(zahl=0.3, quelle_id=NEU)]).empty
    assert vergleiche([wert(zahl=None, kennzeichen="...")], [wert(zahl=3.0, quelle_id=NEU)]).empty
    assert vergleiche([wert(jahr=2019)], [wert(zahl=3.0, quelle_id=NEU)]).empty


def test_same_file_other_value_is_our_own_computation(vergleiche):
    assert vergleiche([wert(zahl=10.0)], [wert(zahl=12.0)])["grund"].tolist() == ["definition"]
    andere = vergleiche([wert(zahl=1.0)], [wert(zahl=100.0, quelle_id=NEU)], neu={"faktor": 100.0})
    assert andere["grund"].tolist() == ["definition"]


def test_same_numerator_file_with_another_denominator_is_a_revision(vergleiche):
    ergebnis = vergleiche([wert(zahl=10.0, nenner=50.0)], [wert(zahl=12.0, nenner=40.0)])
    assert ergebnis["grund"].tolist() == ["revision"]


def test_territory_and_census_basis(vergleiche):
    neu = {"gebietsstand": "2022-12-31"}
    eisenach = ("16056", "16063", "2021-06-30", "2021-07-01")
    ergebnis = vergleiche(
        [wert(zahl=10.0, ags="16063")],
        [wert(zahl=12.0, ags="16063", quelle_id=NEU)],
        neu=neu,
        aenderung=eisenach,
    )
    assert ergebnis["grund"].tolist() == ["gebietsstand"]
    jahr = {"jahr": 2023, "zeitraum": "2023-12-31"}
    ergebnis = vergleiche([wert(zahl=73216.0, **jahr)], [wert(zahl=72000.0, quelle_id=NEU, **jahr)])
    assert ergebnis["grund"].tolist() == ["zensusbasis"]


@pytest.mark.parametrize(
    ("vorher", "jetzt"),
    [
        (wert(zahl=10.0), wert(zahl=None, kennzeichen="g", quelle_id=NEU)),  # withheld now
        (wert(zahl=10.0, kennzeichen="g"), wert(zahl=12.0, quelle_id=NEU)),  # withheld then
        (wert(zahl=10.0, herkunft="beispiel"), wert(zahl=12.0, quelle_id=NEU)),
        (wert(zahl=10.0), wert(zahl=12.0, herkunft="beispiel", quelle_id=NEU)),
        (wert(zahl=10.0, quelle_id="kommunal_x_2024-01-01"), wert(zahl=12.0, quelle_id=NEU)),
        (wert(zahl=10.0), wert(zahl=12.0, quelle_id="kommunal_x_2026-01-01")),
        # an indicator over own counts, even where another source lends it its name
        (wert("uvg_quote", 10.0), wert("uvg_quote", 12.0, quelle_id=NEU)),
    ],
)
def test_nothing_own_or_withheld_shows(vergleiche, vorher, jetzt):
    assert vergleiche([vorher], [jetzt]).empty


def test_same_data_keep_the_revisions_of_the_edition(tmp_path: Path):
    pfad = tmp_path / "vorige.duckdb"
    with duckdb.connect(str(pfad)) as con:
        con.execute("CREATE TABLE revision AS SELECT 'indikatorwert' AS art, 'x' AS kennung")
        con.execute("INSERT INTO revision VALUES ('beobachtung', 'y')")
    with duckdb.connect() as con:
        ergebnis = find_wertrevisionen(con, Vorausgabe("a", pfad, gleicher_stand=True), KATALOG)
    assert ergebnis["kennung"].tolist() == ["x"]


def test_without_an_edition_there_is_nothing_to_revise(tmp_path: Path):
    with duckdb.connect() as con:
        assert find_wertrevisionen(con, None, KATALOG).empty
        assert find_wertrevisionen(con, Vorausgabe("a", tmp_path / "fehlt.duckdb"), KATALOG).empty
