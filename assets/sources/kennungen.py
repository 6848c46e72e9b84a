"""One id per edition: two downloads of one table on one day must not share theirs.

The Regionaldatenbank dates a file by the day of the download, so the tables of two years fetched on the
same day would both be `regionalstatistik_<tabelle>_<tag>`.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from assets.sources.lesung import Lesung

STELLEN = 6


def distinct_ids(lesungen: Iterable[Lesung], bekannt: pd.DataFrame) -> list[Lesung]:
    """Give files of other content than the first one under the same id an id of their own.

    Args:
        lesungen: Files in the order in which they were read.
        bekannt: Sources of the base set, with `quelle_id` and `sha256`; the same bytes keep the same id.

    Returns:
        The files; ids that were taken end in the first digits of the file's SHA-256.
    """
    vergeben = dict(zip(bekannt["quelle_id"], bekannt["sha256"], strict=True))
    return [_with_own_id(lesung, vergeben) for lesung in lesungen]


def _with_own_id(lesung: Lesung, vergeben: dict[str, str]) -> Lesung:
    neue: dict[str, str] = {}
    for quelle_id, sha in zip(lesung.quelle["quelle_id"], lesung.quelle["sha256"], strict=True):
        if vergeben.setdefault(quelle_id, sha) != sha:
            neue[quelle_id] = f"{quelle_id}_{sha[:STELLEN]}"
            vergeben[neue[quelle_id]] = sha
    if not neue:
        return lesung
    return replace(
        lesung,
        quelle=lesung.quelle.assign(quelle_id=lesung.quelle["quelle_id"].replace(neue)),
        beobachtungen=lesung.beobachtungen.assign(quelle_id=lesung.beobachtungen["quelle_id"].replace(neue)),
        nachfolgen=lesung.nachfolgen.assign(quelle_id=lesung.nachfolgen["quelle_id"].replace(neue))
        if len(lesung.nachfolgen)
        else lesung.nachfolgen,
    )
