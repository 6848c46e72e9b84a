"""After suppression nothing withheld is left in a row, and nothing can be worked out from all sums."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.catalogue.konfiguration import SchutzAngaben, SchutzquelleAngaben
from assets.confidentiality.fehler import SchutzFehler, SperrFehler
from assets.confidentiality.pruefung import audit
from assets.confidentiality.regeln import Schutzregel, Schutzregeln, rules_from_settings
from assets.confidentiality.zellbau import build_cells

sys.path.insert(0, str(Path(__file__).parent))

from netz import BUT, SEU, UVG, observations, run, terms, values

REGELN = rules_from_settings(SchutzAngaben())
BEREICHE = ("16065-P0067", "16065-P5002", "16065-P5052")
GLIEDERUNG = {
    "16065001": "16065-P5052",
    "16065005": "16065-P5052",
    "16065012": "16065-P5002",
    "16065048": "16065-P5002",
}
KINDER, ALLE = "kom_uvg_kinder", "kom_uvg_kinder_u18"


def rules(**angaben: object) -> Schutzregeln:
    quelle = SchutzquelleAngaben.model_validate({"quelle": "unterhaltsvorschuss", **angaben})
    return rules_from_settings(SchutzAngaben(quelle=(quelle,)))


def shares(zahlen: dict[str, tuple[float, float]], quelle: str = UVG) -> pd.DataFrame:
    return observations(
        [(KINDER, a, z) for a, (z, _) in zahlen.items()] + [(ALLE, a, n) for a, (_, n) in zahlen.items()],
        quelle,
    )


def with_total(teile: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    return {**teile, "16065": (sum(z for z, _ in teile.values()), sum(n for _, n in teile.values()))}


def test_small_count_takes_rate_interval_and_grade_with_it() -> None:
    roh = shares({"16065-P0067": (3, 400), "16065-P5002": (40, 500)})
    neu = run(roh, REGELN, terme=terms(roh, {"zaehler": KINDER, "nenner": ALLE}))
    zeile = neu.werte.set_index("ags").loc["16065-P0067"]
    assert zeile[["wert", "zaehler", "untergrenze", "obergrenze"]].isna().all()
    assert (zeile["kennzeichen"], zeile["verlaesslichkeit"], zeile["nenner"]) == ("g", "gering", 400)
    assert neu.withheld(KINDER) == {"16065-P0067"}
    assert neu.withheld(ALLE) == set()


def test_next_smallest_goes_too_when_the_total_is_shown() -> None:
    roh = shares(with_total({"16065-P0067": (3, 400), "16065-P5002": (40, 500), "16065-P5052": (12, 300)}))
    assert run(roh, REGELN).withheld(KINDER) == {"16065-P0067", "16065-P5052"}


def test_two_tiny_counts_need_a_third() -> None:
    # 2 + 1 = 3 leaves each of them only 1 or 2.
    roh = shares(with_total({"16065-P0067": (2, 400), "16065-P5002": (1, 500), "16065-P5052": (30, 300)}))
    assert run(roh, REGELN).withheld(KINDER) == set(BEREICHE)


def test_small_rest_is_protected_where_the_rule_says_so() -> None:
    zahlen = {"16065-P0067": (98, 100), "16065-P5002": (50, 100)}
    assert run(shares(zahlen), REGELN).withheld(KINDER) | run(shares(zahlen), REGELN).withheld(ALLE) == {
        "16065-P0067"
    }
    assert run(shares(zahlen), rules(komplement=False)).protokoll.empty


def test_the_protocol_names_no_rest_and_no_figure() -> None:
    neu = run(shares({"16065-P0067": (98, 100), "16065-P5002": (3, 100)}), REGELN)
    assert set(neu.protokoll["kennung"]) <= {KINDER, ALLE}
    assert set(neu.protokoll["spanne_verlangt"]) == {5.0}
    assert neu.protokoll["spanne_gewahrt"].all()
    assert not {"wert", "unten", "oben", "primaer"} & set(neu.protokoll.columns)


def test_zero_is_shown_or_protected() -> None:
    roh = shares({"16065-P0067": (0, 50), "16065-P5002": (20, 50)})
    assert run(roh, REGELN).withheld(KINDER) == set()
    assert run(roh, rules(nullen="schuetzen")).withheld(KINDER) == {"16065-P0067"}


@pytest.mark.parametrize("anzahl", [0.0, 50.0])
def test_all_or_none_of_a_group_is_withheld(anzahl: float) -> None:
    roh = shares({"16065-P0067": (anzahl, 50), "16065-P5002": (20, 50)})
    ohne = rules(komplement=False)
    mit = rules(komplement=False, gruppe=True)
    assert run(roh, ohne).protokoll.empty
    neu = run(roh, mit)
    assert "16065-P0067" in neu.withheld(KINDER) | neu.withheld(ALLE)


def test_dominated_sum_goes_with_its_largest_part() -> None:
    roh = shares(with_total({"16065-P0067": (90, 400), "16065-P5002": (6, 500), "16065-P5052": (4, 300)}))
    assert {"16065", "16065-P0067"} <= run(roh, rules(dominanz=0.85, mindestzahl=1)).withheld(KINDER)
    assert "16065" not in run(roh, rules(dominanz=0.95, mindestzahl=1)).withheld(KINDER)


def test_dominance_without_contributions_is_refused() -> None:
    with pytest.raises(SchutzFehler, match="dominanz für kommunal_unterhaltsvorschuss lässt sich nicht"):
        run(shares({"16065": (90, 400)}), rules(dominanz=0.85))


def test_health_data_have_their_own_minimum() -> None:
    zahlen = [("kom_seu_adipositas", "16065-P0067", 8.0), ("kom_seu_gemessen", "16065-P0067", 100.0)]
    assert run(observations(zahlen, SEU), REGELN).withheld("kom_seu_adipositas") == {"16065-P0067"}
    beispiel = observations(zahlen, "kommunal_beispiel_schuleingang")
    assert run(beispiel, REGELN).withheld("kom_seu_adipositas") == {"16065-P0067"}
    assert run(shares({"16065-P0067": (8, 100)}), REGELN).protokoll.empty


def test_small_denominator_goes_with_the_rate() -> None:
    roh = shares({"16065-P0067": (2, 4)})
    neu = run(roh, REGELN, terme=terms(roh, {"zaehler": KINDER, "nenner": ALLE}))
    assert neu.werte[["wert", "zaehler", "nenner"]].isna().all(axis=None)


def test_public_denominator_bounds_what_can_be_asked() -> None:
    # 2 of 4: a reader knows 4, so more than "1 to 4" cannot be kept from him.
    eigene = observations([(KINDER, "16065001", 2.0)])
    amtlich = observations([("rs_kinder", "16065001", 4.0)], "regionalstatistik_x")
    roh = pd.concat([eigene, amtlich], ignore_index=True)
    neu = run(roh, REGELN, terme=terms(roh, {"zaehler": KINDER, "nenner": "rs_kinder"}))
    assert neu.protokoll["spanne_verlangt"].tolist() == [3.0]
    assert neu.beobachtungen["wert"].tolist()[1] == 4.0


def test_all_levels_are_protected_at_once() -> None:
    zahlen = dict.fromkeys(GLIEDERUNG, (20.0, 100.0)) | {"16065001": (2.0, 100.0)}
    p = {"16065-P5002": (40.0, 200.0), "16065-P5052": (22.0, 200.0), "16065": (62.0, 400.0)}
    neu = run(shares(zahlen | p), REGELN, gliederungen=[GLIEDERUNG])
    assert neu.withheld(KINDER) == {"16065001", "16065005"}


def test_parts_of_a_sum_of_measures_are_a_relation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.confidentiality.zellbau.sums", lambda: {"kom_a": ("kom_a_m", "kom_a_w")})
    roh = observations([("kom_a", "16065", 43.0), ("kom_a_m", "16065", 3.0), ("kom_a_w", "16065", 40.0)])
    neu = run(roh, REGELN)
    assert neu.withheld("kom_a_m") == {"16065"}
    assert neu.withheld("kom_a") | neu.withheld("kom_a_w") == {"16065"}


def test_numerator_of_several_measures_does_not_give_its_terms_away() -> None:
    roh = observations([(KINDER, "16065", 3.0), ("kom_fh_familien", "16065", 40.0)])
    terme = pd.concat(
        [terms(roh, {"zaehler": m}, anteil=False) for m in (KINDER, "kom_fh_familien")], ignore_index=True
    )
    neu = run(roh, REGELN, terme=terme)
    assert neu.withheld(KINDER) == {"16065"}
    assert pd.isna(neu.werte.loc[0, "zaehler"]) or neu.withheld("kom_fh_familien") == {"16065"}


def test_older_edition_of_a_source_does_not_give_the_figure_away() -> None:
    neuer = observations([(KINDER, "16065001", 4)], "kommunal_unterhaltsvorschuss_2026-01-31")
    alt = observations([(KINDER, "16065001", 6)], "kommunal_unterhaltsvorschuss_2025-01-31")
    assert run(pd.concat([neuer, alt], ignore_index=True), REGELN).beobachtungen["wert"].isna().all()


def test_places_are_no_people() -> None:
    roh = observations(
        [("kom_kita_plaetze", "16065001", 3), ("kom_kita_belegt", "16065001", 3)], "kommunal_kita_2026-03-01"
    )
    neu = run(roh, REGELN)
    assert (neu.withheld("kom_kita_plaetze"), neu.withheld("kom_kita_belegt")) == (set(), {"16065001"})


def test_audit_refuses_a_broken_pattern() -> None:
    roh = shares(with_total({"16065-P0067": (3, 400), "16065-P5002": (40, 500)}))
    tabellen = build_cells(roh, terms(roh, {}), REGELN, [{}])
    leer = values(terms(roh, {}))
    with pytest.raises(SperrFehler, match="kleine Zahl sichtbar: kom_uvg_kinder, 16065-P0067"):
        audit((leer, leer), (roh, roh), tabellen, REGELN)
    offen = roh.copy()
    offen.loc[0, ["wert", "kennzeichen"]] = [float("nan"), "g"]
    with pytest.raises(SperrFehler, match="berechenbar") as fehler:
        audit((leer, leer), (roh, offen), tabellen, REGELN)
    assert fehler.value.zellen == (f"berechenbar: kom_uvg_kinder, 16065-P0067, 2025-12-31, {UVG}",)
    ohne_zeichen = offen.assign(kennzeichen=roh["kennzeichen"])
    with pytest.raises(SperrFehler, match="Reste einer Sperrung"):
        audit((leer, leer), (roh, ohne_zeichen), tabellen, REGELN)


def test_public_total_that_cannot_be_withheld_changes_nothing() -> None:
    roh = pd.concat(
        [observations([(KINDER, "16065", 3.0)], "inkar_2024"), shares({"16065": (30, 400)})],
        ignore_index=True,
    )
    pd.testing.assert_frame_equal(run(roh, REGELN).beobachtungen, roh)


def test_longest_prefix_wins() -> None:
    regeln = Schutzregeln((Schutzregel("kommunal_", 5), Schutzregel("kommunal_kita", 7)))
    regel = regeln.rule_for("kommunal_kita_2026-03-01")
    assert regel is not None
    assert regel.mindestzahl == 7
    assert regeln.rule_for("deutschlandatlas_2026-04-22") is None


def test_rule_of_a_topic_holds_for_files_and_samples() -> None:
    regeln = rules(art="amtsaehnlich", nullen="schuetzen", komplement=False)
    for quelle in (UVG, "kommunal_beispiel_unterhaltsvorschuss"):
        regel = regeln.rule_for(quelle)
        assert regel is not None
        assert (regel.mindestzahl, regel.nullen_schuetzen, regel.komplement) == (3, True, False)


PAAR = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda p: (float(p[0]), float(p[0] + p[1])))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PAAR, min_size=5, max_size=5), st.booleans(), st.booleans())
def test_whatever_the_counts_the_audit_passes(paare: list, nullen: bool, gruppe: bool) -> None:
    gliederung = GLIEDERUNG | {"16065067": "16065-P0067"}
    gemeinden = dict(zip(gliederung, paare, strict=True))
    bereiche = {}
    for bereich in BEREICHE:
        drin = [gemeinden[g] for g, p in gliederung.items() if p == bereich]
        bereiche[bereich] = (sum(z for z, _ in drin), sum(n for _, n in drin))
    alle = gemeinden | with_total(bereiche)
    roh = observations(
        [("kom_but_bewilligt", a, z) for a, (z, _) in alle.items()]
        + [("kom_but_berechtigt", a, n) for a, (_, n) in alle.items()],
        BUT,
    )
    quelle = SchutzquelleAngaben(quelle="bildung_teilhabe", gruppe=gruppe)
    regeln = rules_from_settings(SchutzAngaben(nullen_schuetzen=nullen, quelle=(quelle,)))
    neu = run(
        roh,
        regeln,
        terme=terms(roh, {"zaehler": "kom_but_bewilligt", "nenner": "kom_but_berechtigt"}),
        gliederungen=[gliederung],
    )
    gesperrt = neu.beobachtungen["kennzeichen"] == "g"
    pd.testing.assert_frame_equal(neu.beobachtungen[~gesperrt], roh[~gesperrt])
