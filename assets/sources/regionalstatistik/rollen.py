"""Which leading column holds the period, which the key of the territory, which further characteristics."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from assets.sources.regionalstatistik.kopf import ZEIT
from assets.sources.regionalstatistik.rohdaten import Rohdaten
from assets.sources.regionalstatistik.schaden import (
    KEIN_ZEITRAUM,
    ORIGINAL,
    date_damage,
    lost_zero,
    serial_number,
    within_year,
)

CODE: Final = re.compile(r"DG|\d{2}|\d{3}|\d{5}|\d{8}", re.ASCII)
LAENDER: Final = frozenset(f"{nummer:02}" for nummer in range(1, 17))


@dataclass(frozen=True)
class Rollen:
    """Roles of the leading columns.

    Attributes:
        zeit: Position of the period; None: it stands in the header or in the title.
        code: Position of the key; the name follows it.
        weitere: Runs (from, to) of further columns.
    """

    zeit: int | None
    code: int
    weitere: tuple[tuple[int, int], ...]

    @property
    def gruppen(self) -> tuple[tuple[int, int], ...]:
        """Runs of columns that are numbered together: key with name, period, further ones."""
        zeit = () if self.zeit is None else ((self.zeit, self.zeit + 1),)
        return ((self.code, self.code + 2), *zeit, *self.weitere)


def is_key(code: str) -> bool:
    """Say whether a text has the form of an official key of Germany, a Land, Bezirk, Kreis or Gemeinde."""
    return code == "DG" or (bool(CODE.fullmatch(code)) and code[:2] in LAENDER)


def find_roles(proben: Sequence[Sequence[str]], rohdaten: Rohdaten, anfang: int) -> Rollen:
    """Find the roles by the first rows; any order of the columns is allowed.

    Args:
        proben: Leading fields of the first rows.
        rohdaten: The file, for messages.
        anfang: Number of the first of these rows.

    Raises:
        EingabeFehler: no column of keys with a column of names behind it.
    """
    spalten = [[zeile[i] for zeile in proben] for i in range(len(proben[0]))]
    code = _best(spalten, _key_score, set())
    if code is None or code + 1 >= len(spalten):
        raise rohdaten.refuse(
            f"„{';'.join(proben[0])}“", "eine Spalte mit Gebietsschlüsseln und eine mit Namen", zeile=anfang
        )
    zeit = _best(spalten, lambda text: float(bool(ZEIT.fullmatch(text))), {code, code + 1})
    if zeit is None:
        _refuse_damaged_periods(spalten, {code, code + 1}, rohdaten, anfang)
    rest = [i for i in range(len(spalten)) if i not in (code, code + 1, zeit)]
    return Rollen(zeit, code, tuple(_runs(rest)))


def _key_score(text: str) -> float:
    if is_key(text):
        return 1.0 if len(text) in (5, 8) or text == "DG" else 0.9
    return 0.5 if lost_zero(text) else 0.0


def _best(spalten: Sequence[Sequence[str]], punkte: Callable[[str], float], ohne: set[int]) -> int | None:
    anteile = {i: sum(map(punkte, spalte)) / len(spalte) for i, spalte in enumerate(spalten) if i not in ohne}
    bester = max(anteile, key=lambda i: anteile[i], default=None)
    return bester if bester is not None and anteile[bester] >= 0.25 else None


def _refuse_damaged_periods(
    spalten: Sequence[Sequence[str]], ohne: set[int], rohdaten: Rohdaten, anfang: int
) -> None:
    for i, spalte in enumerate(spalten):
        if i not in ohne:
            refuse_period_like(spalte[0], rohdaten, lambda: anfang)


def refuse_period_like(text: str, rohdaten: Rohdaten, zeile: Callable[[], int]) -> None:
    """Refuse a leading field that is a period of a kind that cannot be kept, or was one.

    Raises:
        EingabeFehler: a month, quarter, half-year, semester; a number or text that a spreadsheet made of a
            date.
    """
    if serial_number(text):
        raise rohdaten.refuse(
            f"„{text}“ (ein Datum, das eine Tabellenkalkulation in eine Zahl gewandelt hat)",
            "ein Jahr oder ein Stichtag", ORIGINAL, zeile=zeile(), spalte="Zeit",
        )  # fmt: skip
    if within_year(text):
        raise rohdaten.refuse(
            f"„{text}“", "ein Jahr oder ein Stichtag", KEIN_ZEITRAUM, zeile=zeile(), spalte="Zeit"
        )
    if grund := date_damage(text):
        raise rohdaten.refuse(
            f"„{text}“ ({grund})", "eine Ausprägung", ORIGINAL, zeile=zeile(), spalte="Vorspalte"
        )


def _runs(stellen: Sequence[int]) -> list[tuple[int, int]]:
    laeufe: list[tuple[int, int]] = []
    for stelle in stellen:
        if laeufe and laeufe[-1][1] == stelle:
            laeufe[-1] = (laeufe[-1][0], stelle + 1)
        else:
            laeufe.append((stelle, stelle + 1))
    return laeufe
