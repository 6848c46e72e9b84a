"""Layout of the table CSV of the Regionaldatenbank: bytes → title block, header, body and footer.

A file is, from top to bottom: `GENESIS-Tabelle: <number>` (since 2026 `Tabelle: <number>`), title
lines with text in the first field only, stacked header rows with an empty first field, the body,
a line `__________`, and the footer with footnotes, copyright and `Stand: 09.07.2026 / 11:01:42`.
Head and footer are read as text; of the body only its place in the file is known here.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

from assets.sources.regionalstatistik.rohdaten import BOM, Kodierung, Rohdaten, decode_part
from assets.sources.regionalstatistik.schaden import refuse_resaved

_ERSTE_ZEILE: Final = re.compile(r"(?:GENESIS-)?Tabelle:[ \t]*([^;\r\n]*)")
_VERWANDT: Final = re.compile(r"[\"']?(?:GENESIS-)?(?:Tabelle|Table):[ \t]*[^;\r\n]*")
_NUMMER: Final = re.compile(r"\d{3,5}(-\w+)+")
_STAND: Final = re.compile(
    r"(?:Stand|created|as of):\s*(\d{2})\.(\d{2})\.(\d{4})\s*/\s*\d{2}:\d{2}:\d{2}[\s;]*", re.IGNORECASE
)
_ZWEITE: Final = re.compile(r"(?:^|\d\d:\d\d:\d\d[\s;]*)\"?(?:GENESIS-)?(?:Tabelle|Table):", re.MULTILINE)
_FUSSLINIE: Final = re.compile(rb"(?:^|(?<=\n))____+[ ;]*\r?(?:\n|$)")
_TITEL_ZU_NUMMER: Final = {
    "Zu- und Fortzüge nach Geschlecht (über Gemeindegrenzen)": "182-20-4",
    "Allgemeinbildende Schulen: Absolventen/Abgänger nach dem Schulabschluss": "192-71-4",
    "Sozialberichterstattung in der amtlichen Statistik Leistungsberechtigte": "662-31-4",
}
"""Beginnings of titles of tables that were once delivered without a number (`Temporär`)."""
_KOPF_GROESSE: Final = 2**18
_KOPF_HOECHSTENS: Final = 2**25


@dataclass(frozen=True)
class Aufbau:
    """The parts of one file.

    `kopf` holds the fields of the header rows, all of them `felder` long; `anfang` is the number of the
    first body row in the file, counted from 1; `von` and `bis` are the bounds of the body in the file;
    `stand` is an ISO date.
    """

    rohdaten: Rohdaten
    tabelle: str
    titel: tuple[str, ...]
    kopf: list[list[str]]
    anfang: int
    von: int
    bis: int
    fuss: str
    stand: str

    @property
    def datei(self) -> str:
        """Name of the file."""
        return self.rohdaten.pfad.name

    @property
    def felder(self) -> int:
        """Number of fields of a body row."""
        return len(self.kopf[0])

    @property
    def ganzer_titel(self) -> str:
        """The title lines joined into one line."""
        return " ".join(self.titel)


@dataclass(frozen=True)
class Grenzen:
    """Where head, body and footer lie: lines of the head, bounds of the body, footer."""

    kopf: tuple[bytes, ...]
    titelzeilen: int
    von: int
    bis: int
    fuss: bytes

    @property
    def anfang(self) -> int:
        """Number of the first body row, counted from 1."""
        return len(self.kopf) + 1


def recognise_first_line(inhalt: bytes) -> bool:
    """Say whether the bytes begin like a table CSV of the family (any supported encoding).

    The English edition and copies that a spreadsheet has rewritten count as well: they are of the family
    and are refused with a reason when they are read.
    """
    anfang = inhalt[:300].removeprefix(BOM).decode("latin-1")
    return _VERWANDT.match(anfang) is not None


def find_bounds(rohdaten: Rohdaten) -> Grenzen:
    """Find head, body and footer.

    Raises:
        EingabeFehler: no table of the family, truncated file, no header, no body.
    """
    anfang = rohdaten.read(0, _KOPF_GROESSE)
    _refuse_other_content(anfang, rohdaten)
    versatz = len(BOM) if anfang.startswith(BOM) else 0
    erste = anfang[versatz:].split(b"\n", 1)[0].decode("latin-1")
    refuse_resaved(anfang[versatz:], rohdaten)
    if _ERSTE_ZEILE.match(erste) is None:
        raise rohdaten.refuse(
            f"„{erste.strip()[:60]}“", "„Tabelle: <Nummer>“ oder „GENESIS-Tabelle: <Nummer>“",
            "Prüfen, ob dies eine Tabelle der Regionaldatenbank im Format CSV ist.", zeile=1,
        )  # fmt: skip
    bis, fuss = _find_footer(rohdaten)
    kopf, titelzeilen = _read_head(rohdaten, versatz, bis)
    von = versatz + sum(len(zeile) + 1 for zeile in kopf)
    return Grenzen(tuple(kopf), titelzeilen, von, bis, fuss)


def _refuse_other_content(anfang: bytes, rohdaten: Rohdaten) -> None:
    if not anfang.strip():
        raise rohdaten.refuse("eine leere Datei", "eine Tabelle der Regionaldatenbank")
    refuse_nul(anfang, rohdaten)
    beginn = anfang[:2000].removeprefix(BOM).lstrip().lower()
    if not beginn.startswith((b"<!doctype", b"<html", b"<?xml")):
        return
    abgelaufen = b"dialogue has already been closed" in anfang or b"dialog wurde" in anfang.lower()
    gefunden = (
        "die Webseite einer abgelaufenen Sitzung statt der Tabelle"
        if abgelaufen
        else "eine Webseite (HTML) statt der Tabelle"
    )
    raise rohdaten.refuse(gefunden, "eine CSV-Datei mit der ersten Zeile „Tabelle: …“")


def refuse_nul(stueck: bytes, rohdaten: Rohdaten) -> None:
    """Refuse UTF-16 and NUL bytes.

    Raises:
        EingabeFehler: there are some.
    """
    if stueck[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in stueck:
        raise rohdaten.refuse("eine Datei in UTF-16 oder mit Nullbytes", "ISO-8859-1 oder UTF-8")


def _find_footer(rohdaten: Rohdaten) -> tuple[int, bytes]:
    """Return where the line of underscores begins and what follows it; the search begins at the end."""
    weite = 65536
    while True:
        ab = max(0, rohdaten.groesse - weite)
        ende = rohdaten.read(ab, rohdaten.groesse)
        treffer = _FUSSLINIE.search(ende, 0 if ab == 0 else ende.find(b"\n") + 1)
        if treffer is not None:
            return ab + treffer.start(), ende[treffer.end() :]
        if ab == 0:
            break
        weite *= 16
    raise rohdaten.refuse(
        "das Ende der Datei ohne Fußteil (die Datei ist abgeschnitten)",
        "die Trennzeile „__________“ und der Fußteil mit „Stand: …“",
        zeile=rohdaten.count_lines(rohdaten.groesse) + (not ende.endswith(b"\n")),
    )


def _read_head(rohdaten: Rohdaten, versatz: int, bis: int) -> tuple[list[bytes], int]:
    """Return the lines above the body and how many of them precede the header rows."""
    groesse = _KOPF_GROESSE
    while True:
        stueck = rohdaten.read(versatz, min(bis, versatz + groesse))
        ganz = versatz + groesse >= bis
        zeilen = stueck.split(b"\n")[:-1]
        kopf_von = next((i for i, z in enumerate(zeilen) if i and _is_header(z)), None)
        kopf_bis = None
        if kopf_von is not None:
            kopf_bis = next((i for i in range(kopf_von, len(zeilen)) if _first_field(zeilen[i])), None)
        if kopf_von is not None and kopf_bis is not None:
            return zeilen[:kopf_bis], kopf_von
        if ganz or groesse >= _KOPF_HOECHSTENS:
            break
        groesse *= 8
    if kopf_von is None:
        raise rohdaten.refuse("keine Kopfzeilen", "Kopfzeilen mit leerem erstem Feld")
    raise rohdaten.refuse("keine Datenzeilen", "mindestens eine Datenzeile")


def _first_field(zeile: bytes) -> bytes:
    return zeile.split(b";", 1)[0].strip(b' "\r\t')


def _is_header(zeile: bytes) -> bool:
    return not _first_field(zeile) and bool(zeile.strip(b'; "\r\t'))


def build_aufbau(grenzen: Grenzen, rohdaten: Rohdaten, kodierung: Kodierung) -> Aufbau:
    """Decode head and footer.

    Raises:
        EingabeFehler: damaged encoding, header rows of different length, no table number, no `Stand`.
    """
    text = decode_part(b"\n".join(grenzen.kopf), kodierung, rohdaten, lambda: 1)
    zeilen = [_fields(zeile) for zeile in text.split("\n")]
    erste = _ERSTE_ZEILE.match(text)
    titel = tuple(felder[0] for felder in zeilen[1 : grenzen.titelzeilen] if felder[0])
    kopf = _without_padding(zeilen[grenzen.titelzeilen :], grenzen.titelzeilen + 1, rohdaten)
    kopf = [zeile for zeile in kopf if any(zeile)]
    fuss = decode_part(
        grenzen.fuss, kodierung, rohdaten, lambda: rohdaten.count_lines(grenzen.bis) + 2
    ).replace("\r\n", "\n")
    if zweite := _ZWEITE.search(fuss):
        raise rohdaten.refuse(
            "eine zweite Tabelle hinter dem Fußteil der ersten", "eine Tabelle je Datei",
            "Jede Tabelle einzeln herunterladen und in einer eigenen Datei ablegen.",
            zeile=rohdaten.count_lines(grenzen.bis) + 2 + fuss.count("\n", 0, zweite.start()),
        )  # fmt: skip
    return Aufbau(
        rohdaten=rohdaten,
        tabelle=_table_number(erste.group(1).strip() if erste else "", " ".join(titel), rohdaten),
        titel=titel,
        kopf=kopf,
        anfang=grenzen.anfang,
        von=grenzen.von,
        bis=grenzen.bis,
        fuss=fuss,
        stand=_read_stand(fuss, rohdaten),
    )


def _fields(zeile: str) -> list[str]:
    teile = next(csv.reader([zeile], delimiter=";"), [""]) if '"' in zeile else zeile.split(";")
    return [teil.strip() for teil in teile]


def _without_padding(kopf: list[list[str]], nummer: int, rohdaten: Rohdaten) -> list[list[str]]:
    """Cut off columns at the end that no header row names; a spreadsheet adds those when it saves."""
    breite = max(len(zeile) for zeile in kopf)
    benannt = max(i + 1 for zeile in kopf for i, feld in enumerate(zeile) if feld)
    for i, zeile in enumerate(kopf):
        if len(zeile) != len(kopf[0]):
            raise rohdaten.refuse(
                f"eine Kopfzeile mit {len(zeile)} Feldern", f"{breite} Felder", zeile=nummer + i
            )
    return [zeile[:benannt] for zeile in kopf]


def _read_stand(fuss: str, rohdaten: Rohdaten) -> str:
    letzte = (fuss.rstrip().rstrip(";\n\r ").splitlines() or [""])[-1]
    treffer = _STAND.fullmatch(letzte)
    try:
        tag, monat, jahr = (int(teil) for teil in treffer.groups()) if treffer else (0, 0, 0)
        return date(jahr, monat, tag).isoformat()
    except ValueError as fehler:
        raise rohdaten.refuse(
            f"als letzte Zeile „{letzte[:60]}“ (die Datei ist abgeschnitten)",
            "eine letzte Zeile wie „Stand: 09.07.2026 / 11:01:42“",
            zeile=rohdaten.count_lines(rohdaten.groesse) + 1,
        ) from fehler


def _table_number(gedruckt: str, titel: str, rohdaten: Rohdaten) -> str:
    if _NUMMER.fullmatch(gedruckt):
        return gedruckt
    for anfang, nummer in _TITEL_ZU_NUMMER.items():
        if titel.startswith(anfang):
            return nummer
    if treffer := _NUMMER.match(PurePath(rohdaten.pfad).stem):
        return treffer.group().split("_")[0]
    raise rohdaten.refuse(
        f"„{gedruckt}“ statt einer Tabellennummer", "eine Nummer wie 13211-02-05-4",
        "Die Datei nach der Tabelle benennen, zum Beispiel 13211-02-05-4.csv.", zeile=1,
    )  # fmt: skip
