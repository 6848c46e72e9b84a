"""Time series: home district heavy, comparators light, names at the line's end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from matplotlib.path import Path

from assets.reports.abbildungen.achse import Achse, axis
from assets.reports.abbildungen.beschriftung import clamp, shorten, spread, wrap
from assets.reports.abbildungen.daten import Abbildung, Reihe, Zeitreihe
from assets.reports.abbildungen.leinwand import FETT, KLEIN, NORMAL, Form, Leinwand, text_width
from assets.reports.gestaltung import BUND, KREIS, KREIS_HELL, LAND, NEBENTEXT, RASTER, TINTE
from assets.reports.zahlen import SCHMAL, format_wert, format_zahl

_PLOTHOEHE: Final = 43.0
_FUSS: Final = 7.0
_ZEILE: Final = 3.5
"""Height of one line of a label."""
_NAME_HOECHSTENS: Final = 42.0
_BRUCH_ZEILE: Final = 3.8
_BRUCH_HOECHSTENS: Final = 72.0
_KOPF: Final = 2.6
_EINZUG: Final = 2.5
_GRENZE: Final = 0.15
"""If the values use less of an axis from zero than this share of their maximum, the axis is cut."""

HINWEIS_ACHSE: Final = "Die senkrechte Achse beginnt nicht bei null."


@dataclass(frozen=True)
class _Stil:
    farbe: str
    staerke: float
    form: Form
    radius: float
    gewicht: int


_STILE: Final = {
    "kreis": _Stil(KREIS, 2.2, "kreis", 1.0, FETT),
    "land": _Stil(LAND, 1.3, "quadrat", 0.75, 400),
    "bund": _Stil(BUND, 1.1, "dreieck", 0.75, 400),
    "median": _Stil(TINTE, 0.8, "raute", 0.75, 400),
}
_REIHENFOLGE: Final = ("median", "bund", "land", "kreis")
"""Drawing order, the home district on top."""


@dataclass(frozen=True)
class _Feld:
    """The plot area and its scales."""

    links: float
    rechts: float
    oben: float
    unten: float
    erstes: int
    letztes: int
    skala: Achse

    def x(self, jahr: float) -> float:
        if self.erstes == self.letztes:
            return (self.links + self.rechts) / 2
        anteil = (jahr - self.erstes) / (self.letztes - self.erstes)
        return self.links + _EINZUG + anteil * (self.rechts - self.links - 2 * _EINZUG)

    def y(self, wert: float) -> float:
        return self.unten - (self.unten - self.oben) * self.skala.anteil(wert)


def draw_zeitreihe(daten: Zeitreihe) -> Abbildung:
    """Draw the development of a measure.

    Raises:
        ValueError: There is no point to draw, or a year occurs twice in a line.
    """
    reihen = _ordered(daten.reihen)
    gezeichnet = [reihe for reihe in reihen if reihe.punkte]
    if not gezeichnet:
        raise ValueError(f"keine Werte für die Zeitreihe „{daten.titel}“")
    skala, gekuerzt = _scale(gezeichnet, daten)
    feld, bruchzeilen = _layout(daten, gezeichnet, skala)
    bild = Leinwand(feld.unten + _FUSS)
    _draw_grid(bild, feld, daten.einheit, gekuerzt)
    _draw_breaks(bild, feld, bruchzeilen)
    for reihe in sorted(gezeichnet, key=lambda r: _REIHENFOLGE.index(r.rolle)):
        _draw_series(bild, feld, reihe)
    _draw_end_labels(bild, feld, gezeichnet, daten)
    hinweis = HINWEIS_ACHSE if gekuerzt else ""
    return Abbildung(
        bild.svg(), _alt(daten, gezeichnet), bild.breite, bild.hoehe, _legend(gezeichnet), hinweis
    )


def _ordered(reihen: Iterable[Reihe]) -> list[Reihe]:
    """Return the lines with their points in the order of years."""
    geordnet = []
    for reihe in reihen:
        jahre = [jahr for jahr, _ in reihe.punkte]
        if len(set(jahre)) != len(jahre):
            raise ValueError(f"Jahr doppelt in der Reihe „{reihe.name}“")
        punkte = tuple(sorted(reihe.punkte))
        geordnet.append(Reihe(reihe.name, reihe.rolle, punkte, tuple(sorted(reihe.intervall))))
    return geordnet


def _scale(reihen: Sequence[Reihe], daten: Zeitreihe) -> tuple[Achse, bool]:
    """Return the vertical scale and whether it was cut above zero."""
    werte = [wert for reihe in reihen for _, wert in reihe.punkte]
    werte += [grenze for reihe in reihen for _, *grenzen in reihe.intervall for grenze in grenzen]
    unten, oben = min(werte), max(werte)
    flach = unten > 0 and 0 < oben - unten < _GRENZE * oben
    schritt = Decimal(1).scaleb(-daten.nachkommastellen)
    skala = axis(unten, oben, teile=6, null=not flach, kleinster_schritt=schritt)
    return skala, skala.von > 0


def _layout(
    daten: Zeitreihe, reihen: Sequence[Reihe], skala: Achse
) -> tuple[_Feld, list[tuple[float, float, str, float]]]:
    """Return the plot area and the break labels as (x of the rule, left edge, name, middle)."""
    jahre = [jahr for reihe in reihen for jahr, _ in reihe.punkte]
    links = max(text_width(text, KLEIN) for text in _tick_labels(skala, daten.einheit)) + 2.0
    rand = max(
        text_width(zeile, NORMAL, _STILE[reihe.rolle].gewicht)
        for reihe in reihen
        for zeile in _end_label(reihe, daten, max(jahre))
    )
    rechts = Leinwand(1.0).breite - rand - 3.4
    feld = _Feld(links, rechts, 0.0, 1.0, min(jahre), max(jahre), skala)
    beginn = 2.0 + (_BRUCH_ZEILE if daten.einheit not in ("", "%") else 0.0)
    zeilen, anzahl = _break_rows(feld, daten.brueche, beginn)
    oben = _KOPF + beginn - 2.0 + anzahl * _BRUCH_ZEILE
    return _Feld(links, rechts, oben, oben + _PLOTHOEHE, min(jahre), max(jahre), skala), zeilen


def _tick_labels(skala: Achse, einheit: str) -> list[str]:
    if einheit == "%":
        return skala.labels(einheit)
    return [format_zahl(wert, skala.nachkommastellen) for wert in skala.teilstriche]


def _break_rows(
    feld: _Feld, brueche: Iterable[tuple[int, str]], beginn: float
) -> tuple[list[tuple[float, float, str, float]], int]:
    """Place the names of the breaks in as many rows as they need; breaks outside the years are left out.

    Later breaks take lower rows, so that no rule runs through the name of another break.
    """
    gesetzt: list[tuple[float, float, str, int]] = []
    for jahr, grund in sorted(brueche, reverse=True):
        if not feld.erstes < jahr <= feld.letztes:
            continue
        name = shorten(grund, _BRUCH_HOECHSTENS, KLEIN)
        x, breite = feld.x(jahr - 0.5), text_width(name, KLEIN)
        links = clamp(x + 0.8, 0.0, Leinwand(1.0).breite - breite)
        darunter = [nummer for spaeter, *_, nummer in gesetzt if spaeter < links + breite + 1.5]
        gesetzt.append((x, links, name, max(darunter, default=-1) + 1))
    anzahl = max((nummer for *_, nummer in gesetzt), default=-1) + 1
    zeilen = [
        (x, links, name, beginn + (anzahl - 1 - nummer) * _BRUCH_ZEILE) for x, links, name, nummer in gesetzt
    ]
    return zeilen, anzahl


def _draw_grid(bild: Leinwand, feld: _Feld, einheit: str, gekuerzt: bool) -> None:
    labels = _tick_labels(feld.skala, einheit)
    for wert, text in zip(feld.skala.teilstriche, labels, strict=True):
        y = feld.y(wert)
        bild.text(feld.links - 1.6, y, text, farbe=NEBENTEXT, groesse=KLEIN, ausrichtung="right")
    hoehen = [feld.y(wert) for wert in feld.skala.teilstriche]
    bild.linien([[(feld.links, y), (feld.rechts, y)] for y in hoehen], RASTER, 0.6)
    if einheit and einheit != "%":
        bild.text(0.0, 2.0, einheit, farbe=NEBENTEXT, groesse=KLEIN)
    grund = feld.y(0.0) if feld.skala.von <= 0 <= feld.skala.bis else feld.unten
    bild.linie([(feld.links, grund), (feld.rechts, grund)], NEBENTEXT, 0.7)
    if gekuerzt:
        _draw_cut(bild, feld)
    for jahr in _labelled_years(feld):
        x = feld.x(jahr)
        bild.linie([(x, feld.unten), (x, feld.unten + 1.0)], NEBENTEXT, 0.5)
        bild.text(x, feld.unten + 3.6, str(jahr), farbe=NEBENTEXT, groesse=KLEIN, ausrichtung="center")


def _draw_cut(bild: Leinwand, feld: _Feld) -> None:
    """Mark an axis that does not begin at zero by a zigzag at its foot."""
    x, y = feld.links, feld.unten
    zacken = [(x, y), (x, y - 0.8), (x - 0.9, y - 1.4), (x + 0.9, y - 2.4), (x, y - 3.0), (x, y - 4.2)]
    bild.linie(zacken, NEBENTEXT, 0.7)


def _labelled_years(feld: _Feld) -> list[int]:
    """Return the years to print, evenly spaced and always with the last one."""
    spanne = feld.letztes - feld.erstes
    platz = text_width("2000", KLEIN) + 2.5
    for schritt in (1, 2, 3, 4, 5, 10, 20, 50):
        if spanne == 0 or schritt * (feld.rechts - feld.links - 2 * _EINZUG) / spanne >= platz:
            return list(range(feld.letztes, feld.erstes - 1, -schritt))
    return [feld.letztes]


def _draw_breaks(bild: Leinwand, feld: _Feld, zeilen: Iterable[tuple[float, float, str, float]]) -> None:
    for x, links, name, mitte in zeilen:
        bild.linie([(x, feld.oben), (x, feld.unten)], RASTER, 0.8)
        bild.linie([(x, mitte - 1.4), (x, feld.oben + 4.5)], NEBENTEXT, 0.8)
        bild.text(links, mitte, name, farbe=NEBENTEXT, groesse=KLEIN)


def _draw_series(bild: Leinwand, feld: _Feld, reihe: Reihe) -> None:
    stil = _STILE[reihe.rolle]
    for lauf in _runs(reihe.intervall):
        if len(lauf) > 1:
            umriss = [(feld.x(j), feld.y(o)) for j, _, o in lauf] + [
                (feld.x(j), feld.y(u)) for j, u, _ in reversed(lauf)
            ]
            bild.flaeche(Path(umriss, closed=False), KREIS_HELL if reihe.rolle == "kreis" else RASTER)
    paare = list(pairwise(reihe.punkte))
    stellen = {punkt[0]: (feld.x(punkt[0]), feld.y(punkt[1])) for punkt in reihe.punkte}
    luecken = [(stellen[a[0]], stellen[b[0]]) for a, b in paare if b[0] - a[0] > 1]
    bild.linien(luecken, stil.farbe, stil.staerke * 0.8, gepunktet=True)
    bild.linien([[stellen[p[0]] for p in lauf] for lauf in _runs(reihe.punkte)], stil.farbe, stil.staerke)
    for x, y in stellen.values():
        bild.marke(x, y, stil.form, stil.radius, stil.farbe)


def _runs(punkte: Iterable[tuple]) -> list[list[tuple]]:
    """Cut points (year first, ascending) where a year is missing."""
    laeufe: list[list[tuple]] = []
    for punkt in punkte:
        if laeufe and punkt[0] - laeufe[-1][-1][0] == 1:
            laeufe[-1].append(punkt)
        else:
            laeufe.append([punkt])
    return laeufe


def _end_label(reihe: Reihe, daten: Zeitreihe, letztes: int) -> list[str]:
    """Return name and last value, with its year if the line ends early, in as few lines as fit."""
    jahr, wert = reihe.punkte[-1]
    zahl = format_wert(wert, "%" if daten.einheit == "%" else "", daten.nachkommastellen)
    if jahr != letztes:
        zahl = f"{zahl}{SCHMAL}({jahr})"
    return wrap(f"{reihe.name} {zahl}", _NAME_HOECHSTENS, NORMAL, _STILE[reihe.rolle].gewicht)


def _draw_end_labels(bild: Leinwand, feld: _Feld, reihen: Sequence[Reihe], daten: Zeitreihe) -> None:
    """Write the names beside the last points, moved apart; a thin line leads to a moved one."""
    geordnet = sorted(reihen, key=lambda r: -r.punkte[-1][1])
    zeilen = [_end_label(reihe, daten, feld.letztes) for reihe in geordnet]
    ziele = [feld.y(reihe.punkte[-1][1]) for reihe in geordnet]
    hoehen = [_ZEILE * len(label) + 0.4 for label in zeilen]
    mitten = spread(ziele, hoehen, feld.oben - _KOPF, feld.unten + _FUSS)
    for reihe, label, ziel, mitte in zip(geordnet, zeilen, ziele, mitten, strict=True):
        stil = _STILE[reihe.rolle]
        x = feld.x(reihe.punkte[-1][0])
        if abs(mitte - ziel) > 1.2 or reihe.punkte[-1][0] != feld.letztes:
            bild.linie(
                [(x + 1.3, ziel), (feld.rechts + 0.6, ziel), (feld.rechts + 2.4, mitte)], stil.farbe, 0.4
            )
        erste = mitte - _ZEILE * (len(label) - 1) / 2
        for nummer, zeile in enumerate(label):
            y = erste + nummer * _ZEILE
            bild.text(feld.rechts + 3.0, y, zeile, farbe=stil.farbe, gewicht=stil.gewicht)


def _legend(reihen: Sequence[Reihe]) -> str:
    saetze = []
    if any(b[0] - a[0] > 1 for r in reihen for a, b in pairwise(r.punkte)):
        saetze.append("Gepunktet: keine Werte im Bestand.")
    if any(reihe.intervall for reihe in reihen):
        saetze.append("Helles Band: 95-%-Vertrauensbereich.")
    return " ".join(saetze)


def _alt(daten: Zeitreihe, reihen: Sequence[Reihe]) -> str:
    jahre = [jahr for reihe in reihen for jahr, _ in reihe.punkte]
    spanne = f"{min(jahre)} bis {max(jahre)}" if min(jahre) != max(jahre) else str(jahre[0])
    saetze = [f"Liniendiagramm: {daten.titel}, {spanne}."]
    saetze += [_alt_series(reihe, daten) for reihe in reihen]
    brueche = [(jahr, name) for jahr, name in sorted(daten.brueche) if min(jahre) < jahr <= max(jahre)]
    saetze += [f"Bruch vor {jahr}: {name}." for jahr, name in brueche]
    return " ".join(saetze)


def _alt_series(reihe: Reihe, daten: Zeitreihe) -> str:
    def value(wert: float) -> str:
        return format_wert(wert, daten.einheit, daten.nachkommastellen)

    (erstes, anfang), (letztes, ende) = reihe.punkte[0], reihe.punkte[-1]
    if erstes == letztes:
        return f"{reihe.name}: {value(ende)} ({letztes})."
    satz = f"{reihe.name}: {value(anfang)} ({erstes}), zuletzt {value(ende)} ({letztes})"
    gipfel, hoechster = max(reihe.punkte, key=lambda p: p[1])
    tal, tiefster = min(reihe.punkte, key=lambda p: p[1])
    if gipfel not in (erstes, letztes):
        satz += f", höchster Wert {value(hoechster)} ({gipfel})"
    if tal not in (erstes, letztes):
        satz += f", niedrigster Wert {value(tiefster)} ({tal})"
    return f"{satz}."
