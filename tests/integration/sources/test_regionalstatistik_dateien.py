"""The original files of the Regionaldatenbank, with figures cited from the files."""

import re
import time
import tomllib
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from assets.catalogue.models import MerkmalEintrag
from assets.sources.einlesen import lists_of_kreise, read_ordner
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.gebietsbestand import Gebietsbestand, bestand_of_lists
from assets.sources.lesung import Lesung
from assets.sources.regionalstatistik import koerper
from assets.sources.regionalstatistik.leser import (
    read_regionalstatistik,
    recognise_probe,
    recognise_regionalstatistik,
    store_regionalstatistik,
)
from assets.sources.regionalstatistik.rohdaten import Rohdaten
from assets.sources.regionalstatistik.zahlen import parse_cell
from assets.store.arbeitsdatenbank import open_database
from assets.store.tabellen import read_table
from schemas.sources import Beobachtungen

pytestmark = pytest.mark.quellen

KATALOG = Path(__file__).parents[3] / "assets/catalogue/merkmale/regionalstatistik.toml"

# file, quelle_id without family, cells read, columns unknown to the catalogue
DATEIEN = [
    ("13211-02-05-4.csv", "13211-02-05-4_2026-07-09", 489 * 13, 0),
    ("13211-02-05-4_2025.csv", "13211-02-05-4_2026-02-26", 488 * 13, 0),
    ("21111-01-03-4.csv", "21111-01-03-4_2025-03-13", 488 * 12 * 6, 0),
    ("21111-02-06-4.csv", "21111-02-06-4_2025-03-13", 488 * 14, 0),
    ("21121-02-02-4.csv", "21121-02-02-4_2025-03-12", 488 * 12, 0),
    ("82411-01-03-4.csv", "82411-01-03-4_2023-11-10", 488 * 2, 0),
    ("abruf-2021/12411-0018.csv", "12411-0018_2021-08-17", 2407 * 34, 0),
    ("abruf-2021/13211-02-05-4.csv", "13211-02-05-4_2021-08-17", 6 * 488 * 13, 0),
    ("abruf-2021/22411-02-03-4.csv", "22411-02-03-4_2021-08-17", 3 * 488 * 3 * 9, 0),
    ("abruf-2015/182-20-4.csv", "182-20-4_2015-10-21", 487 * 6, 6),
    ("abruf-2015/192-71-4.csv", "192-71-4_2015-10-21", 487 * 12, 12),
    ("abruf-2015/662-31-4.csv", "662-31-4_2015-10-21", 3 * 487 * 12, 12),
]


@cache
def katalog() -> dict[str, MerkmalEintrag]:
    eintraege = [MerkmalEintrag(**e) for e in tomllib.loads(KATALOG.read_text("utf-8"))["merkmal"]]
    return {e.id: e for e in eintraege}


@pytest.fixture(scope="module")
def register(quellen: Path) -> Gebietsbestand:
    """Which Kreise existed when, from the registers and recalculation keys among the originals."""
    listen = [
        liste
        for ordner in ("gebietsstand", "gemeindeverzeichnis")
        for lesung in read_ordner(quellen / ordner, {}).lesungen
        for liste in lists_of_kreise(lesung)
    ]
    return bestand_of_lists(listen, (5,))


@pytest.fixture(scope="module")
def lies(quellen: Path, register: Gebietsbestand):  # type: ignore[no-untyped-def]
    @cache
    def lies_datei(name: str) -> Lesung:
        return read_regionalstatistik(quellen / "regionalstatistik" / name, katalog(), register)

    return lies_datei


@pytest.mark.parametrize(("name", "kennung", "zellen", "neue"), DATEIEN)
def test_every_file_is_read_whole(lies, quellen, name, kennung, zellen, neue) -> None:  # type: ignore[no-untyped-def]
    assert recognise_regionalstatistik((quellen / "regionalstatistik" / name).read_bytes())
    lesung = lies(name)
    assert lesung.quelle["quelle_id"].tolist() == [f"regionalstatistik_{kennung}"]
    assert len(lesung.beobachtungen) == zellen
    assert len(lesung.merkmale) == neue
    assert not lesung.gebiete["name"].str.startswith(" ").any()
    kreise = set(lesung.beobachtungen["ags"])
    assert {"16065", "16064", "01001"} <= kreise
    assert not any(len(ags) in (3, 8) for ags in kreise)


FIGUREN = [
    # 13211-02-05-4_2025.csv, row 2025;16065: 3013;451;…;1186;9,1;8,3;8,8;7,8;24,7;8,2
    ("13211-02-05-4_2025.csv", "rs13211_arbeitslose", "16065", "2025", 3013, None),
    ("13211-02-05-4_2025.csv", "rs13211_quote", "16065", "2025", 8.3, None),
    ("13211-02-05-4_2025.csv", "rs13211_quote_abhaengige", "16065", "2025", 9.1, None),
    ("13211-02-05-4_2025.csv", "rs13211_quote_auslaender", "16065", "2025", 24.7, None),
    ("13211-02-05-4_2025.csv", "rs13211_quote", "00", "2025", 6.3, None),
    # 13211-02-05-4.csv, rows 2023;16065 and 2023;16056 (dissolved)
    ("13211-02-05-4.csv", "rs13211_quote_auslaender", "16065", "2023", 45.6, None),
    ("13211-02-05-4.csv", "rs13211_arbeitslose_langzeit", "16", "2023", 21252, None),
    ("13211-02-05-4.csv", "rs13211_arbeitslose", "16056", "2023", None, "-"),
    # abruf-2021, rows 2018;16065 (.), 2020;16065 (x), 2015;16065; header says „Ausländer“ here
    ("abruf-2021/13211-02-05-4.csv", "rs13211_quote_auslaender", "16065", "2018", None, "."),
    ("abruf-2021/13211-02-05-4.csv", "rs13211_quote_auslaender", "16065", "2020", None, "x"),
    ("abruf-2021/13211-02-05-4.csv", "rs13211_quote_auslaender", "16065", "2015", 26.1, None),
    ("abruf-2021/13211-02-05-4.csv", "rs13211_arbeitslose_auslaender", "16065", "2015", 112, None),
    ("abruf-2021/13211-02-05-4.csv", "rs13211_arbeitslose", "16056", "2020", 1677, None),
    ("abruf-2021/13211-02-05-4.csv", "rs13211_arbeitslose", "03159", "2015", None, "-"),
    # 21111-02-06-4.csv, row 2023;16065: 702;340;99;46;…;8;3;x;x;163;83
    ("21111-02-06-4.csv", "rs21111_02_abgaenge", "16065", "2023", 702, None),
    ("21111-02-06-4.csv", "rs21111_02_abgaenge_w", "16065", "2023", 340, None),
    ("21111-02-06-4.csv", "rs21111_02_ohne_hsa", "16065", "2023", 99, None),
    ("21111-02-06-4.csv", "rs21111_02_ohne_hsa_w", "16065", "2023", 46, None),
    ("21111-02-06-4.csv", "rs21111_02_fhr_schulisch", "16065", "2023", 8, None),
    ("21111-02-06-4.csv", "rs21111_02_fhr", "16065", "2023", None, "x"),
    ("21111-02-06-4.csv", "rs21111_02_ahr", "00", "2023", 259230, None),
    ("21111-02-06-4.csv", "rs21111_02_fhr", "02", "2023", 0, "-"),
    # 21111-01-03-4.csv, rows 2023;16065
    ("21111-01-03-4.csv", "rs21111_01_insgesamt_schueler", "16065", "2023", 6907, None),
    ("21111-01-03-4.csv", "rs21111_01_insgesamt_schulen", "16065", "2023", None, "x"),
    ("21111-01-03-4.csv", "rs21111_01_gymnasien_schueler_kl7", "16065", "2023", 162, None),
    ("21111-01-03-4.csv", "rs21111_01_gesamtschulen_schueler_jg11", "16065", "2023", 52, None),
    ("21111-01-03-4.csv", "rs21111_01_foerderschulen_schueler_auslaender", "16065", "2023", 13, None),
    ("21111-01-03-4.csv", "rs21111_01_waldorfschulen_schulen", "16065", "2023", 0, "-"),
    ("21111-01-03-4.csv", "rs21111_01_insgesamt_schueler", "16056", "2023", None, "-"),
    # 21121-02-02-4.csv: 16065 148;87;26;11;26;20;65;37;31;19;-;- ; Greiz has `.`
    ("21121-02-02-4.csv", "rs21121_abgaenge", "16065", "2023", 148, None),
    ("21121-02-02-4.csv", "rs21121_fhr", "16065", "2023", 65, None),
    ("21121-02-02-4.csv", "rs21121_ahr_w", "16065", "2023", 19, None),
    ("21121-02-02-4.csv", "rs21121_fhr_zusaetzlich", "16065", "2023", 0, "-"),
    ("21121-02-02-4.csv", "rs21121_mittlerer", "16076", "2023", None, "."),
    ("21121-02-02-4.csv", "rs21121_fhr_zusaetzlich_w", "00", "2023", 10216, None),
    # Sömmerda: no vocational school leavers, a real zero; the other Kreise add up to the Land (3448)
    ("21121-02-02-4.csv", "rs21121_abgaenge", "16068", "2023", 0, "-"),
    # 82411-01-03-4.csv, row 2021;16065: 1519541;20747
    ("82411-01-03-4.csv", "rs82411_einkommen", "16065", "2021", 1519541, None),
    ("82411-01-03-4.csv", "rs82411_einkommen_je_ew", "16065", "2021", 20747, None),
    # 12411-0018.csv, rows 31.12.2015;16065: m 883;919;… 3963, w 784;… 6187
    ("abruf-2021/12411-0018.csv", "rs12411_m_u3", "16065", "2015-12-31", 883, None),
    ("abruf-2021/12411-0018.csv", "rs12411_w_u3", "16065", "2015-12-31", 784, None),
    ("abruf-2021/12411-0018.csv", "rs12411_w_75plus", "16065", "2015-12-31", 6187, None),
    # 22411-02-03-4.csv, rows 31.12.2019 and 31.12.2015;16065
    ("abruf-2021/22411-02-03-4.csv", "rs22411_pflegebeduerftige", "16065", "2019-12-31", 6268, None),
    ("abruf-2021/22411-02-03-4.csv", "rs22411_pflegegeld_w", "16065", "2019-12-31", 1950, None),
    ("abruf-2021/22411-02-03-4.csv", "rs22411_alltagskompetenz", "16065", "2015-12-31", 1552, None),
    ("abruf-2021/22411-02-03-4.csv", "rs22411_alltagskompetenz", "16065", "2019-12-31", None, "-"),
    ("abruf-2021/22411-02-03-4.csv", "rs22411_teilstationaer", "16065", "2017-12-31", None, "-"),
    ("abruf-2021/22411-02-03-4.csv", "rs22411_ohne_pflegestufe_m", "16065", "2015-12-31", 88, None),
    ("abruf-2021/22411-02-03-4.csv", "rs22411_heim_kurz_m", "16056", "2019-12-31", 0, "-"),
    # abruf-2015: old table numbers, English footer
    ("abruf-2015/182-20-4.csv", "rs18220_zuzuege_ueber_die_gemeindegrenzen", "16065", "2013", 3064, None),
    ("abruf-2015/192-71-4.csv", "rs19271_schulabschluss_ohne_hauptschulabschluss", "16065", "2013", 64, None),
    ("abruf-2015/192-71-4.csv", "rs19271_schulabschluss_fachhochschulreife", "16065", "2013", 0, "0"),
    (
        "abruf-2015/662-31-4.csv",
        "rs66231_personen_in_bedarfsgemeinschaften_nicht_erwerbsf_leistungsberech_sozialgeld_unter_15_jahre",
        "16065", "2014-12-31", 2003, None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "merkmal", "ags", "zeitraum", "wert", "zeichen"), FIGUREN)
def test_figures(lies, name, merkmal, ags, zeitraum, wert, zeichen) -> None:  # type: ignore[no-untyped-def]
    b = lies(name).beobachtungen
    zeile = b[(b["merkmal_id"] == merkmal) & (b["ags"] == ags) & (b["zeitraum"] == zeitraum)]
    assert len(zeile) == 1
    if wert is None:
        assert zeile["wert"].isna().all()
    else:
        assert zeile["wert"].iloc[0] == wert
    gelesen = zeile["kennzeichen"].iloc[0]
    assert (None if pd.isna(gelesen) else gelesen) == zeichen


def test_population_adds_up(lies) -> None:  # type: ignore[no-untyped-def]
    # Statistisches Bundesamt: population of Germany on 31.12.2020 was 83 155 031
    b = lies("abruf-2021/12411-0018.csv").beobachtungen
    assert b.loc[b["zeitraum"] == "2020-12-31", "wert"].sum() == 83_155_031
    assert set(b["gebietsstand"]) == {f"{jahr}-12-31" for jahr in range(2015, 2021)}


def test_vocational_schools_add_up_without_soemmerda(lies) -> None:  # type: ignore[no-untyped-def]
    b = lies("21121-02-02-4.csv").beobachtungen
    gesamt = b[b["merkmal_id"] == "rs21121_abgaenge"].set_index("ags")["wert"]
    kreise = gesamt[gesamt.index.str.startswith("16") & (gesamt.index.str.len() == 5)]
    assert kreise.sum() == gesamt["16"] == 3448
    assert any("16068 (2023)" in w for w in lies("21121-02-02-4.csv").warnungen)


def test_publisher_and_licence(lies) -> None:  # type: ignore[no-untyped-def]
    bund = lies("abruf-2021/12411-0018.csv").quelle.iloc[0]
    assert bund["herausgeber"] == "Statistisches Bundesamt (Destatis)"
    alt = lies("abruf-2015/662-31-4.csv").quelle.iloc[0]
    assert (alt["tabelle"], alt["stand"]) == ("662-31-4", "2015-10-21")
    assert "Quellenangabe" in alt["lizenz"]
    neu = lies("13211-02-05-4_2025.csv").quelle.iloc[0]
    assert neu["lizenz_url"] == "https://www.govdata.de/dl-de/by-2-0"
    assert neu["url"] == "https://www.regionalstatistik.de/genesis/online?operation=table&code=13211-02-05-4"


def test_nothing_is_left_out_silently(lies) -> None:  # type: ignore[no-untyped-def]
    warnungen = " ".join(lies("21111-01-03-4.csv").warnungen)
    assert "35 Regierungsbezirke" in warnungen
    assert "420 Zeilen" in warnungen
    assert "15 Teile von Kreisen" in warnungen
    assert "73 Kreise bestehen" in warnungen
    assert any("nicht geliefert" in w for w in lies("abruf-2021/22411-02-03-4.csv").warnungen)


def test_expired_session_page(quellen: Path) -> None:
    with pytest.raises(EingabeFehler, match="abgelaufenen Sitzung") as info:
        read_regionalstatistik(quellen / "regionalstatistik/abruf-2015/200-32-4.csv", katalog())
    assert "herunterladen" in info.value.abhilfe


@pytest.mark.parametrize("anteil", [0.1, 0.5, 0.9, 0.999])
def test_truncated_original(quellen: Path, tmp_path: Path, anteil: float) -> None:
    inhalt = (quellen / "regionalstatistik/13211-02-05-4.csv").read_bytes()
    pfad = tmp_path / "13211-02-05-4.csv"
    pfad.write_bytes(inhalt[: int(len(inhalt) * anteil)])
    with pytest.raises(EingabeFehler, match="abgeschnitten"):
        read_regionalstatistik(pfad, katalog())


def test_column_missing_from_the_original(quellen: Path, tmp_path: Path) -> None:
    text = (quellen / "regionalstatistik/82411-01-03-4.csv").read_bytes().decode("iso-8859-1")
    pfad = tmp_path / "82411-01-03-4.csv"
    pfad.write_bytes(text.replace("je Einwohner", "je Haushalt", 1).encode("iso-8859-1"))
    with pytest.raises(EingabeFehler, match="rs82411_einkommen_je_ew"):
        read_regionalstatistik(pfad, katalog())


@pytest.mark.parametrize("name", ["abruf-2021/12411-0018.csv", "21111-01-03-4.csv"])
def test_large_files_are_fast(quellen: Path, name: str) -> None:
    von = time.perf_counter()
    read_regionalstatistik(quellen / "regionalstatistik" / name, katalog())
    assert time.perf_counter() - von < 1.5


ORIGINALE = [name for name, *_ in DATEIEN]


@pytest.mark.parametrize("name", ORIGINALE)
def test_every_figure_can_be_found_again(lies, quellen: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    """Row and column lead to the cell of the file that reads as value and sign."""
    zeilen = (quellen / "regionalstatistik" / name).read_bytes().decode("iso-8859-1").split("\n")
    b = lies(name).beobachtungen
    assert b["blatt"].isna().all()
    for f in b.iloc[:: max(1, len(b) // 500)].itertuples():
        felder = zeilen[f.zeile - 1].rstrip("\r").split(";")
        nummer = (
            ord(f.spalte) - 65 if len(f.spalte) == 1 else 26 * (ord(f.spalte[0]) - 64) + ord(f.spalte[1]) - 65
        )
        wert, zeichen = parse_cell(felder[nummer].strip())
        assert f.ags == felder[1].replace("DG", "00")
        assert (None if pd.isna(f.kennzeichen) else f.kennzeichen) == zeichen
        assert pd.isna(f.wert) or f.wert == wert


def write_export(pfad: Path, text: str) -> Path:
    """Write the cells of a table CSV as the XLSX export does."""
    kopf, fuss = text.split("__________\n", 1)
    zeilen = [z.split(";") for z in kopf.rstrip("\n").split("\n")]
    zeilen += [["__________"], *([z] for z in fuss.rstrip("\n").split("\n"))]
    with xlsxwriter.Workbook(pfad) as mappe:
        blatt = mappe.add_worksheet("Tabelle")
        for i, zeile in enumerate(zeilen):
            for j, feld in enumerate(zeile):
                if j > 2 and feld.replace(",", "", 1).isdigit():
                    blatt.write_number(i, j, float(feld.replace(",", ".")))
                elif feld:
                    blatt.write_string(i, j, feld)
    return pfad


@pytest.mark.parametrize("name", ORIGINALE)
def test_export_as_workbook_holds_the_same(
    lies, quellen: Path, register: Gebietsbestand, tmp_path: Path, name: str
) -> None:  # type: ignore[no-untyped-def]
    text = (quellen / "regionalstatistik" / name).read_bytes().decode("iso-8859-1").replace("\r\n", "\n")
    pfad = write_export(tmp_path / f"{Path(name).stem}.xlsx", text)
    assert recognise_probe(Probe.of(pfad))
    mappe = read_regionalstatistik(pfad, katalog(), register)
    csv = lies(name)
    pd.testing.assert_frame_equal(
        mappe.beobachtungen.drop(columns="blatt"), csv.beobachtungen.drop(columns="blatt")
    )
    assert set(mappe.beobachtungen["blatt"]) == {"Tabelle"}
    assert mappe.warnungen == csv.warnungen
    pd.testing.assert_frame_equal(mappe.gebiete, csv.gebiete)


@pytest.mark.parametrize("name", ORIGINALE)
def test_way_into_the_database_holds_the_same(
    lies, quellen: Path, register: Gebietsbestand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:  # type: ignore[no-untyped-def]
    """The way for large files, in blocks of 5 kB and with several workers."""
    monkeypatch.setattr(Rohdaten.blocks, "__defaults__", (5000,))
    monkeypatch.setattr(koerper, "ARBEITER", 3)
    with open_database(tmp_path / "a.duckdb") as con:
        lesung = store_regionalstatistik(
            con, quellen / "regionalstatistik" / name, katalog(), register, name="gross"
        )
        tabelle = read_table(con, Beobachtungen, "gross")
    csv = lies(name)
    pd.testing.assert_frame_equal(tabelle, csv.beobachtungen.astype({"zeile": "Int64"}))
    assert lesung.warnungen == csv.warnungen
    assert lesung.merkmale == csv.merkmale


def test_original_saved_by_a_spreadsheet_is_refused(quellen: Path, tmp_path: Path) -> None:
    text = (quellen / "regionalstatistik/13211-02-05-4.csv").read_bytes().decode("iso-8859-1")
    pfad = tmp_path / "13211-02-05-4.csv"
    schaeden = {
        "ohne führende Null": re.sub(r"^(2023;)0(\d)", r"\1\2", text, flags=re.MULTILINE),
        "gewandelt hat": re.sub(r"^2023;", "45291;", text, flags=re.MULTILINE),
        "Datum gemacht": text.replace(";8,3;", ";08. Mrz;"),
        "Tausender oder Dezimalstellen": text.replace(";2608672;", ";2.608.672;"),
        "Umlaute": text.encode("utf-8").decode("latin-1"),
    }
    for meldung, kopie in schaeden.items():
        assert kopie != text
        pfad.write_bytes(kopie.encode("utf-8"))
        with pytest.raises(EingabeFehler, match=meldung):
            read_regionalstatistik(pfad, katalog())
