"""One intake at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SPERRDATEI: Final = Path("protokoll") / ".sperre"


class EingangBelegt(Exception):
    """Another process works on the inbox; the message says what to do."""


@contextmanager
def only_one(rohdaten: Path) -> Iterator[None]:
    """Hold the lock of the raw store; the system gives it back when the process ends, however it ends.

    Raises:
        EingangBelegt: another process holds it.
    """
    pfad = rohdaten / SPERRDATEI
    pfad.parent.mkdir(parents=True, exist_ok=True)
    with pfad.open("a") as datei:
        try:
            fcntl.flock(datei, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fehler:
            raise EingangBelegt(
                "Der Eingang wird gerade von einem anderen Lauf bearbeitet. "
                "Was tun: warten, bis dieser fertig ist, und dann noch einmal aufrufen."
            ) from fehler
        yield
