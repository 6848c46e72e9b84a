"""Web pages of the Landesamt: spans, broken markup, error pages, hostile pages."""

from pathlib import Path

import pytest

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.html_tabelle.leser import read_html_tabelle, recognise_html_tabelle
from assets.sources.html_tabelle.tabelle import parse
from schemas.sources import Beobachtungen

TITEL = "<div>Haushalte 2021 in Thüringen</div>"
KOPF = (
    "<table><thead><tr><td rowspan=2>Kreis-<br>nr.</td><td rowspan=2>Ge-<br>meinde-<br>nr.</td>"
    "<td rowspan=2>Gemeindename</td><td colspan=2>Haushalte</td><td rowspan=2>Mehr-<br>heit</td></tr>"
    "<tr><td>insge-<br>samt</td><td>Anteil<br>%</td></tr></thead><tbody>"
)
ZEILEN = (
    "<tr class='keinDruck'><td></td><td></td></tr>",
    "<tr><td>051</td><td>51000</td><td><nobr>Erfurt, Stadt<td>113 456</td><td>58,4</td><td></td></tr>",
    "<tr><td>065</td><td>65067</td><td>Sondershausen, Stadt</td><td>10.971</td><td>-</td><td>x</td></tr>",
    "<tr><td>065</td><td>65001</td><td>Abtsbessingen</td><td>.</td><td>/</td><td></td></tr>",
    "<tr><td></td><td></td><td>Thüringen</td><td>1</td><td>2</td><td></td></tr>",
)


def _datei(ort: Path, *zeilen: str, titel: str = TITEL, kopf: str = KOPF) -> Path:
    pfad = ort / "tabelle.xls"
    pfad.write_bytes((titel + kopf + "".join(zeilen or ZEILEN) + "</tbody></table>").encode("latin-1"))
    return pfad


def _fehler(pfad: Path) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_html_tabelle(pfad, {})
    return gefangen.value


def test_spans_signs_and_thousands(tmp_path: Path) -> None:
    pfad = _datei(tmp_path)
    assert recognise_html_tabelle(Probe.of(pfad))
    lesung = read_html_tabelle(pfad, {})
    Beobachtungen.validate(lesung.beobachtungen)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])
    gesamt = werte.loc["tls_haushalte_in_thueringen_haushalte_insgesamt"]
    assert gesamt["wert"].fillna(-1).to_dict() == {"16051000": 113_456, "16065067": 10_971, "16065001": -1}
    anteil = werte.loc["tls_haushalte_in_thueringen_haushalte_anteil"]
    assert anteil.loc["16065067", ["wert", "kennzeichen"]].tolist() == [0, "-"]
    assert anteil.loc["16065001", "kennzeichen"] == "/"
    assert anteil.loc["16051000", ["blatt", "zeile", "spalte"]].tolist() == ["Tabelle 1", 4, "E"]
    assert lesung.gebiete["name"].tolist() == ["Erfurt, Stadt", "Sondershausen, Stadt", "Abtsbessingen"]
    assert [m.einheit for m in lesung.merkmale] == ["Anzahl", "%"]
    assert any("Mehrheit" in w for w in lesung.warnungen)
    assert any("1 Zeilen ohne" in w and "Thüringen" in w for w in lesung.warnungen)


def test_kreise_and_years_in_the_head(tmp_path: Path) -> None:
    kopf = "<table><tr><th>Kreisnr.</th><th>Kreis</th><th>2022</th><th>2023</th></tr>"
    zeile = "<tr><td>65</td><td>Kyffhäuserkreis</td><td>7,5</td><td>7,9</td></tr>"
    pfad = _datei(tmp_path, zeile, titel="<h1>Arbeitslosenquote in Thüringen</h1>", kopf=kopf)
    zahlen = read_html_tabelle(pfad, {}).beobachtungen
    assert zahlen[["ags", "zeitraum", "wert"]].to_numpy().tolist() == [
        ["16065", "2022", 7.5],
        ["16065", "2023", 7.9],
    ]


@pytest.mark.parametrize(
    "seite",
    [
        b"<!DOCTYPE html><html><body>Ihre Sitzung ist abgelaufen.</body></html>",
        b"<html><form><table><tr><td>Name</td><td><input></td></tr></table></form></html>",
        b"<html><table><tr><td>Fehler</td><td>500</td></tr></table></html>",
        b"<table></table>",
        b"<table",
    ],
)
def test_pages_without_a_table_of_figures(tmp_path: Path, seite: bytes) -> None:
    pfad = tmp_path / "seite.xls"
    pfad.write_bytes(seite)
    assert not recognise_html_tabelle(Probe.of(pfad))
    assert _fehler(pfad).gefunden


@pytest.mark.parametrize(
    ("alt", "neu", "stelle"),
    [
        ("10.971", "viele", "„viele“"),
        ("10.971", "10.97", "10.97"),
        ("10.971", "10971", "10971"),
        ("65067", "", "keine Gemeindenummer"),
        ("<td>-</td>", "", "Zellen"),
        ("10.971", "", "leere Zelle"),
        ("65067", "66067", "66067"),
        ("65067", "6506", "6506"),
        ("065", "665", "65067"),
    ],
)
def test_damaged_cell_is_refused_with_its_place(tmp_path: Path, alt: str, neu: str, stelle: str) -> None:
    fehler = _fehler(_datei(tmp_path, ZEILEN[0], ZEILEN[1], ZEILEN[2].replace(alt, neu, 1)))
    assert stelle in fehler.gefunden
    assert (fehler.blatt, fehler.zeile) == ("Tabelle 1", 5)


def test_damaged_pages(tmp_path: Path) -> None:
    assert "zweiten Mal" in _fehler(_datei(tmp_path, ZEILEN[2], ZEILEN[2])).gefunden
    assert "Zeitraum" in _fehler(_datei(tmp_path, titel="<div>Haushalte in Thüringen</div>")).gefunden
    assert "Land" in _fehler(_datei(tmp_path, titel="")).gefunden
    assert "Land" in _fehler(_datei(tmp_path, ZEILEN[2], titel="<div>Haushalte 2021</div>")).gefunden
    gleich = KOPF.replace("<td>Anteil<br>%</td>", "<td>insgesamt</td>")
    assert "zweimal" in _fehler(_datei(tmp_path, kopf=gleich)).gefunden


def test_share_above_100_row_without_number_and_head_row_below(tmp_path: Path) -> None:
    assert "100,1" in _fehler(_datei(tmp_path, ZEILEN[1].replace("58,4", "100,1"))).gefunden
    ohne = ZEILEN[2].replace("<td>065</td><td>65067</td>", "<td></td><td></td>")
    assert "keine Nummer" in _fehler(_datei(tmp_path, ZEILEN[1], ohne)).gefunden
    zwischen = "<tr><th>Kreis-<br>nr.</th><th>a</th><th>b</th><th>3</th><th>4</th><th>5</th></tr>"
    assert "Nummer" in _fehler(_datei(tmp_path, ZEILEN[1], zwischen, ZEILEN[2])).gefunden


def test_gebietsstand_only_where_the_page_names_it(tmp_path: Path) -> None:
    assert read_html_tabelle(_datei(tmp_path), {}).beobachtungen["gebietsstand"].isna().all()
    pfad = _datei(tmp_path, titel=TITEL + "<div></div><div></div><div>Gebietsstand: 01.01.2024</div>")
    ohne_tag = read_html_tabelle(pfad, {})
    assert ohne_tag.beobachtungen["gebietsstand"].unique().tolist() == ["2024-01-01"]


def test_hostile_pages_cost_nothing(tmp_path: Path) -> None:
    riese = "<tr><td>065</td><td>65067</td><td>S</td><td colspan=60000 rowspan=60000>1</td></tr>" * 90
    assert "zu vielen Zellen" in _fehler(_datei(tmp_path, riese)).gefunden
    falle = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY geheim SYSTEM "file:///etc/hostname">]>'
        b"<table><tr><td>&geheim;</td></tr></table>"
    )
    seite = parse(falle, "falle.xls")
    assert "&geheim;" in seite.tabellen[0].rows[0][0] or seite.tabellen[0].rows[0][0] == ""
