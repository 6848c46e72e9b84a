"""A folder with good, broken and foreign files."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.sources.einlesen import read_ordner
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler


def _schreibe(pfad: Path, inhalt: bytes) -> Path:
    pfad.parent.mkdir(parents=True, exist_ok=True)
    pfad.write_bytes(inhalt)
    return pfad


HTML = b'<?xml version="1.0"?><!DOCTYPE html><html><body>Sitzung abgelaufen</body></html>'


def test_web_page_among_the_tables_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    _schreibe(tmp_path / "regionalstatistik" / "200-32-4.csv", HTML)
    _schreibe(tmp_path / "andere" / "notiz.csv", b"a;b\n1;2\n")
    meldungen: list[str] = []
    einlesung = read_ordner(tmp_path, {}, melde=meldungen.append)
    assert [f.datei for f in einlesung.fehler] == ["regionalstatistik/200-32-4.csv"]
    assert einlesung.nicht_erkannt == ("andere/notiz.csv",)
    assert any(m.startswith("NICHT GELESEN") for m in meldungen)
    with pytest.raises(EingabeFehler, match="Webseite"):
        read_ordner(tmp_path, {}, strikt=True)


@pytest.mark.parametrize("seite", [HTML, b"<table><tr></tr></table>", b"<html><form>Anmeldung</form></html>"])
def test_web_page_without_a_table_of_figures_is_refused(tmp_path: Path, seite: bytes) -> None:
    with pytest.raises(EingabeFehler, match="Webseite"):
        recognise(_schreibe(tmp_path / "tls" / "wahl.xls", seite))


@pytest.mark.parametrize("name", ["leer.csv", "leer.xlsx", "leer.txt"])
def test_empty_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(EingabeFehler, match="leere Datei"):
        recognise(_schreibe(tmp_path / name, b""))


def test_cut_off_workbook(tmp_path: Path) -> None:
    with pytest.raises(EingabeFehler, match="beschädigte"):
        recognise(_schreibe(tmp_path / "x.xlsx", b"PK\x03\x04abgeschnitten"))


def test_other_endings_are_left_alone(tmp_path: Path) -> None:
    assert recognise(_schreibe(tmp_path / "bild.png", b"")) is None


@pytest.mark.parametrize("vorhanden", [True, False])
def test_folder_without_data(tmp_path: Path, vorhanden: bool) -> None:
    ordner = tmp_path if vorhanden else tmp_path / "fehlt"
    with pytest.raises(EingabeFehler, match="Ordner"):
        read_ordner(ordner, {})


def _satz(art: str, schluessel: str, name: str, zahlen: str = "") -> str:
    return (f"{art}20991231{schluessel:<12}{name:<50}".ljust(128) + zahlen).ljust(220) + "\n"


def _verzeichnis(ort: Path) -> None:
    saetze = [
        _satz("10", "16", "Thüringen"),
        _satz("40", "16065", "Kyffhäuserkreis"),
        _satz("50", "16065   5052", "Ebeleben, Stadt"),
        _satz("60", "160650015052", "Abtsbessingen", f"{1409:011d}{463:011d}{237:011d}"),
    ]
    _schreibe(ort / "gv" / "verzeichnis.txt", "".join(saetze).encode())


def _inkar(pfad: Path, kreis: str) -> None:
    with xlsxwriter.Workbook(str(pfad)) as buch:
        blatt = buch.add_worksheet("Daten")
        blatt.write_row(0, 0, ["Kennziffer", "Raumeinheit", "Aggregat", "Schuldnerquote"])
        blatt.write_row(1, 0, ["", "", "", "2021"])
        blatt.write_row(2, 0, [kreis, "Kreis", "Kreise", 9.5])
        buch.add_worksheet("Quellangabe").write_row(0, 0, ["INKAR. Ausgabe 2024."])


def test_unknown_kreis_is_refused_against_the_gemeindeverzeichnis(tmp_path: Path) -> None:
    _verzeichnis(tmp_path)
    _inkar(tmp_path / "a.xlsx", "16065")
    _inkar(tmp_path / "b.xlsx", "16999")
    _inkar(tmp_path / "c.xlsx", "16056")  # Eisenach, dissolved in 2021: a key knows it
    schluessel = b"year_xw,ags_xw,pop_conv,ags21\n2020,16056,1.0,16063\n2020,16065,1.0,16065\n"
    _schreibe(tmp_path / "schluessel.csv", schluessel)
    einlesung = read_ordner(tmp_path, {})
    gelesen = ["gv/verzeichnis.txt", "schluessel.csv", "a.xlsx", "c.xlsx"]
    assert [x.datei for x in einlesung.lesungen] == gelesen
    assert [f.datei for f in einlesung.fehler] == ["b.xlsx"]
    assert "16999" in einlesung.fehler[0].gefunden


def test_without_registers_no_kreis_is_refused(tmp_path: Path) -> None:
    _inkar(tmp_path / "b.xlsx", "16999")
    assert [x.datei for x in read_ordner(tmp_path, {}).lesungen] == ["b.xlsx"]


def test_register_says_nothing_about_earlier_years(tmp_path: Path) -> None:
    _verzeichnis(tmp_path)  # of 2099; the figures are of 2021
    _inkar(tmp_path / "c.xlsx", "16056")
    assert not read_ordner(tmp_path, {}).fehler


def test_same_content_is_read_once(tmp_path: Path) -> None:
    _inkar(tmp_path / "a.xlsx", "16065")
    _schreibe(tmp_path / "kopie" / "a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    einlesung = read_ordner(tmp_path, {})
    assert len(einlesung.lesungen) == 1
    assert einlesung.doppelt == (("kopie/a.xlsx", "a.xlsx"),)
