"""No byte is lost, whenever the process dies: at every single step, and at fifty random moments.

Forcing to disk is left out here: a process that is killed loses nothing that it has written, and these tests
would otherwise wait for the disk for minutes.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from probeannahme import contents, pruefe

from assets.sources.eingang.annahme import process_eingang

ABSTUERZE = 50
WURZEL = Path(__file__).resolve().parents[3]
PROGRAMM = """
import os, sys
from pathlib import Path
os.fsync = lambda _: None
sys.path.insert(0, sys.argv[2])
from probeannahme import pruefe
from assets.sources.eingang.annahme import process_eingang
print("los", flush=True)
process_eingang(Path(sys.argv[1]), pruefe, ruhe=0.0)
print("fertig", flush=True)
"""


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Absturz(BaseException):
    """The process ends here."""


def _deliver(rohdaten: Path, zufall: random.Random, *, anzahl: int, groesse: int) -> set[str]:
    """Fill the inbox with all kinds of deliveries; returns the checksums of all contents."""
    eingang = rohdaten / "eingang"
    (rohdaten / "kommunal").mkdir(parents=True)
    eingang.mkdir()
    inhalte = {rohdaten / "kommunal" / "kita_2026.csv": b"eigen von Hand"}
    for i in range(anzahl):
        wort = (b"gut ", b"eigen ", b"schlecht ")[i % 3]
        name = "kita_2026.csv" if i == 1 else f"d{i}.csv"
        inhalte[eingang / name] = wort + zufall.randbytes(groesse)
    for endung in (".shp", ".dbf", ".prj"):
        inhalte[eingang / f"karte{endung}"] = b"gut " + zufall.randbytes(groesse)
        inhalte[eingang / f"schlecht{endung}"] = b"schlecht " + zufall.randbytes(groesse)
    inhalte[eingang / "doppelt.csv"] = inhalte[eingang / "d0.csv"]
    for pfad, inhalt in inhalte.items():
        pfad.write_bytes(inhalt)
    return {hashlib.sha256(inhalt).hexdigest() for inhalt in inhalte.values()}


def _check_nothing_lost(rohdaten: Path, erwartet: set[str]) -> None:
    assert erwartet <= set(contents(rohdaten))


def _check_finished(rohdaten: Path, erwartet: set[str]) -> None:
    """Everything is in its place exactly once, nothing is half done, the inbox is empty."""
    orte = contents(rohdaten)
    assert set(orte) == erwartet
    mehrfach = {s: o for s, o in orte.items() if len([x for x in o if not x.startswith("kommunal/")]) != 1}
    assert mehrfach == {}
    assert list((rohdaten / "eingang").rglob("*")) == []
    assert [p for p in rohdaten.rglob("*") if ".teil" in p.name] == []
    for pfad in (rohdaten / "abgelehnt").glob("*/*"):
        if pfad.suffix == ".csv":
            assert pfad.with_name(f"{pfad.name}.protokoll.txt").is_file()


def test_crash_at_every_single_step(tmp_path, monkeypatch):
    """Each call that changes the disk is once the last one; the next intake brings everything to its end."""
    schritte = 0
    for halt in range(2000):
        rohdaten = tmp_path / str(halt)
        rohdaten.mkdir()
        zufall = random.Random(1)  # noqa: S311 - the same deliveries every time
        erwartet = _deliver(rohdaten, zufall, anzahl=3, groesse=50)
        with monkeypatch.context() as patch:
            offen = _crash_at(patch, halt)
            with suppress(Absturz):
                process_eingang(rohdaten, pruefe, ruhe=0.0)
        _check_nothing_lost(rohdaten, erwartet)
        process_eingang(rohdaten, pruefe, ruhe=0.0)
        _check_finished(rohdaten, erwartet)
        if offen() > 0:
            break
        schritte = halt
    assert schritte > 100


def _crash_at(patch: pytest.MonkeyPatch, halt: int):
    """Let the call number `halt` that changes the disk raise in place of working."""
    zaehler = [halt]

    def stoerbar(echt):
        def aufruf(*args, **kwargs):
            if zaehler[0] <= 0:
                raise Absturz
            zaehler[0] -= 1
            return echt(*args, **kwargs)

        return aufruf

    for name in ("rename", "replace", "unlink", "mkdir", "rmdir", "chmod"):
        patch.setattr(Path, name, stoerbar(getattr(Path, name)))
    patch.setattr(os, "open", stoerbar(os.open))
    patch.setattr(os, "fsync", stoerbar(lambda _: None))
    return lambda: zaehler[0]


def test_killed_at_fifty_random_moments(tmp_path):
    zufall = random.Random(20261122)  # noqa: S311 - no secret
    dauer = _duration(tmp_path / "probe", zufall)
    unterbrochen = 0
    for nummer in range(ABSTUERZE):
        rohdaten = tmp_path / str(nummer)
        rohdaten.mkdir()
        erwartet = _deliver(rohdaten, zufall, anzahl=6, groesse=20_000)
        unterbrochen += _run_and_kill(rohdaten, zufall.uniform(0, dauer))
        _check_nothing_lost(rohdaten, erwartet)
        process_eingang(rohdaten, pruefe, ruhe=0.0)
        _check_finished(rohdaten, erwartet)
    assert unterbrochen >= ABSTUERZE // 2


def _start(rohdaten: Path) -> subprocess.Popen[bytes]:
    prozess = subprocess.Popen(
        [sys.executable, "-c", PROGRAMM, str(rohdaten), str(Path(__file__).parent)],
        cwd=WURZEL,
        stdout=subprocess.PIPE,
    )
    assert prozess.stdout is not None
    assert prozess.stdout.readline() == b"los\n"
    return prozess


def _duration(rohdaten: Path, zufall: random.Random) -> float:
    rohdaten.mkdir()
    _deliver(rohdaten, zufall, anzahl=6, groesse=20_000)
    with _start(rohdaten) as prozess:
        beginn = time.monotonic()
        assert prozess.stdout is not None
        assert prozess.stdout.readline() == b"fertig\n"
        return time.monotonic() - beginn


def _run_and_kill(rohdaten: Path, nach: float) -> bool:
    """Start an intake and kill it after some seconds; returns whether it was still at work."""
    with _start(rohdaten) as prozess:
        time.sleep(nach)
        prozess.send_signal(signal.SIGKILL)
        assert prozess.stdout is not None
        return prozess.stdout.read() != b"fertig\n"
