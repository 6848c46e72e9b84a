"""Records of persons are refused in every form and never repeated. All people are invented."""

import random
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from assets.sources.fehler import EingabeFehler
from assets.sources.personendaten import refuse_person_records

VORNAMEN = ("Emma", "Mehmet", "Anna-Lena", "Jürgen", "Zoe", "Olena", "Karl", "Lina", "Ömer", "Sofia")
NACHNAMEN = ("Probstheida", "Quastenberg", "Vielitz", "Xantner", "Wolkowiak", "Ypsilanti", "Ulbersdorf")


def _tage(anzahl: int, von: int, bis: int) -> list[str]:
    zufall = random.Random(7)  # noqa: S311
    spanne = (date(bis, 1, 1) - date(von, 1, 1)).days
    return [
        (date(von, 1, 1) + timedelta(zufall.randrange(spanne))).strftime("%d.%m.%Y") for _ in range(anzahl)
    ]


def _csv(ort: Path, zeilen: list[list[str]], kodierung: str = "utf-8", trenner: str = ";") -> Path:
    pfad = ort / "datei.csv"
    pfad.write_bytes("\r\n".join(trenner.join(z) for z in zeilen).encode(kodierung))
    return pfad


def _refused(pfad: Path, geheim: tuple[str, ...] = ()) -> EingabeFehler:
    vorher = pfad.read_bytes()
    with pytest.raises(EingabeFehler) as fehler:
        refuse_person_records(pfad)
    assert pfad.read_bytes() == vorher
    assert "Personen" in fehler.value.gefunden
    assert "§§ 67 ff. SGB X" in fehler.value.erwartet
    meldung = str(fehler.value)
    for wort in (*geheim, *VORNAMEN, *NACHNAMEN):
        assert wort not in meldung
    return fehler.value


@pytest.mark.parametrize(
    "kopf",
    ["Vorname", "NACHNAME", "Name des Kindes", "Geb.-Datum", "geb. am", "Geburtstag", "Aktenzeichen", "Az.",
     "Sozialversicherungsnummer", "SV-Nr.", "BG-Nummer", "IBAN", "Kunden-Nr.", "Versichertennummer",
     "Steuer-ID", "last name", "Antragsteller"],
)  # fmt: skip
def test_one_plain_head_is_enough(tmp_path: Path, kopf: str) -> None:
    fehler = _refused(_csv(tmp_path, [["Ort", kopf, "Betrag"], ["a", "geheim1", "5"]]), ("geheim1", kopf))
    assert (fehler.zeile, fehler.spalte) == (1, "B")


@pytest.mark.parametrize("kopf", [["Name", "Straße"], ["Name", "Telefon"], ["Namen", "Anschrift"]])
def test_two_vague_heads_without_territory_keys(tmp_path: Path, kopf: list[str]) -> None:
    _refused(_csv(tmp_path, [kopf, ["geheim1", "geheim2"]]), ("geheim1", "geheim2"))
    schluessel = [[*kopf, "AGS"], *([f"Amt {n}", "Markt", f"160650{n:02}"] for n in range(1, 9))]
    refuse_person_records(_csv(tmp_path, schluessel))


@pytest.mark.parametrize(("kodierung", "trenner"), [("utf-8-sig", ";"), ("cp1252", "\t"), ("utf-16", ",")])
def test_birthdays_under_any_head(tmp_path: Path, kodierung: str, trenner: str) -> None:
    tage = _tage(30, 1950, 2020)
    zeilen = [["Feld ä", "Merkmal 2"], *([tag, "ja"] for tag in tage)]
    fehler = _refused(_csv(tmp_path, zeilen, kodierung, trenner), (*tage, "Feld"))
    assert fehler.spalte == "A"


def test_names_without_any_head(tmp_path: Path) -> None:
    voll = [[str(n), f"{NACHNAMEN[n % 7]}, {v}", "12"] for n, v in enumerate(VORNAMEN)]
    assert _refused(_csv(tmp_path, voll)).spalte == "B"
    allein = [[v, "12"] for v in VORNAMEN]
    assert _refused(_csv(tmp_path, allein)).spalte == "A"
    einer = [["x", "y"], [f"{VORNAMEN[0]} {NACHNAMEN[0]}", "03.04.2015"]]
    _refused(_csv(tmp_path, einer), ("2015",))


@pytest.mark.parametrize(
    ("wert", "anzahl"),
    [("65 070649 C 103", 3), ("A123456789", 3), ("DE02120300000000202051", 3), ("09342//0001234", 3),
     ("Lindenstraße 12a", 6), ("Am Markt 3", 6), ("e.mustermann@example.org", 6)],
)  # fmt: skip
def test_numbers_and_addresses_by_their_form(tmp_path: Path, wert: str, anzahl: int) -> None:
    _refused(_csv(tmp_path, [["a", "b"], *([str(n), wert] for n in range(anzahl))]), (wert,))


def test_sex_and_age_of_one_person_per_row(tmp_path: Path) -> None:
    zeilen = [["Geschlecht", "Alter"], *([("m", "w")[n % 2], str(4 + n % 3)] for n in range(24))]
    _refused(_csv(tmp_path, zeilen))
    gezaehlt = [
        ["Geschlecht", "Alter", "Anzahl"],
        *([("m", "w")[n % 2], str(n // 2), "7"] for n in range(24)),
    ]
    refuse_person_records(_csv(tmp_path, gezaehlt))
    breit = [["Geschlecht", "Alter", "2024"], *([("m", "w")[n % 2], str(n // 2), "7"] for n in range(24))]
    refuse_person_records(_csv(tmp_path, breit))


def test_every_sheet_is_looked_at_hidden_ones_too(tmp_path: Path) -> None:
    pfad = tmp_path / "mappe.xlsx"
    with xlsxwriter.Workbook(str(pfad)) as buch:
        buch.add_worksheet("Daten").write_row(0, 0, ["merkmal", "wert"])
        blatt = buch.add_worksheet("Hilfstabelle")
        blatt.hide()
        format_ = buch.add_format({"num_format": "dd.mm.yyyy"})
        for n, tag in enumerate(_tage(20, 1960, 2015)):
            blatt.write_datetime(n + 3, 1, date(*map(int, reversed(tag.split(".")))), format_)
    assert _refused(pfad).blatt == "Hilfstabelle"


def test_archives_and_pages(tmp_path: Path) -> None:
    inhalt = "\n".join(f"{v};{n}" for n, v in enumerate(VORNAMEN))
    archiv = tmp_path / "a.zip"
    with zipfile.ZipFile(archiv, "w") as zip_:
        zip_.writestr("liste.csv", inhalt)
    _refused(archiv)
    seite = tmp_path / "liste.xls"
    seite.write_text(
        "<table>" + "".join(f"<tr><td>{v}</td></tr>" for v in VORNAMEN) + "</table>", encoding="latin-1"
    )
    _refused(seite)


@pytest.mark.parametrize(
    "zeilen",
    [
        [["Stichtag", "Zahl"], *([f"31.12.{j}", "4"] for j in range(1990, 2026))],
        [["Stand", "Zahl"], *([f"30.{m:02}.{j}", "4"] for j in range(1995, 2024, 4) for m in (6, 9))],
        [
            ["Gemeinde", "Zahl"],
            *([g, "4"] for g in ("Sankt Martin", "Greußen", "Artern", "Etzleben", "Clingen")),
        ],
        [["Name", "Wert"], *([f"Kreis {n}", "4"] for n in range(9))],
        [
            ["Kalendertag", "Zahl"],
            *([(date(2000, 1, 3) + timedelta(7 * n)).isoformat(), "1"] for n in range(800)),
        ],
        [[]],
    ],
)
def test_statistics_pass(tmp_path: Path, zeilen: list[list[str]]) -> None:
    refuse_person_records(_csv(tmp_path, zeilen))


@pytest.mark.parametrize("inhalt", [b"", b"\x00\x01\x02", b"PK\x03\x04kaputt", b"\xd0\xcf\x11\xe0kaputt"])
def test_what_is_no_table_is_left_to_the_readers(tmp_path: Path, inhalt: bytes) -> None:
    pfad = tmp_path / "x.csv"
    pfad.write_bytes(inhalt)
    refuse_person_records(pfad)


def test_templates_and_samples_pass(wurzel: Path) -> None:
    for pfad in sorted((wurzel / "data/raw/kommunal").rglob("*.*")):
        refuse_person_records(pfad)


@pytest.mark.quellen
def test_no_original_file_is_taken_for_records_of_persons(quellen: Path) -> None:
    dateien = [
        p for p in sorted(quellen.rglob("*")) if p.is_file() and p.suffix in (".csv", ".xlsx", ".xls", ".zip")
    ]
    assert len(dateien) > 30
    for pfad in dateien:
        refuse_person_records(pfad)
