"""Tables of the indicator layer: definitions, values, comparisons, distributions, trends."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import (
    AGS_MUSTER,
    DATUM_MUSTER,
    HERKUNFT,
    ID_MUSTER,
    KENNZEICHEN,
    LEBENSPHASEN,
    VERLAESSLICHKEIT,
    ZEITRAUM_MUSTER,
)


class Indikator(pa.DataFrameModel):
    """Indicator definitions, from the catalogue."""

    indikator_id: Series[str] = pa.Field(str_matches=ID_MUSTER, description="Kennung des Indikators")
    name: Series[str] = pa.Field(description="Name")
    definition: Series[str] = pa.Field(description="Definition")
    zaehler: Series[str] = pa.Field(nullable=True, description="Zähler als Ausdruck über Basismerkmale")
    nenner: Series[str] = pa.Field(nullable=True, description="Nenner als Ausdruck über Basismerkmale")
    merkmal: Series[str] = pa.Field(
        nullable=True, description="Basismerkmal, dessen veröffentlichter Wert übernommen wird"
    )
    nenner_versatz: Series[int] = pa.Field(le=0, description="-1: Nenner aus dem Vorjahr")
    kreiswert: Series[str] = pa.Field(
        isin=["direkt", "median_gemeinden"], description="direkt, oder Median der Gemeinden"
    )
    faktor: Series[float] = pa.Field(description="Faktor der Quote (100 bei Prozent)")
    einheit: Series[str] = pa.Field(description="Einheit")
    nachkommastellen: Series[int] = pa.Field(ge=0, le=3, description="Nachkommastellen im Druck")
    polaritaet: Series[str] = pa.Field(
        isin=["-", "+", "0"], description="-: höher ist ungünstiger, +: höher ist günstiger, 0: neutral"
    )
    lebensphase: Series[str] = pa.Field(isin=list(LEBENSPHASEN), description="Lebensphase")
    blickwinkel: Series[str] = pa.Field(description="Blickwinkel, mit Komma getrennt")
    berichte: Series[str] = pa.Field(description="Berichte, in denen er steht, mit Komma getrennt")
    verfahren: Series[str] = pa.Field(description="amtlich, anteil, rate, verhaeltnis oder bestand")
    hinweise: Series[str] = pa.Field(nullable=True, description="Warnhinweise, mit Komma getrennt")
    beleg: Series[str] = pa.Field(description="V, C: belegt; U: ungeprüft")

    class Config:
        """Table settings."""

        name = "indikator"
        description = "Katalog der Indikatoren"
        strict = True
        unique = ["indikator_id"]
        metadata = {"schluessel": ["indikator_id"]}


class Indikatorwert(pa.DataFrameModel):
    """One value of one indicator for one territory and year."""

    indikator_id: Series[str] = pa.Field(str_matches=ID_MUSTER, description="Indikator")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebiet")
    jahr: Series[int] = pa.Field(ge=1990, le=2100, description="Jahr, unter dem der Wert geführt wird")
    zeitraum: Series[str] = pa.Field(str_matches=ZEITRAUM_MUSTER, description="Zeitraum der Quelle")
    wert: Series[float] = pa.Field(nullable=True, description="Wert, ungerundet")
    zaehler: Series[float] = pa.Field(nullable=True, description="Zähler, soweit veröffentlicht")
    nenner: Series[float] = pa.Field(nullable=True, description="Nenner, soweit veröffentlicht")
    untergrenze: Series[float] = pa.Field(nullable=True, description="untere Grenze, 95 %-Intervall")
    obergrenze: Series[float] = pa.Field(nullable=True, description="obere Grenze, 95 %-Intervall")
    kennzeichen: Series[str] = pa.Field(nullable=True, isin=list(KENNZEICHEN), description="Zeichen")
    verlaesslichkeit: Series[str] = pa.Field(
        isin=list(VERLAESSLICHKEIT), description="eingeschraenkt: Zähler unter 20; gering: unter 10"
    )
    herkunft: Series[str] = pa.Field(isin=list(HERKUNFT), description="amtlich, eigene Berechnung, Beispiel")
    quelle_id: Series[str] = pa.Field(description="Quelle des Werts oder des Zählers")
    gebietsstand: Series[str] = pa.Field(nullable=True, str_matches=DATUM_MUSTER, description="Gebietsstand")

    class Config:
        """Table settings."""

        name = "indikatorwert"
        description = "Indikatorwerte je Gebiet und Jahr"
        strict = True
        unique = ["indikator_id", "ags", "jahr"]
        metadata = {"schluessel": ["indikator_id", "ags", "jahr"]}


class Vergleich(pa.DataFrameModel):
    """A value beside the figure of a comparison group."""

    indikator_id: Series[str] = pa.Field(description="Indikator")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebiet")
    jahr: Series[int] = pa.Field(description="Jahr")
    vergleichsgruppe: Series[str] = pa.Field(
        isin=["vorwert", "land", "bund", "kreise_land", "kreise_bund", "kreis"],
        description="Vorwert, Land, Bund, Kreise des Landes, alle Kreise, eigener Kreis (für Gemeinden)",
    )
    vergleichswert: Series[float] = pa.Field(nullable=True, description="Wert der Vergleichsgruppe")
    art: Series[str] = pa.Field(
        isin=["amtlich", "berechnet", "median"], description="Art des Vergleichswerts"
    )
    differenz: Series[float] = pa.Field(
        nullable=True, description="Wert minus Vergleichswert, in der Einheit des Indikators"
    )
    rang: Series[float] = pa.Field(nullable=True, description="Rang in der Gruppe, 1 ist der kleinste Wert")
    anzahl: Series[float] = pa.Field(nullable=True, description="Anzahl der Gebiete mit Wert in der Gruppe")
    fuenftel: Series[float] = pa.Field(nullable=True, ge=1, le=5, description="Fünftel, 1 ist das niedrigste")
    vergleichsjahr: Series[int] = pa.Field(description="Jahr des Vergleichswerts")

    class Config:
        """Table settings."""

        name = "vergleich"
        description = "Vergleich eines Werts mit Vorwert, Land, Bund und den Kreisen"
        strict = True
        unique = ["indikator_id", "ags", "jahr", "vergleichsgruppe"]
        metadata = {"schluessel": ["indikator_id", "ags", "jahr", "vergleichsgruppe"]}


class Verteilung(pa.DataFrameModel):
    """Our own distribution figures over the Kreise of a Land or of Germany."""

    indikator_id: Series[str] = pa.Field(description="Indikator oder Basismerkmal")
    jahr: Series[int] = pa.Field(description="Jahr")
    gruppe: Series[str] = pa.Field(
        str_matches=r"^\d{2}$", description="00: alle Kreise; zweistellig: Kreise des Landes"
    )
    anzahl: Series[int] = pa.Field(ge=2, description="Kreise mit Wert")
    minimum: Series[float] = pa.Field(description="kleinster Wert")
    grenze1: Series[float] = pa.Field(description="obere Grenze des ersten Fünftels")
    grenze2: Series[float] = pa.Field(description="obere Grenze des zweiten Fünftels")
    median: Series[float] = pa.Field(description="Median")
    grenze3: Series[float] = pa.Field(description="obere Grenze des dritten Fünftels")
    grenze4: Series[float] = pa.Field(description="obere Grenze des vierten Fünftels")
    maximum: Series[float] = pa.Field(description="größter Wert")
    quelle_id: Series[str] = pa.Field(description="Quelle der Werte, aus denen die Verteilung stammt")

    class Config:
        """Table settings."""

        name = "verteilung"
        description = "Eigene Verteilungsmaße über die Kreise"
        strict = True
        unique = ["indikator_id", "jahr", "gruppe"]
        metadata = {"schluessel": ["indikator_id", "jahr", "gruppe"]}


class Trend(pa.DataFrameModel):
    """Direction of a series of at least five points."""

    indikator_id: Series[str] = pa.Field(description="Indikator")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebiet")
    von: Series[int] = pa.Field(description="erstes Jahr")
    bis: Series[int] = pa.Field(description="letztes Jahr")
    anzahl: Series[int] = pa.Field(ge=5, description="Anzahl der Jahre mit Wert")
    steigung: Series[float] = pa.Field(
        description="Theil-Sen-Steigung je Jahr, in der Einheit des Indikators"
    )
    p_wert: Series[float] = pa.Field(ge=0, le=1, description="Kendall-Test, zweiseitig, exakt")
    richtung: Series[str] = pa.Field(isin=["steigend", "fallend", "kein_trend"], description="Richtung")
    bruch: Series[str] = pa.Field(
        nullable=True, description="Bruch, nach dem die Reihe beginnt; gleitende Änderung in ihrem Zeitraum"
    )

    class Config:
        """Table settings."""

        name = "trend"
        description = "Trend der Reihe seit dem letzten Bruch"
        strict = True
        unique = ["indikator_id", "ags"]
        metadata = {"schluessel": ["indikator_id", "ags"]}
