"""Writes a register or a template as CSV and as workbook: explanation, data, drop-down lists, example.

Same content, same bytes: the workbook carries a fixed date of creation.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assets.planning.register import Feld
from assets.sources.kommunal.tabelle import BLATT
from assets.sources.kommunal.zellen import german_number, iso_date

ERSTELLT: Final = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LETZTE_ZEILE: Final = 1000
_ARTEN: Final = {
    "text": "Text",
    "datum": "Datum, zum Beispiel 31.12.2026",
    "jahr": "Jahreszahl",
    "zahl": "Zahl mit Dezimalkomma",
    "nummer": "Nummer, der Name darf folgen",
    "auswahl": "eine Angabe aus der Liste",
    "liste": "eine oder mehrere Angaben aus der Liste, mit Komma getrennt",
    "marke": "„ja“ nur bei erfundenen Mustern",
}
BLATT_MUSTER: Final = "Beispiel"
_SCHRIFT: Final = {"font_name": "Calibri", "font_size": 11, "text_wrap": True, "valign": "top"}


@dataclass(frozen=True)
class Blatt:
    """What a file holds.

    Attributes:
        titel: Heading of the explanation; samples carry BEISPIEL in it.
        hinweise: Paragraphs above the table of columns.
        felder: Columns in order.
        zeilen: Filled cells by column, as German text.
        vorschlaege: Column → entries of a drop-down list that stay suggestions.
        muster: Invented rows that show how the sheet is filled in; on a sheet of their own.
    """

    titel: str
    hinweise: tuple[str, ...]
    felder: tuple[Feld, ...]
    zeilen: tuple[Mapping[str, str], ...] = ()
    vorschlaege: Mapping[str, tuple[str, ...]] | None = None
    muster: tuple[Mapping[str, str], ...] = ()


def write_csv(pfad: Path, blatt: Blatt) -> None:
    """Write a CSV file as German Excel opens it: semicolons, UTF-8 with its mark."""
    puffer = io.StringIO()
    schreiber = csv.writer(puffer, delimiter=";", lineterminator="\n")
    spalten = [feld.spalte for feld in blatt.felder]
    schreiber.writerow(spalten)
    schreiber.writerows([zeile.get(s, "") for s in spalten] for zeile in blatt.zeilen)
    pfad.write_bytes(puffer.getvalue().encode("utf-8-sig"))


def write_xlsx(pfad: Path, blatt: Blatt) -> None:
    """Write a workbook: „Erläuterung“, „Daten“ and, where there are any, „Listen“ and „Beispiel“."""
    with xlsxwriter.Workbook(str(pfad)) as mappe:
        mappe.set_properties({"title": blatt.titel, "created": ERSTELLT})
        fett = mappe.add_format(_SCHRIFT | {"bold": True, "bottom": 1})
        normal = mappe.add_format(_SCHRIFT)
        erlaeuterung = mappe.add_worksheet("Erläuterung")
        daten = mappe.add_worksheet(BLATT)
        listen = _choices(blatt)
        if listen:
            _write_lists(mappe.add_worksheet("Listen"), listen, fett, normal)
        _explain(
            erlaeuterung, blatt, mappe.add_format(_SCHRIFT | {"bold": True, "font_size": 16}), fett, normal
        )
        datum = mappe.add_format(_SCHRIFT | {"num_format": "dd.mm.yyyy"})
        _fill(daten, blatt, blatt.zeilen, fett, normal, datum)
        _validate(daten, blatt, listen)
        if blatt.muster:
            _fill(mappe.add_worksheet(BLATT_MUSTER), blatt, blatt.muster, fett, normal, datum)


def _choices(blatt: Blatt) -> dict[str, tuple[str, ...]]:
    listen = {f.spalte: tuple(f.auswahl.values()) for f in blatt.felder if f.auswahl}
    return listen | dict(blatt.vorschlaege or {})


def _write_lists(
    listen: Worksheet, auswahl: Mapping[str, Sequence[str]], fett: Format, normal: Format
) -> None:
    for spalte, (name, werte) in enumerate(auswahl.items()):
        listen.write_string(0, spalte, name, fett)
        for zeile, wert in enumerate(werte, start=1):
            listen.write_string(zeile, spalte, wert, normal)
    listen.set_column(0, len(auswahl), 28)


def _explain(seite: Worksheet, blatt: Blatt, gross: Format, fett: Format, normal: Format) -> None:
    seite.set_column(0, 0, 26)
    seite.set_column(1, 1, 62)
    seite.set_column(2, 2, 12)
    seite.set_column(3, 3, 46)
    seite.write_string(0, 0, blatt.titel, gross)
    zeile = 1
    for hinweis in blatt.hinweise:
        seite.merge_range(zeile, 0, zeile, 3, hinweis, normal)
        seite.set_row(zeile, 15 * (1 + len(hinweis) // 130))
        zeile += 1
    zeile += 1
    for spalte, kopf in enumerate(("Spalte", "Was gehört hinein?", "Pflicht", "Form")):
        seite.write_string(zeile, spalte, kopf, fett)
    for feld in blatt.felder:
        zeile += 1
        form = _ARTEN[feld.art] + (": " + ", ".join(feld.auswahl.values()) if feld.auswahl else "")
        zellen = (feld.spalte, feld.beschreibung, "ja" if feld.pflicht else "nein", form)
        for spalte, inhalt in enumerate(zellen):
            seite.write_string(zeile, spalte, inhalt, normal)


def _fill(
    daten: Worksheet,
    blatt: Blatt,
    zeilen: Sequence[Mapping[str, str]],
    fett: Format,
    normal: Format,
    datum: Format,
) -> None:
    daten.freeze_panes(1, 1)
    for spalte, feld in enumerate(blatt.felder):
        daten.set_column(spalte, spalte, 40 if feld.spalte in ("beschreibung", "titel", "merkmal") else 20)
        daten.write_string(0, spalte, feld.spalte, fett)
        daten.write_comment(0, spalte, feld.beschreibung, {"author": "", "x_scale": 1.6})
        for nummer, zeile in enumerate(zeilen, start=1):
            _write_cell(daten, (nummer, spalte), zeile.get(feld.spalte, ""), feld, normal, datum)


def _write_cell(
    daten: Worksheet, ort: tuple[int, int], zelle: str, feld: Feld, normal: Format, datum: Format
) -> None:
    tag = iso_date(zelle) if feld.art == "datum" else None
    zahl = german_number(zelle) if feld.art in ("zahl", "jahr") else None
    if tag is not None:
        daten.write_datetime(*ort, datetime.combine(date.fromisoformat(tag), datetime.min.time()), datum)
    elif zahl is not None:
        daten.write_number(*ort, zahl, normal)
    elif zelle:
        daten.write_string(*ort, zelle, normal)


def _validate(daten: Worksheet, blatt: Blatt, listen: Mapping[str, Sequence[str]]) -> None:
    spalten = list(listen)
    for nummer, feld in enumerate(blatt.felder):
        pruefung: dict[str, object] = {
            "input_title": feld.spalte[:32],
            "input_message": feld.beschreibung[:255],
        }
        if feld.spalte in listen and feld.art != "liste":
            buchstabe = xlsxwriter.utility.xl_col_to_name(spalten.index(feld.spalte))
            ende = len(listen[feld.spalte]) + 1
            streng = feld.spalte not in (blatt.vorschlaege or {})
            pruefung |= {
                "validate": "list",
                "source": f"=Listen!${buchstabe}$2:${buchstabe}${ende}",
                "error_type": "stop" if streng else "information",
            }
        elif feld.art == "datum":
            pruefung |= {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
        elif feld.art == "liste":
            labels = ", ".join(feld.auswahl.values())
            pruefung |= {"validate": "any", "input_message": f"{feld.beschreibung}: {labels}"[:255]}
        else:
            continue
        daten.data_validation(1, nummer, LETZTE_ZEILE, nummer, pruefung)
