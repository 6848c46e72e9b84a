"""Strip plot: every district a stroke, the fifths as bands, the home district a labelled dot."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from assets.reports.abbildungen.achse import KURZE_EINHEIT, Achse, axis
from assets.reports.abbildungen.beschriftung import clamp
from assets.reports.abbildungen.daten import Abbildung, Streifen
from assets.reports.abbildungen.leinwand import FEIN, FETT, KLEIN, NORMAL, PT_JE_MM, Leinwand, text_width
from assets.reports.gestaltung import BAND, KREIS, LAND, NEBENTEXT, RASTER, STRICH, TINTE, WEISS
from assets.reports.zahlen import format_wert
from schemas.common import FUENFTEL_NAMEN

_RAND: Final = 4.0
_HEIMAT_Y: Final = 2.4
_BAND_OBEN: Final = 6.2
_KOPF: Final = 4.2
"""Upper part of the bands, for their names."""
_STRICHE_OBEN: Final = _BAND_OBEN + _KOPF
_STRICHHOEHE: Final = 9.0
_BAND_UNTEN: Final = _STRICHE_OBEN + _STRICHHOEHE + 1.2
_MEDIAN_Y: Final = _BAND_UNTEN + 3.4
_ACHSE_Y: Final = _BAND_UNTEN + 6.4
_TEILSTRICH: Final = 1.1
_HOEHE: Final = _ACHSE_Y + 5.6
_STRICHBREITE: Final = 0.26
_PUNKT: Final = 1.55

HINWEIS_ACHSE: Final = "Die Achse beginnt nicht bei null."

_BANDNAMEN: Final = (
    ("niedrigstes Fünftel", "niedrigstes", "1."),
    ("2.",),
    ("3.",),
    ("4.",),
    ("höchstes Fünftel", "höchstes", "5."),
)


def draw_streifen(daten: Streifen) -> Abbildung:
    """Draw the distribution of a measure over the districts.

    Raises:
        ValueError: `grenzen` is not ascending.
    """
    if list(daten.grenzen) != sorted(daten.grenzen):
        raise ValueError(f"Grenzen der Fünftel nicht aufsteigend: {daten.grenzen}")
    skala = _scale(daten)
    langer_titel = len(daten.einheit) > KURZE_EINHEIT
    bild = Leinwand(_HOEHE + (3.6 if langer_titel else 0.0))
    bahn = _Bahn(skala, bild.breite)
    heimat_x = None if daten.heimat_wert is None else bahn.x(daten.heimat_wert)
    _draw_bands(bild, bahn, daten, heimat_x)
    _draw_strokes(bild, [bahn.x(wert) for wert in daten.werte_alle])
    _draw_land(bild, [bahn.x(wert) for wert in daten.werte_land])
    _draw_median(bild, bahn, daten)
    _draw_axis(bild, bahn, daten.einheit)
    _draw_home(bild, daten, heimat_x)
    hinweis = HINWEIS_ACHSE if skala.von > 0 else ""
    return Abbildung(
        bild.svg(), _alt(daten), bild.breite, bild.hoehe, legende=_legend(daten), hinweis=hinweis
    )


class _Bahn:
    """Horizontal positions."""

    def __init__(self, skala: Achse, breite: float) -> None:
        self.skala = skala
        self._breite = breite - 2 * _RAND

    def x(self, wert: float) -> float:
        return _RAND + self._breite * self.skala.anteil(wert)


def _scale(daten: Streifen) -> Achse:
    """Return a scale over everything drawn; it begins at zero if zero is near."""
    werte = [*daten.grenzen, *daten.werte_alle, *daten.werte_land, daten.median]
    if daten.heimat_wert is not None:
        werte.append(daten.heimat_wert)
    unten, oben = min(werte), max(werte)
    schritt = Decimal(1).scaleb(-daten.nachkommastellen)
    null = 0 <= unten <= (oben - unten) / 2
    return axis(unten, oben, teile=8, null=null, kleinster_schritt=schritt)


def _draw_bands(bild: Leinwand, bahn: _Bahn, daten: Streifen, heimat_x: float | None) -> None:
    """Draw the fifths and their names; a name that does not fit gets shorter or stays away."""
    for nummer, namen in enumerate(_BANDNAMEN):
        links, rechts = bahn.x(daten.grenzen[nummer]), bahn.x(daten.grenzen[nummer + 1])
        bild.rechteck(links, _BAND_OBEN, rechts - links, _BAND_UNTEN - _BAND_OBEN, BAND[(nummer + 1) % 2])
        _draw_band_name(bild, namen, links, rechts, heimat_x)
    raender = [bahn.x(grenze) for grenze in daten.grenzen]
    bild.linien([[(x, _BAND_OBEN), (x, _BAND_UNTEN)] for x in raender], "#C3CED2", 0.5)


def _draw_band_name(
    bild: Leinwand, namen: Sequence[str], links: float, rechts: float, heimat_x: float | None
) -> None:
    for name in namen:
        breite = text_width(name, FEIN)
        for x in _free_middles(links, rechts, breite, heimat_x):
            mitte = _BAND_OBEN + _KOPF / 2 - 0.25
            bild.text(x, mitte, name, farbe=NEBENTEXT, groesse=FEIN, ausrichtung="center")
            return


def _free_middles(links: float, rechts: float, breite: float, heimat_x: float | None) -> list[float]:
    """Return middles where a label fits between two edges without touching the home district's line."""
    stuecke = [(links, rechts)]
    if heimat_x is not None and links <= heimat_x <= rechts:
        stuecke = sorted([(links, heimat_x), (heimat_x, rechts)], key=lambda s: s[0] - s[1])
    return [(a + b) / 2 for a, b in stuecke if b - a >= breite + 1.4]


def _draw_strokes(bild: Leinwand, stellen: Sequence[float]) -> None:
    """Draw strokes; where they cover each other the colour gets darker (opaque, for print)."""
    unten = _STRICHE_OBEN + _STRICHHOEHE
    bild.linien([[(x, _STRICHE_OBEN), (x, unten)] for x in stellen], STRICH[0], _STRICHBREITE * PT_JE_MM)
    for tiefe, farbe in enumerate(STRICH[1:], start=2):
        kaesten = [(a, _STRICHE_OBEN, b - a, _STRICHHOEHE) for a, b in covered(stellen, _STRICHBREITE, tiefe)]
        bild.rechtecke(kaesten, farbe)


def covered(stellen: Sequence[float], breite: float, tiefe: int) -> list[tuple[float, float]]:
    """Return the spans that at least `tiefe` strokes of the given width cover, ascending."""
    ereignisse = sorted([(s - breite / 2, 1) for s in stellen] + [(s + breite / 2, -1) for s in stellen])
    spannen: list[tuple[float, float]] = []
    deckung, beginn = 0, 0.0
    for stelle, wechsel in ereignisse:
        vorher, deckung = deckung, deckung + wechsel
        if vorher < tiefe <= deckung:
            beginn = stelle
        elif deckung < tiefe <= vorher and stelle > beginn:
            spannen.append((beginn, stelle))
    return spannen


def _draw_land(bild: Leinwand, stellen: Sequence[float]) -> None:
    """Draw the districts of the Land stronger and longer, with a pale edge that parts them from the rest."""
    oben, unten = _STRICHE_OBEN - 0.7, _STRICHE_OBEN + _STRICHHOEHE + 0.7
    bild.linien([[(x, oben), (x, unten)] for x in stellen], WEISS, 2.2)
    bild.linien([[(x, oben), (x, unten)] for x in stellen], LAND, 1.4)


def _draw_median(bild: Leinwand, bahn: _Bahn, daten: Streifen) -> None:
    x = bahn.x(daten.median)
    text = f"Median der {daten.anzahl} Kreise {_value(daten, daten.median)}"
    halb = text_width(text, KLEIN) / 2
    bild.linie([(x, _STRICHE_OBEN - 0.7), (x, _MEDIAN_Y - 1.9)], WEISS, 1.6)
    bild.linie([(x, _STRICHE_OBEN - 0.7), (x, _MEDIAN_Y - 1.9)], TINTE, 0.7)
    mitte = clamp(x, halb + 0.3, bild.breite - halb - 0.3)
    bild.text(mitte, _MEDIAN_Y, text, groesse=KLEIN, ausrichtung="center")


def _draw_axis(bild: Leinwand, bahn: _Bahn, einheit: str) -> None:
    striche = [
        (bahn.x(wert), text)
        for wert, text in zip(bahn.skala.teilstriche, bahn.skala.labels(einheit), strict=True)
    ]
    bild.linie([(striche[0][0], _ACHSE_Y), (striche[-1][0], _ACHSE_Y)], RASTER, 0.8)
    bild.linien([[(x, _ACHSE_Y), (x, _ACHSE_Y + _TEILSTRICH)] for x, _ in striche], NEBENTEXT, 0.5)
    for x, text in striche:
        halb = text_width(text, KLEIN) / 2
        mitte = clamp(x, halb + 0.2, bild.breite - halb - 0.2)
        bild.text(mitte, _ACHSE_Y + 3.4, text, farbe=NEBENTEXT, groesse=KLEIN, ausrichtung="center")
    if len(einheit) > KURZE_EINHEIT:
        rechts = striche[-1][0]
        bild.text(rechts, _ACHSE_Y + 7.0, einheit, farbe=NEBENTEXT, groesse=KLEIN, ausrichtung="right")


def _draw_home(bild: Leinwand, daten: Streifen, x: float | None) -> None:
    text = f"{daten.heimat_name} {_value(daten, daten.heimat_wert)}"
    if x is None:
        text = f"{daten.heimat_name}: keine Angabe"
        bild.text(_RAND, _HEIMAT_Y, text, farbe=KREIS, gewicht=FETT)
        return
    y = _STRICHE_OBEN + _STRICHHOEHE / 2
    bild.linie([(x, _HEIMAT_Y + 2.0), (x, _STRICHE_OBEN + _STRICHHOEHE + 0.7)], WEISS, 2.2)
    bild.linie([(x, _HEIMAT_Y + 2.0), (x, _STRICHE_OBEN + _STRICHHOEHE + 0.7)], KREIS, 1.2)
    bild.marke(x, y, "kreis", _PUNKT, KREIS, staerke=1.1)
    halb = text_width(text, NORMAL + 0.6, FETT) / 2
    mitte = clamp(x, halb + 0.3, bild.breite - halb - 0.3)
    bild.text(mitte, _HEIMAT_Y, text, farbe=KREIS, groesse=NORMAL + 0.6, gewicht=FETT, ausrichtung="center")


def _value(daten: Streifen, wert: float | None) -> str:
    return format_wert(wert, daten.einheit, daten.nachkommastellen)


def _legend(daten: Streifen) -> str:
    saetze: list[str] = []
    if daten.werte_alle:
        saetze.append("jeder Strich ein Kreis oder eine kreisfreie Stadt")
    if daten.werte_land:
        saetze.append(f"{'kräftige' if daten.werte_alle else 'blaue'} Striche: {daten.land_name}")
    if daten.heimat_wert is not None:
        saetze.append(f"Punkt: {daten.heimat_name}")
    saetze.append(f"helle Flächen: Fünftel der {daten.anzahl} Kreise")
    text = "; ".join(saetze)
    return f"{text[0].upper()}{text[1:]}."


def _alt(daten: Streifen) -> str:
    heimat = "keine Angabe" if daten.heimat_wert is None else _value(daten, daten.heimat_wert)
    lage = "" if daten.fuenftel is None else f", {FUENFTEL_NAMEN[daten.fuenftel]}"
    saetze = [
        f"Streifendiagramm: {daten.titel}.",
        f"{daten.heimat_name}: {heimat}{lage}.",
        f"Median der {daten.anzahl} Kreise: {_value(daten, daten.median)}, "
        f"kleinster Wert {_value(daten, daten.grenzen[0])}, "
        f"größter Wert {_value(daten, daten.grenzen[-1])}.",
    ]
    if daten.werte_land:
        unten, oben = min(daten.werte_land), max(daten.werte_land)
        saetze.append(
            f"Die übrigen Kreise in {daten.land_name}: {_value(daten, unten)} bis {_value(daten, oben)}."
        )
    return " ".join(saetze)
