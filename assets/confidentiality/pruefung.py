"""Audit of what is shown, apart from the suppression: it reads the finished tables, not the plan.

Which counts a reader sees is taken from the rows as they will be published. For every other count the
smallest and the largest value are worked out that fit everything published, here and in earlier editions.
"""

import numpy as np
import pandas as pd

from assets.confidentiality.angriff import attack
from assets.confidentiality.fehler import SperrFehler
from assets.confidentiality.regeln import Schutzregeln
from assets.confidentiality.sperrung import UNAUFFAELLIG, ZEICHEN
from assets.confidentiality.zellbau import Tabellenzellen
from assets.confidentiality.zellverbund import Zelle

_WERTE = ["indikator_id", "ags", "jahr"]
_BEOBACHTUNGEN = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
PROTOKOLL = [
    "kennung",
    "ags",
    "zeitraum",
    "quelle",
    "schutz",
    "spanne_verlangt",
    "spanne_gewahrt",
    "verfahren",
]


def audit(
    werte: tuple[pd.DataFrame, pd.DataFrame],
    beobachtungen: tuple[pd.DataFrame, pd.DataFrame],
    tabellen: Tabellenzellen,
    regeln: Schutzregeln,
    verfahren: str = "keines",
) -> pd.DataFrame:
    """Check the protected tables against the unprotected ones.

    Args:
        werte: `schemas.indicators.Indikatorwert` before and after suppression, with one index.
        beobachtungen: `schemas.sources.Beobachtungen` before and after it, with one index.
        tabellen: Cells of both tables.
        regeln: Policy.
        verfahren: How the further suppressions were chosen; for the protocol.

    Returns:
        The protocol; columns of `schemas.geheimhaltung.Geheimhaltungspruefung`.

    Raises:
        SperrFehler: a public row has changed; a withheld row still holds a figure; a small count is
            shown; a withheld count lies in a range narrower than the rule asks for.
    """
    fehler = _audit_rows(werte, beobachtungen, tabellen)
    gezeigt = _shown(werte[1], beobachtungen[1], tabellen)
    fehler += _small_and_shown(gezeigt, tabellen, regeln)
    modell, zellen = tabellen.verbund.model(_hidden(tabellen, gezeigt))
    verdeckt = np.array([z not in gezeigt for z in zellen], dtype=bool) & ~modell.fest
    ergebnis = attack(modell, verdeckt) if zellen else pd.DataFrame({"schluessel": [], "geschuetzt": []})
    fehler += [f"berechenbar: {n}" for n in ergebnis.loc[~ergebnis["geschuetzt"].astype(bool), "schluessel"]]
    if fehler:
        raise SperrFehler(sorted(set(fehler)))
    return _protocol(tabellen, gezeigt, verfahren)


def _hidden(tabellen: Tabellenzellen, gezeigt: set[Zelle]) -> list[Zelle]:
    return [z for z, a in tabellen.verbund.zellen.items() if a.sichtbar and not a.fest and z not in gezeigt]


def _audit_rows(
    werte: tuple[pd.DataFrame, pd.DataFrame],
    beobachtungen: tuple[pd.DataFrame, pd.DataFrame],
    tabellen: Tabellenzellen,
) -> list[str]:
    schluessel = pd.MultiIndex.from_frame(werte[0][_WERTE])
    eigene_werte = pd.Series(
        [s in tabellen.indikatoren for s in schluessel], index=werte[0].index, dtype=bool
    )
    eigene_zeilen = pd.Series(beobachtungen[0].index.isin(list(tabellen.beobachtung)), beobachtungen[0].index)
    fehler = _changed(*werte, ~eigene_werte, _WERTE)
    fehler += _changed(*beobachtungen, ~eigene_zeilen, _BEOBACHTUNGEN)
    fehler += _traces(*werte, ["wert", "zaehler", "untergrenze", "obergrenze"], _WERTE)
    fehler += _traces(*beobachtungen, ["wert"], _BEOBACHTUNGEN)
    verraten = werte[1]["kennzeichen"].eq(ZEICHEN) & werte[1]["verlaesslichkeit"].ne(UNAUFFAELLIG)
    return fehler + [f"Reste einer Sperrung: {n}" for n in _names(werte[1][verraten], _WERTE)]


def _changed(
    roh: pd.DataFrame, neu: pd.DataFrame, wahl: np.ndarray | pd.Series, schluessel: list[str]
) -> list[str]:
    if not roh.index.equals(neu.index) or list(roh.columns) != list(neu.columns):
        return ["Zeilen oder Spalten sind hinzugekommen oder verloren gegangen"]
    alt, jetzt = roh[wahl], neu[wahl]
    anders = pd.Series(False, index=alt.index)
    for spalte in alt.columns:
        anders |= ~(alt[spalte].eq(jetzt[spalte]).fillna(False) | (alt[spalte].isna() & jetzt[spalte].isna()))
    return [f"öffentliche Angabe verändert: {n}" for n in _names(alt[anders], schluessel)]


def _traces(roh: pd.DataFrame, neu: pd.DataFrame, zahlen: list[str], schluessel: list[str]) -> list[str]:
    """Find rows that are marked as withheld and still hold a figure, or lost one without the mark."""
    gesperrt = neu["kennzeichen"].eq(ZEICHEN).fillna(False).to_numpy(bool)
    da = neu[zahlen].notna().to_numpy()
    verloren = (roh[zahlen].notna().to_numpy() & ~da).any(axis=1)
    falsch = (gesperrt & da.any(axis=1)) | (~gesperrt & verloren)
    return [f"Reste einer Sperrung: {n}" for n in _names(neu[falsch], schluessel)]


def _names(zeilen: pd.DataFrame, schluessel: list[str]) -> list[str]:
    return [", ".join(map(str, z)) for z in zeilen[schluessel].itertuples(index=False)]


def _shown(werte: pd.DataFrame, beobachtungen: pd.DataFrame, tabellen: Tabellenzellen) -> set[Zelle]:
    """Cells whose count stands in some row, or follows from a rate in it."""
    sichtbar = beobachtungen["wert"].notna()
    gezeigt = {zelle for stelle, zelle in tabellen.beobachtung.items() if sichtbar[stelle]}
    schluessel = pd.MultiIndex.from_frame(werte[_WERTE])
    for name in ("zaehler", "nenner"):
        folgt = werte[["wert", "untergrenze", "obergrenze", name]].notna().any(axis=1)
        for stelle in schluessel[folgt.to_numpy(bool)]:
            rolle = tabellen.indikatoren.get(stelle, {}).get(name)
            if rolle is not None and rolle.zelle is not None:
                gezeigt.add(rolle.zelle)
    return gezeigt


def _small_and_shown(gezeigt: set[Zelle], tabellen: Tabellenzellen, regeln: Schutzregeln) -> list[str]:
    fehler = []
    for zelle in sorted(gezeigt):
        regel = regeln.rule_for(zelle.quelle)
        wert = tabellen.verbund.zellen[zelle].wert
        if regel and (0 < wert < regel.mindestzahl or (wert == 0 and regel.nullen_schuetzen)):
            fehler.append(f"kleine Zahl sichtbar: {zelle.name}")
    return fehler


def _protocol(tabellen: Tabellenzellen, gezeigt: set[Zelle], verfahren: str) -> pd.DataFrame:
    """List the hidden counts of the tables; rests are left out, for to name one is to call it small."""
    zellen = tabellen.verbund.zellen
    bekannt = tabellen.verbund.bekannt
    zeilen: list[tuple[str, str, str, str, str, float, bool, str]] = [
        (*z, "gesperrt", zellen[z].schutz, True, verfahren)
        for z in _hidden(tabellen, gezeigt)
        if z not in bekannt
    ]
    zeilen += [(*z, "frueher_veroeffentlicht", float("nan"), False, "keines") for z in bekannt]
    typen = dict.fromkeys(PROTOKOLL, "str") | {"spanne_verlangt": "float64", "spanne_gewahrt": "bool"}
    protokoll = pd.DataFrame(zeilen, columns=PROTOKOLL).astype(typen)
    return protokoll.sort_values(PROTOKOLL[:4], ignore_index=True)
