"""Deutschlandatlas: headers, classes and every kind of damage, on small workbooks."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.models import MerkmalEintrag
from assets.sources.deutschlandatlas.datei import read_datei, recognise_datei
from assets.sources.deutschlandatlas.kopf import gebietsstand_aus, klasse, spaltenkopf, zeitraum_aus
from assets.sources.deutschlandatlas.leser import read_deutschlandatlas
from assets.sources.deutschlandatlas.mappe import recognise_deutschlandatlas
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe

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


def test_place_of_every_figure(tmp_path: Path) -> None:
    lesung = read_deutschlandatlas(_mappe(tmp_path, **{BLATT: GUT}), KATALOG)
    fund = lesung.beobachtungen.set_index(["merkmal_id", "ags"]).loc[("da_kinder_bg", "16077")]
    assert fund[["blatt", "zeile", "spalte"]].tolist() == [BLATT, 7, "C"]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_lost_or_added_measure(tmp_path: Path, anzahl: int) -> None:
    rows = [[f"{BLATT}_b: {anzahl} Indikatoren auf Ebene der Kreise, Gebietsstand zum 31.12.2024"], *GUT[1:]]
    assert "2 Indikatoren" in _fehler(tmp_path, **{BLATT: rows}).gefunden


def test_measure_twice(tmp_path: Path) -> None:
    rows = _kreise([16065000.0, "K", 1, 2], kopf=["KRS1224", "Kreisname", KINDER, KINDER])
    assert "zweimal" in _fehler(tmp_path, **{BLATT: rows}).gefunden


def test_other_form_than_the_catalogue_is_another_measure(tmp_path: Path) -> None:
    rows = _kreise([16065000.0, "K", "10 bis unter 20", 6.96])
    lesung = read_deutschlandatlas(_mappe(tmp_path, **{BLATT: rows}), KATALOG)
    werte = lesung.beobachtungen.set_index("merkmal_id")["wert"].to_dict()
    assert werte == {"da_kinder_bg_von": 10, "da_kinder_bg_bis": 20, "da_preis_miet": 6.96}


def test_numbers_as_text(tmp_path: Path) -> None:
    rows = _kreise(
        [1001000.0, "F", "1.234,5", "bis unter 5,50"], [16065000.0, "K", "-9999", "bis unter 5,50"]
    )
    lesung = read_deutschlandatlas(_mappe(tmp_path, **{BLATT: rows}), KATALOG)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])
    assert werte.loc[("da_kinder_bg", "01001"), "wert"] == 1234.5
    assert werte.loc[("da_kinder_bg", "16065"), "kennzeichen"] == "."
    mehrdeutig = _kreise([1001000.0, "F", "1.234", "bis unter 5,50"])
    assert _fehler(tmp_path, **{BLATT: mehrdeutig}).gefunden == "„1.234“"


FRUEHER = [["KRS1221", "Kreisname", "kinder_bg"], [16065000.0, "Kyffhäuserkreis", 14.1]]


@pytest.mark.parametrize(
    ("uebersicht", "zeitraum"),
    [
        ([["Indikatorkürzel", "Bezeichnung", "Jahr"], ["kinder_bg", "Kinder in %", 2020]], "2020"),
        ([["Kürzel", "Bezeichnung", "Bezugsjahr"], ["kinder_bg", "Kinder in %", "2019-21"]], "2019/2021"),
        (
            [["Kürzel", "Bezeichnung", "Datenstand"], ["kinder_bg", "Kinder im Jahr 2020 in %", "2022"]],
            "2020",
        ),
        ([["kinder_bg", "Kinder in %, Jahr 2020", "Gebietsstand 2021"]], "2020"),
        # two sheets, two years: the row that names the sheet counts
        (
            [["kinder_bg", "Kinder 2019 in %", "KRS1219"], ["kinder_bg", "Kinder 2020 in %", "KRS1221"]],
            "2020",
        ),
    ],
)
def test_year_from_the_list_of_indicators(tmp_path: Path, uebersicht: list[list], zeitraum: str) -> None:
    pfad = _mappe(tmp_path, Inhaltsübersicht=[["leer"]], Übersicht=uebersicht, KRS1221=FRUEHER)
    lesung = read_deutschlandatlas(pfad, KATALOG)
    assert lesung.beobachtungen["zeitraum"].tolist() == [zeitraum]
    assert lesung.beobachtungen["gebietsstand"].tolist() == ["2021-12-31"]


@pytest.mark.parametrize(
    "uebersicht",
    [
        [["kinder_bg", "Kinder in %", "Gebietsstand 2021"]],
        [["kinder_bg", "Kinder in %", "Quelle: Statistisches Bundesamt 2022"]],
        [["Kürzel", "Bezeichnung", "Jahr"], ["kinder_bg", "Kinder in %", ""]],
        [["kinder_bg", "Kinder 2019 in %"], ["kinder_bg", "Kinder 2020 in %"]],
    ],
)
def test_no_year_is_guessed(tmp_path: Path, uebersicht: list[list]) -> None:
    fehler = _fehler(tmp_path, Inhaltsübersicht=[["leer"]], Übersicht=uebersicht, KRS1221=FRUEHER)
    assert "mit Jahr" in fehler.gefunden


@pytest.mark.parametrize(
    ("stand", "tag"),
    [("22.04.2026", "2026-04-22"), ("3. Mai 2023", "2023-05-03"), ("April 2021", "2021-04-01")],
)
def test_date_of_the_edition(tmp_path: Path, stand: str, tag: str) -> None:
    pfad = _mappe(tmp_path, Titel=[["Datentabellen"], [f"Stand: {stand}"]], **{BLATT: GUT})
    assert read_deutschlandatlas(pfad, KATALOG).quelle["stand"].tolist() == [tag]


def test_csv_is_recognised_and_refused(tmp_path: Path) -> None:
    pfad = tmp_path / "irgendwas.csv"
    pfad.write_text(
        "KRS12224;Kreisname;fl_suv;kinder_bg\n1001000;Flensburg, Stadt;55,51;21,5\n", encoding="cp1252"
    )
    assert recognise_datei(Probe.of(pfad))
    with pytest.raises(EingabeFehler, match="kein Jahr"):
        read_datei(pfad, KATALOG)
    pfad.write_text("Regionalschlüssel;Gemeindename;Bevölkerung insgesamt\n1;2;3\n", encoding="cp1252")
    assert not recognise_datei(Probe.of(pfad))


def test_web_page_named_xlsx(tmp_path: Path) -> None:
    pfad = tmp_path / "Deutschlandatlas-Daten.xlsx"
    pfad.write_text("<!DOCTYPE html><html><body>Fehler</body></html>", encoding="utf-8")
    with pytest.raises(EingabeFehler, match="Webseite"):
        read_deutschlandatlas(pfad, KATALOG)
