"""Reader of INKAR exports: `.xls` with two header rows (indicator, year) and one row per territory.

An empty cell is a missing figure and yields no observation; the reader counts them. The workbook names
its edition (a year) but neither a day of publication nor the Gebietsstand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import Zeile, oeffne, text, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.lesung import Lesung
from assets.sources.rahmen import (
    beobachtungen_rahmen,
    gebiete_rahmen,
    ohne_doppelte,
    pruefsumme,
    quellen_rahmen,
)
from assets.sources.schluessel import planungsbereich, ziffern

FAMILIE = "inkar"
GEBIETSSTAND_JE_AUSGABE: Mapping[str, str] = {"2024": "2022-12-31"}
"""Gebietsstand of the editions, as the BBSR states it beside the download; the files do not say it."""

_KOPF = ("Kennziffer", "Raumeinheit", "Aggregat")
_ERSTE = len(_KOPF)
_EBENEN = {5: "kreise", 8: "gemeinden", 9: "gemeindeverbaende"}
_AUSGABE = re.compile(r"INKAR\.? Ausgabe (\d{4})")
_DL_DE = "https://www.govdata.de/dl-de/by-2-0"
_HERUNTERLADEN = "Tabelle bei INKAR (BBSR) neu als Excel-Datei ausgeben und unverändert ablegen."


@dataclass(frozen=True)
class _Tabelle:
    """The sheet with the figures: name, header row, rows and columns per indicator."""

    datei: str
    blatt: str
    kopf: int
    rows: Sequence[Zeile]
    spalten: Mapping[str, Mapping[int, str]]


def recognise_inkar(pfad: Path) -> bool:
    """Tell whether a workbook is an INKAR export: by the header of its first sheet or its citation.

    Raises:
        EingabeFehler: The workbook cannot be opened.
    """
    mappe = oeffne(pfad)
    for name in mappe.sheet_names[:1]:
        if _find_header(zeilen(mappe, name, pfad.name, hoechstens=10)) is not None:
            return True
    return {"Metadaten", "Quellangabe"} <= set(mappe.sheet_names)


def read_inkar(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one INKAR export.

    Args:
        pfad: The workbook (.xls or .xlsx).
        merkmale: Catalogue by id; entries of the family `inkar` name the indicator in `spalte`.

    Returns:
        One source per indicator (an export usually holds one), observations per territory and year,
        no territories. Indicators that the catalogue does not know become new entries, with a warning.

    Raises:
        EingabeFehler: Workbook broken, header or years missing, key unknown, twice or of mixed levels,
            text where a number belongs.
    """
    mappe = oeffne(pfad)
    tabelle = _table(pfad.name, {name: zeilen(mappe, name, pfad.name) for name in mappe.sheet_names})
    texte = [
        text(z)
        for n in mappe.sheet_names
        if n != tabelle.blatt
        for r in zeilen(mappe, n, pfad.name)
        for z in r
    ]
    ausgabe = _edition(texte, pfad.name)
    stellen, ags = _keys(tabelle)
    bekannt = {e.spalte[0].casefold(): e for e in merkmale.values() if e.familie == FAMILIE}
    warnungen, teile, quellen, neue = [], [], [], []
    gebietsstand = GEBIETSSTAND_JE_AUSGABE.get(ausgabe)
    if gebietsstand is None:
        warnungen.append(f"{pfad.name}: Gebietsstand der INKAR-Ausgabe {ausgabe} ist nicht hinterlegt")
    for name, spalten in tabelle.spalten.items():
        eintrag = bekannt.get(name.casefold())
        if eintrag is None:
            eintrag = _new_entry(name, _metadata(mappe.sheet_names, name, texte))
            neue.append(eintrag)
            warnungen.append(f"{pfad.name}: „{name}“ steht nicht im Katalog; als neues Merkmal gelesen")
        teil, leer = _figures(tabelle, spalten, ags)
        if leer:
            warnungen.append(f"{pfad.name}: {leer} leere Zellen, dort liegt keine Angabe vor")
        quelle = _source(eintrag, name, ausgabe, stellen, pfad)
        quellen.append(quelle)
        teile.append(
            teil.assign(merkmal_id=eintrag.id, quelle_id=quelle["quelle_id"], gebietsstand=gebietsstand)
        )
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen(quellen),
        beobachtungen=beobachtungen_rahmen(teile),
        gebiete=gebiete_rahmen(),
        warnungen=tuple(warnungen),
        merkmale=tuple(neue),
    )


def _find_header(rows: Sequence[Zeile]) -> int | None:
    for nummer, zeile in enumerate(rows[:10]):
        if tuple(text(zelle) for zelle in zeile[:_ERSTE]) == _KOPF:
            return nummer
    return None


def _refusal(
    datei: str,
    gefunden: str,
    erwartet: str,
    *,
    blatt: str | None = None,
    zeile: int | None = None,
    spalte: str | None = None,
) -> EingabeFehler:
    return EingabeFehler(
        datei=datei,
        gefunden=gefunden,
        erwartet=erwartet,
        abhilfe=_HERUNTERLADEN,
        blatt=blatt,
        zeile=zeile,
        spalte=spalte,
    )


def _table(datei: str, blaetter: Mapping[str, Sequence[Zeile]]) -> _Tabelle:
    """Find the sheet with the figures and the columns of each indicator."""
    for blatt, rows in blaetter.items():
        kopf = _find_header(rows)
        if kopf is None:
            continue
        jahre = rows[kopf + 1] if len(rows) > kopf + 1 else []
        spalten: dict[str, dict[int, str]] = {}
        for i, zelle in enumerate(rows[kopf][_ERSTE:], start=_ERSTE):
            jahr = text(jahre[i]).removesuffix(".0") if i < len(jahre) else ""
            if not text(zelle) and not jahr:
                continue
            if not re.fullmatch(r"(19|20)\d{2}", jahr) or jahr in spalten.get(text(zelle), {}).values():
                raise _refusal(
                    datei,
                    f"„{jahr}“",
                    "je Indikator eine Spalte mit einer Jahreszahl in der zweiten Kopfzeile",
                    blatt=blatt,
                    zeile=kopf + 2,
                    spalte=text(zelle),
                )
            spalten.setdefault(text(zelle), {})[i] = jahr
        if spalten:
            return _Tabelle(datei, blatt, kopf, rows, spalten)
    raise _refusal(
        datei, "kein Blatt mit der Kopfzeile Kennziffer, Raumeinheit, Aggregat", "eine INKAR-Tabelle"
    )


def _edition(texte: Iterable[str], datei: str) -> str:
    for inhalt in texte:
        treffer = _AUSGABE.search(inhalt)
        if treffer:
            return treffer.group(1)
    raise _refusal(datei, "keine Ausgabe", "ein Blatt „Quellangabe“ mit „INKAR. Ausgabe JJJJ“")


def _keys(tabelle: _Tabelle) -> tuple[int, pd.Series]:
    """Return the number of digits of the keys, and the territory key per row (0: first below the header)."""
    start = tabelle.kopf + 2
    zellen = pd.Series([z[0] for z in tabelle.rows[start:]], dtype=object)
    roh = zellen.map(lambda z: text(z).removesuffix(".0")).astype("str")
    roh = roh[roh.ne("")]
    stellen = int(roh.str.len().max()) if len(roh) else 0
    vollstaendig = roh.str.len().eq(stellen) | zellen[roh.index].map(lambda z: not isinstance(z, str))
    schluessel = roh.where(vollstaendig, "").map(lambda k: ziffern(k, stellen) if k else None)
    falsch = roh if stellen not in _EBENEN else roh[schluessel.isna()]
    if len(falsch) or roh.empty:
        raise _refusal(
            tabelle.datei,
            f"„{falsch.iloc[0]}“" if len(falsch) else "keine Datenzeile",
            "Kennziffern einer Ebene (Kreise 5, Gemeinden 8, Gemeindeverbände 9 Stellen), Land 01 bis 16",
            blatt=tabelle.blatt,
            zeile=start + 1 + int(falsch.index[0]) if len(falsch) else None,
            spalte=_KOPF[0],
        )
    ohne_doppelte(
        schluessel, datei=tabelle.datei, blatt=tabelle.blatt, spalte=_KOPF[0], erste_zeile=start + 1
    )
    return stellen, schluessel.map(planungsbereich) if stellen == 9 else schluessel


def _figures(tabelle: _Tabelle, spalten: Mapping[int, str], ags: pd.Series) -> tuple[pd.DataFrame, int]:
    """Return observations (ags, zeitraum, wert) of one indicator and the number of empty cells."""
    start = tabelle.kopf + 2
    teile, leer = [], 0
    for spalte, jahr in spalten.items():
        roh = pd.Series([tabelle.rows[start + n][spalte] for n in ags.index], index=ags.index, dtype=object)
        belegt = roh[roh.map(lambda zelle: zelle != "")]
        leer += len(roh) - len(belegt)
        zahlen = pd.to_numeric(belegt, errors="coerce").astype("float64")
        falsch = belegt[~np.isfinite(zahlen)]
        if len(falsch):
            raise _refusal(
                tabelle.datei,
                f"„{text(falsch.iloc[0])}“",
                "eine Zahl mit Dezimalpunkt oder eine leere Zelle",
                blatt=tabelle.blatt,
                zeile=start + 1 + int(falsch.index[0]),
                spalte=jahr,
            )
        teile.append(
            pd.DataFrame({"ags": ags.reindex(zahlen.index), "zeitraum": jahr, "wert": zahlen.round(6)})
        )
    return pd.concat(teile, ignore_index=True), leer


def _metadata(blaetter: Sequence[str], name: str, texte: Sequence[str]) -> str:
    """Return the long name of an indicator from the sheet „Metadaten“: the text after its short name."""
    if "Metadaten" in blaetter and name in texte[:-1]:
        return texte[texte.index(name) + 1]
    return name


def _new_entry(name: str, langname: str) -> MerkmalEintrag:
    umlaute = name.lower()
    for umlaut, ersatz in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        umlaute = umlaute.replace(umlaut, ersatz)
    return MerkmalEintrag(
        id="inkar_" + re.sub(r"[^a-z0-9]+", "_", umlaute).strip("_"),
        name=name,
        definition=f"{langname} (INKAR).",
        einheit="ohne Angabe",
        bezug="Jahr",
        familie=FAMILIE,
        tabelle=name,
        spalte=(name,),
        summierbar=False,
    )


def _source(
    eintrag: MerkmalEintrag, name: str, ausgabe: str, stellen: int, pfad: Path
) -> dict[str, str | None]:
    ebene = _EBENEN[stellen]
    kurz = eintrag.id.removeprefix("inkar_")
    return {
        "quelle_id": f"inkar_{ausgabe}_{kurz}" + ("" if ebene == "kreise" else f"_{ebene}"),
        "herausgeber": "Bundesinstitut für Bau-, Stadt- und Raumforschung (BBSR), Bonn",
        "titel": f"INKAR, Ausgabe {ausgabe}: {name}",
        "tabelle": name,
        "stand": f"{ausgabe}-01-01",
        "lizenz": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "lizenz_url": _DL_DE,
        "url": "https://www.inkar.de",
        "datei": pfad.name,
        "sha256": pruefsumme(pfad),
        "quellenvermerk": f"© BBSR Bonn {ausgabe}, INKAR, Ausgabe {ausgabe}, „{name}“; dl-de/by-2-0",
    }
