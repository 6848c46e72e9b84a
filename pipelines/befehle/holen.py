"""`sozialplanung quellen holen`: fetch what has a public address, or what the statistics API serves."""

import os
from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from pipelines.befehle.quellen import quellen_app
from pipelines.befehle.rahmen import ausgabe, fehlerausgabe, german_errors, settings
from pipelines.hilfe import Befehl

FARBE = {
    "neu": "green",
    "unverändert": "cyan",
    "fehlgeschlagen": "red",
    "von Hand": "yellow",
    "läuft noch": "yellow",
}


@quellen_app.command("holen", cls=Befehl)
def holen(
    bezuege: Annotated[
        list[str] | None,
        typer.Argument(metavar="BEZUG", help="Kennungen aus quellen.toml; ohne Angabe alle."),
    ] = None,
) -> None:
    """Holt neue Ausgaben: von öffentlichen Adressen und, mit Zugangsdaten, aus den Statistikdatenbanken."""
    from assets.catalogue.load import load_katalog
    from assets.sources.bezuege import Abrufweise, Bezugslage, fetch_bezuege
    from assets.sources.eingang.pruefstand import Pruefstand
    from assets.sources.eingang.sperre import EingangBelegt
    from pipelines.dateipruefung import Dateipruefung

    def show(lage: Bezugslage) -> None:
        ausgabe.print(f"{lage.titel} ({lage.bezug}): ", end="", markup=False)
        ausgabe.print(lage.ergebnis, style=FARBE[lage.ergebnis])
        ausgabe.print(f"    {lage.meldung}", markup=False)

    auftrag = settings()
    try:
        with german_errors():
            katalog = load_katalog()
            _check_ids(bezuege or (), katalog.bezuege)
            auswahl = [katalog.bezuege[b] for b in bezuege or katalog.bezuege]
            with Pruefstand(Dateipruefung(auftrag.rohdaten)) as pruefe:
                lagen = fetch_bezuege(
                    auftrag.rohdaten, auswahl, pruefe, Abrufweise(umgebung=os.environ), melde=show
                )
    except EingangBelegt as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        raise typer.Exit(1) from fehler
    if any(lage.ergebnis == "neu" for lage in lagen):
        ausgabe.print(
            "Neue Daten liegen bereit. In die Berichte kommen sie mit dem nächsten Lauf: bin/berichte"
        )
    if any(lage.ergebnis == "fehlgeschlagen" for lage in lagen):
        fehlerausgabe.print(
            "Nicht alles konnte geholt werden; die vorhandenen Daten gelten weiter.", style="red"
        )
        raise typer.Exit(1)


def _check_ids(genannt: Sequence[str], bekannt: Collection[str]) -> None:
    """Refuse an id that the catalogue does not know."""
    for bezug in genannt:
        if bezug not in bekannt:
            raise typer.BadParameter(f"„{bezug}“ steht nicht in quellen.toml; es gibt {', '.join(bekannt)}")
