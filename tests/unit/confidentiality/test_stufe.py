"""The step writes both published tables; public rows pass, own small counts do not."""

import duckdb
import pandas as pd

from assets.catalogue.konfiguration import SchutzAngaben
from assets.confidentiality.regeln import rules_from_settings
from assets.confidentiality.stufe import protect_werte
from assets.indicators.stufe import UNGESCHUETZT
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.tabellen import create_table, pandas_typen, table_of, write_table
from schemas.indicators import Indikator, Indikatorwert
from schemas.sources import Gebiet
from schemas.staging import Beobachtung

EIGEN = "kommunal_unterhaltsvorschuss_2026-01-31"


def typed(modell: type, zeilen: list[dict]) -> pd.DataFrame:
    tabelle = table_of(modell)
    rahmen = pd.DataFrame(zeilen).reindex(columns=[s.name for s in tabelle.spalten])
    return rahmen.astype(pandas_typen(tabelle))


def test_step_protects_both_tables() -> None:
    con = duckdb.connect()
    write_table(con, Gebiet, typed(Gebiet, [{"ags": "16065", "name": "Kyffhäuserkreis", "ebene": "kreis"}]))
    create_table(con, table_of(Indikator))
    con.execute(
        "INSERT INTO indikator BY NAME SELECT 'uvg_quote' AS indikator_id, '' AS name, '' AS definition, "
        "'kom_uvg_kinder' AS zaehler, 'kom_uvg_kinder_u18' AS nenner, 100 AS faktor, '%' AS einheit, "
        "1 AS nachkommastellen, '-' AS polaritaet, 'querschnitt' AS lebensphase, '' AS blickwinkel, "
        "'' AS berichte, 'anteil' AS verfahren, 'U' AS beleg, 0 AS nenner_versatz, 'direkt' AS kreiswert"
    )
    wert = {"ags": "16065", "jahr": 2025, "zeitraum": "2025-12-31", "verlaesslichkeit": "verlaesslich"}
    oeffentlich = {"indikator_id": "x", "wert": 2.0, "herkunft": "amtlich", "quelle_id": "inkar_2024_x"}
    eigen = {"indikator_id": "uvg_quote", "wert": 98.0, "zaehler": 98, "nenner": 100, "quelle_id": EIGEN}
    zeilen = [wert | oeffentlich, wert | eigen | {"herkunft": "eigene_berechnung"}]
    write_table(con, Indikatorwert, typed(Indikatorwert, zeilen), name=UNGESCHUETZT)
    ort = {"ags": "16065", "zeitraum": "2025-12-31", "gueltig": True}
    beobachtet = [
        ort | {"merkmal_id": "kom_uvg_kinder", "wert": 98, "quelle_id": EIGEN},
        ort | {"merkmal_id": "kom_uvg_kinder_u18", "wert": 100, "quelle_id": EIGEN},
        ort | {"merkmal_id": "inkar_x", "wert": 2, "quelle_id": "inkar_2024_x"},
    ]
    write_table(con, Beobachtung, typed(Beobachtung, beobachtet), name=BEOBACHTUNG_UNGESCHUETZT)

    assert protect_werte(con, rules_from_settings(SchutzAngaben())) == 1
    assert con.execute("SELECT indikator_id, wert, kennzeichen FROM indikatorwert ORDER BY 1").fetchall() == [
        ("uvg_quote", None, "g"),
        ("x", 2.0, None),
    ]
    assert con.execute("SELECT merkmal_id, wert, kennzeichen FROM beobachtung ORDER BY 1").fetchall() == [
        ("inkar_x", 2.0, None),
        ("kom_uvg_kinder", None, "g"),
        ("kom_uvg_kinder_u18", 100.0, None),
    ]


def test_run_without_own_data_has_an_empty_protocol_and_passes_on_everything() -> None:
    con = duckdb.connect()
    write_table(con, Gebiet, typed(Gebiet, [{"ags": "16065", "name": "Kyffhäuserkreis", "ebene": "kreis"}]))
    create_table(con, table_of(Indikator))
    zeile = {"indikator_id": "x", "ags": "16065", "jahr": 2025, "zeitraum": "2025-12-31", "wert": 2.0}
    wert = zeile | {"herkunft": "amtlich", "quelle_id": "inkar_2024_x", "verlaesslichkeit": "verlaesslich"}
    write_table(con, Indikatorwert, typed(Indikatorwert, [wert]), name=UNGESCHUETZT)
    beobachtet = {"merkmal_id": "inkar_x", "ags": "16065", "zeitraum": "2025-12-31", "wert": 2}
    beobachtet |= {"gueltig": True, "quelle_id": "inkar_2024_x"}
    write_table(con, Beobachtung, typed(Beobachtung, [beobachtet]), name=BEOBACHTUNG_UNGESCHUETZT)

    assert protect_werte(con, rules_from_settings(SchutzAngaben())) == 0
    assert con.execute("SELECT wert FROM indikatorwert").fetchall() == [(2.0,)]
    assert con.execute("SELECT count(*) FROM geheimhaltungspruefung").fetchall() == [(0,)]
