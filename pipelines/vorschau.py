"""Pictures for the user interface: what a table says at a glance, as Markdown with a PNG inside."""

import base64
import io
from collections.abc import Callable
from typing import Final

import duckdb
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from assets.reports.gestaltung import FOLGE, KREIS, LAND, NEBENTEXT, SANS, TINTE, register_fonts
from schemas.common import LEBENSPHASE_NAMEN, LEBENSPHASEN

LEITINDIKATOR: Final = "kinder_sgb2_bg_u15"
"""Shown as the example: children under 15 in households with basic income support."""


def draw(con: duckdb.DuckDBPyConnection, tabelle: str, kreis: str) -> str | None:
    """Draw the picture of a table.

    Args:
        con: Work database.
        tabelle: Name of the table.
        kreis: Key of the configured Kreis.

    Returns:
        Markdown with the picture and its alternative text; None where the table has no picture or
        too little data for it.
    """
    zeichner = _ZEICHNER.get(tabelle)
    if zeichner is None:
        return None
    register_fonts()
    bild = Figure(figsize=(6.4, 2.6), dpi=110, layout="constrained")
    achse = bild.add_subplot()
    achse.spines[["top", "right", "left"]].set_visible(False)
    achse.tick_params(colors=TINTE, labelsize=8, length=0)
    text = zeichner(con, achse, kreis)
    if text is None:
        return None
    titel = achse.set_title(text, loc="left", fontsize=9, color=TINTE)
    for beschriftung in [titel, *achse.get_xticklabels(), *achse.get_yticklabels(), *achse.texts]:
        beschriftung.set_fontfamily(SANS)
    puffer = io.BytesIO()
    bild.savefig(puffer, format="png", metadata={"Software": None})
    return f"![{text}](data:image/png;base64,{base64.b64encode(puffer.getvalue()).decode()})"


def _per_lebensphase(con: duckdb.DuckDBPyConnection, achse: Axes, _kreis: str) -> str | None:
    zeilen = con.execute("SELECT lebensphase, count(*) FROM indikator GROUP BY 1").fetchall()
    anzahl = {str(phase): int(n) for phase, n in zeilen}
    phasen = [p for p in LEBENSPHASEN if p in anzahl][::-1]
    balken = achse.barh([LEBENSPHASE_NAMEN[p] for p in phasen], [anzahl[p] for p in phasen], color=LAND)
    achse.bar_label(balken, fontsize=8, color=TINTE, padding=3)
    achse.set_xticks([])
    achse.spines["bottom"].set_visible(False)
    return "Indikatoren je Lebensphase" if phasen else None


def _distribution(con: duckdb.DuckDBPyConnection, achse: Axes, kreis: str) -> str | None:
    zeile = con.execute(
        "SELECT v.jahr, v.anzahl, v.minimum, v.grenze1, v.grenze2, v.grenze3, v.grenze4, v.maximum, "
        "v.median, w.wert, g.name FROM verteilung v "
        "LEFT JOIN indikatorwert w ON (w.indikator_id, w.jahr, w.ags) = (v.indikator_id, v.jahr, ?) "
        "LEFT JOIN gebiet g ON g.ags = ? "
        "WHERE v.indikator_id = ? AND v.gruppe = '00' ORDER BY v.jahr DESC LIMIT 1",
        [kreis, kreis, LEITINDIKATOR],
    ).fetchone()
    if zeile is None:
        return None
    jahr, anzahl, *grenzen, median, wert, name = zeile
    for links, rechts, farbe in zip(grenzen, grenzen[1:], FOLGE, strict=False):
        achse.barh(0, rechts - links, left=links, color=farbe, height=0.5)
    achse.vlines(median, -0.35, 0.35, color=TINTE, linewidth=1.2)
    achse.text(median, -0.42, "Median", ha="center", va="top", fontsize=8, color=NEBENTEXT)
    if wert is not None:
        achse.plot([wert], [0.38], marker="v", color=KREIS, markersize=8)
        achse.text(wert, 0.5, str(name), ha="center", va="bottom", fontsize=8, color=KREIS)
    achse.set_ylim(-0.8, 0.9)
    achse.set_yticks([])
    return f"Kinder unter 15 in Bedarfsgemeinschaften {jahr} in Prozent: Fünftel von {anzahl} Kreisen"


def _series(con: duckdb.DuckDBPyConnection, achse: Axes, kreis: str) -> str | None:
    for ags, farbe in ((kreis[:2], LAND), (kreis, KREIS)):
        reihe = con.execute(
            "SELECT w.jahr, w.wert, g.name FROM indikatorwert w JOIN gebiet g USING (ags) "
            "WHERE indikator_id = 'arbeitslosenquote' AND ags = ? AND wert IS NOT NULL ORDER BY jahr",
            [ags],
        ).fetchall()
        if len(reihe) < 2:
            return None
        jahre, werte = [z[0] for z in reihe], [z[1] for z in reihe]
        achse.plot(jahre, werte, marker="o", markersize=3.5, color=farbe)
        achse.annotate(
            f" {reihe[-1][2]}",
            (jahre[-1], werte[-1]),
            fontsize=8,
            color=farbe,
            va="center",
            xytext=(4, 0),
            textcoords="offset points",
        )
    achse.set_ylim(bottom=0)
    achse.xaxis.set_major_locator(MaxNLocator(integer=True))
    return "Arbeitslosenquote in Prozent"


_ZEICHNER: Final[dict[str, Callable[[duckdb.DuckDBPyConnection, Axes, str], str | None]]] = {
    "indikator": _per_lebensphase,
    "verteilung": _distribution,
    "indikatorwert": _series,
}
