"""The facts of the one-page report: what is new, revised, contradictory, overdue, refused.

Only figures of official sources are named: own counts of the Landratsamt and suppressed figures never are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.load import KOMMUNAL, Katalog
from assets.store.tabellen import pandas_typen, read_table, table_of
from schemas.quellenlage import Abgelehnt, Quellenlage
from schemas.staging import Konflikt, Revision

GESPERRT: Final = "g"
GROESSE: Final = "groesse/"
"""Before the id of a quantity: an indicator may bear the same id and another unit."""


@dataclass(frozen=True)
class Vergleichsstand:
    """What the edition held that this one is compared with.

    Attributes:
        ausgabe: Its name.
        lage: `bezug_id` → newest period and Stand, of everything it held.
        abgelehnt: Refused files of the inbox that were known then.
    """

    ausgabe: str
    lage: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    abgelehnt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Neuerung:
    """One source that changed since the edition of the comparison.

    Attributes:
        bezug_id: Its key in `quellenlage`.
        titel: Title and number of the table, unformatted.
        tabelle: Number of the table.
        vorher: Newest period and Stand before; None for a source that is new.
        jetzt: Newest period and Stand now; None for a source that is gone.
    """

    bezug_id: str
    titel: str
    tabelle: str
    vorher: tuple[str, str] | None
    jetzt: tuple[str, str] | None


@dataclass(frozen=True)
class Aktualisierung:
    """All facts of the report.

    Attributes:
        gehalten: Number of sources held.
        neuerungen: Changed sources; None where there is nothing to compare with.
        revisionen: Columns of `schemas.staging.Revision`, the most important first.
        konflikte: Columns of `schemas.staging.Konflikt`, the largest first.
        lage: Columns of `schemas.quellenlage.Quellenlage`.
        abgelehnt: Columns of `schemas.quellenlage.Abgelehnt`.
        namen: Measure, indicator, quantity (after `GROESSE`) or source → name.
        einheiten: Measure, indicator or quantity (after `GROESSE`) → unit.
        stellen: Indicator or quantity (after `GROESSE`) → digits after the comma.
        gebiete: Key → official name.
    """

    gehalten: int
    neuerungen: tuple[Neuerung, ...] | None
    revisionen: pd.DataFrame
    konflikte: pd.DataFrame
    lage: pd.DataFrame
    abgelehnt: pd.DataFrame
    namen: Mapping[str, str]
    einheiten: Mapping[str, str]
    stellen: Mapping[str, int]
    gebiete: Mapping[str, str]


def read_aktualisierung(
    con: duckdb.DuckDBPyConnection,
    kreis: str,
    katalog: Katalog,
    vorher: Vergleichsstand | None,
    abgelehnt: Sequence[tuple[str, str]] = (),
) -> Aktualisierung:
    """Read the facts for one Kreis.

    Args:
        con: Work database, read-only; tables that a run did not make count as empty.
        kreis: Key of the Kreis; figures of it, its Gemeinden, its Land and Germany are named.
        katalog: Tells own counts from official figures and names quantities.
        vorher: What to compare with; None for the first edition.
        abgelehnt: Files refused outside the run, with the reason.
    """
    lage = _table(con, Quellenlage)
    eigene = own_ids(katalog)
    indikatoren = con.execute(
        "SELECT indikator_id, name, einheit, nachkommastellen FROM indikator"
    ).fetchall()
    merkmale = con.execute("SELECT merkmal_id, name, einheit FROM merkmal").fetchall()
    quellen = con.execute("SELECT quelle_id, titel, tabelle FROM quelle").fetchall()
    groessen = {f"{GROESSE}{g.id}": g for g in katalog.groessen.values()}
    revisionen, konflikte = _table(con, Revision), _table(con, Konflikt)
    return Aktualisierung(
        gehalten=int(lage["quelle_id"].notna().sum()),
        neuerungen=None if vorher is None else find_changes(lage, vorher.lage),
        revisionen=_important(_official_revisions(revisionen, eigene), kreis),
        konflikte=_largest(_official_conflicts(konflikte, eigene), kreis),
        lage=lage,
        abgelehnt=pd.concat(
            [
                _table(con, Abgelehnt),
                pd.DataFrame(list(abgelehnt), columns=["datei", "meldung"], dtype="str"),
            ],
            ignore_index=True,
        ),
        namen={
            **{q: _source_name(katalog, q, titel, tabelle) for q, titel, tabelle in quellen},
            **{kennung: g.name for kennung, g in groessen.items()},
            **{m[0]: m[1] for m in merkmale},
            **{i[0]: i[1] for i in indikatoren},
        },
        einheiten={
            **{kennung: g.einheit for kennung, g in groessen.items()},
            **{z[0]: z[2] for z in [*merkmale, *indikatoren]},
        },
        stellen={
            **{kennung: g.nachkommastellen for kennung, g in groessen.items()},
            **{i[0]: int(i[3]) for i in indikatoren},
        },
        gebiete=dict(con.execute("SELECT ags, name FROM gebiet").fetchall()),
    )


def _source_name(katalog: Katalog, quelle_id: str, titel: str, tabelle: str) -> str:
    """Return publication and table in few words: „INKAR, Haushaltseinkommen“."""
    eintrag = katalog.herausgeber.get(quelle_id.partition("_")[0])
    familie = (eintrag.titel if eintrag else titel).partition(",")[0].removesuffix(" Deutschland")
    return familie if tabelle == "*" or tabelle in familie else f"{familie}, {tabelle}"


def own_ids(katalog: Katalog) -> frozenset[str]:
    """Return the Landratsamt's own measures and every indicator that any of them goes into."""
    eigene = {m.id for m in katalog.merkmale.values() if m.familie == KOMMUNAL}
    for eintrag in katalog.indikatoren.values():
        ausdruecke = [a for a in (eintrag.wert, eintrag.zaehler, eintrag.nenner) if a is not None]
        if any(m in eigene for a in ausdruecke for m, _ in parse_ausdruck(a)):
            eigene.add(eintrag.id)
    return frozenset(eigene)


def newest_conflicts(konflikte: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest period of each pair of measures and territory; the order stays.

    Returns:
        The columns of `schemas.staging.Konflikt` and `faelle`: how many periods the row stands for.
    """
    paar = ["groesse", "ags", "merkmal_gilt", "merkmal_anders"]
    daten = konflikte.assign(
        faelle=konflikte.groupby(paar)["zeitraum"].transform("size"),
        _erster=konflikte.groupby(paar, sort=False).ngroup(),
    )
    neueste = daten.sort_values("zeitraum", ascending=False, kind="stable").drop_duplicates(paar)
    return neueste.sort_values("_erster").drop(columns="_erster").reset_index(drop=True)


def find_changes(lage: pd.DataFrame, vorher: Mapping[str, tuple[str, str]]) -> tuple[Neuerung, ...]:
    """Compare what is held with what was held.

    Args:
        lage: Columns of `schemas.quellenlage.Quellenlage`.
        vorher: `bezug_id` → newest period and Stand of the earlier edition.

    Returns:
        Changed sources: those with a newer period first, then new ones, new editions, and gone ones.
    """
    gehalten = lage[lage["quelle_id"].notna()].set_index("bezug_id")
    jetzt = {str(k): (str(z["zeitraum"]), str(z["stand"])) for k, z in gehalten.iterrows()}
    titel = {str(z["bezug_id"]): (str(z["titel"]), str(z["tabelle"])) for z in lage.to_dict("records")}
    anders = [k for k in sorted({*jetzt, *vorher}) if jetzt.get(k) != vorher.get(k)]
    neuerungen = [
        Neuerung(k, *titel.get(k, (k, "*")), vorher=vorher.get(k), jetzt=jetzt.get(k)) for k in anders
    ]
    return tuple(sorted(neuerungen, key=lambda n: (_kind(n), n.bezug_id)))


def _kind(neuerung: Neuerung) -> int:
    if neuerung.jetzt is None:
        return 3
    if neuerung.vorher is None:
        return 1
    return 0 if neuerung.jetzt[0] != neuerung.vorher[0] else 2


def _table(con: duckdb.DuckDBPyConnection, modell: type) -> pd.DataFrame:
    """Read a table; a missing one is an empty one."""
    tabelle = table_of(modell)
    da = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [tabelle.name]).fetchone()
    if da and da[0]:
        return read_table(con, modell)
    typen = pandas_typen(tabelle)
    return pd.DataFrame({name: pd.Series(dtype=typ) for name, typ in typen.items()})


def _official_revisions(revisionen: pd.DataFrame, eigene: frozenset[str]) -> pd.DataFrame:
    gesperrt = revisionen["kennzeichen_alt"].eq(GESPERRT) | revisionen["kennzeichen_neu"].eq(GESPERRT)
    eigen = revisionen["kennung"].isin(eigene) | _own_source(revisionen, ("quelle_alt", "quelle_neu"))
    return revisionen[~gesperrt.fillna(False).astype(bool) & ~eigen]


def _official_conflicts(konflikte: pd.DataFrame, eigene: frozenset[str]) -> pd.DataFrame:
    spalten = ("groesse", "merkmal_gilt", "merkmal_anders")
    eigen = konflikte[list(spalten)].isin(eigene).any(axis=1)
    return konflikte[~eigen & ~_own_source(konflikte, ("quelle_gilt", "quelle_anders"))]


def _own_source(daten: pd.DataFrame, spalten: Sequence[str]) -> pd.Series:
    ergebnis = pd.Series(False, index=daten.index)
    for spalte in spalten:
        ergebnis |= daten[spalte].str.startswith(f"{KOMMUNAL}_").fillna(False).astype(bool)
    return ergebnis


def _nearness(ags: pd.Series, kreis: str) -> pd.Series:
    """0 for the Kreis, 1 its Land, 2 Germany, 3 its Gemeinden and Planungsbereiche, NA for all others."""
    naehe = pd.Series(pd.NA, index=ags.index, dtype="Int64")
    naehe = naehe.mask(ags.str.startswith(kreis), 3)
    for nummer, schluessel in ((2, "00"), (1, kreis[:2]), (0, kreis)):
        naehe = naehe.mask(ags == schluessel, nummer)
    return naehe


def _important(revisionen: pd.DataFrame, kreis: str) -> pd.DataFrame:
    """Order revisions near the Kreis: its own figures and published indicators first, then by size."""
    groesse = ((revisionen["wert_neu"] - revisionen["wert_alt"]) / revisionen["wert_alt"]).abs()
    return _ordered(
        revisionen.assign(_art=revisionen["art"].ne("indikatorwert"), _groesse=groesse),
        kreis,
        ["_naehe", "_art", "_groesse", "kennung", "ags", "zeitraum"],
    )


def _largest(konflikte: pd.DataFrame, kreis: str) -> pd.DataFrame:
    groesse = (konflikte["differenz"] / konflikte["wert_gilt"]).abs()
    return _ordered(
        konflikte.assign(_groesse=groesse), kreis, ["_naehe", "_groesse", "groesse", "ags", "zeitraum"]
    )


def _ordered(daten: pd.DataFrame, kreis: str, ordnung: list[str]) -> pd.DataFrame:
    nah = daten.assign(_naehe=_nearness(daten["ags"], kreis)).dropna(subset=["_naehe"])
    sortiert = nah.sort_values(ordnung, ascending=[s != "_groesse" for s in ordnung], kind="stable")
    hilfsspalten = [s for s in sortiert.columns if str(s).startswith("_")]
    return sortiert.drop(columns=hilfsspalten).reset_index(drop=True)
