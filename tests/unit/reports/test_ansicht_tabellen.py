"""The small table of a block, splitting of long tables, alignment on the comma."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.load import load_katalog
from assets.catalogue.models import Luecke
from assets.reports.ansicht_tabellen import build_luecken, chunks
from assets.reports.ansicht_werttabelle import FIGURSPACE, align_on_comma
from assets.reports.bestand import Bestand, Messwert
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
