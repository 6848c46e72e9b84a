"""The body as a cross table: what stands once beside hundreds is damage, what is missing is said.

The offices print every characteristic for every territory and period. A cell that was damaged turns its row
into a characteristic, period or key of its own, and leaves a gap where the row belongs. Both together are
looked for, on the table of combinations that the search for double rows fills anyway; no row is looked at
before something was found. A table that leaves out empty rows has gaps everywhere: there nothing is refused.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from assets.sources.gebietsbestand import Gebietsbestand
from assets.sources.regionalstatistik.aufbau import Aufbau
from assets.sources.regionalstatistik.striche import last_day_of

_BITMAP: Final = 2**30
"""Size up to which combinations are marked in a table of their own instead of being sorted."""
_DUENN: Final = 16
"""Possible combinations per row beyond which a table is a list and no cross table."""
_WENIGE: Final = 5
"""Rows of its neighbours from which on a single one is an exception."""
_VIELE: Final = 20
_SELTEN: Final = 0.01
_HAEUFIG: Final = 0.9
_NENNE: Final = 5


@dataclass(frozen=True)
class Achse:
    """One role of the rows: a number for every row, into a list of names."""

    nummern: np.ndarray
    namen: Sequence[str]


@dataclass(frozen=True)
class Kreuztabelle:
    """Period, territory and characteristic of every row."""

    zeit: Achse
    gebiet: Achse
    auspraegung: Achse

    @property
    def form(self) -> tuple[int, int, int]:
        """How many of each there are."""
        return len(self.zeit.namen), len(self.gebiet.namen), len(self.auspraegung.namen)

    def row_of(self, zelle: Sequence[int]) -> int:
        """Return the row, counted from 0, of a combination."""
        passt = self.gebiet.nummern == zelle[1]
        passt &= self.zeit.nummern == zelle[0]
        passt &= self.auspraegung.nummern == zelle[2]
        return int(np.argmax(passt))

    def name(self, zelle: Sequence[int], *, mit: str = "") -> str:
        """Return a combination as text; `mit` replaces its characteristic."""
        teile = (
            self.gebiet.namen[zelle[1]], self.zeit.namen[zelle[0]],
            mit or self.auspraegung.namen[zelle[2]],
        )  # fmt: skip
        return ", ".join(teil for teil in teile if teil)


def mark_combinations(tabelle: Kreuztabelle, aufbau: Aufbau) -> np.ndarray | None:
    """Say which combinations of period, territory and characteristic are printed.

    Returns:
        Period × territory × characteristic; None where the rows are far from filling it.

    Raises:
        EingabeFehler: one is printed twice.
    """
    form = tabelle.form
    moegliche = form[0] * form[1] * form[2]
    schluessel = tabelle.zeit.nummern.astype(np.int64) * form[1]
    schluessel += tabelle.gebiet.nummern
    schluessel *= form[2]
    schluessel += tabelle.auspraegung.nummern
    gesehen = None
    if moegliche <= max(_BITMAP, 4 * len(schluessel)):
        gesehen = np.zeros(moegliche, bool)
        gesehen[schluessel] = True
        doppelt = int(np.count_nonzero(gesehen)) < len(schluessel)
    else:
        geordnet = np.sort(schluessel)
        doppelt = bool((geordnet[1:] == geordnet[:-1]).any())
    if doppelt:
        raise _double_row(tabelle, schluessel, aufbau)
    if gesehen is None or moegliche > _DUENN * len(schluessel):
        return None
    return gesehen.reshape(form)


def _double_row(tabelle: Kreuztabelle, schluessel: np.ndarray, aufbau: Aufbau) -> Exception:
    zweite = int(np.argmax(pd.Series(schluessel).duplicated().to_numpy()))
    erste = int(np.argmax(schluessel == schluessel[zweite]))
    achsen = (tabelle.zeit, tabelle.gebiet, tabelle.auspraegung)
    wovon = ", ".join(teil for a in achsen if (teil := a.namen[a.nummern[zweite]]))
    return aufbau.rohdaten.refuse(
        f"noch einmal {wovon}",
        f"jedes Gebiet je Zeitraum nur einmal (zuerst in Zeile {erste + aufbau.anfang})",
        zeile=zweite + aufbau.anfang,
    )


def check_crosstab(
    tabelle: Kreuztabelle,
    gedruckt: np.ndarray,
    gewaehlt: np.ndarray,
    kreise: Collection[str] | None,
    spalte: str,
    aufbau: Aufbau,
) -> list[str]:
    """Refuse what stands in a row or two while a gap is left beside it; say what else is missing.

    Args:
        tabelle: The rows.
        gedruckt: What `mark_combinations` returned.
        gewaehlt: Which territories are kept; gaps of others are not told.
        kreise: The registers; a Kreis that does not exist in a period is not missing.
        spalte: Where the characteristics stand, for messages.
        aufbau: The file.

    Returns:
        Warnings with number and examples.

    Raises:
        EingabeFehler: with row, column, what is there and what should be.
    """
    hinweise = _missing_kreise(tabelle, kreise)
    if gedruckt.all():
        return hinweise
    paare = np.asarray(gedruckt.any(axis=2))
    je_zeit = paare.sum(axis=1)
    haeufig = gedruckt.sum(axis=1) >= _HAEUFIG * je_zeit[:, None]
    haeufig &= (je_zeit >= _WENIGE)[:, None]
    luecken = paare[:, :, None] & ~gedruckt & haeufig[:, None, :]
    _refuse_characteristic(tabelle, gedruckt, luecken, spalte, aufbau)
    _refuse_key(tabelle, gedruckt, luecken, aufbau)
    _refuse_period(tabelle, gedruckt, aufbau)
    luecken &= gewaehlt[None, :, None]
    hinweise += single_characteristics(tabelle)
    return [*hinweise, *_gaps(tabelle, luecken), *_absent(tabelle, paare, gewaehlt, kreise)]


def _refuse_characteristic(
    tabelle: Kreuztabelle, gedruckt: np.ndarray, luecken: np.ndarray, spalte: str, aufbau: Aufbau
) -> None:
    anzahl = gedruckt.sum(axis=(0, 1))
    if anzahl.max() < _WENIGE or not luecken.any():
        return
    achse = tabelle.auspraegung
    for nummer in np.flatnonzero(anzahl <= max(1.0, _SELTEN * anzahl.max())).tolist():
        if not luecken[gedruckt[:, :, nummer]].any(axis=1).all():
            continue  # the rows stand beside a full set: a characteristic of its own, however rare
        zeile = int(np.argmax(achse.nummern == nummer))
        zeit, gebiet = int(tabelle.zeit.nummern[zeile]), int(tabelle.gebiet.nummern[zeile])
        statt = achse.namen[int(np.argmax(luecken[zeit, gebiet]))]
        wo = tabelle.name((zeit, gebiet, nummer), mit=" ").strip(", ")
        raise aufbau.rohdaten.refuse(
            f"die Ausprägung „{achse.namen[nummer][:60]}“ {_only(int(anzahl[nummer]))}",
            f"eine Ausprägung der übrigen Zeilen (für {wo} fehlt „{statt}“)",
            zeile=zeile + aufbau.anfang, spalte=spalte,
        )  # fmt: skip


def single_characteristics(tabelle: Kreuztabelle) -> list[str]:
    """Tell characteristics of a single row that could not be called damage, beside others of many rows."""
    anzahl = np.bincount(tabelle.auspraegung.nummern, minlength=tabelle.form[2])
    einzeln = np.flatnonzero(anzahl == 1)
    if not len(einzeln) or anzahl.max() < _VIELE:
        return []
    namen = [f"„{tabelle.auspraegung.namen[i][:60]}“" for i in einzeln[:_NENNE]]
    wort = "Ausprägung steht" if len(einzeln) == 1 else "Ausprägungen stehen"
    return [f"{_zahl(len(einzeln))} {wort} nur in einer einzigen Zeile: {_some(namen, len(einzeln))}"]


def _only(zeilen: int) -> str:
    return "in einer einzigen Zeile" if zeilen == 1 else f"in nur {zeilen} Zeilen"


def _refuse_key(tabelle: Kreuztabelle, gedruckt: np.ndarray, luecken: np.ndarray, aufbau: Aufbau) -> None:
    """Refuse a key of one row where practically every other territory has all characteristics."""
    unvollstaendig = luecken.any(axis=2)
    if np.count_nonzero(unvollstaendig) > max(2.0, _SELTEN * np.count_nonzero(gedruckt.any(axis=2))):
        return
    einzeln = gedruckt.sum(axis=(0, 2)) == 1
    for zeit, gebiet in np.argwhere(unvollstaendig & einzeln[None, :]).tolist():
        zelle = (zeit, gebiet, int(np.argmax(gedruckt[zeit, gebiet])))
        raise aufbau.rohdaten.refuse(
            f"„{tabelle.gebiet.namen[gebiet]}“ in einer einzigen Zeile",
            "jedes Gebiet mit allen Ausprägungen",
            zeile=tabelle.row_of(zelle) + aufbau.anfang, spalte="Gebietsschlüssel",
        )  # fmt: skip


def _refuse_period(tabelle: Kreuztabelle, gedruckt: np.ndarray, aufbau: Aufbau) -> None:
    """Refuse a period of one row that is missing in another, otherwise full period."""
    je_zeit = gedruckt.sum(axis=(1, 2))
    voll = je_zeit >= max(float(_WENIGE), _HAEUFIG * je_zeit.max())
    for zeit in np.flatnonzero(je_zeit == 1).tolist():
        gebiet, auspraegung = np.argwhere(gedruckt[zeit])[0].tolist()
        fehlt = voll & ~gedruckt[:, gebiet, auspraegung]
        if fehlt.any():
            zelle = (zeit, gebiet, auspraegung)
            raise aufbau.rohdaten.refuse(
                f"den Zeitraum „{tabelle.zeit.namen[zeit]}“ in einer einzigen Zeile",
                f"einen Zeitraum der übrigen Zeilen, wohl „{tabelle.zeit.namen[int(np.argmax(fehlt))]}“",
                zeile=tabelle.row_of(zelle) + aufbau.anfang, spalte="Zeit",
            )  # fmt: skip


def _gaps(tabelle: Kreuztabelle, luecken: np.ndarray) -> list[str]:
    faelle = np.argwhere(luecken)
    if not len(faelle):
        return []
    beispiele = _some([tabelle.name(fall) for fall in faelle[:_NENNE].tolist()], len(faelle))
    wort = "Zeile fehlt" if len(faelle) == 1 else "Zeilen fehlen"
    return [
        f"{_zahl(len(faelle))} {wort}: Gebiete ohne eine Ausprägung, die fast alle anderen haben "
        f"(nicht gedruckt oder gelöscht): {beispiele}"
    ]


def _absent(
    tabelle: Kreuztabelle, paare: np.ndarray, gewaehlt: np.ndarray, kreise: Collection[str] | None
) -> list[str]:
    """Tell territories that are printed for some periods and not for others."""
    fehlend = ~paare & gewaehlt & np.asarray(paare.any(axis=0))
    faelle = [
        (zeit, gebiet)
        for zeit, gebiet in np.argwhere(fehlend).tolist()
        if _may_exist(tabelle.gebiet.namen[gebiet], tabelle.zeit.namen[zeit], kreise)
    ]
    if not faelle:
        return []
    gebiete = len({gebiet for _, gebiet in faelle})
    beispiele = [tabelle.name((*fall, 0), mit=" ").strip(", ") for fall in faelle[:_NENNE]]
    return [
        f"{_zahl(gebiete)} {'Gebiet fehlt' if gebiete == 1 else 'Gebiete fehlen'} in einem Teil der "
        f"Zeiträume (Zeile nicht gedruckt oder gelöscht; Gebiet aufgelöst oder noch nicht gebildet): "
        f"{_some(beispiele, len(faelle))}"
    ]


def _may_exist(ags: str, zeitraum: str, kreise: Collection[str] | None) -> bool:
    if not isinstance(kreise, Gebietsbestand) or len(ags) != 5 or not zeitraum:
        return True
    return kreise.exists_at(ags, last_day_of(zeitraum))


def _missing_kreise(tabelle: Kreuztabelle, kreise: Collection[str] | None) -> list[str]:
    """Tell Kreise of the registers that the file does not have, where it has practically all others."""
    if not isinstance(kreise, Gebietsbestand):
        return []
    gebiete = set(tabelle.gebiet.namen)
    laender = {ags[:2] for ags in gebiete if len(ags) == 5}
    faelle: list[str] = []
    for zeit in tabelle.zeit.namen:
        if not zeit:
            continue
        tag = last_day_of(zeit)
        soll = [
            ags
            for ags in kreise
            if len(ags) == 5 and ags[:2] in laender and ags[2:] != "000" and kreise.exists_at(ags, tag)
        ]
        fehlend = sorted(set(soll) - gebiete)
        if len(soll) >= _WENIGE and len(fehlend) <= max(1, len(soll) // 20):
            faelle += [f"{ags}, {zeit}" for ags in fehlend]
    if not faelle:
        return []
    return [
        f"{_zahl(len(faelle))} bestehende {'Kreis fehlt' if len(faelle) == 1 else 'Kreise fehlen'} in der "
        f"Datei: {_some(faelle[:_NENNE], len(faelle))}"
    ]


def _some(beispiele: list[str], von: int) -> str:
    return "; ".join(beispiele) + (" …" if von > len(beispiele) else ".")


def _zahl(anzahl: int) -> str:
    return f"{anzahl:,}".replace(",", ".")
