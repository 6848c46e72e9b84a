"""Ids of editions are unique."""

import pandas as pd

from assets.sources.kennungen import distinct_ids
from assets.sources.lesung import Lesung


def lesung(sha: str) -> Lesung:
    return Lesung(
        datei=f"{sha}.csv",
        quelle=pd.DataFrame({"quelle_id": ["rs_a_2026-01-01"], "sha256": [sha]}),
        beobachtungen=pd.DataFrame({"quelle_id": ["rs_a_2026-01-01"] * 2}),
        gebiete=pd.DataFrame(),
        warnungen=(),
    )


LEER = pd.DataFrame({"quelle_id": [], "sha256": []})


def test_other_content_under_the_same_id_gets_its_own() -> None:
    erste, zweite = distinct_ids([lesung("aaaaaaaa"), lesung("bbbbbbbb")], LEER)
    assert erste.quelle["quelle_id"].tolist() == ["rs_a_2026-01-01"]
    assert zweite.quelle["quelle_id"].tolist() == ["rs_a_2026-01-01_bbbbbb"]
    assert set(zweite.beobachtungen["quelle_id"]) == {"rs_a_2026-01-01_bbbbbb"}


def test_bytes_of_the_base_set_keep_its_id() -> None:
    basis = pd.DataFrame({"quelle_id": ["rs_a_2026-01-01"], "sha256": ["aaaaaaaa"]})
    gleich, anders = distinct_ids([lesung("aaaaaaaa"), lesung("cccccccc")], basis)
    assert gleich.quelle["quelle_id"].tolist() == ["rs_a_2026-01-01"]
    assert anders.quelle["quelle_id"].tolist() == ["rs_a_2026-01-01_cccccc"]
