"""Second step of a run: raw tables become the comparable ones."""

from collections.abc import Mapping

import duckdb

from assets.catalogue.models import MerkmalEintrag
from assets.staging.beobachtungen import mark_gueltig
from assets.staging.gebiete import build_gebiete
from assets.staging.merkmale import build_merkmale
from assets.staging.stadtstaaten import add_stadtstaaten
from assets.staging.summen import add_summen
from assets.store.tabellen import read_table, write_table
from schemas.sources import Beobachtungen, Gebiet, GebietRoh, Quelle
from schemas.staging import Beobachtung, Merkmal

BEOBACHTUNG_UNGESCHUETZT = "beobachtung_ungeschuetzt"


def stage_gebiete(con: duckdb.DuckDBPyConnection) -> int:
    """Write `gebiet` from `gebiet_roh` and `beobachtung_roh`; return the number of territories."""
    roh = read_table(con, GebietRoh)
    teile = [teil for _, teil in roh.groupby("vorrang", sort=True)]
    gebiet_spalten = list(Gebiet.to_schema().columns)
    register = [teil[[*gebiet_spalten, "gebietsstand"]] for teil in teile if teil["register"].all()]
    benannt = [teil[["ags", "name", "gebietsstand"]] for teil in teile if not teil["register"].all()]
    genannt = con.execute("SELECT DISTINCT ags FROM beobachtung_roh ORDER BY ags").df()["ags"]
    return write_table(con, Gebiet, build_gebiete(register, benannt, genannt))


def stage_beobachtungen(con: duckdb.DuckDBPyConnection, merkmale: Mapping[str, MerkmalEintrag]) -> int:
    """Write `beobachtung_ungeschuetzt`, `quelle` and `merkmal`; return the number of observations.

    Needs `gebiet`, `beobachtung_roh` and `quelle_roh`.
    """
    gebiete = read_table(con, Gebiet)
    summierbar = {m.id for m in merkmale.values() if m.summierbar}
    alle, quellen = add_summen(
        add_stadtstaaten(read_table(con, Beobachtungen)),
        read_table(con, Quelle, name="quelle_roh"),
        gebiete,
        summierbar,
    )
    write_table(con, Quelle, quellen)
    write_table(
        con,
        Merkmal,
        build_merkmale(merkmale, read_table(con, Merkmal, name="merkmal_roh"), alle["merkmal_id"].unique()),
    )
    return write_table(con, Beobachtung, mark_gueltig(alle, quellen), name=BEOBACHTUNG_UNGESCHUETZT)
