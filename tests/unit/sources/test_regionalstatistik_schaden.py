"""One damaged cell or row of a full table: refused with its place, or told with number and example."""

from pathlib import Path

import pytest

from assets.catalogue.load import load_katalog
from assets.sources.erkennung import recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext
from assets.sources.gebietsbestand import HEUTE, IMMER, Gebietsbestand
from assets.sources.lesung import Lesung

FUSS = "__________\n© Statistische Ämter des Bundes und der Länder, 2026.\nStand: 09.07.2026 / 11:01:42\n"
KREISE = [f"160{n}" for n in range(51, 78)]
ARTEN = ("männlich", "weiblich", "Insgesamt")
REGISTER = Gebietsbestand(dict.fromkeys(KREISE, ((IMMER, HEUTE),)), {"16": "1990-10-03"})


def lange(jahre: tuple[int, ...] = (2021, 2023)) -> list[str]:
    """A full cross table of 28 territories; the figures add up."""
    zeilen = ["Tabelle: 99999-01-02-4", "Beispiele;;;;;", ";;;;Fälle;Tage", ";;;;Anzahl;Anzahl"]
    for jahr in jahre:
        for ags, name, faktor in [("16", "  Thüringen", 27), *((k, f"      Kreis {k}", 1) for k in KREISE)]:
            zeilen += [
                f"{jahr};{ags};{name};{art};{n * faktor};{n * faktor}"
                for art, n in zip(ARTEN, (4, 5, 9), strict=True)
            ]
    return zeilen


def lies(ordner: Path, zeilen: list[str], kreise: Gebietsbestand | None = None) -> Lesung:
    pfad = ordner / "99999-01-02-4.csv"
    pfad.write_bytes(("\n".join(zeilen) + "\n" + FUSS).encode("cp1252"))
    form = recognise(pfad)
    assert form is not None
    assert form.name == "regionalstatistik"
    return form.lies(pfad, Kontext({}, kreise) if kreise else Kontext({}))


def setze(zeilen: list[str], nummer: int, feld: int, neu: str) -> list[str]:
    felder = zeilen[nummer - 1].split(";")
    felder[feld] = neu
    return [*zeilen[: nummer - 1], ";".join(felder), *zeilen[nummer:]]


def fehler(ordner: Path, zeilen: list[str]) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as info:
        lies(ordner, zeilen)
    return info.value


def werte(lesung: Lesung) -> dict[tuple[str, str, str], float | None]:
    b = lesung.beobachtungen
    zahlen = [None if wert != wert else float(wert) for wert in b["wert"]]
    return dict(zip(zip(b["merkmal_id"], b["ags"], b["zeitraum"], strict=True), zahlen, strict=True))


def test_full_table_reads_without_a_warning(tmp_path: Path) -> None:
    lesung = lies(tmp_path, lange(), REGISTER)
    assert len(lesung.beobachtungen) == 2 * 28 * 3 * 2
    assert lesung.warnungen == ()


# --- texts in leading columns ---------------------------------------------------------------------


@pytest.mark.parametrize("zeilen_je_gebiet", [(2023,), (2021, 2022, 2023)])
@pytest.mark.parametrize("neu", ["abc", "maennlich", "12", "Insgesamt 1"])
def test_characteristic_of_a_single_row(tmp_path: Path, neu: str, zeilen_je_gebiet: tuple[int, ...]) -> None:
    gefunden = fehler(tmp_path, setze(lange(zeilen_je_gebiet), 20, 3, neu))
    assert (gefunden.zeile, gefunden.spalte) == (20, "Vorspalte D")
    assert f"„{neu}“ in einer einzigen Zeile" in gefunden.gefunden
    assert "„männlich“" in gefunden.erwartet


@pytest.mark.parametrize(
    "neu",
    [
        "#NV", "#DIV/0!", "#WERT!", "#BEZUG!", "#NAME?", "NA", "nan", "NaN", "NULL", "12 345", "12\u00a0345",
        "1,23E+06", "=SUMME(A1:A3)", "45291", "9999999", "Jan 19",
    ],
)  # fmt: skip
@pytest.mark.parametrize("feld", [2, 3])
def test_program_words_and_numbers_are_no_texts(tmp_path: Path, feld: int, neu: str) -> None:
    gefunden = fehler(tmp_path, setze(lange(), 20, feld, neu))
    assert gefunden.zeile == 20
    assert neu in gefunden.gefunden


@pytest.mark.parametrize("neu", ["#NV", "#DIV/0!", "NA", "nan", "12 345", "1,5"])
@pytest.mark.parametrize("zeile", [3, 4])
def test_program_words_and_numbers_are_no_labels(tmp_path: Path, zeile: int, neu: str) -> None:
    gefunden = fehler(tmp_path, setze(lange(), zeile, 4, neu))
    assert (gefunden.zeile, gefunden.spalte) == (zeile, "E")


def test_characteristic_of_one_land_beside_a_full_set_is_kept(tmp_path: Path) -> None:
    zeilen = [*lange(), "2023;16;  Thüringen;divers;1;1"]
    lesung = lies(tmp_path, zeilen)
    assert werte(lesung)["rs99999_faelle_divers", "16", "2023"] == 1
    assert any("„divers“" in w and "einzigen Zeile" in w for w in lesung.warnungen)


def test_list_without_empty_rows_is_no_cross_table(tmp_path: Path) -> None:
    """Every second row is left out: a rare characteristic is no damage there."""
    zeilen = lange()
    zeilen = [
        *zeilen[:4],
        *(z for i, z in enumerate(zeilen[4:]) if i % 2),
        "2023;16077;      Kreis 16077;divers;1;1",
    ]
    assert ("rs99999_faelle_divers", "16077", "2023") in werte(lies(tmp_path, zeilen))


def test_key_and_period_of_a_single_row(tmp_path: Path) -> None:
    falsch = setze(lange(), 20, 1, "16099")
    gefunden = fehler(tmp_path, falsch)
    assert (gefunden.zeile, gefunden.spalte) == (20, "Gebietsschlüssel")
    gefunden = fehler(tmp_path, setze(lange(), 20, 0, "2019"))
    assert (gefunden.zeile, gefunden.spalte) == (20, "Zeit")
    assert "2021" in gefunden.erwartet


def test_name_that_is_not_that_of_the_key(tmp_path: Path) -> None:
    gefunden = fehler(tmp_path, setze(lange(), 20, 2, "      Kreis 16066"))
    assert (gefunden.zeile, gefunden.spalte) == (20, "Gebietsname")
    assert "Kreis 16055" in gefunden.erwartet
    assert fehler(tmp_path, setze(lange(), 20, 2, "  ")).spalte == "Gebietsname"


def test_name_that_changes_between_periods_is_told(tmp_path: Path) -> None:
    zeilen = [z.replace("Kreis 16060", "Landkreis 16060") if z[:4] == "2023" else z for z in lange()]
    lesung = lies(tmp_path, zeilen)
    assert any("1 Gebiet trägt" in w and "„Landkreis 16060“" in w for w in lesung.warnungen)
    assert werte(lesung) == werte(lies(tmp_path, lange()))


# --- missing rows ---------------------------------------------------------------------------------


def test_deleted_row_is_told(tmp_path: Path) -> None:
    zeilen = lange()
    assert zeilen.pop(19) == "2021;16055;      Kreis 16055;männlich;4;4"
    lesung = lies(tmp_path, zeilen, REGISTER)
    assert any("1 Zeile fehlt" in w and "16055, 2021, männlich" in w for w in lesung.warnungen)


def test_deleted_territory_is_told(tmp_path: Path) -> None:
    zeilen = [z for z in lange() if not z.startswith("2021;16055;")]
    assert any("1 Gebiet fehlt" in w and "16055, 2021" in w for w in lies(tmp_path, zeilen).warnungen)
    zeilen = [z for z in lange() if ";16055;" not in z]
    warnungen = lies(tmp_path, zeilen, REGISTER).warnungen
    assert any("2 bestehende Kreise fehlen" in w and "16055, 2021" in w for w in warnungen)


def test_kreis_that_did_not_exist_is_not_missing(tmp_path: Path) -> None:
    zeilen = [z for z in lange() if not z.startswith("2023;16056;")]
    register = Gebietsbestand({**REGISTER.zeiten, "16056": ((IMMER, "2021-12-31"),)}, REGISTER.anfang)
    assert not any("fehl" in w for w in lies(tmp_path, zeilen, register).warnungen)


# --- dashes ---------------------------------------------------------------------------------------


def striche(land: str = "-", bund: str = "-") -> list[str]:
    """The second column was not delivered."""
    zeilen = ["Tabelle: 99999-01-02-4", "Beispiele;;;;", ";;;Fälle;Tage", ";;;Anzahl;Anzahl"]
    zeilen += [f"2023;DG;Deutschland;27;{bund}", f"2023;16;  Thüringen;27;{land}"]
    return zeilen + [f"2023;{k};      Kreis {k};1;-" for k in KREISE]


@pytest.mark.parametrize("neu", ["0", "1", "45291", ".", "x"])
@pytest.mark.parametrize("zeile", [5, 6, 20])
def test_one_figure_in_a_column_not_delivered_makes_no_zeros(tmp_path: Path, zeile: int, neu: str) -> None:
    heil = {k: w for k, w in werte(lies(tmp_path, striche())).items() if k[0] == "rs99999_tage"}
    assert set(heil.values()) == {None}
    lesung = lies(tmp_path, setze(striche(), zeile, 4, neu))
    ist = {k: w for k, w in werte(lesung).items() if k[0] == "rs99999_tage"}
    ags = {5: "00", 6: "16", 20: "16064"}[zeile]
    assert {k[1] for k, w in ist.items() if w is not None} <= {ags}
    assert any("Im Widerspruch dazu" in w and f"{ags} rs99999_tage 2023" in w for w in lesung.warnungen)


@pytest.mark.parametrize("neu", ["0", "9", "45291"])
def test_one_figure_under_a_land_that_it_does_not_fill_makes_no_zeros(tmp_path: Path, neu: str) -> None:
    lesung = lies(tmp_path, setze(striche("500", "500"), 20, 4, neu))
    ist = {k[1]: w for k, w in werte(lesung).items() if k[0] == "rs99999_tage"}
    assert {ags for ags, w in ist.items() if w is not None} == {"00", "16", "16064"}


def test_the_only_case_of_a_land_leaves_true_zeros(tmp_path: Path) -> None:
    ist = werte(lies(tmp_path, setze(striche("12", "12"), 20, 4, "12")))
    assert ist["rs99999_tage", "16051", "2023"] == 0
    assert ist["rs99999_tage", "16064", "2023"] == 12


def test_one_figure_of_a_dissolved_kreis_makes_no_zeros(tmp_path: Path) -> None:
    register = Gebietsbestand({**REGISTER.zeiten, "16056": ((IMMER, "2021-06-30"),)}, REGISTER.anfang)
    zeilen = [";".join([*z.split(";")[:3], "-", "-"]) if ";16056;" in z else z for z in striche("27", "27")]
    lesung = lies(tmp_path, setze(zeilen, 12, 4, "0"), register)
    assert werte(lesung)["rs99999_faelle", "16056", "2023"] is None
    assert any("16056 (2023)" in w and "Widerspruch" in w for w in lesung.warnungen)


# --- header and file ------------------------------------------------------------------------------


def vier_spalten(einheiten: str = "Anzahl;Anzahl;EUR;Anzahl") -> list[str]:
    kopf = ["Tabelle: 99999-01-02-4", "Beispiele;;;;;;", ";;;a;b;c;d", f";;;{einheiten}"]
    return kopf + [f"2023;{k};      Kreis {k};1;2;3;4" for k in KREISE]


def test_unknown_unit_among_units_changes_no_id(tmp_path: Path) -> None:
    heil, fremd = (
        lies(tmp_path, vier_spalten()),
        lies(tmp_path, vier_spalten("Anzahl;Anzahl;1000 cbm;Anzahl")),
    )
    assert werte(heil) == werte(fremd)
    assert {m.id: m.einheit for m in fremd.merkmale}["rs99999_c"] == "1000 cbm"


def test_empty_unit_and_units_above_labels_are_refused(tmp_path: Path) -> None:
    assert fehler(tmp_path, vier_spalten("Anzahl;;EUR;Anzahl")).spalte == "E"
    zeilen = vier_spalten()
    zeilen[2:4] = zeilen[3:1:-1]
    assert "Einheiten" in fehler(tmp_path, zeilen).gefunden


def test_units_above_a_row_of_periods(tmp_path: Path) -> None:
    kopf = [
        "Tabelle: 99999-01-02-4",
        "Beispiele;;;",
        ";;Fälle;Fälle",
        ";;Anzahl;Anzahl",
        ";;31.12.2021;31.12.2023",
    ]
    lesung = lies(tmp_path, [*kopf, *(f"{k};Kreis {k};1;2" for k in KREISE)])
    assert werte(lesung)["rs99999_faelle", "16077", "2023-12-31"] == 2
    assert [m.einheit for m in lesung.merkmale] == ["Anzahl"]


@pytest.mark.parametrize("dazwischen", ["\n", "", ";;\n"])
def test_two_tables_in_one_file(tmp_path: Path, dazwischen: str) -> None:
    erste = "\n".join(vier_spalten()) + "\n" + FUSS.rstrip("\n") + dazwischen
    gefunden = fehler(tmp_path, (erste + "\n".join(vier_spalten())).split("\n"))
    assert "zweite Tabelle" in gefunden.gefunden


# --- an original ----------------------------------------------------------------------------------


@pytest.mark.quellen
@pytest.mark.parametrize(
    ("zeile", "feld", "neu", "spalte"),
    [
        (500, 3, "#DIV/0!", "Vorspalte"), (500, 3, "NA", "Vorspalte"), (500, 3, "nan", "Vorspalte"),
        (500, 3, "12 345", "Vorspalte"), (500, 3, "mannlich", "Vorspalte D"), (500, 2, "#NV", "Gebietsname"),
        (500, 2, "Leer", "Gebietsname"), (500, 1, "16099", "Gebietsschlüssel"), (4, 5, "#BEZUG!", "F"),
    ],
)  # fmt: skip
def test_original_with_one_damaged_cell(
    quellen: Path, tmp_path: Path, zeile: int, feld: int, neu: str, spalte: str
) -> None:
    original = (quellen / "regionalstatistik/abruf-2021/22411-02-03-4.csv").read_text("latin-1").split("\n")
    kopie = tmp_path / "22411-02-03-4.csv"
    kopie.write_text("\n".join(setze(original, zeile, feld, neu)), "latin-1")
    form = recognise(kopie)
    assert form is not None
    with pytest.raises(EingabeFehler) as info:
        form.lies(kopie, Kontext(load_katalog().merkmale))
    assert (info.value.zeile, info.value.spalte) == (zeile, spalte)
