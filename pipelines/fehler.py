"""Errors that a user can mend: their German message is all that is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.catalogue.konfiguration import KonfigurationsFehler
from assets.catalogue.load import KatalogFehler
from assets.confidentiality.pruefung import SperrFehler
from assets.sources.fehler import EingabeFehler
from assets.store.arbeitsdatenbank import DatenbankBelegt
from assets.store.tabellen import TabellenFehler
from pipelines.pruefung import EingabenAbgelehnt, KreisOhneDaten

BEKANNT = (
    DatenbankBelegt,
    EingabeFehler,
    EingabenAbgelehnt,
    KatalogFehler,
    KonfigurationsFehler,
    KreisOhneDaten,
    SperrFehler,
    TabellenFehler,
)


@contextmanager
def failures() -> Iterator[None]:
    """Turn a known error into a failed step with the German message, without retries."""
    try:
        yield
    except BEKANNT as fehler:
        raise dg.Failure(
            description=f"{fehler}\nEs wurde nichts veröffentlicht; die letzte Ausgabe gilt weiter.",
            allow_retries=False,
        ) from fehler
