"""Age pyramid over age groups of different width: the length of a bar is persons per year of age."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from assets.reports.abbildungen.achse import axis
from assets.reports.abbildungen.daten import Abbildung, Altersgruppe, Pyramide
from assets.reports.abbildungen.leinwand import FEIN, FETT, KLEIN, NORMAL, Leinwand, text_width
from assets.reports.gestaltung import BAND, FOLGE, NEBENTEXT, RASTER, TINTE, WEISS
from assets.reports.zahlen import format_zahl

_KOPF: Final = 6.0
_HOEHE_JE_JAHR: Final = 0.84
_FUSS: Final = 10.5
_LINKS: Final = 10.0
_RECHTS: Final = 32.0
"""Room for the names of the life phases."""
_MAENNER: Final = FOLGE[3]
_FRAUEN: Final = FOLGE[4]
_ALTERSSCHRITT: Final = 10


@dataclass(frozen=True)
class _Feld:
    """Positions: `mitte` is zero, `je_person` millimetres per person and year of age."""

    mitte: float
    je_person: float
    links: float
    rechts: float
    unten: float

    def y(self, alter: float) -> float:
        return self.unten - alter * _HOEHE_JE_JAHR


def draw_pyramide(daten: Pyramide) -> Abbildung:
    """Draw men to the left and women to the right.

    Raises:
        ValueError: No groups, a gap or an overlap between groups, or an open group that is not the last.
    """
    for gruppen in (daten.gruppen, daten.umriss):
        _check(gruppen, daten.titel)
    if not daten.gruppen:
        raise ValueError(f"keine Altersgruppen für die Pyramide „{daten.titel}“")
    spanne = daten.offene_spanne
    ende = max(_end(gruppe, spanne) for gruppe in daten.gruppen + daten.umriss)
    bild = Leinwand(_KOPF + ende * _HOEHE_JE_JAHR + _FUSS)
    rechts = bild.breite - _RECHTS
    laengen = [laenge for g in daten.gruppen + daten.umriss for laenge in _per_year(g, spanne)]
    skala = axis(0.0, max(laengen), teile=5, null=True, kleinster_schritt=Decimal(1))
    mitte = (_LINKS + rechts) / 2
    feld = _Feld(mitte, (rechts - mitte) / skala.bis, _LINKS, rechts, bild.hoehe - _FUSS)
    _draw_phases(bild, feld, daten, ende)
    _draw_axes(bild, feld, skala.teilstriche, skala.nachkommastellen, ende)
    _draw_bars(bild, feld, daten.gruppen, spanne)
    _draw_outline(bild, feld, daten.umriss, spanne)
    _draw_heads(bild, feld, daten.gruppen)
    return Abbildung(
        bild.svg(), _alt(daten), bild.breite, bild.hoehe, legende=_legend(daten), hinweis=_note(daten)
    )


def _check(gruppen: Sequence[Altersgruppe], titel: str) -> None:
    for vorige, naechste in pairwise(gruppen):
        if vorige.bis is None or naechste.von != vorige.bis + 1:
            raise ValueError(f"Altersgruppen schließen nicht an ({titel}): {vorige.name}, {naechste.name}")


def _end(gruppe: Altersgruppe, offene_spanne: int) -> int:
    """Return the first year of age after the group."""
    return gruppe.von + offene_spanne if gruppe.bis is None else gruppe.bis + 1


def _per_year(gruppe: Altersgruppe, offene_spanne: int) -> tuple[float, float]:
    """Return men and women per year of age."""
    jahre = _end(gruppe, offene_spanne) - gruppe.von
    return gruppe.maenner / jahre, gruppe.frauen / jahre


def _draw_phases(bild: Leinwand, feld: _Feld, daten: Pyramide, ende: int) -> None:
    for nummer, phase in enumerate(daten.lebensphasen):
        bis = ende if phase.bis is None else min(phase.bis + 1, ende)
        if phase.von >= bis:
            continue
        oben, unten = feld.y(bis), feld.y(phase.von)
        bild.rechteck(feld.links, oben, bild.breite - feld.links, unten - oben, BAND[(nummer + 1) % 2])
        spanne = f"{phase.von} und älter" if phase.bis is None else f"{phase.von}–{phase.bis}"
        x, y = feld.rechts + 2.0, (oben + unten) / 2
        if unten - oben >= 7.5:
            bild.text(x, y - 1.5, phase.name, farbe=TINTE, groesse=KLEIN)
            bild.text(x, y + 1.7, f"{spanne} Jahre" if phase.bis else spanne, farbe=NEBENTEXT, groesse=FEIN)
        else:
            bild.text(x, y, phase.name, farbe=TINTE, groesse=KLEIN)
            dahinter = x + text_width(phase.name, KLEIN) + 1.2
            bild.text(dahinter, y, spanne, farbe=NEBENTEXT, groesse=FEIN)


def _draw_axes(
    bild: Leinwand, feld: _Feld, teilstriche: Sequence[float], nachkommastellen: int, ende: int
) -> None:
    stellen = [(seite * wert, wert) for wert in teilstriche for seite in (-1, 1) if wert or seite > 0]
    zuege = [
        [(feld.mitte + wert * feld.je_person, feld.y(ende)), (feld.mitte + wert * feld.je_person, feld.unten)]
        for wert, _ in stellen
    ]
    bild.linien(zuege, WEISS, 1.0)
    bild.linien(zuege, RASTER, 0.5)
    bild.linie([(feld.links, feld.unten), (bild.breite, feld.unten)], NEBENTEXT, 0.6)
    for wert, betrag in stellen:
        text = format_zahl(betrag, nachkommastellen)
        x = feld.mitte + wert * feld.je_person
        bild.text(x, feld.unten + 3.0, text, farbe=NEBENTEXT, groesse=KLEIN, ausrichtung="center")
    bild.text(
        feld.mitte,
        feld.unten + 7.2,
        "Personen je Altersjahr",
        farbe=NEBENTEXT,
        groesse=KLEIN,
        ausrichtung="center",
    )
    for alter in range(0, ende, _ALTERSSCHRITT):
        y = feld.y(alter)
        bild.linie([(feld.links - 1.0, y), (feld.links, y)], NEBENTEXT, 0.5)
        bild.text(feld.links - 1.8, y, str(alter), farbe=NEBENTEXT, groesse=KLEIN, ausrichtung="right")
    bild.text(0.0, feld.y(ende) - 2.6, "Alter", farbe=NEBENTEXT, groesse=KLEIN)


def _draw_bars(bild: Leinwand, feld: _Feld, gruppen: Sequence[Altersgruppe], spanne: int) -> None:
    """Draw the bars of each sex as one path, with a hair of ground between groups."""
    links, rechts = [], []
    for gruppe in gruppen:
        maenner, frauen = _per_year(gruppe, spanne)
        oben = feld.y(_end(gruppe, spanne)) + 0.12
        hoehe = feld.y(gruppe.von) - 0.12 - oben
        links.append((feld.mitte - maenner * feld.je_person, oben, maenner * feld.je_person, hoehe))
        rechts.append((feld.mitte, oben, frauen * feld.je_person, hoehe))
    bild.rechtecke(links, _MAENNER)
    bild.rechtecke(rechts, _FRAUEN)
    ende = _end(gruppen[-1], spanne)
    bild.linie([(feld.mitte, feld.y(ende)), (feld.mitte, feld.unten)], WEISS, 1.2)


def _draw_outline(bild: Leinwand, feld: _Feld, gruppen: Sequence[Altersgruppe], spanne: int) -> None:
    """Draw an older edition as steps, dark with a white edge, over the bars."""
    if not gruppen:
        return
    zuege = []
    for seite, stelle in ((-1, 0), (1, 1)):
        zug = [(feld.mitte, feld.y(gruppen[0].von))]
        for gruppe in gruppen:
            x = feld.mitte + seite * _per_year(gruppe, spanne)[stelle] * feld.je_person
            zug += [(x, feld.y(gruppe.von)), (x, feld.y(_end(gruppe, spanne)))]
        zuege.append([*zug, (feld.mitte, zug[-1][1])])
    bild.linien(zuege, WEISS, 1.8)
    bild.linien(zuege, TINTE, 0.8)


def _draw_heads(bild: Leinwand, feld: _Feld, gruppen: Sequence[Altersgruppe]) -> None:
    maenner = format_zahl(sum(gruppe.maenner for gruppe in gruppen))
    frauen = format_zahl(sum(gruppe.frauen for gruppe in gruppen))
    bild.text(feld.mitte - 3.0, 2.6, f"Männer {maenner}", gewicht=FETT, groesse=NORMAL, ausrichtung="right")
    bild.text(feld.mitte + 3.0, 2.6, f"Frauen {frauen}", gewicht=FETT, groesse=NORMAL)


def _legend(daten: Pyramide) -> str:
    if not daten.umriss:
        return "Flächen: Lebensphasen."
    return f"Umriss: {daten.umriss_name}. Flächen: Lebensphasen."


def _note(daten: Pyramide) -> str:
    saetze = [
        "Die Länge der Balken zeigt Personen je Altersjahr, weil die Altersgruppen verschieden breit sind."
    ]
    letzte = daten.gruppen[-1]
    if letzte.bis is None:
        saetze.append(
            f"Die Gruppe ab {letzte.von} Jahren ist gleichmäßig auf "
            f"{daten.offene_spanne} Altersjahre verteilt."
        )
    return " ".join(saetze)


def _alt(daten: Pyramide) -> str:
    maenner = sum(gruppe.maenner for gruppe in daten.gruppen)
    frauen = sum(gruppe.frauen for gruppe in daten.gruppen)
    stark = max(daten.gruppen, key=lambda gruppe: sum(_per_year(gruppe, daten.offene_spanne)))
    je_jahr = format_zahl(sum(_per_year(stark, daten.offene_spanne)))
    saetze = [
        f"Alterspyramide: {daten.titel}.",
        f"{format_zahl(maenner)} Männer und {format_zahl(frauen)} Frauen.",
        f"Am stärksten besetzt ist die Altersgruppe {stark.name} mit {je_jahr} Personen je Altersjahr.",
    ]
    if daten.umriss:
        vorher = format_zahl(sum(gruppe.maenner + gruppe.frauen for gruppe in daten.umriss))
        jetzt = format_zahl(maenner + frauen)
        saetze.append(f"Zum Vergleich {daten.umriss_name}: {vorher} Personen, jetzt {jetzt}.")
    return " ".join(saetze)
