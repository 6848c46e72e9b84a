"""What counts as a contradiction between sources, and what does not."""

from collections.abc import Callable

import pandas as pd
import pytest

from assets.catalogue.groessen import Groesse
from assets.staging.konflikte import find_konflikte

RS, RS_ALT = "regionalstatistik_T_2023-11-10", "regionalstatistik_T_2020-01-01"
VGR, INKAR = "vgrdl_K_2025-02-01", "inkar_2024_haushaltseinkommen"
STAND = {RS: "2023-11-10", RS_ALT: "2020-01-01", VGR: "2025-02-01", INKAR: "2024-01-01"}
EINKOMMEN = Groesse.model_validate(
    {
        "id": "einkommen",
        "name": "Einkommen",
        "definition": "D",
        "einheit": "EUR",
        "nachkommastellen": 0,
        "angaben": [
            {"merkmal": "rs_e", "rundung": 0.5},
            {"merkmal": "vgr_e", "rundung": 0.5},
            {"merkmal": "inkar_e", "faktor": 12, "rundung": 0.005},
        ],
    }
)


@pytest.fixture
def konflikte(lage: Callable) -> Callable[..., pd.DataFrame]:
    def finde(
        zeilen: list,
        groessen: tuple = (EINKOMMEN,),
        zaehlwerte: tuple = (),
        stand: dict = STAND,
        **mehr: object,
    ) -> pd.DataFrame:
        stelle = lage(stand, zeilen, **mehr)
        return find_konflikte(stelle.con, stelle.rangfolge, groessen, zaehlwerte)

    return finde


def test_newer_stand_goes_first_within_a_rank(konflikte: Callable) -> None:
    # income of 16065 in 2021 as printed: Regionaldatenbank 20 747, VGRdL 21 402, INKAR 1 735,49 a month
    ergebnis = konflikte(
        [
            ("rs_e", "16065", "2021", RS, 20747.0),
            ("vgr_e", "16065", "2021", VGR, 21402.0),
            ("inkar_e", "16065", "2021", INKAR, 1735.49),
        ]
    )
    assert set(ergebnis["quelle_gilt"]) == {VGR}
    je_quelle = ergebnis.set_index("quelle_anders")
    assert je_quelle.loc[RS, "differenz"] == -655.0
    assert "neuerer Stand (01.02.2025 vor 10.11.2023)" in je_quelle.loc[RS, "regel"]
    assert je_quelle.loc[INKAR, "wert_anders"] == pytest.approx(20825.88)
    assert "Rang 1 vor 6" in je_quelle.loc[INKAR, "regel"]


@pytest.mark.parametrize(("monat", "widerspruch"), [(1728.92, False), (1728.96, False), (1729.0, True)])
def test_rounding_of_both_sources_is_no_contradiction(
    konflikte: Callable, monat: float, widerspruch: bool
) -> None:
    # 20 747 EUR a year are 1 728,917 EUR a month; 0,5 + 12 * 0,005 EUR are explained
    ergebnis = konflikte([("rs_e", "16065", "2021", RS, 20747.0), ("inkar_e", "16065", "2021", INKAR, monat)])
    assert (len(ergebnis) == 1) is widerspruch


def test_superseded_edition_of_a_table_is_no_contradiction(konflikte: Callable) -> None:
    zeilen = [("rs_e", "16065", "2021", RS, 20747.0), ("rs_e", "16065", "2021", RS_ALT, 20000.0)]
    assert konflikte(zeilen).empty
    assert konflikte(zeilen, groessen=()).empty


def test_two_files_of_one_stand_contradict(konflikte: Callable) -> None:
    zweite = f"{RS}_abc123"
    ergebnis = konflikte(
        [("anzahl", "16065", "2021", RS, 10.0), ("anzahl", "16065", "2021", zweite, 11.0)],
        groessen=(),
        stand={RS: "2023-11-10", zweite: "2023-11-10"},
        tabelle={RS: "T", zweite: "T"},
        einheit={"anzahl": "Anzahl"},
    )
    assert ergebnis["groesse"].tolist() == ["anzahl"]
    assert "keine Regel entscheidet" in ergebnis["regel"].item()


def test_last_digit_of_a_rate_is_its_rounding_and_of_a_count_none(konflikte: Callable) -> None:
    zeilen = [("m", "16065", "2021", RS, 8.3), ("m", "16065", "2021", INKAR, 8.4)]
    assert konflikte(zeilen, groessen=()).empty
    ganze = [("m", "16065", "2021", RS, 83.0), ("m", "16065", "2021", INKAR, 84.0)]
    assert konflikte(ganze, groessen=()).empty  # a rate without decimals: half a unit each
    assert len(konflikte(ganze, groessen=(), einheit={"m": "Personen"})) == 1
    assert len(konflikte(ganze, groessen=(), zaehlwerte=("m",))) == 1


def test_sum_of_parts_needs_every_part(konflikte: Callable) -> None:
    groesse = EINKOMMEN.model_validate(
        {
            **EINKOMMEN.model_dump(),
            "id": "bevoelkerung",
            "stichtag": "12-31",
            "angaben": [{"merkmal": "gv"}, {"merkmal": "rs_alle", "teile": ["rs_m_*", "rs_w_*"]}],
        }
    )
    teile = [("rs_m_u3", "16065", "2019-12-31", RS, 40.0), ("rs_w_u3", "16065", "2019-12-31", RS, 41.0)]
    gv = ("gv", "16065", "2019", VGR, 80.0)
    ergebnis = konflikte([*teile, gv], groessen=(groesse,), einheit={"gv": "Anzahl", "rs_m_u3": "Anzahl"})
    assert ergebnis["differenz"].tolist() == [1.0]
    assert set(ergebnis[["merkmal_gilt", "merkmal_anders"]].to_numpy().ravel()) == {"gv", "rs_alle"}
    unvollstaendig = [teile[0], ("rs_w_u3", "16065003", "2019-12-31", RS, 1.0), gv]
    assert konflikte(unvollstaendig, groessen=(groesse,)).empty


def test_territory_that_changed_in_between_is_no_contradiction(konflikte: Callable) -> None:
    zeilen = [
        (m, ags, "2020", q, w)
        for ags in ("16063", "16065")
        for m, q, w in (("rs_e", RS, 3138.0), ("vgr_e", VGR, 4815.0))
    ]
    ergebnis = konflikte(
        zeilen,
        gebietsstand={RS: "2020-12-31", VGR: "2022-12-31"},
        nachfolge=[
            ("16056", "16063", "2021-06-30", "2021-07-01"),
            ("16061045", "16061118", "2023-12-31", "2024-01-01"),
        ],
    )
    assert ergebnis["ags"].tolist() == ["16065"]
    assert "Gebietsstand" not in ergebnis["regel"].item()  # known to be unchanged


def test_other_gebietsstand_is_named_where_changes_are_unknown(konflikte: Callable) -> None:
    ergebnis = konflikte(
        [("rs_e", "16063", "2020", RS, 3138.0), ("vgr_e", "16063", "2020", VGR, 4815.0)],
        gebietsstand={RS: "2020-12-31", VGR: "2022-12-31"},
    )
    assert "Gebietsstand verschieden (31.12.2022 und 31.12.2020)" in ergebnis["regel"].item()


def test_recomputed_figure_stands_for_its_source(konflikte: Callable) -> None:
    stand = STAND | {f"{RS}_umgerechnet": "2023-11-10"}
    zeilen = [
        ("rs_e", "16063", "2020", RS, 3138.0),
        ("rs_e", "16063", "2020", f"{RS}_umgerechnet", 4815.0),
        ("vgr_e", "16063", "2020", VGR, 4815.0),
    ]
    assert konflikte(zeilen, stand=stand).empty
    geschaetzt = konflikte(zeilen, stand=stand, zeichen={1: "s"})
    assert geschaetzt.empty  # an estimate contradicts nobody, and the printed figure is of another extent


def test_own_and_withheld_figures_never_take_part(konflikte: Callable) -> None:
    stand = {"kommunal_kita": "2025-01-01", "kommunal_kita_b": "2025-01-01", RS: "2023-11-10"}
    eigene = [("m", "16065", "2021", "kommunal_kita", 3.0), ("m", "16065", "2021", "kommunal_kita_b", 4.0)]
    assert konflikte(eigene, groessen=(), stand=stand).empty
    assert konflikte([*eigene, ("m", "16065", "2021", RS, 9.0)], groessen=(), stand=stand).empty
    gesperrt = [("rs_e", "16065", "2021", RS, 1.0), ("vgr_e", "16065", "2021", VGR, 9.0)]
    assert konflikte(gesperrt, zeichen={0: "g"}).empty
