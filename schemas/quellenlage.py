"""Tables about the sources themselves: how current each one is, and which files were refused."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import DATUM_MUSTER, ZEITRAUM_MUSTER

RHYTHMEN = ("monatlich", "vierteljaehrlich", "jaehrlich", "zweijaehrlich", "unregelmaessig", "einmalig")


class Quellenlage(pa.DataFrameModel):
    """What is held of each wanted publication and of every other table; nothing depends on the clock."""

    bezug_id: Series[str] = pa.Field(
        description="Kennung des Bezugs in quellen.toml; Tabellen ohne Bezug: Familie/Tabelle"
    )
    familie: Series[str] = pa.Field(description="Veröffentlichungsfamilie")
    tabelle: Series[str] = pa.Field(
        description="Tabellennummer oder Muster; * steht für einen beliebigen Teil"
    )
    titel: Series[str] = pa.Field(description="Titel")
    quelle_id: Series[str] = pa.Field(
        nullable=True, description="Quelle mit dem neuesten Zeitraum; leer: es ist nichts vorhanden"
    )
    zeitraum: Series[str] = pa.Field(
        nullable=True,
        str_matches=ZEITRAUM_MUSTER,
        description="neuester vorhandener Zeitraum mit einer Zahl; bei Verzeichnissen der Stand",
    )
    zeitraum_ende: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, description="letzter Tag des neuesten Zeitraums"
    )
    stand: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, description="Stand der Quelle mit dem neuesten Zeitraum"
    )
    rhythmus: Series[str] = pa.Field(
        nullable=True,
        isin=list(RHYTHMEN),
        description="wie oft es neu erscheint; leer: kein Bezug eingetragen",
    )
    verzug_monate: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, ge=0, description="Monate vom Ende eines Zeitraums bis zur Veröffentlichung"
    )
    faellig_am: Series[str] = pa.Field(
        nullable=True,
        str_matches=DATUM_MUSTER,
        description="Tag, bis zu dem der nächste Zeitraum erscheinen müsste: Ende des neuesten Zeitraums "
        "plus ein Rhythmus plus Verzug; danach ist die Quelle überfällig. Leer: kein fester Rhythmus",
    )
    abrufbar: Series[bool] = pa.Field(description="wahr: „sozialplanung quellen holen“ ruft sie selbst ab")
    weg: Series[str] = pa.Field(nullable=True, description="wie man die Datei von Hand bekommt")

    class Config:
        """Table settings."""

        name = "quellenlage"
        description = "Wie aktuell jede Quelle ist: neuester Zeitraum, Rhythmus, nächster Termin, Bezugsweg"
        strict = True
        unique = ["bezug_id"]
        metadata = {"schluessel": ["bezug_id"]}


class Abgelehnt(pa.DataFrameModel):
    """Files that should be data and could not be used in the last reading."""

    datei: Series[str] = pa.Field(description="Datei, wie die Meldung sie nennt")
    meldung: Series[str] = pa.Field(description="was gefunden und was erwartet wurde, und was zu tun ist")

    class Config:
        """Table settings."""

        name = "abgelehnt"
        description = "Dateien, die beim letzten Lesen nicht verwendet werden konnten, mit dem Grund"
        strict = True
        unique = ["datei", "meldung"]
        metadata = {"schluessel": ["datei", "meldung"]}
