"""What an edition is compared with: the last one from other data, kept when the same data are set again."""

import dataclasses

import pytest

from assets.catalogue.load import load_katalog
from assets.release.dokument import Dokument
from assets.release.manifest import read_manifest
from assets.release.pruefung import check_edition
from assets.release.vergleichsstand import comparison_state, for_manifest, from_manifest
from assets.release.veroeffentlichung import Veroeffentlichung, publish
from assets.reports.aktualisierung_lesen import Vergleichsstand
from pipelines.stand import current_state

SEITE = Dokument("<p>eine Seite</p>", b"%PDF eine Seite", ())
BERICHT = Dokument("<p>Bericht</p>", b"%PDF Bericht", ("arbeitslosenquote",))


@pytest.fixture
def angaben(basis, eigene_installation):
    """An order to publish the figures of the base set into results of its own."""
    auftrag, ziel = basis.auftrag(), eigene_installation.auftrag()
    stand = current_state(auftrag)
    return Veroeffentlichung(
        ziel.ausgabeordner, auftrag.arbeitsdatenbank, stand.datenstand, "b", {}, date_of(auftrag)
    )


def date_of(auftrag):
    return auftrag.konfiguration.auflage.redaktionsschluss


def veroeffentliche(angaben, kreis="16065", datenstand=None):
    neu = dataclasses.replace(angaben, datenstand=datenstand or angaben.datenstand)
    vorher = comparison_state(neu.ordner, neu.datenstand, load_katalog())
    neu = dataclasses.replace(neu, vorher=for_manifest(vorher), aktualisierungen={kreis: SEITE})
    return publish(neu, {f"{kreis}/familienbericht": BERICHT}), vorher


def test_the_first_edition_has_nothing_to_compare_with(angaben):
    _, vorher = veroeffentliche(angaben)
    ordner = angaben.ordner.current()
    assert vorher is None
    assert read_manifest(ordner).vorher == {}
    assert (ordner / "berichte/16065/aktualisierung.pdf").read_bytes() == SEITE.pdf
    assert (ordner / "berichte/16065/aktualisierung.html").read_text() == SEITE.html
    assert check_edition(ordner) == []


def test_new_data_are_compared_with_the_edition_before(angaben):
    erste, _ = veroeffentliche(angaben)
    _, vorher = veroeffentliche(angaben, datenstand="anders")
    assert vorher.ausgabe == erste
    assert ("2025", "2026-02-26") in vorher.lage.values()  # table 13211-02-05-4, edition of 26.02.2026
    assert from_manifest(read_manifest(angaben.ordner.current()).vorher) == vorher


def test_another_kreis_on_the_same_data_keeps_the_comparison_and_the_page(angaben):
    erste, _ = veroeffentliche(angaben)
    veroeffentliche(angaben, datenstand="anders")
    _, vorher = veroeffentliche(angaben, kreis="16062", datenstand="anders")
    assert vorher.ausgabe == erste
    for kreis in ("16062", "16065"):
        assert (angaben.ordner.current() / f"berichte/{kreis}/aktualisierung.pdf").is_file()


def test_going_back_to_older_data_is_an_edition_of_its_own(angaben):
    erste, _ = veroeffentliche(angaben)
    zweite, _ = veroeffentliche(angaben, datenstand="anders")
    dritte, vorher = veroeffentliche(angaben)
    assert len({erste, zweite, dritte}) == 3
    assert vorher.ausgabe == zweite


def test_the_comparison_survives_the_manifest():
    vorher = Vergleichsstand("a", {"x": ("2024", "2025-01-01")}, ("abgelehnt/1",))
    assert from_manifest(for_manifest(vorher)) == vorher
    assert from_manifest({}) is None
