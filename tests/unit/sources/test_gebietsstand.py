"""Recalculation keys and change lists: every kind of damage is refused with its place, nothing is guessed."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.catalogue.konfiguration import KonfigurationsFehler, PlanungsbereichAngaben, read_konfiguration
from assets.sources.fehler import EingabeFehler
from assets.sources.gebietsbestand import Gebietsbestand, bestand_of_lists
from assets.sources.gebietsstand.aenderungen import read_aenderungen, recognise_aenderungen
from assets.sources.gebietsstand.tabelle import nachfolge_rahmen
from assets.sources.gebietsstand.umstieg import read_umstieg, recognise_umstieg
from assets.sources.gebietsstand.verkettet import read_verkettet, recognise_verkettet
from assets.sources.nachfolge import compress_nachfolge, expand_nachfolge
from assets.sources.planungsbereiche import read_planungsbereiche
from assets.sources.regionalstatistik.kreise import exists_at, may_be_kreis

KOPF = [
    "Kreise\n 31.12.2020", "Kreisname 2020", "flächen-\nproportionaler\nUmsteige-schlüssel",
    "bevölkerungs- \nproportionaler", "Fläche am 31.12.2020 in km²", "Bevölkerung am 31.12.2020 in 1000",
    "Kreise\n 31.12.2021", "Kreisname 2021",
]  # fmt: skip
ZEILEN: list[list] = [
    [1001000, "Flensburg", 1, 1, 56.7, 89.9, 1001000, "Flensburg"],
    [16056000, "Eisenach", 1, 1, 104.2, 42.0, 16063000, "Wartburgkreis"],
    [16063000, "Wartburgkreis", 1, 1, 1267, 118.1, 16063000, "Wartburgkreis"],
]
TITEL = ["Gebietsänderungen vom 01.01. - 31.12.2023"]
OBEN = ["Kennziffer", "Regionaleinheit", "Abgebende / Aufgelöste Gemeinde", *[""] * 5, "Aufnehmende", "", "",
        "Wirksamkeitsdatum", ""]  # fmt: skip
UNTEN = ["", "", "Amtlicher Regionalschlüssel (ARS)", "Amtlicher Gemeinde-schlüssel (AGS)", "Name",
         "Änderungs-art 1)", "Fläche qm", "Einwohner", "Amtlicher Regionalschlüssel (ARS)",
         "Amtlicher Gemeinde-schlüssel (AGS)", "Name", "juristisch", "statistisch"]  # fmt: skip


def _aenderung(alt: str, art: object, flaeche: object, einwohner: object, neu: str, tag: str) -> list:
    return ["16/2023", "Gemeinde", f"{alt[:5]}0001{alt[5:]}", alt, "A", art, flaeche, einwohner,
            f"{neu[:5]}0002{neu[5:]}", neu, "B", "01.01.2022", tag]  # fmt: skip


def _mappe(ort: Path, zeilen: list[list], blatt: str = "2020") -> Path:
    pfad = ort / "x.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        seite = buch.add_worksheet(blatt)
        for i, zeile in enumerate(zeilen):
            seite.write_row(i, 0, zeile)
    return pfad


def _liste(ort: Path, *zeilen: list) -> Path:
    return _mappe(ort, [TITEL, OBEN, UNTEN, [], *zeilen, [], ["1) Änderungsart:"]], "Gebietsaenderungen")


def _fehler(lies: Callable[[Path], object], pfad: Path) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        lies(pfad)
    return gefangen.value


def test_key_with_numbers_for_keys(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, [KOPF, *ZEILEN])
    assert recognise_umstieg(pfad)
    assert not recognise_aenderungen(pfad)
    lesung = read_umstieg(pfad)
    assert lesung.nachfolgen[["ags_alt", "ags_neu", "zeile"]].to_numpy().tolist() == [
        ["01001", "01001", 2], ["16056", "16063", 3], ["16063", "16063", 4],
    ]  # fmt: skip
    assert lesung.quelle["quelle_id"].tolist() == ["gebietsstand_kreise_2021-12-31"]
    orte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])[["wert", "zeile", "spalte"]]
    assert orte.loc[("gs_bevoelkerung_tsd", "16056")].tolist() == [42.0, 3, "F"]


@pytest.mark.parametrize(
    ("zeile", "spalte", "wert", "teil"),
    [
        (1, 0, 16056001, "achtstelligen"), (1, 0, "Eisenach", "achtstelligen"),
        (1, 6, 99063000, "achtstelligen"),
        (1, 2, "halb", "eine Zahl"), (1, 3, "", "eine Zahl"), (1, 3, -0.1, "eine Zahl"),
        (1, 2, 1.5, "Anteile"),
        (1, 0, 1001000, None), (2, 0, 16056000, "zum zweiten Mal"),
    ],
)  # fmt: skip
def test_damaged_cell_of_a_key(
    tmp_path: Path, zeile: int, spalte: int, wert: object, teil: str | None
) -> None:
    zeilen = [list(z) for z in ZEILEN]
    zeilen[zeile][spalte] = wert
    pfad = _mappe(tmp_path, [KOPF, *zeilen])
    if teil is None:  # another valid key: its shares add up to 2, which is said
        assert any("ergeben nicht 1: 01001" in w for w in read_umstieg(pfad).warnungen)
        return
    fehler = _fehler(read_umstieg, pfad)
    assert teil in str(fehler)
    assert (fehler.blatt, fehler.zeile) == ("2020", zeile + 2)


def test_key_without_its_head(tmp_path: Path) -> None:
    assert not recognise_umstieg(_mappe(tmp_path, [[k for k in KOPF if "flächen" not in k], *ZEILEN]))


def test_change_list(tmp_path: Path) -> None:
    pfad = _liste(
        tmp_path,
        _aenderung("16064073", 1, 20, 10, "16061118", "01.03.2023"),
        _aenderung("16064073", 1.0, "60", "30", "16064071", "01.03.2023"),
        _aenderung("16065001", "2", 5, 0, "16065002", "01.01.2023"),
        _aenderung("16065001", "2", 95, 0, "16065001", "01.01.2023"),
        _aenderung("16065003", "3, 4", "", "", "16065003", "01.06.2023"),
        _aenderung("16065009", "2", 5, 1, "16065002", "01.01.2023"),
    )
    assert recognise_aenderungen(pfad)
    assert not recognise_umstieg(pfad)
    lesung = read_aenderungen(pfad)
    zeilen = lesung.nachfolgen.set_index(["ags_alt", "ags_neu"])
    erste = zeilen.loc[("16064073", "16061118")]
    assert erste[["stand_alt", "stand_neu", "zeile"]].tolist() == ["2023-02-28", "2023-03-01", 5]
    assert (erste["anteil_flaeche"], erste["anteil_bevoelkerung"]) == (0.25, 0.25)
    teil = zeilen.loc[("16065001", "16065002")]
    assert teil["anteil_flaeche"] == 0.05
    assert pd.isna(teil["anteil_bevoelkerung"])
    assert zeilen.loc[("16065003", "16065003"), "anteil_bevoelkerung"] == 1
    assert zeilen.loc[("16065009", "16065002"), ["anteil_flaeche", "anteil_bevoelkerung"]].isna().all()
    assert any("16065009" in w and "ohne Angabe des Rests" in w for w in lesung.warnungen)


@pytest.mark.parametrize(
    ("spalte", "wert", "teil"),
    [
        (3, "1606407", "amtlichen Schlüssel"), (9, "99061118", "amtlichen Schlüssel"),
        (5, "7", "Änderungsart"),
        (5, "", "Änderungsart"), (6, "viel", "ganze Zahl"), (7, "-3", "ganze Zahl"),
        (12, "31.02.2023", "Datum"),
        (12, "", "Datum"),
    ],
)  # fmt: skip
def test_damaged_cell_of_a_change_list(tmp_path: Path, spalte: int, wert: object, teil: str) -> None:
    zeile = _aenderung("16064073", 1, 20, 10, "16061118", "01.03.2023")
    zeile[spalte] = wert
    fehler = _fehler(read_aenderungen, _liste(tmp_path, zeile))
    assert teil in str(fehler)
    assert fehler.zeile == 5


def test_change_list_with_moved_columns(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, [TITEL, OBEN, [*UNTEN[1:], ""], [], ["x"]], "Gebietsaenderungen")
    assert "Spalte" in str(_fehler(read_aenderungen, pfad))


CSV = "year_xw,ags_old,ags_2023,pop_conv\n"


def test_chained_key_and_its_damage(tmp_path: Path) -> None:
    def datei(text: str) -> Path:
        pfad = tmp_path / "x.csv"
        pfad.write_text(text, encoding="utf-8")
        return pfad

    assert recognise_verkettet(CSV)
    assert not recognise_verkettet("year,ags\n")
    lesung = read_verkettet(datei(CSV + "1999,1051001,01051001,0.4\n1999,1051001,01051002,0.6\n"))
    assert lesung.nachfolgen["ags_alt"].tolist() == ["01051001"] * 2
    assert lesung.nachfolgen["stand_alt"].tolist() == ["1999-12-31"] * 2
    for koerper, zeile in (("1999,x,01051001,1\n", 2), ("19,01051001,01051001,1\n", 2),
                           ("1999,01051001,01051001,2\n", 2), ("1999,01051001,01051001\n", 2)):  # fmt: skip
        assert _fehler(read_verkettet, datei(CSV + koerper)).zeile == zeile
    offen = read_verkettet(datei(CSV + "1999,01051001,01051001,0.4\n"))
    assert any("0,400" in w for w in offen.warnungen)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1990, 2020), st.integers(0, 3), st.sampled_from([0.25, 0.5, 1.0])),
                min_size=1, max_size=25, unique_by=lambda t: t[:2]))  # fmt: skip
def test_base_set_form_gives_back_what_it_took(zeilen: list[tuple[int, int, float]]) -> None:
    vorher = nachfolge_rahmen(
        [
            pd.DataFrame(
                [
                    {"ags_alt": "16001", "ags_neu": f"1605{n}", "stand_alt": f"{jahr}-12-31",
                     "stand_neu": "2021-12-31", "anteil_bevoelkerung": anteil, "quelle_id": "q"}
                    for jahr, n, anteil in zeilen
                ]
            )
        ]
    )  # fmt: skip
    pd.testing.assert_frame_equal(expand_nachfolge(compress_nachfolge(vorher)), vorher)


def test_existence_between_lists_is_not_claimed() -> None:
    def liste(tag: str, *ags: str) -> pd.DataFrame:
        return pd.DataFrame({"ags": list(ags), "tag": tag, "land": "16"})

    bestand = bestand_of_lists(
        [liste("2019-12-31", "16056", "16063"), liste("2020-12-31", "16056", "16063"),
         liste("2021-12-31", "16063", "16078")]
    )  # fmt: skip
    assert bestand.zeiten["16056"] == (("0000-00-00", "2020-12-31"),)
    assert [bestand.exists_at("16056", t) for t in ("2000-12-31", "2020-12-31", "2021-06-30")] == [
        True, True, False,
    ]  # fmt: skip
    assert [bestand.exists_at("16078", t) for t in ("2020-12-31", "2021-12-31")] == [False, True]
    assert not bestand.may_exist("16099", "2020-12-31")
    assert bestand.may_exist("16099", "2015-12-31")  # before the first list nothing is known
    assert bestand.may_exist("15001", "2020-12-31")  # no list of that Land


def test_without_registers_no_kreis_is_missing_or_unknown() -> None:
    assert exists_at("16056", "2025-12-31", None)
    assert may_be_kreis("16056", None)
    assert may_be_kreis("16056", Gebietsbestand())
    spaet = bestand_of_lists([pd.DataFrame({"ags": ["16063"], "tag": ["2017-12-31"], "land": ["16"]})])
    assert may_be_kreis("16056", spaet)  # the lists begin too late to say so
    assert not may_be_kreis("16056", frozenset({"16063"}))


def _bereiche(ort: Path, *zeilen: str) -> Path:
    text = "gemeinde;planungsbereich;name\n" + "\n".join(zeilen) + "\n"
    (ort / "planungsbereiche.csv").write_text(text, encoding="utf-8")
    return ort


def test_planungsbereiche_from_a_table_or_the_settings(tmp_path: Path) -> None:
    assert read_planungsbereiche(tmp_path / "fehlt").empty
    df = read_planungsbereiche(_bereiche(tmp_path, "16065001;p01;Nord", "1051001;01051-P02;Süd"))
    assert df[["gemeinde", "planungsbereich", "name", "zeile"]].to_numpy().tolist() == [
        ["01051001", "01051-P02", "Süd", 3], ["16065001", "16065-P01", "Nord", 2],
    ]  # fmt: skip
    angaben = [PlanungsbereichAngaben(schluessel="P01", name="Nord", gemeinden=("16065001",))]
    with pytest.raises(EingabeFehler, match="an einer Stelle"):
        read_planungsbereiche(tmp_path, angaben)
    (tmp_path / "planungsbereiche.csv").unlink()
    assert read_planungsbereiche(tmp_path, angaben)["planungsbereich"].tolist() == ["16065-P01"]


@pytest.mark.parametrize(
    ("zeilen", "teil"),
    [
        (("16065001;Nord;Nord",), "P01"), (("Ebeleben;P01;Nord",), "achtstelligen"),
        (("16065001;16061-P01;Nord",), "im Kreis"), (("16065001;P01;",), "Namen"),
        (("16065001;P01;Nord", "16065001;P02;Süd"), "genau einmal"),
        (("16065001;P01;Nord", "16065005;P01;Süd"), "einen Namen"),
    ],
)  # fmt: skip
def test_damaged_planungsbereiche(tmp_path: Path, zeilen: tuple[str, ...], teil: str) -> None:
    with pytest.raises(EingabeFehler, match=teil):
        read_planungsbereiche(_bereiche(tmp_path, *zeilen))


@pytest.mark.parametrize(
    ("zusatz", "teil"),
    [
        ('gebietsstand = "heute"\n', "aktuell"),
        ('[[planungsbereich]]\nschluessel = "Nord"\nname = "N"\ngemeinden = ["16065001"]\n', "P01"),
        ('[[planungsbereich]]\nschluessel = "P01"\nname = "N"\ngemeinden = ["1606500"]\n', "achtstelliger"),
        ('[[planungsbereich]]\nschluessel = "P01"\nname = "N"\ngemeinden = []\n', "leer"),
    ],
)
def test_settings_say_what_belongs_there(tmp_path: Path, zusatz: str, teil: str) -> None:
    pfad = tmp_path / "konfiguration.toml"
    rest = '[herausgeber]\nname = "L"\n[auflage]\nredaktionsschluss = 2026-11-22\n'
    vorn, hinten = (zusatz, "") if zusatz.startswith("gebiet") else ("", zusatz)
    pfad.write_text(f'kreis = "16065"\n{vorn}{rest}{hinten}', encoding="utf-8")
    with pytest.raises(KonfigurationsFehler, match=teil):
        read_konfiguration(pfad)
