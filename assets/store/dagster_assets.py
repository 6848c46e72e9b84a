"""What the assets of all rooms share: columns from the pandera models, row counts, previews.

The assets pass data through the work database; only metadata go to Dagster. Unprotected figures
(`vertraulich`) never leave the work database: no preview of them is kept in the run history.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import dagster as dg
import duckdb
import pandas as pd
import pandera.pandas as pa

from assets.store.tabellen import Tabelle, table_of

POOL: Final = "arbeitsdatenbank"
VORSCHAU_ZEILEN: Final = 10
_ZELLE: Final = 60


@dataclass(frozen=True)
class Veroeffentlicht:
    """What a publication step says about the edition.

    Attributes:
        ausgabe: Name of the current edition.
        ordner: Folder `aktuell`.
        neu: False where the edition was up to date and nothing was made.
        dauern: Stage → seconds.
    """

    ausgabe: str
    ordner: Path
    neu: bool
    dauern: Mapping[str, float]


class Laufumgebung(Protocol):
    """What the assets need from the run: its steps, its database, its publication."""

    def run_schritt(self, name: str, lauf_id: str) -> Mapping[str, Any]:
        """Run one step of the run unless the work database is up to date; return remarks on it."""
        ...

    def lesen(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open the work database for reading."""
        ...

    def abbildung(self, con: duckdb.DuckDBPyConnection, tabelle: str) -> str | None:
        """A picture of a table as Markdown, where there is one."""
        ...

    def veroeffentlichen(self, kreise: Sequence[str], berichte: Sequence[str]) -> Veroeffentlicht:
        """Make and publish reports unless the current edition holds them already."""
        ...

    def eingestellter_kreis(self) -> tuple[str, str]:
        """Key of the configured Kreis and its partition key."""
        ...

    def aktuelle_ausgabe(self) -> Path | None:
        """Folder of the current edition; None before the first one."""
        ...


@dataclass(frozen=True)
class Tabellenasset:
    """One asset that is one table of the work database.

    Attributes:
        modell: pandera model.
        gruppe: Room, as the user interface names it.
        nach: Tables it is made from.
        name: Name of the table where it is not the model's own.
        uebersicht: Query whose result is shown beside the preview.
        vertraulich: Holds unprotected figures; no preview.
    """

    modell: type[pa.DataFrameModel]
    gruppe: str
    nach: tuple[str, ...] = ()
    name: str | None = None
    uebersicht: str | None = None
    vertraulich: bool = False

    @property
    def tabelle(self) -> Tabelle:
        """The table as the database knows it."""
        return table_of(self.modell, self.name)

    def spec(self) -> dg.AssetSpec:
        """The asset with description, columns and origin."""
        tabelle = self.tabelle
        zusatz = " Ungeschützte Werte: bleiben in der Arbeitsdatenbank." if self.vertraulich else ""
        return dg.AssetSpec(
            tabelle.name,
            deps=list(self.nach),
            description=f"{tabelle.beschreibung}.{zusatz}",
            group_name=self.gruppe,
            kinds={"duckdb"},
            metadata={
                "dagster/column_schema": column_schema(tabelle),
                "Schlüssel": ", ".join(tabelle.schluessel),
            },
        )


def column_schema(tabelle: Tabelle) -> dg.TableSchema:
    """Columns of a table as Dagster shows them: type, meaning, NOT NULL, single-column key."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                spalte.name,
                type=spalte.sql_typ,
                description=spalte.beschreibung,
                constraints=dg.TableColumnConstraints(
                    nullable=not spalte.pflicht, unique=tabelle.schluessel == (spalte.name,)
                ),
            )
            for spalte in tabelle.spalten
        ]
    )


def materialize_tables(
    lauf: Laufumgebung, schritt: str, tabellen: Sequence[Tabellenasset], lauf_id: str
) -> Iterator[dg.MaterializeResult]:
    """Run a step and describe the tables that it wrote.

    Args:
        lauf: The run.
        schritt: German name of the step.
        tabellen: Assets of the step.
        lauf_id: Identifier of the Dagster run.

    Yields:
        One result per table with row count, preview, overview and picture.
    """
    bemerkungen = lauf.run_schritt(schritt, lauf_id)
    with lauf.lesen() as con:
        for asset in tabellen:
            yield dg.MaterializeResult(
                asset_key=asset.tabelle.name,
                metadata={**describe_table(con, asset), **_picture(lauf, con, asset), **bemerkungen},
            )


def describe_table(con: duckdb.DuckDBPyConnection, asset: Tabellenasset) -> dict[str, Any]:
    """Row count, overview and the first rows of a table as metadata."""
    name = asset.tabelle.name
    anzahl = con.execute(f"SELECT count(*) FROM {name}").fetchone()
    metadaten: dict[str, Any] = {"dagster/row_count": int(anzahl[0]) if anzahl else 0}
    if asset.uebersicht:
        metadaten["Übersicht"] = dg.MetadataValue.md(markdown_table(con.execute(asset.uebersicht).df()))
    if not asset.vertraulich:
        ordnung = ", ".join(asset.tabelle.schluessel)
        erste = con.execute(f"SELECT * FROM {name} ORDER BY {ordnung} LIMIT {VORSCHAU_ZEILEN}").df()
        metadaten["Vorschau"] = dg.MetadataValue.md(markdown_table(erste))
    return metadaten


def _picture(
    lauf: Laufumgebung, con: duckdb.DuckDBPyConnection, asset: Tabellenasset
) -> dict[str, dg.MarkdownMetadataValue]:
    bild = None if asset.vertraulich else lauf.abbildung(con, asset.tabelle.name)
    return {"Abbildung": dg.MetadataValue.md(bild)} if bild else {}


def markdown_table(daten: pd.DataFrame) -> str:
    """A frame as a Markdown table; long texts are cut, missing values stay empty."""
    kopf = [str(s) for s in daten.columns]
    zeilen = [kopf, ["---"] * len(kopf), *([_cell(w) for w in z] for z in daten.to_numpy(dtype=object))]
    return "\n".join(f"| {' | '.join(zeile)} |" for zeile in zeilen)


def _cell(wert: object) -> str:
    if wert is None or wert is pd.NA or wert != wert:
        return ""
    text = f"{wert:.4g}" if isinstance(wert, float) and not wert.is_integer() else str(wert)
    text = text.replace("|", "/").replace("\n", " ")
    return text if len(text) <= _ZELLE else text[: _ZELLE - 1] + "…"
