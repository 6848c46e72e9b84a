"""Indicators from original files for all Kreise, held against plain loops over the same lines.

The files are read here with a few lines of their own, so that neither the readers nor the indicators
can hide each other's mistakes.
"""

import statistics
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from scipy.stats import kendalltau

from assets.catalogue.models import IndikatorEintrag
from assets.indicators.trend import compute_trend
from assets.indicators.vergleich import compute_vergleich
from assets.indicators.verteilung import compute_verteilung
from assets.indicators.werte import compute_werte
from assets.store.tabellen import write_table
from schemas.indicators import Indikatorwert, Trend, Vergleich, Verteilung

pytestmark = pytest.mark.quellen

Zeile = tuple[str, str, str, float | None, str | None]


def entry(kennung: str, **felder: object) -> IndikatorEintrag:
    vorgabe = {
        "name": kennung,
        "kurz": kennung,
        "definition": "Definition",
        "satz": "satz",
        "einheit": "%",
        "nachkommastellen": 1,
        "polaritaet": "-",
        "lebensphase": "jugend",
        "blickwinkel": ("zielgruppe",),
        "berichte": ("bildungsbericht",),
        "stichtag": "Schuljahr",
    }
    return IndikatorEintrag.model_validate({"id": kennung, **vorgabe, **felder})


def read_columns(datei: Path, spalten: dict[int, str]) -> Iterator[Zeile]:
    """Read the named columns of a Regionalstatistik table; a Kreis of nothing but `-` is a gap.

    Hamburg and Berlin are printed as Länder only; they are Kreise as well (02000, 11000).
    """
    for zeile in datei.read_text(encoding="iso-8859-1").splitlines():
        teile = zeile.split(";")
        if not (teile[0].isdigit() and len(teile) > max(spalten)):
            continue
        aufgeloest = all(zelle == "-" for zelle in teile[3:])
        gebiete = {"DG": ["00"], "02": ["02", "02000"], "11": ["11", "11000"]}.get(teile[1], [teile[1]])
        for nummer, merkmal_id in spalten.items():
            zelle = teile[nummer]
            zeichen = zelle if zelle in ("-", ".", "x", "/", "...") else None
            if zeichen is None:
                wert: float | None = float(zelle.replace(",", "."))
            else:
                wert = 0.0 if zeichen == "-" and not aufgeloest else None
            for ags in gebiete:
                yield merkmal_id, ags, teile[0], wert, zeichen


@pytest.fixture(scope="module")
def indikatoren() -> list[IndikatorEintrag]:
    return [
        entry("abgang", verfahren="anteil", zaehler="ohne_hsa", nenner="abgaenge", faktor=100.0),
        entry("arbeitslosenquote", verfahren="amtlich", wert="quote"),
    ]


@pytest.fixture(scope="module")
def zeilen(quellen: Path) -> list[Zeile]:
    ordner = quellen / "regionalstatistik"
    return [
        *read_columns(ordner / "21111-02-06-4.csv", {3: "abgaenge", 5: "ohne_hsa"}),
        *read_columns(ordner / "13211-02-05-4_2025.csv", {11: "quote"}),
        *read_columns(ordner / "abruf-2021" / "13211-02-05-4.csv", {11: "quote"}),
    ]


@pytest.fixture(scope="module")
def con(zeilen: list[Zeile], indikatoren: list[IndikatorEintrag]) -> Iterator[duckdb.DuckDBPyConnection]:
    verbindung = duckdb.connect()
    daten = pd.DataFrame(zeilen, columns=["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen"])
    verbindung.register("_zeilen", daten.astype({"wert": "float64", "kennzeichen": "str"}))
    verbindung.execute(
        "CREATE TABLE beobachtung AS SELECT *, 'regionalstatistik_x_2026-01-01' AS quelle_id, "
        "NULL::VARCHAR AS gebietsstand, true AS gueltig FROM _zeilen"
    )
    verbindung.execute(
        "CREATE TABLE gebiet AS SELECT DISTINCT ags, left(ags, 2) AS uebergeordnet FROM _zeilen"
    )
    write_table(verbindung, Indikatorwert, compute_werte(verbindung, indikatoren))
    write_table(verbindung, Verteilung, compute_verteilung(verbindung))
    verteilung = verbindung.execute("FROM verteilung").df()
    write_table(verbindung, Vergleich, compute_vergleich(verbindung, verteilung, None, indikatoren))
    write_table(verbindung, Trend, compute_trend(verbindung, indikatoren))
    yield verbindung
    verbindung.close()


def by_hand(zeilen: list[Zeile]) -> dict[str, float]:
    """Leavers without certificate in per cent, Kreise of 2023, by plain division."""
    felder = {(m, ags): wert for m, ags, jahr, wert, _ in zeilen if jahr == "2023" and len(ags) == 5}
    return {
        ags: 100 * ohne / felder["abgaenge", ags]
        for (merkmal, ags), ohne in felder.items()
        if merkmal == "ohne_hsa" and ohne is not None and felder["abgaenge", ags]
    }


def test_every_kreis_equals_the_plain_division(con, zeilen):
    werte = dict(
        con.execute(
            "SELECT ags, wert FROM indikatorwert WHERE indikator_id = 'abgang' AND length(ags) = 5 "
            "AND wert IS NOT NULL"
        ).fetchall()
    )
    soll = by_hand(zeilen)
    assert len(soll) == 400
    assert werte == pytest.approx(soll)
    # printed in the file: 99 of 702 (16065), 109 of 761 (16062)
    assert werte["16065"] == pytest.approx(100 * 99 / 702)
    assert werte["16062"] == pytest.approx(100 * 109 / 761)


def test_dissolved_kreis_has_a_sign_and_no_value(con):
    # 16056 Eisenach, part of Wartburgkreis since 1.7.2021: all cells of 2023 are dashes
    zeile = con.execute(
        "SELECT wert, kennzeichen FROM indikatorwert WHERE indikator_id = 'abgang' AND ags = '16056'"
    ).fetchone()
    assert zeile == (None, "-")


def test_distribution_of_the_400_kreise(con, zeilen):
    werte = sorted(by_hand(zeilen).values())
    gefunden = con.execute(
        "SELECT anzahl, minimum, grenze1, grenze2, median, grenze3, grenze4, maximum FROM verteilung "
        "WHERE indikator_id = 'abgang' AND jahr = 2023 AND gruppe = '00'"
    ).fetchone()
    grenzen = [werte[ceil(k * 400 / 5) - 1] for k in (1, 2, 3, 4)]
    soll = [400, werte[0], *grenzen[:2], statistics.median(werte), *grenzen[2:], werte[-1]]
    assert list(gefunden) == pytest.approx(soll)


def test_position_of_every_kreis(con, zeilen):
    werte = by_hand(zeilen)
    gefunden = con.execute(
        "SELECT ags, rang, fuenftel FROM vergleich WHERE indikator_id = 'abgang' AND jahr = 2023 "
        "AND vergleichsgruppe = 'kreise_bund' AND rang IS NOT NULL"
    ).fetchall()
    gering = 400 - len(gefunden)
    assert gering < 20  # Kreise with fewer than ten leavers without certificate have no position
    for ags, rang, stufe in gefunden:
        kleiner = sum(wert < werte[ags] for wert in werte.values())
        assert rang == kleiner + 1
        assert stufe == ceil((kleiner + 1) * 5 / 400)


def test_unemployment_2025_as_printed(con):
    # 13211-02-05-4, 2025: 16065 8,3; 16 6,4; DG 6,3; the value before is that of 2020: 8,2
    vergleich = dict(
        con.execute(
            "SELECT vergleichsgruppe, [vergleichswert, vergleichsjahr, round(differenz, 6)] FROM vergleich "
            "WHERE indikator_id = 'arbeitslosenquote' AND ags = '16065' AND jahr = 2025 AND art = 'amtlich'"
        ).fetchall()
    )
    assert vergleich == {"land": [6.4, 2025, 1.9], "bund": [6.3, 2025, 2.0], "vorwert": [8.2, 2020, 0.1]}


def test_every_trend_equals_scipy(con):
    werte = con.execute(
        "SELECT ags, jahr, wert FROM indikatorwert WHERE indikator_id = 'arbeitslosenquote' "
        "AND wert IS NOT NULL ORDER BY ags, jahr"
    ).df()
    trends = con.execute("FROM trend WHERE indikator_id = 'arbeitslosenquote'").df().set_index("ags")
    reihen = {ags: teil for ags, teil in werte.groupby("ags") if len(teil) >= 5}
    assert set(trends.index) == set(reihen)
    ohne_bindung = {ags: teil for ags, teil in reihen.items() if teil["wert"].is_unique}
    assert len(ohne_bindung) > 50
    for ags, teil in ohne_bindung.items():
        soll = kendalltau(teil["jahr"], teil["wert"], method="exact")
        assert trends.loc[ags, "p_wert"] == pytest.approx(soll.pvalue)
