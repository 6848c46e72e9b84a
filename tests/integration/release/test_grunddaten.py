"""The base set: the originals give the same bytes; small, sorted, nothing in it that may not."""

import csv
import json
from pathlib import Path

import pytest

from schemas.common import KENNZEICHEN, jahr_von

HOECHSTENS = 4 * 1024 * 1024
HEIMAT, LAND = "16065", "16"


@pytest.fixture(scope="module")
def ordner(wurzel: Path) -> Path:
    return wurzel / "data" / "raw" / "grunddaten"


def _read(pfad: Path) -> list[dict[str, str]]:
    with pfad.open(encoding="utf-8", newline="") as datei:
        return list(csv.DictReader(datei, delimiter=";"))


@pytest.fixture(scope="module")
def beobachtungen(ordner: Path) -> list[dict[str, str]]:
    return _read(ordner / "beobachtungen.csv")


@pytest.mark.quellen
def test_the_originals_give_the_same_bytes(ordner: Path, originale) -> None:
    neu = {p.name: p for p in originale.grunddaten.iterdir()}
    alt = {p.name: p for p in ordner.iterdir()}
    assert sorted(neu) == sorted(alt)
    anders = [name for name in sorted(alt) if alt[name].read_bytes() != neu[name].read_bytes()]
    assert not anders, f"veraltet: {anders}; sozialplanung grunddaten --aus ../shared/quellen"


def test_it_is_small(ordner: Path) -> None:
    assert sum(p.stat().st_size for p in ordner.iterdir()) <= HOECHSTENS


def test_columns_are_those_of_the_contract(ordner: Path) -> None:
    with (ordner / "beobachtungen.csv").open(encoding="utf-8") as datei:
        assert datei.readline() == "merkmal_id;ags;zeitraum;wert;kennzeichen;quelle_id;blatt;zeile;spalte\n"
    with (ordner / "quellen.csv").open(encoding="utf-8") as datei:
        spalten = datei.readline().strip().split(";")
    assert {"herausgeber", "titel", "tabelle", "stand", "lizenz", "lizenz_url", "url", "sha256"} <= set(
        spalten
    )


@pytest.mark.parametrize(
    ("datei", "schluessel"),
    [
        ("beobachtungen.csv", ("merkmal_id", "ags", "zeitraum", "quelle_id")),
        ("quellen.csv", ("quelle_id",)),
        ("gebiete.csv", ("ags",)),
        ("merkmale.csv", ("merkmal_id",)),
        ("gebietsstand.csv", ("merkmal_id", "zeitraum", "quelle_id")),
        ("raenge.csv", ("indikator_id", "ags", "jahr", "gruppe")),
        ("verteilung.csv", ("indikator_id", "jahr", "gruppe")),
    ],
)
def test_rows_are_sorted_and_unique(ordner: Path, datei: str, schluessel: tuple[str, ...]) -> None:
    zeilen = [tuple(z[s] for s in schluessel) for z in _read(ordner / datei)]
    assert zeilen
    assert zeilen == sorted(set(zeilen))


def test_files_are_plain_utf8_with_unix_line_ends(ordner: Path) -> None:
    for pfad in sorted(ordner.iterdir()):
        inhalt = pfad.read_bytes()
        inhalt.decode("utf-8")
        assert b"\r" not in inhalt, pfad.name
        assert not inhalt.startswith(b"\xef\xbb\xbf"), pfad.name
        assert inhalt.endswith(b"\n"), pfad.name


def test_only_the_territories_that_may_go_in(beobachtungen: list[dict[str, str]]) -> None:
    """Home Kreis and what belongs to it, its Land, Germany, and the other Kreise of the Land."""
    gebiete = {z["ags"] for z in beobachtungen}
    erlaubt = {
        a
        for a in gebiete
        if a in ("00", LAND) or a.startswith(HEIMAT) or (len(a) == 5 and a.startswith(LAND))
    }
    assert gebiete == erlaubt
    assert {"00", LAND, HEIMAT} <= gebiete
    assert len([a for a in gebiete if len(a) == 8]) >= 19  # Gemeinden of 2023, older ones beside them


def test_every_other_kreis_has_the_newest_period(beobachtungen: list[dict[str, str]]) -> None:
    """A measure with a figure for the home Kreis and the newest year has one for the other Kreise, too."""
    alq = [z for z in beobachtungen if z["merkmal_id"] == "rs13211_quote" and z["zeitraum"] == "2025"]
    kreise = {z["ags"] for z in alq if len(z["ags"]) == 5 and z["wert"]}
    assert len(kreise) == 22  # 17 Landkreise and 5 kreisfreie Städte since 1 July 2021


def test_older_periods_of_other_kreise_are_only_those_that_are_needed(
    beobachtungen: list[dict[str, str]],
) -> None:
    """At most two years per measure: its newest, and the one that the newest value of an indicator needs."""
    jahre: dict[str, set[int]] = {}
    for z in beobachtungen:
        if len(z["ags"]) == 5 and z["ags"] != HEIMAT:
            jahre.setdefault(z["merkmal_id"], set()).add(jahr_von(z["zeitraum"]))
    zu_viele = {m: sorted(j) for m, j in jahre.items() if len(j) > 2}
    assert not zu_viele


def test_home_kreis_has_the_whole_series(beobachtungen: list[dict[str, str]]) -> None:
    """13211-02-05-4: files of 2015–2020, 2023 and 2025; INKAR Schuldnerquote: columns 2004–2021."""
    reihe = {z["zeitraum"] for z in beobachtungen if (z["merkmal_id"], z["ags"]) == ("rs13211_quote", HEIMAT)}
    assert reihe == {*map(str, range(2015, 2021)), "2023", "2025"}
    schulden = {
        z["zeitraum"]
        for z in beobachtungen
        if (z["merkmal_id"], z["ags"]) == ("inkar_schuldnerquote", HEIMAT)
    }
    assert schulden == {str(j) for j in range(2004, 2022)}


def test_signs_are_kept_and_numbers_are_the_shortest_exact_ones(beobachtungen: list[dict[str, str]]) -> None:
    for z in beobachtungen:
        assert z["kennzeichen"] in ("", *KENNZEICHEN)
        if z["wert"]:
            assert z["wert"] == repr(float(z["wert"])).removesuffix(".0")
        else:
            assert z["kennzeichen"] != "0"
    assert {z["kennzeichen"] for z in beobachtungen} >= {"", "-", "."}


def test_every_row_names_a_source_with_licence_and_checksum(
    ordner: Path, beobachtungen: list[dict[str, str]]
) -> None:
    quellen = {z["quelle_id"]: z for z in _read(ordner / "quellen.csv")}
    assert {z["quelle_id"] for z in beobachtungen} <= set(quellen)
    for kennung, quelle in quellen.items():
        assert quelle["lizenz"], kennung
        assert quelle["quellenvermerk"], kennung
        assert kennung.endswith("_summe") or len(quelle["sha256"]) == 64, kennung


@pytest.mark.quellen
def test_checksums_are_those_of_the_originals(ordner: Path, quellen: Path) -> None:
    from assets.release.fingerabdruck import files_below, hash_file

    echte = {hash_file(pfad) for pfad in files_below(quellen)}
    genannt = {z["quelle_id"]: z["sha256"] for z in _read(ordner / "quellen.csv") if z["sha256"]}
    assert {k: v for k, v in genannt.items() if v not in echte} == {}


def test_own_data_and_samples_stay_out(ordner: Path, beobachtungen: list[dict[str, str]]) -> None:
    assert not [z for z in beobachtungen if z["quelle_id"].startswith("kommunal")]
    assert b"BEISPIEL" not in b"".join(p.read_bytes() for p in ordner.iterdir())


def test_outlines_name_their_author(ordner: Path) -> None:
    kreise = json.loads((ordner / "kreise_thueringen.geojson").read_text(encoding="utf-8"))
    gemeinden = json.loads((ordner / "gemeinden_16065.geojson").read_text(encoding="utf-8"))
    assert len(kreise["features"]) == 22
    assert {f["properties"]["ags"][:5] for f in gemeinden["features"]} == {HEIMAT}
    for karte in (kreise, gemeinden):
        assert "GeoBasis-DE / BKG" in karte["quellenvermerk"]


def test_no_path_of_a_machine_is_in_it(ordner: Path) -> None:
    for pfad in ordner.iterdir():
        assert b"/work/" not in pfad.read_bytes()
        assert b"/home/" not in pfad.read_bytes()
