"""The figures of an INKAR table as one frame, wide and long tables alike."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from assets.sources.arbeitsmappe import text
from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.inkar.aufbau import KENNZIFFER, Aufbau
from assets.sources.inkar.gebiete import Gebietsspalte
from assets.sources.zahlen import SOLL, Mehrdeutig, Unlesbar, cell_text, number_map

_ZEITRAUM: Final = re.compile(r"((?:19|20)\d{2})(?:\s*(?:-|–|/|bis)\s*((?:19|20)\d{2}))?")


@dataclass(frozen=True)
class Indikator:
    """What an indicator is called in the file.

    Attributes:
        name: Short name in the header or the column „Indikator“.
        bereich: Part of INKAR in long tables („LRB“: the regular observation), else empty.
        kuerzel: Short code or number in long tables, else empty.
    """

    name: str
    bereich: str = ""
    kuerzel: str = ""


def read_figures(aufbau: Aufbau, gebiete: Gebietsspalte) -> dict[Indikator, tuple[pd.DataFrame, int]]:
    """Read the figures of every indicator.

    Returns:
        Per indicator a frame with `ags`, `ebene`, `zeitraum`, `wert`, `zeile`, `spalte`, and the number of
        empty cells.

    Raises:
        EingabeFehler: A cell is no number, the writing of the numbers cannot be told, a territory occurs
            twice, or a figure stands in a column without header.
    """
    roh = list(_long(aufbau, gebiete)) if aufbau.lang else list(_wide(aufbau, gebiete))
    zahlen = _numbers(aufbau, roh)
    ergebnis = {}
    for indikator in dict.fromkeys(teil.indikator for teil in roh):
        teile = [t for t in roh if t.indikator == indikator]
        rahmen = pd.concat([_frame(t, zahlen, gebiete) for t in teile], ignore_index=True)
        if aufbau.lang:
            _refuse_duplicates(aufbau, rahmen)
        ergebnis[indikator] = (rahmen, sum(len(t.zellen) for t in teile) - len(rahmen))
    return ergebnis


@dataclass(frozen=True)
class _Teil:
    """Cells of one indicator: parallel lists of row index, content and period, in one column."""

    indikator: Indikator
    spalte: int
    index: list[int]
    zellen: list[str | float]
    zeitraum: str | list[str]
    zeilen: list[int]


def _cell(aufbau: Aufbau, index: int, spalte: int, name: str) -> str | float:
    zeile = aufbau.gitter.rows[index]
    try:
        return cell_text(zeile[spalte]) if spalte < len(zeile) else ""
    except Unlesbar as fehler:
        raise aufbau.gitter.refusal(f"„{fehler.args[0]}“", SOLL, index=index, spalte=name) from fehler


def _wide(aufbau: Aufbau, gebiete: Gebietsspalte) -> Iterator[_Teil]:
    _refuse_stray_cells(aufbau)
    index = list(gebiete.ags.index)
    zeilen = [aufbau.gitter.zeile(i) for i in index]
    _refuse_duplicates(aufbau, pd.DataFrame({"ags": gebiete.ags, "zeile": zeilen}, index=index))
    for name, spalten in aufbau.spalten.items():
        for spalte, jahr in spalten.items():
            zellen = [_cell(aufbau, i, spalte, jahr) for i in index]
            yield _Teil(Indikator(name), spalte, index, zellen, jahr, zeilen)


def _refuse_stray_cells(aufbau: Aufbau) -> None:
    """Refuse figures right of the last column with a header: rows were shifted."""
    breite = 1 + max(
        aufbau.kennziffer, aufbau.ebene or 0, *(max(spalten) for spalten in aufbau.spalten.values())
    )
    for i in range(aufbau.start, len(aufbau.gitter.rows)):
        ueber = [text(zelle) for zelle in aufbau.gitter.rows[i][breite:] if text(zelle)]
        if ueber:
            raise aufbau.gitter.refusal(
                f"„{ueber[0]}“ ohne Spaltenkopf", "Werte nur unter einem Kopf", index=i
            )


def _long(aufbau: Aufbau, gebiete: Gebietsspalte) -> Iterator[_Teil]:
    rows, orte = aufbau.gitter.rows, aufbau.lang
    merkmale = [orte.get(name) for name in ("indikator", "bereich", "kuerzel", "id")]
    nach: dict[Indikator, list[int]] = {}
    for i in gebiete.ags.index:
        name, bereich, kuerzel, nummer = (
            text(rows[i][s]) if s is not None and s < len(rows[i]) else "" for s in merkmale
        )
        if not name:
            raise aufbau.gitter.refusal("keinen Indikator", "den Namen des Indikators", index=i)
        nach.setdefault(Indikator(name, bereich, kuerzel or nummer), []).append(i)
    for indikator, index in nach.items():
        zellen = [_cell(aufbau, i, orte["wert"], "Wert") for i in index]
        zeiten = [_period(aufbau, i) for i in index]
        zeilen = [aufbau.gitter.zeile(i) for i in index]
        yield _Teil(indikator, orte["wert"], index, zellen, zeiten, zeilen)


def _period(aufbau: Aufbau, index: int) -> str:
    zeile, spalte = aufbau.gitter.rows[index], aufbau.lang["zeitbezug"]
    inhalt = text(zeile[spalte]).removesuffix(".0") if spalte < len(zeile) else ""
    treffer = _ZEITRAUM.fullmatch(inhalt)
    if not treffer or (treffer[2] and treffer[2] <= treffer[1]):
        raise aufbau.gitter.refusal(
            f"„{inhalt}“", "ein Jahr oder eine Jahresspanne", index=index, spalte="Zeitbezug"
        )
    return f"{treffer[1]}/{treffer[2]}" if treffer[2] else treffer[1]


def _numbers(aufbau: Aufbau, teile: list[_Teil]) -> Mapping[str, float]:
    """Read all number texts of the file at once, so that every cell is read alike."""
    try:
        return number_map({z for t in teile for z in t.zellen if isinstance(z, str) and z})
    except Mehrdeutig as fehler:
        gefunden = f"„{fehler.args[0]}“, mit Punkt als Tausender- oder als Dezimaltrennzeichen"
        raise _at_first(aufbau, teile, fehler.args[0], gefunden) from fehler
    except Unlesbar as fehler:
        raise _at_first(aufbau, teile, fehler.args[0], f"„{fehler.args[0]}“") from fehler


def _at_first(aufbau: Aufbau, teile: list[_Teil], wort: str, gefunden: str) -> EingabeFehler:
    teil = next(t for t in teile if wort in t.zellen)
    index = teil.index[teil.zellen.index(wort)]
    spalte = teil.zeitraum if isinstance(teil.zeitraum, str) else "Wert"
    return aufbau.gitter.refusal(gefunden, SOLL, index=index, spalte=spalte)


def _frame(teil: _Teil, zahlen: Mapping[str, float], gebiete: Gebietsspalte) -> pd.DataFrame:
    df = pd.DataFrame(
        {"wert": teil.zellen, "zeitraum": teil.zeitraum, "zeile": teil.zeilen}, index=teil.index
    )
    df = df.assign(ags=gebiete.ags.reindex(df.index), ebene=gebiete.ebene.reindex(df.index))
    df = df[[zelle != "" for zelle in teil.zellen]]
    werte = [zahlen[z] if isinstance(z, str) else z for z in df["wert"]]
    return df.assign(wert=pd.Series(werte, index=df.index, dtype="float64").round(6)).assign(
        spalte=spaltenbuchstabe(teil.spalte)
    )


def _refuse_duplicates(aufbau: Aufbau, rahmen: pd.DataFrame) -> None:
    """Refuse a territory that occurs twice (in long tables: twice in one period)."""
    doppelt = rahmen[rahmen.duplicated([s for s in ("ags", "zeitraum") if s in rahmen])]
    if len(doppelt):
        erste = doppelt.sort_values("zeile").iloc[0]
        raise EingabeFehler(
            datei=aufbau.gitter.datei,
            blatt=aufbau.gitter.blatt,
            zeile=int(erste["zeile"]),
            spalte=KENNZIFFER,
            gefunden=f"den Schlüssel {erste['ags']} zum zweiten Mal",
            erwartet="jedes Gebiet genau einmal",
            abhilfe="Datei neu herunterladen; eigene Ergänzungen bitte nicht in die Originaldatei schreiben.",
        )
