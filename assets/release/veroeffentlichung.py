"""Put one edition together and publish it in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Final

from assets.release.anhang import read_anhang, write_csv, write_xlsx
from assets.release.ausgabe import Ausgabeordner, carry_over, new_edition
from assets.release.datenbank import write_published
from assets.release.dokument import Dokument
from assets.release.fingerabdruck import combine
from assets.release.manifest import Manifest, read_manifest, write_manifest
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
    """

    ordner: Ausgabeordner
    arbeit: Path
    datenstand: str
    berichtsstand: str
    eingaben: Mapping[str, str]
    datum: date


def publish(angaben: Veroeffentlichung, dokumente: Mapping[str, Dokument]) -> str:
    """Build and publish an edition.

    Reports that the current edition already holds for the same state are carried over by hard link;
    on the same state of the data the database file is carried over as well.

    Args:
        angaben: What the edition is made from.
        dokumente: `ags/bericht` → document.

    Returns:
        Name of the edition.
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
            for schluessel in sorted(uebernommen):
                _carry_report(vorige, bau, schluessel)
        for schluessel, dokument in sorted(dokumente.items()):
            _write_report(bau, schluessel, dokument, angaben.datum)
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
            ),
        )
    return name


def _name(angaben: Veroeffentlichung, berichte: list[str]) -> str:
    inhalt = combine(
        {"datenstand": angaben.datenstand, "berichtsstand": angaben.berichtsstand, "berichte": berichte}
    )
    return f"{angaben.datum.isoformat()}_{inhalt[:10]}"


def _write_report(bau: Path, schluessel: str, dokument: Dokument, datum: date) -> None:
    kreis, bericht = schluessel.split("/")
    berichte = bau / "berichte" / kreis
    berichte.mkdir(parents=True, exist_ok=True)
    (berichte / f"{bericht}.pdf").write_bytes(dokument.pdf)
    (berichte / f"{bericht}.html").write_text(dokument.html, encoding="utf-8")
    titel = f"{BERICHT_NAMEN[bericht]} {kreis}: Tabellenanhang, Ausgabe {datum.isoformat()}"
    with open_database(bau / DATENBANK, read_only=True) as con:
        blaetter = read_anhang(con, kreis, dokument.indikatoren)
    tabellen = bau / "tabellen" / kreis
    write_xlsx(blaetter, titel, datetime.combine(datum, time(), UTC), tabellen / f"{bericht}.xlsx")
    write_csv(blaetter, titel, tabellen / bericht)


def _carry_report(vorige: Path, bau: Path, schluessel: str) -> None:
    kreis, bericht = schluessel.split("/")
    for ordner in ("berichte", "tabellen"):
        for pfad in sorted((vorige / ordner / kreis).rglob("*")):
            teil = pfad.relative_to(vorige)
            if pfad.is_file() and (pfad.stem == bericht or pfad.parent.name == bericht):
                carry_over(pfad, bau / teil)
