"""Values of indicators: methods, signs, periods, levels, provenance."""

import numpy as np
import pandas as pd
import pytest

from assets.indicators.werte import compute_werte
from assets.store.tabellen import validate
from schemas.indicators import Indikatorwert


def only(werte: pd.DataFrame) -> pd.Series:
    assert len(werte) == 1
    validate(Indikatorwert, werte)
    return werte.iloc[0]


def test_school_leavers_without_certificate_2023(fill, eintrag):
    # 21111-02-06-4, edition with 2023: lines DG, 16 and 16065, columns Insgesamt and ohne Hauptschulabschluss
    con = fill(
        [
            ("z", "00", "2023", 55708),
            ("n", "00", "2023", 782423),
            ("z", "16", "2023", 1856),
            ("n", "16", "2023", 18452),
            ("z", "16065", "2023", 99),
            ("n", "16065", "2023", 702),
        ]
    )
    werte = validate(Indikatorwert, compute_werte(con, [eintrag("abgang_ohne_hsa_anteil")])).set_index("ags")
    kreis = werte.loc["16065"]
    assert (kreis["zaehler"], kreis["nenner"], kreis["jahr"]) == (99, 702, 2023)
    assert werte["wert"].round(1).to_dict() == {"00": 7.1, "16": 10.1, "16065": 14.1}
    assert kreis["untergrenze"] == pytest.approx(11.73, abs=0.01)
    assert kreis["obergrenze"] == pytest.approx(16.87, abs=0.01)
    assert kreis["herkunft"] == "eigene_berechnung"
    assert kreis["verlaesslichkeit"] == "verlaesslich"
    assert pd.isna(kreis["kennzeichen"])


def test_official_quote_is_taken_over_with_its_counts_where_given(fill, eintrag):
    # 13211-02-05-4, 2025, 16065: 3013 unemployed, 8,3 %
    con = fill([("q", "16065", "2025", 8.3), ("z", "16065", "2025", 3013)])
    wert = only(compute_werte(con, [eintrag(verfahren="amtlich", wert="q", zaehler="z")]))
    assert (wert["wert"], wert["zaehler"], wert["herkunft"]) == (8.3, 3013, "amtlich")
    assert np.isnan(wert["nenner"])
    assert np.isnan(wert["untergrenze"])


def test_official_quote_without_published_count_stays(fill, eintrag):
    con = fill([("q", "16065", "2018", 8.3), ("z", "16065", "2018", None, ".")])
    wert = only(compute_werte(con, [eintrag(verfahren="amtlich", wert="q", zaehler="z")]))
    assert wert["wert"] == 8.3
    assert np.isnan(wert["zaehler"])
    assert pd.isna(wert["kennzeichen"])


def test_sums_and_differences(fill, eintrag):
    con = fill([("a", "16065", "2023", 10), ("b", "16065", "2023", 5), ("c", "16065", "2023", 3)])
    wert = only(compute_werte(con, [eintrag(zaehler="a - c", nenner="a + b - c")]))
    assert (wert["zaehler"], wert["nenner"]) == (7, 12)
    assert wert["wert"] == pytest.approx(700 / 12)


@pytest.mark.parametrize(
    ("zeichen_a", "zeichen_b", "soll"),
    [
        (".", "x", "."),
        ("x", "/", "x"),
        ("/", "...", "/"),
        ("...", "-", "..."),
        ("-", "...", "..."),
        (None, "x", "."),
    ],
)
def test_a_missing_term_gives_no_value_and_the_strongest_sign(fill, eintrag, zeichen_a, zeichen_b, soll):
    con = fill(
        [
            ("a", "16065", "2023", None, zeichen_a),
            ("b", "16065", "2023", None, zeichen_b),
            ("c", "16065", "2023", 4),
            ("n", "16065", "2023", 100),
        ]
    )
    wert = only(compute_werte(con, [eintrag(zaehler="a + b + c")]))
    assert np.isnan(wert["wert"])
    assert np.isnan(wert["zaehler"])
    assert wert["nenner"] == 100
    assert wert["kennzeichen"] == soll


def test_a_secret_denominator_outranks_a_senseless_numerator(fill, eintrag):
    con = fill([("z", "16065", "2023", None, "x"), ("n", "16065", "2023", None, ".")])
    assert only(compute_werte(con, [eintrag()]))["kennzeichen"] == "."


def test_a_term_that_nobody_prints_gives_no_row(fill, eintrag):
    con = fill([("z", "16065", "2023", 5), ("n", "16065", "2022", 100), ("a", "16065", "2023", 1)])
    assert compute_werte(con, [eintrag(), eintrag("summe", zaehler="a + b", nenner="z")]).empty


def test_dash_is_zero(fill, eintrag):
    con = fill([("z", "16065", "2023", 0, "-"), ("n", "16065", "2023", 300)])
    wert = only(compute_werte(con, [eintrag()]))
    assert (wert["wert"], wert["kennzeichen"], wert["verlaesslichkeit"]) == (0, "-", "gering")
    assert wert["untergrenze"] == 0
    assert wert["obergrenze"] > 0


def test_dash_within_a_sum_counts_as_zero_and_leaves_no_sign(fill, eintrag):
    con = fill([("a", "16065", "2023", 0, "-"), ("b", "16065", "2023", 30), ("n", "16065", "2023", 300)])
    wert = only(compute_werte(con, [eintrag(zaehler="a + b")]))
    assert wert["wert"] == 10
    assert pd.isna(wert["kennzeichen"])


def test_a_dash_without_number_is_no_zero(fill, eintrag):
    # dissolved Kreis: Eisenach 16056 in 21111-02-06-4 of 2023
    con = fill([("z", "16056", "2023", None, "-"), ("n", "16056", "2023", None, "-")])
    wert = only(compute_werte(con, [eintrag()]))
    assert np.isnan(wert["wert"])
    assert wert["kennzeichen"] == "-"


def test_provisional_denominator_makes_a_provisional_ratio(fill, eintrag):
    con = fill([("z", "16065", "2023", 30, "r"), ("n", "16065", "2023", 300, "p")])
    assert only(compute_werte(con, [eintrag()]))["kennzeichen"] == "p"


def test_ratio_over_zero_is_not_meaningful(fill, eintrag):
    con = fill([("z", "16065001", "2023", 0, "-"), ("n", "16065001", "2023", 0, "-")])
    wert = only(compute_werte(con, [eintrag(ebenen=("gemeinde",))]))
    assert np.isnan(wert["wert"])
    assert (wert["kennzeichen"], wert["nenner"]) == ("x", 0)


@pytest.mark.parametrize(
    ("verfahren", "zaehler", "nenner", "mangel"),
    [
        ("anteil", 11, 10, "größer als der Nenner"),
        ("anteil", -1, 10, "negativ"),
        ("rate", -1, 10, "negativ"),
        ("verhaeltnis", 1, -10, "nicht größer als 0"),
    ],
)
def test_impossible_counts_stop_the_run(fill, eintrag, verfahren, zaehler, nenner, mangel):
    con = fill([("z", "16065", "2023", zaehler), ("n", "16065", "2023", nenner)])
    with pytest.raises(ValueError, match=f"{mangel}.*quote, Gebiet 16065, 2023"):
        compute_werte(con, [eintrag(verfahren=verfahren)])


def test_ratio_that_is_no_proportion_may_exceed_one_and_be_negative(fill, eintrag):
    con = fill(
        [
            ("z", "16065", "2023", 11),
            ("n", "16065", "2023", 10),
            ("z", "16062", "2023", -5),
            ("n", "16062", "2023", 10),
        ]
    )
    werte = compute_werte(con, [eintrag(verfahren="verhaeltnis")])
    assert werte["wert"].tolist() == pytest.approx([-50, 110])
    assert werte["untergrenze"].isna().all()


def test_rate_has_a_poisson_interval(fill, eintrag):
    con = fill([("z", "16065", "2023", 5), ("n", "16065", "2023", 1000)])
    wert = only(compute_werte(con, [eintrag(verfahren="rate", faktor=1000)]))
    # Garwood: 5 events, 1.623 to 11.668
    assert wert["untergrenze"] == pytest.approx(1.623, abs=1e-3)
    assert wert["obergrenze"] == pytest.approx(11.668, abs=1e-3)
    assert wert["verlaesslichkeit"] == "gering"


def test_count_is_taken_over(fill, eintrag):
    con = fill([("z", "16065", "2023", 3), ("a", "16065", "2023", 4)])
    werte = compute_werte(
        con,
        [
            eintrag("einzeln", verfahren="bestand", zaehler="z"),
            eintrag("summe", verfahren="bestand", zaehler="z + a"),
        ],
    ).set_index("indikator_id")
    assert werte["wert"].to_dict() == {"einzeln": 3, "summe": 7}
    assert werte["herkunft"].to_dict() == {"einzeln": "amtlich", "summe": "eigene_berechnung"}
    assert (werte["verlaesslichkeit"] == "verlaesslich").all()


@pytest.mark.parametrize(
    ("zaehler", "nenner", "stufe"),
    [
        (9, 500, "gering"),
        (10, 500, "eingeschraenkt"),
        (19.9, 500, "eingeschraenkt"),
        (20, 500, "verlaesslich"),
        (30, 49, "gering"),
        (30, 50, "verlaesslich"),
    ],
)
def test_reliability(fill, eintrag, zaehler, nenner, stufe):
    con = fill([("z", "16065", "2023", zaehler), ("n", "16065", "2023", nenner)])
    assert only(compute_werte(con, [eintrag()]))["verlaesslichkeit"] == stufe


def test_denominator_of_the_year_before(fill, eintrag):
    con = fill(
        [
            ("z", "16065", "2023", 30),
            ("n", "16065", "2022-12-31", 100),
            ("n", "16065", "2023-12-31", 200),
        ]
    )
    wert = only(compute_werte(con, [eintrag(nenner_versatz=-1)]))
    assert (wert["jahr"], wert["zeitraum"], wert["nenner"], wert["wert"]) == (2023, "2023", 100, 30)


def test_a_span_is_filed_under_its_last_year(fill, eintrag):
    con = fill([("q", "16065", "2021/2024", 12.5)])
    wert = only(compute_werte(con, [eintrag(verfahren="amtlich", wert="q")]))
    assert (wert["jahr"], wert["zeitraum"]) == (2024, "2021/2024")


def test_the_latest_of_several_periods_in_a_year_wins(fill, eintrag):
    con = fill(
        [("q", "16065", "2023-06-30", 1), ("q", "16065", "2023-12-31", 2), ("q", "16065", "2020/2023", 3)]
    )
    wert = only(compute_werte(con, [eintrag(verfahren="amtlich", wert="q")]))
    assert (wert["wert"], wert["zeitraum"]) == (2, "2023-12-31")


def test_superseded_observations_do_not_count(fill, eintrag):
    fill([("q", "16065", "2023", 7)], gueltig=False)
    con = fill(
        [("q", "16065", "2023", 8)], quelle="regionalstatistik_neu_2026-01-01", gebietsstand="2023-12-31"
    )
    wert = only(compute_werte(con, [eintrag(verfahren="amtlich", wert="q")]))
    assert (wert["wert"], wert["quelle_id"]) == (8, "regionalstatistik_neu_2026-01-01")
    assert wert["gebietsstand"] == "2023-12-31"


def test_levels_follow_the_catalogue_land_and_bund_always(fill, eintrag):
    gebiete = ["00", "16", "16065", "16065032", "16065-P5052"]
    con = fill([("q", ags, "2023", 1) for ags in gebiete])

    def levels(**felder):
        return compute_werte(con, [eintrag(verfahren="amtlich", wert="q", **felder)])["ags"].tolist()

    assert levels() == ["00", "16", "16065"]
    assert levels(ebenen=("gemeinde", "planungsbereich")) == ["00", "16", "16065-P5052", "16065032"]


def test_kreis_value_as_median_of_its_gemeinden(fill, eintrag):
    con = fill(
        [
            ("q", "16065001", "2024", 4),
            ("q", "16065002", "2024", 9),
            ("q", "16065003", "2024", 6),
            ("q", "16065005", "2024", 20),
            ("q", "16065004", "2024", None, "."),
            ("q", "16062001", "2024", None, "."),
            ("q", "16065", "2024", 99),
            ("q", "16", "2024", 5),
        ]
    )
    weg = eintrag(verfahren="amtlich", wert="q", kreiswert="median_gemeinden", ebenen=("kreis", "gemeinde"))
    werte = validate(Indikatorwert, compute_werte(con, [weg])).set_index("ags")
    assert werte.loc["16065", "wert"] == 7.5
    assert werte.loc["16065", "herkunft"] == "eigene_berechnung"
    assert werte.loc["16", "herkunft"] == "amtlich"
    assert "16062" not in werte.index
    assert len(werte) == 8
    ohne_gemeinden = compute_werte(con, [weg.model_copy(update={"ebenen": ("kreis",)})])
    assert ohne_gemeinden["ags"].tolist() == ["16", "16065"]


def test_own_sum_is_own_computation(fill, eintrag):
    fill([("z", "16065", "2020", 5)], quelle="regionalstatistik_12411-0018_2021-01-01")
    con = fill([("z", "16", "2020", 50)], quelle="regionalstatistik_12411-0018_2021-01-01_summe")
    werte = compute_werte(con, [eintrag(verfahren="bestand", zaehler="z")]).set_index("ags")
    assert werte["herkunft"].to_dict() == {"16": "eigene_berechnung", "16065": "amtlich"}


def test_sample_data_is_marked(fill, eintrag):
    fill([("n", "16065", "2023", 100)])
    con = fill([("z", "16065", "2023", 40)], quelle="kommunal_beispiel_kita_2026-01-01")
    assert only(compute_werte(con, [eintrag()]))["herkunft"] == "beispiel"


def test_several_sources_the_last_name_decides(fill, eintrag):
    fill([("a", "16065", "2023", 1), ("n", "16065", "2023", 100)], quelle="zz_1")
    con = fill([("b", "16065", "2023", 1)], quelle="aa_1")
    assert only(compute_werte(con, [eintrag(zaehler="a + b")]))["quelle_id"] == "zz_1"


def test_nothing_in_nothing_out(fill, eintrag):
    con = fill([("q", "16065", "2023", 1)])
    for leer in (compute_werte(con, []), compute_werte(con, [eintrag()])):
        assert leer.empty
        validate(Indikatorwert, leer)


def test_the_connection_is_left_as_it_was(fill, eintrag):
    con = fill([("z", "16065", "2023", 40), ("n", "16065", "2023", 100)])
    vorher = con.execute("SHOW ALL TABLES").fetchall()
    erster = compute_werte(con, [eintrag()])
    pd.testing.assert_frame_equal(erster, compute_werte(con, [eintrag()]))
    assert con.execute("SHOW ALL TABLES").fetchall() == vorher
