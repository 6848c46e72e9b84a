"""The six registers: which file holds which table, and how its columns are to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandera.pandas as pa

from schemas.planning import Angebot, Beschluss, Beteiligung, Massnahme, Plan, Ziel


@dataclass(frozen=True)
class Feld:
    """One column of a register file.

    Attributes:
        spalte: Column name in file and table.
        beschreibung: What belongs there.
        pflicht: Whether the cell must be filled.
        art: How the cell is read; see `schemas.planning`.
        auswahl: Stored code → label, where only some values are allowed.
    """

    spalte: str
    beschreibung: str
    pflicht: bool
    art: str
    auswahl: Mapping[str, str]


@dataclass(frozen=True)
class Register:
    """One register: file name (without ending), title, model of its table."""

    name: str
    titel: str
    hinweis: str
    modell: type[pa.DataFrameModel]

    @cached_property
    def felder(self) -> tuple[Feld, ...]:
        """Columns in the order of the model."""
        felder = []
        for name, spalte in self.modell.to_schema().columns.items():
            angaben = spalte.metadata or {}
            art = str(angaben.get("art", "text"))
            pflicht = not spalte.nullable and art != "marke"
            felder.append(
                Feld(str(name), spalte.description or "", pflicht, art, dict(angaben.get("auswahl", {})))
            )
        return tuple(felder)

    @property
    def schluessel(self) -> str:
        """Name of the key column."""
        return self.felder[0].spalte


REGISTER: Final = {
    r.name: r
    for r in (
        Register(
            "massnahmen",
            "Maßnahmeplan",
            "Eine Zeile je Maßnahme. Kennungen nie neu vergeben: abgelöste Maßnahmen bleiben stehen "
            "und verweisen auf ihren Nachfolger.",
            Massnahme,
        ),
        Register(
            "ziele",
            "Ziele",
            "Leitziele, darunter Mittlerziele, darunter Handlungsziele; nur Handlungsziele brauchen "
            "Indikator, Zielwert und Zieljahr.",
            Ziel,
        ),
        Register("plaene", "Planregister", "Eine Zeile je Fachplan, auch für Pläne in Aufstellung.", Plan),
        Register(
            "angebote",
            "Angebotsinventar",
            "Eine Zeile je Angebot und Standort. Keine Namen oder Telefonnummern von Beschäftigten.",
            Angebot,
        ),
        Register(
            "beteiligung",
            "Beteiligung",
            "Eine Zeile je Veranstaltung oder Befragung. Antworten offener Umfragen sind keine Quote "
            "der Bevölkerung.",
            Beteiligung,
        ),
        Register("beschluesse", "Beschlüsse", "Eine Zeile je Beschluss eines Gremiums.", Beschluss),
    )
}
"""Registers by file name."""
