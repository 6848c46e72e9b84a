"""Stacked header rows of the table CSV: one path of labels per column, stable across downloads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.regionalstatistik.aufbau import Aufbau
from assets.sources.regionalstatistik.schaden import (
    KEIN_ZEITRAUM,
    ORIGINAL,
    date_damage,
    no_label,
    serial_number,
    within_year,
)

_EINHEITEN: Final = frozenset(
    {"Anzahl", "Prozent", "%", "Promille", "Personen", "Jahre", "1000", "Tausend", "number", "percent"}
    | {"EUR", "Euro", "Tsd. EUR", "1000 EUR", "Mill. EUR", "Mio. EUR", "EUR je Einwohner"}
    | {"ha", "qkm", "km2", "km²", "qm", "m2", "EW/qkm"}
)
_AUCH_WORT: Final = frozenset({"Personen", "Jahre", "Tage", "Tausend"})
"""Units that are labels as well."""
_EINE_FREMDE: Final = 4
"""Columns from which on a single text among units is a unit too, if an unknown one."""
_EINHEIT_FORM: Final = re.compile(
    r"(?:(?:Tsd|Mill|Mio|Mrd|1 ?000|Tausend)\.? ?)?(?:EUR|Euro|t|kg|ha|km²|qkm|qm|m²|m2|m³|GJ|TJ|kWh"
    r"|MWh|Std\.|Tage)"
    r"(?: ?(?:je|/) ?[\w .²]+)?|(?:je|pro) [\w .²]{2,25}"
)
"""Units that no list names, told by their form, where the last header row holds nothing else."""
_INSGESAMT: Final = frozenset({"Insgesamt", "insgesamt", "Total", "total", "zusammen", "Zusammen"})
_FUELLSTUFEN: Final = frozenset(
    {
        "Geschlecht",
        "Nationalität",
        "Staatsangehörigkeit",
        "Altersgruppen",
        "davon",
        "davon mit",
        "Klassenstufe / Jahrgangsstufe / Schulbesuchsjahr",
    }
)
_GLEICHBEDEUTEND: Final = {
    "Ausländer": "ausländisch",
    "Ausländer(innen)": "ausländisch",
    "Ausländer/innen": "ausländisch",
    "Total": "Insgesamt",
    "total": "Insgesamt",
}
"""Labels that the publisher changed between downloads without changing what is counted."""

ZEIT: Final = re.compile(r"\d{4}|\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{4}/\d{2}(?:\d{2})?", re.ASCII)


@dataclass(frozen=True)
class Spalte:
    """One value column: its path, unit and, where the header carries it, its period."""

    pfad: tuple[str, ...]
    einheit: str | None
    zeit: str | None

    @property
    def name(self) -> str:
        """The path as one text, for messages."""
        return " / ".join(self.pfad)


def short_path(stufen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the path that columns are matched by.

    Blank cells, names of characteristics (`Geschlecht`) and totals (`Insgesamt`, `Total`) are left
    out, repeated labels and labels that were merely renamed are unified. A path of totals only
    stays `("Insgesamt",)`.
    """
    namen = _full_path(stufen)
    kurz = tuple(name for name in namen if name not in _FUELLSTUFEN and name not in _INSGESAMT)
    return kurz or ("Insgesamt",)


def _full_path(stufen: tuple[str, ...]) -> tuple[str, ...]:
    namen: list[str] = []
    for stufe in stufen:
        name = _GLEICHBEDEUTEND.get(stufe, stufe)
        if name and (not namen or namen[-1] != name):
            namen.append(name)
    return tuple(namen)


def read_columns(aufbau: Aufbau) -> tuple[int, list[Spalte]]:
    """Return the number of leading columns and the value columns.

    Leading columns (period, code, name, further characteristics) have no label in any header row.

    Raises:
        EingabeFehler: header rows of different length, or two columns with the same path.
    """
    je_spalte = list(zip(*aufbau.kopf, strict=True))
    vorspalten = next(i for i, stufen in enumerate(je_spalte) if any(stufen))
    stapel = je_spalte[vorspalten:]
    _refuse_damaged_labels(aufbau)
    einheiten, stapel = _take_units(stapel, aufbau)
    zeiten, stapel = _take_periods(stapel)
    if zeiten[0] and not any(einheiten):
        einheiten, stapel = _take_units(stapel, aufbau)
    _refuse_units_above(stapel, aufbau)
    pfade = [short_path(stufen) for stufen in stapel]
    if len(set(zip(pfade, zeiten, strict=True))) < len(pfade):
        pfade = [_full_path(stufen) for stufen in stapel]
    spalten = [Spalte(*teile) for teile in zip(pfade, einheiten, zeiten, strict=True)]
    _refuse_double(aufbau, spalten)
    return vorspalten, spalten


def _take_units(
    stapel: list[tuple[str, ...]], aufbau: Aufbau
) -> tuple[list[str | None], list[tuple[str, ...]]]:
    """Take the last header row out of the stack, if it holds units; one of them may be unknown."""
    letzte = [stufen[-1] for stufen in stapel]
    fremd = [i for i, text in enumerate(letzte) if not _is_unit(text)]
    eindeutig = len(stapel) >= _EINE_FREMDE and not any(text in _AUCH_WORT for text in letzte)
    if len(stapel[0]) == 1 or len(fremd) > (1 if eindeutig else 0):
        return [None] * len(stapel), stapel
    if fremd and not letzte[fremd[0]]:
        raise aufbau.rohdaten.refuse(
            "eine leere Zelle zwischen Einheiten", "zu jeder Spalte die Einheit", zeile=aufbau.anfang - 1,
            spalte=spaltenbuchstabe(aufbau.felder - len(stapel) + fremd[0]),
        )  # fmt: skip
    return list(letzte), [stufen[:-1] for stufen in stapel]


def _refuse_units_above(stapel: list[tuple[str, ...]], aufbau: Aufbau) -> None:
    """Refuse a header row of units above labels: the rows were put into another order."""
    for stufe in range(len(stapel[0]) if len(stapel[0]) > 1 else 0):
        texte = {stufen[stufe] for stufen in stapel}
        if all(map(_is_unit, texte)) and not texte & _AUCH_WORT:
            raise aufbau.rohdaten.refuse(
                f"Einheiten („{stapel[0][stufe]}“) über den Bezeichnungen der Spalten",
                "die Einheiten in der letzten Kopfzeile", zeile=aufbau.anfang - 1,
            )  # fmt: skip


def _take_periods(
    stapel: list[tuple[str, ...]],
) -> tuple[list[str | None], list[tuple[str, ...]]]:
    """Take a header row of periods out of the stack, if there is one."""
    for stufe in range(len(stapel[0])):
        if all(ZEIT.fullmatch(stufen[stufe]) for stufen in stapel):
            rest = [stufen[:stufe] + stufen[stufe + 1 :] for stufen in stapel]
            return [stufen[stufe] for stufen in stapel], rest
    return [None] * len(stapel), stapel


def _is_unit(text: str) -> bool:
    return text in _EINHEITEN or bool(_EINHEIT_FORM.fullmatch(text))


def unit_of_title(titel: Sequence[str]) -> str | None:
    """Return the unit that a title line ends with, such as `Bevölkerungsstand (Anzahl)`."""
    for zeile in reversed(titel):
        treffer = re.search(r"\(([^()]+)\)$", zeile)
        if treffer and _is_unit(treffer.group(1)):
            return treffer.group(1)
    return None


def _refuse_damaged_labels(aufbau: Aufbau) -> None:
    """Refuse header rows of months or quarters, and labels that a spreadsheet has turned into dates."""
    for nummer, zeile in enumerate(aufbau.kopf, aufbau.anfang - len(aufbau.kopf)):
        felder = [feld for feld in zeile if feld]
        if felder and all(map(within_year, felder)):
            raise aufbau.rohdaten.refuse(
                f"„{felder[0]}“ in einer Kopfzeile", "ein Jahr oder ein Stichtag", KEIN_ZEITRAUM, zeile=nummer
            )
        schaden = next((f for f in felder if date_damage(f) and not ZEIT.fullmatch(f)), None)
        if schaden is None and felder and all(map(serial_number, felder)):
            schaden = felder[0]
        _refuse_no_labels(zeile, nummer, aufbau)
        if schaden:
            raise aufbau.rohdaten.refuse(
                f"„{schaden}“ in einer Kopfzeile (keine Bezeichnung, sondern ein gewandeltes Datum)",
                "die Bezeichnungen, wie das Amt sie druckt", ORIGINAL, zeile=nummer,
            )  # fmt: skip


def _refuse_no_labels(zeile: Sequence[str], nummer: int, aufbau: Aufbau) -> None:
    for stelle, feld in enumerate(zeile):
        if feld and not _is_unit(feld) and (grund := no_label(feld)):
            raise aufbau.rohdaten.refuse(
                f"„{feld}“ in einer Kopfzeile ({grund})", "die Bezeichnungen, wie das Amt sie druckt",
                ORIGINAL, zeile=nummer, spalte=spaltenbuchstabe(stelle),
            )  # fmt: skip


def _refuse_double(aufbau: Aufbau, spalten: list[Spalte]) -> None:
    gesehen: set[tuple[tuple[str, ...], str | None]] = set()
    for spalte in spalten:
        schluessel = (spalte.pfad, spalte.zeit)
        if schluessel in gesehen:
            raise aufbau.rohdaten.refuse(
                "zwei Spalten mit demselben Kopf", "jede Spalte nur einmal",
                zeile=aufbau.anfang - 1, spalte=spalte.name,
            )  # fmt: skip
        gesehen.add(schluessel)
