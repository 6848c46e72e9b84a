"""`sozialplanung lesen`: what it says, what it refuses, what it leaves behind (nothing)."""

from pathlib import Path

import pytest

from assets.sources.vorschau import CSV_KOPF

KOMMUNAL = Path("data/raw/kommunal/beispiel")
KOPF = "merkmal;gebiet;zeitraum;wert;bemerkung\n"


@pytest.fixture(scope="module")
def installation(installiere, tmp_path_factory):
    return installiere(tmp_path_factory.mktemp("lesen"))


def schreibe(ort: Path, name: str, text: str) -> str:
    (ort / name).write_text(text, encoding="utf-8")
    return str(ort / name)


def test_own_counts_are_recognised_by_their_columns(rufe, installation, wurzel):
    aufruf = rufe(installation, "lesen", str(wurzel / KOMMUNAL / "BEISPIEL_schuleingang.csv"))
    assert aufruf.code == 0
    assert "Erkannt: Eigene Zählwerte des Landratsamts" in aufruf.ausgabe
    assert "Untersuchte Kinder [Anzahl]: 33 (kom_seu_untersucht)" in aufruf.ausgabe
    assert "Zeiträume: 2022/2023, 2023/2024, 2024/2025" in aufruf.ausgabe
    assert "Kyffhäuserkreis (16065)" in aufruf.ausgabe
    assert aufruf.ausgabe.endswith("Es wurde nichts gespeichert.\n")


def test_a_register_of_the_planning_side_is_recognised(rufe, installation, wurzel):
    pfad = str(wurzel / KOMMUNAL / "BEISPIEL_massnahmen.csv")
    aufruf = rufe(installation, "lesen", pfad)
    assert aufruf.code == 0
    assert "Erkannt: Planungsregister: Maßnahmeplan" in aufruf.ausgabe
    assert "Einträge: 15, davon 15 erfundene Beispiele" in aufruf.ausgabe
    assert rufe(installation, "lesen", "--csv", pfad).ausgabe == f"{CSV_KOPF}\n"


def test_csv_prints_the_figures_and_nothing_else(rufe, installation, tmp_path):
    text = f"{KOPF}Untersuchte Kinder;16065;2024/2025;478;\nUntersuchte Kinder;16065067;2024/2025;-;\n"
    pfad = schreibe(tmp_path, "schuleingang_2026-07-31.csv", text)
    aufruf = rufe(installation, "lesen", "--csv", pfad)
    assert (aufruf.code, aufruf.fehler) == (0, "")
    assert aufruf.ausgabe.splitlines() == [
        CSV_KOPF,
        "kom_seu_untersucht;16065;2024/2025;478;",
        "kom_seu_untersucht;16065067;2024/2025;0;-",
    ]


@pytest.mark.parametrize(
    ("name", "inhalt", "meldung"),
    [
        ("notiz.csv", "Einkaufsliste\nBrot\n", "keiner|nichts, was zu einer bekannten"),
        ("leer.csv", "", "eine leere Datei"),
        ("kaputt.xlsx", "PK\x03\x04 abgeschnitten", "Arbeitsmappe|beschädigt|Archiv"),
        ("schuleingang_2026-07-31.csv", f"{KOPF}Untersuchte Kinder;16065;2024/2025;viele;\n", "„viele“"),
        ("schuleingang.csv", f"{KOPF}Untersuchte Kinder;16065;2024/2025;4;\n", "Thema und Stand|Stand"),
    ],
)
def test_what_cannot_be_read_is_refused_in_german(rufe, installation, tmp_path, name, inhalt, meldung):
    aufruf = rufe(installation, "lesen", schreibe(tmp_path, name, inhalt))
    assert (aufruf.code, aufruf.ausgabe) == (1, "")
    assert any(teil in aufruf.fehler for teil in meldung.split("|")), aufruf.fehler
    assert f"Datei {name}" in aufruf.fehler
    assert "Was tun: " in aufruf.fehler
    assert "veröffentlicht" not in aufruf.fehler


@pytest.mark.parametrize(
    ("pfad", "meldung"),
    [
        ("fehlt.csv", "gibt es nicht"),
        (".", "ist ein Ordner, keine Datei"),
        ("/dev/null", "keine gewöhnliche Datei"),
    ],
)
def test_a_wrong_path_is_wrong_usage(rufe, installation, tmp_path, pfad, meldung):
    aufruf = rufe(installation, "lesen", str(tmp_path / pfad))
    assert (aufruf.code, aufruf.ausgabe) == (2, "")
    assert meldung in aufruf.fehler


def test_nothing_is_stored(rufe, installation, wurzel):
    def dateien() -> set[Path]:
        return {p for p in installation.wurzel.rglob("*") if "__pycache__" not in p.parts}

    vorher = dateien()
    rufe(installation, "lesen", "--csv", str(wurzel / KOMMUNAL / "BEISPIEL_kita.csv"))
    assert dateien() == vorher


def test_it_works_without_a_base_set(rufe, eigene_installation, wurzel):
    (eigene_installation.wurzel / "data/raw/grunddaten/gebiete.csv").unlink()
    aufruf = rufe(eigene_installation, "lesen", str(wurzel / KOMMUNAL / "BEISPIEL_kita.csv"))
    assert aufruf.code == 0
    assert "16065" in aufruf.ausgabe
    assert "Kyffhäuserkreis" not in aufruf.ausgabe
