"""One sheet of a Zensus regional table as found: its rows with territories, its head, its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from assets.sources.tabellenblatt import Tabellenblatt

CSV: Final = "CSV-"


@dataclass(frozen=True)
class Gebietszeilen:
    """Rows of a sheet that hold figures of a territory of this project.

    Attributes:
        zeilen: Rows, counted from 0.
        ags: Keys, in the same order.
        namen: Names as printed.
        ausgelassen: Why rows were left out → how many.
    """

    zeilen: tuple[int, ...]
    ags: tuple[str, ...]
    namen: tuple[str, ...]
    ausgelassen: Mapping[str, int]


@dataclass(frozen=True)
class Zensusblatt:
    """One sheet with figures.

    Attributes:
        blatt: The sheet.
        kopf: Rows of its head.
        erste: First column with figures.
        gebiete: Its rows.
        csv: It is the sheet for machines.
    """

    blatt: Tabellenblatt
    kopf: range
    erste: int
    gebiete: Gebietszeilen
    csv: bool

    @property
    def tabelle(self) -> str:
        """Name of the table: the sheet's without `CSV-`."""
        return self.blatt.name.removeprefix(CSV).strip()

    @cached_property
    def ordnung(self) -> np.ndarray:
        """Positions of the rows in the order of their keys: the same in every sheet, however sorted."""
        return np.argsort(np.array(self.gebiete.ags), kind="stable")

    @cached_property
    def schluessel(self) -> tuple[str, ...]:
        """All keys, sorted."""
        return tuple(sorted(self.gebiete.ags))
