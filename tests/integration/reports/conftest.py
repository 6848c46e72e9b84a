"""A small report: database with published figures, catalogue and plan in code."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.catalogue.berichte import Berichtsplan
from assets.catalogue.load import Katalog
from assets.catalogue.models import IndikatorEintrag, Luecke, Warnhinweis
from assets.reports.bericht import Berichtsauftrag
from assets.reports.kopf import Berichtskopf

sys.path.insert(0, str(Path(__file__).parent))

from beispieldaten import build_database

GRUND: dict[str, Any] = {
    "einheit": "%",
    "nachkommastellen": 1,
    "polaritaet": "-",
    "blickwinkel": ("materiell",),
    "berichte": ("familienbericht",),
}
ARBEITSLOSENQUOTE = IndikatorEintrag(
    **GRUND,
    id="arbeitslosenquote",
    name="Arbeitslosenquote",
    kurz="Arbeitslosenquote, bezogen auf alle zivilen Erwerbspersonen",
    definition="Arbeitslose je 100 zivile Erwerbspersonen",
    wert="rs13211_quote",
    satz="{im_gebiet} waren {jahr} im Jahresdurchschnitt {wert} Prozent der Erwerbspersonen arbeitslos",
    lebensphase="erwachsenenleben",
    verfahren="amtlich",
    stichtag="Jahresdurchschnitt",
)
OHNE_ABSCHLUSS = IndikatorEintrag(
    **GRUND,
    id="abgang_ohne_hsa_anteil",
    name="Abgänge ohne Hauptschulabschluss",
    kurz="Abgänge ohne Hauptschulabschluss, Anteil an allen Abgängen",
    definition="Abgänge aus allgemeinbildenden Schulen ohne Hauptschulabschluss je 100 Abgänge",
    zaehler="rs21111_02_ohne_hsa",
    nenner="rs21111_02_abgaenge",
    zaehler_name="ohne Abschluss",
    nenner_name="alle Abgänge",
    faktor=100,
    satz="{im_gebiet} gingen {jahr} {zaehler} von {nenner} ohne Hauptschulabschluss ab",
    lebensphase="jugend",
    verfahren="anteil",
    hinweise=("kleine_zahlen",),
    stichtag="Ende des Schuljahres",
    beleg="U",
)


@pytest.fixture(scope="session")
def katalog() -> Katalog:
    """Two indicators, one warning, one gap."""
    luecke = Luecke(
        id="schuleingang",
        name="Auffällige Sprache bei der Schuleingangsuntersuchung",
        lebensphase="fruehe_kindheit",
        berichte=("familienbericht",),
        wer="Gesundheitsamt",
        tabelle="Schuleingangsuntersuchung, Jahrestabelle",
        beleg="U",
    )
    return Katalog(
        herausgeber={},
        bezuege={},
        merkmale={},
        indikatoren={e.id: e for e in (ARBEITSLOSENQUOTE, OHNE_ABSCHLUSS)},
        warnhinweise={"kleine_zahlen": Warnhinweis(id="kleine_zahlen", text="Kleine Zahlen schwanken stark")},
        handlungsfelder=(),
        luecken=(luecke,),
    )


@pytest.fixture(scope="session")
def plan() -> Berichtsplan:
    """An introduction and one chapter with every kind of figure that the data allow."""
    inhalt = {
        "kuerzel": "familienbericht",
        "untertitel": "Familien im Lebenslauf",
        "auf_einen_blick": ["arbeitslosenquote", "abgang_ohne_hsa_anteil"] * 3,
        "kapitel": [
            {"id": "einleitung", "titel": "Einleitung", "art": "text"},
            {
                "id": "lage",
                "titel": "Lage",
                "art": "indikatoren",
                "block": [
                    {"indikator": "arbeitslosenquote", "darstellung": ["streifen", "zeitreihe", "pyramide"]},
                    {"indikator": "abgang_ohne_hsa_anteil", "darstellung": ["streifen", "balken", "karte"]},
                ],
            },
        ],
    }
    return Berichtsplan.model_validate(inhalt)


@pytest.fixture(scope="session")
def vorlagen(tmp_path_factory: pytest.TempPathFactory, wurzel: Path) -> Path:
    """The project's templates with prose of our own."""
    ordner = tmp_path_factory.mktemp("vorlagen")
    for datei in (wurzel / "report_templates").glob("*.*"):
        if datei.is_file():
            (ordner / datei.name).write_bytes(datei.read_bytes())
    texte = ordner / "texte" / "familienbericht"
    texte.mkdir(parents=True)
    (texte / "einleitung.md").write_text(
        "## Auftrag\n\n[[Im_gebiet]] sind es [[arbeitslosenquote]].\n", "utf-8"
    )
    (texte / "lage.zwischenfazit.md").write_text("Ein Fazit für [[land]].\n", "utf-8")
    return ordner


@pytest.fixture(scope="session")
def auftrag(tmp_path_factory: pytest.TempPathFactory, vorlagen: Path) -> Berichtsauftrag:
    """The order for the small report, samples included."""
    kopf = Berichtskopf(
        herausgeber="Landratsamt Kyffhäuserkreis",
        ort="99706 Sondershausen",
        auflage="1. Auflage",
        ausgabe="2026-q4",
        redaktionsschluss=date(2026, 11, 22),
        datenstand=date(2026, 4, 22),
    )
    return Berichtsauftrag(
        bericht="familienbericht",
        kreis="16065",
        datenbank=build_database(tmp_path_factory.mktemp("daten") / "probe.duckdb"),
        kopf=kopf,
        beispiele=True,
        vorlagen=vorlagen,
    )
