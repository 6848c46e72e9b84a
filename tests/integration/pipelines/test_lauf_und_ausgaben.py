"""Runs through the command line: settings, Kreise, usage, newer files, failures, carried-over files."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
import schaeden as s

from assets.confidentiality.pruefung import SperrFehler
from assets.release.ausgabe import Ausgabeordner, new_edition
from assets.release.dokument import Dokument
from assets.release.fingerabdruck import hash_file
from assets.release.manifest import MANIFEST, Manifest, read_manifest, write_manifest
from assets.release.pruefung import check_edition
from assets.release.veroeffentlichung import DATENBANK, Veroeffentlichung, publish
from assets.store.arbeitsdatenbank import open_database
from pipelines.stand import current_state

# --- settings and usage


@pytest.mark.parametrize(
    ("alt", "neu", "teile"),
    [
        ('kreis = "16065"', 'kreiss = "16065"', ("„kreiss“", "unbekannt")),
        ('kreis = "16065"', 'kreis = "16065"\nfarbe = "blau"', ("„farbe“", "unbekannt")),
        ("anzeigen = true", 'anzeigen = "vielleicht"', ("beispiele.anzeigen", "true oder false")),
        ("ausgaben_behalten = 5", 'ausgaben_behalten = "fünf"', ("ordner.ausgaben_behalten", "ganze Zahl")),
        ('redaktionsschluss = "2026-11-22"', 'redaktionsschluss = "bald"', ("redaktionsschluss", "Datum")),
        ('kreis = "16065"', 'kreis = "Kyffhäuser"', ("„kreis“", "fünfstelliger Schlüssel")),
        ('kreis = "16065"', "kreis = 16065abc", ("konfiguration.toml", "Was tun")),
        ("[schutz]", "[schutz", ("konfiguration.toml", "Was tun")),
    ],
)
def test_broken_settings(alt, neu, teile, eigene_installation, rufe, ohne_satz):
    eigene_installation.change_settings(alt, neu)
    aufruf = rufe(eigene_installation, "berichte")
    assert aufruf.code == 1
    for teil in ("konfiguration.toml", *teile):
        assert teil in aufruf.fehler
    assert "Traceback" not in aufruf.fehler
    assert not eigene_installation.aktuell.exists()


def test_missing_settings(eigene_installation, rufe):
    (eigene_installation.wurzel / "konfiguration.toml").unlink()
    aufruf = rufe(eigene_installation, "berichte")
    assert aufruf.code == 1
    assert "konfiguration.toml fehlt" in aufruf.fehler


@pytest.mark.parametrize(
    ("angaben", "teil"),
    [
        (("berichte", "--kreis", "1606"), "1606"),
        (("berichte", "--kreis", "Kyffhäuser"), "Kyffhäuser"),
        (("berichte", "--bericht", "jahresbericht"), "jahresbericht"),
        (("berichte", "--quellen", "gibt/es/nicht"), "gibt/es/nicht"),
        (("berichte", "--farbe", "blau"), "--farbe"),
        (("berichte", "zuviel"), "zuviel"),
        (("grunddaten",), "--aus"),
        (("unsinn",), "unsinn"),
    ],
)
def test_wrong_usage_ends_with_two(angaben, teil, unversehrt, rufe, ohne_satz):
    aufruf = rufe(unversehrt, *angaben)
    assert aufruf.code == 2
    assert "Falscher Aufruf" in aufruf.fehler
    assert teil in aufruf.fehler


def test_help_is_german_and_no_error(unversehrt, rufe):
    aufruf = rufe(unversehrt, "berichte", "--hilfe")
    assert aufruf.code == 0
    for wort in ("--kreis", "--quellen", "Schalter", "Aufruf"):
        assert wort in aufruf.ausgabe
    assert "Show this message" not in aufruf.ausgabe


# --- Kreise


@pytest.mark.parametrize(
    ("kreis", "teile"),
    [
        ("99999", ("Den Kreis 99999 gibt es nicht", "16065")),
        ("16062", ("Nordhausen (16062)", "Was tun", "--quellen ORDNER --kreis 16062")),
        ("05913", ("Dortmund", "Was tun", "--kreis 05913")),
    ],
)
def test_kreis_without_data_is_refused_with_the_way_to_get_it(
    kreis, teile, unversehrt, rufe, ohne_satz, nichts_veroeffentlicht
):
    nichts_veroeffentlicht(unversehrt)
    aufruf = rufe(unversehrt, "berichte", "--kreis", kreis)
    assert aufruf.code == 1
    for teil in (*teile, "Es wurde nichts veröffentlicht"):
        assert teil in aufruf.fehler


# --- a newer file wins


def _rates(datenbank: Path) -> list[tuple[object, ...]]:
    with open_database(datenbank, read_only=True) as con:
        return con.execute(
            "SELECT b.wert, b.gueltig, q.stand, q.quelle_id FROM beobachtung b "
            "JOIN quelle q USING (quelle_id) WHERE merkmal_id = 'rs13211_quote' AND ags = '16065' "
            "AND zeitraum = '2025' ORDER BY q.stand"
        ).fetchall()


def _figures(installation, quellen: Path) -> Path:
    """Compute the figures of a run with a further folder; returns the work database."""
    from assets.catalogue.load import load_katalog
    from pipelines.fortschritt import Fortschritt
    from pipelines.lauf import prepare_database

    auftrag = installation.auftrag(quellen=quellen)
    prepare_database(auftrag, current_state(auftrag), load_katalog(), Fortschritt(still=True))
    return auftrag.arbeitsdatenbank


@pytest.fixture(scope="module")
def neuere_lieferung(quellen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of 2025 with a later Stand and 8,9 in place of 8,3 for the Kyffhäuserkreis."""
    text = (quellen / s.REGIONALSTATISTIK).read_text(encoding="iso-8859-1")
    assert text.count("Stand: 26.02.2026") == 1
    neu = s.in_line("2025;16065", ";8,3;", ";8,9;")(text).replace("Stand: 26.02.2026", "Stand: 27.08.2026")
    ordner = tmp_path_factory.mktemp("lieferung")
    (ordner / "13211-02-05-4_2025.csv").write_text(neu, encoding="iso-8859-1", newline="")
    return ordner


@pytest.mark.quellen
def test_newer_figure_takes_precedence_and_the_old_one_stays(neuere_lieferung, tmp_path, installiere):
    datenbank = _figures(installiere(tmp_path / "installation"), neuere_lieferung)
    assert _rates(datenbank) == [
        (8.3, False, "2026-02-26", "regionalstatistik_13211-02-05-4_2026-02-26"),
        (8.9, True, "2026-08-27", "regionalstatistik_13211-02-05-4_2026-08-27"),
    ]
    with open_database(datenbank, read_only=True) as con:
        wert, quelle = con.execute(
            "SELECT wert, quelle_id FROM indikatorwert "
            "WHERE indikator_id = 'arbeitslosenquote' AND ags = '16065' AND jahr = 2025"
        ).fetchone()
        assert (wert, quelle) == (8.9, "regionalstatistik_13211-02-05-4_2026-08-27")


@pytest.mark.quellen
def test_the_same_file_gives_no_duplicates(quellen, tmp_path, installiere, basis):
    ordner = tmp_path / "lieferung"
    ordner.mkdir()
    shutil.copy2(quellen / s.REGIONALSTATISTIK, ordner)
    datenbank = _figures(installiere(tmp_path / "installation"), ordner)
    assert _rates(datenbank) == [(8.3, True, "2026-02-26", "regionalstatistik_13211-02-05-4_2026-02-26")]
    with open_database(datenbank, read_only=True) as con:
        con.execute(f"ATTACH '{basis.auftrag().arbeitsdatenbank}' AS basis (READ_ONLY)")
        for tabelle in ("quelle", "beobachtung"):
            eigene = "WHERE starts_with(ags, '16065')" if tabelle == "beobachtung" else ""
            spalten = "quelle_id" if tabelle == "quelle" else "*"
            assert con.execute(
                f"SELECT count(*) FROM (SELECT {spalten} FROM {tabelle} {eigene} "
                f"EXCEPT SELECT {spalten} FROM basis.{tabelle})"
            ).fetchone() == (0,)


# --- editions


def _document(text: str) -> Dokument:
    return Dokument(f"<html>{text}</html>", b"%PDF " + text.encode(), ("arbeitslosenquote",))


@pytest.fixture
def veroeffentliche(basis, tmp_path: Path) -> Callable[..., Path]:
    """Publish documents on the state of the base set, in a result folder of this test."""
    auftrag = basis.auftrag()
    stand = current_state(auftrag)

    def schritt(dokumente: dict[str, Dokument], berichtsstand: str = stand.berichtsstand) -> Path:
        angaben = Veroeffentlichung(
            ordner=Ausgabeordner(tmp_path),
            arbeit=auftrag.arbeitsdatenbank,
            datenstand=stand.datenstand,
            berichtsstand=berichtsstand,
            eingaben=stand.eingaben,
            datum=auftrag.konfiguration.auflage.redaktionsschluss,
        )
        return tmp_path / "ausgaben" / publish(angaben, dokumente)

    return schritt


def test_unchanged_files_are_carried_over_by_hard_link(veroeffentliche):
    erste = veroeffentliche({"16065/bildungsbericht": _document("eins")})
    zweite = veroeffentliche({"16062/familienbericht": _document("zwei")})
    assert erste != zweite
    gleich = [
        DATENBANK,
        "berichte/16065/bildungsbericht.pdf",
        "berichte/16065/bildungsbericht.html",
        "tabellen/16065/bildungsbericht.xlsx",
        "tabellen/16065/bildungsbericht/aktuelle-werte.csv",
        "tabellen/16065/bildungsbericht/datapackage.json",
    ]
    for name in gleich:
        assert (erste / name).stat().st_ino == (zweite / name).stat().st_ino, name
    assert (zweite / "berichte/16062/familienbericht.pdf").is_file()
    assert read_manifest(zweite).berichte == ["16062/familienbericht", "16065/bildungsbericht"]
    assert not (erste / "berichte/16062").exists()
    assert check_edition(erste) == check_edition(zweite) == []


def test_other_templates_carry_the_database_over_but_no_old_report(veroeffentliche):
    erste = veroeffentliche({"16065/bildungsbericht": _document("eins")})
    zweite = veroeffentliche({"16065/familienbericht": _document("zwei")}, "andere Vorlagen")
    assert (erste / DATENBANK).stat().st_ino == (zweite / DATENBANK).stat().st_ino
    assert read_manifest(zweite).berichte == ["16065/familienbericht"]
    assert not (zweite / "berichte/16065/bildungsbericht.pdf").exists()


def test_manifest_lists_every_file_with_its_checksum(veroeffentliche):
    ausgabe = veroeffentliche({"16065/bildungsbericht": _document("eins")})
    manifest = read_manifest(ausgabe)
    dateien = {p.relative_to(ausgabe).as_posix(): p for p in ausgabe.rglob("*") if p.is_file()}
    assert set(manifest.ausgaben) == set(dateien) - {MANIFEST}
    assert manifest.ausgaben == {n: hash_file(p) for n, p in dateien.items() if n != MANIFEST}
    assert "data/raw/grunddaten/beobachtungen.csv" in manifest.eingaben
    assert set(manifest.versionen) >= {"weasyprint", "duckdb", "pandas"}


def test_the_check_finds_a_changed_a_missing_and_a_foreign_file(veroeffentliche):
    ausgabe = veroeffentliche({"16065/bildungsbericht": _document("eins")})
    pdf = ausgabe / "berichte/16065/bildungsbericht.pdf"
    pdf.chmod(0o644)
    pdf.write_bytes(b"anders")
    (ausgabe / "berichte/16065/bildungsbericht.html").unlink()
    (ausgabe / "notiz.txt").write_text("x", encoding="utf-8")
    befunde = " ".join(check_edition(ausgabe))
    for teil in ("bildungsbericht.pdf wurde", "bildungsbericht.html fehlt", "notiz.txt steht nicht"):
        assert teil in befunde


def test_annex_holds_numbers_and_no_remains_of_a_program(veroeffentliche):
    ausgabe = veroeffentliche({"16065/bildungsbericht": _document("eins")})
    ordner = ausgabe / "tabellen/16065/bildungsbericht"
    for pfad in ordner.glob("*.csv"):
        zellen = {z for zeile in pfad.read_text(encoding="utf-8").splitlines() for z in zeile.split(";")}
        assert not zellen & {"nan", "NaN", "None", "null", "<NA>", "NaT"}, pfad.name
    assert "8.3" in (ordner / "aktuelle-werte.csv").read_text(encoding="utf-8")
    assert json.loads((ordner / "datapackage.json").read_text(encoding="utf-8"))["resources"]


# --- failures on the way


class SatzImSelbenProzess:
    """Sets reports in this process, so that a failure needs no child process."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> "SatzImSelbenProzess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, auftrag: Callable[..., object], *angaben: object) -> "Future[object]":
        ergebnis: Future[object] = Future()
        try:
            ergebnis.set_result(auftrag(*angaben))
        except Exception as fehler:
            ergebnis.set_exception(fehler)
        return ergebnis


def test_unknown_placeholder_in_a_text_publishes_nothing(
    eigene_mit_ausgabe, wurzel, rufe, monkeypatch, nichts_veroeffentlicht
):
    nichts_veroeffentlicht(eigene_mit_ausgabe)
    monkeypatch.setattr("pipelines.lauf.ProcessPoolExecutor", SatzImSelbenProzess)
    vorlagen = eigene_mit_ausgabe.wurzel / "report_templates"
    vorlagen.unlink()
    shutil.copytree(wurzel / "report_templates", vorlagen)
    text = next(p for p in sorted((vorlagen / "texte").rglob("*.md")) if "bildungsbericht" in p.parts)
    zeilen = text.read_text(encoding="utf-8").splitlines()
    text.write_text("\n".join([*zeilen, "Es sind [[kinderquote]].", ""]), encoding="utf-8")
    aufruf = rufe(eigene_mit_ausgabe, "berichte", "--bericht", "bildungsbericht")
    assert aufruf.code == 1
    assert f"{text.name}, Zeile {len(zeilen) + 1}" in aufruf.fehler
    assert "[[kinderquote]]" in aufruf.fehler
    assert "Es wurde nichts veröffentlicht" in aufruf.fehler


def test_failing_audit_publishes_nothing(
    eigene_mit_ausgabe, rufe, ohne_satz, monkeypatch, nichts_veroeffentlicht
):
    nichts_veroeffentlicht(eigene_mit_ausgabe)

    def audit(*_: object) -> None:
        raise SperrFehler(["kinder_bug 16065067 2025: zurückrechenbar"])

    monkeypatch.setattr("assets.confidentiality.stufe.audit", audit)
    aufruf = rufe(eigene_mit_ausgabe, "berichte")
    assert aufruf.code == 1
    assert "16065067 2025: zurückrechenbar" in aufruf.fehler
    assert "Es wurde nichts veröffentlicht" in aufruf.fehler


def test_nothing_changed_does_nothing_but_say_so(eigene_installation, rufe, ohne_satz):
    """The edition holds exactly this state: no work database, no report, no new edition."""
    auftrag = eigene_installation.auftrag()
    stand = current_state(auftrag)
    with new_edition(auftrag.ausgabeordner, "fertig") as bau:
        write_manifest(
            bau,
            Manifest("fertig", stand.datenstand, stand.berichtsstand, sorted(auftrag.wanted()), {}, {}, {}),
        )
    aufruf = rufe(eigene_installation, "berichte")
    assert aufruf.code == 0
    assert "Nichts zu tun: Ausgabe fertig" in aufruf.ausgabe
    assert not auftrag.arbeitsdatenbank.exists()
    assert [p.name for p in (eigene_installation.ergebnisse / "ausgaben").iterdir()] == ["fertig"]


@pytest.mark.parametrize("aenderung", ["daten", "einstellung", "beispiele"])
def test_any_change_is_noticed(aenderung, eigene_installation):
    vorher = current_state(eigene_installation.auftrag())
    if aenderung == "daten":
        datei = eigene_installation.wurzel / "data" / "raw" / "grunddaten" / "beobachtungen.csv"
        datei.write_bytes(datei.read_bytes() + b"\n")
    elif aenderung == "einstellung":
        eigene_installation.change_settings('ort = "99706 Sondershausen"', 'ort = "99706 Bebra"')
    else:
        eigene_installation.change_settings("anzeigen = true", "anzeigen = false")
    nachher = current_state(eigene_installation.auftrag())
    assert nachher.berichtsstand != vorher.berichtsstand or aenderung == "daten"
    assert (nachher.datenstand != vorher.datenstand) == (aenderung != "einstellung")
