"""What an earlier edition showed is known: nothing may follow from the difference to this one."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from assets.catalogue.konfiguration import SchutzAngaben
from assets.confidentiality.fehler import SchutzFehler
from assets.confidentiality.fruehere import Fruehausgabe, read_editions
from assets.confidentiality.regeln import rules_from_settings

sys.path.insert(0, str(Path(__file__).parent))

from netz import UVG, observations, run

REGELN = rules_from_settings(SchutzAngaben())
HEUTE = {"16065001": "16065-P01", "16065005": "16065-P01", "16065012": "16065-P02", "16065048": "16065-P02"}
DAMALS = {"16065001": "16065-P01", "16065005": "16065-P02", "16065012": "16065-P02", "16065048": "16065-P02"}
KINDER = "kom_uvg_kinder"
GEMEINDEN = {"16065001": 20.0, "16065005": 3.0, "16065012": 30.0, "16065048": 40.0}


def rows(zahlen: dict[str, float]) -> pd.DataFrame:
    return observations([(KINDER, a, w) for a, w in zahlen.items()])


def with_areas(gliederung: dict[str, str]) -> dict[str, float]:
    bereiche = {p: sum(GEMEINDEN[g] for g, b in gliederung.items() if b == p) for p in gliederung.values()}
    return {**GEMEINDEN, **bereiche, "16065": sum(GEMEINDEN.values())}


def edition(gliederung: dict[str, str], zahlen: dict[str, float], verdeckt: set[str]) -> Fruehausgabe:
    zeilen = rows(zahlen)[["merkmal_id", "ags", "zeitraum", "quelle_id", "wert", "kennzeichen"]]
    weg = zeilen["ags"].isin(verdeckt)
    zeilen = zeilen.assign(wert=zeilen["wert"].mask(weg), kennzeichen=zeilen["kennzeichen"].mask(weg, "g"))
    return Fruehausgabe("2026-01-01_aaaa", gliederung, zeilen)


def test_recut_area_of_an_earlier_edition_gives_nothing_away() -> None:
    # Today P01 = 001 + 005. The earlier edition had 005 in P02 = 005 + 012 + 048, shown as 73 with 012 and
    # 048 hidden. To hide 005 behind 001 alone would do for today: 73 - 30 - 40 = 3 says otherwise.
    frueher = edition(DAMALS, with_areas(DAMALS), {"16065005", "16065012"})
    ohne = run(rows(with_areas(HEUTE)), REGELN, gliederungen=[HEUTE])
    assert ohne.withheld(KINDER) == {"16065001", "16065005"}
    ohne_kreis = {k: v for k, v in with_areas(HEUTE).items() if k != "16065001"}
    neu = run(rows(ohne_kreis), REGELN, gliederungen=[HEUTE], ausgaben=[frueher])
    assert {"16065005", "16065012"} <= neu.withheld(KINDER)


def test_same_edition_again_changes_nothing() -> None:
    erste = run(rows(with_areas(HEUTE)), REGELN, gliederungen=[HEUTE])
    frueher = edition(HEUTE, with_areas(HEUTE), erste.withheld(KINDER))
    zweite = run(rows(with_areas(HEUTE)), REGELN, gliederungen=[HEUTE], ausgaben=[frueher])
    assert zweite.withheld(KINDER) == erste.withheld(KINDER)
    assert set(zweite.protokoll["schutz"]) == {"gesperrt"}


def test_figure_published_earlier_is_hidden_now_and_named() -> None:
    frueher = edition(HEUTE, with_areas(HEUTE), set())
    neu = run(rows(with_areas(HEUTE)), REGELN, gliederungen=[HEUTE], ausgaben=[frueher])
    assert neu.withheld(KINDER) == {"16065005"}
    assert neu.protokoll[["ags", "schutz", "spanne_gewahrt"]].to_numpy().tolist() == [
        ["16065005", "frueher_veroeffentlicht", False]
    ]


def test_figure_that_follows_from_an_earlier_edition_is_named_too() -> None:
    frueher = edition(HEUTE, with_areas(HEUTE), {"16065005"})
    neu = run(rows(with_areas(HEUTE)), REGELN, gliederungen=[HEUTE], ausgaben=[frueher])
    assert "16065005" in neu.withheld(KINDER)
    assert neu.protokoll.set_index("ags").loc["16065005", "schutz"] == "frueher_veroeffentlicht"


def test_figure_that_changed_since_is_another_count() -> None:
    frueher = edition(HEUTE, with_areas(HEUTE) | {"16065005": 6.0, "16065-P01": 26.0}, set())
    neu = run(rows(with_areas(HEUTE)), REGELN, gliederungen=[HEUTE], ausgaben=[frueher])
    assert "16065005" in neu.withheld(KINDER)
    assert UVG in set(neu.protokoll["quelle"])


def test_edition_that_cannot_be_read_stops_the_run(tmp_path: Path) -> None:
    datei = tmp_path / "2025-01-01_aaaa" / "sozialplanung.duckdb"
    datei.parent.mkdir()
    datei.write_bytes(b"kaputt" * 1000)
    with pytest.raises(SchutzFehler, match="2025-01-01_aaaa lässt sich nicht lesen"):
        read_editions([datei])
