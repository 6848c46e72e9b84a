"""Reader of the GISD (German Index of Socioeconomic Deprivation): one CSV per spatial level.

The score is relative within each year, and quintile, decile and class follow from it within that year; none
of them tells a change over time. The files of single Länder are scaled within their Land and share no scale
with the federal ones. The file names no edition: it counts as old as its newest year.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, quelle_aus_katalog, quellen_rahmen
from assets.sources.schluessel import planungsbereich

FAMILIE: Final = "gisd"
GEBIETSSTAND: Final[Mapping[str, str]] = {"2019": "2019-12-31"}
"""Gebietsstand by newest year of the file, as the publisher's documentation states it."""

_EBENEN: Final[Mapping[str, tuple[str, int, Callable[[str], str]]]] = {
    "kreis_id": ("Kreis", 5, str),
    "gemeinde_id": ("Gemeinde", 8, str),
    "gvb_id": ("Gemeindeverband", 9, planungsbereich),
}
_ANDERE: Final = re.compile(r"(ror|nuts\d?|plz\d?|bula|bundesland)(_id)?")
_BEIWERK: Final = re.compile(r"(kreis|gemeinde|gvb)_(id|name)")
_MASSE: Final = {"gisd_5": range(1, 6), "gisd_10": range(1, 11), "gisd_k": range(1, 4)}
_SCORE: Final = "gisd_score"
_SCORE_MUSTER: Final = r"0|1|0\.\d+|1\.0+"
_JAHR_MUSTER: Final = r"(?:19|20)\d{2}"
_LAENDER: Final = 16
_ABHILFE: Final = "GISD_Bund_Kreis.csv beim Robert Koch-Institut neu herunterladen und unverändert ablegen."


@dataclass(frozen=True)
class _Datei:
    """The file: its name and its rows as text, indexed by the line of the file."""

    name: str
    df: pd.DataFrame

    def refusal(
        self, gefunden: str, erwartet: str, *, zeile: int | None = None, spalte: str | None = None
    ) -> EingabeFehler:
        return EingabeFehler(
            datei=self.name,
            gefunden=gefunden,
            erwartet=erwartet,
            abhilfe=_ABHILFE,
            zeile=zeile,
            spalte=spalte,
        )

    def check(self, spalte: str, gut: pd.Series, erwartet: str) -> None:
        """Refuse the first row in which a column is not as it should be."""
        if not gut.all():
            zeile = int(gut.index[~gut.to_numpy()][0])
            raise self.refusal(f"„{self.df[spalte][zeile]}“", erwartet, zeile=zeile, spalte=spalte)


def recognise_gisd(probe: Probe) -> bool:
    """Tell whether a file is a GISD table: a CSV whose header names the score, the year and a territory."""
    if probe.ist_zip or probe.ist_html:
        return False
    kopf = {feld.strip().strip('"').lower() for feld in re.split(r"[,;\t]", probe.text.partition("\n")[0])}
    return {_SCORE, "year"} <= kopf


def read_gisd(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one GISD table of Kreise, Gemeinden or Gemeindeverbände of all Länder.

    Args:
        pfad: The CSV (comma, UTF-8, decimal point).
        merkmale: Catalogue by id; entries of the family `gisd` name the column in `spalte`.

    Returns:
        One source; score (0 to 1), quintile, decile and class per territory and year.

    Raises:
        EingabeFehler: Another spatial level, a single Land, a row cut off, key or value impossible, a
            territory without one of the years, or quintile, decile and class that contradict each other.
    """
    datei = _read(pfad)
    spalte = _territory_column(datei)
    name, stellen, form = _EBENEN[spalte]
    ags = _keys(datei, spalte, stellen).map(form)
    _check_panel(datei, ags)
    werte = _figures(datei)
    jahr = str(datei.df["year"].max())
    stand = f"{jahr}-12-31"
    gebietsstand = GEBIETSSTAND.get(jahr)
    quelle = quelle_aus_katalog(
        FAMILIE, pfad, quelle_id=f"gisd_{name.lower()}_{stand}", tabelle=f"Ebene {name}", stand=stand
    )
    eintraege = {e.spalte[0]: e for e in merkmale.values() if e.familie == FAMILIE}
    neue = [_new_entry(mass) for mass in werte if mass not in eintraege]
    eintraege |= {e.spalte[0]: e for e in neue}
    teile = [
        _observations(datei, mass, zahlen).assign(merkmal_id=eintraege[mass].id, ags=ags)
        for mass, zahlen in werte.items()
    ]
    beobachtungen = beobachtungen_rahmen(teile)
    warnungen = [f"{pfad.name}: die Datei nennt keine Ausgabe; eingeordnet nach ihrem jüngsten Jahr {jahr}"]
    if gebietsstand is None:
        warnungen.append(
            f"{pfad.name}: die Datei nennt keinen Gebietsstand; sie enthält {ags.nunique()} Gebiete"
        )
    warnungen += [f"{pfad.name}: Spalte „{s}“ nicht übernommen" for s in _other_columns(datei, werte)]
    warnungen += [f"{pfad.name}: „{e.name}“ steht nicht im Katalog; als neues Merkmal gelesen" for e in neue]
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([quelle]),
        beobachtungen=beobachtungen.assign(quelle_id=quelle["quelle_id"], gebietsstand=gebietsstand),
        gebiete=gebiete_rahmen(),
        warnungen=tuple(warnungen),
        merkmale=tuple(neue),
    )


def _other_columns(datei: _Datei, werte: Mapping[str, pd.Series]) -> list[str]:
    """Return columns that are no measure; refuse them where they may be a measure whose name is damaged."""
    fremd = [s for s in datei.df.columns if not (s in werte or s == "year" or _BEIWERK.fullmatch(s))]
    fehlt = [mass for mass in _MASSE if mass not in werte]
    if fremd and fehlt:
        raise datei.refusal(f"eine Spalte „{fremd[0]}“ und keine Spalte {fehlt[0]}", f"{fehlt[0]}", zeile=1)
    return fremd


def _observations(datei: _Datei, mass: str, zahlen: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zeitraum": datei.df["year"],
            "wert": zahlen,
            "zeile": datei.df.index,
            "spalte": spaltenbuchstabe(list(datei.df.columns).index(mass)),
        }
    )


def _read(pfad: Path) -> _Datei:
    leer = _Datei(pfad.name, pd.DataFrame())
    try:
        text = pfad.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fehler:
        raise leer.refusal("Zeichen, die kein UTF-8 sind", "eine CSV-Datei in UTF-8") from fehler
    trenner = "," if "," in text.partition("\n")[0] else ";" if ";" in text.partition("\n")[0] else "\t"
    leser = csv.reader(io.StringIO(text, newline=""), delimiter=trenner)
    rows, nummern, letzte = [], [], 0
    try:
        for zeile in leser:
            if any(feld.strip() for feld in zeile):
                rows.append([feld.strip() for feld in zeile])
                nummern.append(letzte + 1)
            letzte = leser.line_num
    except csv.Error as fehler:
        raise leer.refusal(
            "eine unlesbare Zelle", "eine unbeschädigte CSV-Datei", zeile=letzte + 1
        ) from fehler
    for zeile, nummer in zip(rows, nummern, strict=True):
        if len(zeile) != len(rows[0]):
            raise leer.refusal(
                f"{len(zeile)} Spalten (abgeschnitten oder verschoben)",
                f"{len(rows[0])} Spalten",
                zeile=nummer,
            )
    return _Datei(pfad.name, pd.DataFrame(rows[1:], columns=rows[0], index=nummern[1:], dtype="str"))


def _territory_column(datei: _Datei) -> str:
    spalten = set(datei.df.columns)
    bekannt = [s for s in _EBENEN if s in spalten]
    andere = [s for s in datei.df.columns if _ANDERE.fullmatch(s)]
    if len(bekannt) != 1 or not {_SCORE, "year"} <= spalten or len(spalten) != len(datei.df.columns):
        raise datei.refusal(
            f"Werte je „{andere[0]}“, keine Ebene der Sozialplanung"
            if andere
            else "Spalten " + ", ".join(spalten),
            "eine Spalte kreis_id, gemeinde_id oder gvb_id neben year und gisd_score",
            zeile=1,
        )
    if datei.df.empty:
        raise datei.refusal("keine Datenzeile", "Werte je Gebiet und Jahr")
    return bekannt[0]


def _keys(datei: _Datei, spalte: str, stellen: int) -> pd.Series:
    """Return full keys; a zero that every key of the Länder 01 to 09 lost is put back."""
    roh = datei.df[spalte]
    verloren = not roh.str.startswith("0").any()
    voll = roh.str.zfill(stellen) if verloren and roh.str.len().isin({stellen - 1, stellen}).all() else roh
    muster = rf"(?:0[1-9]|1[0-6])\d{{{stellen - 2}}}"
    datei.check(
        spalte, voll.str.fullmatch(muster), f"einen Gebietsschlüssel mit {stellen} Stellen, Land 01 bis 16"
    )
    laender = voll.str[:2].nunique()
    if laender != _LAENDER:
        raise datei.refusal(
            f"Schlüssel aus {laender} Ländern",
            "alle 16 Länder (die Dateien je Land sind nur innerhalb des Landes vergleichbar)",
            spalte=spalte,
        )
    return voll


def _check_panel(datei: _Datei, ags: pd.Series) -> None:
    """Refuse rows that occur twice and territories without one of the years."""
    jahr = datei.df["year"]
    datei.check("year", jahr.str.fullmatch(_JAHR_MUSTER), "ein Jahr")
    doppelt = pd.DataFrame({"ags": ags, "jahr": jahr}).duplicated()
    if doppelt.any():
        zeile = int(doppelt.index[doppelt.to_numpy()][0])
        raise datei.refusal(
            f"{ags[zeile]} im Jahr {jahr[zeile]} zum zweiten Mal", "jedes Gebiet je Jahr einmal", zeile=zeile
        )
    jahre = jahr.groupby(ags).nunique()
    luecke = jahre[jahre != jahr.nunique()]
    if len(luecke):
        raise datei.refusal(
            f"{luecke.iloc[0]} Jahre für {luecke.index[0]}",
            f"alle {jahr.nunique()} Jahre je Gebiet (Datei abgeschnitten?)",
        )


def _figures(datei: _Datei) -> Mapping[str, pd.Series]:
    """Return the numbers per measure after checking them against each other."""
    datei.check(
        _SCORE, datei.df[_SCORE].str.fullmatch(_SCORE_MUSTER), "eine Zahl von 0 bis 1 mit Dezimalpunkt"
    )
    werte = {_SCORE: datei.df[_SCORE].astype("float64").round(6)}
    for mass, stufen in _MASSE.items():
        if mass in datei.df:
            erlaubt = {str(stufe) for stufe in stufen}
            datei.check(mass, datei.df[mass].isin(erlaubt), f"eine Stufe von 1 bis {stufen[-1]}")
            werte[mass] = datei.df[mass].astype("float64")
    if set(_MASSE) <= set(werte):
        quintil = werte["gisd_5"]
        datei.check("gisd_10", ((werte["gisd_10"] + 1) // 2).eq(quintil), "das Dezil zum Quintil")
        klasse = 1 + quintil.gt(1).astype("float64") + quintil.gt(4)
        datei.check("gisd_k", werte["gisd_k"].eq(klasse), "die Klasse zum Quintil")
        _check_order(datei, werte)
    return werte


def _check_order(datei: _Datei, werte: Mapping[str, pd.Series]) -> None:
    """Refuse a score that is higher than one of a higher decile of the same year."""
    df = pd.DataFrame({"jahr": datei.df["year"], "dezil": werte["gisd_10"], "score": werte[_SCORE]})
    sortiert = df.sort_values(["jahr", "dezil", "score"])
    bisher = sortiert.groupby("jahr")["score"].cummax()
    datei.check(_SCORE, sortiert["score"].ge(bisher), "einen Wert, der zum Dezil passt")


def _new_entry(mass: str) -> MerkmalEintrag:
    return MerkmalEintrag(
        id=mass,
        name=f"GISD, Spalte {mass}",
        definition=f"German Index of Socioeconomic Deprivation, Spalte {mass}; nur innerhalb eines Jahres "
        "vergleichbar.",
        einheit="ohne Angabe",
        bezug="Jahr",
        familie=FAMILIE,
        tabelle="GISD",
        spalte=(mass,),
        summierbar=False,
    )
