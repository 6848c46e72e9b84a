"""Territories of a flat CSV: which variable names them, and which rows name one that this project holds.

The Regionaldatenbank writes the variable `KREISE` over `DG`, Länder, Regierungsbezirke, Kreise and single
towns alike; the census has variables of its own (`GEODL1`, `GEOLK4`, `GEOGM4`), which may change from row to
row, and keys of twelve digits. So the variable is found, and the key decides about the level.
"""

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from assets.sources.fehler import EingabeFehler
from assets.sources.genesis.behaelter import NEU_LADEN
from assets.sources.genesis.flach import Flach
from assets.sources.genesis.worte import ganze_zahl
from assets.sources.schluessel import ags_aus_ars, planungsbereich

_GEBIETSMERKMAL: Final = re.compile(
    r"DG|F?DINSG|F?DLAND[RSUX]?|F?REGBEZ|F?KREISE?|KREISF|F?GEMEIN|FAMTGEM|GRSTADT|PGEMEIN|PGEM-2DI|NUTS-?\d?"
    r"|GEO[A-Z]{2}\d?"
)
_GEMEINDEMERKMAL: Final = re.compile(r"F?GEMEIN|PGEM.*|GEOGM\d?")
_SCHLUESSEL: Final = re.compile(r"DG|\d{2}|\d{3}|\d{5}|\d{8}|\d{9}|\d{12}", re.ASCII)
_LAENDER: Final = frozenset(f"{nummer:02}" for nummer in range(1, 17))
_DEUTSCHLAND: Final = {"Deutschland", "Germany"}
_GESAMT: Final = frozenset({"", "Insgesamt", "insgesamt", "Total", "total", "Zusammen", "zusammen"})
_ANDERER_CODE: Final = re.compile(
    r"(?!(?:NAN?|NULL|INF|TRUE|FALSE|WAHR|FALSCH)$)[A-Z][A-Z0-9-]*|[0-9]{3}", re.ASCII
)
"""Keys outside the official division (NUTS, groups of states, Regierungsbezirke), no words of a program."""
_VIELE: Final = 20
"""Rows of a file that make a single row beside them an exception."""

_GEBIETSSTAND: Final = re.compile(r"(?:Gebietsstand|Stand) (\d{2})\.(\d{2})\.(\d{4}|\d{2})\b")
_UNKLAR: Final = {
    "FAMTGEM": "Gemeinden und Gemeindeverbände unter gleich langen Schlüsseln",
    "FDINSG": "nur die Flächenländer",
}


@dataclass(frozen=True)
class Gebiete:
    """Where the rows of a file lie.

    Attributes:
        variable: Number of the variable that names the territory.
        ags: Key per row; NULL: the row is left out.
        gebietsstand: Day (ISO) per row, where the variable states one; else NULL.
        hinweise: Sentences about rows left out.
    """

    variable: int
    ags: pd.Series
    gebietsstand: pd.Series
    hinweise: tuple[str, ...]


def find_territories(flach: Flach) -> Gebiete:
    """Find the territory of every row.

    Keys are checked for their form; whether a Kreis of that key exists is for the caller with
    the registers.

    Raises:
        EingabeFehler: no or several variables for territories, or a key of no territory's form.
    """
    k = _territory_variable(flach)
    zeilen = flach.zeilen
    spalten = [f"merkmal_{k}", f"merkmal_name_{k}", f"code_{k}", f"name_{k}"]
    arten = zeilen[spalten].drop_duplicates().astype(str)
    arten["grund"] = [_reason_to_leave_out(*z) for z in arten.itertuples(index=False, name=None)]
    arten["ags"] = [_key(code, name) for code, name in zip(arten.iloc[:, 2], arten.iloc[:, 3], strict=True)]
    _refuse_impossible(arten, flach, k)
    arten.loc[arten["grund"] != "", "ags"] = None
    arten["gebietsstand"] = [_stated_date(name) for name in arten[f"merkmal_name_{k}"]]
    voll = zeilen[spalten].astype(str).merge(arten, on=spalten, how="left", validate="m:1")
    voll.index = zeilen.index
    return Gebiete(k, voll["ags"], voll["gebietsstand"], _notes(voll, k))


def _territory_variable(flach: Flach) -> int:
    """Return the number of the variable that names territories."""
    zeilen = flach.zeilen
    arten = {k: set(zeilen[f"merkmal_{k}"].astype(str).unique()) for k in flach.variablen}
    codes = {k: set(zeilen[f"code_{k}"].astype(str).unique()) for k in flach.variablen}
    gefunden = [k for k in flach.variablen if all(_GEBIETSMERKMAL.fullmatch(a) for a in arten[k] if a)]
    gefunden = [k for k in gefunden if arten[k] != {""}]
    if not gefunden:
        gefunden = [k for k in flach.variablen if _looks_like_keys(codes[k])]
    if len(gefunden) > 1:
        gefunden = [k for k in gefunden if codes[k] != {"DG"}]
    if len(gefunden) != 1:
        alle = gefunden or flach.variablen
        namen = ", ".join(sorted(str(zeilen[f"merkmal_name_{k}"].iloc[0]) for k in alle))
        was = "mehrere Gebietsmerkmale" if gefunden else "kein Gebietsmerkmal"
        raise EingabeFehler(
            flach.inhalt.datei, f"{was} ({namen})", "genau ein Merkmal mit Gebietsschlüsseln",
            "Eine Tabelle wählen, in der jede Angabe zu einem Gebiet gehört.", blatt=flach.inhalt.blatt,
        )  # fmt: skip
    merkmal = next(iter(arten[gefunden[0]]))
    if merkmal in _UNKLAR:
        raise EingabeFehler(
            flach.inhalt.datei, f"das Gebietsmerkmal {merkmal} ({_UNKLAR[merkmal]})",
            "Deutschland, Länder, Kreise oder Gemeinden",
            "Die Tabelle mit einem anderen Gebietsmerkmal abrufen.", blatt=flach.inhalt.blatt,
        )  # fmt: skip
    return gefunden[0]


def _looks_like_keys(codes: set[str]) -> bool:
    voll = codes - {""}
    return bool(voll) and all(_is_key(c) for c in voll) and any(c == "DG" or len(c) >= 5 for c in voll)


def _is_key(code: str) -> bool:
    return bool(_SCHLUESSEL.fullmatch(code)) and (code == "DG" or code[:2] in _LAENDER)


def _key(code: str, name: str) -> str | None:
    if code == "DG" or (code == "" and name in _DEUTSCHLAND):
        return "00"
    if not _is_key(code):
        return None
    if len(code) == 12:
        return ags_aus_ars(code)
    return planungsbereich(code) if len(code) == 9 else code


def _reason_to_leave_out(merkmal: str, merkmal_name: str, code: str, name: str) -> str:
    """Say why a row names no territory of this project; empty when it does."""
    if code == "" and name not in _DEUTSCHLAND:
        return "Zeilen ohne Gebietsschlüssel"
    if len(code) == 3 and code.isdigit():
        return "Regierungsbezirke und statistische Regionen"
    gemeinden = bool(_GEMEINDEMERKMAL.fullmatch(merkmal)) or merkmal_name.startswith("Gemeinden")
    if len(code) == 12 and not gemeinden:
        return "Gebiete mit zwölfstelligem Schlüssel, die keine Gemeinden sind,"
    teil = len(code) == 8 and (not gemeinden or (code.startswith("11") and code != "11000000"))
    if teil or merkmal.startswith("GEOBZ"):
        return "Teile von Kreisen (Berliner Bezirke, einzelne Städte)"
    if code != "DG" and re.search(r"[^\d]", code):
        return "Angaben außerhalb der amtlichen Gebietsgliederung"
    return ""


def _refuse_impossible(arten: pd.DataFrame, flach: Flach, k: int) -> None:
    codes, namen = arten[f"code_{k}"], arten[f"name_{k}"]
    schlecht = (arten["grund"] == "") & arten["ags"].isna()
    schlecht |= arten["ags"].isna() & codes.ne("") & ~codes.str.fullmatch(_ANDERER_CODE.pattern)
    schlecht |= _lost_key(arten, flach, k) | _lost_zero(arten, k)
    if not schlecht.any():
        return
    code, name = str(codes[schlecht].iloc[0]), str(namen[schlecht].iloc[0])
    zeilen = flach.zeilen
    passt = zeilen[f"code_{k}"].astype(str).eq(code) & zeilen[f"name_{k}"].astype(str).eq(name)
    raise EingabeFehler(
        flach.inhalt.datei, f"„{code[:60]}“ für „{name[:60]}“", "einen amtlichen Gebietsschlüssel",
        NEU_LADEN, blatt=flach.inhalt.blatt, zeile=int(zeilen.loc[passt, "nummer"].iloc[0]),
        spalte="Gebietsschlüssel",
    )  # fmt: skip


def _lost_key(arten: pd.DataFrame, flach: Flach, k: int) -> pd.Series:
    """Mark empty keys beside a name that has a key in other rows, or that stands in a single row of many."""
    codes, namen = arten[f"code_{k}"], arten[f"name_{k}"]
    leer = codes.eq("") & ~namen.isin(_GESAMT | _DEUTSCHLAND)
    if not leer.any():
        return leer
    ohne = flach.zeilen.loc[flach.zeilen[f"code_{k}"].astype(str).eq(""), f"name_{k}"].astype(str)
    einzeln = namen.map(ohne.value_counts()).eq(1) & (len(flach.zeilen) >= _VIELE)
    return leer & (namen.isin(namen[codes.ne("")]) | einzeln)


def _lost_zero(arten: pd.DataFrame, k: int) -> pd.Series:
    """Mark keys of eight digits beside keys of nine under one variable: Verbände that lost a leading zero."""
    laenge = arten[f"code_{k}"].str.len()
    neun = laenge.eq(9).groupby(arten[f"merkmal_{k}"]).transform("any")
    return neun & laenge.eq(8)


def _stated_date(merkmal_name: str) -> str | None:
    treffer = _GEBIETSSTAND.search(merkmal_name)
    if treffer is None:
        return None
    tag, monat, jahr = treffer.groups()
    return f"{jahr if len(jahr) == 4 else '20' + jahr}-{monat}-{tag}"


def _notes(voll: pd.DataFrame, k: int) -> tuple[str, ...]:
    saetze = []
    for grund, zeilen in voll[voll["grund"] != ""].groupby("grund", sort=True):
        codes = zeilen[f"code_{k}"].drop_duplicates().sort_values()
        beispiele = ", ".join(c for c in codes.head(5) if c)
        saetze.append(
            f"{ganze_zahl(len(codes))} {grund} nicht übernommen ({ganze_zahl(len(zeilen))} Angaben)"
            f"{': ' + beispiele if beispiele else ''}{' …' if len(codes) > 5 else '.'}"
        )
    return tuple(saetze)
