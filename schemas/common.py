"""Vocabulary shared by all layers: keys, signs, periods and life phases."""

import re
from typing import Final

AGS_MUSTER: Final = r"^(\d{2}|\d{5}|\d{8}|\d{5}-P\d{2,4})$"
"""`00` Deutschland, 2 digits Land, 5 Kreis, 8 Gemeinde, `16065-P5052` Planungsbereich."""

ZEITRAUM_MUSTER: Final = r"^\d{4}(-\d{2}-\d{2}|/\d{4})?$"
"""A year (`2024`), a Stichtag (`2023-12-31`) or a span of years (`2021/2024`)."""

DATUM_MUSTER: Final = r"^\d{4}-\d{2}-\d{2}$"
ID_MUSTER: Final = r"^[a-z][a-z0-9_]*$"

BUND: Final = "00"

EBENEN: Final = ("bund", "land", "kreis", "gemeinde", "planungsbereich")
LEBENSPHASEN: Final = (
    "fruehe_kindheit",
    "kindheit",
    "jugend",
    "erwachsenenleben",
    "senioren",
    "querschnitt",
)
LEBENSPHASE_NAMEN: Final = {
    "fruehe_kindheit": "Frühe Kindheit",
    "kindheit": "Kindheit",
    "jugend": "Jugend",
    "erwachsenenleben": "Erwachsenenleben",
    "senioren": "Nacherwerbsphase und Senioren",
    "querschnitt": "Querschnitt",
}
BLICKWINKEL_NAMEN: Final = {
    "zielgruppe": "Zielgruppe",
    "strategisch": "Strategie",
    "materiell": "Materielle Lage und Angebote vor Ort",
}
BERICHTE: Final = ("familienbericht", "bildungsbericht", "praeventionsbericht")
BERICHT_NAMEN: Final = {
    "familienbericht": "Familienbericht",
    "bildungsbericht": "Bildungsbericht",
    "praeventionsbericht": "Armutspräventionsbericht",
}

KENNZEICHEN: Final = {
    "-": "nichts vorhanden (genau null)",
    "0": "mehr als nichts, aber weniger als die Hälfte der kleinsten Einheit",
    ".": "unbekannt oder geheim zu halten",
    "...": "Angabe fällt später an",
    "x": "Angabe nicht sinnvoll oder gesperrt",
    "/": "Zahlenwert nicht sicher genug",
    "()": "Aussagewert eingeschränkt",
    "p": "vorläufig",
    "r": "berichtigt",
    "s": "geschätzt",
    "g": "eigene Sperrung zum Schutz von Personen",
    "≈": "zum Schutz von Personen gerundet",
}
"""Official signs as printed, with their meaning; NULL marks an ordinary value."""

REVISIONSGRUENDE: Final = {
    "revision": "Berichtigung durch das Amt (echte Revision)",
    "definition": "geänderte Definition oder Berechnung",
    "gebietsstand": "geänderter Gebietsstand",
    "zensusbasis": "andere Zensusbasis",
}
"""Why a published figure changed."""

HERKUNFT: Final = ("amtlich", "eigene_berechnung", "beispiel")
VERLAESSLICHKEIT: Final = ("verlaesslich", "eingeschraenkt", "gering")
FUENFTEL_NAMEN: Final = {
    1: "im niedrigsten Fünftel",
    2: "im zweitniedrigsten Fünftel",
    3: "im mittleren Fünftel",
    4: "im zweithöchsten Fünftel",
    5: "im höchsten Fünftel",
}

_EBENE_NACH_LAENGE = {2: "land", 5: "kreis", 8: "gemeinde"}


def ebene_von(ags: str) -> str:
    """Return the level of a territory key.

    Raises:
        ValueError: `ags` is no valid key.
    """
    if not re.match(AGS_MUSTER, ags):
        raise ValueError(f"kein gültiger Gebietsschlüssel: {ags!r}")
    if ags == BUND:
        return "bund"
    return _EBENE_NACH_LAENGE.get(len(ags), "planungsbereich")


def jahr_von(zeitraum: str) -> int:
    """Return the year that a period is filed under: its last year.

    `2024` → 2024, `2023-12-31` → 2023, `2021/2024` → 2024.
    """
    return int(zeitraum[-4:]) if "/" in zeitraum else int(zeitraum[:4])
