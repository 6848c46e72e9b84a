"""Tables too large for a frame: columns of numbers into lists of texts, checked and stored as they are.

The rules are those of the pandera model, taken from the model itself. What a model says of single values
is checked on the distinct texts, what it says of keys on the numbers. In the database the texts become
ENUM columns: they read and compare like text, and each text is stored once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np
import pandas as pd
import pandera.pandas as pa

from assets.store.tabellen import Tabelle, TabellenFehler, comment_table, table_of

_TEIL: Final = 2**20
_BITMAP: Final = 2**30


@dataclass(frozen=True)
class Kodiert:
    """A column of texts.

    Attributes:
        codes: Number of the text in every row; -1 is NULL.
        texte: The texts; each one once.
    """

    codes: np.ndarray
    texte: Sequence[str]

    @classmethod
    def constant(cls, text: str | None, laenge: int) -> "Kodiert":
        """Make a column that holds one text, or nothing."""
        codes = np.broadcast_to(np.int8(-1 if text is None else 0), (laenge,))
        return cls(codes, [] if text is None else [text])

    def texts(self) -> pd.Series:
        """Return the texts themselves."""
        alle = np.array([*self.texte, None], object)
        return pd.Series(alle[self.codes], dtype="str")

    def used(self) -> list[str]:
        """Return the texts that occur."""
        if self.codes.strides == (0,):
            return list(self.texte) if len(self.codes) else []
        vorhanden = np.zeros(len(self.texte) + 1, bool)
        vorhanden[self.codes] = True
        return [text for text, da in zip(self.texte, vorhanden[:-1], strict=True) if da]

    def has_null(self) -> bool:
        """Say whether the column has a gap."""
        return bool(len(self.codes)) and bool(self.codes.min() < 0)


Spalten = Mapping[str, Kodiert | np.ndarray]
"""Columns of a table: texts coded, numbers as they are (NaN is NULL)."""


def check_coded(modell: type[pa.DataFrameModel], spalten: Spalten) -> None:
    """Check columns against their model: the columns themselves, NOT NULL, checks of values, uniqueness.

    Raises:
        TabellenFehler: a rule is broken; names column, rule and first case.
    """
    schema = modell.to_schema()
    if set(spalten) != set(schema.columns):
        raise _error(
            schema.name, f"Spalten {sorted(set(spalten) ^ set(schema.columns))} zu viel oder zu wenig"
        )
    laengen = {len(s.codes) if isinstance(s, Kodiert) else len(s) for s in spalten.values()}
    if len(laengen) != 1:
        raise _error(schema.name, "Spalten verschiedener Länge")
    for name, regeln in schema.columns.items():
        _check_column(schema.name, name, regeln, spalten[name])
    for schluessel in _keys(schema.unique):
        _check_unique(schema.name, schluessel, spalten)


def _keys(unique: Sequence[str] | Sequence[Sequence[str]] | None) -> list[list[str]]:
    if not unique:
        return []
    return [[str(s) for s in unique]] if isinstance(unique[0], str) else [list(s) for s in unique]


def _check_column(tabelle: str | None, name: str, regeln: pa.Column, spalte: Kodiert | np.ndarray) -> None:
    if isinstance(spalte, Kodiert):
        luecke, werte = spalte.has_null(), pd.Series(spalte.used(), dtype="str")
        if len(set(spalte.texte)) != len(spalte.texte):
            raise _error(tabelle, f"Spalte {name}: ein Text steht zweimal in der Liste")
    else:
        werte = pd.Series(spalte)
        luecke = bool(werte.isna().any())
        werte = werte.dropna() if luecke else werte
    if luecke and not regeln.nullable:
        raise _error(tabelle, f"Spalte {name}: Wert fehlt")
    for regel in regeln.checks:
        ergebnis = regel(werte)
        if not ergebnis.check_passed:
            erster = ergebnis.failure_cases.iloc[0]
            raise _error(tabelle, f"Spalte {name}: {erster!r} verletzt {regel.error or regel.name}")


def _check_unique(tabelle: str | None, schluessel: Sequence[str], spalten: Spalten) -> None:
    moegliche = 1
    kombination: np.ndarray | None = None
    for name in schluessel:
        spalte = spalten[name]
        if not isinstance(spalte, Kodiert):
            raise _error(tabelle, f"Spalte {name}: Schlüssel nur aus Texten")
        if spalte.codes.strides == (0,):
            continue  # one value throughout tells nothing apart
        moegliche *= len(spalte.texte) + 1
        if kombination is None:
            kombination = spalte.codes.astype(np.int64)
        else:
            kombination *= len(spalte.texte) + 1
            kombination += spalte.codes
    if moegliche >= 2**62:
        raise _error(tabelle, "zu viele mögliche Schlüssel")
    if kombination is not None and not _all_different(kombination, moegliche):
        erste = int(np.argmax(pd.Series(kombination).duplicated().to_numpy()))
        fall = [spalten[n].texte[spalten[n].codes[erste]] for n in schluessel]  # type: ignore[union-attr]
        raise _error(tabelle, f"Schlüssel {fall} steht zweimal")


def _all_different(nummern: np.ndarray, moegliche: int) -> bool:
    if moegliche <= max(_BITMAP, 4 * len(nummern)):
        gesehen = np.zeros(moegliche, bool)
        gesehen[nummern] = True
        return int(np.count_nonzero(gesehen)) == len(nummern)
    geordnet = np.sort(nummern)
    return not bool((geordnet[1:] == geordnet[:-1]).any())


def _error(tabelle: str | None, was: str) -> TabellenFehler:
    return TabellenFehler(f"Tabelle „{tabelle}“ entspricht nicht ihrer Beschreibung. {was}")


def write_coded(
    con: duckdb.DuckDBPyConnection, modell: type[pa.DataFrameModel], spalten: Spalten, name: str | None = None
) -> int:
    """Check columns and write them as a table; return the number of rows.

    The table has the columns, NOT NULL and comments of the model. It has no key index: that the key is
    unique was proven before, and an index of many million entries would cost more than all the rest. The
    rows keep their order.

    Raises:
        TabellenFehler: the columns do not fit their model; nothing is written then.
    """
    check_coded(modell, spalten)
    tabelle = table_of(modell, name)
    listen = {n: _Liste.of(s.texte) for n, s in spalten.items() if isinstance(s, Kodiert)}
    _create(con, tabelle, listen)
    anzahl = len(next(s.codes if isinstance(s, Kodiert) else s for s in spalten.values()))
    namen = ", ".join(f'"{s.name}"' for s in tabelle.spalten)
    for von in range(0, anzahl, _TEIL):
        con.register("_teil", _part(spalten, listen, von, min(von + _TEIL, anzahl)))
        con.execute(f"INSERT INTO {tabelle.name} ({namen}) SELECT {namen} FROM _teil")
        con.unregister("_teil")
    return anzahl


@dataclass(frozen=True)
class _Liste:
    """The texts of a column in the order of text, so that the database sorts them as such.

    `platz` is the place of every number in it; its last entry stands for -1.
    """

    texte: pd.Index
    platz: np.ndarray

    @classmethod
    def of(cls, texte: Sequence[str]) -> "_Liste":
        """Sort a list of texts."""
        reihenfolge = sorted(range(len(texte)), key=lambda i: texte[i])
        platz = np.full(len(texte) + 1, -1, np.int32)
        platz[reihenfolge] = np.arange(len(texte))
        return cls(pd.Index(np.array([texte[i] for i in reihenfolge], object)), platz)


def _create(con: duckdb.DuckDBPyConnection, tabelle: Tabelle, listen: Mapping[str, _Liste]) -> None:
    def typ(spalte: str, sql_typ: str) -> str:
        if spalte not in listen or not len(listen[spalte].texte):
            return sql_typ
        return "ENUM (" + ", ".join("'" + str(t).replace("'", "''") + "'" for t in listen[spalte].texte) + ")"

    spalten = ", ".join(
        f'"{s.name}" {typ(s.name, s.sql_typ)}{" NOT NULL" if s.pflicht else ""}' for s in tabelle.spalten
    )
    con.execute(f"DROP TABLE IF EXISTS {tabelle.name}")
    con.execute(f"CREATE TABLE {tabelle.name} ({spalten})")
    comment_table(con, tabelle)


def _part(spalten: Spalten, listen: Mapping[str, _Liste], von: int, bis: int) -> pd.DataFrame:
    teil: dict[str, object] = {}
    for name, spalte in spalten.items():
        if not isinstance(spalte, Kodiert):
            teil[name] = spalte[von:bis]
        elif len(liste := listen[name].texte):
            codes = listen[name].platz[spalte.codes[von:bis]]
            teil[name] = pd.Categorical.from_codes(codes, liste, validate=False)
        else:
            teil[name] = pd.Series([None] * (bis - von), dtype=object)
    return pd.DataFrame(teil, copy=False)
