"""One table of territories from registers, base set and the files themselves."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import pandas as pd

from assets.sources.gebietsbestand import (
    HEUTE,
    IMMER,
    bestand_of_lists,
    is_key,
    lists_of_nachfolge,
    lists_of_register,
)
from schemas.common import BUND, ebene_von
from schemas.sources import Gebiet

SPALTEN = list(Gebiet.to_schema().columns)
_ZAHLEN = ("laenge", "breite", "flaeche_km2", "einwohner")
_BIS: Final = re.compile(r"\s*\(bis (\d{2})\.(\d{2})\.(\d{4})\)\s*$")
"""The Regionaldatenbank prints „Göttingen, Landkreis (bis 31.10.2016)“."""


def build_gebiete(
    register: Sequence[pd.DataFrame],
    benannt: Sequence[pd.DataFrame],
    genannt: Iterable[str] = (),
    nachfolge: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Merge registers of territories.

    Args:
        register: Columns of `schemas.sources.Gebiet` and `gebietsstand`, newest first. Each later one
            only fills what the earlier ones leave empty (GV100AD, for example, carries no coordinates).
            A territory that only older registers hold is valid until the last of them.
        benannt: Columns `ags`, `name`, `gebietsstand` from files that are no register: they add
            territories that no register knows any more.
        genannt: Keys that observations use; unknown ones are added without a name.
        nachfolge: Columns of `schemas.sources.Nachfolge`: names and periods of territories that no
            register at hand lists any more or did not list yet.

    Returns:
        Frame of `schemas.sources.Gebiet`, sorted by key.
    """
    ergebnis = pd.DataFrame({"ags": [BUND], "name": ["Deutschland"], "ebene": ["bund"]}).set_index("ags")
    for rahmen in _ended(register):
        ergebnis = ergebnis.combine_first(rahmen.set_index("ags"))
    ergebnis = ergebnis.reindex(columns=[s for s in SPALTEN if s != "ags"])
    vergangen = [] if nachfolge is None else [_former(nachfolge)]
    fort, genau = _vanished([*benannt, *vergangen], set(ergebnis.index))
    ergebnis = pd.concat([ergebnis, fort])
    ergebnis = pd.concat([ergebnis, _nameless(set(genannt) - set(ergebnis.index))])
    ergebnis["uebergeordnet"] = (
        ergebnis["uebergeordnet"]
        .astype("str")
        .fillna(pd.Series({ags: _parent(str(ags)) for ags in ergebnis.index}, dtype="str"))
    )
    ergebnis = _with_periods(ergebnis, _all_lists(register, nachfolge), nachfolge, set(fort.index) - genau)
    typen = {s: "float64" if s in _ZAHLEN else "str" for s in SPALTEN}
    return ergebnis.reset_index(names="ags")[SPALTEN].astype(typen).sort_values("ags", ignore_index=True)


def _ended(register: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Registers without `gebietsstand`; what the newest dated one lacks ends with the older register."""
    ergebnis: list[pd.DataFrame] = []
    heute: set[str] | None = None
    for rahmen in register:
        stand = rahmen["gebietsstand"].dropna()
        teil = rahmen[SPALTEN].copy()
        if len(stand):
            if heute is None:
                heute = set(teil["ags"])
            vergangen = ~teil["ags"].isin(heute)
            teil["gueltig_bis"] = teil["gueltig_bis"].astype("str").mask(vergangen, stand.iloc[0])
        ergebnis.append(teil)
    return ergebnis


def _all_lists(register: Sequence[pd.DataFrame], nachfolge: pd.DataFrame | None) -> list[pd.DataFrame]:
    """Complete lists from dated registers and keys."""
    listen = [] if nachfolge is None else [lists_of_nachfolge(nachfolge)]
    for rahmen in register:
        stand = rahmen["gebietsstand"].dropna()
        if len(stand):
            listen.append(lists_of_register(rahmen, str(stand.iloc[0])))
    return listen


def _with_periods(
    gebiete: pd.DataFrame,
    listen: Sequence[pd.DataFrame],
    nachfolge: pd.DataFrame | None,
    genannt: Collection[str] = (),
) -> pd.DataFrame:
    """Set first and last proven day: by the lists, exact where a change list names the day.

    `genannt` are territories that only tables of figures name: tables print dissolved ones for years, so
    there the lists decide wherever they name the territory.
    """
    bestand = bestand_of_lists(listen)
    letzte = {ags: zeiten[-1] for ags, zeiten in bestand.zeiten.items()}
    von = {ags: v for ags, (v, _) in letzte.items() if v != IMMER}
    bis = {ags: b for ags, (_, b) in letzte.items() if b != HEUTE}
    if nachfolge is not None:
        ereignisse = nachfolge[~is_key(nachfolge)]
        bleibt = ereignisse.loc[ereignisse["ags_alt"] == ereignisse["ags_neu"], "ags_alt"]
        fort = ereignisse[~ereignisse["ags_alt"].isin(bleibt)].groupby("ags_alt")["stand_alt"].max()
        bis |= {str(a): tag for a, tag in fort.items() if bis.get(str(a), HEUTE) <= tag}
        neu = ereignisse[~ereignisse["ags_neu"].isin(bleibt)].groupby("ags_neu")["stand_neu"].min()
        von |= {str(a): tag for a, tag in neu.items() if von.get(str(a), IMMER) >= tag}
    gedruckt = gebiete["gueltig_bis"].astype("str")
    geerbt = gebiete["gueltig_von"].astype("str")
    neue_von = pd.Series(von, dtype="str").reindex(gebiete.index)
    neue_bis = pd.Series(bis, dtype="str").reindex(gebiete.index)
    gedruckt = gedruckt.mask(gebiete.index.isin(list(genannt)) & neue_bis.notna().to_numpy())
    # a territory that a later list still names exists; else the later proof of its end counts
    alle = pd.concat([pd.DataFrame({"ags": [], "tag": []}, dtype="str"), *listen])
    gelistet = alle.groupby("ags")["tag"].max().astype("str").reindex(gebiete.index)
    besteht = pd.Series([letzte.get(str(a), ("", ""))[1] == HEUTE for a in gebiete.index], gebiete.index)
    besteht &= gedruckt.isna() | (gelistet > gedruckt)
    ende = neue_bis.where(gedruckt.isna() | (neue_bis > gedruckt), gedruckt)
    return gebiete.assign(gueltig_von=neue_von.fillna(geerbt), gueltig_bis=ende.mask(besteht))


def _former(nachfolge: pd.DataFrame) -> pd.DataFrame:
    """Territories with a name on the old side of a succession; columns `ags`, `name`, `gebietsstand`."""
    alte = nachfolge.loc[
        nachfolge["name_alt"].notna() & ~nachfolge["ags_alt"].str.contains("-", regex=False),
        ["ags_alt", "name_alt", "stand_alt"],
    ]
    return alte.drop_duplicates().set_axis(["ags", "name", "gebietsstand"], axis=1)


def _nameless(ags: set[str]) -> pd.DataFrame:
    """Territories that figures name by key only."""
    schluessel = sorted(ags)
    return pd.DataFrame(
        {
            "name": [f"Gebiet {a} (Name nicht im Bestand)" for a in schluessel],
            "ebene": [ebene_von(a) for a in schluessel],
        },
        index=pd.Index(schluessel, name="ags", dtype="str"),
    ).reindex(columns=[s for s in SPALTEN if s != "ags"])


def _vanished(benannt: Sequence[pd.DataFrame], bekannt: set[str]) -> tuple[pd.DataFrame, set[str]]:
    """Territories that only older files name: valid until the last Gebietsstand that shows them.

    Returns:
        The territories, and the keys of those whose name says the very day of their end.
    """
    spalten = [s for s in SPALTEN if s != "ags"]
    if not benannt:
        return pd.DataFrame(columns=spalten), set()
    alle = pd.concat(list(benannt), ignore_index=True).reindex(columns=["ags", "name", "gebietsstand"])
    fehlend = alle[~alle["ags"].isin(bekannt)].sort_values("gebietsstand", na_position="first")
    letzte = fehlend.drop_duplicates("ags", keep="last")
    genau = letzte["name"].astype("str").str.extract(_BIS)
    tage = (genau[2] + "-" + genau[1] + "-" + genau[0]).astype("str")
    rahmen = pd.DataFrame(
        {
            "name": letzte["name"].astype("str").str.replace(_BIS, "", regex=True).to_numpy(),
            "ebene": [ebene_von(a) for a in letzte["ags"]],
            "gueltig_bis": tage.fillna(letzte["gebietsstand"]).to_numpy(),
        },
        index=pd.Index(letzte["ags"], name="ags"),
    )
    return rahmen.reindex(columns=spalten), set(letzte.loc[tage.notna(), "ags"])


def _parent(ags: str) -> str | None:
    ebene = ebene_von(ags)
    if ebene == "bund":
        return None
    return {"land": BUND, "kreis": ags[:2]}.get(ebene, ags[:5])
