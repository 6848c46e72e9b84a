"""`bin/benchmark eingang`: what reading, checking and storing a large table costs, beside DuckDB's bare read.

Both ways get the same file, the same threads and the same memory limit, each in a process of its own, and
they take turns. The bare way is `CREATE TABLE … AS SELECT * FROM read_csv(…)` with everything declared
(separator, decimal comma, encoding, columns), so that nothing is guessed and nothing is checked. Our way is
the reader of the format family: recognise, fingerprint, parse, check keys, periods, characteristics, double
rows, `-`, control sums and every rule of the model, and store the observations.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
import typer

from assets.sources.regionalstatistik.koerper import ARBEITER
from assets.store.arbeitsdatenbank import SPEICHER, open_database

ZAHLEN: Final = 14_000_000
SPITZE_MB: Final = 2000
_ALTER: Final = 28
_FUSS: Final = (
    "__________\n© Statistische Ämter des Bundes und der Länder, Deutschland, 2026.\n"
    "Stand: 09.07.2026 / 11:01:42\n"
)
_KOPF: Final = (
    "Tabelle: 12411-99-99-5\nBevölkerung nach Geschlecht und Altersgruppen - Stichtag 31.12. -;;;;;\n"
    "regionale Tiefe: Gemeinden;;;;;\n;;;;;Bevölkerungsstand\n;;;;;Tausend\n"
)
_SPALTEN: Final = {
    "zeit": "VARCHAR", "code": "VARCHAR", "name": "VARCHAR", "geschlecht": "VARCHAR", "alter": "VARCHAR",
    "wert": "DOUBLE",
}  # fmt: skip


def write_table(pfad: Path, zahlen: int) -> int:
    """Write a table CSV with one figure per row in Windows-1252; return the number of figures."""
    geschlechter = ("männlich", "weiblich", "Insgesamt")
    gruppen = [f"{g};{3 * a} bis unter {3 * a + 3} Jahre" for g in geschlechter for a in range(4, 4 + _ALTER)]
    zufall = np.random.default_rng(1)
    anzahl, jahr = 0, 2010
    with pfad.open("wb") as strom:
        strom.write(_KOPF.encode("cp1252"))
        while anzahl < zahlen:
            for ags in _gemeinden():
                maenner, frauen = zufall.integers(1, 5_000_000, (2, _ALTER))
                werte = np.concatenate([maenner, frauen, maenner + frauen]).tolist()
                anfang = f"31.12.{jahr};{ags};      Großübers {ags[5:]};"
                zeilen = [f"{anfang}{g};{w // 10},{w % 10}\n" for g, w in zip(gruppen, werte, strict=True)]
                strom.write("".join(zeilen).encode("cp1252"))
                anzahl += len(zeilen)
                if anzahl >= zahlen:
                    break
            jahr += 1
        strom.write(_FUSS.encode("cp1252"))
    return anzahl


def _gemeinden() -> Iterator[str]:
    for land in (1, 3, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16):
        for kreis in range(51, 64):
            for gemeinde in range(1, 66):
                yield f"{land:02}{kreis:03}{gemeinde:03}"


def read_bare(quelle: Path, ziel: Path) -> None:
    """Let DuckDB read the file into a table and do nothing else."""
    with open_database(ziel) as con:
        con.execute(f"SET threads = {ARBEITER}")
        con.execute(
            "CREATE TABLE t AS SELECT * FROM read_csv(?, delim=';', header=false, skip=5, quote='', "
            "encoding='latin-1', auto_detect=false, ignore_errors=true, decimal_separator=',', columns=?)",
            [str(quelle), _SPALTEN],
        )


def read_ours(quelle: Path, ziel: Path) -> None:
    """Read, check and store the file as a run does."""
    from assets.sources.regionalstatistik.leser import store_regionalstatistik

    with open_database(ziel) as con:
        con.execute(f"SET threads = {ARBEITER}")
        store_regionalstatistik(con, quelle, {}, name="beobachtung_roh")


def read_workbook(quelle: Path, _: Path) -> None:
    """Read a workbook into a frame."""
    from assets.sources.regionalstatistik.leser import read_regionalstatistik

    read_regionalstatistik(quelle, {})


WEGE: Final = {"duckdb": read_bare, "eigen": read_ours, "mappe": read_workbook}


def run_way(weg: str, quelle: Path, ordner: Path) -> dict[str, float]:
    """Run one way in a process of its own; return seconds and peak memory in MB as the process measured."""
    ziel = ordner / f"{weg}.duckdb"
    ziel.unlink(missing_ok=True)
    befehl = [sys.executable, "-m", "pipelines.benchmark_eingang", weg, str(quelle), str(ziel)]
    ausgabe = subprocess.run(befehl, check=True, capture_output=True, text=True)  # noqa: S603
    messung: dict[str, float] = json.loads(ausgabe.stdout)
    ziel.unlink(missing_ok=True)
    return messung


def _work(weg: str, quelle: Path, ziel: Path) -> dict[str, Any]:
    import resource

    beginn = time.perf_counter()
    WEGE[weg](quelle, ziel)
    sekunden = time.perf_counter() - beginn
    return {"sekunden": sekunden, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def write_workbook(pfad: Path) -> int:
    """Write the XLSX export of a table of 400 Kreise × 13 columns; return the number of figures."""
    kopf = [["Tabelle: 13211-99-99-4"], ["Arbeitslose - Jahresdurchschnitt -"], ["regionale Tiefe: Kreise"]]
    kopf.append(["", "", ""] + [f"Arbeitslose {i}" for i in range(13)])
    kopf.append(["", "", ""] + ["Anzahl"] * 13)
    zeilen: list[list[object]] = [
        [2025, f"{land:02}{kreis:03}", f"      Kreis {land}-{kreis}", *range(1, 14)]
        for land in range(1, 17)
        for kreis in range(51, 76)
    ]
    fuss = [["__________"], ["© Statistische Ämter des Bundes und der Länder, 2026"]]
    fuss.append(["Stand: 09.07.2026 / 11:01:42"])
    with pd.ExcelWriter(pfad, engine="xlsxwriter") as mappe:
        rahmen = pd.DataFrame([*kopf, *zeilen, *fuss])
        rahmen.to_excel(mappe, sheet_name="13211-99-99-4", header=False, index=False)
    return len(zeilen) * 13


def measure_sizes(zahlen: int, wiederholungen: int, hoechstens: float, melde: Any = typer.echo) -> bool:
    """Measure a tenth, a half and the whole of the file, and a workbook; return whether all goals are met."""
    melde(f"{ARBEITER} Threads, DuckDB {duckdb.__version__} mit {SPEICHER} Speicher, beide Wege abwechselnd")
    gut = True
    with tempfile.TemporaryDirectory(prefix="sozialplanung_messung_") as name:
        ordner = Path(name)
        for anteil in (0.1, 0.5, 1.0):
            quelle = ordner / "tabelle.csv"
            anzahl = write_table(quelle, int(zahlen * anteil))
            messungen: dict[str, list[dict[str, float]]] = {"duckdb": [], "eigen": []}
            for _ in range(wiederholungen):
                for weg in messungen:
                    messungen[weg].append(run_way(weg, quelle, ordner))
            blank, eigen = (statistics.median(m["sekunden"] for m in messungen[w]) for w in messungen)
            spitze = max(m["mb"] for m in messungen["eigen"])
            melde(
                f"{quelle.stat().st_size / 1e6:7.0f} MB, {anzahl / 1e6:5.2f} Mio. Zahlen: "
                f"DuckDB allein {blank:6.2f} s, lesen + prüfen + speichern {eigen:6.2f} s "
                f"({eigen / anzahl * 1e6:.2f} µs je Zahl), Verhältnis {eigen / blank:.2f}, "
                f"Spitze {spitze:.0f} MB"
            )
            if anteil == 1.0:
                gut = eigen / blank <= hoechstens and spitze < SPITZE_MB
        mappe = ordner / "mappe.xlsx"
        figuren = write_workbook(mappe)
        messung = run_way("mappe", mappe, ordner)
    melde(f"Arbeitsmappe, 400 Kreise, {figuren} Zahlen: {messung['sekunden']:.2f} s, {messung['mb']:.0f} MB")
    melde(f"Ziel: Verhältnis höchstens {hoechstens}, Spitze unter {SPITZE_MB} MB")
    return gut


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
