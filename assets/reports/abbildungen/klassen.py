"""Classes of a map: quantiles on round limits, none of them empty."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from assets.reports.abbildungen.daten import Klasse
from assets.reports.gestaltung import FOLGE
from assets.reports.zahlen import format_wert, format_zahl, round_half_up

KLASSEN: Final = 5
_FARBWAHL: Final = {1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (1, 2, 3, 4), 5: (0, 1, 2, 3, 4)}
_STUFEN: Final = (Decimal(5), Decimal(2), Decimal(1))
_UNGLEICH: Final = 2
"""A class may hold so many times its fair share before finer limits are tried."""


def make_classes(werte: Sequence[float], einheit: str, nachkommastellen: int) -> tuple[Klasse, ...]:
    """Return up to five classes, low to high; limits belong to the upper class.

    Values are classed as printed, so that a printed 5,0 never falls into „unter 5“. With fewer than
    five different values every value is a class of its own.

    Args:
        werte: Unrounded values; may be empty (no classes).
        einheit: Unit, printed in the lowest class.
        nachkommastellen: Digits after the comma.
    """
    gedruckt = sorted(round_half_up(wert, nachkommastellen) for wert in werte)
    verschieden = sorted(set(gedruckt))
    if len(verschieden) < KLASSEN:
        return _single_values(gedruckt, verschieden, einheit, nachkommastellen)
    return _label_classes(gedruckt, _limits(gedruckt, nachkommastellen), einheit)


def class_index(wert: float, klassen: Sequence[Klasse], nachkommastellen: int) -> int:
    """Return the position of the class that a value falls into."""
    gedruckt = float(round_half_up(wert, nachkommastellen))
    return sum(klasse.untergrenze is not None and klasse.untergrenze <= gedruckt for klasse in klassen[1:])


def _limits(gedruckt: Sequence[Decimal], nachkommastellen: int) -> list[Decimal]:
    """Return the limits between the classes: as round as they can be with filled, even classes."""
    bester: list[Decimal] = []
    for schritt in _steps(gedruckt[-1] - gedruckt[0], nachkommastellen):
        grenzen = _rounded_quantiles(gedruckt, schritt)
        groesste = max(_counts(gedruckt, grenzen))
        if len(grenzen) == KLASSEN - 1 and groesste * KLASSEN <= _UNGLEICH * len(gedruckt):
            return grenzen
        if len(grenzen) > len(bester):
            bester = grenzen
    return bester


def _steps(spanne: Decimal, nachkommastellen: int) -> list[Decimal]:
    """Return round steps from coarse to the last printed digit."""
    kleinster = Decimal(1).scaleb(-nachkommastellen)
    zehner = Decimal(1).scaleb(spanne.adjusted())
    schritte = []
    while zehner >= kleinster:
        schritte += [stufe * zehner for stufe in _STUFEN if stufe * zehner < spanne]
        zehner = zehner / 10
    return schritte or [kleinster]


def _rounded_quantiles(gedruckt: Sequence[Decimal], schritt: Decimal) -> list[Decimal]:
    """Return the distinct rounded quantiles that leave no class empty."""
    grenzen: list[Decimal] = []
    for nummer in range(1, KLASSEN):
        roh = gedruckt[nummer * len(gedruckt) // KLASSEN]
        grenze = (roh / schritt).quantize(Decimal(1), rounding=ROUND_HALF_UP) * schritt
        unten = grenzen[-1] if grenzen else None
        if grenze > gedruckt[-1] or not any((unten is None or unten <= w) and w < grenze for w in gedruckt):
            continue
        grenzen.append(grenze)
    return grenzen


def _counts(gedruckt: Sequence[Decimal], grenzen: Sequence[Decimal]) -> list[int]:
    lage = [sum(grenze <= wert for grenze in grenzen) for wert in gedruckt]
    return [lage.count(nummer) for nummer in range(len(grenzen) + 1)]


def _label_classes(
    gedruckt: Sequence[Decimal], grenzen: Sequence[Decimal], einheit: str
) -> tuple[Klasse, ...]:
    stellen = max((max(0, -int(grenze.normalize().as_tuple().exponent)) for grenze in grenzen), default=0)
    texte = [f"unter {format_wert(grenzen[0], einheit, stellen)}"]
    for unten, oben in pairwise(grenzen):
        texte.append(f"{format_zahl(unten, stellen)} bis unter {format_zahl(oben, stellen)}")
    texte.append(f"{format_zahl(grenzen[-1], stellen)} und mehr")
    raender = [None, *(float(grenze) for grenze in grenzen), None]
    farben = _FARBWAHL[len(texte)]
    return tuple(
        Klasse(text, raender[nummer], raender[nummer + 1], anzahl, FOLGE[farben[nummer]])
        for nummer, (text, anzahl) in enumerate(zip(texte, _counts(gedruckt, grenzen), strict=True))
    )


def _single_values(
    gedruckt: Sequence[Decimal], verschieden: Sequence[Decimal], einheit: str, nachkommastellen: int
) -> tuple[Klasse, ...]:
    if not verschieden:
        return ()
    farben = _FARBWAHL[len(verschieden)]
    return tuple(
        Klasse(
            format_wert(wert, einheit if nummer == 0 else "", nachkommastellen),
            float(wert),
            float(wert),
            gedruckt.count(wert),
            FOLGE[farben[nummer]],
        )
        for nummer, wert in enumerate(verschieden)
    )
