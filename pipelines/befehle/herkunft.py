"""`sozialplanung herkunft`: the chain behind one published value."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.befehle.rahmen import app, ausgabe, current_edition, fehlerausgabe, settings
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def herkunft(
    indikator: Annotated[
        str,
        typer.Argument(metavar="INDIKATOR", help="Kennung des Indikators, zum Beispiel arbeitslosenquote."),
    ],
    ags: Annotated[str, typer.Argument(metavar="AGS", help="Gebietsschlüssel, zum Beispiel 16065.")],
    jahr: Annotated[int, typer.Argument(metavar="JAHR", help="Jahr des Werts.")],
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON für andere Programme.")] = False,
) -> None:
    """Zeigt, woher ein Wert stammt: Quelle, Datei, Zelle, frühere Fassungen, abweichende Quellen."""
    ordner = current_edition()
    from assets.release.herkunft import HerkunftFehler, find_stored, trace
    from assets.release.herkunft_text import describe, used_hashes
    from assets.release.veroeffentlichung import DATENBANK
    from assets.store.arbeitsdatenbank import open_database

    try:
        with open_database(ordner / DATENBANK, read_only=True) as con:
            kette = trace(con, ordner.name, indikator, ags, jahr)
    except HerkunftFehler as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        raise typer.Exit(1) from fehler
    rohdaten = settings().rohdaten
    ablagen = {
        summe: (pfad.relative_to(rohdaten.parent.parent).as_posix(), beiblatt)
        for summe, (pfad, beiblatt) in find_stored(rohdaten, used_hashes(kette)).items()
    }
    if als_json:
        inhalt = asdict(kette) | {"ablagen": {s: {"pfad": p, **asdict(b)} for s, (p, b) in ablagen.items()}}
        typer.echo(json.dumps(inhalt, ensure_ascii=False, indent=2, default=str))
        return
    for zeile in describe(kette, ablagen):
        ausgabe.print(zeile, markup=False)
