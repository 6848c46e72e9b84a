"""Copies that a spreadsheet has rewritten: told apart and refused, never repaired.

What a spreadsheet destroys cannot be got back from the file: a leading zero of a key, a figure that
became a date, letters of another encoding. So the message says what happened, and the original is wanted.
"""

import re
from typing import Final

from assets.sources.regionalstatistik.rohdaten import Rohdaten

ORIGINAL: Final = (
    "Die Tabelle noch einmal herunterladen und die Datei ablegen, ohne sie vorher in einer "
    "Tabellenkalkulation zu öffnen und zu speichern."
)
KEIN_ZEITRAUM: Final = (
    "Die Tabelle für ganze Jahre oder Stichtage abrufen; Angaben für Monate, Quartale, Halbjahre und "
    "Semester führt diese Software nicht."
)
_MONAT: Final = "Jan|Feb|Mrz|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec"
_KURZES_DATUM: Final = re.compile(rf"\d{{1,2}}\.? ?-?(?:{_MONAT})\.?|(?:{_MONAT})\.?[ -]\d{{2}}")
_PROGRAMM: Final = re.compile(
    r"#.*|=.*|n/?a|nan|null|none|-?inf|wahr|falsch|true|false", re.IGNORECASE | re.DOTALL
)
"""Errors and formulas of a spreadsheet, missing values and truth values of programs."""
_ZAHL_STATT_WORT: Final = re.compile(
    r"[-+]?\d{1,3}(?:[ .'\u00a0\u202f]\d{3})+(?:,\d+)?|[-+]?\d+[.,]\d+(?:E[-+]?\d+)?|\d{5,}"
)
"""Numbers as no office prints a label."""
_SERIENZAHL: Final = re.compile(r"[2-7]\d{4}", re.ASCII)
_OHNE_NULL: Final = re.compile(r"[1-9]|[1-9]\d{3}|[1-9]\d{6}", re.ASCII)
_JAHR: Final = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_TEIL_DES_JAHRES: Final = "Quartal|Vierteljahr|Halbjahr|Trimester"
_UNTERJAEHRIG: Final = re.compile(
    r"\d{4}[-/ ](?:0[1-9]|1[0-2]|Q[1-4]|M\d\d?)|Q[1-4][/ ]\d{4}"
    rf"|(?:[1-4]\.?|I{{1,3}}\.?|IV\.?) ?(?:{_TEIL_DES_JAHRES})(?: \d{{4}})?"
    rf"|\d{{4}} ?/? ?[1-4]\.? ?(?:{_TEIL_DES_JAHRES})"
    r"|(?:WS|SS|WiSe|SoSe|Wintersemester|Sommersemester) ?\d{2,4}(?:/\d{2,4})?"
    r"|(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?: \d{4})?"
)


def refuse_resaved(anfang: bytes, rohdaten: Rohdaten) -> None:
    """Refuse a file with quoted or comma-separated fields throughout, and the English edition.

    Args:
        anfang: The beginning of the file, without byte order mark.
        rohdaten: The file, for the message.

    Raises:
        EingabeFehler: it is one of these.
    """
    zeilen = anfang[:65536].split(b"\n")[:40]
    if zeilen[0].lstrip(b"'\"").startswith((b"Table:", b"GENESIS-Table:")):
        raise rohdaten.refuse(
            "die englische Fassung der Tabelle („Table: …“)", "die deutsche Fassung („Tabelle: …“)",
            "Auf der Seite der Datenbank Deutsch als Sprache wählen und die Tabelle noch einmal als CSV "
            "herunterladen: Bezeichnungen und Dezimalzeichen sind sonst andere.", zeile=1,
        )  # fmt: skip
    if zeilen[0].startswith(b'"'):
        raise rohdaten.refuse(
            "jedes Feld in Anführungszeichen (die Datei wurde neu gespeichert)",
            "die Tabelle, wie das Amt sie ausgibt", ORIGINAL, zeile=1,
        )  # fmt: skip
    inhalt = [z for z in zeilen[1:] if z.strip()]
    for trenner, name in ((b",", "Komma"), (b"\t", "Tabulator")):
        if (
            inhalt
            and not any(b";" in z for z in inhalt)
            and sum(trenner in z for z in inhalt) > len(inhalt) / 2
        ):
            raise rohdaten.refuse(
                f"Felder, die durch {name} getrennt sind (die Datei wurde neu gespeichert)",
                "Felder, die durch Strichpunkt getrennt sind", ORIGINAL, zeile=2,
            )  # fmt: skip


def lost_zero(code: str) -> bool:
    """Say whether a key looks like one whose leading zero was lost (`1001` for `01001`)."""
    return bool(_OHNE_NULL.fullmatch(code)) and not _JAHR.fullmatch(code)


def date_damage(text: str) -> str | None:
    """Say what a spreadsheet made of a cell, if it looks like a date made from something else."""
    if _KURZES_DATUM.fullmatch(text):
        return "aus einer Angabe hat eine Tabellenkalkulation ein Datum gemacht"
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
        return "ein Datum, wo keines hingehört"
    return None


def no_label(text: str) -> str | None:
    """Say why a text cannot be a label, a name or a characteristic."""
    if _PROGRAMM.fullmatch(text):
        return "Fehlerwert oder leerer Wert eines Programms"
    return "eine Zahl statt einer Bezeichnung" if _ZAHL_STATT_WORT.fullmatch(text) else None


def serial_number(text: str) -> bool:
    """Say whether a text looks like the number that stands for a day in a spreadsheet (`45291`)."""
    return bool(_SERIENZAHL.fullmatch(text))


def within_year(text: str) -> bool:
    """Say whether a text names a month, quarter, half-year or semester."""
    return bool(_UNTERJAEHRIG.fullmatch(text))
