"""The Deutschlandatlas workbook as a whole: data sheets with their headers, edition, table of contents."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from assets.sources.arbeitsmappe import Zeile, oeffne, text, zeilen
from assets.sources.deutschlandatlas.kopf import Spaltenkopf, ebene_aus, gebietsstand_aus, spaltenkopf
from assets.sources.deutschlandatlas.verzeichnis import Verzeichnis
from assets.sources.fehler import EingabeFehler

KOPFZEILEN = 10
HERUNTERLADEN = "Arbeitsmappe vom Deutschlandatlas neu herunterladen und unverändert ablegen."
_PRAEFIX = "Deutschlandatlas_"
_MONATE = (
    *("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september"),
    *("oktober", "november", "dezember"),
)
_STAND = re.compile(
    r"(?:^|\t)(?:Daten)?Stand: ?(?:(?P<tag>\d{1,2})\. ?)?"
    r"(?:(?P<monat>\d{2})\.|(?P<name>[A-ZÄa-zä]+) )(?P<jahr>20\d{2})"
)
_ANZAHL = re.compile(r"(?:^|: )(\d+) Indikator(?:en)? auf ")


@dataclass(frozen=True)
class Datenblatt:
    """A data sheet with its header found.

    Attributes:
        datei: File name.
        name: Sheet name.
        ebene: Level of its territories.
        gebietsstand: Date of the territories, None where nothing tells it.
        kopf: Index of the header row, from 0.
        rows: All rows of the sheet.
        koepfe: Measure columns by column index.
    """

    datei: str
    name: str
    ebene: str
    gebietsstand: str | None
    kopf: int
    rows: Sequence[Zeile]
    koepfe: Mapping[int, Spaltenkopf]


@dataclass(frozen=True)
class Mappe:
    """The workbook: its data sheets in order, and the lines of all other sheets (cells joined by tabs)."""

    datei: str
    blaetter: tuple[Datenblatt, ...]
    texte: tuple[str, ...]


def recognise_deutschlandatlas(pfad: Path) -> bool:
    """Tell whether a workbook is the Deutschlandatlas: by sheet names, else by the first rows of a sheet.

    Raises:
        EingabeFehler: The workbook cannot be opened.
    """
    return recognise_arbeitsmappe(oeffne(pfad), pfad.name)


def recognise_arbeitsmappe(mappe: calamine.CalamineWorkbook, datei: str) -> bool:
    """Tell whether an opened workbook is the Deutschlandatlas."""
    namen = mappe.sheet_names
    if any(name.startswith(_PRAEFIX) for name in namen):
        return True
    if namen and _names_the_atlas(zeilen(mappe, namen[0], datei, hoechstens=KOPFZEILEN)):
        return True
    verdaechtig = [name for name in namen if re.search(r"(KRS|GEM|VBG|GKZ)_?\d{4}", name)]
    return any(find_header(zeilen(mappe, n, datei, hoechstens=KOPFZEILEN)) is not None for n in verdaechtig)


def _names_the_atlas(rows: Iterable[Zeile]) -> bool:
    return any("Deutschlandatlas" in text(zelle) for zeile in rows for zelle in zeile)


def read_mappe(pfad: Path) -> Mappe:
    """Load the workbook and find the header of every data sheet.

    Raises:
        EingabeFehler: Workbook broken, a sheet of its table of contents missing, or a data sheet without
            header.
    """
    arbeitsmappe = oeffne(pfad)
    alle = {name: zeilen(arbeitsmappe, name, pfad.name) for name in arbeitsmappe.sheet_names}
    koepfe = {name: find_header(rows) for name, rows in alle.items()}
    texte = [
        "\t".join(t for t in map(text, zeile) if t)
        for name, rows in alle.items()
        if koepfe[name] is None
        for zeile in rows
    ]
    _refuse_missing_sheets(alle, koepfe, texte, pfad.name)
    verzeichnis = Verzeichnis()
    for name, rows in alle.items():
        if koepfe[name] is None:
            verzeichnis.add_sheet(rows)
    blaetter = tuple(
        _sheet(pfad.name, n, alle[n], k, verzeichnis) for n, k in koepfe.items() if k is not None
    )
    return Mappe(pfad.name, blaetter, tuple(t for t in texte if t))


def find_header(rows: Sequence[Zeile]) -> int | None:
    """Return the index of the header row among the first ten rows, or None."""
    for nummer, zeile in enumerate(rows[:KOPFZEILEN]):
        if len(zeile) > 2 and ebene_aus(zeile[0], zeile[1]):
            return nummer
    return None


def edition(mappe: Mappe) -> tuple[str, tuple[str, ...]]:
    """Return the date of the edition (`Stand:`), with a warning where only the Gebietsstand tells it.

    Raises:
        EingabeFehler: Neither is there.
    """
    for zeile in mappe.texte:
        treffer = _STAND.search(zeile)
        stand = _date(treffer) if treffer else None
        if stand:
            return stand, ()
    staende = sorted(b.gebietsstand for b in mappe.blaetter if b.gebietsstand)
    if staende:
        ersatz = staende[-1]
        return ersatz, (f"kein „Stand:“ gefunden; Ausgabe nach dem neuesten Gebietsstand {ersatz} benannt",)
    raise EingabeFehler(
        datei=mappe.datei,
        gefunden="weder „Stand:“ noch einen Gebietsstand",
        erwartet="eine Arbeitsmappe des Deutschlandatlas mit Titelblatt",
        abhilfe=HERUNTERLADEN,
    )


def _refuse_missing_sheets(
    alle: Mapping[str, Sequence[Zeile]], koepfe: Mapping[str, int | None], texte: Iterable[str], datei: str
) -> None:
    """Compare the sheets with the table of contents of the workbook, and refuse lost headers."""
    genannt = [zeile.split("\t")[0] for zeile in texte]
    for name in genannt:
        if re.fullmatch(_PRAEFIX + r"[A-Z]+\d{4}", name) and name not in alle:
            raise EingabeFehler(
                datei=datei,
                blatt=name,
                gefunden="kein Blatt dieses Namens (umbenannt oder gelöscht)",
                erwartet="alle Blätter, die das Inhaltsverzeichnis der Arbeitsmappe nennt",
                abhilfe=HERUNTERLADEN,
            )
    for name in alle:
        if name.startswith(_PRAEFIX) and koepfe[name] is None:
            raise EingabeFehler(
                datei=datei,
                blatt=name,
                gefunden="keine Kopfzeile in den ersten zehn Zeilen",
                erwartet="eine Zeile mit Gebietsschlüssel (KRS…, GKZ…, VBG…), Name und Indikatorkürzeln",
                abhilfe=HERUNTERLADEN,
            )


def _date(treffer: re.Match[str]) -> str | None:
    """Return the date of „Stand: 22.04.2026“, „22. April 2026“ or „April 2026“ (its first day)."""
    name = (treffer["name"] or "").casefold()
    monat = int(treffer["monat"]) if treffer["monat"] else (*_MONATE, name).index(name) + 1
    tag = int(treffer["tag"] or 1)
    try:
        return datetime.date(int(treffer["jahr"]), monat, tag).isoformat()
    except ValueError:
        return None


def _sheet(datei: str, name: str, rows: Sequence[Zeile], kopf: int, verzeichnis: Verzeichnis) -> Datenblatt:
    zeile = rows[kopf]
    titel = [oben[0] for oben in rows[:kopf] if oben]
    koepfe = {i: spaltenkopf(zelle, verzeichnis, name) for i, zelle in enumerate(zeile) if i > 1}
    blatt = Datenblatt(
        datei=datei,
        name=name,
        ebene=ebene_aus(zeile[0], zeile[1]) or "",
        gebietsstand=gebietsstand_aus(name, *titel, zeile[0]),
        kopf=kopf,
        rows=rows,
        koepfe={i: k for i, k in koepfe.items() if k},
    )
    _check_columns(blatt, [text(t) for t in titel])
    return blatt


def _check_columns(blatt: Datenblatt, titel: Sequence[str]) -> None:
    """Compare the measures with the number in the title („23 Indikatoren auf …“), and refuse doubles."""
    kuerzel = [k.kuerzel.casefold() for k in blatt.koepfe.values()]
    doppelt = sorted({k for k in kuerzel if kuerzel.count(k) > 1})
    soll = next((int(t[1]) for zeile in titel if (t := _ANZAHL.search(zeile))), len(kuerzel))
    if doppelt or len(kuerzel) != soll:
        raise EingabeFehler(
            datei=blatt.datei,
            blatt=blatt.name,
            zeile=blatt.kopf + 1,
            gefunden=f"das Kürzel „{doppelt[0]}“ zweimal" if doppelt else f"{len(kuerzel)} Indikatoren",
            erwartet="jedes Kürzel einmal"
            if doppelt
            else f"{soll} Indikatoren, wie der Titel des Blatts sagt",
            abhilfe=HERUNTERLADEN,
        )
