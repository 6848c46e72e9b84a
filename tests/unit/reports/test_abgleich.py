"""The chapter Datenstand: contradictions and revisions that concern the report, and no others."""

from pathlib import Path

import pytest

from assets.catalogue.load import load_katalog
from assets.reports.ansicht import Tabellenansicht
from assets.reports.ansicht_abgleich import HOECHSTENS, build_abgleich
from assets.reports.bestand import Bestand, Gebietszeile, Konfliktzeile, Quellenzeile, Revisionszeile
from assets.reports.kontext import Kontext
from assets.reports.zahlen import SCHMAL

VGR, RS, INKAR = "vgrdl_r2b3_2025-02-01", "regionalstatistik_82411-01-03-4_2023-11-10", "inkar_2024_x"
KATALOG = load_katalog()
GEBIETE = {a: Gebietszeile(a, n, e, None) for a, n, e in (
    ("16065", "Kyffhäuserkreis", "kreis"), ("16", "Thüringen", "land"), ("00", "Deutschland", "bund"),
)}  # fmt: skip


def quelle(quelle_id: str, titel: str, tabelle: str, stand: str) -> Quellenzeile:
    return Quellenzeile(
        quelle_id, "Arbeitskreis VGRdL", titel, tabelle, stand, "L", None, None, titel, "2023", False
    )


QUELLEN = {
    VGR: quelle(VGR, "Einkommen der privaten Haushalte " * 4, "R2B3", "2025-02-01"),
    RS: quelle(RS, "Regionaldatenbank Deutschland", "82411-01-03-4", "2023-11-10"),
    INKAR: quelle(INKAR, "INKAR", "Haushaltseinkommen", "2024-01-01"),
}


def konflikt(ags: str = "16065", zeitraum: str = "2021", **mehr: object) -> Konfliktzeile:
    zeile = Konfliktzeile(
        "verfuegbares_einkommen_je_ew", ags, zeitraum, "vgrdl_einkommen_je_ew", VGR, 21402.0,
        "rs82411_einkommen_je_ew", RS, 20747.0,
    )  # fmt: skip
    return zeile._replace(**mehr)


def revision(**mehr: object) -> Revisionszeile:
    zeile = Revisionszeile(
        "beobachtung", "rs13211_quote", "16065", "2020", "alt", "neu", 8.24, 8.31, None, None, "revision"
    )
    return zeile._replace(**mehr)


@pytest.fixture
def zeige():
    def baue(konflikte=(), revisionen=(), indikatoren=("verfuegbares_einkommen", "arbeitslosenquote")):
        bestand = Bestand(
            "16065",
            GEBIETE,
            {},
            {},
            {},
            {},
            QUELLEN,
            konflikte=tuple(konflikte),
            revisionen=tuple(revisionen),
        )
        k = Kontext("praeventionsbericht", bestand, KATALOG, None, Path(), tuple(indikatoren))
        k.zaehlwerk.begin_chapter("2")
        teile = build_abgleich(k)
        texte = " ".join(str(t.html) for t in teile if not isinstance(t, Tabellenansicht))
        return texte, [t for t in teile if isinstance(t, Tabellenansicht)]

    return baue


def test_both_figures_with_their_sources_and_the_one_of_the_report_marked(zeige):
    text, (tabelle,) = zeige([konflikt()])
    assert "Es gilt die Quelle mit dem höheren Vorrang" in text
    assert tabelle.zeilen[0].zellen == (
        "Verfügbares Einkommen je Einwohner (EUR im Jahr)",
        "Kyffhäuserkreis",
        "2021",
        f"21{SCHMAL}402 (Arbeitskreis VGRdL, Stand 01.02.2025 [Q1])",
        f"20{SCHMAL}747* (Regionaldatenbank Deutschland, Tabelle 82411-01-03-4, Stand 10.11.2023 [Q2])",
    )


def test_what_contradicts_one_figure_stands_in_one_row_and_a_source_is_named_once(zeige):
    inkar = konflikt(merkmal_anders="inkar_haushaltseinkommen", quelle_anders=INKAR, wert_anders=20826.0)
    _, (tabelle,) = zeige(
        [konflikt(), inkar, konflikt(ags="16")], indikatoren=("verfuegbares_einkommen_vgrdl",)
    )
    kreis, land = (z.zellen for z in tabelle.zeilen)
    assert kreis[4].startswith(f"20{SCHMAL}747 (")
    assert kreis[4].endswith("[Q3])")
    assert f"; 20{SCHMAL}826 (INKAR" in kreis[4]
    assert land[3:] == (f"21{SCHMAL}402* [Q1]", f"20{SCHMAL}747 [Q2]")
    assert not any("Tabellenanhang" in f for f in tabelle.fussnoten)


def test_within_one_publication_the_difference_is_named(zeige):
    zensus = konflikt(
        groesse="bevoelkerung_zensus_2022", zeitraum="2022-05-15", quelle_gilt=RS, quelle_anders=RS,
        merkmal_gilt="z22_einwohner", merkmal_anders="z22_einwohner_fortschreibung",
    )  # fmt: skip
    _, (tabelle,) = zeige([zensus], indikatoren=("bev_insgesamt_zensus2022",))
    assert tabelle.zeilen[0].zellen[4].startswith(f"20{SCHMAL}747 [Q1] (andere Zensusbasis")


def test_without_contradiction_the_chapter_says_so(zeige):
    text, tabellen = zeige([])
    assert "widersprechen sie einander nicht" in text
    assert tabellen == []


def test_contradictions_of_other_measures_stay_out(zeige):
    assert zeige([konflikt()], indikatoren=("arbeitslosenquote",))[1] == []


def test_newest_period_of_each_pair_and_a_hint_at_the_annex(zeige):
    _, (tabelle,) = zeige([konflikt(zeitraum=str(jahr)) for jahr in range(2010, 2022)])
    assert [z.zellen[2] for z in tabelle.zeilen] == ["2021"]
    assert (
        "11 ältere und weitere Abweichungen stehen im Tabellenanhang, Blatt „Konflikte“." in tabelle.fussnoten
    )


def test_kreis_before_land_before_germany(zeige):
    _, (tabelle,) = zeige([konflikt(ags="00"), konflikt(ags="16"), konflikt()])
    assert [z.zellen[1] for z in tabelle.zeilen] == ["Kyffhäuserkreis", "Thüringen", "Deutschland"]


def test_revision_names_old_new_and_reason(zeige):
    _, (tabelle,) = zeige(revisionen=[revision()])
    assert tabelle.zeilen[0].zellen[3:] == ("8,2", "8,3", "Berichtigung durch das Amt (echte Revision)")


def test_revision_below_the_printed_digit_and_of_other_indicators_stays_out(zeige):
    assert zeige(revisionen=[revision(wert_neu=8.21)])[1] == []
    assert zeige(revisionen=[revision(kennung="rs13211_quote_frauen")])[1] == []
    assert zeige(revisionen=[revision(art="indikatorwert", kennung="jugendquotient")])[1] == []


def test_withheld_figure_shows_its_sign(zeige):
    _, (tabelle,) = zeige(revisionen=[revision(wert_neu=None, kennzeichen_neu="x")])
    assert tabelle.zeilen[0].zellen[4] == "x"


def test_long_list_is_cut(zeige):
    _, (tabelle,) = zeige(revisionen=[revision(zeitraum=str(j)) for j in range(1990, 2020)])
    assert len(tabelle.zeilen) == HOECHSTENS
    assert tabelle.zeilen[0].zellen[2] == "2019"
    assert f"{30 - HOECHSTENS} weitere Änderungen" in tabelle.fussnoten[0]
