"""Plans and prose of the three reports."""

import re
import shutil
from pathlib import Path

import pytest

from assets.catalogue.berichte import Berichtsplan, load_berichte
from assets.catalogue.fehler import KatalogFehler
from assets.catalogue.load import load_katalog
from schemas.common import BERICHTE

KATALOG = load_katalog()
FESTE = {"gebiet", "der_gebiet", "den_gebiet", "dem_gebiet", "im_gebiet", "des_gebiets"} | {
    "land",
    "im_land",
    "beispiel",
    "herausgeber",
}
PLATZHALTER = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")


@pytest.fixture(scope="module")
def vorlagen(wurzel: Path) -> Path:
    return wurzel / "report_templates"


@pytest.fixture(scope="module")
def plaene(vorlagen: Path) -> dict[str, Berichtsplan]:
    return load_berichte(vorlagen / "berichte", KATALOG)


def test_plans_hold_what_the_page_range_allows(plaene: dict[str, Berichtsplan]) -> None:
    assert set(plaene) == set(BERICHTE)
    for plan in plaene.values():
        assert 16 <= sum(len(kapitel.bloecke) for kapitel in plan.kapitel) <= 24
        assert 8 <= len(plan.auf_einen_blick) <= 10


def test_main_indicators_belong_to_their_report(plaene: dict[str, Berichtsplan]) -> None:
    for bericht, plan in plaene.items():
        for kapitel in plan.kapitel:
            for block in kapitel.bloecke:
                assert bericht in KATALOG.indikatoren[block.indikator].berichte, (bericht, block.indikator)


def test_bars_have_partners_in_the_same_unit(plaene: dict[str, Berichtsplan]) -> None:
    for plan in plaene.values():
        for kapitel in plan.kapitel:
            for block in kapitel.bloecke:
                if "balken" in block.darstellung:
                    namen = (block.indikator, *block.mit)
                    assert len({KATALOG.indikatoren[i].einheit for i in namen}) == 1, block.indikator


def test_only_values_of_the_kreis_stand_at_a_glance_or_in_prose(
    plaene: dict[str, Berichtsplan], vorlagen: Path
) -> None:
    ohne_kreis = {e.id for e in KATALOG.indikatoren.values() if "kreis" not in e.ebenen}
    assert ohne_kreis
    for plan in plaene.values():
        assert not ohne_kreis & set(plan.auf_einen_blick)
        for block in (block for kapitel in plan.kapitel for block in kapitel.bloecke):
            # beside a finding of the Kreis its row would be empty
            if block.indikator not in ohne_kreis:
                assert not ohne_kreis & set(block.mit), block.indikator
    for pfad in vorlagen.glob("texte/*/*.md"):
        text = pfad.read_text(encoding="utf-8")
        assert not [i for i in ohne_kreis if f"[[{i}" in text], pfad


def test_every_chapter_has_its_prose(plaene: dict[str, Berichtsplan], vorlagen: Path) -> None:
    for bericht, plan in plaene.items():
        for kapitel in plan.kapitel:
            text = (vorlagen / "texte" / bericht / f"{kapitel.id}.md").read_text(encoding="utf-8")
            assert 80 <= len(text.split()) <= 360, (bericht, kapitel.id, len(text.split()))
            if kapitel.art in ("indikatoren", "gemeinden"):
                for kasten in ("zwischenfazit", "handlungsimpuls"):
                    assert (vorlagen / "texte" / bericht / f"{kapitel.id}.{kasten}.md").is_file()


def test_proposals_are_marked_as_drafts(vorlagen: Path) -> None:
    dateien = sorted((vorlagen / "texte").glob("*/*.handlungsimpuls.md"))
    assert dateien
    assert all(pfad.read_text(encoding="utf-8").startswith("*Entwurf") for pfad in dateien)


def test_prose_names_only_known_placeholders(vorlagen: Path) -> None:
    for pfad in sorted((vorlagen / "texte").glob("*/*.md")):
        for treffer in PLATZHALTER.finditer(pfad.read_text(encoding="utf-8")):
            name = treffer[1][:1].lower() + treffer[1][1:]
            kennung, _, feld = name.partition(".")
            assert name in FESTE or (kennung in KATALOG.indikatoren and feld in ("", "jahr")), (pfad, name)


def test_prose_fits_any_kreis(vorlagen: Path) -> None:
    for pfad in sorted((vorlagen / "texte").glob("*/*.md")):
        text = pfad.read_text(encoding="utf-8")
        assert "Kyffhäuser" not in text, pfad
        assert not re.search(r"\d,\d", text), pfad


def test_glossary_is_in_order_of_the_alphabet(vorlagen: Path) -> None:
    text = (vorlagen / "texte" / "gemeinsam" / "glossar.md").read_text(encoding="utf-8")
    begriffe = re.findall(r"^\*\*(.+?):\*\*", text, flags=re.MULTILINE)
    ohne_umlaute = [b.lower().translate(str.maketrans("äöü", "aou")) for b in begriffe]
    assert len(begriffe) >= 25
    assert ohne_umlaute == sorted(ohne_umlaute)


@pytest.mark.parametrize(
    ("alt", "neu", "teile"),
    [
        ('indikator = "bev_insgesamt"', 'indikator = "bev_gesamt"', ["bevoelkerung", "„bev_gesamt“"]),
        ('darstellung = ["pyramide", "karte"]', 'darstellung = ["kuchen"]', ["„kuchen“", "streifen"]),
        ('darstellung = ["pyramide", "karte"]', 'darstellung = ["pyramide"]', ["„karte“ ist angegeben"]),
        ('mit = ["aussenwanderungssaldo"]', 'mit = ["fernwanderung"]', ["„fernwanderung“"]),
        ('kuerzel = "familienbericht"', 'kuerzel = "bildungsbericht"', ["„familienbericht“"]),
        ('id = "kindheit"', 'id = "jugend"', ["jugend", "zweimal"]),
        ('    "bev_unter18_anteil",', '    "minijob_anteil",', ["minijob_anteil", "ohne Block"]),
        ('art = "text"', 'art = "prosa"', ["„prosa“", "massnahmeplan"]),
        ("untertitel = ", "nebentitel = ", ["untertitel"]),
        ('kuerzel = "familienbericht"', "kuerzel = familienbericht", ["Schreibfehler"]),
    ],
)
def test_damaged_plan_is_named(vorlagen: Path, tmp_path: Path, alt: str, neu: str, teile: list[str]) -> None:
    kopie = tmp_path / "berichte"
    shutil.copytree(vorlagen / "berichte", kopie)
    pfad = kopie / "familienbericht.toml"
    inhalt = pfad.read_text(encoding="utf-8")
    assert alt in inhalt
    pfad.write_text(inhalt.replace(alt, neu, 1), encoding="utf-8")
    with pytest.raises(KatalogFehler, match=r"Datei familienbericht\.toml") as fehler:
        load_berichte(kopie, KATALOG)
    for teil in teile:
        assert teil in str(fehler.value)


def test_columns_of_the_gemeinden_need_gemeinde_values(vorlagen: Path, tmp_path: Path) -> None:
    kopie = tmp_path / "berichte"
    shutil.copytree(vorlagen / "berichte", kopie)
    pfad = kopie / "praeventionsbericht.toml"
    inhalt = pfad.read_text(encoding="utf-8")
    pfad.write_text(
        inhalt.replace('    "beschaeftigung_gemeinden",', '    "pkw_dichte",', 1), encoding="utf-8"
    )
    with pytest.raises(KatalogFehler, match="„pkw_dichte“ ohne Werte für Gemeinden"):
        load_berichte(kopie, KATALOG)
