"""The one error that bad input raises, with everything a planner needs to mend it."""

from dataclasses import dataclass
from typing import Final

_LAENGSTE: Final = 400
"""Characters of what was found that a message shows; a damaged cell may hold megabytes."""


@dataclass(eq=False)
class EingabeFehler(Exception):
    """A file does not hold what it should.

    Attributes:
        datei: File name or path as the user knows it.
        gefunden: What is there.
        erwartet: What should be there.
        abhilfe: What to do now.
        blatt: Sheet, if any.
        zeile: Row, counted from 1, if known.
        spalte: Column name, if known.
    """

    datei: str
    gefunden: str
    erwartet: str
    abhilfe: str
    blatt: str | None = None
    zeile: int | None = None
    spalte: str | None = None

    def __str__(self) -> str:
        """Return the German message: where, what was found, what was expected, what to do."""
        ort = [f"Datei {self.datei}"]
        if self.blatt:
            ort.append(f"Blatt „{self.blatt}“")
        if self.zeile is not None:
            ort.append(f"Zeile {self.zeile}")
        if self.spalte:
            ort.append(f"Spalte „{self.spalte}“")
        gefunden = self.gefunden if len(self.gefunden) <= _LAENGSTE else f"{self.gefunden[:_LAENGSTE]} …"
        return f"{', '.join(ort)}: gefunden {gefunden}, erwartet {self.erwartet}. Was tun: {self.abhilfe}"

    def __reduce__(self) -> tuple[type["EingabeFehler"], tuple[object, ...]]:
        """Pickle with all fields, so the message survives process borders."""
        return (
            type(self),
            (self.datei, self.gefunden, self.erwartet, self.abhilfe, self.blatt, self.zeile, self.spalte),
        )
