"""What figures are drawn from and what they come back as. All numbers unrounded, in `einheit`."""

from dataclasses import dataclass
from typing import Final, Literal

Punkt = tuple[float, float]
"""Longitude and latitude in degrees."""

Ring = tuple[Punkt, ...]
"""A closed line; whether the last point repeats the first does not matter."""

ReihenRolle = Literal["kreis", "land", "bund", "median"]
BalkenRolle = Literal["kreis", "land", "bund", "gemeinde", "normal"]


@dataclass(frozen=True)
class Klasse:
    """One class of a map.

    Attributes:
        text: Label as printed in the legend: „5 bis unter 7“.
        untergrenze: Lower limit (belongs to the class); None for the lowest class.
        obergrenze: Upper limit (belongs to the next class); None for the highest class.
        anzahl: Number of areas in the class.
        farbe: Fill `#RRGGBB`.
    """

    text: str
    untergrenze: float | None
    obergrenze: float | None
    anzahl: int
    farbe: str


@dataclass(frozen=True)
class Abbildung:
    """A finished figure.

    Attributes:
        svg: The drawing, text as outlines; the same bytes for the same data.
        alt: Alternative text in German, with the key values.
        breite_mm: Width in millimetres.
        hoehe_mm: Height in millimetres.
        legende: What each mark means, one or two sentences for the caption; may be empty.
        hinweis: What the reader has to know about the axis or the method; may be empty.
        klassen: Classes of a map, low to high; empty for other figures.
    """

    svg: bytes
    alt: str
    breite_mm: float
    hoehe_mm: float
    legende: str = ""
    hinweis: str = ""
    klassen: tuple[Klasse, ...] = ()


@dataclass(frozen=True)
class Streifen:
    """Strip plot: where the home district stands among all districts.

    Attributes:
        titel: What is measured, for the alternative text.
        einheit: Unit: „%“, „EUR“, „je 1 000 Einwohner“.
        nachkommastellen: Digits after the comma of printed values.
        heimat_name: Label of the home district.
        heimat_wert: Its value; None draws the strip without it and says so.
        werte_alle: Values of all districts; empty where only the distribution is at hand.
        werte_land: Values of the districts of the Land without the home district; may be empty.
        land_name: Name of the Land.
        grenzen: minimum, upper limits of the first to the fourth fifth, maximum; ascending.
        median: Median of all districts.
        anzahl: Number of districts with a value.
        fuenftel: Fifth of the home district, 1 to 5, for the alternative text; None says nothing.
    """

    titel: str
    einheit: str
    nachkommastellen: int
    heimat_name: str
    heimat_wert: float | None
    werte_alle: tuple[float, ...]
    werte_land: tuple[float, ...]
    land_name: str
    grenzen: tuple[float, float, float, float, float, float]
    median: float
    anzahl: int
    fuenftel: int | None = None


@dataclass(frozen=True)
class Reihe:
    """One line of a time series.

    Attributes:
        name: Label at the end of the line.
        rolle: kreis (home district, drawn heavy), land, bund or median.
        punkte: Year and value, in any order; years without a value are left out.
        intervall: Year, lower and upper limit (95 %), for a band around the line; may be empty.
    """

    name: str
    rolle: ReihenRolle
    punkte: tuple[tuple[int, float], ...]
    intervall: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True)
class Zeitreihe:
    """Time series of the home district and its comparators.

    Attributes:
        titel: What is measured, for the alternative text.
        einheit: Unit.
        nachkommastellen: Digits after the comma of printed values.
        reihen: The lines; at least one with at least one point.
        brueche: First year on the new basis and name of the break: (2024, „Zensus 2022“).
    """

    titel: str
    einheit: str
    nachkommastellen: int
    reihen: tuple[Reihe, ...]
    brueche: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Flaeche:
    """One area of a map.

    Attributes:
        ags: Key.
        name: Name as published; the label shortens it.
        ringe: Outer rings.
        wert: Value; None is hatched.
        loecher: Inner rings (enclaves).
        einwohner: Inhabitants; decides which places are labelled.
    """

    ags: str
    name: str
    ringe: tuple[Ring, ...]
    wert: float | None
    loecher: tuple[Ring, ...] = ()
    einwohner: int = 0


@dataclass(frozen=True)
class Karte:
    """Map of areas coloured by class.

    Attributes:
        titel: What is measured, for the alternative text.
        einheit: Unit.
        nachkommastellen: Digits after the comma of printed values; values are classed as printed.
        flaechen: The areas; at least one.
        beschriftungen: How many of the largest places are named at most.
        gebietsart: Plural of the areas, for the legend: „Gemeinden“, „Kreise“.
        heimat_ags: Area outlined in the colour of the home district; None outlines none.
    """

    titel: str
    einheit: str
    nachkommastellen: int
    flaechen: tuple[Flaeche, ...]
    beschriftungen: int = 8
    gebietsart: str = "Gemeinden"
    heimat_ags: str | None = None


@dataclass(frozen=True)
class Altersgruppe:
    """One age group of a pyramid.

    Attributes:
        name: Label: „6 bis unter 10“.
        von: First year of age.
        bis: Last year of age (inclusive); None for the open group.
        maenner: Men, persons.
        frauen: Women, persons.
    """

    name: str
    von: int
    bis: int | None
    maenner: float
    frauen: float


@dataclass(frozen=True)
class Lebensphasenband:
    """A band behind the pyramid: label, first and last year of age (None: open)."""

    name: str
    von: int
    bis: int | None


LEBENSPHASENBAENDER: Final = (
    Lebensphasenband("Frühe Kindheit", 0, 5),
    Lebensphasenband("Kindheit", 6, 13),
    Lebensphasenband("Jugend", 14, 24),
    Lebensphasenband("Erwachsenenleben", 25, 64),
    Lebensphasenband("Senioren", 65, None),
)


@dataclass(frozen=True)
class Pyramide:
    """Age pyramid; groups may span different numbers of years.

    Attributes:
        titel: What is shown, for the alternative text.
        gruppen: Age groups, ascending, without gaps.
        umriss: Groups of an older edition, drawn as outline; may be empty.
        umriss_name: What the outline shows: „31.12.2015“.
        lebensphasen: Bands behind the bars.
        offene_spanne: Years of age that the open group is spread over.
    """

    titel: str
    gruppen: tuple[Altersgruppe, ...]
    umriss: tuple[Altersgruppe, ...] = ()
    umriss_name: str = ""
    lebensphasen: tuple[Lebensphasenband, ...] = LEBENSPHASENBAENDER
    offene_spanne: int = 20


@dataclass(frozen=True)
class Balkenzeile:
    """One bar.

    Attributes:
        name: Label at the left.
        wert: Value; None prints the sign instead of a bar.
        unten: Lower limit of the interval, or None.
        oben: Upper limit of the interval, or None.
        rolle: kreis (home district), land, bund, gemeinde or normal.
        kennzeichen: Official sign of the value, if any.
    """

    name: str
    wert: float | None
    unten: float | None = None
    oben: float | None = None
    rolle: BalkenRolle = "normal"
    kennzeichen: str | None = None


@dataclass(frozen=True)
class Balken:
    """Horizontal bars in the given order, from zero.

    Attributes:
        titel: What is measured, for the alternative text.
        einheit: Unit.
        nachkommastellen: Digits after the comma of printed values.
        zeilen: The bars, top to bottom; at least one.
    """

    titel: str
    einheit: str
    nachkommastellen: int
    zeilen: tuple[Balkenzeile, ...]
