"""The small table of a block, splitting of long tables, alignment on the comma."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.reports.ansicht_tabellen import chunks
from assets.reports.ansicht_werttabelle import FIGURSPACE, align_on_comma


@given(anzahl=st.integers(0, 500), groesse=st.integers(1, 60))
def test_chunks_keep_everything_and_no_piece_is_too_long(anzahl: int, groesse: int) -> None:
    stuecke = chunks(range(anzahl), groesse)
    assert [wert for stueck in stuecke for wert in stueck] == list(range(anzahl))
    assert all(0 < len(stueck) <= groesse for stueck in stuecke)


def test_chunks_are_nearly_equal() -> None:
    assert [len(stueck) for stueck in chunks(range(46), 44)] == [23, 23]


@pytest.mark.parametrize(
    ("zellen", "ergebnis"),
    [
        (["8,3", "10", "."], ["8,3", f"10{FIGURSPACE * 2}", "."]),
        (["1,25", "−0,4", ""], ["1,25", f"−0,4{FIGURSPACE}", ""]),
        (["12,1 bis 16,3", "8"], ["12,1 bis 16,3", "8"]),
        ([], []),
    ],
)
def test_commas_stand_below_each_other(zellen: list[str], ergebnis: list[str]) -> None:
    assert align_on_comma(zellen) == ergebnis
