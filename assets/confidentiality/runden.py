"""Rounding in place of withholding: every count on its own to a multiple, rates from rounded counts.

Rounded figures do not add up. A reader knows of each count that it lies within half the base of what is
printed; the audit asks that no sum narrows this to a single number. Method: independent rounding as in the
German social statistics (5er-Rundung, each cell by itself, largest deviation 2).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from assets.confidentiality.fehler import SperrFehler
from assets.confidentiality.gliederung import Gliederung
from assets.confidentiality.pruefung import PROTOKOLL
from assets.confidentiality.regeln import Schutzregeln
from assets.confidentiality.zellbau import build_cells, protected_rows
from assets.indicators.verlaesslichkeit import reliability

ZEICHEN: Final = "≈"
_RAND: Final = 1e-6
_UNBESCHRAENKT: Final = 3


def round_to(werte: pd.Series, basis: pd.Series) -> pd.Series:
    """Round to the nearest multiple; halves away from zero."""
    return np.sign(werte) * np.floor(werte.abs() / basis + 0.5) * basis


def round_beobachtungen(beobachtungen: pd.DataFrame, regeln: Schutzregeln) -> pd.DataFrame:
    """Round the counts of people from sources with that rule; marked `≈`, the same rows as before."""
    zeilen = protected_rows(beobachtungen, regeln, runden=True)
    zeilen = zeilen[zeilen["wert"].notna()]
    basis = zeilen["quelle_id"].map(lambda q: _base(regeln, q)).astype(float)
    ergebnis = beobachtungen.copy()
    ergebnis.loc[zeilen.index, "wert"] = round_to(zeilen["wert"], basis)
    ergebnis.loc[zeilen.index, "kennzeichen"] = ZEICHEN
    return ergebnis


def round_werte(
    werte: pd.DataFrame, terme: pd.DataFrame, gerundet: pd.DataFrame, indikatoren: pd.DataFrame
) -> pd.DataFrame:
    """Compute indicator values with a rounded part anew from the rounded counts; no interval.

    Args:
        werte: Columns of `schemas.indicators.Indikatorwert`.
        terme: As for `assets.confidentiality.zellbau.build_cells`.
        gerundet: Observations after `round_beobachtungen`.
        indikatoren: Columns `faktor` and `verfahren`, by the id of the indicator.
    """
    eigene = terme[gerundet["kennzeichen"].eq(ZEICHEN).reindex(terme["stelle"], fill_value=False).to_numpy()]
    schluessel = ["indikator_id", "ags", "jahr"]
    betroffen = terme.merge(eigene[schluessel].drop_duplicates(), on=schluessel, validate="m:1")
    wert = gerundet["wert"].reindex(betroffen["stelle"]).to_numpy() * betroffen["vorzeichen"].to_numpy()
    rollen = (
        betroffen.assign(wert=wert)
        .pivot_table("wert", schluessel, "rolle", aggfunc="sum")
        .reindex(columns=["zaehler", "nenner"])
    )
    ziel = werte.set_index(schluessel).index
    stellen = np.flatnonzero(
        ziel.isin(rollen.index) & werte["kennzeichen"].ne("g").fillna(True).to_numpy(bool)
    )
    neu = rollen.reindex(ziel[stellen])
    ergebnis = werte.copy()
    zeilen = werte.index[stellen]
    return _with_rounded(ergebnis, zeilen, neu, indikatoren)


def _with_rounded(
    ergebnis: pd.DataFrame, zeilen: pd.Index, neu: pd.DataFrame, indikatoren: pd.DataFrame
) -> pd.DataFrame:
    zaehler, nenner = neu["zaehler"].to_numpy(float), neu["nenner"].to_numpy(float)
    quote = ~np.isnan(nenner)
    ids = ergebnis.loc[zeilen, "indikator_id"]
    faktor = ids.map(indikatoren["faktor"]).to_numpy(float)
    gezaehlt = ids.map(indikatoren["verfahren"]).isin(("anteil", "rate")).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        wert = np.where(quote, np.where(nenner > 0, zaehler / nenner * faktor, np.nan), zaehler)
    hatte_zaehler = ergebnis.loc[zeilen, "zaehler"].notna().to_numpy()
    ergebnis.loc[zeilen, "wert"] = wert
    ergebnis.loc[zeilen, "zaehler"] = np.where(hatte_zaehler, zaehler, np.nan)
    ergebnis.loc[zeilen, "nenner"] = nenner
    ergebnis.loc[zeilen, ["untergrenze", "obergrenze"]] = np.nan
    ergebnis.loc[zeilen, "kennzeichen"] = np.where(np.isnan(wert), "x", ZEICHEN)
    stufe = reliability(np.where(gezaehlt, zaehler, np.nan), np.where(gezaehlt, nenner, np.nan))
    ergebnis.loc[zeilen, "verlaesslichkeit"] = stufe
    return ergebnis


def audit_rounding(
    beobachtungen: pd.DataFrame, terme: pd.DataFrame, regeln: Schutzregeln, gliederungen: Sequence[Gliederung]
) -> pd.DataFrame:
    """Check that no rounded count follows exactly from the sums of rounded ones.

    Args:
        beobachtungen: Unprotected observations.
        terme: As for `assets.confidentiality.zellbau.build_cells`.
        regeln: Policy.
        gliederungen: Partitions into Planungsbereiche.

    Returns:
        Protocol rows of the rounded counts.

    Raises:
        SperrFehler: a count follows exactly.
    """
    verbund = build_cells(beobachtungen, terme, regeln, gliederungen, runden=True).verbund
    zellen = [z for z, a in verbund.zellen.items() if a.sichtbar]
    for zelle in zellen:
        verbund.zellen[zelle].fest, verbund.zellen[zelle].primaer = False, True
    modell, alle = verbund.model()
    matrix = modell.gleichungen.tocsr()
    grenzen = [
        _limits(w, _base(regeln, z.quelle) if verbund.zellen[z].sichtbar else None)
        for z, w in zip(alle, modell.werte, strict=True)
    ]
    _, gruppe = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
    offen: list[str] = []
    for nummer in range(int(gruppe.max(initial=-1)) + 1):
        teil = np.flatnonzero(gruppe == nummer)
        if len(teil) > 1:
            block = matrix[:, teil]
            block = block[np.diff(block.indptr) > 0]
            breiten = _widths(block, modell.werte[teil], [grenzen[i] for i in teil])
            offen += [
                alle[i].name
                for i, breite in zip(teil, breiten, strict=True)
                if verbund.zellen[alle[i]].sichtbar and breite < 1
            ]
    if offen:
        raise SperrFehler([f"aus gerundeten Zahlen berechenbar: {name}" for name in sorted(offen)])
    zeilen = [(*z, "gerundet", 1.0, True, "runden") for z in sorted(zellen)]
    return pd.DataFrame(zeilen, columns=PROTOKOLL)


def _limits(wert: float, basis: int | None) -> tuple[float, float | None]:
    if basis is None:
        return 0.0, None
    gerundet = float(round_to(pd.Series([wert]), pd.Series([basis])).iloc[0])
    return max(0.0, gerundet - basis // 2), gerundet + (basis - 1) // 2


def _widths(
    matrix: sparse.csr_array, wahr: np.ndarray, grenzen: list[tuple[float, float | None]]
) -> list[float]:
    """Width of the feasible range of every cell of one web of sums."""
    rechts = matrix @ wahr
    breiten = []
    for ziel in np.eye(len(wahr)):
        enden = [
            linprog(v * ziel, A_eq=matrix, b_eq=rechts, bounds=grenzen, method="highs") for v in (1.0, -1.0)
        ]
        offen = any(e.status == _UNBESCHRAENKT for e in enden)
        breiten.append(float("inf") if offen else float(-enden[1].fun - enden[0].fun) + _RAND)
    return breiten


def _base(regeln: Schutzregeln, quelle_id: str) -> int:
    regel = regeln.rule_for(quelle_id)
    if regel is None or regel.rundung is None:
        raise ValueError(f"no rounding for {quelle_id}")
    return regel.rundung
