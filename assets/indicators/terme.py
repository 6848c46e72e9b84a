"""The catalogue's expressions as tables, so that one join computes all indicators."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb
import pandas as pd
import pandera.pandas as pa

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.models import IndikatorEintrag
from assets.store.tabellen import pandas_typen, table_of

QUOTIENTEN = ("anteil", "rate", "verhaeltnis")
"""Methods whose value is numerator / denominator * factor."""


def term_table(indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    """List every term of every indicator.

    Returns:
        Columns `indikator_id`, `rolle` (zaehler, nenner, wert), `nr` (position in the expression),
        `merkmal_id`, `vorzeichen` (1 or -1), `versatz` (years to add to the indicator's year),
        `soll` (number of terms of the role).
    """
    zeilen = []
    for eintrag in indikatoren:
        rollen = {"zaehler": eintrag.zaehler, "nenner": eintrag.nenner, "wert": eintrag.wert}
        for rolle, ausdruck in rollen.items():
            terme = parse_ausdruck(ausdruck) if ausdruck else ()
            versatz = eintrag.nenner_versatz if rolle == "nenner" else 0
            zeilen += [
                (eintrag.id, rolle, nr, merkmal_id, vorzeichen, versatz, len(terme))
                for nr, (merkmal_id, vorzeichen) in enumerate(terme)
            ]
    typen = {
        "indikator_id": "str",
        "rolle": "str",
        "nr": "int64",
        "merkmal_id": "str",
        "vorzeichen": "int64",
        "versatz": "int64",
        "soll": "int64",
    }
    return pd.DataFrame(zeilen, columns=list(typen)).astype(typen)


def entry_table(indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    """List what the computation needs to know of each indicator.

    Returns:
        Columns `indikator_id`, `verfahren`, `faktor`, `hauptrolle` (the role that carries the value:
        wert or zaehler), `quotient`, `uebernommen` (a published figure, not a sum of several),
        `median_gemeinden`.
    """
    zeilen = [
        (
            e.id,
            e.verfahren,
            e.faktor,
            "wert" if e.verfahren == "amtlich" else "zaehler",
            e.verfahren in QUOTIENTEN,
            e.verfahren == "amtlich" or (e.verfahren == "bestand" and _single_term(e.zaehler)),
            e.kreiswert == "median_gemeinden",
        )
        for e in indikatoren
    ]
    typen = {
        "indikator_id": "str",
        "verfahren": "str",
        "faktor": "float64",
        "hauptrolle": "str",
        "quotient": "bool",
        "uebernommen": "bool",
        "median_gemeinden": "bool",
    }
    return pd.DataFrame(zeilen, columns=list(typen)).astype(typen)


def level_table(indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    """List the levels at which each indicator is shown: Land and Bund always.

    Returns:
        Columns `indikator_id`, `ebene`.
    """
    zeilen = [(e.id, ebene) for e in indikatoren for ebene in ("bund", "land", *e.ebenen)]
    return pd.DataFrame(zeilen, columns=["indikator_id", "ebene"], dtype="str")


def break_table(indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    """List the breaks of all series.

    Returns:
        Columns `indikator_id`, `jahr` (first year after the break), `grund`.
    """
    zeilen = [(e.id, b.jahr, b.grund) for e in indikatoren for b in e.brueche]
    typen = {"indikator_id": "str", "jahr": "int64", "grund": "str"}
    return pd.DataFrame(zeilen, columns=list(typen)).astype(typen)


def gradual_changes(indikatoren: Iterable[IndikatorEintrag], von: pd.Series, bis: pd.Series) -> pd.Series:
    """Return the gradual changes that fall into series, as text; empty where there are none.

    Args:
        indikatoren: Entries of the catalogue.
        von: First year of each series, with the indicator as index.
        bis: Last year of each series, with the same index.
    """
    je_indikator = {e.id: e.gleitend for e in indikatoren if e.gleitend}
    texte = [
        "; ".join(
            f"{b.jahr} bis {b.bis} gleitend: {b.grund}"
            for b in je_indikator.get(str(indikator_id), ())
            if b.bis is not None and b.jahr <= ende and anfang <= b.bis
        )
        for indikator_id, anfang, ende in zip(von.index, von, bis, strict=True)
    ]
    return pd.Series(texte, index=von.index, dtype="str")


@contextmanager
def registered(con: duckdb.DuckDBPyConnection, **tabellen: pd.DataFrame) -> Iterator[None]:
    """Make frames readable as tables of the connection, for the time of one computation."""
    for name, daten in tabellen.items():
        con.register(name, daten.copy())
    try:
        yield
    finally:
        for name in tabellen:
            con.unregister(name)


def as_table(daten: pd.DataFrame, modell: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Give a frame the columns, types and order that a pandera model describes.

    Args:
        daten: At least the columns of the model.
        modell: Model with a key in its metadata.

    Returns:
        The model's columns in order, sorted by key, with a fresh index.
    """
    tabelle = table_of(modell)
    typen = pandas_typen(tabelle)
    return daten[list(typen)].astype(typen).sort_values(list(tabelle.schluessel), ignore_index=True)


def _single_term(ausdruck: str | None) -> bool:
    if not ausdruck:
        return False
    vorzeichen = [v for _, v in parse_ausdruck(ausdruck)]
    return vorzeichen == [1]
