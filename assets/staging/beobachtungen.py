"""Of several observations of the same thing the current one is marked.

Nothing is repaired here. Two rules decide which of several figures for the same measure, territory
and period is the current one:

1. The edition with the later Stand wins.
2. A cell without a number that only says "not delivered" (a `-` that contradicts its total, `...`)
   never supersedes a number of an earlier edition; a sign that says "withheld" (`.`, `x`, `/`) does.

Superseded rows stay, with `gueltig = false`.
"""

import pandas as pd

_NICHT_GELIEFERT = ("-", "...")


def mark_gueltig(beobachtungen: pd.DataFrame, quellen: pd.DataFrame) -> pd.DataFrame:
    """Add the column `gueltig`: true for exactly one row per measure, territory and period.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        quellen: Columns of `schemas.sources.Quelle`; gives the Stand of each source.

    Raises:
        KeyError: an observation names a source that is not in `quellen`.
    """
    stand = quellen.set_index("quelle_id")["stand"]
    unbekannt = set(beobachtungen["quelle_id"]) - set(stand.index)
    if unbekannt:
        raise KeyError(f"Beobachtungen ohne Eintrag in quelle: {sorted(unbekannt)}")
    nicht_geliefert = beobachtungen["wert"].isna() & beobachtungen["kennzeichen"].isin(_NICHT_GELIEFERT)
    folge = beobachtungen.assign(_geliefert=~nicht_geliefert, _stand=beobachtungen["quelle_id"].map(stand))
    letzte = folge.sort_values(["_geliefert", "_stand", "quelle_id"], kind="stable")
    gueltig = ~letzte.duplicated(["merkmal_id", "ags", "zeitraum"], keep="last")
    return beobachtungen.assign(gueltig=gueltig.reindex(beobachtungen.index).astype(bool))
