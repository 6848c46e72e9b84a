"""Colours, fonts, canvas, axes and label placement."""

import itertools
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager

from assets.reports import gestaltung
from assets.reports.abbildungen.achse import axis, tick_step
from assets.reports.abbildungen.beschriftung import short_name, shorten, spread, wrap
from assets.reports.abbildungen.geometrie import rings_from_geojson
from assets.reports.abbildungen.leinwand import Leinwand, text_width
from assets.reports.abbildungen.streifen import covered


def test_contrast_follows_wcag() -> None:
    assert gestaltung.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert gestaltung.contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert gestaltung.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("vordergrund", "hintergrund"),
    [
        *itertools.product(
            (gestaltung.TINTE, gestaltung.KREIS, gestaltung.LAND, gestaltung.NEBENTEXT),
            (gestaltung.WEISS, gestaltung.FLAECHE_FAZIT, gestaltung.FLAECHE_IMPULS, *gestaltung.BAND),
        ),
        (gestaltung.BUND, gestaltung.WEISS),
    ],
)
def test_text_has_contrast(vordergrund: str, hintergrund: str) -> None:
    assert gestaltung.contrast(vordergrund, hintergrund) >= 4.5


@pytest.mark.parametrize(
    ("vordergrund", "hintergrund"),
    [
        *itertools.product((*gestaltung.STRICH, gestaltung.LAND, gestaltung.KREIS), gestaltung.BAND),
        *itertools.product(gestaltung.FOLGE[3:], (gestaltung.WEISS, *gestaltung.BAND)),
        (gestaltung.BUND, gestaltung.WEISS),
        (gestaltung.KREIS, gestaltung.KREIS_HELL),
    ],
)
def test_marks_have_contrast(vordergrund: str, hintergrund: str) -> None:
    assert gestaltung.contrast(vordergrund, hintergrund) >= 3.0


def test_fonts_come_from_their_packages() -> None:
    gestaltung.register_fonts()
    for schrift in gestaltung.font_faces():
        gesucht = font_manager.FontProperties(
            family=schrift.family, weight=schrift.weight, style=schrift.style
        )
        gefunden = font_manager.findfont(gesucht, fallback_to_default=False)
        assert gefunden == str(schrift.path)
    assert {schrift.family for schrift in gestaltung.font_faces()} == {"Source Sans Pro", "Source Serif Pro"}


def test_css_tokens_carry_the_same_colours() -> None:
    css = gestaltung.css_tokens()
    assert css.startswith(":root {")
    assert f"--farbe-kreis: {gestaltung.KREIS};" in css
    assert f"--folge-5: {gestaltung.FOLGE[4]};" in css.replace("--farbe-folge", "--folge")
    assert '--schrift-serif: "Source Serif Pro";' in css


def test_canvas_gives_the_same_bytes_and_nothing_about_the_clock() -> None:
    def draw() -> bytes:
        bild = Leinwand(20)
        bild.text(10, 10, "13,3\u202f%", hof=1.0)
        bild.rechteck(1, 1, 5, 5, "#000000")
        return bild.svg()

    svg = draw()
    assert svg == draw()
    for wort in (b"<metadata", b"<!--", b"<text", b"Matplotlib", b"clipPath"):
        assert wort not in svg
    assert b'width="456.377953pt"' in svg  # 161 mm


def test_wider_text_is_wider() -> None:
    assert text_width("") == 0
    assert text_width("Kreis") < text_width("Kreise") < text_width("Kreise", gewicht=600)


@given(
    st.floats(-1e6, 1e6, allow_nan=False),
    st.floats(0, 1e6, allow_nan=False),
    st.integers(3, 9),
    st.booleans(),
)
def test_axis_holds_its_values(beginn: float, spanne: float, teile: int, null: bool) -> None:
    skala = axis(beginn, beginn + spanne, teile=teile, null=null, kleinster_schritt=Decimal("0.001"))
    assert skala.von <= beginn
    assert skala.bis >= beginn + spanne
    assert skala.von < skala.bis
    assert 2 <= len(skala.teilstriche) <= teile + 2
    if null:
        assert skala.von <= 0 <= skala.bis


@given(st.floats(1e-3, 1e7, allow_nan=False), st.integers(1, 10))
def test_steps_are_round(spanne: float, teile: int) -> None:
    schritt = tick_step(spanne, teile)
    assert schritt.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert schritt * teile >= Decimal(repr(spanne)) * Decimal("0.999999")


def test_axis_labels() -> None:
    assert axis(2.3, 34.4, teile=8, null=True).labels("%")[:2] == ["0\u202f%", "5\u202f%"]
    assert axis(0.1, 0.4, teile=4, null=True).labels("%")[1] == "0,1\u202f%"
    assert axis(19800, 44900, teile=8, null=False).labels("EUR")[-2:] == [
        "40\u202f000",
        "45\u202f000\u202fEUR",
    ]


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(2, 9)), min_size=1, max_size=6))
def test_spread_labels_do_not_overlap_and_keep_their_order(paare: list[tuple[float, float]]) -> None:
    wunsch, hoehen = sorted(p[0] for p in paare), [p[1] for p in paare]
    mitten = spread(wunsch, hoehen, 0.0, 60.0)
    kanten = [(m - h / 2, m + h / 2) for m, h in zip(mitten, hoehen, strict=True)]
    assert all(a[1] <= b[0] + 1e-6 for a, b in itertools.pairwise(kanten))
    assert kanten[0][0] >= -1e-6
    assert kanten[-1][1] <= 60 + 1e-6


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([10.0, 20.0], [4.0, 4.0], 0.0, 60.0) == pytest.approx([10.0, 20.0])


@pytest.mark.parametrize(
    ("name", "kurz"),
    [
        ("Bad Frankenhausen/Kyffhäuser, Stadt", "Bad Frankenhausen"),
        ("Roßleben-Wiehe, Stadt", "Roßleben-Wiehe"),
        ("An der Schmücke, Stadt", "An der Schmücke"),
        ("Hausen (Eichsfeld)", "Hausen"),
    ],
)
def test_short_name(name: str, kurz: str) -> None:
    assert short_name(name) == kurz


def test_wrap_breaks_at_spaces_and_hyphens() -> None:
    assert wrap("Unstrut-Hainich-Kreis", 20, 7.6) == ["Unstrut-Hainich-", "Kreis"]
    assert wrap("Kurz", 20, 7.6) == ["Kurz"]
    assert " ".join(wrap("drei kleine Worte", 9, 7.6)) == "drei kleine Worte"


def test_shorten_cuts_at_words() -> None:
    lang = "Umstellung der Statistik auf ein integriertes Verfahren"
    kurz = shorten(lang, 40, 7.6)
    assert kurz.endswith(" …")
    assert lang.startswith(kurz.removesuffix(" …"))
    assert text_width(kurz, 7.6) <= 40
    assert shorten("kurz", 40, 7.6) == "kurz"


def test_covered_counts_strokes() -> None:
    assert covered([1.0, 1.1, 5.0], 0.4, 1) == [pytest.approx((0.8, 1.3)), pytest.approx((4.8, 5.2))]
    assert covered([1.0, 1.1, 5.0], 0.4, 2) == [pytest.approx((0.9, 1.2))]
    assert covered([], 0.4, 1) == []


def test_rings_from_geojson() -> None:
    quadrat = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]
    loch = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
    aussen, innen = rings_from_geojson({"type": "Polygon", "coordinates": [quadrat, loch]})
    assert (len(aussen), len(innen)) == (1, 1)
    doppelt = {"type": "MultiPolygon", "coordinates": json.loads(json.dumps([[quadrat, loch], [quadrat]]))}
    aussen, innen = rings_from_geojson(doppelt)
    assert (len(aussen), len(innen)) == (2, 1)
    with pytest.raises(ValueError, match="Point"):
        rings_from_geojson({"type": "Point", "coordinates": [0, 0]})
