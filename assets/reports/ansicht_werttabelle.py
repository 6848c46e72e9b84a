"""The short table of an indicator block: value, previous value, change, counts, interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assets.catalogue.models import IndikatorEintrag
from assets.reports.ansicht import Spaltenansicht, Tabellenansicht, Zeilenansicht
from assets.reports.bestand import Messwert, Vergleichswert
from assets.reports.kontext import Kontext
from assets.reports.saetze import PROZENT, format_zeitraum
from assets.reports.zahlen import format_differenz, format_intervall, format_wert, format_zahl
from schemas.common import BUND, KENNZEICHEN

FIGURSPACE: Final = "\N{FIGURE SPACE}"
_ARTEN: Final = {
    "amtlich": "veröffentlicht",
    "eigene_berechnung": "eigene Berechnung",
    "berechnet": "eigene Berechnung",
    "beispiel": "BEISPIEL",
    "median": "Median der Kreise",
}
_HINTER_DER_ZAHL: Final = ("p", "r", "s")
SCHMAL_BIS: Final = 3
"""A table of so many columns beside its heads does not need the width of the page."""


@dataclass(frozen=True)
class _Reihe:
    """One row before formatting. `vorher` is the value of the year before, if comparable."""

    name: str
    eintrag: IndikatorEintrag
    jetzt: Messwert | None
    vorher: Messwert | None
    median: Vergleichswert | None = None
    heimat: bool = False
    land: Vergleichswert | None = None
    bund: Vergleichswert | None = None


def build_werttabelle(
    k: Kontext, eintraege: Sequence[IndikatorEintrag], gemeinsam: str = ""
) -> Tabellenansicht:
    """Return the table of one indicator, or of several side by side in one block named `gemeinsam`."""
    erster = eintraege[0]
    reihen = [r for e in eintraege for r in _rows(k, e, allein=len(eintraege) == 1)]
    spalten, zellen = _columns(reihen, erster, k.land.name)
    namen = _row_names(reihen)
    zeilen = tuple(
        Zeilenansicht(
            (namen[i], *(spalte[i] for spalte in zellen)),
            betont=reihe.heimat and len(eintraege) == 1,
            beispiel=bool(reihe.jetzt and reihe.jetzt.herkunft == "beispiel"),
        )
        for i, reihe in enumerate(reihen)
    )
    name = (gemeinsam if len(eintraege) > 1 else "") or erster.name
    kopf = "Gebiet" if len(eintraege) == 1 else "Kennzahl"
    return Tabellenansicht(
        titel=f"{name}: {_contents(reihen)}",
        spalten=(Spaltenansicht(kopf, ausrichtung="text"), *spalten),
        zeilen=zeilen,
        fussnoten=_footnotes(reihen),
        klasse="werte schmal" if len(spalten) <= SCHMAL_BIS else "werte",
    )


def _contents(reihen: Sequence[_Reihe]) -> str:
    """Return in words what the table holds."""
    vorwerte = any(_previous_cell(r) for r in reihen)
    teile = [
        "Werte",
        *(["Vorwerte"] if vorwerte else []),
        *(["Grundzahlen"] if any(map(_count, reihen)) else []),
    ]
    return " und ".join([", ".join(teile[:-1]), teile[-1]] if teile[:-1] else teile)


def _rows(k: Kontext, eintrag: IndikatorEintrag, *, allein: bool) -> list[_Reihe]:
    """Return the rows of one indicator: Kreis, Land, Deutschland; only the Kreis beside others."""
    heimat = k.bestand.aktuell(eintrag.id)
    if heimat is None:
        return []
    vergleiche = k.bestand.vergleich(eintrag.id, heimat)
    vorwert = vergleiche.get("vorwert")
    vorjahr = vorwert.jahr if vorwert else None
    name = k.gebiet.name if allein else eintrag.name
    vorher = _in_year(k, eintrag, k.bestand.kreis, vorjahr)
    if eintrag.verfahren == "bestand":  # a count of a Land says nothing about a count of a Kreis
        return [_Reihe(name, eintrag, heimat, vorher, heimat=True)]
    if not allein:
        land, bund = vergleiche.get("land"), vergleiche.get("bund")
        return [_Reihe(name, eintrag, heimat, vorher, heimat=True, land=land, bund=bund)]
    reihen = [_Reihe(name, eintrag, heimat, vorher, heimat=True)]
    for ags, gruppe in ((k.bestand.land, "land"), (BUND, "bund")):
        vergleich = vergleiche.get(gruppe)
        if vergleich is None or vergleich.wert is None:
            continue
        amtlich = k.bestand.im_jahr(eintrag.id, ags, vergleich.jahr)
        reihen.append(
            _Reihe(
                k.name_of(ags).name,
                eintrag,
                amtlich if vergleich.art != "median" else None,
                _in_year(k, eintrag, ags, vorjahr) if vergleich.art != "median" else None,
                vergleich,
            )
        )
    return reihen


def _row_names(reihen: Sequence[_Reihe]) -> list[str]:
    """Return the row heads; unit and year stand there where the rows do not share them."""
    einheiten = {r.eintrag.einheit for r in reihen}
    jahre = {format_zeitraum(r.jetzt.zeitraum) for r in reihen if r.jetzt}
    namen = []
    for reihe in reihen:
        genannt = reihe.eintrag.einheit in reihe.name
        zusatz = [reihe.eintrag.einheit] if len(einheiten) > 1 and not genannt else []
        zusatz += [format_zeitraum(reihe.jetzt.zeitraum)] if len(jahre) > 1 and reihe.jetzt else []
        namen.append(", ".join([reihe.name, *zusatz]))
    return namen


def _in_year(k: Kontext, eintrag: IndikatorEintrag, ags: str, jahr: int | None) -> Messwert | None:
    return None if jahr is None else k.bestand.im_jahr(eintrag.id, ags, jahr)


def _columns(
    reihen: Sequence[_Reihe], erster: IndikatorEintrag, land: str
) -> tuple[list[Spaltenansicht], list[list[str]]]:
    """Return the columns that hold anything, with their cells."""
    einheit = erster.einheit if len({r.eintrag.einheit for r in reihen}) == 1 else ""
    differenz_einheit = "Prozentpunkte" if einheit in PROZENT else einheit
    intervall = "%" if einheit in PROZENT else einheit
    gleich = len({r.eintrag.id for r in reihen}) == 1
    zaehlwerte = [_count(r) for r in reihen]
    zaehler = (erster.zaehler_name if gleich else None) or "Zähler"
    nenner = (erster.nenner_name if gleich else None) or "Nenner"
    jahr_jetzt, jahr_vorher = _years(reihen)
    kandidaten = [
        (Spaltenansicht(jahr_jetzt, einheit), [_value_cell(r) for r in reihen]),
        (Spaltenansicht(jahr_vorher, einheit), [_previous_cell(r) for r in reihen]),
        (Spaltenansicht("Änderung", differenz_einheit), [_change_cell(r) for r in reihen]),
        (Spaltenansicht(land, einheit), [_group_cell(r.eintrag, r.land) for r in reihen]),
        (Spaltenansicht("Deutschland", einheit), [_group_cell(r.eintrag, r.bund) for r in reihen]),
        (Spaltenansicht(zaehler, ""), zaehlwerte),
        (Spaltenansicht(nenner, ""), [_whole(r.jetzt.nenner if r.jetzt else None) for r in reihen]),
        (Spaltenansicht("95-%-Intervall", intervall), [_interval_cell(r) for r in reihen]),
        (Spaltenansicht("Art", "", "text"), _kind_cells(reihen)),
    ]
    gefuellt = [(s, z) for s, z in kandidaten if any(z)]
    return [s for s, _ in gefuellt], [
        align_on_comma(z) if s.ausrichtung == "zahl" else z for s, z in gefuellt
    ]


def _years(reihen: Sequence[_Reihe]) -> tuple[str, str]:
    """Return the heads of the two value columns; years where all rows share them, else words."""
    jetzt = {format_zeitraum(r.jetzt.zeitraum) for r in reihen if r.jetzt}
    vorher = {format_zeitraum(r.vorher.zeitraum) for r in reihen if r.vorher}
    return (
        jetzt.pop() if len(jetzt) == 1 else "aktuell",
        vorher.pop() if len(vorher) == 1 else "vorher",
    )


def _value_cell(reihe: _Reihe) -> str:
    if reihe.jetzt is None:
        wert = reihe.median.wert if reihe.median else None
        return "" if wert is None else format_zahl(wert, reihe.eintrag.nachkommastellen)
    return figure(reihe.jetzt, reihe.eintrag)


def figure(messwert: Messwert, eintrag: IndikatorEintrag) -> str:
    """Return a value without unit, with its official sign."""
    text = format_wert(messwert.wert, "", eintrag.nachkommastellen, messwert.kennzeichen)
    hinten = messwert.kennzeichen in _HINTER_DER_ZAHL and messwert.wert is not None
    return f"{text} {messwert.kennzeichen}" if hinten else text


def _group_cell(eintrag: IndikatorEintrag, vergleich: Vergleichswert | None) -> str:
    """Return the figure of Land or Deutschland in a table of several indicators; M marks a median."""
    if vergleich is None or vergleich.wert is None:
        return ""
    zahl = format_zahl(vergleich.wert, eintrag.nachkommastellen)
    return f"{zahl} M" if vergleich.art == "median" else zahl


def _previous_cell(reihe: _Reihe) -> str:
    return "" if reihe.vorher is None else figure(reihe.vorher, reihe.eintrag)


def _change_cell(reihe: _Reihe) -> str:
    jetzt, vorher = reihe.jetzt, reihe.vorher
    if jetzt is None or vorher is None or jetzt.wert is None or vorher.wert is None:
        return ""
    if any(vorher.jahr < b.jahr <= jetzt.jahr for b in reihe.eintrag.brueche):
        return "x"
    return format_differenz(jetzt.wert - vorher.wert, "", reihe.eintrag.nachkommastellen)


def _count(reihe: _Reihe) -> str:
    """Return the numerator; of a count nothing, for it is the value itself."""
    if reihe.jetzt is None or reihe.eintrag.verfahren == "bestand":
        return ""
    return _whole(reihe.jetzt.zaehler)


def _whole(zahl: float | None) -> str:
    return "" if zahl is None else format_zahl(zahl, 0)


def _interval_cell(reihe: _Reihe) -> str:
    m = reihe.jetzt
    if m is None or m.untergrenze is None or m.obergrenze is None:
        return ""
    return format_intervall(m.untergrenze, m.obergrenze, "", reihe.eintrag.nachkommastellen)


def _kind_cell(reihe: _Reihe) -> str:
    if reihe.jetzt is not None:
        return _ARTEN[reihe.jetzt.herkunft]
    return _ARTEN[reihe.median.art] if reihe.median else ""


def _kind_cells(reihen: Sequence[_Reihe]) -> list[str]:
    """Return the kind of every row; nothing where all share one, which the foot then names."""
    arten = [_kind_cell(r) for r in reihen]
    return arten if len(set(arten)) > 1 else []


def _footnotes(reihen: Sequence[_Reihe]) -> tuple[str, ...]:
    """Explain the official signs and breaks that occur in the table."""
    werte = [m for r in reihen for m in (r.jetzt, r.vorher) if m is not None]
    arten = {_kind_cell(r) for r in reihen}
    zeichen = sorted({m.kennzeichen for m in werte if m.kennzeichen})
    notizen = [f"Werte: {art}." for art in arten if art and len(arten) == 1]
    notizen += [f"{z}: {KENNZEICHEN[z]}." for z in zeichen]
    if any(v is not None and v.art == "median" for r in reihen for v in (r.land, r.bund)):
        notizen.append("M: mittlerer Wert (Median) der Kreise.")
    brueche = {
        b.grund.rstrip(".")
        for r in reihen
        if r.jetzt and r.vorher
        for b in r.eintrag.brueche
        if r.vorher.jahr < b.jahr <= r.jetzt.jahr
    }
    notizen += [f"x: nicht vergleichbar ({grund})." for grund in sorted(brueche)]
    return tuple(notizen)


def align_on_comma(zellen: Sequence[str]) -> list[str]:
    """Pad figures on the right with figure spaces, so that right alignment lines the commas up."""
    laengen = [_after_comma(z) for z in zellen]
    weiteste = max(laengen, default=0)
    return [
        z + FIGURSPACE * (weiteste - laenge) if z and laenge >= 0 else z
        for z, laenge in zip(zellen, laengen, strict=True)
    ]


def _after_comma(zelle: str) -> int:
    """Return how many characters stand after the whole digits; -1 where the cell is no plain figure."""
    if not zelle or " bis " in zelle or not zelle[-1].isdigit():
        return -1
    return len(zelle) - zelle.rindex(",") if "," in zelle else 0
