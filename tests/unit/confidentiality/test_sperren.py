"""The command's engine on files: what is written, and what an outsider can work out of it."""

import csv
import io
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from kunstkreis import BEREICHE, GESAMT, KREIS, people, write_hierarchy, write_table
from scipy.optimize import linprog
from scipy.sparse import csr_array, lil_array

from assets.confidentiality import sperren
from assets.confidentiality.fehler import SperrFehler
from assets.confidentiality.sperren import Sperrauftrag, suppress_tables
from assets.confidentiality.zellmodell import Sperrmuster
from assets.sources.fehler import EingabeFehler


def auftrag(ordner: Path, *namen: str, **angaben) -> Sperrauftrag:
    vorgabe = {
        "wert": "anzahl",
        "mindestzahl": 3,
        "nullen": "zeigen",
        "hierarchien": (),
        "nach": ordner / "aus",
    }
    return Sperrauftrag(tuple(ordner / n for n in namen), **(vorgabe | angaben))


def put(ordner: Path, name: str, text: str, kodierung: str = "utf-8") -> None:
    (ordner / name).write_bytes(text.encode(kodierung))


def rows(pfad: Path, trenner: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(pfad.read_text(encoding="utf-8-sig")), delimiter=trenner))


EINFACH = "ort;anzahl\nA;1\nB;7\nC;8\nInsgesamt;16\n"


def test_small_counts_and_what_gives_them_away_are_left_empty(tmp_path):
    put(tmp_path, "t.csv", EINFACH)
    ergebnis = suppress_tables(auftrag(tmp_path, "t.csv"))
    assert rows(tmp_path / "aus" / "t.csv") == [
        ["ort", "anzahl"], ["A", ""], ["B", ""], ["C", "8"], ["Insgesamt", "16"],
    ]  # fmt: skip
    assert (ergebnis.klein, ergebnis.weitere, ergebnis.verfahren) == (1, 1, "optimal")


@pytest.mark.parametrize("kodierung", ["utf-8", "utf-8-sig", "cp1252"])
def test_everything_else_stays_byte_for_byte(tmp_path, kodierung):
    text = 'ort;"anzahl"\r\n"Küllstedt ""Süd""";"1"\r\nB;7\r\nC; 8\r\nInsgesamt;16'
    put(tmp_path, "t.csv", text, kodierung)
    vorher = (tmp_path / "t.csv").read_bytes()
    suppress_tables(auftrag(tmp_path, "t.csv"))
    nachher = (tmp_path / "aus" / "t.csv").read_bytes()
    assert nachher == vorher.replace(b'"1"', b"").replace(b"B;7", b"B;")


def test_a_dimension_that_a_table_lacks_is_its_total(tmp_path):
    put(tmp_path, "ort.csv", EINFACH)
    put(tmp_path, "art.csv", "art,anzahl\nx,2\ny,14\nInsgesamt,16\n")
    suppress_tables(auftrag(tmp_path, "ort.csv", "art.csv"))
    assert [z[1] for z in rows(tmp_path / "aus" / "ort.csv")[1:]] == ["", "", "8", "16"]
    assert [z[1] for z in rows(tmp_path / "aus" / "art.csv", ",")[1:]] == ["", "", "16"]


OHNE_ZWISCHENSUMMEN = {
    "inner cells and the grand total only": (
        "ort;alter;anzahl\nA;jung;1\nA;alt;9\nB;jung;8\nB;alt;7\nInsgesamt;Insgesamt;25\n"
    ),
    "key and name side by side": "nr;ort;anzahl\n1;A;1\n2;B;7\n3;C;8\nInsgesamt;Insgesamt;16\n",
    "area named beside the place": (
        "ort;raum;anzahl\nA;Nord;1\nB;Nord;7\nC;Süd;8\nInsgesamt;Nord;8\nInsgesamt;Süd;8\n"
        "Insgesamt;Insgesamt;16\n"
    ),
    "name missing in the total": "nr;ort;anzahl\n1;A;1\n2;B;7\n3;C;8\nInsgesamt;;16\n",
}


@pytest.mark.parametrize("art", OHNE_ZWISCHENSUMMEN)
def test_a_reader_adds_up_what_no_table_shows(tmp_path, art):
    put(tmp_path, "t.csv", OHNE_ZWISCHENSUMMEN[art])
    ergebnis = suppress_tables(auftrag(tmp_path, "t.csv"))
    *teile, _ = rows(tmp_path / "aus" / "t.csv")[1:]
    assert teile[0][-1] == ""
    assert sum(z[-1] == "" for z in teile) > 1
    assert len(ergebnis.protokoll) == ergebnis.klein + ergebnis.weitere


def test_totals_of_a_column_without_totals_are_not_made_up(tmp_path):
    """Two years are no parts of anything: nothing links them."""
    put(tmp_path, "t.csv", "jahr;ort;anzahl\n2024;A;1\n2024;B;7\n2025;A;9\n2025;B;7\n")
    ergebnis = suppress_tables(auftrag(tmp_path, "t.csv"))
    assert [z[-1] for z in rows(tmp_path / "aus" / "t.csv")[1:]] == ["", "7", "9", "7"]
    assert (ergebnis.zellen, ergebnis.klein, ergebnis.weitere) == (4, 1, 0)


def test_zeros_are_shown_or_protected(tmp_path):
    put(tmp_path, "t.csv", "ort;anzahl\nA;0\nB;7\nC;9\nInsgesamt;16\n")
    suppress_tables(auftrag(tmp_path, "t.csv"))
    assert (tmp_path / "aus" / "t.csv").read_bytes() == (tmp_path / "t.csv").read_bytes()
    suppress_tables(auftrag(tmp_path, "t.csv", nullen="schuetzen"))
    assert [z[1] for z in rows(tmp_path / "aus" / "t.csv")[1:]] == ["", "", "9", "16"]


SCHLECHT = [
    ("ort;anzahl\nA;drei\n", "Zeile 2.*„drei“.*ganze Zahl"),
    ("ort;anzahl\nA;-3\n", "Zeile 2.*„-3“"),
    ("ort;anzahl\nA;2,5\n", "Zeile 2.*„2,5“"),
    ("ort;anzahl\nA;1.000\n", "Zeile 2.*Tausenderpunkt"),
    ("ort;anzahl\nA;1\nA;2\n", "Zeile 3.*dieselbe Angabe wie in Zeile 2"),
    ("ort;zahl\nA;1\n", "Spalten „ort“, „zahl“.*„anzahl“"),
    ("ort;anzahl\nA;1;2\n", "Zeile 2.*3 Felder.*2 Felder"),
    ("ort;anzahl\nA;9\nB;9\nInsgesamt;10\n", r"Zeile 4.*10 für Insgesamt.*ergeben 18.*--hierarchie"),
    ("", "leere Datei"),
]


@pytest.mark.parametrize(("text", "meldung"), SCHLECHT)
def test_bad_tables_are_refused_with_their_place(tmp_path, text, meldung):
    put(tmp_path, "t.csv", text)
    with pytest.raises(EingabeFehler, match=meldung):
        suppress_tables(auftrag(tmp_path, "t.csv"))
    assert not (tmp_path / "aus").exists()


@pytest.mark.parametrize(
    ("text", "meldung"),
    [
        ("child,parent\nA,B\nB,A\n", "Kreis: A → B → A"),
        ("child,parent\nA,P\nA,Q\n", "Zeile 3.*„A“ unter „P“ und unter „Q“"),
        ("child,parent\nA\n", "Zeile 2.*1 Angaben"),
        ("child,parent\nX,Y\n", "keinen Wert der Spalte „ort“"),
    ],
)
def test_bad_outlines_are_refused(tmp_path, text, meldung):
    put(tmp_path, "t.csv", EINFACH)
    put(tmp_path, "h.csv", text)
    with pytest.raises(EingabeFehler, match=meldung):
        suppress_tables(auftrag(tmp_path, "t.csv", hierarchien=(("ort", tmp_path / "h.csv"),)))


def test_two_counts_for_one_cell_are_refused(tmp_path):
    put(tmp_path, "alt.csv", EINFACH)
    put(tmp_path, "neu.csv", EINFACH.replace("C;8", "C;9").replace("16", "17"))
    with pytest.raises(EingabeFehler, match=r"9 für C, aber 8 in alt\.csv, Zeile 4"):
        suppress_tables(auftrag(tmp_path, "alt.csv", "neu.csv"))


def test_the_originals_are_never_overwritten(tmp_path):
    put(tmp_path, "t.csv", EINFACH)
    with pytest.raises(EingabeFehler, match="eigener Zielordner"):
        suppress_tables(auftrag(tmp_path, "t.csv", nach=tmp_path))


def test_a_broken_pattern_is_refused_and_nothing_is_written(tmp_path, monkeypatch):
    put(tmp_path, "t.csv", EINFACH)
    monkeypatch.setattr(sperren, "suppress", lambda modell: Sperrmuster(modell.primaer, "optimal"))
    with pytest.raises(SperrFehler, match="berechenbar: A"):
        suppress_tables(auftrag(tmp_path, "t.csv"))
    assert not (tmp_path / "aus").exists()


def test_what_an_earlier_edition_shows_cannot_protect_any_more(tmp_path):
    put(tmp_path, "t.csv", EINFACH)
    (tmp_path / "alt").mkdir()
    put(tmp_path / "alt", "t.csv", "ort;anzahl\nA;\nB;7\n")
    ergebnis = suppress_tables(auftrag(tmp_path, "t.csv", frueher=(tmp_path / "alt" / "t.csv",)))
    assert [z[1] for z in rows(tmp_path / "aus" / "t.csv")[1:]] == ["", "7", "", "16"]
    assert ergebnis.protokoll["geschuetzt"].all()


def test_a_small_count_that_is_known_already_is_named(tmp_path):
    put(tmp_path, "t.csv", EINFACH)
    (tmp_path / "alt").mkdir()
    put(tmp_path / "alt", "t.csv", "ort;anzahl\nA;1\n")
    with pytest.raises(EingabeFehler, match=r"Zeile 2: gefunden eine zu kleine Zahl.*schon zeigt: A"):
        suppress_tables(auftrag(tmp_path, "t.csv", frueher=(tmp_path / "alt" / "t.csv",)))


SPALTEN = ("gemeinde", "alter", "geschlecht", "stand")
Name = tuple[str, ...]


def published(dateien: list[Path]) -> dict[Name, float]:
    """Read what anybody can read; NaN: an empty cell."""
    zellen = {}
    for datei in dateien:
        kopf, *zeilen = rows(datei)
        for zeile in zeilen:
            angabe = dict(zip(kopf, zeile, strict=True))
            zellen[tuple(angabe.get(s, GESAMT) for s in SPALTEN)] = float(angabe["anzahl"] or "nan")
    return zellen


def totals_of(name: Name) -> list[tuple[int, Name]]:
    """The totals that a cell is a part of, one per column."""
    gemeinde, alter, geschlecht, stand = name
    oben = KREIS if gemeinde.startswith("P") else BEREICHE.get(gemeinde, "")
    return [
        (0, (oben, alter, geschlecht, stand)),
        (1, (gemeinde, GESAMT, geschlecht, stand)),
        (2, (gemeinde, alter, GESAMT, stand)),
    ]


def equations(zellen: dict[Name, float], leer: dict[Name, int]) -> tuple[csr_array, np.ndarray]:
    """Every sum of the published tables, as conditions on the empty cells."""
    summen = defaultdict(list)
    for name in zellen:
        for spalte, summe in totals_of(name):
            if summe in zellen and summe != name:
                summen[spalte, summe].append(name)
    matrix, rechts = lil_array((len(summen), len(leer))), np.zeros(len(summen))
    for zeile, ((_, summe), teile) in enumerate(summen.items()):
        for name, vorzeichen in ((summe, 1.0), *((t, -1.0) for t in teile)):
            if name in leer:
                matrix[zeile, leer[name]] = vorzeichen
            else:
                rechts[zeile] -= vorzeichen * zellen[name]
    return matrix.tocsr(), rechts


def outsider(dateien: list[Path], kleinster: int) -> list[float]:
    """Work out the width of some empty cells from the published files alone."""
    zellen = published(dateien)
    leer = {name: i for i, name in enumerate(n for n, w in zellen.items() if np.isnan(w))}
    matrix, rechts = equations(zellen, leer)
    breiten = []
    for stelle in range(0, len(leer), max(1, len(leer) // 15)):
        ziel = np.zeros(len(leer))
        ziel[stelle] = 1.0
        kleinste, groesste = (
            linprog(v * ziel, A_eq=matrix, b_eq=rechts, bounds=(kleinster, None), method="highs")
            for v in (1.0, -1.0)
        )
        assert kleinste.status == 0, kleinste.message
        breiten.append(np.inf if groesste.status == 3 else -groesste.fun - kleinste.fun)
    return breiten


@pytest.mark.parametrize("nullen", ["zeigen", "schuetzen"])
def test_a_district_of_three_linked_tables_and_two_editions_is_safe(tmp_path, nullen):
    """28 Gemeinden x 12 age groups x 2 sexes; the second edition follows a year later."""
    write_hierarchy(tmp_path / "h.csv")
    erste = people()
    zweite = erste + np.random.default_rng(2).poisson(0.3, erste.shape)
    namen = []
    for stand, zaehlungen in (("2024", erste), ("2025", zweite)):
        for name, alter, geschlecht in (
            ("voll", True, True),
            ("alter", True, False),
            ("geschlecht", False, True),
        ):
            namen.append(f"{name}_{stand}.csv")
            write_table(tmp_path / namen[-1], zaehlungen, alter=alter, geschlecht=geschlecht, stand=stand)
    ergebnis = suppress_tables(
        auftrag(
            tmp_path, *namen, mindestzahl=5, nullen=nullen, hierarchien=(("gemeinde", tmp_path / "h.csv"),)
        )
    )
    assert ergebnis.zellen == 2 * 35 * 13 * 3
    assert ergebnis.protokoll["geschuetzt"].all()
    dateien = [tmp_path / "aus" / n for n in namen]
    for datei in dateien:
        roh = rows(tmp_path / datei.name)
        for vorher, nachher in zip(roh, rows(datei), strict=True):
            assert nachher[:-1] == vorher[:-1]
            assert nachher[-1] in (vorher[-1], "")
            if vorher[-1].isdigit() and int(vorher[-1]) < 5 and (nullen == "schuetzen" or vorher[-1] != "0"):
                assert nachher[-1] == ""
    assert min(outsider(dateien, 1 if nullen == "zeigen" else 0)) >= 5
