"""Control sums that a table carries itself: Kreise → Land → Deutschland, male + female = total.

A wrong digit in a number cannot be seen in the cell. Where the table holds a total above the cell, a
sum that does not match shows it; this is a warning, no refusal, because the offices themselves publish
sums that differ (rounding against disclosure, later corrections of a Land). The limit: a table without
totals, a rate, a cell beside one without value (`.`, `x`), or two errors that cancel out pass unnoticed;
and where all counts of a column are multiples of a number, sums may differ by the rounding to it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from assets.sources.regionalstatistik.zahlen import ZEICHEN
from assets.sources.regionalstatistik.zellen import Zellen

_MAENNLICH: Final = frozenset({"männlich", "Männer", "Männlich"})
_WEIBLICH: Final = frozenset({"weiblich", "Frauen", "Weiblich"})
_GESAMT: Final = frozenset({"Insgesamt", "insgesamt", "Total", "total", "Zusammen", "zusammen"})
_NENNE: Final = 3
_PROBE: Final = 200_000
_GENAU: Final = 1e-6
_SELTEN: Final = 0.05
_STRICH: Final = ZEICHEN.index("-")
_RUNDUNGEN: Final = (10, 5, 3)


def check_sums(zellen: Zellen, gedruckt: Sequence[tuple[str, ...]], summierbar: Sequence[bool]) -> list[str]:
    """Compare parts with totals.

    Args:
        zellen: All cells, with measures assigned; `-` still counts as zero.
        gedruckt: Labels of every measure.
        summierbar: Whether every measure is a count.

    Returns:
        Warnings; at most one per kind of sum.
    """
    if not any(summierbar) or not len(zellen):
        return []
    gruppen = len(zellen.merkmale) * len(zellen.zeiten)
    zaehlbar = np.array(summierbar)[zellen.merkmal] if not all(summierbar) else None
    runden = _rounding(zellen)
    meldungen = [
        *_levels(zellen, zaehlbar, gruppen, runden),
        *_sexes(zellen, gedruckt, summierbar, runden),
    ]
    return [m for m in meldungen if m]


def _rounding(zellen: Zellen) -> np.ndarray:
    """Return, per measure, the number of which all its counts are multiples (1: none)."""
    ergebnis = np.ones(len(zellen.merkmale))
    offen = np.ones(len(zellen.merkmale), bool)
    for teiler in _RUNDUNGEN:
        bricht = ~offen
        for von, bis in ((0, _PROBE), (_PROBE, len(zellen))):  # a few cells decide nearly always
            if not bricht.all():
                teil = zellen.merkmal[von:bis]
                bricht[teil[np.mod(zellen.wert[von:bis], teiler) > 0]] = True
        ergebnis[~bricht] = teiler
        offen &= bricht
    return ergebnis


def _levels(zellen: Zellen, zaehlbar: np.ndarray | None, gruppen: int, runden: np.ndarray) -> list[str]:
    """Compare the Kreise with their Land and the Länder with Germany."""
    kreise, laender, bund = (
        np.array([len(ags) == stellen and (ags == "00") == ist_bund for ags in zellen.gebiete])
        for stellen, ist_bund in ((5, False), (2, False), (2, True))
    )
    nummer = {ags: i for i, ags in enumerate(zellen.gebiete)}
    ueber = np.array([nummer.get(ags[:2] if len(ags) == 5 else "00", -1) for ags in zellen.gebiete])
    meldungen = []
    for teile, ganze, was in (
        (kreise, laender, "die Kreise ergeben nicht ihr Land"),
        (laender, bund, "die Länder ergeben nicht Deutschland"),
    ):
        teile = teile & (ueber >= 0)
        if teile.any() and ganze.any():
            meldungen.append(_compare(zellen, zaehlbar, gruppen, runden, (teile, ganze, ueber), was))
    return meldungen


def _compare(
    zellen: Zellen, zaehlbar: np.ndarray | None, gruppen: int, runden: np.ndarray,
    ebenen: tuple[np.ndarray, np.ndarray, np.ndarray], was: str,
) -> str:  # fmt: skip
    teile, ganze, ueber = ebenen
    platz = np.full(len(zellen.gebiete), -1, np.int64)
    platz[ganze] = np.arange(np.count_nonzero(ganze))
    orte = np.flatnonzero(ganze)
    anzahl = len(orte) * gruppen

    def stelle(auswahl: np.ndarray, gebiet: np.ndarray) -> np.ndarray:
        return (
            platz[gebiet] * gruppen
            + zellen.merkmal[auswahl].astype(np.int64) * len(zellen.zeiten)
            + zellen.zeit[auswahl]
        )

    unten = teile[zellen.ags] if zaehlbar is None else teile[zellen.ags] & zaehlbar
    unten_i = np.flatnonzero(unten)
    wo = stelle(unten_i, ueber[zellen.ags[unten_i]])
    summe = np.bincount(wo, zellen.wert[unten_i], anzahl)  # NaN where one part has no value
    viele = np.bincount(wo, minlength=anzahl)
    oben_i = np.flatnonzero(ganze[zellen.ags] if zaehlbar is None else ganze[zellen.ags] & zaehlbar)
    hier = stelle(oben_i, zellen.ags[oben_i])
    moeglich = (viele[hier] > 1) & (summe[hier] > 0) & (zellen.zeichen[oben_i] != _STRICH)
    oben_i, hier = oben_i[moeglich], hier[moeglich]
    falsch = _differ(summe[hier] - zellen.wert[oben_i], runden[zellen.merkmal[oben_i]], viele[hier])
    return _message(zellen, oben_i[falsch], summe[hier][falsch], was, len(oben_i))


def _differ(abstand: np.ndarray, runden: np.ndarray, teile: np.ndarray | int) -> np.ndarray:
    """Say which sums do not match.

    Where nearly all sums match exactly, every other one is told. Where many do not, the figures were rounded
    one by one (averages of a year, multiples of three): then a sum may differ by half a unit per figure.
    """
    abstand = np.abs(abstand)
    gerundet = abstand > runden / 2 * (teile + 1) + _GENAU
    genau = abstand > _GENAU
    if np.count_nonzero(genau) > _SELTEN * len(abstand):
        return gerundet
    return np.where(runden > 1, gerundet, genau)


def _sexes(
    zellen: Zellen, gedruckt: Sequence[tuple[str, ...]], summierbar: Sequence[bool], runden: np.ndarray
) -> list[str]:
    """Compare male and female with their total, where a table prints all three."""
    dreier = _triples(gedruckt, summierbar)
    if not dreier:
        return []
    reihe = zellen.ags.astype(np.int64) * len(zellen.zeiten) + zellen.zeit
    anzahl = len(zellen.gebiete) * len(zellen.zeiten)
    ordnung = np.argsort(zellen.merkmal.astype(np.min_scalar_type(len(zellen.merkmale))), kind="stable")
    grenzen = np.concatenate(([0], np.cumsum(np.bincount(zellen.merkmal, minlength=len(zellen.merkmale)))))
    falsch, summen, geprueft = [], [], 0
    for maenner, frauen, gesamt in dreier:
        werte = []
        for merkmal in (maenner, frauen, gesamt):
            auswahl = ordnung[grenzen[merkmal] : grenzen[merkmal + 1]]
            je_reihe = np.full(anzahl, np.nan)
            je_reihe[reihe[auswahl]] = zellen.wert[auswahl]
            werte.append(je_reihe)
        hier = reihe[auswahl]
        summe = (werte[0] + werte[1])[hier]
        geprueft += int(np.count_nonzero(~np.isnan(summe + werte[2][hier])))
        schlecht = _differ(summe - werte[2][hier], runden[[gesamt]], 2)
        falsch.append(auswahl[schlecht])
        summen.append(summe[schlecht])
    text = "männlich und weiblich ergeben nicht die Gesamtzahl"
    return [_message(zellen, np.concatenate(falsch), np.concatenate(summen), text, geprueft)]


def _triples(gedruckt: Sequence[tuple[str, ...]], summierbar: Sequence[bool]) -> list[tuple[int, int, int]]:
    """Find measures that differ in male, female, total only."""
    nach_teilen: dict[tuple[str, ...], dict[str, int]] = {}
    for nummer, pfad in enumerate(gedruckt):
        teile = [teil for stufe in pfad for teil in stufe.split(" / ")]
        art = "m" if _MAENNLICH & set(teile) else "w" if _WEIBLICH & set(teile) else "i"
        rest = tuple(t for t in teile if t not in _MAENNLICH | _WEIBLICH | _GESAMT)
        if summierbar[nummer]:
            nach_teilen.setdefault(rest, {}).setdefault(art, nummer)
    return [(d["m"], d["w"], d["i"]) for d in nach_teilen.values() if len(d) == 3]


def _message(zellen: Zellen, stellen: np.ndarray, summen: np.ndarray, was: str, geprueft: int) -> str:
    if not len(stellen):
        return ""
    faelle = "; ".join(
        f"Zeile {zellen.zeile[i]}, Spalte {zellen.spalten[zellen.spalte[i]]}: {_zahl(zellen.wert[i])} "
        f"statt {_zahl(summe)}"
        for i, summe in zip(stellen[:_NENNE], summen[:_NENNE], strict=True)
    )
    return (
        f"Summe passt nicht: {was} in {_zahl(len(stellen))} von {_zahl(geprueft)} Fällen "
        f"({faelle}{' …' if len(stellen) > _NENNE else ''})."
    )


def _zahl(wert: float) -> str:
    text = f"{wert:,.0f}" if float(wert).is_integer() else f"{wert:,.2f}"
    return text.translate(str.maketrans(",.", ".,"))
