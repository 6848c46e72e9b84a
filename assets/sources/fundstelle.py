"""Where a cell stands in its file, as a spreadsheet names it."""

from functools import cache


@cache
def spaltenbuchstabe(nummer: int) -> str:
    """Return the letters of a column counted from 0: 0 → `A`, 25 → `Z`, 26 → `AA`."""
    name, rest = "", nummer + 1
    while rest:
        rest, ziffer = divmod(rest - 1, 26)
        name = chr(ord("A") + ziffer) + name
    return name
