"""Kreise that are printed in every period although they do not always exist.

Old tables keep dissolved Kreise, new tables list Kreise before they come into being; both are printed as
`-` in every cell, which is no zero. A Kreis that exists can be `-` throughout as well (no vocational
school in the Landkreis Sömmerda in 2023), and that is a zero. So the registers decide; without them no
Kreis is called missing or unknown.
"""

from collections.abc import Collection
from typing import Final

from assets.sources.gebietsbestand import HEUTE, Gebietsbestand

AELTESTE_TABELLEN: Final = "1995-12-31"
"""Tables begin after the reforms of 1994; registers that reach back to them name every Kreis."""


def exists_at(ags: str, tag: str, kreise: Collection[str] | None = None) -> bool:
    """Say whether the Kreis exists on the day (ISO date); without registers every Kreis does."""
    return not isinstance(kreise, Gebietsbestand) or kreise.exists_at(ags, tag)


def may_be_kreis(ags: str, kreise: Collection[str] | None) -> bool:
    """Say whether a key can be that of a Kreis, now or earlier.

    Args:
        ags: Five digits.
        kreise: Keys of all Kreise, or the registers; None: any key can be one.
    """
    if kreise is None or ags in kreise:
        return True
    return isinstance(kreise, Gebietsbestand) and kreise.anfang.get(ags[:2], HEUTE) > AELTESTE_TABELLEN
