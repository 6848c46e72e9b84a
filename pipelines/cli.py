"""The command line `sozialplanung`: German help, German messages, three exit codes.

Exit codes: 0 done; 1 bad input or failed check, nothing published; 2 wrong usage.
Heavy libraries are imported inside the commands, so that help and "nothing to do" are instant.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assets.catalogue.konfiguration import KonfigurationsFehler
from pipelines.hilfe import Befehl, new_app, translate
from pipelines.stand import Auftrag, configured_order, current_state, nothing_to_do
from schemas.common import BERICHT_NAMEN, BERICHTE

WURZEL = Path(os.environ.get("SOZIALPLANUNG_WURZEL", Path(__file__).resolve().parent.parent))

app = new_app("Sozialberichte für einen Kreis: Daten lesen, Indikatoren berechnen, Berichte als PDF.")
ausgabe = Console(highlight=False, soft_wrap=True)
fehlerausgabe = Console(stderr=True, highlight=False, soft_wrap=True)


def _check_kreis(werte: list[str]) -> list[str]:
    for wert in werte:
        if not (len(wert) == 5 and wert.isdigit()):
            raise typer.BadParameter(
                f"„{wert}“ ist kein Kreisschlüssel; erwartet werden fünf Ziffern, zum Beispiel 16065"
            )
    return werte


def _check_bericht(werte: list[str]) -> list[str]:
    for wert in werte:
        if wert not in BERICHTE:
            raise typer.BadParameter(f"„{wert}“ gibt es nicht; möglich sind: {', '.join(BERICHTE)}")
    return werte


KreisAngabe = Annotated[
    list[str],
    typer.Option("--kreis", metavar="AGS", callback=_check_kreis, help="Kreisschlüssel; mehrfach möglich."),
]
BerichtAngabe = Annotated[
    list[str],
    typer.Option("--bericht", metavar="NAME", callback=_check_bericht, help="Nur diesen Bericht erstellen."),
]
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


@app.command(cls=Befehl)
def berichte(
    kreis: KreisAngabe = [],  # noqa: B006 - typer reads the default, nothing mutates it
    bericht: BerichtAngabe = [],  # noqa: B006
    quellen: OrdnerAngabe = None,
    neu: Annotated[bool, typer.Option("--neu", help="Auch ohne Änderung neu erstellen.")] = False,
) -> None:
    """Erstellt die Berichte und veröffentlicht sie als neue Ausgabe."""
    grund = settings()
    auftrag = Auftrag(
        grund.wurzel,
        grund.konfiguration,
        tuple(dict.fromkeys(kreis)) or grund.kreise,
        tuple(b for b in BERICHTE if not bericht or b in bericht),
        quellen.resolve() if quellen else None,
    )
    stand = current_state(auftrag)
    fertig = nothing_to_do(auftrag, stand)
    if fertig and not neu:
        ausgabe.print(f"Nichts zu tun: Ausgabe {fertig.ausgabe} ist auf dem neuesten Stand.")
        _show_reports(auftrag, sorted(auftrag.wanted()))
        return
    with german_errors():
        from pipelines.fortschritt import Fortschritt
        from pipelines.lauf import make_reports

        ergebnis = make_reports(auftrag, stand, Fortschritt())
    _show_protocol(ergebnis.protokoll)
    ausgabe.print(f"Fertig: Ausgabe {ergebnis.ausgabe}")
    _show_reports(auftrag, list(ergebnis.berichte))


def _show_reports(auftrag: Auftrag, schluessel: list[str]) -> None:
    aktuell = auftrag.ausgabeordner.aktuell
    ort = aktuell.relative_to(auftrag.wurzel) if aktuell.is_relative_to(auftrag.wurzel) else aktuell
    for eintrag in schluessel:
        kreis, bericht = eintrag.split("/")
        ausgabe.print(f"  {BERICHT_NAMEN[bericht]} {kreis}: {ort}/berichte/{eintrag}.pdf")
    ausgabe.print(f"  Datenbank: {ort}/sozialplanung.duckdb")


def _show_protocol(protokoll: object) -> None:
    from assets.sources.stufe import Leseprotokoll

    if not isinstance(protokoll, Leseprotokoll):
        return
    for fehler in protokoll.abgelehnt:
        fehlerausgabe.print(f"Nicht verwendet: {fehler}", style="yellow", markup=False)
    if protokoll.hinweise:
        fehlerausgabe.print(f"{len(protokoll.hinweise)} Hinweise beim Lesen:")
        for hinweis in protokoll.hinweise[:20]:
            fehlerausgabe.print(f"  {hinweis}", markup=False)
    if protokoll.nicht_erkannt:
        fehlerausgabe.print(
            f"{len(protokoll.nicht_erkannt)} Dateien gehören zu keiner bekannten Quelle; "
            "sie blieben unbeachtet."
        )


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


@app.command(cls=Befehl)
def vorlagen(
    ordner: Annotated[Path, typer.Argument(metavar="ORDNER", help="Zielordner; wird angelegt.")],
) -> None:
    """Schreibt die Vorlagen für eigene Daten, Ziele, Maßnahmen und Angebote."""
    with german_errors():
        from assets.planning.vorlagen import write_vorlagen

        for pfad in write_vorlagen(ordner):
            ausgabe.print(f"  {pfad}")


@app.command(cls=Befehl)
def quellen() -> None:
    """Zeigt die Quellen der aktuellen Ausgabe: Stand, neuester Zeitraum, Zahl der gültigen Angaben."""
    from rich.table import Table

    from assets.release.veroeffentlichung import DATENBANK
    from assets.store.arbeitsdatenbank import open_database

    tabelle = Table(title="Quellen der aktuellen Ausgabe")
    for kopf in ("Quelle", "Stand", "neuester Zeitraum", "gültige Angaben"):
        tabelle.add_column(kopf, overflow="fold")
    with open_database(_current_edition() / DATENBANK, read_only=True) as con:
        zeilen = con.execute(
            "SELECT q.quelle_id, q.stand, max(b.zeitraum), count(*) FILTER (WHERE b.gueltig) "
            "FROM quelle q JOIN beobachtung b USING (quelle_id) GROUP BY ALL ORDER BY q.quelle_id"
        ).fetchall()
    for zeile in zeilen:
        tabelle.add_row(*(str(zelle) for zelle in zeile))
    ausgabe.print(tabelle)


@app.command(cls=Befehl)
def pruefen() -> None:
    """Prüft die aktuelle Ausgabe: jede Datei, jede Tabelle, jeden Verweis."""
    from assets.release.pruefung import check_edition

    ordner = _current_edition()
    befunde = check_edition(ordner)
    for befund in befunde:
        fehlerausgabe.print(befund, style="red", markup=False)
    if befunde:
        raise typer.Exit(1)
    ausgabe.print(f"Ausgabe {ordner.name} ist vollständig und unverändert.")


def _current_edition() -> Path:
    ordner = settings().ausgabeordner.current()
    if ordner is None:
        fehlerausgabe.print("Es gibt noch keine Ausgabe. Was tun: bin/berichte", style="red")
        raise typer.Exit(1)
    return ordner


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


def main(argumente: Sequence[str] | None = None) -> None:
    """Entry point of the command `sozialplanung`."""
    try:
        code = app(argumente, standalone_mode=False)
    except typer.TyperException as fehler:
        # Only wrong usage gets here; without a command the help page is already on the screen.
        meldung = translate(fehler.format_message() if hasattr(fehler, "format_message") else str(fehler))
        if meldung:
            fehlerausgabe.print(f"Falscher Aufruf: {meldung}", style="red", markup=False)
            fehlerausgabe.print("Hilfe: sozialplanung --hilfe")
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        fehlerausgabe.print("Abgebrochen; die letzte Ausgabe gilt weiter.")
        sys.exit(1)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
