"""Raw tables as assets: one reading of all files yields them together."""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from assets.sources.stufe import NACHFOLGE_ROH
from assets.store.dagster_assets import POOL, Laufumgebung, Tabellenasset, materialize_tables
from schemas.gebietsstand import Planungszuordnung
from schemas.indicators import Verteilung
from schemas.sources import Beobachtungen, GebietRoh, Nachfolge, Quelle, Rang, Umriss
from schemas.staging import Merkmal

SCHRITT: Final = "Quellen lesen"
_GRUPPE: Final = "quellen"

TABELLEN: Final = (
    Tabellenasset(
        Beobachtungen,
        _GRUPPE,
        uebersicht="SELECT quelle_id, count(*) AS beobachtungen, count(DISTINCT ags) AS gebiete, "
        "min(zeitraum) AS von, max(zeitraum) AS bis FROM beobachtung_roh GROUP BY 1 ORDER BY 1",
        vertraulich=True,
    ),
    Tabellenasset(
        Quelle,
        _GRUPPE,
        name="quelle_roh",
        uebersicht="SELECT herausgeber, count(*) AS ausgaben FROM quelle_roh GROUP BY 1 ORDER BY 1",
    ),
    Tabellenasset(Merkmal, _GRUPPE, name="merkmal_roh"),
    Tabellenasset(GebietRoh, _GRUPPE),
    Tabellenasset(Planungszuordnung, _GRUPPE),
    Tabellenasset(
        Nachfolge,
        _GRUPPE,
        name=NACHFOLGE_ROH,
        uebersicht="SELECT quelle_id, count(*) AS uebergaenge, min(stand_alt) AS von, max(stand_neu) AS bis "
        f"FROM {NACHFOLGE_ROH} GROUP BY 1 ORDER BY 1",
    ),
    Tabellenasset(Verteilung, _GRUPPE, name="verteilung_grunddaten"),
    Tabellenasset(Rang, _GRUPPE),
    Tabellenasset(
        Umriss,
        _GRUPPE,
        uebersicht="SELECT quelle_id, count(*) AS umrisse FROM umriss GROUP BY 1 ORDER BY 1",
    ),
)


@dg.multi_asset(name="quellen_lesen", specs=[t.spec() for t in TABELLEN], pool=POOL)
def amtliche_statistik(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Grunddaten, amtliche Originaldateien und eigene Daten werden gelesen, jede Datei genau einmal."""
    yield from materialize_tables(lauf, SCHRITT, TABELLEN, context.run.run_id)
