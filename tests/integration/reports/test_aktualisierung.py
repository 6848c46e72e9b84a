"""The one-page report on a refresh: always one page, never an own figure, the same bytes again."""

import dataclasses
import io
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pikepdf
import pytest

from assets.catalogue.load import load_katalog
from assets.reports.aktualisierung import (
    ERSTE_AUSGABE,
    build_aktualisierung,
    cut_rows,
    render_aktualisierung,
)
from assets.reports.aktualisierung_lesen import Vergleichsstand, find_changes, read_aktualisierung
from assets.reports.kopf import Berichtskopf
from assets.store.tabellen import pandas_typen, table_of, write_table
from schemas.quellenlage import Abgelehnt, Quellenlage
from schemas.staging import Konflikt, Revision

KATALOG = load_katalog()
KOPF = Berichtskopf(
    herausgeber="Landratsamt Kyffhäuserkreis",
    auflage="",
    ausgabe="2026-11-22-abcdef12",
    redaktionsschluss=date(2026, 11, 22),
    datenstand=date(2026, 7, 9),
)
VORHER = Vergleichsstand(
    "2026-08-01_0123456789", {"arbeitslose": ("2024", "2025-02-01"), "weg": ("2010", "2011-01-01")}
)
INDIKATOREN = ("arbeitslosenquote", "kinder_sgb2_bg_u15")


def frame(modell: type, zeilen: list[tuple]) -> pd.DataFrame:
    typen = pandas_typen(table_of(modell))
    return pd.DataFrame(zeilen, columns=list(typen)).astype(typen)


def revision(kennung: str, ags: str, jahr: int, alt: float, neu: float, zeichen: str | None = None) -> tuple:
    zeitraum = str(jahr)
    return ("indikatorwert", kennung, ags, zeitraum, "alt", "neu", alt, neu, zeichen, None, "revision")


def konflikt(jahr: int, merkmal: str = "da_alq", quelle: str = "deutschlandatlas_2026-04-22") -> tuple:
    return (
        merkmal,
        "16065",
        str(jahr),
        merkmal,
        quelle,
        7.9,
        "rs13211_quote",
        "regionalstatistik_x",
        8.3,
        0.4,
        0.05,
        "Rang",
    )


def lage(nummer: int, faellig: str | None = "2026-03-31", **angaben: object) -> tuple:
    werte = {
        "bezug_id": f"bezug_{nummer:03}", "familie": "regionalstatistik", "tabelle": "13211-*",
        "titel": f"Veröffentlichung Nummer {nummer} mit einem recht langen Namen", "quelle_id": "q",
        "zeitraum": "2024", "zeitraum_ende": "2024-12-31", "stand": "2025-02-01", "rhythmus": "jaehrlich",
        "verzug_monate": 3, "faellig_am": faellig, "abrufbar": False,
        "weg": "In der Regionaldatenbank die Tabelle aufrufen, alle Kreise und Jahre wählen, als CSV laden.",
    }  # fmt: skip
    return tuple((werte | angaben).values())


def datenbank(anzahl: int) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE indikator AS SELECT 'arbeitslosenquote' AS indikator_id, "
        "'Arbeitslosenquote' AS name, '%' AS einheit, 1 AS nachkommastellen"
    )
    con.execute("CREATE TABLE merkmal AS SELECT 'da_alq' AS merkmal_id, 'Quote' AS name, '%' AS einheit")
    con.execute(
        "CREATE TABLE quelle AS "
        "SELECT 'regionalstatistik_x' AS quelle_id, 'Titel' AS titel, '13211' AS tabelle"
    )
    con.execute(
        "CREATE TABLE gebiet AS SELECT * FROM (VALUES ('16065', 'Kyffhäuserkreis'), "
        "('16', 'Thüringen'), ('00', 'Deutschland'), ('16065067', 'Sondershausen, Stadt')) AS g(ags, name)"
    )
    eigene = ("kom_seu_untersucht", "16065", 2024, 478.0, 500.0)
    revisionen = [revision("arbeitslosenquote", "16065", 1990 + i, 8.0, 8.1 + i) for i in range(anzahl)]
    gesperrt = revision("arbeitslosenquote", "16", 2019, 987.0, 988.0, "g")
    fremd = revision("arbeitslosenquote", "16062", 2019, 987.0, 988.0)
    write_table(
        con, Revision, frame(Revision, [*revisionen, revision(*eigene), gesperrt, fremd] if anzahl else [])
    )
    eigener = konflikt(2024, "kom_seu_untersucht", "kommunal_schuleingang_2026-07-31")
    write_table(
        con,
        Konflikt,
        frame(Konflikt, [*(konflikt(1990 + i) for i in range(anzahl)), eigener] if anzahl else []),
    )
    arbeitslose = lage(0, None, bezug_id="arbeitslose", zeitraum="2025", stand="2026-02-26")
    write_table(con, Quellenlage, frame(Quellenlage, [arbeitslose, *(lage(i) for i in range(1, anzahl + 1))]))
    meldung = "gefunden eine Webseite, erwartet eine Tabelle. Was tun: neu laden."
    ablehnungen = [(f"t-{i}.csv", f"Datei t-{i}.csv: {meldung}") for i in range(anzahl)]
    write_table(con, Abgelehnt, frame(Abgelehnt, ablehnungen))
    return con


def ansicht(anzahl: int, vorher: Vergleichsstand | None = VORHER):
    with datenbank(anzahl) as con:
        fakten = read_aktualisierung(con, "16065", KATALOG, vorher)
    return build_aktualisierung(fakten, "16065", KOPF, vorher)


@pytest.fixture(scope="module")
def volle():
    return ansicht(60)


@pytest.fixture(scope="module")
def dokument(volle):
    return render_aktualisierung(volle)


def test_however_much_there_is_it_is_one_page(dokument):
    with pikepdf.open(io.BytesIO(dokument.pdf)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert "Aktualisierungsbericht Kyffhäuserkreis" in str(pdf.docinfo["/Title"])


def test_what_is_left_out_is_counted_and_located(dokument, volle):
    assert [a.anzahl for a in volle.abschnitte] == [62, 60, 60, 60, 60]
    for wo in (
        "Tabelle revision der Datenbank",
        "„sozialplanung quellen --offen“",
    ):
        assert f"weitere, siehe {wo}." in dokument.html


def test_every_section_keeps_rows_when_all_are_long(dokument):
    assert dokument.html.count("<table>") == 5
    assert dokument.html.count("<caption>") == 5


def test_the_same_facts_give_the_same_bytes(dokument):
    noch_einmal = render_aktualisierung(ansicht(60))
    assert (noch_einmal.pdf, noch_einmal.html) == (dokument.pdf, dokument.html)


def test_own_suppressed_and_foreign_figures_are_never_named(volle):
    text = " ".join(z for a in volle.abschnitte for zeile in a.zeilen for z in zeile)
    assert "478" not in text
    assert "987" not in text
    assert "kom_seu" not in text
    assert volle.abschnitte[1].anzahl == 60


def test_the_largest_change_of_the_kreis_comes_first(volle):
    assert volle.abschnitte[1].zeilen[0][:5] == (
        "Arbeitslosenquote", "Kyffhäuserkreis", "2049", "8,0\u202f%", "67,1\u202f%",
    )  # fmt: skip


def test_a_quantity_keeps_its_unit_beside_an_indicator_of_the_same_id():
    zeile = (
        "einkommen_aller_haushalte", "16065", "2021", "vgrdl_einkommen", "vgrdl_x", 1567561.0,
        "rs82411_einkommen", "regionalstatistik_x", 1519541.0, -48020.0, 1.0, "Stand",
    )  # fmt: skip
    with datenbank(0) as con:
        con.execute("INSERT INTO indikator VALUES ('einkommen_aller_haushalte', 'Je Einwohner', 'EUR', 0)")
        con.execute("DELETE FROM konflikt")
        con.execute(f"INSERT INTO konflikt VALUES {zeile}")
        fakten = read_aktualisierung(con, "16065", KATALOG, VORHER)
    (gezeigt,) = build_aktualisierung(fakten, "16065", KOPF, VORHER).abschnitte[2].zeilen
    assert gezeigt == (
        "Verfügbares Einkommen der privaten Haushalte (Tsd. EUR)", "Kyffhäuserkreis", "2021",
        "1\u202f567\u202f561", "1\u202f519\u202f541", "Regionaldatenbank, 13211",
    )  # fmt: skip


def test_periods_of_one_contradiction_are_one_row(volle):
    widersprueche = volle.abschnitte[2]
    assert (widersprueche.anzahl, len(widersprueche.zeilen), widersprueche.rest) == (60, 1, "")
    assert widersprueche.zeilen[0][2] == "2049 und 59 frühere"
    ohne_zeilen = dataclasses.replace(widersprueche, zeilen=())
    assert ohne_zeilen.rest == "Es sind 60, siehe Tabelle konflikt der Datenbank."


def test_nothing_to_say_is_said():
    leer = ansicht(0, Vergleichsstand("alt", {"arbeitslose": ("2025", "2026-02-26")}))
    dokument = render_aktualisierung(leer)
    for satz in (
        "Seit der letzten Ausgabe ist keine der 1 Quellen neu.",
        "Keine zwei Quellen widersprechen sich über ihre Rundung hinaus.",
        "ist keine Quelle überfällig, und keine fehlt.",
        "Keine Datei wurde abgelehnt.",
    ):
        assert satz in dokument.html
    assert "<table>" not in dokument.html


def test_the_first_edition_says_that_it_is_the_first():
    erste = ansicht(3, None)
    assert erste.vergleich == ERSTE_AUSGABE
    assert erste.zahlen[0] == ("4", "Quellen")
    assert "Dies ist die erste Ausgabe" in render_aktualisierung(erste).html


def test_missing_tables_are_empty_ones():
    with datenbank(2) as con:
        for tabelle in ("revision", "konflikt", "abgelehnt"):
            con.execute(f"DROP TABLE {tabelle}")
        fakten = read_aktualisierung(con, "16065", KATALOG, VORHER)
    assert (len(fakten.revisionen), len(fakten.konflikte), len(fakten.abgelehnt)) == (0, 0, 0)


def test_changes_of_sources_are_told_apart():
    zeilen = [
        lage(1, bezug_id="zeitraum", zeitraum="2025"),
        lage(2, bezug_id="neu"),
        lage(3, bezug_id="ausgabe", stand="2026-01-01"),
        lage(4, bezug_id="gleich"),
    ]
    vorher = dict.fromkeys(("zeitraum", "ausgabe", "gleich", "weg"), ("2024", "2025-02-01"))
    neuerungen = find_changes(frame(Quellenlage, zeilen), vorher)
    assert [n.bezug_id for n in neuerungen] == ["zeitraum", "neu", "ausgabe", "weg"]
    assert [n.jetzt is None for n in neuerungen] == [False, False, False, True]


@pytest.mark.parametrize(
    ("zeilen", "anteile"), [(0, [0, 0, 0]), (4, [2, 1, 1]), (7, [5, 1, 1]), (99, [9, 1, 1])]
)
def test_rows_are_shared_in_turn(volle, zeilen, anteile):
    muster = volle.abschnitte[0]
    drei = [dataclasses.replace(muster, zeilen=(("x",),) * n, anzahl=n) for n in (9, 1, 1)]
    assert [len(a.zeilen) for a in cut_rows(drei, zeilen)] == anteile


def test_it_is_pdf_a_and_pdf_ua(dokument, wurzel: Path):
    with pikepdf.open(io.BytesIO(dokument.pdf)) as pdf:
        xmp = pdf.Root.Metadata.read_bytes()
    assert b'pdfaid:part="3"' in xmp or b"<pdfaid:part>3" in xmp
    assert b"pdfuaid:part" in xmp
