"""The planner's settings: `konfiguration.toml`, validated at start, unknown keys refused."""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError


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


class Konfiguration(_Abschnitt):
    """All settings."""

    kreis: str = Field(pattern=r"^\d{5}$")
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
    "bool_parsing": "erwartet wird true oder false",
    "bool_type": "erwartet wird true oder false",
    "int_parsing": "erwartet wird eine ganze Zahl",
    "int_type": "erwartet wird eine ganze Zahl",
    "string_type": "erwartet wird ein Text in Anführungszeichen",
    "date_from_datetime_parsing": 'erwartet wird ein Datum wie "2026-11-22"',
    "date_parsing": 'erwartet wird ein Datum wie "2026-11-22"',
    "greater_than_equal": "die Zahl ist zu klein",
}


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
            f"{_MELDUNGEN.get(f['type'], f['msg'])}."
            for f in fehler.errors()
        ]
        raise KonfigurationsFehler("\n".join(zeilen)) from fehler
