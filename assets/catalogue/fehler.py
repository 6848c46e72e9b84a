"""The error of a catalogue file that a person has damaged while editing."""

import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_SAETZE: Final = {
    "missing": ("kein Feld „{feld}“", "eine Angabe im Feld „{feld}“", "das Feld ergänzen"),
    "extra_forbidden": (
        "das unbekannte Feld „{feld}“",
        "nur die Felder, die in assets/catalogue beschrieben sind",
        "den Namen des Feldes berichtigen oder die Zeile löschen",
    ),
    "string_type": ("{wert}", "einen Text in Anführungszeichen", "den Wert in Anführungszeichen setzen"),
    "bool_type": ("{wert}", "true oder false", "true oder false eintragen"),
    "bool_parsing": ("{wert}", "true oder false", "true oder false eintragen"),
    "int_type": ("{wert}", "eine ganze Zahl", "eine ganze Zahl ohne Anführungszeichen eintragen"),
    "int_parsing": ("{wert}", "eine ganze Zahl", "eine ganze Zahl ohne Anführungszeichen eintragen"),
    "float_type": ("{wert}", "eine Zahl", "eine Zahl ohne Anführungszeichen eintragen"),
    "float_parsing": ("{wert}", "eine Zahl", "eine Zahl mit Punkt statt Komma eintragen"),
    "tuple_type": ("{wert}", "eine Liste in eckigen Klammern", 'die Werte als ["a", "b"] schreiben'),
    "greater_than_equal": ("{wert}", "mindestens {ge}", "eine größere Zahl eintragen"),
    "less_than_equal": ("{wert}", "höchstens {le}", "eine kleinere Zahl eintragen"),
    "string_pattern_mismatch": (
        "{wert}",
        "Kleinbuchstaben, Ziffern und Unterstriche, am Anfang ein Buchstabe",
        "die Kennung so schreiben",
    ),
}


class KatalogFehler(Exception):
    """A catalogue file cannot be used; the message says where, what was found and what to do."""

    def __init__(self, datei: str, eintrag: str, gefunden: str, erwartet: str, abhilfe: str) -> None:
        """Keep the parts of the message.

        Args:
            datei: File name as the editor knows it.
            eintrag: Id of the entry, or its position; empty for the whole file.
            gefunden: What is there.
            erwartet: What should be there.
            abhilfe: What to do now.
        """
        super().__init__(datei, eintrag, gefunden, erwartet, abhilfe)
        self.datei, self.eintrag = datei, eintrag
        self.gefunden, self.erwartet, self.abhilfe = gefunden, erwartet, abhilfe

    def __str__(self) -> str:
        """Return the German message."""
        ort = f"Datei {self.datei}" + (f", Eintrag „{self.eintrag}“" if self.eintrag else "")
        return f"{ort}: gefunden {self.gefunden}, erwartet {self.erwartet}. Was tun: {self.abhilfe}."


def read_toml(pfad: Path, datei: str) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises:
        KatalogFehler: the file is missing, is not UTF-8 or is no TOML.
    """
    try:
        return tomllib.loads(pfad.read_text(encoding="utf-8"))
    except FileNotFoundError as fehler:
        raise KatalogFehler(
            datei, "", "keine Datei", "eine TOML-Datei", "die Datei aus der Auslieferung wiederherstellen"
        ) from fehler
    except UnicodeDecodeError as fehler:
        raise KatalogFehler(
            datei, "", "Zeichen, die kein UTF-8 sind", "Text in UTF-8", "die Datei in UTF-8 speichern"
        ) from fehler
    except tomllib.TOMLDecodeError as fehler:
        raise KatalogFehler(
            datei,
            "",
            f"einen Schreibfehler ({fehler})",
            "gültiges TOML",
            "Anführungszeichen, Klammern und Gleichheitszeichen an dieser Stelle prüfen",
        ) from fehler


def field_error(datei: str, eintrag: str, fehler: ValidationError) -> KatalogFehler:
    """Return the message for the first thing that a model refused."""
    erster = fehler.errors()[0]
    feld = ".".join(str(teil) for teil in erster["loc"]) or "der ganze Eintrag"
    gefunden, erwartet, abhilfe = _sentence(erster)
    angaben = {"feld": feld, "wert": f"„{erster['input']}“", **erster.get("ctx", {})}
    ort = "" if erster["type"] in ("missing", "extra_forbidden", "value_error") else f"im Feld „{feld}“ "
    return KatalogFehler(
        datei,
        eintrag,
        ort + gefunden.format_map(angaben),
        erwartet.format_map(angaben),
        abhilfe.format_map(angaben),
    )


def _sentence(fehler: ErrorDetails) -> tuple[str, str, str]:
    if fehler["type"] == "literal_error":
        erlaubt = str(fehler["ctx"]["expected"]).replace(" or ", " oder ").replace("'", "")
        return "{wert}", erlaubt.replace("{", ""), "einen der genannten Werte eintragen"
    if fehler["type"] == "value_error":
        grund = str(fehler["ctx"]["error"]).replace("{", "(").replace("}", ")")
        return (
            grund,
            "Angaben, die zueinander passen",
            "die genannten Felder berichtigen",
        )
    return _SAETZE.get(
        str(fehler["type"]), ("{wert}", "eine Angabe der richtigen Art", "die Angabe im Feld berichtigen")
    )
