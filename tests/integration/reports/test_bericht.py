"""A whole report from a small database: view, HTML, PDF."""

import dataclasses
import io
import pickle
import re
from pathlib import Path

import duckdb
import pikepdf
import pytest

from assets.catalogue.berichte import Berichtsplan
from assets.catalogue.load import Katalog
from assets.reports.ansicht import Berichtsansicht, Blockansicht
from assets.reports.bericht import Berichtsauftrag, Berichtsdokument, build_ansicht, render_ansicht
from assets.sources.fehler import EingabeFehler


@pytest.fixture(scope="module")
def ansicht(auftrag: Berichtsauftrag, plan: Berichtsplan, katalog: Katalog) -> Berichtsansicht:
    return build_ansicht(auftrag, plan, katalog)


@pytest.fixture(scope="module")
def dokument(ansicht: Berichtsansicht, vorlagen: Path) -> Berichtsdokument:
    return render_ansicht(ansicht, vorlagen)


def block(ansicht: Berichtsansicht, name: str) -> Blockansicht:
    bloecke = [t for k in ansicht.kapitel for t in k.teile if isinstance(t, Blockansicht)]
    return next(b for b in bloecke if b.titel == name)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2007", "")


def test_block_says_size_position_comparison_change(ansicht: Berichtsansicht) -> None:
    # 13211-02-05-4 (2025): rows 16065 8,3, 16 6,4, DG 6,3; (2023): row 16065 8,7
    b = block(ansicht, "Arbeitslosenquote")
    assert plain(b.leitsatz) == (
        "Im Kyffhäuserkreis waren 2025 im Jahresdurchschnitt 8,3 Prozent der Erwerbspersonen arbeitslos. "
        "Damit lag der Kyffhäuserkreis im höchsten Fünftel der 400 Kreise und kreisfreien Städte."
    )
    assert [plain(s) for s in b.saetze[:2]] == [
        "In Thüringen waren es 6,4 Prozent, in Deutschland 6,3 Prozent.",
        "Im Kyffhäuserkreis waren es 0,4 Prozentpunkte weniger als 2023.",
    ]


def test_table_has_counts_change_and_kind(ansicht: Berichtsansicht) -> None:
    # 21111-02-06-4 (2023): 99 of 702 in 16065, 1856 of 18452 in Thüringen
    tabelle = block(ansicht, "Abgänge ohne Hauptschulabschluss").tabelle
    assert tabelle is not None
    koepfe = [s.name for s in tabelle.spalten]
    assert koepfe == ["Gebiet", "2023", "ohne Abschluss", "alle Abgänge", "95-%-Intervall", "Art"]
    kreis, land, bund = (tuple(plain(z) for z in zeile.zellen) for zeile in tabelle.zeilen)
    assert kreis[:4] == ("Kyffhäuserkreis", "14,1", "99", "702")
    assert land[:4] == ("Thüringen", "10,1", "1 856", "18 452")
    assert bund[-1] == "Median der Kreise"


def test_definition_marks_unchecked_entries_and_carries_warnings(ansicht: Berichtsansicht) -> None:
    definition = block(ansicht, "Abgänge ohne Hauptschulabschluss").definitionen[0]
    assert definition.ungeprueft
    assert definition.definitionen[0][0] == "Abgänge ohne Hauptschulabschluss"
    assert definition.hinweise == ("Kleine Zahlen schwanken stark.",)
    assert definition.gebietsstand == "31.12.2023"


def test_figures_are_numbered_and_missing_data_draw_nothing(ansicht: Berichtsansicht) -> None:
    nummern = [a.nummer for a in ansicht.kapitel[2].teile[0].abbildungen]  # type: ignore[union-attr]
    assert nummern == ["3.1", "3.2", "3.3"]
    # no outlines in this order: no map
    assert len(block(ansicht, "Abgänge ohne Hauptschulabschluss").abbildungen) == 2
    assert all(
        a.alt for k in ansicht.kapitel for t in k.teile if isinstance(t, Blockansicht) for a in t.abbildungen
    )


def test_frame_stands_around_the_chapters(ansicht: Berichtsansicht) -> None:
    assert [k.titel for k in ansicht.kapitel] == [
        "Einleitung",
        "Datenstand und Zeichenerklärung",
        "Lage",
        "Quellenverzeichnis",
        "Datenlücken",
    ]
    assert [kasten.wort for kasten in ansicht.kapitel[2].kaesten] == ["Zwischenfazit"]


def test_a_report_without_samples_announces_none(ansicht: Berichtsansicht) -> None:
    assert not ansicht.umschlag.beispiele
    assert "BEISPIELE" not in ansicht.fuss_links


def test_samples_are_announced_on_cover_and_every_page(
    auftrag: Berichtsauftrag, plan: Berichtsplan, katalog: Katalog, tmp_path: Path
) -> None:
    datei = tmp_path / "beispiel.duckdb"
    datei.write_bytes(auftrag.datenbank.read_bytes())
    with duckdb.connect(str(datei)) as con:
        con.execute("UPDATE indikatorwert SET herkunft = 'beispiel' WHERE indikator_id = 'arbeitslosenquote'")
    mit = build_ansicht(dataclasses.replace(auftrag, datenbank=datei), plan, katalog)
    assert mit.umschlag.beispiele
    assert "BEISPIELE" in mit.fuss_links
    b = block(mit, "Arbeitslosenquote")
    assert b.beispiel
    assert all(a.beispiel for a in b.abbildungen)
    assert b.tabelle is not None
    assert all(zeile.beispiel for zeile in b.tabelle.zeilen)


def test_html_is_complete_in_itself(dokument: Berichtsdokument) -> None:
    assert 'src="abb:' not in dokument.html
    assert not re.findall(r'(?:src|href)="(?:https?:|file:|/)', dokument.html)
    assert dokument.html.count("<table>") == dokument.html.count("<caption>")
    assert "8,3 Prozent" in plain(dokument.html)
    for anker in re.findall(r'href="#([^"]+)"', dokument.html):
        assert f'id="{anker}"' in dokument.html


def test_pdf_repeats_byte_for_byte(
    dokument: Berichtsdokument, auftrag: Berichtsauftrag, plan: Berichtsplan, katalog: Katalog, vorlagen: Path
) -> None:
    zweites = render_ansicht(build_ansicht(auftrag, plan, katalog), vorlagen)
    assert zweites.pdf == dokument.pdf
    assert zweites.html == dokument.html


def test_pdf_is_tagged_titled_and_counted(dokument: Berichtsdokument) -> None:
    with pikepdf.open(io.BytesIO(dokument.pdf)) as pdf:
        assert len(pdf.pages) == dokument.seiten
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "Familienbericht Kyffhäuserkreis, 1. Auflage"


def test_order_can_go_to_a_child_process(auftrag: Berichtsauftrag) -> None:
    assert pickle.loads(pickle.dumps(auftrag)) == auftrag  # noqa: S301 - our own bytes


def test_unknown_placeholder_in_prose_stops_the_report(
    auftrag: Berichtsauftrag, plan: Berichtsplan, katalog: Katalog, tmp_path: Path
) -> None:
    texte = tmp_path / "texte" / "gemeinsam"
    texte.mkdir(parents=True)
    (texte / "methodik.md").write_text("Gut.\n\n[[kinderquote]]\n", "utf-8")
    falsch = dataclasses.replace(auftrag, vorlagen=tmp_path)
    with pytest.raises(EingabeFehler, match=r"methodik\.md, Zeile 3"):
        build_ansicht(falsch, plan, katalog)
