"""Of several observations of the same thing the current one is marked.

Nothing is repaired here. Rules decide which of several figures for the same measure, territory and
period is the current one:

1. A cell without a number that only says "not delivered" (a `-` that contradicts its total, `...`)
   never supersedes a number of another source; a sign that says "withheld" (`.`, `x`, `/`) does.
2. The family with the smaller rank in quellen.toml wins.
3. Within a rank, and so among editions of one table, the later Stand wins.

Superseded rows stay, with `gueltig = false`.
"""

from typing import Final

import pandas as pd

NICHT_GELIEFERT: Final = ("-", "...")
"""Signs of a cell without a number that says nothing about the figure."""

_SCHLUESSEL: Final = ["merkmal_id", "ags", "zeitraum"]


def mark_gueltig(beobachtungen: pd.DataFrame, rangfolge: pd.DataFrame) -> pd.DataFrame:
    """Add the column `gueltig`: true for exactly one row per measure, territory and period.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        rangfolge: `quelle_id` and `vorrang` of every source, from `assets.staging.vorrang`.

    Raises:
        KeyError: an observation names a source that is not in `rangfolge`.
    """
    vorrang = rangfolge.set_index("quelle_id")["vorrang"]
    unbekannt = set(beobachtungen["quelle_id"].unique()) - set(vorrang.index)
    if unbekannt:
        raise KeyError(f"Beobachtungen ohne Eintrag in quelle: {sorted(unbekannt)}")
    gueltig = pd.Series(True, index=beobachtungen.index)  # most figures have one source only
    strittig = beobachtungen[beobachtungen.duplicated(_SCHLUESSEL, keep=False)]
    if len(strittig):
        ohne_angabe = strittig["wert"].isna() & strittig["kennzeichen"].isin(NICHT_GELIEFERT)
        folge = strittig[_SCHLUESSEL].assign(
            _ohne_angabe=ohne_angabe, _vorrang=strittig["quelle_id"].map(vorrang)
        )
        folge = folge.sort_values(["_ohne_angabe", "_vorrang"], kind="stable")
        gueltig.loc[folge.index] = ~folge.duplicated(_SCHLUESSEL, keep="first")
    return beobachtungen.assign(gueltig=gueltig)
