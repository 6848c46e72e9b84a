"""Deutschlandatlas: headers, classes and every kind of damage, on small workbooks."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.models import MerkmalEintrag
from assets.sources.deutschlandatlas.kopf import gebietsstand_aus, klasse, spaltenkopf, zeitraum_aus
from assets.sources.deutschlandatlas.leser import read_deutschlandatlas
from assets.sources.deutschlandatlas.mappe import recognise_deutschlandatlas
from assets.sources.fehler import EingabeFehler

KINDER = "Indikatorkürzel: kinder_bg\n\nAnteil der unter 15-Jährigen \nim Jahr 2024 in %"
MIETE = "Indikatorkürzel: preis_miet\n\nWiedervermietungsmieten\nim Jahr 2023 in € je m²"
BLATT = "Deutschlandatlas_KRS1224"
TITEL = [["Datentabellen"], ["Stand: 22.04.2026"]]
INHALT = [["Inhaltsübersicht"], [BLATT, "Kreise, Gebietsstand zum 31.12.2024"]]
ENDE = ["Ende der Tabelle.", "", "", ""]


def _merkmal(kuerzel: str, einheit: str, art: str | None = None) -> MerkmalEintrag:
    return MerkmalEintrag(
        id=f"da_{kuerzel}" + (f"_{art}" if art else ""),
        name=kuerzel,
        definition=kuerzel,
        einheit=einheit,
        bezug="Jahr",
        familie="deutschlandatlas",
        tabelle="Datentabellen",
        spalte=(kuerzel,),
        auspraegung=art,
        summierbar=False,
    )


KATALOG = {
    m.id: m
    for m in (
        _merkmal("kinder_bg", "%"),
        _merkmal("preis_miet", "€ je m²", "von"),
        _merkmal("preis_miet", "€ je m²", "bis"),
    )
}


def _kreise(*zeilen: list, kopf: list | None = None) -> list[list]:
    return [
        ["Deutschlandatlas_KRS1224_b: Indikatoren, Gebietsstand zum 31.12.2024"],
        ["zur Inhaltsübersicht"],
        ["Tabelle"],
        kopf or ["KRS12224", "Kreisname", KINDER, MIETE],
        *zeilen,
        ENDE,
    ]


GUT = _kreise(
    [1001000.0, "Flensburg, Stadt", 21.5, "11,50 und mehr"],
    [16065000.0, "Kyffhäuserkreis", 13.280000000000001, "5,50 bis unter 7,00"],
    [16077000.0, "Altenburger Land", -9999, "bis unter 5,50"],
)


def _mappe(ort: Path, **blaetter: list[list]) -> Path:
    pfad = ort / "Deutschlandatlas-Daten.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        for name, zeilen in {"Titel": TITEL, "Inhaltsübersicht": INHALT, **blaetter}.items():
            blatt = buch.add_worksheet(name)
            for i, zeile in enumerate(zeilen):
                blatt.write_row(i, 0, zeile)
    return pfad


def _fehler(ort: Path, **blaetter: list[list]) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_deutschlandatlas(_mappe(ort, **blaetter), KATALOG)
    return gefangen.value


def test_reads_values_missing_figures_and_classes(tmp_path: Path) -> None:
    lesung = read_deutschlandatlas(_mappe(tmp_path, **{BLATT: GUT}), KATALOG)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])
    assert werte.loc[("da_kinder_bg", "16065"), "wert"] == 13.28
    assert werte.loc[("da_kinder_bg", "01001"), "zeitraum"] == "2024"
    fehlend = werte.loc[("da_kinder_bg", "16077")]
    assert str(fehlend["wert"]) == "nan"
    assert fehlend["kennzeichen"] == "."
    assert werte.loc[("da_preis_miet_von", "16065"), "wert"] == 5.5
    assert werte.loc[("da_preis_miet_bis", "16065"), "wert"] == 7.0
    assert ("da_preis_miet_von", "16077") not in werte.index
    assert ("da_preis_miet_bis", "01001") not in werte.index
    assert set(werte["gebietsstand"]) == {"2024-12-31"}
    assert lesung.quelle["quelle_id"].tolist() == ["deutschlandatlas_2026-04-22"]


def test_reads_a_sheet_by_content_when_no_contents_list_names_it(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, Inhaltsübersicht=[["leer"]], Tabelle1=GUT)
    assert read_deutschlandatlas(pfad, KATALOG).beobachtungen["gebietsstand"].unique().tolist() == [
        "2024-12-31"
    ]


def test_earlier_edition_with_short_codes_and_overview(tmp_path: Path) -> None:
    frueher = [["KRS1222", "Kreisname", "kinder_bg"], [16065000.0, "Kyffhäuserkreis", 14.1]]
    uebersicht = [["kinder_bg", "Anteil der Kinder im Jahr 2022 in %"]]
    pfad = _mappe(tmp_path, Inhaltsübersicht=uebersicht, KRS1222=frueher)
    lesung = read_deutschlandatlas(pfad, KATALOG)
    zeile = lesung.beobachtungen.iloc[0]
    assert (zeile["ags"], zeile["zeitraum"], zeile["wert"]) == ("16065", "2022", 14.1)
    assert zeile["gebietsstand"] == "2022-12-31"


def test_short_codes_without_a_year_are_never_guessed(tmp_path: Path) -> None:
    frueher = [["KRS1222", "Kreisname", "kinder_bg"], [16065000.0, "Kyffhäuserkreis", 14.1]]
    fehler = _fehler(tmp_path, Inhaltsübersicht=[["leer"]], KRS1222=frueher)
    assert "kein einziges bekanntes Merkmal" in str(fehler)


def test_unknown_code_becomes_a_new_entry(tmp_path: Path) -> None:
    kopf = ["KRS1224", "Kreisname", "Indikatorkürzel: neu_1\n\nNeues im Jahr 2024 in %"]
    pfad = _mappe(tmp_path, **{BLATT: _kreise([16065000.0, "Kyffhäuserkreis", 1], kopf=kopf)})
    lesung = read_deutschlandatlas(pfad, KATALOG)
    assert [m.id for m in lesung.merkmale] == ["da_neu_1"]
    assert any("nicht im Katalog" in w for w in lesung.warnungen)


def test_changed_unit_is_left_out_with_a_warning(tmp_path: Path) -> None:
    anders = KINDER.replace("in %", "in €")
    kopf = ["KRS1224", "Kreisname", anders, MIETE]
    zeile = [16065000.0, "Kyffhäuserkreis", 13, "bis unter 5,50"]
    lesung = read_deutschlandatlas(_mappe(tmp_path, **{BLATT: _kreise(zeile, kopf=kopf)}), KATALOG)
    assert "da_kinder_bg" not in set(lesung.beobachtungen["merkmal_id"])
    assert any("Einheit" in w for w in lesung.warnungen)


def test_renamed_sheet(tmp_path: Path) -> None:
    fehler = _fehler(tmp_path, Umbenannt=GUT)
    assert fehler.blatt == BLATT
    assert "umbenannt" in str(fehler)


def test_missing_header(tmp_path: Path) -> None:
    assert "Kopfzeile" in str(_fehler(tmp_path, **{BLATT: GUT[:3] + GUT[4:]}))


def test_text_where_a_number_belongs(tmp_path: Path) -> None:
    kaputt = _kreise(GUT[4], [16065000.0, "Kyffhäuserkreis", "abc", "bis unter 5,50"])
    fehler = _fehler(tmp_path, **{BLATT: kaputt})
    assert (fehler.blatt, fehler.zeile, fehler.spalte) == (BLATT, 6, "kinder_bg")
    assert "abc" in fehler.gefunden


def test_unreadable_class(tmp_path: Path) -> None:
    kaputt = _kreise([16065000.0, "Kyffhäuserkreis", 1, "rund sieben"])
    assert _fehler(tmp_path, **{BLATT: kaputt}).spalte == "preis_miet"


@pytest.mark.parametrize("schluessel", [99065000.0, 16065.0, 16065001.0, "abc", 16065000.5, -1])
def test_unknown_key(tmp_path: Path, schluessel: object) -> None:
    kaputt = _kreise([schluessel, "Kreis", 1, "bis unter 5,50"])
    fehler = _fehler(tmp_path, **{BLATT: kaputt})
    assert fehler.zeile == 5
    assert "Gebietsschlüssel" in fehler.erwartet


def test_duplicate_row(tmp_path: Path) -> None:
    fehler = _fehler(tmp_path, **{BLATT: _kreise(GUT[5], GUT[5])})
    assert fehler.zeile == 6
    assert "zum zweiten Mal" in fehler.gefunden


def test_missing_last_row_is_announced(tmp_path: Path) -> None:
    lesung = read_deutschlandatlas(_mappe(tmp_path, **{BLATT: GUT[:-1]}), KATALOG)
    assert any("Schlusszeile" in w for w in lesung.warnungen)


def test_truncated_workbook(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, **{BLATT: GUT})
    pfad.write_bytes(pfad.read_bytes()[: pfad.stat().st_size // 2])
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        read_deutschlandatlas(pfad, KATALOG)


def test_recognised_by_content_only(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, **{BLATT: GUT}).rename(tmp_path / "irgendwas.xlsx")
    assert recognise_deutschlandatlas(pfad)


@pytest.mark.parametrize(
    ("text", "zeitraum"),
    [
        ("im Jahr 2024 in %", "2024"),
        ("in den Jahren 2021-24 in Minuten", "2021/2024"),
        ("Entwicklung von 2013 bis 2023 pro Jahr in %", "2013/2023"),
        ("zwischen 2019 und 2024 pro Jahr", "2019/2024"),
        ("des Arbeitsvolumens in % 2014 zu 2022", "2014/2022"),
        ("Bundestagswahlbeteiligung 2025 in Kreisen", "2025"),
        ("≥ 1.000 Mbit/s, im Dezember 2023 in %", "2023"),
        ("je 100.000 Einwohner", None),
        ("1.200 m Entfernung", None),
        ("2021 hier, dort 2023", None),
    ],
)
def test_period_of_a_header(text: str, zeitraum: str | None) -> None:
    assert zeitraum_aus(text) == zeitraum


@pytest.mark.parametrize(
    ("text", "grenzen"),
    [
        ("5,50 bis unter 7,00", (5.5, 7.0)),
        ("bis unter 50", (None, 50.0)),
        ("500 und mehr", (500.0, None)),
        ("1.000 bis unter 2.000", (1000.0, 2000.0)),
        ("etwa 50", None),
    ],
)
def test_class_texts(text: str, grenzen: tuple | None) -> None:
    assert klasse(text) == grenzen


@given(st.integers(0, 99999), st.integers(0, 99999))
def test_any_class_is_read_back(von: int, bis: int) -> None:
    assert klasse(f"{von / 100:.2f} bis unter {bis / 100:.2f}".replace(".", ",")) == (von / 100, bis / 100)


def test_header_without_line_end_hyphen() -> None:
    kopf = spaltenkopf("Indikatorkürzel: p_notfall \n\nFahrzeit im Jahr 2024 in Mi-\nnuten", {})
    assert kopf is not None
    assert (kopf.kuerzel, kopf.einheit, kopf.zeitraum) == ("p_notfall", "Minuten", "2024")


@pytest.mark.parametrize(
    ("texte", "tag"),
    [
        (("Deutschlandatlas_KRS1224", "KRS12224"), "2024-12-31"),
        (("Tabelle1", "Gebietsstand zum 31.12.2019"), "2019-12-31"),
        (("Tabelle1", "GKZ0623"), "2023-06-30"),
        (("Tabelle1", "Kreise"), None),
    ],
)
def test_territory_date(texte: tuple[str, ...], tag: str | None) -> None:
    assert gebietsstand_aus(*texte) == tag
