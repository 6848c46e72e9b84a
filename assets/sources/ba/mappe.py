"""Workbook of the Bundesagentur: imprint, sheets with figures, their regions and periods."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import python_calamine as calamine

from assets.sources.arbeitsmappe import text, zeilen
from assets.sources.ba.zeilen import holds_figures, refuse_short_key, refuse_unkeyed
from assets.sources.kopftext import days_in, month_number
from assets.sources.tabellenblatt import Tabellenblatt

_BEGLEITEND: Final = re.compile(
    r"^(deckblatt|impressum|inhalt|hinweis|methodisch|statistik-info|infoseite|erläuterung|glossar|begriffe)",
    re.IGNORECASE,
)
_SCHLUESSEL: Final = re.compile(r"(0[1-9]|1[0-6])(\d{3})?(\d{3})?", re.ASCII)
_MIT_NAME: Final = re.compile(r"((?:0[1-9]|1[0-6])(?:\d{3})?(?:\d{3})?) +(\D.*)", re.ASCII)
_TRAEGER: Final = re.compile(r"\b(Jobcenter|JC|Agentur für Arbeit|AA|Regionaldirektion|Geschäftsstelle)\b")
_JAHR: Final = re.compile(r"(?:Jahresdurchschnitt|Jahressumme|Berichtsjahr|Jahr):? ?((?:19|20)\d{2})")
_MONAT: Final = re.compile(r"(?:Berichtsmonat:? ?)?([A-Z][a-zä]+) ((?:19|20)\d{2})")
_DEUTSCHLAND: Final = "Deutschland"
_ZAHLENBLATT: Final = 20


@dataclass(frozen=True)
class Zeitbezug:
    """A period: as stored, in words where it was filed under another day, and whether it is a Stichtag."""

    zeitraum: str
    hinweis: str = ""


@dataclass(frozen=True)
class Regionen:
    """Rows of a sheet with a territory: row → key and name; other rows with figures by their name.

    `erste` is the first row with figures, whether it counts or not; `spalten` hold keys and names.
    """

    spalten: tuple[int, ...]
    erste: int
    zeilen: Mapping[int, tuple[str, str]]
    ausgelassen: tuple[str, ...]


def recognise_ba(mappe: calamine.CalamineWorkbook, datei: str) -> bool:
    """Tell whether a workbook is one of the Bundesagentur: its imprint says so."""
    return any("Statistik der Bundesagentur für Arbeit" in w for w in _imprint_words(mappe, datei))


def imprint(mappe: calamine.CalamineWorkbook, datei: str) -> dict[str, str]:
    """Return the fields of the imprint (`Titel:`, `Stichtag:`, `Erstellungsdatum:` …) as text."""
    felder: dict[str, str] = {}
    for name in mappe.sheet_names:
        if name.startswith("Impressum"):
            for zeile in zeilen(mappe, name, datei):
                worte = [_word(z) for z in zeile if _word(z)]
                if len(worte) > 1 and worte[0].endswith(":"):
                    felder.setdefault(worte[0].rstrip(":"), worte[1])
    return felder


def table_sheets(mappe: calamine.CalamineWorkbook, datei: str) -> tuple[list[Tabellenblatt], list[str]]:
    """Return the sheets with keyed rows, and the names of other sheets that hold many numbers."""
    tabellen, uebrig = [], []
    for name in mappe.sheet_names:
        blatt = Tabellenblatt.of(mappe, name, datei)
        zahlen = sum(isinstance(z, float) for r in blatt.rows for z in r)
        if _BEGLEITEND.match(name) and zahlen < _ZAHLENBLATT:
            continue
        if sum(_row_key(z, s) is not None for z in blatt.rows for s in range(min(3, len(z)))) >= 2:
            tabellen.append(blatt)
        elif zahlen >= _ZAHLENBLATT:
            uebrig.append(name)
    return tabellen, uebrig


def regions(blatt: Tabellenblatt) -> Regionen:
    """Find the column with the keys, that with the names, and the territory of every row.

    Germany has no key. Where several rows bear its name, the one counts whose addition in brackets
    stands in the title as well (`Deutschland (Wohnort)` under „Wohnort“).

    Raises:
        EingabeFehler: Keys of Jobcenter or Agenturen, which look like those of Kreise; Germany twice.
    """
    treffer = [[z for z, r in enumerate(blatt.rows) if s < len(r) and _row_key(r, s)] for s in range(3)]
    spalte = max(range(3), key=lambda s: len(treffer[s]))
    getrennt = _MIT_NAME.fullmatch(text(blatt.rows[treffer[spalte][0]][spalte])) is None
    name_spalte = _name_column(blatt, treffer[spalte], spalte) if getrennt else spalte
    ergebnis: dict[int, tuple[str, str]] = {}
    ausgelassen: list[tuple[int, str]] = []
    bund: list[tuple[int, str]] = []
    for z, zeile in enumerate(blatt.rows):
        name = text(zeile[name_spalte])
        treffer_key = _row_key(zeile, spalte)
        if treffer_key:
            if _TRAEGER.search(name or treffer_key[1]):
                raise blatt.refuse(
                    f"„{name or treffer_key[1]}“: Bezirke von Jobcentern oder Agenturen",
                    "Länder, Kreise oder Gemeinden; die Schlüssel anderer Bezirke sehen nur so aus",
                    zeile=z,
                    abhilfe="Die Tabelle nach Kreisen herunterladen.",
                )
            ergebnis[z] = (treffer_key[0], name if getrennt else treffer_key[1])
        elif holds_figures(zeile[max(spalte, name_spalte) + 1 :]):
            refuse_unkeyed(blatt, z, spalte, name_spalte, oben=not ergebnis and not bund)
            if name:
                (bund if name.startswith(_DEUTSCHLAND) else ausgelassen).append((z, name))
    erste = min([*ergebnis, *(z for z, _ in bund)])
    for z in range(erste, len(blatt.rows)):
        refuse_short_key(blatt, z, spalte)
    _refuse_columns_before(blatt, (spalte, name_spalte), list(ergebnis))
    ergebnis |= {z: ("00", name) for z, name in _germany(blatt, bund)}
    ausgelassen += [(z, n) for z, n in bund if z not in ergebnis]
    return Regionen(
        (spalte, name_spalte),
        erste,
        dict(sorted(ergebnis.items())),
        tuple(dict.fromkeys(n for z, n in sorted(ausgelassen) if z >= erste)),
    )


def title_lines(blatt: Tabellenblatt, bis: int) -> list[str]:
    """Return the texts above a row."""
    return [text(z) for r in blatt.rows[:bis] for z in r if isinstance(z, str) and text(z)]


def period_of(worte: Sequence[str]) -> Zeitbezug | None:
    """Return the period that a title or an imprint states, None without one or with several."""
    gefunden: dict[str, Zeitbezug] = {}
    for wort in worte:
        if tage := days_in(wort) if "Stichtag" in wort or re.fullmatch(r"[\d. A-Za-zä]{8,20}", wort) else []:
            gefunden |= {tag: Zeitbezug(tag) for tag in tage}
        elif jahr := _JAHR.search(wort):
            gefunden[jahr.group(1)] = Zeitbezug(jahr.group(1))
        elif (monat := _MONAT.fullmatch(wort)) and (nummer := month_number(monat.group(1))):
            tag = _last_day(int(monat.group(2)), nummer)
            gefunden[tag] = Zeitbezug(tag, f"Berichtsmonat {monat.group(1)} {monat.group(2)}")
    return next(iter(gefunden.values())) if len(gefunden) == 1 else None


def _last_day(jahr: int, monat: int) -> str:
    naechster = date(jahr + monat // 12, monat % 12 + 1, 1)
    return date.fromordinal(naechster.toordinal() - 1).isoformat()


def _word(zelle: object) -> str:
    return zelle.strftime("%d.%m.%Y") if isinstance(zelle, date) else text(zelle)


def _imprint_words(mappe: calamine.CalamineWorkbook, datei: str) -> list[str]:
    namen = [n for n in mappe.sheet_names if n.startswith("Impressum")]
    return [text(z) for n in namen for r in zeilen(mappe, n, datei) for z in r]


def _row_key(zeile: Sequence[object], spalte: int) -> tuple[str, str] | None:
    """Return key and name in a cell: text with 2, 5 or 8 digits, alone or before a name."""
    zelle = zeile[spalte] if spalte < len(zeile) else ""
    if not isinstance(zelle, str):
        return None
    inhalt = text(zelle)
    if _SCHLUESSEL.fullmatch(inhalt):
        return inhalt, ""
    paar = _MIT_NAME.fullmatch(inhalt)
    return (paar.group(1), paar.group(2)) if paar and not re.match(r"\d|[.)]", paar.group(2)) else None


def _name_column(blatt: Tabellenblatt, keyed: Sequence[int], spalte: int) -> int:
    """Return the column beside the keys that holds words in all keyed rows.

    Raises:
        EingabeFehler: There is none.
    """
    for s in (spalte - 1, spalte + 1):
        if not 0 <= s < blatt.breite:
            continue
        ohne = [z for z in keyed if not re.search(r"[^\W\d]{2}", text(blatt.rows[z][s]))]
        if not ohne:
            return s
        if len(ohne) * 2 < len(keyed):
            raise blatt.refuse(
                "einen Schlüssel ohne Namen daneben", "den Namen der Region", zeile=ohne[0], spalte=s
            )
    raise blatt.refuse(
        "Schlüssel ohne Namen daneben", "eine Spalte mit den Namen der Regionen", zeile=keyed[0]
    )


def _refuse_columns_before(blatt: Tabellenblatt, spalten: Sequence[int], keyed: Sequence[int]) -> None:
    """Refuse figures to the left of names and keys; they would go unread."""
    for s in range(max(spalten)):
        zeile = next((z for z in keyed if isinstance(blatt.rows[z][s], int | float)), None)
        if s not in spalten and zeile is not None:
            raise blatt.refuse(
                "Zahlen links von Name und Schlüssel",
                "zuerst Name und Schlüssel, dann die Zahlen",
                zeile=zeile,
                spalte=s,
            )


def _germany(blatt: Tabellenblatt, bund: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    if len(bund) < 2:
        return list(bund)
    titel = " ".join(title_lines(blatt, min(z for z, _ in bund)))
    passend = [
        (z, n) for z, n in bund if (zusatz := re.search(r"\(([^()]+)\)", n)) and zusatz.group(1) in titel
    ]
    if len(passend) != 1:
        raise blatt.refuse(
            f"{len(bund)} Zeilen „Deutschland“", "eine Zeile, die zum Titel passt", zeile=bund[0][0]
        )
    return passend
