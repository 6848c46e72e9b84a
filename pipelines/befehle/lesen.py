"""`sozialplanung lesen`: what a file is and holds, without storing anything."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from pipelines.befehle.rahmen import app, fehlerausgabe, settings
from pipelines.hilfe import Befehl


def _check_file(pfad: Path) -> Path:
    """Refuse devices and pipes: they have no content that could be looked at twice."""
    if not pfad.is_file():
        raise typer.BadParameter(f"„{pfad}“ ist keine gewöhnliche Datei")
    return pfad


@app.command(cls=Befehl)
def lesen(
    datei: Annotated[
        Path,
        typer.Argument(
            metavar="DATEI",
            exists=True,
            dir_okay=False,
            readable=True,
            callback=_check_file,
            help="Eine Datei beliebiger Herkunft; sie wird nur gelesen.",
        ),
    ],
    als_csv: Annotated[
        bool,
        typer.Option("--csv", help="Alle Angaben als merkmal_id;ags;zeitraum;wert;kennzeichen (UTF-8)."),
    ] = False,
) -> None:
    """Zeigt, was in einer Datei erkannt wird: Quelle, Zeiträume, Gebiete, Maße. Speichert nichts."""
    auftrag = settings()
    from assets.catalogue.load import load_katalog
    from assets.sources.rahmen import beobachtungen_rahmen
    from assets.sources.vorschau import csv_lines, summarise
    from pipelines.bekannte_fehler import BEKANNT
    from pipelines.lesen import read_datei, read_gebietsliste
    from pipelines.lesetext import describe_lesung, describe_register, shorten

    try:
        merkmale = load_katalog().merkmale
        liste = read_gebietsliste(auftrag.rohdaten / "grunddaten")
        gelesen = read_datei(datei, merkmale, liste)
    except BEKANNT as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        raise typer.Exit(1) from fehler
    lesung = gelesen.lesung
    if als_csv:
        _write(csv_lines(lesung.beobachtungen if lesung else beobachtungen_rahmen([])))
        for zeile in shorten(list(lesung.warnungen if lesung else ())):
            fehlerausgabe.print(f"Hinweis: {zeile.strip()}", markup=False)
        return
    zeilen = [f"Datei: {datei.name}"]
    if lesung:
        zeilen += describe_lesung(gelesen, summarise(lesung, merkmale), liste)
    else:
        zeilen += describe_register(gelesen)
    _write(f"{zeile}\n" for zeile in [*zeilen, "Es wurde nichts gespeichert."])


def _write(teile: Iterable[str]) -> None:
    """Write to standard output as UTF-8; stop quietly when the reader of a pipe has gone."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        for teil in teile:
            sys.stdout.write(teil)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes the stream at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
