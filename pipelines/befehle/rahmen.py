"""What all commands share: the application, the consoles, the settings, German errors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assets.catalogue.konfiguration import KonfigurationsFehler
from pipelines.hilfe import new_app
from pipelines.stand import Auftrag, configured_order

WURZEL = Path(os.environ.get("SOZIALPLANUNG_WURZEL", Path(__file__).resolve().parent.parent.parent))

app = new_app("Sozialberichte für einen Kreis: Daten lesen, Indikatoren berechnen, Berichte als PDF.")
ausgabe = Console(highlight=False, soft_wrap=True)
fehlerausgabe = Console(stderr=True, highlight=False, soft_wrap=True)

OrdnerAngabe = Annotated[
    Path | None,
    typer.Option(
        "--quellen",
        metavar="ORDNER",
        exists=True,
        file_okay=False,
        help="Ordner mit Originaldateien der amtlichen Statistik; wird nur gelesen.",
    ),
]


@contextmanager
def german_errors() -> Iterator[None]:
    """Turn what a user can mend into a German message and exit code 1."""
    from pipelines.bekannte_fehler import BEKANNT, NICHTS_VEROEFFENTLICHT

    try:
        yield
    except BEKANNT as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        fehlerausgabe.print(NICHTS_VEROEFFENTLICHT)
        raise typer.Exit(1) from fehler


def settings() -> "Auftrag":
    """The order for the configured Kreis.

    Raises:
        typer.Exit: code 1 when the settings cannot be used.
    """
    try:
        return configured_order(WURZEL)
    except KonfigurationsFehler as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        raise typer.Exit(1) from fehler


def current_edition() -> Path:
    """Folder of the current edition.

    Raises:
        typer.Exit: code 1 when there is none yet.
    """
    ordner = settings().ausgabeordner.current()
    if ordner is None:
        fehlerausgabe.print("Es gibt noch keine Ausgabe. Was tun: bin/berichte", style="red")
        raise typer.Exit(1)
    return ordner
