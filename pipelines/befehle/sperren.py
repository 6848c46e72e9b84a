"""`sozialplanung sperren`: disclosure control for any tables of counts."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.befehle.rahmen import app, ausgabe, fehlerausgabe
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def sperren(
    tabellen: Annotated[
        list[Path],
        typer.Argument(
            metavar="TABELLE.csv…",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Tabellen, die zusammen veröffentlicht werden sollen; sie werden nur gelesen.",
        ),
    ],
    wert: Annotated[str, typer.Option(metavar="SPALTE", help="Spalte mit den Fallzahlen.")],
    mindestzahl: Annotated[
        int, typer.Option(metavar="N", min=1, help="Kleinste Zahl, die gezeigt werden darf.")
    ],
    nullen: Annotated[
        Literal["zeigen", "schuetzen"],
        typer.Option(help="zeigen: Nullen bleiben stehen; schuetzen: auch Nullen werden gesperrt."),
    ],
    nach: Annotated[
        Path, typer.Option(metavar="ORDNER", file_okay=False, help="Ordner für die gesperrten Tabellen.")
    ],
    hierarchie: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SPALTE=DATEI.csv",
            help="Gliederung einer Spalte: Datei mit den Spalten child,parent; mehrfach möglich.",
        ),
    ] = None,
    frueher: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="TABELLE.csv",
            exists=True,
            dir_okay=False,
            help="Früher veröffentlichte Tabelle: Was sie zeigt, gilt als bekannt; mehrfach möglich.",
        ),
    ] = None,
    protokoll: Annotated[
        Path | None,
        typer.Option(
            metavar="DATEI.csv", dir_okay=False, help="Prüfprotokoll schreiben, ohne gesperrte Zahlen."
        ),
    ] = None,
) -> None:
    """Sperrt kleine Fallzahlen und alles, woraus sie folgen. „Insgesamt“ kennzeichnet Summen."""
    from assets.confidentiality.fehler import SperrFehler
    from assets.confidentiality.sperren import Sperrauftrag, suppress_tables
    from assets.sources.fehler import EingabeFehler

    auftrag = Sperrauftrag(
        tabellen=tuple(tabellen),
        wert=wert,
        mindestzahl=mindestzahl,
        nullen=nullen,
        hierarchien=tuple(_pair(angabe) for angabe in hierarchie or ()),
        nach=nach,
        frueher=tuple(frueher or ()),
    )
    try:
        ergebnis = suppress_tables(auftrag)
    except (EingabeFehler, SperrFehler) as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        fehlerausgabe.print("Es wurde nichts geschrieben.")
        raise typer.Exit(1) from fehler
    if protokoll is not None:
        spalten = ["schluessel", "schutz", "geschuetzt", "ganzzahlig"]
        ergebnis.protokoll[spalten].to_csv(protokoll, sep=";", index=False)
    ausgabe.print(
        f"{ergebnis.zellen} Angaben in {len(tabellen)} Tabellen: {ergebnis.klein} zu klein, "
        f"{ergebnis.weitere} weitere gesperrt"
        + (f", {ergebnis.vorher} schon vorher ohne Zahl" if ergebnis.vorher else "")
        + "."
    )
    art = {"optimal": "mit dem geringsten Verlust", "naeherung": "genähert", "nichts": "ohne Sperrung"}
    ausgabe.print(
        f"Muster {art[ergebnis.verfahren]}; geprüft: Jede gesperrte Zahl bleibt in einer Spanne von "
        f"mindestens {mindestzahl}. Geschrieben nach {nach}."
    )


def _pair(angabe: str) -> tuple[str, Path]:
    spalte, gleich, datei = angabe.partition("=")
    if not (spalte and gleich and Path(datei).is_file()):
        raise typer.BadParameter(f"„{angabe}“: erwartet wird SPALTE=DATEI.csv mit einer vorhandenen Datei")
    return spalte, Path(datei)
