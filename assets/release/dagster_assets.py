"""The published edition as an asset: all reports of the configured Kreis and the database."""

from collections.abc import Sequence
from typing import Final

import dagster as dg

from assets.release.manifest import Manifest, read_manifest
from assets.reports.dagster_assets import AUSGABE, report_metadata
from assets.store.dagster_assets import POOL, Laufumgebung
from schemas.common import BERICHTE

GRUPPE: Final = "ausgabe"


def build_ausgabe(daten: Sequence[str]) -> dg.AssetsDefinition:
    """The edition of the configured Kreis.

    Args:
        daten: Tables that the edition is made from.
    """

    @dg.asset(
        name=AUSGABE,
        deps=list(daten),
        group_name=GRUPPE,
        kinds={"duckdb", "pdf"},
        pool=POOL,
        description="Die veröffentlichte Ausgabe: alle drei Berichte des eingestellten Kreises (in "
        "parallelen Prozessen gesetzt), Tabellenanhänge und die Datenbank sozialplanung.duckdb. Sie wird in "
        "einem Schritt umgeschaltet; scheitert etwas, gilt die letzte Ausgabe weiter.",
    )
    def ausgabe(
        context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
    ) -> dg.MaterializeResult:
        ags, partition = lauf.eingestellter_kreis()
        stand = lauf.veroeffentlichen([ags], BERICHTE)
        for bericht in BERICHTE:
            metadaten = report_metadata(stand, ags, bericht)
            context.log_event(dg.AssetMaterialization(bericht, partition=partition, metadata=metadaten))
        manifest = read_manifest(stand.ordner)
        return dg.MaterializeResult(
            metadata={
                "Ausgabe": stand.ausgabe,
                "Neu erstellt": stand.neu,
                "Ordner": dg.MetadataValue.path(str(stand.ordner)),
                "Datenbank": dg.MetadataValue.path(str(stand.ordner / "sozialplanung.duckdb")),
                "Sekunden je Abschnitt": dg.MetadataValue.json(
                    {k: round(v, 1) for k, v in stand.dauern.items()}
                ),
                **(_contents(manifest) if manifest else {}),
            }
        )

    return ausgabe


def _contents(manifest: Manifest) -> dict[str, dg.MarkdownMetadataValue | str]:
    zeilen = [f"- `{datei}`" for datei in sorted(manifest.ausgaben) if not datei.endswith(".csv")]
    return {
        "Inhalt": dg.MetadataValue.md("\n".join(zeilen)),
        "Datenstand": manifest.datenstand,
        "Eingaben": str(len(manifest.eingaben)),
    }
