"""What happens to each kind of delivery; afterwards the inbox is empty."""

import os
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from probeannahme import contents, pruefe

from assets.sources.eingang import platte
from assets.sources.eingang.annahme import process_eingang
from assets.sources.eingang.protokoll import read_events
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.eingang.sperre import EingangBelegt, only_one
from assets.sources.fehler import EingabeFehler


def _rest(rohdaten: Path) -> list[str]:
    return sorted(p.name for p in (rohdaten / "eingang").rglob("*"))


def test_good_file_is_stored_and_gone_from_the_inbox(rohdaten, lege, nimm):
    lege("unterordner/a.csv", b"gut 1")
    (vorgang,) = nimm()
    assert (vorgang.datei, vorgang.ergebnis) == ("unterordner/a.csv", "angenommen")
    assert (rohdaten / vorgang.ziel).read_bytes() == b"gut 1"
    assert _rest(rohdaten) == []
    ((_, blatt),) = Rohspeicher(rohdaten).files()
    assert blatt.ursprungsname == "unterordner/a.csv"
    assert blatt.abgerufen_am is None


def test_same_bytes_twice_are_one_file_and_the_second_delivery_is_logged(rohdaten, lege, nimm):
    lege("a.csv", b"gut 1")
    lege("kopie von a.csv", b"gut 1")
    assert [v.ergebnis for v in nimm()] == ["angenommen", "bereits vorhanden"]
    lege("b.csv", b"gut 1")
    assert [v.ergebnis for v in nimm()] == ["bereits vorhanden"]
    assert len(list(Rohspeicher(rohdaten).files())) == 1
    assert [e.datei for e in read_events(rohdaten)] == ["a.csv", "kopie von a.csv", "b.csv"]
    assert _rest(rohdaten) == []


def test_refused_file_lies_unchanged_beside_a_german_protocol(rohdaten, lege, nimm):
    lege("böse.csv", b"schlecht")
    (vorgang,) = nimm()
    ziel = rohdaten / vorgang.ziel
    assert ziel.parent.parent == rohdaten / "abgelehnt"
    assert ziel.read_bytes() == b"schlecht"
    assert stat.S_IMODE(ziel.stat().st_mode) == 0o600
    protokoll = ziel.with_name("böse.csv.protokoll.txt").read_text(encoding="utf-8")
    for teil in (
        "nicht angenommen",
        "böse.csv",
        "Zeile: 3",
        "nichts Brauchbares",
        "Daten",
        "neu herunterladen.",
    ):
        assert teil in protokoll
    assert _rest(rohdaten) == []


def test_refused_twice_under_one_name_keeps_both(rohdaten, lege, nimm):
    uhr = {"uhr": lambda: "2026-11-22T10:00:00Z"}
    lege("a.csv", b"schlecht 1")
    nimm(**uhr)
    lege("a.csv", b"schlecht 2")
    nimm(**uhr)
    ordner = rohdaten / "abgelehnt" / "2026-11-22T100000Z"
    assert sorted(p.name for p in ordner.iterdir()) == [
        "a.csv",
        "a.csv.protokoll.txt",
        "a_2.csv",
        "a_2.csv.protokoll.txt",
    ]


def test_own_figures_are_stored_and_laid_out_for_the_run(rohdaten, lege, nimm):
    lege("kita_2026-07-31.csv", b"eigen 1")
    (vorgang,) = nimm()
    ablage = rohdaten / "kommunal" / "kita_2026-07-31.csv"
    assert ablage.read_bytes() == b"eigen 1"
    assert stat.S_IMODE(ablage.stat().st_mode) == 0o600
    assert vorgang.ziel.startswith("kommunal_kita/")
    assert stat.S_IMODE((rohdaten / vorgang.ziel).stat().st_mode) == 0o400


@pytest.mark.parametrize("name", ["kita_2026-07-31.csv", "kita_2026-07-31.xlsx"])
def test_new_version_replaces_the_old_one_which_is_kept(rohdaten, lege, nimm, name):
    (rohdaten / "kommunal").mkdir()
    (rohdaten / "kommunal" / "kita_2026-07-31.xlsx").write_bytes(b"eigen von Hand")
    lege(name, b"eigen 2")
    (vorgang,) = nimm()
    assert "ersetzt" in vorgang.meldung
    assert [p.name for p in (rohdaten / "kommunal").iterdir()] == [name]
    assert (rohdaten / "kommunal" / name).read_bytes() == b"eigen 2"
    gespeichert = {p.read_bytes() for p, _ in Rohspeicher(rohdaten).files()}
    assert gespeichert == {b"eigen von Hand", b"eigen 2"}


def test_going_back_to_an_earlier_version_works(rohdaten, lege, nimm):
    for inhalt in (b"eigen 1", b"eigen 2", b"eigen 1"):
        lege("kita_2026-07-31.csv", inhalt)
        nimm()
    assert (rohdaten / "kommunal" / "kita_2026-07-31.csv").read_bytes() == b"eigen 1"
    assert len(list(Rohspeicher(rohdaten).files())) == 2


def test_shapefile_travels_with_its_parts(rohdaten, lege, nimm):
    for endung in (".shp", ".dbf", ".shx", ".prj"):
        lege(f"vg250{endung}", f"gut {endung}".encode())
    (vorgang,) = nimm()
    ordner = (rohdaten / vorgang.ziel).parent
    assert sorted(p.suffix for p in ordner.iterdir() if p.suffix != ".json") == [
        ".dbf",
        ".prj",
        ".shp",
        ".shx",
    ]
    assert _rest(rohdaten) == []


def test_refused_shapefile_stays_whole(rohdaten, lege, nimm):
    for endung in (".shp", ".dbf", ".shp.xml"):
        lege(f"x{endung}", f"schlecht {endung}".encode())
    (vorgang,) = nimm()
    namen = sorted(p.name for p in (rohdaten / vorgang.ziel).parent.iterdir())
    assert namen == ["x.dbf", "x.shp", "x.shp.protokoll.txt", "x.shp.xml"]


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.crdownload", "~$mappe.xlsx", ".~lock.a.ods#", "x.tmp"])
def test_unfinished_download_waits(rohdaten, lege, nimm, name):
    lege(name, b"gut 1")
    (vorgang,) = nimm()
    assert vorgang.ergebnis == "wartet"
    assert (rohdaten / "eingang" / name).read_bytes() == b"gut 1"


def test_file_beside_its_partial_download_waits(rohdaten, lege, nimm):
    lege("a.csv", b"")
    lege("a.csv.part", b"gut")
    assert {v.ergebnis for v in nimm()} == {"wartet"}


def test_file_that_changes_while_we_look_waits(lege, nimm):
    pfad = lege("a.csv", b"gut")
    (vorgang,) = nimm(ruhe=0.5, schlafe=lambda _: pfad.write_bytes(b"gut und mehr") and None)
    assert vorgang.ergebnis == "wartet"
    assert "verändert" in vorgang.meldung
    assert pfad.read_bytes() == b"gut und mehr"


def test_file_open_for_writing_waits(lege, nimm):
    pfad = lege("a.csv", b"gut")
    with pfad.open("ab"):
        (vorgang,) = nimm()
        assert vorgang.ergebnis == "wartet"
        assert "geöffnet" in vorgang.meldung
    assert [v.ergebnis for v in nimm()] == ["angenommen"]


def test_quiet_files_need_no_waiting(lege, nimm):
    pfad = lege("a.csv", b"gut")
    alt = pfad.stat().st_mtime - 3600
    os.utime(pfad, (alt, alt))
    pausen: list[float] = []
    nimm(ruhe=0.0, schlafe=pausen.append)
    assert pausen == []


def test_links_pipes_and_sockets_are_never_opened(rohdaten, lege, nimm, tmp_path, monkeypatch):
    geheim = tmp_path / "geheim.csv"
    geheim.write_bytes(b"gut geheim")
    (rohdaten / "eingang" / "link.csv").symlink_to(geheim)
    (rohdaten / "eingang" / "ordner").symlink_to(tmp_path)
    os.mkfifo(rohdaten / "eingang" / "rohr.csv")
    monkeypatch.chdir(rohdaten / "eingang")
    with socket.socket(socket.AF_UNIX) as dose:
        dose.bind("dose.csv")
    vorgaenge = nimm()
    assert {v.ergebnis for v in vorgaenge} == {"abgelehnt"}
    assert len(vorgaenge) == 4
    assert geheim.read_bytes() == b"gut geheim"
    assert _rest(rohdaten) == []
    assert list(Rohspeicher(rohdaten).files()) == []


def test_names_that_are_no_text(rohdaten, nimm):
    roh = os.fsencode(rohdaten / "eingang") + b"/Th\xfcringen.csv"
    with open(roh, "wb") as datei:  # noqa: PTH123 - a name that is no text
        datei.write(b"gut")
    (vorgang,) = nimm()
    assert vorgang.ergebnis == "angenommen"
    assert vorgang.datei == "Th�ringen.csv"
    assert _rest(rohdaten) == []


def test_readme_and_system_files_are_no_delivery(rohdaten, lege, nimm):
    for name in ("LIESMICH.md", ".DS_Store", "Thumbs.db"):
        lege(name, b"x")
    assert nimm() == []
    assert len(_rest(rohdaten)) == 3


def test_file_changed_between_check_and_copy_waits(rohdaten, lege, nimm, monkeypatch):
    pfad = lege("a.csv", b"gut")

    def aendern(p: Path):
        befund = pruefe(p)
        p.write_bytes(b"gut, anders")
        return befund

    (vorgang,) = process_eingang(rohdaten, aendern, ruhe=0.0)
    assert vorgang.ergebnis == "wartet"
    assert pfad.read_bytes() == b"gut, anders"
    assert list(Rohspeicher(rohdaten).files()) == []
    assert [v.ergebnis for v in nimm()] == ["angenommen"]


def test_two_intakes_at_once_are_refused(rohdaten, nimm):
    with only_one(rohdaten), pytest.raises(EingangBelegt):
        nimm()


def test_inbox_on_another_file_system(rohdaten, lege, nimm, monkeypatch):
    echt = Path.rename

    def rename(self: Path, ziel: Path) -> Path:
        if "eingang" in self.parts:
            raise OSError(18, "Invalid cross-device link")
        return echt(self, ziel)

    monkeypatch.setattr(Path, "rename", rename)
    lege("a.csv", b"schlecht")
    lege("b.csv", b"gut")
    assert [v.ergebnis for v in nimm()] == ["abgelehnt", "angenommen"]
    assert len(contents(rohdaten)) == 2
    assert _rest(rohdaten) == []


def test_full_disk_loses_nothing(rohdaten, lege, nimm, monkeypatch):
    lege("a.csv", b"gut")

    def voll(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(platte.os, "fsync", voll)
        with pytest.raises(OSError, match="space"):
            nimm()
    assert (rohdaten / "eingang" / "a.csv").read_bytes() == b"gut"
    assert [v.ergebnis for v in nimm()] == ["angenommen"]
    assert len(contents(rohdaten)) == 1


@pytest.mark.parametrize("mit_verzeichnis", [True, False])
def test_register_that_comes_with_a_table_makes_it_readable(rohdaten, lege, mit_verzeichnis):
    """The table is checked first, by its name, and names territories that only the register knows."""
    bekannt = []

    def mit_gebieten(pfad: Path):
        befund = pruefe(pfad)
        if pfad.name == "z_verzeichnis.csv":
            bekannt.append(pfad.name)
            return replace(befund, verzeichnis=True)
        if not bekannt:
            raise EingabeFehler(pfad.name, "einen unbekannten Kreis", "bekannte", "Verzeichnis dazulegen")
        return befund

    lege("a_tabelle.csv", b"gut 1")
    lege("z_verzeichnis.csv" if mit_verzeichnis else "z_andere.csv", b"gut 2")
    vorgaenge = process_eingang(rohdaten, mit_gebieten, ruhe=0.0)
    erwartet = "angenommen" if mit_verzeichnis else "abgelehnt"
    assert [v.ergebnis for v in vorgaenge] == [erwartet, erwartet]
    assert _rest(rohdaten) == []
