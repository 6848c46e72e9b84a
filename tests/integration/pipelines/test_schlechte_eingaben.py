"""Bad input through the command line: for every reader every kind of damage.

Each time: exit code 1, a German message that names the file and the place, what was found, what was
expected and what to do; nothing published; the file as it was. Damages that a format cannot have are
named in `ENTFAELLT` with the reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import schaeden as s

SCHAEDEN = (
    "abgeschnitten",
    "kodierung",
    "html",
    "spalte_fehlt",
    "blatt_umbenannt",
    "text_statt_zahl",
    "unbekannter_kreis",
    "doppelte_zeile",
    "leer",
)
_KEINE_MAPPE = "CSV und Text haben keine Blätter"
_MAPPE = "Arbeitsmappen tragen ihre Kodierung in sich; falsche Bytes sind eine beschädigte Datei"
_NACH_INHALT = "das Blatt wird am Inhalt erkannt, sein Name ist gleichgültig (eigener Test)"
ENTFAELLT = {
    ("regionalstatistik", "blatt_umbenannt"): _KEINE_MAPPE,
    ("gv100ad", "blatt_umbenannt"): _KEINE_MAPPE,
    ("deutschlandatlas", "kodierung"): _MAPPE,
    ("inkar", "kodierung"): _MAPPE,
    ("gemeindeverzeichnis", "kodierung"): _MAPPE,
    ("inkar", "blatt_umbenannt"): _NACH_INHALT,
    ("gemeindeverzeichnis", "blatt_umbenannt"): _NACH_INHALT,
}
FAMILIEN = ("regionalstatistik", "deutschlandatlas", "inkar", "gemeindeverzeichnis", "gv100ad")


@dataclass(frozen=True)
class Fall:
    """A damaged file: its place below the folder, its content, and what the message must say."""

    ort: str
    inhalt: bytes | s.Mappe
    meldung: tuple[str, ...] = field(default_factory=tuple)


@cache
def regionalstatistik(quellen: Path) -> dict[str, Fall]:
    """The line of the Kyffhäuserkreis is line 535 of the file; column 12 is the Arbeitslosenquote."""
    ort, roh = s.REGIONALSTATISTIK, (quellen / s.REGIONALSTATISTIK).read_bytes()
    text = roh.decode("iso-8859-1")
    zeile = 1 + text.splitlines().index(next(z for z in text.splitlines() if z.startswith("2025;16065;")))

    def latin(aenderung: s.Text) -> bytes:
        return aenderung(text).encode("iso-8859-1")

    quote = "Arbeitslosenquote bez. auf alle zivile Erwerbsp."
    return {
        "abgeschnitten": Fall(ort, roh[: len(roh) * 6 // 10], ("Zeile", "abgeschnitten")),
        "kodierung": Fall(ort, text.encode("utf-16"), ("Zeichenkodierung",)),
        "html": Fall("200-32-4.csv", (quellen / s.WEBSEITE).read_bytes(), ("Webseite",)),
        "spalte_fehlt": Fall(
            ort,
            latin(s.without_column(13, ";;;")),
            ("Zeile 7", f"Spalte „{quote} / Frauen“", "keine solche Spalte"),
        ),
        "text_statt_zahl": Fall(
            ort,
            latin(s.in_line("2025;16065", ";8,3;", ";viele;")),
            (f"Zeile {zeile}", f"Spalte „{quote}“", "„viele“"),
        ),
        "unbekannter_kreis": Fall(
            ort,
            latin(s.in_line("2025;16065", "16065", "16999")),
            (f"Zeile {zeile}", "16999", "unbekannter Kreis"),
        ),
        "doppelte_zeile": Fall(ort, latin(s.line_twice("2025;16065")), (f"Zeile {zeile + 1}", "noch einmal")),
        "leer": Fall(ort, b"", ("leere Datei",)),
    }


@cache
def deutschlandatlas(quellen: Path) -> dict[str, Fall]:
    ort, roh = s.DEUTSCHLANDATLAS, (quellen / s.DEUTSCHLANDATLAS).read_bytes()
    mappe, blatt = s.small_atlas(quellen), "Deutschlandatlas_KRS1222"
    i = s.find_row(mappe[blatt], 0, 16065000.0)
    ort_text = f"Blatt „{blatt}“"
    return {
        "abgeschnitten": Fall(ort, roh[: len(roh) // 2], ("abgeschnitten",)),
        "html": Fall(ort, (quellen / s.WEBSEITE).read_bytes(), ("Webseite",)),
        "spalte_fehlt": Fall(ort, s.columns(mappe, blatt, 0), (ort_text, "keine Kopfzeile")),
        "blatt_umbenannt": Fall(
            ort, s.renamed(mappe, blatt, "Kreise"), (ort_text, "umbenannt oder gelöscht")
        ),
        "text_statt_zahl": Fall(
            ort,
            s.cell(mappe, blatt, i, 5, "viele"),
            (ort_text, f"Zeile {i + 1}", "Spalte „mitgl_sportv“", "„viele“"),
        ),
        "unbekannter_kreis": Fall(ort, s.cell(mappe, blatt, i, 0, 16999000.0), ("unbekannten Kreis 16999",)),
        "doppelte_zeile": Fall(
            ort, s.row_twice(mappe, blatt, i, 5), (ort_text, f"Zeile {i + 2}", "16065 zum zweiten Mal")
        ),
        "leer": Fall(ort, b"", ("leere Datei",)),
    }


@cache
def inkar(quellen: Path) -> dict[str, Fall]:
    ort, roh = s.INKAR, (quellen / s.INKAR).read_bytes()
    neu, mappe = ort.replace(".xls", ".xlsx"), s.read_sheets(quellen / s.INKAR)
    i = s.find_row(mappe["Daten"], 0, "16065")
    return {
        "abgeschnitten": Fall(ort, roh[: len(roh) // 2], ("abgeschnitten",)),
        "html": Fall(ort, (quellen / s.WEBSEITE).read_bytes(), ("Webseite",)),
        "spalte_fehlt": Fall(neu, s.columns(mappe, "Daten", 0), ("Kennziffer",)),
        "text_statt_zahl": Fall(
            neu,
            s.cell(mappe, "Daten", i, 5, "viele"),
            ("Blatt „Daten“", f"Zeile {i + 1}", "Spalte „2006“", "„viele“"),
        ),
        "unbekannter_kreis": Fall(ort, roh.replace(b"16065", b"16999"), ("unbekannten Kreis 16999",)),
        "doppelte_zeile": Fall(
            neu, s.row_twice(mappe, "Daten", i, 5), ("Blatt „Daten“", f"Zeile {i + 2}", "zum zweiten Mal")
        ),
        "leer": Fall(ort, b"", ("leere Datei",)),
    }


@cache
def gemeindeverzeichnis(quellen: Path) -> dict[str, Fall]:
    """The first Gemeinde of the Kyffhäuserkreis is Bad Frankenhausen, 16065003."""
    ort, roh = s.GEMEINDEVERZEICHNIS, (quellen / s.GEMEINDEVERZEICHNIS).read_bytes()
    mappe = s.small_gemeindeverzeichnis(quellen)
    blatt = list(mappe)[1]
    i = next(n for n, z in enumerate(mappe[blatt]) if z[0] == "60" and z[4] == "65")
    return {
        "abgeschnitten": Fall(ort, roh[: len(roh) // 2], ("abgeschnitten",)),
        "html": Fall(ort, (quellen / s.WEBSEITE).read_bytes(), ("Webseite",)),
        "spalte_fehlt": Fall(ort, s.columns(mappe, blatt, 9), (f"Blatt „{blatt}“", "Zeile 3", "einwohner")),
        "text_statt_zahl": Fall(
            ort, s.cell(mappe, blatt, i, 9, "viele"), (f"Blatt „{blatt}“", f"Zeile {i + 1}", "„viele“")
        ),
        "unbekannter_kreis": Fall(ort, s.cell(mappe, blatt, i, 4, "99"), (f"Zeile {i + 1}", "16099003")),
        "doppelte_zeile": Fall(ort, s.row_twice(mappe, blatt, i, 9), (f"Zeile {i + 2}", "zum zweiten Mal")),
        "leer": Fall(ort, b"", ("leere Datei",)),
    }


@cache
def gv100ad(quellen: Path) -> dict[str, Fall]:
    """Abtsbessingen is the first Gemeinde of the Kyffhäuserkreis; columns 129–161 hold the numbers."""
    ort, text = s.GV100AD, s.small_gv100ad(quellen)
    zeilen = text.splitlines()
    satz = next(z for z in zeilen if z.startswith("60") and z[10:15] == "16065")
    nummer = 1 + zeilen.index(satz)

    def mit(neu: str) -> bytes:
        return text.replace(satz, neu).encode()

    return {
        "abgeschnitten": Fall(ort, text.encode()[: len(text) // 2 + 30], ("abgeschnitten",)),
        "kodierung": Fall(ort, text.encode("cp437", "replace"), ("Zeichenkodierung",)),
        "html": Fall(ort, (quellen / s.WEBSEITE).read_bytes(), ("Webseite",)),
        "spalte_fehlt": Fall(
            ort, "".join(f"{z[:128]}{z[139:]}\n" for z in zeilen).encode(), ("Zeile 4", "Spalte „maennlich“")
        ),
        "text_statt_zahl": Fall(
            ort,
            mit(satz[:139] + "viele".ljust(11) + satz[150:]),
            (f"Zeile {nummer}", "Spalte „einwohner“", "„viele“"),
        ),
        "unbekannter_kreis": Fall(ort, mit(satz[:10] + "16999" + satz[15:]), (f"Zeile {nummer}", "16999001")),
        "doppelte_zeile": Fall(ort, mit(f"{satz}\n{satz}"), (f"Zeile {nummer + 1}", "zum zweiten Mal")),
        "leer": Fall(ort, b"", ("leere Datei",)),
    }


BAUER: dict[str, Callable[[Path], dict[str, Fall]]] = {
    "regionalstatistik": regionalstatistik,
    "deutschlandatlas": deutschlandatlas,
    "inkar": inkar,
    "gemeindeverzeichnis": gemeindeverzeichnis,
    "gv100ad": gv100ad,
}
FAELLE = [(f, schaden) for f in FAMILIEN for schaden in SCHAEDEN if (f, schaden) not in ENTFAELLT]


def _lege(ordner: Path, fall: Fall) -> Path:
    pfad = ordner / fall.ort
    pfad.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(fall.inhalt, bytes):
        pfad.write_bytes(fall.inhalt)
    else:
        s.write_sheets(pfad, fall.inhalt)
    return pfad


def _check_message(text: str, datei: str, teile: tuple[str, ...]) -> None:
    meldung = next(
        z for z in text.splitlines() if datei in z and "gefunden" in z and "NICHT GELESEN" not in z
    )
    assert re.search(r"gefunden .+, erwartet .+\. Was tun: .+", meldung)
    for teil in teile:
        assert teil in meldung
    assert "Es wurde nichts veröffentlicht; die letzte Ausgabe gilt weiter." in text
    assert "Traceback" not in text


@pytest.mark.quellen
@pytest.mark.parametrize(("familie", "schaden"), FAELLE)
def test_damaged_original(
    familie, schaden, quellen, tmp_path, unversehrt, rufe, ohne_satz, nichts_veroeffentlicht
):
    nichts_veroeffentlicht(unversehrt)
    fall = BAUER[familie](quellen)[schaden]
    pfad = _lege(tmp_path / "lieferung", fall)
    vorher = (pfad.read_bytes(), pfad.stat().st_mtime_ns)
    aufruf = rufe(unversehrt, "berichte", "--quellen", str(tmp_path / "lieferung"))
    assert aufruf.code == 1
    _check_message(aufruf.fehler, pfad.name, fall.meldung)
    assert (pfad.read_bytes(), pfad.stat().st_mtime_ns) == vorher
    assert [p for p in pfad.parent.iterdir() if p != pfad] == []


@pytest.mark.quellen
@pytest.mark.parametrize(
    ("familie", "schaden"), [("regionalstatistik", "kodierung"), ("gv100ad", "leer"), ("inkar", "html")]
)
def test_damaged_file_in_the_raw_folder(
    familie, schaden, quellen, eigene_mit_ausgabe, rufe, ohne_satz, nichts_veroeffentlicht
):
    """Files below data/raw are read without being named, so a broken one must not be passed over."""
    nichts_veroeffentlicht(eigene_mit_ausgabe)
    fall = BAUER[familie](quellen)[schaden]
    pfad = _lege(eigene_mit_ausgabe.wurzel / "data" / "raw", fall)
    aufruf = rufe(eigene_mit_ausgabe, "berichte")
    assert aufruf.code == 1
    _check_message(aufruf.fehler, pfad.name, fall.meldung)


@pytest.mark.quellen
@pytest.mark.parametrize(
    ("familie", "alt", "neu"), [("inkar", "Daten", "Tabelle1"), ("gemeindeverzeichnis", None, "Tabelle1")]
)
def test_sheets_known_by_their_content_may_have_any_name(familie, alt, neu, quellen, tmp_path):
    """Why `blatt_umbenannt` cannot damage these two: the renamed workbook reads like the original."""
    from assets.catalogue.load import load_katalog
    from assets.sources.einlesen import read_ordner

    ort = s.INKAR.replace(".xls", ".xlsx") if familie == "inkar" else s.GEMEINDEVERZEICHNIS
    mappe = s.read_sheets(quellen / s.INKAR) if familie == "inkar" else s.small_gemeindeverzeichnis(quellen)
    umbenannt = s.renamed(mappe, alt or list(mappe)[1], neu)
    merkmale = load_katalog().merkmale
    werte = []
    for name, inhalt in (("vorher", mappe), ("nachher", umbenannt)):
        _lege(tmp_path / name, Fall(ort, inhalt))
        (lesung,) = read_ordner(tmp_path / name, merkmale).lesungen
        werte.append(lesung.beobachtungen.drop(columns="blatt"))
    assert len(werte[0])
    assert werte[0].equals(werte[1])


GRUNDDATEN = {
    "abgeschnitten": (lambda t: t[: len(t) // 2], ("beobachtungen.csv",)),
    "kodierung": (lambda t: t.encode("utf-16"), ("beobachtungen.csv", "Zeichenkodierung")),
    "html": (lambda t: "<!DOCTYPE html><html><body>Sitzung abgelaufen</body></html>", ("beobachtungen.csv",)),
    "spalte_fehlt": (lambda t: s.without_column(4, "merkmal_id")(t), ("Zeile 1", "auch kennzeichen")),
    "text_statt_zahl": (
        lambda t: s.in_line("rs13211_quote;16065;2025;", ";8.3;", ";viele;")(t),
        ("Zeile", "Spalte „wert“", "„viele“"),
    ),
    "unbekannter_kreis": (lambda t: t.replace(";16065;", ";16999;"), ("Zeile", "Spalte „ags“", "„16999“")),
    "doppelte_zeile": (lambda t: s.line_twice("rs13211_quote;16065;2025;")(t), ("Zeile", "zum zweiten Mal")),
    "leer": (lambda t: "", ("leere Datei",)),
}


@pytest.mark.parametrize("schaden", GRUNDDATEN)
def test_damaged_base_set(schaden, eigene_mit_ausgabe, rufe, ohne_satz, nichts_veroeffentlicht):
    """`blatt_umbenannt` is left out: CSV files have no sheets."""
    nichts_veroeffentlicht(eigene_mit_ausgabe)
    aenderung, teile = GRUNDDATEN[schaden]
    pfad = eigene_mit_ausgabe.wurzel / "data" / "raw" / "grunddaten" / "beobachtungen.csv"
    inhalt = aenderung(pfad.read_text(encoding="utf-8"))
    pfad.write_bytes(inhalt if isinstance(inhalt, bytes) else inhalt.encode())
    vorher = (pfad.read_bytes(), pfad.stat().st_mtime_ns)
    aufruf = rufe(eigene_mit_ausgabe, "berichte")
    assert aufruf.code == 1
    _check_message(aufruf.fehler, "beobachtungen.csv", teile)
    assert (pfad.read_bytes(), pfad.stat().st_mtime_ns) == vorher


@pytest.mark.parametrize(
    "datei",
    [
        "quellen.csv",
        "gebiete.csv",
        "verteilung.csv",
        "raenge.csv",
        "merkmale.csv",
        "gebietsstand.csv",
        "kreise_thueringen.geojson",
        "gemeinden_16065.geojson",
        "pruefsummen.csv",
    ],
)
@pytest.mark.parametrize("art", ["fehlt", "abgeschnitten"])
def test_every_file_of_the_base_set_is_needed(
    art, datei, eigene_mit_ausgabe, rufe, ohne_satz, nichts_veroeffentlicht
):
    nichts_veroeffentlicht(eigene_mit_ausgabe)
    pfad = eigene_mit_ausgabe.wurzel / "data" / "raw" / "grunddaten" / datei
    inhalt = pfad.read_bytes()
    pfad.unlink()
    if art == "abgeschnitten":
        pfad.write_bytes(inhalt[: len(inhalt) // 2])
    aufruf = rufe(eigene_mit_ausgabe, "berichte")
    assert aufruf.code == 1
    _check_message(aufruf.fehler, datei, ())


EIGENE = "schuleingang_2026-07-31.csv"
KOPF = "merkmal;gebiet;zeitraum;wert;bemerkung\n"
ZEILEN = (
    "Untersuchte Kinder;16065;2025/2026;512;\nKinder mit auffälliger Sprachentwicklung;16065;2025/2026;98;\n"
)
KOMMUNAL: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "abgeschnitten": ((KOPF + ZEILEN)[:-16].encode(), ("Zeile 3",)),
    "kodierung": ((KOPF + ZEILEN).encode("utf-16"), ("Zeichenkodierung",)),
    "html": (b"<!DOCTYPE html><html><body>Sitzung abgelaufen</body></html>", ("Webseite",)),
    "spalte_fehlt": ((KOPF + ZEILEN).replace(";zeitraum", "").encode(), ("Zeile 1", "zeitraum")),
    "text_statt_zahl": (
        (KOPF + ZEILEN).replace("512", "viele").encode(),
        ("Zeile 2", "Spalte „wert“", "„viele“"),
    ),
    "unbekannter_kreis": (
        (KOPF + ZEILEN).replace("16065", "16999").encode(),
        ("Zeile 2", "Spalte „gebiet“", "16999"),
    ),
    "doppelte_zeile": ((KOPF + ZEILEN + ZEILEN.splitlines()[0]).encode(), ("Zeile 4", "wie in Zeile 2")),
    "leer": (b"", ("leere Datei",)),
}


@pytest.mark.parametrize("schaden", KOMMUNAL)
def test_damaged_own_counts(schaden, eigene_mit_ausgabe, rufe, ohne_satz, nichts_veroeffentlicht):
    nichts_veroeffentlicht(eigene_mit_ausgabe)
    inhalt, teile = KOMMUNAL[schaden]
    pfad = eigene_mit_ausgabe.wurzel / "data" / "raw" / "kommunal" / EIGENE
    pfad.write_bytes(inhalt)
    aufruf = rufe(eigene_mit_ausgabe, "berichte")
    assert aufruf.code == 1
    _check_message(aufruf.fehler, EIGENE, teile)
    assert pfad.read_bytes() == inhalt


@pytest.mark.parametrize("blatt", ["Tabelle1", "daten2"])
def test_own_workbook_with_a_renamed_sheet(
    blatt, wurzel, eigene_mit_ausgabe, rufe, ohne_satz, nichts_veroeffentlicht
):
    nichts_veroeffentlicht(eigene_mit_ausgabe)
    vorlage = s.read_sheets(wurzel / "data" / "raw" / "kommunal" / "vorlagen" / "schuleingang.xlsx")
    pfad = eigene_mit_ausgabe.wurzel / "data" / "raw" / "kommunal" / EIGENE.replace(".csv", ".xlsx")
    s.write_sheets(pfad, s.renamed(vorlage, "Daten", blatt))
    aufruf = rufe(eigene_mit_ausgabe, "berichte")
    assert aufruf.code == 1
    _check_message(aufruf.fehler, pfad.name, ("Daten",))
