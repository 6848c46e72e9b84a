"""Reader of workbooks of the Bundesagentur für Arbeit: any table by Länder, Kreise or Gemeinden."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import oeffne, text
from assets.sources.ba.mappe import (
    Regionen,
    Zeitbezug,
    imprint,
    period_of,
    regions,
    table_sheets,
    title_lines,
)
from assets.sources.ba.zeilen import refuse_other_keys
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.kopftext import days_in, head_text, stable_id
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, quelle_aus_katalog, quellen_rahmen
from assets.sources.regionalstatistik.striche import resolve_dashes
from assets.sources.tabellenblatt import Tabellenblatt
from assets.sources.zellwert import ZEICHEN, read_cell

FAMILIE: Final = "ba"
GESPERRT: Final = "*"
_ZEICHEN: Final = {**ZEICHEN, GESPERRT: "."}
_ORT: Final = re.compile(r"\b(Arbeitsort|Wohnort)\b")
_JAHR: Final = re.compile(r"(?:19|20)\d{2}")
_SPALTENNUMMER: Final = re.compile(r"\d{1,3}(?:\.0)?")
_RHYTHMUS: Final = re.compile(r"\s*\((Monats|Quartals|Jahres|Halbjahres)zahlen[^()]*\)$")


@dataclass(frozen=True)
class _Tafel:
    """A sheet as read: rows with territory, head, period, and what tells it from the other sheets."""

    blatt: Tabellenblatt
    regionen: Regionen
    kopf: range
    erste: int
    zeit: Zeitbezug | None
    zusatz: tuple[str, ...]
    gebietsstand: str | None


def read_ba(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one workbook.

    Args:
        pfad: The workbook (.xlsx or .xls).
        merkmale: Catalogue by id; entries of the family `ba` name the title of the table (`tabelle`) and
            the column (`spalte`): place of counting or sheet, then the stacked head.

    Returns:
        One source, observations per sheet, territory and column; `*` (withheld) is read as `.`. Rows
        without a key of a territory are left out with a warning.

    Raises:
        EingabeFehler: No sheet with territories, no period, keys of other districts, heads that are
            missing or twice, a cell that is neither number nor sign.
    """
    mappe = oeffne(pfad)
    felder = imprint(mappe, pfad.name)
    blaetter, uebrig = table_sheets(mappe, pfad.name)
    if not blaetter:
        raise Tabellenblatt(pfad.name, ", ".join(mappe.sheet_names)[:120], ()).refuse(
            "kein Blatt mit Gebietsschlüsseln", "eine Tabelle nach Ländern, Kreisen oder Gemeinden",
            abhilfe="Die Tabelle mit Gebietsschlüsseln herunterladen.",
        )  # fmt: skip
    tafeln = [_layout(blatt, felder, allein=len(blaetter) == 1) for blatt in blaetter]
    refuse_other_keys([(t.blatt, t.regionen.spalten[0], t.regionen.zeilen) for t in tafeln])
    titel = _RHYTHMUS.sub("", head_text(felder.get("Titel", ""))) or title_lines(blaetter[0], 9)[0]
    sammlung = _Sammlung(titel, [e for e in merkmale.values() if e.familie == FAMILIE])
    for tafel in tafeln:
        sammlung.read(tafel)
    letzter = max(str(teil["zeitraum"].max()) for teil in sammlung.teile)
    stand = [
        *days_in(felder.get("Erstellungsdatum", "")),
        letzter if len(letzter) == 10 else f"{letzter}-12-31",
    ][0]
    quelle_id = stable_id(FAMILIE, titel) + f"_{stand}"
    zahlen, strichnotizen = resolve_dashes(pd.concat(sammlung.teile, ignore_index=True))
    namen = {ags: name for t in tafeln for ags, name in t.regionen.zeilen.values()}
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen(
            [quelle_aus_katalog(FAMILIE, pfad, quelle_id=quelle_id, tabelle=titel, stand=stand)]
        ),
        beobachtungen=beobachtungen_rahmen([zahlen.assign(quelle_id=quelle_id)]),
        gebiete=pd.DataFrame({"ags": list(namen), "name": list(namen.values())}, dtype="str"),
        warnungen=(*_notes(tafeln, sammlung, uebrig), *strichnotizen, *sammlung.notes()),
        merkmale=tuple(sammlung.neue.values()),
    )


def _layout(blatt: Tabellenblatt, felder: Mapping[str, str], *, allein: bool) -> _Tafel:
    """Find head, period and distinguishing words of a sheet.

    Raises:
        EingabeFehler: There is no head, or no period, or sheet and imprint state different days.
    """
    regionen = regions(blatt)
    anfang = regionen.erste
    while anfang and any(text(z) for z in blatt.rows[anfang - 1]):
        anfang -= 1
    if anfang == regionen.erste:
        raise blatt.refuse("keine Kopfzeile über den Zahlen", "Spaltenköpfe über den Zahlen", zeile=anfang)
    worte = title_lines(blatt, anfang)
    zeit = _period(blatt, worte, felder)
    ort = next((m.group(1) for w in worte if (m := _ORT.search(w))), None)
    eigen = head_text(re.sub(r"\d{1,2}\.\s*\w+\s+\d{4}|[^\W\d]+ \d{4}|\d+", "", blatt.name)).strip(" ()-_")
    stichtag = zeit is not None and any("Gebietsstand des Stichtags" in w for w in worte)
    return _Tafel(
        blatt,
        regionen,
        range(anfang, regionen.erste),
        max(regionen.spalten) + 1,
        zeit,
        (ort,) if ort else () if allein or not eigen else (eigen,),
        zeit.zeitraum if zeit and stichtag else None,
    )


def _period(blatt: Tabellenblatt, worte: Sequence[str], felder: Mapping[str, str]) -> Zeitbezug | None:
    zeit = period_of(worte)
    impressum = period_of(
        [f"{n} {felder[n]}" for n in ("Stichtag", "Berichtsjahr") if n in felder]
        + [felder[n] for n in ("Berichtsmonat", "Berichtszeitraum") if n in felder]
    )
    if zeit and impressum and zeit.zeitraum != impressum.zeitraum:
        raise blatt.refuse(
            f"im Blatt den Zeitraum {zeit.zeitraum}, im Impressum {impressum.zeitraum}", "denselben Zeitraum"
        )
    return zeit or impressum


def _column_period(tafel: _Tafel, pfad: tuple[str, ...], spalte: int) -> tuple[Zeitbezug, tuple[str, ...]]:
    """Return the period of a column, its own or that of the sheet, and the head without it.

    Raises:
        EingabeFehler: Neither states one.
    """
    eigene = [(w, z) for w in pfad if (z := period_of([f"Jahr {w}" if _JAHR.fullmatch(w) else w]))]
    zeit = eigene[0][1] if len(eigene) == 1 else tafel.zeit
    if zeit is None:
        raise tafel.blatt.refuse(
            "keinen eindeutigen Zeitraum über der Tabelle, im Spaltenkopf und im Impressum",
            "„Stichtag 30. September 2021“, „Berichtsmonat: Dezember 2023“ oder „Jahresdurchschnitt 2023“",
            zeile=tafel.kopf[0],
            spalte=spalte,
        )
    rest = tuple(w for w in pfad if len(eigene) != 1 or w != eigene[0][0])
    return zeit, rest


class _Sammlung:
    """Columns read so far, and the measures that the catalogue does not know."""

    def __init__(self, titel: str, eintraege: Sequence[MerkmalEintrag]) -> None:
        self.titel = titel
        self.bekannt = {e.spalte: e for e in eintraege if e.tabelle == titel}
        self.neue: dict[str, MerkmalEintrag] = {}
        self.teile: list[pd.DataFrame] = []
        self.gesperrt = 0
        self.hinweise: dict[str, None] = {}
        self._gesehen: dict[tuple, tuple[tuple, str]] = {}

    def read(self, tafel: _Tafel) -> None:
        """Read all columns of a sheet."""
        zeilen = [z for z in tafel.regionen.zeilen if _filled(tafel.blatt, z, tafel.erste)]
        beschreibend = [s for s in range(tafel.erste, tafel.blatt.breite) if _is_text(tafel.blatt, s, zeilen)]
        auspraegung = [tuple(text(tafel.blatt.rows[z][s]) for s in beschreibend) for z in zeilen]
        for spalte in range(tafel.erste, tafel.blatt.breite):
            if spalte in beschreibend:
                continue
            pfad = tafel.blatt.head_path(tafel.kopf, spalte, ab_spalte=tafel.erste)
            pfad = tuple(w.removesuffix(".0") for w in pfad if not _SPALTENNUMMER.fullmatch(w))
            if not any(text(tafel.blatt.rows[z][spalte]) for z in zeilen):
                continue
            if not pfad:
                raise tafel.blatt.refuse(
                    "Zahlen in einer Spalte ohne Überschrift", "eine Überschrift je Spalte",
                    zeile=zeilen[0], spalte=spalte,
                )  # fmt: skip
            self._column(tafel, spalte, pfad, zeilen, auspraegung)

    def _column(
        self,
        tafel: _Tafel,
        spalte: int,
        pfad: tuple[str, ...],
        zeilen: Sequence[int],
        auspraegung: Sequence[tuple[str, ...]],
    ) -> None:
        zeit, pfad = _column_period(tafel, pfad, spalte)
        self.hinweise |= {zeit.hinweis: None} if zeit.hinweis else {}
        wert, kennzeichen = tafel.blatt.figures(spalte, zeilen, _ZEICHEN)
        ids = {a: self._entry((*tafel.zusatz, *a, *pfad), wert, zeit).id for a in dict.fromkeys(auspraegung)}
        rahmen = pd.DataFrame(
            {
                "merkmal_id": [ids[a] for a in auspraegung],
                "ags": [tafel.regionen.zeilen[z][0] for z in zeilen],
                "zeitraum": zeit.zeitraum,
                "wert": wert,
                "kennzeichen": kennzeichen,
                "gebietsstand": tafel.gebietsstand,
                "blatt": tafel.blatt.name,
                "zeile": [z + 1 for z in zeilen],
                "spalte": spaltenbuchstabe(spalte),
            }
        )
        self.gesperrt += sum(text(tafel.blatt.rows[z][spalte]) == GESPERRT for z in zeilen)
        self.teile.append(rahmen[self._first_ones(tafel, rahmen)])

    def _first_ones(self, tafel: _Tafel, rahmen: pd.DataFrame) -> list[bool]:
        """Mark the rows that are new; a repetition of the same figure (a city that is a Land, too) is not.

        Raises:
            EingabeFehler: Two different figures for one territory and one head.
        """
        neu = []
        schluessel = zip(rahmen["merkmal_id"], rahmen["ags"], rahmen["zeitraum"], strict=True)
        angaben = zip(rahmen["wert"], rahmen["kennzeichen"], strict=True)
        for stelle, angabe, zeile in zip(schluessel, angaben, rahmen["zeile"], strict=True):
            ort = f"{tafel.blatt.name}!{rahmen['spalte'].iloc[0]}{zeile}"
            vorher = self._gesehen.setdefault(stelle, (angabe, ort))
            if vorher[1] != ort and str(vorher[0]) != str(angabe):
                raise tafel.blatt.refuse(
                    f"eine zweite Angabe zu {vorher[1]}",
                    "je Gebiet und Spaltenkopf eine Zahl",
                    zeile=zeile - 1,
                    spalte=str(rahmen["spalte"].iloc[0]),
                )
            neu.append(vorher[1] == ort)
        return neu

    def _entry(self, pfad: tuple[str, ...], wert: np.ndarray, zeit: Zeitbezug) -> MerkmalEintrag:
        if eintrag := self.bekannt.get(pfad):
            return eintrag
        worte = " – ".join(pfad)
        ganz = not np.any(np.mod(wert[~np.isnan(wert)], 1))
        anteil = re.search(r"%|[Qq]uote|Anteil", worte)
        neu = MerkmalEintrag(
            id=stable_id(FAMILIE, self.titel, *pfad),
            name=f"{self.titel}: {worte}",
            definition=f"{self.titel}: {worte} (Statistik der Bundesagentur für Arbeit).",
            einheit="%" if anteil else "Anzahl" if ganz else "ohne Angabe",
            bezug="Jahr" if len(zeit.zeitraum) == 4 else "Stichtag",
            familie=FAMILIE,
            tabelle=self.titel,
            spalte=pfad,
            summierbar=False,
        )
        self.neue[neu.id] = neu
        return neu

    def notes(self) -> list[str]:
        """Return a note on measures that the catalogue does not know."""
        if not self.neue:
            return []
        return [f"{len(self.neue)} Spalten stehen nicht im Katalog; als neue Merkmale gelesen"]


def _filled(blatt: Tabellenblatt, z: int, ab: int) -> bool:
    return any(text(w) for w in blatt.rows[z][ab:])


def _is_text(blatt: Tabellenblatt, spalte: int, zeilen: Sequence[int]) -> bool:
    """Tell whether a column describes its rows: words in all of them, no number and no sign."""
    return all(
        isinstance(w := blatt.rows[z][spalte], str)
        and re.search(r"[^\W\d_]", w)
        and read_cell(w, _ZEICHEN) is None
        for z in zeilen
    )


def _notes(tafeln: Sequence[_Tafel], sammlung: _Sammlung, uebrig: Sequence[str]) -> list[str]:
    notizen = []
    for tafel in tafeln:
        if tafel.regionen.ausgelassen:
            namen = ", ".join(f"„{n}“" for n in tafel.regionen.ausgelassen[:6])
            notizen.append(f"Blatt „{tafel.blatt.name}“: Zeilen ohne Gebietsschlüssel nicht gelesen: {namen}")
    if sammlung.gesperrt:
        notizen.append(
            f"{sammlung.gesperrt} Zellen mit „*“ (gesperrt zum Schutz von Einzelangaben) als „.“ gelesen"
        )
    notizen += [f"{h}: abgelegt unter dem letzten Tag des Monats" for h in sammlung.hinweise]
    if uebrig:
        notizen.append(f"Blätter mit Zahlen, aber ohne Gebietsschlüssel nicht gelesen: {', '.join(uebrig)}")
    return notizen
