"""`sozialplanung beschreibung`: the data dictionary."""

from typing import Annotated

import typer

from pipelines.befehle.rahmen import WURZEL, app, fehlerausgabe
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def beschreibung(
    pruefen: Annotated[bool, typer.Option("--pruefen", help="Nur prüfen, nichts schreiben.")] = False,
) -> None:
    """Schreibt docs/datenbank.md: jede Tabelle und Spalte der veröffentlichten Datenbank."""
    from assets.release.woerterbuch import render_woerterbuch

    ziel = WURZEL / "docs" / "datenbank.md"
    text = render_woerterbuch()
    if not pruefen:
        ziel.write_text(text, encoding="utf-8")
    elif not ziel.is_file() or ziel.read_text(encoding="utf-8") != text:
        fehlerausgabe.print(
            "docs/datenbank.md ist veraltet. Was tun: sozialplanung beschreibung", style="red"
        )
        raise typer.Exit(1)
