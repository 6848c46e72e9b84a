"""Which of several figures is the current one, and what never happens to the others."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.load import load_katalog
from assets.staging.beobachtungen import NICHT_GELIEFERT, mark_gueltig
from assets.staging.vorrang import OHNE_RANG, rank_sources

SCHLUESSEL = ["merkmal_id", "ags", "zeitraum"]
ALT, NEU = "regionalstatistik_13211-02-05-4_2021-08-17", "regionalstatistik_13211-02-05-4_2026-02-26"
INKAR, ATLAS = "inkar_2026_arbeitslose", "deutschlandatlas_2027-01-01"
STAND = {ALT: "2021-08-17", NEU: "2026-02-26", INKAR: "2026-12-31", ATLAS: "2027-01-01"}
HERAUSGEBER = load_katalog().herausgeber


def rangfolge(stand: dict[str, str] = STAND) -> pd.DataFrame:
    quellen = pd.DataFrame({"quelle_id": list(stand), "tabelle": "T", "stand": list(stand.values())})
    return rank_sources(quellen, HERAUSGEBER)


def zeilen(*angaben: tuple[str, float | None, str | None]) -> pd.DataFrame:
    rahmen = pd.DataFrame(angaben, columns=["quelle_id", "wert", "kennzeichen"])
    return rahmen.assign(merkmal_id="m", ags="16065", zeitraum="2020").astype(
        {"wert": "float64", "kennzeichen": "str", "quelle_id": "str"}
    )


def gilt(*angaben: tuple[str, float | None, str | None]) -> str:
    markiert = mark_gueltig(zeilen(*angaben), rangfolge())
    return str(markiert.loc[markiert["gueltig"], "quelle_id"].item())


def test_newer_edition_supersedes_and_keeps_the_older_row() -> None:
    ergebnis = mark_gueltig(zeilen((ALT, 3078.0, None), (NEU, 3080.0, None)), rangfolge())
    assert ergebnis.set_index("quelle_id")["gueltig"].to_dict() == {ALT: False, NEU: True}
    assert ergebnis["wert"].tolist() == [3078.0, 3080.0]


def test_preferred_family_goes_before_a_newer_stand() -> None:
    assert gilt((ALT, 1.0, None), (INKAR, 2.0, None), (ATLAS, 3.0, None)) == ALT
    assert gilt((INKAR, 2.0, None), (ATLAS, 3.0, None)) == ATLAS  # rank 5 before rank 6


@pytest.mark.parametrize(("zeichen", "neu_gilt"), [("-", False), ("...", False), (".", True), ("x", True)])
def test_only_a_withheld_cell_supersedes_a_number(zeichen: str, neu_gilt: bool) -> None:
    assert gilt((ALT, 1677.0, None), (NEU, None, zeichen)) == (NEU if neu_gilt else ALT)


def test_a_cell_not_delivered_leaves_the_figure_to_a_source_of_lower_rank() -> None:
    assert gilt((NEU, None, "..."), (INKAR, 12.0, None)) == INKAR


def test_a_dash_that_means_zero_supersedes() -> None:
    assert gilt((ALT, 2.0, None), (NEU, 0.0, "-")) == NEU


def test_observation_without_source_is_refused() -> None:
    with pytest.raises(KeyError, match="fremd"):
        mark_gueltig(zeilen(("fremd", 1.0, None)), rangfolge())


def test_source_of_no_listed_family_comes_last() -> None:
    folge = rangfolge({"unbekannt_x_2030-01-01": "2030-01-01", INKAR: "2026-12-31"}).set_index("quelle_id")
    assert folge.loc["unbekannt_x_2030-01-01", "rang"] == OHNE_RANG
    assert folge.loc[INKAR, "vorrang"] == 0


def test_family_is_the_longest_name_that_fits() -> None:
    # „gv100ad“ and „gemeindeverzeichnis“ begin alike in nothing; „genesis“ must not swallow „gebietsstand“
    folge = rangfolge({"gv100ad_2026-02-28": "2026-02-28", "gebietsstand_x_2020-12-31": "2020-12-31"})
    assert dict(zip(folge["quelle_id"], folge["familie"], strict=True)) == {
        "gv100ad_2026-02-28": "gv100ad",
        "gebietsstand_x_2020-12-31": "gebietsstand",
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.sampled_from(["16065", "16"]),
            st.sampled_from(["2020", "2021"]),
            st.sampled_from(sorted(STAND)),
            st.one_of(st.none(), st.floats(0, 9)),
            st.sampled_from([None, "-", "...", ".", "r"]),
        ),
        unique_by=lambda z: z[:4],
        max_size=32,
    )
)
def test_exactly_one_row_of_each_figure_is_current(angaben: list[tuple]) -> None:
    rahmen = pd.DataFrame(angaben, columns=[*SCHLUESSEL, "quelle_id", "wert", "kennzeichen"])
    rahmen = rahmen.astype({"wert": "float64", "kennzeichen": "str"} | dict.fromkeys(SCHLUESSEL, "str"))
    markiert = mark_gueltig(rahmen, rangfolge())
    assert markiert.drop(columns="gueltig").equals(rahmen)
    assert (markiert.groupby(SCHLUESSEL)["gueltig"].sum() == 1).all()
    # no row that says something gives way to one that says nothing
    geliefert = markiert["wert"].notna() | ~markiert["kennzeichen"].isin(NICHT_GELIEFERT)
    hat = geliefert.groupby([markiert[s] for s in SCHLUESSEL]).transform("any")
    assert geliefert[markiert["gueltig"] & hat].all()
