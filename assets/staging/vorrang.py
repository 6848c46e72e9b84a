"""Which source goes before which: the preference of its family, then its Stand.

The rank of a family stands in `quellen.toml`. Editions of one table share their family and so their
rank; among them the later Stand goes first.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from assets.catalogue.models import Herausgeber

OHNE_RANG: Final = 99
"""Rank of a source whose family quellen.toml does not list."""


def rank_sources(quellen: pd.DataFrame, herausgeber: Mapping[str, Herausgeber]) -> pd.DataFrame:
    """Return the standing of every source.

    Args:
        quellen: Columns of `schemas.sources.Quelle`.
        herausgeber: Publication families by name; a source belongs to the family that its id begins with.

    Returns:
        Columns `quelle_id`, `familie` (empty: none listed), `rang`, `tabelle`, `stand`, `vorrang` (0 goes
        first), one row per source.
    """
    namen = sorted(herausgeber, key=lambda f: (-len(f), f))
    familie = [next((n for n in namen if q == n or q.startswith(f"{n}_")), "") for q in quellen["quelle_id"]]
    rahmen = pd.DataFrame(
        {
            "quelle_id": quellen["quelle_id"].to_numpy(),
            "familie": familie,
            "rang": [herausgeber[f].rang if f else OHNE_RANG for f in familie],
            "tabelle": quellen["tabelle"].to_numpy(),
            "stand": quellen["stand"].to_numpy(),
        }
    )
    folge = rahmen.sort_values(
        ["rang", "stand", "quelle_id"], ascending=[True, False, False], ignore_index=True
    )
    return folge.assign(vorrang=range(len(folge)))
