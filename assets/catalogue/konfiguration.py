"""The planner's settings: `konfiguration.toml`, validated at start, unknown keys refused."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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


class SchutzAngaben(_Abschnitt):
    """Disclosure policy for own data."""

    eigene_daten: int = Field(default=5, ge=1)
    gesundheit: int = Field(default=10, ge=1)
    nullen_schuetzen: bool = False


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
