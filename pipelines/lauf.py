"""The main run, stage by stage. Command line and Dagster assets call the same steps."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import duckdb

from assets.catalogue.load import Katalog, load_katalog
from assets.confidentiality.regeln import rules_from_settings
from assets.confidentiality.stufe import protect_werte
from assets.indicators.abgleich import record_differences
from assets.indicators.revisionen import Vorausgabe
from assets.indicators.stufe import compute_vergleiche, compute_werte_tabelle
from assets.planning.stufe import read_planung_tabellen
from assets.release.ausgabe import remove_old
from assets.release.manifest import read_manifest
from assets.release.vergleichsstand import comparison_state, for_manifest
from assets.release.veroeffentlichung import DATENBANK, Veroeffentlichung, kept_editions, publish
from assets.reports.aktualisierung_lesen import Vergleichsstand
from assets.reports.kopf import AKTUALISIERUNG
from assets.sources.abgelehnt import refused_frame, refused_so_far
from assets.sources.stufe import Eingabe, Leseprotokoll, read_quellen
from assets.staging.quellenlage import stage_quellenlage
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT, stage_beobachtungen, stage_gebiete
from assets.store.arbeitsdatenbank import open_database, open_private
from assets.store.tabellen import write_table
from pipelines.fortschritt import Fortschritt
from pipelines.laufstand import UNFERTIG, read_stand, write_stand
from pipelines.pruefung import require_kreise, require_readable
from pipelines.satz import (
    Aktualisierungsauftrag,
    Satzauftrag,
    render_aktualisierungssatz,
    render_satz,
    warm_up,
)
from pipelines.stand import Auftrag, Stand
from schemas.quellenlage import Abgelehnt


@dataclass(frozen=True)
class Ergebnis:
    """What a run has published."""

    ausgabe: str
    ordner: Path
    berichte: tuple[str, ...]
    protokoll: Leseprotokoll | None
    dauern: dict[str, float]


def prepare_database(
    auftrag: Auftrag, stand: Stand, katalog: Katalog, fortschritt: Fortschritt
) -> Leseprotokoll | None:
    """Bring the work database to the state of the inputs; None where it already was.

    Raises:
        EingabeFehler: an input cannot be used.
        SperrFehler: the disclosure audit failed.
    """
    pfad = auftrag.arbeitsdatenbank
    with open_private(pfad) as con:
        if read_stand(con) == stand.datenstand:
            return None
        write_stand(con, UNFERTIG)
        protokoll = run_quellen(con, auftrag, katalog, fortschritt)
        for name, schritt in data_steps(auftrag, katalog, datenstand=stand.datenstand).items():
            with fortschritt.stufe(name):
                schritt(con)
        write_stand(con, stand.datenstand)
    return protokoll


def run_quellen(
    con: duckdb.DuckDBPyConnection, auftrag: Auftrag, katalog: Katalog, fortschritt: Fortschritt
) -> Leseprotokoll:
    """Read base set, official files and own data into the raw tables.

    Raises:
        EingabeFehler: an input cannot be used.
    """
    konfiguration = auftrag.konfiguration
    eingabe = Eingabe(
        auftrag.rohdaten,
        auftrag.quellen,
        konfiguration.beispiele.anzeigen,
        planungsbereiche=konfiguration.planungsbereich,
    )
    with fortschritt.stufe("Quellen lesen") as anzeige:
        pruefe = partial(require_readable, merkmale=katalog.merkmale, rohdaten=auftrag.rohdaten)
        protokoll = read_quellen(con, eingabe, katalog.merkmale, anzeige.weiter, pruefe)
        write_table(con, Abgelehnt, refused_frame(protokoll.abgelehnt))
        return protokoll


def data_steps(
    auftrag: Auftrag, katalog: Katalog, *, datenstand: str | None = None, planung: bool = True
) -> dict[str, Callable[[duckdb.DuckDBPyConnection], object]]:
    """The steps from raw tables to finished figures, in order, by their German names.

    Args:
        auftrag: The order.
        katalog: The catalogue.
        datenstand: State of the data of this run; the last edition is compared with it. None: no edition
            is looked at.
        planung: Whether measures and plans are read as well.
    """
    regeln = rules_from_settings(auftrag.konfiguration.schutz)
    fruehere = [] if datenstand is None else kept_editions(auftrag.ausgabeordner)
    schritte: dict[str, Callable[[duckdb.DuckDBPyConnection], object]] = {
        "Gebiete ordnen": stage_gebiete,
        "Werte vergleichbar machen": lambda con: _stage_figures(
            con, katalog, auftrag.konfiguration.gebietsstand
        ),
        "Indikatoren berechnen": lambda con: compute_werte_tabelle(con, katalog.indikatoren.values()),
        "Geheimhaltung prüfen": lambda con: protect_werte(con, regeln, fruehere),
        "Vergleiche berechnen": lambda con: compute_vergleiche(con, katalog.indikatoren.values()),
        "Widersprüche und Revisionen feststellen": lambda con: record_differences(
            con, katalog, _last_edition(auftrag, datenstand)
        ),
    }
    if planung:
        ordner = auftrag.rohdaten / "kommunal"
        beispiele = auftrag.konfiguration.beispiele.anzeigen
        schritte["Planung lesen"] = lambda con: read_planung_tabellen(
            con, ordner, katalog, beispiele=beispiele
        )
    return schritte


def _stage_figures(con: duckdb.DuckDBPyConnection, katalog: Katalog, gebietsstand: str) -> None:
    stage_beobachtungen(con, katalog.merkmale, katalog.herausgeber, gebietsstand)
    stage_quellenlage(con, BEOBACHTUNG_UNGESCHUETZT, katalog.herausgeber, katalog.bezuege)


def _last_edition(auftrag: Auftrag, datenstand: str | None) -> Vorausgabe | None:
    ordner = auftrag.ausgabeordner.current()
    manifest = read_manifest(ordner)
    if datenstand is None or ordner is None or manifest is None:
        return None
    return Vorausgabe(manifest.ausgabe, ordner / DATENBANK, manifest.datenstand == datenstand)


def make_reports(auftrag: Auftrag, stand: Stand, fortschritt: Fortschritt) -> Ergebnis:
    """The whole run: data, reports, publication.

    Raises:
        EingabeFehler: an input cannot be used; nothing is published.
        SperrFehler: the disclosure audit failed; nothing is published.
    """
    # One more than cores: three documents on two cores then end together instead of two after one.
    arbeiter = min(len(auftrag.wanted()), (os.cpu_count() or 1) + 1)
    with ProcessPoolExecutor(arbeiter, mp_context=get_context("spawn"), initializer=warm_up) as pool:
        for _ in range(arbeiter):
            pool.submit(warm_up)  # the workers import while this process reads
        katalog = load_katalog()
        protokoll = prepare_database(auftrag, stand, katalog, fortschritt)
        with open_database(auftrag.arbeitsdatenbank, read_only=True) as con:
            require_kreise(con, auftrag.kreise)
        auftraege = report_orders(auftrag, stand)
        abgelehnt = refused_so_far(auftrag.rohdaten)
        vorher = comparison_state(auftrag.ausgabeordner, stand.datenstand, katalog)
        seiten = {
            a.satz.kreis: pool.submit(render_aktualisierungssatz, a)
            for a in notice_orders(auftrag, stand, vorher, abgelehnt)
        }
        with fortschritt.stufe("Berichte setzen", len(auftraege)) as anzeige:
            anzeige.gesamt(len(auftraege))
            zukunft = {pool.submit(render_satz, a): a for a in auftraege}
            dokumente = {}
            for lauf, a in zukunft.items():
                dokumente[f"{a.kreis}/{a.bericht}"] = lauf.result()
                anzeige.weiter(f"{a.bericht} {a.kreis}")
            aktualisierungen = {kreis: lauf.result() for kreis, lauf in seiten.items()}
    with fortschritt.stufe("Ausgabe veröffentlichen"):
        angaben = Veroeffentlichung(
            ordner=auftrag.ausgabeordner,
            arbeit=auftrag.arbeitsdatenbank,
            datenstand=stand.datenstand,
            berichtsstand=stand.berichtsstand,
            eingaben=stand.eingaben,
            datum=auftrag.konfiguration.auflage.redaktionsschluss,
            vorher=for_manifest(vorher),
            abgelehnt=tuple(abgelehnt),
            aktualisierungen=aktualisierungen,
        )
        ausgabe = publish(angaben, dokumente)
        remove_old(auftrag.ausgabeordner, auftrag.konfiguration.ordner.ausgaben_behalten)
    return Ergebnis(
        ausgabe,
        auftrag.ausgabeordner.aktuell,
        tuple(sorted(dokumente)),
        protokoll,
        dict(fortschritt.dauern),
    )


def report_orders(auftrag: Auftrag, stand: Stand) -> list[Satzauftrag]:
    """One order per Kreis and report; orders are plain values and travel to child processes."""
    return [
        Satzauftrag(
            bericht=bericht,
            kreis=kreis,
            datenbank=auftrag.arbeitsdatenbank,
            vorlagen=auftrag.wurzel / "report_templates",
            konfiguration=auftrag.konfiguration,
            ausgabe=f"{auftrag.konfiguration.auflage.redaktionsschluss}-{stand.datenstand[:8]}",
        )
        for kreis in auftrag.kreise
        for bericht in auftrag.berichte
    ]


def notice_orders(
    auftrag: Auftrag, stand: Stand, vorher: Vergleichsstand | None, abgelehnt: Mapping[str, str]
) -> list[Aktualisierungsauftrag]:
    """One order per Kreis for the report on the refresh."""
    bekannt = vorher.abgelehnt if vorher else ()
    neu = tuple((datei, meldung) for datei, meldung in abgelehnt.items() if datei not in bekannt)
    erste = {satz.kreis: satz for satz in report_orders(auftrag, stand)}
    return [
        Aktualisierungsauftrag(replace(satz, bericht=AKTUALISIERUNG), vorher, neu) for satz in erste.values()
    ]
