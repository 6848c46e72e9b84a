"""`sozialplanung berichte`: the main job."""

from typing import Annotated

import typer

from pipelines.befehle.rahmen import OrdnerAngabe, app, ausgabe, fehlerausgabe, german_errors, settings
from pipelines.hilfe import Befehl
from pipelines.stand import Auftrag, current_state, nothing_to_do
from schemas.common import BERICHT_NAMEN, BERICHTE


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
