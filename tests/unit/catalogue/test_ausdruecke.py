"""Expressions over base measures."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.ausdruecke import parse_ausdruck

KENNUNG = st.from_regex(re.compile(r"[a-z][a-z0-9_]{0,12}", re.ASCII), fullmatch=True)


@pytest.mark.parametrize(
    ("text", "terme"),
    [
        ("a", (("a", 1),)),
        ("a + b", (("a", 1), ("b", 1))),
        ("rs21111_02_ahr - rs21111_02_ahr_w", (("rs21111_02_ahr", 1), ("rs21111_02_ahr_w", -1))),
        ("a+b-c", (("a", 1), ("b", 1), ("c", -1))),
        ("  a  +  b ", (("a", 1), ("b", 1))),
    ],
)
def test_terms_with_signs(text: str, terme: tuple[tuple[str, int], ...]) -> None:
    assert parse_ausdruck(text) == terme


@pytest.mark.parametrize(
    "text", ["", " ", "+ a", "a +", "a b", "a ++ b", "a * b", "A + b", "1a", "a + -", "a/b"]
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="„"):
        parse_ausdruck(text)


@given(st.lists(st.tuples(KENNUNG, st.sampled_from([1, -1])), min_size=1, max_size=6))
def test_writing_and_reading_gives_the_same_terms(terme: list[tuple[str, int]]) -> None:
    erster, *rest = terme
    text = erster[0] + "".join(f" {'+' if vorzeichen > 0 else '-'} {name}" for name, vorzeichen in rest)
    assert parse_ausdruck(text) == ((erster[0], 1), *rest)
