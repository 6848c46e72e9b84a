"""The small table of a block, splitting of long tables, alignment on the comma."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.berichte import Block
from assets.catalogue.load import load_katalog
from assets.catalogue.models import Luecke
from assets.reports.ansicht_block import build_gemeindeblock
from assets.reports.ansicht_tabellen import build_luecken, chunks
from assets.reports.ansicht_werttabelle import FIGURSPACE, align_on_comma
from assets.reports.bestand import Bestand, Gebietszeile, Messwert, Quellenzeile
from assets.reports.kontext import Kontext
from assets.reports.kopf import Berichtskopf


@given(anzahl=st.integers(0, 500), groesse=st.integers(1, 60))
def test_chunks_keep_everything_and_no_piece_is_too_long(anzahl: int, groesse: int) -> None:
    stuecke = chunks(range(anzahl), groesse)
    assert [wert for stueck in stuecke for wert in stueck] == list(range(anzahl))
    assert all(0 < len(stueck) <= groesse for stueck in stuecke)


def test_chunks_are_nearly_equal() -> None:
    assert [len(stueck) for stueck in chunks(range(46), 44)] == [23, 23]


@pytest.mark.parametrize(
    ("zellen", "ergebnis"),
    [
        (["8,3", "10", "."], ["8,3", f"10{FIGURSPACE * 2}", "."]),
        (["1,25", "−0,4", ""], ["1,25", f"−0,4{FIGURSPACE}", ""]),
        (["12,1 bis 16,3", "8"], ["12,1 bis 16,3", "8"]),
        ([], []),
    ],
)
def test_commas_stand_below_each_other(zellen: list[str], ergebnis: list[str]) -> None:
    assert align_on_comma(zellen) == ergebnis


KOPF = Berichtskopf(
    herausgeber="Landratsamt",
    ort="",
    auflage="1. Auflage",
    ausgabe="",
    redaktionsschluss=date(2026, 11, 22),
    datenstand=date(2026, 7, 9),
)
LUECKE = Luecke(
    id="uvg_quote", name="Kinder mit Unterhaltsvorschuss", lebensphase="querschnitt",
    berichte=("familienbericht",), wer="Jugendamt", tabelle="Geschäftsstatistik", beleg="U",
)  # fmt: skip


@pytest.mark.parametrize(
    ("herkunft", "wert", "gedruckt"),
    [("beispiel", 6.0, True), ("eigene_berechnung", None, True), ("eigene_berechnung", 6.0, False)],
)
def test_a_gap_is_closed_by_real_values_only(herkunft: str, wert: float | None, gedruckt: bool) -> None:
    messwert = Messwert(
        "16065", 2025, "2025-12-31", wert, None, None, None, None, None, "verlaesslich", herkunft, "q", None
    )
    bestand = Bestand("16065", {}, {("uvg_quote", "16065"): (messwert,)}, {}, {}, {}, {})
    k = Kontext("familienbericht", bestand, load_katalog(), KOPF, Path())
    assert bool(build_luecken(k, (LUECKE,))) is gedruckt


QUELLE = Quellenzeile(
    "wegweiser_x_2019-12-31", "Bertelsmann Stiftung", "Wegweiser Kommune", "Soziale Lage", "2019-12-31",
    "dl-de/by-2-0", None, None, "Wegweiser Kommune", "2019", False,
)  # fmt: skip
BLOCK = Block(
    indikator="kinderarmut_gemeinden", titel="Familien", darstellung=(), mit=("jugendarmut_gemeinden",)
)


def gemeinden(**werte: tuple[float | None, float | None]) -> Kontext:
    """Three Gemeinden of a Kreis without a value of its own: children, youths."""
    namen = {"16065003": "Adorf", "16065067": "Bdorf", "16065086": "Cdorf"}
    gebiete = {a: Gebietszeile(a, n, "gemeinde", 5000.0) for a, n in namen.items()}
    gebiete["16065"] = Gebietszeile("16065", "Musterkreis", "kreis", 15000.0)
    zeilen = {}
    for ags, name in namen.items():
        for indikator_id, wert in zip((BLOCK.indikator, *BLOCK.mit), werte.get(name, ()), strict=False):
            zeichen = None if wert is not None else "."
            zeilen[indikator_id, ags] = (
                Messwert(ags, 2019, "2019", wert, None, None, None, None, zeichen, "verlaesslich", "amtlich",
                         QUELLE.quelle_id, None),
            )  # fmt: skip
    bestand = Bestand("16065", gebiete, zeilen, {}, {}, {}, {QUELLE.quelle_id: QUELLE})
    return Kontext("familienbericht", bestand, load_katalog(), KOPF, Path(), (BLOCK.indikator, *BLOCK.mit))


def test_figures_of_gemeinden_alone_make_a_block_without_the_kreis() -> None:
    ansicht = build_gemeindeblock(gemeinden(Adorf=(21.3, 11.5), Bdorf=(16.5, None)), BLOCK, "6.2")
    assert ansicht is not None
    assert "von 16,5 bis 21,3" in ansicht.leitsatz
    assert "2019" in ansicht.leitsatz
    assert ansicht.tabelle is not None
    assert [tuple(z.strip("\u2007") for z in zeile.zellen) for zeile in ansicht.tabelle.zeilen] == [
        ("Adorf", "21,3", "11,5"),
        ("Bdorf", "16,5", "."),
    ]
    assert "eine weitere Gemeinde" in " ".join(ansicht.tabelle.fussnoten)


def test_one_gemeinde_is_no_comparison() -> None:
    assert build_gemeindeblock(gemeinden(Adorf=(21.3, 11.5)), BLOCK, "6.2") is None


def test_an_indicator_without_any_figure_is_a_gap() -> None:
    ohne = build_luecken(gemeinden(), ())
    namen = {zeile.zellen[0] for tabelle in ohne for zeile in tabelle.zeilen}
    assert namen == {load_katalog().indikatoren[i].name for i in (BLOCK.indikator, *BLOCK.mit)}
    assert not build_luecken(gemeinden(Adorf=(None, 1.0)), ())  # a sign is an answer too
