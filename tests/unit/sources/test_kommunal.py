"""Own counts: German cells are read, every kind of damage is named by its place, persons stay out."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.catalogue.kommunal import load_kommunale_merkmale, load_themen, wholes
from assets.sources.fehler import EingabeFehler
from assets.sources.kommunal.leser import SPALTEN, read_kommunal, read_kommunal_ordner
from assets.sources.kommunal.zellen import german_number, iso_date, period, territory
from schemas.sources import Beobachtungen, Quelle

MERKMALE = load_kommunale_merkmale()
KOPF = ";".join(SPALTEN)
ZEILE = "Kinder mit Unterhaltsvorschuss;16065 Kreis;31.12.2025;1.071;"


def write(
    ordner: Path, *zeilen: str, name: str = "unterhaltsvorschuss_2026-01-31.csv", kopf: str = KOPF
) -> Path:
    pfad = ordner / name
    pfad.write_text("\n".join([kopf, *zeilen]) + "\n", encoding="utf-8")
    return pfad


def refusal(pfad: Path, **weitere: object) -> EingabeFehler:
    vorher = pfad.read_bytes()
    with pytest.raises(EingabeFehler) as fehler:
        read_kommunal(pfad, MERKMALE, **weitere)
    assert pfad.read_bytes() == vorher
    assert fehler.value.datei == pfad.name
    assert fehler.value.abhilfe
    return fehler.value


def test_german_cells_become_observations(tmp_path: Path) -> None:
    pfad = write(
        tmp_path,
        ZEILE,
        "kom_uvg_kinder_u18;16065;2025-12-31;9200;geschätzt?",
        "Kinder mit Unterhaltsvorschuss;16065-P5002 Greußen;31.12.2025;-;",
        "Kinder mit Unterhaltsvorschuss;16065-P5052;31.12.2025;.;",
        "Kinder mit Unterhaltsvorschuss;;;;",
    )
    lesung = read_kommunal(pfad, MERKMALE)
    Beobachtungen.validate(lesung.beobachtungen)
    Quelle.validate(lesung.quelle)
    werte = lesung.beobachtungen.set_index(["merkmal_id", "ags"])["wert"].to_dict()
    assert werte["kom_uvg_kinder", "16065"] == 1071
    assert werte["kom_uvg_kinder", "16065-P5002"] == 0
    assert lesung.beobachtungen["kennzeichen"].dropna().tolist() == ["-", "."]
    assert lesung.quelle["quelle_id"].tolist() == ["kommunal_unterhaltsvorschuss_2026-01-31"]
    assert lesung.warnungen == ("1 vorbereitete Zeilen sind nicht ausgefüllt",)


def test_windows_encoding_is_read(tmp_path: Path) -> None:
    pfad = tmp_path / "schuleingang_2026-07-31.csv"
    zeile = "Kinder mit Übergewicht einschließlich Adipositas;16065;2024/25;12;"
    pfad.write_bytes(f"{KOPF}\r\n{zeile}\r\n".encode("cp1252"))
    beobachtung = read_kommunal(pfad, MERKMALE).beobachtungen.iloc[0]
    assert (beobachtung["merkmal_id"], beobachtung["zeitraum"]) == ("kom_seu_adipositas", "2024/2025")


def test_decimal_comma_only_where_the_measure_is_no_count(tmp_path: Path) -> None:
    name = "schulsozialarbeit_2026-07-31.csv"
    gut = write(tmp_path, "kom_ssa_vzae;16065;2024/2025;14,75;", name=name)
    assert read_kommunal(gut, MERKMALE).beobachtungen["wert"].tolist() == [14.75]
    fehler = refusal(write(tmp_path, "kom_ssa_schueler;16065;2024/2025;14,75;", name=name))
    assert (fehler.zeile, fehler.spalte) == (2, "wert")


@pytest.mark.parametrize(
    ("zeile", "spalte"),
    [
        ("Kinder mit Unterhaltsvorschuss;16065;31.12.2025;viele;", "wert"),
        ("Kinder mit Unterhaltsvorschuss;16065;31.12.2025;-3;", "wert"),
        ("Kinder mit Unterhaltsvorschuss;16065;31.12.2025;12.5;", "wert"),
        ("Kinder mit Unterhaltsvorschuss;16065;31.12.2025;;", "wert"),
        ("Kinder mit Unterhaltsvorschuss;99999;31.12.2025;3;", "gebiet"),
        ("Kinder mit Unterhaltsvorschuss;Kyffhäuserkreis;31.12.2025;3;", "gebiet"),
        ("Kinder mit Unterhaltsvorschuss;16065;31.02.2025;3;", "zeitraum"),
        ("Belegte Plätze;16065;31.12.2025;3;", "merkmal"),
    ],
)
def test_wrong_cell_is_named(tmp_path: Path, zeile: str, spalte: str) -> None:
    fehler = refusal(write(tmp_path, ZEILE.replace("16065 ", "16064 "), zeile))
    assert (fehler.zeile, fehler.spalte) == (3, spalte)


def test_unknown_kreis_of_a_valid_form(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, ZEILE), gebiete={"16064"}).spalte == "gebiet"


def test_row_twice(tmp_path: Path) -> None:
    fehler = refusal(write(tmp_path, ZEILE, ZEILE))
    assert fehler.zeile == 3
    assert "Zeile 2" in fehler.gefunden


def test_part_larger_than_its_whole(tmp_path: Path) -> None:
    fehler = refusal(write(tmp_path, ZEILE, "kom_uvg_kinder_u18;16065;31.12.2025;900;"))
    assert (fehler.zeile, fehler.spalte) == (2, "wert")


@pytest.mark.parametrize("spalte", ["Name", "Vorname", "Geburtsdatum", "Straße", "E-Mail", "BG-Nummer"])
def test_records_of_persons_are_refused(tmp_path: Path, spalte: str) -> None:
    fehler = refusal(write(tmp_path, ZEILE + "x", kopf=f"{KOPF};{spalte}"))
    assert "Personen" in fehler.gefunden
    assert "SGB I" in fehler.erwartet
    assert "x" not in (fehler.gefunden, fehler.erwartet)


@pytest.mark.parametrize("kopf", ["merkmal;gebiet;wert;bemerkung", f"{KOPF};farbe", "merkmal;" + KOPF])
def test_columns_must_fit(tmp_path: Path, kopf: str) -> None:
    assert refusal(write(tmp_path, ZEILE, kopf=kopf)).zeile == 1


@pytest.mark.parametrize(
    "inhalt",
    [
        b"",
        b"  \n ",
        b"<!DOCTYPE html><html><body>Fehler</body></html>",
        f"{KOPF}\n{ZEILE}\n".encode("utf-16"),
        KOPF.encode() + b"\n\x81\x8d;;;;\n",
        f"{KOPF}\n".encode(),
        f"{KOPF}\n{ZEILE}\nKinder mit Unterh".encode(),
        f'{KOPF}\n"Kinder mit Unterh'.encode(),
        f"{KOPF}\n{ZEILE};zu;viel\n".encode(),
    ],
)
def test_damaged_csv(tmp_path: Path, inhalt: bytes) -> None:
    pfad = tmp_path / "unterhaltsvorschuss_2026-01-31.csv"
    pfad.write_bytes(inhalt)
    refusal(pfad)


def workbook(pfad: Path, blatt: str, zeilen: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(pfad)) as mappe:
        seite = mappe.add_worksheet(blatt)
        for nummer, zeile in enumerate(zeilen):
            seite.write_row(nummer, 0, zeile)
    return pfad


def test_workbook_is_read(tmp_path: Path) -> None:
    zeilen: list[list[object]] = [list(SPALTEN), ["kom_uvg_kinder", "16065", 2025, 1071.0, ""]]
    pfad = workbook(tmp_path / "unterhaltsvorschuss_2026-01-31.xlsx", "Daten", zeilen)
    beobachtung = read_kommunal(pfad, MERKMALE).beobachtungen.iloc[0]
    assert (beobachtung["zeitraum"], beobachtung["wert"]) == ("2025", 1071)


def test_renamed_sheet_and_cut_workbook(tmp_path: Path) -> None:
    pfad = workbook(tmp_path / "unterhaltsvorschuss_2026-01-31.xlsx", "Tabelle1", [list(SPALTEN)])
    assert "„Tabelle1“" in refusal(pfad).gefunden
    pfad.write_bytes(pfad.read_bytes()[:900])
    refusal(pfad)


@pytest.mark.parametrize("name", ["daten.csv", "wohnen_2026-01-31.csv", "kita_2026-02-31.csv"])
def test_name_must_state_topic_and_day(tmp_path: Path, name: str) -> None:
    assert "Dateinamen" in refusal(write(tmp_path, ZEILE, name=name)).gefunden


def test_samples_are_marked_and_own_files_are_not(tmp_path: Path) -> None:
    kopf = f"beispiel;{KOPF}"
    refusal(write(tmp_path, f"BEISPIEL;{ZEILE}", kopf=kopf))
    refusal(write(tmp_path, f";{ZEILE}", kopf=kopf, name="BEISPIEL_unterhaltsvorschuss.csv"))
    muster = write(tmp_path, f"BEISPIEL;{ZEILE}", kopf=kopf, name="BEISPIEL_unterhaltsvorschuss.csv")
    quelle = read_kommunal(muster, MERKMALE).quelle.iloc[0]
    assert quelle["quelle_id"] == "kommunal_beispiel_unterhaltsvorschuss"
    assert quelle["titel"].startswith("BEISPIEL")


def test_own_file_replaces_the_sample_of_its_topic(tmp_path: Path, wurzel: Path) -> None:
    muster = tmp_path / "beispiel"
    muster.mkdir()
    for pfad in (wurzel / "data/raw/kommunal/beispiel").iterdir():
        (muster / pfad.name).write_bytes(pfad.read_bytes())
    write(tmp_path, ZEILE)
    mit = [le.quelle["quelle_id"].iloc[0] for le in read_kommunal_ordner(tmp_path, MERKMALE, beispiele=True)]
    assert len(mit) == len(load_themen())
    assert "kommunal_unterhaltsvorschuss_2026-01-31" in mit
    assert "kommunal_beispiel_unterhaltsvorschuss" not in mit
    ohne = read_kommunal_ordner(tmp_path, MERKMALE, beispiele=False)
    assert [le.datei for le in ohne] == ["unterhaltsvorschuss_2026-01-31.csv"]


def test_same_table_twice_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path, ZEILE)
    workbook(tmp_path / "unterhaltsvorschuss_2026-01-31.xlsx", "Daten", [list(SPALTEN)])
    with pytest.raises(EingabeFehler, match="genau einmal"):
        read_kommunal_ordner(tmp_path, MERKMALE, beispiele=True)


def test_samples_add_up_to_the_kreis(wurzel: Path) -> None:
    for lesung in read_kommunal_ordner(wurzel / "data/raw/kommunal", MERKMALE, beispiele=True):
        zahlen = lesung.beobachtungen
        teile = zahlen[zahlen["ags"].str.contains("-P")].groupby(["merkmal_id", "zeitraum"])["wert"].sum()
        kreis = zahlen[zahlen["ags"] == "16065"].set_index(["merkmal_id", "zeitraum"])["wert"]
        assert (kreis.reindex(teile.index) == teile).all(), lesung.datei


def test_catalogue_describes_every_measure_of_every_topic() -> None:
    themen = {m.id: thema.id for thema in load_themen().values() for m in thema.merkmale}
    assert themen == {m.id: m.tabelle for m in MERKMALE.values()}
    assert set(wholes().values()) <= set(themen)


def test_cells() -> None:
    assert [german_number(z) for z in ("1.234,5", "12", "1.234", "12.5", "", "1,2,3", "1e5")] == [
        1234.5,
        12.0,
        1234.0,
        None,
        None,
        None,
        None,
    ]
    tage = {"29.02.2024": "2024-02-29", "29.02.2025": None, "1.3.2026": "2026-03-01", "2026-3-1": None}
    assert {zelle: iso_date(zelle) for zelle in tage} == tage
    zeiten = {"2023/24": "2023/2024", "2024/2023": None, "1899": None, "2025": "2025"}
    assert {zelle: period(zelle) for zelle in zeiten} == zeiten
    orte = {"16065-P5002 Greußen": "16065-P5002", "00": "00", "17001": None, "1606": None}
    assert {zelle: territory(zelle) for zelle in orte} == orte
