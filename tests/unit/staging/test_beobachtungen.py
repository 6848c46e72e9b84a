"""Own sums and the city states: what is added to the printed figures, and what is not."""

import pandas as pd

from assets.staging.stadtstaaten import add_stadtstaaten
from assets.staging.summen import add_summen
from schemas.common import BUND, ebene_von

SEIT = {"06415": "2026-01-01"}
QUELLEN = pd.DataFrame(
    {
        "quelle_id": ["alt", "neu"],
        "stand": ["2021-08-17", "2026-02-26"],
        "titel": ["T", "T"],
        "quellenvermerk": ["V", "V"],
    }
)


def beobachtung(quelle: str, wert: float | None, zeichen: str | None = None, ags: str = "16065") -> dict:
    return {
        "merkmal_id": "rs13211_arbeitslose",
        "ags": ags,
        "zeitraum": "2020",
        "wert": wert,
        "kennzeichen": zeichen,
        "quelle_id": quelle,
        "gebietsstand": "2020-12-31",
    }


def rahmen(*zeilen: dict) -> pd.DataFrame:
    return pd.DataFrame(list(zeilen)).astype({"wert": "float64", "kennzeichen": "str"})


def gebiete(*ags: str, bereich: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ags": list(ags),
            "ebene": [ebene_von(a) for a in ags],
            "planungsbereich": pd.Series([bereich] * len(ags), dtype="str"),
            "gueltig_bis": pd.Series([None] * len(ags), dtype="str"),
            "gueltig_von": pd.Series([SEIT.get(a) for a in ags], dtype="str"),
        }
    )


def test_sum_needs_every_kreis() -> None:
    kreise = gebiete("16061", "16065")
    voll = rahmen(beobachtung("alt", 1.0, ags="16061"), beobachtung("alt", 2.0))
    alle, quellen = add_summen(voll, QUELLEN, kreise, {"rs13211_arbeitslose"})
    summen = alle[alle["quelle_id"] == "alt_summe"].set_index("ags")["wert"].to_dict()
    assert summen == {"16": 3.0, BUND: 3.0}
    assert "eigene Berechnung" in quellen.set_index("quelle_id")["quellenvermerk"]["alt_summe"]
    luecke = rahmen(beobachtung("alt", None, ".", ags="16061"), beobachtung("alt", 2.0))
    assert len(add_summen(luecke, QUELLEN, kreise, {"rs13211_arbeitslose"})[0]) == 2
    fehlt = rahmen(beobachtung("alt", 2.0))
    assert len(add_summen(fehlt, QUELLEN, kreise, {"rs13211_arbeitslose"})[0]) == 1


def test_official_land_row_is_not_summed_again() -> None:
    daten = rahmen(
        beobachtung("alt", 1.0, ags="16061"), beobachtung("alt", 2.0), beobachtung("neu", 5.0, ags="16")
    )
    alle, _ = add_summen(daten, QUELLEN, gebiete("16061", "16065"), {"rs13211_arbeitslose"})
    assert alle[alle["ags"] == "16"]["wert"].tolist() == [5.0]


def test_hamburg_stands_among_the_kreise() -> None:
    daten = rahmen(beobachtung("neu", 5.0, ags="02"), beobachtung("neu", 2.0))
    alle = add_stadtstaaten(daten).set_index("ags")["wert"].to_dict()
    assert alle == {"02": 5.0, "16065": 2.0, "02000": 5.0}


def test_printed_kreis_row_of_hamburg_is_kept() -> None:
    daten = rahmen(beobachtung("neu", 5.0, ags="02"), beobachtung("neu", 4.0, ags="02000"))
    assert add_stadtstaaten(daten).set_index("ags")["wert"].to_dict() == {"02": 5.0, "02000": 4.0}


def test_table_without_kreise_stays_without() -> None:
    assert len(add_stadtstaaten(rahmen(beobachtung("neu", 5.0, ags="02")))) == 1


def test_gemeinden_add_up_to_planungsbereich_kreis_and_land() -> None:
    daten = rahmen(beobachtung("alt", 463.0, ags="16065001"), beobachtung("alt", 161.0, ags="16065005"))
    struktur = pd.concat(
        [gebiete("16065001", "16065005", bereich="16065-P5052"), gebiete("16065")], ignore_index=True
    )
    alle, quellen = add_summen(daten, QUELLEN, struktur, {"rs13211_arbeitslose"})
    summen = alle[alle["quelle_id"] == "alt_summe"].set_index("ags")["wert"].to_dict()
    assert summen == {"16065-P5052": 624.0, "16065": 624.0, "16": 624.0, BUND: 624.0}
    assert quellen["quelle_id"].tolist() == ["alt", "neu", "alt_summe"]


def test_printed_kreis_figure_is_not_replaced_by_the_sum_of_its_gemeinden() -> None:
    # INKAR 2020: the Kreis prints 3078, its Gemeinden add up to 2779.
    daten = rahmen(beobachtung("alt", 2779.0, ags="16065001"), beobachtung("neu", 3078.0))
    alle, _ = add_summen(daten, QUELLEN, gebiete("16065001", "16065"), {"rs13211_arbeitslose"})
    assert alle[alle["ags"] == "16065"]["wert"].tolist() == [3078.0]


def test_kreis_that_did_not_exist_yet_is_not_missed() -> None:
    # Hanau (06415) is a Kreis of its own since 1.1.2026; figures of 2020 are complete without it.
    daten = rahmen(beobachtung("alt", 7.0, ags="06435"))
    alle, _ = add_summen(daten, QUELLEN, gebiete("06435", "06415"), {"rs13211_arbeitslose"})
    assert alle[alle["ags"] == "06"]["wert"].tolist() == [7.0]
    spaeter = daten.assign(zeitraum="2026")
    alle, _ = add_summen(spaeter, QUELLEN, gebiete("06435", "06415"), {"rs13211_arbeitslose"})
    assert "06" not in set(alle["ags"])
