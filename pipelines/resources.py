"""Resources: the work database, and the run whose steps the assets are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import dagster as dg
import duckdb
from pydantic import PrivateAttr

from assets.catalogue.load import Katalog, load_katalog
from assets.sources.stufe import Leseprotokoll
from assets.store.arbeitsdatenbank import open_database, open_private
from assets.store.dagster_assets import Veroeffentlicht
from pipelines.fehler import failures
from pipelines.fortschritt import Fortschritt
from pipelines.lauf import data_steps, make_reports, run_quellen
from pipelines.partitions import partition_key, read_kreise
from pipelines.schrittfolge import Schrittfolge
from pipelines.stand import Auftrag, Stand, configured_order, current_state, nothing_to_do
from pipelines.vorschau import draw

QUELLEN_LESEN = "Quellen lesen"
T = TypeVar("T")
_HINWEISE = 20


class ArbeitsdatenbankResource(dg.ConfigurableResource):
    """The work database: every connection is closed, whatever happens.

    Attributes:
        wurzel: Root of the installation.
        ergebnisse: Folder of results in place of the configured one.
    """

    wurzel: str
    ergebnisse: str = ""

    @contextmanager
    def open(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file; a lock of another program fails the step with a German message."""
        with failures():
            pfad = configured_order(Path(self.wurzel), self.ergebnisse).arbeitsdatenbank
            if read_only and not pfad.is_file():
                raise dg.Failure(
                    "Es gibt noch keine Arbeitsdatenbank. Was tun: den Job „quartalslauf“ starten.",
                    allow_retries=False,
                )
            with open_database(pfad, read_only=True) if read_only else open_private(pfad) as con:
                yield con


class LaufResource(dg.ConfigurableResource):
    """One run of the pipeline: what to read, which steps, where to publish.

    Inputs are fingerprinted once per run, so all steps speak of the same state.
    """

    arbeitsdatenbank: ArbeitsdatenbankResource
    wurzel: str
    ergebnisse: str = ""
    quellen: str = ""
    _auftrag: Auftrag | None = PrivateAttr(default=None)
    _stand: Stand | None = PrivateAttr(default=None)
    _katalog: Katalog | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 - Dagster's signature
        """Read settings and catalogue and fingerprint the inputs."""
        with failures():
            self._auftrag = configured_order(Path(self.wurzel), self.ergebnisse, self.quellen)
            self._katalog = load_katalog()
            self._stand = current_state(self._auftrag)

    @property
    def auftrag(self) -> Auftrag:
        """The order for the configured Kreis."""
        return _present(self._auftrag)

    def run_schritt(self, name: str, lauf_id: str) -> Mapping[str, Any]:
        """Run one step unless the work database already holds this state of the inputs.

        Raises:
            dagster.Failure: an input cannot be used, or the disclosure audit failed.
        """
        auftrag, katalog, stand = self.auftrag, _present(self._katalog), _present(self._stand)
        schritte = data_steps(auftrag, katalog, datenstand=stand.datenstand)
        folge = Schrittfolge([QUELLEN_LESEN, *schritte], stand.datenstand, lauf_id)
        fortschritt = Fortschritt()
        with failures(), self.arbeitsdatenbank.open() as con:
            if folge.finished(con):
                return {"Stand": "unverändert, nicht neu berechnet"}
            with folge.step(con, name):
                if name == QUELLEN_LESEN:
                    return {"Stand": "neu", **_remarks(run_quellen(con, auftrag, katalog, fortschritt))}
                with fortschritt.stufe(name):
                    schritte[name](con)
        return {"Stand": "neu", "Sekunden": round(fortschritt.dauern[name], 2)}

    @contextmanager
    def lesen(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the work database for reading."""
        with self.arbeitsdatenbank.open(read_only=True) as con:
            yield con

    def abbildung(self, con: duckdb.DuckDBPyConnection, tabelle: str) -> str | None:
        """A picture of a table as Markdown, where there is one."""
        return draw(con, tabelle, self.auftrag.konfiguration.kreis)

    def veroeffentlichen(self, kreise: Sequence[str], berichte: Sequence[str]) -> Veroeffentlicht:
        """Make and publish reports unless the current edition holds them already.

        Raises:
            dagster.Failure: an input cannot be used; nothing is published.
        """
        grund, stand = self.auftrag, _present(self._stand)
        auftrag = Auftrag(grund.wurzel, grund.konfiguration, tuple(kreise), tuple(berichte), grund.quellen)
        fertig = nothing_to_do(auftrag, stand)
        if fertig:
            return Veroeffentlicht(fertig.ausgabe, auftrag.ausgabeordner.aktuell, neu=False, dauern={})
        with failures():
            ergebnis = make_reports(auftrag, stand, Fortschritt())
        return Veroeffentlicht(ergebnis.ausgabe, ergebnis.ordner, neu=True, dauern=ergebnis.dauern)

    def aktuelle_ausgabe(self) -> Path | None:
        """Folder `aktuell`; None before the first edition."""
        ordner = self.auftrag.ausgabeordner
        return ordner.aktuell if ordner.current() else None

    def eingestellter_kreis(self) -> tuple[str, str]:
        """Key of the configured Kreis and its partition key.

        Raises:
            dagster.Failure: the configured Kreis does not exist.
        """
        ags = self.auftrag.konfiguration.kreis
        with failures():
            namen = dict(read_kreise(self.auftrag.rohdaten))
        if ags not in namen:
            raise dg.Failure(f"Den in konfiguration.toml eingestellten Kreis {ags} gibt es nicht.")
        return ags, partition_key(ags, namen[ags])


def _present(wert: T | None) -> T:
    if wert is None:
        raise RuntimeError("resource used before its set-up")
    return wert


def _remarks(protokoll: Leseprotokoll) -> dict[str, Any]:
    hinweise = [f"- {h}" for h in protokoll.hinweise[:_HINWEISE]]
    abgelehnt = [f"- {f}" for f in protokoll.abgelehnt[:_HINWEISE]]
    return {
        "Gelesene Dateien": protokoll.dateien,
        "Hinweise beim Lesen": dg.MetadataValue.md("\n".join(hinweise) or "keine"),
        "Nicht verwendete Dateien": dg.MetadataValue.md("\n".join(abgelehnt) or "keine"),
        "Nicht erkannte Dateien": len(protokoll.nicht_erkannt),
    }
