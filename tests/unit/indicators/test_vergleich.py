"""Comparisons: previous value, Land, Germany, position among the Kreise, own Kreis."""

import numpy as np
import pandas as pd
import pytest

from assets.indicators.vergleich import compute_vergleich
from assets.indicators.verteilung import compute_verteilung, merge_verteilung
from assets.store.tabellen import validate
from schemas.indicators import Vergleich

KREISE = [f"16{51 + i:03d}" for i in range(22)] + [f"05{i:03d}" for i in range(20)]


@pytest.fixture
def compare(con, eintrag):
    def run(raenge=None, grunddaten=None, **felder):
        verteilung = compute_verteilung(con)
        if grunddaten is not None:
            verteilung = merge_verteilung(verteilung, grunddaten)
        ergebnis = compute_vergleich(con, verteilung, raenge, [eintrag(**felder)])
        return validate(Vergleich, ergebnis)

    return run


def row(vergleich: pd.DataFrame, gruppe: str, ags: str = "16065") -> pd.Series:
    treffer = vergleich[(vergleich["vergleichsgruppe"] == gruppe) & (vergleich["ags"] == ags)]
    assert len(treffer) == 1
    return treffer.iloc[0]


def test_unemployment_2025_beside_land_and_bund(fill_werte, compare):
    # 13211-02-05-4, 2025: 8,3 (16065), 6,4 (16), 6,3 (DG); 2020: 8,2 (16065)
    fill_werte(
        [
            ("quote", "00", 2025, 6.3),
            ("quote", "16", 2025, 6.4),
            ("quote", "16065", 2025, 8.3),
            ("quote", "16065", 2020, 8.2),
        ]
    )
    vergleich = compare()
    assert row(vergleich, "land")[["vergleichswert", "art"]].tolist() == [6.4, "amtlich"]
    assert row(vergleich, "bund")[["vergleichswert", "art"]].tolist() == [6.3, "amtlich"]
    assert row(vergleich, "land")["differenz"] == pytest.approx(1.9)
    vorwert = row(vergleich, "vorwert")
    assert (vorwert["jahr"], vorwert["vergleichsjahr"], vorwert["art"]) == (2025, 2020, "amtlich")
    assert vorwert["differenz"] == pytest.approx(0.1)
    # one Kreis is no group, and 2020 has no row of Land or Germany
    assert set(vergleich["vergleichsgruppe"]) == {"land", "bund", "vorwert"}
    assert vergleich["jahr"].tolist() == [2025, 2025, 2025]


@pytest.mark.parametrize(("bruch", "bleibt"), [(2020, True), (2021, False), (2025, False), (2026, True)])
def test_no_previous_value_across_a_break(fill_werte, compare, bruch, bleibt):
    fill_werte([("quote", "16065", 2020, 1.0), ("quote", "16065", 2025, 2.0)])
    assert (not compare(brueche={bruch: "Zensus"}).empty) is bleibt


def test_previous_value_skips_years_without_one(fill_werte, compare):
    fill_werte([("quote", "16065", 2021, 1.0), ("quote", "16065", 2022, None), ("quote", "16065", 2023, 4.0)])
    vergleich = compare()
    assert len(vergleich) == 1
    assert row(vergleich, "vorwert")[["vergleichsjahr", "differenz"]].tolist() == [2021, 3.0]


def test_own_computation_for_land_is_named_so(fill_werte, compare):
    fill_werte([("quote", "16", 2023, 5.0)], herkunft="eigene_berechnung")
    fill_werte([("quote", "16065", 2023, 7.0)])
    assert row(compare(), "land")[["vergleichswert", "art"]].tolist() == [5.0, "berechnet"]


def test_median_where_land_and_bund_have_no_value(fill_werte, compare):
    fill_werte([("quote", ags, 2023, float(i)) for i, ags in enumerate(KREISE)])
    fill_werte([("quote", "16", 2023, None)])
    vergleich = compare()
    assert row(vergleich, "land")[["vergleichswert", "art", "anzahl"]].tolist() == [10.5, "median", 22]
    assert row(vergleich, "bund")[["vergleichswert", "art", "anzahl"]].tolist() == [20.5, "median", 42]


def test_position_among_the_kreise(fill_werte, compare):
    fill_werte([("quote", ags, 2023, float(i)) for i, ags in enumerate(KREISE)])
    vergleich = compare()
    im_land, im_bund = row(vergleich, "kreise_land"), row(vergleich, "kreise_bund")
    # 16065 is number 15 of 22 and of 42: limits at positions 5, 9, 14, 18 and 9, 17, 26, 34
    assert im_land[["rang", "anzahl", "fuenftel", "art"]].tolist() == [15, 22, 4, "median"]
    assert im_bund[["rang", "anzahl", "fuenftel", "art"]].tolist() == [15, 42, 2, "median"]
    assert im_land["differenz"] == 14 - 10.5
    assert row(vergleich, "kreise_land", "16051")["rang"] == 1


def test_equal_values_share_the_smaller_rank_and_the_lower_fifth(fill_werte, compare):
    fill_werte([("quote", ags, 2023, float(i // 6)) for i, ags in enumerate(KREISE[:22])])
    vergleich = compare()
    assert (
        row(vergleich, "kreise_land", "16051")["rang"] == row(vergleich, "kreise_land", "16056")["rang"] == 1
    )
    assert row(vergleich, "kreise_land", "16057")["rang"] == 7
    assert row(vergleich, "kreise_land", "16056")["fuenftel"] == 1


def test_fewer_than_ten_kreise_have_no_fifths_and_one_is_no_group(fill_werte, compare):
    saarland = [f"1004{i}" for i in range(1, 7)]
    fill_werte([("quote", ags, 2023, float(i)) for i, ags in enumerate([*KREISE, *saarland, "11000"])])
    vergleich = compare()
    im_land = row(vergleich, "kreise_land", "10041")
    assert im_land[["rang", "anzahl"]].tolist() == [1, 6]
    assert np.isnan(im_land["fuenftel"])
    assert row(vergleich, "kreise_bund", "10041")["fuenftel"] == 5
    assert set(vergleich.query("ags == '11000'")["vergleichsgruppe"]) == {"kreise_bund", "bund"}


def test_low_reliability_gives_no_position(fill_werte, compare):
    fill_werte([("quote", ags, 2023, float(i)) for i, ags in enumerate(KREISE) if ags != "16065"])
    fill_werte([("quote", "16065", 2023, 3.0)], verlaesslichkeit="gering")
    zeile = row(compare(), "kreise_land")
    assert zeile["anzahl"] == 22
    assert np.isnan(zeile["rang"])
    assert np.isnan(zeile["fuenftel"])


def base_set() -> pd.DataFrame:
    zahlen = {"minimum": 0.0, "grenze1": 1.0, "grenze2": 2.0, "median": 2.5, "grenze3": 3.0, "grenze4": 4.0}
    kopf = {"indikator_id": "quote", "jahr": 2023, "gruppe": "00", "anzahl": 400}
    return pd.DataFrame([{**kopf, **zahlen, "maximum": 9.0, "quelle_id": "s"}])


def test_base_set_gives_position_where_the_values_are_missing(fill_werte, compare):
    fill_werte([("quote", "16065", 2023, 3.0), ("quote", "16062", 2023, 7.0)])
    raenge = pd.DataFrame(
        [("quote", "16065", 2023, "00", 240, 400)],
        columns=["indikator_id", "ags", "jahr", "gruppe", "rang", "anzahl"],
    )
    vergleich = compare(raenge=raenge, grunddaten=base_set())
    assert row(vergleich, "kreise_bund")[["rang", "anzahl", "fuenftel"]].tolist() == [240, 400, 3]
    assert row(vergleich, "bund")[["vergleichswert", "art", "anzahl"]].tolist() == [2.5, "median", 400]
    anderer = row(vergleich, "kreise_bund", "16062")
    assert anderer["fuenftel"] == 5
    assert np.isnan(anderer["rang"])
    assert row(vergleich, "kreise_land")["rang"] == 1  # both Kreise of the group are at hand


def test_without_ranks_of_the_base_set_the_rank_stays_empty(fill_werte, compare):
    fill_werte([("quote", "16065", 2023, 3.0)])
    zeile = row(compare(grunddaten=base_set()), "kreise_bund")
    assert np.isnan(zeile["rang"])
    assert zeile["fuenftel"] == 3


def test_gemeinden_and_planungsbereiche_beside_their_kreis(fill_werte, compare):
    fill_werte([("quote", "16065001", 2023, 2.0), ("quote", "16065-P5052", 2023, 9.0)])
    fill_werte([("quote", "16065", 2023, 5.0)], herkunft="eigene_berechnung")
    vergleich = compare()
    assert set(vergleich["vergleichsgruppe"]) == {"kreis"}
    assert row(vergleich, "kreis", "16065001")[["differenz", "art"]].tolist() == [-3.0, "berechnet"]
    assert row(vergleich, "kreis", "16065-P5052")["differenz"] == 4.0


def test_no_values_no_comparison(fill_werte, compare):
    fill_werte([("quote", "16065", 2023, None)])
    assert compare().empty
