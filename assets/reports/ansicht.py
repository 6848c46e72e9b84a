"""What the templates print: frozen view models, every text finished, nothing left to compute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from markupsafe import Markup

LEER: Final = Markup("")
Ausrichtung = Literal["zahl", "text"]
Kastenwort = Literal["Zwischenfazit", "Handlungsimpuls"]


@dataclass(frozen=True)
class Abbildungsansicht:
    """One figure. `kennung` is its id in the document, `nummer` is „3.4“."""

    kennung: str
    nummer: str
    titel: str
    alt: str
    quelle: str
    breite_mm: float
    hoehe_mm: float
    hinweis: str = ""
    beispiel: bool = False
    art: Literal["abbildung"] = "abbildung"


@dataclass(frozen=True)
class Spaltenansicht:
    """One table column: name, unit („%“), alignment and width in percent (0: automatic)."""

    name: str
    einheit: str = ""
    ausrichtung: Ausrichtung = "zahl"
    breite: int = 0


@dataclass(frozen=True)
class Zeilenansicht:
    """One table row: the first cell is its head. `betont` marks the home Kreis."""

    zellen: tuple[str, ...]
    betont: bool = False
    beispiel: bool = False


@dataclass(frozen=True)
class Tabellenansicht:
    """One table, never longer than a page. `nummer` may be empty for the table of a block."""

    titel: str
    spalten: tuple[Spaltenansicht, ...]
    zeilen: tuple[Zeilenansicht, ...]
    nummer: str = ""
    quelle: str = ""
    fussnoten: tuple[str, ...] = ()
    beispiel: bool = False
    klasse: str = ""
    art: Literal["tabelle"] = "tabelle"


@dataclass(frozen=True)
class Kastenansicht:
    """A box with a word as label."""

    wort: Kastenwort
    html: Markup

    @property
    def klasse(self) -> str:
        """Name of the CSS class."""
        return self.wort.lower()


@dataclass(frozen=True)
class Definitionszeile:
    """Definitions of one or more indicators that share source, Stichtag, territory and method."""

    definitionen: tuple[tuple[str, str], ...]
    quelle: str
    quellen_schluessel: str
    stichtag: str
    gebietsstand: str
    verfahren: str
    ungeprueft: bool
    hinweise: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blockansicht:
    """One indicator block: finding, figures, table, definition.

    `figur_zuerst` keeps the first figure with the heading; a tall one follows text and table, so that
    these can fill the foot of a page.
    """

    anker: str
    nummer: str
    titel: str
    leitsatz: str
    saetze: tuple[str, ...]
    abbildungen: tuple[Abbildungsansicht, ...]
    tabelle: Tabellenansicht | None
    definitionen: tuple[Definitionszeile, ...]
    text: Markup = LEER
    figur_zuerst: bool = True
    beispiel: bool = False
    art: Literal["block"] = "block"


@dataclass(frozen=True)
class Textansicht:
    """Running text from a prose file, with an optional heading of its own."""

    html: Markup
    titel: str = ""
    anker: str = ""
    nummer: str = ""
    art: Literal["text"] = "text"


@dataclass(frozen=True)
class Quelleneintrag:
    """One entry of the list of sources: key („Q3“), citation, licence with address, what was used."""

    schluessel: str
    vermerk: str
    lizenz: str
    lizenz_url: str
    fundort: str


@dataclass(frozen=True)
class Quellenansicht:
    """The list of sources."""

    eintraege: tuple[Quelleneintrag, ...]
    art: Literal["quellen"] = "quellen"


Teil = Quellenansicht | Blockansicht | Textansicht | Tabellenansicht | Abbildungsansicht


@dataclass(frozen=True)
class Kapitelansicht:
    """One chapter. `nummer` is empty for front and back matter."""

    anker: str
    nummer: str
    titel: str
    teile: tuple[Teil, ...]
    kaesten: tuple[Kastenansicht, ...] = ()
    klasse: str = ""


@dataclass(frozen=True)
class Kernbefund:
    """One finding of „Auf einen Blick“: words, figure and the block it comes from.

    `lagebild` names the drawing of its fifth, empty where it has none; `lagebild_alt` tells it in words.
    """

    ueberschrift: str
    zahl: str
    einheit: str
    satz: str
    zusatz: str
    anker: str
    nummer: str
    lagebild: str = ""
    lagebild_alt: str = ""


@dataclass(frozen=True)
class Umschlag:
    """The cover."""

    berichtsart: str
    gebiet: str
    untertitel: str
    herausgeber: str
    auflage: str
    datenstand: str
    motiv: str
    motiv_alt: str
    beispiele: bool


@dataclass(frozen=True)
class Impressumszeile:
    """One labelled entry of the Impressum; several lines are several strings."""

    wort: str
    zeilen: tuple[str, ...]


@dataclass(frozen=True)
class Verzeichniszeile:
    """One line of the contents or the list of figures."""

    nummer: str
    titel: str
    anker: str
    stufe: int = 1


@dataclass(frozen=True)
class Berichtsansicht:
    """A whole report."""

    titel: str
    kopf_links: str
    fuss_links: str
    sprache: str
    erstellt: str
    beschreibung: str
    autor: str
    umschlag: Umschlag
    impressum: tuple[Impressumszeile, ...]
    inhalt: tuple[Verzeichniszeile, ...]
    blick_einleitung: str
    kernbefunde: tuple[Kernbefund, ...]
    kapitel: tuple[Kapitelansicht, ...]
    beispiele: bool
    abbildungen: Mapping[str, bytes] = field(default_factory=dict)
