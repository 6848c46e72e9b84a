"""Figures and official signs of a flat CSV.

German files have the decimal comma, English ones the decimal point, under the same column heads. Neither has
thousands separators, so one file uses one of the two; a file that uses both, or whose points could separate
thousands, is refused.
"""

import re
from collections.abc import Iterable
from typing import Final

_ZIFFERN: Final = r"-?\d{1,15}(?:[.,]\d{1,15})?"
"""A number of official statistics; longer ones are damage and would not be exact."""

_ZAHL: Final = re.compile(_ZIFFERN, re.ASCII)
_MIT_ZEICHEN: Final = re.compile(rf"\(({_ZIFFERN})\)|({_ZIFFERN}) ?([prs])", re.ASCII)
_KOMMA: Final = re.compile(r"\(?-?\d+,\d+", re.ASCII)
_PUNKT: Final = re.compile(r"\(?-?\d+\.\d+", re.ASCII)
_TAUSENDER: Final = re.compile(r"\(?-?[1-9]\d{0,2}[.,]\d{3}\)?", re.ASCII)
OHNE_WERT: Final = (".", "...", "x", "/")
_GUETE: Final = {"": None, "e": None, "p": "p", "r": "r", "s": "s", "()": "()"}
"""Quality marks beside an ordinary figure; `e` is final."""

_NAN: Final = float("nan")


def decimal_separator(texte: Iterable[str], *, englisch: bool) -> str:
    """Return the decimal separator that a file uses.

    Args:
        texte: The distinct texts of the value column.
        englisch: Whether labels or the name at the publisher show an English file.

    Raises:
        ValueError: comma and point side by side, or points that could separate thousands.
    """
    texte = list(texte)
    kommas = [t for t in texte if _KOMMA.match(t)]
    punkte = [t for t in texte if _PUNKT.match(t)]
    if kommas and punkte:
        raise ValueError(f"Dezimalkomma („{kommas[0]}“) und Dezimalpunkt („{punkte[0]}“) nebeneinander")
    verdacht = kommas if englisch else punkte
    if verdacht and all(_TAUSENDER.fullmatch(t) for t in verdacht):
        raise ValueError(f"„{verdacht[0]}“, was Dezimalbruch oder Tausender sein kann")
    return "." if punkte else ","


def parse_cell(text: str, guete: str = "") -> tuple[float, str | None]:
    """Return value and official sign of one cell; NaN where there is no value.

    Args:
        text: The cell, with decimal comma or point as `decimal_separator` found it.
        guete: Quality mark beside the figure; empty where the file has none.

    Raises:
        ValueError: neither figure nor sign, or a mark that contradicts the figure.
    """
    if text == "-":
        return 0.0, "-"
    if text in OHNE_WERT:
        return _NAN, text
    if _ZAHL.fullmatch(text):
        return _with_mark(float(text.replace(",", ".")), guete)
    treffer = _MIT_ZEICHEN.fullmatch(text)
    if treffer is None:
        if text == "" and guete in ("-", *OHNE_WERT):
            return parse_cell(guete)
        raise ValueError(text[:60])
    zahl = treffer[1] or treffer[2]
    return float(zahl.replace(",", ".")), treffer[3] or "()"


def _with_mark(wert: float, guete: str) -> tuple[float, str | None]:
    if guete in _GUETE:
        return wert, _GUETE[guete] or ("0" if wert == 0 else None)
    if wert == 0 and guete in ("-", "0"):
        return 0.0, guete
    if wert == 0 and guete in OHNE_WERT:
        return _NAN, guete
    raise ValueError(f"{wert} mit dem Gütezeichen {guete}")
