"""What holds a flat CSV: the bare file, a ZIP archive, or the JSON answer of the older interface.

Archives are opened with care: one table each, no encryption, and never more bytes than announced limits,
counted while unpacking and not taken from the archive's own statement.
"""

import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.sources.fehler import EingabeFehler

GRENZE: Final = 1 << 30
"""Bytes that a table may have when unpacked (1 GiB)."""

VERHAELTNIS: Final = 200
"""How many times larger than its archive a table may be; real ones stay below 40."""

_IMMER_ERLAUBT: Final = 16 << 20
_BLOCK: Final = 1 << 20
_BOM: Final = b"\xef\xbb\xbf"
_DOPPELT_KODIERT: Final = re.compile("Ã[\u0080-\u00bf]|â\u0080[\u0080-\u00bf]")
NEU_LADEN: Final = (
    "Die Tabelle noch einmal im Format „Flat CSV“ herunterladen und die Datei unverändert ablegen."
)


@dataclass(frozen=True)
class Inhalt:
    """The text of one flat CSV.

    Attributes:
        datei: Name of the file that holds it.
        blatt: Member of the archive, or the field of the JSON answer; None for a bare file.
        text: UTF-8 without byte order mark.
        gepackt_am: Day (ISO) on which the archive was made at the publisher; None outside archives.
    """

    datei: str
    blatt: str | None
    text: bytes
    gepackt_am: str | None = None


def csv_members(namen: tuple[str, ...] | list[str]) -> list[str]:
    """Return the members of an archive that are CSV files."""
    return [n for n in namen if n.lower().endswith(".csv") and not n.startswith("__MACOSX/")]


def peek(pfad: Path, mitglied: str) -> bytes:
    """Return the first bytes of an archive member; empty when it cannot be read."""
    try:
        with zipfile.ZipFile(pfad) as archiv, archiv.open(mitglied) as strom:
            return strom.read(8192)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return b""


def read_container(pfad: Path) -> Inhalt:
    """Return the flat CSV in a file, whatever holds it.

    Raises:
        EingabeFehler: no or several tables in the archive, damaged or encrypted archive, limits exceeded,
            null bytes, an encoding damaged on the way.
    """
    if zipfile.is_zipfile(pfad) or _starts_like_zip(pfad):
        return _from_archive(pfad)
    if pfad.stat().st_size > GRENZE:
        raise _too_large(pfad.name, None)
    roh = pfad.read_bytes().removeprefix(_BOM)
    if roh.lstrip()[:1] == b"{":
        return _from_json(roh, pfad.name)
    return Inhalt(pfad.name, None, as_utf8(roh, pfad.name))


def _starts_like_zip(pfad: Path) -> bool:
    with pfad.open("rb") as strom:
        return strom.read(4) == b"PK\x03\x04"


def _from_archive(pfad: Path) -> Inhalt:
    try:
        with zipfile.ZipFile(pfad) as archiv:
            tabellen = csv_members(archiv.namelist())
            if len(tabellen) != 1:
                gefunden = f"{len(tabellen)} CSV-Dateien" if tabellen else "keine CSV-Datei"
                raise EingabeFehler(
                    pfad.name, f"im Archiv {gefunden}", "genau eine CSV-Datei je Archiv",
                    "Das Archiv entpacken und die Tabellen einzeln ablegen.",
                )  # fmt: skip
            angaben = archiv.getinfo(tabellen[0])
            if angaben.flag_bits & 1:
                raise EingabeFehler(
                    pfad.name, "ein verschlüsseltes Archiv", "ein Archiv ohne Kennwort",
                    "Das Archiv entpacken und die CSV-Datei ablegen.", blatt=tabellen[0],
                )  # fmt: skip
            text = _unpack(archiv, angaben, pfad)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fehler:
        raise EingabeFehler(
            pfad.name, "ein beschädigtes oder abgeschnittenes ZIP-Archiv", "ein vollständiges Archiv",
            NEU_LADEN,
        ) from fehler  # fmt: skip
    jahr, monat, tag = angaben.date_time[:3]
    gepackt = f"{jahr:04}-{monat:02}-{tag:02}" if jahr > 1980 else None
    return Inhalt(pfad.name, tabellen[0], as_utf8(text, pfad.name, tabellen[0]), gepackt)


def _unpack(archiv: zipfile.ZipFile, angaben: zipfile.ZipInfo, pfad: Path) -> bytes:
    hoechstens = min(GRENZE, max(_IMMER_ERLAUBT, VERHAELTNIS * pfad.stat().st_size))
    teile: list[bytes] = []
    gelesen = 0
    with archiv.open(angaben) as strom:
        while block := strom.read(_BLOCK):
            gelesen += len(block)
            if gelesen > hoechstens:
                raise _too_large(pfad.name, angaben.filename)
            teile.append(block)
    return b"".join(teile).removeprefix(_BOM)


def _too_large(datei: str, blatt: str | None) -> EingabeFehler:
    return EingabeFehler(
        datei, "eine ungewöhnlich große Tabelle (Verdacht auf ein schädliches Archiv)",
        f"entpackt höchstens 1 GB und höchstens das {VERHAELTNIS}-Fache des Archivs",
        "Die Tabelle mit weniger Jahren oder Gebieten abrufen.", blatt=blatt,
    )  # fmt: skip


def _from_json(roh: bytes, datei: str) -> Inhalt:
    try:
        inhalt = json.loads(roh)["Object"]["Content"]
    except (ValueError, KeyError, TypeError, RecursionError) as fehler:
        raise EingabeFehler(
            datei, "eine unvollständige Antwort der Schnittstelle", "eine Antwort mit der Tabelle", NEU_LADEN
        ) from fehler
    return Inhalt(datei, "Object.Content", as_utf8(str(inhalt).encode(), datei, "Object.Content"))


def as_utf8(roh: bytes, datei: str, blatt: str | None = None) -> bytes:
    """Return the text as UTF-8 with Unix line ends; Windows-1252 is accepted.

    Raises:
        EingabeFehler: UTF-16, null bytes, an unknown encoding, or umlauts damaged on the way.
    """
    if roh[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in roh:
        raise EingabeFehler(datei, "eine Datei in UTF-16 oder mit Nullbytes", "UTF-8", NEU_LADEN, blatt=blatt)
    try:
        text = roh.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = roh.decode("cp1252")
        except UnicodeDecodeError as fehler:
            raise EingabeFehler(
                datei, "eine unbekannte Zeichenkodierung", "UTF-8", NEU_LADEN, blatt=blatt,
                zeile=roh.count(b"\n", 0, fehler.start) + 1,
            ) from fehler  # fmt: skip
    if treffer := _DOPPELT_KODIERT.search(text):
        raise EingabeFehler(
            datei, f"falsch gewandelte Umlaute „{treffer.group()}“", "UTF-8", NEU_LADEN, blatt=blatt,
            zeile=text.count("\n", 0, treffer.start()) + 1,
        )  # fmt: skip
    return text.replace("\r\n", "\n").encode()
