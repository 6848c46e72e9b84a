"""The place that an observation names is the place where its figure stands: looked up in the originals."""

import csv
import io
import re
import zipfile
from functools import lru_cache
from pathlib import Path

import lxml.html
import pandas as pd
import pytest
import python_calamine as calamine

from assets.catalogue.load import load_katalog
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.formate import FORMATE

ORIGINALE = Path(__file__).resolve().parents[4] / "shared" / "quellen"
DATEIEN = sorted(
    p.relative_to(ORIGINALE).as_posix()
    for p in (ORIGINALE.rglob("*") if ORIGINALE.is_dir() else ())
    if p.is_file() and p.suffix not in {".md", ".cpg", ".dbf", ".prj", ".shx"}
)
OHNE_FAMILIE = {"regionalstatistik/abruf-2015/200-32-4.csv"}
"""A web page of an expired session under the name of a table: refused."""

STICHPROBE = 60
pytestmark = [
    pytest.mark.quellen,
    pytest.mark.skipif(not DATEIEN, reason="Originaldateien (../shared/quellen) fehlen"),
]


@lru_cache(maxsize=1)
def katalog() -> dict:
    return dict(load_katalog().merkmale)


@pytest.mark.parametrize("name", DATEIEN)
def test_one_family_and_only_one_knows_the_file(name: str) -> None:
    probe = Probe.of(ORIGINALE / name)
    treffer = [f.name for f in FORMATE if f.erkenne(probe)]
    assert len(treffer) == (0 if name in OHNE_FAMILIE else 1), treffer


@pytest.mark.parametrize("name", [n for n in DATEIEN if n not in OHNE_FAMILIE])
def test_the_name_of_a_file_does_not_matter(name: str, tmp_path: Path) -> None:
    endung = Path(name).suffix
    if endung == ".shp":
        pytest.skip("ein Shapefile besteht aus mehreren Dateien gleichen Namens")
    anders = tmp_path / f"irgendwas{endung}"
    anders.symlink_to(ORIGINALE / name)
    erwartet = recognise(ORIGINALE / name)
    probe = Probe.of(anders)
    assert erwartet is not None
    assert erwartet.erkenne(probe)


@pytest.mark.parametrize("name", [n for n in DATEIEN if n not in OHNE_FAMILIE])
def test_the_cell_holds_the_figure(name: str) -> None:
    pfad = ORIGINALE / name
    form = recognise(pfad)
    assert form is not None
    if form.ohne_zahlen:
        with pytest.raises(EingabeFehler):
            form.lies(pfad, Kontext(katalog()))
        return
    lesung = form.lies(pfad, Kontext(katalog()))
    beobachtungen = lesung.beobachtungen
    assert len(beobachtungen) or len(lesung.nachfolgen) or form.name in ("geometrie", "genesis_katalog")
    assert beobachtungen["zeile"].notna().all()
    assert beobachtungen["spalte"].notna().all()
    if beobachtungen.empty:
        return
    for zeile in beobachtungen.sample(min(STICHPROBE, len(beobachtungen)), random_state=1).itertuples():
        gedruckt = cell_of(pfad, zeile.blatt, int(zeile.zeile), str(zeile.spalte))
        assert fits(gedruckt, zeile), (zeile, gedruckt)


def cell_of(pfad: Path, blatt: object, zeile: int, spalte: str) -> object:
    """The raw content of a cell, read without the project's readers."""
    if "–" in spalte or spalte.isdigit():
        von, bis = (int(teil) for teil in (spalte.split("–") if "–" in spalte else (spalte, spalte)))
        feld = lines_of(pfad)[zeile - 1][von - 1 : bis]
        # GV100AD prints the total and the men; the women are their difference
        return int(feld[:11]) - int(feld[11:]) if len(feld) == 22 else feld
    tabelle = table_of_file(pfad, "" if pd.isna(blatt) else str(blatt))
    return tabelle[zeile][column_number(spalte)]


def column_number(spalte: str) -> int:
    nummer = 0
    for buchstabe in spalte:
        nummer = nummer * 26 + ord(buchstabe) - ord("A") + 1
    return nummer - 1


@lru_cache(maxsize=2)
def lines_of(pfad: Path) -> list[str]:
    return decoded(pfad.read_bytes()).split("\n")


def decoded(inhalt: bytes) -> str:
    try:
        return inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        return inhalt.decode("latin-1")


@lru_cache(maxsize=4)
def table_of_file(pfad: Path, blatt: str) -> dict[int, list[object]]:
    """Rows by their number in the file; in CSV a row counts from the line in which it begins."""
    inhalt = pfad.read_bytes()
    if inhalt[:2] == b"PK" and pfad.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
            return csv_rows(decoded(archiv.read(blatt)))
    if inhalt[:2] == b"PK" or inhalt[:4] == b"\xd0\xcf\x11\xe0":
        mappe = calamine.CalamineWorkbook.from_filelike(io.BytesIO(inhalt))
        zeilen = mappe.get_sheet_by_name(blatt).to_python(skip_empty_area=False)
        return dict(enumerate(zeilen, 1))
    if inhalt.lstrip()[:1] == b"<":
        return html_rows(inhalt)
    return csv_rows(decoded(inhalt))


def csv_rows(text: str) -> dict[int, list[object]]:
    trennzeichen = max(";,\t", key=lambda z: text[:20000].count(z))
    leser = csv.reader(io.StringIO(text, newline=""), delimiter=trennzeichen)
    ergebnis: dict[int, list[object]] = {}
    anfang = 1
    for felder in leser:
        ergebnis[anfang] = list(felder)
        anfang = leser.line_num + 1
    return ergebnis


def html_rows(inhalt: bytes) -> dict[int, list[object]]:
    seite = lxml.html.fromstring(inhalt.decode("latin-1"))
    return {
        nummer: [(z.text or z.findtext("nobr") or "") for z in zeile.xpath(".//td|.//th")]
        for nummer, zeile in enumerate(seite.xpath("//tr"), 1)
    }


def fits(gedruckt: object, zeile: object) -> bool:
    """Whether a printed cell says what the observation says: the number, or its sign."""
    wert = zeile.wert  # type: ignore[attr-defined]
    zahlen = numbers_in(gedruckt)
    if pd.isna(wert):
        return not zahlen or zahlen == [-9999.0] or str(gedruckt).strip() in ("", "-")
    if not zahlen:
        return wert == 0 and str(gedruckt).strip().strip('"') in ("-", "–")
    if zeile.merkmal_id == "gv_flaeche" and str(gedruckt).isdigit():  # type: ignore[attr-defined]
        zahlen = [zahl / 100 for zahl in zahlen]  # GV100AD counts hectares
    return any(abs(zahl - wert) <= 1e-6 * max(1.0, abs(wert)) for zahl in zahlen)


def numbers_in(zelle: object) -> list[float]:
    """Every number that a cell can mean: German or international notation, classes with two borders."""
    if isinstance(zelle, int | float):
        return [float(zelle)]
    ergebnis = []
    for text in re.findall(r"-?\d[\d.,\u00a0 ]*", str(zelle)):
        kern = text.strip(" .,\u00a0").replace("\u00a0", "").replace(" ", "")
        for lesart in (kern.replace(".", "").replace(",", "."), kern.replace(",", ""), kern):
            try:
                ergebnis.append(float(lesart))
            except ValueError:
                continue
    return ergebnis
