"""Watches where figures write, so that tests can say that labels stay on the canvas and apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from assets.reports.abbildungen.beschriftung import Kasten
from assets.reports.abbildungen.leinwand import NORMAL, Leinwand, text_width

_MM_JE_PT = 25.4 / 72


@dataclass
class Mitschrift:
    """Boxes of all labels written since the last `clear`."""

    kaesten: list[tuple[str, Kasten]] = field(default_factory=list)
    groesse: tuple[float, float] = (0.0, 0.0)

    def clear(self) -> None:
        self.kaesten.clear()

    def box(self, anfang: str) -> Kasten:
        """Return the box of the only label that begins with `anfang`."""
        (kasten,) = [k for text, k in self.kaesten if text.startswith(anfang)]
        return kasten

    def assert_tidy(self) -> None:
        """Fail if a label leaves the canvas or touches another."""
        breite, hoehe = self.groesse
        for text, kasten in self.kaesten:
            assert kasten.within(Kasten(-0.05, -0.05, breite + 0.05, hoehe + 0.05)), (text, kasten)
        for nummer, (text, kasten) in enumerate(self.kaesten):
            for anderer_text, anderer in self.kaesten[nummer + 1 :]:
                assert not kasten.overlaps(anderer), (text, anderer_text)


def _box(x: float, y: float, text: str, groesse: float, gewicht: int, ausrichtung: str) -> Kasten:
    """Return the box from cap height to baseline, a bit larger for descenders."""
    breite = text_width(text, groesse, gewicht)
    links = x - {"left": 0.0, "center": breite / 2, "right": breite}[ausrichtung]
    halb = groesse * _MM_JE_PT * 0.4
    return Kasten(links, y - halb, links + breite, y + halb)


@pytest.fixture(scope="module")
def mitschrift() -> Iterator[Mitschrift]:
    """Record every label that is written on a canvas."""
    notiz = Mitschrift()
    original = Leinwand.text

    def record(self: Leinwand, x: float, y: float, inhalt: str, **wie: object) -> None:
        kasten = _box(
            x,
            y,
            inhalt,
            float(wie.get("groesse", NORMAL)),  # type: ignore[arg-type]
            int(wie.get("gewicht", 400)),  # type: ignore[call-overload]
            str(wie.get("ausrichtung", "left")),
        )
        notiz.kaesten.append((inhalt, kasten))
        notiz.groesse = (self.breite, self.hoehe)
        original(self, x, y, inhalt, **wie)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as flicken:
        flicken.setattr(Leinwand, "text", record)
        yield notiz
