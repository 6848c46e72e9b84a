"""Revisions of published indicator values: what the last edition said otherwise.

The table holds the change against the last edition of other data, not the sum of all earlier ones: every
edition is complete and immutable and carries its own changes, and the whole history of the figures behind
them stands in the rows of the kind `beobachtung`, which follow from the files alone. So the content of an
edition does not depend on how often the program ran.

Only what is public now and was public then is compared: no own count, no sample, nothing withheld.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.brueche import measures_of
from assets.catalogue.load import KOMMUNAL, Katalog
from assets.catalogue.models import IndikatorEintrag, MerkmalEintrag
from assets.staging.gebietsaenderung import changes_of_territory
from assets.staging.konflikte import EIGENE
from assets.staging.revisionen import GRUND, changes_of_basis
from schemas.common import ID_MUSTER
from schemas.staging import Revision

_MERKMAL: Final = re.compile(ID_MUSTER.strip("^$"))
_DEFINITION: Final = ("zaehler", "nenner", "faktor", "verfahren")
"""What makes another figure of the same indicator."""

_VORHER: Final = f"""
    CREATE OR REPLACE TEMP TABLE _vorher AS
    SELECT w.indikator_id, w.ags, w.jahr, w.wert, w.kennzeichen, w.gebietsstand, q.stand, q.sha256,
           w.nenner AS nennerwert,
           {", ".join(f"i.{feld}" for feld in _DEFINITION)}
    FROM vorige.indikatorwert AS w
    JOIN vorige.indikator AS i USING (indikator_id)
    JOIN vorige.quelle AS q USING (quelle_id)
    WHERE w.wert IS NOT NULL AND w.kennzeichen IS DISTINCT FROM 'g' AND w.herkunft <> 'beispiel'
      AND NOT starts_with(w.quelle_id, '{EIGENE}')
"""

_GEAENDERT: Final = f"""
    SELECT w.indikator_id AS kennung, w.ags, w.zeitraum, w.quelle_id AS quelle_neu, a.wert AS wert_alt,
           w.wert AS wert_neu, a.kennzeichen AS kennzeichen_alt, w.kennzeichen AS kennzeichen_neu,
           a.gebietsstand AS gebietsstand_alt, w.gebietsstand AS gebietsstand_neu,
           a.stand AS stand_alt, q.stand AS stand_neu,
           (a.sha256 IS NOT DISTINCT FROM q.sha256 AND a.nennerwert IS NOT DISTINCT FROM w.nenner) OR {
    " OR ".join(f"a.{feld} IS DISTINCT FROM i.{feld}" for feld in _DEFINITION)
} AS anders_berechnet
    FROM indikatorwert AS w
    JOIN _vorher AS a USING (indikator_id, ags, jahr)
    JOIN indikator AS i USING (indikator_id)
    JOIN quelle AS q ON q.quelle_id = w.quelle_id
    ANTI JOIN _eigene AS e ON e.indikator_id = w.indikator_id
    WHERE w.kennzeichen IS DISTINCT FROM 'g' AND w.herkunft <> 'beispiel'
      AND NOT starts_with(w.quelle_id, '{EIGENE}')
      AND (w.wert IS NULL OR abs(w.wert - a.wert) > 1e-9 * greatest(abs(w.wert), abs(a.wert)))
"""

_ERGEBNIS: Final = f"""
    SELECT 'indikatorwert' AS art, kennung, ags, zeitraum, $ausgabe AS quelle_alt, quelle_neu, wert_alt,
           wert_neu, kennzeichen_alt, kennzeichen_neu,
           CASE WHEN anders_berechnet THEN 'definition' ELSE {GRUND} END AS grund
    FROM ({_GEAENDERT}) AS r
    ORDER BY kennung, ags, zeitraum
"""


@dataclass(frozen=True)
class Vorausgabe:
    """The last published edition.

    Attributes:
        name: Its name.
        datenbank: Its database file.
        gleicher_stand: It was made from the very data of this run; its revisions are taken over.
    """

    name: str
    datenbank: Path
    gleicher_stand: bool = False


def find_wertrevisionen(
    con: duckdb.DuckDBPyConnection, vorige: Vorausgabe | None, katalog: Katalog
) -> pd.DataFrame:
    """Find the published indicator values that the last edition stated otherwise.

    Args:
        con: Connection with the protected `indikatorwert`, with `indikator`, `quelle` and `nachfolge`.
        vorige: The last edition; none: nothing to compare with.
        katalog: Catalogue; indicators that rest on own counts are left out.

    Returns:
        Columns of `schemas.staging.Revision` with the kind `indikatorwert`; `quelle_alt` is the name of
        the edition.
    """
    if vorige is None or not vorige.datenbank.is_file():
        return pd.DataFrame(columns=list(Revision.to_schema().columns))
    pfad = str(vorige.datenbank).replace("'", "''")
    con.execute(f"ATTACH '{pfad}' AS vorige (READ_ONLY)")
    try:
        if vorige.gleicher_stand:
            return con.execute("SELECT * FROM vorige.revision WHERE art = 'indikatorwert'").df()
        con.execute(_VORHER)
    finally:
        con.execute("DETACH vorige")
    indikatoren = katalog.indikatoren.values()
    tabellen = {
        "_umstellung": changes_of_basis(
            {e.id: [m for m, _ in measures_of(e)] for e in indikatoren},
            katalog.merkmale,
            katalog.brueche.values(),
        ),
        "_aenderung": changes_of_territory(con),
        "_eigene": _own(indikatoren, katalog.merkmale, con),
    }
    for name, daten in tabellen.items():
        con.register(name, daten)
    ergebnis = con.execute(_ERGEBNIS, {"ausgabe": vorige.name}).df()
    for name in tabellen:
        con.unregister(name)
    con.execute("DROP TABLE _vorher")
    return ergebnis


def _own(
    indikatoren: Iterable[IndikatorEintrag],
    merkmale: Mapping[str, MerkmalEintrag],
    con: duckdb.DuckDBPyConnection,
) -> pd.DataFrame:
    """List the indicators that rest, or rested in the last edition, on a count of the Landratsamt."""
    eigene = {m.id for m in merkmale.values() if m.familie == KOMMUNAL}
    heute = {
        e.id
        for e in indikatoren
        if eigene & {m for a in (e.wert, e.zaehler, e.nenner) for m in _MERKMAL.findall(a or "")}
    }
    damals = con.execute("SELECT DISTINCT indikator_id, zaehler, nenner FROM _vorher").fetchall()
    frueher = {
        i
        for i, z, n in damals
        if any(m.startswith("kom_") for a in (z, n) for m in _MERKMAL.findall(a or ""))
    }
    return pd.DataFrame({"indikator_id": sorted(heute | frueher)}, dtype="str")
