"""Setting one report in a child process.

The order and the finished document are plain values; the heavy libraries (WeasyPrint, matplotlib) are
imported in the child only.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assets.catalogue.konfiguration import Konfiguration
from assets.release.dokument import Dokument
from assets.store.arbeitsdatenbank import open_database

if TYPE_CHECKING:
    from assets.catalogue.berichte import Berichtsplan
    from assets.reports.aktualisierung_lesen import Vergleichsstand
    from assets.reports.bericht import Berichtsauftrag
    from assets.reports.kopf import Berichtskopf

OHNE_HERAUSGEBER = "Entwurf ohne Herausgeber"


@dataclass(frozen=True)
class Satzauftrag:
    """What one report needs, as paths and plain values.

    Attributes:
        bericht: Name of the report.
        kreis: Key of the Kreis.
        datenbank: Finished work database, opened read-only.
        vorlagen: Folder of templates, specifications and texts.
        konfiguration: Settings.
        ausgabe: Edition as printed in the Impressum.
    """

    bericht: str
    kreis: str
    datenbank: Path
    vorlagen: Path
    konfiguration: Konfiguration
    ausgabe: str


@dataclass(frozen=True)
class Aktualisierungsauftrag:
    """What the one-page report on a refresh needs.

    Attributes:
        satz: Kreis, database, settings.
        vorher: The edition compared with; None for the first one.
        abgelehnt: Files that the inbox refused since then, with the reason.
    """

    satz: Satzauftrag
    vorher: "Vergleichsstand | None"
    abgelehnt: tuple[tuple[str, str], ...] = ()


def warm_up() -> None:
    """Import what setting a report needs, while the parent still reads data."""
    import assets.reports.bericht  # noqa: F401


def data_date(datenbank: Path) -> date:
    """The Stand of the newest source in use."""
    with open_database(datenbank, read_only=True) as con:
        zeile = con.execute(
            "SELECT max(stand) FROM quelle WHERE NOT starts_with(quelle_id, 'kommunal')"
        ).fetchone()
    return date.fromisoformat(str(zeile[0])) if zeile and zeile[0] else date.min


def render_satz(auftrag: Satzauftrag) -> Dokument:
    """Set one report.

    Raises:
        EingabeFehler: a text or template cannot be used.
    """
    from assets.catalogue.berichte import load_berichte
    from assets.catalogue.load import load_katalog
    from assets.reports.bericht import build_ansicht, render_ansicht

    katalog = load_katalog()
    plan = load_berichte(auftrag.vorlagen / "berichte", katalog)[auftrag.bericht]
    bericht = render_ansicht(build_ansicht(report_order(auftrag), plan, katalog), auftrag.vorlagen)
    return Dokument(bericht.html, bericht.pdf, indicators_of(plan))


def render_aktualisierungssatz(auftrag: Aktualisierungsauftrag) -> Dokument:
    """Set the one-page report on a refresh."""
    from assets.catalogue.load import load_katalog
    from assets.reports.aktualisierung import build_aktualisierung, render_aktualisierung
    from assets.reports.aktualisierung_lesen import read_aktualisierung

    satz = auftrag.satz
    with open_database(satz.datenbank, read_only=True) as con:
        fakten = read_aktualisierung(con, satz.kreis, load_katalog(), auftrag.vorher, auftrag.abgelehnt)
    ansicht = build_aktualisierung(fakten, satz.kreis, report_head(satz), auftrag.vorher)
    bericht = render_aktualisierung(ansicht, satz.vorlagen)
    return Dokument(bericht.html, bericht.pdf, ())


def report_head(auftrag: Satzauftrag) -> "Berichtskopf":
    """Publisher, edition and dates; a foreign Kreis gets no publisher."""
    from assets.reports.kopf import Berichtskopf

    konf = auftrag.konfiguration
    eigener = auftrag.kreis == konf.kreis
    return Berichtskopf(
        **(konf.herausgeber.model_dump(exclude={"name"}) if eigener else {}),
        herausgeber=konf.herausgeber.name if eigener else OHNE_HERAUSGEBER,
        auflage=getattr(konf.auflage, auftrag.bericht, ""),
        ausgabe=auftrag.ausgabe,
        redaktionsschluss=konf.auflage.redaktionsschluss,
        datenstand=data_date(auftrag.datenbank),
    )


def report_order(auftrag: Satzauftrag) -> "Berichtsauftrag":
    """The order as the reports room takes it; a foreign Kreis gets no publisher and no plan of ours."""
    from assets.reports.bericht import Berichtsauftrag

    konf = auftrag.konfiguration
    eigener = auftrag.kreis == konf.kreis
    return Berichtsauftrag(
        bericht=auftrag.bericht,
        kreis=auftrag.kreis,
        datenbank=auftrag.datenbank,
        kopf=report_head(auftrag),
        vergleichskreise=konf.vergleich.kreise if eigener else (),
        beispiele=konf.beispiele.anzeigen and eigener,
        planung=eigener,
        vorlagen=auftrag.vorlagen,
    )


def indicators_of(plan: "Berichtsplan") -> tuple[str, ...]:
    """All indicators that a report prints, in the order of their first appearance."""
    alle = [
        kennung
        for kapitel in plan.kapitel
        for kennung in (
            *kapitel.indikatoren,
            *(i for b in kapitel.bloecke for i in (b.indikator, *b.mit, b.karte or b.indikator)),
        )
    ]
    return tuple(dict.fromkeys(alle))
