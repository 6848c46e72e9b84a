"""What a printed `-` means: zero, unless it contradicts its own total or the Kreis does not exist.

The official key says that `-` is exactly zero. The Regionaldatenbank prints it as well for Kreise
that do not exist in the period and for figures that were not delivered. Those are no zeros: the
value stays empty, the sign stays as printed, and a warning says how many there are.
"""

import pandas as pd

from assets.sources.regionalstatistik.kreise import exists_at


def resolve_dashes(zellen: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Empty the values of every `-` that is no zero.

    Args:
        zellen: `merkmal_id`, `ags`, `zeitraum`, `wert`, `kennzeichen`; one row per cell.

    Returns:
        The same rows, and warnings.
    """
    if not (zellen["kennzeichen"] == "-").any():
        return zellen, []
    zellen = zellen.copy()
    warnungen: list[str] = []
    fehlt = _missing_kreise(zellen, warnungen)
    zellen.loc[fehlt, "wert"] = float("nan")
    uebrig = zellen[~fehlt]
    for leer, text in (
        (_undelivered(uebrig), "auf allen Ebenen bis Deutschland „-“ (nicht geliefert)"),
        (_against_parent(uebrig), "in allen Teilgebieten „-“, obwohl die Summe darüber größer als null ist"),
        (_against_parts(uebrig), "in der Summe „-“, obwohl Teilgebiete größer als null sind"),
    ):
        if leer.any():
            betroffen = uebrig[leer]
            zellen.loc[betroffen.index, "wert"] = float("nan")
            warnungen.append(
                f"{len(betroffen)} Angaben stehen {text}; der Wert bleibt leer: {_name_some(betroffen)}."
            )
    return zellen, warnungen


def last_day(zeitraum: pd.Series) -> pd.Series:
    """Return the last day of every period as ISO date: `2019` → `2019-12-31`; spans: last year."""
    return zeitraum.where(zeitraum.str.len() == 10, zeitraum.str[-4:] + "-12-31")


def _missing_kreise(zellen: pd.DataFrame, warnungen: list[str]) -> pd.Series:
    """Mark the cells of Kreise that are `-` throughout a period in which they do not exist."""
    strich = zellen["kennzeichen"] == "-"
    nichts = strich | (zellen["kennzeichen"] == "x")
    gruppe = [zellen["ags"], zellen["zeitraum"]]
    ganz = nichts.groupby(gruppe).transform("all") & strich.groupby(gruppe).transform("any")
    ganz &= zellen["ags"].str.len() == 5
    paare = zellen.loc[ganz, ["ags", "zeitraum"]].drop_duplicates()
    if paare.empty:
        return ganz
    da = [exists_at(ags, tag) for ags, tag in zip(paare["ags"], last_day(paare["zeitraum"]), strict=True)]
    vorhanden = paare[da]
    if len(vorhanden):
        warnungen.append(
            f"{len(vorhanden)} bestehende Kreise haben in einem ganzen Zeitraum nur „-“; gelesen als null: "
            f"{', '.join((vorhanden['ags'] + ' (' + vorhanden['zeitraum'] + ')').head(10))}."
        )
    fort = paare[[not eins for eins in da]]
    if len(fort):
        warnungen.append(
            f"{fort['ags'].nunique()} Kreise bestehen im Zeitraum der Angaben nicht (aufgelöst oder noch "
            f"nicht gebildet) und sind mit „-“ gedruckt; der Wert bleibt leer."
        )
    fort_index = pd.MultiIndex.from_frame(fort)
    return ganz & pd.Series(
        pd.MultiIndex.from_frame(zellen[["ags", "zeitraum"]]).isin(fort_index), zellen.index
    )


def _undelivered(zellen: pd.DataFrame) -> pd.Series:
    """Mark measures that are `-` everywhere in a period, Germany and at least one part included."""
    gruppe = [zellen["merkmal_id"], zellen["zeitraum"]]
    strich = zellen["kennzeichen"] == "-"
    alle = strich.groupby(gruppe).transform("all") & (strich.groupby(gruppe).transform("size") > 1)
    bund = (strich & (zellen["ags"] == "00")).groupby(gruppe).transform("any")
    return alle & bund


def _parents(zellen: pd.DataFrame) -> pd.Series:
    """Return the territory above within the file: Land, else Germany, else nothing."""
    vorhanden = set(zellen["ags"])
    ags = zellen["ags"]
    ueber = ags.str[:2].where(ags.str.len() > 2, "00").where(ags != "00")
    ueber = ueber.where(ueber.isin(vorhanden), "00")
    return ueber.where((ags != "00") & ueber.isin(vorhanden))


def _against_parent(zellen: pd.DataFrame) -> pd.Series:
    """Mark parts that are all `-` under a positive total."""
    teile = zellen.assign(ueber=_parents(zellen), strich=zellen["kennzeichen"] == "-")
    gruppe = [teile["merkmal_id"], teile["zeitraum"], teile["ueber"]]
    alle = teile["strich"].groupby(gruppe).transform("all").fillna(False).astype(bool)
    summen = zellen.set_index(["merkmal_id", "zeitraum", "ags"])["wert"]
    oben = summen.reindex(pd.MultiIndex.from_arrays(gruppe)).to_numpy()
    return alle & teile["ueber"].notna() & (oben > 0)


def _against_parts(zellen: pd.DataFrame) -> pd.Series:
    """Mark totals that are `-` above positive parts."""
    teile = zellen.assign(ueber=_parents(zellen))
    groesste = teile.groupby(["merkmal_id", "zeitraum", "ueber"])["wert"].max()
    oben = pd.MultiIndex.from_frame(zellen[["merkmal_id", "zeitraum", "ags"]])
    return (zellen["kennzeichen"] == "-") & (groesste.reindex(oben).to_numpy() > 0)


def _name_some(zellen: pd.DataFrame) -> str:
    faelle = (zellen["merkmal_id"] + " " + zellen["zeitraum"]).drop_duplicates()
    return ", ".join(faelle.head(6)) + (" …" if len(faelle) > 6 else "")
