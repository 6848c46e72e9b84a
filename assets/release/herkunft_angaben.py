"""Single figures of the chain: where each was read, and the parts of those that we computed."""

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from assets.indicators.werte import JAHRESWERT
from assets.staging.konflikte import SUMME, UMGERECHNET

_SPALTEN: Final = (
    "merkmal_id, ags, zeitraum, wert, kennzeichen, quelle_id, gebietsstand, blatt, zeile, spalte, gueltig"
)
_MIT_QUELLE: Final = f"""
    SELECT {_SPALTEN}, m.name AS merkmal, m.einheit, g.name AS gebiet,
           g.gueltig_bis AS gebiet_bis, q.* EXCLUDE (quelle_id)
    FROM beobachtung AS b JOIN quelle AS q USING (quelle_id) LEFT JOIN merkmal AS m USING (merkmal_id)
    LEFT JOIN gebiet AS g USING (ags)
"""
_TIEFE: Final = 3
"""Bund, Land, Kreis, Gemeinde: sums of sums of sums."""

_VORGAENGER: Final = """
    WITH RECURSIVE vorgaenger(ags) AS (
        SELECT ?
        UNION
        SELECT n.ags_alt FROM nachfolge AS n JOIN vorgaenger AS v ON n.ags_neu = v.ags
        WHERE n.stand_neu > (SELECT max(gebietsstand) FROM beobachtung
                             WHERE merkmal_id = ? AND zeitraum = ? AND quelle_id = ?)
    )
    SELECT ags FROM vorgaenger
"""
"""All territories that went into one since the Gebietsstand of the printed figures."""


@dataclass(frozen=True)
class Angabe:
    """One figure as a source states it, or as we computed it from `teile`.

    Attributes:
        merkmal_id: Measure.
        ags: Territory.
        zeitraum: Period.
        wert: Figure in the unit of the measure.
        kennzeichen: Official sign.
        gueltig: Whether it is the current figure.
        angaben: All columns of `beobachtung` and `quelle`, with `merkmal`, `einheit` and `gebiet`.
        berechnet: `summe` or `umgerechnet` where the figure is our own computation; empty: printed.
        teile: What it was computed from, as far as this edition holds it.
    """

    merkmal_id: str
    ags: str
    zeitraum: str
    wert: float | None
    kennzeichen: str | None
    gueltig: bool
    angaben: dict[str, Any]
    berechnet: str = ""
    teile: tuple["Angabe", ...] = ()


def figure_of_year(con: duckdb.DuckDBPyConnection, merkmal_id: str, ags: str, jahr: int) -> Angabe | None:
    """Return the figure that stands for a measure, territory and year in the indicators, with its parts."""
    zeile = con.execute(
        f"SELECT zeitraum, quelle_id FROM ({JAHRESWERT}) WHERE merkmal_id = ? AND ags = ? AND jahr = ?",
        [merkmal_id, ags, jahr],
    ).fetchone()
    if zeile is None:
        return None
    bedingung = "merkmal_id = ? AND ags = ? AND zeitraum = ? AND quelle_id = ?"
    gefunden = _read(con, bedingung, [merkmal_id, ags, *zeile])
    return _with_parts(con, gefunden[0], _TIEFE) if gefunden else None


def figures_of(con: duckdb.DuckDBPyConnection, angabe: Angabe, *, gueltig: bool) -> tuple[Angabe, ...]:
    """Return the figures of all sources for the same measure, territory and period, newest Stand first."""
    return tuple(
        _read(
            con,
            "merkmal_id = ? AND ags = ? AND zeitraum = ? AND gueltig = ?",
            [angabe.merkmal_id, angabe.ags, angabe.zeitraum, gueltig],
        )
    )


def _read(con: duckdb.DuckDBPyConnection, bedingung: str, werte: list[object]) -> list[Angabe]:
    cursor = con.execute(f"{_MIT_QUELLE} WHERE {bedingung} ORDER BY q.stand DESC, quelle_id, ags", werte)
    namen = [s[0] for s in cursor.description or ()]
    return [_angabe(dict(zip(namen, zeile, strict=True))) for zeile in cursor.fetchall()]


def _angabe(zeile: dict[str, Any]) -> Angabe:
    quelle = str(zeile["quelle_id"])
    berechnet = next((art.strip("_") for art in (SUMME, UMGERECHNET) if quelle.endswith(art)), "")
    return Angabe(
        zeile["merkmal_id"],
        zeile["ags"],
        zeile["zeitraum"],
        zeile["wert"],
        zeile["kennzeichen"],
        zeile["gueltig"],
        zeile,
        berechnet,
    )


def _with_parts(con: duckdb.DuckDBPyConnection, angabe: Angabe, tiefe: int) -> Angabe:
    if not angabe.berechnet or not tiefe:
        return angabe
    suche = {"summe": _parts_of_sum, "umgerechnet": _parts_of_recomputed}[angabe.berechnet]
    teile = tuple(_with_parts(con, teil, tiefe - 1) for teil in suche(con, angabe))
    return Angabe(**{**vars(angabe), "teile": teile})


def _parts_of_sum(con: duckdb.DuckDBPyConnection, angabe: Angabe) -> list[Angabe]:
    """Return the next smaller territories of the same publication: printed, recomputed or summed.

    Where a part was recomputed, the printed row is no part; neither are territories that were dissolved
    into recomputed ones.
    """
    basis = str(angabe.angaben["quelle_id"]).removesuffix(SUMME)
    if "-P" in angabe.ags:
        glied, wert = "ags IN (SELECT ags FROM gebiet WHERE planungsbereich = ?)", angabe.ags
    else:
        laenge = {"00": 5}.get(angabe.ags, {2: 5, 5: 8}[len(angabe.ags)])
        glied = f"length(ags) = {laenge} AND NOT contains(ags, '-') AND starts_with(ags, ?)"
        wert = "" if angabe.ags == "00" else angabe.ags
    quellen = [basis, basis + SUMME, basis + UMGERECHNET]
    teile = _read(
        con,
        f"merkmal_id = ? AND zeitraum = ? AND quelle_id IN (?, ?, ?) AND {glied}",
        [angabe.merkmal_id, angabe.zeitraum, *quellen, wert],
    )
    neue = {t.ags for t in teile if t.berechnet == "umgerechnet"}
    return [t for t in teile if t.berechnet or not neue or not (t.ags in neue or t.angaben["gebiet_bis"])]


def _parts_of_recomputed(con: duckdb.DuckDBPyConnection, angabe: Angabe) -> list[Angabe]:
    """Return the figures of the territories that went into this one, as the source printed them."""
    basis = str(angabe.angaben["quelle_id"]).removesuffix(UMGERECHNET)
    vorgaenger, werte = "SELECT ?", [angabe.ags]
    if _has_succession(con):
        vorgaenger, werte = _VORGAENGER, [angabe.ags, angabe.merkmal_id, angabe.zeitraum, basis]
    return _read(
        con,
        f"merkmal_id = ? AND zeitraum = ? AND quelle_id = ? AND ags IN ({vorgaenger})",
        [angabe.merkmal_id, angabe.zeitraum, basis, *werte],
    )


def _has_succession(con: duckdb.DuckDBPyConnection) -> bool:
    zeile = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'nachfolge'").fetchone()
    return bool(zeile and zeile[0])
