"""Checks fail when they should: tables that break their description, figures that contradict each other."""

import dagster as dg
import duckdb
import pandas as pd
import pytest

from assets.store.dagster_assets import Tabellenasset
from assets.store.tabellen import write_table
from pipelines import plausibilitaet as p
from pipelines.checks import check_frame, schema_check
from pipelines.resources import ArbeitsdatenbankResource, configured_order
from schemas.staging import Merkmal

KREIS = "16065"


def _merkmale(**falsch):
    zeile = {"merkmal_id": "da_alq", "name": "n", "definition": "d", "einheit": "%", "bezug": "Stichtag"}
    return pd.DataFrame([zeile | falsch]).astype("str")


def test_a_good_frame_passes():
    ergebnis = check_frame(Merkmal, _merkmale())
    assert ergebnis.passed
    assert ergebnis.metadata["Zeilen"].value == 1


def test_a_broken_frame_fails_with_its_cases():
    ergebnis = check_frame(Merkmal, _merkmale(merkmal_id="Groß und falsch"))
    assert not ergebnis.passed
    assert ergebnis.severity is dg.AssetCheckSeverity.ERROR
    assert ergebnis.metadata["Verstöße"].value == 1
    assert "Groß und falsch" in ergebnis.metadata["Erste Fälle"].value


def test_at_most_fifty_cases_are_kept():
    viele = pd.concat([_merkmale(merkmal_id=f"Falsch {n}") for n in range(80)], ignore_index=True)
    ergebnis = check_frame(Merkmal, viele)
    assert ergebnis.metadata["Verstöße"].value == 80
    assert len(ergebnis.metadata["Erste Fälle"].value.splitlines()) == 52


def test_no_unprotected_value_is_shown():
    ergebnis = check_frame(Merkmal, _merkmale(merkmal_id="Geheime Zahl 3"), vertraulich=True)
    assert not ergebnis.passed
    assert "Geheime Zahl 3" not in ergebnis.metadata["Erste Fälle"].value


def test_errors_in_the_check_itself_are_not_swallowed():
    with pytest.raises(TypeError):
        check_frame(Merkmal, "no frame at all")


def test_a_broken_table_stops_what_comes_after(wurzel, tmp_path):
    """A table that another program has spoilt: the check fails and the next asset is not made."""
    datenbank = ArbeitsdatenbankResource(wurzel=str(wurzel), ergebnisse=str(tmp_path))
    tabelle = Tabellenasset(Merkmal, "aufbereitung")
    gemacht = []

    @dg.multi_asset(specs=[tabelle.spec()])
    def schreiben(arbeitsdatenbank: ArbeitsdatenbankResource):
        with arbeitsdatenbank.open() as con:
            write_table(con, Merkmal, _merkmale())
            con.execute("UPDATE merkmal SET merkmal_id = 'Falsch'")

    @dg.asset(deps=["merkmal"])
    def danach():
        gemacht.append("danach")

    defs = dg.Definitions(
        [schreiben, danach],
        asset_checks=[schema_check(tabelle)],
        resources={"arbeitsdatenbank": datenbank},
        executor=dg.in_process_executor,
    )
    ergebnis = defs.resolve_implicit_global_asset_job_def().execute_in_process(raise_on_error=False)
    assert not ergebnis.success
    assert gemacht == []
    pfad = configured_order(wurzel, str(tmp_path)).arbeitsdatenbank
    assert pfad.stat().st_mode & 0o777 == 0o600


def test_missing_work_database_is_explained(wurzel, tmp_path):
    datenbank = ArbeitsdatenbankResource(wurzel=str(wurzel), ergebnisse=str(tmp_path))
    with pytest.raises(dg.Failure, match="quartalslauf"), datenbank.open(read_only=True):
        pass


@pytest.fixture
def con():
    verbindung = duckdb.connect()
    verbindung.execute(
        "CREATE TABLE gebiet (ags VARCHAR, ebene VARCHAR, gueltig_von VARCHAR, gueltig_bis VARCHAR);"
        "CREATE TABLE nachfolge (ags_alt VARCHAR, ags_neu VARCHAR, stand_alt VARCHAR, stand_neu VARCHAR, "
        "anteil_bevoelkerung DOUBLE, anteil_flaeche DOUBLE, quelle_id VARCHAR);"
        "CREATE TABLE summenabweichung (merkmal_id VARCHAR, ags VARCHAR, zeitraum VARCHAR, "
        "wert_kreis DOUBLE, summe_gemeinden DOUBLE, differenz DOUBLE, rundung DOUBLE);"
        "CREATE TABLE beobachtung (merkmal_id VARCHAR, ags VARCHAR, zeitraum VARCHAR, wert DOUBLE, "
        "quelle_id VARCHAR, gueltig BOOLEAN);"
        "CREATE TABLE indikator (indikator_id VARCHAR, lebensphase VARCHAR);"
        "CREATE TABLE indikatorwert (indikator_id VARCHAR, ags VARCHAR, jahr BIGINT, wert DOUBLE, "
        "zaehler DOUBLE, untergrenze DOUBLE, obergrenze DOUBLE, herkunft VARCHAR);"
    )
    yield verbindung
    verbindung.close()


def _observe(con, *zeilen, quelle="regionalstatistik_13211-02-05-4_2026-02-26"):
    for merkmal, ags, zeitraum, wert in zeilen:
        con.execute(
            "INSERT INTO beobachtung VALUES (?, ?, ?, ?, ?, true)", [merkmal, ags, zeitraum, wert, quelle]
        )


def _kreise(con, *ags):
    seit = {"06415": "2026-01-01"}
    con.executemany("INSERT INTO gebiet VALUES (?, 'kreis', ?, NULL)", [[a, seit.get(a)] for a in ags])


def test_400_kreise(con):
    _kreise(con, *(f"{9000 + n:05d}" for n in range(400)), "06415")  # Hanau: a Kreis since 2026, not counted
    assert p.missing_kreise(con, KREIS).empty
    con.execute("DELETE FROM gebiet WHERE ags = '09000'")
    assert p.missing_kreise(con, KREIS)["kreise"].tolist() == [399]


def test_shares_that_do_not_make_a_whole(con):
    con.execute(
        "INSERT INTO nachfolge VALUES ('1', '2', '2020', '2021', 0.4, 0.5, 'q'), "
        "('1', '3', '2020', '2021', 0.6, 0.2, 'q'), ('4', '2', '2020', '2021', 0.4, NULL, 'q'), "
        "('16065-P0001', '16065-P0002', '2020', '2021', NULL, NULL, 'q')"
    )
    assert p.incomplete_shares(con, KREIS)["ags_alt"].tolist() == ["4"]


def test_sums_that_miss_their_kreis_name_the_own_one_first(con):
    con.execute(
        "INSERT INTO summenabweichung VALUES ('m', '05913', '2020', 9, 5, -4, 0.5), "
        "('m', '16065', '2020', 3078, 2779, -299, 14.5), ('m', '16061', '2020', 9, 1, -8, 0.5)"
    )
    assert p.unequal_gemeinden(con, KREIS)["ags"].tolist() == ["16065", "16061", "05913"]


def test_deutschlandatlas_of_the_land_suffices_for_the_base_set(con):
    _kreise(con, "16061", "16065", "05913")
    _observe(con, ("da_alq", "16061", "2024", 1), ("da_alq", "16065", "2024", 1), quelle="deutschlandatlas_x")
    assert p.incomplete_measures(con, KREIS).empty


def test_deutschlandatlas_with_the_workbook_needs_all_kreise(con):
    _kreise(con, "16061", "16065", "05913", "05915")
    _observe(
        con, *(("da_alq", a, "2024", 1) for a in ("16061", "16065", "05913")), quelle="deutschlandatlas_x"
    )
    assert p.incomplete_measures(con, KREIS)["erwartet"].tolist() == [4]


@pytest.mark.parametrize(("land", "faelle"), [(201, 0), (202, 1)])
def test_sum_of_kreise_within_rounding(con, land, faelle):
    """Two Kreise and their Land: three rounded numbers, so 1.5 may be missing."""
    _kreise(con, "16061", "16065")
    _observe(
        con,
        ("rs13211_arbeitslose", "16061", "2025", 100),
        ("rs13211_arbeitslose", "16065", "2025", 100),
        ("rs13211_arbeitslose", "16", "2025", land),
    )
    assert len(p.unequal_sums(con, KREIS)) == faelle


def test_incomplete_land_is_not_summed(con):
    _kreise(con, "16061", "16065")
    _observe(con, ("rs13211_arbeitslose", "16061", "2025", 100), ("rs13211_arbeitslose", "16", "2025", 900))
    assert p.unequal_sums(con, KREIS).empty


@pytest.mark.parametrize(("weiblich", "faelle"), [(40, 0), (41, 1)])
def test_men_and_women(con, weiblich, faelle):
    _observe(
        con,
        ("gv_einwohner", KREIS, "2023", 100),
        ("gv_einwohner_m", KREIS, "2023", 60),
        ("gv_einwohner_w", KREIS, "2023", weiblich),
    )
    assert len(p.unequal_sexes(con, KREIS)) == faelle


def _value(con, *zeilen):
    for ags, jahr, wert, zaehler in zeilen:
        con.execute(
            "INSERT INTO indikatorwert VALUES ('quote', ?, ?, ?, ?, ?, ?, 'amtlich')",
            [ags, jahr, wert, zaehler, wert - 1, wert + 1],
        )


@pytest.mark.parametrize(
    ("zeilen", "faelle"),
    [
        ([(KREIS, 2023, 5, None), (KREIS, 2024, 10, None)], 1),
        ([(KREIS, 2023, 5, None), (KREIS, 2024, 9, None)], 0),
        ([(KREIS, 2023, 10, 30), (KREIS, 2024, 4, 22)], 1),
        ([(KREIS, 2023, 5, 8), (KREIS, 2024, 10, 16)], 0),  # small counts
        ([(KREIS, 2022, 5, None), (KREIS, 2024, 10, None)], 0),  # not consecutive
        ([(KREIS, 2023, 5, None), (KREIS, 2024, 10, None), ("16", 2023, 4, None), ("16", 2024, 8, None)], 0),
    ],
)
def test_jumps(con, zeilen, faelle):
    _value(con, *zeilen)
    assert len(p.jumps(con, KREIS)) == faelle


def test_value_outside_its_interval(con):
    _value(con, (KREIS, 2024, 5, None))
    assert p.values_outside_interval(con, KREIS).empty
    con.execute("UPDATE indikatorwert SET untergrenze = 5.5")
    assert len(p.values_outside_interval(con, KREIS)) == 1


def test_phase_of_life_without_values(con):
    con.execute("INSERT INTO indikator SELECT 'i' || n, 'jugend' FROM range(6) t(n)")
    con.execute(
        "INSERT INTO indikatorwert "
        "SELECT indikator_id, ?, 2024, 1, NULL, NULL, NULL, 'amtlich' FROM indikator",
        [KREIS],
    )
    assert p.thin_phases(con, KREIS).empty
    con.execute("UPDATE indikatorwert SET wert = NULL WHERE indikator_id = 'i0'")
    assert p.thin_phases(con, KREIS)["mit_wert"].tolist() == [5]


def test_findings_warn_and_list_the_five_worst():
    ergebnis = p.judge(pd.DataFrame({"fall": range(9)}))
    assert (ergebnis.passed, ergebnis.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert len(ergebnis.metadata["Die größten"].value.splitlines()) == 7
    assert p.judge(pd.DataFrame()).passed
