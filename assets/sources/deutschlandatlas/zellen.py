"""Cells of a Deutschlandatlas column: numbers, missing figures, classes."""

import numpy as np
import pandas as pd

from assets.sources.arbeitsmappe import text
from assets.sources.deutschlandatlas.kopf import Spaltenkopf, klasse
from assets.sources.deutschlandatlas.mappe import HERUNTERLADEN, Datenblatt
from assets.sources.fehler import EingabeFehler

FEHLWERT = -9999.0


def cells(blatt: Datenblatt, spalte: int, index: pd.Index) -> pd.Series:
    """Return the filled cells of a column; `index` counts the rows below the header from 0."""
    start = blatt.kopf + 1
    roh = pd.Series([blatt.rows[start + n][spalte] for n in index], index=index, dtype=object)
    return roh[roh.map(lambda zelle: zelle != "")]


def numbers(belegt: pd.Series, blatt: Datenblatt, kopf: Spaltenkopf) -> pd.Series:
    """Return the cells as numbers, `FEHLWERT` included.

    Raises:
        EingabeFehler: A cell holds anything but a finite number.
    """
    zahlen = pd.to_numeric(belegt, errors="coerce").astype("float64")
    falsch = belegt[~np.isfinite(zahlen)]
    if len(falsch):
        raise _refused(falsch, blatt, kopf, "eine Zahl oder den Fehlwert -9999")
    return zahlen


def limits(belegt: pd.Series, blatt: Datenblatt, kopf: Spaltenkopf) -> dict[str | None, pd.Series]:
    """Split class texts into lower (`von`) and upper (`bis`) limits; an open end has no row.

    Raises:
        EingabeFehler: A cell holds neither a class nor the missing figure.
    """
    texte = belegt.map(text).astype("str")
    grenzen: dict[str, tuple[float | None, float | None]] = {}
    for inhalt in texte.unique():
        art = (FEHLWERT, FEHLWERT) if inhalt in ("-9999", "-9999.0") else klasse(inhalt)
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
        gefunden=f"„{text(falsch.iloc[0])}“",
        erwartet=soll,
        abhilfe=HERUNTERLADEN,
    )
