"""Reader of chained keys as CSV: year, old key, new key and the share of the population.

The target Gebietsstand is the one that the head names (`ags_2023`, `ags21`); old keys are those of
31 December of the year.
"""

import csv
import re
from io import StringIO
from pathlib import Path
from typing import Final

import pandas as pd

from assets.sources.gebietsstand.tabelle import lesung_aus, name_sums, refusal, refuse_double, wrong_sums
from assets.sources.lesung import Lesung
from assets.sources.schluessel import ziffern

_JAHR: Final = "year_xw"
_ANTEIL: Final = "pop_conv"
_ALT: Final = ("ags_old", "ags_xw")
_NEU: Final = re.compile(r"^ags_?(?:20)?(\d{2})$")
_NAME: Final = "name_xw"


def recognise_verkettet(anfang: str) -> bool:
    """Tell from the first characters whether a text is a chained key, by its head."""
    return _head(anfang.split("\n", 1)[0].strip().strip("\r")) is not None


def read_verkettet(pfad: Path) -> Lesung:
    """Read the file.

    Returns:
        Successions with shares of the population only. Territories whose shares do not add up to one (a
        part left the Land and is not in the file) are named in a warning.

    Raises:
        EingabeFehler: no such file, a row of wrong length, a cell that is no year, key or share.
    """
    try:
        inhalt = pfad.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fehler:
        raise refusal(pfad.name, "eine andere Zeichenkodierung", "Text in UTF-8") from fehler
    try:
        zeilen = list(csv.reader(StringIO(inhalt)))
    except csv.Error as fehler:
        raise refusal(pfad.name, "eine unlesbare Zelle", "eine unbeschädigte CSV-Datei") from fehler
    kopf = _head(",".join(zeilen[0])) if zeilen else None
    if kopf is None:
        raise refusal(pfad.name, "keinen Kopf mit Jahr, Schlüsseln und Anteil", "year_xw, …, pop_conv")
    alt, neu = kopf
    namen = [n.strip() for n in zeilen[0]]
    for nummer, zeile in enumerate(zeilen[1:], start=2):
        if len(zeile) != len(namen):
            raise refusal(pfad.name, f"{len(zeile)} Felder", f"{len(namen)} Felder wie im Kopf", zeile=nummer)
    roh = pd.DataFrame(zeilen[1:], columns=namen).assign(zeile=range(2, len(zeilen) + 1))
    stellen = 5 if roh[alt].str.len().max() <= 5 else 8
    zieljahr = "20" + str(_NEU.match(neu).group(1))  # type: ignore[union-attr]
    df = pd.DataFrame(
        {
            "zeile": roh["zeile"],
            "blatt": None,
            "ags_alt": roh[alt].map(lambda k: ziffern(k, stellen)),
            "ags_neu": roh[neu].map(lambda k: ziffern(k, stellen)),
            "name_alt": roh.get(_NAME),
            "anteil_bevoelkerung": pd.to_numeric(roh[_ANTEIL], errors="coerce"),
            "stand_alt": roh[_JAHR].where(roh[_JAHR].str.fullmatch(r"(19|20)\d{2}")) + "-12-31",
            "stand_neu": f"{zieljahr}-12-31",
        }
    )
    _refuse_bad(df, pfad.name)
    refuse_double(df, pfad.name)
    falsch = wrong_sums(df, "anteil_bevoelkerung")
    warnungen = []
    if len(falsch):
        warnungen.append(
            f"Bevölkerungsanteile ergeben nicht 1 (Teile außerhalb der Datei): {name_sums(falsch)}"
        )
    ebene = "kreise" if stellen == 5 else "gemeinden"
    return lesung_aus(
        pfad,
        df,
        tabelle=f"verkettet_{ebene}",
        stand=f"{zieljahr}-12-31",
        titel=f"Verketteter Umsteigeschlüssel {ebene.capitalize()} auf {zieljahr}",
        warnungen=warnungen,
    )


def _head(zeile: str) -> tuple[str, str] | None:
    """Names of the old and the new key column; None where the head is another."""
    namen = [n.strip().lstrip("\ufeff") for n in zeile.removeprefix("ï»¿").split(",")]
    alt = [n for n in namen if n in _ALT]
    neu = [n for n in namen if _NEU.match(n)]
    if _JAHR in namen and _ANTEIL in namen and len(alt) == 1 and len(neu) == 1:
        return alt[0], neu[0]
    return None


def _refuse_bad(df: pd.DataFrame, datei: str) -> None:
    anteil = df["anteil_bevoelkerung"]
    faelle = (
        (df["ags_alt"].isna() | df["ags_neu"].isna(), "keinen Gebietsschlüssel", "fünf oder acht Stellen"),
        (df["stand_alt"].isna(), "kein Jahr", "ein Jahr"),
        (~anteil.between(0, 1 + 1e-9), "keinen Anteil", "eine Zahl von 0 bis 1"),
    )
    for maske, gefunden, erwartet in faelle:
        if maske.any():
            raise refusal(datei, gefunden, erwartet, zeile=int(df.loc[maske, "zeile"].iloc[0]))
    df["anteil_bevoelkerung"] = anteil.clip(upper=1)
