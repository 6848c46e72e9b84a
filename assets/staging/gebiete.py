"""One table of territories from registers, base set and the files themselves."""

from collections.abc import Sequence

import pandas as pd

from schemas.common import BUND, ebene_von
from schemas.sources import Gebiet

SPALTEN = list(Gebiet.to_schema().columns)
_ZAHLEN = ("laenge", "breite", "flaeche_km2", "einwohner")


def build_gebiete(register: Sequence[pd.DataFrame], benannt: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Merge registers of territories.

    Args:
        register: Frames of `schemas.sources.Gebiet`, newest first. Each later one only fills what the
            earlier ones leave empty (GV100AD, for example, carries no coordinates).
        benannt: Frames with `ags`, `name` and, where known, `gebietsstand` from files that are no
            register: they add territories that no register knows any more.

    Returns:
        Frame of `schemas.sources.Gebiet`, sorted by key.
    """
    ergebnis = pd.DataFrame({"ags": [BUND], "name": ["Deutschland"], "ebene": ["bund"]}).set_index("ags")
    for rahmen in register:
        ergebnis = ergebnis.combine_first(rahmen.set_index("ags"))
    ergebnis = ergebnis.reindex(columns=[s for s in SPALTEN if s != "ags"])
    ergebnis = pd.concat([ergebnis, _vanished(benannt, set(ergebnis.index))])
    ergebnis["uebergeordnet"] = (
        ergebnis["uebergeordnet"]
        .astype("str")
        .fillna(pd.Series({ags: _parent(str(ags)) for ags in ergebnis.index}, dtype="str"))
    )
    typen = {s: "float64" if s in _ZAHLEN else "str" for s in SPALTEN}
    return ergebnis.reset_index(names="ags")[SPALTEN].astype(typen).sort_values("ags", ignore_index=True)


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
