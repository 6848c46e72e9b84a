"""`-` that is no zero in flat CSV: what the shared rule knows of Kreise, and more.

Two things come on top of `assets.sources.regionalstatistik.striche`:

- Tables keep every Kreis and Gemeinde that ever was, and print the dissolved ones as `-` throughout. Where no
  register tells them from existing ones without any case, a territory with nothing but `-` stays without a
  value.
- A table without totals can hold a level that was not delivered at all: every territory of the level is `-`.
"""

from collections.abc import Collection
from typing import Final

import pandas as pd

from assets.sources.gebietsbestand import Gebietsbestand
from assets.sources.genesis.worte import ganze_zahl
from assets.sources.regionalstatistik.striche import last_day, resolve_dashes

_MINDESTENS: Final = 2
_EBENEN: Final = {5: "Kreise", 8: "Gemeinden"}


def resolve_flat_dashes(zellen: pd.DataFrame, kreise: Collection[str]) -> tuple[pd.DataFrame, list[str]]:
    """Empty the values of every `-` that is no zero.

    Args:
        zellen: `merkmal_id`, `ags`, `zeitraum`, `wert`, `kennzeichen`; one row per cell, index unique.
        kreise: Registers of territories, or keys of existing Kreise; may be empty.

    Returns:
        The same rows, and warnings.
    """
    strich = zellen["kennzeichen"].eq("-")
    if not strich.any():
        return zellen, []
    hinweise: list[str] = []
    zellen = zellen.copy()
    offen = _silent_territories(zellen, strich, kreise, hinweise)
    offen |= _silent_levels(zellen, strich & ~offen, hinweise)
    rest, weitere = resolve_dashes(zellen[~offen], kreise or None)
    zellen.loc[rest.index, "wert"] = rest["wert"]
    zellen.loc[offen & strich, "wert"] = float("nan")
    return zellen, hinweise + weitere


def _silent_territories(
    zellen: pd.DataFrame, strich: pd.Series, kreise: Collection[str], hinweise: list[str]
) -> pd.Series:
    """Mark Kreise and Gemeinden with nothing but `-` (and `x`) in a period that are not known to exist."""
    gruppe = [zellen["ags"], zellen["zeitraum"]]
    nichts = strich | zellen["kennzeichen"].eq("x")
    stumm = nichts.groupby(gruppe).transform("all") & strich.groupby(gruppe).transform("any")
    stumm &= zellen["ags"].str.len().isin(list(_EBENEN))
    paare = zellen.loc[stumm, ["ags", "zeitraum"]].drop_duplicates()
    tage = last_day(paare["zeitraum"])
    bekannt = [_known_to_exist(a, t, kreise) for a, t in zip(paare["ags"], tage, strict=True)]
    paare = paare[~pd.Series(bekannt, paare.index, dtype=bool)]
    for stellen, name in _EBENEN.items():
        anzahl = paare.loc[paare["ags"].str.len() == stellen, "ags"].nunique()
        if anzahl:
            hinweise.append(
                f"{ganze_zahl(anzahl)} {name} haben in einem Zeitraum nur „-“ und sind für ihn in keinem "
                "Verzeichnis nachgewiesen (aufgelöst, noch nicht gebildet oder ohne jeden Fall); der Wert "
                "bleibt leer."
            )
    alle = pd.MultiIndex.from_frame(zellen[["ags", "zeitraum"]])
    return stumm & pd.Series(alle.isin(pd.MultiIndex.from_frame(paare)), zellen.index)


def _known_to_exist(ags: str, tag: str, kreise: Collection[str]) -> bool:
    if ags not in kreise:
        return False
    return not isinstance(kreise, Gebietsbestand) or kreise.exists_at(ags, tag)


def _silent_levels(zellen: pd.DataFrame, strich: pd.Series, hinweise: list[str]) -> pd.Series:
    """Mark measures that are `-` in every territory of a level, where nothing above is known."""
    ebene = zellen["ags"].str.len()
    gruppe = [zellen["merkmal_id"], zellen["zeitraum"], ebene]
    alle = strich.groupby(gruppe).transform("all") & (strich.groupby(gruppe).transform("size") >= _MINDESTENS)
    hoechste = ebene.groupby([zellen["merkmal_id"], zellen["zeitraum"]]).transform("min")
    alle &= ebene.eq(hoechste) & ebene.gt(2)
    if alle.any():
        faelle = (zellen.loc[alle, "merkmal_id"] + " " + zellen.loc[alle, "zeitraum"]).drop_duplicates()
        hinweise.append(
            f"{ganze_zahl(int(alle.sum()))} Angaben stehen auf einer ganzen Gebietsebene „-“ (nicht "
            f"geliefert); der Wert bleibt leer: {', '.join(faelle.head(4))}{' …' if len(faelle) > 4 else '.'}"
        )
    return alle
