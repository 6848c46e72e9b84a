"""Own tables of the Landratsamt as text cells: CSV as Excel writes it, or one sheet of a workbook.

Nothing is interpreted here beyond the form: which row, which column, which text. Tables that look like
lists of persons are refused before a single cell is handed on.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from assets.sources.arbeitsmappe import ist_html, oeffne, text, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.personendaten import refuse_person_records

BLATT = "Daten"
ENDUNGEN = (".csv", ".xlsx")
ABHILFE_VORLAGE = "Die Angabe in der Datei berichtigen; die Vorlagen zeigen Aufbau und erlaubte Werte."
_PERSONENSPALTEN = (
    r"(vor|nach|familien|geburts|ruf|mutter|eltern)?name(n)?|geb(urts|oren)?(datum|tag|ort|am)?|"
    r"(wohn)?(anschrift|adresse)|strasse|strassehausnummer|hausnummer|telefon(nummer)?|handy|e?mail(adresse)?|"
    r"aktenzeichen|fallnummer|bgnummer|kundennummer|versichertennummer|steuerid|iban|personid|kindid"
)
_PERSON = re.compile(rf"^({_PERSONENSPALTEN})$")
_EXCEL_ENDE = re.compile(r"\.0$")


@dataclass(frozen=True)
class Zeile:
    """One filled row: its number in the file (from 1) and its cells by column, white space trimmed."""

    nummer: int
    zellen: Mapping[str, str]


@dataclass(frozen=True)
class Tabelle:
    """One table as text.

    Attributes:
        datei: File name.
        blatt: Sheet, None for CSV.
        spalten: Column names in order.
        zeilen: Rows with at least one filled cell.
    """

    datei: str
    blatt: str | None
    spalten: tuple[str, ...]
    zeilen: tuple[Zeile, ...]

    def refuse(
        self,
        gefunden: str,
        erwartet: str,
        *,
        zeile: int | None = None,
        spalte: str | None = None,
        abhilfe: str = ABHILFE_VORLAGE,
    ) -> EingabeFehler:
        """Return the error for a place in this table."""
        return EingabeFehler(
            datei=self.datei,
            blatt=self.blatt,
            zeile=zeile,
            spalte=spalte,
            gefunden=gefunden,
            erwartet=erwartet,
            abhilfe=abhilfe,
        )


def read_tabelle(
    pfad: Path, pflicht: Sequence[str], weitere: Sequence[str] = (), *, personennamen: bool = False
) -> Tabelle:
    """Read a CSV file (semicolon; UTF-8 or Windows-1252) or the sheet „Daten“ of a workbook.

    Args:
        pfad: The file.
        pflicht: Columns that must be there, in any order.
        weitere: Columns that may be there.
        personennamen: Whether a column such as `name` is no sign of person records (registers of offers).

    Raises:
        EingabeFehler: file empty, cut off, of a wrong kind or encoding; sheet or column missing,
            unknown or twice; columns that belong to records of persons.
    """
    endung = pfad.suffix.lower()
    if endung in ENDUNGEN:
        refuse_person_records(pfad, ist_register="merkmal" not in pflicht)
    if endung == ".csv":
        blatt, rohzeilen = None, _read_csv(pfad)
    elif endung == ".xlsx":
        blatt, rohzeilen = BLATT, _read_xlsx(pfad)
    else:
        raise _form(pfad, f"die Endung „{pfad.suffix}“", "eine CSV- oder Excel-Datei (.csv, .xlsx)")
    gefuellt = [(nr, zellen) for nr, zellen in rohzeilen if any(zellen)]
    if not gefuellt:
        raise _form(pfad, "eine leere Datei", "eine ausgefüllte Vorlage", blatt)
    kopfzeile, kopf = gefuellt[0][0], _without_tail(gefuellt[0][1])
    leer = Tabelle(pfad.name, blatt, tuple(name.strip().lower() for name in kopf), ())
    _check_header(leer, kopfzeile, pflicht, weitere, personennamen=personennamen)
    return Tabelle(pfad.name, blatt, leer.spalten, tuple(_rows(leer, gefuellt[1:])))


def _form(pfad: Path, gefunden: str, erwartet: str, blatt: str | None = None) -> EingabeFehler:
    abhilfe = "Die Vorlage aus data/raw/kommunal/vorlagen neu ausfüllen und als CSV oder XLSX speichern."
    return EingabeFehler(datei=pfad.name, blatt=blatt, gefunden=gefunden, erwartet=erwartet, abhilfe=abhilfe)


def _read_csv(pfad: Path) -> list[tuple[int, list[str]]]:
    roh = pfad.read_bytes()
    if not roh.strip():
        raise _form(pfad, "eine leere Datei", "eine ausgefüllte Vorlage")
    if ist_html(roh[:64]):
        raise _form(pfad, "eine Webseite (HTML) unter dem Namen einer CSV-Datei", "eine CSV-Datei")
    if b"\0" in roh:
        raise _form(pfad, "eine andere Zeichenkodierung (UTF-16) oder Binärdaten", "UTF-8 oder Windows-1252")
    try:
        inhalt = roh.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            inhalt = roh.decode("cp1252")
        except UnicodeDecodeError as fehler:
            raise _form(pfad, "eine unbekannte Zeichenkodierung", "UTF-8 oder Windows-1252") from fehler
    leser = csv.reader(io.StringIO(inhalt, newline=""), delimiter=";", strict=True)
    try:
        return [(leser.line_num, [text(zelle) for zelle in zeile]) for zeile in leser]
    except csv.Error as fehler:
        raise _form(
            pfad, "ein Anführungszeichen ohne Ende (Datei abgeschnitten?)", "eine vollständige CSV-Datei"
        ) from fehler


def _read_xlsx(pfad: Path) -> list[tuple[int, list[str]]]:
    mappe = oeffne(pfad)
    if BLATT not in mappe.sheet_names:
        namen = ", ".join(f"„{name}“" for name in mappe.sheet_names)
        raise _form(pfad, f"die Blätter {namen}", f"ein Blatt „{BLATT}“ wie in der Vorlage")
    rows = zeilen(mappe, BLATT, pfad.name)
    return [(nr, [_cell(zelle) for zelle in zeile]) for nr, zeile in enumerate(rows, start=1)]


def _cell(zelle: object) -> str:
    """Write a cell as a German would have typed it: decimal comma, ISO date."""
    if isinstance(zelle, bool):
        return "ja" if zelle else "nein"
    if isinstance(zelle, datetime):
        return zelle.date().isoformat()
    if isinstance(zelle, date):
        return zelle.isoformat()
    if isinstance(zelle, float):
        return _EXCEL_ENDE.sub("", repr(zelle)).replace(".", ",")
    return text(zelle)


def _without_tail(kopf: Sequence[str]) -> list[str]:
    ende = max(i for i, name in enumerate(kopf) if name) + 1
    return list(kopf[:ende])


def _check_header(
    tabelle: Tabelle,
    kopfzeile: int,
    pflicht: Sequence[str],
    weitere: Sequence[str],
    *,
    personennamen: bool,
) -> None:
    erlaubt = set(pflicht) | set(weitere)
    for spalte in tabelle.spalten:
        if spalte not in erlaubt and not personennamen and _is_person_column(spalte):
            raise tabelle.refuse(
                "eine Spalte mit Angaben zu einzelnen Personen",
                "nur Zählwerte; Sozialdaten einzelner Personen (§ 35 SGB I, §§ 67 ff. SGB X) "
                "dürfen hier nicht eingelesen werden",
                zeile=kopfzeile,
                spalte=spalte,
                abhilfe="Die Fälle in der Fachsoftware zählen, nur die Summen in die Vorlage eintragen "
                "und diese Datei löschen.",
            )
    fehlend = [s for s in pflicht if s not in tabelle.spalten]
    fremd = [s for s in tabelle.spalten if s not in erlaubt]
    doppelt = [s for s in tabelle.spalten if tabelle.spalten.count(s) > 1]
    probleme = [
        f"{was} {', '.join(f'„{s}“' for s in dict.fromkeys(spalten))}"
        for was, spalten in (
            ("keine Spalte", fehlend),
            ("die unbekannte Spalte", fremd),
            ("doppelt die Spalte", doppelt),
        )
        if spalten
    ]
    if probleme:
        raise tabelle.refuse(
            "; ".join(probleme), f"die Kopfzeile {';'.join(pflicht)}", zeile=kopfzeile, spalte=None
        )


def _is_person_column(spalte: str) -> bool:
    flach = spalte
    for umlaut, ersatz in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        flach = flach.replace(umlaut, ersatz)
    return bool(_PERSON.match(re.sub(r"[^a-z]", "", flach)))


def _rows(tabelle: Tabelle, rohzeilen: Sequence[tuple[int, list[str]]]) -> list[Zeile]:
    breite = len(tabelle.spalten)
    ergebnis = []
    for nummer, zellen in rohzeilen:
        zu_kurz = tabelle.blatt is None and len(zellen) < breite
        if zu_kurz or any(zellen[breite:]):
            raise tabelle.refuse(
                f"{len(zellen)} Felder",
                f"{breite} Felder, mit Semikolon getrennt",
                zeile=nummer,
                abhilfe="Die Zeile vervollständigen; fehlt das Ende der Datei, die Vorlage neu speichern.",
            )
        gefuellt = [*zellen, *[""] * (breite - len(zellen))][:breite]
        ergebnis.append(Zeile(nummer, dict(zip(tabelle.spalten, gefuellt, strict=True))))
    return ergebnis
