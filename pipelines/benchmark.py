"""`bin/benchmark`: what a whole run costs (`lauf`), what the intake of a large file costs (`eingang`).

For `lauf` the run is started as a user starts it, in a process of its own and with an empty folder. The
yardstick renders the same three documents (same HTML, style sheets, fonts and PDF variant) with
WeasyPrint and nothing else, one after the other, in one process; its time includes the start of Python
and the imports.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from pipelines.benchmark_eingang import ZAHLEN, measure_sizes

app = typer.Typer(help="Messungen.", no_args_is_help=True, add_completion=False)
_WURZEL = Path(__file__).resolve().parent.parent
_NUR_WEASYPRINT = """
import pathlib, sys, weasyprint
from weasyprint.text.fonts import FontConfiguration
for name in sys.argv[1:]:
    schriften = FontConfiguration()
    stil = [weasyprint.CSS(filename=name + f".{nummer}.css", font_config=schriften) for nummer in (0, 1)]
    weasyprint.HTML(filename=name).write_pdf(
        name + ".pdf", stylesheets=stil, font_config=schriften, pdf_variant="pdf/a-3a", pdf_tags=True
    )
"""


@dataclass(frozen=True)
class Messung:
    """Seconds, peak memory of the process tree in MB, and what the process wrote to stderr."""

    sekunden: float
    speicher_mb: float
    protokoll: str


def _tree(wurzel: int) -> list[int]:
    kinder: dict[int, list[int]] = {}
    for pfad in Path("/proc").glob("[0-9]*/stat"):
        try:
            felder = pfad.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        kinder.setdefault(int(felder[1]), []).append(int(pfad.parent.name))
    alle, offen = [], [wurzel]
    while offen:
        pid = offen.pop()
        alle.append(pid)
        offen += kinder.get(pid, [])
    return alle


def _memory_mb(pid: int) -> float:
    """Resident memory; pages that processes share count for each of them, so the sum is an upper bound."""
    try:
        seiten = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return seiten * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure(befehl: Sequence[str], umgebung: dict[str, str]) -> Messung:
    """Run a command and measure its time and the peak memory (RSS) of its process tree.

    Raises:
        typer.Exit: the command failed.
    """
    spitze = 0.0
    beginn = time.perf_counter()
    with tempfile.TemporaryFile("w+") as fehler:
        alles = os.environ | umgebung
        prozess = subprocess.Popen(befehl, env=alles, stdout=subprocess.DEVNULL, stderr=fehler)  # noqa: S603
        fertig = threading.Event()

        def watch() -> None:
            nonlocal spitze
            while not fertig.wait(0.5):
                spitze = max(spitze, sum(_memory_mb(p) for p in _tree(prozess.pid)))

        waechter = threading.Thread(target=watch)
        waechter.start()
        code = prozess.wait()
        sekunden = time.perf_counter() - beginn
        fertig.set()
        waechter.join()
        fehler.seek(0)
        protokoll = fehler.read()
    if code:
        typer.echo(protokoll, err=True)
        raise typer.Exit(1)
    return Messung(sekunden, spitze, protokoll)


def write_documents(ergebnisse: Path) -> list[str]:
    """Write HTML and style sheets of the reports just made, as WeasyPrint gets them; return the files."""
    from assets.reports.bericht import build_ansicht, embed_figures, render_html, style_sheets
    from pipelines.satz import Satzauftrag, report_order
    from pipelines.stand import configured_order
    from schemas.common import BERICHTE

    auftrag = configured_order(_WURZEL, str(ergebnisse))
    dateien = []
    for bericht in BERICHTE:
        satz = Satzauftrag(
            bericht,
            auftrag.konfiguration.kreis,
            auftrag.arbeitsdatenbank,
            _WURZEL / "report_templates",
            auftrag.konfiguration,
            "Messung",
        )
        ansicht = build_ansicht(report_order(satz))
        pfad = ergebnisse / f"{bericht}.html"
        pfad.write_text(embed_figures(render_html(ansicht), ansicht), encoding="utf-8")
        for nummer, stil in enumerate(style_sheets(ansicht)):
            Path(f"{pfad}.{nummer}.css").write_text(stil, encoding="utf-8")
        dateien.append(str(pfad))
    return dateien


@app.command()
def lauf(
    hoechstens: float = typer.Option(1.5, help="Erlaubtes Verhältnis; darüber endet die Messung mit Code 1."),
) -> None:
    """Misst einen ganzen Lauf, einen Lauf ohne Änderung und das bloße Setzen."""
    programm = [sys.executable, "-m", "pipelines.cli", "berichte"]
    with tempfile.TemporaryDirectory() as ordner:
        umgebung = {"SOZIALPLANUNG_ERGEBNISSE": ordner, "PYTHONPATH": str(_WURZEL)}
        ganz = measure(programm, umgebung)
        nichts = measure(programm, umgebung)
        dokumente = write_documents(Path(ordner))
        bloss = measure([sys.executable, "-c", _NUR_WEASYPRINT, *dokumente], umgebung)
        manifest = json.loads(Path(ordner, "aktuell", "manifest.json").read_text())
    typer.echo(f"Ausgabe {manifest['ausgabe']}, {len(dokumente)} Dokumente")
    for zeile in re.findall(r"^(.+): fertig nach ([\d,]+) s$", ganz.protokoll, re.MULTILINE):
        typer.echo(f"  {zeile[0]:<28} {zeile[1]:>6} s")
    verhaeltnis = ganz.sekunden / bloss.sekunden
    anteil = nichts.sekunden / ganz.sekunden
    typer.echo(f"ganzer Lauf                    {ganz.sekunden:6.1f} s   Spitze {ganz.speicher_mb:5.0f} MB")
    typer.echo(
        f"Lauf ohne Änderung             {nichts.sekunden:6.1f} s   Spitze {nichts.speicher_mb:5.0f} MB"
    )
    typer.echo(f"WeasyPrint allein              {bloss.sekunden:6.1f} s   Spitze {bloss.speicher_mb:5.0f} MB")
    typer.echo(f"Verhältnis ganzer Lauf : WeasyPrint allein = {verhaeltnis:.2f} (höchstens {hoechstens})")
    typer.echo(f"Anteil des Laufs ohne Änderung = {anteil:.1%} (höchstens 10 %)")
    if verhaeltnis > hoechstens or anteil > 0.1:
        raise typer.Exit(1)


@app.command()
def eingang(
    zahlen: int = typer.Option(ZAHLEN, help="Zahlen der erzeugten Tabelle; 14 Millionen sind 1 GB."),
    wiederholungen: int = typer.Option(3, help="Messungen je Weg und Größe; der Median zählt."),
    hoechstens: float = typer.Option(1.5, help="Erlaubtes Verhältnis; darüber endet die Messung mit Code 1."),
) -> None:
    """Misst Lesen, Prüfen und Speichern einer großen Tabelle neben dem bloßen Lesen durch DuckDB."""
    if not measure_sizes(zahlen, wiederholungen, hoechstens):
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
