"""Goals, measures, plans and offers as assets."""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from assets.store.dagster_assets import POOL, Laufumgebung, Tabellenasset, materialize_tables
from schemas.planning import VEROEFFENTLICHT

SCHRITT: Final = "Planung lesen"

TABELLEN: Final = tuple(
    # Read last, when the indicators that measures refer to are known and compared.
    Tabellenasset(modell, "planung", nach=("indikator", "vergleich"))
    for modell in VEROEFFENTLICHT
)


@dg.multi_asset(name="planung_lesen", specs=[t.spec() for t in TABELLEN], pool=POOL)
def planung(
    context: dg.AssetExecutionContext, lauf: dg.ResourceParam[Laufumgebung]
) -> Iterator[dg.MaterializeResult]:
    """Ziele, Maßnahmen und Angebote aus den eigenen Dateien."""
    yield from materialize_tables(lauf, SCHRITT, TABELLEN, context.run.run_id)
