"""Which refused file stops a run."""

from pathlib import Path

import pytest

from assets.catalogue.load import load_katalog
from assets.sources.fehler import EingabeFehler
from assets.sources.stufe import Leseprotokoll
from pipelines.pruefung import EingabenAbgelehnt, require_readable

MERKMALE = load_katalog().merkmale
ALLE = frozenset(m.id for m in MERKMALE.values() if m.familie != "kommunal")


def _protokoll(datei: str, merkmale: frozenset[str] = ALLE) -> Leseprotokoll:
    fehler = EingabeFehler(datei, "eine Webseite", "eine Tabelle", "neu herunterladen")
    return Leseprotokoll((), (), (fehler,), merkmale, 1)


def test_an_old_table_nobody_needs_is_passed_over(tmp_path: Path) -> None:
    require_readable(_protokoll("regionalstatistik/abruf-2015/200-32-4.csv"), MERKMALE, tmp_path)


@pytest.mark.parametrize(
    "datei",
    [
        "regionalstatistik/13211-02-05-4_2025.csv",
        "abruf/12411-0018.csv",
        "gemeindeverzeichnis/31122023_Auszug_GV.xlsx",
        "gemeindeverzeichnis/GV100AD_28022026.txt",
        "inkar/E_Schuldnerquote.xls",
        "deutschlandatlas/Deutschlandatlas-Daten.xlsx",
        "geometrie/VG2500_KRS.shp",
    ],
)
def test_a_damaged_file_of_a_known_family_stops_the_run_even_if_others_fill_in(
    tmp_path: Path, datei: str
) -> None:
    with pytest.raises(EingabenAbgelehnt, match="neu herunterladen"):
        require_readable(_protokoll(datei), MERKMALE, tmp_path)


def test_any_refused_file_stops_a_run_that_lacks_a_measure(tmp_path: Path) -> None:
    with pytest.raises(EingabenAbgelehnt):
        require_readable(_protokoll("200-32-4.csv", ALLE - {"rs13211_quote"}), MERKMALE, tmp_path)


def test_a_refused_file_in_the_own_folder_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "regionalstatistik").mkdir()
    (tmp_path / "regionalstatistik" / "200-32-4.csv").write_text("x", encoding="utf-8")
    with pytest.raises(EingabenAbgelehnt):
        require_readable(_protokoll("200-32-4.csv"), MERKMALE, tmp_path)


def test_nothing_refused_nothing_said(tmp_path: Path) -> None:
    require_readable(Leseprotokoll((), (), (), frozenset(), 0), MERKMALE, tmp_path)
