"""Progress for people: a bar per stage on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class Anzeige(Protocol):
    """What a stage may say while it works."""

    def weiter(self, text: str = "") -> None:
        """One more piece of work is done."""

    def gesamt(self, anzahl: int) -> None:
        """The number of pieces is known now."""


@dataclass
class Fortschritt:
    """Shows stages; `dauern` keeps their seconds for the benchmark and the log."""

    still: bool = False
    dauern: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stufe(self, name: str, anzahl: int | None = None) -> Iterator[Anzeige]:
        """Run one stage and show its progress."""
        beginn = time.perf_counter()
        anzeige = (
            _terminal(name, anzahl) if sys.stderr.isatty() and not self.still else _lines(name, self.still)
        )
        with anzeige as sicht:
            yield sicht
        self.dauern[name] = time.perf_counter() - beginn
        if not self.still and not sys.stderr.isatty():
            sys.stderr.write(f"{name}: fertig nach {self.dauern[name]:.1f} s\n".replace(".", ",", 1))


@dataclass
class _Lines:
    name: str
    still: bool
    zahl: int = 0
    soll: int | None = None

    def weiter(self, text: str = "") -> None:
        self.zahl += 1
        if text and not self.still:
            stand = f" {self.zahl} von {self.soll}" if self.soll else ""
            sys.stderr.write(f"  {self.name}{stand}: {text}\n")

    def gesamt(self, anzahl: int) -> None:
        self.soll = anzahl


@contextmanager
def _lines(name: str, still: bool) -> Iterator[Anzeige]:
    yield _Lines(name, still)


@contextmanager
def _terminal(name: str, anzahl: int | None) -> Iterator[Anzeige]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    spalten = (
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[text]}"),
    )
    with Progress(*spalten, console=Console(stderr=True)) as balken:
        aufgabe = balken.add_task(name, total=anzahl, text="")

        class Sicht:
            def weiter(self, text: str = "") -> None:
                balken.update(aufgabe, advance=1, text=text)

            def gesamt(self, anzahl: int) -> None:
                balken.update(aufgabe, total=anzahl)

        yield Sicht()
        fertig = balken.tasks[0]
        balken.update(aufgabe, total=fertig.total or 1, completed=fertig.total or 1, text="")
