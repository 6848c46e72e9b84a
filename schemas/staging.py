"""Tables of the staging layer: observations made comparable."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import ID_MUSTER
from schemas.sources import Beobachtungen


class Merkmal(pa.DataFrameModel):
    """Base measures, from the catalogue."""

    merkmal_id: Series[str] = pa.Field(str_matches=ID_MUSTER, description="Kennung des Basismerkmals")
    name: Series[str] = pa.Field(description="Bezeichnung")
    definition: Series[str] = pa.Field(description="Definition, mit Tabelle und Spalte der Quelle")
    einheit: Series[str] = pa.Field(description="Maßeinheit")
    bezug: Series[str] = pa.Field(description="Stichtag, Jahressumme, Jahresdurchschnitt oder Schuljahr")

    class Config:
        """Table settings."""

        name = "merkmal"
        description = "Basismerkmale: was die Quellen messen"
        strict = True
        unique = ["merkmal_id"]
        metadata = {"schluessel": ["merkmal_id"]}


class Beobachtung(Beobachtungen):
    """Observations with their standing: which figure is the current one."""

    gueltig: Series[bool] = pa.Field(
        description="falsch: überholt von einer neueren Ausgabe oder einer bevorzugten Quelle"
    )

    class Config:
        """Table settings."""

        name = "beobachtung"
        description = "Veröffentlichte Einzelwerte je Merkmal, Gebiet, Zeitraum und Quelle"
        strict = True
        unique = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
        metadata = {"schluessel": ["merkmal_id", "ags", "zeitraum", "quelle_id"]}
