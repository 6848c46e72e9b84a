"""Keys and change lists as published; and what they say about the reforms since 1990.

Expected values were read off the files by hand (sheet and row beside them).
"""

from pathlib import Path

import pandas as pd
import pytest

from assets.sources.erkennung import recognise
from assets.sources.format import Kontext
from assets.sources.gebietsbestand import bestand_of_lists, lists_of_nachfolge, lists_of_register
from assets.sources.lesung import Lesung
from assets.sources.nachfolge import compress_nachfolge, expand_nachfolge
from assets.staging.gebiete import build_gebiete
from assets.staging.gebietsstand import recompute
from assets.staging.nachfolge import chain_nachfolge, derive_kreise, incomplete_weights
from schemas.sources import Beobachtungen, Nachfolge

pytestmark = pytest.mark.quellen
DATEIEN = (
    ("gebietsstand/ref-kreise-umrech-2021-1990-2020.xlsx", "gebietsstand_umstieg", 14165),
    ("gebietsstand/ref-gemeinden-ab-2020.xlsx", "gebietsstand_umstieg", 32999),
    ("gebietsstand/2023.xlsx", "gebietsstand_aenderungen", 58),
    ("gebietsstand/2024.xlsx", "gebietsstand_aenderungen", 82),
    ("gebietsstand/gemeinden_thueringen_1990-2022_auf_2023_verkettet.csv", "gebietsstand_verkettet", 33732),
    ("gebietsstand/kreise_thueringen_1990-2020_auf_2021.csv", "gebietsstand_verkettet", 956),
)


@pytest.fixture(scope="module")
def lesungen(quellen: Path) -> dict[str, Lesung]:
    ergebnis = {}
    for name, familie, _ in DATEIEN:
        form = recognise(quellen / name)
        assert form is not None
        assert form.name == familie
        ergebnis[name.split("/")[1]] = form.lies(quellen / name, Kontext())
    return ergebnis


@pytest.fixture(scope="module")
def nachfolge(lesungen: dict[str, Lesung]) -> pd.DataFrame:
    return pd.concat([le.nachfolgen for le in lesungen.values()], ignore_index=True)


@pytest.fixture(scope="module")
def gv100ad(quellen: Path) -> pd.DataFrame:
    pfad = quellen / "gemeindeverzeichnis" / "GV100AD_28022026.txt"
    form = recognise(pfad)
    assert form is not None
    return form.lies(pfad, Kontext()).gebiete.assign(gebietsstand="2026-02-28")


def kreise(nachfolge: pd.DataFrame) -> pd.DataFrame:
    return nachfolge[nachfolge["ags_alt"].str.len() == 5]


def gemeinden(nachfolge: pd.DataFrame) -> pd.DataFrame:
    return nachfolge[nachfolge["ags_alt"].str.len() == 8]


def gewichte(nachfolge: pd.DataFrame, von: str, nach: str, alt: str) -> dict[str, float]:
    kette = chain_nachfolge(nachfolge, von, nach)
    return kette[kette["ags_alt"] == alt].set_index("ags_neu")["gewicht"].round(6).to_dict()


def counts(stand: str, **werte: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "merkmal_id": "faelle",
            "ags": [a.removeprefix("g") for a in werte],
            "zeitraum": stand[:4],
            "wert": list(werte.values()),
            "kennzeichen": pd.Series([None] * len(werte), dtype="str"),
            "quelle_id": "amt",
            "gebietsstand": stand,
            "blatt": pd.Series([None] * len(werte), dtype="str"),
            "zeile": pd.Series([None] * len(werte), dtype="Int64"),
            "spalte": pd.Series([None] * len(werte), dtype="str"),
        }
    )


@pytest.mark.parametrize(("name", "familie", "zeilen"), DATEIEN)
def test_rows(lesungen: dict[str, Lesung], name: str, familie: str, zeilen: int) -> None:
    lesung = lesungen[name.split("/")[1]]
    assert len(Nachfolge.validate(lesung.nachfolgen)) == zeilen
    Beobachtungen.validate(lesung.beobachtungen)


def test_kreise_key(lesungen: dict[str, Lesung]) -> None:
    lesung = lesungen["ref-kreise-umrech-2021-1990-2020.xlsx"]
    assert lesung.nachfolgen.groupby("blatt").size()[["1990", "2015", "2020"]].tolist() == [634, 405, 401]
    zeilen = lesung.nachfolgen.set_index(["blatt", "zeile"])
    # sheet 2006, row 400: Anhalt-Zerbst to Anhalt-Bitterfeld
    eins = zeilen.loc[("2006", 400)]
    assert (eins["ags_alt"], eins["ags_neu"], eins["name_alt"]) == ("15151", "15082", "Anhalt-Zerbst")
    assert (eins["anteil_flaeche"], eins["anteil_bevoelkerung"]) == (0.4131883084752951, 0.3659048849983844)
    assert zeilen.loc[("2010", 355), "anteil_bevoelkerung"] == 0.8244532252787355
    assert zeilen.loc[("2015", 26), ["ags_alt", "ags_neu"]].tolist() == ["03156", "03159"]
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"])
    assert werte.loc[("gs_bevoelkerung_tsd", "14161", "2007-12-31"), "wert"] == 245.0
    assert werte.loc[("gs_flaeche", "03156", "2015-12-31"), ["wert", "zeile", "spalte"]].tolist() == [
        636.03, 26, "F",
    ]  # fmt: skip
    assert ("gs_flaeche", "15151", "2006-12-31") not in werte.index  # printed in four parts


def test_head_that_contradicts_its_keys(lesungen: dict[str, Lesung]) -> None:
    lesung = lesungen["ref-kreise-umrech-2021-1990-2020.xlsx"]
    assert set(lesung.nachfolgen["stand_neu"]) == {"2021-12-31"}
    assert any("2007, 2008, 2009, 2010" in w and "31.12.2020" in w for w in lesung.warnungen)


def test_gemeinden_key_and_change_lists(lesungen: dict[str, Lesung]) -> None:
    ref = lesungen["ref-gemeinden-ab-2020.xlsx"]
    assert ref.nachfolgen.groupby("blatt").size().tolist() == [11004, 10995, 11000]
    anrode = ref.nachfolgen[(ref.nachfolgen["ags_alt"] == "16064073") & (ref.nachfolgen["blatt"] == "2022")]
    assert anrode.set_index("ags_neu")["anteil_bevoelkerung"].to_dict() == {
        "16061118": 0.5414, "16064046": 0.0997, "16064071": 0.3588,
    }  # fmt: skip
    assert any("09671456" in w and "3,000" in w for w in ref.warnungen)
    liste = lesungen["2023.xlsx"].nachfolgen.set_index("zeile")
    assert liste.loc[20, ["ags_alt", "ags_neu", "stand_alt", "stand_neu"]].tolist() == [
        "16064073", "16061118", "2022-12-31", "2023-01-01",
    ]  # fmt: skip
    assert liste.loc[20, "anteil_bevoelkerung"] == pytest.approx(1699 / (1126 + 313 + 1699))
    # row 61: the law is of 2021, statistics follow from 1 December 2023
    assert liste.loc[61, ["stand_alt", "stand_neu"]].tolist() == ["2023-11-30", "2023-12-01"]
    zweite = lesungen["2024.xlsx"].nachfolgen.set_index("zeile")
    assert zweite.loc[32, "anteil_bevoelkerung"] == pytest.approx(1552 / (1552 + 481))
    assert pd.isna(zweite.loc[57, "anteil_bevoelkerung"])  # Fehrbellin: no inhabitants printed
    assert zweite.loc[13, ["ags_alt", "ags_neu"]].tolist() == ["16061-P5012", "16061-P5051"]


def test_chained_keys(lesungen: dict[str, Lesung]) -> None:
    gem = lesungen["gemeinden_thueringen_1990-2022_auf_2023_verkettet.csv"].nachfolgen
    zeilen = gem.set_index(["ags_alt", "stand_alt"])
    assert zeilen.loc[("16065013", "2018-12-31"), "ags_neu"] == "16065087"
    assert zeilen.loc[("16001000", "1990-12-31"), "ags_neu"] == "16051000"
    krs = lesungen["kreise_thueringen_1990-2020_auf_2021.csv"].nachfolgen.set_index(["ags_alt", "stand_alt"])
    assert krs.loc[("16056", "2020-12-31"), "ags_neu"] == "16063"


def test_eisenach_2021(nachfolge: pd.DataFrame) -> None:
    # Arbeitslose 2020 (13211-02-05-4): Eisenach 1 677, Wartburgkreis 3 138
    ergebnis = recompute(counts("2020-12-31", g16056=1677, g16063=3138), nachfolge, "2021-12-31", {"faelle"})
    assert ergebnis.zeilen[["ags", "wert", "quelle_id", "gebietsstand"]].to_numpy().tolist() == [
        ["16063", 4815.0, "amt_umgerechnet", "2021-12-31"]
    ]
    assert ergebnis.zeilen["kennzeichen"].isna().all()
    assert ergebnis.ersetzt.tolist() == [0, 1]


def test_greussen_2021(nachfolge: pd.DataFrame) -> None:
    # Einwohner am 31.12.2019: Greußen 3 432, Wolferschwenda 139, Großenehrich 2 299
    daten = counts("2019-12-31", g16065023=3432, g16065082=139, g16065084=2299)
    zeilen = recompute(daten, nachfolge, "2026-02-28", {"faelle"}).zeilen
    assert zeilen[["ags", "wert"]].to_numpy().tolist() == [["16065089", 5870.0]]
    ohne = recompute(daten.iloc[:2], nachfolge, "2026-02-28", {"faelle"})
    assert ohne.zeilen.empty  # Großenehrich is missing: no sum
    assert ohne.ersetzt.empty


def test_rossleben_wiehe_and_an_der_schmuecke_2019(nachfolge: pd.DataFrame) -> None:
    # Einwohner am 31.12.2017: Donndorf, Nausitz, Roßleben, Wiehe; Bretleben, Gorsleben, Hauteroda, …
    daten = counts(
        "2017-12-31", g16065013=783, g16065047=169, g16065061=4885, g16065081=1871,
        g16065011=530, g16065022=498, g16065031=501, g16065033=2207, g16065034=225, g16065054=2196,
    )  # fmt: skip
    zeilen = recompute(daten, nachfolge, "2026-02-28", {"faelle"}).zeilen
    assert zeilen.set_index("ags")["wert"].to_dict() == {"16065087": 7708.0, "16065088": 6157.0}


def test_moves_between_kreise_2023_and_2024(nachfolge: pd.DataFrame) -> None:
    einfach = gewichte(gemeinden(nachfolge), "2022-12-31", "2023-12-31", "16064073")
    # printed 0,5414, 0,0997 and 0,3588; scaled to 1
    assert einfach == pytest.approx({"16061118": 0.5414, "16064046": 0.0997, "16064071": 0.3588}, abs=1e-4)
    assert gewichte(gemeinden(nachfolge), "2023-12-31", "2024-12-31", "16063037") == {"16064074": 1.0}
    # Dingelstädt am 31.12.2023: 10 789 und 1552/2033 der 2 030 Einwohner von Rodeberg
    daten = counts("2023-12-31", g16061118=10789, g16064055=2030)
    zeile = recompute(daten, nachfolge, "2024-12-31", {"faelle"}).zeilen.set_index("ags").loc["16061118"]
    assert zeile["wert"] == pytest.approx(10789 + 2030 * 1552 / 2033)
    assert zeile["kennzeichen"] == "s"


def test_kreise_follow_their_gemeinden(nachfolge: pd.DataFrame) -> None:
    bewohner = pd.DataFrame(
        {"ags": ["16063037", "16063001"], "tag": "2023-12-31", "einwohner": [173.0, 9827.0]}
    )
    neu = derive_kreise(nachfolge, bewohner).set_index(["ags_alt", "ags_neu"])["anteil_bevoelkerung"]
    assert neu[("16063", "16064")] == pytest.approx(0.0173)
    assert neu[("16063", "16063")] == pytest.approx(0.9827)


@pytest.mark.parametrize(
    ("von", "alt", "neu"),
    [
        ("2006-12-31", "15101", {"15001": 1.0}),  # Sachsen-Anhalt 2007: Dessau
        ("2006-12-31", "15151", {"15001": 0.203405, "15082": 0.365905, "15086": 0.075933, "15091": 0.354757}),
        ("2007-12-31", "14161", {"14511": 1.0}),  # Sachsen 2008: Chemnitz
        ("2007-12-31", "14375", {"14522": 1.0}),  # Döbeln
        ("2010-12-31", "13061", {"13073": 1.0}),  # Mecklenburg-Vorpommern 2011: Rügen
        ("2010-12-31", "13052", {"13071": 0.824453, "13075": 0.175547}),  # Demmin
        ("2015-12-31", "03152", {"03159": 1.0}),  # Göttingen 2016
        ("2015-12-31", "03156", {"03159": 1.0}),
        ("2020-12-31", "16056", {"16063": 1.0}),
    ],
)
def test_reforms_of_kreise(nachfolge: pd.DataFrame, von: str, alt: str, neu: dict[str, float]) -> None:
    assert gewichte(kreise(nachfolge), von, "2021-12-31", alt) == neu


def test_every_chained_weight_adds_up(nachfolge: pd.DataFrame) -> None:
    for von in ("1994-12-31", "2006-12-31", "2015-12-31", "2020-12-31"):
        assert incomplete_weights(chain_nachfolge(kreise(nachfolge), von, "2026-02-28")).empty
    for von in ("1994-12-31", "2017-12-31", "2022-12-31"):
        assert incomplete_weights(chain_nachfolge(gemeinden(nachfolge), von, "2026-02-28")).empty


def test_a_part_outside_the_file_is_reported(nachfolge: pd.DataFrame) -> None:
    nur = nachfolge[nachfolge["quelle_id"].str.contains("verkettet_kreise")]
    falsch = incomplete_weights(chain_nachfolge(nur, "1991-12-31", "2021-12-31"))
    assert falsch["ags_alt"].tolist() == ["14045"]


def test_periods_of_territories(nachfolge: pd.DataFrame, gv100ad: pd.DataFrame) -> None:
    gebiete = build_gebiete([gv100ad], [], [], nachfolge).set_index("ags")
    zeiten = gebiete[["gueltig_von", "gueltig_bis"]].astype(object).where(gebiete.notna(), None)
    assert zeiten.loc["16056"].tolist() == ["1997-12-31", "2020-12-31"]
    assert zeiten.loc["03159"].tolist() == ["2016-12-31", None]
    assert zeiten.loc["03156"].tolist() == [None, "2015-12-31"]
    assert zeiten.loc["15001"].tolist() == ["2007-12-31", None]  # the key was another Kreis in 1990
    assert zeiten.loc["06415"].tolist() == ["2026-02-28", None]  # Hanau: GV100AD shows it, no file says when
    assert zeiten.loc["16061119"].tolist() == ["2024-01-01", None]  # Uder: the change list names the day
    assert zeiten.loc["16064055"].tolist()[1] == "2023-12-31"
    assert gebiete.loc["16014", "name"] == "Artern"
    heute = gebiete[(gebiete["ebene"] == "kreis") & gebiete["gueltig_bis"].isna()]
    statistik = heute[heute["gueltig_von"].isna() | (heute["gueltig_von"] <= "2025-12-31")]
    assert (len(heute), len(statistik)) == (401, 400)


def test_existence_is_proven_by_lists(nachfolge: pd.DataFrame, gv100ad: pd.DataFrame) -> None:
    bestand = bestand_of_lists(
        [lists_of_nachfolge(kreise(nachfolge)), lists_of_register(gv100ad, "2026-02-28")], (5,)
    )
    assert bestand.exists_at("16056", "2020-12-31")
    assert not bestand.exists_at("16056", "2021-12-31")
    assert not bestand.exists_at("03159", "2015-12-31")
    assert not bestand.exists_at("06415", "2025-12-31")
    assert bestand.exists_at("16065", "1995-12-31")
    assert bestand.exists_at("15001", "1990-12-31")
    assert not bestand.exists_at("15001", "2000-12-31")
    assert not bestand.may_exist("16099", "2015")
    assert bestand.may_exist("13051", "2015")


def test_base_set_form_keeps_everything(nachfolge: pd.DataFrame) -> None:
    wahl = nachfolge[nachfolge["ags_alt"].str.startswith("16")]
    kurz = compress_nachfolge(wahl)
    assert len(kurz) < len(wahl) / 5
    zurueck = expand_nachfolge(kurz)
    schluessel = ["ags_alt", "ags_neu", "stand_alt", "stand_neu", "quelle_id"]
    vorher = wahl.sort_values(schluessel, ignore_index=True)
    assert zurueck[schluessel].equals(vorher[schluessel])
    abstand = (zurueck["anteil_bevoelkerung"] - vorher["anteil_bevoelkerung"]).abs().max()
    assert abstand <= 5e-7
