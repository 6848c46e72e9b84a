"""Hostile and broken files are refused before a reader opens them; ordinary ones pass."""

import io
import os
import struct
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from assets.sources import schutz_archiv
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.schutz import _Utf8, check_harmless

MB = 1 << 20
INHALT = "[Content_Types].xml"
BLATT = "xl/worksheets/sheet1.xml"


def _zip(pfad: Path, teile: dict[str, bytes], art: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(pfad, "w", art) as archiv:
        for name, inhalt in teile.items():
            archiv.writestr(name, inhalt)
    return pfad


def _mappe(pfad: Path, blatt: bytes = b"<worksheet/>", **weitere: bytes) -> Path:
    return _zip(pfad, {INHALT: b"<Types/>", BLATT: blatt, **weitere})


def _refused(pfad: Path, muster: str) -> None:
    with pytest.raises(EingabeFehler, match=muster):
        check_harmless(pfad)
    with pytest.raises(EingabeFehler, match=muster):
        recognise(pfad)


def _text(tmp_path: Path, inhalt: bytes, name: str = "a.csv") -> Path:
    pfad = tmp_path / name
    pfad.write_bytes(inhalt)
    return pfad


def test_bomb_by_ratio(tmp_path: Path) -> None:
    _refused(_zip(tmp_path / "a.zip", {"a.csv": bytes(100 * MB)}), "ZIP-Bombe")


def test_bomb_by_number_of_parts(tmp_path: Path) -> None:
    _refused(_zip(tmp_path / "a.zip", {f"{i}.csv": b"x" for i in range(5_001)}), "5001 Teile")


def test_bomb_by_total_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schutz_archiv, "ENTPACKT_HOECHSTENS", 10_000)
    _refused(_zip(tmp_path / "a.zip", {"a.csv": os.urandom(6_000), "b.csv": os.urandom(6_000)}), "ZIP-Bombe")


def test_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    pfad = _zip(tmp_path / "a.zip", {"a.csv": bytes(30 * MB)})
    roh = bytearray(pfad.read_bytes())
    for marke, stelle in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        ort = roh.index(marke) + stelle
        roh[ort : ort + 4] = struct.pack("<I", 1000)
    pfad.write_bytes(roh)
    _refused(pfad, "größer ist, als das Verzeichnis angibt")


def test_bomb_of_overlapping_parts(tmp_path: Path) -> None:
    pfad = _zip(tmp_path / "a.zip", {"a.csv": os.urandom(5000), "b.csv": os.urandom(5000)})
    roh = bytearray(pfad.read_bytes())
    zweiter = roh.index(b"PK\x01\x02", roh.index(b"PK\x01\x02") + 4)
    roh[zweiter + 42 : zweiter + 46] = struct.pack("<I", 0)
    pfad.write_bytes(roh)
    _refused(pfad, "überlappen")


@pytest.mark.parametrize("name", ["innen.zip", "tief/innen.ZIP", "a.7z", "a.tar", "a.csv.gz"])
def test_archive_in_an_archive(tmp_path: Path, name: str) -> None:
    _refused(_zip(tmp_path / "a.zip", {name: b"x"}), "Archiv im Archiv")


@pytest.mark.parametrize("kodierung", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("teil", ["xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels", BLATT])
def test_entities_in_a_workbook(tmp_path: Path, teil: str, kodierung: str) -> None:
    boese = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(
        kodierung
    )
    _refused(_zip(tmp_path / "a.xlsx", {INHALT: b"<Types/>", teil: boese}), "DOCTYPE")


def test_endless_prolog_in_a_workbook(tmp_path: Path) -> None:
    boese = b"<!--" + os.urandom(100_000).hex().encode() + b"--><!DOCTYPE x []><x/>"
    _refused(_mappe(tmp_path / "a.xlsx", **{"xl/workbook.xml": boese}), "Vorspann ohne Ende|DOCTYPE")


def test_macros(tmp_path: Path) -> None:
    _refused(_mappe(tmp_path / "a.xlsx", **{"xl/vbaProject.bin": b"x"}), "Makros")
    alt = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "_VBA_PROJECT_CUR".encode("utf-16-le")
    _refused(_text(tmp_path, alt, "a.xls"), "Makros")


FORMEL = b'<worksheet><sheetData><row r="1"><c r="A1">%s</c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    "zelle", [b"<f>SUM(A2:A9)</f>", b'<f t="shared" si="0"/>', b"<f>1+1</f> ", b'<f ca="1">NOW()</f>']
)
def test_formula_without_a_stored_result(tmp_path: Path, zelle: bytes) -> None:
    _refused(_mappe(tmp_path / "a.xlsx", FORMEL % zelle), "Ergebnis nicht gespeichert")


def test_formula_that_was_never_computed(tmp_path: Path) -> None:
    """Such a writer stores 0 for every formula and asks Excel to compute on opening."""
    pfad = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(pfad) as mappe:
        mappe.add_worksheet().write_formula("A1", "=1+1")
    _refused(pfad, "Ergebnis nicht gespeichert")


def test_formula_that_reaches_for_another_file(tmp_path: Path) -> None:
    zelle = b"<f>[1]Tabelle1!$A$1*2</f><v>7</v>"
    _refused(_mappe(tmp_path / "a.xlsx", FORMEL % zelle), "andere Dateien")


def test_formula_with_a_result_passes(tmp_path: Path) -> None:
    check_harmless(_mappe(tmp_path / "a.xlsx", FORMEL % b"<f>SUM(A2:A9)</f><v>7</v>"))
    check_harmless(
        _mappe(tmp_path / "b.xlsx", (FORMEL % b'<f>""</f><v></v>').replace(b'"A1"', b'"A1" t="str"'))
    )


@pytest.mark.parametrize("letzte", ["XFD1048576", "ZZ1048576", "AAAA100000"])
def test_sheet_of_absurd_extent(tmp_path: Path, letzte: str) -> None:
    zeile = letzte.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    blatt = f'<worksheet><row r="1"><c r="A1"/></row><row r="{zeile}"><c r="{letzte}"/></row></worksheet>'
    _refused(_mappe(tmp_path / "a.xlsx", blatt.encode()), "Zeilen und")


def test_giant_cell_in_a_workbook(tmp_path: Path) -> None:
    text = b"<sst><si><t>" + os.urandom(2 * MB).hex().encode() + b"</t></si></sst>"
    _refused(_mappe(tmp_path / "a.xlsx", **{"xl/sharedStrings.xml": text}), "mehr als einem Megabyte")


def test_nul_bytes(tmp_path: Path) -> None:
    _refused(_text(tmp_path, b"a;b\n1;\x002\n"), "NUL-Bytes")
    _refused(_text(tmp_path, b"a;b\n" * MB * 2 + b"\0"), "NUL-Bytes")


def test_million_columns(tmp_path: Path) -> None:
    _refused(_text(tmp_path, b";".join(b"%d" % i for i in range(10**6)) + b"\n1;2\n"), "Spalten|4 Megabyte")
    _refused(_text(tmp_path, b"titel\n" * 50_000 + b"1;" * 30_000 + b"\n"), "20.000 Spalten")


def test_giant_cell_in_a_text(tmp_path: Path) -> None:
    _refused(_text(tmp_path, b"a;b\n1;" + b"x" * 9 * MB), "4 Megabyte")


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    _refused(
        _text(tmp_path, "Thüringen;1\n".encode() + "Köln;2\n".encode("cp1252")), "zwei Zeichenkodierungen"
    )
    _refused(
        _text(tmp_path, "Thüringen;1\n".encode() + b"x;1\n" * 2 * MB + "Köln;2\n".encode("cp1252")),
        "zwei Zeichenkodierungen",
    )


def test_umlauts_converted_twice(tmp_path: Path) -> None:
    _refused(
        _text(tmp_path, "Thüringen;1\n".encode().decode("cp1252").encode()), "doppelt umgewandelte Umlaute"
    )


@pytest.mark.parametrize("kodierung", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_every_single_encoding_passes_the_guard(tmp_path: Path, kodierung: str) -> None:
    check_harmless(_text(tmp_path, ("Thüringen;Größe;öäüß ÄÖÜ –\n".replace("–", "-") * 10).encode(kodierung)))


@given(st.text(min_size=1), st.integers(1, 7))
def test_blocks_may_cut_characters(text: str, laenge: int) -> None:
    roh = text.encode("utf-8", errors="ignore")
    pruefer = _Utf8()
    for i in range(0, len(roh), laenge):
        pruefer.feed(roh[i : i + laenge])
    assert pruefer.end()


@given(st.binary(min_size=1, max_size=60), st.integers(1, 7))
def test_blocks_tell_the_same_as_the_whole(roh: bytes, laenge: int) -> None:
    pruefer = _Utf8()
    for i in range(0, len(roh), laenge):
        pruefer.feed(roh[i : i + laenge])
    try:
        roh.decode("utf-8")
        gut = True
    except UnicodeDecodeError:
        gut = False
    assert pruefer.end() is gut


def test_pipe_is_refused_without_opening_it(tmp_path: Path) -> None:
    rohr = tmp_path / "a.csv"
    os.mkfifo(rohr)
    with pytest.raises(EingabeFehler, match="gewöhnliche Datei"):
        check_harmless(rohr)


def test_device_is_refused_without_opening_it() -> None:
    with pytest.raises(EingabeFehler, match="gewöhnliche Datei"):
        check_harmless(Path("/dev/zero"))


def test_broken_archive_is_left_to_the_reader(tmp_path: Path) -> None:
    check_harmless(_text(tmp_path, b"PK\x03\x04abgeschnitten", "a.zip"))
    voll = io.BytesIO()
    with zipfile.ZipFile(voll, "w", zipfile.ZIP_DEFLATED) as archiv:
        archiv.writestr("a.csv", os.urandom(3000))
    check_harmless(_text(tmp_path, voll.getvalue()[:1500], "b.zip"))


def test_guard_is_fast_on_large_texts(tmp_path: Path) -> None:
    pfad = _text(tmp_path, "16065;Kyffhäuserkreis;1.234,5\n".encode("cp1252") * 3_000_000)
    beginn = time.perf_counter()
    check_harmless(pfad)
    assert time.perf_counter() - beginn < 2.0


@pytest.mark.quellen
def test_all_originals_pass(quellen: Path) -> None:
    for pfad in sorted(p for p in quellen.rglob("*") if p.is_file()):
        check_harmless(pfad)
