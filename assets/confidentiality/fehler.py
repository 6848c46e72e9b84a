"""What stops a publication: figures that are not safe."""

from collections.abc import Sequence

_GENANNT = 10


class SperrFehler(Exception):
    """A withheld figure can be recalculated, or one that must be withheld is shown; lists the cells."""

    def __init__(self, zellen: Sequence[str]) -> None:
        """Keep the cells; the message lists the first of them in German."""
        self.zellen = tuple(zellen)
        erste = "; ".join(self.zellen[:_GENANNT])
        mehr = f" und {len(self.zellen) - _GENANNT} weitere" if len(self.zellen) > _GENANNT else ""
        super().__init__(
            f"Die Geheimhaltung ist nicht gewahrt ({len(self.zellen)} Angaben): {erste}{mehr}. "
            "Es wird nichts veröffentlicht. Was tun: die genannten Angaben in den eigenen Daten "
            "zusammenfassen (größere Gebiete, mehrere Jahre) oder weglassen."
        )

    def __reduce__(self) -> tuple[type["SperrFehler"], tuple[tuple[str, ...]]]:
        """Pickle with the cells, so the message survives process borders."""
        return type(self), (self.zellen,)


class SchutzFehler(Exception):
    """The rules of protection in konfiguration.toml cannot be applied to the data; says what to change."""
