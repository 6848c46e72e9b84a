"""The whole chain, fetch → read → observations, against a double that replays recorded exchanges."""

from pathlib import Path

import pytest
from genesis_doppel import SCHNELL, UMGEBUNG, Doppel, Skript, replayed

from assets.sources.format import Kontext, Probe
from assets.sources.formate import FORMATE
from assets.sources.genesis.dienst import fetch_table
from assets.sources.genesis.zugang import AbrufFehler
from assets.sources.lesung import Lesung

pytestmark = pytest.mark.quellen


def _chain(quellen: Path, ziel: Path, tabelle: str, sprache: str = "de") -> tuple[Lesung, list[str]]:
    with Doppel(replayed(quellen / "genesis-api" / "aufzeichnungen" / f"{tabelle}.yaml")) as doppel:
        abruf = fetch_table(
            doppel.dienst, tabelle, ziel=ziel, sprache=sprache, regeln=SCHNELL, umgebung=UMGEBUNG
        )
        methoden = doppel.methoden()
    form = next(f for f in FORMATE if f.erkenne(Probe.of(abruf.pfad)))
    return form.lies(abruf.pfad, Kontext()), methoden


def _wert(lesung: Lesung, merkmal: str, ags: str) -> float:
    return float(lesung.beobachtungen.set_index(["merkmal_id", "ags"]).loc[(merkmal, ags), "wert"])


def test_a_table_in_one_answer(quellen: Path, tmp_path: Path) -> None:
    lesung, methoden = _chain(quellen, tmp_path, "12411-01-01-4")
    assert methoden == ["data/tablefile"]
    assert len(lesung.beobachtungen) == 1422
    assert _wert(lesung, "rs12411_01_01_4_bevstd", "16065") == 71738


def test_a_table_of_gemeinden(quellen: Path, tmp_path: Path) -> None:
    lesung, _ = _chain(quellen, tmp_path, "AI-N-01-2-5")
    assert _wert(lesung, "rs_ai_n_01_2_5_ai0111_prozent", "16065003") == 11.5


def test_german_and_english_give_the_same_figures(quellen: Path, tmp_path: Path) -> None:
    deutsch, _ = _chain(quellen, tmp_path / "de", "32161-0003")
    englisch, _ = _chain(quellen, tmp_path / "en", "32161-0003", "en")
    spalten = ["merkmal_id", "ags", "zeitraum", "wert"]
    assert deutsch.beobachtungen[spalten].equals(englisch.beobachtungen[spalten])
    # row 2: 211,8 and 211.8 thousand persons
    for lesung in (deutsch, englisch):
        assert len(lesung.beobachtungen) == 70
        assert _wert(lesung, "gen32161_0003_erw012_wz08t1_wz08_31_02_1000", "00") == 211.8
        assert _wert(lesung, "gen32161_0003_betr01_wz08t1_wz08_31_02", "00") == 1045
    assert {m.einheit for m in deutsch.merkmale} == {m.einheit for m in englisch.merkmale}


def test_the_dialogue_of_a_job(quellen: Path, tmp_path: Path) -> None:
    lesung, methoden = _chain(quellen, tmp_path, "12531-0043")
    assert methoden == ["data/tablefile", "data/tablefile", *["catalogue/results"] * 4, "data/resultfile"]
    assert len(lesung.beobachtungen) == 116738
    merkmal = "gen12531_0043_bev030_ges_gesw_schst2_schutzst_ak_2_staag5_st475"
    assert _wert(lesung, merkmal, "16065") == 100


def test_a_recorded_archive_cut_off_on_the_way_never_becomes_a_file(quellen: Path, tmp_path: Path) -> None:
    ganz = replayed(quellen / "genesis-api" / "aufzeichnungen" / "12411-01-01-4.yaml")

    def gekuerzt(methode: str, felder: dict[str, str]) -> Skript:
        skript = ganz(methode, felder)
        return Skript(skript.koerper[: len(skript.koerper) * 2 // 3], skript.status, skript.kopf)

    with Doppel(gekuerzt) as doppel, pytest.raises(AbrufFehler, match="unvollständig"):
        fetch_table(doppel.dienst, "12411-01-01-4", ziel=tmp_path, regeln=SCHNELL, umgebung=UMGEBUNG)
    assert list(tmp_path.iterdir()) == []
