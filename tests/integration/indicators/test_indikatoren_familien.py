"""Indicators of the families beside Regionalstatistik: catalogue, reader and computation, on the originals.

The expected figures are read by hand from the files.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd
import pytest

from assets.catalogue.load import load_katalog
from assets.indicators.trend import compute_trend
from assets.indicators.vergleich import compute_vergleich
from assets.indicators.verteilung import compute_verteilung
from assets.indicators.werte import compute_werte
from assets.sources.gisd import read_gisd
from assets.sources.html_tabelle.leser import read_html_tabelle
from assets.sources.vgrdl.leser import read_vgrdl
from assets.sources.wegweiser import read_wegweiser
from assets.sources.zensus.leser import read_zensus
from assets.store.tabellen import write_table
from schemas.indicators import Indikatorwert

pytestmark = pytest.mark.quellen

KATALOG = load_katalog()
DATEIEN: Final = {
    "gisd/GISD_Bund_Kreis.csv": read_gisd,
    "tls/orig_thueringen_2019.xls": read_html_tabelle,
    "vgrdl/vgrdl_r2b3_bs2024.xlsx": read_vgrdl,
    "wegweiser-kommune/soz_lage_2019.csv": read_wegweiser,
    "zensus2022/Regionaltabelle_Bevoelkerung.xlsx": read_zensus,
}
FAMILIEN: Final = {"gisd", "tls", "vgrdl", "wegweiser", "zensus"}
INDIKATOREN = [
    e
    for e in KATALOG.indikatoren.values()
    if KATALOG.merkmale[e.wert or (e.zaehler or "").split()[0]].familie in FAMILIEN
]


@pytest.fixture(scope="module")
def con(quellen: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    teile = [lies(quellen / datei, KATALOG.merkmale).beobachtungen for datei, lies in DATEIEN.items()]
    daten = pd.concat(teile, ignore_index=True).assign(gueltig=True)
    verbindung = duckdb.connect()
    verbindung.register("beobachtung", daten)
    verbindung.execute(
        "CREATE TABLE gebiet AS SELECT DISTINCT ags, left(ags, 5) AS uebergeordnet FROM beobachtung"
    )
    write_table(verbindung, Indikatorwert, compute_werte(verbindung, INDIKATOREN))
    yield verbindung
    verbindung.close()


def test_every_family_has_indicators() -> None:
    assert len(INDIKATOREN) == 12
    assert all(KATALOG.herausgeber[familie].weitergabe for familie in FAMILIEN)


@pytest.mark.parametrize(
    ("indikator_id", "ags", "jahr", "wert"),
    [
        ("verfuegbares_einkommen_vgrdl", "16065", 2023, 24338),
        ("verfuegbares_einkommen_vgrdl", "00", 2023, 28452),
        ("primaereinkommen_vgrdl", "16065", 2023, 23425),
        ("gisd_deprivation", "16065", 2021, 0.73544),
        ("gisd_deprivation", "01001", 1998, 0.77383),
        ("kinderarmut_gemeinden", "16065086", 2019, 21.3),
        ("jugendarmut_gemeinden", "16065067", 2019, 10.5),
        ("altersarmut_gemeinden", "16065086", 2019, 1.1),
        ("sgb2_quote_gemeinden", "16065088", 2019, 7.7),
        ("haushalte_mit_kindern_gemeinden", "16065087", 2019, 23.2),
        ("einpersonenhaushalte_gemeinden", "16065003", 2019, 40.1),
        ("bev_insgesamt_zensus2022", "16065", 2022, 72556),
        ("bev_insgesamt_zensus2022", "16065067", 2022, 20971),
        ("zensus2022_abweichung", "16065", 2022, (72556 - 73498) / 73498 * 100),
        ("wahlbeteiligung_gemeinderat", "16065087", 2019, 5172 / 6584 * 100),
    ],
)
def test_values_are_those_of_the_originals(
    con: duckdb.DuckDBPyConnection, indikator_id: str, ags: str, jahr: int, wert: float
) -> None:
    gefunden = con.execute(
        "SELECT wert FROM indikatorwert WHERE indikator_id = ? AND ags = ? AND jahr = ?",
        [indikator_id, ags, jahr],
    ).fetchall()
    assert gefunden == [(pytest.approx(wert, abs=1e-9),)]


def test_what_is_not_stated_stays_without_value(con: duckdb.DuckDBPyConnection) -> None:
    zeile = con.execute(
        "SELECT wert, kennzeichen FROM indikatorwert "
        "WHERE indikator_id = 'kinderarmut_gemeinden' AND ags = '16065089'"
    ).fetchall()
    assert zeile == [(None, ".")]  # k.A. in the file


def test_figures_of_some_gemeinden_make_no_figure_of_the_kreis(con: duckdb.DuckDBPyConnection) -> None:
    ebenen = con.execute(
        "SELECT DISTINCT length(ags) FROM indikatorwert WHERE indikator_id LIKE '%\\_gemeinden' ESCAPE '\\'"
    ).fetchall()
    assert ebenen == [(8,)]


def test_the_index_of_deprivation_has_neither_trend_nor_change(con: duckdb.DuckDBPyConnection) -> None:
    verteilung = compute_verteilung(con)
    vergleich = compute_vergleich(con, verteilung, None, INDIKATOREN)
    trend = compute_trend(con, INDIKATOREN)
    vorwerte = vergleich[vergleich["vergleichsgruppe"] == "vorwert"]
    assert "gisd_deprivation" not in set(vorwerte["indikator_id"]) | set(trend["indikator_id"])
    # the series of income is one edition, so it has both
    assert "verfuegbares_einkommen_vgrdl" in set(vorwerte["indikator_id"]) & set(trend["indikator_id"])
