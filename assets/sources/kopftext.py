"""Words of a printed table head: hyphens and footnote marks out, dates read, stable ids made."""

import hashlib
import re
from datetime import date
from typing import Final

from assets.sources.arbeitsmappe import text

_TRENNSTRICH: Final = re.compile(r"(?<=[a-zäöüß])-\s+(?!(?:und|oder|bzw|sowie)\b)(?=[a-zäöüß])")
_FUSSNOTE: Final = re.compile(r"\s*(?:(?<!\d)\d{1,2}\)|\*+\)?|[¹²³⁴⁵⁶⁷⁸⁹]+[)⁾]?)$")
_UMLAUTE: Final = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_LAENGE: Final = 90
_MONATE: Final = tuple(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".lower().split()
)
_TAG: Final = re.compile(rf"\b(\d{{1,2}})\.\s?(?:(\d{{1,2}})\.|({'|'.join(_MONATE)}))\s?(\d{{4}})\b", re.I)


def head_text(zelle: object) -> str:
    """Return a head cell as one line, without the hyphens of line ends and without footnote marks.

    `Auszu- bildende` → `Auszubildende`; `Ausländer3)` → `Ausländer`; `Kranken- und Pflege` stays.
    """
    inhalt = _TRENNSTRICH.sub("", text(zelle))
    while marke := _FUSSNOTE.search(inhalt):
        if marke[0].endswith(")") and inhalt.count("(") >= inhalt.count(")"):
            break  # the bracket belongs to the words: „(Sp. 3)“
        inhalt = inhalt[: marke.start()]
    return inhalt.strip()


def slug(inhalt: str) -> str:
    """Return a text as part of an id: lower case, umlauts written out, everything else `_`."""
    klein = inhalt.lower()
    for umlaut, ersatz in _UMLAUTE:
        klein = klein.replace(umlaut, ersatz)
    return re.sub(r"[^a-z0-9]+", "_", klein).strip("_")


def stable_id(praefix: str, *teile: str) -> str:
    """Make the id of a measure out of table and column; the same words always give the same id.

    Long ids are cut and end in digits of a hash of the whole, so that two long heads stay apart.
    """
    ganz = "_".join([praefix, *(s for s in map(slug, teile) if s)])
    if len(ganz) <= _LAENGE:
        return ganz
    return f"{ganz[:_LAENGE].rstrip('_')}_{hashlib.sha256(ganz.encode()).hexdigest()[:8]}"


def days_in(inhalt: str) -> list[str]:
    """Return the days that a text names (`15. Mai 2022`, `30.06.2022`) as ISO dates, in order."""
    tage = []
    for tag, monat, name, jahr in _TAG.findall(inhalt):
        nummer = int(monat) if monat else _MONATE.index(name.lower()) + 1
        try:
            tage.append(date(int(jahr), nummer, int(tag)).isoformat())
        except ValueError:
            continue
    return tage


def month_number(name: str) -> int | None:
    """Return the number of a German month, None for other words."""
    return _MONATE.index(name.lower()) + 1 if name.lower() in _MONATE else None
