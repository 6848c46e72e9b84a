"""The five figures: what they say, that they repeat, and that labels stay apart."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.reports.abbildungen.balken import draw_balken
from assets.reports.abbildungen.daten import (
    Abbildung,
    Altersgruppe,
    Balken,
    Balkenzeile,
    Flaeche,
    Karte,
    Pyramide,
    Reihe,
    Streifen,
    Zeitreihe,
)
from assets.reports.abbildungen.karte import draw_karte
from assets.reports.abbildungen.pyramide import draw_pyramide
from assets.reports.abbildungen.streifen import draw_streifen
from assets.reports.abbildungen.zeitreihe import HINWEIS_ACHSE, draw_zeitreihe

# Deutschlandatlas 2026-04-22, sheet KRS1224, kinder_bg: value of 16065, minimum, maximum, median
STREIFEN = Streifen(
    titel="Kinder unter 15 Jahren in SGB-II-Bedarfsgemeinschaften, 2024",
    einheit="%",
    nachkommastellen=1,
    heimat_name="Kyffhäuserkreis",
    heimat_wert=13.3,
    werte_alle=tuple(2.3 + nummer * 0.0804 for nummer in range(400)),
    werte_land=(5.5, 6.1, 8.4, 8.5, 9.0, 11.5, 16.6, 22.4),
    land_name="Thüringen",
    grenzen=(2.3, 6.2, 8.8, 11.1, 14.8, 34.4),
    median=9.8,
    anzahl=400,
    fuenftel=4,
)
# Regionaldatenbank, table 13211-02-05-4, all civilian labour force
ZEITREIHE = Zeitreihe(
    titel="Arbeitslosenquote",
    einheit="%",
    nachkommastellen=1,
    reihen=(
        Reihe("Kyffhäuserkreis", "kreis", ((2019, 7.9), (2018, 8.3), (2020, 8.2), (2023, 8.7), (2025, 8.3))),
        Reihe("Thüringen", "land", ((2018, 5.5), (2019, 5.3), (2020, 6.0), (2023, 5.9), (2025, 6.4))),
        Reihe("Deutschland", "bund", ((2018, 5.2), (2019, 5.0), (2020, 5.9), (2023, 5.7), (2025, 6.3))),
    ),
    brueche=((2022, "Gebietsreform"), (2023, "Zensus 2022")),
)


def _square(x: int, y: int, wert: float | None, name: str = "Ort") -> Flaeche:
    ring = ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))
    verschoben = tuple((10.5 + a * 0.1, 51.2 + b * 0.07) for a, b in ring)
    return Flaeche(f"16065{x:02d}{y}", f"{name} {x}{y}, Stadt", (verschoben,), wert, einwohner=100 * x + y)


KARTE = Karte(
    titel="Pkw-Fahrzeit zur nächsten Grundschule",
    einheit="Minuten",
    nachkommastellen=1,
    flaechen=tuple(_square(n % 7, n // 7, None if n == 3 else 3.0 + n * 0.37) for n in range(28)),
)
PYRAMIDE = Pyramide(
    titel="Bevölkerung im Kyffhäuserkreis, 31.12.2020",
    # Regionaldatenbank, table 12411-0018, 31.12.2020, 16065 (ages summed up to wider groups)
    gruppen=(
        Altersgruppe("unter 3", 0, 2, 752, 753),
        Altersgruppe("3 bis unter 6", 3, 5, 974, 854),
        Altersgruppe("6 bis unter 15", 6, 14, 2875, 2628),
        Altersgruppe("15 bis unter 65", 15, 64, 22708, 21994),
        Altersgruppe("65 bis unter 75", 65, 74, 5101, 5597),
        Altersgruppe("75 und älter", 75, None, 4083, 6203),
    ),
)
BALKEN = Balken(
    titel="Kinder in Grundsicherung",
    einheit="%",
    nachkommastellen=1,
    zeilen=(
        Balkenzeile("Kyffhäuserkreis", 13.3, 12.7, 13.9, "kreis"),
        Balkenzeile("Thüringen", 11.1, rolle="land"),
        Balkenzeile("Planungsbereich Verwaltungsgemeinschaft Kyffhäuser und Umland", 18.2, rolle="gemeinde"),
        Balkenzeile("Clingen", None, rolle="gemeinde", kennzeichen="g"),
    ),
)
ALLE: list[tuple[Callable[[Any], Abbildung], Any]] = [
    (draw_streifen, STREIFEN),
    (draw_zeitreihe, ZEITREIHE),
    (draw_karte, KARTE),
    (draw_pyramide, PYRAMIDE),
    (draw_balken, BALKEN),
]
KENNUNGEN = ["streifen", "zeitreihe", "karte", "pyramide", "balken"]


@pytest.mark.parametrize(("draw", "daten"), ALLE, ids=KENNUNGEN)
def test_figure_is_one_repeatable_drawing_of_page_width(
    draw: Callable[[Any], Abbildung], daten: Any, mitschrift: Any
) -> None:
    mitschrift.clear()
    bild = draw(daten)
    mitschrift.assert_tidy()
    assert bild.svg == draw(daten).svg
    assert bild.breite_mm == 161.0
    assert 20 < bild.hoehe_mm < 130
    assert ET.fromstring(bild.svg).tag.endswith("svg")  # noqa: S314  (our own drawing)
    assert daten.titel in bild.alt
    assert bild.alt.endswith(".")
    assert "  " not in bild.alt
    assert "None" not in bild.alt


@pytest.mark.parametrize(("draw", "daten"), ALLE, ids=KENNUNGEN)
def test_figure_is_fast(draw: Callable[[Any], Abbildung], daten: Any) -> None:
    draw(daten)
    zeiten = []
    for _ in range(3):
        beginn = time.process_time()
        draw(daten)
        zeiten.append(time.process_time() - beginn)
    assert min(zeiten) < 0.15


def test_streifen_says_what_it_shows() -> None:
    bild = draw_streifen(STREIFEN)
    assert "Kyffhäuserkreis: 13,3\u202f%, im zweithöchsten Fünftel." in bild.alt
    assert (
        "Median der 400 Kreise: 9,8\u202f%, kleinster Wert 2,3\u202f%, größter Wert 34,4\u202f%" in bild.alt
    )
    assert "Thüringen: 5,5\u202f% bis 22,4\u202f%" in bild.alt
    assert bild.legende.startswith("Jeder Strich ein Kreis oder eine kreisfreie Stadt; kräftige Striche")


def test_streifen_of_the_base_set_alone_draws_the_land() -> None:
    bild = draw_streifen(replace(STREIFEN, werte_alle=()))
    assert bild.legende.startswith("Blaue Striche: Thüringen; Punkt: Kyffhäuserkreis; helle Flächen")
    assert len(bild.svg) < len(draw_streifen(STREIFEN).svg)


def test_streifen_without_home_value_says_so(mitschrift: Any) -> None:
    mitschrift.clear()
    bild = draw_streifen(replace(STREIFEN, heimat_wert=None, fuenftel=None))
    assert "Kyffhäuserkreis: keine Angabe." in bild.alt
    assert mitschrift.box("Kyffhäuserkreis: keine Angabe")


def test_streifen_says_when_its_axis_does_not_begin_at_zero() -> None:
    # Deutschlandatlas 2026-04-22: share of minors, minimum 12,5 and maximum 19,8 of the 400 Kreise
    eng = replace(
        STREIFEN,
        heimat_wert=14.7,
        werte_alle=(),
        werte_land=(15.1, 16.0),
        grenzen=(12.5, 15.5, 16.4, 17.0, 17.6, 19.8),
        median=16.7,
    )
    assert draw_streifen(STREIFEN).hinweis == ""
    assert draw_streifen(eng).hinweis == "Die Achse beginnt nicht bei null."


def test_streifen_wants_ascending_limits() -> None:
    with pytest.raises(ValueError, match="aufsteigend"):
        draw_streifen(replace(STREIFEN, grenzen=(2.3, 8.8, 6.2, 11.1, 14.8, 34.4)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    grenzen=st.lists(st.floats(-5000, 60000, allow_nan=False), min_size=6, max_size=6).map(sorted),
    lage=st.floats(0, 1),
    einheit=st.sampled_from(["%", "EUR", "je 100 000 Einwohner unter 15 Jahren"]),
    name=st.sampled_from(["Ahr", "Kyffhäuserkreis", "Landkreis Mecklenburgische Seenplatte"]),
)
def test_labels_of_streifen_stay_apart_and_on_the_canvas(
    mitschrift: Any, grenzen: list[float], lage: float, einheit: str, name: str
) -> None:
    minimum, maximum = grenzen[0], grenzen[-1]
    heimat = min(max(minimum + lage * (maximum - minimum), minimum), maximum)
    mitschrift.clear()
    draw_streifen(
        replace(
            STREIFEN,
            einheit=einheit,
            heimat_name=name,
            heimat_wert=heimat,
            werte_alle=(),
            werte_land=(),
            grenzen=tuple(grenzen),  # type: ignore[arg-type]
            median=grenzen[3],
        )
    )
    mitschrift.assert_tidy()


def test_zeitreihe_says_what_it_shows() -> None:
    bild = draw_zeitreihe(ZEITREIHE)
    assert "2018 bis 2025" in bild.alt
    assert (
        "Kyffhäuserkreis: 8,3\u202f% (2018), zuletzt 8,3\u202f% (2025), höchster Wert 8,7\u202f% (2023)"
        in bild.alt
    )
    assert bild.alt.endswith("Bruch vor 2022: Gebietsreform. Bruch vor 2023: Zensus 2022.")
    assert bild.legende == "Gepunktet: keine Werte im Bestand."
    assert bild.hinweis == ""


def test_zeitreihe_cuts_the_axis_only_where_zero_would_hide_everything() -> None:
    flach = tuple((jahr, 50.0 + jahr - 2015) for jahr in range(2015, 2022))
    bild = draw_zeitreihe(replace(ZEITREIHE, reihen=(Reihe("Kyffhäuserkreis", "kreis", flach),)))
    assert bild.hinweis == HINWEIS_ACHSE
    gleich = tuple((jahr, 50.0) for jahr in range(2015, 2022))
    bild = draw_zeitreihe(replace(ZEITREIHE, reihen=(Reihe("Kyffhäuserkreis", "kreis", gleich),)))
    assert bild.hinweis == ""


def test_zeitreihe_without_points_or_with_a_year_twice() -> None:
    with pytest.raises(ValueError, match="keine Werte"):
        draw_zeitreihe(replace(ZEITREIHE, reihen=(Reihe("Kyffhäuserkreis", "kreis", ()),)))
    with pytest.raises(ValueError, match="doppelt"):
        draw_zeitreihe(
            replace(ZEITREIHE, reihen=(Reihe("Kyffhäuserkreis", "kreis", ((2020, 1.0), (2020, 2.0))),))
        )


WERTE = st.floats(-50, 50_000, allow_nan=False)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    werte=st.lists(st.dictionaries(st.integers(2005, 2025), WERTE, min_size=1), min_size=1, max_size=4),
    brueche=st.lists(
        st.tuples(st.integers(2005, 2025), st.sampled_from(["Zensus 2022", "neue Bevölkerungsbasis"])),
        max_size=3,
        unique_by=lambda bruch: bruch[0],
    ),
    einheit=st.sampled_from(["%", "EUR", "je 1 000 Einwohner"]),
)
def test_labels_of_zeitreihe_stay_apart_and_on_the_canvas(
    mitschrift: Any, werte: list[dict[int, float]], brueche: list[tuple[int, str]], einheit: str
) -> None:
    rollen = ("kreis", "land", "bund", "median")
    namen = ("Landkreis Mecklenburgische Seenplatte", "Thüringen", "Deutschland", "Median der Kreise")
    reihen = tuple(
        Reihe(name, rolle, tuple(punkte.items()))  # type: ignore[arg-type]
        for name, rolle, punkte in zip(namen, rollen, werte, strict=False)
    )
    mitschrift.clear()
    draw_zeitreihe(replace(ZEITREIHE, reihen=reihen, brueche=tuple(brueche), einheit=einheit))
    mitschrift.assert_tidy()


def test_pyramide_shows_persons_per_year_of_age() -> None:
    bild = draw_pyramide(PYRAMIDE)
    assert "36\u202f493 Männer und 38\u202f029 Frauen" in bild.alt
    assert "Altersgruppe 65 bis unter 75 mit 1\u202f070 Personen je Altersjahr" in bild.alt
    assert "Personen je Altersjahr" in bild.hinweis
    assert "ab 75 Jahren ist gleichmäßig auf 20 Altersjahre verteilt" in bild.hinweis


def test_pyramide_with_outline_names_it() -> None:
    bild = draw_pyramide(replace(PYRAMIDE, umriss=PYRAMIDE.gruppen, umriss_name="31.12.2015"))
    assert bild.legende.startswith("Umriss: 31.12.2015.")


def test_pyramide_refuses_gaps() -> None:
    with pytest.raises(ValueError, match="schließen nicht an"):
        draw_pyramide(replace(PYRAMIDE, gruppen=PYRAMIDE.gruppen[:1] + PYRAMIDE.gruppen[2:]))
    with pytest.raises(ValueError, match="keine Altersgruppen"):
        draw_pyramide(replace(PYRAMIDE, gruppen=()))


def test_balken_says_every_value_and_explains_signs() -> None:
    bild = draw_balken(BALKEN)
    assert "Kyffhäuserkreis: 13,3\u202f% (Vertrauensbereich 12,7 bis 13,9\u202f%)" in bild.alt
    assert "Clingen: eigene Sperrung zum Schutz von Personen." in bild.alt
    assert bild.legende == (
        "Waagerechte Striche: 95-%-Vertrauensbereich. „g“ eigene Sperrung zum Schutz von Personen."
    )


def test_balken_with_negative_and_with_no_values(mitschrift: Any) -> None:
    mitschrift.clear()
    zeilen = (Balkenzeile("Kyffhäuserkreis", -3.3, -4.1, -2.2, "kreis"), Balkenzeile("Thüringen", 1.1))
    draw_balken(replace(BALKEN, zeilen=zeilen))
    mitschrift.assert_tidy()
    assert mitschrift.box("\u22123,3").links > mitschrift.box("Kyffhäuserkreis").rechts
    assert draw_balken(replace(BALKEN, zeilen=(Balkenzeile("Clingen", None),))).svg
    with pytest.raises(ValueError, match="keine Zeilen"):
        draw_balken(replace(BALKEN, zeilen=()))


def test_long_unit_of_balken_stands_once() -> None:
    bild = draw_balken(replace(BALKEN, einheit="je 100 000 Einwohner"))
    assert bild.alt.count("je 100 000 Einwohner") == 1
