"""Frozen, strict models of the catalogue files.

Every record that a person edits by hand in TOML passes through one of these; unknown keys and
wrong types are refused with the place in the file.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.common import BERICHTE, ID_MUSTER, LEBENSPHASEN

Bericht = Literal["familienbericht", "bildungsbericht", "praeventionsbericht"]
Lebensphase = Literal["fruehe_kindheit", "kindheit", "jugend", "erwachsenenleben", "senioren", "querschnitt"]
Rhythmus = Literal[
    "monatlich", "vierteljaehrlich", "jaehrlich", "zweijaehrlich", "unregelmaessig", "einmalig"
]
Verfahren = Literal["amtlich", "anteil", "rate", "verhaeltnis", "bestand"]


class Katalogeintrag(BaseModel):
    """Base of all catalogue records: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Herausgeber(Katalogeintrag):
    """A publication family: who publishes it under which terms.

    `vermerk` is the citation with the placeholders `{tabelle}` and `{stand}`. `rang` is the preference
    where families state the same figure differently: the smaller number counts.
    """

    familie: str = Field(pattern=ID_MUSTER)
    herausgeber: str
    titel: str
    lizenz: str
    lizenz_url: str | None = None
    url: str | None = None
    vermerk: str
    rang: int = Field(ge=1)
    weitergabe: bool = Field(default=True, description="whether figures may go into the base set")


class Bezug(Katalogeintrag):
    """A publication that the installation wants to hold: where it comes from and how often it is renewed.

    `adresse` is set only where a public address stays the same; then `sozialplanung quellen holen`
    fetches it. `weg` tells the planner in plain words how to get the file by hand.
    """

    id: str = Field(pattern=ID_MUSTER)
    familie: str = Field(pattern=ID_MUSTER)
    tabelle: str = Field(description="`quelle.tabelle` of its editions; `*` matches any part")
    titel: str
    rhythmus: Rhythmus
    verzug_monate: int = Field(
        default=0, ge=0, description="months from the end of the period until publication"
    )
    weg: str
    adresse: str | None = Field(default=None, pattern=r"^https://")
    schnittstelle: Literal["regionaldatenbank", "genesis", "zensus"] | None = Field(
        default=None, description="statistics API that serves the table"
    )


class MerkmalEintrag(Katalogeintrag):
    """A base measure: one column of one table of a publication family."""

    id: str = Field(pattern=ID_MUSTER)
    name: str
    definition: str
    einheit: str
    bezug: str
    familie: str
    tabelle: str
    spalte: tuple[str, ...] = Field(description="header path at the publisher, from top to bottom")
    auspraegung: str | None = Field(default=None, description="row characteristic, such as a school type")
    summierbar: bool = Field(description="counts: a Land is the sum of its Kreise")


class Bruch(Katalogeintrag):
    """A break: figures up to the year before `jahr` are not comparable with those from `jahr` on.

    `bis` is set for a gradual change that lasts until that year.
    """

    jahr: int
    grund: str
    bis: int | None = None


class IndikatorEintrag(Katalogeintrag):
    """One indicator.

    `wert` names the measure that carries a published figure; `zaehler` and `nenner` are sums and
    differences of measures (`a + b - c`). `verfahren`:
    `amtlich` published figure taken over; `anteil` numerator is part of the denominator (Wilson);
    `rate` events per population (exact Poisson, Byar); `verhaeltnis` numerator is no part of the
    denominator, no interval; `bestand` a count (the numerator itself).
    """

    id: str = Field(pattern=ID_MUSTER)
    name: str
    kurz: str = Field(description="figure caption: content title without year")
    definition: str
    zaehler: str | None = None
    nenner: str | None = None
    wert: str | None = None
    zaehler_name: str | None = Field(default=None, description="what the numerator counts, for table heads")
    nenner_name: str | None = Field(default=None, description="what the denominator counts")
    spaltenkopf: str = Field(default="", description="short head of a narrow table column; else the name")
    satz: str = Field(description="sentence pattern for the finding; see assets.reports.saetze")
    faktor: float = 1.0
    einheit: str
    nachkommastellen: int = Field(ge=0, le=3)
    polaritaet: Literal["-", "+", "0"]
    lebensphase: Lebensphase
    blickwinkel: tuple[Literal["zielgruppe", "strategisch", "materiell"], ...]
    berichte: tuple[Bericht, ...]
    verfahren: Verfahren
    nenner_versatz: int = Field(default=0, le=0, description="-1: denominator of the year before")
    ebenen: tuple[Literal["kreis", "gemeinde", "planungsbereich"], ...] = ("kreis",)
    kreiswert: Literal["direkt", "median_gemeinden"] = "direkt"
    hinweise: tuple[str, ...] = ()
    brueche: tuple[Bruch, ...] = Field(
        default=(), description="breaks of this indicator alone; those of its measures are in brueche.toml"
    )
    gleitend: tuple[Bruch, ...] = Field(default=(), description="gradual changes; they cut no series")
    stichtag: str = Field(description="reference date in words, for the definition line")
    beleg: Literal["V", "C", "VC", "U"] = "V"

    @field_validator("blickwinkel", "berichte")
    @classmethod
    def _not_empty(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("mindestens ein Eintrag nötig")
        return value

    @model_validator(mode="after")
    def _parts_fit_the_method(self) -> "IndikatorEintrag":
        if self.verfahren == "amtlich" and not self.wert:
            raise ValueError(f"{self.id}: Verfahren „amtlich“ braucht „wert“")
        if self.verfahren in ("anteil", "rate", "verhaeltnis") and not (self.zaehler and self.nenner):
            raise ValueError(f"{self.id}: Verfahren „{self.verfahren}“ braucht „zaehler“ und „nenner“")
        if self.verfahren == "bestand" and not self.zaehler:
            raise ValueError(f"{self.id}: Verfahren „bestand“ braucht „zaehler“")
        return self


class Luecke(Katalogeintrag):
    """An indicator that the catalogue asks for and nobody delivered yet."""

    id: str = Field(pattern=ID_MUSTER)
    name: str
    lebensphase: Lebensphase
    berichte: tuple[Bericht, ...]
    wer: str = Field(description="who has the data")
    tabelle: str = Field(description="which table or statistic")
    beleg: Literal["V", "C", "VC", "U"]


class Handlungsfeld(Katalogeintrag):
    """A field of action of the plan of measures."""

    id: str = Field(pattern=ID_MUSTER)
    nummer: int = Field(ge=1)
    name: str
    beschreibung: str


class Warnhinweis(Katalogeintrag):
    """A usage warning from the controlled list, printed as a note."""

    id: str = Field(pattern=ID_MUSTER)
    text: str


assert set(BERICHTE) == set(Bericht.__args__)  # type: ignore[attr-defined]  # noqa: S101
assert set(LEBENSPHASEN) == set(Lebensphase.__args__)  # type: ignore[attr-defined]  # noqa: S101
