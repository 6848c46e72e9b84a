"""The annex: the same bytes for the same figures, and a description that fits its tables."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from assets.release.anhang import BLAETTER, write_csv, write_xlsx

STAND = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def blaetter() -> dict[str, pd.DataFrame]:
    werte = pd.DataFrame(
        {
            "Indikator": ["Arbeitslosenquote", "=1+1"],
            "Jahr": [2025, 2024],
            "Wert": [8.3, None],
            "Zeichen": [None, "."],
        }
    )
    return {name: werte.copy() for name in BLAETTER}


def test_workbook_repeats_byte_for_byte(blaetter: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_xlsx(blaetter, "Anhang", STAND, tmp_path / name / "x.xlsx")
    assert (tmp_path / "a/x.xlsx").read_bytes() == (tmp_path / "b/x.xlsx").read_bytes()
    write_xlsx(blaetter, "Anderer Titel", STAND, tmp_path / "c.xlsx")
    assert (tmp_path / "c.xlsx").read_bytes() != (tmp_path / "a/x.xlsx").read_bytes()


def test_workbook_reads_back(blaetter: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    write_xlsx(blaetter, "Anhang", STAND, tmp_path / "x.xlsx")
    mappe = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx"))
    assert mappe.sheet_names == ["Lies mich", *BLAETTER]
    zeilen = mappe.get_sheet_by_name("Zeitreihen").to_python()
    assert zeilen[0] == ["Indikator", "Jahr", "Wert", "Zeichen"]
    assert zeilen[1] == ["Arbeitslosenquote", 2025.0, 8.3, ""]
    assert zeilen[2] == ["=1+1", 2024.0, "", "."]  # a missing figure is an empty cell, text is no formula


def test_empty_sheet_is_written(tmp_path: Path) -> None:
    leer = {name: pd.DataFrame({"Indikator": pd.Series(dtype="str")}) for name in BLAETTER}
    write_xlsx(leer, "Anhang", STAND, tmp_path / "x.xlsx")
    write_csv(leer, "Anhang", tmp_path / "csv")
    assert (tmp_path / "csv" / "gemeinden.csv").read_text(encoding="utf-8") == "Indikator\n"


def test_description_fits_every_table(blaetter: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    write_csv(blaetter, "Anhang", tmp_path)
    paket = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["title"] for r in paket["resources"]] == list(BLAETTER)
    assert {p.name for p in tmp_path.glob("*.csv")} == {r["path"] for r in paket["resources"]}
    for ressource in paket["resources"]:
        with (tmp_path / ressource["path"]).open(encoding="utf-8", newline="") as datei:
            kopf, *zeilen = csv.reader(datei, delimiter=ressource["dialect"]["delimiter"])
        felder = {f["name"]: f["type"] for f in ressource["schema"]["fields"]}
        assert kopf == list(felder)
        assert felder == {"Indikator": "string", "Jahr": "integer", "Wert": "number", "Zeichen": "string"}
        assert zeilen == [["Arbeitslosenquote", "2025", "8.3", ""], ["=1+1", "2024", "", "."]]


def test_csv_repeats_byte_for_byte(blaetter: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_csv(blaetter, "Anhang", tmp_path / name)
    for pfad in (tmp_path / "a").iterdir():
        assert pfad.read_bytes() == (tmp_path / "b" / pfad.name).read_bytes()
