"""Counts of old Gebietsstände recomputed to one chosen Gebietsstand.

Only counts are recomputed, never shares or rates: those are computed afterwards from their parts. Whole
territories add up; of a divided one every part gets its share of the people (or of the area) and carries
the sign `s`. Where one part has no number, the sum has none either. The printed figures stay, and are
superseded by the recomputed ones; so a dissolved Kreis counts no longer among the others.

Own counts of the Landratsamt stay as they are: they are protected as delivered.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pandas as pd

from assets.sources.rahmen import SPALTEN_BEOBACHTUNG, beobachtungen_rahmen
from assets.staging.nachfolge import Kette, incomplete_weights

ZUSATZ: Final = "_umgerechnet"
_NACHKOMMA: Final = 6
"""Decimals of recomputed values: finer than any unit, and the same whatever the order of adding up."""
_ZEILE: Final = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
_EIGENE: Final = "kommunal"
_STELLEN: Final = (5, 8)
_TEIL: Final = ["merkmal_id", "zeitraum", "quelle_id", "gebietsstand"]
_FEHLZEICHEN: Final = ("g", ".", "x", "/", "...", "-")
"""Signs of a missing part, strongest first."""
_MARKEN: Final = ("s", "()", "p", "r")
"""Signs beside a number that pass on to the sum, strongest first."""


@dataclass(frozen=True)
class Umrechnung:
    """What a recomputation gives.

    Attributes:
        zeilen: New rows; columns of `schemas.sources.Beobachtungen`, sources ending in `_umgerechnet`.
        ersetzt: Index labels of the printed rows that they supersede.
        veraltet: Index labels of rows that an earlier run recomputed and this one computes anew; the
            new ones take their place.
        befunde: German sentences on territories whose shares are unknown.
    """

    zeilen: pd.DataFrame
    ersetzt: pd.Index
    veraltet: pd.Index
    befunde: tuple[str, ...]


def recompute(
    beobachtungen: pd.DataFrame,
    nachfolge: pd.DataFrame,
    zielstand: str,
    summierbar: Collection[str],
    *,
    unbewohnt: Collection[str] = (),
    flaechen: Collection[str] = (),
) -> Umrechnung:
    """Recompute counts from older Gebietsstände to one.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        nachfolge: Columns of `schemas.sources.Nachfolge`.
        zielstand: Gebietsstand wanted (ISO date).
        summierbar: Measures that are counts.
        unbewohnt: Territories without inhabitants (forests, lakes): a table of counts of people that does
            not print them lacks nothing.
        flaechen: Measures of area, for which that is no excuse.

    Returns:
        Only territories whose extent differs between their Gebietsstand and `zielstand` have rows. A
        territory that is printed but lacks one of its parts gets a row without a number.
    """
    teile: list[pd.DataFrame] = []
    ersetzt: list[pd.Index] = []
    befunde: list[str] = []
    for stellen in _STELLEN:
        kette = Kette.of(nachfolge[nachfolge["ags_alt"].str.len() == stellen])
        zeilen = _candidates(beobachtungen, kette.betroffen, zielstand, summierbar)
        for stand, gruppe in zeilen.groupby("gebietsstand", sort=True):
            gewichte = kette.weights(str(stand), zielstand)
            befunde += _findings(gewichte, str(stand), set(gruppe["ags"]))
            neu, alt = _recompute_stand(gruppe, _changed(gewichte, unbewohnt), flaechen)
            teile.append(neu)
            ersetzt.append(alt)
    neue = pd.concat(teile, ignore_index=True) if teile else pd.DataFrame(columns=list(SPALTEN_BEOBACHTUNG))
    neue = neue.assign(
        gebietsstand=zielstand,
        quelle_id=neue["quelle_id"].astype("str") + ZUSATZ,
        wert=neue["wert"].astype("float64").round(_NACHKOMMA),
    )
    vorhanden = pd.MultiIndex.from_frame(beobachtungen[_ZEILE])
    # the base set carries recomputed rows of Kreise whose parts it does not hold: those stay
    neue = neue[neue["wert"].notna() | ~pd.MultiIndex.from_frame(neue[_ZEILE]).isin(vorhanden)]
    veraltet = beobachtungen.index[vorhanden.isin(pd.MultiIndex.from_frame(neue[_ZEILE]))]
    labels = ersetzt[0].append(ersetzt[1:]) if ersetzt else pd.Index([])
    return Umrechnung(
        beobachtungen_rahmen([neue]),
        labels.unique(),
        veraltet,
        tuple(dict.fromkeys(befunde)),
    )


def _candidates(
    beobachtungen: pd.DataFrame, betroffen: Collection[str], zielstand: str, summierbar: Collection[str]
) -> pd.DataFrame:
    """Counts of changing territories on an older Gebietsstand."""
    wahl = beobachtungen["ags"].isin(betroffen)
    gewaehlt = beobachtungen[wahl]
    gewaehlt = gewaehlt[
        gewaehlt["merkmal_id"].isin(summierbar)
        & gewaehlt["gebietsstand"].notna()
        & ~gewaehlt["quelle_id"].str.startswith(_EIGENE)
        & ~gewaehlt["quelle_id"].str.endswith(ZUSATZ)
    ]
    return gewaehlt[gewaehlt["gebietsstand"] < zielstand]


def _changed(gewichte: pd.DataFrame, unbewohnt: Collection[str]) -> pd.DataFrame:
    """Weights of the targets whose extent changes, with `teile` (parts) and `leer` (uninhabited ones)."""
    ganz = (gewichte["ags_alt"] == gewichte["ags_neu"]) & ((gewichte["gewicht"] - 1).abs() < 1e-9)
    anders = set(gewichte.loc[~ganz, "ags_neu"]) | set(gewichte.loc[~ganz, "ags_alt"])
    wahl = gewichte[gewichte["ags_neu"].isin(anders)]
    leer = wahl["ags_alt"].isin(list(unbewohnt))
    return wahl.assign(
        teile=wahl.groupby("ags_neu")["ags_alt"].transform("size"),
        ist_leer=leer,
        leer=leer.groupby(wahl["ags_neu"]).transform("sum"),
    )


def _recompute_stand(
    zeilen: pd.DataFrame, gewichte: pd.DataFrame, flaechen: Collection[str]
) -> tuple[pd.DataFrame, pd.Index]:
    """Recompute the rows of one Gebietsstand; returns new rows and labels of the rows they supersede."""
    teile = zeilen.reset_index(names="_label").merge(
        gewichte, left_on="ags", right_on="ags_alt", how="inner", validate="m:m"
    )
    if teile.empty:
        return pd.DataFrame(columns=[*_TEIL, "ags", "wert", "kennzeichen"]), pd.Index([])
    teile["beitrag"] = teile["wert"] * teile["gewicht"]
    teile["geteilt"] = teile["gewicht"] < 1 - 1e-9
    teile["selbst"] = (teile["ags"] == teile["ags_neu"]) & teile["wert"].notna()
    teile["fehlt"] = teile["kennzeichen"].map({z: i for i, z in enumerate(_FEHLZEICHEN)})
    teile["fehlt"] = teile["fehlt"].where(teile["wert"].isna())
    teile["marke"] = teile["kennzeichen"].map({z: i for i, z in enumerate(_MARKEN)})
    teile["nichts"] = teile["kennzeichen"].eq("-").fillna(False) & teile["wert"].notna()
    summen = teile.groupby([*_TEIL, "ags_neu"], as_index=False).agg(
        wert=("beitrag", "sum"),
        vorhanden=("beitrag", "count"),
        teile=("teile", "first"),
        leer=("leer", "first"),
        leer_da=("ist_leer", "sum"),
        geteilt=("geteilt", "any"),
        selbst=("selbst", "any"),
        fehlt=("fehlt", "min"),
        marke=("marke", "min"),
        nichts=("nichts", "all"),
    )
    entbehrlich = (summen["leer"] - summen["leer_da"]).mask(summen["merkmal_id"].isin(list(flaechen)), 0)
    voll = summen["vorhanden"] == summen["teile"] - entbehrlich
    summen = summen.assign(voll=voll)[voll | summen["selbst"]]
    summen["kennzeichen"] = _signs(summen)
    summen["wert"] = summen["wert"].where(summen["voll"])
    gueltig = summen[[*_TEIL, "ags_neu"]]
    alt = teile.merge(gueltig, on=[*_TEIL, "ags_neu"])["_label"]
    neu = summen.rename(columns={"ags_neu": "ags"})[[*_TEIL, "ags", "wert", "kennzeichen"]]
    return neu, pd.Index(alt.unique())


def _signs(summen: pd.DataFrame) -> pd.Series:
    """Signs of the sums: estimated where a part is a share; why there is no number where there is none."""
    fehlt = summen["fehlt"].map(dict(enumerate(_FEHLZEICHEN))).fillna(".")
    marke = summen["marke"].map(dict(enumerate(_MARKEN)))
    zeichen = marke.mask(summen["nichts"], "-").mask(summen["geteilt"] & ~summen["nichts"], "s")
    return zeichen.where(summen["voll"], fehlt).astype("str")


def _findings(gewichte: pd.DataFrame, stand: str, genannt: set[str]) -> list[str]:
    falsch = incomplete_weights(gewichte)
    falsch = falsch[falsch["ags_alt"].isin(genannt)]
    tag = ".".join(reversed(stand.split("-")))
    return [
        f"Gebiet {ags} vom {tag} ist nicht umrechenbar: seine Anteile ergeben nicht 1 oder sind unbekannt"
        for ags in falsch["ags_alt"]
    ]


def recomputed_sources(quellen: pd.DataFrame, zeilen: pd.DataFrame, zielstand: str) -> pd.DataFrame:
    """Describe the sources of recomputed rows; columns of `schemas.sources.Quelle`."""
    ids = sorted(set(zeilen["quelle_id"].unique()) - set(quellen["quelle_id"]))
    basis = quellen.set_index("quelle_id").loc[[i.removesuffix(ZUSATZ) for i in ids]].reset_index()
    tag = ".".join(reversed(zielstand.split("-")))
    return basis.assign(
        quelle_id=ids,
        titel=basis["titel"] + f" – eigene Umrechnung auf den Gebietsstand {tag}",
        quellenvermerk=basis["quellenvermerk"]
        + f"; eigene Umrechnung auf den Gebietsstand {tag} (Umsteigeschlüssel: © BBSR Bonn; "
        "Gebietsänderungen: © Statistisches Bundesamt (Destatis))",
    )[quellen.columns]
