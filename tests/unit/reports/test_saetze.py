"""Sentences from values. Figures: Regionaldatenbank 13211-02-05-4 (2023, 2025) and 21111-02-06-4 (2023)."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.models import Bruch, IndikatorEintrag
from assets.reports import saetze
from assets.reports.bestand import Messwert, Trendwert, Vergleichswert
from assets.reports.gebietsname import name_of
from assets.sources.fehler import EingabeFehler

KYF = name_of("Kyffhäuserkreis", "16065")
THUERINGEN = name_of("Thüringen", "16")


def eintrag(**anders: Any) -> IndikatorEintrag:
    angaben: dict[str, Any] = {
        "id": "arbeitslosenquote",
        "name": "Arbeitslosenquote",
        "kurz": "Arbeitslosenquote",
        "definition": "Arbeitslose je 100 zivile Erwerbspersonen",
        "wert": "rs13211_quote",
        "satz": "{im_gebiet} waren {jahr} {wert} Prozent der zivilen Erwerbspersonen arbeitslos",
        "einheit": "%",
        "nachkommastellen": 1,
        "polaritaet": "-",
        "lebensphase": "erwachsenenleben",
        "blickwinkel": ("materiell",),
        "berichte": ("familienbericht",),
        "verfahren": "amtlich",
        "stichtag": "Jahresdurchschnitt",
    }
    return IndikatorEintrag(**(angaben | anders))


def messwert(**anders: Any) -> Messwert:
    angaben: dict[str, Any] = {
        "ags": "16065", "jahr": 2025, "zeitraum": "2025", "wert": 8.3, "zaehler": None, "nenner": None,
        "untergrenze": None, "obergrenze": None, "kennzeichen": None, "verlaesslichkeit": "verlaesslich",
        "herkunft": "amtlich", "quelle_id": "q", "gebietsstand": None,
    }  # fmt: skip
    return Messwert(**(angaben | anders))


def vergleich(**anders: Any) -> Vergleichswert:
    angaben: dict[str, Any] = {
        "gruppe": "land", "wert": 6.4, "art": "amtlich", "differenz": 1.9, "rang": None, "anzahl": None,
        "fuenftel": None, "jahr": 2025,
    }  # fmt: skip
    return Vergleichswert(**(angaben | anders))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_finding_names_place_year_and_value() -> None:
    satz = saetze.befund_satz(eintrag(), messwert(), KYF)
    assert plain(satz) == "Im Kyffhäuserkreis waren 2025 8,3 Prozent der zivilen Erwerbspersonen arbeitslos."


def test_finding_with_counts() -> None:
    e = eintrag(satz="{im_gebiet} gingen {jahr} {zaehler} von {nenner} ohne Hauptschulabschluss ab")
    satz = saetze.befund_satz(e, messwert(zeitraum="2023", wert=14.1, zaehler=99.0, nenner=702.0), KYF)
    assert satz == "Im Kyffhäuserkreis gingen 2023 99 von 702 ohne Hauptschulabschluss ab."


def test_finding_without_the_counts_of_its_pattern_falls_back_to_the_value() -> None:
    e = eintrag(satz="{zaehler} von {nenner} …")
    satz = saetze.befund_satz(e, messwert(), KYF)
    assert plain(satz) == "Im Kyffhäuserkreis lag „Arbeitslosenquote“ 2025 bei 8,3 Prozent."


def test_share_as_persons_of_a_hundred() -> None:
    satz = saetze.befund_satz(eintrag(satz="{von100} Kindern leben so"), messwert(wert=13.28), KYF)
    assert satz == "13 von 100 Kindern leben so."


def test_unknown_placeholder_is_an_error_of_the_catalogue() -> None:
    with pytest.raises(EingabeFehler, match=r"\{ort\}.*arbeitslosenquote"):
        saetze.befund_satz(eintrag(satz="in {ort}"), messwert(), KYF)


def test_missing_value_says_why() -> None:
    satz = saetze.befund_satz(eintrag(), messwert(wert=None, kennzeichen="."), KYF)
    assert satz == "Für 2025 liegt im Kyffhäuserkreis kein Wert vor: unbekannt oder geheim zu halten."


@pytest.mark.parametrize(
    ("fuenftel", "wort"),
    [(1, "niedrigsten"), (2, "zweitniedrigsten"), (3, "mittleren"), (4, "zweithöchsten"), (5, "höchsten")],
)
def test_position_has_fixed_words(fuenftel: int, wort: str) -> None:
    lage = vergleich(gruppe="kreise_bund", fuenftel=fuenftel, anzahl=400.0, rang=1.0)
    satz = saetze.lage_satz(lage, KYF)
    assert satz == f"Damit lag der Kyffhäuserkreis im {wort} Fünftel der 400 Kreise und kreisfreien Städte."


def test_position_among_fewer_kreise_says_so_and_without_fifth_says_nothing() -> None:
    assert "der 398 Kreise und kreisfreien Städte mit Angabe." in saetze.lage_satz(
        vergleich(fuenftel=5, anzahl=398.0), KYF
    )
    assert saetze.lage_satz(vergleich(), KYF) == ""
    assert saetze.lage_satz(None, KYF) == ""


def test_comparison_with_official_figures() -> None:
    satz = saetze.vergleich_satz(eintrag(), messwert(), (THUERINGEN, vergleich()), vergleich(wert=6.3))
    assert plain(satz) == "In Thüringen waren es 6,4 Prozent, in Deutschland 6,3 Prozent."


def test_comparison_with_medians_calls_them_so() -> None:
    median = vergleich(art="median")
    satz = saetze.vergleich_satz(
        eintrag(), messwert(), (THUERINGEN, median), vergleich(art="median", wert=5.6)
    )
    assert plain(satz) == (
        "Der mittlere Wert (Median) der Kreise lag in Thüringen bei 6,4 Prozent und "
        "in Deutschland bei 5,6 Prozent."
    )


def test_equal_medians_are_said_once() -> None:
    median = vergleich(art="median")
    satz = saetze.vergleich_satz(eintrag(), messwert(), (THUERINGEN, median), median)
    assert plain(satz) == (
        "Der mittlere Wert (Median) der Kreise lag in Thüringen und in Deutschland bei 6,4 Prozent."
    )


def test_own_computation_beside_an_official_figure_is_named() -> None:
    berechnet = vergleich(art="berechnet")
    satz = saetze.vergleich_satz(eintrag(), messwert(), (THUERINGEN, berechnet), None)
    assert plain(satz) == "In Thüringen waren es 6,4 Prozent (eigene Berechnung)."
    eigen = messwert(herkunft="eigene_berechnung")
    assert "eigene" not in saetze.vergleich_satz(eintrag(), eigen, (THUERINGEN, berechnet), None)


@pytest.mark.parametrize(
    ("zeitraum", "text"),
    [("2024", "2024"), ("2023-12-31", "2023"), ("2021/2024", "2021 bis 2024"), ("2024/2025", "2024/25")],
)
def test_periods_in_words(zeitraum: str, text: str) -> None:
    assert saetze.format_zeitraum(zeitraum) == text


def test_comparison_of_another_year_names_it() -> None:
    satz = saetze.vergleich_satz(eintrag(), messwert(), (THUERINGEN, vergleich(jahr=2023)), None)
    assert plain(satz) == "In Thüringen waren es 6,4 Prozent (2023)."


@pytest.mark.parametrize(
    ("vorher", "satz"),
    [
        (8.7, "Im Kyffhäuserkreis waren es 0,4 Prozentpunkte weniger als 2023."),
        (7.2, "Im Kyffhäuserkreis waren es 1,1 Prozentpunkte mehr als 2023."),
        (8.31, "Im Kyffhäuserkreis war der Wert gerundet so hoch wie 2023."),
    ],
)
def test_change_to_the_previous_value(vorher: float, satz: str) -> None:
    assert plain(saetze.aenderung_satz(eintrag(), messwert(), vergleich(wert=vorher, jahr=2023), KYF)) == satz


def test_change_without_another_territory_before_it() -> None:
    satz = saetze.aenderung_satz(eintrag(), messwert(), vergleich(wert=8.7, jahr=2023), None)
    assert plain(satz) == "Das waren 0,4 Prozentpunkte weniger als 2023."
    gleich = saetze.aenderung_satz(eintrag(), messwert(), vergleich(wert=8.3, jahr=2023), None)
    assert gleich == "Der Wert war gerundet so hoch wie 2023."


def test_change_between_school_years() -> None:
    satz = saetze.aenderung_satz(
        eintrag(), messwert(zeitraum="2024/2025"), vergleich(wert=8.7, jahr=2024), KYF
    )
    assert plain(satz) == "Im Kyffhäuserkreis waren es 0,4 Prozentpunkte weniger als 2023/24."


def test_no_change_across_a_break() -> None:
    e = eintrag(brueche=(Bruch(jahr=2024, grund="neue Bevölkerungsbasis Zensus 2022"),))
    satz = saetze.aenderung_satz(e, messwert(), vergleich(wert=8.7, jahr=2023), KYF)
    assert satz == "Ein Vergleich mit 2023 ist nicht möglich (neue Bevölkerungsbasis Zensus 2022)."


def trend(**anders: Any) -> Trendwert:
    basis = Trendwert(2015, 2025, 8, -0.31, "fallend")
    return basis._replace(**anders)


def test_trend_needs_five_points_and_reliable_values() -> None:
    assert saetze.trend_satz(eintrag(), messwert(), None) == ""
    assert saetze.trend_satz(eintrag(), messwert(), trend(anzahl=4)) == ""
    assert saetze.trend_satz(eintrag(), messwert(verlaesslichkeit="gering"), trend()) == ""
    satz = saetze.trend_satz(eintrag(), messwert(), trend())
    assert plain(satz) == "Von 2015 bis 2025 ist der Wert gesunken, im Mittel um 0,3 Prozentpunkte im Jahr."
    ohne = saetze.trend_satz(eintrag(), messwert(), trend(richtung="kein_trend"))
    assert ohne == "Von 2015 bis 2025 zeigt die Reihe keine eindeutige Richtung."


@pytest.mark.parametrize(
    ("stufe", "zaehler", "wort"),
    [
        ("gering", 7.0, "weniger als 10 Fällen"),
        ("eingeschraenkt", 15.0, "weniger als 20 Fällen"),
        ("eingeschraenkt", None, "eingeschränkt aussagekräftig"),
        ("gering", 30.0, "Nenner ist kleiner als 50"),
    ],
)
def test_small_numbers_are_named(stufe: str, zaehler: float | None, wort: str) -> None:
    assert wort in saetze.vorsicht_satz(messwert(verlaesslichkeit=stufe, zaehler=zaehler))
    assert saetze.vorsicht_satz(messwert()) == ""


@given(
    wert=st.floats(0, 100),
    vorher=st.floats(0, 100),
    fuenftel=st.integers(1, 5),
    richtung=st.sampled_from(["steigend", "fallend", "kein_trend"]),
)
def test_no_sentence_ranks_blames_or_explains(
    wert: float, vorher: float, fuenftel: int, richtung: str
) -> None:
    m = messwert(wert=wert)
    texte = [
        saetze.befund_satz(eintrag(), m, KYF),
        saetze.lage_satz(vergleich(fuenftel=fuenftel, anzahl=400.0, rang=399.0), KYF),
        saetze.vergleich_satz(eintrag(), m, (THUERINGEN, vergleich(wert=vorher)), vergleich()),
        saetze.aenderung_satz(eintrag(), m, vergleich(wert=vorher, jahr=2023), KYF),
        saetze.trend_satz(eintrag(), m, trend(richtung=richtung)),
    ]
    verboten = (
        "Rang",
        "Platz",
        "schlechteste",
        "Schlusslicht",
        "Spitze",
        "weil",
        "wegen",
        "deshalb",
        "dramatisch",
    )
    for text in texte:
        assert text[0].isupper()
        assert text.endswith(".")
        assert not text.endswith("..")
        assert "  " not in text
        assert not any(wort in text for wort in verboten)


def test_names_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        KYF.name = "anders"  # type: ignore[misc]
