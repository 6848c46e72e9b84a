"""Number cells: value and official sign."""

import re
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from assets.sources.regionalstatistik.zerlegung import number_texts, restore

ZEICHEN: Final = ("-", "0", ".", "...", "x", "/", "()", "p", "r", "s")
"""Official signs; a sign is kept as its place in this list, -1 is none."""
_NUMMER: Final = {zeichen: nummer for nummer, zeichen in enumerate(ZEICHEN)}
_ZAHL: Final = re.compile(r"-?\d+(?:,\d+)?", re.ASCII)
_MIT_ZEICHEN: Final = re.compile(r"\((-?\d+(?:,\d+)?)\)|(-?\d+(?:,\d+)?) ?([prs])", re.ASCII)
_OHNE_WERT: Final = (".", "...", "x", "/")
_STELLEN: Final = 16
_LAENGSTE: Final = 30
"""Characters that a number has at most; beyond that it is none that an office prints."""
_STUFEN: Final = tuple(
    (np.uint64(maske), np.uint64(faktor), np.uint64(schub))
    for maske, faktor, schub in (
        (0x0F0F0F0F0F0F0F0F, 2561, 8),
        (0x00FF00FF00FF00FF, 6553601, 16),
        (0x0000FFFF0000FFFF, 42949672960001, 32),
    )
)
"""Eight digits in eight bytes become a number: neighbours are joined to pairs, fours, eight."""
_JE_BYTE: Final = np.uint64(0x0101010101010101)
_OBEN: Final = np.uint64(56)
_RANG: Final = np.uint64(sum((byte + 1) << (8 * (7 - byte)) for byte in range(8)))
"""Multiplied with bytes 0 or 1, the top byte is the place (1 to 8) of the byte that is 1."""


class KeineZahl(ValueError):
    """A cell holds neither number nor sign; `stelle` counts the cells of the block."""

    def __init__(self, stelle: int, text: bytes) -> None:
        """Keep place and text."""
        super().__init__(text)
        self.stelle = stelle
        self.text = text


def parse_cell(text: str) -> tuple[float, str | None]:
    """Return value and official sign of one cell; NaN where there is no value.

    `-` is 0, a printed zero is more than nothing by the official key and carries `0`;
    `(12)` carries `()`, `12p` carries `p`.

    Raises:
        ValueError: neither a number with decimal comma nor an official sign.
    """
    if len(text) > _LAENGSTE:
        raise ValueError(f"keine Zahl und kein Zeichen: {text[:_LAENGSTE]!r} …")
    if _ZAHL.fullmatch(text):
        wert = float(text.replace(",", ".")) + 0.0
        return wert, ("0" if wert == 0 else None)
    if text == "-":
        return 0.0, "-"
    if text in _OHNE_WERT:
        return float("nan"), text
    treffer = _MIT_ZEICHEN.fullmatch(text)
    if treffer is None:
        raise ValueError(f"keine Zahl und kein Zeichen: {text!r}")
    zahl = treffer.group(1) or treffer.group(2)
    return float(zahl.replace(",", ".")), treffer.group(3) or "()"


def parse_cells(puffer: np.ndarray, beginn: np.ndarray, ende: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Parse all number cells of a block.

    Plain numbers are computed for all cells at once; every other text is parsed once per distinct text.

    Returns:
        Values (NaN where there is none) and numbers of the signs in `ZEICHEN` (-1: none).

    Raises:
        KeineZahl: a cell holds neither number nor sign.
    """
    werte, glatt = _plain_numbers(puffer, beginn, ende)
    zeichen = np.where(werte == 0, np.int8(_NUMMER["0"]), np.int8(-1))
    rest = np.flatnonzero(~glatt)
    if not len(rest):
        return werte, zeichen
    codes, texte = number_texts(puffer, beginn[rest], ende[rest])
    je_text_wert = np.empty(len(texte))
    je_text_zeichen = np.empty(len(texte), np.int8)
    for i, text in enumerate(texte):
        try:
            je_text_wert[i], sign = parse_cell(restore(text).decode("latin-1").strip())
        except ValueError:
            raise KeineZahl(int(rest[np.argmax(codes == i)]), restore(text)) from None
        je_text_zeichen[i] = -1 if sign is None else _NUMMER[sign]
    werte[rest], zeichen[rest] = je_text_wert[codes], je_text_zeichen[codes]
    return werte, zeichen


def _plain_numbers(puffer: np.ndarray, beginn: np.ndarray, ende: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of cells that are digits with at most one comma, and which cells are that.

    All digits together are below 2⁵³, and the power of ten is exact, so one division rounds correctly:
    the value is the one that `float` gives.
    """
    negativ = (puffer[beginn] == ord("-")) & (ende - beginn > 1)
    laenge = (ende - beginn - negativ).clip(0, 255).astype(np.uint8)
    fenster = sliding_window_view(puffer, _STELLEN)[ende - _STELLEN]
    innen = np.arange(_STELLEN - 1, -1, -1, dtype=np.uint8) < laenge[:, None]
    komma = (fenster == ord(",")) & innen
    fenster -= np.uint8(ord("0"))
    ziffer = (fenster <= np.uint8(9)) & innen
    fenster *= ziffer
    falsch = (ziffer | komma) != innen
    kommas = komma.view("<u8")
    anzahl = ((kommas * _JE_BYTE) >> _OBEN).sum(axis=1)
    platz = (kommas * _RANG) >> _OBEN
    platz = np.where(platz[:, 1] > 0, platz[:, 1] + 8, platz[:, 0]).astype(np.int64)
    nachkomma = np.where(anzahl == 1, _STELLEN - platz, 0)
    ziffern = laenge - anzahl.astype(np.int64)
    glatt = (
        ~falsch.view("<u8").any(axis=1) & (laenge <= _STELLEN) & (ziffern >= 1) & (ziffern <= _STELLEN - 1)
    )
    glatt &= (anzahl == 0) | ((anzahl == 1) & (nachkomma >= 1) & (ziffern > nachkomma))
    ganz = _eight_digits(fenster.view("<u8"))
    zahl = ganz[:, 0] * np.int64(10**8) + ganz[:, 1]
    zehner = np.power(np.int64(10), nachkomma)
    links = zahl // (zehner * 10)
    zahl = np.where(anzahl == 1, links * zehner + (zahl - links * zehner * 10), zahl)
    werte = np.where(glatt, zahl / zehner, np.nan)
    return np.where(negativ, -werte, werte) + 0.0, glatt


def _eight_digits(worte: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        for maske, faktor, schub in _STUFEN:
            worte = ((worte & maske) * faktor) >> schub
    return worte.astype(np.int64)
