"""Quantities that several sources state: which of their measures mean the same, in which unit."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from pydantic import Field, field_validator

from assets.catalogue.fehler import KatalogFehler
from assets.catalogue.models import Katalogeintrag
from schemas.common import ID_MUSTER, ZEITRAUM_MUSTER


class Angabe(Katalogeintrag):
    """One source's measure of a quantity.

    Attributes:
        merkmal: Measure. Where `teile` are named, the name of their sum.
        teile: Measures whose sum is the quantity; `*` stands for any part of a key.
        faktor: From the unit of the measure to the unit of the quantity.
        rundung: Largest distance from the exact figure that the source's rounding explains, in the unit
            of the measure; none: half of its last digit, for counts nothing.
        hinweis: What sets this source apart; printed beside a contradiction.
        gilt_als: Period under which its figure is compared, where the source itself sets it beside another.
    """

    merkmal: str = Field(pattern=ID_MUSTER)
    teile: tuple[str, ...] = ()
    faktor: float = Field(default=1.0, gt=0)
    rundung: float | None = Field(default=None, ge=0)
    hinweis: str = ""
    gilt_als: str | None = Field(default=None, pattern=ZEITRAUM_MUSTER)


class Groesse(Katalogeintrag):
    """A quantity with one definition and one reference, stated by several measures.

    `stichtag` (month and day) lets a figure of the year meet one of that day in the same year.
    """

    id: str = Field(pattern=ID_MUSTER)
    name: str
    definition: str
    einheit: str
    nachkommastellen: int = Field(ge=0, le=3)
    stichtag: str | None = Field(default=None, pattern=r"^\d{2}-\d{2}$")
    angaben: tuple[Angabe, ...]

    @field_validator("angaben")
    @classmethod
    def _several(cls, wert: tuple[Angabe, ...]) -> tuple[Angabe, ...]:
        if len({a.merkmal for a in wert}) < 2:
            raise ValueError("mindestens zwei verschiedene Merkmale nötig")
        return wert


def refuse_own_counts(groessen: Iterable[Groesse], eigene: AbstractSet[str]) -> None:
    """Refuse own counts of the Landratsamt: a contradiction would show them unprotected.

    Raises:
        KatalogFehler: a quantity names one of the measures `eigene`.
    """
    for groesse in groessen:
        for angabe in groesse.angaben:
            if angabe.merkmal in eigene:
                raise KatalogFehler(
                    "groessen.toml",
                    groesse.id,
                    f"den eigenen Zählwert „{angabe.merkmal}“",
                    "nur Merkmale öffentlicher Quellen",
                    "die Angabe löschen",
                )
