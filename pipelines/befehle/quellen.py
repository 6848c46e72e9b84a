"""`sozialplanung quellen`: what is held, and how old it is."""

from pipelines.befehle.rahmen import app, ausgabe, current_edition
from pipelines.hilfe import Befehl


@app.command(cls=Befehl)
def quellen() -> None:
    """Zeigt die Quellen der aktuellen Ausgabe: Stand, neuester Zeitraum, Zahl der gültigen Angaben."""
    from rich.table import Table

    from assets.release.veroeffentlichung import DATENBANK
    from assets.store.arbeitsdatenbank import open_database

    tabelle = Table(title="Quellen der aktuellen Ausgabe")
    for kopf in ("Quelle", "Stand", "neuester Zeitraum", "gültige Angaben"):
        tabelle.add_column(kopf, overflow="fold")
    with open_database(current_edition() / DATENBANK, read_only=True) as con:
        zeilen = con.execute(
            "SELECT q.quelle_id, q.stand, max(b.zeitraum), count(*) FILTER (WHERE b.gueltig) "
            "FROM quelle q JOIN beobachtung b USING (quelle_id) GROUP BY ALL ORDER BY q.quelle_id"
        ).fetchall()
    for zeile in zeilen:
        tabelle.add_row(*(str(zelle) for zelle in zeile))
    ausgabe.print(tabelle)
