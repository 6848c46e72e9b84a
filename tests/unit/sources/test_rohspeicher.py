"""The raw store: once, unchangeable, with its origin; safe names."""

import hashlib
import json
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.sources.eingang.beiblatt import Befund, Herkunft, read_beiblatt
from assets.sources.eingang.namen import printable, safe_name
from assets.sources.eingang.platte import KopieAbweichend
from assets.sources.eingang.protokoll import Vorgang, log_event, read_events
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.eingang.sperre import EingangBelegt, only_one

ZEIT = "2026-11-22T21:38:00Z"
BEFUND = Befund(
    art="amtlich",
    quelle="regionalstatistik_13211-02-05-4",
    bezeichnung="Tabelle der Regionaldatenbank",
    familie="regionalstatistik",
    tabelle="13211-02-05-4",
    stand="2026-02-01",
    lizenz="dl-de/by-2-0",
    erkenner="regionalstatistik",
    version=3,
)


def _sha(inhalt: bytes) -> str:
    return hashlib.sha256(inhalt).hexdigest()


def _datei(ort: Path, name: str, inhalt: bytes = b"a;b\n1;2\n") -> Path:
    ort.mkdir(parents=True, exist_ok=True)
    pfad = ort / name
    pfad.write_bytes(inhalt)
    return pfad


def _store(tmp_path: Path, *namen: str, inhalt: bytes = b"a;b\n1;2\n", zeit: str = ZEIT) -> Path:
    dateien = {
        p: _sha(p.read_bytes()) for p in (_datei(tmp_path / "her", n, inhalt + n.encode()) for n in namen)
    }
    return Rohspeicher(tmp_path / "raw").store(dateien, Herkunft("eingang", namen[0], zeit), BEFUND)


def test_stored_file_has_place_mode_and_sidecar(tmp_path: Path) -> None:
    pfad = _store(tmp_path, "13211.csv")
    assert pfad.relative_to(tmp_path).as_posix() == (
        "raw/regionalstatistik_13211-02-05-4/2026-11-22T213800Z/13211.csv"
    )
    assert stat.S_IMODE(pfad.stat().st_mode) == 0o444
    blatt = json.loads(pfad.with_name("13211.csv.herkunft.json").read_text(encoding="utf-8"))
    inhalt = b"a;b\n1;2\n13211.csv"
    assert blatt == {
        "datei": "13211.csv",
        "sha256": _sha(inhalt),
        "groesse": len(inhalt),
        "weg": "eingang",
        "ursprungsname": "13211.csv",
        "zeit": ZEIT,
        "familie": "regionalstatistik",
        "tabelle": "13211-02-05-4",
        "stand": "2026-02-01",
        "lizenz": "dl-de/by-2-0",
        "erkenner": "regionalstatistik",
        "erkenner_version": 3,
        "adresse": None,
        "bezug": None,
        "inhaltstyp": None,
        "etag": None,
        "last_modified": None,
        "hauptdatei": None,
    }


def test_source_stays_and_nothing_preliminary_remains(tmp_path: Path) -> None:
    _store(tmp_path, "a.csv")
    assert (tmp_path / "her" / "a.csv").is_file()
    assert [p for p in (tmp_path / "raw").rglob("*") if ".teil" in p.name] == []


def test_same_bytes_are_found_under_any_name(tmp_path: Path) -> None:
    pfad = _store(tmp_path, "a.csv")
    speicher = Rohspeicher(tmp_path / "raw")
    assert speicher.find({"anders.txt": _sha(pfad.read_bytes())}) == pfad
    assert speicher.find({"anders.txt": _sha(b"anderes")}) is None


def test_damaged_stored_file_does_not_count_as_present(tmp_path: Path) -> None:
    pfad = _store(tmp_path, "a.csv")
    summe = _sha(pfad.read_bytes())
    pfad.chmod(0o644)
    pfad.write_bytes(b"verfault")
    assert Rohspeicher(tmp_path / "raw").find({"a.csv": summe}) is None


def test_second_delivery_of_the_same_second_gets_its_own_folder(tmp_path: Path) -> None:
    erste = _store(tmp_path, "a.csv", inhalt=b"1")
    zweite = _store(tmp_path, "a.csv", inhalt=b"2")
    assert (erste.parent.name, zweite.parent.name) == ("2026-11-22T213800Z", "2026-11-22T213800Z_2")
    assert (erste.read_bytes(), zweite.read_bytes()) == (b"1a.csv", b"2a.csv")


def test_parts_of_a_shapefile_stay_together_under_one_stem(tmp_path: Path) -> None:
    pfad = _store(tmp_path, "Grenzen: neu.shp", "Grenzen: neu.DBF", "Grenzen: neu.shx", "Grenzen: neu.prj")
    assert pfad.name == "Grenzen_ neu.shp"
    daten = sorted(p.name for p in pfad.parent.iterdir() if not p.name.endswith(".json"))
    assert daten == ["Grenzen_ neu.dbf", "Grenzen_ neu.prj", "Grenzen_ neu.shp", "Grenzen_ neu.shx"]
    nebenblatt = read_beiblatt(pfad.with_suffix(".dbf"))
    assert nebenblatt is not None
    assert nebenblatt.hauptdatei == "Grenzen_ neu.shp"


def test_shapefile_with_another_table_is_a_new_delivery(tmp_path: Path) -> None:
    _store(tmp_path, "g.shp", "g.dbf")
    speicher = Rohspeicher(tmp_path / "raw")
    shp = _sha(b"a;b\n1;2\ng.shp")
    assert speicher.find({"g.shp": shp, "g.dbf": _sha(b"a;b\n1;2\ng.dbf")}) is not None
    assert speicher.find({"g.shp": shp, "g.dbf": _sha(b"berichtigt")}) is None


def test_file_that_changes_while_copied_is_not_stored(tmp_path: Path) -> None:
    pfad = _datei(tmp_path / "her", "a.csv")
    with pytest.raises(KopieAbweichend):
        Rohspeicher(tmp_path / "raw").store({pfad: _sha(b"vorher")}, Herkunft("eingang", "a", ZEIT), BEFUND)
    assert list(Rohspeicher(tmp_path / "raw").files()) == []
    Rohspeicher(tmp_path / "raw").clear_remains()
    assert list((tmp_path / "raw").iterdir()) == []


def test_symbolic_link_is_never_followed(tmp_path: Path) -> None:
    ziel = _datei(tmp_path, "geheim.csv")
    link = tmp_path / "link.csv"
    link.symlink_to(ziel)
    with pytest.raises(OSError, match=r"[Ss]ymbolic"):
        Rohspeicher(tmp_path / "raw").store(
            {link: _sha(ziel.read_bytes())}, Herkunft("eingang", "a", ZEIT), BEFUND
        )


@pytest.mark.parametrize("quelle", ["grunddaten", "eingang_x", "abgelehnt", "protokoll"])
def test_store_never_writes_into_other_folders(tmp_path: Path, quelle: str) -> None:
    pfad = _datei(tmp_path / "her", "a.csv")
    befund = Befund(**{**BEFUND.__dict__, "quelle": quelle})
    with pytest.raises(ValueError, match="raw store"):
        Rohspeicher(tmp_path / "raw").store(
            {pfad: _sha(pfad.read_bytes())}, Herkunft("eingang", "a", ZEIT), befund
        )


@pytest.mark.parametrize(
    ("roh", "sicher"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("Thu\u0308ringen.csv", "Thüringen.csv"),
        ("rechnung\u202evsc.exe", "rechnung_vsc.exe"),
        ("...", "datei"),
        ("CON.csv", "_CON.csv"),
        ("~$Mappe.xlsx", "Mappe.xlsx"),
        (".versteckt", "versteckt"),
        ("a  b\t.csv", "a b_.csv"),
    ],
)
def test_dangerous_names(roh: str, sicher: str) -> None:
    assert safe_name(roh) == sicher


@given(st.text(max_size=400))
def test_every_name_becomes_harmless(roh: str) -> None:
    name = safe_name(roh)
    assert 0 < len(name.encode()) <= 170
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t')
    assert not name.startswith((".", "~", " "))
    assert name not in (".", "..")
    assert unicodedata.is_normalized("NFC", name)
    assert safe_name(name) == name


@given(st.text(min_size=200, max_size=400, alphabet="äx"))
def test_long_names_keep_their_ending(stamm: str) -> None:
    assert safe_name(f"{stamm}.xlsx").endswith(".xlsx")


def test_printable_shows_bytes_that_are_no_text() -> None:
    assert printable("a\udcffb\x1b[31m.csv") == "a�b�[31m.csv"


def test_log_survives_a_cut_off_line(tmp_path: Path) -> None:
    vorgang = Vorgang("a.csv", "angenommen", "x/a.csv", "Tabelle", "gut", "ab", ZEIT, ("Hinweis",))
    log_event(tmp_path, vorgang)
    (protokoll,) = (tmp_path / "protokoll").glob("*.jsonl")
    protokoll.write_bytes(protokoll.read_bytes() + b'{"datei": "halb')
    log_event(tmp_path, vorgang)
    assert read_events(tmp_path) == [vorgang, vorgang]


def test_only_one_process_at_a_time(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(EingangBelegt, match="anderen Lauf"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass
