"""Every damage that a hand-editor makes gives a German message with file, entry and remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.catalogue.fehler import KatalogFehler
from assets.catalogue.load import ORDNER, load_katalog

Aendern = Callable[[str, str, str], Path]


@pytest.fixture
def aendern(tmp_path: Path) -> Aendern:
    """Copy the catalogue and replace a text in one file, first occurrence only."""
    kopie = tmp_path / "katalog"
    kopie.mkdir()
    for pfad in ORDNER.glob("*.toml"):
        shutil.copy(pfad, kopie / pfad.name)
    shutil.copytree(ORDNER / "merkmale", kopie / "merkmale")

    def change(datei: str, alt: str, neu: str) -> Path:
        pfad = kopie / datei
        inhalt = pfad.read_text(encoding="utf-8")
        assert alt in inhalt
        pfad.write_text(inhalt.replace(alt, neu, 1), encoding="utf-8")
        return kopie

    return change


def message(ordner: Path) -> str:
    with pytest.raises(KatalogFehler) as fehler:
        load_katalog(ordner)
    text = str(fehler.value)
    assert text.startswith("Datei ")
    assert "gefunden " in text
    assert ", erwartet " in text
    assert ". Was tun: " in text
    return text


@pytest.mark.parametrize(
    ("datei", "alt", "neu", "teile"),
    [
        ("indikatoren.toml", 'kurz = "Bevölkerung"', 'kurs = "x"', ["bev_insgesamt", "kein Feld „kurz“"]),
        (
            "indikatoren.toml",
            'kurz = "Bevölkerung"',
            'kurz = "Bevölkerung"\nfarbe = "rot"',
            ["bev_insgesamt", "unbekannte Feld „farbe“"],
        ),
        (
            "indikatoren.toml",
            "nachkommastellen = 0",
            'nachkommastellen = "null"',
            ["„nachkommastellen“", "ganze Zahl"],
        ),
        ("indikatoren.toml", "nachkommastellen = 0", "nachkommastellen = 9", ["„9“", "höchstens 3"]),
        ("indikatoren.toml", 'polaritaet = "0"', 'polaritaet = "hoch"', ["„hoch“", "-, + oder 0"]),
        (
            "indikatoren.toml",
            'lebensphase = "querschnitt"',
            'lebensphase = "alle"',
            ["„alle“", "fruehe_kindheit"],
        ),
        (
            "indikatoren.toml",
            'verfahren = "bestand"',
            'verfahren = "amtlich"',
            ["bev_insgesamt", "braucht „wert“"],
        ),
        ("indikatoren.toml", 'blickwinkel = ["strategisch"]', "blickwinkel = []", ["mindestens ein Eintrag"]),
        (
            "indikatoren.toml",
            'blickwinkel = ["strategisch"]',
            'blickwinkel = "strategisch"',
            ["eckigen Klammern"],
        ),
        (
            "indikatoren.toml",
            'id = "bev_insgesamt"',
            'id = "Bev Insgesamt"',
            ["„Bev Insgesamt“", "Kleinbuchstaben"],
        ),
        ("indikatoren.toml", 'id = "bevoelkerungsdichte"', 'id = "bev_insgesamt"', ["die Kennung zweimal"]),
        (
            "indikatoren.toml",
            'zaehler = "gv_einwohner"',
            'zaehler = "gv_leute"',
            ["bev_insgesamt", "„gv_leute“"],
        ),
        (
            "indikatoren.toml",
            'zaehler = "gv_einwohner"',
            'zaehler = "gv_einwohner +"',
            ["„zaehler“", "a + b - c"],
        ),
        (
            "indikatoren.toml",
            '["zensusbruch_2022"]',
            '["zensusbruch"]',
            ["Hinweis „zensusbruch“", "warnhinweise.toml"],
        ),
        ("indikatoren.toml", "bei {wert}", "bei {werd}", ["bev_insgesamt", "Platzhalter „{werd}“", "{wert}"]),
        ("indikatoren.toml", "bei {wert}", "bei {wert", ["bev_insgesamt", "geschweifte Klammer"]),
        ("indikatoren.toml", "[[indikator]]", "[[indikatoren]]", ["„indikatoren“", "[[indikator]]"]),
        (
            "indikatoren.toml",
            'name = "Bevölkerung insgesamt"',
            'name = "Bevölkerung',
            ["Schreibfehler", "line"],
        ),
        ("brueche.toml", "ab = 2024", 'ab = "bald"', ["zensus_2022", "ganze Zahl"]),
        ("warnhinweise.toml", "text = ", "txt = ", ["warnhinweise.toml", "schulort"]),
        ("warnhinweise.toml", 'id = "betreuungsort"', 'id = "schulort"', ["schulort", "zweimal"]),
        ("handlungsfelder.toml", "nummer = 1", "nummer = 0", ["steuerung", "mindestens 1"]),
        ("luecken.toml", 'id = "sgb2_quote"', 'id = "arbeitslosenquote"', ["arbeitslosenquote", "Daten hat"]),
        ("luecken.toml", "tabelle = ", "tabele = ", ["luecken.toml", "tabelle"]),
        (
            "indikatoren.toml",
            'zaehler = "kom_uvg_kinder"',
            'zaehler = "gv_einwohner"',
            ["luecken.toml", "uvg_quote", "eigenen Zählwerten"],
        ),
        (
            "quellen.toml",
            'familie = "inkar"',
            'familie = "inka"',
            ["unbekannte Familie „inkar“", "quellen.toml"],
        ),
        (
            "merkmale/inkar.toml",
            'id = "inkar_akademiker"',
            'id = "gv_einwohner"',
            ["gv_einwohner", "andere Datei"],
        ),
        (
            "merkmale/inkar.toml",
            "summierbar = false",
            'summierbar = "nein"',
            ["summierbar", "true oder false"],
        ),
    ],
)
def test_damage_is_named(aendern: Aendern, datei: str, alt: str, neu: str, teile: list[str]) -> None:
    text = message(aendern(datei, alt, neu))
    for teil in teile:
        assert teil in text


def test_missing_file(aendern: Aendern) -> None:
    ordner = aendern("quellen.toml", "inkar", "inkar")
    (ordner / "quellen.toml").unlink()
    assert "Datei quellen.toml: gefunden keine Datei" in message(ordner)


def test_empty_file(aendern: Aendern) -> None:
    ordner = aendern("luecken.toml", "[[luecke]]", "[[luecke]]")
    (ordner / "luecken.toml").write_text("", encoding="utf-8")
    assert "keinen Eintrag" in message(ordner)


def test_file_in_another_encoding(aendern: Aendern) -> None:
    ordner = aendern("warnhinweise.toml", "[[warnhinweis]]", "[[warnhinweis]]")
    pfad = ordner / "warnhinweise.toml"
    pfad.write_bytes(pfad.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    assert "UTF-8" in message(ordner)
