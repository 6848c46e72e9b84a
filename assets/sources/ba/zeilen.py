"""Rows of a table of the Bundesagentur that hold figures without the key of a territory."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from assets.sources.arbeitsmappe import text
from assets.sources.tabellenblatt import Tabellenblatt
from assets.sources.zellwert import ZEICHEN

_OHNE_SCHLUESSEL: Final = re.compile(
    r"(Deutschland|Bundesgebiet|(West|Ost)deutschland|Keine Zuordnung|Nicht zuordenbar|Ohne Zuordnung|"
    r"Ausländische|Ausland|Übriges Ausland|Insgesamt|Summe|Sonstige|Ohne Angabe|Keine Angabe|"
    r"Länder|Kreise|Regierungsbezirk|Statistische Region)\b",
    re.IGNORECASE,
)
"""Rows between and below the territories that the Bundesagentur prints without a key."""

_PLATZHALTER: Final = re.compile(r"|X{1,8}|-|D|DE|00?")
_JAHRE: Final = (1900, 2100)


def holds_figures(zellen: Sequence[object]) -> bool:
    """Tell whether cells right of the territory hold figures: a number, or several signs."""
    zahlen = any(isinstance(w, int | float) for w in zellen)
    return zahlen or sum(isinstance(w, str) and text(w) in {*ZEICHEN, "*"} for w in zellen) > 1


def refuse_unkeyed(blatt: Tabellenblatt, zeile: int, spalte: int, name_spalte: int, *, oben: bool) -> None:
    """Refuse a row with figures whose key is damaged; rows that never have one, and heads, pass.

    Args:
        blatt: The sheet.
        zeile: The row, counted from 0.
        spalte: Column of the keys.
        name_spalte: Column of the names; the same where keys and names share a cell.
        oben: No territory stands above it, so that it may belong to the head.

    Raises:
        EingabeFehler: The row holds figures of a territory that cannot be told.
    """
    inhalt = text(blatt.rows[zeile][spalte])
    name = text(blatt.rows[zeile][name_spalte])
    ab = max(spalte, name_spalte) + 1
    if _head_of_numbers([w for w in blatt.rows[zeile][ab:] if text(w)], oben=oben):
        return
    if _OHNE_SCHLUESSEL.match(name) and (spalte == name_spalte or _PLATZHALTER.fullmatch(inhalt)):
        return
    refuse_short_key(blatt, zeile, spalte)
    raise blatt.refuse(
        f"„{inhalt[:40]}“ als Schlüssel von „{name[:60]}“"
        if inhalt
        else f"keinen Schlüssel bei „{name[:60]}“",
        "einen Gebietsschlüssel mit 2, 5 oder 8 Ziffern in jeder Zeile mit Zahlen",
        zeile=zeile,
        spalte=spalte,
    )


def refuse_short_key(blatt: Tabellenblatt, zeile: int, spalte: int) -> None:
    """Refuse a key that lost its leading zero: a number, or digits of a length that no key has.

    Raises:
        EingabeFehler: It did.
    """
    zelle = blatt.rows[zeile][spalte]
    if isinstance(zelle, int | float) or re.fullmatch(r"\d|\d{4}|\d{6,7}", text(zelle)):
        raise blatt.refuse(
            f"den Schlüssel „{text(zelle)}“ ohne führende Null",
            "Gebietsschlüssel als Text mit 2, 5 oder 8 Ziffern",
            zeile=zeile,
            spalte=spalte,
        )


def refuse_other_keys(
    tafeln: Sequence[tuple[Tabellenblatt, int, Mapping[int, tuple[str, str]]]],
) -> None:
    """Refuse a territory that has one key in one sheet and another one in a sheet of the same territories.

    Args:
        tafeln: Sheet, column of its keys, and its rows with key and name.

    Raises:
        EingabeFehler: Keys and names of two sheets contradict each other.
    """
    for (erstes, _, gegen), (blatt, spalte, zeilen) in pairwise(tafeln):
        schluessel, andere = ({a for a, _ in z.values()} for z in (zeilen, gegen))
        if len(schluessel & andere) * 10 < 9 * max(len(schluessel), len(andere)):
            continue
        namen: dict[tuple[str, int], set[str]] = {}
        for ags, name in gegen.values():
            namen.setdefault((name, len(ags)), set()).add(ags)
        for z, (ags, name) in zeilen.items():
            bekannt = namen.get((name, len(ags)), {ags})
            if ags not in bekannt:
                raise blatt.refuse(
                    f"„{name}“ mit {ags}, im Blatt „{erstes.name}“ mit {', '.join(sorted(bekannt))}",
                    "denselben Schlüssel in allen Blättern",
                    zeile=z,
                    spalte=spalte,
                )


def _head_of_numbers(zellen: Sequence[object], *, oben: bool) -> bool:
    """Tell whether a row numbers its columns (1, 2, 3 …) or names years."""
    zahlen = [w for w in zellen if isinstance(w, int | float)]
    if not zahlen or any(isinstance(w, str) and text(w) in {*ZEICHEN, "*"} for w in zellen):
        return False
    if len(zahlen) == len(zellen) and zahlen[0] == 1 and all(b - a == 1 for a, b in pairwise(zahlen)):
        return True
    return oben and all(_JAHRE[0] <= z <= _JAHRE[1] and z == int(z) for z in zahlen)
