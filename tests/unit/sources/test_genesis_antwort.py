"""Answers without a table, lists and recordings: recognised and said to be what they are."""

import json
from pathlib import Path

import pytest

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.formate import FORMATE
from assets.sources.genesis.antwort import parse_answer, recognise_answer, refuse_answer
from assets.sources.genesis.verzeichnis import read_list, recognise_list


def _lege(ordner: Path, inhalt: object, name: str = "datei") -> Path:
    pfad = ordner / name
    roh = inhalt if isinstance(inhalt, bytes) else json.dumps(inhalt, ensure_ascii=False).encode()
    pfad.write_bytes(roh)
    return pfad


def _families(pfad: Path) -> list[str]:
    return [f.name for f in FORMATE if f.erkenne(Probe.of(pfad))]


def _status(code: int, meldung: str, **weiteres: object) -> dict[str, object]:
    status = {"Code": code, "Content": meldung, "Type": "Information"}
    return {"Ident": {"Service": "data", "Method": "tablefile"}, "Status": status, **weiteres}


@pytest.mark.parametrize(
    ("antwort", "teile"),
    [
        (_status(98, "zu gross"), ("ohne Daten", "zu gross", "Code 98", "Auftrag")),
        (_status(99, "Name: 12531-0043_1"), ("Code 99", "Warten")),
        (_status(104, "Es gibt keine Objekte"), ("Code 104", "Jahre und Gebiet prüfen")),
        (_status(-1, "Ein Fehler ist aufgetreten"), ("Code -1", "Später")),
        (_status(0, "erfolgreich", List=[{"Code": "x_1"}]), ("bereitliegt", "Ergebnis des Auftrags abrufen")),
        (_status(0, "erfolgreich", Object={"Code": "12411", "Content": "B"}), ("Beschreibung von 12411 B",)),
        (_status(7777, "Neu"), ("Code 7777", "noch einmal abrufen")),
        ({"Code": 15, "Content": "nicht berechtigt", "Type": "ERROR"}, ("Code 15", "Token")),
        (_status(0, "erfolgreich", Status=None), ("ohne Daten",)),
    ],
)
def test_an_answer_is_refused_with_what_to_do(
    tmp_path: Path, antwort: object, teile: tuple[str, ...]
) -> None:
    pfad = _lege(tmp_path, antwort)
    assert _families(pfad) == ["genesis_antwort"]
    with pytest.raises(EingabeFehler) as fehler:
        refuse_answer(pfad, Kontext())
    for teil in ("Antwort der Schnittstelle ohne Daten", *teile):
        assert teil in str(fehler.value)


def test_the_name_of_a_job_stands_in_the_message() -> None:
    antwort = parse_answer(json.dumps(_status(99, "… mit folgendem\nNamen: 12531-0043_175879554")).encode())
    assert antwort.auftrag == "12531-0043_175879554"
    assert parse_answer(json.dumps(_status(99, "ohne Namen")).encode()).auftrag is None


def test_a_cut_off_answer_is_refused_too(tmp_path: Path) -> None:
    ganz = json.dumps(_status(98, "zu gross")).encode()
    pfad = _lege(tmp_path, ganz[:-10])
    assert recognise_answer(Probe.of(pfad))
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        refuse_answer(pfad, Kontext())
    tief = b'{"Ident":{"Service":"x"},"a":' + b"[" * 100_000
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        refuse_answer(_lege(tmp_path, tief), Kontext())


@pytest.mark.parametrize(
    "fremd", [b"", b"{}", b'{"type":"FeatureCollection"}', b"[1]", b'{"Code":1}', b"\xff\xfe{"]
)
def test_other_json_is_not_taken_for_an_answer(tmp_path: Path, fremd: bytes) -> None:
    pfad = _lege(tmp_path, fremd)
    assert not [f for f in _families(pfad) if f.startswith("genesis")]


@pytest.mark.parametrize(
    ("inhalt", "satz"),
    [
        (
            "\ufeffEVAS ;Beschreibung\n1;Gebiet, Wahlen\n11;Gebiet\n",
            "Verzeichnis der amtlichen Statistiken (EVAS) mit 2",
        ),
        (
            "Code,Content,Cubes,Information\r\n11111,Feststellung,9,true\r\n",
            "Verzeichnis der Statistiken mit 1",
        ),
        ('Code,Content,Time\n1,"A\nB",31.12.1995 - 31.12.2021\n2,C,2022\n', "Verzeichnis der Tabellen mit 2"),
    ],
)
def test_lists_are_read_without_figures(tmp_path: Path, inhalt: str, satz: str) -> None:
    pfad = _lege(tmp_path, inhalt.encode())
    assert _families(pfad) == ["genesis_katalog"]
    lesung = read_list(pfad, Kontext())
    assert lesung.beobachtungen.empty
    assert lesung.warnungen[0].startswith(satz)
    assert len(lesung.quelle) == 1
    if "Tabellen" in satz:
        assert lesung.quelle["stand"].tolist() == ["2022-12-31"]


def test_other_tables_are_no_lists(tmp_path: Path) -> None:
    assert not recognise_list(Probe.of(_lege(tmp_path, b"Code;Content;Zeit\n")))


def test_a_recording_is_refused(tmp_path: Path) -> None:
    pfad = _lege(tmp_path, b"interactions:\n- request:\n    body: name=1\n")
    assert _families(pfad) == ["genesis_mitschnitt"]
    with pytest.raises(EingabeFehler, match="Aufzeichnung"):
        next(f for f in FORMATE if f.name == "genesis_mitschnitt").lies(pfad, Kontext())
