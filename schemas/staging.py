"""Tables of the staging layer: observations made comparable."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import AGS_MUSTER, ID_MUSTER, REVISIONSGRUENDE, ZEITRAUM_MUSTER
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


class Konflikt(pa.DataFrameModel):
    """Two sources state the same figure differently by more than their rounding explains."""

    groesse: Series[str] = pa.Field(
        description="Größe, die beide Quellen angeben: Kennung der Größe oder des gemeinsamen Merkmals"
    )
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebietsschlüssel")
    zeitraum: Series[str] = pa.Field(str_matches=ZEITRAUM_MUSTER, description="Jahr, Stichtag oder Spanne")
    merkmal_gilt: Series[str] = pa.Field(description="Merkmal der geltenden Angabe")
    quelle_gilt: Series[str] = pa.Field(description="Quelle der geltenden Angabe")
    wert_gilt: Series[float] = pa.Field(nullable=True, description="geltender Wert")
    merkmal_anders: Series[str] = pa.Field(description="Merkmal der abweichenden Angabe")
    quelle_anders: Series[str] = pa.Field(description="Quelle der abweichenden Angabe")
    wert_anders: Series[float] = pa.Field(nullable=True, description="abweichender Wert")
    differenz: Series[float] = pa.Field(nullable=True, description="abweichender minus geltender Wert")
    rundung: Series[float] = pa.Field(ge=0, description="Differenz, die Rundung der Quellen erklären könnte")
    regel: Series[str] = pa.Field(description="nach welcher Regel entschieden wurde")

    class Config:
        """Table settings."""

        name = "konflikt"
        description = "Widersprüche zwischen Quellen, die über deren Rundung hinausgehen"
        strict = True
        unique = ["groesse", "ags", "zeitraum", "merkmal_anders", "quelle_anders"]
        metadata = {"schluessel": ["groesse", "ags", "zeitraum", "merkmal_anders", "quelle_anders"]}


class Revision(pa.DataFrameModel):
    """A published figure that a newer edition changed."""

    art: Series[str] = pa.Field(
        isin=["beobachtung", "indikatorwert"],
        description="Einzelwert einer Quelle oder eigener Wert der letzten Ausgabe",
    )
    kennung: Series[str] = pa.Field(description="Merkmal oder Indikator")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebietsschlüssel")
    zeitraum: Series[str] = pa.Field(str_matches=ZEITRAUM_MUSTER, description="Jahr, Stichtag oder Spanne")
    quelle_alt: Series[str] = pa.Field(description="bisherige Quelle oder Ausgabe")
    quelle_neu: Series[str] = pa.Field(description="neue Quelle oder Ausgabe")
    wert_alt: Series[float] = pa.Field(nullable=True, description="bisheriger Wert")
    wert_neu: Series[float] = pa.Field(nullable=True, description="neuer Wert")
    kennzeichen_alt: Series[str] = pa.Field(nullable=True, description="bisheriges Kennzeichen")
    kennzeichen_neu: Series[str] = pa.Field(nullable=True, description="neues Kennzeichen")
    grund: Series[str] = pa.Field(isin=list(REVISIONSGRUENDE), description="warum sich der Wert änderte")

    class Config:
        """Table settings."""

        name = "revision"
        description = "Revisionen: veröffentlichte Werte, die eine neuere Ausgabe geändert hat"
        strict = True
        unique = ["art", "kennung", "ags", "zeitraum", "quelle_alt", "quelle_neu"]
        metadata = {"schluessel": ["art", "kennung", "ags", "zeitraum", "quelle_alt", "quelle_neu"]}
