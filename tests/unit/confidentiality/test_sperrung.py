"""After suppression nothing withheld is left in a row, and nothing can be worked out from one sum."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.catalogue.konfiguration import SchutzAngaben
from assets.confidentiality.pruefung import SperrFehler, audit, audit_beobachtungen
from assets.confidentiality.regeln import Schutzregel, Schutzregeln, rules_from_settings
from assets.confidentiality.sperrung import suppress_verbund
from schemas.indicators import Indikatorwert
from schemas.sources import Beobachtungen

REGELN = rules_from_settings(SchutzAngaben())
GEMEINDEN = {
    "16065001": "16065-P5052",
    "16065005": "16065-P5052",
    "16065012": "16065-P5002",
    "16065048": "16065-P5002",
}
BEREICHE = ("16065-P0067", "16065-P5002", "16065-P5052")
UVG, SEU, KITA = (
    "kommunal_unterhaltsvorschuss_2026-01-31",
    "kommunal_schuleingang_2026-07-31",
    "kommunal_kita_2026-03-01",
)


def territories() -> pd.DataFrame:
    zeilen = [("16065", "16", None)]
    zeilen += [(p, "16065", None) for p in BEREICHE]
    zeilen += [(g, "16065", p) for g, p in GEMEINDEN.items()]
    return pd.DataFrame(zeilen, columns=["ags", "uebergeordnet", "planungsbereich"], dtype="str")


def values(
    zahlen: dict[str, tuple[float, float]], quelle: str = UVG, indikator: str = "uvg_quote"
) -> pd.DataFrame:
    """Rows with numerator and denominator per territory."""
    return pd.DataFrame(
        {
            "indikator_id": indikator,
            "ags": list(zahlen),
            "jahr": 2025,
            "zeitraum": "2025-12-31",
            "wert": [100 * z / n if n else float("nan") for z, n in zahlen.values()],
            "zaehler": [float(z) for z, _ in zahlen.values()],
            "nenner": [float(n) for _, n in zahlen.values()],
            "untergrenze": 0.5,
            "obergrenze": 99.5,
            "kennzeichen": pd.Series([None] * len(zahlen), dtype="str"),
            "verlaesslichkeit": "verlaesslich",
            "herkunft": "eigene_berechnung",
            "quelle_id": quelle,
            "gebietsstand": pd.Series([None] * len(zahlen), dtype="str"),
        }
    ).astype({"indikator_id": "str"})


def with_total(teile: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    return {**teile, "16065": (sum(z for z, _ in teile.values()), sum(n for _, n in teile.values()))}


def suppress(roh: pd.DataFrame, regeln: Schutzregeln, gebiete: pd.DataFrame) -> pd.DataFrame:
    """Indicator values alone, without observations beside them."""
    return suppress_verbund(roh, observations([], UVG), {}, regeln, gebiete)[0]


def suppress_beobachtungen(roh: pd.DataFrame, regeln: Schutzregeln, gebiete: pd.DataFrame) -> pd.DataFrame:
    """Observations alone, without indicators beside them."""
    return suppress_verbund(values({}), roh, {}, regeln, gebiete)[1]


def withheld(daten: pd.DataFrame) -> set[str]:
    return set(daten.loc[daten["kennzeichen"] == "g", "ags"])


def test_small_count_takes_rate_interval_and_grade_with_it() -> None:
    roh = values({"16065-P0067": (3, 400), "16065-P5002": (40, 500)})
    neu = suppress(roh, REGELN, territories())
    zeile = neu.set_index("ags").loc["16065-P0067"]
    assert zeile[["wert", "zaehler", "untergrenze", "obergrenze"]].isna().all()
    assert (zeile["kennzeichen"], zeile["verlaesslichkeit"], zeile["nenner"]) == ("g", "gering", 400)
    assert withheld(neu) == {"16065-P0067"}
    Indikatorwert.validate(neu)


def test_next_smallest_goes_too_when_the_total_is_shown() -> None:
    roh = values(with_total({"16065-P0067": (3, 400), "16065-P5002": (40, 500), "16065-P5052": (12, 300)}))
    neu = suppress(roh, REGELN, territories())
    assert withheld(neu) == {"16065-P0067", "16065-P5052"}
    audit(roh, neu, REGELN, territories())


def test_two_tiny_counts_need_a_third() -> None:
    # 2 + 1 = 3 leaves each of them only 1 or 2.
    roh = values(with_total({"16065-P0067": (2, 400), "16065-P5002": (1, 500), "16065-P5052": (30, 300)}))
    assert withheld(suppress(roh, REGELN, territories())) == set(BEREICHE)


def test_small_rest_is_protected_only_where_the_denominator_counts_people() -> None:
    zahlen = {"16065-P0067": (98, 100), "16065-P5002": (50, 100)}
    assert withheld(suppress(values(zahlen), REGELN, territories())) == {"16065-P0067"}
    assert withheld(suppress(values(zahlen, KITA), REGELN, territories())) == set()


def test_rate_of_one_hundred_percent_is_withheld_and_zero_is_shown() -> None:
    neu = suppress(values({"16065-P0067": (50, 50), "16065-P5002": (0, 50)}), REGELN, territories())
    assert withheld(neu) == {"16065-P0067"}


def test_zero_is_withheld_when_the_policy_says_so() -> None:
    regeln = rules_from_settings(SchutzAngaben(nullen_schuetzen=True))
    assert withheld(suppress(values({"16065-P5002": (0, 50)}), regeln, territories())) == {"16065-P5002"}


def test_health_data_have_their_own_minimum() -> None:
    zahlen = {"16065-P0067": (8, 100)}
    assert withheld(suppress(values(zahlen, SEU), REGELN, territories())) == {"16065-P0067"}
    assert withheld(suppress(values(zahlen, UVG), REGELN, territories())) == set()
    beispiel = values(zahlen, "kommunal_beispiel_schuleingang")
    assert withheld(suppress(beispiel, REGELN, territories())) == {"16065-P0067"}


def test_small_denominator_goes_with_everything() -> None:
    neu = suppress(values({"16065-P0067": (2, 4)}), REGELN, territories())
    assert neu[["wert", "zaehler", "nenner"]].isna().all(axis=None)


def test_hidden_total_needs_a_hidden_part() -> None:
    # The Kreis is small by way of its rest; its Gemeinden on the other level would add up to it.
    roh = values({"16065": (4, 400), "16065001": (0, 100), "16065005": (4, 300)})
    neu = suppress(roh, REGELN, territories())
    assert withheld(neu) == {"16065", "16065005"}


def test_both_levels_of_parts_are_sums_of_their_own() -> None:
    zahlen = dict.fromkeys(GEMEINDEN, (20.0, 100.0)) | {"16065001": (2.0, 100.0)}
    p = {"16065-P5002": (40.0, 200.0), "16065-P5052": (22.0, 200.0)}
    roh = values({**zahlen, **p, "16065": (62, 400)})
    neu = suppress(roh, REGELN, territories())
    assert withheld(neu) == {"16065001", "16065005"}  # the Planungsbereich stays and gives nothing away
    audit(roh, neu, REGELN, territories())


def test_public_rows_pass_with_their_signs() -> None:
    roh = values({"16065": (3, 400), "16065001": (1, 4)}, "regionalstatistik_13211-02-05-4_2026-02-26")
    roh.loc[1, ["wert", "zaehler"]] = float("nan")
    roh.loc[1, "kennzeichen"] = "."
    pd.testing.assert_frame_equal(suppress(roh, REGELN, territories()), roh)


def test_public_total_that_cannot_be_withheld_stops_the_run() -> None:
    roh = pd.concat(
        [values({"16065-P0067": (3, 40)}), values({"16065": (3, 400)}, "regionalstatistik_x")],
        ignore_index=True,
    )
    neu = suppress(roh, REGELN, territories())
    with pytest.raises(SperrFehler, match=r"berechenbar: uvg_quote, 16065-P0067, 2025"):
        audit(roh, neu, REGELN, territories())


def test_audit_finds_what_was_left_open() -> None:
    roh = values(with_total({"16065-P0067": (3, 400), "16065-P5002": (40, 500)}))
    with pytest.raises(SperrFehler, match="kleine Zahl sichtbar"):
        audit(roh, roh, REGELN, territories())
    nur_zaehler = suppress(values({"16065-P0067": (3, 400)}), REGELN, territories())
    offen = roh.copy()
    for spalte in ("wert", "zaehler", "untergrenze", "obergrenze", "kennzeichen", "verlaesslichkeit"):
        offen.loc[0, spalte] = nur_zaehler.loc[0, spalte]
    with pytest.raises(SperrFehler, match="berechenbar") as fehler:
        audit(roh, offen, REGELN, territories())
    assert fehler.value.zellen == ("berechenbar: uvg_quote, 16065-P0067, 2025",)
    offen.loc[0, "untergrenze"] = 0.4
    with pytest.raises(SperrFehler, match="Reste einer Sperrung"):
        audit(roh, offen, REGELN, territories())


def test_longest_prefix_wins() -> None:
    regeln = Schutzregeln((Schutzregel("kommunal_", 5), Schutzregel("kommunal_kita", 7)))
    regel = regeln.rule_for("kommunal_kita_2026-03-01")
    assert regel is not None
    assert regel.mindestzahl == 7
    assert regeln.rule_for("deutschlandatlas_2026-04-22") is None


def observations(zeilen: list[tuple[str, str, float]], quelle: str) -> pd.DataFrame:
    daten = pd.DataFrame(zeilen, columns=["merkmal_id", "ags", "wert"]).assign(
        zeitraum="2025-12-31", kennzeichen=None, quelle_id=quelle, gebietsstand=None
    )
    spalten = list(Beobachtungen.to_schema().columns)
    return daten.reindex(columns=spalten).astype({s: "str" for s in spalten if s not in ("wert", "zeile")})


def test_observations_of_people_are_protected_places_are_not() -> None:
    roh = observations([("kom_kita_plaetze", "16065001", 3), ("kom_kita_belegt", "16065001", 3)], KITA)
    neu = suppress_beobachtungen(roh, REGELN, territories())
    assert neu.set_index("merkmal_id")["kennzeichen"].to_dict() == {
        "kom_kita_plaetze": pytest.approx(float("nan"), nan_ok=True),
        "kom_kita_belegt": "g",
    }
    audit_beobachtungen(roh, neu, REGELN, territories())


def test_older_edition_does_not_give_the_figure_away() -> None:
    neuer = observations([("kom_uvg_kinder", "16065001", 4)], "kommunal_unterhaltsvorschuss_2026-01-31")
    alt = observations([("kom_uvg_kinder", "16065001", 6)], "kommunal_unterhaltsvorschuss_2025-01-31")
    roh = pd.concat([neuer, alt], ignore_index=True)
    assert suppress_beobachtungen(roh, REGELN, territories())["wert"].isna().all()


def test_indicator_and_observation_are_hidden_together() -> None:
    roh_w = values({"16065001": (98, 100)})
    roh_b = observations([("kom_uvg_kinder", "16065001", 98), ("kom_uvg_kinder_u18", "16065001", 100)], UVG)
    ausdruecke = {"uvg_quote": ("kom_uvg_kinder", "kom_uvg_kinder_u18")}
    werte, beobachtungen = suppress_verbund(roh_w, roh_b, ausdruecke, REGELN, territories())
    assert withheld(werte) == {"16065001"}
    assert beobachtungen.set_index("merkmal_id")["wert"].isna().to_dict() == {
        "kom_uvg_kinder": True,
        "kom_uvg_kinder_u18": False,
    }


ANZAHL = st.integers(0, 30)
PAAR = st.tuples(ANZAHL, ANZAHL).map(lambda p: (float(p[0]), float(p[0] + p[1])))
EINGESTELLT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@EINGESTELLT
@given(
    st.lists(PAAR, min_size=5, max_size=5),
    st.sampled_from([UVG, SEU, KITA, "kommunal_fruehe_hilfen_2026-01-31"]),
    st.booleans(),
)
def test_whatever_the_counts_the_audit_passes(paare: list, quelle: str, nullen: bool) -> None:
    gemeinden = dict(zip(GEMEINDEN, paare, strict=False))
    bereiche = {"16065-P0067": paare[4]}
    for bereich in ("16065-P5002", "16065-P5052"):
        drin = [gemeinden[g] for g, p in GEMEINDEN.items() if p == bereich]
        bereiche[bereich] = (sum(z for z, _ in drin), sum(n for _, n in drin))
    kreis = with_total(bereiche)["16065"]
    amtlich = values({"16065": (2, 3)}, "inkar_2024_x", "anderer")
    eigene = values({**gemeinden, **bereiche, "16065": kreis}, quelle)
    roh = pd.concat([eigene, amtlich], ignore_index=True)
    regeln = rules_from_settings(SchutzAngaben(nullen_schuetzen=nullen))
    neu = suppress(roh, regeln, territories())
    audit(roh, neu, regeln, territories())
    gesperrt = neu["kennzeichen"] == "g"
    assert neu.loc[gesperrt, ["wert", "zaehler", "untergrenze", "obergrenze"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(neu[~gesperrt], roh[~gesperrt])
    pd.testing.assert_frame_equal(neu.iloc[[-1]], roh.iloc[[-1]])


@EINGESTELLT
@given(st.lists(PAAR, min_size=3, max_size=3))
def test_whatever_the_counts_no_observation_is_given_away(paare: list) -> None:
    zahlen = with_total(dict(zip(BEREICHE, paare, strict=True)))
    roh = observations(
        [("kom_but_bewilligt", a, z) for a, (z, _) in zahlen.items()]
        + [("kom_but_berechtigt", a, n) for a, (_, n) in zahlen.items()],
        "kommunal_bildung_teilhabe_2026-01-31",
    )
    neu = suppress_beobachtungen(roh, REGELN, territories())
    audit_beobachtungen(roh, neu, REGELN, territories())
