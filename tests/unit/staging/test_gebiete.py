"""Registers complete one another; what no register knows any more stays findable."""

import pandas as pd

from assets.sources.gebietsstand.tabelle import nachfolge_rahmen
from assets.staging.gebiete import SPALTEN, build_gebiete


def register(**spalten: list) -> pd.DataFrame:
    return pd.DataFrame(spalten).reindex(columns=[*SPALTEN, "gebietsstand"])


def test_older_register_only_fills_gaps() -> None:
    neu = register(ags=["16065"], name=["Kyffhäuserkreis"], ebene=["kreis"], einwohner=[71738.0])
    alt = register(ags=["16065"], name=["alter Name"], ebene=["kreis"], einwohner=[73216.0], laenge=[10.9])
    zeile = build_gebiete([neu, alt], []).set_index("ags").loc["16065"]
    assert (zeile["name"], zeile["einwohner"], zeile["laenge"]) == ("Kyffhäuserkreis", 71738.0, 10.9)
    assert zeile["uebergeordnet"] == "16"


def test_vanished_territory_ends_with_the_last_proof() -> None:
    benannt = pd.DataFrame(
        {
            "ags": ["16056", "16056"],
            "name": ["Eisenach", "Eisenach"],
            "gebietsstand": ["2019-12-31", "2020-12-31"],
        }
    )
    ergebnis = build_gebiete([register(ags=["16"], name=["Thüringen"], ebene=["land"])], [benannt])
    zeile = ergebnis.set_index("ags").loc["16056"]
    assert (zeile["ebene"], zeile["gueltig_bis"], zeile["uebergeordnet"]) == ("kreis", "2020-12-31", "16")
    assert ergebnis["ags"].tolist() == ["00", "16", "16056"]


def test_territory_missing_in_the_newest_register_has_ended() -> None:
    neu = register(ags=["16065"], name=["K"], ebene=["kreis"], gebietsstand=["2026-02-28"])
    alt = register(
        ags=["16065", "16065002"],
        name=["K", "Artern alt"],
        ebene=["kreis", "gemeinde"],
        gebietsstand=["2017-12-31"] * 2,
    )
    ende = build_gebiete([neu, alt], []).set_index("ags")["gueltig_bis"]
    assert ende["16065002"] == "2017-12-31"
    assert pd.isna(ende["16065"])


def test_key_without_any_name_stays_findable() -> None:
    zeile = build_gebiete([], [], ["16065099"]).set_index("ags").loc["16065099"]
    assert zeile["ebene"] == "gemeinde"
    assert "Name nicht im Bestand" in zeile["name"]


def test_a_table_that_still_prints_a_dissolved_gemeinde_does_not_keep_it_alive() -> None:
    """Steinthaleben went into Kyffhäuserland at the end of 2012; tables print it with a dash ever since."""
    paare = [("16065068", "16065085", 2011), ("16065003", "16065003", 2011), ("16065003", "16065003", 2012)]
    paare.append(("16065085", "16065085", 2012))
    nachfolge = nachfolge_rahmen(
        [
            pd.DataFrame(
                {
                    "ags_alt": alt,
                    "ags_neu": neu,
                    "stand_alt": f"{jahr}-12-31",
                    "stand_neu": "2021-12-31",
                    "anteil_bevoelkerung": 1.0,
                    "quelle_id": "schluessel",
                }
                for alt, neu, jahr in paare
            )
        ]
    )
    benannt = pd.DataFrame({"ags": ["16065068"], "name": ["Steinthaleben"], "gebietsstand": ["2023-12-31"]})
    land = register(ags=["16"], name=["Thüringen"], ebene=["land"])
    ergebnis = build_gebiete([land], [benannt], nachfolge=nachfolge).set_index("ags")
    assert ergebnis.loc["16065068", "gueltig_bis"] == "2011-12-31"
    genau = benannt.assign(name="Steinthaleben (bis 30.12.2012)")
    ergebnis = build_gebiete([land], [genau], nachfolge=nachfolge).set_index("ags")
    assert ergebnis.loc["16065068", ["name", "gueltig_bis"]].tolist() == ["Steinthaleben", "2012-12-30"]
