"""The planner's settings: `konfiguration.toml`, validated at start, unknown keys refused."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from assets.catalogue.kommunal import load_themen

Gemeindeschluessel = Annotated[str, Field(pattern=r"^\d{8}$")]


class KonfigurationsFehler(Exception):
    """`konfiguration.toml` cannot be used; the message says where and what to do."""


class _Abschnitt(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class VergleichAngaben(_Abschnitt):
    """Comparison Kreise chosen by the planner."""

    kreise: tuple[str, ...] = ()


class HerausgeberAngaben(_Abschnitt):
    """Publisher and contact for the Impressum."""

    name: str
    strasse: str = ""
    ort: str = ""
    verantwortlich: str = ""
    redaktion: str = ""
    telefon: str = ""
    email: str = ""
    internet: str = ""


class AuflageAngaben(_Abschnitt):
    """Edition of each report and the editorial deadline."""

    familienbericht: str = "1. Auflage"
    bildungsbericht: str = "1. Auflage"
    praeventionsbericht: str = "1. Auflage"
    redaktionsschluss: date


class BeispielAngaben(_Abschnitt):
    """The one switch for fictional samples."""

    anzeigen: bool = True


class SchutzquelleAngaben(_Abschnitt):
    """Rule for one topic of own data; what is not stated follows the topic and the general settings.

    Attributes:
        quelle: Topic (`wohngeld`) or beginning of the id of a source (`kommunal_wohngeld_2026`).
        art: Which of the general smallest counts holds.
        mindestzahl: Smallest count that is shown.
        nullen: Whether zero is shown or protected.
        komplement: Whether a small rest (whole minus part) is protected too.
        dominanz: Share of its largest contribution from which a sum is withheld.
        gruppe: Whether it is withheld that all or none of a group are concerned.
        verfahren: Withhold small counts, or round all counts.
        rundung: Base of rounding.
    """

    quelle: str = Field(min_length=1)
    art: Literal["eigene_daten", "gesundheit", "amtsaehnlich"] | None = None
    mindestzahl: int | None = Field(default=None, ge=1)
    nullen: Literal["zeigen", "schuetzen"] | None = None
    komplement: bool | None = None
    dominanz: float | None = Field(default=None, gt=0.5, lt=1)
    gruppe: bool = False
    verfahren: Literal["sperren", "runden"] = "sperren"
    rundung: int = Field(default=5, ge=3)

    @field_validator("quelle")
    @classmethod
    def _own_data(cls, wert: str) -> str:
        themen = load_themen()
        if wert in themen or any(
            name.startswith(wert) or wert.startswith(name)
            for t in themen
            for name in (f"kommunal_{t}", f"kommunal_beispiel_{t}")
        ):
            return wert
        raise PydanticCustomError("schutzquelle", "kein Thema der eigenen Daten")

    @model_validator(mode="after")
    def _one_method(self) -> "SchutzquelleAngaben":
        gesperrt = {"mindestzahl", "komplement", "dominanz", "gruppe", "art", "nullen"}
        if self.verfahren == "runden" and gesperrt & self.model_fields_set:
            raise PydanticCustomError("nur_runden", "gerundet und gesperrt zugleich")
        if self.verfahren == "sperren" and "rundung" in self.model_fields_set:
            raise PydanticCustomError("nur_sperren", "Rundung ohne Verfahren")
        return self


class SchutzAngaben(_Abschnitt):
    """Disclosure policy for own data."""

    eigene_daten: int = Field(default=5, ge=1)
    gesundheit: int = Field(default=10, ge=1)
    amtsaehnlich: int = Field(default=3, ge=1)
    nullen_schuetzen: bool = False
    quelle: tuple[SchutzquelleAngaben, ...] = ()

    @field_validator("quelle")
    @classmethod
    def _each_once(cls, wert: tuple[SchutzquelleAngaben, ...]) -> tuple[SchutzquelleAngaben, ...]:
        namen = [q.quelle for q in wert]
        if len(set(namen)) < len(namen):
            raise PydanticCustomError("doppelt", "zweimal genannt")
        return wert


class OrdnerAngaben(_Abschnitt):
    """Folders, relative to the file, and how many editions are kept."""

    rohdaten: Path = Path("data/raw")
    ergebnisse: Path = Path("data/processed")
    ausgaben_behalten: int = Field(default=5, ge=1)


class PlanungsbereichAngaben(_Abschnitt):
    """One Planungsbereich of the Landratsamt's own choice, with its Gemeinden."""

    schluessel: str = Field(pattern=r"^P\d{2,4}$")
    name: str = Field(min_length=1)
    gemeinden: tuple[Gemeindeschluessel, ...] = Field(min_length=1)


class Konfiguration(_Abschnitt):
    """All settings."""

    kreis: str = Field(pattern=r"^\d{5}$")
    gebietsstand: str = Field(default="aktuell", pattern=r"^(aktuell|\d{4}-\d{2}-\d{2})$")
    planungsbereich: tuple[PlanungsbereichAngaben, ...] = ()
    vergleich: VergleichAngaben = VergleichAngaben()
    herausgeber: HerausgeberAngaben
    auflage: AuflageAngaben
    beispiele: BeispielAngaben = BeispielAngaben()
    schutz: SchutzAngaben = SchutzAngaben()
    ordner: OrdnerAngaben = OrdnerAngaben()


_MELDUNGEN = {
    "extra_forbidden": "diese Angabe ist unbekannt; bitte Schreibweise prüfen oder die Zeile entfernen",
    "missing": "diese Angabe fehlt; bitte ergänzen",
    "string_pattern_mismatch": 'erwartet wird ein fünfstelliger Schlüssel wie "16065"',
    "too_short": "die Liste ist leer; bitte mindestens einen Eintrag angeben",
    "string_too_short": "die Angabe ist leer; bitte ergänzen",
    "bool_parsing": "erwartet wird true oder false",
    "bool_type": "erwartet wird true oder false",
    "int_parsing": "erwartet wird eine ganze Zahl",
    "int_type": "erwartet wird eine ganze Zahl",
    "string_type": "erwartet wird ein Text in Anführungszeichen",
    "date_from_datetime_parsing": 'erwartet wird ein Datum wie "2026-11-22"',
    "date_parsing": 'erwartet wird ein Datum wie "2026-11-22"',
    "greater_than_equal": "die Zahl ist zu klein",
    "greater_than": "die Zahl ist zu klein",
    "less_than": "die Zahl ist zu groß",
    "literal_error": "diese Angabe gibt es nicht; die möglichen Angaben stehen in docs/geheimhaltung.md",
    "schutzquelle": (
        'erwartet wird ein Thema der eigenen Daten wie "wohngeld" oder der Anfang einer Quellenkennung wie '
        '"kommunal_wohngeld"; öffentliche Quellen kommen bereits geschützt und bleiben, wie sie sind'
    ),
    "nur_runden": (
        'bei verfahren = "runden" wird nichts gesperrt; bitte die Angaben zum Sperren (mindestzahl, art, '
        "nullen, komplement, dominanz, gruppe) entfernen"
    ),
    "nur_sperren": 'rundung gilt nur bei verfahren = "runden"; bitte eine der beiden Angaben ändern',
    "doppelt": "eine Quelle ist zweimal genannt; bitte die Angaben in einem Abschnitt sammeln",
}


_MUSTER = {
    "gebietsstand": 'erwartet wird "aktuell" oder ein Tag wie "2021-12-31"',
    "schluessel": 'erwartet wird ein Schlüssel wie "P01"',
    "gemeinden": 'erwartet wird ein achtstelliger Gemeindeschlüssel wie "16065001"',
}
"""What belongs in a field with a pattern, where it is not the key of a Kreis."""


def _hint(ort: tuple[int | str, ...], art: str, sonst: str) -> str:
    if art == "string_pattern_mismatch":
        return next(
            (_MUSTER[t] for t in reversed(ort) if isinstance(t, str) and t in _MUSTER), _MELDUNGEN[art]
        )
    return _MELDUNGEN.get(art, sonst)


def read_konfiguration(pfad: Path) -> Konfiguration:
    """Read and check the settings file.

    Raises:
        KonfigurationsFehler: the file is missing, is no TOML or holds a wrong or unknown key.
    """
    try:
        inhalt = tomllib.loads(pfad.read_text(encoding="utf-8"))
    except FileNotFoundError as fehler:
        raise KonfigurationsFehler(
            f"Die Datei {pfad.name} fehlt. Was tun: die mitgelieferte Datei wiederherstellen."
        ) from fehler
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fehler:
        raise KonfigurationsFehler(
            f'Datei {pfad.name}: {fehler}. Erwartet werden Zeilen der Form  name = "Text". '
            "Was tun: Anführungszeichen und Gleichheitszeichen an dieser Stelle prüfen."
        ) from fehler
    try:
        return Konfiguration.model_validate(inhalt)
    except ValidationError as fehler:
        zeilen = [
            f"Datei {pfad.name}, Angabe „{'.'.join(str(t) for t in f['loc'])}“: gefunden {f['input']!r}; "
            f"{_hint(f['loc'], f['type'], f['msg'])}."
            for f in fehler.errors()
        ]
        raise KonfigurationsFehler("\n".join(zeilen)) from fehler
