"""The command line `sozialplanung`: German help, German messages, three exit codes.

Exit codes: 0 done; 1 bad input or failed check, nothing published; 2 wrong usage.
Heavy libraries are imported inside the commands, so that help and "nothing to do" are instant.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assets.catalogue.konfiguration import KonfigurationsFehler, read_konfiguration
from pipelines.stand import Auftrag, current_state, nothing_to_do
from schemas.common import BERICHT_NAMEN, BERICHTE

WURZEL = Path(os.environ.get("SOZIALPLANUNG_WURZEL", Path(__file__).resolve().parent.parent))

app = typer.Typer(
    help="Sozialberichte für einen Kreis: Daten lesen, Indikatoren berechnen, Berichte als PDF.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["--hilfe", "--help"]},
    pretty_exceptions_enable=False,
)
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
    from assets.catalogue.fehler import KatalogFehler
    from assets.confidentiality.pruefung import SperrFehler
    from assets.sources.fehler import EingabeFehler
    from assets.store.arbeitsdatenbank import DatenbankBelegt
    from assets.store.tabellen import TabellenFehler
    from pipelines.pruefung import EingabenAbgelehnt, KreisOhneDaten

    bekannte = (
        EingabeFehler,
        EingabenAbgelehnt,
        KatalogFehler,
        KreisOhneDaten,
        SperrFehler,
        DatenbankBelegt,
        TabellenFehler,
    )
    try:
        yield
    except bekannte as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        fehlerausgabe.print("Es wurde nichts veröffentlicht; die letzte Ausgabe gilt weiter.")
        raise typer.Exit(1) from fehler


def settings() -> "Auftrag":
    """The order for the configured Kreis.

    Raises:
        typer.Exit: code 1 when the settings cannot be used.
    """
    try:
        konfiguration = read_konfiguration(WURZEL / "konfiguration.toml")
    except KonfigurationsFehler as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        raise typer.Exit(1) from fehler
    anderswo = os.environ.get("SOZIALPLANUNG_ERGEBNISSE")
    if anderswo:
        ordner = konfiguration.ordner.model_copy(update={"ergebnisse": Path(anderswo).resolve()})
        konfiguration = konfiguration.model_copy(update={"ordner": ordner})
    return Auftrag(WURZEL, konfiguration, (konfiguration.kreis,))


@app.command()
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


@app.command()
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


@app.command()
def vorlagen(
    ordner: Annotated[Path, typer.Argument(metavar="ORDNER", help="Zielordner; wird angelegt.")],
) -> None:
    """Schreibt die Vorlagen für eigene Daten, Ziele, Maßnahmen und Angebote."""
    with german_errors():
        from assets.planning.vorlagen import write_vorlagen

        for pfad in write_vorlagen(ordner):
            ausgabe.print(f"  {pfad}")


@app.command()
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


def _german_help() -> None:
    """Headings of the help page in German."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Angaben"
    rich_utils.OPTIONS_PANEL_TITLE = "Schalter"
    rich_utils.COMMANDS_PANEL_TITLE = "Befehle"
    rich_utils.ERRORS_PANEL_TITLE = "Falscher Aufruf"


def main(start: Callable[[], None] = app) -> None:
    """Entry point of the command `sozialplanung`."""
    _german_help()
    try:
        start()
    except KeyboardInterrupt:
        fehlerausgabe.print("Abgebrochen; die letzte Ausgabe gilt weiter.")
        sys.exit(1)


if __name__ == "__main__":
    main()
