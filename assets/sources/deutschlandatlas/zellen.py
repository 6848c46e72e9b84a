"""Cells of a Deutschlandatlas column: numbers, missing figures, classes."""

import re

import pandas as pd

from assets.sources.arbeitsmappe import text
from assets.sources.deutschlandatlas.kopf import Spaltenkopf, klasse
from assets.sources.deutschlandatlas.mappe import HERUNTERLADEN, Datenblatt
from assets.sources.fehler import EingabeFehler
from assets.sources.zahlen import GROESSTE, Mehrdeutig, Unlesbar, number_map

FEHLWERT = -9999.0
_FEHLWERTE = frozenset({"-9999", "-9999.0", "-9999,0"})
_ZAHL = re.compile(r"-?[\d.,]+")


def cells(blatt: Datenblatt, spalte: int, index: pd.Index) -> pd.Series:
    """Return the filled cells of a column; `index` counts the rows below the header from 0."""
    start = blatt.kopf + 1
    roh = pd.Series([blatt.rows[start + n][spalte] for n in index], index=index, dtype=object)
    return roh[roh.map(lambda zelle: zelle != "")]


def is_classes(belegt: pd.Series) -> bool | None:
    """Tell whether a column holds classes (True) or numbers (False); None where its cells do not agree."""
    if set(map(type, belegt)) <= {float, int}:
        return False
    texte = {text(z) for z in belegt if isinstance(z, str)} - _FEHLWERTE
    if any(klasse(t) for t in texte):
        return True
    zahl = any(not isinstance(z, str) and z != FEHLWERT for z in belegt)
    return False if zahl or all(_ZAHL.fullmatch(t) for t in texte) else None


def numbers(belegt: pd.Series, blatt: Datenblatt, kopf: Spaltenkopf) -> pd.Series:
    """Return the cells as numbers, `FEHLWERT` included.

    Raises:
        EingabeFehler: A cell holds anything but a finite number, or text whose point may separate
            thousands or decimals.
    """
    soll = "eine Zahl oder den Fehlwert -9999"
    if set(map(type, belegt)) <= {float, int}:
        zahlen = belegt.astype("float64")
        if (zahlen.abs() < GROESSTE).all():
            return zahlen
    texte = {text(z) for z in belegt if isinstance(z, str)} - _FEHLWERTE
    try:
        gelesen = {**dict.fromkeys(_FEHLWERTE, FEHLWERT), **number_map(texte)}
    except (Unlesbar, Mehrdeutig) as fehler:
        raise _refused(belegt[belegt.map(text).eq(fehler.args[0])], blatt, kopf, soll) from fehler
    zahl = belegt.map(lambda z: isinstance(z, int | float) and not isinstance(z, bool) and abs(z) < GROESSTE)
    falsch = belegt[~zahl.astype(bool) & ~belegt.map(lambda z: isinstance(z, str)).astype(bool)]
    if len(falsch):
        raise _refused(falsch, blatt, kopf, soll)
    return belegt.map(lambda z: gelesen[text(z)] if isinstance(z, str) else float(z)).astype("float64")


def limits(belegt: pd.Series, blatt: Datenblatt, kopf: Spaltenkopf) -> dict[str | None, pd.Series]:
    """Split class texts into lower (`von`) and upper (`bis`) limits; an open end has no row.

    Raises:
        EingabeFehler: A cell holds neither a class nor the missing figure.
    """
    texte = belegt.map(text).astype("str")
    grenzen: dict[str, tuple[float | None, float | None]] = {}
    for inhalt in texte.unique():
        art = (FEHLWERT, FEHLWERT) if inhalt in _FEHLWERTE else klasse(inhalt)
        if art is None:
            raise _refused(
                belegt[texte == inhalt], blatt, kopf, "eine Klasse wie „5,50 bis unter 7,00“ oder -9999"
            )
        grenzen[inhalt] = art
    return {
        name: texte.map({inhalt: art[i] for inhalt, art in grenzen.items()}).astype("float64").dropna()
        for i, name in enumerate(("von", "bis"))
    }


def _refused(falsch: pd.Series, blatt: Datenblatt, kopf: Spaltenkopf, soll: str) -> EingabeFehler:
    return EingabeFehler(
        datei=blatt.datei,
        blatt=blatt.name,
        zeile=blatt.kopf + 2 + int(falsch.index[0]),
        spalte=kopf.kuerzel,
        gefunden=f"„{text(falsch.iloc[0])[:60]}“",
        erwartet=soll,
        abhilfe=HERUNTERLADEN,
    )
