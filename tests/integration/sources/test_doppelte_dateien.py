"""A second copy of a file is read once, and the user is told."""

import shutil
from pathlib import Path

import duckdb
import pytest

from assets.catalogue.load import load_katalog
from assets.sources.stufe import Eingabe, read_quellen

DATEI = "13211-02-05-4_2025.csv"


@pytest.mark.quellen
def test_second_copy_is_named(quellen: Path, wurzel: Path, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        shutil.copy(quellen / "regionalstatistik" / DATEI, tmp_path / name)
    eingabe = Eingabe(wurzel / "data" / "raw", tmp_path, beispiele=False, nur_quellen=True)
    protokoll = read_quellen(
        duckdb.connect(), eingabe, load_katalog().merkmale, melde=lambda _: None, pruefe=lambda _: None
    )
    assert "b.csv: gleicher Inhalt wie a.csv, nur einmal gelesen" in protokoll.hinweise
    assert protokoll.dateien == 1
