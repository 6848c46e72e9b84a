"""Writing the base set: shortest exact numbers, empty cells, one form of line end, checksums."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.release.grunddaten import write_csv, write_pruefsummen
from assets.sources.fehler import EingabeFehler
from assets.sources.grunddaten import read_features, read_grunddaten


def test_numbers_and_missing_cells(tmp_path: Path) -> None:
    daten = pd.DataFrame(
        {
            "ags": ["00", "16"],
            "wert": [8.3, float("nan")],
            "anzahl": [3.0, 1e6],
            "zeichen": pd.array(["a;b", None]),
        }
    )
    write_csv(daten, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b'ags;wert;anzahl;zeichen\n00;8.3;3;"a;b"\n16;;1000000;\n'


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back_exactly(tmp_path_factory: pytest.TempPathFactory, wert: float) -> None:
    pfad = tmp_path_factory.mktemp("zahl") / "x.csv"
    write_csv(pd.DataFrame({"wert": [wert]}), pfad)
    assert float(pfad.read_text(encoding="utf-8").splitlines()[1]) == wert


def test_checksums_find_any_change(wurzel: Path, tmp_path: Path) -> None:
    for pfad in (wurzel / "data" / "raw" / "grunddaten").iterdir():
        (tmp_path / pfad.name).write_bytes(pfad.read_bytes())
    write_pruefsummen(tmp_path)
    ganz = read_grunddaten(tmp_path)
    assert len(ganz.beobachtungen) > 10_000
    with (tmp_path / "raenge.csv").open("a", encoding="utf-8") as datei:
        datei.write("x;16065;2025;00;1;400\n")
    with pytest.raises(EingabeFehler, match=r"Datei raenge\.csv: .*Prüfsumme"):
        read_grunddaten(tmp_path)


@pytest.mark.parametrize("inhalt", ["", "{}", '{"features": [{}]}'])
def test_broken_outlines(tmp_path: Path, inhalt: str) -> None:
    (tmp_path / "karte.geojson").write_text(inhalt, encoding="utf-8")
    with pytest.raises(EingabeFehler, match="Umrisse"):
        read_features(tmp_path / "karte.geojson")
