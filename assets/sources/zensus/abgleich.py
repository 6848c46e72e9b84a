"""Sheets of one Zensus workbook against each other: the same territories, the same figures."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.zensus.blatt import Zensusblatt

_HOECHSTANTEIL: Final = 0.005
"""Columns that differ in fewer cells are the same column with damaged cells."""
_EINZELNE: Final = 2


def refuse_other_territories(blaetter: Sequence[Zensusblatt]) -> None:
    """Refuse sheets of which one lacks a territory that another one holds on the same level.

    Raises:
        EingabeFehler: A level is there in two sheets, but not with the same territories.
    """
    for blatt in blaetter[1:]:
        for eines, anderes in ((blaetter[0], blatt), (blatt, blaetter[0])):
            ebenen = {_level(a) for a in anderes.gebiete.ags}
            vorhanden = set(anderes.gebiete.ags)
            for ags, zeile in zip(eines.gebiete.ags, eines.gebiete.zeilen, strict=True):
                if _level(ags) in ebenen and ags not in vorhanden:
                    raise eines.blatt.refuse(
                        f"das Gebiet {ags}, das im Blatt „{anderes.blatt.name}“ fehlt",
                        "in allen Blättern dieselben Gebiete",
                        zeile=zeile,
                    )


def refuse_contradiction(
    blatt: Zensusblatt, spalte: int, wert: np.ndarray, machine: Iterable[tuple[Zensusblatt, int, np.ndarray]]
) -> None:
    """Refuse a column of a layout sheet that differs from one of a machine sheet in a few cells only.

    Args:
        blatt: The layout sheet.
        spalte: Its column.
        wert: Figures of the column in the order of the keys.
        machine: Sheet, column and figures (in the order of the keys) of the columns for machines.

    Raises:
        EingabeFehler: They differ, but hardly.
    """
    if len(np.unique(wert)) * 3 < len(wert):
        return  # small figures repeat; nearly equal columns are no sign of damage
    for anderes, gegen, soll in machine:
        if anderes.schluessel != blatt.schluessel:
            continue
        ungleich = np.flatnonzero(~((wert == soll) | (np.isnan(wert) & np.isnan(soll))))
        if len(ungleich) <= max(_EINZELNE, int(len(wert) * _HOECHSTANTEIL)):
            raise blatt.blatt.refuse(
                f"eine andere Zahl als im Blatt „{anderes.blatt.name}“, Spalte {spaltenbuchstabe(gegen)}",
                "dieselben Zahlen in beiden Blättern",
                zeile=blatt.gebiete.zeilen[int(blatt.ordnung[ungleich[0]])] if len(ungleich) else None,
                spalte=spalte,
            )


def _level(ags: str) -> str:
    return "Verband" if "-" in ags else "Bund" if ags == "00" else str(len(ags))
