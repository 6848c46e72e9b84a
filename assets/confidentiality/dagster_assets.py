"""What may be shown, as assets."""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from assets.indicators.stufe import UNGESCHUETZT
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.dagster_assets import POOL, Laufumgebung, Tabellenasset, materialize_tables
from schemas.geheimhaltung import Geheimhaltungspruefung
from schemas.indicators import Indikatorwert
from schemas.staging import Beobachtung

SCHRITT: Final = "Geheimhaltung prüfen"
_GRUPPE: Final = "geheimhaltung"

TABELLEN: Final = (
    Tabellenasset(
        Beobachtung,
        _GRUPPE,
        nach=(BEOBACHTUNG_UNGESCHUETZT, "gebiet", "merkmal", "quelle"),
        uebersicht="SELECT gueltig, kennzeichen, count(*) AS beobachtungen FROM beobachtung "
        "GROUP BY ALL ORDER BY ALL",
    ),
    Tabellenasset(
        Indikatorwert,
        _GRUPPE,
        nach=(UNGESCHUETZT, "indikator", "gebiet"),
        uebersicht="SELECT jahr, count(*) AS werte, count(*) FILTER (kennzeichen = 'g') AS gesperrt "
        "FROM indikatorwert GROUP BY 1 ORDER BY 1 DESC",
    ),
    Tabellenasset(
        Geheimhaltungspruefung,
        _GRUPPE,
        nach=(UNGESCHUETZT, BEOBACHTUNG_UNGESCHUETZT, "indikator", "gebiet"),
        uebersicht="SELECT schutz, verfahren, spanne_gewahrt, count(*) AS zahlen FROM geheimhaltungspruefung "
        "GROUP BY ALL ORDER BY ALL",
    ),
)


@dg.multi_asset(name="geheimhaltung_pruefen", specs=[t.spec() for t in TABELLEN], pool=POOL)
def geschuetzte_werte(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Kleine Fallzahlen werden gesperrt; ein Angriff durch Rückrechnen wird geprüft."""
    yield from materialize_tables(lauf, SCHRITT, TABELLEN, context.run.run_id)
