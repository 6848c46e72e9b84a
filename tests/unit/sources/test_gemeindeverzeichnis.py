"""Gemeindeverzeichnis, workbook and fixed width: layout and every kind of damage."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.gemeindeverzeichnis.gv100ad import read_gv100ad, recognise_gv100ad
from assets.sources.gemeindeverzeichnis.leser import read_gemeindeverzeichnis

KATALOG = {
    f"gv_{kurz}": MerkmalEintrag(
        id=f"gv_{kurz}",
        name=kurz,
        definition=kurz,
        einheit="Anzahl",
        bezug="Stichtag",
        familie="gemeindeverzeichnis",
        tabelle="Gemeindeverzeichnis",
        spalte=(kurz,),
        summierbar=True,
    )
    for kurz in ("einwohner", "einwohner_m", "einwohner_w", "flaeche")
}
ERSTE = "Satz-art|Text-kenn-zeichen|Regionalschlüssel (ARS)|||||Gemeindename|Fläche km2 1)|Bevölkerung2)"
ZWEITE = "||Land|RB|Kreis|VB|Gem|||insgesamt|männlich|weiblich|Längengrad|Breitengrad"
KOPF = [["Gemeinden in Deutschland am 31.12.2023 (Jahr)"], ERSTE.split("|"), ZWEITE.split("|")]
SAETZE = [
    ["10", "", "16", "", "", "", "", "Thüringen"],
    ["40", "44", "16", "0", "65", "", "", "Kyffhäuserkreis"],
    ["50", "58", "16", "0", "65", "5052", "", "Ebeleben, Stadt"],
    [
        "60",
        "64",
        "16",
        "0",
        "65",
        "5052",
        "001",
        "Abtsbessingen",
        14.09,
        486,
        249,
        237,
        "10,762472",
        "51,259592",
    ],
    ["60", "64", "16", "0", "65", "5052", "005", "Bellstedt", 4.77, 160, 80, 80, "10,7", "51,2"],
]
FUSS = [[""], ["Quelle: GV-ISys"], ["1) Abweichungen durch Runden möglich."]]


def _mappe(ort: Path, saetze: list[list], kopf: list[list] = KOPF) -> Path:
    pfad = ort / "Auszug_GV.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        buch.add_worksheet("Inhalt").write_row(0, 0, ["Gemeindeverzeichnis"])
        blatt = buch.add_worksheet("Gemeinden")
        for i, zeile in enumerate([*kopf, *saetze, *FUSS]):
            blatt.write_row(i, 0, zeile)
    return pfad


def _fehler(ort: Path, saetze: list[list], kopf: list[list] = KOPF) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_gemeindeverzeichnis(_mappe(ort, saetze, kopf), KATALOG)
    return gefangen.value


def test_territories_and_observations(tmp_path: Path) -> None:
    lesung = read_gemeindeverzeichnis(_mappe(tmp_path, SAETZE), KATALOG)
    gebiete = lesung.gebiete.set_index("ags")
    assert gebiete.index.tolist() == ["00", "16", "16065", "16065-P5052", "16065001", "16065005"]
    assert gebiete.loc["16065001", ["laenge", "breite"]].tolist() == [10.762472, 51.259592]
    assert gebiete.loc["16065001", "planungsbereich"] == "16065-P5052"
    assert gebiete.loc["16065", "einwohner"] == 646
    assert gebiete["uebergeordnet"].dropna().to_dict()["16065-P5052"] == "16065"
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])["wert"]
    assert werte["gv_einwohner_w", "16065001"] == 237
    assert set(lesung.beobachtungen["zeitraum"]) == {"2023-12-31"}


def test_equal_records_count_once_with_a_warning(tmp_path: Path) -> None:
    lesung = read_gemeindeverzeichnis(_mappe(tmp_path, [*SAETZE, SAETZE[-1]]), KATALOG)
    assert lesung.gebiete.set_index("ags").loc["16065", "einwohner"] == 646
    assert any("Bellstedt" in w for w in lesung.warnungen)


def test_same_key_with_other_figures(tmp_path: Path) -> None:
    anders = [*SAETZE[-1][:9], 999, *SAETZE[-1][10:]]
    assert "zum zweiten Mal" in str(_fehler(tmp_path, [*SAETZE, anders]))


def test_text_where_a_number_belongs(tmp_path: Path) -> None:
    kaputt = [*SAETZE[-1][:9], "viele", *SAETZE[-1][10:]]
    fehler = _fehler(tmp_path, [*SAETZE[:-1], kaputt])
    assert (fehler.zeile, fehler.spalte) == (8, "einwohner")


def test_inhabitants_missing(tmp_path: Path) -> None:
    assert _fehler(tmp_path, [*SAETZE[:-1], [*SAETZE[-1][:9], "", *SAETZE[-1][10:]]]).spalte == "einwohner"


def test_gemeinde_without_kreis(tmp_path: Path) -> None:
    assert "ohne Satz" in str(_fehler(tmp_path, [s for s in SAETZE if s[0] != "40"]))


def test_column_gone(tmp_path: Path) -> None:
    kopf = [[z for z in zeile if z != "Breitengrad"] for zeile in KOPF]
    assert "breite" in str(_fehler(tmp_path, SAETZE, kopf))


def test_header_gone(tmp_path: Path) -> None:
    assert "Satzart" in str(_fehler(tmp_path, SAETZE, [KOPF[0]]))


def _satz(art: str, schluessel: str, name: str, zahlen: str = "") -> str:
    return (f"{art}20991231{schluessel:<12}{name:<50}".ljust(128) + zahlen).ljust(220)


ZEILEN = [
    _satz("10", "16", "Thüringen"),
    _satz("40", "16065", "Kyffhäuserkreis"),
    _satz("50", "16065   5052", "Ebeleben, Stadt"),
    _satz("60", "160650015052", "Abtsbessingen", f"{1409:011d}{463:011d}{237:011d}"),
]


def _datei(ort: Path, zeilen: list[str], kodierung: str = "utf-8") -> Path:
    pfad = ort / "GV100AD.txt"
    pfad.write_text("\n".join(zeilen) + "\n", encoding=kodierung)
    return pfad


@pytest.mark.parametrize("kodierung", ["utf-8", "iso-8859-1"])
def test_fixed_width(tmp_path: Path, kodierung: str) -> None:
    pfad = _datei(tmp_path, ZEILEN, kodierung)
    assert recognise_gv100ad(pfad.read_bytes())
    lesung = read_gv100ad(pfad, KATALOG, bevoelkerungsstand="2098-12-31")
    werte = lesung.beobachtungen.set_index("merkmal_id")["wert"]
    assert werte.to_dict() == {
        "gv_einwohner": 463,
        "gv_einwohner_m": 237,
        "gv_einwohner_w": 226,
        "gv_flaeche": 14.09,
    }
    assert lesung.gebiete["name"].tolist()[1:3] == ["Thüringen", "Kyffhäuserkreis"]


def test_population_day_is_never_guessed(tmp_path: Path) -> None:
    lesung = read_gv100ad(_datei(tmp_path, ZEILEN), KATALOG)
    assert lesung.beobachtungen.empty
    assert any("Stichtag" in w for w in lesung.warnungen)
    assert len(lesung.gebiete) == 5


@pytest.mark.parametrize(
    ("zeilen", "erwartet"),
    [
        ([*ZEILEN, ZEILEN[3][:100]], "vollständigen Satz"),
        ([*ZEILEN, _satz("99", "16065", "?")], "Art 10 bis 60"),
        ([*ZEILEN, ZEILEN[3]], "genau einmal"),
        ([ZEILEN[0], *ZEILEN[2:]], "einen Kreis"),
        ([*ZEILEN[:3], ZEILEN[3].replace("463", "4x3")], "eine Zahl"),
        ([*ZEILEN[:3], ZEILEN[3].replace("20991231", "20981231")], "einen Gebietsstand"),
        (ZEILEN[:3], "Sätze der Art 60"),
        (["  "], "Datensätze"),
    ],
)
def test_fixed_width_damage(tmp_path: Path, zeilen: list[str], erwartet: str) -> None:
    with pytest.raises(EingabeFehler, match=erwartet):
        read_gv100ad(_datei(tmp_path, zeilen), KATALOG)


def test_every_figure_names_its_cell(tmp_path: Path) -> None:
    lesung = read_gemeindeverzeichnis(_mappe(tmp_path, SAETZE), KATALOG)
    orte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])[["blatt", "zeile", "spalte"]]
    assert orte.loc[("gv_einwohner", "16065005")].tolist() == ["Gemeinden", 8, "J"]
    assert orte.loc[("gv_flaeche", "16065001")].tolist() == ["Gemeinden", 7, "I"]


def test_older_edition_without_verband_coordinates_and_sexes(tmp_path: Path) -> None:
    kopf = [
        ["Gemeinden in Deutschland am 31.12.1995"],
        [],
        ["Satz-art", "Regionalschlüssel", "", "", "", "Gemeindename", "Fläche in km2", "Bevölkerung"],
        ["", "Land", "RB", "Kreis", "Gem", "", "", "insgesamt"],
    ]
    saetze = [
        ["10", "16", "", "", "", "Thüringen"],
        ["40", "16", "0", "65", "", "Kyffhäuserkreis"],
        [60, 16, 0, 65, 1, "Abtsbessingen", 14.1, 600],
    ]
    lesung = read_gemeindeverzeichnis(_mappe(tmp_path, saetze, kopf), KATALOG)
    assert lesung.gebiete["ags"].tolist() == ["00", "16", "16065", "16065001"]
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])
    assert werte.loc[("gv_einwohner", "16065001"), ["wert", "zeitraum", "spalte"]].tolist() == [
        600.0, "1995-12-31", "H",
    ]  # fmt: skip
    assert set(lesung.beobachtungen["merkmal_id"]) == {"gv_einwohner", "gv_flaeche"}


QUARTAL = [
    ["Gemeinden in Deutschland nach Fläche, Bevölkerung und Postleitzahl am 31.03.2024 (1. Quartal)"],
    ERSTE.split("|"),
    ZWEITE.split("|"),
    ["", "", "Gebietsstand: 31.03.2024", "", "", "", "", "", "31.12.2022", "30.09.2023 4)"],
]


def test_quarterly_edition_shows_the_population_of_an_earlier_day(tmp_path: Path) -> None:
    lesung = read_gemeindeverzeichnis(_mappe(tmp_path, SAETZE, QUARTAL), KATALOG)
    tage = lesung.beobachtungen.groupby("merkmal_id")["zeitraum"].unique().map(list).to_dict()
    assert tage == {
        "gv_einwohner": ["2023-09-30"], "gv_einwohner_m": ["2023-09-30"], "gv_einwohner_w": ["2023-09-30"],
        "gv_flaeche": ["2022-12-31"],
    }  # fmt: skip
    assert set(lesung.beobachtungen["gebietsstand"]) == {"2024-03-31"}
    assert lesung.quelle["quelle_id"].tolist() == ["gemeindeverzeichnis_2024-03-31"]


def test_quarterly_edition_without_the_day_of_its_figures(tmp_path: Path) -> None:
    lesung = read_gemeindeverzeichnis(_mappe(tmp_path, SAETZE, QUARTAL[:3]), KATALOG)
    assert lesung.beobachtungen.empty
    assert len(lesung.gebiete) == 6
    assert any("Stichtag der Bevölkerung" in w for w in lesung.warnungen)
