"""Observations of all files made one table: duplicates out, the current figure marked.

Nothing is repaired here. Two rules decide which of several figures for the same measure, territory
and period is the current one:

1. The edition with the later Stand wins.
2. A cell without a number that only says "not delivered" (a `-` that contradicts its total, `...`)
   never supersedes a number of an earlier edition; a sign that says "withheld" (`.`, `x`, `/`) does.

Superseded rows stay, with `gueltig = false`.
"""

from collections.abc import Sequence

import pandas as pd

SCHLUESSEL = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
_NICHT_GELIEFERT = ("-", "...")


def unite(teile: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put observations of all files together; the first part wins for the same key.

    Args:
        teile: Frames of `schemas.sources.Beobachtungen`, originals before the base set.

    Returns:
        One frame with unique keys, sorted by key.
    """
    alle = pd.concat([teil for teil in teile if len(teil)], ignore_index=True)
    return alle.drop_duplicates(SCHLUESSEL, keep="first").sort_values(SCHLUESSEL, ignore_index=True)


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
