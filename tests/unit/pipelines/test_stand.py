"""Fingerprints of a run: what changes them, and what must not."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.release.ausgabe import new_edition
from assets.release.fingerabdruck import combine, files_below, hash_files
from assets.release.manifest import Manifest, write_manifest
from pipelines.stand import Auftrag, configured_order, current_state, nothing_to_do

KONFIGURATION = """
kreis = "16065"
[herausgeber]
name = "Landratsamt"
[auflage]
redaktionsschluss = "2026-11-22"
"""
DATEIEN = {
    "konfiguration.toml": KONFIGURATION,
    "requirements.lock": "duckdb==1.5.5",
    "data/raw/grunddaten/a.csv": "a",
    "assets/catalogue/indikatoren.toml": "x = 1",
    "assets/sources/lesen.py": "pass",
    "assets/reports/saetze.py": "pass",
    "schemas/common.py": "pass",
    "report_templates/texte/einleitung.md": "Text",
}


@pytest.fixture
def wurzel_klein(tmp_path: Path) -> Path:
    for name, inhalt in DATEIEN.items():
        pfad = tmp_path / name
        pfad.parent.mkdir(parents=True, exist_ok=True)
        pfad.write_text(inhalt, encoding="utf-8")
    return tmp_path


@pytest.fixture
def auftrag(wurzel_klein: Path, monkeypatch: pytest.MonkeyPatch) -> Auftrag:
    for name in ("SOZIALPLANUNG_ERGEBNISSE", "SOZIALPLANUNG_QUELLEN"):
        monkeypatch.delenv(name, raising=False)
    return configured_order(wurzel_klein)


def _append(name: str) -> Callable[[Path], None]:
    def aendere(wurzel: Path) -> None:
        pfad = wurzel / name
        pfad.write_text(pfad.read_text(encoding="utf-8") + "\n# anders", encoding="utf-8")

    return aendere


@pytest.mark.parametrize(
    ("datei", "daten", "berichte"),
    [
        ("data/raw/grunddaten/a.csv", True, False),
        ("assets/catalogue/indikatoren.toml", True, True),
        ("assets/sources/lesen.py", True, True),
        ("schemas/common.py", True, True),
        ("assets/reports/saetze.py", False, True),
        ("report_templates/texte/einleitung.md", False, True),
        ("konfiguration.toml", False, True),
        ("requirements.lock", False, True),
    ],
)
def test_what_a_change_touches(auftrag: Auftrag, datei: str, daten: bool, berichte: bool) -> None:
    vorher = current_state(auftrag)
    _append(datei)(auftrag.wurzel)
    nachher = current_state(auftrag)
    assert (nachher.datenstand != vorher.datenstand) is daten
    assert (nachher.berichtsstand != vorher.berichtsstand) is berichte


def test_a_new_file_counts_and_a_hidden_one_does_not(auftrag: Auftrag) -> None:
    vorher = current_state(auftrag)
    (auftrag.rohdaten / ".DS_Store").write_text("x", encoding="utf-8")
    (auftrag.rohdaten / "~$offen.xlsx").write_text("x", encoding="utf-8")
    assert current_state(auftrag) == vorher
    (auftrag.rohdaten / "neu.csv").write_text("x", encoding="utf-8")
    assert current_state(auftrag).datenstand != vorher.datenstand


def test_official_files_are_named_by_their_place_in_the_folder(auftrag: Auftrag, tmp_path: Path) -> None:
    """The manifest is published: no path of this machine, and a moved folder is the same state."""
    staende = []
    for ort in ("hier", "anderswo/tief"):
        datei = tmp_path.parent / f"{tmp_path.name}-{ort.replace('/', '-')}" / ort / "inkar" / "a.xls"
        datei.parent.mkdir(parents=True)
        datei.write_text("x", encoding="utf-8")
        staende.append(current_state(dataclasses.replace(auftrag, quellen=datei.parent.parent)))
    assert staende[0] == staende[1]
    assert "quellen/inkar/a.xls" in staende[0].eingaben
    assert not [name for name in staende[0].eingaben if name.startswith("/")]


def test_environment_moves_results_and_sources(
    wurzel_klein: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOZIALPLANUNG_ERGEBNISSE", str(tmp_path / "dort"))
    auftrag = configured_order(wurzel_klein)
    assert auftrag.ausgabeordner.aktuell == tmp_path / "dort" / "aktuell"
    assert auftrag.arbeitsdatenbank == tmp_path / "dort" / "arbeit" / "arbeit.duckdb"


def _publish(auftrag: Auftrag, berichte: set[str]) -> None:
    stand = current_state(auftrag)
    with new_edition(auftrag.ausgabeordner, "eins") as bau:
        write_manifest(
            bau, Manifest("eins", stand.datenstand, stand.berichtsstand, sorted(berichte), {}, {}, {})
        )


def test_nothing_to_do_only_if_every_report_is_there(auftrag: Auftrag) -> None:
    stand = current_state(auftrag)
    assert nothing_to_do(auftrag, stand) is None
    _publish(auftrag, auftrag.wanted())
    fertig = nothing_to_do(auftrag, stand)
    assert fertig is not None
    assert fertig.ausgabe == "eins"
    assert nothing_to_do(dataclasses.replace(auftrag, kreise=("16062",)), stand) is None
    assert nothing_to_do(dataclasses.replace(auftrag, berichte=("familienbericht",)), stand) is not None
    _append("data/raw/grunddaten/a.csv")(auftrag.wurzel)
    assert nothing_to_do(auftrag, current_state(auftrag)) is None


def test_wanted_is_kreise_times_reports(auftrag: Auftrag) -> None:
    zwei = dataclasses.replace(auftrag, kreise=("16065", "05913"), berichte=("familienbericht",))
    assert zwei.wanted() == {"16065/familienbericht", "05913/familienbericht"}


def test_combination_depends_on_content_and_not_on_order() -> None:
    assert combine({"a": 1, "b": 2}) == combine({"b": 2, "a": 1})
    assert combine({"a": 1}) != combine({"a": 2})
    assert combine({"a": {"x": "1"}}) != combine({"a": {"y": "1"}})


def test_hashes_are_known_ones_and_names_relative(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "leer.txt").write_bytes(b"")
    (tmp_path / "a.txt").write_bytes(b"abc")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.py").write_bytes(b"")
    # SHA-256 of the empty text and of "abc": FIPS 180-4, examples
    assert hash_files(files_below(tmp_path), tmp_path) == {
        "a.txt": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "b/leer.txt": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    assert [p.name for p in files_below(tmp_path, endungen=(".py",))] == []
