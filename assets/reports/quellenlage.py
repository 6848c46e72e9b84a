"""How current the sources are, in German: the rows of list, user interface and one-page report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from assets.reports.zahlen import format_datum
from assets.staging.quellenlage import AKTUELL, FEHLT, UEBERFAELLIG, judge

SPALTEN: Final = (
    "Quelle",
    "neuester Zeitraum",
    "Stand",
    "Alter",
    "Rhythmus",
    "fällig bis",
    "überfällig",
    "nächste Handlung",
)
RHYTHMUS_NAMEN: Final = {
    "monatlich": "monatlich",
    "vierteljaehrlich": "vierteljährlich",
    "jaehrlich": "jährlich",
    "zweijaehrlich": "alle zwei Jahre",
    "unregelmaessig": "unregelmäßig",
    "einmalig": "einmalig",
}
STRICH: Final = "–"
_JAHR: Final = 12


@dataclass(frozen=True)
class Lagezeile:
    """One source as people read it.

    Attributes:
        bezug_id: Its key in `quellenlage`.
        lage: One of `assets.staging.quellenlage.LAGEN`.
        zellen: Texts under `SPALTEN`.
    """

    bezug_id: str
    lage: str
    zellen: tuple[str, ...]

    @property
    def offen(self) -> bool:
        """Whether somebody has to do something: overdue or missing."""
        return self.lage in (UEBERFAELLIG, FEHLT)

    @property
    def handlung(self) -> str:
        """What to do next, in one sentence."""
        return self.zellen[-1]


def describe_lage(lage: pd.DataFrame, heute: date) -> list[Lagezeile]:
    """Return the sources in German, the most urgent first.

    Args:
        lage: Columns of `schemas.quellenlage.Quellenlage`.
        heute: The day to judge by.
    """
    return [_line(zeile) for zeile in judge(lage, heute).to_dict("records")]


def markdown_of(zeilen: Sequence[Lagezeile]) -> str:
    """Return the sources as a Markdown table with the whole text of every cell."""
    texte = [SPALTEN, ("---",) * len(SPALTEN), *(z.zellen for z in zeilen)]
    return "\n".join(f"| {' | '.join(zelle.replace('|', '/') for zelle in zeile)} |" for zeile in texte)


def _line(zeile: Mapping[Any, Any]) -> Lagezeile:
    texte = {k: None if pd.isna(v) else v for k, v in zeile.items()}
    alter = texte["alter_monate"]
    zellen = (
        name_of_source(str(texte["titel"]), str(texte["tabelle"])),
        format_zeitraum(texte["zeitraum"]),
        _day(texte["stand"]),
        STRICH if alter is None else format_alter(int(alter)),
        RHYTHMUS_NAMEN.get(str(texte["rhythmus"]), STRICH),
        _day(texte["faellig_am"]),
        {UEBERFAELLIG: "ja", FEHLT: FEHLT}.get(str(texte["lage"]), "nein"),
        _action(texte),
    )
    return Lagezeile(str(texte["bezug_id"]), str(texte["lage"]), zellen)


def _action(texte: dict[str, Any]) -> str:
    """Return the next action in one sentence."""
    weg = str(texte["weg"] or "").strip()
    if texte["lage"] in (UEBERFAELLIG, FEHLT):
        if texte["abrufbar"]:
            return f"Abrufen mit „sozialplanung quellen holen {texte['bezug_id']}“."
        return weg
    if texte["lage"] == AKTUELL:
        return f"Nichts zu tun; der nächste Zeitraum wird bis {_day(texte['faellig_am'])} erwartet."
    if texte["rhythmus"] == "unregelmaessig":
        return f"Ab und zu nachsehen: {weg}"
    if texte["rhythmus"] == "einmalig":
        return "Nichts zu tun; erscheint nicht neu."
    return "Nichts zu tun (kein Bezug in quellen.toml)."


def name_of_source(titel: str, tabelle: str) -> str:
    """Return the title without its technical tail, with the number of the table where it has one.

    „Arbeitslose nach … - Jahresdurchschnitt - …“ becomes „Arbeitslose nach … (13211-02-05-4)“.
    """
    kurz = titel.partition(" - ")[0].strip()
    if "*" in tabelle or tabelle in kurz:
        return kurz
    return f"{kurz} ({tabelle})"


def format_zeitraum(zeitraum: str | None) -> str:
    """Return a period in German: „2024“, „31.12.2023“, „2021 bis 2024“, but „2024/2025“."""
    if not zeitraum:
        return STRICH
    if "/" not in zeitraum:
        return _day(zeitraum) if "-" in zeitraum else zeitraum
    von, bis = zeitraum.split("/")
    return zeitraum if int(bis) - int(von) == 1 else f"{von} bis {bis}"


def format_alter(monate: int) -> str:
    """Return an age in words: „8 Monate“, „1 Jahr“, „2 Jahre 3 Monate“."""
    jahre, rest = divmod(monate, _JAHR)
    teile = [f"{jahre} Jahr{'e' if jahre > 1 else ''}"] if jahre else []
    if rest or not jahre:
        teile.append(f"{rest} Monat{'' if rest == 1 else 'e'}")
    return " ".join(teile)


def _day(tag: str | None) -> str:
    return format_datum(tag, kurz=True) if tag else STRICH
