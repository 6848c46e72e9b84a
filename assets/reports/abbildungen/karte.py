"""Map: five classes, their limits and sizes beside it, the larger places named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shapely import MultiPolygon, box

from assets.reports.abbildungen.beschriftung import Kasten, short_name, wrap
from assets.reports.abbildungen.daten import Abbildung, Flaeche, Karte, Klasse
from assets.reports.abbildungen.geometrie import Projektion, hatch, middle, outline, path_of
from assets.reports.abbildungen.klassen import class_index, make_classes
from assets.reports.abbildungen.leinwand import FETT, KLEIN, NORMAL, Leinwand, text_width
from assets.reports.gestaltung import FOLGE, KREIS, NEBENTEXT, SEITENBREITE_MM, TINTE, WEISS
from assets.reports.zahlen import format_wert

_RAND: Final = 1.2
_KARTENBREITE: Final = 108.0
_KARTENHOEHE: Final = 74.0
_EINZELHOEHE: Final = 55.0
"""A single area needs no more."""
_LEGENDE: Final = 116.0
_LEGENDENZEILE: Final = 5.2
_MUSTER_BREITE: Final = 6.4
_MUSTER_HOEHE: Final = 3.6
_SCHRAFFUR: Final = 1.3
_FEHLT: Final = "#FAFBFB"
_RANDLINIE: Final = "#9DADB3"
_NAME_BREITE: Final = 24.0
_NAME_ZEILE: Final = 3.0
_VERSATZ: Final = (0.0, -1.6, 1.6, -3.2, 3.2, -4.8, 4.8)


@dataclass(frozen=True)
class _Feld:
    """One area ready to draw."""

    flaeche: Flaeche
    form: MultiPolygon
    klasse: int | None


def draw_karte(daten: Karte) -> Abbildung:
    """Draw a map with its legend.

    Raises:
        ValueError: There are no areas.
    """
    if not daten.flaechen:
        raise ValueError(f"keine Flächen für die Karte „{daten.titel}“")
    werte = [flaeche.wert for flaeche in daten.flaechen if flaeche.wert is not None]
    klassen = make_classes(werte, daten.einheit, daten.nachkommastellen)
    fehlend = len(daten.flaechen) - len(werte)
    projektion = Projektion(
        daten.flaechen, _KARTENBREITE, _KARTENHOEHE if len(daten.flaechen) > 1 else _EINZELHOEHE
    )
    hoehe = max(projektion.hoehe, _legend_height(len(klassen) + (fehlend > 0))) + 2 * _RAND
    bild = Leinwand(hoehe)
    links, oben = _RAND + (_KARTENBREITE - projektion.breite) / 2, (hoehe - projektion.hoehe) / 2
    felder = [
        _Feld(flaeche, projektion.polygon(flaeche, links, oben), _class_of(flaeche, klassen, daten))
        for flaeche in daten.flaechen
    ]
    _draw_areas(bild, felder, klassen)
    _draw_home(bild, felder, daten.heimat_ags)
    _draw_names(bild, felder, daten, klassen)
    _draw_legend(bild, daten.gebietsart, klassen, fehlend)
    return Abbildung(bild.svg(), _alt(daten, klassen, fehlend), bild.breite, bild.hoehe, klassen=klassen)


def _class_of(flaeche: Flaeche, klassen: Sequence[Klasse], daten: Karte) -> int | None:
    if flaeche.wert is None:
        return None
    return class_index(flaeche.wert, klassen, daten.nachkommastellen)


def _draw_areas(bild: Leinwand, felder: Sequence[_Feld], klassen: Sequence[Klasse]) -> None:
    """Fill the classes, hatch what is missing, part the areas by thin white lines."""
    for nummer, klasse in enumerate(klassen):
        if pfad := path_of(feld.form for feld in felder if feld.klasse == nummer):
            bild.flaeche(pfad, klasse.farbe)
    ohne = [feld.form for feld in felder if feld.klasse is None]
    if pfad := path_of(ohne):
        bild.flaeche(pfad, _FEHLT)
        bild.linien([strich for form in ohne for strich in hatch(form, _SCHRAFFUR)], _RANDLINIE, 0.5)
    if pfad := path_of(feld.form for feld in felder):
        bild.flaeche(pfad, None, rand=WEISS, staerke=1.0)
        bild.flaeche(pfad, None, rand=_RANDLINIE, staerke=0.25)
    if pfad := path_of([outline([feld.form for feld in felder])]):
        bild.flaeche(pfad, None, rand=_RANDLINIE, staerke=0.8)


def _draw_home(bild: Leinwand, felder: Iterable[_Feld], heimat_ags: str | None) -> None:
    if pfad := path_of(feld.form for feld in felder if feld.flaeche.ags == heimat_ags):
        bild.flaeche(pfad, None, rand=WEISS, staerke=3.0)
        bild.flaeche(pfad, None, rand=KREIS, staerke=1.6)


def _draw_names(bild: Leinwand, felder: Sequence[_Feld], daten: Karte, klassen: Sequence[Klasse]) -> None:
    """Name the home district and the largest places, as far as their names find room."""
    rangfolge = sorted(
        felder, key=lambda f: (f.flaeche.ags != daten.heimat_ags, -f.flaeche.einwohner, f.flaeche.ags)
    )
    belegt: list[Kasten] = []
    grenze = Kasten(0.0, 0.0, _LEGENDE - 1.0, bild.hoehe)
    for feld in rangfolge[: daten.beschriftungen]:
        heimat = feld.flaeche.ags == daten.heimat_ags
        gewicht = FETT if heimat else 400
        zeilen = wrap(short_name(feld.flaeche.name), _NAME_BREITE, KLEIN, gewicht)
        platz = _free_place(middle(feld.form), zeilen, gewicht, belegt, grenze)
        if platz is None:
            continue
        belegt.append(platz)
        mitte = (platz.links + platz.rechts) / 2
        grund = _dark_ground(platz, felder, klassen)
        for nummer, zeile in enumerate(zeilen):
            y = platz.oben + _NAME_ZEILE * (nummer + 0.5)
            bild.text(
                mitte,
                y,
                zeile,
                farbe=WEISS if grund else KREIS if heimat else TINTE,
                groesse=KLEIN,
                gewicht=gewicht,
                ausrichtung="center",
                hof=2.2,
                hoffarbe=grund or WEISS,
            )


def _dark_ground(platz: Kasten, felder: Sequence[_Feld], klassen: Sequence[Klasse]) -> str | None:
    """Return the fill under a name where most of it lies on the darkest fill, else None."""
    kasten = box(*platz)
    dunkel = [f.form for f in felder if f.klasse is not None and klassen[f.klasse].farbe == FOLGE[-1]]
    gedeckt = sum(form.intersection(kasten).area for form in dunkel)
    return FOLGE[-1] if gedeckt > kasten.area / 2 else None


def _free_place(
    mitte: tuple[float, float], zeilen: Sequence[str], gewicht: int, belegt: Sequence[Kasten], grenze: Kasten
) -> Kasten | None:
    """Return the nearest box for a name that is on the canvas and free, or None."""
    breite = max(text_width(zeile, KLEIN, gewicht) for zeile in zeilen)
    hoehe = _NAME_ZEILE * len(zeilen)
    versuche = sorted(
        ((dx * 2, dy) for dx in _VERSATZ for dy in _VERSATZ), key=lambda v: (abs(v[0]) / 2 + abs(v[1]), v)
    )
    for dx, dy in versuche:
        x, y = mitte[0] + dx, mitte[1] + dy
        kasten = Kasten(x - breite / 2, y - hoehe / 2, x + breite / 2, y + hoehe / 2)
        if kasten.within(grenze) and not any(kasten.overlaps(anderer, 0.6) for anderer in belegt):
            return kasten
    return None


def _legend_height(zeilen: int) -> float:
    return (zeilen + 1) * _LEGENDENZEILE + 1.0


def _draw_legend(bild: Leinwand, gebietsart: str, klassen: Sequence[Klasse], fehlend: int) -> None:
    """Draw swatch, limits and number of areas, one class per line, low to high."""
    zeilen: list[tuple[str, int, str | None]] = [(k.text, k.anzahl, k.farbe) for k in klassen]
    if fehlend:
        zeilen.append(("keine Angabe", fehlend, None))
    y = max(_RAND, (bild.hoehe - _legend_height(len(zeilen))) / 2) + 1.8
    bild.text(_LEGENDE, y, f"{gebietsart} je Klasse", gewicht=FETT)
    spalte = _LEGENDE + _MUSTER_BREITE + 2.2
    zahlen = max(
        [spalte + text_width(text, NORMAL) for text, _, _ in zeilen]
        + [_LEGENDE + text_width(f"{gebietsart} je Klasse", NORMAL, FETT) - 6.0]
    )
    for text, anzahl, farbe in zeilen:
        y += _LEGENDENZEILE
        _draw_swatch(bild, y, farbe)
        bild.text(spalte, y, text)
        rechts = min(zahlen + 6.0, SEITENBREITE_MM)
        bild.text(rechts, y, str(anzahl), farbe=NEBENTEXT, ausrichtung="right")


def _draw_swatch(bild: Leinwand, y: float, farbe: str | None) -> None:
    oben = y - _MUSTER_HOEHE / 2
    kasten = box(_LEGENDE, oben, _LEGENDE + _MUSTER_BREITE, oben + _MUSTER_HOEHE)
    pfad = path_of([kasten])
    if pfad is None:
        return
    bild.flaeche(pfad, farbe or _FEHLT)
    if farbe is None:
        bild.linien(hatch(kasten, _SCHRAFFUR), _RANDLINIE, 0.5)
    bild.flaeche(pfad, None, rand=_RANDLINIE, staerke=0.4)


def _alt(daten: Karte, klassen: Sequence[Klasse], fehlend: int) -> str:
    anzahl = len(daten.flaechen)
    saetze = [f"Karte: {daten.titel}, {anzahl} {daten.gebietsart if anzahl != 1 else 'Gebiet'}."]
    mit_wert = [(f.wert, f) for f in daten.flaechen if f.wert is not None]
    if mit_wert:
        tief = min(mit_wert, key=lambda p: (p[0], p[1].ags))
        hoch = max(mit_wert, key=lambda p: (p[0], p[1].ags))
        saetze.append(f"Kleinster Wert: {_place(tief, daten)}; größter Wert: {_place(hoch, daten)}.")
    heimat = next((f for f in daten.flaechen if f.ags == daten.heimat_ags), None)
    if heimat is not None:
        saetze.append(f"Hervorgehoben: {_place((heimat.wert, heimat), daten)}.")
    if klassen:
        saetze.append(f"Klassen: {'; '.join(f'{k.text}: {k.anzahl}' for k in klassen)}.")
    if fehlend:
        saetze.append(f"Ohne Angabe: {fehlend}.")
    return " ".join(saetze)


def _place(paar: tuple[float | None, Flaeche], daten: Karte) -> str:
    wert, flaeche = paar
    text = "keine Angabe" if wert is None else format_wert(wert, daten.einheit, daten.nachkommastellen)
    return f"{short_name(flaeche.name)} {text}"
