"""`sozialplanung pruefen`: is the current edition intact."""

import typer

from pipelines.befehle.rahmen import app, ausgabe, current_edition, fehlerausgabe
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def pruefen() -> None:
    """Prüft die aktuelle Ausgabe: jede Datei, jede Tabelle, jeden Verweis."""
    from assets.release.pruefung import check_edition

    ordner = current_edition()
    befunde = check_edition(ordner)
    for befund in befunde:
        fehlerausgabe.print(befund, style="red", markup=False)
    if befunde:
        raise typer.Exit(1)
    ausgabe.print(f"Ausgabe {ordner.name} ist vollständig und unverändert.")
