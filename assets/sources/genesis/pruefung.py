"""Codes and labels of a flat CSV checked against each other, so that one damaged cell is noticed.

Every code stands beside its label in every row. A code that a spreadsheet or a slip has changed still stands
beside the label of the others, and would otherwise become a measure, a characteristic or a period of its own.
"""

import re
from collections.abc import Iterator
from typing import Final

import pandas as pd

from assets.sources.fehler import EingabeFehler
from assets.sources.genesis.behaelter import NEU_LADEN
from assets.sources.genesis.flach import Flach

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+&-]{0,59}", re.ASCII)
_LANG: Final = 2000
"""Characters of a label beyond which it is none."""

_VIELE: Final = 20
"""Rows that make a single row beside them an exception."""

_PAARE: Final = (
    ("statistik", "statistik_name", "Statistik"),
    ("zeit_art", "zeit_name", "Zeitbezug"),
    ("mass", "mass_name", "Maß"),
)


def check_codes(flach: Flach, gebietsmerkmal: int) -> None:
    """Refuse codes that are none, codes and labels that contradict each other, and a period of one row.

    Args:
        flach: The rows.
        gebietsmerkmal: Number of the variable that names the territory; its keys are checked elsewhere.

    Raises:
        EingabeFehler: with the row of the first contradiction.
    """
    for code, name, was in _pairs(flach, gebietsmerkmal):
        _check_form(flach, code, name, was)
        _check_labels(flach, code, name, was)
    einheiten = flach.zeilen.groupby(["mass", "einheit"], observed=True).size()
    _refuse_single(
        flach, ["mass", "einheit"], einheiten, "die Einheit", "dieselbe Einheit wie in den übrigen Zeilen"
    )
    zeiten = flach.zeilen.groupby(["statistik", "zeit"], observed=True).size()
    _refuse_single(flach, ["statistik", "zeit"], zeiten, "den Zeitraum", "einen Zeitraum für alle Gebiete")


def _pairs(flach: Flach, gebietsmerkmal: int) -> Iterator[tuple[list[str], str, str]]:
    for code, name, was in _PAARE:
        if name in flach.zeilen.columns:
            # one level of territories may have a measure of its own under the same label
            yield [f"merkmal_{gebietsmerkmal}", code], name, was
    for k in flach.variablen:
        yield [f"merkmal_{k}"], f"merkmal_name_{k}", "Merkmal"
        if k != gebietsmerkmal:
            yield [f"merkmal_{k}", f"code_{k}"], f"name_{k}", "Ausprägung"


def _check_form(flach: Flach, code: list[str], name: str, was: str) -> None:
    for spalte, gut, soll in (
        (code[-1], lambda t: not t or _CODE.fullmatch(t) is not None, "ein Code aus Buchstaben und Ziffern"),
        (name, lambda t: len(t) <= _LANG, "eine Bezeichnung"),
    ):
        falsch = [t for t in flach.zeilen[spalte].astype(str).unique() if not gut(t)]
        if falsch:
            raise _refusal(flach, {spalte: falsch[0]}, f"„{falsch[0][:60]}“ ({was})", soll)


def _check_labels(flach: Flach, code: list[str], name: str, was: str) -> None:
    """Refuse a second label of a code, and a second code of a label, that stands in a single row."""
    anzahl = flach.zeilen.groupby([*code, name], observed=True).size()
    paare = anzahl.rename("anzahl").reset_index().astype(dict.fromkeys([*code, name], str))
    viele = paare.groupby(code)["anzahl"].transform("max") >= _VIELE
    zwei = paare[viele & paare["anzahl"].eq(1) & paare[name].ne("")]
    if len(zwei):
        selten = zwei.iloc[0]
        raise _refusal(
            flach,
            {s: selten[s] for s in [*code, name]},
            f"{was} „{selten[code[-1]]}“ mit der Bezeichnung „{selten[name][:60]}“",
            f"zu „{selten[code[-1]]}“ überall dieselbe Bezeichnung",
        )
    gruppe = [*code[:-1], name]
    viele = paare.groupby(gruppe)["anzahl"].transform("max") >= _VIELE
    einzeln = paare[viele & paare["anzahl"].eq(1) & paare[name].ne("")]
    if len(einzeln):
        erste = einzeln.iloc[0]
        raise _refusal(
            flach, {s: erste[s] for s in [*code, name]},
            f"den Code „{erste[code[-1]]}“ für „{erste[name][:60]}“",
            f"den Code der übrigen Zeilen ({was})",
        )  # fmt: skip


def _refuse_single(flach: Flach, spalten: list[str], anzahl: pd.Series, was: str, soll: str) -> None:
    """Refuse what stands in one row only while the same measure has many rows of another kind."""
    paare = anzahl.rename("anzahl").reset_index().astype(dict.fromkeys(spalten, str))
    viele = paare.groupby(spalten[0])["anzahl"].transform("max") >= _VIELE
    einzeln = paare[viele & paare["anzahl"].eq(1)]
    if len(einzeln):
        erste = einzeln.iloc[0]
        raise _refusal(
            flach, {s: erste[s] for s in spalten},
            f"{was} „{erste[spalten[1]][:60]}“ in einer einzigen Zeile", soll,
        )  # fmt: skip


def _refusal(flach: Flach, wo: dict[str, str], gefunden: str, erwartet: str) -> EingabeFehler:
    passt = pd.Series(True, index=flach.zeilen.index)
    for spalte, inhalt in wo.items():
        passt &= flach.zeilen[spalte].astype(str).eq(inhalt)
    zeile = int(flach.zeilen.loc[passt, "nummer"].iloc[0])
    return EingabeFehler(
        flach.inhalt.datei, gefunden, erwartet, NEU_LADEN, blatt=flach.inhalt.blatt, zeile=zeile
    )
