"""The view of one indicator block: finding, figures, table, definition."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from assets.catalogue.berichte import Block
from assets.catalogue.models import IndikatorEintrag
from assets.reports import ansicht_abbildung, saetze
from assets.reports.abbildungen.daten import Abbildung
from assets.reports.ansicht import LEER, Abbildungsansicht, Blockansicht, Definitionszeile
from assets.reports.ansicht_tabellen import build_gemeindewerte
from assets.reports.ansicht_werttabelle import build_werttabelle
from assets.reports.bestand import Messwert
from assets.reports.kontext import Kontext
from assets.reports.zahlen import format_datum

BKG: Final = "Geometrie © GeoBasis-DE / BKG, vereinfacht"
ALTERSAUFBAU: Final = "bev_insgesamt_zensus2011"
"""Indicator that sums the age groups of the pyramid, and so names its source."""
NIEDRIG_MM: Final = 48.0
"""Figures up to this height stay with the heading of their block."""

_VERFAHREN: Final = {
    "amtlich": "veröffentlichter Wert, unverändert übernommen",
    "anteil": "eigene Berechnung aus Zähler und Nenner, 95-%-Intervall nach Wilson",
    "rate": "eigene Berechnung, 95-%-Intervall exakt nach Poisson, ab 10 Fällen nach Byar",
    "verhaeltnis": "eigene Berechnung; der Zähler ist kein Teil des Nenners, daher ohne Intervall",
    "bestand": "Anzahl, ohne Umrechnung",
    "median_gemeinden": "eigene Berechnung, Median der veröffentlichten Werte der Gemeinden",
}


def build_block(k: Kontext, block: Block, nummer: str, text: Markup = LEER) -> Blockansicht | None:
    """Return the view of a block, or None where the Kreis has no entry for its indicator."""
    eintrag = k.eintrag(block.indikator)
    messwert = k.bestand.aktuell(eintrag.id)
    if messwert is None:
        return None
    mit = tuple(k.eintrag(i) for i in block.mit if k.bestand.aktuell(i) is not None)
    befund = saetze.befund_satz(eintrag, messwert, k.gebiet)
    vergleiche = k.bestand.vergleich(eintrag.id, messwert)
    abbildungen = _figures(k, block, eintrag, messwert, mit)
    lage = "" if eintrag.verfahren == "bestand" else saetze.lage_satz(vergleiche.get("kreise_bund"), k.gebiet)
    return Blockansicht(
        anker=anker_candidates(eintrag.id)[0],
        nummer=nummer,
        titel=block.titel or eintrag.name,
        leitsatz=f"{befund} {lage}".strip(),
        saetze=tuple(s for s in _sentences(k, eintrag, messwert) if s),
        abbildungen=abbildungen,
        tabelle=build_werttabelle(k, (eintrag, *mit), block.titel),
        definitionen=build_definitionen(k, (eintrag, *mit)),
        text=text,
        figur_zuerst=not abbildungen or abbildungen[0].hoehe_mm <= NIEDRIG_MM,
        beispiel=messwert.herkunft == "beispiel",
    )


def build_gemeindeblock(k: Kontext, block: Block, nummer: str) -> Blockansicht | None:
    """Return the view of an indicator over the Gemeinden; None where fewer than two have a value.

    Companions of the block stand beside it in a table of the Gemeinden that have any of the values.
    """
    eintrag = k.eintrag(block.indikator)
    gemeinden = [m for g in k.bestand.gemeinden if (m := k.bestand.aktuell(eintrag.id, g.ags)) is not None]
    mit_wert = [m for m in gemeinden if m.wert is not None]
    if len(mit_wert) < 2:
        return None
    messwert = k.bestand.aktuell(eintrag.id) or max(mit_wert, key=lambda m: m.jahr)
    mit = tuple(e for i in block.mit if _value_for_definition(k, e := k.eintrag(i)) is not None)
    thema = f"{eintrag.kurz}, {max(m.jahr for m in mit_wert)}: "
    return Blockansicht(
        anker=anker_candidates(eintrag.id)[1],
        nummer=nummer,
        titel=block.titel or eintrag.name,
        leitsatz=thema + saetze.spannweite_satz(eintrag, gemeinden),
        saetze=(),
        abbildungen=_figures(k, block, eintrag, messwert, ()),
        tabelle=build_gemeindewerte(k, (eintrag, *mit), block.titel) if mit else None,
        definitionen=build_definitionen(k, (eintrag, *mit)),
        beispiel=messwert.herkunft == "beispiel",
    )


def anker_candidates(indikator_id: str) -> tuple[str, str]:
    """Return the anchor of an indicator's own block and of its block over the Gemeinden."""
    name = indikator_id.replace("_", "-")
    return f"indikator-{name}", f"gemeinden-{name}"


def _sentences(k: Kontext, eintrag: IndikatorEintrag, messwert: Messwert) -> list[str]:
    """Return the sentences after the lead: comparison, change, trend, caution."""
    vergleiche = k.bestand.vergleich(eintrag.id, messwert)
    gross = (
        ""  # a count of a Land says nothing about a count of a Kreis
        if eintrag.verfahren == "bestand"
        else saetze.vergleich_satz(
            eintrag, messwert, (k.land, vergleiche.get("land")), vergleiche.get("bund")
        )
    )
    return [
        gross,
        saetze.aenderung_satz(eintrag, messwert, vergleiche.get("vorwert"), k.gebiet if gross else None)
        or saetze.bruch_satz(eintrag, messwert, k.bestand.reihe(eintrag.id)),
        saetze.trend_satz(eintrag, messwert, k.bestand.trends.get(eintrag.id)),
        saetze.vorsicht_satz(messwert),
    ]


def _figures(
    k: Kontext,
    block: Block,
    eintrag: IndikatorEintrag,
    messwert: Messwert,
    mit: tuple[IndikatorEintrag, ...],
) -> tuple[Abbildungsansicht, ...]:
    """Draw the figures of a block in the order of the specification; what has no data is left out."""
    gezeichnet = []
    for darstellung in _kinds(k, block, eintrag):
        ziel = k.eintrag(block.karte) if darstellung == "karte" and block.karte else eintrag
        bild = _draw(k, darstellung, ziel, messwert, mit, block.titel)
        if bild is None:
            continue
        gezeichnet.append(
            k.zaehlwerk.place(
                bild,
                _title(k, darstellung, ziel, messwert, block.titel if mit else ""),
                _source(k, darstellung, ziel, messwert),
                beispiel=messwert.herkunft == "beispiel",
            )
        )
    return tuple(gezeichnet)


def _kinds(k: Kontext, block: Block, eintrag: IndikatorEintrag) -> tuple[str, ...]:
    """Return the kinds of figures; where there is one Gemeinde, the strip plot stands for its map."""
    ersatz = "gemeinde" in eintrag.ebenen and not block.karte and len(k.bestand.gemeinden) < 2
    arten = ("streifen" if ersatz and art == "karte" else art for art in block.darstellung)
    return tuple(dict.fromkeys(arten))


def _draw(
    k: Kontext,
    darstellung: str,
    eintrag: IndikatorEintrag,
    messwert: Messwert,
    mit: tuple[IndikatorEintrag, ...],
    titel: str,
) -> Abbildung | None:
    match darstellung:
        case "streifen":
            return ansicht_abbildung.streifen(k, eintrag, messwert)
        case "zeitreihe":
            return ansicht_abbildung.zeitreihe(k, eintrag)
        case "karte":
            return ansicht_abbildung.karte(k, eintrag)
        case "balken":
            return ansicht_abbildung.balken(k, eintrag, mit, titel)
        case "pyramide":
            return ansicht_abbildung.pyramide(k)
        case _:
            raise ValueError(f"unbekannte Darstellung: {darstellung}")


def _title(
    k: Kontext, darstellung: str, eintrag: IndikatorEintrag, messwert: Messwert, gemeinsam: str
) -> str:
    """Return the content title with its period; `gemeinsam` names what several indicators share."""
    jahr = saetze.format_zeitraum(messwert.zeitraum)
    if darstellung == "zeitreihe":
        jahre = [m.jahr for m in k.bestand.reihe(eintrag.id) if m.wert is not None]
        jahr = f"{jahre[0]} bis {jahre[-1]}"
    if darstellung == "karte":
        jahr = saetze.format_zeitraum(ansicht_abbildung.kartenjahr(k, eintrag))
        raum = "in den Gemeinden" if "gemeinde" in eintrag.ebenen else f"in den Kreisen {k.land.genitiv}"
        return f"{eintrag.kurz} {raum}, {jahr}"
    if darstellung == "pyramide":
        stichtag = max(k.bestand.altersaufbau)
        tag = format_datum(stichtag) if len(stichtag) == 10 else f"Ende {stichtag}"
        return f"Bevölkerung {k.gebiet.genitiv} nach Alter und Geschlecht, {tag}"
    return f"{gemeinsam if gemeinsam and darstellung == 'balken' else eintrag.kurz}, {jahr}"


def _source(k: Kontext, darstellung: str, eintrag: IndikatorEintrag, messwert: Messwert) -> str:
    if darstellung == "pyramide":
        aufbau = k.bestand.aktuell(ALTERSAUFBAU)
        return f"{k.quelle_kurz((aufbau or messwert).quelle_id)}."
    if darstellung != "karte":
        return f"{k.quelle_kurz(messwert.quelle_id)}."
    gebiete = [g.ags for g in k.bestand.gemeinden] if "gemeinde" in eintrag.ebenen else [k.bestand.kreis]
    werte = [m for m in (k.bestand.aktuell(eintrag.id, ags) for ags in gebiete) if m is not None]
    quelle = k.quelle_kurz(werte[0].quelle_id) if werte else ""
    return f"{quelle}; {BKG}."


def build_definitionen(k: Kontext, eintraege: Sequence[IndikatorEintrag]) -> tuple[Definitionszeile, ...]:
    """Return the definition lines of a block; indicators that share everything else share a line."""
    gruppen: dict[Definitionszeile, list[Definitionszeile]] = {}
    for zeile in (build_definition(k, e) for e in eintraege):
        gruppen.setdefault(replace(zeile, definitionen=(), hinweise=()), []).append(zeile)
    gesagt: set[str] = set()
    ergebnis = []
    for kopf, zeilen in gruppen.items():
        neu = [h for h in dict.fromkeys(h for z in zeilen for h in z.hinweise) if h not in gesagt]
        gesagt |= set(neu)
        definitionen = tuple(d for z in zeilen for d in z.definitionen)
        ergebnis.append(replace(kopf, definitionen=definitionen, hinweise=tuple(neu)))
    return tuple(ergebnis)


def build_definition(k: Kontext, eintrag: IndikatorEintrag) -> Definitionszeile:
    """Return the line with definition, source, Stichtag, territory, method and warnings."""
    messwert = _value_for_definition(k, eintrag)
    if messwert is None:
        raise ValueError(f"kein Wert für {eintrag.id}")
    hinweise = [k.katalog.warnhinweise[h].text.rstrip(".") + "." for h in eintrag.hinweise]
    hinweise += [b.grund.rstrip(".") + "." for b in eintrag.gleitend]
    return Definitionszeile(
        definitionen=((eintrag.name, eintrag.definition.rstrip(".") + "."),),
        quelle=_without_key(k.quelle_kurz(messwert.quelle_id)),
        quellen_schluessel=k.key_of(messwert.quelle_id),
        stichtag=eintrag.stichtag.rstrip("."),
        gebietsstand=format_datum(messwert.gebietsstand, kurz=True) if messwert.gebietsstand else "",
        verfahren=_VERFAHREN[eintrag.verfahren if eintrag.kreiswert == "direkt" else eintrag.kreiswert],
        ungeprueft=eintrag.beleg == "U",
        hinweise=tuple(hinweise),
    )


def _value_for_definition(k: Kontext, eintrag: IndikatorEintrag) -> Messwert | None:
    """Return the value of the Kreis; of a measure that only Gemeinden have, the newest of theirs."""
    werte = (k.bestand.aktuell(eintrag.id, g.ags) for g in k.bestand.gemeinden)
    gemeinden = [m for m in werte if m is not None and m.wert is not None]
    return k.bestand.aktuell(eintrag.id) or max(gemeinden, key=lambda m: m.jahr, default=None)


def _without_key(quelle: str) -> str:
    return quelle.rpartition(" [")[0]
