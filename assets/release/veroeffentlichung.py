"""Put one edition together and publish it in one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Final

from assets.release.anhang import read_anhang, write_csv, write_xlsx
from assets.release.ausgabe import Ausgabeordner, carry_over, new_edition
from assets.release.datenbank import write_published
from assets.release.dichtheit import check_leaks, count_protected
from assets.release.dokument import Dokument
from assets.release.fingerabdruck import combine
from assets.release.manifest import Manifest, read_manifest, write_manifest
from assets.reports.kopf import AKTUALISIERUNG
from assets.store.arbeitsdatenbank import open_database
from schemas.common import BERICHT_NAMEN

DATENBANK: Final = "sozialplanung.duckdb"
_BIBLIOTHEKEN: Final = ("duckdb", "matplotlib", "pandas", "pandera", "weasyprint")


@dataclass(frozen=True)
class Veroeffentlichung:
    """What an edition is made from.

    Attributes:
        ordner: Where editions live.
        arbeit: Finished work database.
        datenstand: Fingerprint of the data.
        berichtsstand: Fingerprint of templates, texts, settings and program.
        eingaben: Input file → SHA-256.
        datum: Date of the edition, from the settings, never from the clock.
        vorher: What the report of the refresh compares with, as it stands in the manifest.
        abgelehnt: Refused files of the inbox known so far.
        aktualisierungen: Kreis → report of the refresh.
    """

    ordner: Ausgabeordner
    arbeit: Path
    datenstand: str
    berichtsstand: str
    eingaben: Mapping[str, str]
    datum: date
    vorher: Mapping[str, object] = field(default_factory=dict)
    abgelehnt: tuple[str, ...] = ()
    aktualisierungen: Mapping[str, Dokument] = field(default_factory=dict)


def publish(angaben: Veroeffentlichung, dokumente: Mapping[str, Dokument]) -> str:
    """Build and publish an edition.

    Reports that the current edition already holds for the same state are carried over by hard link;
    on the same state of the data the database file is carried over as well.

    Args:
        angaben: What the edition is made from.
        dokumente: `ags/bericht` → document.

    Returns:
        Name of the edition.

    Raises:
        SperrFehler: some file of the edition holds a trace of a withheld figure; nothing is published.
    """
    vorige = angaben.ordner.current()
    alt = read_manifest(vorige)
    gleich = alt if alt and alt.datenstand == angaben.datenstand else None
    uebernommen = set()
    if gleich and gleich.berichtsstand == angaben.berichtsstand:
        uebernommen = set(gleich.berichte) - set(dokumente)
    berichte = sorted({*dokumente, *uebernommen})
    name = _name(angaben, berichte)
    with new_edition(angaben.ordner, name) as bau:
        if vorige and gleich:
            carry_over(vorige / DATENBANK, bau / DATENBANK)
            tabellen = gleich.tabellen
        else:
            tabellen = write_published(angaben.arbeit, bau / DATENBANK)
        if vorige:
            kreise = {s.partition("/")[0] for s in uebernommen} - set(angaben.aktualisierungen)
            for schluessel in sorted({*uebernommen, *(f"{k}/{AKTUALISIERUNG}" for k in kreise)}):
                _carry_report(vorige, bau, schluessel)
        for schluessel, dokument in sorted(dokumente.items()):
            _write_report(bau, schluessel, dokument, angaben.datum)
        for kreis, dokument in sorted(angaben.aktualisierungen.items()):
            _write_document(bau, f"{kreis}/{AKTUALISIERUNG}", dokument)
        check_leaks(bau, angaben.arbeit)
        write_manifest(
            bau,
            Manifest(
                ausgabe=name,
                datenstand=angaben.datenstand,
                berichtsstand=angaben.berichtsstand,
                berichte=berichte,
                eingaben=dict(angaben.eingaben),
                versionen={b: version(b) for b in _BIBLIOTHEKEN},
                tabellen=tabellen,
                vorher=dict(angaben.vorher),
                abgelehnt=sorted(angaben.abgelehnt),
                geheimhaltung=count_protected(bau / DATENBANK),
            ),
        )
    return name


def kept_editions(ordner: Ausgabeordner) -> list[Path]:
    """Published databases of all editions that are kept, in order of their names."""
    return sorted(p for p in ordner.ausgaben.glob(f"*/{DATENBANK}") if not p.parent.name.startswith("."))


def _name(angaben: Veroeffentlichung, berichte: list[str]) -> str:
    teile: dict[str, object] = {
        "datenstand": angaben.datenstand,
        "berichtsstand": angaben.berichtsstand,
        "berichte": berichte,
    }
    if angaben.vorher:  # the report of the refresh differs with what it compares with
        teile["vorher"] = str(angaben.vorher["ausgabe"])
    inhalt = combine(teile)
    return f"{angaben.datum.isoformat()}_{inhalt[:10]}"


def _write_report(bau: Path, schluessel: str, dokument: Dokument, datum: date) -> None:
    kreis, bericht = schluessel.split("/")
    _write_document(bau, schluessel, dokument)
    titel = f"{BERICHT_NAMEN[bericht]} {kreis}: Tabellenanhang, Ausgabe {datum.isoformat()}"
    with open_database(bau / DATENBANK, read_only=True) as con:
        blaetter = read_anhang(con, kreis, dokument.indikatoren)
    tabellen = bau / "tabellen" / kreis
    write_xlsx(blaetter, titel, datetime.combine(datum, time(), UTC), tabellen / f"{bericht}.xlsx")
    write_csv(blaetter, titel, tabellen / bericht)


def _write_document(bau: Path, schluessel: str, dokument: Dokument) -> None:
    ziel = bau / "berichte" / schluessel
    ziel.parent.mkdir(parents=True, exist_ok=True)
    ziel.with_suffix(".pdf").write_bytes(dokument.pdf)
    ziel.with_suffix(".html").write_text(dokument.html, encoding="utf-8")


def _carry_report(vorige: Path, bau: Path, schluessel: str) -> None:
    kreis, bericht = schluessel.split("/")
    for ordner in ("berichte", "tabellen"):
        for pfad in sorted((vorige / ordner / kreis).rglob("*")):
            teil = pfad.relative_to(vorige)
            if pfad.is_file() and (pfad.stem == bericht or pfad.parent.name == bericht):
                carry_over(pfad, bau / teil)
