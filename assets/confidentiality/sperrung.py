"""Suppression: withheld figures leave no trace in their row, nor in anything shown beside them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import pandas as pd

from assets.catalogue.kommunal import wholes, without_people
from assets.confidentiality.regeln import Schutzregel, Schutzregeln
from assets.confidentiality.zellnetz import Zelle, Zellnetz, protect, territorial_sums, too_small
from schemas.common import jahr_von

ZEICHEN = "g"
UNAUFFAELLIG = "gering"
"""Reliability of every withheld value: the true grade would tell its size."""

_MERKMAL = re.compile(r"[a-z][a-z0-9_]*")


def suppress_verbund(
    werte: pd.DataFrame,
    beobachtungen: pd.DataFrame,
    ausdruecke: Mapping[str, tuple[str | None, str | None]],
    regeln: Schutzregeln,
    gebiete: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Withhold in indicators and observations together: what is hidden in one is hidden in the other.

    Args:
        werte: Columns of `schemas.indicators.Indikatorwert`.
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        ausdruecke: Indicator → expressions of numerator and denominator over measures.
        regeln: Policy.
        gebiete: Columns of `schemas.sources.Gebiet`.

    Returns:
        Both tables with the same rows as before. In withheld ones `wert`, `zaehler`, `untergrenze` and
        `obergrenze` are NULL, `nenner` too where it is itself small; `kennzeichen` is `g`.
    """
    netz_w = net_of_werte(werte, regeln, gebiete)
    netz_b = net_of_beobachtungen(beobachtungen, regeln, gebiete)
    netz = netz_w.join(netz_b, _bindings(netz_w, netz_b, ausdruecke))
    verdeckt = protect(netz, too_small(netz))
    return _blank_werte(werte, verdeckt), _blank_beobachtungen(beobachtungen, verdeckt)


def net_of_werte(werte: pd.DataFrame, regeln: Schutzregeln, gebiete: pd.DataFrame) -> Zellnetz:
    """Turn indicator values into cells: numerator and, where it counts people, denominator.

    Only indicators and years in which a protected row occurs are looked at; their public rows take
    part in the sums as fixed figures. A count that stands in `wert` alone is taken as numerator.
    """
    je_quelle = {q: regeln.rule_for(q) for q in werte["quelle_id"].unique()}
    eigen = werte["quelle_id"].map(lambda q: je_quelle[q] is not None)
    betroffen = werte.loc[eigen, ["indikator_id", "jahr"]].drop_duplicates()
    auswahl = werte.merge(betroffen, on=["indikator_id", "jahr"], how="inner", validate="m:1")
    zahlen: dict[Zelle, float] = {}
    zellregeln: dict[Zelle, Schutzregel] = {}
    ganzes: dict[Zelle, Zelle] = {}
    folgen: dict[Zelle, tuple[Zelle, ...]] = {}
    for zeile in auswahl.to_dict("records"):
        regel = je_quelle[zeile["quelle_id"]]
        teil, nenner = _cells_of_row(zeile["indikator_id"], zeile["ags"], zeile["jahr"])
        nur_wert = pd.isna(zeile["zaehler"]) and pd.isna(zeile["nenner"])
        anzahl = zeile["wert"] if nur_wert else zeile["zaehler"]
        if pd.notna(anzahl):
            zahlen[teil] = float(anzahl)
        if pd.notna(zeile["nenner"]) and (regel is None or regel.nenner_personen):
            zahlen[nenner] = float(zeile["nenner"])
        if regel is None:
            continue
        zellregeln |= {z: regel for z in (teil, nenner) if z in zahlen}
        if teil in zahlen and nenner in zahlen:
            folgen[nenner] = (teil,)
            if regel.komplement and zahlen[nenner] >= zahlen[teil]:
                ganzes[teil] = nenner
    return Zellnetz(zahlen, zellregeln, ganzes, folgen, territorial_sums(zahlen, gebiete))


def net_of_beobachtungen(
    beobachtungen: pd.DataFrame, regeln: Schutzregeln, gebiete: pd.DataFrame
) -> Zellnetz:
    """Turn observations of protected sources into cells; places, posts and contacts are left out.

    A figure hidden in one edition is hidden in all editions of the same measure and period.
    """
    eigene = protected_rows(beobachtungen, regeln)
    zahlen = {z: wert for z, wert in zip(_cells_of(eigene), eigene["wert"], strict=True) if pd.notna(wert)}
    zellregeln = {z: r for z in zahlen if (r := regeln.rule_for(z.quelle)) is not None}
    teil_von = wholes()
    ganzes = {}
    folgen: dict[Zelle, tuple[Zelle, ...]] = defaultdict(tuple)
    for zelle in zahlen:
        voll = zelle._replace(groesse=teil_von.get(zelle.groesse, ""))
        if voll in zahlen and zahlen[voll] >= zahlen[zelle]:
            folgen[voll] = (*folgen[voll], zelle)
            if zellregeln[zelle].komplement:
                ganzes[zelle] = voll
    auflagen: dict[Zelle, list[Zelle]] = defaultdict(list)
    for zelle in zahlen:
        auflagen[zelle._replace(quelle="")].append(zelle)
    for gleiche in auflagen.values():
        for zelle in gleiche:
            folgen[zelle] = (*folgen[zelle], *(z for z in gleiche if z != zelle))
    return Zellnetz(zahlen, zellregeln, ganzes, dict(folgen), territorial_sums(zahlen, gebiete))


def protected_rows(beobachtungen: pd.DataFrame, regeln: Schutzregeln) -> pd.DataFrame:
    """Return the observations that count people and come from a source with a rule."""
    je_quelle = {q: regeln.rule_for(q) is not None for q in beobachtungen["quelle_id"].unique()}
    eigen = beobachtungen["quelle_id"].map(je_quelle).astype(bool)
    return beobachtungen[eigen & ~beobachtungen["merkmal_id"].isin(without_people())]


def _cells_of_row(indikator_id: str, ags: str, jahr: int) -> tuple[Zelle, Zelle]:
    zeit = str(jahr)
    return Zelle(indikator_id, "zaehler", ags, zeit), Zelle(indikator_id, "nenner", ags, zeit)


def _cells_of(beobachtungen: pd.DataFrame) -> list[Zelle]:
    spalten = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
    return [Zelle(m, "wert", a, z, q) for m, a, z, q in beobachtungen[spalten].itertuples(index=False)]


def _bindings(
    netz_w: Zellnetz, netz_b: Zellnetz, ausdruecke: Mapping[str, tuple[str | None, str | None]]
) -> Iterator[tuple[Zelle, Zelle]]:
    """Yield the pairs of cells that hold the same count: in an indicator, among the observations."""
    fundorte: dict[tuple[str, str, str], list[Zelle]] = defaultdict(list)
    for zelle in netz_b.werte:
        fundorte[zelle.groesse, zelle.ags, str(jahr_von(zelle.zeit))].append(zelle)
    for zelle in netz_w.werte:
        zaehler, nenner = ausdruecke.get(zelle.groesse, (None, None))
        ausdruck = zaehler if zelle.rolle == "zaehler" else nenner
        for merkmal_id in _MERKMAL.findall(ausdruck or ""):
            for fund in fundorte.get((merkmal_id, zelle.ags, zelle.zeit), ()):
                yield zelle, fund


def _blank_werte(werte: pd.DataFrame, verdeckt: AbstractSet[Zelle]) -> pd.DataFrame:
    auswahl = werte[werte["indikator_id"].isin({z.groesse for z in verdeckt})]
    ids = zip(auswahl["indikator_id"], auswahl["ags"], auswahl["jahr"], strict=True)
    paare = [_cells_of_row(*schluessel) for schluessel in ids]
    ohne_nenner = auswahl.index[[n in verdeckt for _, n in paare]]
    zeilen = auswahl.index[[t in verdeckt or n in verdeckt for t, n in paare]]
    ergebnis = werte.copy()
    ergebnis.loc[zeilen, ["wert", "zaehler", "untergrenze", "obergrenze"]] = float("nan")
    ergebnis.loc[ohne_nenner, "nenner"] = float("nan")
    ergebnis.loc[zeilen, "kennzeichen"] = ZEICHEN
    ergebnis.loc[zeilen, "verlaesslichkeit"] = UNAUFFAELLIG
    return ergebnis


def _blank_beobachtungen(beobachtungen: pd.DataFrame, verdeckt: AbstractSet[Zelle]) -> pd.DataFrame:
    auswahl = beobachtungen[beobachtungen["merkmal_id"].isin({z.groesse for z in verdeckt})]
    zeilen = auswahl.index[[z in verdeckt for z in _cells_of(auswahl)]]
    ergebnis = beobachtungen.copy()
    ergebnis.loc[zeilen, "wert"] = float("nan")
    ergebnis.loc[zeilen, "kennzeichen"] = ZEICHEN
    return ergebnis
