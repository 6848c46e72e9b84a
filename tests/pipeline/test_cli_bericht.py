"""One report as a user makes it: the command in a process of its own, then its PDF and its edition."""

import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pikepdf
import pytest

from assets.release.manifest import read_manifest
from assets.release.pruefung import check_edition

BERICHT = "bildungsbericht"


@dataclass(frozen=True)
class Lauf:
    """A finished call of the command: exit code, streams, seconds."""

    code: int
    ausgabe: str
    fehler: str
    sekunden: float


@dataclass(frozen=True)
class Gesetzt:
    """The installation after its one real run."""

    installation: object
    erster: Lauf
    rufe: Callable[..., Lauf]

    @property
    def ausgabe(self) -> Path:
        return self.installation.aktuell.resolve()

    def datei(self, endung: str) -> Path:
        return self.ausgabe / "berichte" / "16065" / f"{BERICHT}.{endung}"


@pytest.fixture(scope="module")
def gesetzt(wurzel: Path, tmp_path_factory: pytest.TempPathFactory, installiere) -> Gesetzt:
    installation = installiere(tmp_path_factory.mktemp("cli"))

    def rufe(*angaben: str) -> Lauf:
        umgebung = os.environ | {
            "SOZIALPLANUNG_WURZEL": str(installation.wurzel),
            "SOZIALPLANUNG_ERGEBNISSE": str(installation.ergebnisse),
            "PYTHONPATH": str(wurzel),
        }
        beginn = time.perf_counter()
        prozess = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *angaben],
            env=umgebung,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        return Lauf(prozess.returncode, prozess.stdout, prozess.stderr, time.perf_counter() - beginn)

    return Gesetzt(installation, rufe("berichte", "--bericht", BERICHT), rufe)


def test_the_run_says_what_it_did(gesetzt: Gesetzt) -> None:
    erster = gesetzt.erster
    assert erster.code == 0, erster.fehler
    assert f"Fertig: Ausgabe {gesetzt.ausgabe.name}" in erster.ausgabe
    assert f"berichte/16065/{BERICHT}.pdf" in erster.ausgabe
    for stufe in ("Quellen lesen", "Indikatoren berechnen", "Berichte setzen", "Ausgabe veröffentlichen"):
        assert re.search(rf"^{stufe}: fertig nach \d+,\d s$", erster.fehler, re.MULTILINE)
    assert "\x1b" not in erster.fehler
    assert "Traceback" not in erster.fehler


def test_a_second_run_only_says_that_nothing_changed(gesetzt: Gesetzt) -> None:
    vorher = {p: p.stat().st_mtime_ns for p in gesetzt.installation.ergebnisse.rglob("*")}
    zweiter = gesetzt.rufe("berichte", "--bericht", BERICHT)
    assert zweiter.code == 0
    assert f"Nichts zu tun: Ausgabe {gesetzt.ausgabe.name}" in zweiter.ausgabe
    assert zweiter.fehler == ""
    assert {p: p.stat().st_mtime_ns for p in gesetzt.installation.ergebnisse.rglob("*")} == vorher
    assert zweiter.sekunden < gesetzt.erster.sekunden / 3


def test_a_refused_run_leaves_the_edition(gesetzt: Gesetzt) -> None:
    ziel = gesetzt.installation.aktuell.readlink()
    lauf = gesetzt.rufe("berichte", "--kreis", "99999")
    assert lauf.code == 1
    assert "Den Kreis 99999 gibt es nicht" in lauf.fehler
    assert gesetzt.installation.aktuell.readlink() == ziel
    assert gesetzt.rufe("berichte", "--kreis", "1606").code == 2


def test_edition_is_whole_and_read_only(gesetzt: Gesetzt) -> None:
    assert gesetzt.rufe("pruefen").code == 0
    assert check_edition(gesetzt.ausgabe) == []
    manifest = read_manifest(gesetzt.ausgabe)
    assert manifest.berichte == [f"16065/{BERICHT}"]
    assert {p.stat().st_mode & 0o222 for p in gesetzt.ausgabe.rglob("*") if p.is_file()} == {0}
    inhalt = {p.name for p in gesetzt.ausgabe.iterdir()}
    assert inhalt == {"sozialplanung.duckdb", "manifest.json", "berichte", "tabellen"}
    assert {p.name for p in (gesetzt.ausgabe / "tabellen" / "16065").iterdir()} == {
        BERICHT,
        f"{BERICHT}.xlsx",
    }
    assert not list(gesetzt.ausgabe.parent.glob(".*"))


def test_work_database_is_for_its_owner_only(gesetzt: Gesetzt) -> None:
    arbeit = gesetzt.installation.ergebnisse / "arbeit" / "arbeit.duckdb"
    assert arbeit.stat().st_mode & 0o777 == 0o600


@pytest.fixture(scope="module")
def text(gesetzt: Gesetzt) -> str:
    """Everything that a reader reads: the text of the HTML, and of the PDF where a tool is at hand."""
    html = gesetzt.datei("html").read_text(encoding="utf-8")
    ohne_stil = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    alternativ = " ".join(re.findall(r'alt="([^"]*)"', ohne_stil))
    sichtbar = unescape(re.sub(r"<[^>]+>", " ", ohne_stil) + " " + alternativ)
    programm = shutil.which("pdftotext")
    if programm:
        sichtbar += subprocess.run(
            [programm, "-q", str(gesetzt.datei("pdf")), "-"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
    return sichtbar


RESTE = (r"\bnan\b", r"\bNaN\b", r"\bNone\b", r"<NA>", r"\{\{", r"\[\[", r"\binf\b")


@pytest.mark.parametrize("rest", RESTE)
def test_no_remains_of_a_program(text: str, rest: str) -> None:
    treffer = re.search(rf".{{0,60}}{rest}.{{0,60}}", text, re.DOTALL)
    assert treffer is None, treffer and treffer.group()


def test_no_cell_says_null(gesetzt: Gesetzt) -> None:
    """In a sentence „null“ is a German number; alone in a cell it is a remain."""
    html = gesetzt.datei("html").read_text(encoding="utf-8")
    assert re.search(r">\s*(null|nan|None)\s*<", html) is None


def test_text_says_the_published_figures(text: str) -> None:
    glatt = re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))
    assert "Bildungsbericht" in glatt
    assert "Kyffhäuserkreis" in glatt
    assert "14,1" in glatt  # 99 of 702 leavers without certificate (21111-02-06-4, 2023)
    assert "702" in glatt
    assert "BEISPIEL" in glatt


@pytest.fixture(scope="module")
def pdf(gesetzt: Gesetzt):
    with pikepdf.open(io.BytesIO(gesetzt.datei("pdf").read_bytes())) as dokument:
        yield dokument


def test_length_language_title_and_tags(pdf: pikepdf.Pdf) -> None:
    assert 16 <= len(pdf.pages) <= 40
    assert str(pdf.Root.Lang) == "de"
    assert str(pdf.docinfo["/Title"]).startswith("Bildungsbericht Kyffhäuserkreis")
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert "/Outlines" in pdf.Root


def test_every_font_is_embedded(pdf: pikepdf.Pdf) -> None:
    eingebettet, alle = set(), set()
    for objekt in pdf.objects:
        if not isinstance(objekt, pikepdf.Dictionary) or objekt.get("/Type") != "/FontDescriptor":
            continue
        alle.add(str(objekt.FontName))
        if any(name in objekt for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            eingebettet.add(str(objekt.FontName))
    assert alle
    assert alle == eingebettet
    assert any("Source" in name for name in alle)


def test_every_figure_has_an_alternative_text(pdf: pikepdf.Pdf) -> None:
    figuren = [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == pikepdf.Name.Figure
    ]
    assert len(figuren) >= 10
    assert all(str(f.get("/Alt", "")).strip() for f in figuren)
