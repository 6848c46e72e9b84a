"""The small drawing of the fifth, and the figures and tables that depend on what a Kreis has."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.catalogue.load import load_katalog
from assets.reports import ansicht_abbildung
from assets.reports.ansicht_werttabelle import build_werttabelle
from assets.reports.bestand import Bestand, Gebietszeile, Messwert
from assets.reports.geometrie import Form
from assets.reports.kontext import Kontext
from assets.reports.kopf import Berichtskopf
from assets.reports.lagebild import BREITE_MM, HOEHE_MM, draw_lagebild
from assets.reports.titelbild import draw_titelbild

KOPF = Berichtskopf(
    herausgeber="Landratsamt",
    auflage="1. Auflage",
    ausgabe="",
    redaktionsschluss=date(2026, 11, 22),
    datenstand=date(2026, 7, 9),
)
LINKS = ((10.0, 51.0), (10.2, 51.0), (10.2, 51.2), (10.0, 51.2))
RECHTS = ((10.2, 51.0), (10.4, 51.0), (10.4, 51.2), (10.2, 51.2))


def _wert(indikator: str, ags: str, jahr: int, wert: float) -> Messwert:
    return Messwert(
        ags, jahr, f"{jahr}-12-31", wert, wert, None, None, None, None, "verlaesslich", "amtlich", "q", None
    )


def _kontext(werte: dict[tuple[str, str], tuple[Messwert, ...]], gemeinden: tuple[str, ...] = ()) -> Kontext:
    gebiete = {
        "00": ("Deutschland", "bund"),
        "16": ("Thüringen", "land"),
        "16065": ("Kyffhäuserkreis", "kreis"),
        **{ags: (f"Ort {ags}", "gemeinde") for ags in gemeinden},
    }
    zeilen = {ags: Gebietszeile(ags, name, ebene, 1000.0) for ags, (name, ebene) in gebiete.items()}
    bestand = Bestand("16065", zeilen, werte, {}, {}, {}, {})
    formen = {ags: Form((ring,)) for ags, ring in zip(gemeinden, (LINKS, RECHTS), strict=False)}
    return Kontext("familienbericht", replace(bestand, formen=formen), load_katalog(), KOPF, Path())


@pytest.mark.parametrize("fuenftel", [1, 2, 3, 4, 5])
def test_lagebild_says_its_fifth_and_stays_tidy(fuenftel: int, mitschrift: Any) -> None:
    mitschrift.clear()
    svg, alt = draw_lagebild(fuenftel, 400)
    mitschrift.assert_tidy()
    assert mitschrift.groesse == (BREITE_MM, HOEHE_MM)
    assert alt.endswith("Fünftel der 400 Kreise")
    assert svg == draw_lagebild(fuenftel, 400)[0]


def test_lagebild_refuses_a_sixth_fifth() -> None:
    with pytest.raises(KeyError):
        draw_lagebild(6, 400)


def test_count_is_drawn_without_the_count_of_deutschland() -> None:
    reihen = {
        ("kinder_unter3_anzahl", ags): tuple(
            _wert("kinder_unter3_anzahl", ags, jahr, wert) for jahr in (2018, 2019, 2020)
        )
        for ags, wert in (("16065", 1505.0), ("16", 50_000.0), ("00", 2_300_000.0))
    }
    k = _kontext(reihen)
    bild = ansicht_abbildung.zeitreihe(k, k.eintrag("kinder_unter3_anzahl"))
    assert bild is not None
    assert "Kyffhäuserkreis" in bild.alt
    assert "Deutschland" not in bild.alt
    assert "Thüringen" not in bild.alt


def test_table_of_a_count_does_not_print_it_twice() -> None:
    k = _kontext({("kinder_unter3_anzahl", "16065"): (_wert("kinder_unter3_anzahl", "16065", 2020, 1505.0),)})
    tabelle = build_werttabelle(k, (k.eintrag("kinder_unter3_anzahl"),))
    assert [s.name for s in tabelle.spalten] == ["Gebiet", "2020"]
    assert "Werte: veröffentlicht." in tabelle.fussnoten
    assert tabelle.titel.endswith(": Werte")


@pytest.mark.parametrize(
    ("gemeinden", "gezeichnet"), [(("16065001",), False), (("16065001", "16065003"), True)]
)
def test_map_needs_more_than_one_gemeinde(gemeinden: tuple[str, ...], gezeichnet: bool) -> None:
    werte: dict[tuple[str, str], tuple[Messwert, ...]] = {
        ("fahrzeit_grundschule", ags): (_wert("fahrzeit_grundschule", ags, 2024, 5.0 + nummer),)
        for nummer, ags in enumerate(gemeinden)
    }
    k = _kontext(werte, gemeinden)
    assert (ansicht_abbildung.karte(k, k.eintrag("fahrzeit_grundschule")) is not None) is gezeichnet


def test_cover_outlines_the_gemeinden_and_not_a_coarser_kreis() -> None:
    grob = ((9.9, 50.9), (10.5, 50.9), (10.5, 51.3), (9.9, 51.3))
    formen = {"16065": Form((grob,)), "16065001": Form((LINKS,)), "16065003": Form((RECHTS,))}
    svg, alt = draw_titelbild("16065", formen)
    ohne_kreis, _ = draw_titelbild("16065", {ags: f for ags, f in formen.items() if ags != "16065"})
    assert svg == ohne_kreis
    assert alt == "Umriss des Kreisgebiets mit seinen Gemeinden"
