"""Registers: samples fit their models, own rows come first, wrong rows are named by their place."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from assets.catalogue.kommunal import load_kommunale_merkmale, load_themen
from assets.planning.lesen import read_register
from assets.planning.planung import Planung, check_planung, read_planung
from assets.planning.register import REGISTER
from assets.planning.vorlagen import write_beispielmappen, write_vorlagen
from assets.sources.arbeitsmappe import oeffne, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.kommunal.leser import read_kommunal
from schemas.common import LEBENSPHASEN
from schemas.planning import VEROEFFENTLICHT

FELDER = range(1, 7)
INDIKATOREN = {
    "kinder_sgb2_bg_u15",
    "abgang_ohne_hsa_anteil",
    "arbeitslosenquote",
    "jugendarbeitslosenquote",
    "grundsicherung_alter_quote",
    "betreuungsquote_u3",
    "betreuungsquote_3_6",
    "fahrzeit_hausarzt",
    "pflegequote",
}
Zellen = dict[str, str]


def read_massnahmen(pfad: Path) -> pd.DataFrame:
    return read_register(pfad, REGISTER["massnahmen"])


@pytest.fixture(scope="module")
def kommunal(wurzel: Path) -> Path:
    return wurzel / "data" / "raw" / "kommunal"


@pytest.fixture(scope="module")
def planung(kommunal: Path) -> Planung:
    return read_planung(kommunal, beispiele=True)


@pytest.fixture
def eigene(kommunal: Path, tmp_path: Path) -> Callable[[Callable[[list[Zellen]], object]], Path]:
    """Return a function that writes an own plan of measures made from the sample, changed by the caller."""

    def write(aendern: Callable[[list[Zellen]], object]) -> Path:
        muster = kommunal / "beispiel" / "BEISPIEL_massnahmen.csv"
        zeilen = list(csv.DictReader(muster.open(encoding="utf-8-sig"), delimiter=";"))
        zeilen = [zeile | {"beispiel": ""} for zeile in zeilen]
        aendern(zeilen)
        pfad = tmp_path / "massnahmen.csv"
        with pfad.open("w", encoding="utf-8", newline="") as datei:
            schreiber = csv.DictWriter(datei, list(zeilen[0]), delimiter=";")
            schreiber.writeheader()
            schreiber.writerows(zeilen)
        return pfad

    return write


def test_samples_fit_their_models_and_each_other(planung: Planung) -> None:
    assert [register.modell for register, _ in planung.frames()] == list(VEROEFFENTLICHT)
    for register, rahmen in planung.frames():
        register.modell.validate(rahmen)
        assert len(rahmen) >= 4
        assert rahmen["beispiel"].all()
    check_planung(planung, FELDER, INDIKATOREN)


def test_samples_cover_fields_phases_and_viewpoints(planung: Planung) -> None:
    assert set(planung.massnahmen["handlungsfeld"]) == set(FELDER)
    assert set(",".join(planung.massnahmen["lebensphasen"]).split(",")) == set(LEBENSPHASEN)
    blickwinkel = set(",".join(planung.massnahmen["blickwinkel"]).split(","))
    assert blickwinkel == {"zielgruppe", "strategisch", "materiell"}


def test_the_switch_removes_every_sample(kommunal: Path) -> None:
    leer = read_planung(kommunal, beispiele=False)
    for register, rahmen in leer.frames():
        assert rahmen.empty
        register.modell.validate(rahmen)
    check_planung(leer, FELDER, INDIKATOREN)


def test_workbooks_hold_the_same_rows_as_csv(kommunal: Path) -> None:
    for name, register in REGISTER.items():
        muster = kommunal / "beispiel" / f"BEISPIEL_{name}.csv"
        pd.testing.assert_frame_equal(
            read_register(muster, register), read_register(muster.with_suffix(".xlsx"), register)
        )


def test_committed_templates_are_what_the_command_writes(kommunal: Path, tmp_path: Path) -> None:
    geschrieben = write_vorlagen(tmp_path / "vorlagen")
    abgelegt = sorted((kommunal / "vorlagen").iterdir())
    assert [p.name for p in abgelegt] == [p.name for p in geschrieben]
    for neu, alt in zip(geschrieben, abgelegt, strict=True):
        assert neu.read_bytes() == alt.read_bytes(), alt.name


@pytest.mark.parametrize("thema", sorted(load_themen()))
def test_example_sheet_of_a_topic_can_be_read_as_own_data(kommunal: Path, tmp_path: Path, thema: str) -> None:
    mappe = oeffne(kommunal / "vorlagen" / f"{thema}.xlsx")
    assert mappe.sheet_names == ["Erläuterung", "Daten", "Listen", "Beispiel"]
    kopie = tmp_path / f"{thema}_2026-01-31.xlsx"
    with xlsxwriter.Workbook(str(kopie)) as buch:
        seite = buch.add_worksheet("Daten")
        for nummer, zeile in enumerate(zeilen(mappe, "Beispiel", thema)):
            seite.write_row(nummer, 0, zeile)
    zahlen = read_kommunal(kopie, load_kommunale_merkmale()).beobachtungen
    assert set(zahlen["merkmal_id"]) == {m.id for m in load_themen()[thema].merkmale}


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_register_template_shows_an_example(kommunal: Path, name: str) -> None:
    mappe = oeffne(kommunal / "vorlagen" / f"{name}.xlsx")
    assert len(zeilen(mappe, "Beispiel", name)) == 2


def test_committed_sample_workbooks_are_what_the_csv_gives(kommunal: Path, tmp_path: Path) -> None:
    geschrieben = write_beispielmappen(kommunal / "beispiel", tmp_path)
    assert geschrieben
    for neu in geschrieben:
        assert neu.read_bytes() == (kommunal / "beispiel" / neu.name).read_bytes(), neu.name


def test_empty_template_of_a_register_has_no_rows(kommunal: Path) -> None:
    for endung in ("csv", "xlsx"):
        assert read_massnahmen(kommunal / "vorlagen" / f"massnahmen.{endung}").empty


def test_own_register_comes_before_the_sample(
    kommunal: Path, eigene: Callable[..., Path], tmp_path: Path
) -> None:
    eigene(lambda zeilen: zeilen.__setitem__(slice(2, None), []))
    muster = tmp_path / "beispiel"
    muster.mkdir()
    for pfad in (kommunal / "beispiel").glob("BEISPIEL_*.csv"):
        (muster / pfad.name).write_bytes(pfad.read_bytes())
    planung = read_planung(tmp_path, beispiele=True)
    assert planung.massnahmen["beispiel"].tolist() == [False, False]
    assert planung.plaene["beispiel"].all()
    check_planung(planung, FELDER, INDIKATOREN)


@pytest.mark.parametrize(
    ("spalte", "zelle"),
    [
        ("titel", ""),
        ("status", "läuft"),
        ("lebensphasen", "Kindheit, Rente"),
        ("handlungsfeld", "Bildung"),
        ("beginn", "31.02.2026"),
        ("kosten_eur", "ca. 500"),
        ("kosten_eur", "-5"),
        ("befund_jahr", "letztes Jahr"),
        ("massnahme_id", "B 1;"),
        ("beispiel", "ja"),
    ],
)
def test_wrong_cell_is_named(eigene: Callable[..., Path], spalte: str, zelle: str) -> None:
    pfad = eigene(lambda zeilen: zeilen[1].update({spalte: zelle}))
    with pytest.raises(EingabeFehler) as fehler:
        read_massnahmen(pfad)
    assert (fehler.value.zeile, fehler.value.spalte) == (3, spalte)
    assert fehler.value.datei == "massnahmen.csv"


def test_key_twice(eigene: Callable[..., Path]) -> None:
    pfad = eigene(lambda zeilen: zeilen[1].update(massnahme_id=zeilen[0]["massnahme_id"]))
    with pytest.raises(EingabeFehler, match="jede Kennung genau einmal"):
        read_massnahmen(pfad)


def test_missing_column(eigene: Callable[..., Path]) -> None:
    pfad = eigene(lambda zeilen: [zeile.pop("status") for zeile in zeilen])
    with pytest.raises(EingabeFehler, match="keine Spalte „status“"):
        read_massnahmen(pfad)


@pytest.mark.parametrize(
    ("spalte", "zelle"),
    [
        ("handlungsfeld", "9"),
        ("wirkindikator", "erfundene_quote"),
        ("ziel_id", "B-H99"),
        ("beschluss_id", "B-BE-99"),
        ("nachfolger_id", "B-099"),
        ("frist", "01.01.2020"),
    ],
)
def test_wrong_reference_is_named(
    kommunal: Path, planung: Planung, eigene: Callable[..., Path], spalte: str, zelle: str
) -> None:
    massnahmen = read_massnahmen(eigene(lambda zeilen: zeilen[0].update({spalte: zelle})))
    geaendert = Planung(
        **{n: getattr(planung, n) for n in REGISTER if n != "massnahmen"}, massnahmen=massnahmen
    )
    with pytest.raises(EingabeFehler) as fehler:
        check_planung(geaendert, FELDER, INDIKATOREN)
    assert fehler.value.spalte == spalte


def test_register_twice_in_the_folder(eigene: Callable[..., Path], kommunal: Path, tmp_path: Path) -> None:
    eigene(lambda zeilen: None)
    (tmp_path / "massnahmen.xlsx").write_bytes((kommunal / "vorlagen" / "massnahmen.xlsx").read_bytes())
    with pytest.raises(EingabeFehler, match="jedes Register genau einmal"):
        read_planung(tmp_path, beispiele=False)
