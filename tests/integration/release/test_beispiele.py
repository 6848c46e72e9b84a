"""The one switch for fictional samples: with it they are marked, without it they are nowhere."""

from pathlib import Path

import pytest

from assets.catalogue.load import load_katalog
from assets.reports.bericht import build_ansicht, render_html
from assets.store.arbeitsdatenbank import open_database
from pipelines.fortschritt import Fortschritt
from pipelines.lauf import prepare_database, report_orders
from pipelines.satz import report_order
from pipelines.stand import current_state
from schemas.common import BERICHTE

FRAGEN = {
    "indikatorwert": "SELECT count(*) FROM indikatorwert WHERE herkunft = 'beispiel'",
    "quelle": "SELECT count(*) FROM quelle WHERE starts_with(quelle_id, 'kommunal_beispiel')",
    "beobachtung": "SELECT count(*) FROM beobachtung WHERE starts_with(quelle_id, 'kommunal_beispiel')",
    "massnahme": "SELECT count(*) FROM massnahme",
}


@pytest.fixture(scope="module")
def ohne_beispiele(tmp_path_factory: pytest.TempPathFactory, installiere):
    installation = installiere(tmp_path_factory.mktemp("ohne_beispiele"))
    installation.change_settings("anzeigen = true", "anzeigen = false")
    auftrag = installation.auftrag()
    prepare_database(auftrag, current_state(auftrag), load_katalog(), Fortschritt(still=True))
    return installation


def _counts(datenbank: Path) -> dict[str, int]:
    with open_database(datenbank, read_only=True) as con:
        return {name: con.execute(frage).fetchone()[0] for name, frage in FRAGEN.items()}


def test_samples_are_in_the_database_only_with_the_switch_on(basis, ohne_beispiele) -> None:
    assert all(anzahl > 0 for anzahl in _counts(basis.auftrag().arbeitsdatenbank).values())
    assert set(_counts(ohne_beispiele.auftrag().arbeitsdatenbank).values()) == {0}


def test_official_figures_do_not_depend_on_the_switch(basis, ohne_beispiele) -> None:
    frage = "SELECT * FROM indikatorwert WHERE herkunft <> 'beispiel' ORDER BY ALL"
    mit, ohne = (_rows(i.auftrag().arbeitsdatenbank, frage) for i in (basis, ohne_beispiele))
    assert len(mit) > 1000
    assert mit == ohne


def _rows(datenbank: Path, frage: str) -> list[tuple[object, ...]]:
    with open_database(datenbank, read_only=True) as con:
        return [tuple(map(str, zeile)) for zeile in con.execute(frage).fetchall()]


def _html(installation, bericht: str) -> str:
    """The text of a report without setting its pages."""
    auftrag = installation.auftrag(berichte=(bericht,))
    (bestellung,) = report_orders(auftrag, current_state(auftrag))
    fertig = report_order(bestellung)
    return render_html(build_ansicht(fertig), fertig.vorlagen)


def _marks(html: str) -> int:
    """Marks on cover, pages, headings, captions and rows; a sentence that explains the mark is none."""
    return sum(html.count(m) for m in ('class="beispiel"', 'class="beispielhinweis"', "enthält BEISPIELE"))


@pytest.mark.parametrize("bericht", BERICHTE)
def test_the_marks_disappear_with_the_switch(bericht: str, basis, ohne_beispiele) -> None:
    assert _marks(_html(basis, bericht)) > 2
    assert _marks(_html(ohne_beispiele, bericht)) == 0
