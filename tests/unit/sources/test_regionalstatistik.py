"""The table CSV of the Regionaldatenbank: layout, signs and every kind of damage, on small tables."""

import hashlib
import tomllib
from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.gebietsbestand import HEUTE, IMMER, Gebietsbestand
from assets.sources.lesung import Lesung
from assets.sources.regionalstatistik.kopf import short_path
from assets.sources.regionalstatistik.leser import (
    generated_id,
    read_regionalstatistik,
    recognise_regionalstatistik,
)
from assets.sources.regionalstatistik.zahlen import parse_cell
from assets.sources.regionalstatistik.zeiten import normalise_period

FUSS = """__________
"zu ""gesamte Tabelle"":
Eine Fußnote über zwei Zeilen; mit Strichpunkt."
"© Statistische Ämter des Bundes und der Länder, Deutschland, 2026.
Dieses Werk ist lizenziert unter der Datenlizenz Deutschland
- Namensnennung - Version 2.0."
Stand: 09.07.2026 / 11:01:42
"""
KOPF = """Tabelle: 99999-01-02-4
Beispiele nach Geschlecht - Jahressumme -;;;;
regionale Tiefe: Kreise und krfr. Städte;;;;
;;;Fälle;Fälle
;;;Geschlecht;Geschlecht
;;;Insgesamt;weiblich
;;;Anzahl;Anzahl
"""
KOERPER = """2023;DG;Deutschland;100;40
2023;16;  Thüringen;50;20
2023;16064;      Unstrut-Hainich-Kreis;30;-
2023;16065;      Kyffhäuserkreis;20;.
"""
MERKMAL = MerkmalEintrag(
    id="rs99999_faelle",
    name="Fälle",
    definition="Fälle",
    einheit="Anzahl",
    bezug="Jahressumme",
    familie="regionalstatistik",
    tabelle="99999-01-02-4",
    spalte=("Fälle", "Geschlecht", "Insgesamt"),
    summierbar=True,
)


def lies(
    ordner: Path,
    text: str | bytes,
    name: str = "99999-01-02-4.csv",
    merkmale: dict[str, MerkmalEintrag] | None = None,
    kreise: Collection[str] | None = None,
) -> Lesung:
    pfad = ordner / name
    pfad.write_bytes(text if isinstance(text, bytes) else text.encode("iso-8859-1"))
    return read_regionalstatistik(pfad, merkmale or {}, kreise)


REGISTER = Gebietsbestand(
    {"16056": ((IMMER, "2021-06-30"),)} | {f"160{n}": ((IMMER, HEUTE),) for n in (64, 65, 68)},
    {"16": "1990-10-03"},
)


def wert(lesung: Lesung, merkmal: str, ags: str, zeitraum: str) -> tuple[float | None, str | None]:
    b = lesung.beobachtungen
    zeile = b[(b["merkmal_id"] == merkmal) & (b["ags"] == ags) & (b["zeitraum"] == zeitraum)]
    assert len(zeile) == 1, (merkmal, ags, zeitraum, len(zeile))
    zahl, zeichen = zeile.iloc[0][["wert", "kennzeichen"]]
    return (None if pd.isna(zahl) else float(zahl)), (None if pd.isna(zeichen) else str(zeichen))


def fehler(ordner: Path, text: str | bytes, **weiteres: object) -> EingabeFehler:
    with pytest.raises(EingabeFehler) as info:
        lies(ordner, text, **weiteres)  # type: ignore[arg-type]
    gefunden = info.value
    assert gefunden.datei in str(gefunden)
    assert gefunden.gefunden
    assert gefunden.erwartet
    assert gefunden.abhilfe
    return gefunden


@pytest.mark.parametrize("anfang", [b"Tabelle: 1-2-3", b"GENESIS-Tabelle: X", b"\xef\xbb\xbfTabelle: 1"])
def test_recognise_yes(anfang: bytes) -> None:
    assert recognise_regionalstatistik(anfang + b"\nrest")


@pytest.mark.parametrize("anfang", [b"", b"<html>", b"statistics_code;x", b"\xff\xfeT\x00a\x00"])
def test_recognise_no(anfang: bytes) -> None:
    assert not recognise_regionalstatistik(anfang)


def test_reads_layout(tmp_path: Path) -> None:
    lesung = lies(tmp_path, KOPF + KOERPER + FUSS, merkmale={MERKMAL.id: MERKMAL})
    assert wert(lesung, "rs99999_faelle", "00", "2023") == (100.0, None)
    assert wert(lesung, "rs99999_faelle_weiblich", "16064", "2023") == (0.0, "-")
    assert wert(lesung, "rs99999_faelle_weiblich", "16065", "2023") == (None, ".")
    assert dict(lesung.gebiete.itertuples(index=False)) == {
        "00": "Deutschland", "16": "Thüringen", "16064": "Unstrut-Hainich-Kreis", "16065": "Kyffhäuserkreis",
    }  # fmt: skip
    assert [m.id for m in lesung.merkmale] == ["rs99999_faelle_weiblich"]
    assert set(lesung.beobachtungen["gebietsstand"]) == {"2023-12-31"}
    quelle = lesung.quelle.iloc[0]
    assert quelle["quelle_id"] == "regionalstatistik_99999-01-02-4_2026-07-09"
    assert quelle["sha256"] == hashlib.sha256((tmp_path / lesung.datei).read_bytes()).hexdigest()
    assert quelle["titel"].startswith("Beispiele nach Geschlecht - Jahressumme - regionale Tiefe")
    assert quelle["quellenvermerk"] == (
        "Statistische Ämter des Bundes und der Länder, Regionaldatenbank Deutschland, "
        "Tabelle 99999-01-02-4, Stand 09.07.2026; dl-de/by-2-0"
    )


@pytest.mark.parametrize("kodierung", ["iso-8859-1", "utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("zeilenende", ["\n", "\r\n"])
def test_encodings_and_line_ends_read_the_same(tmp_path: Path, kodierung: str, zeilenende: str) -> None:
    text = (KOPF + KOERPER + FUSS).replace("\n", zeilenende)
    if kodierung == "cp1252":
        text = text.replace("Fußnote", "Fußnote – mit Strich")
    lesung = lies(tmp_path, text.encode(kodierung))
    assert "Kyffhäuserkreis" in set(lesung.gebiete["name"])
    assert len(lesung.beobachtungen) == 8


def test_quoted_fields_in_the_body(tmp_path: Path) -> None:
    text = KOPF + KOERPER.replace("      Kyffhäuserkreis", '"  Kyffhäuser; Kreis"') + FUSS
    assert "Kyffhäuser; Kreis" in set(lies(tmp_path, text).gebiete["name"])


def test_region_before_period(tmp_path: Path) -> None:
    koerper = "16;  Thüringen;2023;50;20\n16065;      Kyffhäuserkreis;2023;20;.\n"
    lesung = lies(tmp_path, KOPF + koerper + FUSS)
    assert wert(lesung, "rs99999_faelle", "16065", "2023") == (20.0, None)


def test_period_in_the_header(tmp_path: Path) -> None:
    text = "Tabelle: 99999-01-02-4\nBeispiele;;;\n;;31.12.2019;31.12.2020\n;;Fälle;Fälle\n16065;Kreis;1;2\n"
    lesung = lies(tmp_path, text + FUSS)
    assert wert(lesung, "rs99999_faelle", "16065", "2019-12-31") == (1.0, None)
    assert wert(lesung, "rs99999_faelle", "16065", "2020-12-31") == (2.0, None)


def test_period_in_the_title(tmp_path: Path) -> None:
    text = "Tabelle: 99999-01-02-4\nBeispiele am 31.12.2019;;\n;;Fälle\n16065;Kreis;1\n"
    assert wert(lies(tmp_path, text + FUSS), "rs99999_faelle", "16065", "2019-12-31") == (1.0, None)


def test_left_out_regions_are_counted(tmp_path: Path) -> None:
    mehr = "2023;081;    Stuttgart, Regierungsbezirk;1;1\n2023;11001001;      Berlin-Mitte;1;1\n"
    lesung = lies(tmp_path, KOPF + KOERPER + mehr + FUSS)
    assert {"081", "11001001"}.isdisjoint(lesung.beobachtungen["ags"])
    assert any("1 Regierungsbezirke" in w and "081" in w for w in lesung.warnungen)
    assert any("1 Teile von Kreisen" in w and "11001001" in w for w in lesung.warnungen)


def test_dissolved_kreis_is_no_zero_but_a_real_zero_is(tmp_path: Path) -> None:
    mehr = "2023;16056;      Eisenach;-;-\n2023;16068;      Sömmerda;-;-\n"
    lesung = lies(tmp_path, KOPF + KOERPER + mehr + FUSS, kreise=REGISTER)
    assert wert(lesung, "rs99999_faelle", "16056", "2023") == (None, "-")
    assert wert(lesung, "rs99999_faelle", "16068", "2023") == (0.0, "-")
    assert any("1 Kreise bestehen" in w for w in lesung.warnungen)
    assert any("16068 (2023)" in w for w in lesung.warnungen)


def test_dash_under_a_positive_land_is_no_zero(tmp_path: Path) -> None:
    text = KOPF + KOERPER.replace(";20;.", ";20;-") + FUSS
    lesung = lies(tmp_path, text)
    assert wert(lesung, "rs99999_faelle_weiblich", "16064", "2023") == (None, "-")
    assert wert(lesung, "rs99999_faelle_weiblich", "16065", "2023") == (None, "-")
    assert wert(lesung, "rs99999_faelle_weiblich", "16", "2023") == (20.0, None)
    assert any("obwohl die Summe darüber" in w for w in lesung.warnungen)


def test_dash_above_positive_parts_is_no_zero(tmp_path: Path) -> None:
    lesung = lies(tmp_path, KOPF + KOERPER.replace("Thüringen;50", "Thüringen;-") + FUSS)
    assert wert(lesung, "rs99999_faelle", "16", "2023") == (None, "-")
    assert any("obwohl Teilgebiete" in w for w in lesung.warnungen)


def test_column_of_dashes_up_to_germany_was_not_delivered(tmp_path: Path) -> None:
    koerper = "2023;DG;Deutschland;9;-\n2023;16;  Thüringen;9;-\n2023;16065;      Kyffhäuserkreis;9;-\n"
    lesung = lies(tmp_path, KOPF + koerper + FUSS)
    assert wert(lesung, "rs99999_faelle_weiblich", "16065", "2023") == (None, "-")
    assert any("nicht geliefert" in w for w in lesung.warnungen)
    ohne_bund = lies(tmp_path, KOPF + koerper.split("\n", 1)[1] + FUSS)
    assert wert(ohne_bund, "rs99999_faelle_weiblich", "16065", "2023") == (0.0, "-")


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("3013", (3013.0, None)), ("8,3", (8.3, None)), ("-12", (-12.0, None)), ("-", (0.0, "-")),
        ("0", (0.0, "0")), ("0,0", (0.0, "0")), ("(12)", (12.0, "()")), ("7p", (7.0, "p")),
        ("7,5 r", (7.5, "r")), ("7s", (7.0, "s")),
    ],
)  # fmt: skip
def test_parse_cell(text: str, erwartet: tuple[float, str | None]) -> None:
    assert parse_cell(text) == erwartet


@pytest.mark.parametrize("zeichen", [".", "...", "x", "/"])
def test_parse_signs_without_value(zeichen: str) -> None:
    zahl, gelesen = parse_cell(zeichen)
    assert pd.isna(zahl)
    assert gelesen == zeichen


@pytest.mark.parametrize("text", ["", "abc", "1.234", "1 234", "8.3", "1,", "--", "()", "12e", "١٢"])
def test_parse_cell_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="keine Zahl"):
        parse_cell(text)


def test_normalise_period() -> None:
    assert normalise_period("2019") == "2019"
    assert normalise_period("31.12.2019") == normalise_period("2019-12-31") == "2019-12-31"
    assert normalise_period("2013/14") == normalise_period("2013/2014") == "2013/2014"
    for falsch in ("31.02.2019", "20X9", "2019-13-01"):
        with pytest.raises(ValueError, match=r"\w"):
            normalise_period(falsch)


def test_paths_ignore_fillers_and_renamed_labels() -> None:
    assert short_path(("Abschluss", "Total", "Geschlecht", "Total")) == ("Abschluss",)
    assert short_path(("Arbeitslose", "Ausländer")) == short_path(("Arbeitslose", "ausländisch"))
    assert short_path(("Insgesamt", "", "zusammen")) == ("Insgesamt",)
    assert generated_id("182-20-4", ("Zuzüge (über)", "männlich"), "") == "rs18220_zuzuege_ueber_maennlich"


# --- damage -------------------------------------------------------------------------------------


@pytest.mark.parametrize("inhalt", [b"", b"\n \n"])
def test_empty_file(tmp_path: Path, inhalt: bytes) -> None:
    assert "leere Datei" in fehler(tmp_path, inhalt).gefunden


def test_html_page(tmp_path: Path) -> None:
    gefunden = fehler(tmp_path, "<!DOCTYPE html><html><body>Fehler</body></html>")
    assert "HTML" in gefunden.gefunden
    assert "herunterladen" in gefunden.abhilfe


@pytest.mark.parametrize("kodierung", ["utf-16", "utf-16-le", "utf-32"])
def test_utf16(tmp_path: Path, kodierung: str) -> None:
    assert "UTF-16" in fehler(tmp_path, (KOPF + KOERPER + FUSS).encode(kodierung)).gefunden


def test_encoding_damaged_on_the_way(tmp_path: Path) -> None:
    doppelt = (KOPF + KOERPER + FUSS).encode("utf-8").decode("iso-8859-1").encode("utf-8")
    gefunden = fehler(tmp_path, doppelt)
    assert "Umlaute" in gefunden.gefunden
    assert gefunden.zeile == 3
    gemischt = (KOPF + KOERPER).encode("utf-8") + FUSS.encode("iso-8859-1")
    assert "Umlaute" in fehler(tmp_path, gemischt).gefunden
    unbekannt = (KOPF + KOERPER + FUSS).encode("iso-8859-1").replace(b"Kyffh", b"Kyff\x81h")
    gefunden = fehler(tmp_path, unbekannt)
    assert "Zeichenkodierung" in gefunden.gefunden
    assert gefunden.zeile == 11


def test_other_file(tmp_path: Path) -> None:
    assert fehler(tmp_path, "a;b;c\n1;2;3\n").zeile == 1


@pytest.mark.parametrize("bis", ["Kyffh", "__________", "© Stat", "Stand: 09.07.20"])
def test_truncated(tmp_path: Path, bis: str) -> None:
    text = KOPF + KOERPER + FUSS
    gefunden = fehler(tmp_path, text[: text.index(bis) + len(bis)])
    assert "abgeschnitten" in gefunden.gefunden
    assert gefunden.zeile


@pytest.mark.parametrize(("alt", "neu"), [(";20;.", ";20"), (";20;.", ";20;.;5")])
def test_row_of_wrong_length(tmp_path: Path, alt: str, neu: str) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace(alt, neu) + FUSS)
    assert gefunden.zeile == 11
    assert "5 Felder" in gefunden.erwartet


@pytest.mark.parametrize("text", ["abc", "8.3", "1 234", ""])
def test_text_where_a_number_belongs(tmp_path: Path, text: str) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace(";20;.", f";20;{text}") + FUSS)
    assert (gefunden.zeile, gefunden.spalte) == (11, "Fälle / weiblich")
    assert text in gefunden.gefunden


def test_missing_column(tmp_path: Path) -> None:
    eintrag = MERKMAL.model_copy(update={"id": "rs99999_neu", "spalte": ("Fälle", "männlich")})
    gefunden = fehler(tmp_path, KOPF + KOERPER + FUSS, merkmale={eintrag.id: eintrag})
    assert gefunden.spalte == "Fälle / männlich"
    assert "rs99999_neu" in gefunden.erwartet


def test_missing_characteristic_is_a_warning(tmp_path: Path) -> None:
    eintrag = MERKMAL.model_copy(update={"auspraegung": "Gymnasien"})
    lesung = lies(tmp_path, KOPF + KOERPER + FUSS, merkmale={eintrag.id: eintrag})
    assert any("Gymnasien" in w for w in lesung.warnungen)


@pytest.mark.parametrize("code", ["16999", "99", "99001", "1606", "1606500A"])
def test_unknown_key(tmp_path: Path, code: str) -> None:
    text = KOPF + KOERPER.replace("16065", code) + FUSS
    gefunden = fehler(tmp_path, text, kreise={"16064", "16065"})
    assert gefunden.zeile == 11
    assert code in gefunden.gefunden


def test_known_dissolved_kreis_passes_the_check(tmp_path: Path) -> None:
    text = KOPF + KOERPER + "2020;16056;      Eisenach;1;1\n" + FUSS
    lesung = lies(tmp_path, text, kreise=REGISTER)
    assert wert(lesung, "rs99999_faelle", "16056", "2020") == (1.0, None)


def test_double_row(tmp_path: Path) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER + "2023;16065;      Kyffhäuserkreis;20;.\n" + FUSS)
    assert gefunden.zeile == 12
    assert "Zeile 11" in gefunden.erwartet


def test_double_column(tmp_path: Path) -> None:
    text = KOPF.replace("Insgesamt;weiblich", "weiblich;weiblich") + KOERPER + FUSS
    assert "demselben Kopf" in fehler(tmp_path, text).gefunden


@pytest.mark.parametrize("zeit", ["20X3", "31.02.2023", ""])
def test_bad_period(tmp_path: Path, zeit: str) -> None:
    gefunden = fehler(tmp_path, KOPF + KOERPER.replace("2023;16065", f"{zeit};16065") + FUSS)
    assert gefunden.zeile == 11
    assert gefunden.spalte == "Zeit"


def test_no_body_no_header_no_number_no_period(tmp_path: Path) -> None:
    assert "Datenzeilen" in fehler(tmp_path, KOPF + FUSS).gefunden
    assert "Kopfzeilen" in fehler(tmp_path, "Tabelle: 99999-01-02-4\nTitel;;\n" + FUSS).gefunden
    namenlos = (KOPF + KOERPER + FUSS).replace("99999-01-02-4", "Temporär")
    assert "Tabellennummer" in fehler(tmp_path, namenlos, name="export.csv").gefunden
    ohne_zeit = "Tabelle: 99999-01-02-4\nTitel;;\n;;Fälle\n16065;Kreis;1\n" + FUSS
    assert "Stichtag" in fehler(tmp_path, ohne_zeit).gefunden
    ohne_gebiet = "Tabelle: 99999-01-02-4\nTitel;;\n;;Fälle\n2023;Kreis;1\n" + FUSS
    assert "Gebietsschlüsseln" in fehler(tmp_path, ohne_gebiet).erwartet
    schief = (KOPF + KOERPER + FUSS).replace(";;;Anzahl;Anzahl", ";;;Anzahl")
    assert fehler(tmp_path, schief).zeile == 7


def test_number_from_the_file_name(tmp_path: Path) -> None:
    text = (KOPF + KOERPER + FUSS).replace("99999-01-02-4", "Temporär")
    assert lies(tmp_path, text, name="662-31-4_neu.csv").quelle["tabelle"].iloc[0] == "662-31-4"


def test_file_is_not_changed(tmp_path: Path) -> None:
    vorher = (KOPF + KOERPER + FUSS).encode("iso-8859-1")
    lies(tmp_path, vorher)
    assert (tmp_path / "99999-01-02-4.csv").read_bytes() == vorher


# --- general rule -------------------------------------------------------------------------------

ZELLE = st.one_of(
    st.integers(1, 10**9).map(str),
    st.tuples(st.integers(1, 9999), st.integers(0, 9)).map(lambda z: f"{z[0]},{z[1]}"),
    st.sampled_from([".", "...", "x", "/", "0", "(12)", "5p"]),
)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    jahre = data.draw(st.lists(st.integers(1995, 2026), min_size=1, max_size=3, unique=True))
    kreise = data.draw(st.lists(st.integers(16061, 16077).map(str), min_size=1, max_size=5, unique=True))
    breite = data.draw(st.integers(1, 4))
    zeilen = {(str(j), k): data.draw(st.lists(ZELLE, min_size=breite, max_size=breite))
              for j in jahre for k in kreise}  # fmt: skip
    leer = ";" * (breite + 2)
    text = (
        f"Tabelle: 99999-01-02-4\nBeispiele{leer}\n;;;" + ";".join(f"Maß {i}" for i in range(breite)) + "\n"
    )
    text += "".join(f"{j};{k};      Kreis {k};{';'.join(z)}\n" for (j, k), z in zeilen.items())
    lesung = lies(tmp_path_factory.mktemp("rundreise"), text + FUSS)
    assert len(lesung.beobachtungen) == len(zeilen) * breite
    for (jahr, kreis), zellen in zeilen.items():
        for i, zelle in enumerate(zellen):
            zahl, zeichen = parse_cell(zelle)
            erwartet = (None if pd.isna(zahl) else zahl, zeichen)
            assert wert(lesung, f"rs99999_mass_{i}", kreis, jahr) == erwartet


def test_catalogue_file_is_valid_and_complete(wurzel: Path) -> None:
    roh = tomllib.loads((wurzel / "assets/catalogue/merkmale/regionalstatistik.toml").read_text("utf-8"))
    eintraege = [MerkmalEintrag(**e) for e in roh["merkmal"]]
    assert len({e.id for e in eintraege}) == len(eintraege) == 174
    assert len({(e.tabelle, short_path(e.spalte), e.auspraegung) for e in eintraege}) == len(eintraege)
    assert {e.familie for e in eintraege} == {"regionalstatistik"}
    assert all(e.tabelle in e.definition for e in eintraege)
