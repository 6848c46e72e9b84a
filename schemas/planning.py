"""Tables of the planning side: measures, goals, plans, offers, participation, decisions.

`metadata["art"]` says how a cell of the register files is read (text without it): `datum`, `jahr`,
`zahl`, `liste` (several choices, separated by commas), `auswahl`, `nummer` (whole number, a name may
follow), `marke`. `metadata["auswahl"]` maps each stored code to the German label of the drop-down list.
"""

from typing import Final

import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import BLICKWINKEL_NAMEN, DATUM_MUSTER, LEBENSPHASE_NAMEN
from schemas.planning_begriffe import (
    AMPEL,
    ART,
    AUFGABE,
    FORMAT,
    JA_NEIN,
    KENNUNG_MUSTER,
    PLANSTAND,
    PRIORITAET,
    STATUS,
    ZIELEBENE,
    ZUGANG,
)

_PHASEN: Final = {"art": "liste", "auswahl": LEBENSPHASE_NAMEN}
_DATUM: Final = {"art": "datum"}
_JAHR: Final = {"art": "jahr"}
_ZAHL: Final = {"art": "zahl"}
_BEISPIEL: Final = "wahr: erfundenes Muster (BEISPIEL)"


def _auswahl(werte: dict[str, str]) -> dict[str, object]:
    return {"art": "auswahl", "auswahl": werte}


class Massnahme(pa.DataFrameModel):
    """The plan of measures."""

    massnahme_id: Series[str] = pa.Field(str_matches=KENNUNG_MUSTER, description="Kennung der Maßnahme")
    titel: Series[str] = pa.Field(description="Titel der Maßnahme")
    handlungsfeld: Series[int] = pa.Field(
        ge=1, metadata={"art": "nummer"}, description="Nummer des Handlungsfelds"
    )
    lebensphasen: Series[str] = pa.Field(metadata=_PHASEN, description="Lebensphasen, mit Komma getrennt")
    blickwinkel: Series[str] = pa.Field(
        metadata={"art": "liste", "auswahl": BLICKWINKEL_NAMEN}, description="Blickwinkel, mit Komma getrennt"
    )
    ziel_id: Series[str] = pa.Field(nullable=True, description="Kennung des Handlungsziels (Register Ziele)")
    befund_indikator: Series[str] = pa.Field(
        nullable=True, description="Kennung des Indikators, der den Bedarf zeigt"
    )
    befund_wert: Series[float] = pa.Field(nullable=True, metadata=_ZAHL, description="Wert beim Beschluss")
    befund_jahr: Series[float] = pa.Field(
        nullable=True, ge=1990, le=2100, metadata=_JAHR, description="Jahr des Werts"
    )
    beschreibung: Series[str] = pa.Field(description="Was getan wird, in ein bis drei Sätzen")
    zielgruppe: Series[str] = pa.Field(description="Für wen")
    sozialraum: Series[str] = pa.Field(nullable=True, description="Wo: Kreis, Planungsbereich, Gemeinde")
    zustaendig: Series[str] = pa.Field(description="Zuständiges Amt")
    traeger: Series[str] = pa.Field(nullable=True, description="Träger")
    kooperation: Series[str] = pa.Field(nullable=True, description="Kooperationspartner")
    art: Series[str] = pa.Field(isin=list(ART), metadata=_auswahl(ART), description="Art der Maßnahme")
    aufgabe: Series[str] = pa.Field(
        isin=list(AUFGABE), metadata=_auswahl(AUFGABE), description="Pflicht oder freiwillig"
    )
    beginn: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="Beginn"
    )
    frist: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="Frist"
    )
    meilensteine: Series[str] = pa.Field(nullable=True, description="Meilensteine mit Datum")
    kosten_eur: Series[float] = pa.Field(
        nullable=True, ge=0, metadata=_ZAHL, description="Gesamtkosten in EUR"
    )
    finanzierung: Series[str] = pa.Field(
        nullable=True, description="Kreis, LSZ, ESF+, Land, Bund, Träger; mit Anteilen"
    )
    haushaltsstelle: Series[str] = pa.Field(nullable=True, description="Haushaltsstelle")
    prioritaet: Series[str] = pa.Field(
        isin=list(PRIORITAET), metadata=_auswahl(PRIORITAET), description="Priorität"
    )
    status: Series[str] = pa.Field(
        isin=list(STATUS), metadata=_auswahl(STATUS), description="Stand der Umsetzung"
    )
    ampel: Series[str] = pa.Field(
        nullable=True, isin=list(AMPEL), metadata=_auswahl(AMPEL), description="Ampel"
    )
    ampel_begruendung: Series[str] = pa.Field(nullable=True, description="Begründung der Ampel")
    output_indikator: Series[str] = pa.Field(nullable=True, description="Was geleistet wird, messbar")
    outcome_indikator: Series[str] = pa.Field(
        nullable=True, description="Was sich bei der Zielgruppe ändert, messbar"
    )
    wirkindikator: Series[str] = pa.Field(
        nullable=True, description="Kennung des Indikators, an dem Wirkung sichtbar würde"
    )
    wirk_ausgangswert: Series[float] = pa.Field(nullable=True, metadata=_ZAHL, description="Ausgangswert")
    wirk_zielwert: Series[float] = pa.Field(nullable=True, metadata=_ZAHL, description="Zielwert")
    wirk_istwert: Series[float] = pa.Field(nullable=True, metadata=_ZAHL, description="Istwert")
    wirk_zieljahr: Series[float] = pa.Field(
        nullable=True, ge=1990, le=2100, metadata=_JAHR, description="Zieljahr"
    )
    beteiligung_id: Series[str] = pa.Field(
        nullable=True, description="Kennung der Beteiligung, aus der die Maßnahme kommt"
    )
    beschluss_id: Series[str] = pa.Field(nullable=True, description="Kennung des Beschlusses")
    evaluation_am: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="Evaluation am"
    )
    vorgaenger_id: Series[str] = pa.Field(nullable=True, description="Maßnahme, die fortgeführt wird")
    nachfolger_id: Series[str] = pa.Field(nullable=True, description="Maßnahme, die diese ablöst")
    beispiel: Series[bool] = pa.Field(metadata={"art": "marke"}, description=_BEISPIEL)

    class Config:
        """Table settings."""

        name = "massnahme"
        description = "Maßnahmeplan: was getan wird, von wem, bis wann, mit welchem Stand"
        strict = True
        unique = ["massnahme_id"]
        metadata = {"schluessel": ["massnahme_id"]}


class Ziel(pa.DataFrameModel):
    """Goals on three levels."""

    ziel_id: Series[str] = pa.Field(str_matches=KENNUNG_MUSTER, description="Kennung des Ziels")
    ebene: Series[str] = pa.Field(isin=list(ZIELEBENE), metadata=_auswahl(ZIELEBENE), description="Ebene")
    uebergeordnet: Series[str] = pa.Field(nullable=True, description="Kennung des übergeordneten Ziels")
    titel: Series[str] = pa.Field(description="Ziel in einem Satz")
    handlungsfeld: Series[int] = pa.Field(
        ge=1, metadata={"art": "nummer"}, description="Nummer des Handlungsfelds"
    )
    indikator_id: Series[str] = pa.Field(nullable=True, description="Indikator, an dem es gemessen wird")
    zielwert: Series[float] = pa.Field(nullable=True, metadata=_ZAHL, description="Zielwert")
    zieljahr: Series[float] = pa.Field(
        nullable=True, ge=1990, le=2100, metadata=_JAHR, description="Zieljahr"
    )
    beispiel: Series[bool] = pa.Field(metadata={"art": "marke"}, description=_BEISPIEL)

    class Config:
        """Table settings."""

        name = "ziel"
        description = "Ziele: Leitziele, Mittlerziele, Handlungsziele"
        strict = True
        unique = ["ziel_id"]
        metadata = {"schluessel": ["ziel_id"]}


class Plan(pa.DataFrameModel):
    """Register of plans."""

    plan_id: Series[str] = pa.Field(str_matches=KENNUNG_MUSTER, description="Kennung des Plans")
    titel: Series[str] = pa.Field(description="Titel")
    rechtsgrundlage: Series[str] = pa.Field(nullable=True, description="Rechtsgrundlage")
    aufgabe: Series[str] = pa.Field(
        isin=list(AUFGABE), metadata=_auswahl(AUFGABE), description="Pflicht oder freiwillig"
    )
    turnus_jahre: Series[float] = pa.Field(
        nullable=True, ge=0, metadata=_ZAHL, description="Turnus in Jahren"
    )
    gueltig_von: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="gültig von"
    )
    gueltig_bis: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="gültig bis"
    )
    naechste_fortschreibung: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="nächste Fortschreibung fällig"
    )
    status: Series[str] = pa.Field(
        isin=list(PLANSTAND), metadata=_auswahl(PLANSTAND), description="Stand des Plans"
    )
    beschluss_id: Series[str] = pa.Field(nullable=True, description="Kennung des Beschlusses")
    zustaendig: Series[str] = pa.Field(description="Zuständiges Amt")
    lebensphasen: Series[str] = pa.Field(metadata=_PHASEN, description="Lebensphasen, mit Komma getrennt")
    datenbedarf: Series[str] = pa.Field(nullable=True, description="Welche Daten gebraucht werden")
    indikatoren: Series[str] = pa.Field(
        nullable=True, description="Kennungen verknüpfter Indikatoren, mit Komma getrennt"
    )
    massnahmen: Series[str] = pa.Field(
        nullable=True, description="Kennungen verknüpfter Maßnahmen, mit Komma getrennt"
    )
    luecken: Series[str] = pa.Field(nullable=True, description="Lücken und Überschneidungen")
    beispiel: Series[bool] = pa.Field(metadata={"art": "marke"}, description=_BEISPIEL)

    class Config:
        """Table settings."""

        name = "plan"
        description = "Planregister: welche Fachpläne es gibt und wann sie fortzuschreiben sind"
        strict = True
        unique = ["plan_id"]
        metadata = {"schluessel": ["plan_id"]}


class Angebot(pa.DataFrameModel):
    """Inventory of offers."""

    angebot_id: Series[str] = pa.Field(str_matches=KENNUNG_MUSTER, description="Kennung des Angebots")
    titel: Series[str] = pa.Field(description="Name des Angebots")
    typ: Series[str] = pa.Field(description="Typ, zum Beispiel Beratungsstelle, Familienzentrum")
    traeger: Series[str] = pa.Field(description="Träger")
    standort_ags: Series[str] = pa.Field(nullable=True, description="Gemeindeschlüssel des Standorts")
    einzugsgebiet: Series[str] = pa.Field(nullable=True, description="Einzugsgebiet")
    zielgruppe: Series[str] = pa.Field(description="Für wen")
    lebensphasen: Series[str] = pa.Field(metadata=_PHASEN, description="Lebensphasen, mit Komma getrennt")
    kosten: Series[str] = pa.Field(nullable=True, description="Kosten für Nutzende")
    termin_noetig: Series[str] = pa.Field(
        nullable=True, isin=list(JA_NEIN), metadata=_auswahl(JA_NEIN), description="Termin nötig?"
    )
    oeffnungszeiten: Series[str] = pa.Field(nullable=True, description="Öffnungszeiten")
    zugang: Series[str] = pa.Field(
        metadata={"art": "liste", "auswahl": ZUGANG}, description="Zugang, mit Komma getrennt"
    )
    sprachen: Series[str] = pa.Field(nullable=True, description="Sprachen")
    barrierefrei: Series[str] = pa.Field(
        nullable=True, isin=list(JA_NEIN), metadata=_auswahl(JA_NEIN), description="barrierefrei?"
    )
    plaetze: Series[float] = pa.Field(nullable=True, ge=0, metadata=_ZAHL, description="Plätze")
    vzae: Series[float] = pa.Field(nullable=True, ge=0, metadata=_ZAHL, description="besetzte Stellen (VZÄ)")
    finanzierung_bis: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="Finanzierung gesichert bis"
    )
    nutzung_jahr: Series[float] = pa.Field(
        nullable=True, ge=1990, le=2100, metadata=_JAHR, description="Jahr der Nutzungszahl"
    )
    nutzung_personen: Series[float] = pa.Field(
        nullable=True, ge=0, metadata=_ZAHL, description="erreichte Menschen im Jahr"
    )
    geprueft_am: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="zuletzt geprüft am"
    )
    beispiel: Series[bool] = pa.Field(metadata={"art": "marke"}, description=_BEISPIEL)

    class Config:
        """Table settings."""

        name = "angebot"
        description = "Angebotsinventar: was es vor Ort gibt"
        strict = True
        unique = ["angebot_id"]
        metadata = {"schluessel": ["angebot_id"]}


class Beteiligung(pa.DataFrameModel):
    """Participation events."""

    beteiligung_id: Series[str] = pa.Field(str_matches=KENNUNG_MUSTER, description="Kennung der Beteiligung")
    titel: Series[str] = pa.Field(description="Titel")
    format: Series[str] = pa.Field(isin=list(FORMAT), metadata=_auswahl(FORMAT), description="Format")
    zielgruppe: Series[str] = pa.Field(description="Wer gefragt wurde")
    sozialraum: Series[str] = pa.Field(nullable=True, description="Wo")
    von: Series[str] = pa.Field(str_matches=DATUM_MUSTER, metadata=_DATUM, description="erster Tag")
    bis: Series[str] = pa.Field(
        nullable=True, str_matches=DATUM_MUSTER, metadata=_DATUM, description="letzter Tag"
    )
    teilnehmende: Series[float] = pa.Field(
        nullable=True, ge=0, metadata=_ZAHL, description="Teilnehmende oder Antworten (n)"
    )
    eingeladen: Series[float] = pa.Field(
        nullable=True, ge=0, metadata=_ZAHL, description="Eingeladene; leer bei offenen Formaten"
    )
    ergebnis: Series[str] = pa.Field(nullable=True, description="Wichtigste Anliegen")
    rueckmeldung: Series[str] = pa.Field(nullable=True, description="Was aus den Hinweisen wurde")
    beispiel: Series[bool] = pa.Field(metadata={"art": "marke"}, description=_BEISPIEL)

    class Config:
        """Table settings."""

        name = "beteiligung"
        description = "Beteiligung: wer gefragt wurde, in welcher Form, mit welchem Ergebnis"
        strict = True
        unique = ["beteiligung_id"]
        metadata = {"schluessel": ["beteiligung_id"]}


class Beschluss(pa.DataFrameModel):
    """Decisions of the bodies."""

    beschluss_id: Series[str] = pa.Field(str_matches=KENNUNG_MUSTER, description="Kennung des Beschlusses")
    gremium: Series[str] = pa.Field(description="Gremium")
    datum: Series[str] = pa.Field(str_matches=DATUM_MUSTER, metadata=_DATUM, description="Tag der Sitzung")
    vorlage: Series[str] = pa.Field(nullable=True, description="Nummer der Vorlage")
    titel: Series[str] = pa.Field(description="Gegenstand")
    beispiel: Series[bool] = pa.Field(metadata={"art": "marke"}, description=_BEISPIEL)

    class Config:
        """Table settings."""

        name = "beschluss"
        description = "Beschlüsse der Gremien"
        strict = True
        unique = ["beschluss_id"]
        metadata = {"schluessel": ["beschluss_id"]}


VEROEFFENTLICHT: Final = (Massnahme, Ziel, Plan, Angebot, Beteiligung, Beschluss)
"""Planning tables that are published with an edition."""
