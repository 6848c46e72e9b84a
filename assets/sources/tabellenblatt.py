"""One sheet of a workbook with its merged cells: stacked heads, columns of figures, refusals by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import python_calamine as calamine

from assets.sources.arbeitsmappe import Zeile, text, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.kopftext import head_text
from assets.sources.zellwert import read_cell

NEU_LADEN = "Datei beim Herausgeber neu herunterladen und unverändert ablegen."
Verbund = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Tabellenblatt:
    """A sheet as printed.

    Attributes:
        datei: File name for messages.
        name: Sheet name.
        rows: Cells from A1 on.
        verbunden: Merged ranges: first and last cell, rows and columns counted from 0.
    """

    datei: str
    name: str
    rows: Sequence[Zeile]
    verbunden: tuple[Verbund, ...] = ()

    @classmethod
    def of(cls, mappe: calamine.CalamineWorkbook, name: str, datei: str) -> "Tabellenblatt":
        """Read a sheet.

        Raises:
            EingabeFehler: It cannot be read.
        """
        rows = zeilen(mappe, name, datei)
        return cls(datei, name, rows, tuple(mappe.get_sheet_by_name(name).merged_cell_ranges or ()))

    @property
    def breite(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def refuse(
        self,
        gefunden: str,
        erwartet: str,
        *,
        zeile: int | None = None,
        spalte: int | str | None = None,
        abhilfe: str = NEU_LADEN,
    ) -> EingabeFehler:
        """Return the error for a place in this sheet; `zeile` and a numeric `spalte` count from 0."""
        return EingabeFehler(
            datei=self.datei,
            blatt=self.name,
            zeile=None if zeile is None else zeile + 1,
            spalte=spaltenbuchstabe(spalte) if isinstance(spalte, int) else spalte,
            gefunden=gefunden,
            erwartet=erwartet,
            abhilfe=abhilfe,
        )

    @cached_property
    def _anker(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        return {
            (z, s): von
            for von, bis in self.verbunden
            if (bis[0] - von[0] + 1) * (bis[1] - von[1] + 1) <= 10_000
            for z in range(von[0], bis[0] + 1)
            for s in range(von[1], bis[1] + 1)
        }

    def head_path(self, kopf: range, spalte: int, *, ab_spalte: int) -> tuple[str, ...]:
        """Return the stacked head of a column from top to bottom, repeated parts once.

        Merged cells count for all columns that they cover. Where a sheet has no merged cells in its
        head, an empty upper cell belongs to the next filled one on its left.

        Args:
            kopf: Rows of the head.
            spalte: The column.
            ab_spalte: First column with figures; heads that start left of it are titles.
        """
        gemerkt = any(von[0] in kopf and bis[1] > von[1] >= ab_spalte for von, bis in self.verbunden)
        teile: list[str] = []
        for z in kopf:
            ort = self._anker.get((z, spalte), (z, spalte))
            if ort[1] < ab_spalte or ort[0] not in kopf:
                continue
            wort = head_text(self.rows[ort[0]][ort[1]])
            if not wort and not gemerkt and z < kopf[-1]:
                wort = self._left_of(z, spalte, kopf, ab_spalte)
            if wort and wort not in teile[-1:]:
                teile.append(wort)
        return tuple(teile)

    def _left_of(self, z: int, spalte: int, kopf: range, ab_spalte: int) -> str:
        """Return the upper head on the left, provided that the column has a head of its own below."""
        if not any(text(self.rows[t][spalte]) for t in range(z + 1, kopf[-1] + 1)):
            return ""
        for s in range(spalte - 1, ab_spalte - 1, -1):
            if text(self.rows[z][s]):
                return head_text(self.rows[z][s])
        return ""

    def figures(
        self, spalte: int, zeilen_: Sequence[int], zeichen: Mapping[str, str]
    ) -> tuple[np.ndarray, pd.Series]:
        """Return figures and official signs of a column for the given rows (counted from 0).

        Raises:
            EingabeFehler: A cell holds neither a number nor a sign.
        """
        werte = np.full(len(zeilen_), np.nan)
        marken: list[str | None] = [None] * len(zeilen_)
        for i, z in enumerate(zeilen_):
            zelle = self.rows[z][spalte]
            if type(zelle) is float:
                werte[i] = zelle
                continue
            gelesen = read_cell(zelle, zeichen)
            if gelesen is None:
                gefunden = f"„{text(zelle)[:60]}“" if text(zelle) else "eine leere Zelle"
                raise self.refuse(gefunden, "eine Zahl oder ein Zeichen wie - . x /", zeile=z, spalte=spalte)
            werte[i] = np.nan if gelesen[0] is None else gelesen[0]
            marken[i] = gelesen[1]
        return werte, pd.Series(marken, dtype="str")
