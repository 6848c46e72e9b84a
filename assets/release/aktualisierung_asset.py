"""The one-page report on a refresh as an asset; the publication makes it, the asset shows where it lies."""

from typing import Final

import dagster as dg

from assets.release.manifest import read_manifest
from assets.reports.dagster_assets import AUSGABE, report_metadata
from assets.reports.kopf import AKTUALISIERUNG
from assets.store.dagster_assets import POOL, Laufumgebung, Veroeffentlicht

GRUPPE: Final = "ausgabe"


@dg.asset(
    name=AKTUALISIERUNG,
    deps=[AUSGABE],
    group_name=GRUPPE,
    kinds={"pdf"},
    pool=POOL,
    description="Aktualisierungsbericht, eine Seite: was seit der letzten Ausgabe neu ist, was berichtigt "
    "wurde, was sich widerspricht, was überfällig ist und was abgelehnt wurde. Entsteht mit jeder Ausgabe.",
)
def aktualisierungsbericht(lauf: dg.ResourceParam[Laufumgebung]) -> dg.MaterializeResult:
    """Der Aktualisierungsbericht der aktuellen Ausgabe."""
    ags, _ = lauf.eingestellter_kreis()
    ordner = lauf.aktuelle_ausgabe()
    manifest = read_manifest(ordner)
    if ordner is None or manifest is None or f"berichte/{ags}/{AKTUALISIERUNG}.pdf" not in manifest.ausgaben:
        raise dg.Failure(
            "In der aktuellen Ausgabe gibt es keinen Aktualisierungsbericht für den eingestellten Kreis. "
            "Was tun: den Job „quartalslauf“ starten.",
            allow_retries=False,
        )
    stand = Veroeffentlicht(manifest.ausgabe, ordner, neu=False, dauern={})
    angaben = dict(report_metadata(stand, ags, AKTUALISIERUNG))
    vergleich = str(manifest.vorher.get("ausgabe", "keine, erste Ausgabe"))
    weg = ("Tabellenanhang", "Neu erstellt")
    return dg.MaterializeResult(
        metadata={k: v for k, v in angaben.items() if k not in weg} | {"Verglichen mit": vergleich}
    )
