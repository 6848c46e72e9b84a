"""Real runs: the state they leave, what a failure leaves, what an unchanged state costs."""

import dagster as dg
import pikepdf
import pytest

from assets.catalogue.load import load_katalog
from assets.release.ausgabe import new_edition
from assets.release.manifest import Manifest, write_manifest
from assets.store.arbeitsdatenbank import open_database
from pipelines.definitions import TABELLEN, build_defs
from pipelines.fortschritt import Fortschritt
from pipelines.lauf import prepare_database
from pipelines.laufstand import read_stand
from pipelines.resources import configured_order
from pipelines.stand import current_state
from schemas.common import BERICHTE

DATEN = [asset.tabelle.name for asset in TABELLEN]


def _run(installation, auswahl=None, job="quartalslauf", partition=None, ergebnisse=""):
    defs = build_defs(wurzel=installation, ergebnisse=ergebnisse)
    with dg.DagsterInstance.ephemeral() as instanz:
        return defs.resolve_job_def(job).execute_in_process(
            instance=instanz,
            asset_selection=[dg.AssetKey(n) for n in auswahl] if auswahl else None,
            partition_key=partition,
            raise_on_error=False,
        )


def _message(ergebnis):
    (schritt,) = [e for e in ergebnis.all_events if e.is_step_failure]
    return schritt.step_failure_data.user_failure_data.description


@pytest.fixture(scope="module")
def datenlauf(installation):
    """All data assets of an installation, with their blocking and statistical checks."""
    ergebnis = _run(installation, DATEN)
    assert ergebnis.success, [e.message for e in ergebnis.all_events if e.is_step_failure]
    return ergebnis


def test_data_assets_leave_the_state_of_the_command_line(datenlauf, installation):
    auftrag = configured_order(installation)
    stand = current_state(auftrag)
    with open_database(auftrag.arbeitsdatenbank, read_only=True) as con:
        assert read_stand(con) == stand.datenstand
    assert prepare_database(auftrag, stand, load_katalog(), Fortschritt(still=True)) is None


def test_a_second_data_run_computes_nothing(datenlauf, installation):
    ergebnis = _run(installation, DATEN)
    assert ergebnis.success
    schritte = [e for e in _materializations(ergebnis) if e.asset_key != dg.AssetKey("quellenlage")]
    stand = {str(e.materialization.metadata["Stand"].value) for e in schritte}
    assert stand == {"unverändert, nicht neu berechnet"}


def test_metadata_are_worth_looking_at(datenlauf):
    metadaten = {
        e.asset_key.to_user_string(): e.materialization.metadata for e in _materializations(datenlauf)
    }
    assert set(metadaten) == set(DATEN)
    assert metadaten["gebiet"]["dagster/row_count"].value > 400
    for tabelle in ("indikator", "indikatorwert", "verteilung"):
        assert "](data:image/png;base64," in metadaten[tabelle]["Abbildung"].value
    assert metadaten["merkmal"]["Vorschau"].value.count("\n") == 11


def test_no_preview_of_unprotected_figures(datenlauf):
    vertraulich = {a.tabelle.name for a in TABELLEN if a.vertraulich}
    assert vertraulich == {"beobachtung_roh", "beobachtung_ungeschuetzt", "indikatorwert_ungeschuetzt"}
    for ereignis in _materializations(datenlauf):
        if ereignis.asset_key.to_user_string() in vertraulich:
            assert "Vorschau" not in ereignis.materialization.metadata


def _materializations(ergebnis):
    return [e for e in ergebnis.all_events if e.is_step_materialization]


def test_a_failing_step_publishes_nothing(datenlauf, installation, letzte_ausgabe):
    vorher = sorted(p.name for p in letzte_ausgabe.parent.joinpath("ausgaben").iterdir())
    ziel = letzte_ausgabe.readlink()
    datei = installation / "data" / "raw" / "grunddaten" / "beobachtungen.csv"
    inhalt = datei.read_text(encoding="utf-8")
    zeilen = inhalt.splitlines()
    zeilen[1] = ";".join([*zeilen[1].split(";")[:3], "viele", *zeilen[1].split(";")[4:]])
    datei.write_text("\n".join(zeilen), encoding="utf-8")
    try:
        ergebnis = _run(installation)
    finally:
        datei.write_text(inhalt, encoding="utf-8")
    assert not ergebnis.success
    assert "beobachtungen.csv, Zeile 2, Spalte „wert“: gefunden „viele“" in _message(ergebnis)
    assert "die letzte Ausgabe gilt weiter" in _message(ergebnis)
    assert letzte_ausgabe.readlink() == ziel
    assert sorted(p.name for p in letzte_ausgabe.parent.joinpath("ausgaben").iterdir()) == vorher
    assert (letzte_ausgabe / "bericht.txt").read_text(encoding="utf-8") == "gilt weiter"


def test_a_kreis_without_data_is_refused_with_the_way_to_get_them(datenlauf, installation, letzte_ausgabe):
    ziel = letzte_ausgabe.readlink()
    ergebnis = _run(installation, job="familienbericht", partition="05913 Dortmund")
    assert not ergebnis.success
    assert "Dortmund" in _message(ergebnis)
    assert "Was tun" in _message(ergebnis)
    assert letzte_ausgabe.readlink() == ziel


@pytest.fixture
def fertige_ausgabe(datenlauf, installation, tmp_path):
    """An installation's results with an edition that holds all reports of exactly the present state."""
    auftrag = configured_order(installation, str(tmp_path))
    stand = current_state(auftrag)
    with new_edition(auftrag.ausgabeordner, "fertig") as bau:
        for schluessel in sorted(auftrag.wanted()):
            ziel = bau / "berichte" / f"{schluessel}.pdf"
            ziel.parent.mkdir(parents=True, exist_ok=True)
            with pikepdf.new() as pdf:
                pdf.add_blank_page()
                pdf.save(ziel)
        berichte = sorted(auftrag.wanted())
        write_manifest(
            bau, Manifest("fertig", stand.datenstand, stand.berichtsstand, berichte, stand.eingaben, {}, {})
        )
    return tmp_path


@pytest.mark.parametrize(
    ("job", "auswahl", "partition"),
    [("quartalslauf", "ausgabe", None), ("familienbericht", "familienbericht", "16065 Kyffhäuserkreis")],
)
def test_an_unchanged_state_is_published_no_second_time(
    installation, fertige_ausgabe, job, auswahl, partition
):
    """The work database of this folder does not even exist: nothing is read, computed or set."""
    ergebnis = _run(installation, [auswahl], job, partition, ergebnisse=str(fertige_ausgabe))
    assert ergebnis.success
    assert not (fertige_ausgabe / "arbeit").exists()
    for ereignis in _materializations(ergebnis):
        assert ereignis.materialization.metadata["Neu erstellt"].value is False
        assert ereignis.materialization.metadata["Ausgabe"].value == "fertig"


def test_the_quarterly_run_marks_the_reports_of_the_kreis_as_made(installation, fertige_ausgabe):
    ergebnis = _run(installation, ["ausgabe"], ergebnisse=str(fertige_ausgabe))
    gemacht = {
        (e.asset_key.to_user_string(), e.materialization.partition) for e in _materializations(ergebnis)
    }
    assert gemacht == {("ausgabe", None), *((b, "16065 Kyffhäuserkreis") for b in BERICHTE)}


def test_failures_of_known_kinds_are_not_retried(installation):
    from assets.sources.fehler import EingabeFehler
    from pipelines.fehler import failures

    with pytest.raises(dg.Failure) as gefangen, failures():
        raise EingabeFehler("a.csv", "nichts", "eine Tabelle", "neu laden")
    assert gefangen.value.allow_retries is False
    with pytest.raises(KeyError), failures():
        raise KeyError("a mistake in the program stays one")
