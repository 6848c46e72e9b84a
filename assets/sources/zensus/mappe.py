"""Sheets of a Zensus regional table: which hold figures, for which territories, in which columns.

A table comes twice in the workbook: as a layout sheet with a stacked head in words, and as a sheet
`CSV-…` with one row of codes. Both are read; columns that hold the same figures are one measure.
"""

import re
from collections.abc import Sequence
from typing import Final

import python_calamine as calamine

from assets.sources.arbeitsmappe import text, zeilen
from assets.sources.schluessel import ags_aus_ars, planungsbereich
from assets.sources.tabellenblatt import Tabellenblatt
from assets.sources.zensus.abgleich import refuse_other_territories
from assets.sources.zensus.blatt import CSV, Gebietszeilen, Zensusblatt

_SCHLUESSEL: Final = ("_RS", "Amtlicher Regionalschlüssel (ARS)", "Amtlicher Gemeindeschlüssel (AGS)")
_EBENE: Final = "Regionalebene"
ZEIT: Final = "Berichtszeitpunkt"
_BEGLEITEND: Final = re.compile(r"^(titel|impressum|erläuterung|inhalt|hinweis)", re.IGNORECASE)
_STELLEN: Final = {
    "Gemeinde": 12,
    "Gemeindeverband": 9,
    "Stadtkreis/kreisfreie Stadt/Landkreis": 5,
    "Kreis": 5,
    "Regierungsbezirk": 3,
    "Land": 2,
    "Bund": 2,
    "Bund (ohne Deutsche im Ausland)": 2,
    "Bund (mit Deutschen im Ausland)": 2,
    "Deutsche im Ausland": 2,
}
_BUND: Final = ("Bund", "Bund (ohne Deutsche im Ausland)")
_NUR_BUND: Final = (*_BUND, "Bund (mit Deutschen im Ausland)", "Deutsche im Ausland")
_ERSTE_ZEILEN: Final = 15


def recognise_zensus(mappe: calamine.CalamineWorkbook, datei: str) -> bool:
    """Tell whether a workbook is a regional table of a Zensus, by its imprint or a sheet for machines."""
    for name in mappe.sheet_names:
        if name.startswith(CSV):
            kopf = zeilen(mappe, name, datei, hoechstens=1)
            if kopf and {"_RS", _EBENE} <= {text(z) for z in kopf[0]}:
                return True
        if name.startswith("Impressum") and any(
            "Ergebnisse des Zensus 2" in text(z) for r in zeilen(mappe, name, datei) for z in r
        ):
            return True
    return False


def data_sheets(mappe: calamine.CalamineWorkbook, datei: str) -> list[Zensusblatt]:
    """Return all sheets with figures, those for machines first.

    Raises:
        EingabeFehler: None is there, or a key, a level or a row is not as in a regional table.
    """
    gefunden = []
    for name in mappe.sheet_names:
        blatt = Tabellenblatt.of(mappe, name, datei)
        kopfzeile = next((n for n, z in enumerate(blatt.rows[:_ERSTE_ZEILEN]) if _is_head(z)), None)
        if kopfzeile is None:
            if len(blatt.rows) > _ERSTE_ZEILEN and not _BEGLEITEND.match(name):
                raise blatt.refuse(
                    "keine Kopfzeile mit Regionalschlüssel und Regionalebene",
                    "eine Regionaltabelle des Zensus",
                )
            continue
        gefunden.append(_sheet(blatt, kopfzeile))
    if not gefunden:
        raise Tabellenblatt(datei, ", ".join(mappe.sheet_names)[:120], ()).refuse(
            "kein Blatt mit Regionalschlüssel und Regionalebene", "eine Regionaltabelle des Zensus"
        )
    refuse_other_territories(gefunden)
    return sorted(gefunden, key=lambda b: not b.csv)


def reporting_day(blatt: Zensusblatt) -> str | None:
    """Return the day that the column `Berichtszeitpunkt` states (`20220515`), None without such a column.

    Raises:
        EingabeFehler: It is no day, or not the same in all rows.
    """
    spalte = _column(blatt.blatt.rows[blatt.kopf[0]], ZEIT)
    if spalte is None:
        return None
    for z in blatt.gebiete.zeilen:
        tag = text(blatt.blatt.rows[z][spalte]).removesuffix(".0")
        erster = text(blatt.blatt.rows[blatt.gebiete.zeilen[0]][spalte]).removesuffix(".0")
        if tag != erster or not re.fullmatch(r"20\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])", tag):
            raise blatt.blatt.refuse(
                f"„{tag[:20]}“", "in jeder Zeile denselben Tag (JJJJMMTT)", zeile=z, spalte=spalte
            )
    return f"{erster[:4]}-{erster[4:6]}-{erster[6:]}"


def _is_head(zeile: Sequence[object]) -> bool:
    worte = {text(z) for z in zeile}
    return _EBENE in worte and bool(worte & set(_SCHLUESSEL))


def _column(zeile: Sequence[object], *namen: str) -> int | None:
    return next((s for s, z in enumerate(zeile) if text(z) in namen), None)


def _sheet(blatt: Tabellenblatt, kopfzeile: int) -> Zensusblatt:
    kopf = blatt.rows[kopfzeile]
    schluessel, name, ebene = (_column(kopf, *n) for n in (_SCHLUESSEL, ("Name",), (_EBENE,)))
    if schluessel is None or name is None or ebene is None:
        raise blatt.refuse(
            "keine Spalte „Name“", "Regionalschlüssel, Name und Regionalebene", zeile=kopfzeile
        )
    erste_zeile = next(
        (z for z in range(kopfzeile + 1, len(blatt.rows)) if text(blatt.rows[z][schluessel])), len(blatt.rows)
    )
    erste = max(schluessel, name, ebene) + 1
    for z in range(kopfzeile + 1, erste_zeile):
        worte = blatt.rows[z]
        if text(worte[name]) or text(worte[ebene]) or any(isinstance(w, float) for w in worte[erste:]):
            raise blatt.refuse(
                "eine Zeile ohne Regionalschlüssel", "einen Regionalschlüssel", zeile=z, spalte=schluessel
            )
    gebiete = _territories(blatt, range(erste_zeile, len(blatt.rows)), (schluessel, name, ebene))
    _refuse_columns_before(blatt, kopf, gebiete, erste)
    return Zensusblatt(
        blatt,
        range(kopfzeile, erste_zeile),
        erste,
        gebiete,
        csv=text(kopf[schluessel]) == "_RS",
    )


def _refuse_columns_before(
    blatt: Tabellenblatt, kopf: Sequence[object], gebiete: Gebietszeilen, erste: int
) -> None:
    """Refuse figures to the left of the columns that name the territory; they would go unread."""
    bekannt = {*_SCHLUESSEL, "Name", _EBENE, ZEIT}
    for s in range(erste):
        zeile = next((z for z in gebiete.zeilen if text(blatt.rows[z][s])), None)
        if text(kopf[s]) not in bekannt and zeile is not None:
            raise blatt.refuse(
                "Angaben links von den Gebietsspalten",
                "zuerst Regionalschlüssel, Name und Regionalebene, dann die Zahlen",
                zeile=zeile,
                spalte=s,
            )


def _territories(blatt: Tabellenblatt, bereich: range, spalten: tuple[int, int, int]) -> Gebietszeilen:
    """Walk the rows down to the first one without a level; below it stand notes."""
    ergebnis: dict[str, tuple[int, str]] = {}
    ausgelassen: dict[str, int] = {}
    ende = False
    for z in bereich:
        roh, name, ebene = (blatt.rows[z][s] for s in spalten)
        if not text(ebene):
            if sum(bool(text(w)) for w in blatt.rows[z]) > 1 or text(roh).isdigit():
                raise blatt.refuse(
                    "eine leere Regionalebene", "eine Regionalebene je Gebiet", zeile=z, spalte=spalten[2]
                )
            ende = True
            continue
        if ende:
            raise blatt.refuse(
                "eine Zeile mit Gebiet unter einer leeren Zeile", "eine Tabelle ohne Lücke", zeile=z
            )
        ags, grund = _key(blatt, z, (roh, ebene), spalten)
        if ags is None:
            ausgelassen[grund] = ausgelassen.get(grund, 0) + 1
            continue
        if ags in ergebnis:
            raise blatt.refuse(
                f"den Schlüssel {text(roh)} zum zweiten Mal",
                "jedes Gebiet genau einmal",
                zeile=z,
                spalte=spalten[0],
            )
        ergebnis[ags] = (z, text(name))
    if not ergebnis:
        raise blatt.refuse("keine Datenzeile", "Zeilen mit Regionalschlüsseln")
    return Gebietszeilen(
        tuple(z for z, _ in ergebnis.values()),
        tuple(ergebnis),
        tuple(n for _, n in ergebnis.values()),
        ausgelassen,
    )


def _key(
    blatt: Tabellenblatt, z: int, zellen: tuple[object, object], spalten: tuple[int, int, int]
) -> tuple[str | None, str]:
    """Return the key of a row, or None with the reason why the row is left out.

    Raises:
        EingabeFehler: The level is none of the Zensus, or key and level contradict each other.
    """
    roh, ebene = zellen[0], text(zellen[1])
    stellen = _STELLEN.get(ebene) if isinstance(zellen[1], str) else None
    if stellen is None:
        raise blatt.refuse(
            f"die Regionalebene „{ebene[:40]}“",
            "eine Regionalebene des Zensus wie „Gemeinde“, „Gemeindeverband“ oder „Land“",
            zeile=z,
            spalte=spalten[2],
        )
    schluessel = roh.strip() if isinstance(roh, str) else ""
    if schluessel == "00" and ebene in _NUR_BUND:
        return ("00", "") if ebene in _BUND else (None, f"„{ebene}“")
    passt = re.fullmatch(rf"(0[1-9]|1[0-6])\d{{{stellen - 2}}}", schluessel, re.ASCII)
    if not passt or ebene in _NUR_BUND:
        zahl = isinstance(roh, int | float)
        raise blatt.refuse(
            f"„{text(roh)}“ als {'Zahl' if zahl else 'Schlüssel'} bei der Ebene „{ebene}“",
            f"einen Schlüssel mit {stellen} Ziffern als Text (führende Nullen)",
            zeile=z,
            spalte=spalten[0],
        )
    if stellen == 3:
        return None, "Regierungsbezirke und statistische Regionen"
    if stellen == 12:
        return ags_aus_ars(schluessel), ""
    return (planungsbereich(schluessel) if stellen == 9 else schluessel), ""
