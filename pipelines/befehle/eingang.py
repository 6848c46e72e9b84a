"""`sozialplanung eingang`: take in what lies in the inbox, by hand."""

import typer

from pipelines.befehle.rahmen import app, ausgabe, fehlerausgabe, german_errors, settings
from pipelines.hilfe import Befehl

FARBE = {"angenommen": "green", "bereits vorhanden": "cyan", "abgelehnt": "red", "wartet": "yellow"}


@app.command(cls=Befehl)
def eingang() -> None:
    """Nimmt neue Dateien aus data/raw/eingang an: erkennen, prüfen, aufbewahren oder begründet ablehnen."""
    from assets.sources.eingang.protokoll import Vorgang
    from assets.sources.eingang.sperre import EingangBelegt
    from pipelines.eingang import next_step, summarise, take_in

    def show(vorgang: Vorgang) -> None:
        ausgabe.print(f"{vorgang.datei}: ", end="", markup=False)
        ausgabe.print(vorgang.ergebnis, style=FARBE[vorgang.ergebnis])
        ausgabe.print(f"    {vorgang.meldung}", markup=False)
        if vorgang.ziel:
            ausgabe.print(f"    liegt jetzt in data/raw/{vorgang.ziel}", markup=False)
        for hinweis in vorgang.hinweise:
            ausgabe.print(f"    Hinweis: {hinweis}", markup=False)

    auftrag = settings()
    try:
        with german_errors():
            vorgaenge = take_in(auftrag.rohdaten, melde=show)
    except EingangBelegt as fehler:
        fehlerausgabe.print(str(fehler), style="red", markup=False)
        raise typer.Exit(1) from fehler
    ausgabe.print(summarise(vorgaenge), markup=False)
    if schritt := next_step(vorgaenge):
        ausgabe.print(schritt, markup=False)
    if any(v.ergebnis == "abgelehnt" for v in vorgaenge):
        raise typer.Exit(1)
