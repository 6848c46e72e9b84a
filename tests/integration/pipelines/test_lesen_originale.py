"""`sozialplanung lesen` on original files; figures read from the originals by hand."""

import pytest

from assets.sources.vorschau import CSV_KOPF

pytestmark = pytest.mark.quellen


@pytest.fixture(scope="module")
def installation(installiere, tmp_path_factory):
    return installiere(tmp_path_factory.mktemp("lesen"))


def test_a_table_of_the_regionaldatenbank(rufe, installation, quellen):
    # 13211-02-05-4_2025.csv: row 2025;16065: 3013 Arbeitslose, Quote of all 8,3; row 2025;DG: 2948092
    aufruf = rufe(installation, "lesen", "--csv", str(quellen / "regionalstatistik/13211-02-05-4_2025.csv"))
    zeilen = aufruf.ausgabe.splitlines()
    assert aufruf.code == 0
    assert zeilen[0] == CSV_KOPF
    assert "rs13211_quote;16065;2025;8.3;" in zeilen
    assert "rs13211_arbeitslose;16065;2025;3013;" in zeilen
    assert "rs13211_arbeitslose;00;2025;2948092;" in zeilen
    assert zeilen[1:] == sorted(zeilen[1:], key=lambda z: z.split(";")[:3])
    assert "bestehen im Zeitraum der Angaben nicht" in aufruf.fehler


def test_an_expired_session_saved_as_csv_is_refused(rufe, installation, quellen):
    aufruf = rufe(installation, "lesen", str(quellen / "regionalstatistik/abruf-2015/200-32-4.csv"))
    assert (aufruf.code, aufruf.ausgabe) == (1, "")
    assert "Webseite (HTML)" in aufruf.fehler


def test_a_register_shows_what_it_lists(rufe, installation, quellen):
    aufruf = rufe(installation, "lesen", str(quellen / "gemeindeverzeichnis/GV100AD_28022026.txt"))
    assert "Erkannt: Gemeindeverzeichnis GV100AD" in aufruf.ausgabe
    assert "Stand: 28.02.2026" in aufruf.ausgabe
    assert "Verzeichnete Gebiete: Deutschland, 16 Länder, 401 Kreise" in aufruf.ausgabe


def test_long_lists_are_cut_and_counted(rufe, installation, quellen):
    aufruf = rufe(installation, "lesen", str(quellen / "deutschlandatlas/Deutschlandatlas-Daten.xlsx"))
    assert aufruf.code == 0
    assert "  … und " in aufruf.ausgabe
    assert len(aufruf.ausgabe.splitlines()) < 70


def test_outlines_have_no_figures(rufe, installation, quellen):
    aufruf = rufe(installation, "lesen", str(quellen / "geometrie/VG250_GEM_simplified.zip"))
    assert "Die Datei enthält keine Zahlen (Umrisse für Karten)." in aufruf.ausgabe
