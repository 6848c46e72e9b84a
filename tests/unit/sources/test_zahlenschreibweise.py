"""Numbers printed as text: told from all cells of a file, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.sources.zahlen import Mehrdeutig, Unlesbar, cell_text, number_map


@pytest.mark.parametrize(
    ("texte", "werte"),
    [
        (["1.234", "5,6"], [1234, 5.6]),
        (["1.234", "1.234.567"], [1234, 1234567]),
        (["1.234", "5.67"], [1.234, 5.67]),
        (["1.234", "12345"], [1.234, 12345]),
        (["0.773", "0.5"], [0.773, 0.5]),
        (["-1.234,5", "7"], [-1234.5, 7]),
        (["12", "1300"], [12, 1300]),
    ],
)
def test_writing_is_told_from_all_cells(texte: list[str], werte: list[float]) -> None:
    assert [number_map(texte)[t] for t in texte] == werte


@pytest.mark.parametrize("texte", [["1.234"], ["1.234", "12", "999"], ["-1.234", "2.345"]])
def test_point_alone_is_ambiguous(texte: list[str]) -> None:
    with pytest.raises(Mehrdeutig):
        number_map(texte)


@pytest.mark.parametrize(
    "texte", [["1,5", "2.5"], ["k.A."], ["1.234,5", "12345"], ["1,5", "1.2.3"], ["01.02.2024"]]
)
def test_contradictions_are_refused(texte: list[str]) -> None:
    with pytest.raises(Unlesbar):
        number_map(texte)


@given(st.lists(st.decimals(-999999, 999999, places=2), min_size=1, max_size=20), st.booleans())
def test_german_numbers_are_read_back(zahlen: list, gruppiert: bool) -> None:
    texte = [(f"{z:,.2f}" if gruppiert else f"{z:.2f}").translate(str.maketrans(",.", ".,")) for z in zahlen]
    assert [number_map(texte)[t] for t in texte] == [float(z) for z in zahlen]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_grouped_integers_are_read_back_or_refused(zahlen: list[int]) -> None:
    texte = [f"{z:,}".replace(",", ".") for z in zahlen]
    try:
        assert [number_map(texte)[t] for t in texte] == zahlen
    except Mehrdeutig:
        assert max(zahlen) < 10**6


def test_cells_that_are_no_figures() -> None:
    assert cell_text(None) == cell_text("  ") == ""
    for zelle in (True, float("nan"), float("inf")):
        with pytest.raises(Unlesbar):
            cell_text(zelle)
