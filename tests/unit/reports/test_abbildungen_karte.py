"""Maps: classes, holes, names, home district."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapefile
from hypothesis import given
from hypothesis import strategies as st

from assets.reports.abbildungen.daten import Flaeche, Karte
from assets.reports.abbildungen.geometrie import Projektion, rings_from_geojson
from assets.reports.abbildungen.karte import draw_karte
from assets.reports.abbildungen.klassen import class_index, make_classes
from assets.reports.zahlen import round_half_up

QUADRAT = ((10.0, 51.0), (10.3, 51.0), (10.3, 51.2), (10.0, 51.2))
LOCH = ((10.1, 51.05), (10.2, 51.05), (10.2, 51.15), (10.1, 51.15))
RING = Flaeche("16071", "Weimarer Land", (QUADRAT,), 7.2, loecher=(LOCH,), einwohner=82_000)
STADT = Flaeche("16055", "Weimar, Stadt", (LOCH,), 10.4, einwohner=65_000)
KARTE = Karte("Kinder in Grundsicherung", "%", 1, (RING, STADT), gebietsart="Kreise")


@given(st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=60), st.integers(0, 2))
def test_every_value_has_its_class_and_no_class_is_empty(werte: list[float], stellen: int) -> None:
    klassen = make_classes(werte, "%", stellen)
    assert 1 <= len(klassen) <= 5
    assert sum(klasse.anzahl for klasse in klassen) == len(werte)
    assert all(klasse.anzahl > 0 for klasse in klassen)
    stellen_der_werte = [class_index(wert, klassen, stellen) for wert in werte]
    assert [stellen_der_werte.count(n) for n in range(len(klassen))] == [k.anzahl for k in klassen]
    for wert in werte:
        klasse = klassen[class_index(wert, klassen, stellen)]
        gedruckt = float(round_half_up(wert, stellen))
        assert klasse.untergrenze is None or klasse.untergrenze <= gedruckt
        assert klasse.obergrenze is None or gedruckt <= klasse.obergrenze
    assert len({klasse.farbe for klasse in klassen}) == len(klassen)


def test_limits_are_round_and_belong_to_the_upper_class() -> None:
    klassen = make_classes([3.6, 4.2, 4.96, 5.4, 6.0, 6.6, 7.0, 7.9, 8.1, 11.8], "Minuten", 1)
    assert len(klassen) == 5
    assert klassen[0].text.startswith("unter ")
    assert klassen[0].text.endswith("\u00a0Minuten")
    assert klassen[-1].text.endswith(" und mehr")
    assert all(klasse.obergrenze == naechste.untergrenze for klasse, naechste in pairwise(klassen))
    # 4.96 is printed 5,0 and so does not lie under 5
    nummer = class_index(4.96, klassen, 1)
    assert class_index(5.0, klassen, 1) == nummer


def test_fewer_than_five_values_are_their_own_classes() -> None:
    klassen = make_classes([0.0, 0.0, 1.0, 2.0], "Plätze", 0)
    assert [(k.text, k.anzahl) for k in klassen] == [("0\u00a0Plätze", 2), ("1", 1), ("2", 1)]
    assert make_classes([], "%", 1) == ()


def test_hole_stays_open() -> None:
    projektion = Projektion((RING, STADT), 100, 100)
    ring, stadt = projektion.polygon(RING, 0, 0), projektion.polygon(STADT, 0, 0)
    assert ring.intersection(stadt).area == pytest.approx(0, abs=1e-6)
    # a degree of longitude is shorter than one of latitude by cos(51.1°) = 0.628
    assert projektion.breite / projektion.hoehe == pytest.approx(0.3 * 0.628 / 0.2, rel=0.001)


def test_map_with_home_hole_and_missing_value(mitschrift: Any) -> None:
    mitschrift.clear()
    daten = replace(KARTE, flaechen=(RING, replace(STADT, wert=None)), heimat_ags="16071")
    bild = draw_karte(daten)
    mitschrift.assert_tidy()
    assert "Hervorgehoben: Weimarer Land 7,2\u202f%." in bild.alt
    assert bild.alt.endswith("Ohne Angabe: 1.")
    assert mitschrift.box("keine Angabe")
    assert [klasse.anzahl for klasse in bild.klassen] == [1]


def test_name_on_the_darkest_fill_is_white() -> None:
    felder = tuple(
        replace(
            STADT,
            ags=str(nummer),
            name="Ort",
            wert=float(nummer),
            ringe=(tuple((x + nummer * 0.1, y) for x, y in LOCH),),
        )
        for nummer in range(5)
    )
    dunkel = draw_karte(replace(KARTE, flaechen=felder, beschriftungen=5)).svg.decode()
    ohne = draw_karte(replace(KARTE, flaechen=felder, beschriftungen=0)).svg.decode()
    weiss = "fill: #ffffff"
    assert dunkel.count(weiss) > ohne.count(weiss)


def test_map_of_one_area_and_of_nothing_known() -> None:
    einzeln = draw_karte(replace(KARTE, flaechen=(STADT,)))
    assert "1 Gebiet" in einzeln.alt
    unbekannt = draw_karte(replace(KARTE, flaechen=(replace(STADT, wert=None),)))
    assert unbekannt.klassen == ()
    with pytest.raises(ValueError, match="keine Flächen"):
        draw_karte(replace(KARTE, flaechen=()))


@pytest.mark.quellen
def test_kreise_of_thueringen_from_the_published_outlines(quellen: Path, mitschrift: Any) -> None:
    mitschrift.clear()
    karte = shapefile.Reader(str(quellen / "geometrie" / "VG2500_KRS.shp"), encoding="utf-8")
    flaechen = []
    for nummer, zeile in enumerate(karte.iterShapeRecords()):
        ags = zeile.record["AGS"]
        if ags.startswith("16"):
            ringe, loecher = rings_from_geojson(zeile.shape.__geo_interface__)
            # metres instead of degrees, shrunk to a plausible range: only the form matters here
            grad = tuple(tuple((x / 65_000, y / 111_000) for x, y in ring) for ring in ringe)
            innen = tuple(tuple((x / 65_000, y / 111_000) for x, y in ring) for ring in loecher)
            flaechen.append(
                Flaeche(ags, zeile.record["GEN"], grad, 5 + nummer * 0.37 % 9, innen, einwohner=nummer)
            )
    assert len(flaechen) == 22
    daten = Karte("Beispiel", "%", 1, tuple(flaechen), 22, "Kreise", "16065")
    bild = draw_karte(daten)
    mitschrift.assert_tidy()
    assert sum(klasse.anzahl for klasse in bild.klassen) == 22
    assert mitschrift.box("Kyffhäuserkreis")
    assert bild.svg == draw_karte(daten).svg
