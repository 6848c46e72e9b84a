"""Expressions over base measures: sums and differences such as `a + b - c`."""

import re
from typing import Final

from schemas.common import ID_MUSTER

_TEIL: Final = re.compile(r"([+-])\s*([^\s+-]+)")
_ID: Final = re.compile(ID_MUSTER)


def parse_ausdruck(text: str) -> tuple[tuple[str, int], ...]:
    """Return the terms of an expression in order, each with its sign.

    Args:
        text: Measure ids joined by `+` and `-`; the first one without a sign.

    Returns:
        Pairs of measure id and sign (1 or -1): `"a + b - c"` → `(("a", 1), ("b", 1), ("c", -1))`.

    Raises:
        ValueError: the text is empty, an operator or id is missing, or an id holds other characters
            than small letters, digits and `_`.
    """
    rest = f"+ {text.strip()}"
    teile = [(str(treffer[2]), 1 if treffer[1] == "+" else -1) for treffer in _TEIL.finditer(rest)]
    zusammen = " ".join(f"{'+' if vorzeichen > 0 else '-'} {name}" for name, vorzeichen in teile)
    if not text.strip() or " ".join(re.sub(r"([+-])", r" \1 ", rest).split()) != zusammen:
        raise ValueError(f"kein Ausdruck der Form „a + b - c“: „{text}“")
    for name, _ in teile:
        if not _ID.match(name):
            raise ValueError(f"keine Kennung eines Basismerkmals: „{name}“")
    return tuple(teile)
