"""Reader of the Gemeindeverzeichnis workbook („Auszug aus dem Gemeindeverzeichnis“), .xls and .xlsx.

The header is stacked over two to five rows and found by content; keys come in five parts; coordinates, if
there are any, are text with a decimal comma; footnotes follow the last record. Quarterly editions show the
territory of one day and the population of an earlier one: the day above each column counts.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import Zeile, oeffne, text, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.gemeindeverzeichnis.aufbau import (
    SATZARTEN,
    Verzeichnis,
    beobachtungen,
    gebiete,
    without_repeats,
)
from assets.sources.lesung import Lesung
from assets.sources.rahmen import pruefsumme, quellen_rahmen

_SPALTEN: Mapping[str, str] = {
    "satzart": "satzart",
    "land": "land",
    "rb": "rb",
    "kreis": "kreis",
    "krs": "kreis",
    "vb": "vb",
    "verb": "vb",
    "gem": "gem",
    "gemeindename": "name",
    "name": "name",
    "bezeichnungdergemeinde": "name",
    "flächekm2": "flaeche_km2",
    "flächekm²": "flaeche_km2",
    "flächeinkm2": "flaeche_km2",
    "flächeinkm²": "flaeche_km2",
    "insgesamt": "einwohner",
    "bevölkerunginsgesamt": "einwohner",
    "männlich": "maennlich",
    "weiblich": "weiblich",
    "längengrad": "laenge",
    "breitengrad": "breite",
}
_ENTBEHRLICH = frozenset({"vb", "maennlich", "weiblich", "laenge", "breite"})
"""Columns that older editions lack."""

_ZAHLEN = ("flaeche_km2", "einwohner", "maennlich", "weiblich", "laenge", "breite")
_GROESSEN = ("flaeche_km2", "einwohner", "maennlich", "weiblich")
_STELLEN = {"land": 2, "rb": 1, "kreis": 2, "vb": 4, "gem": 3}
_STICHTAG = re.compile(r"\b(\d{2})\.(\d{2})\.(\d{4})\b")
_HERUNTERLADEN = "Gemeindeverzeichnis (Jahresausgabe) beim Statistischen Bundesamt neu herunterladen."
_refusal = partial(EingabeFehler, abhilfe=_HERUNTERLADEN)
LIZENZ = "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet."


def recognise_gemeindeverzeichnis(pfad: Path) -> bool:
    """Tell whether a workbook is the Gemeindeverzeichnis: by title page or header.

    Raises:
        EingabeFehler: The workbook cannot be opened.
    """
    mappe = oeffne(pfad)
    for name in mappe.sheet_names[:2]:
        anfang = zeilen(mappe, name, pfad.name, hoechstens=12)
        if any(text(zelle) == "Gemeindeverzeichnis" for zeile in anfang for zelle in zeile[:1]):
            return True
        if _find_header(anfang) is not None:
            return True
    return False


def read_gemeindeverzeichnis(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read the workbook.

    Args:
        pfad: The workbook (.xlsx).
        merkmale: Catalogue by id, with the measures of the family `gemeindeverzeichnis`.

    Returns:
        One source, observations per Gemeinde at the Stichtag, and territories: Deutschland, Länder,
        Kreise, Gemeindeverbände as Planungsbereiche, Gemeinden (gemeindefreie Gebiete included) with
        name, area in km², inhabitants and WGS 84 coordinates.

    Raises:
        EingabeFehler: Workbook broken, header or a column missing, text where a number belongs, a
            Gemeinde twice or without Kreis.
    """
    mappe = oeffne(pfad)
    for blatt in mappe.sheet_names:
        rows = zeilen(mappe, blatt, pfad.name)
        kopf = _find_header(rows)
        if kopf is not None:
            break
    else:
        raise _refusal(
            pfad.name, "kein Blatt mit einer Spalte „Satzart“", "die Gemeindetabelle des Verzeichnisses"
        )
    spalten = _columns(rows, kopf, pfad.name, blatt)
    stichtag = _reference_date(rows[: kopf + 4], pfad.name, blatt)
    saetze, warnungen = without_repeats(_records(rows, kopf, spalten, pfad.name, blatt), pfad.name)
    orte = {name: spaltenbuchstabe(i) for name, i in spalten.items()}
    verzeichnis = Verzeichnis(pfad.name, saetze, orte, blatt)
    tage = _days_of_figures(rows[kopf : _first_record(rows, kopf, spalten)], spalten, stichtag)
    if "einwohner" not in tage:
        warnungen = (
            *warnungen,
            "Der Stichtag der Bevölkerung steht nicht im Kopf, und der Gebietsstand ist kein Jahresende: "
            "Gebiete gelesen, Einwohnerzahlen nicht übernommen",
        )
    quelle_id = f"gemeindeverzeichnis_{stichtag}"
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([_source(quelle_id, stichtag, pfad)]),
        beobachtungen=beobachtungen(
            verzeichnis, merkmale, quelle_id=quelle_id, tage=tage, gebietsstand=stichtag
        ),
        gebiete=gebiete(verzeichnis),
        warnungen=warnungen,
    )


def _plain(zelle: object) -> str:
    """Return a header cell without hyphens, spaces, footnote marks and case."""
    return re.sub(r"[-\s]|\d\)|(am|zum)\s*\d.*$|\(ARS\)|\(RS\)", "", text(zelle)).casefold()


def _find_header(rows: Sequence[Zeile]) -> int | None:
    for nummer, zeile in enumerate(rows[:20]):
        if zeile and _plain(zeile[0]) == "satzart":
            return nummer
    return None


def _first_record(rows: Sequence[Zeile], kopf: int, spalten: Mapping[str, int]) -> int:
    return next(
        (
            i
            for i in range(kopf + 1, len(rows))
            if text(rows[i][spalten["satzart"]]).removesuffix(".0") in SATZARTEN
        ),
        kopf + 1,
    )


def _days_of_figures(
    kopfzeilen: Sequence[Zeile], spalten: Mapping[str, int], stichtag: str
) -> dict[str, str]:
    """Return the day of area and population: printed above the column, or left of it under one heading.

    A date in the cells of the Gebietsstand or of the coordinates does not count. An edition of the end of
    a year that prints none states the figures of that day.
    """
    anfang = spalten["flaeche_km2"]
    gedruckt: dict[int, str] = {}
    for zeile in kopfzeilen:
        for i, zelle in enumerate(zeile[: max(spalten[s] for s in _GROESSEN if s in spalten) + 1]):
            treffer = _STICHTAG.search(text(zelle))
            if treffer and i >= anfang:
                gedruckt[i] = "-".join(reversed(treffer.groups()))
    tage: dict[str, str] = {}
    for groesse in _GROESSEN:
        davor = [i for i in gedruckt if groesse in spalten and i <= spalten[groesse]]
        if davor:
            tage[groesse] = gedruckt[max(davor)]
        elif groesse in spalten and stichtag.endswith("-12-31"):
            tage[groesse] = stichtag
    return tage


def _columns(rows: Sequence[Zeile], kopf: int, datei: str, blatt: str) -> dict[str, int]:
    """Map our names to column indexes, from the header row and the two below it."""
    spalten: dict[str, int] = {}
    for zeile in rows[kopf : kopf + 3]:
        for i, zelle in enumerate(zeile):
            name = _SPALTEN.get(_plain(zelle))
            if name and name not in spalten:
                spalten[name] = i
    noetig = set(_SPALTEN.values()) - _ENTBEHRLICH
    if {"laenge", "breite"} & set(spalten):
        noetig |= {"laenge", "breite"}  # one coordinate alone: a column is gone
    fehlend = sorted(noetig - set(spalten))
    if fehlend:
        raise _refusal(
            datei,
            f"keine Spalte für {', '.join(fehlend)}",
            "alle Spalten des Verzeichnisses",
            blatt=blatt,
            zeile=kopf + 1,
        )
    return spalten


def _reference_date(rows: Sequence[Zeile], datei: str, blatt: str) -> str:
    for zeile in rows:
        for zelle in zeile:
            treffer = _STICHTAG.search(text(zelle))
            if treffer:
                tag, monat, jahr = treffer.groups()
                return f"{jahr}-{monat}-{tag}"
    raise _refusal(datei, "kein Stichtag", "einen Titel mit „am 31.12.JJJJ“", blatt=blatt, zeile=1)


def _records(
    rows: Sequence[Zeile], kopf: int, spalten: Mapping[str, int], datei: str, blatt: str
) -> pd.DataFrame:
    """Return the records as a frame; rows without a Satzart (blank rows, footnotes) are none."""
    saetze = [
        {"zeile": nummer, **{name: zeile[i] for name, i in spalten.items()}}
        for nummer, zeile in enumerate(rows[kopf + 1 :], start=kopf + 2)
        if text(zeile[spalten["satzart"]]).removesuffix(".0") in SATZARTEN
    ]
    if not saetze:
        raise _refusal(
            datei, "keine Datensätze", "Zeilen mit den Satzarten 10 bis 60", blatt=blatt, zeile=kopf + 1
        )
    df = pd.DataFrame(saetze)
    df["satzart"] = df["satzart"].map(text).str.removesuffix(".0")
    df["name"] = df["name"].map(text)
    for name in _ENTBEHRLICH - set(spalten):
        df[name] = ""
    for name, stellen in _STELLEN.items():
        teil = df[name].map(text).str.removesuffix(".0")
        df[name] = teil.where(teil.eq(""), teil.str.zfill(stellen))
    for name in _ZAHLEN:
        df[name] = _number_column(df, name, datei, blatt)
    return df


def _number_column(df: pd.DataFrame, name: str, datei: str, blatt: str) -> pd.Series:
    roh = df[name].map(text).str.replace(",", ".", regex=False)
    zahlen = pd.to_numeric(roh.mask(roh.eq("")), errors="coerce").astype("float64")
    falsch = df[roh.ne("") & ~np.isfinite(zahlen)]
    leer = df[roh.eq("") & df["satzart"].eq("60")] if name == "einwohner" else falsch
    for fall in (falsch, leer):
        if len(fall):
            raise _refusal(
                datei,
                f"„{text(fall[name].iloc[0])}“",
                "eine Zahl",
                blatt=blatt,
                zeile=int(fall["zeile"].iloc[0]),
                spalte=name,
            )
    return zahlen


def _source(quelle_id: str, stichtag: str, pfad: Path) -> dict[str, str | None]:
    tag = ".".join(reversed(stichtag.split("-")))
    return {
        "quelle_id": quelle_id,
        "herausgeber": "Statistisches Bundesamt (Destatis)",
        "titel": "Gemeindeverzeichnis: Gemeinden mit Fläche, Bevölkerung und Mittelpunktkoordinaten",
        "tabelle": "Auszug aus dem Gemeindeverzeichnis",
        "stand": stichtag,
        "lizenz": LIZENZ,
        "url": "https://www.destatis.de/gemeindeverzeichnis",
        "datei": pfad.name,
        "sha256": pruefsumme(pfad),
        "quellenvermerk": f"© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis, Gebietsstand {tag}",
    }
