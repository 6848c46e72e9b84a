"""The Landratsamt's own Planungsbereiche: which Gemeinde belongs where.

Two places, one of them at most: the settings (`[[planungsbereich]]` in konfiguration.toml), or the table
`planungsbereiche.csv` or `.xlsx` among the own data, with the columns gemeinde; planungsbereich; name.
Without either, the Gemeindeverbände of the Gemeindeverzeichnis are the Planungsbereiche.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.konfiguration import PlanungsbereichAngaben
from assets.sources.fehler import EingabeFehler
from assets.sources.kommunal.tabelle import ENDUNGEN, Tabelle, read_tabelle
from schemas.gebietsstand import Planungszuordnung

DATEI: Final = "planungsbereiche"
SPALTEN: Final = ("gemeinde", "planungsbereich", "name")
EINSTELLUNG: Final = "konfiguration.toml"
Zuordnung = tuple[str, str, str, str, int | None]
_GEMEINDE: Final = re.compile(r"\d{8}")
_BEREICH: Final = re.compile(r"(?:(\d{5})-)?(P\d{2,4})", re.IGNORECASE)


def read_planungsbereiche(ordner: Path, angaben: Sequence[PlanungsbereichAngaben] = ()) -> pd.DataFrame:
    """Read the assignment; columns of `schemas.gebietsstand.Planungszuordnung`, empty without one.

    Args:
        ordner: `data/raw/kommunal`; may be missing.
        angaben: The sections of the settings.

    Raises:
        EingabeFehler: both places in use, two files, a cell that is no key, a Gemeinde twice, two names
            for one Planungsbereich, a Planungsbereich with the key of another Kreis.
    """
    dateien = [ordner / f"{DATEI}{e}" for e in ENDUNGEN if (ordner / f"{DATEI}{e}").is_file()]
    orte = [*(d.name for d in dateien), *([EINSTELLUNG] if angaben else [])]
    if len(orte) > 1:
        raise EingabeFehler(
            orte[0],
            f"eine zweite Zuordnung der Planungsbereiche ({orte[1]})",
            "die Zuordnung an einer Stelle",
            f"Die Zuordnung entweder in {orte[0]} oder in {orte[1]} führen und die andere entfernen.",
        )
    df = _frame(_of_table(dateien[0]) if dateien else _of_settings(angaben))
    _refuse_contradictions(df)
    return df.sort_values("gemeinde", ignore_index=True)


def empty_planungsbereiche() -> pd.DataFrame:
    """No assignment of one's own."""
    return _frame([])


def _frame(zeilen: list[Zuordnung]) -> pd.DataFrame:
    spalten = list(Planungszuordnung.to_schema().columns)
    typen = {s: "Int64" if s == "zeile" else "str" for s in spalten}
    return pd.DataFrame(zeilen, columns=spalten).astype(typen)


def _of_settings(angaben: Sequence[PlanungsbereichAngaben]) -> list[Zuordnung]:
    return [
        (gemeinde, f"{gemeinde[:5]}-{bereich.schluessel}", bereich.name, EINSTELLUNG, None)
        for bereich in angaben
        for gemeinde in bereich.gemeinden
    ]


def _of_table(pfad: Path) -> list[Zuordnung]:
    tabelle = read_tabelle(pfad, SPALTEN, personennamen=True)
    ergebnis: list[Zuordnung] = []
    for zeile in tabelle.zeilen:
        gemeinde = _key_of_gemeinde(tabelle, zeile.zellen["gemeinde"], zeile.nummer)
        treffer = _BEREICH.fullmatch(zeile.zellen["planungsbereich"])
        if not treffer:
            raise tabelle.refuse(
                f"„{zeile.zellen['planungsbereich']}“",
                "einen Schlüssel wie „P01“ oder „16065-P01“",
                zeile=zeile.nummer,
                spalte="planungsbereich",
            )
        if treffer.group(1) and treffer.group(1) != gemeinde[:5]:
            raise tabelle.refuse(
                f"den Planungsbereich {treffer.group(0)} für eine Gemeinde des Kreises {gemeinde[:5]}",
                "einen Planungsbereich im Kreis der Gemeinde",
                zeile=zeile.nummer,
                spalte="planungsbereich",
            )
        if not zeile.zellen["name"]:
            raise tabelle.refuse(
                "keinen Namen", "den Namen des Planungsbereichs", zeile=zeile.nummer, spalte="name"
            )
        bereich = f"{gemeinde[:5]}-{treffer.group(2).upper()}"
        ergebnis.append((gemeinde, bereich, zeile.zellen["name"], pfad.name, zeile.nummer))
    return ergebnis


def _key_of_gemeinde(tabelle: Tabelle, zelle: str, nummer: int) -> str:
    """Eight digits; a workbook loses the leading zero of the Länder 01 to 09."""
    gemeinde = zelle.removesuffix(".0").zfill(8)
    if not _GEMEINDE.fullmatch(gemeinde):
        raise tabelle.refuse(
            f"„{zelle}“", "einen achtstelligen Gemeindeschlüssel", zeile=nummer, spalte="gemeinde"
        )
    return gemeinde


def _refuse_contradictions(df: pd.DataFrame) -> None:
    doppelt = df[df.duplicated("gemeinde")]
    namen = df.drop_duplicates(["planungsbereich", "name"])
    mehrere = namen[namen.duplicated("planungsbereich")]
    faelle = (
        (doppelt, "gemeinde", "zum zweiten Mal", "jede Gemeinde genau einmal"),
        (mehrere, "planungsbereich", "mit einem zweiten Namen", "einen Namen je Planungsbereich"),
    )
    for fall, spalte, gefunden, erwartet in faelle:
        if len(fall):
            eins = fall.iloc[0]
            raise EingabeFehler(
                str(eins["datei"]),
                f"{eins[spalte]} {gefunden}",
                erwartet,
                "Die Zuordnung der Planungsbereiche berichtigen.",
                zeile=None if pd.isna(eins["zeile"]) else int(eins["zeile"]),
                spalte=spalte,
            )
