"""Layout of the table CSV of the Regionaldatenbank: bytes → title block, head, body and footer.

A file is, from top to bottom: `GENESIS-Tabelle: <number>` (since 2026 `Tabelle: <number>`), title
lines with text in the first field only, stacked header rows with an empty first field, the body,
a line `__________`, and the footer with footnotes, copyright and `Stand: 09.07.2026 / 11:01:42`.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from assets.sources.fehler import EingabeFehler

NEU_LADEN: Final = (
    "Die Tabelle in der Regionaldatenbank noch einmal aufrufen, als CSV herunterladen "
    "und die Datei unverändert ablegen."
)
_ERSTE_ZEILE: Final = re.compile(r"(?:GENESIS-)?Tabelle:[ \t]*([^;\r\n]*)")
_NUMMER: Final = re.compile(r"\d{3,5}(-\w+)+")
_STAND: Final = re.compile(r"(?:Stand|created):\s*(\d{2})\.(\d{2})\.(\d{4})\s*/\s*\d{2}:\d{2}:\d{2}[\s;]*")
_DOPPELT_KODIERT: Final = re.compile("Ã[\u0080-\u00bf]|â\u0080[\u0080-\u00bf]")
_C1: Final = re.compile("[\u0080-\u009f]")
_TITEL_ZU_NUMMER: Final = {
    "Zu- und Fortzüge nach Geschlecht (über Gemeindegrenzen)": "182-20-4",
    "Allgemeinbildende Schulen: Absolventen/Abgänger nach dem Schulabschluss": "192-71-4",
    "Sozialberichterstattung in der amtlichen Statistik Leistungsberechtigte": "662-31-4",
}
"""Beginnings of titles of tables that were once delivered without a number (`Temporär`)."""


@dataclass(frozen=True)
class Aufbau:
    """The parts of one file.

    `kopf` and `zeilen` hold the fields of the header rows and of the body; `anfang` is the number
    of the first body row in the file, counted from 1; `stand` is an ISO date.
    """

    datei: str
    tabelle: str
    titel: tuple[str, ...]
    kopf: list[list[str]]
    zeilen: list[list[str]]
    anfang: int
    fuss: str
    stand: str

    @property
    def ganzer_titel(self) -> str:
        """The title lines joined into one line."""
        return " ".join(self.titel)


def recognise_first_line(inhalt: bytes) -> bool:
    """Say whether the bytes begin like a table CSV of the family (any supported encoding)."""
    anfang = inhalt[:200].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return _ERSTE_ZEILE.match(anfang) is not None


def decode_text(inhalt: bytes, datei: str) -> str:
    """Return the text of the file with Unix line ends.

    UTF-8 (with or without BOM) is tried first because ISO-8859-1 accepts every byte; Windows-1252 is
    taken where bytes occur that ISO-8859-1 leaves to control characters.

    Raises:
        EingabeFehler: empty file, HTML page, UTF-16, or an encoding damaged on the way.
    """
    if not inhalt.strip():
        raise EingabeFehler(datei, "eine leere Datei", "eine Tabelle der Regionaldatenbank", NEU_LADEN)
    if inhalt[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in inhalt:
        raise EingabeFehler(
            datei, "eine Datei in UTF-16 oder mit Nullbytes", "ISO-8859-1 oder UTF-8", NEU_LADEN
        )
    _refuse_html(inhalt, datei)
    try:
        text = inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_single_byte(inhalt, datei)
    if treffer := _DOPPELT_KODIERT.search(text):
        zeile = text.count("\n", 0, treffer.start()) + 1
        raise EingabeFehler(
            datei, f"falsch gewandelte Umlaute „{treffer.group()}“", "ISO-8859-1 oder UTF-8", NEU_LADEN,
            zeile=zeile,
        )  # fmt: skip
    return text.replace("\r\n", "\n")


def _decode_single_byte(inhalt: bytes, datei: str) -> str:
    text = inhalt.decode("iso-8859-1")
    if not _C1.search(text):
        return text
    try:
        return inhalt.decode("cp1252")
    except UnicodeDecodeError as fehler:
        raise EingabeFehler(
            datei, "eine unbekannte Zeichenkodierung", "ISO-8859-1 oder UTF-8", NEU_LADEN,
            zeile=inhalt.count(b"\n", 0, fehler.start) + 1,
        ) from fehler  # fmt: skip


def _refuse_html(inhalt: bytes, datei: str) -> None:
    anfang = inhalt[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not anfang.startswith((b"<!doctype", b"<html", b"<?xml")):
        return
    abgelaufen = b"dialogue has already been closed" in inhalt or b"dialog wurde" in inhalt.lower()
    gefunden = (
        "die Webseite einer abgelaufenen Sitzung statt der Tabelle"
        if abgelaufen
        else "eine Webseite (HTML) statt der Tabelle"
    )
    raise EingabeFehler(datei, gefunden, "eine CSV-Datei mit der ersten Zeile „Tabelle: …“", NEU_LADEN)


def split_file(text: str, datei: str) -> Aufbau:
    """Cut the text into its parts.

    Raises:
        EingabeFehler: no table of the family, truncated file, no header, no body.
    """
    zeilen = text.split("\n")
    erste = _ERSTE_ZEILE.match(zeilen[0])
    if erste is None:
        raise EingabeFehler(
            datei, f"„{zeilen[0][:60]}“", "„Tabelle: <Nummer>“ oder „GENESIS-Tabelle: <Nummer>“",
            "Prüfen, ob dies eine Tabelle der Regionaldatenbank im Format CSV ist.", zeile=1,
        )  # fmt: skip
    ende = _find_footer(zeilen, datei)
    fuss = "\n".join(zeilen[ende + 1 :])
    stand = _read_stand(fuss, datei, len(zeilen))
    felder = [_fields(zeile) for zeile in zeilen[1:ende]]
    kopf_von = next((i for i, f in enumerate(felder) if f[0] == "" and any(f)), None)
    if kopf_von is None:
        raise EingabeFehler(datei, "keine Kopfzeilen", "Kopfzeilen mit leerem erstem Feld", NEU_LADEN)
    kopf_bis = next((i for i in range(kopf_von, len(felder)) if felder[i][0] != ""), len(felder))
    if kopf_bis == len(felder):
        raise EingabeFehler(datei, "keine Datenzeilen", "mindestens eine Datenzeile", NEU_LADEN)
    titel = tuple(f[0] for f in felder[:kopf_von] if f[0])
    return Aufbau(
        datei=datei,
        tabelle=_table_number(erste.group(1).strip(), " ".join(titel), datei),
        titel=titel,
        kopf=felder[kopf_von:kopf_bis],
        zeilen=felder[kopf_bis:],
        anfang=kopf_bis + 2,
        fuss=fuss,
        stand=stand,
    )


def _fields(zeile: str) -> list[str]:
    teile = next(csv.reader([zeile], delimiter=";"), [""]) if '"' in zeile else zeile.split(";")
    return [teil.strip() for teil in teile]


def _find_footer(zeilen: list[str], datei: str) -> int:
    for nummer, zeile in enumerate(zeilen):
        if zeile.startswith("____") and not zeile.strip("_; "):
            return nummer
    raise EingabeFehler(
        datei, "das Ende der Datei ohne Fußteil (die Datei ist abgeschnitten)",
        "die Trennzeile „__________“ und der Fußteil mit „Stand: …“", NEU_LADEN,
        zeile=len(zeilen) - (zeilen[-1] == ""),
    )  # fmt: skip


def _read_stand(fuss: str, datei: str, zeilen: int) -> str:
    letzte = (fuss.rstrip().splitlines() or [""])[-1]
    treffer = _STAND.fullmatch(letzte)
    if treffer is None:
        raise EingabeFehler(
            datei, f"als letzte Zeile „{letzte[:60]}“ (die Datei ist abgeschnitten)",
            "eine letzte Zeile wie „Stand: 09.07.2026 / 11:01:42“", NEU_LADEN, zeile=zeilen,
        )  # fmt: skip
    tag, monat, jahr = treffer.groups()
    return f"{jahr}-{monat}-{tag}"


def _table_number(gedruckt: str, titel: str, datei: str) -> str:
    if _NUMMER.fullmatch(gedruckt):
        return gedruckt
    for anfang, nummer in _TITEL_ZU_NUMMER.items():
        if titel.startswith(anfang):
            return nummer
    stamm = PurePath(datei).stem
    if treffer := _NUMMER.match(stamm):
        return treffer.group().split("_")[0]
    raise EingabeFehler(
        datei, f"„{gedruckt}“ statt einer Tabellennummer", "eine Nummer wie 13211-02-05-4",
        "Die Datei nach der Tabelle benennen, zum Beispiel 13211-02-05-4.csv.", zeile=1,
    )  # fmt: skip
