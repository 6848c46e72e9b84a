"""Archives and workbooks (.zip, .xlsx), judged before a reader unpacks them."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from assets.sources.fehler import EingabeFehler

TEILE_HOECHSTENS: Final = 5_000
ENTPACKT_HOECHSTENS: Final = 4 << 30
VERHAELTNIS_HOECHSTENS: Final = 200
"""Unpacked to packed size; judged for archives that unpack to more than `VERHAELTNIS_AB`."""
VERHAELTNIS_AB: Final = 64 << 20
ZELLEN_HOECHSTENS: Final = 60_000_000
"""Rows times columns of one sheet: readers lay it out as a full rectangle."""
ZELLE_HOECHSTENS: Final = 1 << 20
"""Bytes of one text in a workbook; Excel allows 32 767 characters."""

_BLOCK: Final = 1 << 20
_UEBERLAPP: Final = 512
_VORSPANN: Final = 1 << 16
_ARCHIV_IM_ARCHIV: Final = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar")
_ZEILE: Final = re.compile(rb'<(?:\w+:)?row\b[^>]{0,200}?\br="(\d{1,10})"')
_SPALTE: Final = re.compile(rb'<(?:\w+:)?c\b[^>]{0,60}?\br="([A-Z]{2,4})\d')
_OHNE_WERT: Final = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]{0,200})?/>)\s*</(?:\w+:)?c>")
_FORMEL: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_FREMDE_DATEI: Final = re.compile(rb"<(?:\w+:)?f(?:\s[^>]{0,200})?>[^<]{0,400}\[\d{1,4}\][^<]{0,100}!")
_BLATT: Final = re.compile(r"xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_MAKRO: Final = re.compile(r"(^|/)vbaProject\w*\.bin$|^xl/macrosheets/", re.IGNORECASE)
_NEU_LADEN: Final = "Datei beim Herausgeber neu herunterladen und unverändert ablegen."
_ALS_WERTE: Final = "Die Datei in Excel öffnen, neu berechnen lassen und als .xlsx mit Werten speichern."


def check_archive(pfad: Path, strom: BinaryIO) -> None:
    """Refuse an archive or workbook that could harm its reader; broken ones are left to the reader.

    Raises:
        EingabeFehler: with what was found.
    """
    try:
        with zipfile.ZipFile(strom) as archiv:
            teile = archiv.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return
    _check_directory(pfad, teile)
    mappe = any(t.filename == "[Content_Types].xml" for t in teile)
    if mappe and any(_MAKRO.search(t.filename) for t in teile):
        raise _error(
            pfad,
            "eine Arbeitsmappe mit Makros",
            "eine Arbeitsmappe, die nur Werte enthält",
            "Die Datei in Excel öffnen, ohne die Makros zu erlauben, und als .xlsx speichern.",
        )
    befund = _Mappe()
    summe = 0
    for teil in teile:
        summe += _check_part(pfad, strom, teil, befund, mappe=mappe)
        if summe > ENTPACKT_HOECHSTENS:
            raise _bomb(pfad, f"einen Inhalt von mehr als {ENTPACKT_HOECHSTENS >> 30} Gigabyte")
    if befund.formeln and befund.neu_berechnen:
        raise _no_result(pfad, befund.formeln)


@dataclass
class _Mappe:
    """What the parts of a workbook say about each other."""

    neu_berechnen: bool = False
    formeln: str = ""


@dataclass
class _Blatt:
    """Extent of a sheet, as far as it was read."""

    zeilen: int = 0
    spalten: set[bytes] = field(default_factory=set)

    def cells(self) -> int:
        """Rows times columns."""
        breit = max((_column_number(s) for s in self.spalten), default=26)
        return self.zeilen * breit


def _check_directory(pfad: Path, teile: list[zipfile.ZipInfo]) -> None:
    if len(teile) > TEILE_HOECHSTENS:
        raise _bomb(pfad, f"{len(teile)} Teile")
    gross = sum(t.file_size for t in teile)
    klein = sum(t.compress_size for t in teile)
    if gross > ENTPACKT_HOECHSTENS or (gross > VERHAELTNIS_AB and gross > VERHAELTNIS_HOECHSTENS * klein):
        raise _bomb(pfad, f"{klein >> 10} Kilobyte, die zu {gross >> 20} Megabyte werden")
    ende = 0
    for teil in sorted(teile, key=lambda t: t.header_offset):
        if teil.header_offset < ende:
            raise _bomb(pfad, "Teile, die sich überlappen")
        ende = teil.header_offset + teil.compress_size
        if teil.filename.lower().endswith(_ARCHIV_IM_ARCHIV):
            raise _error(
                pfad,
                f"ein Archiv im Archiv („{teil.filename[-60:]}“)",
                "ein Archiv, das unmittelbar die Daten enthält",
                "Das äußere Archiv entpacken und die inneren Dateien einzeln ablegen.",
            )


def _check_part(pfad: Path, strom: BinaryIO, teil: zipfile.ZipInfo, befund: _Mappe, *, mappe: bool) -> int:
    """Unpack one part block by block and look at it; returns its real size."""
    xml = mappe and teil.filename.lower().endswith((".xml", ".rels", ".vml"))
    blatt = _Blatt() if mappe and _BLATT.search(teil.filename) else None
    name = teil.filename.rpartition("/")[2]
    groesse, rest, text_ohne_ende = 0, b"", 0
    for block in _unpacked(strom, teil):
        if not groesse:
            _check_prolog(pfad, block, xml=xml)
            if mappe and name == "workbook.xml":
                befund.neu_berechnen = bool(re.search(rb'fullCalcOnLoad="(1|true)"', block))
        groesse += len(block)
        if groesse > teil.file_size:
            raise _bomb(pfad, "einen Teil, der größer ist, als das Verzeichnis angibt")
        if not xml:
            continue
        text_ohne_ende = 0 if b"<" in block else text_ohne_ende + len(block)
        if text_ohne_ende > ZELLE_HOECHSTENS:
            raise _error(pfad, "eine Zelle von mehr als einem Megabyte", "gewöhnliche Zellen", _NEU_LADEN)
        if blatt is not None:
            _look_at_sheet(pfad, rest + block, blatt, befund, name)
            rest = block[-_UEBERLAPP:]
    return groesse


def _look_at_sheet(pfad: Path, fenster: bytes, blatt: _Blatt, befund: _Mappe, name: str) -> None:
    if _FORMEL.search(fenster):
        befund.formeln = befund.formeln or name
        if _OHNE_WERT.search(fenster):
            raise _no_result(pfad, name)
        if _FREMDE_DATEI.search(fenster):
            raise _error(
                pfad,
                f"Formeln, die auf andere Dateien zugreifen (Blatt {name})",
                "Werte, die in dieser Datei stehen",
                _ALS_WERTE,
            )
    nummern = _ZEILE.findall(fenster)
    if nummern:
        blatt.zeilen = max(blatt.zeilen, int(nummern[-1]))
    blatt.spalten.update(_SPALTE.findall(fenster))
    if blatt.cells() > ZELLEN_HOECHSTENS:
        raise _error(
            pfad,
            f"ein Blatt von {blatt.zeilen} Zeilen und {blatt.cells() // blatt.zeilen} Spalten (Blatt {name})",
            "eine Tabelle gewöhnlicher Größe",
            "In Excel die leeren, aber formatierten Zeilen und Spalten löschen und neu speichern.",
        )


def _check_prolog(pfad: Path, block: bytes, *, xml: bool) -> None:
    """Refuse a document type or entities in the XML of a workbook, in whatever encoding."""
    if not xml:
        return
    anfang = block[: 2 * _VORSPANN]
    if anfang.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in anfang[:8]:
        anfang = anfang.replace(b"\0", b"")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", anfang, re.IGNORECASE):
        raise _error(
            pfad,
            "eine Dokumenttyp-Angabe (DOCTYPE) im Inneren der Arbeitsmappe",
            "eine Arbeitsmappe, wie Excel sie schreibt",
            _NEU_LADEN,
        )
    if len(anfang) > _VORSPANN and not re.search(rb"<[A-Za-z_]", anfang[:_VORSPANN]):
        raise _error(pfad, "einen Vorspann ohne Ende im Inneren der Arbeitsmappe", "Daten", _NEU_LADEN)


def _unpacked(strom: BinaryIO, teil: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part from its raw bytes, whatever size the directory states; stops at damaged data."""
    strom.seek(teil.header_offset)
    kopf = strom.read(30)
    if len(kopf) < 30 or kopf[:4] != b"PK\x03\x04":
        return
    name, zusatz = struct.unpack("<HH", kopf[26:30])
    strom.seek(name + zusatz, 1)
    offen = teil.compress_size
    if teil.compress_type == zipfile.ZIP_STORED:
        while offen > 0 and (roh := strom.read(min(_BLOCK, offen))):
            offen -= len(roh)
            yield roh
        return
    if teil.compress_type != zipfile.ZIP_DEFLATED:
        return
    entpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while offen > 0 and not entpacker.eof and (roh := strom.read(min(_BLOCK, offen))):
            offen -= len(roh)
            while roh and (block := entpacker.decompress(roh, _BLOCK)):
                yield block
                roh = entpacker.unconsumed_tail
    except zlib.error:
        return


def _column_number(buchstaben: bytes) -> int:
    nummer = 0
    for b in buchstaben:
        nummer = nummer * 26 + b - 64
    return nummer


def _error(pfad: Path, gefunden: str, erwartet: str, abhilfe: str) -> EingabeFehler:
    return EingabeFehler(pfad.name, gefunden, erwartet, abhilfe)


def _bomb(pfad: Path, gefunden: str) -> EingabeFehler:
    return _error(pfad, gefunden, "ein Archiv gewöhnlicher Größe (keine „ZIP-Bombe“)", _NEU_LADEN)


def _no_result(pfad: Path, name: str) -> EingabeFehler:
    return _error(
        pfad,
        f"Formeln, deren Ergebnis nicht gespeichert ist (Blatt {name})",
        "gespeicherte Werte in jeder Zelle",
        _ALS_WERTE,
    )
