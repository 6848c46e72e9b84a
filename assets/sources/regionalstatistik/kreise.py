"""Kreise that the Regionaldatenbank prints in every period although they do not always exist.

Old tables keep dissolved Kreise, new tables list Kreise before they come into being; both are
printed as `-` in every cell, which is no zero. A Kreis that exists can be `-` throughout as well
(no vocational school in the Landkreis Sömmerda in 2023), and that is a zero. So the dates decide.

Dates: laws on the reform of districts in Sachsen-Anhalt (1.7.2007), Sachsen (1.8.2008), Aachen
(21.10.2009), Mecklenburg-Vorpommern (4.9.2011), Göttingen (1.11.2016), Eisenach (1.7.2021), Hanau
(1.1.2026); the keys are those printed by the Regionaldatenbank.
"""

from typing import Final

_AUFLOESUNG: Final = {
    "2007-06-30": (
        "15101 15151 15153 15154 15159 15171 15202 15256 15260 15261 15265 15266 15268 15303 15352 "
        "15355 15357 15358 15362 15363 15364 15367 15369 15370"
    ),
    "2008-07-31": (
        "14161 14166 14167 14171 14173 14177 14178 14181 14182 14188 14191 14193 14262 14263 14264 "
        "14272 14280 14284 14285 14286 14287 14290 14292 14365 14374 14375 14379 14383 14389"
    ),
    "2009-10-20": "05313 05354",
    "2011-09-03": (
        "13001 13002 13005 13006 13051 13052 13053 13054 13055 13056 13057 13058 13059 13060 13061 13062"
    ),
    "2016-10-31": "03152 03156",
    "2021-06-30": "16056",
}
AUFGELOEST: Final = {ags: tag for tag, schluessel in _AUFLOESUNG.items() for ags in schluessel.split()}
"""Last day of dissolved Kreise."""

NEU: Final = {"05334": "2009-10-21", "03159": "2016-11-01", "06415": "2026-01-01"}
"""First day of Kreise that are printed before they exist."""


def exists_at(ags: str, tag: str) -> bool:
    """Say whether the Kreis exists on the day (ISO date); unlisted Kreise always do."""
    return NEU.get(ags, "0000") <= tag <= AUFGELOEST.get(ags, "9999")
