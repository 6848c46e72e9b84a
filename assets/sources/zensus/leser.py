"""Reader of Zensus regional tables.

Figures are perturbed by the cell-key method: parts need not add up to their total, and that is no
error. Only the population figure itself is exact.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import python_calamine as calamine

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import oeffne, text, zeilen
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.kopftext import days_in, head_text, stable_id
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, quelle_aus_katalog, quellen_rahmen
from assets.sources.regionalstatistik.striche import resolve_dashes
from assets.sources.tabellenblatt import Tabellenblatt
from assets.sources.zellwert import ZEICHEN
from assets.sources.zensus.abgleich import refuse_contradiction
from assets.sources.zensus.blatt import Zensusblatt
from assets.sources.zensus.mappe import ZEIT, data_sheets, reporting_day

FAMILIE: Final = "zensus"
_CODE: Final = re.compile(r"^[–-]\s*([A-Za-z_]\w*|\d\w*)\*?$")
_TAG_IM_CODE: Final = re.compile(r"_(20\d{2})(\d{2})(\d{2})$")
_EINHEIT: Final = re.compile(r"\(([^()]{1,25})\)\s*$")
_UEBERLAGERUNG: Final = (
    "Die Zahlen des Zensus sind zur Geheimhaltung leicht verändert (Cell-Key-Methode): Teile ergeben nicht "
    "genau ihre Summe; eigene Summen aus Teilen sind keine amtlichen Zahlen."
)
Spaltenwerte = tuple[np.ndarray, pd.Series]


def read_zensus(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one regional table of a Zensus.

    Args:
        pfad: The workbook (.xlsx).
        merkmale: Catalogue by id; entries of the family `zensus` name sheet (`tabelle`, without `CSV-`)
            and column (`spalte`: the code, or the stacked head of a layout sheet).

    Returns:
        One source, observations for Germany, Länder, Kreise, Gemeindeverbände and Gemeinden at the day of
        the Zensus, the territories as named. Columns that stand in a layout sheet and in a sheet for
        machines are read once, from the latter, with the name from the former.

    Raises:
        EingabeFehler: Workbook broken, no day, key or level wrong, a cell that is no figure.
    """
    mappe = oeffne(pfad)
    blaetter = data_sheets(mappe, pfad.name)
    tag = _census_day(mappe, blaetter, pfad.name)
    sammlung = _Sammlung(pfad.name, tag, merkmale, _code_names(mappe, pfad.name))
    for blatt in blaetter:
        sammlung.read_sheet(blatt)
    sammlung.refuse_renamed({b.tabelle for b in blaetter})
    titel, stand = _imprint(mappe, pfad.name, tag)
    quelle_id = stable_id(FAMILIE, titel) + f"_{stand}"
    zahlen, strichnotizen = sammlung.observations()
    namen = {a: n for b in blaetter for a, n in zip(b.gebiete.ags, b.gebiete.namen, strict=True)}
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen(
            [quelle_aus_katalog(FAMILIE, pfad, quelle_id=quelle_id, tabelle=titel, stand=stand)]
        ),
        beobachtungen=beobachtungen_rahmen([zahlen.assign(quelle_id=quelle_id, gebietsstand=tag)]),
        gebiete=pd.DataFrame({"ags": list(namen), "name": list(namen.values())}, dtype="str"),
        warnungen=(_UEBERLAGERUNG, *_left_out(blaetter), *strichnotizen, *sammlung.notes()),
        merkmale=tuple(sammlung.neue.values()),
    )


class _Sammlung:
    """Columns read so far: figures per measure, and what the sheets say of each."""

    def __init__(
        self, datei: str, tag: str, merkmale: Mapping[str, MerkmalEintrag], codes: Mapping[str, str]
    ) -> None:
        self.datei, self.tag, self.codes = datei, tag, codes
        self.praefix = f"z{tag[2:4]}"  # a measure of one Zensus is none of another
        eintraege = [
            e for e in merkmale.values() if e.familie == FAMILIE and e.id.startswith(f"{self.praefix}_")
        ]
        self.bekannt = {(e.tabelle, e.spalte): e for e in eintraege}
        self.neue: dict[str, MerkmalEintrag] = {}
        self.teile: list[pd.DataFrame] = []
        self._maschinell: dict[tuple, list[tuple[str, tuple[str, ...]]]] = {}
        self._namen: dict[tuple[str, tuple[str, ...]], str] = {}
        self._offen: list[tuple[Zensusblatt, int, tuple[str, ...], Spaltenwerte]] = []

    def read_sheet(self, blatt: Zensusblatt) -> None:
        """Read all columns of a sheet; those of a layout sheet that a machine sheet holds name it only."""
        gesehen: set[tuple[str, ...]] = set()
        for spalte in range(blatt.erste, blatt.blatt.breite):
            pfad = blatt.blatt.head_path(blatt.kopf, spalte, ab_spalte=blatt.erste)
            if pfad == (ZEIT,):
                continue
            if not pfad:
                _refuse_headless(blatt, spalte)
                continue
            if pfad in gesehen:
                raise blatt.blatt.refuse(
                    f"zweimal die Spalte „{' / '.join(pfad)}“", "verschiedene Spaltenköpfe", spalte=spalte
                )
            gesehen.add(pfad)
            werte = blatt.blatt.figures(spalte, blatt.gebiete.zeilen, ZEICHEN)
            geordnet = werte[0][blatt.ordnung]
            abdruck = (blatt.schluessel, geordnet.tobytes(), tuple(werte[1].fillna("").iloc[blatt.ordnung]))
            if blatt.csv:
                self._maschinell.setdefault(abdruck, []).append((blatt.tabelle, pfad))
                self._offen.append((blatt, spalte, pfad, werte))
            elif abdruck in self._maschinell:
                if len(self._maschinell[abdruck]) == 1:
                    self._namen.setdefault(self._maschinell[abdruck][0], " – ".join(pfad))
            else:
                if (blatt.tabelle, pfad) not in self.bekannt:
                    machine = ((b, s, w[0][b.ordnung]) for b, s, _, w in self._offen if b.csv)
                    refuse_contradiction(blatt, spalte, geordnet, machine)
                self._offen.append((blatt, spalte, pfad, werte))

    def refuse_renamed(self, tabellen: set[str]) -> None:
        """Refuse a column that the catalogue knows from a missing sheet, or under another upper head.

        Raises:
            EingabeFehler: A sheet bears another name than it was published under, or its head was moved.
        """
        fehlend = {s: t for t, s in self.bekannt if t not in tabellen}
        gelesen = {(blatt.tabelle, pfad) for blatt, _, pfad, _ in self._offen}
        verschoben = {(t, s[-1]) for t, s in self.bekannt if len(s) > 1 and (t, s) not in gelesen}
        for blatt, spalte, pfad, _ in self._offen:
            if (blatt.tabelle, pfad) in self.bekannt:
                continue
            if pfad in fehlend or (len(pfad) > 1 and (blatt.tabelle, pfad[-1]) in verschoben):
                raise blatt.blatt.refuse(
                    f"die Spalte „{' / '.join(pfad)}“",
                    f"sie im Blatt „{fehlend[pfad]}“ oder „CSV-{fehlend[pfad]}“"
                    if pfad in fehlend
                    else f"„{pfad[-1]}“ unter der veröffentlichten Überschrift",
                    zeile=blatt.kopf[0],
                    spalte=spalte,
                    abhilfe="Blätter nicht umbenennen oder umbauen; die Datei unverändert ablegen.",
                )

    def observations(self) -> tuple[pd.DataFrame, list[str]]:
        """Return all figures with measure, period and place, and notes on `-` that are no zeros."""
        teile = []
        for blatt, spalte, pfad, (wert, kennzeichen) in self._offen:
            eintrag = self.bekannt.get((blatt.tabelle, pfad)) or self._new_entry(blatt, pfad, wert)
            teile.append(
                pd.DataFrame(
                    {
                        "merkmal_id": eintrag.id,
                        "ags": blatt.gebiete.ags,
                        "zeitraum": self._period(pfad, csv=blatt.csv),
                        "wert": wert,
                        "kennzeichen": kennzeichen,
                        "blatt": blatt.blatt.name,
                        "zeile": np.array(blatt.gebiete.zeilen) + 1,
                        "spalte": spaltenbuchstabe(spalte),
                    }
                )
            )
        return resolve_dashes(pd.concat(teile, ignore_index=True))

    def notes(self) -> list[str]:
        """Return a note on measures that the catalogue does not know."""
        if not self.neue:
            return []
        return [f"{len(self.neue)} Spalten stehen nicht im Katalog; als neue Merkmale gelesen"]

    def _period(self, pfad: tuple[str, ...], *, csv: bool) -> str:
        if csv:
            treffer = _TAG_IM_CODE.search(pfad[-1])
            return "-".join(treffer.groups()) if treffer else self.tag
        kopf = " ".join(pfad)
        tage = days_in(kopf)
        return tage[0] if tage and f"Zensus {self.tag[:4]}" not in kopf else self.tag

    def _new_entry(self, blatt: Zensusblatt, pfad: tuple[str, ...], wert: np.ndarray) -> MerkmalEintrag:
        kennung = stable_id(self.praefix, blatt.tabelle, *pfad)
        wort = self._namen.get((blatt.tabelle, pfad)) or self.codes.get(pfad[-1]) or " – ".join(pfad)
        klammer = _EINHEIT.search(self.codes.get(pfad[-1], ""))
        ganz = not np.any(np.mod(wert[~np.isnan(wert)], 1))
        einheit = klammer.group(1) if klammer else "%" if wort.endswith("%") else ""
        eintrag = MerkmalEintrag(
            id=kennung,
            name=wort,
            definition=f"{wort} (Zensus {self.tag[:4]}, Tabelle „{blatt.tabelle}“).",
            einheit=einheit or ("Anzahl" if ganz else "ohne Angabe"),
            bezug="Stichtag " + ".".join(reversed(self._period(pfad, csv=blatt.csv).split("-"))),
            familie=FAMILIE,
            tabelle=blatt.tabelle,
            spalte=pfad,
            summierbar=False,
        )
        self.neue[kennung] = eintrag
        return eintrag


def _refuse_headless(blatt: Zensusblatt, spalte: int) -> None:
    zeile = next((z for z in blatt.gebiete.zeilen if text(blatt.blatt.rows[z][spalte])), None)
    if zeile is not None:
        raise blatt.blatt.refuse(
            "Zahlen in einer Spalte ohne Überschrift",
            "eine Überschrift je Spalte",
            zeile=zeile,
            spalte=spalte,
        )


def _census_day(mappe: calamine.CalamineWorkbook, blaetter: Sequence[Zensusblatt], datei: str) -> str:
    tage = {tag for b in blaetter if (tag := reporting_day(b))}
    worte = " ".join(text(z) for b in blaetter for r in b.blatt.rows[: b.kopf[0]] for z in r)
    titel = set(_days_named(worte))
    if not tage:
        tage = titel or set(
            _days_named(" ".join(text(z) for r in _notes_of(mappe, "Erläuterung", datei) for z in r))
        )
    elif titel and not tage <= titel:
        tage |= titel
    if len(tage) != 1:
        raise Tabellenblatt(datei, blaetter[0].blatt.name, ()).refuse(
            "keinen eindeutigen Stichtag" if not tage else f"die Stichtage {', '.join(sorted(tage))}",
            "genau einen Stichtag des Zensus",
        )
    tag = tage.pop()
    impressum = " ".join(text(z) for r in _notes_of(mappe, "Impressum", datei) for z in r)
    if (jahre := set(re.findall(r"Ergebnisse des Zensus (20\d\d)", impressum))) and jahre != {tag[:4]}:
        raise Tabellenblatt(datei, "Impressum", ()).refuse(
            f"den Zensus {', '.join(sorted(jahre))}, in den Blättern den Stichtag {tag}", "denselben Zensus"
        )
    return tag


def _days_named(worte: str) -> list[str]:
    return days_in(" ".join(re.findall(r"Stichtag [^()]{0,20}", worte)))


def _notes_of(mappe: calamine.CalamineWorkbook, anfang: str, datei: str) -> list[Sequence[object]]:
    return [r for name in mappe.sheet_names if name.startswith(anfang) for r in zeilen(mappe, name, datei)]


def _code_names(mappe: calamine.CalamineWorkbook, datei: str) -> dict[str, str]:
    """Return code → meaning from the sheet that explains the sheets for machines."""
    namen: dict[str, str] = {}
    for zeile in _notes_of(mappe, "Erläuterung", datei):
        worte = [text(z) for z in zeile if text(z)]
        treffer = _CODE.match(worte[0]) if len(worte) > 1 else None
        if treffer:
            namen[treffer.group(1)] = worte[1]
    return namen


def _imprint(mappe: calamine.CalamineWorkbook, datei: str, tag: str) -> tuple[str, str]:
    """Return the name of the table and its edition: the last correction, else the year of the copyright."""
    worte = [text(z) for r in _notes_of(mappe, "Impressum", datei) for z in r if text(z)]
    titel = next((w for w in worte if w.startswith("Ergebnisse des Zensus")), "")
    thema = (
        head_text(titel.split(" - ", 1)[1]) if " - " in titel else mappe.sheet_names[-1].removeprefix("CSV-")
    )
    korrekturen = [t for w in worte if w.startswith("Korrektur") for t in days_in(w)[:1]]
    jahr = next((m.group(1) for w in worte if (m := re.search(r"©.*\b(20\d{2})\b", w))), None)
    stand = max(korrekturen) if korrekturen else f"{jahr}-01-01" if jahr else tag
    return f"Regionaltabelle {thema}", stand


def _left_out(blaetter: Sequence[Zensusblatt]) -> list[str]:
    gruende: dict[str, int] = {}
    for blatt in blaetter:
        for grund, anzahl in blatt.gebiete.ausgelassen.items():
            gruende[grund] = max(gruende.get(grund, 0), anzahl)
    notizen = [f"Nicht gelesen: {', '.join(f'{g} ({n} Zeilen je Blatt)' for g, n in gruende.items())}"]
    if any("Ausland" in grund for grund in gruende):
        notizen.append(
            "Deutschland ist ohne die Deutschen im Ausland gelesen, damit die Länder die Summe ergeben"
        )
    return notizen if gruende else []
