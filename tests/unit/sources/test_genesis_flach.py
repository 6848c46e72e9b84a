"""Flat CSV of the statistics API: both generations, in files written here."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.gebietsbestand import Gebietsbestand
from assets.sources.genesis import behaelter
from assets.sources.genesis.leser import read_flat, recognise_flat
from assets.sources.genesis.zeit import UnterjaehrigeAngabeError, normalise_period
from assets.sources.genesis.zellen import decimal_separator, parse_cell
from assets.sources.lesung import Lesung

KOPF = (
    "statistics_code;statistics_label;time_code;time_label;time;"
    "1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;"
    "2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;"
    "value;value_unit;value_variable_code;value_variable_label"
)
KOPF_ALT = (
    "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;"
    "1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;1_Auspraegung_Label;"
    "2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;2_Auspraegung_Label"
)
NAME = "12411-01-01-4_1773175772751_de_flat.csv"
"""Made on 10 March 2026."""
OHNE_NUMMER = "12411-GES-KREISE"


def zeile(
    ags: str = "16065", wert: str = "10", *, zeit: str = "2024-12-31", ges: str = "", einheit: str = "Anzahl",
    mass: str = "BEVSTD", merkmal: str = "KREISE", art: str = "STAG", merkmal_name: str = "Kreise",
    name: str = "", statistik: str = "12411", zweites: str = "GES", mass_name: str = "Bevölkerungsstand",
) -> str:  # fmt: skip
    ges_name = {"": "Insgesamt", "GESM": "männlich", "GESW": "weiblich"}.get(ges, ges)
    return (
        f"{statistik};Fortschreibung;{art};Zeit;{zeit};{merkmal};{merkmal_name};{ags};{name or ags};"
        f"{zweites};Geschlecht;{ges};{ges_name};{wert};{einheit};{mass};{mass_name}"
    )


def tabelle(*zeilen: str, kopf: str = KOPF) -> str:
    return "\n".join([kopf, *zeilen]) + "\n"


def lege(ordner: Path, text: str | bytes, name: str = NAME) -> Path:
    pfad = ordner / name
    pfad.write_bytes(text if isinstance(text, bytes) else text.encode())
    return pfad


def lies(ordner: Path, *zeilen: str, kontext: Kontext | None = None) -> Lesung:
    pfad = lege(ordner, tabelle(*zeilen))
    assert recognise_flat(Probe.of(pfad))
    return read_flat(pfad, kontext or Kontext())


def werte(lesung: Lesung) -> dict[tuple[str, str, str], tuple[float, str]]:
    daten = lesung.beobachtungen
    return {
        (m, a, z): (w, "" if k != k else k)
        for m, a, z, w, k in daten[["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen"]].itertuples(
            index=False
        )
    }


def packe(*mitglieder: tuple[str, bytes]) -> bytes:
    strom = io.BytesIO()
    with zipfile.ZipFile(strom, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, inhalt in mitglieder:
            archiv.writestr(zipfile.ZipInfo(name, (2026, 3, 11, 8, 0, 0)), inhalt, zipfile.ZIP_DEFLATED)
    return strom.getvalue()


def test_every_part_of_a_row_arrives(tmp_path: Path) -> None:
    lesung = lies(
        tmp_path, zeile("DG", "300", name="Deutschland"), zeile("16065", "71738"), zeile(ges="GESM")
    )
    satz = lesung.beobachtungen.set_index(["merkmal_id", "ags"]).loc[("rs12411_01_01_4_bevstd", "16065")]
    assert satz[["zeitraum", "wert", "gebietsstand", "zeile", "spalte"]].tolist() == [
        "2024-12-31", 71738.0, "2024-12-31", 3, "N",
    ]  # fmt: skip
    quelle = lesung.quelle.iloc[0]
    assert quelle["quelle_id"] == "regionalstatistik_12411-01-01-4_2026-03-10"
    assert (quelle["tabelle"], quelle["stand"]) == ("12411-01-01-4", "2026-03-10")
    assert "dl-de/by-2-0" in quelle["quellenvermerk"]
    merkmal = next(m for m in lesung.merkmale if m.id == "rs12411_01_01_4_bevstd_ges_gesm")
    assert (merkmal.name, merkmal.einheit, merkmal.bezug) == (
        "Bevölkerungsstand, männlich",
        "Anzahl",
        "Stichtag",
    )
    assert lesung.gebiete["ags"].tolist() == ["00", "16065"]


def test_both_generations_give_the_same_figures(tmp_path: Path) -> None:
    alt = tabelle(
        "12411;F;STAG;Stichtag;31.12.2024;KREISE;Kreise;DG;Deutschland;GES;Geschlecht;;Insgesamt;300;1,5",
        "12411;F;STAG;Stichtag;31.12.2024;KREISE;Kreise;16065;      Kyffhäuserkreis;GES;G;GESM;männlich;.;x",
        kopf=f"{KOPF_ALT};BEVSTD__Bevoelkerungsstand__Anzahl;   ANT01__Anteil__Prozent",
    )
    neu = tabelle(
        zeile(ges="GESM", wert="."),
        zeile("DG", "1,5", mass="ANT01", einheit="Prozent"),
        zeile(ges="GESM", wert="x", mass="ANT01", einheit="Prozent"),
        zeile("DG", "300"),
    )
    a = read_flat(lege(tmp_path, alt, "12411-01-01-4.csv"), Kontext())
    b = read_flat(lege(tmp_path, neu), Kontext())
    assert repr(werte(a)) == repr(werte(b))
    assert len(werte(a)) == 4
    assert a.beobachtungen["spalte"].unique().tolist() == ["O", "N"]
    assert "Kyffhäuserkreis" in a.gebiete["name"].tolist()


ZELLEN = st.one_of(
    st.integers(-999, 10**8).map(lambda n: (str(n), float(n), "0" if n == 0 else "")),
    st.decimals(-99, 999, places=1).map(
        lambda d: (str(d).replace(".", ","), float(d), "0" if d == 0 else "")
    ),
    st.sampled_from([(z, float("nan"), z) for z in (".", "...", "x", "/")]),
)
TABELLEN = st.dictionaries(
    st.tuples(
        st.sampled_from(["DG", "16", "16065", "16061", "01001"]),
        st.sampled_from(["2023-12-31", "2024-12-31"]),
        st.sampled_from(["", "GESM", "GESW"]),
    ),
    ZELLEN,
    min_size=1,
    max_size=20,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(daten=TABELLEN, reihenfolge=st.randoms(), gepackt=st.booleans(), alt=st.booleans(), bom=st.booleans())
def test_a_table_written_in_any_form_is_read_back(
    tmp_path: Path, daten: dict, reihenfolge: object, gepackt: bool, alt: bool, bom: bool
) -> None:
    saetze = list(daten.items())
    reihenfolge.shuffle(saetze)  # type: ignore[attr-defined]
    if alt:
        zeilen = [
            f"12411;F;STAG;S;{'.'.join(reversed(zeit.split('-')))};KREISE;K;{ags};  N;GES;G;{ges};A;{text}"
            for (ags, zeit, ges), (text, _, _) in saetze
        ]
        text = tabelle(*zeilen, kopf=f"{KOPF_ALT};BEVSTD__Stand__Anzahl")
    else:
        text = tabelle(*(zeile(a, t, zeit=z, ges=g) for (a, z, g), (t, _, _) in saetze))
    roh = (b"\xef\xbb\xbf" if bom else b"") + text.encode()
    pfad = lege(tmp_path, packe((NAME, roh)) if gepackt else roh, "datei.zip" if gepackt else NAME)
    gelesen = werte(read_flat(pfad, Kontext()))
    erwartet = {}
    for (ags, zeit, ges), (_, wert, zeichen) in daten.items():
        kennung = "rs12411_01_01_4_bevstd" + (f"_ges_{ges.lower()}" if ges else "")
        erwartet[kennung, "00" if ags == "DG" else ags, zeit] = (wert, zeichen)
    assert repr(sorted(gelesen.items())) == repr(sorted(erwartet.items()))


@pytest.mark.parametrize(
    ("gedruckt", "zeitraum"),
    [
        ("2024", "2024"), ("2024-12-31", "2024-12-31"), ("31.12.2024", "2024-12-31"),
        ("2023/24", "2023/2024"), ("2021/2024", "2021/2024"), ("2023-08P1Y", "2023/2024"),
        ("2022P1Y", "2022"), ("2020P3Y", "2020/2022"),
    ],
)  # fmt: skip
def test_periods(gedruckt: str, zeitraum: str) -> None:
    assert normalise_period(gedruckt) == zeitraum


@pytest.mark.parametrize(
    "gedruckt", ["2024-07", "2023-10P6M", "WS 2023/24", "2024Q1", "Januar 2024", "07/2024"]
)
def test_parts_of_a_year_are_told_apart(gedruckt: str) -> None:
    with pytest.raises(UnterjaehrigeAngabeError):
        normalise_period(gedruckt)


@pytest.mark.parametrize("gedruckt", ["", "24", "31.02.2024", "2024-13-01", "2024/2020", "bald"])
def test_what_is_no_period_is_refused(tmp_path: Path, gedruckt: str) -> None:
    with pytest.raises(EingabeFehler) as fehler:
        lies(tmp_path, zeile(), zeile("16061", zeit=gedruckt))
    assert (fehler.value.zeile, fehler.value.spalte) == (3, "Zeit")


def test_months_are_left_out_with_a_reason(tmp_path: Path) -> None:
    lesung = lies(
        tmp_path,
        zeile(zeit="2024"),
        zeile(zeit="2024-07"),
        zeile(zeit="2024", zweites="MONAT", ges="MONAT07"),
    )
    assert lesung.beobachtungen["zeitraum"].tolist() == ["2024"]
    assert any(w.startswith("2 Angaben zu Monaten") for w in lesung.warnungen)
    with pytest.raises(EingabeFehler, match="Monaten"):
        lies(tmp_path, zeile(zeit="2024-07"))


@pytest.mark.parametrize(
    ("merkmal", "code", "ags"),
    [
        ("DINSG", "DG", "00"), ("DLAND", "16", "16"), ("KREISE", "16065", "16065"),
        ("GEMEIN", "16065003", "16065003"), ("GEOGM4", "160655050003", "16065003"),
        ("GEOLK4", "16065", "16065"), ("GEOVB4", "160655052", "16065-P5052"), ("XYZ", "16065", "16065"),
    ],
)  # fmt: skip
def test_territories_by_variable_and_key(tmp_path: Path, merkmal: str, code: str, ags: str) -> None:
    lesung = lies(
        tmp_path, zeile(code, merkmal=merkmal, merkmal_name="Gemeinden" if "GM" in merkmal else "Gebiet")
    )
    assert lesung.beobachtungen["ags"].tolist() == [ags]


@pytest.mark.parametrize(
    ("merkmal", "code"),
    [
        ("KREISE", "031"), ("KREISE", "11001001"), ("KREISE", "03241001"), ("GEMEIN", "11001001"),
        ("DLANDU", "AUSL"), ("NUTS-2", "DEG0"), ("GEOVB4", "160655052000"), ("KREISE", ""),
    ],
)  # fmt: skip
def test_other_territories_are_left_out_with_a_reason(tmp_path: Path, merkmal: str, code: str) -> None:
    lesung = lies(tmp_path, zeile("DG", merkmal="DINSG"), zeile(code, merkmal=merkmal, name="Rest"))
    assert lesung.beobachtungen["ags"].tolist() == ["00"]
    assert any("nicht übernommen (1 Angaben)" in w for w in lesung.warnungen)


@pytest.mark.parametrize("code", ["1001", "99001", "00000", "160650", "16065000000000"])
def test_a_damaged_key_is_refused_with_its_row(tmp_path: Path, code: str) -> None:
    with pytest.raises(EingabeFehler) as fehler:
        lies(tmp_path, zeile(), zeile(code))
    assert (fehler.value.zeile, fehler.value.spalte) == (3, "Gebietsschlüssel")


def test_no_or_two_variables_for_territories_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EingabeFehler, match="kein Gebietsmerkmal"):
        lies(tmp_path, zeile("A1", merkmal="WZ08"))
    with pytest.raises(EingabeFehler, match="mehrere Gebietsmerkmale"):
        lies(tmp_path, zeile(zweites="KREISE", ges="16061"))
    assert len(lies(tmp_path, zeile("DG", merkmal="DINSG", zweites="DLAND", ges="16")).beobachtungen) == 1


def test_the_unit_belongs_to_the_measure(tmp_path: Path) -> None:
    lesung = lies(tmp_path, zeile(wert="10"), zeile(wert="3,1", einheit="%"))
    assert {m: w for (m, _, _), (w, _) in werte(lesung).items()} == {
        "rs12411_01_01_4_bevstd": 10.0,
        "rs12411_01_01_4_bevstd_prozent": 3.1,
    }


def test_an_english_file_gives_the_same_ids_and_its_decimal_point(tmp_path: Path) -> None:
    pfad = lege(tmp_path, tabelle(zeile(wert="3.125", einheit="percent")), NAME.replace("_de_", "_en_"))
    englisch = read_flat(pfad, Kontext())
    deutsch = lies(tmp_path, zeile(wert="3,125", einheit="Prozent"))
    assert werte(englisch) == werte(deutsch)
    assert any("englische Fassung" in w for w in englisch.warnungen)


def test_decimal_separator() -> None:
    assert decimal_separator(["1", "-"], englisch=False) == ","
    assert decimal_separator(["1.5", "2"], englisch=False) == "."
    for texte, englisch in ((["1,5", "2.5"], False), (["1.234"], False), (["1,234"], True)):
        with pytest.raises(ValueError, match=r"Dezimal|Tausender"):
            decimal_separator(texte, englisch=englisch)


@pytest.mark.parametrize(
    ("text", "guete", "wert", "zeichen"),
    [
        ("12", "", 12.0, None), ("12", "e", 12.0, None), ("12", "p", 12.0, "p"), ("12", "r", 12.0, "r"),
        ("12", "s", 12.0, "s"), ("(12)", "", 12.0, "()"), ("12p", "", 12.0, "p"), ("0", "", 0.0, "0"),
        ("0,0", "e", 0.0, "0"), ("-", "", 0.0, "-"), ("0", "-", 0.0, "-"), ("-3,5", "", -3.5, None),
    ],
)  # fmt: skip
def test_figures_and_signs(text: str, guete: str, wert: float, zeichen: str | None) -> None:
    assert parse_cell(text, guete) == (wert, zeichen)


@pytest.mark.parametrize(
    ("text", "guete"), [(".", ""), ("...", ""), ("x", ""), ("/", ""), ("0", "/"), ("", ".")]
)
def test_signs_without_a_figure(text: str, guete: str) -> None:
    wert, zeichen = parse_cell(text, guete)
    assert wert != wert
    assert zeichen == (guete or text)


@pytest.mark.parametrize(
    "zelle", ["", "1.234.567", "1 234", "12x", "n/a", "1e5", "--", "١٢", "#WERT!", "01.02.2024"]
)
def test_what_is_no_figure_is_refused_with_its_place(tmp_path: Path, zelle: str) -> None:
    with pytest.raises(EingabeFehler) as fehler:
        lies(tmp_path, zeile(), zeile("16061", zelle))
    assert (fehler.value.zeile, fehler.value.spalte) == (3, "N")


def test_an_unknown_quality_mark_is_refused(tmp_path: Path) -> None:
    text = tabelle(zeile() + ";e", zeile("16061") + ";p", zeile("16062") + ";?", kopf=KOPF + ";value_q")
    with pytest.raises(EingabeFehler, match="Gütezeichen"):
        read_flat(lege(tmp_path, text), Kontext())
    lesung = read_flat(lege(tmp_path, text.replace(";?\n", ";r\n")), Kontext())
    assert [k for _, k in werte(lesung).values()] == ["p", "r", ""]  # 16061, 16062, 16065


def test_quality_columns_of_the_older_generation(tmp_path: Path) -> None:
    text = tabelle(
        "12411;F;STAG;S;31.12.2024;KREISE;K;16065;N;GES;G;;I;7;p",
        kopf=f"{KOPF_ALT};BEVSTD__Stand__Anzahl;BEVSTD__Stand__Anzahl__q",
    )
    assert list(werte(read_flat(lege(tmp_path, text), Kontext())).values()) == [(7.0, "p")]


def test_dashes_of_a_dissolved_kreis_are_no_zeros(tmp_path: Path) -> None:
    zeilen = [
        zeile("16065", "7"),
        zeile("16065", "-", ges="GESM"),
        zeile("16056", "-"),
        zeile("16056", "-", ges="GESM"),
    ]
    ohne = werte(lies(tmp_path, *zeilen))
    assert ohne["rs12411_01_01_4_bevstd_ges_gesm", "16065", "2024-12-31"] == (0.0, "-")
    assert repr(ohne["rs12411_01_01_4_bevstd", "16056", "2024-12-31"]) == "(nan, '-')"
    fort = Gebietsbestand(
        {"16065": (("0000-00-00", "9999-12-31"),), "16056": (("0000-00-00", "2021-06-30"),)}
    )
    mit = werte(lies(tmp_path, *zeilen, kontext=Kontext(kreise=fort)))
    assert repr(mit) == repr(ohne)


def test_dashes_of_an_existing_kreis_are_zeros(tmp_path: Path) -> None:
    immer = (("0000-00-00", "9999-12-31"),)
    kontext = Kontext(kreise=Gebietsbestand({"16065": immer, "16068": immer}))
    lesung = lies(tmp_path, zeile("16065", "7"), zeile("16068", "-"), kontext=kontext)
    assert werte(lesung)["rs12411_01_01_4_bevstd", "16068", "2024-12-31"] == (0.0, "-")


def test_a_gemeinde_with_nothing_but_dashes_stays_without_a_value(tmp_path: Path) -> None:
    zeilen = [zeile(a, w, ges=g, merkmal="GEMEIN") for a, w, g in (
        ("16065003", "5", ""), ("16065003", "-", "GESM"), ("16065002", "-", ""), ("16065002", "x", "GESM"),
    )]  # fmt: skip
    gelesen = werte(lies(tmp_path, *zeilen))
    assert gelesen["rs12411_01_01_4_bevstd_ges_gesm", "16065003", "2024-12-31"] == (0.0, "-")
    assert repr(gelesen["rs12411_01_01_4_bevstd", "16065002", "2024-12-31"]) == "(nan, '-')"


def test_a_level_that_was_not_delivered_is_no_zero(tmp_path: Path) -> None:
    zeilen = [zeile(a, "-", ges="GESW") for a in ("16065", "16061")] + [
        zeile(a, "5") for a in ("16065", "16061")
    ]
    lesung = lies(tmp_path, *zeilen)
    assert repr(werte(lesung)["rs12411_01_01_4_bevstd_ges_gesw", "16065", "2024-12-31"]) == "(nan, '-')"
    assert any("ganzen Gebietsebene" in w for w in lesung.warnungen)


def test_a_figure_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EingabeFehler, match="noch einmal") as fehler:
        lies(tmp_path, zeile(), zeile("16061"), zeile())
    assert fehler.value.zeile == 4
    assert "Zeile 2" in str(fehler.value)


def test_the_catalogue_names_a_measure_where_it_can_be_told(tmp_path: Path) -> None:
    grund = {
        "definition": "x", "einheit": "Anzahl", "bezug": "Stichtag", "familie": "regionalstatistik",
        "tabelle": "12411-01-01-4", "summierbar": True,
    }  # fmt: skip
    katalog = {
        "rs_m": MerkmalEintrag(id="rs_m", name="M", spalte=("Bevölkerungsstand", "männlich"), **grund),
        "rs_i": MerkmalEintrag(
            id="rs_i", name="I", spalte=("Bevölkerungsstand",), auspraegung="Insgesamt", **grund
        ),
    }
    lesung = lies(tmp_path, zeile(), zeile(ges="GESM"), zeile(ges="GESW"), kontext=Kontext(merkmale=katalog))
    assert set(lesung.beobachtungen["merkmal_id"]) == {"rs_m", "rs_i", "rs12411_01_01_4_bevstd_ges_gesw"}
    assert [m.id for m in lesung.merkmale] == ["rs12411_01_01_4_bevstd_ges_gesw"]


@pytest.mark.parametrize(
    ("name", "statistik", "quelle_id", "merkmal"),
    [
        ("12531-0043_1_flat.csv", "12531", "genesis_12531-0043_2024-12-31", "gen12531_0043_bevstd"),
        ("1000A-0000_de_flat.csv", "1000A", "zensus_1000A-0000_2024-12-31", "z22_1000a_0000_bevstd"),
        ("AI-N-01-2-5.csv", "99910", "regionalstatistik_AI-N-01-2-5_2024-12-31", "rs_ai_n_01_2_5_bevstd"),
        ("daten.csv", "12411", f"regionalstatistik_{OHNE_NUMMER}_2024-12-31", "fl12411_ges_kreise_bevstd"),
        ("13-1.csv", "12411", f"regionalstatistik_{OHNE_NUMMER}_2024-12-31", "fl12411_ges_kreise_bevstd"),
    ],
)  # fmt: skip
def test_table_and_publisher(tmp_path: Path, name: str, statistik: str, quelle_id: str, merkmal: str) -> None:
    lesung = read_flat(lege(tmp_path, tabelle(zeile(statistik=statistik)), name), Kontext())
    assert lesung.quelle["quelle_id"].tolist() == [quelle_id]
    assert lesung.beobachtungen["merkmal_id"].tolist() == [merkmal]


def test_recognition_looks_at_the_content_only(tmp_path: Path) -> None:
    assert recognise_flat(Probe.of(lege(tmp_path, tabelle(zeile()), "bild.png")))
    for fremd in (
        "Tabelle: 12411-01-01-4\n",
        "a;b;c\n",
        "",
        "<html>",
        KOPF.replace("value_unit", "wert") + "\n",
    ):
        assert not recognise_flat(Probe.of(lege(tmp_path, fremd)))
    assert not recognise_flat(Probe.of(lege(tmp_path, packe(("liesmich.txt", b"x"), ("karte.shp", b"y")))))


def test_the_json_of_the_older_interface(tmp_path: Path) -> None:
    huelle = {"Ident": {"Service": "data"}, "Object": {"Content": tabelle(zeile())}}
    pfad = lege(tmp_path, json.dumps(huelle, ensure_ascii=False, separators=(",", ":")), "12411-01-01-4.json")
    assert recognise_flat(Probe.of(pfad))
    satz = read_flat(pfad, Kontext()).beobachtungen.iloc[0]
    assert (satz["blatt"], satz["zeile"], satz["wert"]) == ("Object.Content", 2, 10.0)


@pytest.mark.parametrize(
    ("schaden", "meldung"),
    [
        (lambda t: t[:-20], "abgeschnitten"),
        (lambda t: t[:-1], "abgeschnitten"),
        (lambda t: t.replace("\n12411", ";\n12411", 2), "unbekannte Spalte"),
        (lambda t: t + "Fußnote\n", "Feldern"),
        (lambda t: t + "\n", "Feldern"),
        (lambda t: t.split("\n")[0] + "\n", "keine Datenzeilen"),
        (lambda t: t.replace("value_unit", "value_einheit"), None),
        (lambda t: t.replace("2_variable_label", "2_variable_code"), "doppelt"),
        (lambda t: t.replace("2_variable_attribute_label", "neu"), "unbekannte Spalte"),
        (lambda t: t.replace("Bevölkerungsstand", "BevÃ¶lkerungsstand"), "Umlaute"),
        (lambda t: t.replace("männlich", "m\0nnlich"), "Nullbytes"),
    ],
)
def test_damage_is_refused(tmp_path: Path, schaden, meldung: str | None) -> None:
    pfad = lege(tmp_path, schaden(tabelle(zeile(), zeile(ges="GESM"))))
    if meldung is None:
        assert not recognise_flat(Probe.of(pfad))
        return
    with pytest.raises(EingabeFehler, match=meldung):
        read_flat(pfad, Kontext())


def test_quoted_fields_and_windows_1252(tmp_path: Path) -> None:
    text = tabelle(zeile(name='"Kyff; häuser\nkreis"'), zeile("16061"))
    lesung = read_flat(lege(tmp_path, text.encode("cp1252")), Kontext())
    assert lesung.beobachtungen.set_index("ags")["zeile"].to_dict() == {"16065": 2, "16061": 4}


def test_an_archive_holds_exactly_one_table(tmp_path: Path) -> None:
    text = tabelle(zeile()).encode()
    lesung = read_flat(lege(tmp_path, packe((NAME, text), ("liesmich.txt", b"x")), "a.zip"), Kontext())
    assert lesung.beobachtungen["blatt"].tolist() == [NAME]
    assert lesung.quelle["stand"].tolist() == ["2026-03-10"]
    ohne_zeit = read_flat(lege(tmp_path, packe(("12411-01-01-4.csv", text)), "b.zip"), Kontext())
    assert ohne_zeit.quelle["stand"].tolist() == ["2026-03-11"]
    for inhalt in (packe((NAME, text), ("b.csv", text)), packe(("a.txt", text))):
        with pytest.raises(EingabeFehler, match="genau eine CSV"):
            read_flat(lege(tmp_path, inhalt, "c.zip"), Kontext())


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    ganz = packe((NAME, tabelle(*(zeile(f"16{n:03}") for n in range(60, 78))).encode()))
    krank = ganz[:200] + b"\0\0\0\0" + ganz[204:]
    for inhalt in (ganz[:-40], krank, ganz[:30]):
        pfad = lege(tmp_path, inhalt, "a.zip")
        recognise_flat(Probe.of(pfad))
        with pytest.raises(EingabeFehler, match="beschädigt"):
            read_flat(pfad, Kontext())


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bombe = (KOPF + "\n").encode() + b"0" * (20 << 20)
    pfad = lege(tmp_path, packe((NAME, bombe)), "bombe.zip")
    assert recognise_flat(Probe.of(pfad))
    with pytest.raises(EingabeFehler, match="ungewöhnlich groß"):
        read_flat(pfad, Kontext())
    monkeypatch.setattr(behaelter, "GRENZE", 100)
    for name, inhalt in (
        ("a.zip", packe((NAME, tabelle(zeile()).encode()))),
        ("a.csv", tabelle(zeile()).encode()),
    ):
        with pytest.raises(EingabeFehler, match="ungewöhnlich groß"):
            read_flat(lege(tmp_path, inhalt, name), Kontext())


def test_the_file_is_left_as_it_is(tmp_path: Path) -> None:
    pfad = lege(tmp_path, tabelle(zeile()))
    vorher = (pfad.read_bytes(), pfad.stat().st_mtime_ns)
    read_flat(pfad, Kontext())
    assert (pfad.read_bytes(), pfad.stat().st_mtime_ns) == vorher
