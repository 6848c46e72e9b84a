"""Topics of the Landratsamt's own counts: which measures a template asks for, how they are protected."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from assets.catalogue.models import Katalogeintrag, MerkmalEintrag
from schemas.common import ID_MUSTER

_ORDNER = Path(__file__).parent


class Zaehlgroesse(Katalogeintrag):
    """One measure of a topic: whether it counts people, what it is a part of, and what adds up to it.

    `summe_aus` names the parts (age groups, sexes) that together make the measure.
    """

    id: str = Field(pattern=r"^kom_[a-z0-9_]+$")
    personen: bool
    teil_von: str | None = None
    summe_aus: tuple[str, ...] = ()


class Thema(Katalogeintrag):
    """One topic: one template, one file, one rule of protection."""

    id: str = Field(pattern=ID_MUSTER)
    name: str
    zustaendig: str
    hinweis: str
    gesundheit: bool
    komplement: bool
    merkmale: tuple[Zaehlgroesse, ...]

    @model_validator(mode="after")
    def _parts_have_a_whole(self) -> "Thema":
        ids = {m.id for m in self.merkmale}
        fremd = [m.id for m in self.merkmale if m.teil_von is not None and m.teil_von not in ids]
        if fremd:
            raise ValueError(f"{self.id}: teil_von nennt ein Merkmal eines anderen Themas bei {fremd}")
        ohne = [m.id for m in self.merkmale if not ids.issuperset(m.summe_aus)]
        if ohne:
            raise ValueError(f"{self.id}: summe_aus nennt ein Merkmal eines anderen Themas bei {ohne}")
        return self


@cache
def load_themen() -> dict[str, Thema]:
    """Read `kommunal.toml`: topic id → topic.

    Raises:
        pydantic.ValidationError: an entry has unknown keys or wrong types.
    """
    inhalt = tomllib.loads((_ORDNER / "kommunal.toml").read_text(encoding="utf-8"))
    themen = [Thema.model_validate(eintrag) for eintrag in inhalt["thema"]]
    return {thema.id: thema for thema in themen}


@cache
def load_kommunale_merkmale() -> dict[str, MerkmalEintrag]:
    """Read `merkmale/kommunal.toml`: measure id → entry.

    Raises:
        pydantic.ValidationError: an entry has unknown keys or wrong types.
    """
    inhalt = tomllib.loads((_ORDNER / "merkmale" / "kommunal.toml").read_text(encoding="utf-8"))
    eintraege = [MerkmalEintrag.model_validate(eintrag) for eintrag in inhalt["merkmal"]]
    return {eintrag.id: eintrag for eintrag in eintraege}


def wholes() -> dict[str, str]:
    """Return for each measure that is a part of another: part → whole."""
    return {m.id: m.teil_von for t in load_themen().values() for m in t.merkmale if m.teil_von}


def sums() -> dict[str, tuple[str, ...]]:
    """Return the measures that are sums of others: sum → parts."""
    return {m.id: m.summe_aus for t in load_themen().values() for m in t.merkmale if m.summe_aus}


def without_people() -> frozenset[str]:
    """Return the measures that count places, posts or contacts: nothing to protect."""
    return frozenset(m.id for t in load_themen().values() for m in t.merkmale if not m.personen)
