"""How current every source is, as an asset: the table, and the list for people as of today."""

from datetime import date
from typing import Final

import dagster as dg

from assets.reports.quellenlage import describe_lage, markdown_of
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.dagster_assets import POOL, Laufumgebung, Tabellenasset, describe_table
from assets.store.tabellen import read_table
from schemas.quellenlage import Quellenlage

TABELLEN: Final = (Tabellenasset(Quellenlage, "quellen", nach=(BEOBACHTUNG_UNGESCHUETZT, "quelle")),)
"""The step that makes the observations comparable writes the table; the asset shows it."""


@dg.multi_asset(name="quellenlage_zeigen", specs=[t.spec() for t in TABELLEN], pool=POOL)
def quellenlage(lauf: dg.ResourceParam[Laufumgebung]) -> dg.MaterializeResult:
    """Jede Quelle mit neuestem Zeitraum, Alter, Rhythmus und nächster Handlung, zum heutigen Tag."""
    heute = date.today()
    with lauf.lesen() as con:
        lage = read_table(con, Quellenlage)
        metadaten = describe_table(con, TABELLEN[0])
    zeilen = describe_lage(lage, heute)
    return dg.MaterializeResult(
        asset_key=TABELLEN[0].tabelle.name,
        metadata={
            **metadaten,
            "Quellen": dg.MetadataValue.md(markdown_of(zeilen)),
            "Zum Tag": heute.isoformat(),
            "Überfällig oder fehlend": sum(z.offen for z in zeilen),
        },
    )
