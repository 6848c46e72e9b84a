"""How current each source is, and when its next period is due.

The rule: the newest period held ends on a day (a year on 31 December, a span on 31 December of its last
year). The next period ends one rhythm later and is published after the declared delay:

    faellig_am = end of the newest period + rhythm + verzug_monate

From the day after that the source is overdue. The table holds the date and not the verdict, so it says the
same whenever it is made; the verdict is a comparison with a day (`judge`).
"""

import calendar
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.models import Bezug, Herausgeber
from assets.sources.gebietsstand.tabelle import KREISZUSATZ
from assets.staging.gebietsstand import ZUSATZ as UMGERECHNET
from assets.staging.summen import ZUSATZ
from assets.store.tabellen import pandas_typen, table_of, write_table
from schemas.quellenlage import Quellenlage

MONATE: Final[Mapping[str, int]] = {
    "monatlich": 1,
    "vierteljaehrlich": 3,
    "jaehrlich": 12,
    "zweijaehrlich": 24,
}
"""Rhythms with a date; the others have none."""

UEBERFAELLIG: Final = "überfällig"
FEHLT: Final = "fehlt"
AKTUELL: Final = "aktuell"
OHNE_TERMIN: Final = "ohne Termin"
LAGEN: Final = (UEBERFAELLIG, FEHLT, AKTUELL, OHNE_TERMIN)
"""In the order of urgency."""

_BEISPIEL: Final = "kommunal_beispiel_"
# What we computed ourselves from an edition is no edition of its own.
_EIGENE: Final = "|".join((ZUSATZ, UMGERECHNET, KREISZUSATZ))
# A period later than the source itself is a forecast and says nothing about how current the source is.
_GEHALTEN: Final = """
    WITH angabe AS (
        SELECT DISTINCT quelle_id, zeitraum,
               CASE WHEN length(zeitraum) = 10 THEN zeitraum ELSE right(zeitraum, 4) || '-12-31' END AS ende
        FROM {beobachtungen} WHERE wert IS NOT NULL
    )
    SELECT q.quelle_id, q.titel, q.tabelle, q.stand,
           coalesce(arg_max(a.zeitraum, (a.ende, a.zeitraum)), q.stand) AS zeitraum,
           coalesce(max(a.ende), q.stand) AS zeitraum_ende
    FROM quelle q
    LEFT JOIN angabe a ON a.quelle_id = q.quelle_id AND left(a.ende, 4) <= left(q.stand, 4)
    WHERE NOT regexp_matches(q.quelle_id, '({eigene})$') AND NOT starts_with(q.quelle_id, '{beispiel}')
    GROUP BY q.quelle_id, q.titel, q.tabelle, q.stand ORDER BY 6, 4, 1
"""


def read_quellenlage(
    con: duckdb.DuckDBPyConnection,
    beobachtungen: str,
    herausgeber: Mapping[str, Herausgeber],
    bezuege: Mapping[str, Bezug],
) -> pd.DataFrame:
    """Return the frame of `schemas.quellenlage.Quellenlage`, sorted by key.

    Args:
        con: Database with `quelle` and the table of observations.
        beobachtungen: Name of the table of observations.
        herausgeber: Publication families by name.
        bezuege: Publications that the installation wants to hold.
    """
    sql = _GEHALTEN.format(beobachtungen=beobachtungen, eigene=_EIGENE, beispiel=_BEISPIEL)
    return build_quellenlage(con.execute(sql).df(), herausgeber, bezuege)


def build_quellenlage(
    gehalten: pd.DataFrame, herausgeber: Mapping[str, Herausgeber], bezuege: Mapping[str, Bezug]
) -> pd.DataFrame:
    """Match the sources held with the publications wanted.

    Args:
        gehalten: Columns `quelle_id`, `titel`, `tabelle`, `stand`, `zeitraum`, `zeitraum_ende`; one row per
            source, the most current last.
        herausgeber: Publication families by name.
        bezuege: Publications by id.

    Returns:
        Frame of `schemas.quellenlage.Quellenlage`, sorted by key.
    """
    neueste: dict[str, dict[str, object]] = {}
    for zeile in gehalten.to_dict("records"):
        quelle = {str(k): v for k, v in zeile.items()}
        familie = family_of(str(quelle["quelle_id"]), herausgeber)
        bezug = match_bezug(familie, str(quelle["tabelle"]), bezuege)
        schluessel = bezug.id if bezug else f"{familie}/{quelle['tabelle']}"
        neueste[schluessel] = {**quelle, "bezug_id": schluessel, "familie": familie}
    zeilen = [_row(bezug, neueste.pop(bezug.id, {})) for bezug in bezuege.values()]
    zeilen += [quelle | {"abrufbar": False} for quelle in neueste.values()]
    typen = pandas_typen(table_of(Quellenlage))
    rahmen = pd.DataFrame(zeilen, columns=list(typen)).astype(typen)
    return rahmen.sort_values("bezug_id", ignore_index=True)


def _row(bezug: Bezug, quelle: Mapping[str, object]) -> dict[str, object]:
    ende = quelle.get("zeitraum_ende")
    faellig = due_date(date.fromisoformat(str(ende)), bezug) if ende else None
    return {
        **quelle,
        **bezug.model_dump(include={"familie", "tabelle", "titel", "rhythmus", "verzug_monate", "weg"}),
        "bezug_id": bezug.id,
        "faellig_am": faellig.isoformat() if faellig else None,
        "abrufbar": bezug.adresse is not None,
    }


def family_of(quelle_id: str, herausgeber: Mapping[str, Herausgeber]) -> str:
    """Return the publication family of a source: the longest one that its id begins with."""
    passend = [f for f in herausgeber if quelle_id.startswith(f"{f}_")]
    return max(passend, key=len, default=quelle_id.partition("_")[0])


def match_bezug(familie: str, tabelle: str, bezuege: Mapping[str, Bezug]) -> Bezug | None:
    """Return the publication that a table is an edition of; of several the most precise one."""
    passend = [
        b for b in bezuege.values() if b.familie == familie and fnmatchcase(tabelle, _literal(b.tabelle))
    ]
    return max(passend, key=lambda b: (len(b.tabelle.replace("*", "")), b.id), default=None)


def _literal(muster: str) -> str:
    """Leave `*` as the only sign with a meaning of its own."""
    return muster.replace("[", "[[]").replace("?", "[?]")


def due_date(ende: date, bezug: Bezug) -> date | None:
    """Return the day by which the next period should be out; None without a fixed rhythm.

    Args:
        ende: Last day of the newest period held.
        bezug: The publication with its rhythm and delay.
    """
    monate = MONATE.get(bezug.rhythmus)
    return None if monate is None else add_months(ende, monate + bezug.verzug_monate)


def add_months(tag: date, monate: int) -> date:
    """Return the same day some months later; the last day of a month stays the last day."""
    jahr, monat = divmod(tag.year * 12 + tag.month - 1 + monate, 12)
    letzter = calendar.monthrange(jahr, monat + 1)[1]
    ist_letzter = tag.day == calendar.monthrange(tag.year, tag.month)[1]
    return date(jahr, monat + 1, letzter if ist_letzter else min(tag.day, letzter))


def judge(lage: pd.DataFrame, heute: date) -> pd.DataFrame:
    """Add what depends on the day.

    Args:
        lage: Columns of `schemas.quellenlage.Quellenlage`.
        heute: The day to judge by.

    Returns:
        The frame with `lage` (`LAGEN`), `ueberfaellig` and `alter_monate` (whole months since the end of the
        newest period, NULL where nothing is held), the most urgent first.
    """
    fehlt = lage["quelle_id"].isna()
    ueberfaellig = (lage["faellig_am"] < heute.isoformat()).astype("boolean").fillna(False).astype(bool)
    urteil = pd.Series(OHNE_TERMIN, index=lage.index, dtype="str").mask(lage["faellig_am"].notna(), AKTUELL)
    urteil = urteil.mask(ueberfaellig, UEBERFAELLIG).mask(fehlt, FEHLT)
    alter = [
        None if pd.isna(ende) else months_between(date.fromisoformat(ende), heute)
        for ende in lage["zeitraum_ende"]
    ]
    ergebnis = lage.assign(
        lage=urteil, ueberfaellig=ueberfaellig, alter_monate=pd.Series(alter, index=lage.index, dtype="Int64")
    )
    rang = ergebnis["lage"].map({name: nummer for nummer, name in enumerate(LAGEN)})
    return (
        ergebnis.assign(_rang=rang)
        .sort_values(["_rang", "faellig_am", "bezug_id"], na_position="last", ignore_index=True)
        .drop(columns="_rang")
    )


def months_between(von: date, bis: date) -> int:
    """Return the whole months between two days; 0 when `bis` is not later."""
    monate = (bis.year - von.year) * 12 + bis.month - von.month
    return max(0, monate - (add_months(von, monate) > bis if monate > 0 else 0))


def stage_quellenlage(
    con: duckdb.DuckDBPyConnection,
    beobachtungen: str,
    herausgeber: Mapping[str, Herausgeber],
    bezuege: Mapping[str, Bezug],
) -> int:
    """Write the table `quellenlage`; return the number of its rows. Needs `quelle` and the observations."""
    return write_table(con, Quellenlage, read_quellenlage(con, beobachtungen, herausgeber, bezuege))
