"""What is withheld changes nothing that is published: two runs that differ in withheld counts only."""

import re

import pytest

from assets.reports.bericht import build_ansicht, render_html
from assets.store.arbeitsdatenbank import open_database
from pipelines.lauf import report_orders
from pipelines.satz import report_order
from pipelines.stand import current_state
from schemas.common import BERICHTE

STAND = re.compile(r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,64}\b")
"""Names of states are made from the content of the inputs and differ; figures have no letters."""


def _tables(installation) -> dict[str, list[tuple[str, ...]]]:
    with open_database(installation.aktuell / "sozialplanung.duckdb", read_only=True) as con:
        namen = [z[0] for z in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {
            name: [
                tuple(STAND.sub("", str(w)) for w in zeile)
                for zeile in con.execute(f'FROM "{name}"').fetchall()
            ]
            for name in namen
        }


def test_every_table_is_the_same_to_the_order_of_its_rows(basis, andere_geheime_zahlen) -> None:
    eine, andere = _tables(basis), _tables(andere_geheime_zahlen)
    assert eine.keys() == andere.keys()
    assert len(eine["geheimhaltungspruefung"]) > 20
    for name in eine:
        assert eine[name] == andere[name], name


def test_the_withheld_counts_do_differ(basis, andere_geheime_zahlen) -> None:
    frage = "SELECT wert FROM beobachtung_ungeschuetzt WHERE merkmal_id = 'kom_seu_adipositas' ORDER BY ALL"
    werte = []
    for installation in (basis, andere_geheime_zahlen):
        with open_database(installation.auftrag().arbeitsdatenbank, read_only=True) as con:
            werte.append(con.execute(frage).fetchall())
    assert werte[0] != werte[1]


@pytest.mark.parametrize("bericht", BERICHTE)
def test_every_report_is_the_same(bericht, basis, andere_geheime_zahlen) -> None:
    """Text, drawings, alternative texts and their order, before the pages are set."""
    seiten = []
    for installation in (basis, andere_geheime_zahlen):
        (bestellung,) = report_orders(
            installation.auftrag(berichte=(bericht,)), current_state(installation.auftrag())
        )
        fertig = report_order(bestellung)
        seiten.append(STAND.sub("", render_html(build_ansicht(fertig), fertig.vorlagen)))
    assert seiten[0] == seiten[1]
