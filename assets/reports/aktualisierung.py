"""The one-page report after a refresh: new, revised, contradictory, overdue, refused.

It is always one page: the sections share the rows that fit, and each says how many more there are and
where to find them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from assets.reports.aktualisierung_abschnitte import Abschnitt, build_abschnitte
from assets.reports.aktualisierung_lesen import Aktualisierung, Vergleichsstand
from assets.reports.bericht import VORLAGEN, Berichtsdokument, render_ansicht
from assets.reports.gebietsname import name_of
from assets.reports.kopf import Berichtskopf
from assets.reports.zahlen import format_datum, format_zahl

TITEL: Final = "Aktualisierungsbericht"
VORLAGE: Final = "aktualisierung.html.j2"
ZEILEN: Final = 40
"""Rows of all tables together at most; fewer where they do not fit on one page."""

ERSTE_AUSGABE: Final = "Erste Ausgabe, kein Vergleich möglich"


class SeitenFehler(Exception):
    """The report does not fit on one page even without any table."""


@dataclass(frozen=True)
class Aktualisierungsansicht:
    """What the template prints; every text finished.

    Attributes:
        titel: Title of the document.
        kopf_links: Running head.
        fuss_links: Running foot.
        erstellt: Date of the document, from the data and not from the clock.
        beschreibung: For the metadata.
        autor: Publisher.
        gebiet: Name of the Kreis.
        vergleich: What the edition is compared with.
        zahlen: Number and word for each section.
        abschnitte: The sections, cut to the page.
        abbildungen: No figures; the renderer asks for them.
    """

    titel: str
    kopf_links: str
    fuss_links: str
    erstellt: str
    beschreibung: str
    autor: str
    gebiet: str
    vergleich: str
    zahlen: tuple[tuple[str, str], ...]
    abschnitte: tuple[Abschnitt, ...]
    sprache: str = "de"
    abbildungen: Mapping[str, bytes] = field(default_factory=dict)


def build_aktualisierung(
    fakten: Aktualisierung, kreis: str, kopf: Berichtskopf, vorher: Vergleichsstand | None
) -> Aktualisierungsansicht:
    """Return the view with all rows; `render_aktualisierung` cuts it.

    Args:
        fakten: What is to be said.
        kreis: Key of the Kreis.
        kopf: Publisher, edition, dates; what is overdue is judged by the editorial deadline.
        vorher: The edition compared with, None for the first one.
    """
    gebiet = name_of(fakten.gebiete[kreis], kreis).name
    abschnitte = build_abschnitte(fakten, kopf.redaktionsschluss)
    stand = format_datum(kopf.datenstand, kurz=True)
    return Aktualisierungsansicht(
        titel=f"{TITEL} {gebiet}, Ausgabe {kopf.ausgabe}",
        kopf_links=f"{TITEL} · {gebiet}",
        fuss_links=f"Ausgabe {kopf.ausgabe} · Datenstand {stand}",
        erstellt=datetime.combine(kopf.datenstand, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        beschreibung=f"{TITEL} {gebiet}: was neu ist, berichtigt wurde, sich widerspricht, aussteht oder "
        "abgelehnt wurde",
        autor=kopf.herausgeber,
        gebiet=gebiet,
        vergleich=f"Verglichen mit Ausgabe {vorher.ausgabe}" if vorher else ERSTE_AUSGABE,
        zahlen=(_first_number(fakten), *((format_zahl(a.anzahl), a.wort) for a in abschnitte[1:])),
        abschnitte=abschnitte,
    )


def _first_number(fakten: Aktualisierung) -> tuple[str, str]:
    """Return how many sources changed; in the first edition how many there are."""
    if fakten.neuerungen is None:
        return format_zahl(fakten.gehalten), "Quellen"
    return format_zahl(len(fakten.neuerungen)), "neu"


def render_aktualisierung(ansicht: Aktualisierungsansicht, vorlagen: Path = VORLAGEN) -> Berichtsdokument:
    """Render the report as HTML and PDF of exactly one page.

    Raises:
        PdfFehler: the document lacks a font.
        SeitenFehler: even the heads alone do not fit.
    """
    passend: Berichtsdokument | None = None
    hoechstens = min(ZEILEN, sum(len(a.zeilen) for a in ansicht.abschnitte))
    unten, oben = 0, hoechstens
    versuch = hoechstens  # all of them, if they fit; else halving finds the most that do
    while unten <= oben:
        gekuerzt = cut_rows(ansicht.abschnitte, versuch)
        dokument = render_ansicht(replace(ansicht, abschnitte=gekuerzt), vorlagen, VORLAGE)
        if dokument.seiten == 1:
            passend, unten = dokument, versuch + 1
        else:
            oben = versuch - 1
        versuch = (unten + oben) // 2
    if passend is None:
        raise SeitenFehler(f"{ansicht.titel}: passt auch ohne Tabellen nicht auf eine Seite")
    return passend


def cut_rows(abschnitte: Sequence[Abschnitt], zeilen: int) -> tuple[Abschnitt, ...]:
    """Share the rows of the page: one each in turn, until they are used up or all are shown.

    Args:
        abschnitte: Sections with all their rows.
        zeilen: Rows of all tables together.
    """
    anteile = [0] * len(abschnitte)
    while zeilen > 0:
        offen = [i for i, a in enumerate(abschnitte) if anteile[i] < len(a.zeilen)]
        if not offen:
            break
        for i in offen[:zeilen]:
            anteile[i] += 1
        zeilen -= len(offen[:zeilen])
    return tuple(replace(a, zeilen=a.zeilen[:anteil]) for a, anteil in zip(abschnitte, anteile, strict=True))
