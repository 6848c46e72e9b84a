"""Hamburg and Berlin are Land and Kreis in one.

The Regionaldatenbank prints one row for them, under the key of the Land (`02`, `11`). Without a row
under the key of the Kreis (`02000`, `11000`) they would be missing among the Kreise.
"""

from typing import Final

import pandas as pd

STADTSTAATEN: Final = {"02": "02000", "11": "11000"}
_SCHLUESSEL = ["merkmal_id", "ags", "zeitraum", "quelle_id"]


def add_stadtstaaten(beobachtungen: pd.DataFrame) -> pd.DataFrame:
    """Give each Land row of Hamburg and Berlin its equal under the key of the Kreis.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.

    Returns:
        The same frame with the added rows; a row that the publisher prints itself is kept.
    """
    als_kreis = beobachtungen[beobachtungen["ags"].isin(list(STADTSTAATEN))].assign(
        ags=lambda d: d["ags"].map(STADTSTAATEN)
    )
    tabelle = ["merkmal_id", "quelle_id"]
    kreise = beobachtungen.loc[beobachtungen["ags"].str.len() == 5, tabelle]
    hat_kreise = pd.MultiIndex.from_frame(als_kreis[tabelle]).isin(pd.MultiIndex.from_frame(kreise))
    alle = pd.concat([beobachtungen, als_kreis[hat_kreise]], ignore_index=True)
    return alle.drop_duplicates(_SCHLUESSEL, keep="first", ignore_index=True)
