"""Where labels go: on the canvas and not on each other."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from assets.reports.abbildungen.leinwand import text_width

_ZUSATZ: Final = re.compile(r"\s*\(.*\)$")


class Kasten(NamedTuple):
    """A rectangle in millimetres, `y` downwards."""

    links: float
    oben: float
    rechts: float
    unten: float

    def overlaps(self, anderer: "Kasten", abstand: float = 0.0) -> bool:
        """Say whether two rectangles come closer than `abstand`."""
        return (
            self.links < anderer.rechts + abstand
            and anderer.links < self.rechts + abstand
            and self.oben < anderer.unten + abstand
            and anderer.oben < self.unten + abstand
        )

    def within(self, anderer: "Kasten") -> bool:
        """Say whether this rectangle lies in the other."""
        return (
            self.links >= anderer.links
            and self.rechts <= anderer.rechts
            and self.oben >= anderer.oben
            and self.unten <= anderer.unten
        )


def short_name(name: str) -> str:
    """Return a place name for a map: „Bad Frankenhausen/Kyffhäuser, Stadt“ → „Bad Frankenhausen“."""
    return _ZUSATZ.sub("", name.partition(",")[0].partition("/")[0].strip())


def clamp(wert: float, unten: float, oben: float) -> float:
    """Return the nearest number between two limits (the lower one if they are in wrong order)."""
    return max(unten, min(wert, oben))


def spread(wunsch: Sequence[float], hoehen: Sequence[float], unten: float, oben: float) -> list[float]:
    """Move labels apart as little as possible, keeping their order.

    Least-squares displacement by pooling adjacent violators.

    Args:
        wunsch: Wished middles, ascending.
        hoehen: Heights of the labels.
        unten: Smallest coordinate any label may cover.
        oben: Largest coordinate any label may cover; exceeded only if the labels need more room.

    Returns:
        Middles, ascending, without overlap.
    """
    versatz: list[float] = []
    lauf = 0.0
    for hoehe in hoehen:
        versatz.append(lauf + hoehe / 2)
        lauf += hoehe
    gruppen: list[tuple[float, int]] = []
    for mitte, platz in zip(wunsch, versatz, strict=True):
        wert, anzahl = mitte - platz, 1
        while gruppen and gruppen[-1][0] >= wert:
            vorher, menge = gruppen.pop()
            wert = (vorher * menge + wert * anzahl) / (menge + anzahl)
            anzahl += menge
        gruppen.append((wert, anzahl))
    lagen = [clamp(wert, unten, oben - lauf) for wert, anzahl in gruppen for _ in range(anzahl)]
    return [lage + platz for lage, platz in zip(lagen, versatz, strict=True)]


def wrap(text: str, breite: float, groesse: float, gewicht: int = 400) -> list[str]:
    """Break a label into lines of at most `breite` millimetres, at spaces and after hyphens.

    A single word that is too long keeps a line of its own.
    """
    zeilen: list[str] = []
    for stueck in re.findall(r"[^ -]+(?:-|[ ]+|$)|-|[ ]+", text):
        if zeilen and text_width((zeilen[-1] + stueck).strip(), groesse, gewicht) <= breite:
            zeilen[-1] += stueck
        else:
            zeilen.append(stueck)
    return [zeile.strip() for zeile in zeilen if zeile.strip()]


def shorten(text: str, breite: float, groesse: float) -> str:
    """Return a label cut at a word, with an ellipsis, to at most `breite` millimetres."""
    if text_width(text, groesse) <= breite:
        return text
    worte = text.split(" ")
    while len(worte) > 1 and text_width(f"{' '.join(worte)} …", groesse) > breite:
        worte.pop()
    return f"{' '.join(worte)} …"
