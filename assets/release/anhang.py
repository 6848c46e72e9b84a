"""Annex of a report: every figure of the report as XLSX, and the same as CSV with a description."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import xlsxwriter

_WERTE = """
    SELECT i.name AS "Indikator", g.name AS "Gebiet", w.ags AS "AGS", w.jahr AS "Jahr", w.wert AS "Wert",
           i.einheit AS "Einheit", w.zaehler AS "Zähler", w.nenner AS "Nenner",
           w.untergrenze AS "Untergrenze 95 %", w.obergrenze AS "Obergrenze 95 %",
           w.kennzeichen AS "Zeichen", w.verlaesslichkeit AS "Verlässlichkeit", w.herkunft AS "Herkunft",
           w.zeitraum AS "Zeitraum", w.gebietsstand AS "Gebietsstand", w.quelle_id AS "Quelle",
           w.indikator_id AS "Kennung"
    FROM indikatorwert w JOIN indikator i USING (indikator_id) JOIN gebiet g USING (ags)
"""
_MERKMALE = """
    WITH benutzt AS (
        SELECT DISTINCT unnest(regexp_extract_all(
            concat_ws(' ', merkmal, CASE WHEN merkmal IS NULL THEN concat_ws(' ', zaehler, nenner) END),
            '[a-z][a-z0-9_]*'))
        FROM indikator WHERE list_contains($ids, indikator_id)
    )
"""
BLAETTER = {
    "Aktuelle Werte": _WERTE
    + """
    WHERE w.ags IN ($kreis, $land, '00') AND list_contains($ids, w.indikator_id)
    QUALIFY w.jahr = max(w.jahr) FILTER (WHERE w.wert IS NOT NULL) OVER (PARTITION BY w.indikator_id, w.ags)
    ORDER BY list_position($ids, w.indikator_id), length(w.ags) DESC, w.ags DESC
    """,
    "Zeitreihen": _WERTE
    + """
    WHERE w.ags IN ($kreis, $land, '00') AND list_contains($ids, w.indikator_id)
    ORDER BY list_position($ids, w.indikator_id), w.ags DESC, w.jahr
    """,
    "Gemeinden": _WERTE
    + """
    WHERE starts_with(w.ags, $kreis) AND w.ags <> $kreis AND list_contains($ids, w.indikator_id)
    ORDER BY list_position($ids, w.indikator_id), w.jahr DESC, w.ags
    """,
    "Vergleich": """
    SELECT i.name AS "Indikator", v.jahr AS "Jahr",
           CASE v.vergleichsgruppe
                WHEN 'vorwert' THEN 'Vorwert' WHEN 'land' THEN 'Land' WHEN 'bund' THEN 'Deutschland'
                WHEN 'kreise_land' THEN 'Kreise des Landes' WHEN 'kreise_bund' THEN 'alle Kreise'
                ELSE v.vergleichsgruppe END AS "Vergleich mit",
           v.vergleichsjahr AS "Vergleichsjahr", v.vergleichswert AS "Vergleichswert", v.art AS "Art",
           v.differenz AS "Differenz", v.fuenftel AS "Fünftel", v.anzahl AS "Kreise", i.einheit AS "Einheit",
           v.indikator_id AS "Kennung"
    FROM vergleich v JOIN indikator i USING (indikator_id)
    WHERE v.ags = $kreis AND list_contains($ids, v.indikator_id)
    QUALIFY v.jahr = max(v.jahr) OVER (PARTITION BY v.indikator_id)
    ORDER BY list_position($ids, v.indikator_id), v.vergleichsgruppe
    """,
    "Definitionen": """
    SELECT name AS "Indikator", definition AS "Definition", einheit AS "Einheit", verfahren AS "Verfahren",
           zaehler AS "Zähler", nenner AS "Nenner", faktor AS "Faktor", hinweise AS "Hinweise",
           beleg AS "Beleg", indikator_id AS "Kennung"
    FROM indikator WHERE list_contains($ids, indikator_id) ORDER BY list_position($ids, indikator_id)
    """,
    "Quellen": """
    SELECT quelle_id AS "Quelle", quellenvermerk AS "Quellenvermerk", herausgeber AS "Herausgeber",
           titel AS "Titel", tabelle AS "Tabelle", stand AS "Stand", lizenz AS "Lizenz",
           lizenz_url AS "Lizenztext", url AS "Fundort", sha256 AS "SHA-256"
    FROM quelle
    WHERE quelle_id IN (SELECT quelle_id FROM indikatorwert WHERE list_contains($ids, indikator_id)
                        AND (starts_with(ags, $kreis) OR ags IN ($land, '00')))
    ORDER BY quelle_id
    """,
    "Konflikte": _MERKMALE
    + """
    SELECT k.groesse AS "Größe", g.name AS "Gebiet", k.ags AS "AGS", k.zeitraum AS "Zeitraum",
           k.wert_gilt AS "Wert, der gilt", k.quelle_gilt AS "Quelle", k.merkmal_gilt AS "Merkmal",
           k.wert_anders AS "abweichender Wert", k.quelle_anders AS "abweichende Quelle",
           k.merkmal_anders AS "abweichendes Merkmal", k.differenz AS "Differenz",
           k.rundung AS "durch Rundung erklärbar", k.regel AS "Regel"
    FROM konflikt k LEFT JOIN gebiet g USING (ags)
    WHERE (starts_with(k.ags, $kreis) OR k.ags IN ($land, '00'))
      AND (k.merkmal_gilt IN (FROM benutzt) OR k.merkmal_anders IN (FROM benutzt))
    ORDER BY length(k.ags) DESC, k.ags, k.groesse, k.zeitraum DESC, k.merkmal_anders, k.quelle_anders
    """,
    "Revisionen": _MERKMALE
    + """
    SELECT CASE r.art WHEN 'beobachtung' THEN 'Angabe einer Quelle' ELSE 'Indikatorwert' END AS "Art",
           r.kennung AS "Merkmal oder Indikator", g.name AS "Gebiet", r.ags AS "AGS",
           r.zeitraum AS "Zeitraum",
           r.wert_alt AS "bisher", r.kennzeichen_alt AS "Zeichen bisher", r.wert_neu AS "jetzt",
           r.kennzeichen_neu AS "Zeichen jetzt", r.grund AS "Grund",
           r.quelle_alt AS "Quelle oder Ausgabe bisher", r.quelle_neu AS "Quelle jetzt"
    FROM revision r LEFT JOIN gebiet g USING (ags)
    WHERE (starts_with(r.ags, $kreis) OR r.ags IN ($land, '00'))
      AND (list_contains($ids, r.kennung) OR r.kennung IN (FROM benutzt))
    ORDER BY r.art DESC, length(r.ags) DESC, r.ags, r.kennung, r.zeitraum DESC, r.quelle_alt, r.quelle_neu
    """,
}
_DATEINAMEN = {
    "Aktuelle Werte": "aktuelle-werte",
    "Zeitreihen": "zeitreihen",
    "Gemeinden": "gemeinden",
    "Vergleich": "vergleich",
    "Definitionen": "definitionen",
    "Quellen": "quellen",
    "Konflikte": "konflikte",
    "Revisionen": "revisionen",
}


def read_anhang(con: duckdb.DuckDBPyConnection, kreis: str, ids: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Read the sheets of an annex from the published database.

    Args:
        con: Read-only connection.
        kreis: Key of the Kreis.
        ids: Indicators of the report, in its order.

    Returns:
        Sheet name → frame with German column heads.
    """
    werte = {"kreis": kreis, "land": kreis[:2], "ids": list(ids)}
    return {
        blatt: con.execute(sql, {k: v for k, v in werte.items() if f"${k}" in sql}).df()
        for blatt, sql in BLAETTER.items()
    }


def write_xlsx(blaetter: dict[str, pd.DataFrame], titel: str, stand: datetime, pfad: Path) -> None:
    """Write the annex as a workbook; the same content gives the same bytes.

    Args:
        blaetter: Sheet name → frame.
        titel: Title on the first sheet.
        stand: Date of the edition, written as the date of creation.
        pfad: File to write.
    """
    pfad.parent.mkdir(parents=True, exist_ok=True)
    mappe = xlsxwriter.Workbook(str(pfad), {"nan_inf_to_errors": False, "strings_to_formulas": False})
    mappe.set_properties({"title": titel, "created": stand})
    kopf = mappe.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    fett = mappe.add_format({"bold": True, "font_size": 14})
    erste = mappe.add_worksheet("Lies mich")
    erste.set_column(0, 0, 100)
    erste.write(0, 0, titel, fett)
    for zeile, text in enumerate(_readme(blaetter), start=2):
        erste.write_string(zeile, 0, text)
    for name, daten in blaetter.items():
        blatt = mappe.add_worksheet(name)
        blatt.freeze_panes(1, 1)
        blatt.set_column(0, 0, 48)
        blatt.set_column(1, max(1, len(daten.columns) - 1), 16)
        for spalte, titel_spalte in enumerate(daten.columns):
            blatt.write_string(0, spalte, str(titel_spalte), kopf)
            _write_column(blatt, spalte, daten[titel_spalte])
        blatt.autofilter(0, 0, max(1, len(daten)), max(0, len(daten.columns) - 1))
    mappe.close()


def _readme(blaetter: dict[str, pd.DataFrame]) -> list[str]:
    return [
        "Diese Mappe enthält alle Zahlen des Berichts, ungerundet, mit Zähler, Nenner und Quelle.",
        "Eine leere Zelle in der Spalte „Wert“ ist kein Nullwert; den Grund nennt die Spalte „Zeichen“.",
        *(f"Blatt „{name}“: {len(daten)} Zeilen" for name, daten in blaetter.items()),
    ]


def _write_column(blatt: xlsxwriter.worksheet.Worksheet, spalte: int, werte: pd.Series) -> None:
    for zeile, wert in enumerate(werte.tolist(), start=1):
        if pd.isna(wert):
            continue
        if isinstance(wert, (int, float)):
            blatt.write_number(zeile, spalte, wert)
        else:
            blatt.write_string(zeile, spalte, str(wert))


def write_csv(blaetter: dict[str, pd.DataFrame], titel: str, ordner: Path) -> None:
    """Write the sheets as UTF-8 CSV and describe them in `datapackage.json` (Frictionless Data Package)."""
    ordner.mkdir(parents=True, exist_ok=True)
    ressourcen = []
    for blatt, daten in blaetter.items():
        name = _DATEINAMEN[blatt]
        daten.to_csv(ordner / f"{name}.csv", index=False, sep=";", encoding="utf-8", lineterminator="\n")
        felder = [{"name": str(s), "type": _type(daten[s])} for s in daten.columns]
        ressourcen.append(
            {
                "name": name,
                "title": blatt,
                "path": f"{name}.csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ";"},
                "schema": {"fields": felder, "missingValues": [""]},
            }
        )
    paket = {"profile": "tabular-data-package", "title": titel, "resources": ressourcen}
    text = json.dumps(paket, ensure_ascii=False, indent=2)
    (ordner / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _type(werte: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(werte):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(werte) else "string"
