"""The three reports as assets, one partition per Kreis.

Whatever is chosen in one run is set in parallel processes and published together as one edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import dagster as dg
import pikepdf

from assets.store.dagster_assets import POOL, Laufumgebung, Veroeffentlicht
from schemas.common import BERICHT_NAMEN, BERICHTE

GRUPPE: Final = "berichte"
DATEN: Final = (
    "gebiet",
    "beobachtung",
    "quelle",
    "quellenlage",
    "konflikt",
    "revision",
    "merkmal",
    "indikator",
    "indikatorwert",
    "vergleich",
    "verteilung",
    "trend",
    "umriss",
)
"""Tables that reports read, beside those of the planning room."""

AUSGABE: Final = "ausgabe"


def build_berichte(kreise: dg.PartitionsDefinition, daten: Sequence[str]) -> dg.AssetsDefinition:
    """The three reports as one subsettable asset function.

    Args:
        kreise: Partitions whose keys begin with the AGS.
        daten: Tables that the reports are made from.
    """

    @dg.multi_asset(
        name="berichte_setzen",
        specs=[_spec(bericht, daten) for bericht in BERICHTE],
        partitions_def=kreise,
        can_subset=True,
        pool=POOL,
    )
    def berichte(
        context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
    ) -> Iterator[dg.MaterializeResult]:
        gewaehlt = [b for b in BERICHTE if dg.AssetKey(b) in context.selected_asset_keys]
        ags = ags_of(context.partition_key)
        stand = lauf.veroeffentlichen([ags], gewaehlt)
        if stand.neu:
            context.log_event(dg.AssetMaterialization(AUSGABE, metadata={"Ausgabe": stand.ausgabe}))
        for bericht in gewaehlt:
            yield dg.MaterializeResult(asset_key=bericht, metadata=report_metadata(stand, ags, bericht))

    return berichte


def ags_of(key: str) -> str:
    """The AGS at the beginning of a partition key."""
    return key.split()[0]


def report_metadata(stand: Veroeffentlicht, ags: str, bericht: str) -> Mapping[str, dg.MetadataValue]:
    """Where a published report lies and what it is like."""
    pdf = stand.ordner / "berichte" / ags / f"{bericht}.pdf"
    with pikepdf.open(pdf) as dokument:
        seiten = len(dokument.pages)
    return {
        "PDF": dg.MetadataValue.path(str(pdf)),
        "HTML": dg.MetadataValue.path(str(pdf.with_suffix(".html"))),
        "Tabellenanhang": dg.MetadataValue.path(str(stand.ordner / "tabellen" / ags / f"{bericht}.xlsx")),
        "Seiten": dg.MetadataValue.int(seiten),
        "Größe in kB": dg.MetadataValue.int(round(_size(pdf) / 1000)),
        "Ausgabe": dg.MetadataValue.text(stand.ausgabe),
        "Neu erstellt": dg.MetadataValue.bool(stand.neu),
    }


def _size(pfad: Path) -> int:
    return pfad.stat().st_size


def _spec(bericht: str, daten: Sequence[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        bericht,
        deps=list(daten),
        description=f"{BERICHT_NAMEN[bericht]} eines Kreises als PDF, HTML und Tabellenanhang. Wird sofort "
        "als neue Ausgabe veröffentlicht; unveränderte Berichte werden übernommen. Liegt der Bericht schon "
        "auf dem neuesten Stand vor, wird nichts neu berechnet.",
        group_name=GRUPPE,
        kinds={"pdf"},
    )
