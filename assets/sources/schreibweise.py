"""Columns of figures printed as text: one way of writing per column, and shares that stay below 100."""

import re
from collections.abc import Sequence
from typing import Final

_ZAHL: Final = re.compile(r"[+-]?(\d+|\d{1,3}([.\s])\d{3}(?:\2\d{3})*)(?:,(\d+))?")
_ANTEIL: Final = re.compile(r"%|[Qq]uote|[Aa]nteil")
_KEIN_ANTEIL: Final = re.compile(
    r"entwicklung|veränderung|zuwachs|wachstum|zunahme|abnahme|saldo|verhältnis|relation|dichte|quotient|index|"
    r"intensität|deckung|auslastung|abweichung|pendler|zentralität|je 100\b|Ein-/Zweifamilienhäuser",
    re.IGNORECASE,
)
"""Percentages that may exceed 100 or be negative; homes in small houses are set against another count."""


def odd_ones(texte: Sequence[str]) -> list[bool]:
    """Mark figures that are written in another way than most of the column.

    A publisher prints all figures of a column with the same number of decimals, and either groups the
    thousands or does not. `165` among `16,5` lost its comma; `12345` among `39.433` its point.

    Args:
        texte: Cells of one column; signs and words are never marked.
    """
    formen = [_ZAHL.fullmatch(t) for t in texte]
    stellen = [len(m.group(3) or "") for m in formen if m]
    ueblich = max(set(stellen), key=stellen.count, default=0)
    if stellen.count(ueblich) == len(stellen) or stellen.count(ueblich) * 10 < 9 * len(stellen):
        anders = [False] * len(texte)
    else:
        anders = [m is not None and len(m.group(3) or "") != ueblich for m in formen]
    gruppiert = [m is not None and m.group(2) is not None for m in formen]
    lang = [m is not None and m.group(2) is None and len(m.group(1)) > 3 for m in formen]
    if any(gruppiert) and any(lang):
        seltener = lang if sum(lang) <= sum(gruppiert) else gruppiert
        anders = [a or s for a, s in zip(anders, seltener, strict=True)]
    return anders


def is_share(name: str) -> bool:
    """Tell whether figures under a head are parts of a whole: from 0 to 100, never more."""
    return bool(_ANTEIL.search(name)) and not _KEIN_ANTEIL.search(name)
