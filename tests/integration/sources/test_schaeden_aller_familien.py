"""Damaged copies of original files: refused with a reason, or read exactly like the original.

Every family is damaged in every way. No exception but `EingabeFehler` may leave recogniser and reader, and a
file that is read all the same must give the figures, territories and successions of the intact original.
"""

import random
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assets.catalogue.load import load_katalog
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext
from assets.sources.lesung import Lesung

pytestmark = pytest.mark.quellen

MELDUNG_HOECHSTENS: Final = 1500
Schaden = Callable[[bytes, random.Random], bytes]
ORIGINALE: Final[Mapping[str, str]] = {
    "regionalstatistik": "regionalstatistik/13211-02-05-4.csv",
    "regionalstatistik_2015": "regionalstatistik/abruf-2015/182-20-4.csv",
    "ffcsv_neu": "genesis-api/ffcsv-neu/12411-01-01-4__00_tablefile.zip",
    "ffcsv_alt": "genesis-api/ffcsv-alt/85b09ac_12411-01-01-4__00_tablefile.csv",
    "inkar": "inkar/A_ArbeitslosigkeitKreis.xls",
    "vgrdl": "vgrdl/vgrdl_r2b3_bs2024.xlsx",
    "gisd": "gisd/GISD_Bund_Kreis.csv",
    "wegweiser": "wegweiser-kommune/soz_lage_2019.csv",
    "zensus": "zensus2022/Regionaltabelle_Bevoelkerung.xlsx",
    "ba": "ba/svb-kreise-merkmale-d-0-202109-xlsx.xlsx",
    "tls": "tls/orig_thueringen_2019.xls",
    "gebietsstand_aenderungen": "gebietsstand/2023.xlsx",
    "gebietsstand_verkettet": "gebietsstand/kreise_thueringen_1990-2020_auf_2021.csv",
    "gv100ad": "gemeindeverzeichnis/GV100AD_28022026.txt",
    "geometrie": "geometrie/VG250_GEM_simplified.zip",
}
TEXT: Final = frozenset(
    {
        "regionalstatistik",
        "regionalstatistik_2015",
        "ffcsv_alt",
        "gisd",
        "wegweiser",
        "gebietsstand_verkettet",
    }
    | {"gv100ad"}
)
_FEHLERSEITE: Final = (
    b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>Fehler</body></html>\n"
)


def _cut(b: bytes, zufall: random.Random) -> bytes:
    """Cut off somewhere inside a line, as an interrupted download does."""
    while b[(ort := zufall.randrange(1, len(b) - 1)) - 1 : ort + 1].strip() != b[ort - 1 : ort + 1]:
        pass
    return b[:ort]


def _middle(b: bytes, einschub: bytes) -> bytes:
    ort = b.find(b"\n", len(b) // 2) + 1
    return b[:ort] + einschub + b[ort:]


def _text(b: bytes) -> str:
    try:
        return b.decode("utf-8-sig")
    except UnicodeDecodeError:
        return b.decode("latin-1")


def _zeros(b: bytes, zufall: random.Random) -> bytes:
    """Still being written: the length is there, the content of the rest is not."""
    ort = zufall.randrange(len(b) // 4, len(b) // 2)
    return b[:ort] + b"\0" * (len(b) - ort)


def _zwei(b: bytes, zufall: random.Random) -> bytes:
    """One line twice, from the middle of the table."""
    zeilen = b.splitlines(keepends=True)
    ort = zufall.randrange(len(zeilen) // 3, len(zeilen) // 2)
    return b"".join([*zeilen[: ort + 1], *zeilen[ort:]])


FUER_ALLE: Final[Mapping[str, Schaden]] = {
    "leer": lambda b, z: b"",
    "abgeschnitten": _cut,
    "halb geschrieben": _zeros,
    "Fehlerseite statt Datei": lambda b, z: _FEHLERSEITE,
    "Fehlerseite davor": lambda b, z: _FEHLERSEITE + b,
    "nur die ersten 200 Byte": lambda b, z: b[:200],
    "Müll": lambda b, z: z.randbytes(5000),
}
FUER_TEXT: Final[Mapping[str, Schaden]] = {
    "NUL mittendrin": lambda b, z: _middle(b, b"\0\0\0"),
    "Fehlerseite mittendrin": lambda b, z: _middle(b, _FEHLERSEITE),
    "doppelt UTF-8": lambda b, z: _text(b).encode().decode("latin-1").encode(),
    "zwei Kodierungen": lambda b, z: _middle(b, "größte".encode() + b"gr\xf6\xdfte\n"),
    "UTF-16": lambda b, z: b.decode("latin-1").encode("utf-16"),
    "zweimal hintereinander": lambda b, z: b + b,
    "Zeile doppelt": _zwei,
    "aufgefüllt": lambda b, z: re.sub(rb"\r?\n", b";;;\n", b),
    "kein Trennzeichen": lambda b, z: re.sub(rb"[;,]", b" ", b),
    "CR LF": lambda b, z: re.sub(rb"\r?\n", b"\r\n", b),
    "Zellen in Anführungszeichen": lambda b, z: b.replace(b";", b'";"'),
    "endlose Zeile": lambda b, z: _middle(b, b"x" * 5_000_000),
    "eine Million Spalten": lambda b, z: _middle(b, b";" * 1_000_000 + b"\n"),
}
FAELLE: Final = [
    *((familie, schaden) for familie in ORIGINALE for schaden in FUER_ALLE),
    *(
        (familie, schaden)
        for familie in ORIGINALE
        if familie in TEXT
        for schaden in FUER_TEXT
        if (familie, schaden) != ("gv100ad", "kein Trennzeichen")
    ),  # it has none
]


@cache
def _kontext() -> Kontext:
    return Kontext(load_katalog().merkmale)


def lies(pfad: Path) -> Lesung | None:
    """Read a file; None where it was refused with a message or belongs to no family."""
    try:
        form = recognise(pfad)
        return form.lies(pfad, _kontext()) if form is not None else None
    except EingabeFehler as fehler:
        if len(str(fehler)) > MELDUNG_HOECHSTENS:
            pytest.fail(f"die Meldung hat {len(str(fehler))} Zeichen")
        return None


def inhalt(lesung: Lesung) -> list[pd.DataFrame]:
    """What a reading says, without the place and the name of the file."""
    angaben = lesung.beobachtungen[["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen"]]
    return [
        angaben.sort_values(["merkmal_id", "ags", "zeitraum"], ignore_index=True),
        lesung.gebiete.reset_index(drop=True),
        lesung.nachfolgen.drop(columns="quelle_id", errors="ignore").reset_index(drop=True),
    ]


@pytest.fixture(scope="module")
def heile(quellen: Path) -> Callable[[str], tuple[Path, list[pd.DataFrame]]]:
    """Path and content of the intact original of a family, read once."""

    @cache
    def heil(familie: str) -> tuple[Path, list[pd.DataFrame]]:
        pfad = quellen / ORIGINALE[familie]
        lesung = lies(pfad)
        assert lesung is not None, f"das Original {pfad.name} wird abgelehnt"
        return pfad, inhalt(lesung)

    return heil


@pytest.mark.parametrize(("familie", "schaden"), FAELLE)
def test_damaged_file_is_refused_or_reads_the_same(
    familie: str, schaden: str, heile: Callable[[str], tuple[Path, list[pd.DataFrame]]], tmp_path: Path
) -> None:
    pfad, soll = heile(familie)
    mache = FUER_ALLE.get(schaden) or FUER_TEXT[schaden]
    for versuch in range(4 if schaden in ("abgeschnitten", "halb geschrieben", "Zeile doppelt") else 1):
        kopie = tmp_path / f"{versuch}_{pfad.name}"
        zufall = random.Random(f"{familie}{schaden}{versuch}")  # noqa: S311
        kopie.write_bytes(mache(pfad.read_bytes(), zufall))
        lesung = lies(kopie)
        if lesung is not None:
            for ist, soll_rahmen in zip(inhalt(lesung), soll, strict=True):
                pd.testing.assert_frame_equal(ist, soll_rahmen)


# Single cells of the CSV families ---------------------------------------------------------------------


def _flat(pfad: Path) -> bytes:
    with zipfile.ZipFile(pfad) as archiv:
        return archiv.read(archiv.namelist()[0])


def _lines(inhalt: bytes, behalten: Callable[[int, bytes], bool]) -> bytes:
    zeilen = inhalt.splitlines(keepends=True)
    return b"".join(zeile for i, zeile in enumerate(zeilen) if i == 0 or behalten(i, zeile))


CSV: Final[Mapping[str, tuple[bytes, Callable[[Path], bytes]]]] = {
    "regionalstatistik": (b";", lambda p: p.read_bytes()),
    "ffcsv_neu": (b";", lambda p: _lines(_flat(p), lambda i, z: i < 300)),
    "ffcsv_alt": (b";", lambda p: _lines(p.read_bytes(), lambda i, z: i < 300)),
    "gisd": (b",", lambda p: _lines(p.read_bytes(), lambda i, z: b",2019," in z or b",2018," in z)),
}
ZELLEN: Final = (
    "abc", "", "#NV", "#DIV/0!", "=SUMME(A1:A3)", "Jan 19", "01.02.2019", "45291", "1,234.5", "12 345",
    "12\u00a0345", "1.234", "1,23E+06", "nan", "inf", "WAHR", "NULL", "*", "(12)", "-5", "+5", "0", "-", "–",
    ".", "12²", "1_000", "9" * 400, "x" * 3000, "x" * 200_000, "5 %", "7 1)", "12,5", "12.5", '"', "\t",
)  # fmt: skip


@pytest.mark.parametrize("familie", CSV)
def test_damage_of_one_cell_stays_in_this_cell(
    familie: str, heile: Callable[[str], tuple[Path, list[pd.DataFrame]]], tmp_path: Path
) -> None:
    """Refused, without effect, or exactly the one figure that stands in the cell reads as it is printed.

    A digit that became another cannot be seen in a single figure; but no damage may reach another figure,
    make a figure of its own, or let one disappear.
    """
    trenner, kuerze = CSV[familie]
    kopie = tmp_path / f"{familie}.csv"
    kopie.write_bytes(kuerze(heile(familie)[0]))
    zeilen = kopie.read_bytes().split(b"\n")
    heil = lies(kopie)
    assert heil is not None
    schluessel = ["merkmal_id", "ags", "zeitraum"]
    soll = heil.beobachtungen.set_index(schluessel)[["wert", "kennzeichen", "zeile", "spalte"]].sort_index()

    @given(st.integers(0, len(zeilen) - 1), st.floats(0, 1, exclude_max=True), st.sampled_from(ZELLEN))
    @settings(
        max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much]
    )
    def pruefe(nummer: int, anteil: float, neu: str) -> None:
        felder = zeilen[nummer].split(trenner)
        spalte = int(anteil * len(felder))
        assume(felder[spalte] != neu.encode())
        felder[spalte] = neu.encode("latin-1" if familie == "regionalstatistik" else "utf-8", "replace")
        kopie.write_bytes(b"\n".join([*zeilen[:nummer], trenner.join(felder), *zeilen[nummer + 1 :]]))
        lesung = lies(kopie)
        if lesung is None:
            return
        ist = lesung.beobachtungen.set_index(schluessel)[
            ["wert", "kennzeichen", "zeile", "spalte"]
        ].sort_index()
        assert list(ist.index) == list(soll.index)
        anders = ~(ist.eq(soll) | (ist.isna() & soll.isna())).all(axis=1)
        assert anders.sum() <= 1
        for zeile in ist.loc[anders, "zeile"]:
            assert zeile == nummer + 1
            assert re.fullmatch(r"[-(]?\d+([.,]\d+)?\)?|[-.]", neu), f"„{neu}“ ist keine Angabe"

    pruefe()


@pytest.mark.parametrize(
    ("spalte", "neu", "meldung"),
    [
        (7, "#NV", "Gebietsschlüssel"),
        (7, "", "Gebietsschlüssel"),
        (7, "8135", "Gebietsschlüssel"),
        (4, "2019-02-01", "in einer einzigen Zeile"),
        (5, "NULL", "den Code der übrigen Zeilen"),
        (11, "45291", "den Code der übrigen Zeilen"),
        (13, "9" * 400, "eine Zahl"),
        (14, "abc", "dieselbe Einheit"),
        (15, "Jan 19", "ein Code aus Buchstaben und Ziffern"),
        (3, '"Stichtag', "Anführungszeichen nicht schließt"),
    ],
)
def test_flat_csv_says_which_cell_is_damaged(
    spalte: int, neu: str, meldung: str, quellen: Path, tmp_path: Path
) -> None:
    zeilen = _flat(quellen / ORIGINALE["ffcsv_neu"]).split(b"\n")
    felder = zeilen[49].split(b";")
    felder[spalte] = neu.encode()
    kopie = tmp_path / "12411-01-01-4.csv"
    kopie.write_bytes(b"\n".join([*zeilen[:49], b";".join(felder), *zeilen[50:]]))
    with pytest.raises(EingabeFehler, match=meldung) as fehler:
        recognise(kopie).lies(kopie, _kontext())  # type: ignore[union-attr]
    assert fehler.value.zeile == 50


@pytest.mark.parametrize(("trenner", "name"), [(b",", "Komma"), (b"\t", "Tabulator")])
def test_flat_csv_saved_anew_is_recognised_and_refused(
    trenner: bytes, name: str, quellen: Path, tmp_path: Path
) -> None:
    kopie = tmp_path / "neu.csv"
    kopie.write_bytes(_flat(quellen / ORIGINALE["ffcsv_neu"]).replace(b";", trenner))
    with pytest.raises(EingabeFehler, match=f"durch {name} getrennt"):
        recognise(kopie).lies(kopie, _kontext())  # type: ignore[union-attr]
