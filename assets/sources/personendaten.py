"""Refuses files with one row per person, in whatever form they come.

Social data of single people (§ 67 SGB X) have no place in a statistical tool, and their message must not
repeat them: it names the kind of data, the sheet and the column letter, never a cell or a head.

Columns are judged by their heads and, where heads tell nothing, by their cells: dates spread over
decades like birthdays, first names, addresses, insurance and case numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.personenmuster import (
    ANTEIL,
    ist_anschrift,
    ist_geburtstage,
    ist_geschlecht,
    ist_kennnummer,
    ist_schluessel,
    ist_tag,
    ist_vorname,
    ist_zaehlkopf,
    kopf_deutlich,
    kopf_schwach,
    kopf_vollstaendig,
)
from assets.sources.rohtabellen import KOPFZEILEN, Rohtabelle, raw_tables

_MINDESTENS: Final = 5
_VERSCHIEDENE: Final = 3
_ERWARTET: Final = (
    "nur Zählwerte; Sozialdaten einzelner Personen (§ 35 SGB I, §§ 67 ff. SGB X) dürfen hier nicht "
    "eingelesen werden"
)
_ABHILFE: Final = (
    "Die Fälle in der Fachsoftware zählen, nur die Summen in die Vorlage eintragen und diese Datei löschen."
)


@dataclass(frozen=True)
class Befund:
    """Why a table holds records of persons: kind of data, column counted from 0, row counted from 0."""

    art: str
    spalte: int
    zeile: int | None = None


def refuse_person_records(pfad: Path, *, ist_register: bool = False) -> None:
    """Refuse a file that holds records of persons, in any sheet, table or archive member.

    Only the first rows of each table are looked at (see `assets.sources.rohtabellen`); a file that is no
    table passes, for the readers refuse it anyway.

    Args:
        pfad: Any file; opened for reading only.
        ist_register: The file is a register of offers or plans, which may name places and contacts.

    Raises:
        EingabeFehler: There are records of persons; the message holds nothing of their content.
    """
    for tabelle in raw_tables(pfad):
        befund = find_person_records(tabelle, ist_register=ist_register)
        if befund is not None:
            raise person_records_error(pfad.name, tabelle.blatt, befund)


def person_records_error(datei: str, blatt: str | None, befund: Befund) -> EingabeFehler:
    """Return the refusal of a table with records of persons."""
    return EingabeFehler(
        datei=datei,
        blatt=blatt,
        zeile=None if befund.zeile is None else befund.zeile + 1,
        spalte=spaltenbuchstabe(befund.spalte),
        gefunden=f"Angaben zu einzelnen Personen ({befund.art})",
        erwartet=_ERWARTET,
        abhilfe=_ABHILFE,
    )


def find_person_records(tabelle: Rohtabelle, *, ist_register: bool = False) -> Befund | None:
    """Return why a table holds records of persons, None when nothing points to it."""
    breite = max((len(r) for r in tabelle.rows), default=0)
    spalten = [[r[s] if s < len(r) else "" for r in tabelle.rows] for s in range(breite)]
    befund = _by_heads(tabelle.rows, ist_register=ist_register)
    return befund or _by_cells(spalten, ist_register=ist_register) or _by_rows(tabelle.rows)


def _by_heads(rows: Sequence[Sequence[str]], *, ist_register: bool) -> Befund | None:
    """Judge the heads: one plain head is enough, of the others two in one row without a territory key."""
    for z, zeile in enumerate(rows[:KOPFZEILEN]):
        gefuellt = [s for s, zelle in enumerate(zeile) if zelle]
        if len(gefuellt) < 2:
            continue
        deutlich = [s for s in gefuellt if kopf_deutlich(zeile[s]) and _filled_below(rows, z, s)]
        if deutlich:
            return Befund("Spalte für Personendaten in der Kopfzeile", deutlich[0], z)
        schwach = [s for s in gefuellt if kopf_schwach(zeile[s]) and _filled_below(rows, z, s)]
        if len(schwach) > 1 and not ist_register and not _keyed(rows, z):
            return Befund("Namen oder Anschriften in der Kopfzeile", schwach[0], z)
    return None


def _filled_below(rows: Sequence[Sequence[str]], z: int, s: int) -> bool:
    return any(s < len(r) and r[s] for r in rows[z + 1 :])


def _keyed(rows: Sequence[Sequence[str]], z: int) -> bool:
    """Tell whether a column holds territory keys: such tables describe places, not people."""
    breite = max(len(r) for r in rows)
    return any(
        _share([r[s] for r in rows[z + 1 :] if s < len(r) and r[s]], ist_schluessel) >= ANTEIL
        for s in range(breite)
    )


def _by_cells(spalten: Sequence[Sequence[str]], *, ist_register: bool) -> Befund | None:
    """Judge the cells: numbers of persons, names, birthdays; addresses where no column holds keys."""
    anschrift: int | None = None
    for s, spalte in enumerate(spalten):
        zellen = [zelle for zelle in spalte if zelle]
        if sum(map(ist_kennnummer, zellen)) >= min(3, max(1, len(zellen))):
            return Befund("Versicherungs-, Konto- oder Fallnummern", s)
        if _share(zellen, ist_vorname) >= ANTEIL and len(set(zellen)) >= _VERSCHIEDENE:
            return Befund("Vornamen oder volle Namen", s)
        if not ist_register and len(zellen) >= _MINDESTENS and ist_geburtstage(zellen):
            return Befund("Tage, die wie Geburtstage über Jahrzehnte verteilt sind", s)
        if _share(zellen, ist_anschrift) >= ANTEIL:
            anschrift = s
    if (
        anschrift is not None
        and not ist_register
        and not any(_share([z for z in spalte if z], ist_schluessel) >= ANTEIL for spalte in spalten)
    ):
        return Befund("Anschriften oder E-Mail-Adressen", anschrift)
    return _pseudonymous(spalten)


def _by_rows(rows: Sequence[Sequence[str]]) -> Befund | None:
    """Find rows with a name beside a day or an address; for tables too short to judge by columns."""
    gefuellt = [r for r in rows if any(r)]
    treffer = [
        (z, next(s for s, zelle in enumerate(r) if ist_vorname(zelle)))
        for z, r in enumerate(rows)
        if any(map(ist_vorname, r)) and any(ist_tag(zelle) or ist_anschrift(zelle) for zelle in r)
    ]
    if treffer and len(treffer) * 2 >= len(gefuellt):
        return Befund("Name mit Geburtstag oder Anschrift", treffer[0][1], treffer[0][0])
    return None


def _pseudonymous(spalten: Sequence[Sequence[str]]) -> Befund | None:
    """Find rows that describe one person each without a name: sex and age or year of birth, repeated."""
    geschlecht = next((s for s, sp in enumerate(spalten) if ist_geschlecht(sp)), None)
    if geschlecht is None or any(ist_zaehlkopf(z) for sp in spalten for z in sp[:KOPFZEILEN]):
        return None
    alter = next((s for s, sp in enumerate(spalten) if any(map(kopf_vollstaendig, sp[:KOPFZEILEN]))), None)
    if alter is None:
        return None
    paare = [p for p in zip(spalten[geschlecht], spalten[alter], strict=True) if all(p)]
    doppelt = len(paare) - len(set(paare))
    return Befund("Geschlecht und Alter je Zeile", geschlecht) if doppelt > 0.2 * len(paare) else None


def _share(zellen: Sequence[str], merkmal: Callable[[str], bool]) -> float:
    return sum(map(merkmal, zellen)) / len(zellen) if len(zellen) >= _MINDESTENS else 0.0
