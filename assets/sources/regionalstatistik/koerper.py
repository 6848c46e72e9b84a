"""Body of the table CSV: blocks of lines → one column of numbers per role, for files of any size.

The body is read once, block by block and with several workers. Texts become numbers with a list of the
distinct texts; only these lists are looked at in Python, so a file of 14 million rows costs as many looks
as it has territories, periods and characteristics.
"""

import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from assets.sources.regionalstatistik.aufbau import Grenzen, refuse_nul
from assets.sources.regionalstatistik.rohdaten import (
    NEU_LADEN,
    Kodierung,
    Rohdaten,
    decode_part,
    join_encodings,
    judge_encoding,
)
from assets.sources.regionalstatistik.rollen import Rollen, find_roles
from assets.sources.regionalstatistik.schaden import ORIGINAL, date_damage
from assets.sources.regionalstatistik.zahlen import KeineZahl, parse_cells
from assets.sources.regionalstatistik.zerlegung import (
    FalscheLaenge,
    Felder,
    Werkbank,
    number_texts,
    split_rows,
)

ARBEITER: Final = min(4, os.cpu_count() or 1)
_PROBE: Final = 2**17
_PROBEZEILEN: Final = 500


@dataclass(frozen=True)
class Woerter:
    """A column of texts.

    Attributes:
        codes: Number of the text in every row.
        texte: The distinct texts as they stand in the file, in order of appearance.
    """

    codes: np.ndarray
    texte: list[bytes]

    def first_row(self, nummer: int) -> int:
        """Return the row, counted from 0, in which a text first occurs."""
        return int(np.argmax(self.codes == nummer))


@dataclass(frozen=True)
class Koerper:
    """The rows of the body.

    Attributes:
        rollen: Roles of the leading columns.
        gebiet: Key and name, as one text with a semicolon.
        zeit: Period; None where it stands in header or title.
        weitere: Runs of further characteristics, several columns as one text with semicolons.
        wert: Rows × value columns.
        zeichen: Signs beside them, as places in `zahlen.ZEICHEN`.
        kodierung: Of the whole file.
    """

    rollen: Rollen
    gebiet: Woerter
    zeit: Woerter | None
    weitere: tuple[Woerter, ...]
    wert: np.ndarray
    zeichen: np.ndarray
    kodierung: Kodierung

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.wert)


@dataclass(frozen=True)
class _Block:
    gruppen: list[tuple[np.ndarray, list[bytes]]]
    wert: np.ndarray
    zeichen: np.ndarray


def read_body(
    rohdaten: Rohdaten, grenzen: Grenzen, felder: int, namen: Sequence[str], kopf: bytes
) -> Koerper:
    """Read the whole body.

    Args:
        rohdaten: The file.
        grenzen: Where the body lies.
        felder: Number of fields of every row.
        namen: Names of the value columns, for messages.
        kopf: Head and footer, whose bytes count for the encoding as well.

    Raises:
        EingabeFehler: row of wrong length, no keys, text in a number cell.
    """
    vor = felder - len(namen)
    rollen = find_roles(_sample(rohdaten, grenzen, felder, vor), rohdaten, grenzen.anfang)
    leser = _Blockleser(rohdaten, felder, vor, rollen, namen, {judge_encoding(kopf)})
    woerter: list[dict[bytes, int]] = [{} for _ in rollen.gruppen]
    codes: list[list[np.ndarray]] = [[] for _ in rollen.gruppen]
    werte, zeichen = [], []
    for block in leser.read_all(list(rohdaten.blocks(grenzen.von, grenzen.bis))):
        for buch, liste, (nummern, texte) in zip(woerter, codes, block.gruppen, strict=True):
            liste.append(np.array([buch.setdefault(t, len(buch)) for t in texte], np.int32)[nummern])
        werte.append(block.wert)
        zeichen.append(block.zeichen)
    spalten = [Woerter(_joined(liste), list(buch)) for liste, buch in zip(codes, woerter, strict=True)]
    zeit = spalten.pop(1) if rollen.zeit is not None else None
    return Koerper(
        rollen, spalten[0], zeit, tuple(spalten[1:]), _joined(werte), _joined(zeichen),
        join_encodings(leser.kodierungen),
    )  # fmt: skip


def _joined(teile: list[np.ndarray]) -> np.ndarray:
    """Put parts together and let go of them one by one."""
    if len(teile) == 1:
        return teile.pop()
    ganz = np.empty((sum(map(len, teile)), *teile[0].shape[1:]), teile[0].dtype)
    stelle = 0
    for i, teil in enumerate(teile):
        ganz[stelle : stelle + len(teil)] = teil
        stelle += len(teil)
        teile[i] = teil[:0].copy()
    return ganz


def _sample(rohdaten: Rohdaten, grenzen: Grenzen, felder: int, vor: int) -> list[list[str]]:
    """Return the leading fields of the first rows."""
    stueck = rohdaten.read(grenzen.von, min(grenzen.bis, grenzen.von + _PROBE))
    zeilen = stueck.split(b"\n")
    if len(zeilen) == 1 and grenzen.bis > grenzen.von + _PROBE:
        raise rohdaten.refuse("eine überlange Zeile", f"{felder} Felder wie im Kopf", zeile=grenzen.anfang)
    zeilen = (zeilen[:-1] or zeilen)[:_PROBEZEILEN]
    try:
        gefunden = split_rows(b"\n".join(zeilen) + b"\n", felder)
    except FalscheLaenge as fehler:
        raise _wrong_length(rohdaten, grenzen.anfang, felder, fehler) from fehler
    return [[gefunden.text(i, j).decode("latin-1").strip() for j in range(vor)] for i in range(len(gefunden))]


def _wrong_length(rohdaten: Rohdaten, zeile: int, felder: int, fehler: FalscheLaenge) -> Exception:
    return rohdaten.refuse(fehler.gefunden, f"{felder} Felder wie im Kopf", zeile=zeile + fehler.zeile)


@dataclass
class _Blockleser:
    """Reads blocks with several workers; each has its own memory."""

    rohdaten: Rohdaten
    felder: int
    vor: int
    rollen: Rollen
    namen: Sequence[str]
    kodierungen: set[Kodierung]

    def __post_init__(self) -> None:
        self._eigenes = threading.local()

    def read_all(self, bloecke: Sequence[tuple[int, int]]) -> Iterator[_Block]:
        """Yield the blocks in their order."""
        if len(bloecke) < 2 * ARBEITER or ARBEITER == 1:
            yield from map(self._read, bloecke)
            return
        with ThreadPoolExecutor(ARBEITER) as arbeiter:
            auftraege: Iterable[_Block] = arbeiter.map(self._read, bloecke)
            try:
                yield from auftraege
            except BaseException:
                arbeiter.shutdown(cancel_futures=True)
                raise

    def _read(self, grenzen: tuple[int, int]) -> _Block:
        bank: Werkbank | None = getattr(self._eigenes, "bank", None)
        if bank is None:
            bank = self._eigenes.bank = Werkbank()
        inhalt = bank.load(grenzen[1] - grenzen[0])
        self.rohdaten.read_into(grenzen[0], inhalt)
        if Kodierung.EINZELBYTE not in self.kodierungen:
            self.kodierungen.add(judge_encoding(inhalt))
        inhalt.release()
        if bank.holds(b"\x00"):
            refuse_nul(b"\x00", self.rohdaten)
        try:
            return self._parse(bank.split_rows(self.felder))
        except FalscheLaenge as fehler:
            raise _wrong_length(self.rohdaten, self._line(grenzen), self.felder, fehler) from fehler
        except KeineZahl as fehler:
            raise self._no_number(grenzen, fehler) from fehler

    def _parse(self, felder: Felder) -> _Block:
        gruppen = [
            number_texts(felder.puffer, felder.begin_of(von), felder.ende[:, bis - 1])
            for von, bis in self.rollen.gruppen
        ]
        anzahl = len(self.namen)
        beginn = np.column_stack([felder.begin_of(self.vor + i) for i in range(anzahl)]).ravel()
        werte, zeichen = parse_cells(felder.puffer, beginn, felder.ende[:, self.vor :].ravel())
        return _Block(gruppen, werte.reshape(-1, anzahl), zeichen.reshape(-1, anzahl))

    def _line(self, grenzen: tuple[int, int]) -> int:
        return self.rohdaten.count_lines(grenzen[0]) + 1

    def _no_number(self, grenzen: tuple[int, int], fehler: KeineZahl) -> Exception:
        zeile, spalte = divmod(fehler.stelle, len(self.namen))
        nummer = self._line(grenzen) + zeile
        roh = fehler.text[:200]
        text = decode_part(roh, judge_encoding(roh), self.rohdaten, lambda: nummer).strip()
        grund = date_damage(text) or ""
        if not grund and "." in text and re.fullmatch(r"-?[\d.]+(?:,\d+)?", text):
            grund = "ob der Punkt Tausender oder Dezimalstellen trennt, ist nicht zu erkennen"
        gefunden = f"„{text}“" + (f" ({grund})" if grund else "")
        return self.rohdaten.refuse(
            gefunden if text else "eine leere Zelle",
            "eine Zahl mit Dezimalkomma oder ein amtliches Zeichen",
            ORIGINAL if grund else NEU_LADEN,
            zeile=nummer,
            spalte=self.namen[spalte],
        )
