"""What a printed `-` means: zero, unless it contradicts its own total or the Kreis does not exist.

The official key says that `-` is exactly zero. The Regionaldatenbank prints it as well for Kreise
that do not exist in the period and for figures that were not delivered. Those are no zeros: the
value stays empty, the sign stays as printed, and a warning says how many there are.

A single cell never decides over others: where all but one cell (or one in a hundred) are `-` and that one
contradicts the total, the others stay empty as they would without it, and a warning names it.

The rule works on numbers instead of texts, so that it holds for tables of any size.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from assets.sources.regionalstatistik.kreise import exists_at

_AUSNAHMEN: Final = 0.01
"""Share of cells that may contradict all others without turning them into zeros; one cell always may."""

_GEHEIM: Final = 4
_NENNE: Final = 5
_WENIG: Final = 3
"""Units by which a total and its only part may differ: offices round to multiples of three."""


@dataclass(frozen=True)
class Strichtabelle:
    """Cells as the rule sees them: measure, territory and period as numbers into lists of names."""

    merkmal: np.ndarray
    merkmale: Sequence[str]
    ags: np.ndarray
    gebiete: Sequence[str]
    zeit: np.ndarray
    zeiten: Sequence[str]
    wert: np.ndarray
    strich: np.ndarray
    gesperrt: np.ndarray

    def chosen(self, auswahl: np.ndarray) -> "Strichtabelle":
        """Return some of the cells."""
        return Strichtabelle(
            self.merkmal[auswahl], self.merkmale, self.ags[auswahl], self.gebiete, self.zeit[auswahl],
            self.zeiten, self.wert[auswahl], self.strich[auswahl], self.gesperrt[auswahl],
        )  # fmt: skip

    @property
    def gruppe(self) -> np.ndarray:
        """Number of measure and period together."""
        return self.merkmal.astype(np.int64) * len(self.zeiten) + self.zeit

    @property
    def gruppen(self) -> int:
        """How many combinations of measure and period there can be."""
        return len(self.merkmale) * len(self.zeiten)


def resolve_dashes(
    zellen: pd.DataFrame, kreise: Collection[str] | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Empty the values of every `-` that is no zero.

    Args:
        zellen: `merkmal_id`, `ags`, `zeitraum`, `wert`, `kennzeichen`; one row per cell.
        kreise: The registers (`assets.sources.gebietsbestand`); without them every Kreis counts as existing.

    Returns:
        The same rows, and warnings.
    """
    strich = (zellen["kennzeichen"] == "-").to_numpy(bool)
    if not strich.any():
        return zellen, []
    spalten = [pd.factorize(zellen[name].astype(object)) for name in ("merkmal_id", "ags", "zeitraum")]
    (merkmal, merkmale), (ags, gebiete), (zeit, zeiten) = spalten
    tabelle = Strichtabelle(
        merkmal, list(merkmale), ags, list(gebiete), zeit, list(zeiten),
        zellen["wert"].to_numpy(float), strich, (zellen["kennzeichen"] == "x").to_numpy(bool),
    )  # fmt: skip
    leer, warnungen = find_empty_dashes(tabelle, kreise)
    zellen = zellen.copy()
    zellen.loc[leer, "wert"] = float("nan")
    return zellen, warnungen


def find_empty_dashes(tabelle: Strichtabelle, kreise: Collection[str] | None) -> tuple[np.ndarray, list[str]]:
    """Return which cells are `-` and no zero, and warnings."""
    if not tabelle.strich.any():
        return np.zeros(len(tabelle.wert), bool), []
    warnungen: list[str] = []
    leer = _missing_kreise(tabelle, kreise, warnungen)
    uebrig = np.flatnonzero(~leer)
    rest = tabelle if len(uebrig) == len(leer) else tabelle.chosen(uebrig)
    oben = _parents(rest)
    regeln: tuple[tuple[Callable[[], np.ndarray], str], ...] = (
        (lambda: _undelivered(rest), "auf allen Ebenen bis Deutschland „-“ (nicht geliefert)"),
        (
            lambda: _nearly_undelivered(rest),
            "auf fast allen Ebenen „-“ (nicht geliefert), und was beziffert ist, widerspricht der Summe",
        ),
        (
            lambda: _against_parent(rest, oben),
            "in allen Teilgebieten „-“, obwohl die Summe darüber größer als null ist",
        ),
        (lambda: _against_parts(rest, oben), "in der Summe „-“, obwohl Teilgebiete größer als null sind"),
    )
    for regel, text in regeln:
        betroffen = np.flatnonzero(regel())
        if len(betroffen):
            leer[uebrig[betroffen]] = True
            wo = _name_some(rest, betroffen)
            gegen = _contradictions(rest, betroffen)
            warnungen.append(f"{len(betroffen)} Angaben stehen {text}; der Wert bleibt leer: {wo}.{gegen}")
    return leer, warnungen


def _contradictions(tabelle: Strichtabelle, betroffen: np.ndarray) -> str:
    """Name the few cells that have something where nearly all of their group are `-`."""
    gruppen = np.zeros(tabelle.gruppen, bool)
    gruppen[tabelle.gruppe[betroffen]] = True
    gesamt, striche = _counts(tabelle.gruppe, tabelle.strich, tabelle.gruppen)
    gruppen &= _nearly_all(gesamt, striche) & (gesamt > striche)
    zellen = np.flatnonzero(gruppen[tabelle.gruppe] & ~tabelle.strich)
    if not len(zellen):
        return ""
    namen = [f"{tabelle.gebiete[tabelle.ags[i]]} {_name_some(tabelle, [i])}" for i in zellen[:_NENNE]]
    return f" Im Widerspruch dazu beziffert: {'; '.join(namen)}{' …' if len(zellen) > _NENNE else '.'}"


def last_day(zeitraum: pd.Series) -> pd.Series:
    """Return the last day of every period as ISO date: `2019` → `2019-12-31`; spans: last year."""
    return zeitraum.where(zeitraum.str.len() == 10, zeitraum.str[-4:] + "-12-31")


def last_day_of(zeitraum: str) -> str:
    """Return the last day of one period as ISO date."""
    return zeitraum if len(zeitraum) == 10 else f"{zeitraum[-4:]}-12-31"


def _counts(gruppe: np.ndarray, bedingung: np.ndarray, anzahl: int) -> tuple[np.ndarray, np.ndarray]:
    """Return for every group how many cells it has, and for how many of them the condition holds."""
    return np.bincount(gruppe, minlength=anzahl), np.bincount(gruppe[bedingung], minlength=anzahl)


def _nearly_all(gesamt: np.ndarray, davon: np.ndarray) -> np.ndarray:
    """Say of every group whether all cells but one, or but one in a hundred, are counted (at least one)."""
    return (davon > 0) & (gesamt - davon <= np.maximum(1, _AUSNAHMEN * gesamt))


def _missing_kreise(
    tabelle: Strichtabelle, kreise: Collection[str] | None, warnungen: list[str]
) -> np.ndarray:
    """Mark the cells of Kreise that are `-` throughout a period in which they do not exist."""
    gruppe = tabelle.ags.astype(np.int64) * len(tabelle.zeiten) + tabelle.zeit
    anzahl = len(tabelle.gebiete) * len(tabelle.zeiten)
    gesamt, nichts = _counts(gruppe, tabelle.strich | tabelle.gesperrt, anzahl)
    ganz = _nearly_all(gesamt, nichts) & (np.bincount(gruppe[tabelle.strich], minlength=anzahl) > 0)
    ganz &= np.repeat([len(ags) == 5 for ags in tabelle.gebiete], len(tabelle.zeiten))
    vorhanden: list[str] = []
    fort: list[str] = []
    uneins: list[str] = []
    nummern, erste = np.flatnonzero(ganz), np.zeros(0, np.int64)
    if len(nummern):
        stellen = np.full(anzahl, len(gruppe), np.int64)
        np.minimum.at(stellen, gruppe[ganz[gruppe]], np.flatnonzero(ganz[gruppe]))
        erste = np.argsort(stellen[nummern], kind="stable")
    for nummer in nummern[erste]:
        ags, zeit = divmod(int(nummer), len(tabelle.zeiten))
        if exists_at(tabelle.gebiete[ags], last_day_of(tabelle.zeiten[zeit]), kreise):
            ganz[nummer] = False
            if nichts[nummer] == gesamt[nummer]:
                vorhanden.append(f"{tabelle.gebiete[ags]} ({tabelle.zeiten[zeit]})")
        else:
            fort.append(tabelle.gebiete[ags])
            if nichts[nummer] < gesamt[nummer]:
                uneins.append(f"{tabelle.gebiete[ags]} ({tabelle.zeiten[zeit]})")
    if vorhanden:
        warnungen.append(
            f"{len(vorhanden)} bestehende Kreise haben in einem ganzen Zeitraum nur „-“; gelesen als null: "
            f"{', '.join(vorhanden[:10])}."
        )
    if fort:
        warnungen.append(
            f"{len(set(fort))} Kreise bestehen im Zeitraum der Angaben nicht (aufgelöst oder noch "
            f"nicht gebildet) und sind mit „-“ gedruckt; der Wert bleibt leer."
            + (f" Im Widerspruch dazu beziffert: {', '.join(uneins[:_NENNE])}." if uneins else "")
        )
    return ganz[gruppe] & (tabelle.strich | tabelle.gesperrt)


def _undelivered(tabelle: Strichtabelle) -> np.ndarray:
    """Mark measures that are `-` everywhere in a period, Germany and at least one part included."""
    gesamt, striche = _counts(tabelle.gruppe, tabelle.strich, tabelle.gruppen)
    alle = (gesamt == striche) & (gesamt > 1) & (_of_germany(tabelle)[1] > 0)
    return alle[tabelle.gruppe]


def _nearly_undelivered(tabelle: Strichtabelle) -> np.ndarray:
    """Mark the `-` of measures where Germany is `-` above few other figures, or alone has a figure."""
    gesamt, striche = _counts(tabelle.gruppe, tabelle.strich, tabelle.gruppen)
    bund, bund_strich = _of_germany(tabelle)
    fast = _nearly_all(gesamt, striche) & (gesamt > striche) & (bund > 0)
    fast &= (bund_strich > 0) | (gesamt - striche == 1)
    return fast[tabelle.gruppe] & tabelle.strich


def _of_germany(tabelle: Strichtabelle) -> tuple[np.ndarray, np.ndarray]:
    """Return how many cells of Germany every group has, and how many of them are `-`."""
    bund = np.array([ags == "00" for ags in tabelle.gebiete])[tabelle.ags]
    return _counts(tabelle.gruppe[bund], tabelle.strich[bund], tabelle.gruppen)


def _parents(tabelle: Strichtabelle) -> np.ndarray:
    """Return the territory above within the file for every territory: Land, else Germany, else -1."""
    vorhanden = np.bincount(tabelle.ags, minlength=len(tabelle.gebiete)) > 0
    nummer = {ags: i for i, ags in enumerate(tabelle.gebiete) if vorhanden[i]}
    bund = nummer.get("00", -1)
    return np.array(
        [
            -1 if ags == "00" else nummer.get(ags[:2], bund) if len(ags) > 2 else bund
            for ags in tabelle.gebiete
        ],
        np.int64,
    )


def _parent_values(tabelle: Strichtabelle, oben: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values of territories that are above others (parent × group), and the place of each parent."""
    eltern = np.unique(oben[oben >= 0])
    platz = np.full(len(tabelle.gebiete), -1, np.int64)
    platz[eltern] = np.arange(len(eltern))
    werte = np.full((len(eltern), tabelle.gruppen), np.nan)
    eigene = np.flatnonzero(platz[tabelle.ags] >= 0)
    werte[platz[tabelle.ags[eigene]], tabelle.gruppe[eigene]] = tabelle.wert[eigene]
    return werte, platz


def _against_parent(tabelle: Strichtabelle, oben: np.ndarray) -> np.ndarray:
    """Mark parts that are all `-` under a positive total."""
    ueber = oben[tabelle.ags]
    leer = np.zeros(len(ueber), bool)
    teile = np.flatnonzero(ueber >= 0)
    if not len(teile):
        return leer
    werte, platz = _parent_values(tabelle, oben)
    gruppe = platz[ueber[teile]] * tabelle.gruppen + tabelle.gruppe[teile]
    summe = werte.ravel()
    gesamt, striche = _counts(gruppe, tabelle.strich[teile], werte.size)
    alle = gesamt == striche
    fast = _nearly_all(gesamt, striche) & ~alle
    if fast.any():
        fast &= ~_is_whole_total(tabelle, teile, gruppe, summe, fast)
    leer[teile] = ((alle | fast) & (summe > 0))[gruppe] & tabelle.strich[teile]
    return leer


def _is_whole_total(
    tabelle: Strichtabelle, teile: np.ndarray, gruppe: np.ndarray, summe: np.ndarray, auswahl: np.ndarray
) -> np.ndarray:
    """Say of which chosen totals the printed parts of one level (Kreise, Gemeinden) are the whole.

    Then nothing is left for the parts with `-`: they are zeros. Offices round and alter small counts, so a
    few units may be missing. Among a handful of parts one without a value (`.`) may be the whole as well;
    beside many it never stands alone, because the total would disclose it.
    """
    ganz = np.bincount(gruppe, minlength=len(summe)) <= _GEHEIM
    ganz &= np.bincount(gruppe[np.isnan(tabelle.wert[teile])], minlength=len(summe)) > 0
    stellen = np.array([len(ags) for ags in tabelle.gebiete])[tabelle.ags[teile]]
    rest = np.flatnonzero(auswahl[gruppe] & (tabelle.wert[teile] > 0))
    for stelle in np.unique(stellen[rest]):
        auf = rest[stellen[rest] == stelle]
        vorhanden = np.bincount(gruppe[auf], tabelle.wert[teile[auf]], len(summe))
        ganz |= (vorhanden > 0) & (np.abs(vorhanden - summe) <= np.maximum(_WENIG, _AUSNAHMEN * summe))
    return ganz


def _against_parts(tabelle: Strichtabelle, oben: np.ndarray) -> np.ndarray:
    """Mark totals that are `-` above positive parts."""
    werte, platz = _parent_values(tabelle, oben)
    positiv = np.zeros(werte.shape, bool)
    teile = np.flatnonzero((oben[tabelle.ags] >= 0) & (tabelle.wert > 0))
    positiv[platz[oben[tabelle.ags[teile]]], tabelle.gruppe[teile]] = True
    eigene = np.flatnonzero(tabelle.strich & (platz[tabelle.ags] >= 0))
    leer = np.zeros(len(tabelle.wert), bool)
    leer[eigene] = positiv[platz[tabelle.ags[eigene]], tabelle.gruppe[eigene]]
    return leer


def _name_some(tabelle: Strichtabelle, zellen: np.ndarray | list[int]) -> str:
    faelle = pd.unique(tabelle.gruppe[zellen])
    paare = [divmod(int(fall), len(tabelle.zeiten)) for fall in faelle[:6]]
    namen = [f"{tabelle.merkmale[merkmal]} {tabelle.zeiten[zeit]}" for merkmal, zeit in paare]
    return ", ".join(namen) + (" …" if len(faelle) > 6 else "")
