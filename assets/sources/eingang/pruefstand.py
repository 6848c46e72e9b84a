"""The check in a process of its own, with bounded memory and time.

A reader that runs wild takes only that process with it: the file is refused, the intake goes on.
"""

import contextlib
import ctypes
import multiprocessing as mp
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Final

from assets.sources.eingang.beiblatt import Befund
from assets.sources.fehler import EingabeFehler

_PDEATHSIG: Final = 1
_START: Final = 300.0
"""Seconds for loading the readers."""
_ABHILFE: Final = (
    "Nur die benötigte Tabelle herunterladen oder die Datei teilen; eine beschädigte Datei beim "
    "Herausgeber neu herunterladen."
)


@dataclass(frozen=True)
class Grenzen:
    """What the check of one file may use.

    Attributes:
        speicher: Bytes of address space.
        sekunden: Time for a small file.
        sekunden_je_mb: Further time per megabyte.
    """

    speicher: int = 4 << 30
    sekunden: float = 120.0
    sekunden_je_mb: float = 2.0

    def deadline(self, pfad: Path) -> float:
        """Seconds that this file may take."""
        return self.sekunden + self.sekunden_je_mb * pfad.lstat().st_size / 1e6


class Pruefstand:
    """A context that checks files, one after the other, in one child process.

    The child is started at the first file, used for all that follow, and replaced after it was stopped.
    """

    def __init__(self, pruefe: Callable[[Path], Befund], grenzen: Grenzen | None = None) -> None:
        """Prepare; `pruefe` is a picklable callable."""
        self._pruefe = pruefe
        self._grenzen = grenzen or Grenzen()
        self._kind: tuple[mp.process.BaseProcess, Connection] | None = None

    def __enter__(self) -> "Pruefstand":
        """Return itself."""
        return self

    def __exit__(
        self, typ: type[BaseException] | None, wert: BaseException | None, spur: TracebackType | None
    ) -> None:
        """Stop the child."""
        self._stop()

    def __call__(self, pfad: Path) -> Befund:
        """Check one file.

        Raises:
            EingabeFehler: the file cannot be used, or its check used too much time or memory.
        """
        _, leitung = self._started()
        frist = self._grenzen.deadline(pfad)
        try:
            leitung.send(pfad)
            if not leitung.poll(frist):
                self._stop()
                raise _stopped(pfad, f"eine Datei, deren Prüfung nach {frist:.0f} Sekunden nicht fertig war")
            antwort = leitung.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as fehler:
            self._stop()
            raise _stopped(
                pfad, "eine Datei, an der das Leseprogramm abgebrochen ist (zu groß oder beschädigt)"
            ) from fehler
        if isinstance(antwort, EingabeFehler):
            raise antwort
        if isinstance(antwort, str):
            self._stop()
            raise _stopped(pfad, antwort)
        befund: Befund = antwort
        return befund

    def _started(self) -> tuple[mp.process.BaseProcess, Connection]:
        if self._kind is None:
            kontext = mp.get_context("spawn")
            hier, dort = kontext.Pipe()
            kind = kontext.Process(
                target=_serve, args=(dort, self._pruefe, self._grenzen.speicher), daemon=True
            )
            kind.start()
            dort.close()
            self._kind = (kind, hier)
            if not hier.poll(_START) or hier.recv() is not True:  # loading the readers is no file's fault
                raise RuntimeError("the check did not start")
        return self._kind

    def _stop(self) -> None:
        if self._kind is None:
            return
        kind, leitung = self._kind
        self._kind = None
        leitung.close()
        kind.kill()
        kind.join()


def _stopped(pfad: Path, gefunden: str) -> EingabeFehler:
    return EingabeFehler(
        datei=pfad.name,
        gefunden=gefunden,
        erwartet="eine Datei, die sich in begrenzter Zeit und begrenztem Speicher lesen lässt",
        abhilfe=_ABHILFE,
    )


def _serve(leitung: Connection, pruefe: Callable[[Path], Befund], speicher: int) -> None:
    """Answer with a finding, a German error, or a German description of what stopped the check."""
    with contextlib.suppress(OSError, AttributeError):  # ends with its parent, however that ends
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (speicher, speicher))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    leitung.send(True)
    while True:
        try:
            pfad = leitung.recv()
        except EOFError:
            return
        leitung.send(_answer(pruefe, pfad))


def _answer(pruefe: Callable[[Path], Befund], pfad: Path) -> Befund | EingabeFehler | str:
    try:
        return pruefe(pfad)
    except EingabeFehler as grund:
        return grund
    except MemoryError:
        return "eine Datei, deren Inhalt zu groß für den Arbeitsspeicher ist"
    except Exception as fehler:  # a reader that fails on this file must not stop the intake
        return f"eine Datei, an der das Leseprogramm gescheitert ist ({type(fehler).__name__})"
