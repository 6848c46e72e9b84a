"""INKAR, Deutschlandatlas, VGRdL and GISD: every original file, figures looked up in the files by hand."""

import time
import tomllib
from pathlib import Path

import pytest
import python_calamine as calamine
import xlsxwriter

from assets.catalogue.models import MerkmalEintrag
from assets.sources.deutschlandatlas.datei import read_datei as read_deutschlandatlas
from assets.sources.deutschlandatlas.datei import recognise_datei as recognise_deutschlandatlas
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.gisd import read_gisd, recognise_gisd
from assets.sources.inkar.datei import read_datei as read_inkar
from assets.sources.inkar.datei import recognise_datei as recognise_inkar
from assets.sources.vgrdl.leser import read_vgrdl, recognise_vgrdl
from schemas.sources import Beobachtungen, Quelle

pytestmark = pytest.mark.quellen
ERKENNER = {
    "deutschlandatlas": recognise_deutschlandatlas,
    "inkar": recognise_inkar,
    "vgrdl": recognise_vgrdl,
    "gisd": recognise_gisd,
}
LESER = {
    "deutschlandatlas": read_deutschlandatlas,
    "inkar": read_inkar,
    "vgrdl": read_vgrdl,
    "gisd": read_gisd,
}

# file: number of observations; then measure, territory, period, value, sheet, row, column
SOLL = {
    "inkar/A_Arbeitslosigkeit.xls": (
        10990 * 24 - 408,
        ("inkar_arbeitslose", "01001000", "1998", 5784, "Daten", 3, "D"),
        ("inkar_arbeitslose", "16065067", "2008", 2103, "Daten", 10530, "N"),
        ("inkar_arbeitslose", "16077052", "2021", 29, "Daten", 10992, "AA"),
    ),
    "inkar/A_ArbeitslosigkeitKreis.xls": (
        400 * 27,
        ("inkar_arbeitslose", "01001", "1995", 4691, "Daten", 3, "D"),
        ("inkar_arbeitslose", "05315", "2007", 60189, "Daten", 82, "P"),
        ("inkar_arbeitslose", "16065", "2021", 2768, "Daten", 390, "AD"),
    ),
    "inkar/A_BeschaeftigtenquoteKreis.xls": (
        400 * 25,
        ("inkar_beschaeftigtenquote", "01001", "1997", 44.62, "Daten", 3, "D"),
        ("inkar_beschaeftigtenquote", "05315", "2008", 47.57, "Daten", 82, "O"),
        ("inkar_beschaeftigtenquote", "16065", "2021", 64.08, "Daten", 390, "AB"),
    ),
    "inkar/A_Bruttoverdienst.xls": (
        400 * 22,
        ("inkar_bruttoverdienst", "01001", "2000", 1946.62, "Daten", 3, "D"),
        ("inkar_bruttoverdienst", "05315", "2009", 2750.96, "Daten", 82, "M"),
        ("inkar_bruttoverdienst", "16065", "2021", 2747.01, "Daten", 390, "Y"),
    ),
    "inkar/A_ErwerbsfaehigeBevoelkerung.xls": (
        10990 * 21,
        ("inkar_erwerbsfaehige", "01001000", "2001", 57066, "Daten", 3, "D"),
        ("inkar_erwerbsfaehige", "16065067", "2010", 14852, "Daten", 10530, "M"),
        ("inkar_erwerbsfaehige", "16077052", "2021", 1075, "Daten", 10992, "X"),
    ),
    "inkar/A_ErwerbsfaehigeBevoelkerungKreis.xls": (
        400 * 27,
        ("inkar_erwerbsfaehige", "01001", "1995", 59002, "Daten", 3, "D"),
        ("inkar_erwerbsfaehige", "05315", "2007", 684917, "Daten", 82, "P"),
        ("inkar_erwerbsfaehige", "16065", "2021", 43136, "Daten", 390, "AD"),
    ),
    "inkar/B_BeschaeftigtemitakadAbschluss.xls": (
        400 * 10,
        ("inkar_akademiker", "01001", "2012", 9.85, "Daten", 3, "D"),
        ("inkar_akademiker", "05315", "2015", 24.7, "Daten", 82, "G"),
        ("inkar_akademiker", "16065", "2021", 8.01, "Daten", 390, "M"),
    ),
    "inkar/B_BeschaeftigteohneAbschluss.xls": (
        400 * 10,
        ("inkar_ohne_abschluss", "01001", "2012", 14.56, "Daten", 3, "D"),
        ("inkar_ohne_abschluss", "05315", "2015", 14.18, "Daten", 82, "G"),
        ("inkar_ohne_abschluss", "16065", "2021", 6.6, "Daten", 390, "M"),
    ),
    "inkar/B_SVBeschaeftigte.xls": (
        400 * 25,
        ("inkar_svb_wohnort", "01001", "1997", 25803, "Daten", 3, "D"),
        ("inkar_svb_wohnort", "05315", "2008", 324921, "Daten", 82, "O"),
        ("inkar_svb_wohnort", "16065", "2021", 27640, "Daten", 390, "AB"),
    ),
    "inkar/B_SchulabgaengerohneAbschluss.xls": (
        400 * 27 - 18,
        ("inkar_abgaenger_ohne_abschluss", "01001", "1995", 8.14, "Daten", 3, "D"),
        ("inkar_abgaenger_ohne_abschluss", "05315", "2007", 7.97, "Daten", 82, "P"),
        ("inkar_abgaenger_ohne_abschluss", "16065", "2021", 7.7, "Daten", 390, "AD"),
    ),
    "inkar/E_Einkommensteuer.xls": (
        4600 * 25 - 5076,
        ("inkar_einkommensteuer", "01001-P0000", "1995", 302.74, "Daten", 3, "D"),
        ("inkar_einkommensteuer", "16065-P5052", "2006", 58.05, "Daten", 4472, "O"),
        ("inkar_einkommensteuer", "16065-P5052", "2019", 225.75, "Daten", 4472, "AB"),
    ),
    "inkar/E_Haushaltseinkommen.xls": (
        400 * 22,
        ("inkar_haushaltseinkommen", "01001", "2000", 1178.74, "Daten", 3, "D"),
        ("inkar_haushaltseinkommen", "05315", "2009", 1546.13, "Daten", 82, "M"),
        ("inkar_haushaltseinkommen", "16065", "2021", 1735.49, "Daten", 390, "Y"),
    ),
    "inkar/E_Schuldnerquote.xls": (
        400 * 18,
        ("inkar_schuldnerquote", "01001", "2004", 16.94, "Daten", 3, "D"),
        ("inkar_schuldnerquote", "05315", "2011", 11.59, "Daten", 82, "K"),
        ("inkar_schuldnerquote", "16065", "2021", 10.65, "Daten", 390, "U"),
    ),
    "deutschlandatlas/Deutschlandatlas-Daten.xlsx": (
        314442,
        ("da_kinder_bg", "16065", "2024", 13.28, "Deutschlandatlas_KRS1224", 392, "Y"),
        ("da_preis_miet_von", "16065", "2023", 5.5, "Deutschlandatlas_KRS1222", 392, "I"),
        ("da_oenv", "16077-P5052", "2020", 80.6, "Deutschlandatlas_VBGEM1219", 4622, "C"),
    ),
    # 444 rows less 29 Regierungsbezirke, Berlin and Hamburg as Land and Kreis; 29 years, 9 tables
    "vgrdl/vgrdl_r2b3_bs2024.xlsx": (
        (444 - 29 + 2) * 29 * 9,
        ("vgrdl_einkommen", "16065", "2023", 1787.731, "2.1", 435, "AK"),
        ("vgrdl_einkommen_je_ew", "16065", "2021", 21402, "2.4", 435, "AI"),
        ("vgrdl_einwohner", "11000", "1995", 3434.19, "3", 160, "I"),
        ("vgrdl_primaereinkommen", "00", "1995", 1407424, "1.1", 450, "I"),
    ),
    "gisd/GISD_Bund_Kreis.csv": (
        9600 * 4,
        ("gisd_score", "16065", "1998", 0.96072, None, 9290, "D"),
        ("gisd_quintil", "16065", "2021", 5, None, 9313, "E"),
        ("gisd_klasse", "01001", "2000", 2, None, 4, "G"),
    ),
}


@pytest.fixture(scope="module")
def katalog(wurzel: Path) -> dict[str, MerkmalEintrag]:
    eintraege = [
        MerkmalEintrag.model_validate(satz)
        for familie in LESER
        for satz in tomllib.loads(
            (wurzel / "assets" / "catalogue" / "merkmale" / f"{familie}.toml").read_text(encoding="utf-8")
        )["merkmal"]
    ]
    return {e.id: e for e in eintraege}


@pytest.mark.parametrize("datei", SOLL)
def test_original_file(quellen: Path, katalog: dict[str, MerkmalEintrag], datei: str) -> None:
    familie = datei.split("/")[0]
    probe = Probe.of(quellen / datei)
    assert [name for name, erkenne in ERKENNER.items() if erkenne(probe)] == [familie]
    beginn = time.process_time()
    lesung = LESER[familie](quellen / datei, katalog)
    dauer = time.process_time() - beginn
    Beobachtungen.validate(lesung.beobachtungen)
    Quelle.validate(lesung.quelle)
    anzahl, *stichwerte = SOLL[datei]
    assert len(lesung.beobachtungen) == anzahl
    assert lesung.merkmale == ()
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"])
    for merkmal, ags, zeitraum, wert, blatt, zeile, spalte in stichwerte:
        fund = werte.loc[(merkmal, ags, zeitraum)]
        assert fund["wert"] == wert
        assert (fund["blatt"] if blatt else None, fund["zeile"], fund["spalte"]) == (blatt, zeile, spalte)
    assert lesung.beobachtungen[["zeile", "spalte"]].notna().all(axis=None)
    assert dauer < 6


def test_other_folders_are_not_recognised(quellen: Path) -> None:
    for datei in sorted(quellen.glob("*/*")):
        if (
            datei.is_file()
            and datei.parent.name not in ERKENNER
            and datei.suffix in (".csv", ".xls", ".xlsx")
        ):
            probe = Probe.of(datei)
            assert not any(erkenne(probe) for erkenne in ERKENNER.values()), datei


def test_signs_of_the_income_workbook(quellen: Path, katalog: dict[str, MerkmalEintrag]) -> None:
    lesung = read_vgrdl(quellen / "vgrdl" / "vgrdl_r2b3_bs2024.xlsx", katalog)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"])
    # Göttingen has no figures before 2000, and Germany no share of a Land
    assert werte.loc[("vgrdl_einkommen", "03159", "1995"), "kennzeichen"] == "."
    assert werte.loc[("vgrdl_einkommen_anteil_land", "00", "2021"), "kennzeichen"] == "x"
    assert werte.loc[werte["kennzeichen"].notna(), "wert"].isna().all()
    quelle = lesung.quelle.iloc[0]
    assert (quelle["quelle_id"], quelle["stand"]) == ("vgrdl_r2b3_2025-02-01", "2025-02-01")
    assert quelle["quellenvermerk"].endswith("R2B3, Berechnungsstand Februar 2025")
    assert any("29 Zeilen je Blatt" in w for w in lesung.warnungen)


def _blatt(quellen: Path, name: str) -> list[list]:
    mappe = calamine.CalamineWorkbook.from_path(
        str(quellen / "deutschlandatlas" / "Deutschlandatlas-Daten.xlsx")
    )
    return mappe.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _fruehere_ausgabe(ort: Path, zeilen: list[list], uebersicht: list[list]) -> Path:
    """Make a workbook as earlier editions had it: header in row 1, short codes only, other sheet name."""
    kuerzel = [str(zelle).removeprefix("Indikatorkürzel:").split("\n")[0].strip() for zelle in zeilen[3]]
    pfad = ort / "Deutschlandatlas-Daten.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        blatt = buch.add_worksheet("Übersicht")
        for i, zeile in enumerate([["Stand: 30. April 2023"], *uebersicht]):
            blatt.write_row(i, 0, zeile)
        daten = buch.add_worksheet("KRS1221")
        for i, zeile in enumerate([["KRS1221", "Kreisname", *kuerzel[2:]], *zeilen[4:-1]]):
            daten.write_row(i, 0, zeile)
    return pfad


def test_earlier_edition_reads_years_from_its_list(
    quellen: Path, katalog: dict[str, MerkmalEintrag], tmp_path: Path
) -> None:
    zeilen = _blatt(quellen, "Deutschlandatlas_KRS1224")
    uebersicht = [
        ["Kürzel", "Indikator", "Jahr", "Gebietsstand"],
        ["kinder_bg", "Anteil der unter 15-Jährigen in Bedarfsgemeinschaften in %", 2021, "31.12.2020"],
        ["bev_u18", "Anteil der unter 18-Jährigen in %", "2021", "31.12.2021"],
    ]
    lesung = read_deutschlandatlas(_fruehere_ausgabe(tmp_path, zeilen, uebersicht), katalog)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"])
    assert set(lesung.beobachtungen["merkmal_id"]) == {"da_kinder_bg", "da_bev_u18"}
    fund = werte.loc[("da_kinder_bg", "16065", "2021")]
    assert (fund["wert"], fund["gebietsstand"], fund["blatt"]) == (13.28, "2021-12-31", "KRS1221")
    assert (fund["zeile"], fund["spalte"]) == (389, "Y")
    assert lesung.quelle["stand"].tolist() == ["2023-04-30"]
    assert sum("kein eindeutiges Jahr" in w for w in lesung.warnungen) == 21


def test_earlier_edition_without_years_is_refused(
    quellen: Path, katalog: dict[str, MerkmalEintrag], tmp_path: Path
) -> None:
    zeilen = _blatt(quellen, "Deutschlandatlas_KRS1224")
    ohne = [
        ["kinder_bg", "Kinder in Bedarfsgemeinschaften in %", "Gebietsstand 2021", "Quelle: Destatis 2022"]
    ]
    with pytest.raises(EingabeFehler, match="mit Jahr"):
        read_deutschlandatlas(_fruehere_ausgabe(tmp_path, zeilen, ohne), katalog)
