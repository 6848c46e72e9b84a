"""An edition with a trace of a withheld figure is not published."""

import zipfile
import zlib
from pathlib import Path

import duckdb
import pytest

from assets.confidentiality.fehler import SperrFehler
from assets.release.dichtheit import check_leaks, count_protected

GEHEIM = 6.127381940275163
"""A rate that is withheld."""

_TABELLEN = """
    CREATE TABLE indikatorwert{zusatz} (indikator_id VARCHAR, ags VARCHAR, jahr BIGINT, wert DOUBLE,
        zaehler DOUBLE, nenner DOUBLE, untergrenze DOUBLE, obergrenze DOUBLE, kennzeichen VARCHAR);
    CREATE TABLE beobachtung{zusatz} (merkmal_id VARCHAR, ags VARCHAR, zeitraum VARCHAR, quelle_id VARCHAR,
        wert DOUBLE, kennzeichen VARCHAR);
"""


def edition(tmp_path: Path, wert: float | None = None) -> tuple[Path, Path]:
    """Folder of an edition and work database; `wert` stands in the withheld row."""
    ordner, arbeit = tmp_path / "ausgabe", tmp_path / "arbeit.duckdb"
    ordner.mkdir()
    with duckdb.connect(str(arbeit)) as con:
        con.execute(_TABELLEN.format(zusatz="_ungeschuetzt"))
        con.execute(
            "INSERT INTO indikatorwert_ungeschuetzt "
            "VALUES ('uvg_quote', '16065', 2025, ?, 3, 49, 1.5, 9.5, NULL)",
            [GEHEIM],
        )
    with duckdb.connect(str(ordner / "sozialplanung.duckdb")) as con:
        con.execute(_TABELLEN.format(zusatz=""))
        con.execute(
            "CREATE TABLE vergleich (indikator_id VARCHAR, ags VARCHAR, jahr BIGINT, differenz DOUBLE)"
        )
        con.execute("CREATE TABLE geheimhaltungspruefung (schutz VARCHAR)")
        con.execute("INSERT INTO geheimhaltungspruefung VALUES ('gesperrt')")
        con.execute(
            "INSERT INTO indikatorwert VALUES ('uvg_quote', '16065', 2025, ?, NULL, 49, NULL, NULL, 'g')",
            [wert],
        )
    return ordner, arbeit


def test_clean_edition_passes_and_is_counted(tmp_path: Path) -> None:
    ordner, arbeit = edition(tmp_path)
    (ordner / "bericht.html").write_text('<p title="3 von 49">6,1 Prozent, 6.12738</p>', encoding="utf-8")
    check_leaks(ordner, arbeit)
    assert count_protected(ordner / "sozialplanung.duckdb") == {"gesperrt": 1}


def test_figure_in_a_withheld_row_is_found(tmp_path: Path) -> None:
    ordner, arbeit = edition(tmp_path, wert=3.0)
    with pytest.raises(SperrFehler, match="Tabelle indikatorwert: Zahl trotz Sperrung bei uvg_quote, 16065"):
        check_leaks(ordner, arbeit)


def test_comparison_of_a_withheld_value_is_found(tmp_path: Path) -> None:
    ordner, arbeit = edition(tmp_path)
    with duckdb.connect(str(ordner / "sozialplanung.duckdb")) as con:
        con.execute("INSERT INTO vergleich VALUES ('uvg_quote', '16065', 2025, 1.0)")
    with pytest.raises(SperrFehler, match="Tabelle vergleich"):
        check_leaks(ordner, arbeit)


def _write(pfad: Path, inhalt: bytes) -> None:
    if pfad.suffix == ".xlsx":
        with zipfile.ZipFile(pfad, "w", zipfile.ZIP_DEFLATED) as archiv:
            archiv.writestr("xl/worksheets/sheet1.xml", inhalt)
    elif pfad.suffix == ".pdf":
        pfad.write_bytes(b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(inhalt) + b"\nendstream")
    else:
        pfad.write_bytes(inhalt)


@pytest.mark.parametrize("name", ["a.html", "a.csv", "a.xlsx", "a.pdf", "manifest.json"])
@pytest.mark.parametrize("text", [b'<rect data-wert="6.127381940275163"/>', b"6,12738194 %"])
def test_unrounded_rate_is_found_in_every_kind_of_file(tmp_path: Path, name: str, text: bytes) -> None:
    ordner, arbeit = edition(tmp_path)
    _write(ordner / name, text)
    with pytest.raises(SperrFehler, match=f"{name}: gesperrte Zahl als Text") as fehler:
        check_leaks(ordner, arbeit)
    assert "6.12" not in str(fehler.value)


def test_unprotected_table_and_log_file_are_found(tmp_path: Path) -> None:
    ordner, arbeit = edition(tmp_path)
    (ordner / "x.csv").write_bytes(b"Quelle: indikatorwert_ungeschuetzt")
    (ordner / "sozialplanung.duckdb.wal").write_bytes(b"")
    with pytest.raises(SperrFehler) as fehler:
        check_leaks(ordner, arbeit)
    assert len(fehler.value.zellen) == 2


def test_freed_blocks_of_a_database_are_searched(tmp_path: Path) -> None:
    ordner, arbeit = edition(tmp_path)
    with duckdb.connect(str(ordner / "sozialplanung.duckdb")) as con:
        con.execute("CREATE TABLE rest AS SELECT ? + i * 1e-9 AS wert FROM range(5000) AS t(i)", [GEHEIM])
        con.execute("CHECKPOINT")
        con.execute("DROP TABLE rest")
    with pytest.raises(SperrFehler, match="gesperrte Zahl im Speicher"):
        check_leaks(ordner, arbeit)
