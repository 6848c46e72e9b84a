"""Damaged and rebuilt workbooks, exports and pages of Zensus, Bundesagentur, Wegweiser and Landesamt.

Short copies of the originals: every kind of damage in every kind of cell, and tables built anew with other
columns, rows, sheets and years. What is read all the same is the same table, or differs in the one figure
that stands in the damaged cell.
"""

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
import xlsxwriter

from assets.catalogue.load import load_katalog
from assets.sources.arbeitsmappe import oeffne, zeilen
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.html_tabelle.tabelle import read_page
from assets.sources.lesung import Lesung

pytestmark = pytest.mark.quellen

Tabellen = dict[str, list[list[object]]]
ORIGINALE: Final[Mapping[str, str]] = {
    "zensus": "zensus2022/Regionaltabelle_Bevoelkerung.xlsx",
    "ba": "ba/svb-kreise-merkmale-d-0-202109-xlsx.xlsx",
    "wegweiser": "wegweiser-kommune/soz_lage_2019.csv",
    "tls": "tls/orig_thueringen_2019.xls",
}
ZELLEN: Final = (
    "abc", "", "#NV", "#DIV/0!", "=SUMME(A1:A3)", "Jan 19", "01.02.2019", "1,234.5", "12 345", "1.234", "nan",
    "inf", "WAHR", "*", "(12)", "-5", "0", "-", ".", "9" * 400, "x" * 3000, "5 %", "12,5", "12.5",
    4711.0, 0.5, -3.0, 1e300, 16065.0, True,
)  # fmt: skip
MELDUNG_HOECHSTENS: Final = 1500
SPALTEN: Final = ["wert", "kennzeichen"]


@cache
def _kontext() -> Kontext:
    return Kontext(load_katalog().merkmale)


def _keep(familie: str, blatt: str, n: int, zeile: list[object]) -> bool:
    """Head, foot, Germany, Länder and the Kreise of Thüringen from 16065 on."""
    if familie == "zensus" and re.match("Bev|CSV", blatt):
        schluessel = str(zeile[1 if blatt.startswith("CSV") else 0])
        return (
            schluessel in ("00", "16") or schluessel[:5] in ("16065", "16077") or not schluessel[:1].isdigit()
        )
    if familie == "ba" and blatt.startswith("30"):
        return not re.match(r"\d{5}", str(zeile[1])) or str(zeile[1]) >= "16065"
    return True


@cache
def tabellen(familie: str, quellen: Path) -> tuple[Tabellen, Mapping[str, tuple]]:
    """Cells and merged ranges of the short copy."""
    pfad = quellen / ORIGINALE[familie]
    if familie == "wegweiser":
        text = pfad.read_text(encoding="utf-8-sig").split("\n")
        return {"": [list(z.split(";")) for z in [*text[:30], *text[2950:]]]}, {}
    if familie == "tls":
        return {"": [list(z) for z in read_page(pfad).tabellen[0].rows[:40]]}, {}
    mappe = oeffne(pfad)
    alle = {
        name: [z for n, z in enumerate(zeilen(mappe, name, "")) if _keep(familie, name, n, z)]
        for name in mappe.sheet_names
    }
    oben = {n: mappe.get_sheet_by_name(n).merged_cell_ranges or () for n in alle}
    return alle, {n: tuple(b for b in v if b[1][0] < 9) for n, v in oben.items()}


def schreibe(familie: str, inhalt: Tabellen, verbunden: Mapping[str, tuple], ort: Path) -> Path:
    """Write the tables in the format of the family."""
    if familie == "wegweiser":
        pfad = ort / "export.csv"
        text = "\n".join(";".join(map(str, z)) for z in inhalt[""])
        pfad.write_text(text, encoding="utf-8-sig")
    elif familie == "tls":
        pfad = ort / "tabelle.xls"
        kopf, *rest = ("<tr>" + "".join(f"<td>{w}</td>" for w in z) + "</tr>" for z in inhalt[""])
        titel = "<div>Gemeinderatswahl 2019 in Thüringen - endgültiges Ergebnis</div>"
        pfad.write_text(f"{titel}<table><thead>{kopf}</thead>{''.join(rest)}</table>", encoding="latin-1")
    else:
        pfad = ort / "mappe.xlsx"
        with xlsxwriter.Workbook(str(pfad), {"strings_to_formulas": False}) as buch:
            tag = buch.add_format({"num_format": "dd.mm.yyyy"})
            for name, rows in inhalt.items():
                blatt = buch.add_worksheet(name)
                for (z, s), (z2, s2) in verbunden.get(name, ()):
                    blatt.merge_range(z, s, z2, s2, "")
                for z, row in enumerate(rows):
                    for s, wort in enumerate(row):
                        if hasattr(wort, "year"):
                            blatt.write_datetime(z, s, wort, tag)
                        elif wort != "":
                            blatt.write(z, s, wort)
    return pfad


def lies(pfad: Path) -> Lesung | None:
    """Read a file; None where it is refused with a place or belongs to no family."""
    try:
        form = recognise(pfad)
        return form.lies(pfad, _kontext()) if form is not None else None
    except EingabeFehler as fehler:
        if len(str(fehler)) > MELDUNG_HOECHSTENS:
            pytest.fail(f"die Meldung hat {len(str(fehler))} Zeichen")
        return None


def angaben(lesung: Lesung) -> pd.DataFrame:
    """Figures by measure, place and period."""
    alle = lesung.beobachtungen[["merkmal_id", "ags", "zeitraum", *SPALTEN, "blatt", "zeile", "spalte"]]
    return alle.set_index(["merkmal_id", "ags", "zeitraum"]).sort_index()


@pytest.mark.parametrize("familie", ORIGINALE)
def test_damage_of_one_cell_stays_in_this_cell(familie: str, quellen: Path, tmp_path: Path) -> None:
    """Every word in cells of head, territory and figures of every sheet."""
    inhalt, verbunden = tabellen(familie, quellen)
    heil = lies(schreibe(familie, inhalt, verbunden, tmp_path))
    assert heil is not None
    soll = angaben(heil)
    zufall = random.Random(familie)  # noqa: S311
    blaetter = [n for n, rows in inhalt.items() if len(rows) > 20 and n[:4] in ("Bevö", "CSV-", "30. ", "")]
    for _ in range(150):
        blatt = zufall.choice(blaetter)
        rows = inhalt[blatt]
        z = zufall.choice([zufall.randrange(min(13, len(rows))), zufall.randrange(len(rows))])
        s = zufall.choice([zufall.randrange(min(4, len(rows[z]))), zufall.randrange(len(rows[z]))])
        alt, neu = rows[z][s], zufall.choice(ZELLEN)
        if alt == neu:
            continue
        rows[z][s] = neu
        try:
            lesung = lies(schreibe(familie, inhalt, verbunden, tmp_path))
        finally:
            rows[z][s] = alt
        if lesung is None or alt == "":
            continue
        ist, fall = angaben(lesung), f"{blatt}!{spaltenbuchstabe(s)}{z + 1}: {alt!r:.40} → {neu!r:.40}"
        if _is_word_of_the_head(familie, alt, z):
            assert len(ist) == len(soll), fall
            continue
        assert list(ist.index) == list(soll.index), fall
        anders = ~(ist[SPALTEN].eq(soll[SPALTEN]) | (ist[SPALTEN].isna() & soll[SPALTEN].isna())).all(axis=1)
        assert anders.sum() <= 1, fall
        for zeile, spalte in ist.loc[anders, ["zeile", "spalte"]].to_numpy():
            assert (zeile, spalte) == (z + 1, spaltenbuchstabe(s)), fall


def _is_word_of_the_head(familie: str, alt: object, z: int) -> bool:
    """A head may say another thing; then its figures belong to another measure or year."""
    kopf = {"zensus": 4, "ba": 9, "wegweiser": 1, "tls": 1}[familie]
    return z < kopf and isinstance(alt, str)


def _sheets(inhalt: Tabellen) -> list[str]:
    return [n for n in inhalt if n[:4] in ("Bevö", "CSV-", "30. ", "")]


def _insert_column(wo: int) -> Callable[[Tabellen], Tabellen]:
    return lambda t: t | {n: [[*z[:wo], "", *z[wo:]] for z in t[n]] for n in _sheets(t)}


def _insert_row(wo: int) -> Callable[[Tabellen], Tabellen]:
    return lambda t: t | {n: [*t[n][:wo], [""] * len(t[n][0]), *t[n][wo:]] for n in _sheets(t)}


def _swap(a: int, b: int) -> Callable[[Tabellen], Tabellen]:
    def tausche(z: list[object]) -> list[object]:
        neu = list(z)
        if max(a, b) < len(z):
            neu[a], neu[b] = z[b], z[a]
        return neu

    return lambda t: t | {n: [tausche(z) for z in t[n]] for n in _sheets(t)}


def _without_column(wo: int) -> Callable[[Tabellen], Tabellen]:
    return lambda t: t | {n: [[*z[:wo], *z[wo + 1 :]] for z in t[n]] for n in _sheets(t)}


def _head_moved(t: Tabellen) -> Tabellen:
    return t | {n: [["", *t[n][0][:-1]], *t[n][1:]] for n in _sheets(t)}


def _sorted(t: Tabellen) -> Tabellen:
    """Ten territories of the first sheet the other way round."""
    n = _sheets(t)[0]
    return t | {n: [*t[n][:14], *reversed(t[n][14:24]), *t[n][24:]]}


UMBAUTEN: Final[Mapping[str, Callable[[Tabellen], Tabellen]]] = {
    **{f"leere Spalte vor {spaltenbuchstabe(s)}": _insert_column(s) for s in (0, 1, 2, 3, 4, 5)},
    **{f"leere Zeile vor {z + 1}": _insert_row(z) for z in (0, 1, 3, 4, 9, 12, 25)},
    **{f"ohne Spalte {spaltenbuchstabe(s)}": _without_column(s) for s in range(6)},
    **{
        f"Spalten {spaltenbuchstabe(a)} und {spaltenbuchstabe(b)} vertauscht": _swap(a, b)
        for a, b in ((0, 1), (1, 2), (2, 3), (0, 4), (4, 5), (3, 4))
    },
    "Kopf verschoben": _head_moved,
    "umsortiert": _sorted,
}


@pytest.mark.parametrize("umbau", UMBAUTEN)
@pytest.mark.parametrize("familie", ORIGINALE)
def test_a_table_built_anew_reads_the_same_or_is_refused(
    familie: str, umbau: str, quellen: Path, tmp_path: Path
) -> None:
    inhalt, verbunden = tabellen(familie, quellen)
    heil = lies(schreibe(familie, inhalt, verbunden, tmp_path))
    assert heil is not None
    for bereiche in (verbunden, {}):
        lesung = lies(
            schreibe(familie, UMBAUTEN[umbau](inhalt), bereiche if "Spalte" not in umbau else {}, tmp_path)
        )
        if lesung is None:
            continue
        ist, soll = angaben(lesung)[SPALTEN], angaben(heil)[SPALTEN]
        gemeinsam = ist.index.intersection(soll.index)
        pd.testing.assert_frame_equal(ist.loc[gemeinsam], soll.loc[gemeinsam])
        fremd = set(ist.index.difference(gemeinsam).get_level_values(0))
        if umbau.startswith("ohne") and familie == "zensus":  # what only the layout sheet holds, is its own
            assert all(m.startswith("z22_bevoelkerung_bevoelkerung_") for m in fremd)
            continue
        assert not fremd
        if not umbau.startswith("ohne"):
            assert len(ist) == len(soll)


@pytest.mark.parametrize("name", ["Tabelle1", "Hinweise alt", "Erläuterung 2"])
@pytest.mark.parametrize(
    ("familie", "nummer"), [("zensus", 0), ("zensus", 1), ("zensus", 2), ("ba", 0), ("ba", 1)]
)
def test_renamed_sheet(familie: str, nummer: int, name: str, quellen: Path, tmp_path: Path) -> None:
    inhalt, verbunden = tabellen(familie, quellen)
    alt = _sheets(inhalt)[nummer]
    heil = lies(schreibe(familie, inhalt, verbunden, tmp_path))
    neu = {name if n == alt else n: z for n, z in inhalt.items()}
    bereiche = {name if n == alt else n: b for n, b in verbunden.items()}
    lesung = lies(schreibe(familie, neu, bereiche, tmp_path))
    assert heil is not None
    if familie == "zensus":
        assert lesung is None
    else:
        assert lesung is not None
        pd.testing.assert_frame_equal(angaben(lesung)[SPALTEN], angaben(heil)[SPALTEN])


@pytest.mark.parametrize(
    ("familie", "blatt", "ort", "neu", "meldung"),
    [
        ("zensus", "Bevölkerung", (20, 2), 4711.0, "Regionalebene"),
        ("zensus", "Bevölkerung", (20, 2), "", "leere Regionalebene"),
        ("zensus", "Bevölkerung_nachrichtlich", (20, 2), "#DIV/0!", "#DIV/0!"),
        ("zensus", "Bevölkerung_nachrichtlich", (20, 2), "(12)", r"\(12\)"),
        ("zensus", "CSV-Einwohnerzahl", (20, 3), "Stadtteil", "Stadtteil"),
        ("zensus", "Bevölkerung", (4, 0), "", "ohne Regionalschlüssel"),
        ("ba", "30. September 2021 (AO)", (35, 1), "inf", "„inf“"),
        ("ba", "30. September 2021 (AO)", (35, 1), "#NV", "#NV"),
        ("ba", "30. September 2021 (WO)", (35, 1), "", "keinen Schlüssel"),
        ("ba", "30. September 2021 (AO)", (35, 0), "", "Namen"),
        ("ba", "30. September 2021 (AO)", (9, 0), "Deutschlnd", "keinen Schlüssel"),
        ("wegweiser", "", (3, 7), "12 345", "12 345"),
        ("wegweiser", "", (3, 7), "12345", "12345"),
        ("wegweiser", "", (3, 7), "100,1", "100,1"),
        ("wegweiser", "", (3, 7), "-0,1", "-0,1"),
        ("wegweiser", "", (3, 7), "321", "321"),
        ("wegweiser", "", (3, 10), "39433", "39433"),
        ("tls", "", (8, 1), "", "Gemeindenummer"),
        ("tls", "", (8, 1), "#NV", "#NV"),
        ("tls", "", (8, 8), "584", "584"),
        ("tls", "", (8, 8), "100,1", "100,1"),
    ],
)
def test_the_damaged_cell_is_named(
    familie: str, blatt: str, ort: tuple[int, int], neu: object, meldung: str, quellen: Path, tmp_path: Path
) -> None:
    inhalt, verbunden = tabellen(familie, quellen)
    rows = [list(z) for z in inhalt[blatt]]
    rows[ort[0]][ort[1]] = neu
    pfad = schreibe(familie, inhalt | {blatt: rows}, verbunden, tmp_path)
    form = recognise(pfad)
    assert form is not None
    with pytest.raises(EingabeFehler, match=meldung) as fehler:
        form.lies(pfad, _kontext())
    assert fehler.value.zeile == ort[0] + 1


def test_another_year_is_another_census(quellen: Path, tmp_path: Path) -> None:
    alle, verbunden = tabellen("zensus", quellen)
    inhalt = {n: z for n, z in alle.items() if n != "Bevölkerung_nachrichtlich"}
    text = {
        n: [
            [
                w.replace("2022", "2031") if isinstance(w, str) else w if w != 20220515 else 20310515.0
                for w in z
            ]
            for z in rows
        ]
        for n, rows in inhalt.items()
    }
    lesung = lies(schreibe("zensus", text, verbunden, tmp_path))
    assert lesung is not None
    assert lesung.beobachtungen["zeitraum"].str.startswith("2031").all()
    assert lesung.beobachtungen["merkmal_id"].str.startswith("z31_").all()
    nur_titel = text | {n: inhalt[n] for n in inhalt if n.startswith("CSV")}
    assert lies(schreibe("zensus", nur_titel, verbunden, tmp_path)) is None
