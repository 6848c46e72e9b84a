"""`sozialplanung vorlagen`: templates for own data."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.befehle.rahmen import (
    app,
    ausgabe,
    german_errors,
)
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def vorlagen(
    ordner: Annotated[Path, typer.Argument(metavar="ORDNER", help="Zielordner; wird angelegt.")],
) -> None:
    """Schreibt die Vorlagen für eigene Daten, Ziele, Maßnahmen und Angebote."""
    with german_errors():
        from assets.planning.vorlagen import write_vorlagen

        for pfad in write_vorlagen(ordner):
            ausgabe.print(f"  {pfad}")
