"""The figures that the published database must hold, and the same ones from the originals."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from assets.store.arbeitsdatenbank import open_database
from schemas.common import LEBENSPHASEN

AKTUELL = """
    SELECT lebensphase, count(DISTINCT indikator_id) FROM indikatorwert JOIN indikator USING (indikator_id)
    WHERE ags = '16065' AND wert IS NOT NULL AND herkunft <> 'beispiel' AND jahr >= 2018
    GROUP BY lebensphase
"""


@pytest.fixture(scope="module")
def con(datenbank: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database(datenbank, read_only=True) as verbindung:
        yield verbindung


def _row(con: duckdb.DuckDBPyConnection, indikator: str, ags: str, jahr: int) -> dict[str, object]:
    zeile = con.execute(
        "SELECT * FROM indikatorwert WHERE indikator_id = ? AND ags = ? AND jahr = ?", [indikator, ags, jahr]
    ).df()
    assert len(zeile) == 1
    return dict(zeile.iloc[0])


def test_indicators_of_the_home_kreis(con: duckdb.DuckDBPyConnection) -> None:
    je_phase = dict(con.execute(AKTUELL).fetchall())
    assert sum(je_phase.values()) >= 60
    assert {p for p in LEBENSPHASEN if p != "querschnitt" and je_phase.get(p, 0) < 6} == set()


@pytest.mark.parametrize(
    ("indikator", "ags", "jahr", "wert"),
    [
        # Deutschlandatlas, edition of 22.04.2026, sheet KRS1224, kinder_bg (2024), Kyffhäuserkreis
        ("kinder_sgb2_bg_u15", "16065", 2024, 13.28),
        # 13211-02-05-4 (2025): rows 16065, 16 and DG, columns 12 (all) and 16 (15 to under 25)
        ("arbeitslosenquote", "16065", 2025, 8.3),
        ("arbeitslosenquote", "16", 2025, 6.4),
        ("arbeitslosenquote", "00", 2025, 6.3),
        ("jugendarbeitslosenquote", "16065", 2025, 8.2),
    ],
)
def test_published_rates(
    con: duckdb.DuckDBPyConnection, indikator: str, ags: str, jahr: int, wert: float
) -> None:
    zeile = _row(con, indikator, ags, jahr)
    assert zeile["wert"] == pytest.approx(wert, abs=1e-9)
    assert zeile["herkunft"] == "amtlich"


def test_leavers_without_certificate_keep_both_counts(con: duckdb.DuckDBPyConnection) -> None:
    """21111-02-06-4 (2023), row 16065: 702 leavers, 99 of them without Hauptschulabschluss."""
    zeile = _row(con, "abgang_ohne_hsa_anteil", "16065", 2023)
    assert (zeile["zaehler"], zeile["nenner"]) == (99, 702)
    assert zeile["wert"] == pytest.approx(100 * 99 / 702)
    assert zeile["untergrenze"] < zeile["wert"] < zeile["obergrenze"]


def test_comparison_says_official_figure_fifth_and_number(con: duckdb.DuckDBPyConnection) -> None:
    """Thüringen 6,4, Deutschland 6,3, 2023: 8,7 (13211-02-05-4, files of 2025 and 2023)."""
    zeilen = con.execute(
        "SELECT vergleichsgruppe, vergleichswert, art, anzahl, fuenftel, differenz FROM vergleich "
        "WHERE indikator_id = 'arbeitslosenquote' AND ags = '16065' AND jahr = 2025"
    ).fetchall()
    v = {z[0]: z[1:] for z in zeilen}
    assert v["land"][:2] == (6.4, "amtlich")
    assert v["bund"][:2] == (6.3, "amtlich")
    assert v["kreise_bund"][2:4] == (400, 5)
    assert v["kreise_land"][2] == 22
    assert v["vorwert"][0] == 8.7
    assert v["vorwert"][4] == pytest.approx(-0.4)


def test_trends_rest_on_five_points_or_more(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT min(anzahl) FROM trend").fetchone() >= (5,)


@pytest.mark.quellen
@pytest.mark.parametrize("ags", ["05913", "16062", "16065"])
def test_rate_of_any_kreis_is_the_printed_one(ags: str, quellen: Path, originale) -> None:
    """The cell is read here on its own: column 12 of the line of the Kreis."""
    text = (quellen / "regionalstatistik" / "13211-02-05-4_2025.csv").read_text(encoding="iso-8859-1")
    zeile = next(z for z in text.splitlines() if z.startswith(f"2025;{ags};"))
    gedruckt = float(zeile.split(";")[11].replace(",", "."))
    with open_database(originale.datenbank, read_only=True) as con:
        assert _row(con, "arbeitslosenquote", ags, 2025)["wert"] == gedruckt


@pytest.mark.quellen
def test_the_originals_serve_all_400_kreise(originale) -> None:
    """GV100AD of 28.02.2026 lists 401: Hanau left its Kreis on 1 January 2026, after all figures."""
    from pipelines.pruefung import KreisOhneDaten, require_kreise

    frage = (
        "SELECT ags FROM gebiet WHERE ebene = 'kreis' AND gueltig_bis IS NULL AND ags <> '06415' ORDER BY ags"
    )
    with open_database(originale.datenbank, read_only=True) as con:
        kreise = [zeile[0] for zeile in con.execute(frage).fetchall()]
        assert len(kreise) == 400
        require_kreise(con, kreise)
        with pytest.raises(KreisOhneDaten, match="Hanau"):
            require_kreise(con, ["06415"])


@pytest.mark.quellen
@pytest.mark.parametrize(
    ("tabelle", "auswahl"),
    [
        ("indikatorwert", "ags = '16065'"),
        ("vergleich", "ags = '16065'"),
        ("trend", "ags = '16065'"),
        ("indikatorwert", "starts_with(ags, '16065') OR ags IN ('16', '00')"),
        ("vergleich", "starts_with(ags, '16065') OR ags IN ('16', '00')"),
        ("beobachtung", "gueltig AND (starts_with(ags, '16065') OR ags IN ('16', '00'))"),
        ("verteilung", "gruppe IN ('00', '16')"),
    ],
)
def test_base_set_and_originals_give_the_same(tabelle: str, auswahl: str, basis, originale) -> None:
    """Every row and every column; own data and samples come from elsewhere and are left out.

    So are measures that the base set does not carry: those without a figure for the home Kreis, and those
    of families that may not be passed on.
    """
    eigene = "indikator_id IN (SELECT indikator_id FROM basis.indikatorwert WHERE herkunft = 'beispiel')"
    if tabelle in ("beobachtung", "verteilung"):
        groesse = "merkmal_id" if tabelle == "beobachtung" else "indikator_id"
        eigene = f"(starts_with(quelle_id, 'kommunal') OR {groesse} NOT IN (FROM getragen))"
    con = duckdb.connect()
    try:
        con.execute(f"ATTACH '{basis.auftrag().arbeitsdatenbank}' AS basis (READ_ONLY)")
        con.execute(f"ATTACH '{originale.datenbank}' AS originale (READ_ONLY)")
        if tabelle in ("beobachtung", "verteilung"):
            con.execute(f"CREATE TEMP TABLE getragen AS SELECT DISTINCT {groesse} FROM basis.{tabelle}")
        seiten = [
            f"(FROM {db}.{tabelle} WHERE ({auswahl}) AND NOT {eigene})" for db in ("basis", "originale")
        ]
        anzahl = con.execute(f"SELECT count(*) FROM {seiten[0]}").fetchone()
        assert anzahl
        assert anzahl[0] > 20
        for eine, andere in (seiten, seiten[::-1]):
            unterschied = con.execute(f"{eine} EXCEPT {andere} ORDER BY ALL LIMIT 5").fetchall()
            assert unterschied == []
    finally:
        con.close()
