"""INKAR: layout and every kind of damage, on small workbooks."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.inkar import read_inkar, recognise_inkar

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
