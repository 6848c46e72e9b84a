"""Sixth step of a run: where sources contradict each other, and what was revised.

It reads protected tables only, so neither table can show what is withheld.
"""

import duckdb
import pandas as pd

from assets.catalogue.load import Katalog
from assets.indicators.revisionen import Vorausgabe, find_wertrevisionen
from assets.staging.konflikte import find_konflikte
from assets.staging.revisionen import find_revisionen
from assets.staging.vorrang import rank_sources
from assets.store.tabellen import pandas_typen, read_table, table_of, write_table
from schemas.sources import Quelle
from schemas.staging import Konflikt, Revision


def record_differences(
    con: duckdb.DuckDBPyConnection, katalog: Katalog, vorige: Vorausgabe | None
) -> tuple[int, int]:
    """Write `konflikt` and `revision`; return their numbers of rows.

    Needs `quelle`, `merkmal`, `gebiet`, `nachfolge`, `indikator` and the protected tables `beobachtung` and
    `indikatorwert`.

    Args:
        con: Work database.
        katalog: Catalogue.
        vorige: The last published edition; None where there is none to compare with.
    """
    rangfolge = rank_sources(read_table(con, Quelle), katalog.herausgeber)
    zaehlwerte = [m.id for m in katalog.merkmale.values() if m.summierbar]
    konflikte = find_konflikte(con, rangfolge, katalog.groessen.values(), zaehlwerte)
    teile = [
        find_revisionen(con, rangfolge, katalog.merkmale, katalog.brueche.values()),
        find_wertrevisionen(con, vorige, katalog),
    ]
    typen = pandas_typen(table_of(Revision))
    revisionen = pd.concat([t[list(typen)].astype(typen) for t in teile], ignore_index=True)
    return write_table(con, Konflikt, konflikte), write_table(con, Revision, revisionen)
