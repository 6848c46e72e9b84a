"""Fourth step of a run: what may be shown."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final, TypeVar

import duckdb
import pandas as pd
import pandera.pandas as pa

from assets.confidentiality.fruehere import add_editions, read_editions
from assets.confidentiality.gliederung import Gliederung, partition_of, without_collisions
from assets.confidentiality.pruefung import audit
from assets.confidentiality.regeln import EIGENE, Schutzregeln
from assets.confidentiality.runden import audit_rounding, round_beobachtungen, round_werte
from assets.confidentiality.sperrung import (
    ZEICHEN,
    blank_beobachtungen,
    blank_medians,
    blank_werte,
    choose,
    give_up_known,
)
from assets.confidentiality.zellbau import build_cells, terms_of
from assets.indicators.stufe import UNGESCHUETZT
from assets.indicators.werte import JAHRESWERT
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.tabellen import create_table, pandas_typen, read_table, table_of, validate, write_table
from schemas.geheimhaltung import Geheimhaltungspruefung
from schemas.indicators import Indikator, Indikatorwert
from schemas.sources import Gebiet
from schemas.staging import Beobachtung

_M = TypeVar("_M", bound=pa.DataFrameModel)

_STELLEN: Final = f"""
    WITH jahreswert AS ({JAHRESWERT.replace("FROM beobachtung", f"FROM {BEOBACHTUNG_UNGESCHUETZT}")}),
    glied AS (
        SELECT t.indikator_id, t.rolle, t.vorzeichen, t.soll, b.ags, b.jahr - t.versatz AS jahr, b.merkmal_id,
               b.zeitraum, b.quelle_id, b.wert
        FROM jahreswert AS b JOIN _term AS t USING (merkmal_id) WHERE b.wert IS NOT NULL
    )
    SELECT g.* EXCLUDE (soll) FROM glied AS g
    SEMI JOIN {UNGESCHUETZT} AS w USING (indikator_id, ags, jahr)
    QUALIFY count(*) OVER (PARTITION BY indikator_id, rolle, ags, jahr) = soll
    ORDER BY indikator_id, ags, jahr, rolle, merkmal_id
"""


def protect_werte(
    con: duckdb.DuckDBPyConnection, regeln: Schutzregeln, fruehere: Collection[Path] = ()
) -> int:
    """Write `indikatorwert`, `beobachtung` and `geheimhaltungspruefung`: withheld, rounded and audited.

    Only what hangs together with own data is worked through; all other rows are copied as they are.

    Args:
        con: Work database with `gebiet`, `indikator` and the two unprotected tables; `gebiet_roh` where
            the assignment to Gemeindeverbände is known besides own Planungsbereiche.
        regeln: Policy.
        fruehere: Published databases of earlier editions.

    Returns:
        Number of withheld indicator values.

    Raises:
        SperrFehler: a withheld value could be recalculated from what is shown.
        SchutzFehler: a rule cannot be applied, or an earlier edition cannot be read.
    """
    indikatoren = read_table(con, Indikator).set_index("indikator_id")
    beobachtungen = _own_measures(con)
    terme = _terms(con, indikatoren, beobachtungen)
    werte = _values(con, sorted(set(terme["indikator_id"])))
    gliederungen = _partitions(con)
    tabellen = build_cells(beobachtungen, terme, regeln, gliederungen)
    add_editions(tabellen.verbund, read_editions(tuple(fruehere)), regeln, gliederungen)
    give_up_known(tabellen.verbund)
    plan = choose(tabellen.verbund)
    neue_beobachtungen = blank_beobachtungen(beobachtungen, tabellen, plan.verdeckt)
    neue_werte = blank_medians(
        blank_werte(werte, tabellen, plan.verdeckt),
        indikatoren.index[indikatoren["kreiswert"] == "median_gemeinden"],
    )
    protokoll = [
        audit((werte, neue_werte), (beobachtungen, neue_beobachtungen), tabellen, regeln, plan.verfahren)
    ]
    if any(r.rundung for r in regeln.regeln):
        protokoll.append(audit_rounding(beobachtungen, terme, regeln, gliederungen))
        neue_beobachtungen = round_beobachtungen(neue_beobachtungen, regeln)
        neue_werte = round_werte(neue_werte, terme, neue_beobachtungen, indikatoren)
    _write(con, Indikatorwert, UNGESCHUETZT, neue_werte)
    _write(con, Beobachtung, BEOBACHTUNG_UNGESCHUETZT, neue_beobachtungen)
    write_table(con, Geheimhaltungspruefung, _protocol(protokoll))
    return int((neue_werte["kennzeichen"] == ZEICHEN).sum())


def _own_measures(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Read all observations of the measures that own data state, whatever their source."""
    return _read(
        con,
        Beobachtung,
        f"SELECT * FROM {BEOBACHTUNG_UNGESCHUETZT} WHERE merkmal_id IN (SELECT merkmal_id FROM "
        f"{BEOBACHTUNG_UNGESCHUETZT} WHERE starts_with(quelle_id, ?))",
        [EIGENE],
    )


def _values(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> pd.DataFrame:
    return _read(con, Indikatorwert, f"SELECT * FROM {UNGESCHUETZT} WHERE indikator_id IN $1", [list(ids)])


def _read(con: duckdb.DuckDBPyConnection, modell: type[_M], abfrage: str, angaben: list) -> pd.DataFrame:
    tabelle = table_of(modell)
    daten = con.execute(f"FROM ({abfrage}) ORDER BY {', '.join(tabelle.schluessel)}", angaben).df()
    return daten.astype(pandas_typen(tabelle))


def _terms(
    con: duckdb.DuckDBPyConnection, indikatoren: pd.DataFrame, beobachtungen: pd.DataFrame
) -> pd.DataFrame:
    """Find the observations behind the counts of all indicators that own data have a part in."""
    alle = terms_of(
        {
            str(z.Index): (
                _text(z.zaehler) or _text(z.merkmal),
                _text(z.nenner),
                int(str(z.nenner_versatz)),
            )
            for z in indikatoren.itertuples()
        }
    )
    eigene = alle.loc[alle["merkmal_id"].isin(beobachtungen["merkmal_id"].unique()), "indikator_id"]
    terme = alle[alle["indikator_id"].isin(eigene)]
    con.register("_term", terme.copy())
    glieder = con.execute(_STELLEN).df()
    con.unregister("_term")
    schluessel = list(table_of(Beobachtung).schluessel)
    eigene_zeilen = pd.MultiIndex.from_frame(beobachtungen[schluessel])
    stellen = eigene_zeilen.get_indexer(pd.MultiIndex.from_frame(glieder[schluessel].astype("str")))
    anteile = indikatoren.index[indikatoren["verfahren"] == "anteil"]
    return glieder.assign(
        stelle=stellen,
        anteil=glieder["indikator_id"].isin(anteile),
    ).astype({"indikator_id": "str", "rolle": "str", "ags": "str"})


def _partitions(con: duckdb.DuckDBPyConnection) -> list[Gliederung]:
    """Return today's Planungsbereiche, and the Gemeindeverbände of the register where they differ."""
    geltend = partition_of(read_table(con, Gebiet))
    vorhanden = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'gebiet_roh'").fetchone()
    if not vorhanden:
        return [geltend]
    register = con.execute(
        "SELECT ags, arg_min(planungsbereich, vorrang) AS planungsbereich FROM gebiet_roh "
        "WHERE planungsbereich IS NOT NULL GROUP BY ags ORDER BY ags"
    ).df()
    verbaende = without_collisions(partition_of(register), geltend)
    return [geltend] if verbaende == geltend else [geltend, verbaende]


def _protocol(teile: Sequence[pd.DataFrame]) -> pd.DataFrame:
    gefuellt = [t for t in teile if len(t)] or list(teile[:1])
    alle = pd.concat(gefuellt, ignore_index=True)
    alle["ags"] = alle["ags"].str.replace("@.*", "", regex=True)
    tabelle = table_of(Geheimhaltungspruefung)
    return alle.astype(pandas_typen(tabelle)).sort_values(list(tabelle.schluessel), ignore_index=True)


def _write(con: duckdb.DuckDBPyConnection, modell: type[_M], roh: str, geschuetzt: pd.DataFrame) -> None:
    """Write a table: the protected rows, and all rows of the raw table whose key is not among them."""
    tabelle = table_of(modell)
    create_table(con, tabelle)
    con.register("_geschuetzt", validate(modell, geschuetzt).copy())
    spalten = ", ".join(f'"{s.name}"' for s in tabelle.spalten)
    schluessel = ", ".join(tabelle.schluessel)
    con.execute(
        f"INSERT INTO {tabelle.name} SELECT {spalten} FROM ("
        f"SELECT {spalten} FROM {roh} ANTI JOIN _geschuetzt USING ({schluessel}) "
        f"UNION ALL SELECT {spalten} FROM _geschuetzt) ORDER BY {schluessel}"
    )
    con.unregister("_geschuetzt")


def _text(zelle: object) -> str | None:
    return zelle if isinstance(zelle, str) and zelle else None
