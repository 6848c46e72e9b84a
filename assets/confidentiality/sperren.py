"""Suppression of any tables of counts: read, hide, audit, write all or nothing."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from assets.confidentiality.angriff import attack
from assets.confidentiality.fehler import SperrFehler
from assets.confidentiality.muster import suppress
from assets.confidentiality.sperrsummen import (
    Gliederungen,
    Nullen,
    Zellen,
    add_missing_totals,
    build_model,
    collect_cells,
    find_sums,
)
from assets.confidentiality.sperrtabelle import Zaehltabelle, read_hierarchie, read_zaehltabelle
from assets.confidentiality.zellmodell import Zellmodell
from assets.sources.fehler import EingabeFehler


@dataclass(frozen=True)
class Sperrauftrag:
    """What the command was asked for.

    Attributes:
        tabellen: CSV files that are published together.
        wert: Column of the counts.
        mindestzahl: Smallest count that is shown.
        nullen: Whether zeros are shown or protected.
        hierarchien: Pairs of column and file of its outline.
        nach: Folder to write to.
        frueher: Tables as they were published earlier: a reader knows them; they are not written.
    """

    tabellen: tuple[Path, ...]
    wert: str
    mindestzahl: int
    nullen: Nullen
    hierarchien: tuple[tuple[str, Path], ...]
    nach: Path
    frueher: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Sperrergebnis:
    """What was hidden, without a count.

    Attributes:
        zellen: Number of different cells of all tables.
        klein: Cells hidden for their size.
        weitere: Cells hidden so that those cannot be worked out.
        vorher: Cells that the tables withheld before.
        verfahren: How the pattern was found.
        kleinste_spanne: Narrowest range of a hidden cell; inf where nothing bounds one.
        protokoll: Audit, one row per hidden cell; see `assets.confidentiality.angriff.attack`.
    """

    zellen: int
    klein: int
    weitere: int
    vorher: int
    verfahren: str
    kleinste_spanne: float
    protokoll: pd.DataFrame


def suppress_tables(auftrag: Sperrauftrag) -> Sperrergebnis:
    """Write the tables with what must not be shown left empty; nothing is written when the audit fails.

    Raises:
        EingabeFehler: a file cannot be used.
        SperrFehler: a hidden count could be worked out from what is shown.
    """
    _refuse_paths(auftrag)
    tabellen = [read_zaehltabelle(pfad, auftrag.wert) for pfad in auftrag.tabellen]
    frueher = [read_zaehltabelle(pfad, auftrag.wert) for pfad in auftrag.frueher]
    zellen = collect_cells([*tabellen, *frueher])
    gliederungen = _outlines(auftrag, zellen)
    zellen = add_missing_totals(zellen, gliederungen)
    summen = find_sums(zellen, gliederungen)
    modell, vorher = build_model(zellen, summen, auftrag.mindestzahl, auftrag.nullen, _known(zellen, frueher))
    muster = suppress(modell)
    gezeigt = zellen.in_tabellen
    protokoll = check(modell, muster.verdeckt)[gezeigt[muster.verdeckt]].reset_index(drop=True)
    _write(auftrag.nach, tabellen, zellen, muster.verdeckt & ~vorher)
    return Sperrergebnis(
        zellen=int(gezeigt.sum()),
        klein=int((modell.primaer & ~vorher & gezeigt).sum()),
        weitere=int((muster.verdeckt & ~modell.primaer).sum()),
        vorher=int(vorher.sum()),
        verfahren=muster.verfahren,
        kleinste_spanne=float(protokoll.loc[protokoll["schutz"] > 0, "breite"].min()),
        protokoll=protokoll,
    )


def check(modell: Zellmodell, verdeckt: np.ndarray) -> pd.DataFrame:
    """Audit a pattern: nothing small is shown, nothing hidden can be worked out.

    Returns:
        The audit, one row per hidden cell.

    Raises:
        SperrFehler: with the names of the cells.
    """
    sichtbar = [
        f"kleine Zahl sichtbar: {modell.schluessel[s]}" for s in np.flatnonzero(modell.primaer & ~verdeckt)
    ]
    protokoll = attack(modell, verdeckt)
    offen = protokoll.loc[~protokoll["geschuetzt"], "schluessel"]
    if sichtbar or len(offen):
        raise SperrFehler([*sichtbar, *(f"berechenbar: {name}" for name in offen)])
    return protokoll


def _known(zellen: Zellen, frueher: Sequence[Zaehltabelle]) -> frozenset[int]:
    """Return the cells that earlier tables show."""
    orte = zellen.orte[len(zellen.orte) - len(frueher) :]
    return frozenset(
        ort
        for tabelle, reihe in zip(frueher, orte, strict=True)
        for ort, zahl in zip(reihe, tabelle.counts(), strict=True)
        if zahl is not None
    )


def _refuse_paths(auftrag: Sperrauftrag) -> None:
    namen = [p.name for p in auftrag.tabellen]
    for pfad in auftrag.tabellen:
        if namen.count(pfad.name) > 1 or pfad.resolve().parent == auftrag.nach.resolve():
            raise EingabeFehler(
                str(pfad),
                "eine Tabelle, die sich selbst oder eine gleichnamige überschreiben würde",
                "verschiedene Dateinamen und ein eigener Zielordner",
                "die Datei umbenennen oder hinter --nach einen anderen Ordner nennen",
            )


def _outlines(auftrag: Sperrauftrag, zellen: Zellen) -> Gliederungen:
    gliederungen: dict[str, list[tuple[tuple[str, str], ...]]] = {}
    for spalte, pfad in auftrag.hierarchien:
        if spalte not in zellen.spalten:
            raise EingabeFehler(
                pfad.name,
                f"eine Gliederung für „{spalte}“",
                f"eine der Spalten {', '.join(zellen.spalten)}",
                "den Spaltennamen hinter --hierarchie berichtigen",
            )
        paare = read_hierarchie(pfad)
        vorhanden = {z[zellen.spalten.index(spalte)] for z in zellen.stelle}
        if not vorhanden & {kind for kind, _ in paare}:
            raise EingabeFehler(
                pfad.name,
                f"keinen Wert der Spalte „{spalte}“",
                "in der ersten Spalte die Werte der Tabelle (child), in der zweiten ihre Eltern (parent)",
                "Schreibweise und Reihenfolge der Spalten prüfen",
            )
        gliederungen.setdefault(spalte, []).append(paare)
    return gliederungen


def _write(nach: Path, tabellen: Sequence[Zaehltabelle], zellen: Zellen, verdeckt: np.ndarray) -> None:
    """Write all files beside the folder first, then move them in."""
    nach.mkdir(parents=True, exist_ok=True)
    zwischen = Path(tempfile.mkdtemp(prefix=".sperren-", dir=nach))
    try:
        for tabelle, orte in zip(tabellen, zellen.orte[: len(tabellen)], strict=True):
            leer = frozenset(reihe for reihe, ort in enumerate(orte) if verdeckt[ort])
            (zwischen / tabelle.pfad.name).write_bytes(tabelle.without(leer))
        for tabelle in tabellen:
            (zwischen / tabelle.pfad.name).replace(nach / tabelle.pfad.name)
    finally:
        shutil.rmtree(zwischen)
