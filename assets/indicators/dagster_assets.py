"""Indicator values and everything that sets them beside others, as assets."""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from assets.indicators.stufe import UNGESCHUETZT
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.dagster_assets import POOL, Laufumgebung, Tabellenasset, materialize_tables
from schemas.indicators import Indikator, Indikatorwert, Trend, Vergleich, Verteilung
from schemas.staging import Konflikt, Revision

SCHRITT_WERTE: Final = "Indikatoren berechnen"
SCHRITT_VERGLEICHE: Final = "Vergleiche berechnen"
SCHRITT_ABGLEICH: Final = "Widersprüche und Revisionen feststellen"
_GRUPPE: Final = "indikatoren"
_GESCHUETZT: Final = ("indikatorwert", "beobachtung", "verteilung_grunddaten", "rang_grunddaten")

WERTE: Final = (
    Tabellenasset(
        Indikator,
        _GRUPPE,
        uebersicht="SELECT lebensphase, count(*) AS indikatoren FROM indikator GROUP BY 1 ORDER BY 2 DESC",
    ),
    Tabellenasset(
        Indikatorwert,
        _GRUPPE,
        nach=(BEOBACHTUNG_UNGESCHUETZT, "gebiet", "merkmal"),
        name=UNGESCHUETZT,
        uebersicht="SELECT herkunft, verlaesslichkeit, count(*) AS werte "
        f"FROM {UNGESCHUETZT} GROUP BY ALL ORDER BY ALL",
        vertraulich=True,
    ),
)
VERGLEICHE: Final = (
    Tabellenasset(Verteilung, _GRUPPE, nach=_GESCHUETZT),
    Tabellenasset(
        Vergleich,
        _GRUPPE,
        nach=_GESCHUETZT,
        uebersicht="SELECT vergleichsgruppe, art, count(*) AS vergleiche FROM vergleich "
        "GROUP BY ALL ORDER BY ALL",
    ),
    Tabellenasset(
        Trend,
        _GRUPPE,
        nach=_GESCHUETZT,
        uebersicht="SELECT richtung, count(*) AS reihen FROM trend GROUP BY 1 ORDER BY 1",
    ),
)

ABGLEICH: Final = (
    Tabellenasset(
        Konflikt,
        _GRUPPE,
        nach=("beobachtung", "quelle", "merkmal", "gebiet"),
        uebersicht="SELECT groesse, merkmal_gilt, merkmal_anders, count(*) AS widersprueche FROM konflikt "
        "GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3",
    ),
    Tabellenasset(
        Revision,
        _GRUPPE,
        nach=("beobachtung", "indikatorwert", "indikator", "quelle", "nachfolge"),
        uebersicht="SELECT art, grund, count(*) AS revisionen FROM revision GROUP BY ALL ORDER BY ALL",
    ),
)


@dg.multi_asset(name="indikatoren_berechnen", specs=[t.spec() for t in WERTE], pool=POOL)
def indikatorwerte(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Alle Indikatoren des Katalogs werden für alle Gebiete zugleich berechnet."""
    yield from materialize_tables(lauf, SCHRITT_WERTE, WERTE, context.run.run_id)


@dg.multi_asset(name="vergleiche_berechnen", specs=[t.spec() for t in VERGLEICHE], pool=POOL)
def vergleiche(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Verteilung, Vergleich und Trend aus den geschützten Werten."""
    yield from materialize_tables(lauf, SCHRITT_VERGLEICHE, VERGLEICHE, context.run.run_id)


@dg.multi_asset(name="widersprueche_und_revisionen", specs=[t.spec() for t in ABGLEICH], pool=POOL)
def abgleich(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Wo Quellen einander widersprechen, und welche Werte eine neuere Ausgabe geändert hat."""
    yield from materialize_tables(lauf, SCHRITT_ABGLEICH, ABGLEICH, context.run.run_id)
