"""One printed cell → figure and official sign; what is neither is not guessed."""

import math
import re
from collections.abc import Mapping
from typing import Final

from assets.sources.arbeitsmappe import text

ZEICHEN: Final[Mapping[str, str]] = {
    "-": "-",
    "–": "-",
    "—": "-",
    ".": ".",
    "...": "...",
    "…": "...",
    "x": "x",
    "X": "x",
    "/": "/",
    "( )": "()",
    "()": "()",
}
"""Signs as printed → official signs that all publishers share."""

_GRUPPEN: Final = re.compile(
    r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?"
)
_EINFACH: Final = re.compile(r"[+-]?\d+(?:,\d+)?", re.ASCII)
_KLAMMER: Final = re.compile(r"\(([^()]+)\)")

Zellwert = tuple[float | None, str | None]


def german_figure(inhalt: str) -> float | None:
    """Read `1.234,5` or `1 234` → number; None for everything that is no German number."""
    if not (_EINFACH.fullmatch(inhalt) or _GRUPPEN.fullmatch(inhalt)):
        return None
    zahl = float(re.sub(r"[.\s]", "", inhalt).replace(",", "."))
    return zahl if math.isfinite(zahl) else None


def read_cell(
    zelle: object, zeichen: Mapping[str, str] = ZEICHEN, *, zahl_als_text: bool = False
) -> Zellwert | None:
    """Read one cell.

    Args:
        zelle: Number or text.
        zeichen: Printed sign → official sign.
        zahl_als_text: Numbers are German text (CSV, HTML); in workbooks they are numbers.

    Returns:
        Figure and sign (`-` is zero; a figure in brackets has limited value), or None when the cell is
        neither a number nor a sign.
    """
    if isinstance(zelle, int | float) and not isinstance(zelle, bool):
        return (float(zelle), None) if math.isfinite(zelle) else None
    if not isinstance(zelle, str):
        return None
    inhalt = text(zelle)
    if inhalt in zeichen:
        return (0.0 if zeichen[inhalt] == "-" else None), zeichen[inhalt]
    klammer = _KLAMMER.fullmatch(inhalt)
    if klammer:
        wert = german_figure(klammer.group(1).strip())
        return None if wert is None else (wert, "()")
    wert = german_figure(inhalt) if zahl_als_text else None
    return None if wert is None else (wert, None)
