"""From the plan of a report to its chapters."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from assets.catalogue.berichte import Berichtsplan, Kapitel
from assets.reports import saetze
from assets.reports.ansicht import (
    Blockansicht,
    Kapitelansicht,
    Kastenansicht,
    Kastenwort,
    Tabellenansicht,
    Teil,
    Textansicht,
)
from assets.reports.ansicht_abgleich import build_abgleich
from assets.reports.ansicht_block import build_block, build_gemeindeblock
from assets.reports.ansicht_massnahmen import build_massnahmeplan
from assets.reports.ansicht_tabellen import (
    build_datenstand,
    build_gemeindetabellen,
    build_luecken,
    build_quellen,
    build_zeichentabelle,
)
from assets.reports.kontext import Kontext
from assets.reports.texte import OHNE_WERT, render_datei, render_markdown

RAHMEN_VORN: Final = (("datenstand", "Datenstand und Zeichenerklärung"),)
RAHMEN_HINTEN: Final = (
    ("methodik", "Methodik"),
    ("glossar", "Glossar"),
    ("quellenverzeichnis", "Quellenverzeichnis"),
    ("datenluecken", "Datenlücken"),
)
GEMEINSAM: Final = "gemeinsam"
_EINE_GEMEINDE: Final = (
    "{name} ist kreisfrei und besteht aus einer einzigen Gemeinde. Karten und Tabellen der Gemeinden "
    "entfallen deshalb; die Abbildungen zeigen stattdessen die Lage unter allen Kreisen und kreisfreien "
    "Städten. Unterschiede zwischen Stadtteilen stehen in keiner der amtlichen Quellen dieses Berichts, "
    "sie brauchen Daten der kommunalen Statistik."
)
KASTENWORTE: Final[tuple[Kastenwort, ...]] = ("Zwischenfazit", "Handlungsimpuls")


def build_kapitel(k: Kontext, plan: Berichtsplan) -> tuple[Kapitelansicht, ...]:
    """Return all chapters: those of the plan, and around them the frame that every report has.

    A frame chapter that the plan names itself keeps its place in the plan.
    """
    eigene = {kapitel.id for kapitel in plan.kapitel}
    vorn, *rest = plan.kapitel
    folge = [
        (vorn.id, vorn.titel, vorn),
        *((kennung, titel, None) for kennung, titel in RAHMEN_VORN if kennung not in eigene),
        *((kapitel.id, kapitel.titel, kapitel) for kapitel in rest),
        *((kennung, titel, None) for kennung, titel in RAHMEN_HINTEN if kennung not in eigene),
    ]
    kapitel: list[Kapitelansicht] = []
    for kennung, titel, angabe in folge:
        ansicht = _chapter(k, kennung, titel, angabe, str(len(kapitel) + 1))
        if ansicht.teile or ansicht.kaesten:
            kapitel.append(ansicht)
    return tuple(kapitel)


def indikatoren_of(plan: Berichtsplan) -> tuple[str, ...]:
    """Return all indicators that a report shows: blocks, companions, maps, tables of the Gemeinden."""
    ids: list[str] = []
    for kapitel in plan.kapitel:
        for block in kapitel.bloecke:
            ids += [block.indikator, *block.mit, *([block.karte] if block.karte else [])]
        ids += kapitel.indikatoren
    return tuple(dict.fromkeys(ids))


def prints_samples(kapitel: Sequence[Kapitelansicht]) -> bool:
    """Return whether any block or table of the chapters holds a fictional sample."""
    teile = [t for kap in kapitel for t in kap.teile if isinstance(t, Blockansicht | Tabellenansicht)]
    return any(t.beispiel for t in teile)


def _chapter(k: Kontext, kennung: str, titel: str, angabe: Kapitel | None, nummer: str) -> Kapitelansicht:
    k.zaehlwerk.begin_chapter(nummer)
    teile = _prose(k, kennung)
    if angabe is not None:
        teile += _BUILDERS[angabe.art](k, angabe, nummer)
    teile += _RAHMENTEILE.get(kennung, _no_parts)(k)
    return Kapitelansicht(
        anker=f"kapitel-{kennung.replace('_', '-')}",
        nummer=nummer,
        titel=titel,
        teile=tuple(teile),
        kaesten=_boxes(k, kennung),
        klasse=_class_of(kennung, nummer),
    )


def _class_of(kennung: str, nummer: str) -> str:
    if kennung in {name for name, _ in RAHMEN_HINTEN}:
        return "anhang"
    return "neue-seite" if nummer == "1" else ""


def _prose(k: Kontext, name: str) -> list[Teil]:
    """Return the prose of a chapter: the report's own file, else the shared one, else nothing."""
    pfad = _find(k, name)
    return [Textansicht(render_datei(pfad, angaben_of(k)))] if pfad else []


def _find(k: Kontext, name: str) -> Path | None:
    kandidaten = (k.texte / k.bericht / f"{name}.md", k.texte / GEMEINSAM / f"{name}.md")
    return next((pfad for pfad in kandidaten if pfad.is_file()), None)


def _boxes(k: Kontext, name: str) -> tuple[Kastenansicht, ...]:
    """Return the two boxes of a chapter, where their files exist."""
    return tuple(
        Kastenansicht(wort, render_datei(pfad, angaben_of(k)))
        for wort in KASTENWORTE
        if (pfad := k.texte / k.bericht / f"{name}.{wort.lower()}.md").is_file()
    )


def _indikatoren(k: Kontext, kapitel: Kapitel, nummer: str) -> list[Teil]:
    bloecke: list[Teil] = []
    for block in kapitel.bloecke:
        # what only Gemeinden have is no finding about the Kreis
        nur_gemeinden = "kreis" not in k.eintrag(block.indikator).ebenen
        build = build_gemeindeblock if nur_gemeinden else build_block
        ansicht = build(k, block, f"{nummer}.{len(bloecke) + 1}")
        if ansicht is not None:
            bloecke.append(ansicht)
    return bloecke


def angaben_of(k: Kontext) -> Callable[[str], str | None]:
    """Return the texts behind the placeholders of the prose files."""
    feste = {
        "gebiet": k.gebiet.name,
        "der_gebiet": k.gebiet.nominativ,
        "den_gebiet": k.gebiet.akkusativ,
        "dem_gebiet": k.gebiet.dativ,
        "im_gebiet": k.gebiet.in_dativ,
        "des_gebiets": k.gebiet.genitiv,
        "land": k.land.name,
        "im_land": k.land.in_dativ,
        "herausgeber": k.kopf.herausgeber,
        "beispiel": "BEISPIEL" if k.bestand.hat_beispiele else OHNE_WERT[0],
    }

    def angabe(name: str) -> str | None:
        if name in feste:
            return feste[name]
        indikator_id, _, feld = name.partition(".")
        if indikator_id not in k.katalog.indikatoren or feld not in ("", "jahr", "wert"):
            return None
        messwert = k.bestand.aktuell(indikator_id)
        if messwert is None or messwert.herkunft == "beispiel":  # prose carries no mark, so no sample either
            return OHNE_WERT[0]
        if feld == "jahr":
            return saetze.format_zeitraum(messwert.zeitraum)
        return saetze.wert_text(k.eintrag(indikator_id), messwert.wert)

    return angabe


def _text(_k: Kontext, _kapitel: Kapitel, _nummer: str) -> list[Teil]:
    """Return nothing beside the prose."""
    return []


def _gemeinden(k: Kontext, kapitel: Kapitel, nummer: str) -> list[Teil]:
    """Return the Gemeinden beside each other; a Kreis of one Gemeinde gets a sentence and its own blocks."""
    if len(k.bestand.gemeinden) < 2:
        satz = _EINE_GEMEINDE.format(name=k.gebiet.name)
        ohne_titel = tuple(block.model_copy(update={"titel": ""}) for block in kapitel.bloecke)
        einzeln = kapitel.model_copy(update={"bloecke": ohne_titel})
        return [Textansicht(render_markdown(satz)), *_indikatoren(k, einzeln, nummer)]
    bloecke: list[Teil] = []
    for block in kapitel.bloecke:
        build = build_gemeindeblock if "gemeinde" in k.eintrag(block.indikator).ebenen else build_block
        ansicht = build(k, block, f"{nummer}.{len(bloecke) + 1}")
        if ansicht is not None:
            bloecke.append(ansicht)
    return [*bloecke, *build_gemeindetabellen(k, kapitel.indikatoren)]


def _massnahmeplan(k: Kontext, _kapitel: Kapitel, nummer: str) -> list[Teil]:
    return build_massnahmeplan(k, nummer)


def _no_parts(_k: Kontext) -> list[Teil]:
    return []


def _datenstand(k: Kontext) -> list[Teil]:
    return [build_zeichentabelle(k), *build_datenstand(k), *build_abgleich(k)]


_BUILDERS: Final[dict[str, Callable[[Kontext, Kapitel, str], list[Teil]]]] = {
    "text": _text,
    "indikatoren": _indikatoren,
    "gemeinden": _gemeinden,
    "massnahmeplan": _massnahmeplan,
}
_RAHMENTEILE: Final[dict[str, Callable[[Kontext], list[Teil]]]] = {
    "datenstand": _datenstand,
    "quellenverzeichnis": lambda k: [build_quellen(k)],
    "datenluecken": lambda k: list(build_luecken(k, k.katalog.luecken)),
}
