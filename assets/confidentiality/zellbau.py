"""From the tables of a run to cells: counts of protected sources, rests, sums over people and territories.

Figures of public sources are no cells: they are known to everyone and count as constants.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.kommunal import sums, wholes, without_people
from assets.confidentiality.fehler import SchutzFehler
from assets.confidentiality.gliederung import Gliederung, territorial_sums
from assets.confidentiality.regeln import Schutzregel, Schutzregeln
from assets.confidentiality.zellverbund import Angabe, Zelle, Zellverbund

_SUMME: Final = re.compile(r"_summe$")
_GLEICH: Final = 1e-9
ROLLEN: Final = ("zaehler", "nenner")


@dataclass(frozen=True)
class Indikatorzelle:
    """Where the count of one role of an indicator value stands: a cell, or a public figure.

    Attributes:
        zelle: The cell; None where only public figures make it up.
        wert: The count.
    """

    zelle: Zelle | None
    wert: float


@dataclass(frozen=True)
class Tabellenzellen:
    """Cells of the tables of this edition.

    Attributes:
        verbund: All cells.
        beobachtung: Cell of each protected observation, by the index of the frame.
        indikatoren: (indicator, territory, year) → role → count, of all values with a protected part.
    """

    verbund: Zellverbund
    beobachtung: Mapping[int, Zelle]
    indikatoren: Mapping[tuple[str, str, int], Mapping[str, Indikatorzelle]]


def source_of(quelle_id: str) -> str:
    """Return the source behind own sums of its rows."""
    return _SUMME.sub("", quelle_id)


def protected_rows(
    beobachtungen: pd.DataFrame, regeln: Schutzregeln, *, runden: bool = False
) -> pd.DataFrame:
    """Return the observations that count people and come from a source with a rule.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        regeln: Policy.
        runden: Those of sources that are rounded, in place of those that are withheld.
    """
    je_quelle = {q: regeln.rule_for(q) for q in beobachtungen["quelle_id"].unique()}
    gemeint = {q for q, r in je_quelle.items() if r is not None and (r.rundung is not None) == runden}
    return beobachtungen[
        beobachtungen["quelle_id"].isin(gemeint) & ~beobachtungen["merkmal_id"].isin(without_people())
    ]


def build_cells(
    beobachtungen: pd.DataFrame,
    terme: pd.DataFrame,
    regeln: Schutzregeln,
    gliederungen: Sequence[Gliederung],
    *,
    runden: bool = False,
) -> Tabellenzellen:
    """Build the cells of observations and indicators, with all sums among them.

    Args:
        beobachtungen: `schemas.sources.Beobachtungen` with a unique index.
        terme: Which observations make up the counts of the indicators: `indikator_id`, `rolle` (zaehler,
            nenner), `ags`, `jahr`, `vorzeichen`, `wert`, `stelle` (index in `beobachtungen`), `anteil`
            (the numerator is part of the denominator). Complete roles only.
        regeln: Policy.
        gliederungen: Partitions into Planungsbereiche.
        runden: Cells of the sources that are rounded, in place of those that are withheld.

    Raises:
        SchutzFehler: a rule asks for dominance where no contributions are known.
    """
    verbund = Zellverbund()
    zeilen = protected_rows(beobachtungen, regeln, runden=runden)
    zeilen = zeilen[zeilen["wert"].notna()]
    stellen, angaben = _add_counts(verbund, zeilen, regeln)
    paare = list(_parts_and_wholes(angaben))
    indikatoren = _add_indicators(verbund, terme, stellen)
    anteile = set(terme.loc[terme["anteil"], "indikator_id"])
    rest_paare: list[tuple[Zelle, Zelle | float]] = [*paare]
    for (indikator_id, _, _), rollen in indikatoren.items():
        if indikator_id in anteile and len(rollen) == len(ROLLEN):
            zaehler, nenner = (rollen[r] for r in ROLLEN)
            if zaehler.zelle is not None:
                rest_paare.append((zaehler.zelle, nenner.zelle or nenner.wert))
    teile = {teil for teil, _ in rest_paare}
    _mark_primary(verbund, regeln, teile, {g for _, g in rest_paare if isinstance(g, Zelle)})
    for teil, ganzes in dict.fromkeys(rest_paare):
        _add_rest(verbund, teil, ganzes, _rule(regeln, teil))
    for angabe, zelle in angaben.items():
        glieder = [angabe._replace(groesse=g) for g in sums().get(angabe.groesse, ())]
        if any(g in angaben for g in glieder):
            verbund.add_sum(zelle, [angaben[g] for g in glieder if g in angaben])
    add_territorial_sums(verbund, angaben, gliederungen)
    _apply_dominance(verbund, regeln)
    return Tabellenzellen(verbund, stellen, indikatoren)


def add_territorial_sums(
    verbund: Zellverbund, angaben: Mapping[Zelle, Zelle | None], gliederungen: Sequence[Gliederung]
) -> None:
    """Add the sums over territories among the figures of each edition of a source.

    Args:
        verbund: Cells; equations are added.
        angaben: Figure as its edition states it → cell; None: a figure unknown to us, no sum with it counts.
        gliederungen: Partitions into Planungsbereiche.
    """
    gruppen: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for angabe in angaben:
        gruppen[angabe.groesse, angabe.zeit, angabe.quelle].add(angabe.ags)
    je_auswahl: dict[frozenset[str], list[tuple[str, tuple[str, ...]]]] = {}
    for (groesse, zeit, quelle), vorhanden in sorted(gruppen.items()):
        auswahl = frozenset(vorhanden)
        if auswahl not in je_auswahl:
            je_auswahl[auswahl] = territorial_sums(auswahl, gliederungen)
        for summe, teile in je_auswahl[auswahl]:
            glieder = [angaben[Zelle(groesse, ags, zeit, quelle)] for ags in (summe, *teile)]
            bekannte = [z for z in glieder if z is not None]
            if len(bekannte) == len(glieder):
                verbund.add_sum(bekannte[0], bekannte[1:])


def _add_counts(
    verbund: Zellverbund, zeilen: pd.DataFrame, regeln: Schutzregeln
) -> tuple[dict[int, Zelle], dict[Zelle, Zelle]]:
    """Make cells of observations; equal figures of several editions are one cell, others go together.

    Returns:
        Cell of each row, by its index, and cell of each figure as its edition states it.
    """
    stellen: dict[int, Zelle] = {}
    angaben: dict[Zelle, Zelle] = {}
    auflagen: dict[tuple[str, str, str], list[Zelle]] = defaultdict(list)
    spalten = zeilen[["merkmal_id", "ags", "zeitraum", "quelle_id", "wert"]].sort_values(
        ["merkmal_id", "ags", "zeitraum", "quelle_id"]
    )
    for stelle, merkmal, ags, zeit, quelle_id, wert in spalten.itertuples():
        zelle = Zelle(merkmal, ags, zeit, source_of(quelle_id))
        gleiche = auflagen[merkmal, ags, zeit]
        same = next((z for z in gleiche if abs(verbund.zellen[z].wert - wert) <= _GLEICH), None)
        if same is None:
            regel = _rule(regeln, zelle)
            verbund.zellen[zelle] = Angabe(float(wert), regel.mindestzahl, regel.smallest(teil=False))
            gleiche.append(zelle)
        stellen[stelle] = angaben[zelle] = same or zelle
    verbund.gleiche += [tuple(g) for g in auflagen.values() if len(g) > 1]
    return stellen, angaben


def _parts_and_wholes(angaben: Mapping[Zelle, Zelle]) -> Iterator[tuple[Zelle, Zelle]]:
    teil_von = wholes()
    for angabe, zelle in angaben.items():
        ganzes = angabe._replace(groesse=teil_von.get(angabe.groesse, ""))
        if ganzes in angaben:
            yield zelle, angaben[ganzes]


def _add_indicators(
    verbund: Zellverbund, terme: pd.DataFrame, stellen: Mapping[int, Zelle]
) -> dict[tuple[str, str, int], dict[str, Indikatorzelle]]:
    """Find the cell of every numerator and denominator; one of several terms gets a cell of its own."""
    ergebnis: dict[tuple[str, str, int], dict[str, Indikatorzelle]] = defaultdict(dict)
    for schluessel, gruppe in terme.groupby(["indikator_id", "ags", "jahr", "rolle"], sort=True):
        indikator_id, ags, jahr, rolle = schluessel
        glieder: dict[Zelle, float] = defaultdict(float)
        for stelle, vorzeichen in zip(gruppe["stelle"], gruppe["vorzeichen"], strict=True):
            if stelle in stellen:
                glieder[stellen[stelle]] += float(vorzeichen)
        wert = float((gruppe["vorzeichen"] * gruppe["wert"]).sum())
        zelle = _cell_of(verbund, glieder, f"{indikator_id} ({rolle})", wert, allein=len(gruppe) == 1)
        ergebnis[str(indikator_id), str(ags), int(str(jahr))][str(rolle)] = Indikatorzelle(zelle, wert)
    return {s: rollen for s, rollen in ergebnis.items() if any(r.zelle is not None for r in rollen.values())}


def _cell_of(
    verbund: Zellverbund, glieder: Mapping[Zelle, float], name: str, wert: float, *, allein: bool
) -> Zelle | None:
    if not glieder:
        return None
    erste = min(glieder)
    if allein:
        return erste
    angaben = [verbund.zellen[z] for z in glieder]
    neu = Zelle(name, erste.ags, erste.zeit, erste.quelle)
    verbund.zellen[neu] = Angabe(
        wert, max(a.mindestzahl for a in angaben), min(a.kleinster for a in angaben), sichtbar=True
    )
    verbund.add_relation({neu: 1.0, **{z: -v for z, v in glieder.items()}})
    return neu


def _mark_primary(verbund: Zellverbund, regeln: Schutzregeln, teile: set[Zelle], ganze: set[Zelle]) -> None:
    for zelle, angabe in verbund.zellen.items():
        regel = _rule(regeln, zelle)
        angabe.kleinster = regel.smallest(teil=zelle in teile)
        angabe.ganzes = zelle in ganze
        angabe.primaer = regel.too_small(angabe.wert, teil=zelle in teile) or (
            zelle in ganze and regel.whole_too_small(angabe.wert)
        )
        angabe.fest = angabe.wert < angabe.kleinster


def _add_rest(verbund: Zellverbund, teil: Zelle, ganzes: Zelle | float, regel: Schutzregel) -> None:
    """Add the rest as a third cell: part + rest = whole; it is never published, but may tell too much."""
    voll = verbund.zellen[ganzes].wert if isinstance(ganzes, Zelle) else ganzes
    rest = voll - verbund.zellen[teil].wert
    if rest < 0:
        return
    benannt = ganzes.groesse if isinstance(ganzes, Zelle) else "Nenner"
    zelle = teil._replace(groesse=f"{benannt} ohne {teil.groesse}")
    heikel = regel.rest_too_small(verbund.zellen[teil].wert, rest)
    verbund.zellen[zelle] = Angabe(rest, regel.mindestzahl, 0.0, primaer=heikel, sichtbar=False)
    if isinstance(ganzes, Zelle):
        verbund.add_sum(ganzes, [teil, zelle])
    else:
        verbund.zellen[teil].hoechstens = min(verbund.zellen[teil].hoechstens, voll)
        verbund.zellen[zelle].hoechstens = voll - verbund.zellen[teil].kleinster
        verbund.add_relation({teil: 1.0, zelle: 1.0})


def _apply_dominance(verbund: Zellverbund, regeln: Schutzregeln) -> None:
    """Withhold sums with a dominating part, and that part.

    Raises:
        SchutzFehler: a source has no sum with at least two parts, so no contributions are known.
    """
    offen = {r.quelle_praefix for r in regeln.regeln if r.dominanz is not None}
    betroffen = {z for z in verbund.zellen if _rule(regeln, z).dominanz is not None}
    offen &= {_rule(regeln, z).quelle_praefix for z in betroffen}
    for glieder in verbund.gleichungen:
        summe, *teile = glieder
        sichtbar = [z for z in teile if verbund.zellen[z].sichtbar and glieder[z] < 0]
        regel = _rule(regeln, summe)
        if regel.dominanz is None or len(sichtbar) < 2 or len({z.groesse for z in (summe, *sichtbar)}) > 1:
            continue
        offen.discard(regel.quelle_praefix)
        groesster = max(sichtbar, key=lambda z: verbund.zellen[z].wert)
        voll = verbund.zellen[summe].wert
        if voll > 0 and verbund.zellen[groesster].wert >= regel.dominanz * voll:
            verbund.zellen[summe].primaer = verbund.zellen[groesster].primaer = True
    if offen:
        raise SchutzFehler(
            f"konfiguration.toml, [[schutz.quelle]]: dominanz für {', '.join(sorted(offen))} lässt sich "
            "nicht anwenden, denn die Daten nennen zu keiner Summe mehrere Teile. Was tun: die Teile "
            "mitliefern oder die Angabe dominanz entfernen."
        )


def _rule(regeln: Schutzregeln, zelle: Zelle) -> Schutzregel:
    regel = regeln.rule_for(zelle.quelle)
    if regel is None:
        raise ValueError(f"cell of a public source: {zelle.name}")
    return regel


def terms_of(ausdruecke: Mapping[str, tuple[str | None, str | None, int]]) -> pd.DataFrame:
    """List the terms of indicators: `indikator_id`, `rolle`, `merkmal_id`, `vorzeichen`, `versatz`, `soll`.

    Args:
        ausdruecke: Indicator → expression of the numerator (or of the figure taken over), expression of
            the denominator, years from the indicator to its denominator.
    """
    zeilen = [
        (indikator_id, rolle, merkmal, vorzeichen, versatz if rolle == "nenner" else 0, len(teile))
        for indikator_id, (zaehler, nenner, versatz) in ausdruecke.items()
        for rolle, ausdruck in zip(ROLLEN, (zaehler, nenner), strict=True)
        for teile in [parse_ausdruck(ausdruck) if ausdruck else ()]
        for merkmal, vorzeichen in teile
    ]
    spalten = ["indikator_id", "rolle", "merkmal_id", "vorzeichen", "versatz", "soll"]
    typen = {"indikator_id": "str", "rolle": "str", "merkmal_id": "str"}
    return pd.DataFrame(zeilen, columns=spalten).astype(typen)
