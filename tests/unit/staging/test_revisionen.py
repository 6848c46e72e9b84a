"""Which changes between editions are revisions, and why they happened."""

from collections.abc import Callable

import pandas as pd
import pytest

from assets.catalogue.load import load_katalog
from assets.staging.revisionen import find_revisionen

KATALOG = load_katalog()
E1, E2, E3 = (f"regionalstatistik_12411-01-01-4_{s}" for s in ("2023-06-01", "2024-12-01", "2026-01-01"))
STAND = {q: q.rpartition("_")[2] for q in (E1, E2, E3)}


@pytest.fixture
def revisionen(lage: Callable) -> Callable[..., pd.DataFrame]:
    def finde(zeilen: list, stand: dict = STAND, **mehr: object) -> pd.DataFrame:
        stelle = lage(stand, zeilen, **mehr)
        return find_revisionen(stelle.con, stelle.rangfolge, KATALOG.merkmale, KATALOG.brueche.values())

    return finde


def test_every_pair_of_editions_that_differs_is_kept(revisionen: Callable) -> None:
    ergebnis = revisionen(
        [("m", "16065", "2020", E1, 1.0), ("m", "16065", "2020", E2, 1.0), ("m", "16065", "2020", E3, 3.0)]
    )
    assert ergebnis[["quelle_alt", "quelle_neu", "wert_alt", "wert_neu"]].to_numpy().tolist() == [
        [E2, E3, 1.0, 3.0]
    ]
    assert ergebnis["grund"].tolist() == ["revision"]


@pytest.mark.parametrize(
    ("alt", "neu", "zeichen", "revidiert"),
    [
        ((None, "..."), (5.0, None), None, False),  # delivered later
        ((5.0, None), (None, "..."), None, False),  # not delivered any more: the older one stays
        ((5.0, None), (None, "."), None, True),  # withheld now
        ((5.0, None), (5.0, "r"), None, False),  # same figure
    ],
)
def test_what_is_a_revision(
    revisionen: Callable, alt: tuple, neu: tuple, zeichen: None, revidiert: bool
) -> None:
    ergebnis = revisionen(
        [("m", "16065", "2020", E1, alt[0]), ("m", "16065", "2020", E2, neu[0])],
        zeichen={i: z for i, (_, z) in enumerate((alt, neu)) if z},
    )
    assert (len(ergebnis) == 1) is revidiert


@pytest.mark.parametrize(
    ("zeitraum", "alt", "neu", "grund"),
    [
        ("2023-12-31", E1, E2, "zensusbasis"),  # 73 216 on Zensus 2011, republished on Zensus 2022
        ("2021-12-31", E1, E2, "revision"),  # before the Zensus: nothing was recomputed
        ("2023-12-31", E2, E3, "revision"),  # both editions on the new basis
    ],
)
def test_census_basis_is_the_reason_where_the_catalogue_says_so(
    revisionen: Callable, zeitraum: str, alt: str, neu: str, grund: str
) -> None:
    ergebnis = revisionen(
        [("rs12411_m_u3", "16065", zeitraum, alt, 800.0), ("rs12411_m_u3", "16065", zeitraum, neu, 780.0)]
    )
    assert ergebnis["grund"].tolist() == [grund]


def test_new_definition_of_sgb2_reaches_back(revisionen: Callable) -> None:
    alt, neu = "regionalstatistik_22811_2015-10-21", "regionalstatistik_22811_2017-01-01"
    ergebnis = revisionen(
        [
            ("rs66231_personen", "16065", "2013", alt, 9000.0),
            ("rs66231_personen", "16065", "2013", neu, 9500.0),
        ],
        stand={alt: "2015-10-21", neu: "2017-01-01"},
    )
    assert ergebnis["grund"].tolist() == ["definition"]


def test_territory_is_the_reason_only_where_it_changed(revisionen: Callable) -> None:
    zeilen = [
        (m, ags, "2019", q, w)
        for m, ags in (("m", "16063"), ("m", "16065"))
        for q, w in ((E1, 2582.0), (E2, 3988.0))
    ]
    ergebnis = revisionen(
        zeilen,
        gebietsstand={E1: "2019-12-31", E2: "2022-12-31"},
        nachfolge=[("16056", "16063", "2021-06-30", "2021-07-01")],
    )
    assert dict(zip(ergebnis["ags"], ergebnis["grund"], strict=True)) == {
        "16063": "gebietsstand",
        "16065": "revision",
    }


def test_other_tables_own_and_withheld_figures_are_left_out(revisionen: Callable) -> None:
    andere = "inkar_2024_m_2025-01-01"
    assert revisionen(
        [("m", "16065", "2020", E1, 1.0), ("m", "16065", "2020", andere, 2.0)],
        stand=STAND | {andere: "2025-01-01"},
    ).empty
    eigene = {"kommunal_a_2024-01-01": "2024-01-01", "kommunal_a_2025-01-01": "2025-01-01"}
    assert revisionen([("m", "16065", "2020", q, float(i)) for i, q in enumerate(eigene)], stand=eigene).empty
    gesperrt = [("m", "16065", "2020", E1, 1.0), ("m", "16065", "2020", E2, 2.0)]
    assert revisionen(gesperrt, zeichen={0: "g"}).empty
    assert revisionen(gesperrt, zeichen={1: "g"}).empty
