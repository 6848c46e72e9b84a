"""INKAR: layout and every kind of damage, on small workbooks."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.inkar.leser import read_inkar, recognise_inkar

NAME = "Schuldnerquote"
META = [["Dokumentation"], ["Indikator", "Langname"], [NAME, "Private Schuldner je 100 Einwohner"]]
QUELLE = [["Quelle (Zitierhinweis): Raum- und Stadtentwicklung. INKAR. Ausgabe 2024. Hrsg.: BBSR"]]
KOPF = ["Kennziffer", "Raumeinheit", "Aggregat", NAME, NAME]
JAHRE = ["", "", "", "2020", "2021"]
GUT = [
    KOPF,
    JAHRE,
    ["01001", "Flensburg, Stadt", "Kreise", "16.35", 14.79],
    ["16065", "Kyffhäuserkreis", "Kreise", "", "10.65"],
]
KATALOG = {
    "inkar_schuldnerquote": MerkmalEintrag(
        id="inkar_schuldnerquote",
        name=NAME,
        definition=NAME,
        einheit="%",
        bezug="Jahr",
        familie="inkar",
        tabelle=NAME,
        spalte=(NAME,),
        summierbar=False,
    )
}


def _mappe(ort: Path, daten: list[list], quelle: list[list] = QUELLE) -> Path:
    pfad = ort / "Export.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        for name, zeilen in {"Daten": daten, "Metadaten": META, "Quellangabe": quelle}.items():
            blatt = buch.add_worksheet(name)
            for i, zeile in enumerate(zeilen):
                blatt.write_row(i, 0, zeile)
    return pfad


def _fehler(ort: Path, daten: list[list], quelle: list[list] = QUELLE) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_inkar(_mappe(ort, daten, quelle), KATALOG)
    return gefangen.value


def test_reads_text_and_numbers_and_counts_empty_cells(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, GUT)
    lesung = read_inkar(pfad, KATALOG)
    assert recognise_inkar(pfad)
    werte = lesung.beobachtungen.set_index(["ags", "zeitraum"])["wert"]
    assert werte.to_dict() == {("01001", "2020"): 16.35, ("01001", "2021"): 14.79, ("16065", "2021"): 10.65}
    assert lesung.quelle["quelle_id"].tolist() == ["inkar_2024_schuldnerquote"]
    assert lesung.quelle["stand"].tolist() == ["2024-01-01"]
    assert any("1 leere Zellen" in w for w in lesung.warnungen)


def test_unknown_indicator_becomes_a_new_entry(tmp_path: Path) -> None:
    lesung = read_inkar(_mappe(tmp_path, GUT), {})
    assert [m.id for m in lesung.merkmale] == ["inkar_schuldnerquote"]
    assert "je 100 Einwohner" in lesung.merkmale[0].definition


def test_verband_keys_become_planungsbereiche(tmp_path: Path) -> None:
    daten = [KOPF, JAHRE, ["160655052", "Ebeleben", "Gemeindeverbände", 1, 2]]
    lesung = read_inkar(_mappe(tmp_path, daten), KATALOG)
    assert set(lesung.beobachtungen["ags"]) == {"16065-P5052"}
    assert lesung.quelle["quelle_id"].tolist() == ["inkar_2024_schuldnerquote_gemeindeverbaende"]


def test_text_where_a_number_belongs(tmp_path: Path) -> None:
    fehler = _fehler(tmp_path, [*GUT, ["16066", "Schmalkalden-Meiningen", "Kreise", "k.A.", 1]])
    assert (fehler.zeile, fehler.spalte, fehler.gefunden) == (5, "2020", "„k.A.“")


@pytest.mark.parametrize("schluessel", ["99065", "1606", "abcde"])
def test_unknown_key(tmp_path: Path, schluessel: str) -> None:
    assert _fehler(tmp_path, [*GUT, [schluessel, "x", "Kreise", 1, 1]]).spalte == "Kennziffer"


def test_duplicate_row(tmp_path: Path) -> None:
    assert _fehler(tmp_path, [*GUT, GUT[-1]]).zeile == 5


def test_header_gone(tmp_path: Path) -> None:
    assert "Kennziffer" in str(_fehler(tmp_path, GUT[1:]))


def test_years_gone(tmp_path: Path) -> None:
    assert _fehler(tmp_path, [GUT[0], *GUT[2:]]).zeile == 2


def test_year_twice(tmp_path: Path) -> None:
    assert _fehler(tmp_path, [KOPF, ["", "", "", "2020", "2020"], *GUT[2:]]).zeile == 2


def test_only_headers(tmp_path: Path) -> None:
    assert "keine Datenzeile" in str(_fehler(tmp_path, GUT[:2]))


def test_citation_gone(tmp_path: Path) -> None:
    assert "Ausgabe" in str(_fehler(tmp_path, GUT, [["nichts"]]))


def test_web_page_named_xls(tmp_path: Path) -> None:
    pfad = tmp_path / "E_Schuldnerquote.xls"
    pfad.write_text("<!DOCTYPE html><html><body>Sitzung abgelaufen</body></html>", encoding="utf-8")
    with pytest.raises(EingabeFehler, match="Webseite"):
        read_inkar(pfad, KATALOG)


def test_empty_file(tmp_path: Path) -> None:
    pfad = tmp_path / "leer.xls"
    pfad.touch()
    with pytest.raises(EingabeFehler, match="leere Datei"):
        read_inkar(pfad, KATALOG)


def _lies(ort: Path, daten: list[list], quelle: list[list] = QUELLE) -> dict[tuple[str, str], float]:
    beobachtungen = read_inkar(_mappe(ort, daten, quelle), KATALOG).beobachtungen
    return beobachtungen.set_index(["ags", "zeitraum"])["wert"].to_dict()


SOLL = {("01001", "2020"): 16.35, ("16065", "2020"): 10.65}


@pytest.mark.parametrize(
    "daten",
    [
        # one header row with the year at the end of the name; other order of columns; no level
        [
            ["Kennziffer", "Raumeinheit", "Aggregat", f"{NAME} 2020"],
            ["01001", "F", "Kreise", 16.35],
            ["16065", "K", "Kreise", 10.65],
        ],
        [
            ["Raumeinheit", "Kennziffer", NAME, "Aggregat"],
            ["", "", "2020", ""],
            ["F", "01001", "16.35", "Kreise"],
            ["K", "16065", "10.65", "Kreise"],
        ],
        [["Kennziffer", "Raumeinheit", NAME], ["", "", 2020], ["01001", "F", 16.35], ["16065", "K", 10.65]],
        # the year above the name; a title above the header
        [
            ["INKAR"],
            ["Kennziffer", "Raumeinheit", "Aggregat", "2020"],
            ["", "", "", NAME],
            ["01001", "F", "Kreise", 16.35],
            ["16065", "K", "Kreise", 10.65],
        ],
        # eight-digit keys, keys as numbers without their zero, old names of the level
        [KOPF[:4], JAHRE[:4], ["01001000", "F", "Kreise", 16.35], ["16065000", "K", "Kreise", 10.65]],
        [KOPF[:4], JAHRE[:4], [1001, "F", "kreisfreie Stadt", 16.35], [16065, "K", "Landkreis", 10.65]],
        # long
        [
            ["Kennziffer", "Raumeinheit", "Aggregat", "Indikator", "Zeitbezug", "Wert"],
            ["01001", "F", "Kreise", NAME, 2020, 16.35],
            ["16065", "K", "Kreise", NAME, 2020, 10.65],
        ],
    ],
)
def test_layouts_of_other_editions(tmp_path: Path, daten: list[list]) -> None:
    assert _lies(tmp_path, daten) == SOLL


def test_mixed_levels_have_a_source_each(tmp_path: Path) -> None:
    daten = [
        KOPF[:4],
        JAHRE[:4],
        ["0", "Bund", "Bund", 10],
        ["16", "Thüringen", "Bundesländer", 9.5],
        ["16065", "Kyffhäuserkreis", "Kreise", 10.65],
        ["160655052", "Ebeleben", "Gemeindeverbände (Verwaltungsgemeinschaft)", 8],
        ["16065067", "Sondershausen", "Gemeinden", 7],
        ["0101", "Region", "Raumordnungsregionen", 5],
    ]
    lesung = read_inkar(_mappe(tmp_path, daten), KATALOG)
    assert lesung.beobachtungen.set_index("ags")["wert"].to_dict() == {
        "00": 10, "16": 9.5, "16065": 10.65, "16065-P5052": 8, "16065067": 7,
    }  # fmt: skip
    assert lesung.quelle["quelle_id"].nunique() == 5
    assert any("Raumordnungsregionen" in w for w in lesung.warnungen)


def test_place_of_every_figure(tmp_path: Path) -> None:
    zeile = read_inkar(_mappe(tmp_path, GUT), KATALOG).beobachtungen.set_index(["ags", "zeitraum"])
    assert zeile.loc[("16065", "2021"), ["blatt", "zeile", "spalte"]].tolist() == ["Daten", 4, "E"]


def test_edition_with_a_month(tmp_path: Path) -> None:
    quelle = [["Laufende Raumbeobachtung des BBSR – INKAR, Ausgabe 06/2023"]]
    lesung = read_inkar(_mappe(tmp_path, GUT, quelle), KATALOG)
    assert lesung.quelle["stand"].tolist() == ["2023-06-01"]
    assert any("Gebietsstand der INKAR-Ausgabe 2023" in w for w in lesung.warnungen)


def test_a_lost_zero_in_the_middle_is_no_lost_column(tmp_path: Path) -> None:
    daten = [
        *GUT[:2],
        ["16064", "U", "Kreise", 1, 1],
        ["6065", "K", "Kreise", 1, 1],
        ["16066", "S", "Kreise", 1, 1],
    ]
    assert _fehler(tmp_path, daten).gefunden == "„6065“"


def test_shifted_row(tmp_path: Path) -> None:
    fehler = _fehler(tmp_path, [*GUT, ["16066", "S", "Kreise", "", 1, 2]])
    assert "ohne Spaltenkopf" in fehler.gefunden


def test_name_of_a_measure_lost(tmp_path: Path) -> None:
    assert _fehler(tmp_path, [[*KOPF[:4], ""], *GUT[1:]]).zeile == 2


def test_ambiguous_point(tmp_path: Path) -> None:
    daten = [KOPF[:4], JAHRE[:4], ["01001", "F", "Kreise", "1.234"], ["16065", "K", "Kreise", "2.345"]]
    assert "Tausender" in _fehler(tmp_path, daten).gefunden


def test_a_new_measure_never_takes_the_id_of_another(tmp_path: Path) -> None:
    belegt = KATALOG["inkar_schuldnerquote"].model_copy(update={"spalte": ("Anderes",)})
    lesung = read_inkar(_mappe(tmp_path, GUT), {belegt.id: belegt})
    assert lesung.merkmale[0].id.startswith("inkar_schuldnerquote_")


def test_truncated_workbook(tmp_path: Path) -> None:
    pfad = _mappe(tmp_path, GUT)
    pfad.write_bytes(pfad.read_bytes()[:2000])
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        read_inkar(pfad, KATALOG)
