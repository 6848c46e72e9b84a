"""Horizontal bars from zero, the value at the end, the interval as whisker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assets.reports.abbildungen.beschriftung import wrap
from assets.reports.abbildungen.daten import Abbildung, Balken, Balkenzeile
from assets.reports.abbildungen.leinwand import FETT, KLEIN, NORMAL, Leinwand, text_width
from assets.reports.gestaltung import BUND, FOLGE, KREIS, LAND, NEBENTEXT, TINTE, WEISS
from assets.reports.zahlen import format_intervall, format_wert
from schemas.common import KENNZEICHEN

_BALKEN: Final = 4.0
_SCHMALER_BALKEN: Final = 2.8
_ZEILE: Final = 3.5
_ABSTAND: Final = 2.4
_NAMEN_HOECHSTENS: Final = 56.0
_KOPF: Final = 0.8
_EINHEITENZEILE: Final = 4.4
_KURZE_EINHEIT: Final = 8
"""Units of up to so many letters stand behind every value, longer ones once above the bars."""

_FARBEN: Final = {"kreis": KREIS, "land": LAND, "bund": BUND, "gemeinde": FOLGE[3], "normal": FOLGE[3]}
_SCHMAL: Final = ("land", "bund")
"""Comparators are thinner than what they are compared with."""


@dataclass(frozen=True)
class _Feld:
    """Horizontal scale: `null` is the position of zero, `je_einheit` millimetres per unit."""

    null: float
    je_einheit: float
    namen: float

    def x(self, wert: float) -> float:
        return self.null + wert * self.je_einheit


def draw_balken(daten: Balken) -> Abbildung:
    """Draw bars in the given order.

    Raises:
        ValueError: There are no rows.
    """
    if not daten.zeilen:
        raise ValueError(f"keine Zeilen für das Balkendiagramm „{daten.titel}“")
    namen = [wrap(zeile.name, _NAMEN_HOECHSTENS, NORMAL, _weight(zeile)) for zeile in daten.zeilen]
    hoehen = [max(_BALKEN, _ZEILE * len(name)) + _ABSTAND for name in namen]
    kopf = _KOPF + (_EINHEITENZEILE if len(daten.einheit) > _KURZE_EINHEIT else 0.0)
    bild = Leinwand(kopf + sum(hoehen) + _KOPF)
    feld = _layout(daten, namen, bild.breite)
    if len(daten.einheit) > _KURZE_EINHEIT:
        bild.text(feld.null, 2.0, daten.einheit, farbe=NEBENTEXT, groesse=KLEIN)
    y = kopf
    for zeile, name, hoehe in zip(daten.zeilen, namen, hoehen, strict=True):
        _draw_row(bild, feld, daten, zeile, name, y + hoehe / 2)
        y += hoehe
    bild.linie([(feld.null, kopf), (feld.null, bild.hoehe - _KOPF)], NEBENTEXT, 0.6)
    return Abbildung(bild.svg(), _alt(daten), bild.breite, bild.hoehe, legende=_legend(daten))


def _weight(zeile: Balkenzeile) -> int:
    return FETT if zeile.rolle == "kreis" else 400


def _label(daten: Balken, zeile: Balkenzeile) -> str:
    einheit = daten.einheit if len(daten.einheit) <= _KURZE_EINHEIT else ""
    return format_wert(zeile.wert, einheit, daten.nachkommastellen, zeile.kennzeichen)


def _extent(zeile: Balkenzeile) -> tuple[float, float]:
    """Return the smallest and largest number that a row draws."""
    werte = [0.0, *(w for w in (zeile.wert, zeile.unten, zeile.oben) if w is not None)]
    return min(werte), max(werte)


def _layout(daten: Balken, namen: Sequence[Sequence[str]], breite: float) -> _Feld:
    """Fit names, bars and value labels into the width."""
    spalte = max(
        text_width(teil, NORMAL, _weight(zeile))
        for zeile, name in zip(daten.zeilen, namen, strict=True)
        for teil in name
    )
    wertbreite = max(text_width(_label(daten, zeile), NORMAL, FETT) for zeile in daten.zeilen) + 2.0
    unten = min(_extent(zeile)[0] for zeile in daten.zeilen)
    oben = max(_extent(zeile)[1] for zeile in daten.zeilen)
    links = spalte + 2.0 + (wertbreite if unten < 0 else 0.0)
    rechts = breite - wertbreite
    je_einheit = (rechts - links) / (oben - unten) if oben > unten else 0.0
    return _Feld(links - unten * je_einheit, je_einheit, spalte)


def _draw_row(
    bild: Leinwand, feld: _Feld, daten: Balken, zeile: Balkenzeile, name: Sequence[str], mitte: float
) -> None:
    farbe = KREIS if zeile.rolle == "kreis" else TINTE
    erste = mitte - _ZEILE * (len(name) - 1) / 2
    for nummer, teil in enumerate(name):
        y = erste + nummer * _ZEILE
        bild.text(feld.namen, y, teil, farbe=farbe, gewicht=_weight(zeile), ausrichtung="right")
    text = _label(daten, zeile)
    if zeile.wert is None:
        bild.text(feld.null + 1.4, mitte, text, farbe=NEBENTEXT)
        return
    dicke = _SCHMALER_BALKEN if zeile.rolle in _SCHMAL else _BALKEN
    links, rechts = sorted((feld.x(0.0), feld.x(zeile.wert)))
    bild.rechteck(links, mitte - dicke / 2, rechts - links, dicke, _FARBEN[zeile.rolle])
    _draw_whisker(bild, feld, zeile, mitte)
    kleinster, groesster = _extent(zeile)
    if zeile.wert < 0:
        bild.text(
            feld.x(kleinster) - 1.4, mitte, text, farbe=farbe, gewicht=_weight(zeile), ausrichtung="right"
        )
    else:
        bild.text(feld.x(groesster) + 1.4, mitte, text, farbe=farbe, gewicht=_weight(zeile))


def _draw_whisker(bild: Leinwand, feld: _Feld, zeile: Balkenzeile, mitte: float) -> None:
    if zeile.unten is None or zeile.oben is None:
        return
    unten, oben = feld.x(zeile.unten), feld.x(zeile.oben)
    zuege = [
        [(unten, mitte), (oben, mitte)],
        [(unten, mitte - 0.9), (unten, mitte + 0.9)],
        [(oben, mitte - 0.9), (oben, mitte + 0.9)],
    ]
    bild.linien(zuege, WEISS, 1.8)
    bild.linien(zuege, TINTE, 0.8)


def _legend(daten: Balken) -> str:
    saetze = []
    if any(zeile.unten is not None and zeile.oben is not None for zeile in daten.zeilen):
        saetze.append("Waagerechte Striche: 95-%-Vertrauensbereich.")
    gedruckt = {_label(daten, zeile) for zeile in daten.zeilen}
    saetze += [f"„{zeichen}“ {sinn}." for zeichen, sinn in KENNZEICHEN.items() if zeichen in gedruckt]
    return " ".join(saetze)


def _alt(daten: Balken) -> str:
    """Name every bar with its value; a long unit is named once."""
    einheit = daten.einheit if len(daten.einheit) <= _KURZE_EINHEIT else ""
    teile = []
    for zeile in daten.zeilen:
        label = _label(daten, zeile)
        text = f"{zeile.name}: {KENNZEICHEN.get(label, label)}"
        if zeile.unten is not None and zeile.oben is not None:
            bereich = format_intervall(zeile.unten, zeile.oben, einheit, daten.nachkommastellen)
            text += f" (Vertrauensbereich {bereich})"
        teile.append(text)
    kopf = daten.titel if einheit or not daten.einheit else f"{daten.titel}, {daten.einheit}"
    return f"Balkendiagramm: {kopf}. {'; '.join(teile)}."
