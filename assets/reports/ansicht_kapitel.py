"""From the plan of a report to its chapters."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from markupsafe import Markup

from assets.catalogue.berichte import Berichtsplan, Kapitel
from assets.reports import saetze
from assets.reports.ansicht import Kapitelansicht, Kastenansicht, Teil, Textansicht
from assets.reports.ansicht_block import build_block
from assets.reports.ansicht_massnahmen import build_massnahmeplan
from assets.reports.ansicht_tabellen import (
    build_datenstand,
    build_gemeindetabellen,
    build_luecken,
    build_zeichentabelle,
)
from assets.reports.kontext import Kontext
from assets.reports.texte import render_datei

GEMEINSAM: Final = "gemeinsam"


def build_kapitel(k: Kontext, plan: Berichtsplan) -> tuple[Kapitelansicht, ...]:
    """Return the chapters of the plan in order, numbered from 1."""
    return tuple(_chapter(k, kapitel, str(i)) for i, kapitel in enumerate(plan.kapitel, start=1))


def _chapter(k: Kontext, kapitel: Kapitel, nummer: str) -> Kapitelansicht:
    k.zaehlwerk.begin_chapter(nummer)
    teile: list[Teil] = _prose(k, kapitel.id)
    teile += _BUILDERS[kapitel.art](k, kapitel, nummer)
    return Kapitelansicht(
        anker=f"kapitel-{kapitel.id.replace('_', '-')}",
        nummer=nummer,
        titel=kapitel.titel,
        teile=tuple(teile),
        kaesten=_boxes(k, kapitel.id),
    )


def _prose(k: Kontext, name: str) -> list[Teil]:
    """Return the prose of a chapter: the report's own file, else the shared one, else nothing."""
    pfad = _find(k, name)
    return [Textansicht(render_datei(pfad, angaben_of(k)))] if pfad else []


def _find(k: Kontext, name: str) -> Path | None:
    kandidaten = (k.texte / k.bericht / f"{name}.md", k.texte / GEMEINSAM / f"{name}.md")
    return next((pfad for pfad in kandidaten if pfad.is_file()), None)


def _boxes(k: Kontext, name: str) -> tuple[Kastenansicht, ...]:
    kaesten = []
    for endung, wort in (("zwischenfazit", "Zwischenfazit"), ("handlungsimpuls", "Handlungsimpuls")):
        pfad = k.texte / k.bericht / f"{name}.{endung}.md"
        if pfad.is_file():
            html = render_datei(pfad, angaben_of(k))
            kaesten.append(Kastenansicht("Zwischenfazit" if endung == "zwischenfazit" else "Handlungsimpuls", html))
    return tuple(kaesten)


def _indikatoren(k: Kontext, kapitel: Kapitel, nummer: str) -> list[Teil]:
    bloecke: list[Teil] = []
    for block in kapitel.bloecke:
        ansicht = build_block(k, block, f"{nummer}.{len(bloecke) + 1}")
        if ansicht is not None:
            bloecke.append(ansicht)
    return bloecke


def angaben_of(k: Kontext) -> Callable[[str], str | None]:
    """Return the texts behind the placeholders of the prose files."""
    feste = {
        "gebiet": k.gebiet.name,
        "der_gebiet": k.gebiet.nominativ,
        "im_gebiet": k.gebiet.in_dativ,
        "des_gebiets": k.gebiet.genitiv,
        "land": k.land.name,
        "im_land": k.land.in_dativ,
        "herausgeber": k.kopf.herausgeber,
    }

    def angabe(name: str) -> str | None:
        if name in feste:
            return feste[name]
        indikator_id, _, feld = name.partition(".")
        if indikator_id not in k.katalog.indikatoren or feld not in ("", "jahr", "wert"):
            return None
        messwert = k.bestand.aktuell(indikator_id)
        if messwert is None:
            return "ohne Angabe"
        if feld == "jahr":
            return saetze.format_zeitraum(messwert.zeitraum)
        return saetze.wert_text(k.eintrag(indikator_id), messwert.wert)

    return angabe
