"""The chain behind one published value: from `indikatorwert` down to file, sheet, row and column.

Everything is read from the published database, so nothing withheld can appear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import duckdb

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.release.herkunft_angaben import Angabe, figure_of_year, figures_of
from assets.sources.eingang.beiblatt import ENDUNG, Beiblatt, read_beiblatt
from schemas.common import ebene_von

_AEHNLICH: Final = 5
_KONFLIKTE: Final = """
    WITH beteiligt AS (
        SELECT groesse FROM konflikt
        WHERE ags = $1 AND left(zeitraum, 4) = left($2, 4)
          AND ($3 IN (merkmal_gilt, merkmal_anders)
               OR (quelle_gilt = $4 AND merkmal_gilt NOT IN (SELECT merkmal_id FROM merkmal))
               OR (quelle_anders = $4 AND merkmal_anders NOT IN (SELECT merkmal_id FROM merkmal)))
    )
    SELECT * FROM konflikt
    WHERE ags = $1 AND left(zeitraum, 4) = left($2, 4) AND groesse IN (FROM beteiligt)
    ORDER BY ALL
"""
"""A quantity whose measure is no measure of the table is a sum over several."""


class HerkunftFehler(Exception):
    """There is no such value; the message is German and names similar keys."""


@dataclass(frozen=True)
class Glied:
    """One part of a value: the published figure itself, its numerator or its denominator.

    Attributes:
        rolle: `wert`, `zaehler` or `nenner`.
        ausdruck: Expression over measures.
        jahr: Year of the figures.
        angaben: The figures, each with the sign (1 or -1) that it enters with.
        fehlend: Measures without a figure.
    """

    rolle: str
    ausdruck: str
    jahr: int
    angaben: tuple[tuple[int, Angabe], ...]
    fehlend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kette:
    """Everything behind one value. `wert` and the other mappings hold the columns of their tables."""

    ausgabe: str
    indikator: dict[str, Any]
    gebiet: str
    wert: dict[str, Any]
    glieder: tuple[Glied, ...]
    gemeinden: tuple[Glied, ...] = ()
    ueberholt: tuple[Angabe, ...] = ()
    revisionen: tuple[dict[str, Any], ...] = ()
    konflikte: tuple[dict[str, Any], ...] = ()


def trace(con: duckdb.DuckDBPyConnection, ausgabe: str, indikator_id: str, ags: str, jahr: int) -> Kette:
    """Return the chain of one value.

    Args:
        con: The published database.
        ausgabe: Name of the edition.
        indikator_id: Indicator.
        ags: Territory.
        jahr: Year under which the value is kept.

    Raises:
        HerkunftFehler: no such indicator, territory or value.
    """
    indikator = _one(con, "SELECT * FROM indikator WHERE indikator_id = ?", [indikator_id])
    if indikator is None:
        raise HerkunftFehler(_unknown_indicator(con, indikator_id))
    gebiet = _one(con, "SELECT * FROM gebiet WHERE ags = ?", [ags])
    if gebiet is None:
        raise HerkunftFehler(_unknown_ags(con, ags))
    wert = _one(
        con,
        "SELECT * FROM indikatorwert WHERE indikator_id = ? AND ags = ? AND jahr = ?",
        [indikator_id, ags, jahr],
    )
    if wert is None:
        raise HerkunftFehler(_no_value(con, indikator, gebiet["name"], ags, jahr))
    glieder, gemeinden = _links(con, indikator, ags, jahr)
    alle = [a for g in (*glieder, *gemeinden) for _, a in g.angaben]
    return Kette(
        ausgabe,
        indikator,
        str(gebiet["name"]),
        wert,
        glieder,
        gemeinden,
        tuple(u for a in alle for u in figures_of(con, a, gueltig=False)),
        _revisions(con, indikator_id, wert, alle),
        _conflicts(con, alle),
    )


def find_stored(rohdaten: Path, summen: set[str]) -> dict[str, tuple[Path, Beiblatt]]:
    """Find files of the raw store by their content: SHA-256 → path and sidecar.

    Args:
        rohdaten: Folder `data/raw`.
        summen: SHA-256 of the files looked for.
    """
    gefunden: dict[str, tuple[Path, Beiblatt]] = {}
    for pfad in sorted(rohdaten.rglob(f"*{ENDUNG}")):
        datei = pfad.with_name(pfad.name.removesuffix(ENDUNG))
        beiblatt = read_beiblatt(datei)
        if beiblatt is not None and beiblatt.sha256 in summen:
            gefunden.setdefault(beiblatt.sha256, (datei, beiblatt))
    return gefunden


def _links(
    con: duckdb.DuckDBPyConnection, indikator: dict[str, Any], ags: str, jahr: int
) -> tuple[tuple[Glied, ...], tuple[Glied, ...]]:
    """Return the parts of the value; for a median of Gemeinden those of each Gemeinde instead."""
    if indikator["kreiswert"] == "median_gemeinden" and ebene_von(ags) == "kreis":
        gemeinden = con.execute(
            "SELECT ags FROM indikatorwert JOIN gebiet USING (ags) WHERE indikator_id = ? AND jahr = ? "
            "AND uebergeordnet = ? AND length(ags) = 8 AND wert IS NOT NULL ORDER BY ags",
            [indikator["indikator_id"], jahr, ags],
        ).fetchall()
        return (), tuple(g for (a,) in gemeinden for g in _parts(con, indikator, str(a), jahr))
    return _parts(con, indikator, ags, jahr), ()


def _parts(
    con: duckdb.DuckDBPyConnection, indikator: dict[str, Any], ags: str, jahr: int
) -> tuple[Glied, ...]:
    versatz = int(indikator["nenner_versatz"])
    rollen = (
        ("wert", indikator["merkmal"], 0),
        ("zaehler", indikator["zaehler"], 0),
        ("nenner", indikator["nenner"], versatz),
    )
    glieder = []
    for rolle, ausdruck, verschiebung in rollen:
        if not isinstance(ausdruck, str):
            continue
        terme = [
            (v, m, figure_of_year(con, m, ags, jahr + verschiebung)) for m, v in parse_ausdruck(ausdruck)
        ]
        glieder.append(
            Glied(
                rolle,
                ausdruck,
                jahr + verschiebung,
                tuple((v, a) for v, _, a in terme if a is not None),
                tuple(m for _, m, a in terme if a is None),
            )
        )
    return tuple(glieder)


def _revisions(
    con: duckdb.DuckDBPyConnection, indikator_id: str, wert: dict[str, Any], angaben: Sequence[Angabe]
) -> tuple[dict[str, Any], ...]:
    schluessel = {("indikatorwert", indikator_id, wert["ags"], wert["zeitraum"])}
    schluessel |= {("beobachtung", a.merkmal_id, a.ags, a.zeitraum) for a in angaben}
    return tuple(
        zeile
        for k in sorted(schluessel)
        for zeile in _all(
            con,
            "SELECT * FROM revision WHERE art = ? AND kennung = ? AND ags = ? AND zeitraum = ? "
            "ORDER BY quelle_alt, quelle_neu",
            list(k),
        )
    )


def _conflicts(con: duckdb.DuckDBPyConnection, angaben: Sequence[Angabe]) -> tuple[dict[str, Any], ...]:
    """Contradictions in which one of the figures, or a sum that it is part of, takes part."""
    je_schluessel: dict[tuple[str, ...], dict[str, Any]] = {}
    for a in angaben:
        quelle = str(a.angaben["quelle_id"])
        for z in _all(con, _KONFLIKTE, [a.ags, a.zeitraum, a.merkmal_id, quelle]):
            schluessel = ("groesse", "ags", "zeitraum", "merkmal_anders", "quelle_anders")
            je_schluessel[tuple(str(z[s]) for s in schluessel)] = z
    return tuple(je_schluessel.values())


def _unknown_indicator(con: duckdb.DuckDBPyConnection, gesucht: str) -> str:
    namen = {str(i): str(n) for i, n in con.execute("SELECT indikator_id, name FROM indikator").fetchall()}
    nahe = get_close_matches(gesucht.lower(), namen, n=_AEHNLICH, cutoff=0.5)
    nahe += [i for i in sorted(namen) if gesucht.lower() in f"{i} {namen[i].lower()}" and i not in nahe]
    return f"Den Indikator „{gesucht}“ gibt es nicht." + _similar([f"{i} ({namen[i]})" for i in nahe])


def _unknown_ags(con: duckdb.DuckDBPyConnection, gesucht: str) -> str:
    namen = {str(a): str(n) for a, n in con.execute("SELECT ags, name FROM gebiet ORDER BY ags").fetchall()}
    nahe = [a for a in namen if gesucht.lower() in namen[a].lower()]
    nahe += [a for a in get_close_matches(gesucht, namen, n=_AEHNLICH, cutoff=0.6) if a not in nahe]
    return f"Das Gebiet „{gesucht}“ gibt es in dieser Ausgabe nicht." + _similar(
        [f"{a} ({namen[a]})" for a in nahe]
    )


def _no_value(
    con: duckdb.DuckDBPyConnection, indikator: dict[str, Any], name: str, ags: str, jahr: int
) -> str:
    zeilen = con.execute(
        "SELECT jahr FROM indikatorwert WHERE indikator_id = ? AND ags = ? ORDER BY jahr",
        [indikator["indikator_id"], ags],
    ).fetchall()
    if not zeilen:
        return f"Zu „{indikator['name']}“ gibt es für {name} ({ags}) keinen Wert."
    jahre = ", ".join(str(j) for (j,) in zeilen)
    return f"Zu „{indikator['name']}“ gibt es für {name} ({ags}) keinen Wert für {jahr}. Vorhanden: {jahre}."


def _similar(eintraege: Sequence[str]) -> str:
    return f" Ähnlich: {'; '.join(eintraege[:_AEHNLICH])}." if eintraege else ""


def _one(con: duckdb.DuckDBPyConnection, sql: str, werte: Sequence[object]) -> dict[str, Any] | None:
    return next(iter(_all(con, sql, werte)), None)


def _all(con: duckdb.DuckDBPyConnection, sql: str, werte: Sequence[object]) -> list[dict[str, Any]]:
    cursor = con.execute(sql, list(werte))
    namen = [s[0] for s in cursor.description or ()]
    return [dict(zip(namen, zeile, strict=True)) for zeile in cursor.fetchall()]
