"""The format families, in the order in which they are tried: one line each.

A family is added here and nowhere else. What a planner sees of its publisher (names, terms, rhythm,
addresses) is declared in `assets/catalogue/quellen.toml`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from assets.catalogue.models import MerkmalEintrag
from assets.sources.ba.leser import read_ba
from assets.sources.ba.mappe import recognise_ba
from assets.sources.deutschlandatlas.datei import read_datei as read_deutschlandatlas
from assets.sources.deutschlandatlas.datei import recognise_datei as recognise_deutschlandatlas
from assets.sources.format import Format, Kontext, Probe
from assets.sources.gebietsstand.aenderungen import read_aenderungen, recognise_aenderungen
from assets.sources.gebietsstand.umstieg import read_umstieg, recognise_umstieg
from assets.sources.gebietsstand.verkettet import read_verkettet, recognise_verkettet
from assets.sources.gemeindeverzeichnis.gv100ad import read_gv100ad, recognise_gv100ad
from assets.sources.gemeindeverzeichnis.leser import read_gemeindeverzeichnis, recognise_gemeindeverzeichnis
from assets.sources.genesis.antwort import recognise_answer, refuse_answer
from assets.sources.genesis.leser import read_flat, recognise_flat
from assets.sources.genesis.verzeichnis import (
    read_list,
    recognise_list,
    recognise_recording,
    refuse_recording,
)
from assets.sources.geometrie.leser import recognise_geometrie
from assets.sources.geometrie.umrisse import read_geometrie
from assets.sources.gisd import read_gisd, recognise_gisd
from assets.sources.html_tabelle.leser import read_html_tabelle, recognise_html_tabelle
from assets.sources.inkar.datei import read_datei as read_inkar
from assets.sources.inkar.datei import recognise_datei as recognise_inkar
from assets.sources.lesung import Lesung
from assets.sources.regionalstatistik.leser import read_regionalstatistik, recognise_probe
from assets.sources.vgrdl.leser import read_vgrdl, recognise_vgrdl
from assets.sources.wegweiser import read_wegweiser, recognise_wegweiser
from assets.sources.zensus.leser import read_zensus
from assets.sources.zensus.mappe import recognise_zensus

Leser = Callable[[Path, Mapping[str, MerkmalEintrag]], Lesung]


def _simple(lies: Leser) -> Callable[[Path, Kontext], Lesung]:
    return lambda pfad, kontext: lies(pfad, kontext.merkmale)


def _mappe(erkenne: Callable[[Path], bool]) -> Callable[[Probe], bool]:
    return lambda probe: probe.ist_mappe and erkenne(probe.pfad)


FORMATE: Final[tuple[Format, ...]] = (
    Format(
        "gemeindeverzeichnis",
        1,
        "Gemeindeverzeichnis (Arbeitsmappe)",
        _mappe(recognise_gemeindeverzeichnis),
        _simple(read_gemeindeverzeichnis),
        verzeichnis=True,
    ),
    Format(
        "gv100ad",
        1,
        "Gemeindeverzeichnis GV100AD",
        lambda probe: recognise_gv100ad(probe.anfang),
        _simple(read_gv100ad),
        verzeichnis=True,
    ),
    Format(
        "gebietsstand_umstieg",
        1,
        "Umsteigeschlüssel (BBSR)",
        _mappe(recognise_umstieg),
        lambda pfad, _: read_umstieg(pfad),
        verzeichnis=True,
    ),
    Format(
        "gebietsstand_aenderungen",
        1,
        "Gebietsänderungen (Statistisches Bundesamt)",
        _mappe(recognise_aenderungen),
        lambda pfad, _: read_aenderungen(pfad),
        verzeichnis=True,
    ),
    Format(
        "gebietsstand_verkettet",
        1,
        "verketteter Umsteigeschlüssel",
        lambda probe: recognise_verkettet(probe.text),
        lambda pfad, _: read_verkettet(pfad),
        verzeichnis=True,
    ),
    Format(
        "deutschlandatlas",
        2,
        "Deutschlandatlas",
        recognise_deutschlandatlas,
        _simple(read_deutschlandatlas),
    ),
    Format("inkar", 2, "INKAR", recognise_inkar, _simple(read_inkar)),
    Format("vgrdl", 1, "Einkommen der privaten Haushalte (VGRdL)", recognise_vgrdl, _simple(read_vgrdl)),
    Format("gisd", 1, "GISD (Robert Koch-Institut)", recognise_gisd, _simple(read_gisd)),
    Format(
        "regionalstatistik",
        3,
        "Tabelle der Regionaldatenbank oder von GENESIS-Online",
        recognise_probe,
        lambda pfad, kontext: read_regionalstatistik(pfad, kontext.merkmale, kontext.kreise or None),
    ),
    Format("genesis", 1, "Flache CSV der Statistik-Schnittstelle", recognise_flat, read_flat),
    Format(
        "genesis_antwort",
        1,
        "Antwort der Statistik-Schnittstelle ohne Daten",
        recognise_answer,
        refuse_answer,
        ohne_zahlen=True,
    ),
    Format("genesis_katalog", 1, "Verzeichnis von Statistiken oder Tabellen", recognise_list, read_list),
    Format(
        "genesis_mitschnitt",
        1,
        "Aufgezeichnete Anfragen",
        recognise_recording,
        refuse_recording,
        ohne_zahlen=True,
    ),
    Format(
        "zensus",
        2,
        "Regionaltabelle des Zensus",
        lambda probe: probe.ist_mappe and recognise_zensus(probe.mappe, probe.pfad.name),
        _simple(read_zensus),
    ),
    Format(
        "ba",
        2,
        "Arbeitsmappe der Bundesagentur für Arbeit",
        lambda probe: probe.ist_mappe and recognise_ba(probe.mappe, probe.pfad.name),
        _simple(read_ba),
    ),
    Format(
        "wegweiser",
        2,
        "Wegweiser Kommune",
        lambda probe: recognise_wegweiser(probe.anfang),
        _simple(read_wegweiser),
    ),
    Format(
        "tls",
        2,
        "Tabelle des Thüringer Landesamts für Statistik",
        recognise_html_tabelle,
        _simple(read_html_tabelle),
    ),
    Format(
        "geometrie",
        1,
        "Verwaltungsgrenzen (Geometrie)",
        lambda probe: recognise_geometrie(probe.pfad),
        read_geometrie,
    ),
)
NACH_NAMEN: Final[Mapping[str, Format]] = {f.name: f for f in FORMATE}
