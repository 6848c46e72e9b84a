"""Numbers printed as text: one way of writing per file, told from all its cells or refused."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from assets.sources.arbeitsmappe import text

GRUPPIERT: Final = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
"""Groups of three digits: thousands points, or a decimal point with three digits behind it."""

GROESSTE: Final = 1e15
"""No figure of official statistics is larger; from here on numbers would not be exact."""

_LAENGSTE: Final = 40
"""Characters of the longest number; even the longest fractions of spreadsheets are shorter."""
_GANZ: Final = re.compile(r"-?\d+")
_KOMMA: Final = re.compile(r"-?\d+,\d+")
_PUNKT: Final = re.compile(r"-?\d+\.\d+")
_LANG: Final = re.compile(r"-?\d{4,}(,\d+)?")
SOLL: Final = "eine Zahl in der Schreibweise der übrigen Datei oder eine leere Zelle"


class Mehrdeutig(ValueError):
    """The cells do not tell whether the point in them separates thousands or decimals."""


class Unlesbar(ValueError):
    """A cell that no number of this file looks like; `args[0]` is the text."""


def number_map(texte: Iterable[str]) -> Mapping[str, float]:
    """Read the distinct number texts of one file.

    The file was written by one program, so all its cells agree: decimal comma (with or without thousands
    points) or decimal point. Whole numbers fit both.

    Args:
        texte: Distinct texts of all number cells, none of them empty.

    Returns:
        The number of each text.

    Raises:
        Mehrdeutig: Only texts like `1.234` occur, which may mean 1234 or 1,234.
        Unlesbar: A text is no number, or contradicts the writing of the others.
    """
    alle = sorted(set(texte))
    for wort in alle:
        if len(wort) > _LAENGSTE or not any(m.fullmatch(wort) for m in (_GANZ, _KOMMA, _PUNKT, GRUPPIERT)):
            raise Unlesbar(wort)
    punkt = [w for w in alle if "," not in w and "." in w]
    komma = any("," in w for w in alle)
    sicher_punkt = [w for w in punkt if not GRUPPIERT.fullmatch(w)]
    sicher_tausend = komma or any(w.count(".") > 1 for w in punkt)
    if sicher_tausend:
        return _read_all(alle, _comma, lambda w: w in sicher_punkt or _breaks_grouping(w, alle))
    if not punkt:
        return {w: float(w) for w in alle}
    if sicher_punkt or any(_LANG.fullmatch(w) for w in alle):
        return _read_all(alle, float, lambda w: w.count(".") > 1)
    raise Mehrdeutig(punkt[0])


def _breaks_grouping(wort: str, alle: Iterable[str]) -> bool:
    """Tell whether a long number without points stands in a file that groups its thousands."""
    return bool(_LANG.fullmatch(wort)) and any(GRUPPIERT.fullmatch(w) for w in alle)


def _read_all(
    alle: Iterable[str], lies: Callable[[str], float], falsch: Callable[[str], bool]
) -> Mapping[str, float]:
    werte = {}
    for wort in alle:
        if falsch(wort):
            raise Unlesbar(wort)
        werte[wort] = lies(wort)
    return werte


def _comma(wort: str) -> float:
    return float(wort.replace(".", "").replace(",", "."))


def cell_text(zelle: object) -> str | float:
    """Return a cell as a number, or as text without white space at its ends; empty text: no figure.

    Raises:
        Unlesbar: The cell is neither (a date, a truth value).
    """
    if zelle is None or isinstance(zelle, str):
        return (zelle or "").strip()
    if isinstance(zelle, bool) or not isinstance(zelle, int | float) or not abs(zelle) < GROESSTE:
        raise Unlesbar(text(zelle))
    return float(zelle)
