"""Small work databases and catalogue entries, made by hand."""

from collections.abc import Callable, Iterator

import duckdb
import pandas as pd
import pytest

from assets.catalogue.models import Bruch, IndikatorEintrag

Zeile = tuple[str, str, str, float | None] | tuple[str, str, str, float | None, str | None]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory."""
    verbindung = duckdb.connect()
    yield verbindung
    verbindung.close()


@pytest.fixture
def eintrag() -> Callable[..., IndikatorEintrag]:
    """Make a catalogue entry; only what a test is about has to be said."""

    def make(
        kennung: str = "quote", brueche: dict[int, str] | None = None, **felder: object
    ) -> IndikatorEintrag:
        vorgabe: dict[str, object] = {
            "name": kennung,
            "kurz": kennung,
            "definition": "Definition",
            "satz": "satz",
            "einheit": "%",
            "nachkommastellen": 1,
            "polaritaet": "-",
            "lebensphase": "jugend",
            "blickwinkel": ("zielgruppe",),
            "berichte": ("bildungsbericht",),
            "verfahren": "anteil",
            "stichtag": "Schuljahr",
        }
        if felder.get("verfahren", "anteil") in ("anteil", "rate", "verhaeltnis"):
            vorgabe |= {"zaehler": "z", "nenner": "n", "faktor": 100.0}
        umbrueche = tuple(Bruch(jahr=j, grund=g) for j, g in (brueche or {}).items())
        return IndikatorEintrag.model_validate({"id": kennung, "brueche": umbrueche, **vorgabe, **felder})

    return make


@pytest.fixture
def fill(con: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Write observations and the territories that they name."""

    def write(
        zeilen: list[Zeile],
        quelle: str = "regionalstatistik_21111-02-06-4_2025-01-01",
        gueltig: bool = True,
        gebietsstand: str | None = None,
    ) -> duckdb.DuckDBPyConnection:
        daten = [
            (m, ags, zeit, wert, rest[0] if rest else None, quelle, gebietsstand, gueltig)
            for m, ags, zeit, wert, *rest in zeilen
        ]
        con.execute(
            "CREATE TABLE IF NOT EXISTS beobachtung (merkmal_id VARCHAR, ags VARCHAR, zeitraum VARCHAR, "
            "wert DOUBLE, kennzeichen VARCHAR, quelle_id VARCHAR, gebietsstand VARCHAR, gueltig BOOLEAN)"
        )
        con.executemany("INSERT INTO beobachtung VALUES (?, ?, ?, ?, ?, ?, ?, ?)", daten)
        con.execute(
            "CREATE OR REPLACE TABLE gebiet AS SELECT DISTINCT ags, "
            "CASE WHEN ags = '00' THEN NULL WHEN length(ags) = 2 THEN '00' WHEN length(ags) = 5 "
            "THEN left(ags, 2) ELSE left(ags, 5) END AS uebergeordnet FROM beobachtung"
        )
        return con

    return write


@pytest.fixture
def fill_werte(con: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Write a table `indikatorwert` directly: rows of (indikator_id, ags, jahr, wert) and more columns."""

    def write(
        zeilen: list[tuple[str, str, int, float | None]],
        herkunft: str = "amtlich",
        verlaesslichkeit: str = "verlaesslich",
        zeitraum: Callable[[int], str] = str,
    ) -> duckdb.DuckDBPyConnection:
        daten = pd.DataFrame(zeilen, columns=["indikator_id", "ags", "jahr", "wert"]).assign(
            wert=lambda d: d["wert"].astype("float64"),
            herkunft=herkunft,
            verlaesslichkeit=verlaesslichkeit,
            quelle_id="quelle_1_2025-01-01",
            zeitraum=lambda d: d["jahr"].map(zeitraum).astype("str"),
        )
        con.register("_neu", daten)
        con.execute("CREATE TABLE IF NOT EXISTS indikatorwert AS SELECT * FROM _neu LIMIT 0")
        con.execute("INSERT INTO indikatorwert SELECT * FROM _neu")
        con.unregister("_neu")
        return con

    return write
