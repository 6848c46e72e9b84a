"""Successions in the tidy form of the base set: one row for all years in which a transition is the same.

A key lists the same transition for every year; `stand_von` and `stand_bis` span the Stände (one per year)
in which old key, new key, target and shares are equal. Reading spreads them out again.
"""

from typing import Final

import pandas as pd

from assets.sources.gebietsstand.tabelle import nachfolge_rahmen

SPALTEN: Final = {
    "ags_alt": "str",
    "ags_neu": "str",
    "stand_von": "str",
    "stand_bis": "str",
    "stand_neu": "str",
    "name_alt": "str",
    "name_neu": "str",
    "anteil_flaeche": "float64",
    "anteil_bevoelkerung": "float64",
    "quelle_id": "str",
}
_STELLEN: Final = 6
_GLEICH: Final = ["quelle_id", "ags_alt", "ags_neu", "stand_neu", "name_alt", "name_neu"]
_ANTEILE: Final = ["anteil_flaeche", "anteil_bevoelkerung"]


def compress_nachfolge(nachfolge: pd.DataFrame) -> pd.DataFrame:
    """Join the years in which a transition is the same; columns of `SPALTEN`, sorted.

    Shares are rounded to six digits: finer than any count of people in a Kreis.
    """
    df = nachfolge.assign(**{s: nachfolge[s].round(_STELLEN) for s in _ANTEILE})
    df["_jahr"] = df["stand_alt"].str[:4].astype("int64")
    df["_tag"] = df["stand_alt"].str[4:]
    df = df.sort_values([*_GLEICH, "stand_alt"])
    gleich = df[[*_GLEICH, *_ANTEILE, "_tag"]].astype("object")
    gleich = gleich.where(gleich.notna(), "")
    neu = (gleich != gleich.shift()).any(axis=1) | (df["_jahr"] != df["_jahr"].shift() + 1)
    ergebnis = (
        df.assign(lauf=neu.cumsum())
        .groupby("lauf", sort=False)
        .agg(
            **{s: (s, "first") for s in [*_GLEICH, *_ANTEILE]},
            stand_von=("stand_alt", "min"),
            stand_bis=("stand_alt", "max"),
        )
    )
    ordnung = ["ags_alt", "stand_von", "ags_neu", "stand_neu", "quelle_id"]
    return ergebnis[list(SPALTEN)].sort_values(ordnung, ignore_index=True)


def expand_nachfolge(eintraege: pd.DataFrame) -> pd.DataFrame:
    """Spread the years out again: frame of `schemas.sources.Nachfolge` without places in a file."""
    if eintraege.empty:
        return nachfolge_rahmen([])
    von = eintraege["stand_von"].str[:4].astype("int64")
    jahre = eintraege["stand_bis"].str[:4].astype("int64") - von + 1
    df = eintraege.loc[eintraege.index.repeat(jahre)]
    folge = df.groupby(level=0).cumcount()
    df["stand_alt"] = (df["stand_von"].str[:4].astype("int64") + folge).astype("str") + df["stand_von"].str[
        4:
    ]
    return nachfolge_rahmen([df.drop(columns=["stand_von", "stand_bis"])])
