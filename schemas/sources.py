"""Tables of the sources layer: observations as published, and where they come from."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import AGS_MUSTER, DATUM_MUSTER, EBENEN, ID_MUSTER, KENNZEICHEN, ZEITRAUM_MUSTER


class Quelle(pa.DataFrameModel):
    """One edition of one publication."""

    quelle_id: Series[str] = pa.Field(description="Kennung der Quelle: Herausgeber, Tabelle, Ausgabe")
    herausgeber: Series[str] = pa.Field(description="Wer die Zahlen veröffentlicht hat")
    titel: Series[str] = pa.Field(description="Titel der Veröffentlichung")
    tabelle: Series[str] = pa.Field(description="Tabellennummer oder Blattname beim Herausgeber")
    stand: Series[str] = pa.Field(str_matches=DATUM_MUSTER, description="Stand oder Ausgabe (JJJJ-MM-TT)")
    abgerufen_am: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, description="Tag des Abrufs, soweit aus der Datei bekannt"
    )
    lizenz: Series[str] = pa.Field(description="Lizenz oder Nutzungsbedingung")
    lizenz_url: Series[str] = pa.Field(nullable=True, description="Adresse des Lizenztextes")
    url: Series[str] = pa.Field(nullable=True, description="Fundort der Veröffentlichung")
    datei: Series[str] = pa.Field(nullable=True, description="Name der Originaldatei")
    sha256: Series[str] = pa.Field(nullable=True, description="SHA-256 der Originaldatei")
    quellenvermerk: Series[str] = pa.Field(description="Quellenvermerk, wie ihn die Lizenz verlangt")

    class Config:
        """Table settings."""

        name = "quelle"
        description = "Jede Ausgabe jeder Veröffentlichung, aus der Zahlen stammen"
        strict = True
        unique = ["quelle_id"]
        metadata = {"schluessel": ["quelle_id"]}


class Beobachtungen(pa.DataFrameModel):
    """Tidy observations as a reader delivers them."""

    merkmal_id: Series[str] = pa.Field(str_matches=ID_MUSTER, description="Basismerkmal")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebietsschlüssel")
    zeitraum: Series[str] = pa.Field(
        str_matches=ZEITRAUM_MUSTER, description="Jahr, Stichtag oder Jahresspanne"
    )
    wert: Series[float] = pa.Field(nullable=True, description="Zahlenwert in der Einheit des Merkmals")
    kennzeichen: Series[str] = pa.Field(
        nullable=True, isin=list(KENNZEICHEN), description="amtliches Zeichen, wie gedruckt"
    )
    quelle_id: Series[str] = pa.Field(description="Quelle")
    gebietsstand: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, description="Gebietsstand der Angabe, soweit bekannt"
    )
    blatt: Series[str] = pa.Field(
        nullable=True,
        description="Fundstelle: Tabellenblatt oder Datei im Archiv; sonst leer",
    )
    zeile: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, ge=1, description="Fundstelle: Zeile der Originaldatei, gezählt ab 1"
    )
    spalte: Series[str] = pa.Field(
        nullable=True, description="Fundstelle: Spalte, als Buchstabe (Arbeitsmappe, CSV) oder Zeichenstelle"
    )

    class Config:
        """Table settings."""

        name = "beobachtung_roh"
        description = "Beobachtungen, wie die Leser sie liefern"
        strict = True
        unique = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
        metadata = {"schluessel": ["merkmal_id", "ags", "zeitraum", "quelle_id"]}


class Gebiet(pa.DataFrameModel):
    """Territories with their validity."""

    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebietsschlüssel")
    name: Series[str] = pa.Field(description="amtlicher Name")
    ebene: Series[str] = pa.Field(isin=list(EBENEN), description="Ebene des Gebiets")
    uebergeordnet: Series[str] = pa.Field(nullable=True, description="Schlüssel des übergeordneten Gebiets")
    gueltig_von: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, description="erster Tag der Gültigkeit, soweit bekannt"
    )
    gueltig_bis: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, description="letzter Tag der Gültigkeit; leer: besteht"
    )
    laenge: Series[float] = pa.Field(nullable=True, description="geografische Länge in Grad (WGS 84)")
    breite: Series[float] = pa.Field(nullable=True, description="geografische Breite in Grad (WGS 84)")
    planungsbereich: Series[str] = pa.Field(
        nullable=True, description="Planungsbereich, zu dem eine Gemeinde gehört (Gemeindeverband)"
    )
    flaeche_km2: Series[float] = pa.Field(nullable=True, ge=0, description="Fläche in km²")
    einwohner: Series[float] = pa.Field(
        nullable=True, ge=0, description="Einwohner laut Gemeindeverzeichnis, zum Einordnen der Größe"
    )

    class Config:
        """Table settings."""

        name = "gebiet"
        description = "Gebiete: Deutschland, Länder, Kreise, Gemeinden, Planungsbereiche"
        strict = True
        unique = ["ags"]
        metadata = {"schluessel": ["ags"]}


class Nachfolge(pa.DataFrameModel):
    """How one territory became another: one row per part, between two Gebietsstände."""

    ags_alt: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Schlüssel bis zur Änderung")
    ags_neu: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Schlüssel seit der Änderung")
    stand_alt: Series[str] = pa.Field(str_matches=DATUM_MUSTER, description="letzter Tag des alten Zustands")
    stand_neu: Series[str] = pa.Field(str_matches=DATUM_MUSTER, description="erster Tag des neuen Zustands")
    name_alt: Series[str] = pa.Field(nullable=True, description="Name bis zur Änderung")
    name_neu: Series[str] = pa.Field(nullable=True, description="Name seit der Änderung")
    anteil_flaeche: Series[float] = pa.Field(
        nullable=True, ge=0, le=1, description="Anteil der Fläche des alten Gebiets, der übergeht"
    )
    anteil_bevoelkerung: Series[float] = pa.Field(
        nullable=True, ge=0, le=1, description="Anteil der Bevölkerung des alten Gebiets, der übergeht"
    )
    quelle_id: Series[str] = pa.Field(description="Quelle")
    blatt: Series[str] = pa.Field(nullable=True, description="Fundstelle: Tabellenblatt")
    zeile: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, description="Fundstelle: Zeile")

    class Config:
        """Table settings."""

        name = "nachfolge"
        description = "Gebietsänderungen: welches Gebiet ganz oder in Teilen in welchem anderen aufging"
        strict = True
        unique = ["ags_alt", "ags_neu", "stand_alt", "stand_neu", "quelle_id"]
        metadata = {"schluessel": ["ags_alt", "ags_neu", "stand_alt", "stand_neu", "quelle_id"]}


class GebietRoh(Gebiet):
    """Territories as each register or file names them, before they are merged."""

    vorrang: Series[int] = pa.Field(ge=0, description="Reihenfolge der Register; die kleinere Zahl gilt")
    register: Series[bool] = pa.Field(description="falsch: nur in einer Datentabelle genannt")
    gebietsstand: Series[str] = pa.Field(nullable=True, description="Gebietsstand der nennenden Datei")

    class Config:
        """Table settings."""

        name = "gebiet_roh"
        description = "Gebiete, wie Register und Dateien sie nennen"
        strict = True
        unique = ["vorrang", "ags"]
        metadata = {"schluessel": ["vorrang", "ags"]}


class Rang(pa.DataFrameModel):
    """Ranks carried over with the base set, where not all Kreise are at hand."""

    indikator_id: Series[str] = pa.Field(description="Indikator")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Kreis")
    jahr: Series[int] = pa.Field(description="Jahr")
    gruppe: Series[str] = pa.Field(description="00: alle Kreise; zweistellig: Kreise des Landes")
    rang: Series[int] = pa.Field(ge=1, description="Rang, 1 ist der kleinste Wert")
    anzahl: Series[int] = pa.Field(ge=1, description="Kreise mit Wert")

    class Config:
        """Table settings."""

        name = "rang_grunddaten"
        description = "Ränge aus den Grunddaten"
        strict = True
        unique = ["indikator_id", "ags", "jahr", "gruppe"]
        metadata = {"schluessel": ["indikator_id", "ags", "jahr", "gruppe"]}


class Umriss(pa.DataFrameModel):
    """Outlines of territories for maps."""

    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebietsschlüssel")
    geometrie: Series[str] = pa.Field(description="Umriss als GeoJSON-Geometrie (WGS 84, vereinfacht)")
    quelle_id: Series[str] = pa.Field(description="Quelle der Geometrie")

    class Config:
        """Table settings."""

        name = "umriss"
        description = "Umrisse der Kreise und Gemeinden für Karten"
        strict = True
        unique = ["ags"]
        metadata = {"schluessel": ["ags"]}
