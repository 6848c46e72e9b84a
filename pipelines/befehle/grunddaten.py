"""`sozialplanung grunddaten`: make the base set."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.befehle.rahmen import (
    app,
    ausgabe,
    german_errors,
    settings,
)
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def grunddaten(
    aus: Annotated[
        Path,
        typer.Option(
            "--aus", metavar="ORDNER", exists=True, file_okay=False, help="Ordner mit Originaldateien."
        ),
    ],
    nach: Annotated[
        Path | None, typer.Option("--nach", metavar="ORDNER", help="Ziel; sonst data/raw/grunddaten.")
    ] = None,
) -> None:
    """Erzeugt die mitgelieferten Grunddaten aus den Originaldateien der amtlichen Statistik."""
    auftrag = settings()
    with german_errors():
        from pipelines.grunddaten import make_grunddaten

        zeilen = make_grunddaten(auftrag, aus.resolve(), nach or auftrag.rohdaten / "grunddaten")
    for name, anzahl in zeilen.items():
        ausgabe.print(f"  {name}: {anzahl} Zeilen" if anzahl else f"  {name}")
