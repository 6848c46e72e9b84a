"""The table of base measures: the catalogue, and what the files hold beyond it."""

from collections.abc import Iterable, Mapping

import pandas as pd

from assets.catalogue.models import MerkmalEintrag

SPALTEN = ["merkmal_id", "name", "definition", "einheit", "bezug"]


def describe(eintraege: Iterable[MerkmalEintrag]) -> pd.DataFrame:
    """Return catalogue entries as rows of `schemas.staging.Merkmal`."""
    zeilen = [(e.id, e.name, e.definition, e.einheit, e.bezug) for e in eintraege]
    return pd.DataFrame(zeilen, columns=SPALTEN, dtype="str")


def build_merkmale(
    katalog: Mapping[str, MerkmalEintrag], zusaetzlich: pd.DataFrame, vorhanden: Iterable[str]
) -> pd.DataFrame:
    """Return the frame of `schemas.staging.Merkmal` for all measures that occur.

    Args:
        katalog: Entries of the catalogue.
        zusaetzlich: Columns of `schemas.staging.Merkmal` for measures that only a file describes.
        vorhanden: Measures that occur in the observations.

    Raises:
        KeyError: a measure is described nowhere.
    """
    alle = pd.concat([describe(katalog.values()), zusaetzlich], ignore_index=True)
    alle = alle.drop_duplicates("merkmal_id", keep="first").set_index("merkmal_id")
    return alle.loc[sorted(set(vorhanden))].reset_index()[SPALTEN].astype("str")
