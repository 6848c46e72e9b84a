"""`sozialplanung quellen`: what is held, how old it is, what is overdue and what to do about it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.befehle.rahmen import app, ausgabe, current_edition, fehlerausgabe, settings
from pipelines.hilfe import Befehlsgruppe

if TYPE_CHECKING:
    from assets.reports.quellenlage import Lagezeile

quellen_app = typer.Typer(cls=Befehlsgruppe, invoke_without_command=True, no_args_is_help=False)
"""The group `quellen`; other modules add their commands to it. Called alone it shows the list."""

app.add_typer(quellen_app, name="quellen")

TABELLENBREITE = 160
"""Characters of the table where no terminal limits it."""
SCHMAL = 130
"""Terminals narrower than this get paragraphs instead of a table."""


@quellen_app.callback(invoke_without_command=True)
def quellen(
    ctx: typer.Context,
    als_csv: Annotated[bool, typer.Option("--csv", help="Als CSV statt als Tabelle.")] = False,
    nur_offene: Annotated[
        bool, typer.Option("--offen", help="Nur, was überfällig ist oder noch fehlt.")
    ] = False,
) -> None:
    """Zeigt jede Quelle: neuester Zeitraum, Alter, Rhythmus, ob sie überfällig ist und was zu tun ist."""
    if ctx.invoked_subcommand is not None:
        return
    from assets.catalogue.load import load_katalog
    from assets.release.veroeffentlichung import DATENBANK
    from assets.reports.quellenlage import SPALTEN, describe_lage
    from assets.staging.quellenlage import read_quellenlage
    from assets.store.arbeitsdatenbank import open_database

    katalog = load_katalog()
    heute = date.today()
    with open_database(current_edition() / DATENBANK, read_only=True) as con:
        lage = read_quellenlage(con, "beobachtung", katalog.herausgeber, katalog.bezuege)
    zeilen = [z for z in describe_lage(lage, heute) if not nur_offene or z.offen]
    if als_csv:
        _print_csv([SPALTEN, *(z.zellen for z in zeilen)])
        return
    _print_table(SPALTEN, zeilen)
    _say_totals([z.lage for z in zeilen])
    _say_unread()


def _print_csv(zeilen: list[tuple[str, ...]]) -> None:
    import csv
    import sys

    csv.writer(sys.stdout, delimiter=";", lineterminator="\n").writerows(zeilen)


def _print_table(spalten: tuple[str, ...], zeilen: "list[Lagezeile]") -> None:
    """Print a table, or one paragraph per source where the terminal is too narrow for it."""
    from rich.console import Console
    from rich.table import Table

    breite = ausgabe.width if ausgabe.is_terminal else TABELLENBREITE
    if breite < SCHMAL:
        for zeile in zeilen:
            kopf, *angaben, handlung = zeile.zellen
            ausgabe.print(f"{kopf}:", style="yellow" if zeile.offen else "bold", markup=False)
            paare = zip(spalten[1:-1], angaben, strict=True)
            ausgabe.print("  " + ", ".join(f"{s} {a}" for s, a in paare), markup=False)
            ausgabe.print(f"  {handlung}", markup=False)
        return
    tabelle = Table(title="Quellen", expand=True, show_lines=True)
    for kopf in spalten:
        lang = kopf in (spalten[0], spalten[-1])
        tabelle.add_column(kopf, overflow="fold", ratio=4 if lang else None, no_wrap=not lang)
    for zeile in zeilen:
        tabelle.add_row(*zeile.zellen, style="yellow" if zeile.offen else None)
    Console(file=ausgabe.file, width=breite, highlight=False).print(tabelle)


def _say_totals(lagen: list[str]) -> None:
    teile = [f"{lagen.count(lage)} {lage}" for lage in dict.fromkeys(lagen)]
    anzahl = "1 Quelle" if len(lagen) == 1 else f"{len(lagen)} Quellen"
    ausgabe.print(f"{anzahl}: {', '.join(teile)}." if lagen else "Nichts ist offen.")


def _say_unread() -> None:
    """Say how many files of the raw store the current edition does not hold yet."""
    from assets.release.manifest import read_manifest
    from pipelines.stand import current_state

    auftrag = settings()
    manifest = read_manifest(auftrag.ausgabeordner.current())
    eingaben = current_state(auftrag).eingaben
    neu = set(eingaben.values()) - set(manifest.eingaben.values()) if manifest else set()
    if neu:
        fehlerausgabe.print(
            f"Neu oder geändert in {auftrag.konfiguration.ordner.rohdaten} und noch nicht in der Ausgabe: "
            f"{len(neu)} {'Datei' if len(neu) == 1 else 'Dateien'}. Was tun: bin/berichte"
        )
