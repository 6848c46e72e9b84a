"""Own sums where a table of counts prints no row for the larger territory.

The population table 12411-0018, for example, has Kreise only, the Gemeindeverzeichnis Gemeinden only. A
sum is made only when every part has a number: a sum over a gap would be a guess. Sums of Gemeinden that
stand beside a printed figure of their Kreis are not made.
"""

from collections.abc import Collection
from typing import Final

import pandas as pd

from assets.staging.gebietsstand import ZUSATZ as UMGERECHNET
from schemas.common import BUND, jahr_von

ZUSATZ: Final = "_summe"
_STELLEN: Final = 6
_SCHLUESSEL: Final = ["merkmal_id", "ags", "zeitraum"]


def add_summen(
    beobachtungen: pd.DataFrame,
    quellen: pd.DataFrame,
    gebiete: pd.DataFrame,
    summierbar: set[str],
    hervorgegangen: Collection[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add sums: Gemeinden to Planungsbereiche and Kreise, Kreise to Länder and Germany.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        quellen: Columns of `schemas.sources.Quelle`.
        gebiete: Columns of `schemas.sources.Gebiet`; a group is complete with at least as many numbers
            as it has parts today that existed in the period (older periods have more, never fewer).
        summierbar: Measures that are counts.
        hervorgegangen: Territories whose predecessors are known, so that older periods are recomputed to
            them: they are parts of every period.

    Returns:
        Observations and sources, each with the added rows; the sums carry a source of their own
        whose id ends in `_summe`. Printed and recomputed rows of one edition add up together; a sum with
        an estimated part (`s`) is estimated.
    """
    alle = beobachtungen
    for gruppen in (_groups_of_gemeinden(gebiete), _groups_of_kreise(gebiete, hervorgegangen)):
        neu = _sums(alle[alle["merkmal_id"].isin(summierbar)], gruppen)
        neu = neu[~_keys(neu).isin(_keys(alle))]
        alle = pd.concat(
            [alle, neu.reindex(columns=beobachtungen.columns).astype(beobachtungen.dtypes)], ignore_index=True
        )
    return alle, pd.concat([quellen, _sum_sources(quellen, alle["quelle_id"])], ignore_index=True)


def _groups_of_gemeinden(gebiete: pd.DataFrame) -> pd.DataFrame:
    kreise = gebiete.loc[gebiete["ebene"] == "kreis", "ags"]
    # a few areas at sea and on the border (07000999, 13000999) belong to no Kreis
    gemeinden = gebiete[(gebiete["ebene"] == "gemeinde") & gebiete["ags"].str[:5].isin(kreise)]
    bereiche = gemeinden.dropna(subset="planungsbereich")
    gruppen = _groups(
        gemeinden.assign(gruppe=gemeinden["ags"].str[:5]), bereiche.assign(gruppe=bereiche["planungsbereich"])
    )
    # Gemeinden only ever merge: a Gemeinde of today stands for at least one of any older period
    return gruppen.assign(seit="0000")


def _groups_of_kreise(gebiete: pd.DataFrame, hervorgegangen: Collection[str]) -> pd.DataFrame:
    kreise = gebiete[gebiete["ebene"] == "kreis"]
    kreise = kreise.assign(gueltig_von=kreise["gueltig_von"].mask(kreise["ags"].isin(list(hervorgegangen))))
    return _groups(kreise.assign(gruppe=kreise["ags"].str[:2]), kreise.assign(gruppe=BUND))


def _groups(*teile: pd.DataFrame) -> pd.DataFrame:
    """Members of each group: `ags`, `gruppe`, `seit` (first day, empty: always), `heute` (exists today)."""
    alle = pd.concat(teile, ignore_index=True)
    return alle[["ags", "gruppe"]].assign(
        seit=alle["gueltig_von"].fillna("0000"), heute=alle["gueltig_bis"].isna()
    )


def _expected(gruppen: pd.DataFrame, zeitraeume: pd.Series) -> pd.Series:
    """Number of today's members of each group that existed in each period."""
    heute = gruppen[gruppen["heute"]]
    return pd.concat(
        {
            zeitraum: heute[heute["seit"] <= f"{jahr_von(zeitraum)}-12-31"].groupby("gruppe").size()
            for zeitraum in zeitraeume.unique()
        },
        names=["zeitraum"],
    ).rename("soll")


def _sums(zeilen: pd.DataFrame, gruppen: pd.DataFrame) -> pd.DataFrame:
    teile = zeilen.merge(gruppen[["ags", "gruppe"]], on="ags", how="inner", validate="m:m")
    if teile.empty:
        return teile
    # The sum of sums stays a sum of the same publication.
    teile["quelle_id"] = teile["quelle_id"].map(
        {q: q.removesuffix(ZUSATZ).removesuffix(UMGERECHNET) + ZUSATZ for q in teile["quelle_id"].unique()}
    )
    teile["geschaetzt"] = teile["kennzeichen"].eq("s").fillna(False).astype("int8")
    summen = (
        teile.groupby(["merkmal_id", "gruppe", "zeitraum", "quelle_id"], sort=True)
        .agg(
            wert=("wert", "sum"),
            vorhanden=("wert", "count"),
            zeilen=("ags", "size"),
            gebietsstand=("gebietsstand", "max"),
            geschaetzt=("geschaetzt", "sum"),
        )
        .reset_index()
        .join(_expected(gruppen, teile["zeitraum"]), on=["zeitraum", "gruppe"])
    )
    vollstaendig = (summen["vorhanden"] == summen["zeilen"]) & (summen["vorhanden"] >= summen["soll"])
    neu = summen[vollstaendig].rename(columns={"gruppe": "ags"})
    # where one part had to be recomputed, all sums of that publication stand on the same Gebietsstand
    neu["gebietsstand"] = neu.groupby(["merkmal_id", "zeitraum", "quelle_id"])["gebietsstand"].transform(
        "max"
    )
    # within a Land the shares of a divided territory add up to its printed figure: no estimate is left
    ganz = neu["ags"].str.len() == 2
    zeichen = pd.Series("s", index=neu.index, dtype="str").where((neu["geschaetzt"] > 0) & ~ganz)
    return neu.assign(kennzeichen=zeichen, wert=neu["wert"].mask(ganz, neu["wert"].round(_STELLEN)))


def _keys(daten: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(daten[_SCHLUESSEL])


def _sum_sources(quellen: pd.DataFrame, alle_ids: pd.Series) -> pd.DataFrame:
    ids = sorted({i for i in alle_ids.unique() if i.endswith(ZUSATZ)} - set(quellen["quelle_id"]))
    basis = quellen.set_index("quelle_id").loc[[i.removesuffix(ZUSATZ) for i in ids]].reset_index()
    return basis.assign(
        quelle_id=ids,
        titel=basis["titel"] + " – eigene Summe",
        quellenvermerk=basis["quellenvermerk"] + "; eigene Berechnung (Summe der Teilgebiete)",
    )[quellen.columns]
