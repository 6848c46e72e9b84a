"""Territories and comparable observations as assets."""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.dagster_assets import POOL, Laufumgebung, Tabellenasset, materialize_tables
from schemas.gebietsstand import Summenabweichung
from schemas.sources import Gebiet, Nachfolge, Quelle
from schemas.staging import Beobachtung, Merkmal

SCHRITT_GEBIETE: Final = "Gebiete ordnen"
SCHRITT_BEOBACHTUNGEN: Final = "Werte vergleichbar machen"
_GRUPPE: Final = "aufbereitung"

GEBIETE: Final = (
    Tabellenasset(
        Gebiet,
        _GRUPPE,
        nach=("gebiet_roh", "nachfolge_roh", "planungszuordnung"),
        uebersicht="SELECT ebene, count(*) AS gebiete, count(gueltig_bis) AS aufgeloest FROM gebiet "
        "GROUP BY 1 ORDER BY 2",
    ),
    Tabellenasset(
        Nachfolge,
        _GRUPPE,
        nach=("nachfolge_roh", "beobachtung_roh"),
        uebersicht="SELECT quelle_id, count(*) AS uebergaenge, min(stand_alt) AS von, max(stand_neu) AS bis "
        "FROM nachfolge GROUP BY 1 ORDER BY 1",
    ),
)
_AUS: Final = ("beobachtung_roh", "quelle_roh", "merkmal_roh", "gebiet", "nachfolge")
BEOBACHTUNGEN: Final = (
    Tabellenasset(
        Beobachtung,
        _GRUPPE,
        nach=_AUS,
        name=BEOBACHTUNG_UNGESCHUETZT,
        uebersicht="SELECT gueltig, kennzeichen, count(*) AS beobachtungen "
        f"FROM {BEOBACHTUNG_UNGESCHUETZT} GROUP BY ALL ORDER BY ALL",
        vertraulich=True,
    ),
    Tabellenasset(Quelle, _GRUPPE, nach=_AUS),
    Tabellenasset(
        Summenabweichung,
        _GRUPPE,
        nach=_AUS,
        uebersicht="SELECT quelle_id, merkmal_id, count(*) AS kreise, max(abs(differenz)) AS groesste "
        "FROM summenabweichung GROUP BY 1, 2 ORDER BY 3 DESC",
    ),
    Tabellenasset(
        Merkmal,
        _GRUPPE,
        nach=_AUS,
        uebersicht="SELECT bezug, count(*) AS merkmale FROM merkmal GROUP BY 1 ORDER BY 2 DESC",
    ),
)


@dg.multi_asset(name="gebiete_ordnen", specs=[t.spec() for t in GEBIETE], pool=POOL)
def gebiete(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Die Gebiete aller Verzeichnisse werden zu einem Gebietsbestand mit Gültigkeit."""
    yield from materialize_tables(lauf, SCHRITT_GEBIETE, GEBIETE, context.run.run_id)


@dg.multi_asset(name="werte_vergleichbar_machen", specs=[t.spec() for t in BEOBACHTUNGEN], pool=POOL)
def beobachtungen(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Summen werden ergänzt, überholte Angaben gekennzeichnet."""
    yield from materialize_tables(lauf, SCHRITT_BEOBACHTUNGEN, BEOBACHTUNGEN, context.run.run_id)
