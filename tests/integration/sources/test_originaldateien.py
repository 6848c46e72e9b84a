"""The original files beside the repository: golden values looked up in the files themselves."""

from pathlib import Path

import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

from assets.catalogue.models import MerkmalEintrag
from assets.sources.deutschlandatlas.leser import read_deutschlandatlas
from assets.sources.einlesen import Einlesung, read_ordner
from assets.sources.geometrie.leser import read_gemeinde_umrisse, read_kreis_umrisse, rounded_geometry
from assets.sources.lesung import Lesung
from schemas.sources import Beobachtungen, Gebiet, Quelle

pytestmark = pytest.mark.quellen
SCHLUESSEL = ["merkmal_id", "ags", "zeitraum"]


@pytest.fixture(scope="module")
def katalog(wurzel: Path) -> dict[str, MerkmalEintrag]:
    import tomllib

    eintraege = [
        MerkmalEintrag.model_validate(satz)
        for datei in sorted((wurzel / "assets" / "catalogue" / "merkmale").glob("*.toml"))
        for satz in tomllib.loads(datei.read_text(encoding="utf-8"))["merkmal"]
    ]
    return {e.id: e for e in eintraege}


@pytest.fixture(scope="module")
def einlesung(quellen: Path, katalog: dict[str, MerkmalEintrag]) -> Einlesung:
    return read_ordner(quellen, katalog)


def _lesung(einlesung: Einlesung, datei: str) -> Lesung:
    return next(x for x in einlesung.lesungen if x.datei.endswith(datei))


def _wert(lesung: Lesung, merkmal: str, ags: str, zeitraum: str) -> float:
    return lesung.beobachtungen.set_index(SCHLUESSEL).loc[(merkmal, ags, zeitraum), "wert"]


def test_every_known_file_is_read_and_the_web_page_is_reported(einlesung: Einlesung) -> None:
    assert [f.datei for f in einlesung.fehler] == ["regionalstatistik/abruf-2015/200-32-4.csv"]
    assert [p.name for p in einlesung.geometrien] == [
        "VG2500_KRS.shp",
        "VG2500_LAN.shp",
        "VG250_GEM_simplified.zip",
    ]
    familien = {x.datei.split("/")[0] for x in einlesung.lesungen}
    assert familien == {
        "ba", "deutschlandatlas", "gebietsstand", "gemeindeverzeichnis", "genesis-api", "gisd", "inkar",
        "regionalstatistik", "tls", "vgrdl", "wegweiser-kommune", "zensus2022",
    }  # fmt: skip
    assert einlesung.nicht_erkannt == ()
    assert len(einlesung.ohne_zahlen) == 9  # five answers of the API without data, four recordings
    assert len([x for x in einlesung.lesungen if x.datei.startswith("inkar/")]) == 13


def test_frames_fit_the_schemas_and_sources_are_unique(einlesung: Einlesung) -> None:
    for lesung in einlesung.lesungen:
        Beobachtungen.validate(lesung.beobachtungen)
        Quelle.validate(lesung.quelle)
        if "ebene" in lesung.gebiete.columns:
            Gebiet.validate(lesung.gebiete)
        assert set(lesung.beobachtungen["quelle_id"]) <= set(lesung.quelle["quelle_id"])
    assert not pd.concat([x.quelle["quelle_id"] for x in einlesung.lesungen]).duplicated().any()


def test_every_measure_is_described(einlesung: Einlesung, katalog: dict[str, MerkmalEintrag]) -> None:
    for lesung in einlesung.lesungen:
        neue = {m.id for m in lesung.merkmale}
        assert set(lesung.beobachtungen["merkmal_id"]) <= set(katalog) | neue
        if lesung.datei.startswith(("inkar", "deutschlandatlas", "gisd", "gemeindeverzeichnis")):
            assert neue == set()


@pytest.mark.parametrize(
    ("merkmal", "ags", "zeitraum", "wert"),
    [
        # sheet KRS1224, row „Kyffhäuserkreis“
        ("da_kinder_bg", "16065", "2024", 13.28),
        ("da_bev_u18", "16065", "2024", 14.71),
        ("da_hh_veink", "16065", "2023", 24.64),
        ("da_erw_wachs", "16065", "2013/2023", -0.97),
        # sheet KRS1222
        ("da_schule_oabschl", "16065", "2022", 11.5),
        ("da_v_harzt", "16065", "2022", 62.4),  # stored as 62.400000000000006
        ("da_wahl_beteil", "16065", "2025", 77.8),
        ("da_preis_miet_von", "16065", "2023", 5.5),
        ("da_preis_miet_bis", "16065", "2023", 7.0),
        # sheet KRS1221: „bis unter 50“
        ("da_preis_baul_bis", "16076", "2022", 50.0),
        # sheets GEM1224, VBGEM1223, VBGEM1219 (key 16077952)
        ("da_bev_dicht", "01001000", "2024", 1697.97),
        ("da_pendel", "16077-P5052", "2023", 17.94),
        ("da_oenv", "16077-P5052", "2020", 80.6),
        ("da_oenv", "01001-P0000", "2020", 99.5),
    ],
)
def test_deutschlandatlas(einlesung: Einlesung, merkmal: str, ags: str, zeitraum: str, wert: float) -> None:
    assert _wert(_lesung(einlesung, "Deutschlandatlas-Daten.xlsx"), merkmal, ags, zeitraum) == wert


def test_deutschlandatlas_levels_and_signs(einlesung: Einlesung) -> None:
    werte = _lesung(einlesung, "Deutschlandatlas-Daten.xlsx").beobachtungen
    kreis = werte[werte["merkmal_id"].eq("da_kinder_bg")]
    assert len(kreis) == 400
    fahrzeit = werte[werte["merkmal_id"].eq("da_p_grunds") & werte["ags"].str.startswith("16065")]
    assert fahrzeit["ags"].str.len().unique().tolist() == [8]
    assert len(fahrzeit) == 28
    assert set(fahrzeit["zeitraum"]) == {"2021/2024"}
    fehlend = werte[werte["kennzeichen"].eq(".")]
    assert fehlend["wert"].isna().all()
    # -9999 in the sheet GEM1224, column p_apo: 87 cells
    assert fehlend["merkmal_id"].eq("da_p_apo").sum() == 87
    assert not werte["wert"].eq(-9999).any()


def test_deutschlandatlas_is_fast_enough(quellen: Path, katalog: dict[str, MerkmalEintrag]) -> None:
    import time

    beginn = time.process_time()
    read_deutschlandatlas(quellen / "deutschlandatlas" / "Deutschlandatlas-Daten.xlsx", katalog)
    assert time.process_time() - beginn < 8


@pytest.mark.parametrize(
    ("datei", "merkmal", "ags", "zeitraum", "wert"),
    [
        ("A_ArbeitslosigkeitKreis.xls", "inkar_arbeitslose", "16065", "2020", 3078),
        ("A_ArbeitslosigkeitKreis.xls", "inkar_arbeitslose", "16077", "2021", 2922),
        ("A_Arbeitslosigkeit.xls", "inkar_arbeitslose", "16077052", "2021", 29),
        ("E_Schuldnerquote.xls", "inkar_schuldnerquote", "16077", "2021", 8.01),
        ("E_Haushaltseinkommen.xls", "inkar_haushaltseinkommen", "16076", "2021", 1885.64),
        ("E_Einkommensteuer.xls", "inkar_einkommensteuer", "16077-P5052", "2019", 273.08),
    ],
)
def test_inkar(einlesung: Einlesung, datei: str, merkmal: str, ags: str, zeitraum: str, wert: float) -> None:
    assert _wert(_lesung(einlesung, datei), merkmal, ags, zeitraum) == wert


def test_inkar_empty_cells_are_counted(einlesung: Einlesung) -> None:
    lesung = _lesung(einlesung, "B_SchulabgaengerohneAbschluss.xls")
    assert len(lesung.beobachtungen) == 400 * 27 - 18
    assert any("18 leere Zellen" in w for w in lesung.warnungen)


def test_gemeindeverzeichnis(einlesung: Einlesung) -> None:
    lesung = _lesung(einlesung, "31122023_Auszug_GV.xlsx")
    gebiete = lesung.gebiete.set_index("ags")
    gemeinden = gebiete[gebiete["uebergeordnet"].eq("16065") & gebiete["ebene"].eq("gemeinde")]
    assert len(gemeinden) == 28
    assert gemeinden["planungsbereich"].nunique() == 10
    assert gebiete.loc["16065", "einwohner"] == 73_216
    assert gebiete["ebene"].eq("kreis").sum() == 400
    # row „Kyffhäuserland“
    assert gebiete.loc["16065085", ["flaeche_km2", "einwohner"]].tolist() == [129.01, 3821]
    assert gebiete.loc["16065085", ["laenge", "breite"]].tolist() == [11.006429, 51.372774]
    assert _wert(lesung, "gv_einwohner_w", "16065067", "2023-12-31") == 10_731


def test_older_editions_of_the_gemeindeverzeichnis(einlesung: Einlesung) -> None:
    frueher = _lesung(einlesung, "31122017_Auszug_GV.xlsx")
    assert frueher.gebiete.set_index("ags").loc["16065002", "name"] == "Artern/Unstrut, Stadt"
    assert any("Bamberg" in w for w in frueher.warnungen)
    assert (
        _wert(_lesung(einlesung, "31122019_Auszug_GV.xlsx"), "gv_einwohner", "01001000", "2019-12-31")
        == 90_164
    )


def test_gv100ad(einlesung: Einlesung) -> None:
    lesung = _lesung(einlesung, "GV100AD_28022026.txt")
    gebiete = lesung.gebiete.set_index("ags")
    assert gebiete.loc["16065", "einwohner"] == 71_738
    assert gebiete.loc["16065-P5056", "name"] == "An der Schmücke, Stadt"
    assert _wert(lesung, "gv_einwohner_m", "16065001", "2024-12-31") == 237
    # the record of Schmölln carries the figures of Dobitschen: left out, and no sum is made over the gap
    assert pd.isna(gebiete.loc["16077043", "einwohner"])
    assert pd.isna(gebiete.loc["16", "einwohner"])
    assert any("Schmölln" in w for w in lesung.warnungen)


def test_outlines(quellen: Path) -> None:
    ordner = quellen / "geometrie"
    gemeinden = read_gemeinde_umrisse(ordner / "VG250_GEM_simplified.zip", toleranz_m=100)
    assert sum(ags.startswith("16065") for ags in gemeinden) == 28
    kreise = read_kreis_umrisse(ordner / "VG2500_KRS.shp", toleranz_m=250)
    assert len(kreise) == 400
    # Sondershausen (Gemeindeverzeichnis: 10,87° E, 51,37° N) lies in its outline and in the Kreis
    punkt = shapely.Point(10.871992, 51.368377)
    assert gemeinden["16065067"].contains(punkt)
    assert kreise["16065"].contains(punkt)
    thueringen = [shape(rounded_geometry(umriss)) for ags, umriss in kreise.items() if ags[:2] == "16"]
    assert len(thueringen) == 22
    assert shapely.coverage_is_valid(thueringen)
