"""From the figures of one Kreis to drawings: which data each kind of figure shows."""

from typing import Final

from assets.catalogue.models import IndikatorEintrag
from assets.reports.abbildungen.balken import draw_balken
from assets.reports.abbildungen.daten import (
    Abbildung,
    Altersgruppe,
    Balken,
    Balkenzeile,
    Flaeche,
    Karte,
    Pyramide,
    Reihe,
    Streifen,
    Zeitreihe,
)
from assets.reports.abbildungen.karte import draw_karte
from assets.reports.abbildungen.pyramide import draw_pyramide
from assets.reports.abbildungen.streifen import draw_streifen
from assets.reports.abbildungen.zeitreihe import draw_zeitreihe
from assets.reports.bestand import Messwert
from assets.reports.kontext import Kontext
from schemas.common import BUND

MINDESTPUNKTE: Final = 3
"""A line through fewer years shows nothing that the table does not show."""

_ALTERSGRUPPEN: Final = (
    ("u3", "unter 3", 0, 2),
    ("3_6", "3 bis unter 6", 3, 5),
    ("6_10", "6 bis unter 10", 6, 9),
    ("10_15", "10 bis unter 15", 10, 14),
    ("15_18", "15 bis unter 18", 15, 17),
    ("18_20", "18 bis unter 20", 18, 19),
    ("20_25", "20 bis unter 25", 20, 24),
    ("25_30", "25 bis unter 30", 25, 29),
    ("30_35", "30 bis unter 35", 30, 34),
    ("35_40", "35 bis unter 40", 35, 39),
    ("40_45", "40 bis unter 45", 40, 44),
    ("45_50", "45 bis unter 50", 45, 49),
    ("50_55", "50 bis unter 55", 50, 54),
    ("55_60", "55 bis unter 60", 55, 59),
    ("60_65", "60 bis unter 65", 60, 64),
    ("65_75", "65 bis unter 75", 65, 74),
    ("75plus", "75 und älter", 75, None),
)


def streifen(k: Kontext, eintrag: IndikatorEintrag, messwert: Messwert) -> Abbildung | None:
    """Draw the Kreis among all Kreise; None where no distribution is at hand."""
    verteilung = k.bestand.verteilung(eintrag.id, messwert.jahr)
    if verteilung is None or messwert.wert is None:
        return None
    alle = _values_of_kreise(k, eintrag.id, messwert.jahr, "")
    lage = k.bestand.vergleich(eintrag.id, messwert).get("kreise_bund")
    return draw_streifen(
        Streifen(
            titel=eintrag.kurz,
            einheit=eintrag.einheit,
            nachkommastellen=eintrag.nachkommastellen,
            heimat_name=k.gebiet.name,
            heimat_wert=messwert.wert,
            werte_alle=alle if len(alle) >= verteilung.anzahl * 0.9 else (),
            werte_land=_values_of_kreise(k, eintrag.id, messwert.jahr, k.bestand.land, ohne=k.bestand.kreis),
            land_name=k.land.name,
            grenzen=(
                verteilung.minimum,
                verteilung.grenze1,
                verteilung.grenze2,
                verteilung.grenze3,
                verteilung.grenze4,
                verteilung.maximum,
            ),
            median=verteilung.median,
            anzahl=verteilung.anzahl,
            fuenftel=lage.fuenftel if lage else None,
        )
    )


def _values_of_kreise(
    k: Kontext, indikator_id: str, jahr: int, land: str, ohne: str = ""
) -> tuple[float, ...]:
    """Return the values of all Kreise (of one Land) in one year, ascending by key."""
    werte = (
        k.bestand.im_jahr(indikator_id, g.ags, jahr)
        for g in k.bestand.gebiete.values()
        if g.ebene == "kreis" and g.ags.startswith(land) and g.ags != ohne
    )
    return tuple(m.wert for m in werte if m is not None and m.wert is not None)


def zeitreihe(k: Kontext, eintrag: IndikatorEintrag) -> Abbildung | None:
    """Draw the series of the Kreis beside Land and Deutschland; None below three years.

    A count stands alone: beside the count of Deutschland it would be a line on the axis.
    """
    heimat = _points(k.bestand.reihe(eintrag.id))
    if len(heimat) < MINDESTPUNKTE:
        return None
    intervall = tuple(
        (m.jahr, m.untergrenze, m.obergrenze)
        for m in k.bestand.reihe(eintrag.id)
        if m.untergrenze is not None and m.obergrenze is not None and m.wert is not None
    )
    reihen = [Reihe(k.gebiet.name, "kreis", heimat, intervall)]
    jahre = {jahr for jahr, _ in heimat}
    if eintrag.verfahren != "bestand":
        reihen += _comparators(k, eintrag, jahre)
    return draw_zeitreihe(
        Zeitreihe(
            titel=eintrag.kurz,
            einheit=eintrag.einheit,
            nachkommastellen=eintrag.nachkommastellen,
            reihen=tuple(reihen),
            brueche=tuple((b.jahr, b.grund) for b in eintrag.brueche if min(jahre) < b.jahr <= max(jahre)),
        )
    )


def _comparators(k: Kontext, eintrag: IndikatorEintrag, jahre: set[int]) -> list[Reihe]:
    """Return the series of Land and Deutschland in the given years, else the median of the Kreise."""
    reihen: list[Reihe] = []
    for name, rolle, ags in ((k.land.name, "land", k.bestand.land), ("Deutschland", "bund", BUND)):
        punkte = tuple(p for p in _points(k.bestand.reihe(eintrag.id, ags)) if p[0] in jahre)
        if punkte:
            reihen.append(Reihe(name, "land" if rolle == "land" else "bund", punkte))
    if not any(r.rolle == "bund" for r in reihen):
        mediane = tuple(
            (v.jahr, v.median) for v in k.bestand.verteilungen.get((eintrag.id, BUND), ()) if v.jahr in jahre
        )
        if len(mediane) > 1:
            reihen.append(Reihe("Median der Kreise", "median", mediane))
    return reihen


def _points(reihe: tuple[Messwert, ...]) -> tuple[tuple[int, float], ...]:
    return tuple((m.jahr, m.wert) for m in reihe if m.wert is not None)


def karte(k: Kontext, eintrag: IndikatorEintrag) -> Abbildung | None:
    """Draw the Gemeinden of the Kreis, or the Kreise of its Land; None without outlines or values.

    A Kreis of a single Gemeinde has nothing to compare inside, so there is no map of it either.
    """
    gemeinden = "gemeinde" in eintrag.ebenen
    if gemeinden and len(k.bestand.gemeinden) < 2:
        return None
    gebiete = (
        k.bestand.gemeinden
        if gemeinden
        else tuple(
            g for g in k.bestand.gebiete.values() if g.ebene == "kreis" and g.ags[:2] == k.bestand.land
        )
    )
    jahr = _newest_year(k, eintrag, [g.ags for g in gebiete])
    flaechen = []
    for g in gebiete:
        if g.ags not in k.bestand.formen:
            continue
        messwert = k.bestand.im_jahr(eintrag.id, g.ags, jahr) if jahr else None
        form = k.bestand.formen[g.ags]
        flaechen.append(
            Flaeche(
                ags=g.ags,
                name=g.name,
                ringe=form.ringe,
                wert=messwert.wert if messwert else None,
                loecher=form.loecher,
                einwohner=int(g.einwohner or 0),
            )
        )
    if not any(f.wert is not None for f in flaechen):
        return None
    return draw_karte(
        Karte(
            titel=eintrag.kurz,
            einheit=eintrag.einheit,
            nachkommastellen=eintrag.nachkommastellen,
            flaechen=tuple(flaechen),
            gebietsart="Gemeinden" if gemeinden else "Kreise",
            heimat_ags=None if gemeinden else k.bestand.kreis,
        )
    )


def _newest_year(k: Kontext, eintrag: IndikatorEintrag, ags: list[str]) -> int | None:
    jahre = [
        m.jahr for schluessel in ags for m in k.bestand.reihe(eintrag.id, schluessel) if m.wert is not None
    ]
    return max(jahre, default=None)


def kartenjahr(k: Kontext, eintrag: IndikatorEintrag) -> str:
    """Return the period that the map of an indicator shows."""
    gebiete = [g.ags for g in k.bestand.gemeinden] if "gemeinde" in eintrag.ebenen else [k.bestand.kreis]
    jahr = _newest_year(k, eintrag, gebiete)
    zeilen = [m for ags in gebiete for m in k.bestand.reihe(eintrag.id, ags) if m.jahr == jahr]
    return zeilen[0].zeitraum if zeilen else ""


def balken(
    k: Kontext, eintrag: IndikatorEintrag, mit: tuple[IndikatorEintrag, ...], titel: str = ""
) -> Abbildung | None:
    """Draw several indicators of the Kreis, or one beside Land and Deutschland; None without a value.

    `titel` names what several indicators have in common.
    """
    if mit:
        eintraege = (eintrag, *mit)
        zeilen = [_bar(e.name, k.bestand.aktuell(e.id), "kreis") for e in eintraege]
    else:
        messwert = k.bestand.aktuell(eintrag.id)
        jahr = messwert.jahr if messwert else 0
        zeilen = [_bar(k.gebiet.name, messwert, "kreis")]
        zeilen += [
            _bar(k.name_of(ags).name, k.bestand.im_jahr(eintrag.id, ags, jahr), "normal")
            for ags in k.vergleichskreise
        ]
        zeilen.append(_bar(k.land.name, k.bestand.im_jahr(eintrag.id, k.bestand.land, jahr), "land"))
        zeilen.append(_bar("Deutschland", k.bestand.im_jahr(eintrag.id, BUND, jahr), "bund"))
    gezeichnet = tuple(z for z in zeilen if z is not None)
    if not any(z.wert is not None for z in gezeichnet):
        return None
    return draw_balken(
        Balken(
            titel=(titel if mit else "") or eintrag.kurz,
            einheit=eintrag.einheit,
            nachkommastellen=eintrag.nachkommastellen,
            zeilen=gezeichnet,
        )
    )


def _bar(name: str, messwert: Messwert | None, rolle: str) -> Balkenzeile | None:
    if messwert is None:
        return None
    return Balkenzeile(
        name=name,
        wert=messwert.wert,
        unten=messwert.untergrenze if messwert.wert is not None else None,
        oben=messwert.obergrenze if messwert.wert is not None else None,
        rolle=rolle,  # type: ignore[arg-type]
        kennzeichen=messwert.kennzeichen,
    )


def pyramide(k: Kontext) -> Abbildung | None:
    """Draw the age structure of the newest Stichtag with the oldest one as outline; None without figures."""
    stichtage = sorted(k.bestand.altersaufbau)
    if not stichtage:
        return None
    neu, alt = stichtage[-1], stichtage[0]
    return draw_pyramide(
        Pyramide(
            titel=f"Altersaufbau {k.gebiet.genitiv}",
            gruppen=_groups(k, neu),
            umriss=_groups(k, alt) if alt != neu else (),
            umriss_name=f"31.12.{alt[:4]}" if alt != neu else "",
        )
    )


def _groups(k: Kontext, stichtag: str) -> tuple[Altersgruppe, ...]:
    werte = k.bestand.altersaufbau[stichtag]
    return tuple(
        Altersgruppe(name, von, bis, werte[f"m_{kennung}"], werte[f"w_{kennung}"])
        for kennung, name, von, bis in _ALTERSGRUPPEN
        if f"m_{kennung}" in werte and f"w_{kennung}" in werte
    )
