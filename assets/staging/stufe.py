"""Second step of a run: raw tables become the comparable ones."""

from collections.abc import Mapping

import duckdb
import pandas as pd

from assets.catalogue.models import Herausgeber, MerkmalEintrag
from assets.sources.gebietsstand.tabelle import nachfolge_rahmen
from assets.sources.stufe import NACHFOLGE_ROH
from assets.staging.beobachtungen import mark_gueltig
from assets.staging.gebiete import build_gebiete
from assets.staging.gebietsstand import ZUSATZ as UMGERECHNET
from assets.staging.gebietsstand import recompute, recomputed_sources
from assets.staging.merkmale import build_merkmale
from assets.staging.nachfolge import derive_kreise, derived_sources, successors
from assets.staging.planungsbereiche import apply_planungsbereiche
from assets.staging.stadtstaaten import add_stadtstaaten
from assets.staging.summen import add_summen
from assets.staging.summenabweichung import stage_summenabweichung
from assets.staging.vorrang import rank_sources
from assets.store.tabellen import read_table, table_of, write_table
from schemas.gebietsstand import Planungszuordnung
from schemas.sources import Beobachtungen, Gebiet, GebietRoh, Nachfolge, Quelle
from schemas.staging import Beobachtung, Merkmal

BEOBACHTUNG_UNGESCHUETZT = "beobachtung_ungeschuetzt"
AKTUELL = "aktuell"
FLAECHENEINHEITEN = ("km²", "ha", "m²")
EINWOHNER = ("gv_einwohner", "gs_bevoelkerung", "gs_bevoelkerung_hundert")
"""Measures of the population of Gemeinden on the day of a register or a key, the most exact first."""


def stage_gebiete(con: duckdb.DuckDBPyConnection) -> int:
    """Write `gebiet` and `nachfolge`; return the number of territories.

    Needs `gebiet_roh`, `beobachtung_roh`, `nachfolge_roh` and `planungszuordnung`.

    Raises:
        EingabeFehler: own Planungsbereiche do not hold every Gemeinde of the Kreis exactly once.
    """
    roh = read_table(con, GebietRoh)
    nachfolge = read_table(con, Nachfolge, name=NACHFOLGE_ROH)
    teile = [teil for _, teil in roh.groupby("vorrang", sort=True)]
    gebiet_spalten = list(Gebiet.to_schema().columns)
    register = [teil[[*gebiet_spalten, "gebietsstand"]] for teil in teile if teil["register"].all()]
    benannt = [teil[["ags", "name", "gebietsstand"]] for teil in teile if not teil["register"].all()]
    genannt = con.execute("SELECT DISTINCT ags FROM beobachtung_roh ORDER BY ags").df()["ags"]
    gebiete = build_gebiete(register, benannt, genannt, nachfolge)
    abgeleitet = derive_kreise(nachfolge, population_of_gemeinden(con))
    write_table(con, Nachfolge, nachfolge_rahmen([nachfolge, abgeleitet]))
    return write_table(con, Gebiet, apply_planungsbereiche(gebiete, read_table(con, Planungszuordnung)))


def stage_beobachtungen(
    con: duckdb.DuckDBPyConnection,
    merkmale: Mapping[str, MerkmalEintrag],
    herausgeber: Mapping[str, Herausgeber],
    gebietsstand: str = AKTUELL,
) -> int:
    """Write `beobachtung_ungeschuetzt`, `quelle`, `merkmal`, `summenabweichung`; return the observations.

    Needs `gebiet`, `nachfolge`, `beobachtung_roh` and `quelle_roh`.

    Args:
        con: Work database.
        merkmale: Measures of the catalogue.
        herausgeber: Publication families by name.
        gebietsstand: Gebietsstand to which counts are recomputed (ISO date), or `aktuell`: the newest
            that a register or a succession names.
    """
    gebiete = read_table(con, Gebiet)
    nachfolge = read_table(con, Nachfolge)
    summierbar = {m.id for m in merkmale.values() if m.summierbar}
    roh = add_stadtstaaten(read_table(con, Beobachtungen))
    ziel = newest_gebietsstand(con) if gebietsstand == AKTUELL else gebietsstand
    bewohner = population_of_gemeinden(con).groupby("ags")["einwohner"].max()
    umrechnung = recompute(
        roh,
        nachfolge,
        ziel,
        summierbar,
        unbewohnt=set(bewohner.index[bewohner == 0]),
        flaechen={m.id for m in merkmale.values() if m.einheit in FLAECHENEINHEITEN},
    )
    ersetzt = roh.loc[umrechnung.ersetzt]
    bleibend = roh.drop(index=umrechnung.ersetzt.union(umrechnung.veraltet))
    geltend = pd.concat([bleibend, umrechnung.zeilen], ignore_index=True)
    quellen = read_table(con, Quelle, name="quelle_roh")
    weitere = [recomputed_sources(quellen, umrechnung.zeilen, ziel), derived_sources(quellen, nachfolge)]
    quellen = pd.concat([quellen, *weitere], ignore_index=True)
    alle, quellen = add_summen(geltend, quellen, gebiete, summierbar, successors(nachfolge))
    write_table(con, Quelle, quellen)
    write_table(
        con,
        Merkmal,
        build_merkmale(merkmale, read_table(con, Merkmal, name="merkmal_roh"), alle["merkmal_id"].unique()),
    )
    markiert = mark_gueltig(alle, rank_sources(quellen, herausgeber))
    # what a recomputed figure stands for stays as printed, and never counts
    markiert = pd.concat([markiert, ersetzt.assign(gueltig=False)], ignore_index=True)
    anzahl = write_table(con, Beobachtung, markiert, name=BEOBACHTUNG_UNGESCHUETZT)
    stage_summenabweichung(con, BEOBACHTUNG_UNGESCHUETZT, summierbar)
    return anzahl


def newest_gebietsstand(con: duckdb.DuckDBPyConnection) -> str:
    """Newest Gebietsstand that a register or a succession names; the beginning of time without one.

    The base set carries no register but rows that were recomputed to the Gebietsstand of one.
    """
    stand = con.execute(
        "SELECT max(tag) FROM (SELECT gebietsstand AS tag FROM gebiet_roh WHERE register "
        "UNION ALL SELECT stand_neu FROM nachfolge "
        "UNION ALL SELECT gebietsstand FROM beobachtung_roh WHERE ends_with(quelle_id, ?))",
        [UMGERECHNET],
    ).fetchone()
    return str(stand[0]) if stand and stand[0] else "0000-00-00"


def population_of_gemeinden(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Population of all Gemeinden on the days of registers and keys: `ags`, `tag`, `einwohner`."""
    return (
        con.execute(
            f"""
        SELECT ags, zeitraum AS tag, arg_min(wert, rang) AS einwohner FROM (
            SELECT ags, zeitraum, list_position($merkmale, merkmal_id) AS rang,
                   wert * CASE WHEN ends_with(merkmal_id, '_hundert') THEN 100 ELSE 1 END AS wert
            FROM {table_of(Beobachtungen).name}
            WHERE merkmal_id IN $merkmale AND length(ags) = 8 AND wert IS NOT NULL
              AND zeitraum = gebietsstand
        ) GROUP BY ALL ORDER BY ALL
        """,
            {"merkmale": list(EINWOHNER)},
        )
        .df()
        .astype({"ags": "str", "tag": "str"})
    )
