"""Zensus, Wegweiser Kommune, Bundesagentur, Landesamt: figures looked up in the original files."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from assets.catalogue.load import load_katalog
from assets.catalogue.models import MerkmalEintrag
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext
from assets.sources.lesung import Lesung
from schemas.sources import Beobachtungen, Quelle

pytestmark = pytest.mark.quellen

DATEIEN = {
    "zensus": "zensus2022/Regionaltabelle_Bevoelkerung.xlsx",
    "wegweiser": "wegweiser-kommune/soz_lage_2019.csv",
    "ba": "ba/svb-kreise-merkmale-d-0-202109-xlsx.xlsx",
    "tls": "tls/orig_thueringen_2019.xls",
}
ANGABEN = {
    "zensus": 6 * (10_786 + 1_207 + 400 + 16 + 1),
    "wegweiser": 17 * 2_960,
    "ba": 2 * 16 * (400 + 16 + 1),
    "tls": 20 * 661,
}


@pytest.fixture(scope="module")
def merkmale() -> Mapping[str, MerkmalEintrag]:
    return load_katalog().merkmale


@pytest.fixture(scope="module")
def lesungen(quellen: Path, merkmale: Mapping[str, MerkmalEintrag]) -> dict[str, Lesung]:
    gelesen = {}
    for name, datei in DATEIEN.items():
        form = recognise(quellen / datei)
        assert form is not None
        assert form.name == name
        gelesen[name] = form.lies(quellen / datei, Kontext(merkmale))
    return gelesen


@pytest.mark.parametrize("name", DATEIEN)
def test_row_count_and_schemas(lesungen: dict[str, Lesung], name: str) -> None:
    lesung = lesungen[name]
    Beobachtungen.validate(lesung.beobachtungen)
    Quelle.validate(lesung.quelle)
    assert len(lesung.beobachtungen) == ANGABEN[name]
    assert lesung.beobachtungen[["zeile", "spalte"]].notna().all(axis=None)
    assert set(lesung.beobachtungen["ags"]) == set(lesung.gebiete["ags"])


@pytest.mark.parametrize(
    ("name", "merkmal", "ags", "zeitraum", "wert", "ort"),
    [
        # sheet CSV-Einwohnerzahl
        ("zensus", "z22_einwohner", "00", "2022-05-15", 82_711_282, ("CSV-Einwohnerzahl", 4, "E")),
        ("zensus", "z22_einwohner", "01001", "2022-05-15", 95_015, ("CSV-Einwohnerzahl", 6, "E")),
        (
            "zensus",
            "z22_einwohner_fortschreibung",
            "16077043",
            "2022-06-30",
            13_689,
            ("CSV-Einwohnerzahl", 12442, "F"),
        ),
        ("zensus", "z22_einwohner_nachrichtlich", "01002", "2022-05-15", 249_149, None),
        # sheet Bevölkerung, row „Lübeck“, columns F
        (
            "zensus",
            "z22_abweichung_fortschreibung",
            "01001",
            "2022-05-15",
            3_023,
            ("Bevölkerung", 9, "F"),
        ),
        # rows „Aachen“, „Sondershausen“ and the Verbandsgemeinde „Adenau“
        ("wegweiser", "ww_kaufkraft", "05334002", "2019", 39_433, (None, 2, "K")),
        ("wegweiser", "ww_kinderarmut", "16065067", "2019", 16.5, (None, 2446, "R")),
        ("wegweiser", "ww_altersarmut", "07131-P5001", "2019", 1.1, (None, 15, "T")),
        # sheet „30. September 2021 (AO)“: „Altenburger Land“, „Greiz“; (WO): „Deutschland (Wohnort)“
        ("ba", "ba_svb_ao_insgesamt", "16077", "2021-09-30", 28_189, ("30. September 2021 (AO)", 429, "C")),
        ("ba", "ba_svb_ao_frauen", "16076", "2021-09-30", 13_334, ("30. September 2021 (AO)", 428, "E")),
        ("ba", "ba_svb_wo_auslaender", "00", "2021-09-30", 4_463_547, ("30. September 2021 (WO)", 13, "G")),
        ("ba", "ba_svb_wo_azubi", "16075", "2021-09-30", 1_412, ("30. September 2021 (WO)", 429, "J")),
        # first and last row of the page
        ("tls", "tls_grw_wahlberechtigte", "16051000", "2019", 172_389, ("Tabelle 1", 3, "G")),
        ("tls", "tls_grw_beteiligung", "16051000", "2019", 58.4, ("Tabelle 1", 3, "I")),
        ("tls", "tls_grw_stimmen", "16077052", "2019", 2_998, ("Tabelle 1", 663, "L")),
    ],
)
def test_spot_values(
    lesungen: dict[str, Lesung],
    name: str,
    merkmal: str,
    ags: str,
    zeitraum: str,
    wert: float,
    ort: tuple[str | None, int, str] | None,
) -> None:
    zahlen = lesungen[name].beobachtungen
    zeile = zahlen[
        zahlen["merkmal_id"].eq(merkmal) & zahlen["ags"].eq(ags) & zahlen["zeitraum"].eq(zeitraum)
    ].squeeze()
    assert zeile["wert"] == wert
    if ort is not None:
        assert (zeile["blatt"] if ort[0] else None, zeile["zeile"], zeile["spalte"]) == ort


def test_zensus_signs_levels_and_warnings(lesungen: dict[str, Lesung]) -> None:
    lesung = lesungen["zensus"]
    zusatz = lesung.beobachtungen.query("merkmal_id == 'z22_einwohner_nachrichtlich_zusatz'")
    strich = zusatz[zusatz["kennzeichen"].eq("-")]
    assert strich["wert"].eq(0).all()
    # row „Flensburg“: 134; row „Neumünster“: –
    assert zusatz.set_index("ags")["wert"][["01001", "01004"]].tolist() == [134, 0]
    assert any("Cell-Key" in w for w in lesung.warnungen)
    assert any("Regierungsbezirke" in w and "29 Zeilen" in w for w in lesung.warnungen)
    assert lesung.merkmale == ()
    assert lesung.quelle["stand"].tolist() == ["2024-08-22"]


def test_missing_figures_of_wegweiser_are_no_zeros(lesungen: dict[str, Lesung]) -> None:
    zahlen = lesungen["wegweiser"].beobachtungen
    ohne = zahlen[zahlen["kennzeichen"].eq(".")]
    # column „Altersarmut“: 758 fields „k.A.“
    assert ohne["merkmal_id"].eq("ww_altersarmut").sum() == 758
    assert ohne["wert"].isna().all()


def test_what_the_bundesagentur_cannot_assign_is_named(lesungen: dict[str, Lesung]) -> None:
    lesung = lesungen["ba"]
    assert any("Keine Zuordnung möglich" in w for w in lesung.warnungen)
    assert any("Ausländische Orte" in w for w in lesung.warnungen)
    assert lesung.beobachtungen["gebietsstand"].eq("2021-09-30").all()
    assert lesung.quelle["stand"].tolist() == ["2022-03-31"]


def test_marks_of_the_election_table_are_no_figures(lesungen: dict[str, Lesung]) -> None:
    lesung = lesungen["tls"]
    assert any("Mehrheitswahl" in w for w in lesung.warnungen)
    # row „Asbach-Sickenberg“: CDU „-“, 82 Wahlberechtigte
    zahlen = lesung.beobachtungen[lesung.beobachtungen["ags"].eq("16061002")].set_index("merkmal_id")
    assert zahlen.loc["tls_grw_wahlberechtigte", "wert"] == 82
    assert zahlen.loc["tls_gemeinderatswahl_in_thueringen_cdu", ["wert", "kennzeichen"]].tolist() == [0, "-"]


def test_page_of_an_expired_session_stays_refused(quellen: Path) -> None:
    with pytest.raises(EingabeFehler, match="Webseite"):
        recognise(quellen / "regionalstatistik" / "abruf-2015" / "200-32-4.csv")
