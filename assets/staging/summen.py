"""Own sums for Land and Bund where a table of counts prints no such row.

The population table 12411-0018, for example, has Kreise only. A sum is made only when every Kreis
has a number: a sum over a gap would be a guess.
"""

import pandas as pd

from schemas.common import BUND

ZUSATZ = "_summe"


def add_summen(
    beobachtungen: pd.DataFrame, quellen: pd.DataFrame, kreise: pd.Series, summierbar: set[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add sums over the Kreise for each Land and for Germany where the table has no such row.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        quellen: Columns of `schemas.sources.Quelle`.
        kreise: Keys of today's Kreise; a group is complete with at least as many numbers as these
            (older periods have more Kreise, never fewer).
        summierbar: Measures that are counts.

    Returns:
        Observations and sources, each with the added rows; the sums carry a source of their own
        whose id ends in `_summe`.
    """
    ist_kreis = beobachtungen["ags"].str.len() == 5
    zeilen = beobachtungen[ist_kreis & beobachtungen["merkmal_id"].isin(summierbar)]
    gruppen = pd.concat([zeilen.assign(gruppe=zeilen["ags"].str[:2]), zeilen.assign(gruppe=BUND)])
    schluessel = ["merkmal_id", "gruppe", "zeitraum", "quelle_id"]
    summen = (
        gruppen.groupby(schluessel, sort=True)
        .agg(
            summe=("wert", "sum"),
            vorhanden=("wert", "count"),
            zeilen=("ags", "size"),
            gebietsstand=("gebietsstand", "max"),
        )
        .reset_index()
    )
    soll = pd.concat([kreise.str[:2].value_counts(), pd.Series({BUND: len(kreise)})])
    vollstaendig = (summen["vorhanden"] == summen["zeilen"]) & (
        summen["vorhanden"] >= summen["gruppe"].map(soll).fillna(float("inf"))
    )
    neu = summen[vollstaendig].rename(columns={"gruppe": "ags", "summe": "wert"})
    neu = neu[~_keys(neu).isin(_keys(beobachtungen))]
    neu = neu.assign(
        kennzeichen=pd.Series(pd.NA, index=neu.index, dtype="str"), quelle_id=neu["quelle_id"] + ZUSATZ
    )
    alle = pd.concat([beobachtungen, neu[beobachtungen.columns]], ignore_index=True)
    return alle, pd.concat([quellen, _sum_sources(quellen, neu["quelle_id"])], ignore_index=True)


def _keys(daten: pd.DataFrame) -> pd.Series:
    return daten["merkmal_id"] + "|" + daten["ags"] + "|" + daten["zeitraum"]


def _sum_sources(quellen: pd.DataFrame, neue_ids: pd.Series) -> pd.DataFrame:
    ids = sorted(set(neue_ids) - set(quellen["quelle_id"]))
    basis = quellen.set_index("quelle_id").loc[[i.removesuffix(ZUSATZ) for i in ids]].reset_index()
    return basis.assign(
        quelle_id=ids,
        titel=basis["titel"] + " – eigene Summe der Kreise",
        quellenvermerk=basis["quellenvermerk"] + "; eigene Berechnung (Summe der Kreise)",
    )[quellen.columns]
