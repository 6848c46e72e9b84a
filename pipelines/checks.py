"""Asset checks: one factory for the tables' own descriptions, and the editions' completeness.

The statistical checks are in `pipelines.plausibilitaet`.
"""

from typing import Final

import dagster as dg
import pandas as pd
import pandera.pandas as pa

from assets.release.fingerabdruck import hash_file
from assets.release.manifest import read_manifest
from assets.reports.dagster_assets import AUSGABE
from assets.store.dagster_assets import POOL, Tabellenasset, markdown_table
from assets.store.tabellen import HOECHSTENS_FAELLE, read_table
from pipelines.resources import ArbeitsdatenbankResource, LaufResource

_ORT: Final = ["column", "check", "index"]


def schema_check(asset: Tabellenasset) -> dg.AssetChecksDefinition:
    """Make the blocking check that a table is what its pandera model says.

    Args:
        asset: The table; of tables with unprotected figures no value is shown.
    """
    name = asset.tabelle.name

    @dg.asset_check(
        asset=name,
        name="entspricht_beschreibung",
        description=f"Jede Zeile von „{name}“ entspricht der Beschreibung der Tabelle: Typen, "
        "Pflichtangaben, zulässige Werte, eindeutiger Schlüssel. Ein Verstoß hält den Lauf an.",
        blocking=True,
        pool=POOL,
    )
    def entspricht_beschreibung(arbeitsdatenbank: ArbeitsdatenbankResource) -> dg.AssetCheckResult:
        with arbeitsdatenbank.open(read_only=True) as con:
            daten = read_table(con, asset.modell, name=asset.name)
        return check_frame(asset.modell, daten, vertraulich=asset.vertraulich)

    return entspricht_beschreibung


def check_frame(
    modell: type[pa.DataFrameModel], daten: pd.DataFrame, *, vertraulich: bool = False
) -> dg.AssetCheckResult:
    """Validate a frame; failures are counted, the first cases listed.

    Args:
        modell: pandera model.
        daten: Frame to check.
        vertraulich: Leave the offending values out.
    """
    try:
        modell.validate(daten, lazy=True)
    except pa.errors.SchemaErrors as fehler:
        faelle = fehler.failure_cases
        spalten = _ORT if vertraulich else [*_ORT, "failure_case"]
        erste = faelle.head(HOECHSTENS_FAELLE)[spalten]
        return dg.AssetCheckResult(
            passed=False,
            severity=dg.AssetCheckSeverity.ERROR,
            description=f"{len(faelle)} Verstöße gegen die Beschreibung der Tabelle",
            metadata={"Verstöße": len(faelle), "Erste Fälle": dg.MetadataValue.md(markdown_table(erste))},
        )
    return dg.AssetCheckResult(passed=True, metadata={"Zeilen": len(daten)})


def edition_check() -> dg.AssetChecksDefinition:
    """Make the check that every file of the current edition is as its manifest says."""

    @dg.asset_check(
        asset=AUSGABE,
        name="dateien_unversehrt",
        description="Jede Datei der aktuellen Ausgabe ist vorhanden und hat die Prüfsumme aus "
        "ihrem Verzeichnis.",
    )
    def dateien_unversehrt(lauf: LaufResource) -> dg.AssetCheckResult:
        ordner = lauf.auftrag.ausgabeordner.current()
        manifest = read_manifest(ordner)
        if ordner is None or manifest is None:
            return dg.AssetCheckResult(passed=False, description="Es gibt keine Ausgabe.")
        falsch = [
            datei
            for datei, soll in manifest.ausgaben.items()
            if not (ordner / datei).is_file() or hash_file(ordner / datei) != soll
        ]
        return dg.AssetCheckResult(
            passed=not falsch,
            description="; ".join(falsch[:HOECHSTENS_FAELLE]) or None,
            metadata={"Dateien": len(manifest.ausgaben), "Falsch": len(falsch)},
        )

    return dateien_unversehrt
