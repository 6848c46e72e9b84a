"""One table of territories from registers, base set and the files themselves."""

from collections.abc import Iterable, Sequence

import pandas as pd

from assets.sources.regionalstatistik.kreise import NEU
from schemas.common import BUND, ebene_von
from schemas.sources import Gebiet

SPALTEN = list(Gebiet.to_schema().columns)
_ZAHLEN = ("laenge", "breite", "flaeche_km2", "einwohner")


def build_gebiete(
    register: Sequence[pd.DataFrame], benannt: Sequence[pd.DataFrame], genannt: Iterable[str] = ()
) -> pd.DataFrame:
    """Merge registers of territories.

    Args:
        register: Columns of `schemas.sources.Gebiet` and `gebietsstand`, newest first. Each later one
            only fills what the earlier ones leave empty (GV100AD, for example, carries no coordinates).
            A territory that only older registers hold is valid until the last of them.
        benannt: Columns `ags`, `name`, `gebietsstand` from files that are no register: they add
            territories that no register knows any more.
        genannt: Keys that observations use; unknown ones are added without a name.

    Returns:
        Frame of `schemas.sources.Gebiet`, sorted by key.
    """
    ergebnis = pd.DataFrame({"ags": [BUND], "name": ["Deutschland"], "ebene": ["bund"]}).set_index("ags")
    for rahmen in _ended(register):
        ergebnis = ergebnis.combine_first(rahmen.set_index("ags"))
    ergebnis = ergebnis.reindex(columns=[s for s in SPALTEN if s != "ags"])
    ergebnis = pd.concat([ergebnis, _vanished(benannt, set(ergebnis.index))])
    ergebnis = pd.concat([ergebnis, _nameless(set(genannt) - set(ergebnis.index))])
    ergebnis["uebergeordnet"] = (
        ergebnis["uebergeordnet"]
        .astype("str")
        .fillna(pd.Series({ags: _parent(str(ags)) for ags in ergebnis.index}, dtype="str"))
    )
    neu = pd.Series(NEU, dtype="str").reindex(ergebnis.index)
    ergebnis["gueltig_von"] = ergebnis["gueltig_von"].astype("str").fillna(neu)
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


def _vanished(benannt: Sequence[pd.DataFrame], bekannt: set[str]) -> pd.DataFrame:
    """Territories that only older files name: valid until the last Gebietsstand that shows them."""
    if not benannt:
        return pd.DataFrame(columns=[s for s in SPALTEN if s != "ags"])
    alle = pd.concat(list(benannt), ignore_index=True).reindex(columns=["ags", "name", "gebietsstand"])
    fehlend = alle[~alle["ags"].isin(bekannt)].sort_values("gebietsstand", na_position="first")
    letzte = fehlend.drop_duplicates("ags", keep="last")
    return pd.DataFrame(
        {
            "name": letzte["name"].to_numpy(),
            "ebene": [ebene_von(a) for a in letzte["ags"]],
            "gueltig_bis": letzte["gebietsstand"].to_numpy(),
        },
        index=pd.Index(letzte["ags"], name="ags"),
    ).reindex(columns=[s for s in SPALTEN if s != "ags"])


def _parent(ags: str) -> str | None:
    ebene = ebene_von(ags)
    if ebene == "bund":
        return None
    return {"land": BUND, "kreis": ags[:2]}.get(ebene, ags[:5])
