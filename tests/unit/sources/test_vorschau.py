"""A reading at a glance, and all its figures as lines."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.models import MerkmalEintrag
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, quellen_rahmen
from assets.sources.vorschau import CSV_KOPF, csv_lines, summarise

SPALTEN = ["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen", "blatt", "zeile", "spalte"]


def merkmal(kennung: str, name: str) -> MerkmalEintrag:
    return MerkmalEintrag(
        id=kennung, name=name, definition="", einheit="Anzahl", bezug="Jahr", familie="inkar", tabelle="t",
        spalte=("x",), summierbar=True,
    )  # fmt: skip


def lesung(*zeilen: tuple, **weiter: object) -> Lesung:
    roh = pd.DataFrame(list(zeilen), columns=SPALTEN).assign(quelle_id="inkar_t", gebietsstand="2022-12-31")
    return Lesung(
        "a.xls", quellen_rahmen([{"quelle_id": "inkar_t"}]), beobachtungen_rahmen([roh]), gebiete_rahmen(),
        (), **weiter,
    )  # fmt: skip


PROBE = lesung(
    ("b", "16065", "2021", 1.0, None, "Daten", 3, "AA"),
    ("a", "16065", "2021", None, ".", "Daten", 3, "Z"),
    ("a", "16", "2020/2021", 0.0, "-", "Daten", 4, "B"),
    ("a", "16065067", "2021-12-31", None, "-", "Daten", 5, "B"),
    merkmale=(merkmal("b", "Neu"),),
)


def test_summary_counts_levels_periods_and_signs():
    sicht = summarise(PROBE, {"a": merkmal("a", "Alt")})
    assert sicht.angaben == 4
    assert dict(sicht.ebenen) == {"land": 1, "kreis": 1, "gemeinde": 1}
    assert sicht.zeitraeume == ("2020/2021", "2021", "2021-12-31")
    assert dict(sicht.zeichen) == {"-": (2, 1), ".": (1, 1), "": (2, 2)}
    assert sicht.gebietsstaende == ("2022-12-31",)


def test_first_rows_and_measures_keep_the_order_of_the_file():
    sicht = summarise(PROBE, {"a": merkmal("a", "Alt")})
    assert [(m.merkmal_id, m.name, m.bekannt) for m in sicht.masse] == [
        ("a", "Alt", True),
        ("b", "Neu", False),
    ]
    assert list(sicht.erste["spalte"]) == ["Z", "AA", "B", "B"]


def test_a_file_without_figures_is_summarised():
    sicht = summarise(lesung(), {})
    assert (sicht.angaben, sicht.zeitraeume, dict(sicht.ebenen), sicht.masse) == (0, (), {}, ())


def test_lines_are_sorted_and_missing_numbers_are_empty():
    assert "".join(csv_lines(PROBE.beobachtungen)).splitlines() == [
        CSV_KOPF,
        "a;16;2020/2021;0;-",
        "a;16065;2021;;.",
        "a;16065067;2021-12-31;;-",
        "b;16065;2021;1;",
    ]


def test_no_figures_leave_the_head_alone():
    assert "".join(csv_lines(beobachtungen_rahmen([]))) == f"{CSV_KOPF}\n"


@pytest.mark.parametrize(
    ("wert", "text"),
    [(0.1, "0.1"), (5.0, "5"), (-0.0, "0"), (2948092.0, "2948092"), (7.9, "7.9"), (-5.5, "-5.5")],
)
def test_numbers_are_as_short_as_exactness_allows(wert, text):
    zeilen = "".join(csv_lines(lesung(("a", "16", "2021", wert, None, None, 1, "A")).beobachtungen))
    assert zeilen.splitlines()[1] == f"a;16;2021;{text};"


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_every_number_comes_back_as_it_was(werte):
    zeilen = [("a", f"{nr:05d}", "2021", w, None, None, 1, "A") for nr, w in enumerate(werte)]
    gedruckt = "".join(csv_lines(lesung(*zeilen).beobachtungen)).splitlines()[1:]
    assert np.array_equal([float(z.split(";")[3]) for z in gedruckt], werte)
