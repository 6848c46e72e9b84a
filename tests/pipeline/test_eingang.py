"""The inbox in the user interface and on the command line: sensor, job, check in a child process."""

import os
import re
import shutil
import time
from pathlib import Path

import dagster as dg
import pytest
import xlsxwriter

from assets.catalogue.load import load_katalog
from assets.sources.eingang.annahme import process_eingang
from assets.sources.eingang.beiblatt import Befund
from assets.sources.eingang.pruefstand import Grenzen, Pruefstand
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.einlesen import read_ordner
from assets.sources.fehler import EingabeFehler
from pipelines.dateipruefung import Dateipruefung
from pipelines.definitions import build_defs
from pipelines.eingang import ASSET, JOB, next_step, summarise
from pipelines.lesen import read_gebietsliste
from pipelines.sensors import NAME, folder_key
from pipelines.stand import configured_order, current_state

KITA = "merkmal;gebiet;zeitraum;wert;bemerkung\n"


@pytest.fixture
def ort(eigene_installation):
    """An installation with an empty inbox."""
    (eigene_installation.wurzel / "data" / "raw" / "eingang").mkdir()
    return eigene_installation


@pytest.fixture
def rohdaten(ort) -> Path:
    return ort.wurzel / "data" / "raw"


def _own_table(wurzel: Path) -> bytes:
    """A filled table of own counts, made from the sample."""
    muster = (wurzel / "data" / "raw" / "kommunal" / "beispiel" / "BEISPIEL_kita.csv").read_text("utf-8-sig")
    return re.sub("BEISPIEL", "", muster).encode()


def _defs(ort) -> dg.Definitions:
    return build_defs(
        wurzel=ort.wurzel, ergebnisse=str(ort.ergebnisse), kreise=[("16065", "Kyffhäuserkreis")]
    )


def _tick(ort) -> dg.RunRequest | dg.SkipReason:
    sensor = _defs(ort).resolve_sensor_def(NAME)
    with dg.instance_for_test() as instanz:
        ergebnis = sensor.evaluate_tick(dg.build_sensor_context(instance=instanz, definitions=_defs(ort)))
    return ergebnis.run_requests[0] if ergebnis.run_requests else dg.SkipReason(ergebnis.skip_message)


def test_sensor_runs_by_itself_and_starts_the_intake(definitionen):
    sensor = definitionen.resolve_sensor_def(NAME)
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
    assert sensor.job_name == JOB


def test_sensor_sees_nothing_in_an_empty_inbox(ort, rohdaten):
    (rohdaten / "eingang" / "LIESMICH.md").write_text("x", encoding="utf-8")
    assert _tick(ort).skip_message == "Der Eingang ist leer."
    shutil.rmtree(rohdaten / "eingang")
    assert _tick(ort).skip_message == "Der Eingang ist leer."


def test_sensor_asks_once_for_each_state_of_the_folder(ort, rohdaten):
    eingang = rohdaten / "eingang"
    (eingang / "a.csv").write_bytes(b"1")
    erste = _tick(ort).run_key
    assert _tick(ort).run_key == erste
    (eingang / "a.csv.part").write_bytes(b"wird geladen")
    assert folder_key(eingang) is None
    (eingang / "a.csv.part").unlink()
    (eingang / "b.csv").write_bytes(b"2")
    assert _tick(ort).run_key != erste


def test_same_file_delivered_again_is_a_new_state(rohdaten):
    pfad = rohdaten / "eingang" / "a.csv"
    pfad.write_bytes(b"1")
    os.utime(pfad, (1, 1))
    erste = folder_key(rohdaten / "eingang")
    pfad.unlink()
    time.sleep(0.02)
    pfad.write_bytes(b"1")
    os.utime(pfad, (1, 1))
    assert folder_key(rohdaten / "eingang") != erste


def test_job_takes_in_files_and_shows_what_it_did(ort, rohdaten):
    (rohdaten / "eingang" / "kita_2026-07-31.csv").write_bytes(_own_table(ort.wurzel))
    (rohdaten / "eingang" / "rätsel.csv").write_bytes(b"a;b\n1;2\n")
    (rohdaten / "eingang" / "liste.csv").write_bytes(
        b"Vorname;Nachname;Geburtsdatum\nAnna;Muster;01.02.2003\nBert;Muster;03.04.1999\n"
    )
    job = _defs(ort).resolve_job_def(JOB)
    ergebnis = job.execute_in_process()
    assert ergebnis.success
    (ereignis,) = ergebnis.asset_materializations_for_node(ASSET)
    angaben = {k: v.value for k, v in ereignis.metadata.items()}
    assert angaben["Ergebnis"] == "3 Dateien: 1 angenommen, 2 abgelehnt."
    assert "kita_2026-07-31.csv | angenommen" in angaben["Dateien"]
    assert "nichts, was zu einer bekannten Veröffentlichung" in angaben["Nicht angenommen"]
    assert "quartalslauf" in angaben["Nächster Schritt"]
    assert list((rohdaten / "eingang").iterdir()) == []
    assert (rohdaten / "kommunal" / "kita_2026-07-31.csv").is_file()
    protokoll = next((rohdaten / "abgelehnt").glob("*/liste.csv.protokoll.txt")).read_text(encoding="utf-8")
    assert "einzelnen Personen" in protokoll
    assert "Muster" not in protokoll.replace("liste.csv", "")


def test_command_says_what_happened_to_each_file(ort, rohdaten, rufe, monkeypatch):
    from pipelines.befehle import eingang as befehl
    from pipelines.stand import configured_order as auftrag

    monkeypatch.setattr(befehl, "settings", lambda: auftrag(ort.wurzel))
    leer = rufe(ort, "eingang")
    assert (leer.code, leer.ausgabe.strip()) == (0, "Der Eingang (data/raw/eingang) ist leer.")
    (rohdaten / "eingang" / "kita_2026-07-31.csv").write_bytes(_own_table(ort.wurzel))
    gut = rufe(ort, "eingang")
    assert gut.code == 0, gut.fehler
    assert "kita_2026-07-31.csv: angenommen" in gut.ausgabe
    assert "liegt jetzt in data/raw/kommunal_kita/" in gut.ausgabe
    assert "bin/berichte" in gut.ausgabe
    (rohdaten / "eingang" / "x.csv").write_bytes(b"a;b\n")
    schlecht = rufe(ort, "eingang")
    assert schlecht.code == 1
    assert "x.csv: abgelehnt" in schlecht.ausgabe


def test_inbox_refused_files_and_log_do_not_change_the_state(ort, rohdaten):
    auftrag = configured_order(ort.wurzel)
    vorher = current_state(auftrag).datenstand
    for ordner in ("eingang", "abgelehnt/2026", "protokoll"):
        (rohdaten / ordner).mkdir(parents=True, exist_ok=True)
        (rohdaten / ordner / "neu.csv").write_bytes(b"x")
    assert current_state(auftrag).datenstand == vorher
    (rohdaten / "familie" / "abruf").mkdir(parents=True)
    (rohdaten / "familie" / "abruf" / "neu.csv").write_bytes(b"x")
    assert current_state(auftrag).datenstand != vorher


def test_register_is_laid_out_under_its_own_name(ort, rohdaten):
    quelle = rohdaten / "kommunal" / "beispiel" / "BEISPIEL_ziele.csv"
    text = quelle.read_text("utf-8-sig").splitlines()
    (rohdaten / "eingang" / "Unsere Ziele 2026.csv").write_text(
        "\n".join(re.sub("ja$", "nein", zeile.replace("BEISPIEL", "Eigen")) for zeile in text),
        encoding="utf-8",
    )
    (vorgang,) = process_eingang(rohdaten, Dateipruefung(rohdaten), ruhe=0.0)
    assert vorgang.ergebnis == "angenommen", vorgang.meldung
    assert (rohdaten / "kommunal" / "ziele.csv").is_file()


def test_sample_is_refused(ort, rohdaten):
    shutil.copy(rohdaten / "kommunal" / "beispiel" / "BEISPIEL_kita.csv", rohdaten / "eingang")
    (vorgang,) = process_eingang(rohdaten, Dateipruefung(rohdaten), ruhe=0.0)
    assert (vorgang.ergebnis, "Muster" in vorgang.meldung) == ("abgelehnt", True)


@pytest.mark.quellen
def test_stored_original_is_read_by_the_next_run_with_its_origin(rohdaten, quellen):
    shutil.copy(quellen / "gisd" / "GISD_Bund_Kreis.csv", rohdaten / "eingang" / "umbenannt.csv")
    shutil.copy(quellen / "geometrie" / "VG2500_KRS.shp", rohdaten / "eingang")
    for endung in ("dbf", "shx", "prj"):
        for pfad in (quellen / "geometrie").glob(f"VG2500_KRS.{endung}"):
            shutil.copy(pfad, rohdaten / "eingang")
    vorgaenge = process_eingang(rohdaten, Dateipruefung(rohdaten), ruhe=0.0)
    assert [v.ergebnis for v in vorgaenge] == ["angenommen", "angenommen"], [v.meldung for v in vorgaenge]
    einlesung = read_ordner(
        rohdaten, {}, ohne=("grunddaten", "kommunal", "abgelehnt", "eingang", "protokoll")
    )
    assert [le.format for le in einlesung.lesungen] == ["gisd"]
    assert len(einlesung.geometrien) == 1
    assert einlesung.fehler == ()
    assert einlesung.nicht_erkannt == ()
    assert {blatt.familie for _, blatt in Rohspeicher(rohdaten).files()} == {"gisd", "bkg"}


@pytest.mark.quellen
def test_check_knows_the_territories_of_registers_in_the_raw_store(rohdaten, quellen):
    pruefung = Dateipruefung(rohdaten)
    katalog, liste = load_katalog(), read_gebietsliste(rohdaten / "grunddaten")
    assert pruefung._with_registers(katalog, liste) is None
    shutil.copy(
        quellen / "gebietsstand" / "ref-kreise-umrech-2021-1990-2020.xlsx", rohdaten / "eingang" / "z.xlsx"
    )
    (vorgang,) = process_eingang(rohdaten, pruefung, ruhe=0.0)
    assert vorgang.ergebnis == "angenommen", vorgang.meldung
    weitere = pruefung._with_registers(katalog, liste)
    assert weitere is not None
    assert "03152" in weitere.kreise
    assert not weitere.kreise.exists_at("03152", "2020-12-31")


def eats_memory(_: Path) -> Befund:
    """A reader that runs wild in memory."""
    return len(bytearray(8 << 30))  # type: ignore[return-value]


def never_ends(pfad: Path) -> Befund:
    """A reader that runs wild in time, for files of that name."""
    while "lang" in pfad.name:
        time.sleep(0.05)
    return Befund("amtlich", "f_t", "Tabelle", "f", "t", None, "frei", "probe", 1)


def dies(_: Path) -> Befund:
    """A reader that takes its process with it."""
    os._exit(7)


def fails(_: Path) -> Befund:
    """A reader with a fault."""
    raise IndexError("geheimer Zellinhalt")


@pytest.mark.parametrize(
    ("leser", "muster"),
    [
        (eats_memory, "zu groß für den Arbeitsspeicher"),
        (dies, "abgebrochen"),
        (fails, "gescheitert ist .IndexError."),
    ],
)
def test_reader_that_runs_wild_refuses_only_its_file(tmp_path, leser, muster):
    pfad = tmp_path / "a.csv"
    pfad.write_bytes(b"x")
    with (
        Pruefstand(leser, Grenzen(speicher=3 << 30)) as pruefe,
        pytest.raises(EingabeFehler, match=muster) as e,
    ):
        pruefe(pfad)
    assert "geheim" not in str(e.value)


def test_slow_reader_is_stopped_and_the_intake_goes_on(tmp_path):
    (tmp_path / "eingang").mkdir()
    for name in ("a lang.csv", "b.csv"):
        (tmp_path / "eingang" / name).write_bytes(name.encode())
    with Pruefstand(never_ends, Grenzen(sekunden=3.0)) as pruefe:
        vorgaenge = process_eingang(tmp_path, pruefe, ruhe=0.0)
    assert [v.ergebnis for v in vorgaenge] == ["abgelehnt", "angenommen"]
    assert "nach 3 Sekunden nicht fertig" in vorgaenge[0].meldung


def test_hostile_workbook_goes_through_the_whole_intake(ort, rohdaten):
    with xlsxwriter.Workbook(rohdaten / "eingang" / "formel.xlsx") as mappe:
        mappe.add_worksheet("Daten").write_formula("A1", "=1+1")
    with Pruefstand(Dateipruefung(rohdaten)) as pruefe:
        (vorgang,) = process_eingang(rohdaten, pruefe, ruhe=0.0)
    assert (vorgang.ergebnis, "Ergebnis nicht gespeichert" in vorgang.meldung) == ("abgelehnt", True)


def test_sentences_for_an_empty_inbox():
    assert (summarise([]), next_step([])) == ("Der Eingang (data/raw/eingang) ist leer.", "")
