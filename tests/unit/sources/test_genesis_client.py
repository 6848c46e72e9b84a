"""The client of the statistics API against a local double with written answers."""

import io
import json
import logging
import time
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from genesis_doppel import SCHNELL, UMGEBUNG, Doppel, Skript, scripted

from assets.sources.format import Kontext
from assets.sources.genesis.dienst import Abruf, fetch_table
from assets.sources.genesis.leser import read_flat
from assets.sources.genesis.verbindung import Regeln
from assets.sources.genesis.zugang import DIENSTE, AbrufFehler, AuftragLaeuft, read_zugang

KOPF = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;value;value_unit;value_variable_code;"
    "value_variable_label;value_q\n"
)
ZEILE = (
    "12411;Fortschreibung;STAG;Stichtag;2024-12-31;KREISE;Kreise;16065;Kyffhäuserkreis;"
    "71738;Anzahl;BEVSTD;Bevölkerungsstand;e\n"
)
AUFTRAG = "12411-01-01-4_175879554"


def _zip(text: str = KOPF + ZEILE) -> bytes:
    strom = io.BytesIO()
    with zipfile.ZipFile(strom, "w", zipfile.ZIP_DEFLATED) as archiv:
        archiv.writestr("12411-01-01-4_1773175772751_de_flat.csv", "\ufeff" + text)
    return strom.getvalue()


def _json(code: int, meldung: str, **weiteres: object) -> Skript:
    status = {"Code": code, "Content": meldung, "Type": "Information"}
    antwort = {"Ident": {"Service": "data", "Method": "tablefile"}, "Status": status, **weiteres}
    return Skript(json.dumps(antwort, ensure_ascii=False).encode(), kopf={"Content-Type": "application/json"})


TABELLE = Skript(_zip(), kopf={"Content-Type": "application/zip"})
ZU_GROSS = _json(98, "Die Tabelle ist zu gross, um im Dialog abgerufen zu werden.")
ANGELEGT = _json(99, f"Der Bearbeitungsauftrag wurde erstellt. Name: {AUFTRAG}")
NOCH_NICHT = _json(104, "Es gibt keine Objekte zum angegebenen Selektionskriterium")
FERTIG = _json(0, "erfolgreich", List=[{"Code": AUFTRAG}])


def _hole(doppel: Doppel, ziel: Path, **weiteres: object) -> Abruf:
    angaben: dict[str, object] = {"regeln": SCHNELL, "umgebung": UMGEBUNG, **weiteres}
    return fetch_table(doppel.dienst, "12411-01-01-4", ziel=ziel, **angaben)  # type: ignore[arg-type]


def _doppel(tablefile: Iterable[Skript], **weitere: Iterable[Skript]) -> Doppel:
    namen = {"results": "catalogue/results", "resultfile": "data/resultfile"}
    return Doppel(scripted({"data/tablefile": tablefile, **{namen[n]: s for n, s in weitere.items()}}))


def test_a_table_is_fetched_written_and_read(tmp_path: Path) -> None:
    with _doppel([TABELLE]) as doppel:
        abruf = _hole(doppel, tmp_path / "neu", start=2015, ende=2024)
        anfrage = doppel.anfragen[0]
    assert abruf.pfad.read_bytes() == TABELLE.koerper
    assert abruf.pfad.name == "12411-01-01-4_doppel_de_2015-2024.zip"
    assert abruf.sha256 == sha256(TABELLE.koerper).hexdigest()
    assert abruf.inhaltstyp == "application/zip"
    assert abs((datetime.now(UTC) - datetime.fromisoformat(abruf.abgerufen)).total_seconds()) < 60
    assert "name=12411-01-01-4&startyear=2015&endyear=2024" in abruf.adresse
    assert [anfrage.kopf["username"], anfrage.kopf["password"]] == list(UMGEBUNG.values())
    erwartet = {
        "name": "12411-01-01-4",
        "startyear": "2015",
        "endyear": "2024",
        "format": "ffcsv",
        "job": "false",
    }
    assert erwartet.items() <= anfrage.felder.items()
    assert {p.name for p in abruf.pfad.parent.iterdir()} == {abruf.pfad.name}
    beobachtungen = read_flat(abruf.pfad, Kontext()).beobachtungen
    assert beobachtungen[["ags", "zeitraum", "wert", "zeile", "spalte"]].to_numpy().tolist() == [
        ["16065", "2024-12-31", 71738.0, 2, "J"]
    ]


def test_a_bare_table_is_taken_too(tmp_path: Path) -> None:
    with _doppel([Skript((KOPF + ZEILE).encode())]) as doppel:
        abruf = _hole(doppel, tmp_path)
    assert abruf.pfad.suffix == ".csv"
    assert read_flat(abruf.pfad, Kontext()).beobachtungen["wert"].tolist() == [71738.0]


def test_a_large_table_comes_through_a_job(tmp_path: Path) -> None:
    with _doppel(
        [ZU_GROSS, ANGELEGT], results=[NOCH_NICHT, NOCH_NICHT, FERTIG], resultfile=[TABELLE]
    ) as doppel:
        abruf = _hole(doppel, tmp_path)
        erste, zweite, *_, letzte = doppel.anfragen
    assert doppel.methoden() == [
        "data/tablefile", "data/tablefile", *["catalogue/results"] * 3, "data/resultfile",
    ]  # fmt: skip
    assert (erste.felder["job"], zweite.felder["job"]) == ("false", "true")
    assert letzte.felder["name"] == AUFTRAG
    assert list(tmp_path.iterdir()) == [abruf.pfad]


def test_an_interrupted_job_is_taken_up_again_and_not_ordered_twice(tmp_path: Path) -> None:
    ungeduldig = replace(SCHNELL, geduld=0.0)
    with _doppel([ZU_GROSS, ANGELEGT], results=[NOCH_NICHT, FERTIG], resultfile=[TABELLE]) as doppel:
        with pytest.raises(AuftragLaeuft, match="wieder aufgenommen"):
            _hole(doppel, tmp_path, regeln=ungeduldig)
        zustand = [p for p in tmp_path.iterdir() if p.name.startswith(".auftrag")]
        assert len(zustand) == 1
        assert "geheim" not in zustand[0].read_text(encoding="utf-8").lower()
        vorher = len(doppel.anfragen)
        gemeldet: list[str] = []
        abruf = _hole(doppel, tmp_path, melde=gemeldet.append)
    assert doppel.methoden()[vorher:] == ["catalogue/results", "data/resultfile"]
    assert "wieder aufgenommen" in gemeldet[0]
    assert list(tmp_path.iterdir()) == [abruf.pfad]


def test_another_selection_does_not_take_up_the_job(tmp_path: Path) -> None:
    ungeduldig = replace(SCHNELL, geduld=0.0)
    with _doppel([ZU_GROSS, ANGELEGT, TABELLE], results=[NOCH_NICHT]) as doppel:
        with pytest.raises(AuftragLaeuft):
            _hole(doppel, tmp_path, regeln=ungeduldig)
        _hole(doppel, tmp_path, start=2020)
    assert doppel.methoden()[-1] == "data/tablefile"


@pytest.mark.parametrize("inhalt", ["", "{", "[]", '{"auftrag": 1}', '{"auftrag": "x", "bestellt": 1.0}'])
def test_a_spoilt_or_old_state_file_is_no_obstacle(tmp_path: Path, inhalt: str) -> None:
    ungeduldig = replace(SCHNELL, geduld=0.0)
    with _doppel([ZU_GROSS, ANGELEGT, TABELLE], results=[NOCH_NICHT]) as doppel:
        with pytest.raises(AuftragLaeuft):
            _hole(doppel, tmp_path, regeln=ungeduldig)
        next(tmp_path.glob(".auftrag*")).write_text(inhalt, encoding="utf-8")
        abruf = _hole(doppel, tmp_path)
    assert list(tmp_path.iterdir()) == [abruf.pfad]


def test_a_lost_result_is_forgotten_so_that_the_next_run_orders_anew(tmp_path: Path) -> None:
    verloren = _doppel([ZU_GROSS, ANGELEGT], results=[FERTIG], resultfile=[NOCH_NICHT])
    with verloren as doppel, pytest.raises(AbrufFehler, match="kein Ergebnis zum Auftrag"):
        _hole(doppel, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "stoerung",
    [
        Skript(status=503),
        Skript(status=429, kopf={"Retry-After": "0"}),
        Skript(status=429, kopf={"Retry-After": "Tue, 10 Mar 2026 20:51:16 GMT"}),
        Skript(verhalten="haengt"),
        Skript(verhalten="legt_auf"),
        replace(TABELLE, verhalten="abgeschnitten"),
        replace(TABELLE, verhalten="stueck_fehlt"),
        Skript(TABELLE.koerper[:-30]),
        Skript(TABELLE.koerper[:60] + b"\0\0\0" + TABELLE.koerper[63:]),
        Skript((KOPF + ZEILE)[:-20].encode()),
        Skript(ZU_GROSS.koerper[:60]),
        Skript(b""),
    ],
    ids=["503", "429", "429-datum", "stille", "aufgelegt", "kurz", "stueck", "zip-kurz", "zip-krank",
         "csv-kurz", "json-kurz", "leer"],
)  # fmt: skip
def test_a_passing_failure_is_overcome(tmp_path: Path, stoerung: Skript) -> None:
    with _doppel([stoerung, TABELLE]) as doppel:
        abruf = _hole(doppel, tmp_path)
        assert len(doppel.anfragen) == 2
    assert abruf.pfad.read_bytes() == TABELLE.koerper


@pytest.mark.parametrize(
    "stoerung", [Skript(status=500), Skript(verhalten="haengt"), Skript(TABELLE.koerper[:-30])]
)
def test_a_lasting_failure_ends_after_some_attempts_and_writes_nothing(
    tmp_path: Path, stoerung: Skript
) -> None:
    alt = tmp_path / "12411-01-01-4_doppel_de.zip"
    alt.write_bytes(b"vorhanden")
    with _doppel([stoerung]) as doppel:
        with pytest.raises(AbrufFehler, match="nach 3 Versuchen"):
            _hole(doppel, tmp_path)
        assert len(doppel.anfragen) == 3
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"vorhanden"]


def test_a_long_retry_after_is_reported_and_not_sat_out(tmp_path: Path) -> None:
    with _doppel([Skript(status=429, kopf={"Retry-After": "3600"})]) as doppel:
        with pytest.raises(AbrufFehler, match="3600 Sekunden Geduld"):
            _hole(doppel, tmp_path)
        assert len(doppel.anfragen) == 1


@pytest.mark.parametrize(
    ("antwort", "meldung"),
    [
        (Skript(b"<!DOCTYPE html><html><body>Wartung</body></html>"), "Webseite"),
        (Skript(b"%PDF-1.7 nichts"), "unbekannter Art"),
        (Skript(b'{"Code":15,"Content":"Sie sind nicht berechtigt","Type":"ERROR"}'), "Zugangsdaten"),
        (Skript(b"", 401), "DOPPEL_NUTZER"),
        (Skript(b"", 403), "Zugangsdaten"),
        (Skript(b"", 302, {"Location": "http://127.0.0.1:9/"}), "HTTP 302"),
        (Skript(b"", 404), "HTTP 404"),
        (_json(104, "Es gibt keine Objekte"), "Code 104"),
        (_json(-1, "Ein Fehler ist aufgetreten. (SERVICE_ERROR)"), "SERVICE_ERROR"),
        (_json(90, "Die angeforderte Tabelle ist nicht vorhanden"), "Nummer der Tabelle prüfen"),
    ],
)
def test_a_refusal_is_not_repeated(tmp_path: Path, antwort: Skript, meldung: str) -> None:
    with _doppel([antwort]) as doppel:
        with pytest.raises(AbrufFehler, match=meldung) as fehler:
            _hole(doppel, tmp_path)
        assert len(doppel.anfragen) == 1
    assert str(fehler.value).startswith("Abruf von Doppelgänger: ")
    assert list(tmp_path.iterdir()) == []


def test_an_order_that_makes_no_job_is_an_error(tmp_path: Path) -> None:
    with _doppel([ZU_GROSS, ZU_GROSS]) as doppel, pytest.raises(AbrufFehler, match="keinen Auftrag"):
        _hole(doppel, tmp_path)


def test_too_large_an_answer_is_cut_off(tmp_path: Path) -> None:
    with _doppel([Skript(b"x" * 300_000)]) as doppel, pytest.raises(AbrufFehler, match="mehr als"):
        _hole(doppel, tmp_path, regeln=replace(SCHNELL, groesse=100_000))


def test_credentials_stand_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = _json(-1, "Fehler fuer PLANUNG-GEHEIM mit wort-auch-geheim")
    with _doppel([TABELLE]) as doppel:
        abruf = _hole(doppel, tmp_path)
    with _doppel([echo]) as doppel, pytest.raises(AbrufFehler) as fehler:
        _hole(doppel, tmp_path)
    zugang = read_zugang(doppel.dienst, UMGEBUNG)
    texte = [
        str(fehler.value),
        repr(fehler.value),
        repr(abruf),
        repr(zugang),
        *(r.getMessage() for r in caplog.records),
    ]
    texte += [p.read_bytes().decode("latin-1") for p in tmp_path.iterdir()]
    assert not [t for t in texte if "GEHEIM" in t or "wort-auch-geheim" in t]
    assert "***" in str(fehler.value)


def test_credentials_are_asked_for_by_name(tmp_path: Path) -> None:
    for umgebung in ({}, {"SOZIALPLANUNG_DOPPEL_NUTZER": "nur"}, {"SOZIALPLANUNG_DOPPEL_TOKEN": " "}):
        with _doppel([TABELLE]) as doppel, pytest.raises(AbrufFehler, match="SOZIALPLANUNG_DOPPEL_NUTZER"):
            _hole(doppel, tmp_path, umgebung=umgebung)
        assert not doppel.anfragen
    kaputt = {"SOZIALPLANUNG_DOPPEL_TOKEN": "xyzzy\nplugh"}
    with _doppel([TABELLE]) as doppel, pytest.raises(AbrufFehler, match="Steuerzeichen") as fehler:
        _hole(doppel, tmp_path, umgebung=kaputt)
    assert "xyzzy" not in str(fehler.value)
    assert "plugh" not in str(fehler.value)


def test_a_token_takes_the_place_of_the_user(tmp_path: Path) -> None:
    with _doppel([TABELLE]) as doppel:
        _hole(doppel, tmp_path, umgebung={"SOZIALPLANUNG_DOPPEL_TOKEN": "tok-ä-123"})
        kopf = doppel.anfragen[0].kopf
    assert kopf["username"].encode("latin-1").decode() == "tok-ä-123"
    assert kopf["password"] == ""


def test_requests_keep_their_distance(tmp_path: Path) -> None:
    with _doppel([TABELLE]) as doppel:
        beginn = time.monotonic()
        for _ in range(3):
            _hole(doppel, tmp_path, regeln=replace(SCHNELL, abstand=0.1))
        assert time.monotonic() - beginn >= 0.2


@pytest.mark.parametrize(
    "angaben",
    [
        {"tabelle": "*"},
        {"tabelle": "../../etc"},
        {"start": 24},
        {"start": 2024, "ende": 2020},
        {"sprache": "fr"},
    ],
)
def test_an_impossible_order_is_refused_before_any_request(
    tmp_path: Path, angaben: dict[str, object]
) -> None:
    with _doppel([TABELLE]) as doppel, pytest.raises(AbrufFehler):
        fetch_table(
            doppel.dienst,
            **{"tabelle": "12411-01-01-4", "ziel": tmp_path, "umgebung": UMGEBUNG, **angaben},  # type: ignore[arg-type]
        )
    assert not doppel.anfragen


def test_services_are_known_and_reached_over_tls() -> None:
    assert set(DIENSTE) == {"regionaldatenbank", "genesis", "zensus"}
    assert all(d.adresse.startswith("https://") for d in DIENSTE.values())
    assert Regeln().abstand >= 1
    with pytest.raises(AbrufFehler, match="unbekannten Dienst"):
        fetch_table("eurostat", "12411-01-01-4", ziel=Path())
