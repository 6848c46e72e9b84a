"""The published database: the tables of the contract, and nothing else, in a finished file."""

from pathlib import Path

from assets.store.arbeitsdatenbank import open_database
from assets.store.tabellen import Tabelle, content_hash, create_table, table_of
from schemas.gebietsstand import Summenabweichung
from schemas.geheimhaltung import Geheimhaltungspruefung
from schemas.indicators import Indikator, Indikatorwert, Trend, Vergleich, Verteilung
from schemas.planning import VEROEFFENTLICHT
from schemas.quellenlage import Quellenlage
from schemas.sources import Gebiet, Nachfolge, Quelle, Umriss
from schemas.staging import Beobachtung, Konflikt, Merkmal, Revision

TABELLEN: tuple[Tabelle, ...] = tuple(
    table_of(modell)
    for modell in (
        Gebiet,
        Nachfolge,
        Quelle,
        Quellenlage,
        Merkmal,
        Beobachtung,
        Summenabweichung,
        Konflikt,
        Revision,
        Indikator,
        Indikatorwert,
        Vergleich,
        Verteilung,
        Trend,
        Geheimhaltungspruefung,
        Umriss,
        *VEROEFFENTLICHT,
    )
)
"""Tables that are published, in the order of the data dictionary."""


def write_published(arbeit: Path, ziel: Path) -> dict[str, str]:
    """Copy the published tables into a new database file.

    Args:
        arbeit: The work database; opened read-only.
        ziel: File to write; must not exist.

    Returns:
        Content hash of every table (DuckDB files themselves are never byte-identical).
    """
    with open_database(ziel) as con:
        con.execute(f"ATTACH '{arbeit}' AS arbeit (READ_ONLY)")
        for tabelle in TABELLEN:
            create_table(con, tabelle)
            spalten = ", ".join(f'"{s.name}"' for s in tabelle.spalten)
            ordnung = ", ".join(tabelle.schluessel)
            con.execute(
                f"INSERT INTO {tabelle.name} SELECT {spalten} FROM arbeit.{tabelle.name} ORDER BY {ordnung}"
            )
        con.execute("DETACH arbeit")
        hashes = {tabelle.name: content_hash(con, tabelle) for tabelle in TABELLEN}
        con.execute("CHECKPOINT")
    return hashes
