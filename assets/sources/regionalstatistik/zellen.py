"""Rows of the body → checked cells: keys, periods, characteristics, one row per figure."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.regionalstatistik.aufbau import Aufbau
from assets.sources.regionalstatistik.koerper import Koerper, Woerter
from assets.sources.regionalstatistik.kopf import Spalte
from assets.sources.regionalstatistik.kreise import may_be_kreis
from assets.sources.regionalstatistik.kreuztabelle import (
    Achse,
    Kreuztabelle,
    check_crosstab,
    mark_combinations,
    single_characteristics,
)
from assets.sources.regionalstatistik.namen import check_names, refuse_no_name
from assets.sources.regionalstatistik.rohdaten import decode_part
from assets.sources.regionalstatistik.rollen import is_key, refuse_period_like
from assets.sources.regionalstatistik.schaden import ORIGINAL, lost_zero, no_label
from assets.sources.regionalstatistik.zeiten import period, period_of_title
from assets.sources.regionalstatistik.zerlegung import restore

_GEMEINDETABELLE: Final = re.compile(r"-5(?:-B)?$")


@dataclass
class Zellen:
    """All figures of a table, one entry each; texts as numbers into lists.

    Attributes:
        merkmal: Into `merkmale`: before the catalogue is asked, column and characteristic.
        ags: Into `gebiete`.
        zeit: Into `zeiten`.
        wert: NaN where there is none.
        zeichen: Into `zahlen.ZEICHEN`; -1: none.
        zeile: Row of the file, counted from 1.
        spalte: Into `spalten`, letters of the columns.
    """

    merkmal: np.ndarray
    merkmale: list[str]
    ags: np.ndarray
    gebiete: list[str]
    zeit: np.ndarray
    zeiten: list[str]
    wert: np.ndarray
    zeichen: np.ndarray
    zeile: np.ndarray
    spalte: np.ndarray
    spalten: list[str]

    def __len__(self) -> int:
        """Number of figures."""
        return len(self.wert)


@dataclass(frozen=True)
class Zeilen:
    """Checked rows: key, period and characteristic of each, as numbers into lists."""

    ags: np.ndarray
    gebiete: list[str]
    zeit: np.ndarray
    zeiten: list[str]
    auspraegung: np.ndarray
    auspraegungen: list[str]
    behalten: np.ndarray | None
    namen: pd.DataFrame
    hinweise: list[str]


def check_rows(
    koerper: Koerper, aufbau: Aufbau, spalten: Sequence[Spalte], kreise: Collection[str] | None
) -> Zeilen:
    """Check keys, periods and characteristics, refuse double rows, choose the rows to keep.

    Raises:
        EingabeFehler: unknown key or period, double row.
    """
    codes, namen = _keys(koerper, aufbau, kreise)
    ags_liste, ags_je_text = _distinct(["00" if code == "DG" else code for code in codes])
    zeit, zeiten = _periods(koerper, aufbau, spalten)
    auspraegung, auspraegungen = _characteristics(koerper, aufbau)
    ags = ags_je_text[koerper.gebiet.codes]
    tabelle = Kreuztabelle(Achse(zeit, zeiten), Achse(ags, ags_liste), Achse(auspraegung, auspraegungen))
    gedruckt = mark_combinations(tabelle, aufbau)
    gewaehlt, hinweise = _choose(ags, ags_liste, aufbau)
    if gedruckt is not None:
        hinweise += check_crosstab(tabelle, gedruckt, gewaehlt, kreise, _letters(koerper), aufbau)
    else:
        hinweise += single_characteristics(tabelle)
    hinweise += check_names(koerper.gebiet, codes, namen, zeit, aufbau)
    sichtbar = [i for i, nummer in enumerate(ags_je_text) if gewaehlt[nummer]]
    gebiete = pd.DataFrame(
        {"ags": [ags_liste[ags_je_text[i]] for i in sichtbar], "name": [namen[i] for i in sichtbar]}
    )
    return Zeilen(
        ags, ags_liste, zeit, zeiten, auspraegung, auspraegungen,
        None if gewaehlt.all() else gewaehlt[ags],
        gebiete.drop_duplicates("ags").reset_index(drop=True).astype("str"), hinweise,
    )  # fmt: skip


def _texts(woerter: Woerter, koerper: Koerper, aufbau: Aufbau) -> list[str]:
    """Decode the distinct texts; on damage say in which row the first one stands."""
    return [
        roh.decode()
        if roh.isascii()
        else decode_part(roh, koerper.kodierung, aufbau.rohdaten, _line(woerter, i, aufbau))
        for i, roh in enumerate(woerter.texte)
    ]


def _line(woerter: Woerter, nummer: int, aufbau: Aufbau) -> Callable[[], int]:
    """Return what tells the row of the file in which a text first stands."""
    return lambda: aufbau.anfang + woerter.first_row(nummer)


def _distinct(texte: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Return the distinct texts in order of appearance and the number of each text among them."""
    buch: dict[str, int] = {}
    nummern = np.array([buch.setdefault(text, len(buch)) for text in texte], np.int32)
    return list(buch), nummern


def _restore(text: str) -> str:
    return restore(text.encode()).decode().strip()


def _keys(koerper: Koerper, aufbau: Aufbau, kreise: Collection[str] | None) -> tuple[list[str], list[str]]:
    """Return codes and names per distinct text; refuse keys that no territory has."""
    codes, namen = [], []
    for nummer, text in enumerate(_texts(koerper.gebiet, koerper, aufbau)):
        code, name = text.split(";", 1)
        code = _restore(code)
        codes.append(code)
        namen.append(_restore(name))
        refuse_no_name(namen[-1], aufbau, _line(koerper.gebiet, nummer, aufbau))
        if is_key(code) and (len(code) != 5 or may_be_kreis(code, kreise)):
            continue
        zeile = aufbau.anfang + koerper.gebiet.first_row(nummer)
        if lost_zero(code):
            raise aufbau.rohdaten.refuse(
                f"„{code}“ (Schlüssel ohne führende Null, wie ihn eine Tabellenkalkulation hinterlässt)",
                f"ein amtlicher Gebietsschlüssel, wohl „0{code}“", ORIGINAL,
                zeile=zeile, spalte="Gebietsschlüssel",
            )  # fmt: skip
        art = "unbekannter Kreis" if re.fullmatch(r"\d{5}", code) else "unbekannter Gebietsschlüssel"
        raise aufbau.rohdaten.refuse(
            f"„{code}“ ({art})", "ein amtlicher Gebietsschlüssel",
            "Schlüssel prüfen; bei einer Gebietsreform zuerst das Gebietsverzeichnis erneuern.",
            zeile=zeile, spalte="Gebietsschlüssel",
        )  # fmt: skip
    return codes, namen


def _periods(koerper: Koerper, aufbau: Aufbau, spalten: Sequence[Spalte]) -> tuple[np.ndarray, list[str]]:
    """Return the period of every row; where the header names periods, an empty one."""
    im_kopf = any(spalte.zeit for spalte in spalten)
    if koerper.zeit is None:
        zeit = "" if im_kopf else period(period_of_title(aufbau), aufbau, lambda: aufbau.anfang)
        return np.zeros(len(koerper), np.int32), [zeit]
    if im_kopf:
        raise aufbau.rohdaten.refuse(
            "Zeiträume in einer Kopfzeile und in einer Spalte", "den Zeitraum an einer Stelle",
            "Die Tabelle mit der Zeit in der Vorspalte herunterladen.", zeile=aufbau.anfang, spalte="Zeit",
        )  # fmt: skip
    texte = [
        period(_restore(text), aufbau, _line(koerper.zeit, i, aufbau))
        for i, text in enumerate(_texts(koerper.zeit, koerper, aufbau))
    ]
    zeiten, nummern = _distinct(texte)
    return nummern[koerper.zeit.codes], zeiten


def _characteristics(koerper: Koerper, aufbau: Aufbau) -> tuple[np.ndarray, list[str]]:
    """Return the further leading columns as one text per row, parts joined by ` / `."""
    if not koerper.weitere:
        return np.zeros(len(koerper), np.int32), [""]
    teile: list[tuple[np.ndarray, list[str]]] = []
    for woerter in koerper.weitere:
        texte = []
        for i, text in enumerate(_texts(woerter, koerper, aufbau)):
            felder = [_restore(feld) for feld in text.split(";")]
            for feld in felder:
                _check_characteristic(feld, aufbau, _line(woerter, i, aufbau))
            texte.append(" / ".join(felder))
        liste, nummern = _distinct(texte)
        teile.append((nummern[woerter.codes], liste))
    codes, liste = teile[0]
    for weitere, texte in teile[1:]:
        nummern, paare = pd.factorize(codes.astype(np.int64) * len(texte) + weitere)
        liste = [f"{liste[paar // len(texte)]} / {texte[paar % len(texte)]}" for paar in paare]
        codes = nummern.astype(np.int32)
    return codes, liste


def _letters(koerper: Koerper) -> str:
    """Return the columns of the characteristics as a spreadsheet counts them."""
    stellen = [i for von, bis in koerper.rollen.weitere for i in range(von, bis)]
    return "Vorspalte " + ", ".join(map(spaltenbuchstabe, stellen))


def _check_characteristic(text: str, aufbau: Aufbau, zeile: Callable[[], int]) -> None:
    refuse_period_like(text, aufbau.rohdaten, zeile)
    if grund := no_label(text):
        raise aufbau.rohdaten.refuse(
            f"„{text}“ ({grund})", "eine Ausprägung wie in den übrigen Zeilen", ORIGINAL,
            zeile=zeile(), spalte="Vorspalte",
        )  # fmt: skip
    if not text:
        raise aufbau.rohdaten.refuse(
            "eine leere Zelle", "eine Ausprägung in jeder Zeile", zeile=zeile(), spalte="Vorspalte"
        )


def _choose(ags: np.ndarray, gebiete: list[str], aufbau: Aufbau) -> tuple[np.ndarray, list[str]]:
    """Leave out Regierungsbezirke and, in Kreis tables, parts of Kreise; count what is left out."""
    gemeindetabelle = _GEMEINDETABELLE.search(aufbau.tabelle) is not None
    bezirke = np.array([len(code) == 3 for code in gebiete])
    teile = np.array([len(code) == 8 and (code.startswith("11") or not gemeindetabelle) for code in gebiete])
    hinweise = []
    for auswahl, was in (
        (bezirke, "Regierungsbezirke und statistische Regionen"),
        (teile, "Teile von Kreisen (Berliner Bezirke, einzelne Städte)"),
    ):
        if auswahl.any():
            namen = [gebiete[i] for i in np.flatnonzero(auswahl)]
            hinweise.append(
                f"{len(namen)} {was} nicht übernommen ({int(auswahl[ags].sum())} Zeilen): "
                f"{', '.join(namen[:5])}{' …' if len(namen) > 5 else '.'}"
            )
    return ~(bezirke | teile), hinweise


def to_cells(zeilen: Zeilen, koerper: Koerper, aufbau: Aufbau, spalten: Sequence[Spalte]) -> Zellen:
    """Spread the kept rows over their value columns.

    `merkmal` is, for now, characteristic × number of columns + column.
    """
    anzahl, auswahl = len(spalten), zeilen.behalten

    def je_zelle(werte: np.ndarray) -> np.ndarray:
        gewaehlt = werte if auswahl is None else werte[auswahl]
        return gewaehlt if anzahl == 1 else np.repeat(gewaehlt, anzahl)

    wert, zeichen = (w if auswahl is None else w[auswahl] for w in (koerper.wert, koerper.zeichen))
    reihen = len(wert)
    zellen = Zellen(
        merkmal=je_zelle(zeilen.auspraegung * np.int32(anzahl)),
        merkmale=[],
        ags=je_zelle(zeilen.ags),
        gebiete=zeilen.gebiete,
        zeit=je_zelle(zeilen.zeit),
        zeiten=zeilen.zeiten,
        wert=wert.reshape(-1),
        zeichen=zeichen.reshape(-1),
        zeile=je_zelle(np.arange(aufbau.anfang, aufbau.anfang + len(koerper), dtype=np.int32)),
        spalte=np.tile(np.arange(anzahl, dtype=np.int16), reihen),
        spalten=[spaltenbuchstabe(aufbau.felder - anzahl + i) for i in range(anzahl)],
    )
    if anzahl > 1:
        zellen.merkmal += zellen.spalte
    if any(spalte.zeit for spalte in spalten):
        texte = [period(str(spalte.zeit), aufbau, lambda: aufbau.anfang - 1) for spalte in spalten]
        zellen.zeiten, nummern = _distinct(texte)
        zellen.zeit = np.tile(nummern, reihen)
    return zellen
