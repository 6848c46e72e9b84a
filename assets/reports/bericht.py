"""One report from the finished database: view, HTML, PDF."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final, Protocol

import jinja2
from markupsafe import Markup

from assets.catalogue.berichte import Berichtsplan, load_berichte
from assets.catalogue.load import Katalog, load_katalog
from assets.reports import gestaltung
from assets.reports.ansicht import Berichtsansicht
from assets.reports.ansicht_kapitel import build_kapitel, indikatoren_of, prints_samples
from assets.reports.ansicht_rahmen import (
    build_impressum,
    build_inhalt,
    build_kernbefunde,
    build_umschlag,
)
from assets.reports.bestand_lesen import read_bestand
from assets.reports.kontext import Kontext
from assets.reports.kopf import Berichtskopf
from assets.reports.pdf import ABBILDUNG_SCHEMA, render_pdf
from assets.reports.zahlen import format_datum
from schemas.common import BERICHT_NAMEN

VORLAGEN: Final = Path(__file__).resolve().parents[2] / "report_templates"
VORLAGE: Final = "bericht.html.j2"


class Dokumentansicht(Protocol):
    """What rendering needs of any view: running head and foot, and its figures."""

    @property
    def kopf_links(self) -> str:
        """Running head."""

    @property
    def fuss_links(self) -> str:
        """Running foot."""

    @property
    def abbildungen(self) -> Mapping[str, bytes]:
        """SVG files by id."""


@dataclass(frozen=True)
class Berichtsauftrag:
    """Everything that one report needs, as paths and plain values, so that a child process can take it.

    Attributes:
        bericht: `familienbericht`, `bildungsbericht` or `praeventionsbericht`.
        kreis: Five-digit key.
        datenbank: Finished DuckDB file; opened read-only.
        kopf: Publisher, edition, dates.
        vergleichskreise: Kreise drawn beside the home Kreis where a figure has room for them.
        beispiele: Whether fictional samples are part of the data.
        planung: Whether the registers of measures and plans are those of this Kreis.
        vorlagen: Folder of templates, style sheet, plans and prose.
    """

    bericht: str
    kreis: str
    datenbank: Path
    kopf: Berichtskopf
    vergleichskreise: tuple[str, ...] = ()
    beispiele: bool = False
    planung: bool = True
    vorlagen: Path = VORLAGEN


@dataclass(frozen=True)
class Berichtsdokument:
    """A finished report: self-contained HTML, PDF, number of pages."""

    html: str
    pdf: bytes
    seiten: int


def render_bericht(auftrag: Berichtsauftrag) -> Berichtsdokument:
    """Build one report.

    Takes and returns plain values only, so it may run in a child process.

    Raises:
        EingabeFehler: plan or prose cannot be used.
        PdfFehler: the document lacks a figure or a font.
        duckdb.Error: the database is missing or incomplete.
    """
    return render_ansicht(build_ansicht(auftrag), auftrag.vorlagen)


def render_ansicht(
    ansicht: Dokumentansicht, vorlagen: Path = VORLAGEN, vorlage: str = VORLAGE
) -> Berichtsdokument:
    """Render a finished view as HTML and PDF.

    Raises:
        PdfFehler: the document lacks a figure, a font or the target of a link.
    """
    html = render_html(ansicht, vorlagen, vorlage)
    pdf = render_pdf(html, css=style_sheets(ansicht), abbildungen=ansicht.abbildungen)
    return Berichtsdokument(embed_figures(html, ansicht), pdf.inhalt, pdf.seiten)


def style_sheets(ansicht: Dokumentansicht) -> tuple[str, ...]:
    """Return the style sheets that belong to the page and not to the document: fonts, head and foot."""
    return _font_css(), _page_css(ansicht)


def build_ansicht(
    auftrag: Berichtsauftrag, plan: Berichtsplan | None = None, katalog: Katalog | None = None
) -> Berichtsansicht:
    """Read the figures and return the view of the whole report.

    `plan` and `katalog` default to the project's own files.
    """
    katalog = katalog or load_katalog()
    plan = plan or load_berichte(auftrag.vorlagen / "berichte", katalog)[auftrag.bericht]
    k = Kontext(
        bericht=auftrag.bericht,
        bestand=read_bestand(
            auftrag.datenbank, auftrag.kreis, auftrag.vergleichskreise, planung=auftrag.planung
        ),
        katalog=katalog,
        kopf=auftrag.kopf,
        texte=auftrag.vorlagen / "texte",
        indikatoren=indikatoren_of(plan),
        vergleichskreise=auftrag.vergleichskreise,
    )
    kapitel = build_kapitel(k, plan)
    beispiele = auftrag.beispiele and prints_samples(kapitel)
    umschlag = build_umschlag(k, plan.untertitel, beispiele=beispiele)
    befunde = build_kernbefunde(k, plan.auf_einen_blick, kapitel)
    titel = f"{BERICHT_NAMEN[k.bericht]} {k.gebiet.name}"
    stand = format_datum(k.kopf.datenstand, kurz=True)
    return Berichtsansicht(
        titel=f"{titel}, {k.kopf.auflage}",
        kopf_links=f"{BERICHT_NAMEN[k.bericht]} · {k.gebiet.name}",
        fuss_links=f"{k.kopf.auflage} · Datenstand {stand}" + (" · enthält BEISPIELE" if beispiele else ""),
        sprache="de",
        erstellt=datetime.combine(k.kopf.datenstand, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        beschreibung=f"{titel}: {plan.untertitel}",
        autor=k.kopf.herausgeber,
        umschlag=umschlag,
        impressum=build_impressum(k),
        inhalt=build_inhalt(kapitel),
        blick_einleitung=(
            f"Die wichtigsten Befunde über {k.gebiet.akkusativ} in Worten; "
            "angegeben ist der Abschnitt mit Abbildung, Grundzahlen und Definition."
        ),
        kernbefunde=befunde,
        kapitel=kapitel,
        beispiele=beispiele,
        abbildungen=dict(k.zaehlwerk.svg),
    )


def render_html(ansicht: Dokumentansicht, vorlagen: Path = VORLAGEN, vorlage: str = VORLAGE) -> str:
    """Return a document as HTML; figures stay references (`abb:ID`)."""
    umgebung = jinja2.Environment(
        loader=jinja2.FileSystemLoader(vorlagen),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (vorlagen / "bericht.css").read_text(encoding="utf-8")
    # The style sheet is our own file.
    stil = Markup(f"{gestaltung.css_tokens()}\n{css}")  # noqa: S704
    return umgebung.get_template(vorlage).render(b=ansicht, stil=stil)


def _font_css() -> str:
    """Return `@font-face` rules for the installed font files."""
    return "\n".join(
        f'@font-face {{ font-family: "{s.family}"; font-weight: {s.weight}; font-style: {s.style}; '
        f"src: url({s.path.as_uri()}) }}"
        for s in gestaltung.font_faces()
    )


def _page_css(ansicht: Dokumentansicht) -> str:
    """Return the texts of running head and foot; they belong to the page and not to the reading order."""
    return (
        f"@page {{ @top-left {{ content: {_css_string(ansicht.kopf_links)} }} "
        f"@bottom-left {{ content: {_css_string(ansicht.fuss_links)} }} }}"
    )


def _css_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def embed_figures(html: str, ansicht: Dokumentansicht) -> str:
    """Return the HTML with every figure inside the file."""
    for kennung, svg in ansicht.abbildungen.items():
        inhalt = base64.b64encode(svg).decode("ascii")
        html = html.replace(f'src="{ABBILDUNG_SCHEMA}{kennung}"', f'src="data:image/svg+xml;base64,{inhalt}"')
    return html
