"""Third and fifth step of a run: values, then everything that sets them beside others.

Between the two stands disclosure control: comparisons, distributions and trends are computed from
protected values only.
"""

from collections.abc import Collection

import duckdb
import pandas as pd

from assets.catalogue.models import IndikatorEintrag
from assets.indicators.trend import compute_trend
from assets.indicators.vergleich import compute_vergleich
from assets.indicators.verteilung import compute_verteilung, merge_verteilung
from assets.indicators.werte import compute_werte
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.tabellen import read_table, write_table
from schemas.indicators import Indikator, Indikatorwert, Trend, Vergleich, Verteilung
from schemas.sources import Rang

UNGESCHUETZT = "indikatorwert_ungeschuetzt"


def describe_indikatoren(indikatoren: Collection[IndikatorEintrag]) -> pd.DataFrame:
    """Return the catalogue as rows of `schemas.indicators.Indikator`."""
    zeilen = [
        {
            "indikator_id": e.id,
            "name": e.name,
            "definition": e.definition,
            "zaehler": e.zaehler,
            "nenner": e.nenner,
            "merkmal": e.wert,
            "nenner_versatz": e.nenner_versatz,
            "kreiswert": e.kreiswert,
            "faktor": e.faktor,
            "einheit": e.einheit,
            "nachkommastellen": e.nachkommastellen,
            "polaritaet": e.polaritaet,
            "lebensphase": e.lebensphase,
            "blickwinkel": ",".join(e.blickwinkel),
            "berichte": ",".join(e.berichte),
            "verfahren": e.verfahren,
            "hinweise": ",".join(e.hinweise) or None,
            "beleg": e.beleg,
        }
        for e in indikatoren
    ]
    texte = [s for s in zeilen[0] if s not in ("faktor", "nachkommastellen", "nenner_versatz")]
    return pd.DataFrame(zeilen).astype(dict.fromkeys(texte, "str"))


def compute_werte_tabelle(con: duckdb.DuckDBPyConnection, indikatoren: Collection[IndikatorEintrag]) -> int:
    """Write `indikator` and the unprotected values; return their number.

    Needs `gebiet` and `beobachtung_ungeschuetzt`.
    """
    write_table(con, Indikator, describe_indikatoren(indikatoren))
    con.execute(f"CREATE OR REPLACE TEMP VIEW beobachtung AS FROM {BEOBACHTUNG_UNGESCHUETZT}")
    try:
        werte = compute_werte(con, indikatoren)
    finally:
        con.execute("DROP VIEW temp.beobachtung")
    return write_table(con, Indikatorwert, werte, name=UNGESCHUETZT)


def compute_vergleiche(con: duckdb.DuckDBPyConnection, indikatoren: Collection[IndikatorEintrag]) -> int:
    """Write `verteilung`, `vergleich` and `trend`; return the number of comparisons.

    Needs the protected tables `indikatorwert` and `beobachtung`, and `verteilung_grunddaten` and
    `rang_grunddaten`, which stand in where the present files do not hold all Kreise.
    """
    grunddaten = read_table(con, Verteilung, name="verteilung_grunddaten")
    berechnet = [compute_verteilung(con, tabelle) for tabelle in ("indikatorwert", "beobachtung")]
    verteilung = merge_verteilung(pd.concat(berechnet, ignore_index=True), grunddaten)
    write_table(con, Verteilung, verteilung)
    write_table(con, Trend, compute_trend(con, indikatoren))
    vergleich = compute_vergleich(con, verteilung, read_table(con, Rang), indikatoren)
    return write_table(con, Vergleich, vergleich)
