"""Small work databases with protected figures, made by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import duckdb
import pandas as pd
import pytest

from assets.catalogue.load import load_katalog
from assets.staging.vorrang import rank_sources

Zeile = tuple[str, str, str, str, float | None]


@dataclass
class Lage:
    """A database with figures, and the standing of their sources."""

    con: duckdb.DuckDBPyConnection
    rangfolge: pd.DataFrame = field(default_factory=pd.DataFrame)


@pytest.fixture
def lage() -> Iterator[Callable[..., Lage]]:
    """Make a database: sources with Stand, rows `(merkmal_id, ags, zeitraum, quelle_id, wert)`."""
    con = duckdb.connect()

    def make(
        stand: dict[str, str],
        zeilen: list[Zeile],
        *,
        einheit: dict[str, str] | None = None,
        zeichen: dict[int, str] | None = None,
        gebietsstand: dict[str, str] | None = None,
        nachfolge: list[tuple[str, str, str, str]] | None = None,
        tabelle: dict[str, str] | None = None,
    ) -> Lage:
        beobachtung = pd.DataFrame(zeilen, columns=["merkmal_id", "ags", "zeitraum", "quelle_id", "wert"])
        beobachtung["kennzeichen"] = pd.Series(
            [(zeichen or {}).get(i) for i in range(len(zeilen))], dtype="str"
        )
        beobachtung["gebietsstand"] = beobachtung["quelle_id"].map(gebietsstand or {}).astype("str")
        merkmale = sorted(set(beobachtung["merkmal_id"]))
        merkmal = pd.DataFrame(
            {"merkmal_id": merkmale, "einheit": [(einheit or {}).get(m, "%") for m in merkmale]}
        )
        gebiet = pd.DataFrame(
            {
                "ags": ["16065", "16065001", "16065003"],
                "ebene": ["kreis", "gemeinde", "gemeinde"],
                "uebergeordnet": ["16", "16065", "16065"],
                "planungsbereich": pd.Series([None, None, None], dtype="str"),
                "gueltig_bis": pd.Series([None, None, None], dtype="str"),
            }
        )
        schritte = pd.DataFrame(
            nachfolge or [], columns=["ags_alt", "ags_neu", "stand_alt", "stand_neu"], dtype="str"
        )
        tabellen = {
            "beobachtung": beobachtung.astype({"wert": "float64"}),
            "merkmal": merkmal,
            "gebiet": gebiet,
            "nachfolge": schritte,
        }
        for name, daten in tabellen.items():
            con.register("_neu", daten)
            con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM _neu")
        quellen = pd.DataFrame(
            {
                "quelle_id": list(stand),
                "tabelle": [(tabelle or {}).get(q, q.rpartition("_")[0]) for q in stand],
                "stand": list(stand.values()),
            }
        )
        return Lage(con, rank_sources(quellen, load_katalog().herausgeber))

    yield make
    con.close()
