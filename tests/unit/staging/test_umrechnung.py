"""Chaining successions and recomputing counts: sums, shares, signs, and what is not recomputed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.sources.fehler import EingabeFehler
from assets.sources.gebietsstand.tabelle import nachfolge_rahmen
from assets.staging.gebietsstand import Umrechnung, recompute, recomputed_sources
from assets.staging.nachfolge import chain_nachfolge, incomplete_weights
from assets.staging.planungsbereiche import apply_planungsbereiche
from assets.staging.summen import add_summen
from schemas.common import ebene_von

ZIEL = "2022-12-31"


def weg(alt: str, neu: str, bev: float | None = 1.0, flaeche: float | None = 1.0, **mehr: str) -> dict:
    return {
        "ags_alt": alt,
        "ags_neu": neu,
        "stand_alt": "2020-12-31",
        "stand_neu": "2021-12-31",
        "anteil_bevoelkerung": bev,
        "anteil_flaeche": flaeche,
        "quelle_id": "schluessel",
        **mehr,
    }


def kette(*zeilen: dict) -> pd.DataFrame:
    return nachfolge_rahmen([pd.DataFrame(list(zeilen))])


def angaben(*zeilen: tuple[str, float | None, str | None], stand: str = "2020-12-31") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "merkmal_id": "faelle",
                "ags": ags,
                "zeitraum": stand[:4],
                "wert": wert,
                "kennzeichen": zeichen,
                "quelle_id": "amt",
                "gebietsstand": stand,
                "blatt": None,
                "zeile": None,
                "spalte": None,
            }
            for ags, wert, zeichen in zeilen
        ]
    ).astype({"wert": "float64", "kennzeichen": "str", "blatt": "str", "spalte": "str", "zeile": "Int64"})


FUSION = kette(weg("16056", "16063"), weg("16063", "16063"), weg("16065", "16065"))
TEILUNG = kette(weg("16070", "16070", 0.75, 0.5), weg("16070", "16054", 0.25, 0.5), weg("16054", "16054"))


def umgerechnet(daten: pd.DataFrame, nachfolge: pd.DataFrame, **mehr: object) -> Umrechnung:
    return recompute(daten, nachfolge, ZIEL, {"faelle"}, **mehr)  # type: ignore[arg-type]


def ergebnis(daten: pd.DataFrame, nachfolge: pd.DataFrame, **mehr: object) -> dict[str, tuple]:
    zeilen = umgerechnet(daten, nachfolge, **mehr).zeilen
    zeilen = zeilen.astype(object).where(zeilen.notna(), None)
    return {z.ags: (z.wert, z.kennzeichen) for z in zeilen.itertuples()}


def test_whole_territories_add_up() -> None:
    daten = angaben(("16056", 1677, None), ("16063", 3138, None), ("16065", 3078, None))
    umrechnung = umgerechnet(daten, FUSION)
    assert umrechnung.zeilen[["ags", "wert", "quelle_id", "gebietsstand"]].to_numpy().tolist() == [
        ["16063", 4815.0, "amt_umgerechnet", ZIEL]
    ]
    assert umrechnung.ersetzt.tolist() == [0, 1]  # the third Kreis stays as printed
    quellen = pd.DataFrame({"quelle_id": ["amt"], "titel": ["T"], "quellenvermerk": ["V"]})
    vermerk = recomputed_sources(quellen, umrechnung.zeilen, ZIEL)["quellenvermerk"].iloc[0]
    assert "31.12.2022" in vermerk
    assert vermerk.startswith("V; eigene Umrechnung")


def test_parts_get_their_share_of_the_people_and_are_estimates() -> None:
    assert ergebnis(angaben(("16070", 100, None), ("16054", 10, None)), TEILUNG) == {
        "16070": (75.0, "s"), "16054": (35.0, "s"),
    }  # fmt: skip


def test_shares_of_area_where_those_of_people_are_incomplete() -> None:
    nachfolge = kette(
        weg("16070", "16070", None, 0.6), weg("16070", "16054", 0.25, 0.4), weg("16054", "16054")
    )
    assert ergebnis(angaben(("16070", 100, None), ("16054", 10, None)), nachfolge)["16054"] == (50.0, "s")


def test_shares_that_miss_one_give_no_value_and_a_finding() -> None:
    nachfolge = kette(
        weg("16070", "16070", 0.4, None), weg("16070", "16054", 0.2, None), weg("16054", "16054")
    )
    umrechnung = umgerechnet(angaben(("16070", 100, None), ("16054", 10, None)), nachfolge)
    assert umrechnung.zeilen["wert"].isna().all()
    assert umrechnung.befunde == (
        "Gebiet 16070 vom 31.12.2020 ist nicht umrechenbar: "
        "seine Anteile ergeben nicht 1 oder sind unbekannt",
    )


@pytest.mark.parametrize(("zeichen", "erwartet"), [(".", "."), ("x", "x"), ("-", "-")])
def test_missing_part_gives_no_value(zeichen: str, erwartet: str) -> None:
    daten = angaben(("16056", None, zeichen), ("16063", 3138, None))
    assert ergebnis(daten, FUSION) == {"16063": (None, erwartet)}


def test_part_that_is_not_printed_gives_no_value() -> None:
    assert ergebnis(angaben(("16063", 3138, None)), FUSION) == {"16063": (None, ".")}
    nur_teil = umgerechnet(angaben(("16056", 1677, None)), FUSION)
    assert nur_teil.zeilen.empty
    assert nur_teil.ersetzt.empty


def test_uninhabited_part_is_no_missing_one_except_for_areas() -> None:
    daten = angaben(("16063", 3138, None))
    assert ergebnis(daten, FUSION, unbewohnt={"16056"}) == {"16063": (3138.0, None)}
    assert ergebnis(daten, FUSION, unbewohnt={"16056"}, flaechen={"faelle"}) == {"16063": (None, ".")}


@pytest.mark.parametrize(
    ("zeichen", "erwartet"), [((None, "p"), "p"), (("-", "-"), "-"), (("-", None), None), (("()", "p"), "()")]
)
def test_signs_pass_on(zeichen: tuple, erwartet: str | None) -> None:
    daten = angaben(("16056", 0.0, zeichen[0]), ("16063", 0.0, zeichen[1]))
    assert ergebnis(daten, FUSION)["16063"] == (0.0, erwartet)


def test_rates_own_counts_and_figures_of_the_new_territory_stay() -> None:
    daten = angaben(("16056", 5.0, None), ("16063", 3.0, None))
    assert umgerechnet(daten.assign(merkmal_id="quote"), FUSION).zeilen.empty
    assert umgerechnet(daten.assign(quelle_id="kommunal_x"), FUSION).zeilen.empty
    assert umgerechnet(daten.assign(gebietsstand=ZIEL), FUSION).zeilen.empty
    assert umgerechnet(daten.assign(gebietsstand=None), FUSION).zeilen.empty


def test_two_steps_and_a_change_list() -> None:
    liste = {"stand_alt": "2022-05-31", "stand_neu": "2022-06-01", "quelle_id": "liste"}
    nachfolge = kette(
        weg("16064001", "16064002"), weg("16064002", "16064002"), weg("16061001", "16061001"),
        weg("16064002", "16061001", 0.5, 0.5, **liste), weg("16064002", "16064002", 0.5, 0.5, **liste),
    )  # fmt: skip
    gewichte = chain_nachfolge(nachfolge, "2020-12-31", ZIEL)
    teile = gewichte[gewichte["ags_alt"] == "16064001"].set_index("ags_neu")["gewicht"].to_dict()
    assert teile == {"16061001": 0.5, "16064002": 0.5}
    zuvor = chain_nachfolge(nachfolge, "2020-12-31", "2021-12-31")
    assert zuvor.set_index("ags_alt")["ags_neu"]["16064001"] == "16064002"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_nothing_is_lost_or_gained(data: st.DataObject) -> None:
    ziele = ["16061", "16062", "16063"]
    zeilen, werte = [], []
    for i in range(data.draw(st.integers(1, 5))):
        anteile = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
        for ziel, anteil in zip(ziele, anteile, strict=False):
            zeilen.append(weg(f"16{i:03}", ziel, anteil / sum(anteile), None))
        werte.append((f"16{i:03}", float(data.draw(st.integers(0, 10_000))), None))
    nachfolge = kette(*zeilen)
    assert incomplete_weights(chain_nachfolge(nachfolge, "2020-12-31", ZIEL)).empty
    umrechnung = umgerechnet(angaben(*werte), nachfolge)
    assert umrechnung.zeilen["wert"].sum() == pytest.approx(sum(w for _, w, _ in werte))


def gebiete(*ags: str) -> pd.DataFrame:
    leer = pd.Series([None] * len(ags), dtype="str")
    zahl = pd.Series([1.0] * len(ags))
    return pd.DataFrame(
        {
            "ags": list(ags), "name": list(ags), "ebene": [ebene_von(a) for a in ags], "uebergeordnet": leer,
            "gueltig_von": leer, "gueltig_bis": leer, "laenge": zahl, "breite": zahl,
            "planungsbereich": ["16065-P5052" if len(a) == 8 else None for a in ags],
            "flaeche_km2": zahl, "einwohner": zahl,
        }
    ).astype({"planungsbereich": "str"})  # fmt: skip


ORT = gebiete("16065", "16065001", "16065002", "16065-P5052", "16061001")


def zuordnung(**bereiche: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "gemeinde": [g.removeprefix("g") for g in bereiche],
            "planungsbereich": list(bereiche.values()),
            "name": "Nord",
            "datei": "planungsbereiche.csv",
            "zeile": pd.array([2 + i for i in range(len(bereiche))], dtype="Int64"),
        }
    )


def test_own_planungsbereiche_take_the_gemeinden() -> None:
    neu = apply_planungsbereiche(ORT, zuordnung(g16065001="16065-P01", g16065002="16065-P01")).set_index(
        "ags"
    )
    assert neu.loc["16065001", "planungsbereich"] == "16065-P01"
    assert neu.loc["16061001", "planungsbereich"] == "16065-P5052"  # another Kreis keeps its Verband
    assert neu.loc["16065-P01", ["name", "ebene", "uebergeordnet", "einwohner"]].tolist() == [
        "Nord", "planungsbereich", "16065", 2.0,
    ]  # fmt: skip
    daten = angaben(("16065001", 3, None), ("16065002", 4, "s"))
    quellen = pd.DataFrame({"quelle_id": ["amt"], "titel": ["T"], "quellenvermerk": ["V"]})
    alle, _ = add_summen(daten, quellen, neu.reset_index(), {"faelle"})
    summe = alle.set_index("ags").loc["16065-P01"]
    assert (summe["wert"], summe["kennzeichen"]) == (7.0, "s")
    assert "16065-P5052" not in set(alle["ags"])


@pytest.mark.parametrize(
    ("bereiche", "meldung"),
    [
        ({"g16065001": "16065-P01"}, "1 Gemeinden ohne Planungsbereich: 16065002"),
        ({"g16065001": "16065-P01", "g16065002": "16065-P01", "g16065099": "16065-P01"}, "16065099"),
    ],
)
def test_every_gemeinde_exactly_once_and_no_other(bereiche: dict[str, str], meldung: str) -> None:
    with pytest.raises(EingabeFehler, match=meldung):
        apply_planungsbereiche(ORT, zuordnung(**bereiche))


def test_derived_moves_between_kreise_are_no_complete_list() -> None:
    """A Kreis that only takes in a Gemeinde keeps its own people; the derived rows name who changes only."""
    ab = {"stand_alt": "2022-12-31", "stand_neu": "2023-12-31", "quelle_id": "gemeinden_kreise"}
    nachfolge = kette(
        weg("16061", "16061"),
        weg("16064", "16064"),
        weg("16064", "16061", 0.04, None, **ab),
        weg("16064", "16064", 0.96, None, **ab),
    )
    daten = angaben(("16061", 1000, None), ("16064", 500, None), stand="2022-12-31")
    neu = recompute(daten, nachfolge, "2023-12-31", {"faelle"}).zeilen.set_index("ags")
    assert neu["wert"].to_dict() == {"16061": pytest.approx(1020), "16064": pytest.approx(480)}


def test_a_fresh_recomputation_takes_the_place_of_a_carried_one() -> None:
    daten = angaben(("16056", 5, None), ("16063", 7, None))
    alt = umgerechnet(daten, FUSION).zeilen.assign(wert=99.0)
    ergebnis = umgerechnet(pd.concat([daten, alt], ignore_index=True), FUSION)
    assert ergebnis.zeilen["wert"].tolist() == [12.0]
    assert ergebnis.veraltet.tolist() == [2]


def test_a_carried_recomputation_stays_where_parts_are_missing() -> None:
    daten = angaben(("16063", 7, None))
    alt = umgerechnet(angaben(("16056", 5, None), ("16063", 7, None)), FUSION).zeilen
    ergebnis = umgerechnet(pd.concat([daten, alt], ignore_index=True), FUSION)
    assert ergebnis.zeilen.empty
    assert ergebnis.veraltet.empty
