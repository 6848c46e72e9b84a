"""Values of all indicators for all territories and years, in three passes over `beobachtung`.

Rules, the same for every indicator:

- A sum or difference exists only when every one of its terms has a number. A term without a number
  gives no value and passes its sign on; of several signs the strongest: `g` before `.`, `x`, `/`,
  `...`, `-`. A term that no source prints at all gives no row.
- `-` with the number 0 counts as 0. A value made of nothing but `-` keeps the sign `-`.
- A ratio over the denominator 0 is not meaningful: no value, sign `x`.
- A measure with several periods in one year (a Stichtag and a span, for example) is represented by
  the one that ends last; of two that end on the same day the more precisely dated one.
- Territories are those that the sources print; Land and Bund are never derived here.
"""

from collections.abc import Callable, Iterable
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from assets.catalogue.models import IndikatorEintrag
from assets.indicators.intervalle import check_counts, rate_interval, wilson
from assets.indicators.terme import (
    QUOTIENTEN,
    as_table,
    entry_table,
    level_table,
    registered,
    term_table,
)
from assets.indicators.verlaesslichkeit import reliability
from schemas.indicators import Indikatorwert

FEHLZEICHEN: Final = ("g", ".", "x", "/", "...", "-", "()", "0", "p", "r", "s")
"""Signs of a missing number, strongest first; a missing number without a sign is unknown (`.`)."""

_MARKEN: Final = ("()", "s", "p", "r", "0")
"""Signs beside a number that pass on to what is computed from it, strongest first."""

JAHRESWERT: Final = """
    SELECT merkmal_id, ags, zeitraum, wert, kennzeichen, quelle_id, gebietsstand,
           CAST(CASE WHEN contains(zeitraum, '/') THEN right(zeitraum, 4)
                ELSE left(zeitraum, 4) END AS BIGINT) AS jahr
    FROM beobachtung
    WHERE gueltig
    QUALIFY row_number() OVER (
        PARTITION BY merkmal_id, ags, jahr
        ORDER BY CASE WHEN length(zeitraum) = 10 THEN zeitraum ELSE jahr || '-12-31' END DESC,
                 zeitraum DESC, quelle_id DESC
    ) = 1
"""
"""The current figure of each measure, territory and year."""

_EBENE = """
    CASE WHEN ags = '00' THEN 'bund' WHEN length(ags) = 2 THEN 'land' WHEN length(ags) = 5 THEN 'kreis'
         WHEN length(ags) = 8 THEN 'gemeinde' ELSE 'planungsbereich' END
"""

_ROLLEN = f"""
    CREATE OR REPLACE TEMP TABLE _rolle AS
    WITH jahreswert AS ({JAHRESWERT}),
    benannt AS (SELECT * FROM jahreswert SEMI JOIN _term USING (merkmal_id))
    SELECT t.indikator_id, t.rolle, b.ags, b.jahr - t.versatz AS jahr,
           CASE WHEN count(b.wert) = count(*) THEN sum(t.vorzeichen * b.wert ORDER BY t.nr) END AS summe,
           min(list_position($fehlzeichen, coalesce(b.kennzeichen, '.')))
               FILTER (WHERE b.wert IS NULL) AS fehlt,
           min(list_position($marken, b.kennzeichen)) FILTER (WHERE b.wert IS NOT NULL) AS marke,
           bool_and(b.kennzeichen IS NOT DISTINCT FROM '-') AS nichts,
           max(b.zeitraum) AS zeitraum, max(b.quelle_id) AS quelle_id, max(b.gebietsstand) AS gebietsstand,
           bool_or(starts_with(b.quelle_id, 'kommunal_beispiel')) AS beispiel
    FROM benannt AS b JOIN _term AS t USING (merkmal_id)
    GROUP BY t.indikator_id, t.rolle, b.ags, b.jahr - t.versatz
    HAVING count(*) = max(t.soll)
"""

_WERTE = """
    CREATE OR REPLACE TEMP TABLE _wert AS
    SELECT e.indikator_id, e.verfahren, e.faktor, e.median_gemeinden, h.ags, h.jahr, h.zeitraum,
           CASE WHEN NOT e.quotient THEN h.summe
                WHEN n.summe <> 0 THEN h.summe / n.summe * e.faktor END AS wert,
           z.summe AS zaehler, n.summe AS nenner,
           CASE WHEN e.quotient THEN least(h.fehlt, n.fehlt) ELSE h.fehlt END AS fehlt,
           CASE WHEN e.quotient THEN least(h.marke, n.marke) ELSE h.marke END AS marke,
           h.nichts,
           CASE WHEN h.beispiel OR (e.quotient AND n.beispiel) THEN 'beispiel'
                WHEN e.uebernommen AND NOT regexp_matches(h.quelle_id, '_(summe|umgerechnet)$')
                THEN 'amtlich' ELSE 'eigene_berechnung' END AS herkunft,
           h.quelle_id, h.gebietsstand
    FROM _eintrag AS e
    JOIN _rolle AS h ON h.indikator_id = e.indikator_id AND h.rolle = e.hauptrolle
    LEFT JOIN _rolle AS z
        ON z.indikator_id = e.indikator_id AND z.rolle = 'zaehler' AND z.ags = h.ags AND z.jahr = h.jahr
    LEFT JOIN _rolle AS n
        ON n.indikator_id = e.indikator_id AND n.rolle = 'nenner' AND n.ags = h.ags AND n.jahr = h.jahr
    WHERE NOT e.quotient OR n.indikator_id IS NOT NULL
"""

_ERGEBNIS = f"""
    WITH direkt AS (
        SELECT indikator_id, ags, jahr, zeitraum, wert, zaehler, nenner, verfahren, faktor,
               CASE WHEN wert IS NULL THEN coalesce($fehlzeichen[fehlt], 'x')
                    WHEN nichts THEN '-' ELSE $marken[marke] END AS kennzeichen,
               herkunft, quelle_id, gebietsstand
        FROM _wert
        WHERE NOT (median_gemeinden AND length(ags) = 5)
    ),
    median_gemeinden AS (
        SELECT w.indikator_id, g.uebergeordnet AS ags, w.jahr, max(w.zeitraum) AS zeitraum,
               median(w.wert) AS wert, NULL::DOUBLE AS zaehler, NULL::DOUBLE AS nenner,
               'median' AS verfahren, 1.0 AS faktor, NULL::VARCHAR AS kennzeichen,
               CASE WHEN bool_or(w.herkunft = 'beispiel') THEN 'beispiel'
                    ELSE 'eigene_berechnung' END AS herkunft,
               max(w.quelle_id) AS quelle_id, max(w.gebietsstand) AS gebietsstand
        FROM _wert AS w JOIN gebiet AS g ON g.ags = w.ags
        WHERE w.median_gemeinden AND length(w.ags) = 8 AND w.wert IS NOT NULL
          AND length(g.uebergeordnet) = 5
        GROUP BY w.indikator_id, g.uebergeordnet, w.jahr
    ),
    alle AS (SELECT * FROM direkt UNION ALL BY NAME SELECT * FROM median_gemeinden)
    SELECT alle.* FROM alle SEMI JOIN _ebene
        ON _ebene.indikator_id = alle.indikator_id AND _ebene.ebene = {_EBENE.replace("ags", "alle.ags")}
    ORDER BY alle.indikator_id, alle.ags, alle.jahr
"""


def compute_werte(con: duckdb.DuckDBPyConnection, indikatoren: Iterable[IndikatorEintrag]) -> pd.DataFrame:
    """Compute every indicator for every territory and year that the observations allow.

    Args:
        con: Connection with the tables `beobachtung` and `gebiet`.
        indikatoren: Entries of the catalogue.

    Returns:
        Frame of `schemas.indicators.Indikatorwert`, sorted by key. Values in the unit of the indicator,
        unrounded; intervals (95 %) where the method is `anteil` or `rate`. An indicator with
        `kreiswert = "median_gemeinden"` gets the unweighted median of the Gemeinden of the Kreis.

    Raises:
        ValueError: a proportion has a numerator above its denominator, or a count is negative.
    """
    eintraege = tuple(indikatoren)
    zeichen = {"fehlzeichen": list(FEHLZEICHEN), "marken": list(_MARKEN)}
    with registered(
        con, _term=term_table(eintraege), _eintrag=entry_table(eintraege), _ebene=level_table(eintraege)
    ):
        con.execute(_ROLLEN, zeichen)
        con.execute(_WERTE)
        werte = con.execute(_ERGEBNIS, zeichen).df()
        con.execute("DROP TABLE _wert; DROP TABLE _rolle")
    return as_table(_with_reliability(_with_intervals(werte)), Indikatorwert)


def _with_intervals(werte: pd.DataFrame) -> pd.DataFrame:
    _check_ratios(werte)
    unten = np.full(len(werte), np.nan)
    oben = np.full(len(werte), np.nan)
    vorhanden = werte["wert"].notna()
    zaehler, nenner = werte["zaehler"].to_numpy("float64"), werte["nenner"].to_numpy("float64")
    faktor = werte["faktor"].to_numpy("float64")
    for verfahren in ("anteil", "rate"):
        wahl = (vorhanden & (werte["verfahren"] == verfahren)).to_numpy()
        if not wahl.any():
            continue
        if verfahren == "anteil":
            grenzen = wilson(zaehler[wahl], nenner[wahl])
        else:
            grenzen = rate_interval(zaehler[wahl], nenner[wahl], faktor=1.0)
        unten[wahl], oben[wahl] = (grenze * faktor[wahl] for grenze in grenzen)
    return werte.assign(untergrenze=unten, obergrenze=oben)


def _check_ratios(werte: pd.DataFrame) -> None:
    vorhanden = werte[werte["wert"].notna() & werte["verfahren"].isin(QUOTIENTEN)]
    for verfahren, teil in vorhanden.groupby("verfahren", sort=True):
        zaehler = teil["zaehler"].to_numpy("float64")
        # A balance per inhabitant may be negative; only its denominator is bound.
        gebunden = np.zeros(len(teil)) if verfahren == "verhaeltnis" else zaehler
        check_counts(
            gebunden,
            teil["nenner"].to_numpy("float64"),
            anteil=verfahren == "anteil",
            benenne=_namer(teil[["indikator_id", "ags", "jahr"]]),
        )


def _namer(schluessel: pd.DataFrame) -> Callable[[int], str]:
    def benenne(stelle: int) -> str:
        indikator_id, ags, jahr = schluessel.iloc[stelle]
        return f"{indikator_id}, Gebiet {ags}, {jahr}"

    return benenne


def _with_reliability(werte: pd.DataFrame) -> pd.DataFrame:
    gezaehlt = werte["verfahren"].isin(("anteil", "rate")).to_numpy()
    zaehler, nenner = (werte[s].where(gezaehlt).to_numpy("float64") for s in ("zaehler", "nenner"))
    return werte.assign(verlaesslichkeit=reliability(zaehler, nenner))
