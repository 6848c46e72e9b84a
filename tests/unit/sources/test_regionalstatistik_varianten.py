"""Tables nobody has seen: other arrangements read right, damage by a spreadsheet refused with a reason."""

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from assets.sources import erkennung
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.formate import FORMATE
from assets.sources.lesung import Lesung
from assets.sources.regionalstatistik import koerper as koerper_modul
from assets.sources.regionalstatistik import rohdaten as rohdaten_modul
from assets.sources.regionalstatistik.leser import read_regionalstatistik

FUSS = (
    "__________\n© Statistische Ämter des Bundes und der Länder, Deutschland, 2026.\n"
    "Stand: 09.07.2026 / 11:01:42\n"
)
KOPF = (
    "Tabelle: 99999-01-02-4\nBeispiele nach Geschlecht;;;;\nregionale Tiefe: Kreise und krfr. Städte;;;;\n"
    ";;;Fälle;Fälle\n;;;Insgesamt;weiblich\n;;;Anzahl;Anzahl\n"
)
KOERPER = (
    "2023;DG;Deutschland;100;40\n2023;01;  Schleswig-Holstein;50;20\n"
    "2023;01001;      Flensburg, kreisfreie Stadt;30;15\n2023;01002;      Kiel, kreisfreie Stadt;20;5\n"
)


def lies(ordner: Path, text: str | bytes, name: str = "99999-01-02-4.csv") -> Lesung:
    pfad = ordner / name
    pfad.write_bytes(text if isinstance(text, bytes) else text.encode("iso-8859-1"))
    assert [f.name for f in FORMATE if f.erkenne(Probe.of(pfad))] == ["regionalstatistik"]
    return read_regionalstatistik(pfad, {})


def fehler(ordner: Path, text: str | bytes) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as info:
        lies(ordner, text)
    return info.value


def werte(lesung: Lesung) -> dict[tuple[str, str, str], float]:
    b = lesung.beobachtungen
    return dict(zip(zip(b["merkmal_id"], b["ags"], b["zeitraum"], strict=True), b["wert"], strict=True))


# --- arrangements --------------------------------------------------------------------------------


def test_several_characteristics_around_the_period(tmp_path: Path) -> None:
    text = (
        "GENESIS-Tabelle: 99999-0001\nBeispiele;;;;;\n;;;;;Fälle\n;;;;;Anzahl\n"
        "deutsch;16065;      Kyffhäuserkreis;31.12.2023;unter 3 Jahre;7\n"
        "deutsch;16065;      Kyffhäuserkreis;31.12.2023;3 bis unter 6 Jahre;8\n"
        "ausländisch;16065;      Kyffhäuserkreis;31.12.2023;unter 3 Jahre;9\n"
    )
    gelesen = lies(tmp_path, text + FUSS)
    assert werte(gelesen) == {
        ("rs99999_faelle_deutsch_unter_3_jahre", "16065", "2023-12-31"): 7,
        ("rs99999_faelle_deutsch_3_bis_unter_6_jahre", "16065", "2023-12-31"): 8,
        ("rs99999_faelle_auslaendisch_unter_3_jahre", "16065", "2023-12-31"): 9,
    }
    fundstellen = gelesen.beobachtungen.set_index("wert")[["zeile", "spalte"]]
    assert fundstellen.loc[[7, 9]].to_numpy().tolist() == [[5, "F"], [7, "F"]]


def test_gemeinde_table_without_indentation(tmp_path: Path) -> None:
    text = (
        "Tabelle: 99999-01-01-5-B\nBeispiele;;;\n;;;Fälle\n2023;16065;Kyffhäuserkreis;5\n"
        "2023;16065001;Abtsbessingen;2\n2023;11001001;Berlin-Mitte;1\n"
    )
    assert {ags for _, ags, _ in werte(lies(tmp_path, text + FUSS))} == {"16065", "16065001"}


def test_units_that_no_list_names_are_no_labels(tmp_path: Path) -> None:
    text = (
        "Tabelle: 99999-01-01-4\nBeispiele;;;;;\n;;;Kaufwert;Fälle;Dichte\n"
        ";;;EUR je qm;Anzahl;je 1000 Einwohner\n"
        "2023;16065;Kreis;5,5;2;3\n"
    )
    merkmale = {m.id: (m.einheit, m.summierbar) for m in lies(tmp_path, text + FUSS).merkmale}
    assert merkmale == {
        "rs99999_kaufwert": ("EUR je qm", False),
        "rs99999_faelle": ("Anzahl", True),
        "rs99999_dichte": ("je 1000 Einwohner", False),
    }


def test_unit_from_the_title_else_none_is_claimed(tmp_path: Path) -> None:
    text = "Tabelle: 99999-01-01-4\nBeispiele{};;;\n;;;Fälle\n2023;16065;Kreis;5\n" + FUSS
    assert [m.einheit for m in lies(tmp_path, text.format(" (Anzahl)")).merkmale] == ["Anzahl"]
    ohne = lies(tmp_path, text.format("")).merkmale
    assert [(m.einheit, m.summierbar) for m in ohne] == [("ohne Angabe", False)]


def test_padding_at_the_ends_of_rows_is_read_without_loss(tmp_path: Path) -> None:
    text = KOPF + KOERPER + FUSS
    aufgefuellt = "\n".join(zeile + ";;;" for zeile in text.rstrip("\n").split("\n")) + "\n"
    einfach, gepolstert = lies(tmp_path, text), lies(tmp_path, aufgefuellt)
    pd.testing.assert_frame_equal(einfach.beobachtungen, gepolstert.beobachtungen)
    assert fehler(tmp_path, aufgefuellt.replace(";20;5;;;", ";20;5;;7;")).zeile == 10


def test_blocks_of_any_size_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    koerper = "".join(
        f"{jahr};{ags};      Gebiet {ags};{ags[-1]}{jahr % 10};{zelle}\n"
        for jahr in range(2000, 2020)
        for ags, zelle in (("16065", "-"), ("16064", "3,25"), ("16066", '"7"'), ("16067", "(8)"))
    )
    ganz = lies(tmp_path, KOPF + koerper + FUSS)
    monkeypatch.setattr(rohdaten_modul.Rohdaten.blocks, "__defaults__", (100,))
    monkeypatch.setattr(koerper_modul, "ARBEITER", 3)
    stuecke = lies(tmp_path, KOPF + koerper + FUSS)
    pd.testing.assert_frame_equal(ganz.beobachtungen, stuecke.beobachtungen)
    assert ganz.warnungen == stuecke.warnungen
    schaden = KOPF + koerper.replace(
        "2017;16064;      Gebiet 16064;47;3,25", "2017;16064;      Gebiet 16064;47;3.25"
    )
    assert (fehler(tmp_path, schaden + FUSS).zeile, fehler(tmp_path, schaden + FUSS).spalte) == (
        76,
        "Fälle / weiblich",
    )
    kurz = KOPF + koerper.replace("2018;16065;      Gebiet 16065;58;-", "2018;16065;      Gebiet 16065;58")
    assert fehler(tmp_path, kurz + FUSS).zeile == 79
    doppelt = KOPF + koerper + "2000;16065;      Gebiet 16065;1;1\n"
    assert (
        fehler(tmp_path, doppelt + FUSS).zeile,
        "Zeile 7" in fehler(tmp_path, doppelt + FUSS).erwartet,
    ) == (87, True)


def test_windows_1252_beyond_latin_1(tmp_path: Path) -> None:
    text = (KOPF + KOERPER + FUSS).replace("Flensburg", "Flensburg – „Stadt“")
    assert "Flensburg – „Stadt“, kreisfreie Stadt" in set(
        lies(tmp_path, text.encode("cp1252")).gebiete["name"]
    )


def test_period_in_header_and_column_is_ambiguous(tmp_path: Path) -> None:
    text = (
        "Tabelle: 99999-01-01-4\nBeispiele;;;;\n;;;31.12.2019;31.12.2020\n"
        ";;;Fälle;Fälle\n2023;16065;Kreis;1;2\n"
    )
    assert "an einer Stelle" in fehler(tmp_path, text + FUSS).erwartet


# --- sums ----------------------------------------------------------------------------------------


def test_control_sums_of_levels(tmp_path: Path) -> None:
    falsch = KOERPER.replace("Kiel, kreisfreie Stadt;20;5", "Kiel, kreisfreie Stadt;29;5")
    assert not any("Summe" in w for w in lies(tmp_path, KOPF + KOERPER + FUSS).warnungen)
    warnung = next(w for w in lies(tmp_path, KOPF + falsch + FUSS).warnungen if "Summe passt nicht" in w)
    assert "Zeile 8, Spalte D: 50 statt 59" in warnung


def test_control_sums_of_sexes(tmp_path: Path) -> None:
    kopf = "Tabelle: 99999-01-02-4\nBeispiele;;;;;\n;;;männlich;weiblich;Insgesamt\n;;;Anzahl;Anzahl;Anzahl\n"
    zeilen = [f"2023;160{n};      Kreis {n};{n};{n + 1};{2 * n + 1}\n" for n in range(51, 77)]
    assert not lies(tmp_path, kopf + "".join(zeilen) + FUSS).warnungen
    zeilen[3] = "2023;16054;      Kreis 54;54;45;109\n"
    warnungen = lies(tmp_path, kopf + "".join(zeilen) + FUSS).warnungen
    assert any("männlich und weiblich" in w and "Zeile 8, Spalte F: 109 statt 99" in w for w in warnungen)


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "zeit",
    ["2023-01", "Januar 2023", "1. Quartal 2023", "2023/Q1", "WS 2022/23", "II. Quartal", "1. Halbjahr 2023"],
)
def test_parts_of_years_are_refused(tmp_path: Path, zeit: str) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace("2023;", f"{zeit};") + FUSS)
    assert zeit in gefunden.gefunden
    assert "Monate" in gefunden.abhilfe


def test_months_beside_the_year_and_in_the_header_are_refused(tmp_path: Path) -> None:
    text = (
        "Tabelle: 99999-01-01-4\nBeispiele;;;;\n;;;;Fälle\n2023;Januar;16065;Kreis;1\n"
        "2023;Februar;16065;Kreis;1\n"
    )
    assert "„Januar“" in fehler(tmp_path, text + FUSS).gefunden
    kopf = KOPF.replace(";;;Insgesamt;weiblich", ";;;Januar;Februar")
    assert "„Januar“" in fehler(tmp_path, kopf + KOERPER + FUSS).gefunden


def test_english_edition_is_refused(tmp_path: Path) -> None:
    text = (KOPF + KOERPER + FUSS).replace("Tabelle:", "Table:").replace("Stand:", "as of:")
    assert "englische Fassung" in fehler(tmp_path, text).gefunden


@pytest.mark.parametrize("zahl", ["1.234", "1.234,5", "12.345.678", "8.3"])
def test_points_in_numbers_are_ambiguous(tmp_path: Path, zahl: str) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace(";20;5", f";{zahl};5") + FUSS)
    assert "Tausender oder Dezimalstellen" in gefunden.gefunden
    assert (gefunden.zeile, gefunden.spalte) == (10, "Fälle")


@pytest.mark.parametrize(
    ("alt", "neu", "zeile"),
    [(";01001;", ";1001;", 9), (";01;", ";1;", 8), (";01001;", ";1001001;", 9)],
)
def test_lost_leading_zeros(tmp_path: Path, alt: str, neu: str, zeile: int) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace(alt, neu) + FUSS)
    assert "ohne führende Null" in gefunden.gefunden
    assert (gefunden.zeile, gefunden.spalte) == (zeile, "Gebietsschlüssel")
    assert "Tabellenkalkulation" in gefunden.abhilfe


def test_lost_leading_zeros_throughout(tmp_path: Path) -> None:
    koerper = KOERPER.replace(";01;", ";1;").replace(";0100", ";100")
    assert "ohne führende Null" in fehler(tmp_path, KOPF + koerper + FUSS).gefunden


@pytest.mark.parametrize("zelle", ["Jan 19", "01. Dez", "1. Mrz", "Okt 15", "12-Dez", "01.12.2023"])
def test_dates_made_of_numbers(tmp_path: Path, zelle: str) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace(";20;5", f";20;{zelle}") + FUSS)
    assert "Datum" in gefunden.gefunden
    assert (gefunden.zeile, gefunden.spalte) == (10, "Fälle / weiblich")


def test_dates_made_of_characteristics_and_labels(tmp_path: Path) -> None:
    text = (
        "Tabelle: 99999-01-01-4\nBeispiele;;;;\n;;;;Fälle\n2023;16065;Kreis;unter 3;1\n"
        "2023;16065;Kreis;06. Mrz;1\n"
    )
    gefunden = fehler(tmp_path, text + FUSS)
    assert "06. Mrz" in gefunden.gefunden
    assert gefunden.zeile == 5
    kopf = KOPF.replace(";;;Insgesamt;weiblich", ";;;Insgesamt;Okt 15")
    assert "Okt 15" in fehler(tmp_path, kopf + KOERPER + FUSS).gefunden


def test_dates_turned_into_numbers(tmp_path: Path) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace("2023;", "45291;") + FUSS)
    assert "45291" in gefunden.gefunden
    assert "gewandelt" in gefunden.gefunden


def test_saved_anew_with_other_separators(tmp_path: Path) -> None:
    text = KOPF + KOERPER + FUSS
    assert "Komma" in fehler(tmp_path, text.replace(",", ".").replace(";", ",")).gefunden
    assert "Tabulator" in fehler(tmp_path, text.replace(";", "\t")).gefunden
    quoted = "\n".join(";".join(f'"{f}"' for f in z.split(";")) for z in text.split("\n"))
    assert "Anführungszeichen" in fehler(tmp_path, quoted).gefunden


@pytest.mark.parametrize("von", ["cp1252", "latin-1"])
def test_umlauts_converted_twice(tmp_path: Path, von: str) -> None:
    text = KOPF + KOERPER.replace("Kiel", "Groß Köln Ärger Übel Österreich") + FUSS
    doppelt = text.encode("utf-8").decode(von, errors="ignore").encode("utf-8")
    assert "Umlaute" in fehler(tmp_path, doppelt).gefunden
    verloren = (KOPF + KOERPER + FUSS).encode().decode("ascii", errors="replace").encode()
    assert "Umlaute" in fehler(tmp_path, verloren).gefunden


def test_damaged_umlaut_in_the_body_names_the_row(tmp_path: Path) -> None:
    text = (
        (KOPF + KOERPER + FUSS).replace("Kiel", "Köln").encode("latin-1").replace(b"K\xf6ln", "Köln".encode())
    )
    assert fehler(tmp_path, text).zeile == 10


def test_quote_without_its_counterpart(tmp_path: Path) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace("      Kiel", '"      Kiel') + FUSS)
    assert gefunden.zeile == 10


def test_giant_cell_is_refused_quickly(tmp_path: Path) -> None:
    assert fehler(tmp_path, KOPF + KOERPER.replace(";20;5", ";20;" + "9" * 5_000_000) + FUSS).zeile == 10


# --- workbook ------------------------------------------------------------------------------------


def write_workbook(pfad: Path, text: str, zahlen: bool = True, blatt: str = "99999-01-02-4") -> Path:
    """Write the cells of a CSV as the export does: numbers as number cells, keys as text."""
    with xlsxwriter.Workbook(pfad) as mappe:
        tabelle = mappe.add_worksheet(blatt)
        for i, zeile in enumerate(text.rstrip("\n").split("\n")):
            for j, feld in enumerate(zeile.split(";")):
                if zahlen and j > 2 and feld.replace(",", "", 1).isdigit():
                    tabelle.write_number(i, j, float(feld.replace(",", ".")))
                elif feld:
                    tabelle.write_string(i, j, feld)
    return pfad


def test_workbook_reads_like_the_csv(tmp_path: Path) -> None:
    csv = lies(tmp_path, KOPF + KOERPER + FUSS).beobachtungen
    pfad = write_workbook(tmp_path / "export.xlsx", KOPF + KOERPER + FUSS)
    assert erkennung.recognise(pfad) is not None
    mappe = read_regionalstatistik(pfad, {}).beobachtungen
    pd.testing.assert_frame_equal(csv.drop(columns="blatt"), mappe.drop(columns="blatt"))
    assert set(mappe["blatt"]) == {"99999-01-02-4"}


def test_workbook_with_merged_header_and_date_cells(tmp_path: Path) -> None:
    import datetime as dt

    pfad = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(pfad) as mappe:
        blatt, datum = mappe.add_worksheet(), mappe.add_format({"num_format": "dd.mm.yyyy"})
        blatt.merge_range(0, 0, 0, 4, "Tabelle: 99999-01-02-4")
        blatt.merge_range(1, 0, 1, 4, "Beispiele")
        blatt.merge_range(2, 3, 2, 4, "Fälle")
        blatt.write_row(3, 3, ["männlich", "weiblich"])
        blatt.merge_range(4, 3, 4, 4, "Anzahl")
        blatt.write_datetime(5, 0, dt.datetime(2023, 12, 31), datum)
        blatt.write_row(5, 1, ["01001", "      Flensburg; Stadt", 7, 8.5])
        blatt.write(6, 0, "__________")
        blatt.write(7, 0, "Eine Fußnote\nüber zwei Zeilen")
        blatt.write(8, 0, "Stand: 09.07.2026 / 11:01:42")
    gelesen = read_regionalstatistik(pfad, {})
    assert werte(gelesen) == {
        ("rs99999_faelle_maennlich", "01001", "2023-12-31"): 7,
        ("rs99999_faelle_weiblich", "01001", "2023-12-31"): 8.5,
    }
    assert gelesen.gebiete["name"].tolist() == ["Flensburg; Stadt"]
    assert gelesen.beobachtungen[["blatt", "zeile", "spalte"]].to_numpy().tolist() == [
        ["Sheet1", 6, "D"], ["Sheet1", 6, "E"],
    ]  # fmt: skip


def test_damaged_workbooks(tmp_path: Path) -> None:
    pfad = write_workbook(tmp_path / "a.xlsx", KOPF + KOERPER.replace(";01001;", ";1001;") + FUSS)
    with pytest.raises(EingabeFehler, match="ohne führende Null") as info:
        read_regionalstatistik(pfad, {})
    assert (info.value.blatt, info.value.zeile) == ("99999-01-02-4", 9)
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        read_regionalstatistik(write_workbook(tmp_path / "b.xlsx", KOPF + KOERPER), {})
    fremd = write_workbook(tmp_path / "c.xlsx", "a;b\n1;2\n")
    assert not any(f.name == "regionalstatistik" and f.erkenne(Probe.of(fremd)) for f in FORMATE)


def test_empty_characteristic_is_refused(tmp_path: Path) -> None:
    text = (
        "Tabelle: 99999-01-01-4\nBeispiele;;;;\n;;;;Fälle\n2023;16065;Kreis;weiblich;1\n2023;16065;Kreis;;1\n"
    )
    assert fehler(tmp_path, text + FUSS).zeile == 5
