"""Bytes of whole lines → places of all fields → numbers for texts, column by column.

Nothing here loops over rows in Python: separators are found in the whole block at once, equal texts get
equal numbers by comparing eight bytes at a time, and only the distinct texts become Python objects.
"""

import csv
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

RAND: Final = 240
"""Zero bytes on both sides of a block, so that windows may reach over its ends."""
_STRICHPUNKT, _ZEILENENDE = ord(";"), ord("\n")
ERSATZ: Final = b"\x1f"
"""Stands for a semicolon within a quoted field while the block is in work."""
_FAKTOREN: Final = np.random.default_rng(20260709).integers(1, 2**63, RAND // 8, dtype=np.uint64) | np.uint64(
    1
)


class FalscheLaenge(ValueError):
    """A row has another number of fields than the header; `zeile` counts from 0 within the block."""

    def __init__(self, zeile: int, gefunden: str) -> None:
        """Keep row and what is there."""
        super().__init__(gefunden)
        self.zeile = zeile
        self.gefunden = gefunden


@dataclass(frozen=True)
class Felder:
    """Places of the fields of a block.

    Attributes:
        puffer: The bytes, with a margin; valid until the next block is loaded.
        ende: Place after the last byte of every field; rows × fields.
    """

    puffer: np.ndarray
    ende: np.ndarray

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.ende)

    def begin_of(self, feld: int) -> np.ndarray:
        """Return the first bytes of a column."""
        if feld:
            return self.ende[:, feld - 1] + 1
        return np.concatenate(([RAND], self.ende[:-1, -1] + 1))

    def text(self, zeile: int, feld: int) -> bytes:
        """Return one field."""
        von = self.begin_of(feld)[zeile]
        return restore(self.puffer[von : self.ende[zeile, feld]].tobytes())


class Werkbank:
    """Memory that one worker uses for block after block."""

    def __init__(self) -> None:
        """Begin without memory; it grows with the largest block."""
        self._inhalt = bytearray()
        self._masken = np.empty((2, 0), bool)

    def load(self, groesse: int) -> memoryview:
        """Return the place for a block of so many bytes; the margins around it are zero."""
        if len(self._inhalt) < groesse + 2 * RAND + 1:
            self._inhalt = bytearray(groesse + groesse // 8 + 2 * RAND + 1)
            self._masken = np.empty((2, len(self._inhalt)), bool)
        self._groesse = groesse
        self._inhalt[RAND + groesse : 2 * RAND + groesse + 1] = bytes(RAND + 1)
        return memoryview(self._inhalt)[RAND : RAND + groesse]

    def split_rows(self, felder: int) -> "Felder":
        """Find all fields of the block that was loaded.

        Semicolons that a spreadsheet appends to every row are cut off: nothing stands between them.

        Raises:
            FalscheLaenge: a row with more or fewer fields.
        """
        if not self.holds(b'"') and not self.holds(b"\r"):
            if self._inhalt[RAND + self._groesse - 1] != _ZEILENENDE:
                self._inhalt[RAND + self._groesse] = _ZEILENENDE
                self._groesse += 1
            if (gefunden := self._places(felder)) is not None:
                return gefunden
        block = _without_quotes(bytes(self._inhalt[RAND : RAND + self._groesse]).replace(b"\r\n", b"\n"))
        block = _regular(block, felder)
        self.load(len(block))[:] = block
        gefunden = self._places(felder)
        if gefunden is None:
            raise FalscheLaenge(0, "Zeilen unterschiedlicher Länge")
        return gefunden

    def holds(self, zeichen: bytes) -> bool:
        """Say whether the loaded block has a character anywhere."""
        return self._inhalt.find(zeichen, RAND, RAND + self._groesse) >= 0

    def _places(self, felder: int) -> "Felder | None":
        puffer = np.frombuffer(self._inhalt, np.uint8, self._groesse + 2 * RAND)
        zeilenende, trenner = (maske[: len(puffer)] for maske in self._masken)
        np.equal(puffer, _ZEILENENDE, out=zeilenende)
        np.equal(puffer, _STRICHPUNKT, out=trenner)
        np.logical_or(trenner, zeilenende, out=trenner)
        stellen = np.flatnonzero(trenner)
        if len(stellen) % felder:
            return None
        ende = stellen.reshape(-1, felder)
        if not zeilenende[ende[:, -1]].all() or np.count_nonzero(zeilenende) != len(ende):
            return None
        return Felder(puffer, ende)


def split_rows(block: bytes, felder: int) -> "Felder":
    """Find all fields of some lines; see `Werkbank.split_rows`."""
    bank = Werkbank()
    bank.load(len(block))[:] = block
    return bank.split_rows(felder)


def _regular(block: bytes, felder: int) -> bytes:
    """Cut off empty fields beyond the header, row by row."""
    zeilen = block.removesuffix(b"\n").split(b"\n")
    for nummer, zeile in enumerate(zeilen):
        anzahl = zeile.count(b";") + 1
        mehr = anzahl - felder
        if (
            mehr > 0
            and not zeile.rsplit(b";", mehr)[-1].strip()
            and not zeile[_cut(zeile, mehr) :].strip(b"; ")
        ):
            zeilen[nummer] = zeile[: _cut(zeile, mehr)]
        elif mehr:
            raise FalscheLaenge(nummer, f"eine Zeile mit {anzahl} Feldern")
    return b"\n".join(zeilen) + b"\n"


def _cut(zeile: bytes, mehr: int) -> int:
    return len(zeile.rsplit(b";", mehr)[0])


def _without_quotes(block: bytes) -> bytes:
    """Resolve quoted fields, row by row; a semicolon within becomes `ERSATZ`."""
    if b'"' not in block:
        return block
    zeilen = block.split(b"\n")
    for nummer, zeile in enumerate(zeilen):
        if b'"' not in zeile:
            continue
        try:
            felder = next(csv.reader([zeile.decode("latin-1")], delimiter=";", strict=True))
        except csv.Error:
            raise FalscheLaenge(nummer, "ein Anführungszeichen ohne sein Gegenstück") from None
        zeilen[nummer] = b";".join(f.encode("latin-1").replace(b";", ERSATZ) for f in felder)
    return b"\n".join(zeilen)


def restore(text: bytes) -> bytes:
    """Return a text with its own semicolons."""
    return text.replace(ERSATZ, b";")


def number_texts(puffer: np.ndarray, beginn: np.ndarray, ende: np.ndarray) -> tuple[np.ndarray, list[bytes]]:
    """Give equal texts equal numbers.

    Args:
        puffer: Bytes with a margin.
        beginn: First bytes of the texts.
        ende: Places after their last bytes.

    Returns:
        A number for every text, counted from 0 in order of appearance, and the distinct texts.
    """
    if not len(beginn):
        return np.zeros(0, np.int32), []
    laenge = ende - beginn
    laengste = int(laenge.max())
    if laengste > RAND:
        return _number_long_texts(puffer, beginn, ende)
    breite = max(8, -(-laengste // 8) * 8)
    fenster = sliding_window_view(puffer, breite)[beginn]
    fenster *= np.arange(breite, dtype=np.uint8) < laenge.astype(np.uint8)[:, None]
    worte = fenster.view("<u8")
    with np.errstate(over="ignore"):
        streuung = worte[:, 0] * _FAKTOREN[0]
        for i in range(1, worte.shape[1]):
            streuung ^= streuung >> np.uint64(29)
            streuung += worte[:, i] * _FAKTOREN[i]
    wechsel = np.flatnonzero(np.concatenate(([True], streuung[1:] != streuung[:-1])))
    nummern, _ = pd.factorize(streuung[wechsel])
    erste = np.empty(int(nummern.max()) + 1, np.int64)
    erste[nummern[::-1]] = wechsel[::-1]
    codes = np.repeat(nummern.astype(np.int32), np.diff(wechsel, append=len(beginn)))
    if not np.array_equal(worte, worte[erste[codes]]):
        return _number_long_texts(puffer, beginn, ende)
    return codes, [puffer[beginn[i] : ende[i]].tobytes() for i in erste]


def _number_long_texts(
    puffer: np.ndarray, beginn: np.ndarray, ende: np.ndarray
) -> tuple[np.ndarray, list[bytes]]:
    inhalt = puffer.tobytes()
    nummern: dict[bytes, int] = {}
    codes = [
        nummern.setdefault(inhalt[a:b], len(nummern))
        for a, b in zip(beginn.tolist(), ende.tolist(), strict=True)
    ]
    return np.array(codes, np.int32), list(nummern)
