"""`sozialplanung sperren` as it is called."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.confidentiality import sperren
from assets.confidentiality.zellmodell import Sperrmuster
from pipelines.cli import app

TABELLE = "ort,art,anzahl\nA,x,1\nA,y,9\nB,x,8\nB,y,6\nP,x,9\nP,y,15\n"


@pytest.fixture
def ordner(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABELLE)
    (tmp_path / "h.csv").write_text("child,parent\nA,P\nB,P\n")
    return tmp_path


def call(ordner: Path, *weitere: str, nullen: str = "zeigen"):
    angaben = ["--wert", "anzahl", "--mindestzahl", "3", "--nullen", nullen, "--nach", str(ordner / "aus")]
    return CliRunner().invoke(app, ["sperren", str(ordner / "t.csv"), *angaben, *weitere])


def test_tables_are_written_under_their_names(ordner):
    ergebnis = call(ordner, "--hierarchie", f"ort={ordner / 'h.csv'}", "--protokoll", str(ordner / "p.csv"))
    assert ergebnis.exit_code == 0, ergebnis.output
    assert "1 zu klein, 1 weitere gesperrt" in ergebnis.output
    assert (ordner / "aus" / "t.csv").read_text() == TABELLE.replace("A,x,1", "A,x,").replace("B,x,8", "B,x,")
    assert (ordner / "p.csv").read_text().splitlines()[0] == "schluessel;schutz;geschuetzt;ganzzahlig"
    assert [p.name for p in (ordner / "aus").iterdir()] == ["t.csv"]


def test_a_failed_audit_ends_with_1_and_writes_nothing(ordner, monkeypatch):
    monkeypatch.setattr(sperren, "suppress", lambda modell: Sperrmuster(modell.primaer, "optimal"))
    ergebnis = call(ordner, "--hierarchie", f"ort={ordner / 'h.csv'}")
    assert ergebnis.exit_code == 1
    assert "berechenbar: A, x" in ergebnis.output
    assert "nichts geschrieben" in ergebnis.output
    assert not (ordner / "aus").exists()


def test_a_bad_table_ends_with_1(ordner):
    (ordner / "t.csv").write_text(TABELLE.replace("A,x,1", "A,x,eins"))
    ergebnis = call(ordner)
    assert ergebnis.exit_code == 1
    assert "Datei t.csv, Zeile 2: gefunden „eins“" in ergebnis.output


@pytest.mark.parametrize("angabe", ["ort", "ort=fehlt.csv", "=h.csv"])
def test_wrong_usage_is_named(ordner, angabe):
    ergebnis = call(ordner, "--hierarchie", angabe)
    assert ergebnis.exit_code == 2
    assert "SPALTE=DATEI.csv" in ergebnis.output
