"""Suppression: which counts are hidden, and tables in which a hidden count leaves no trace."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assets.confidentiality.angriff import attack
from assets.confidentiality.muster import suppress
from assets.confidentiality.zellbau import Indikatorzelle, Tabellenzellen
from assets.confidentiality.zellverbund import Zelle, Zellverbund

ZEICHEN = "g"
UNAUFFAELLIG = "gering"
"""Reliability of every withheld value: the true grade would tell its size."""
_SCHLUESSEL = ["indikator_id", "ags", "jahr"]


@dataclass(frozen=True)
class Sperrplan:
    """What is hidden.

    Attributes:
        verdeckt: Hidden cells.
        verfahren: How the further ones were chosen: `optimal`, `naeherung`, or `keines`.
    """

    verdeckt: frozenset[Zelle]
    verfahren: str


def give_up_known(verbund: Zellverbund) -> None:
    """Take out of protection what earlier editions give away even if everything else were hidden.

    Those cells stay hidden in this edition and are named in the protocol; the others are protected given
    that they are known.
    """
    if not any(a.frueher for a in verbund.zellen.values()):
        return
    offen = _narrow(verbund, frueher_bekannt=True) - _narrow(verbund, frueher_bekannt=False)
    for zelle in offen:
        angabe = verbund.zellen[zelle]
        if angabe.sichtbar:
            verbund.bekannt.add(zelle)
        angabe.primaer, angabe.fest, angabe.frueher = False, True, True


def _narrow(verbund: Zellverbund, *, frueher_bekannt: bool) -> set[Zelle]:
    """Cells to be hidden whose range is too narrow although all that can be hidden is hidden."""
    modell, zellen = verbund.model()
    if not zellen:
        return set()
    frei = np.array([not frueher_bekannt and verbund.zellen[z].frueher for z in zellen])
    ergebnis = attack(modell, ~modell.fest | frei)
    eng = set(ergebnis.loc[~ergebnis["geschuetzt"], "schluessel"])
    return {z for z, p in zip(zellen, modell.primaer, strict=True) if p and z.name in eng}


def choose(verbund: Zellverbund) -> Sperrplan:
    """Choose what to hide over all sums at once; editions of one count go together.

    Raises:
        SperrFehler: no pattern protects everything.
    """
    weitere: set[Zelle] = set()
    while True:
        modell, zellen = verbund.model(weitere)
        if not zellen:
            return Sperrplan(frozenset(verbund.bekannt), "keines")
        muster = suppress(modell)
        verdeckt = {z for z, v in zip(zellen, muster.verdeckt, strict=True) if v}
        fehlt = {
            z
            for gruppe in verbund.gleiche
            if verdeckt.intersection(gruppe)
            for z in gruppe
            if z not in verdeckt and not verbund.zellen[z].fest
        }
        if not fehlt:
            return Sperrplan(frozenset(verdeckt | verbund.bekannt), muster.verfahren)
        weitere |= fehlt


def blank_werte(werte: pd.DataFrame, tabellen: Tabellenzellen, verdeckt: AbstractSet[Zelle]) -> pd.DataFrame:
    """Withhold indicator values of which the numerator or the denominator is hidden.

    Args:
        werte: Columns of `schemas.indicators.Indikatorwert`.
        tabellen: Cells of the tables.
        verdeckt: Hidden cells.

    Returns:
        The same rows; in withheld ones `wert`, `zaehler`, `untergrenze` and `obergrenze` are NULL,
        `nenner` too where it is itself hidden; `kennzeichen` is `g`.
    """
    schluessel = pd.MultiIndex.from_frame(werte[_SCHLUESSEL])
    rollen = [_hidden_roles(tabellen.indikatoren.get(s, {}), verdeckt) for s in schluessel]
    zeilen = werte.index[[bool(r) for r in rollen]]
    ergebnis = werte.copy()
    ergebnis.loc[zeilen, ["wert", "zaehler", "untergrenze", "obergrenze"]] = float("nan")
    ergebnis.loc[werte.index[["nenner" in r for r in rollen]], "nenner"] = float("nan")
    ergebnis.loc[zeilen, "kennzeichen"] = ZEICHEN
    ergebnis.loc[zeilen, "verlaesslichkeit"] = UNAUFFAELLIG
    return ergebnis


def blank_beobachtungen(
    beobachtungen: pd.DataFrame, tabellen: Tabellenzellen, verdeckt: AbstractSet[Zelle]
) -> pd.DataFrame:
    """Withhold observations: `wert` is NULL and `kennzeichen` `g`; the same rows as before."""
    zeilen = [stelle for stelle, zelle in tabellen.beobachtung.items() if zelle in verdeckt]
    ergebnis = beobachtungen.copy()
    ergebnis.loc[zeilen, "wert"] = float("nan")
    ergebnis.loc[zeilen, "kennzeichen"] = ZEICHEN
    return ergebnis


def _hidden_roles(rollen: Mapping[str, Indikatorzelle], verdeckt: AbstractSet[Zelle]) -> set[str]:
    return {name for name, rolle in rollen.items() if rolle.zelle in verdeckt}


def blank_medians(werte: pd.DataFrame, mediane: pd.Index) -> pd.DataFrame:
    """Withhold the median of the Gemeinden of a Kreis where one of them is withheld.

    Args:
        werte: Columns of `schemas.indicators.Indikatorwert`, Gemeinden already withheld.
        mediane: Indicators whose Kreis value is such a median.
    """
    wahl = werte["indikator_id"].isin(mediane)
    gesperrt = werte[wahl & werte["kennzeichen"].eq(ZEICHEN).fillna(False) & (werte["ags"].str.len() == 8)]
    kreise = set(zip(gesperrt["indikator_id"], gesperrt["ags"].str[:5], gesperrt["jahr"], strict=True))
    zeilen = werte.index[
        wahl
        & pd.Series([s in kreise for s in pd.MultiIndex.from_frame(werte[_SCHLUESSEL])], index=werte.index)
    ]
    ergebnis = werte.copy()
    ergebnis.loc[zeilen, ["wert", "zaehler", "nenner", "untergrenze", "obergrenze"]] = float("nan")
    ergebnis.loc[zeilen, "kennzeichen"] = ZEICHEN
    ergebnis.loc[zeilen, "verlaesslichkeit"] = UNAUFFAELLIG
    return ergebnis
