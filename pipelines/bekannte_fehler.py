"""The errors that a user can mend; everything else is a fault of the program and shows its traceback."""

from typing import Final

from assets.catalogue.fehler import KatalogFehler
from assets.catalogue.konfiguration import KonfigurationsFehler
from assets.confidentiality.fehler import SchutzFehler, SperrFehler
from assets.indicators.intervalle import WerteFehler
from assets.sources.fehler import EingabeFehler
from assets.store.arbeitsdatenbank import DatenbankBelegt
from assets.store.tabellen import TabellenFehler
from pipelines.pruefung import EingabenAbgelehnt, KreisOhneDaten

BEKANNT: Final = (
    DatenbankBelegt,
    EingabeFehler,
    EingabenAbgelehnt,
    KatalogFehler,
    KonfigurationsFehler,
    KreisOhneDaten,
    SchutzFehler,
    SperrFehler,
    TabellenFehler,
    WerteFehler,
)
NICHTS_VEROEFFENTLICHT: Final = "Es wurde nichts veröffentlicht; die letzte Ausgabe gilt weiter."
