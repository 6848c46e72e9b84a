"""Known contradictions between the originals, and the base set that lets every reader follow them."""

import duckdb
import pandas as pd
import pytest

from assets.catalogue.load import load_katalog

pytestmark = pytest.mark.quellen


@pytest.fixture(scope="module")
def konflikt(originale) -> pd.DataFrame:
    with duckdb.connect(str(originale.datenbank), read_only=True) as con:
        return con.execute("FROM konflikt").df()


def paar(konflikt: pd.DataFrame, groesse: str, ags: str, zeitraum: str, anders: str) -> pd.Series:
    treffer = konflikt[
        (konflikt["groesse"] == groesse)
        & (konflikt["ags"] == ags)
        & (konflikt["zeitraum"] == zeitraum)
        & (konflikt["merkmal_anders"] == anders)
    ]
    assert len(treffer) == 1
    return treffer.iloc[0]


def test_census_against_projection(konflikt: pd.DataFrame) -> None:
    # Regionaltabelle Bevölkerung, row 16065: 72 556 by the Zensus, 73 498 by the Fortschreibung, −942
    zeile = paar(konflikt, "bevoelkerung_zensus_2022", "16065", "2022-05-15", "z22_einwohner_fortschreibung")
    assert (zeile["wert_gilt"], zeile["wert_anders"], zeile["differenz"]) == (72556.0, 73498.0, 942.0)
    assert "andere Zensusbasis" in zeile["regel"]


@pytest.mark.parametrize(
    ("anders", "wert"),
    [
        ("rs82411_einkommen_je_ew", 20747.0),  # 82411-01-03-4 of 10.11.2023
        ("inkar_haushaltseinkommen", 1735.49 * 12),  # E_Haushaltseinkommen.xls, 2021
    ],
)
def test_income_2021_in_three_states_of_calculation(konflikt: pd.DataFrame, anders: str, wert: float) -> None:
    zeile = paar(konflikt, "verfuegbares_einkommen_je_ew", "16065", "2021", anders)
    assert zeile["wert_gilt"] == 21402.0  # VGRdL R2B3, sheet 2.4, row 435, 2021
    assert zeile["wert_anders"] == pytest.approx(wert)


def test_population_of_16065_is_the_same_in_register_and_table(originale, konflikt: pd.DataFrame) -> None:
    # 73 216 (31.12.2023, Zensus 2011) and 71 738 (31.12.2024, Zensus 2022) stand in both: no contradiction
    with duckdb.connect(str(originale.datenbank), read_only=True) as con:
        werte = con.execute(
            "SELECT zeitraum, list(DISTINCT wert) FROM beobachtung WHERE ags = '16065' "
            "AND merkmal_id IN ('gv_einwohner', 'rs12411_01_01_4_bevstd') "
            "AND zeitraum IN ('2023-12-31', '2024-12-31') GROUP BY 1 ORDER BY 1"
        ).fetchall()
        basis_2022 = con.execute(
            "SELECT sum(wert) FROM beobachtung WHERE merkmal_id = 'gs_bevoelkerung' "
            "AND starts_with(ags, '16065') AND length(ags) = 8 AND zeitraum = '2022-12-31'"
        ).fetchone()
    assert werte == [("2023-12-31", [73216.0]), ("2024-12-31", [71738.0])]
    assert basis_2022 == (73690.0,)  # Umsteigeschlüssel der Gemeinden, Bevölkerung 31.12.2022
    eigene = konflikt[(konflikt["ags"] == "16065") & (konflikt["groesse"] == "bevoelkerung")]
    assert eigene.empty


def test_change_to_the_new_census_basis_is_a_break() -> None:
    brueche = load_katalog().indikatoren["bev_insgesamt"].brueche
    assert [b.jahr for b in brueche if b.jahr > 2020] == [2024]


def test_quantities_name_measures_that_the_originals_hold(originale) -> None:
    with duckdb.connect(str(originale.datenbank), read_only=True) as con:
        merkmale = {m for (m,) in con.execute("SELECT merkmal_id FROM merkmal").fetchall()}
    genannt = {a.merkmal for g in load_katalog().groessen.values() for a in g.angaben if not a.teile}
    assert genannt <= merkmale


def test_figures_are_current_once_at_most(originale) -> None:
    with duckdb.connect(str(originale.datenbank), read_only=True) as con:
        mehrfach = con.execute(
            "SELECT count(*) FROM (SELECT 1 FROM beobachtung WHERE gueltig "
            "GROUP BY merkmal_id, ags, zeitraum HAVING count(*) > 1)"
        ).fetchone()
    assert mehrfach == (0,)


def test_base_set_carries_superseded_figures_of_the_home_kreis_and_nothing_that_may_not_be_passed_on(
    originale,
) -> None:
    basis = pd.read_csv(originale.grunddaten / "beobachtungen.csv", sep=";", dtype="str")
    with duckdb.connect(str(originale.datenbank), read_only=True) as con:
        ueberholt = con.execute(
            "SELECT merkmal_id, ags, zeitraum, quelle_id FROM beobachtung WHERE NOT gueltig "
            "AND starts_with(ags, '16065') AND NOT starts_with(quelle_id, 'ba_')"
        ).df()
    schluessel = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
    assert len(ueberholt) > 0
    assert len(ueberholt.merge(basis, on=schluessel)) == len(ueberholt)
    gesperrt = [h.familie for h in load_katalog().herausgeber.values() if not h.weitergabe]
    assert gesperrt
    assert not basis["quelle_id"].str.startswith(tuple(f"{f}_" for f in gesperrt)).any()
