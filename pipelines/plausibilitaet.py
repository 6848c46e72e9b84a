"""Statistical checks: warnings that really fail when figures contradict each other. One property each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import dagster as dg
import duckdb
import pandas as pd

from assets.staging.nachfolge import TOLERANZ
from assets.store.dagster_assets import POOL, markdown_table
from pipelines.partitions import STATISTIK_STAND
from pipelines.resources import LaufResource

KREISE_DEUTSCHLANDS: Final = 400
JE_LEBENSPHASE: Final = 6
INDIKATOREN: Final = 60
_ERSTE: Final = 5

Befund = Callable[[duckdb.DuckDBPyConnection, str], pd.DataFrame]
"""Query: work database and key of the configured Kreis → offending rows, the worst first; none: passed."""


@dataclass(frozen=True)
class Pruefung:
    """One statistical check.

    Attributes:
        tabelle: Asset that it belongs to.
        name: Name of the check.
        beschreibung: What must hold.
        befund: Finds the rows that contradict it.
    """

    tabelle: str
    name: str
    beschreibung: str
    befund: Befund


def missing_kreise(con: duckdb.DuckDBPyConnection, _kreis: str) -> pd.DataFrame:
    """The number of Kreise that statistics cover, where it is not 400."""
    anzahl = len(_covered_kreise(con))
    treffer = [] if anzahl == KREISE_DEUTSCHLANDS else [(anzahl, KREISE_DEUTSCHLANDS)]
    return pd.DataFrame(treffer, columns=["kreise", "erwartet"])


def _covered_kreise(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Keys of the Kreise of today, without those too young to have figures."""
    heute = con.execute(
        "SELECT ags FROM gebiet WHERE ebene = 'kreis' AND gueltig_bis IS NULL "
        "AND coalesce(gueltig_von, '') <= ?",
        [STATISTIK_STAND],
    ).df()
    return heute.astype("str")


def incomplete_measures(con: duckdb.DuckDBPyConnection, kreis: str) -> pd.DataFrame:
    """Measures of the Deutschlandatlas that lack some of the Kreise they should cover.

    With the official workbook these are all Kreise of today, with the base set those of the Land.
    Measures that the base set holds for the Gemeinden only are left out.
    """
    heute = _covered_kreise(con)  # noqa: F841 - DuckDB reads the frame by its name
    return con.execute(
        """
        WITH da AS (
            SELECT merkmal_id, zeitraum, ags FROM beobachtung SEMI JOIN heute USING (ags)
            WHERE starts_with(quelle_id, 'deutschlandatlas') AND gueltig
              AND NOT regexp_matches(merkmal_id, '_(von|bis)$')
        ),
        umfang AS (SELECT coalesce(bool_or(ags[:2] <> $land), false) AS bund FROM da),
        soll AS (SELECT count(*) AS anzahl FROM heute, umfang WHERE bund OR ags[:2] = $land)
        SELECT merkmal_id, zeitraum, count(*) AS kreise, anzahl AS erwartet FROM da, soll
        GROUP BY ALL HAVING count(*) < anzahl ORDER BY kreise, merkmal_id
        """,
        {"land": kreis[:2]},
    ).df()


def unequal_sums(con: duckdb.DuckDBPyConnection, _kreis: str) -> pd.DataFrame:
    """Years in which the unemployed of the Kreise do not add up to their Land, beyond rounding.

    Each of n + 1 whole numbers may be off by a half, so the sum may be off by (n + 1) / 2.
    """
    heute = _covered_kreise(con)  # noqa: F841 - DuckDB reads the frame by its name
    return con.execute(
        """
        WITH werte AS (
            SELECT zeitraum, regexp_replace(quelle_id, '_umgerechnet$', '') AS quelle_id, ags, wert
            FROM beobachtung WHERE merkmal_id = 'rs13211_arbeitslose' AND gueltig AND ags <> '00'
        ),
        kreise AS (
            SELECT zeitraum, quelle_id, ags[:2] AS land, sum(wert) AS summe, count(*) AS anzahl FROM werte
            WHERE length(ags) = 5 AND wert IS NOT NULL GROUP BY ALL
        ),
        soll AS (
            SELECT ags[:2] AS land, count(*) AS anzahl FROM heute GROUP BY ALL
        )
        SELECT k.zeitraum, k.land, k.summe AS summe_der_kreise, w.wert AS land_laut_quelle,
               abs(k.summe - w.wert) AS abstand
        FROM kreise k JOIN soll USING (land, anzahl)
        JOIN werte w ON (w.zeitraum, w.quelle_id, w.ags) = (k.zeitraum, k.quelle_id, k.land)
        WHERE abs(k.summe - w.wert) > (k.anzahl + 1) / 2
        ORDER BY abstand DESC
        """
    ).df()


def unequal_sexes(con: duckdb.DuckDBPyConnection, _kreis: str) -> pd.DataFrame:
    """Totals that differ from the sum of men and women (both published, no rounding)."""
    return con.execute(
        """
        SELECT i.merkmal_id, i.ags, i.zeitraum, i.wert AS insgesamt, m.wert AS maennlich, w.wert AS weiblich,
               abs(i.wert - m.wert - w.wert) AS abstand
        FROM beobachtung i
        JOIN beobachtung m ON m.merkmal_id = i.merkmal_id || '_m'
             AND (m.ags, m.zeitraum, m.quelle_id) = (i.ags, i.zeitraum, i.quelle_id)
        JOIN beobachtung w ON w.merkmal_id = i.merkmal_id || '_w'
             AND (w.ags, w.zeitraum, w.quelle_id) = (i.ags, i.zeitraum, i.quelle_id)
        WHERE i.gueltig AND abs(i.wert - m.wert - w.wert) > 0.5
        ORDER BY abstand DESC, i.merkmal_id, i.ags
        """
    ).df()


def incomplete_shares(con: duckdb.DuckDBPyConnection, _kreis: str) -> pd.DataFrame:
    """Territories of a succession whose shares add up to 1 neither by people nor by area.

    Gemeindeverbände have no shares and are left out.
    """
    return con.execute(
        """
        SELECT ags_alt, stand_alt, quelle_id, sum(anteil_bevoelkerung) AS bevoelkerung,
               sum(anteil_flaeche) AS flaeche
        FROM nachfolge WHERE NOT contains(ags_alt, '-')
        GROUP BY ags_alt, stand_alt, stand_neu, quelle_id
        HAVING NOT coalesce(abs(bevoelkerung - 1) <= $t AND count(anteil_bevoelkerung) = count(*), false)
           AND NOT coalesce(abs(flaeche - 1) <= $t AND count(anteil_flaeche) = count(*), false)
        ORDER BY stand_alt DESC, ags_alt
        """,
        {"t": TOLERANZ},
    ).df()


def unequal_gemeinden(con: duckdb.DuckDBPyConnection, kreis: str) -> pd.DataFrame:
    """Kreise whose Gemeinden do not add up to the printed figure, the configured one and its Land first."""
    return con.execute(
        "SELECT ags, merkmal_id, zeitraum, wert_kreis, summe_gemeinden, differenz, rundung "
        "FROM summenabweichung ORDER BY ags <> $kreis, NOT starts_with(ags, $land), abs(differenz) DESC, "
        "ags, merkmal_id, zeitraum",
        {"kreis": kreis, "land": kreis[:2]},
    ).df()


def jumps(con: duckdb.DuckDBPyConnection, kreis: str) -> pd.DataFrame:
    """Values of the configured Kreis that at least doubled or halved from one year to the next.

    Small numbers jump by chance: where the numerator is known, it must be 20 or more in both years.
    Only pairs of consecutive years count; changes of the Land in the same direction by the same
    factor (a new definition, a new law) are no jump of the Kreis.
    """
    return con.execute(
        """
        WITH reihe AS (
            SELECT indikator_id, ags, jahr, wert, zaehler,
                   lag(wert) OVER f AS vorwert, lag(jahr) OVER f AS vorjahr, lag(zaehler) OVER f AS vorzaehler
            FROM indikatorwert WHERE ags IN ($kreis, $land) AND wert > 0
            WINDOW f AS (PARTITION BY indikator_id, ags ORDER BY jahr)
        ),
        schritt AS (SELECT *, ln(wert / vorwert) AS aenderung FROM reihe WHERE vorjahr = jahr - 1)
        SELECT s.indikator_id, s.jahr, s.vorwert, s.wert, exp(s.aenderung) AS faktor
        FROM schritt s
        LEFT JOIN schritt l ON (l.indikator_id, l.jahr, l.ags) = (s.indikator_id, s.jahr, $land)
        WHERE s.ags = $kreis AND coalesce(s.zaehler, 20) >= 20 AND coalesce(s.vorzaehler, 20) >= 20
          AND abs(s.aenderung - coalesce(l.aenderung, 0)) >= ln(2)
        ORDER BY abs(s.aenderung) DESC, s.indikator_id
        """,
        {"kreis": kreis, "land": kreis[:2]},
    ).df()


def values_outside_interval(con: duckdb.DuckDBPyConnection, _kreis: str) -> pd.DataFrame:
    """Values that lie outside their own 95 % interval."""
    return con.execute(
        "SELECT indikator_id, ags, jahr, untergrenze, wert, obergrenze FROM indikatorwert "
        "WHERE wert < untergrenze - 1e-9 OR wert > obergrenze + 1e-9 ORDER BY ALL"
    ).df()


def thin_phases(con: duckdb.DuckDBPyConnection, kreis: str) -> pd.DataFrame:
    """Phases of life with fewer than six indicators that have an official value for the Kreis."""
    return con.execute(
        """
        SELECT lebensphase, count(DISTINCT w.indikator_id) AS mit_wert, $soll AS erwartet
        FROM indikator i LEFT JOIN indikatorwert w
             ON w.indikator_id = i.indikator_id AND w.ags = $kreis AND w.wert IS NOT NULL
                AND w.herkunft <> 'beispiel'
        GROUP BY 1 HAVING mit_wert < $soll ORDER BY 2
        """,
        {"kreis": kreis, "soll": JE_LEBENSPHASE},
    ).df()


PRUEFUNGEN: Final = (
    Pruefung(
        "gebiet",
        "alle_400_kreise",
        "Alle 400 Kreise Deutschlands (Gebietsstand Ende 2025) sind im Gebietsbestand.",
        missing_kreise,
    ),
    Pruefung(
        "beobachtung",
        "deutschlandatlas_vollstaendig",
        "Jedes Merkmal des Deutschlandatlas liegt für alle Kreise vor: alle 400 bei vorhandener "
        "Originaldatei, sonst die Kreise des Landes.",
        incomplete_measures,
    ),
    Pruefung(
        "beobachtung",
        "kreise_ergeben_land",
        "Die Arbeitslosen der Kreise ergeben zusammen, bis auf Rundung, die Zahl des Landes.",
        unequal_sums,
    ),
    Pruefung(
        "nachfolge",
        "anteile_ergeben_eins",
        "Die Teile eines geänderten Gebiets ergeben zusammen das ganze, nach Bevölkerung oder nach Fläche.",
        incomplete_shares,
    ),
    Pruefung(
        "summenabweichung",
        "gemeinden_ergeben_kreis",
        "Die Gemeinden einer Ausgabe ergeben zusammen, bis auf Rundung, den gedruckten Wert ihres Kreises.",
        unequal_gemeinden,
    ),
    Pruefung(
        "beobachtung",
        "geschlechter_ergeben_insgesamt",
        "Männer und Frauen ergeben zusammen die Zahl insgesamt.",
        unequal_sexes,
    ),
    Pruefung(
        "indikatorwert",
        "plausible_spruenge",
        "Kein Indikator des eingestellten Kreises verdoppelt oder halbiert sich von einem Jahr zum nächsten, "
        "ohne dass es das Land auch tut (Fallzahlen ab 20).",
        jumps,
    ),
    Pruefung(
        "indikatorwert",
        "wert_im_intervall",
        "Jeder Wert liegt in seinem 95-%-Intervall.",
        values_outside_interval,
    ),
    Pruefung(
        "indikatorwert",
        "lebensphasen_belegt",
        f"Jede Lebensphase hat mindestens {JE_LEBENSPHASE} Indikatoren mit Wert für den eingestellten Kreis.",
        thin_phases,
    ),
)


def statistical_check(pruefung: Pruefung) -> dg.AssetChecksDefinition:
    """Make the asset check; it warns and lists the five worst rows, and never stops a run."""

    @dg.asset_check(asset=pruefung.tabelle, name=pruefung.name, description=pruefung.beschreibung, pool=POOL)
    def statistisch(lauf: LaufResource) -> dg.AssetCheckResult:
        with lauf.lesen() as con:
            faelle = pruefung.befund(con, lauf.auftrag.konfiguration.kreis)
        return judge(faelle)

    return statistisch


def judge(faelle: pd.DataFrame) -> dg.AssetCheckResult:
    """Turn offending rows into a result: none, passed; else a warning with the worst five."""
    if faelle.empty:
        return dg.AssetCheckResult(passed=True, severity=dg.AssetCheckSeverity.WARN)
    return dg.AssetCheckResult(
        passed=False,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(faelle)} Auffälligkeiten",
        metadata={
            "Auffälligkeiten": len(faelle),
            "Die größten": dg.MetadataValue.md(markdown_table(faelle.head(_ERSTE))),
        },
    )
