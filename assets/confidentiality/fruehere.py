"""Earlier editions: what a reader has kept, with the territories as they were then.

A figure that an earlier edition showed is known, whatever this edition hides. A sum over a Planungsbereich
that has been cut differently since is one more equation over the same Gemeinden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from assets.confidentiality.fehler import SchutzFehler
from assets.confidentiality.gliederung import Gliederung, members, partition_of
from assets.confidentiality.regeln import EIGENE, Schutzregeln
from assets.confidentiality.zellbau import add_territorial_sums, protected_rows, source_of
from assets.confidentiality.zellverbund import Angabe, Zelle, Zellverbund
from assets.store.arbeitsdatenbank import open_database

_GLEICH: Final = 1e-9
_OFFEN: Final = ("g", "≈")
"""Signs of figures that an edition did not state exactly."""


@dataclass(frozen=True)
class Fruehausgabe:
    """What an earlier edition says of own counts.

    Attributes:
        name: Its name.
        gliederung: Its Planungsbereiche: Gemeinde → Planungsbereich.
        zeilen: Columns `merkmal_id`, `ags`, `zeitraum`, `quelle_id`, `wert`, `kennzeichen`.
    """

    name: str
    gliederung: Gliederung
    zeilen: pd.DataFrame


def read_editions(datenbanken: Sequence[Path]) -> tuple[Fruehausgabe, ...]:
    """Read the published databases of earlier editions, named by their folders.

    Raises:
        SchutzFehler: one of them cannot be read.
    """
    ausgaben: dict[tuple[str, int], Fruehausgabe] = {}
    for pfad in sorted(datenbanken):
        stand = pfad.stat()
        ausgaben.setdefault((str(stand.st_dev), stand.st_ino), _read(pfad))  # carried over by hard link
    return tuple(ausgaben.values())


def _read(pfad: Path) -> Fruehausgabe:
    try:
        with open_database(pfad, read_only=True) as con:
            zeilen = con.execute(
                "SELECT merkmal_id, ags, zeitraum, quelle_id, wert, kennzeichen FROM beobachtung "
                "WHERE starts_with(quelle_id, ?) ORDER BY ALL",
                [EIGENE],
            ).df()
            gebiete = con.execute("SELECT ags, planungsbereich FROM gebiet ORDER BY ags").df()
    except duckdb.Error as fehler:
        raise SchutzFehler(
            f"Die frühere Ausgabe {pfad.parent.name} lässt sich nicht lesen; was sie zeigt, muss für die "
            "Geheimhaltung bekannt sein. Was tun: den Ordner aus einer Sicherung wiederherstellen oder, wenn "
            "die Ausgabe nie weitergegeben wurde, ihn löschen."
        ) from fehler
    texte = dict.fromkeys(("merkmal_id", "ags", "zeitraum", "quelle_id", "kennzeichen"), "str")
    return Fruehausgabe(pfad.parent.name, partition_of(gebiete), zeilen.astype(texte))


def add_editions(
    verbund: Zellverbund,
    ausgaben: Sequence[Fruehausgabe],
    regeln: Schutzregeln,
    gliederungen: Sequence[Gliederung],
) -> None:
    """Add what earlier editions showed: known figures, and sums over territories as they were.

    Args:
        verbund: Cells of this edition; cells and equations are added, known ones marked.
        ausgaben: Earlier editions.
        regeln: Policy.
        gliederungen: Partitions of this edition, the one that holds first.
    """
    auflagen: dict[tuple[str, ...], list[Zelle]] = {}
    for zelle in sorted(verbund.zellen):
        auflagen.setdefault(zelle[:3], []).append(zelle)
    for ausgabe in ausgaben:
        gliederung = _renamed(ausgabe.gliederung, gliederungen)
        angaben = _figures(verbund, auflagen, ausgabe, gliederung, regeln)
        add_territorial_sums(verbund, angaben, [gliederung])


def _renamed(frueher: Gliederung, heute: Sequence[Gliederung]) -> dict[str, str]:
    """Give a Planungsbereich of other Gemeinden a key of its own, the same in every edition."""
    bekannt = [members(g) for g in heute]
    namen = {}
    for bereich, gemeinden in members(frueher).items():
        gleich = gemeinden in [g.get(bereich) for g in bekannt]
        namen[bereich] = bereich if gleich else f"{bereich}@{'+'.join(sorted(g[5:] for g in gemeinden))}"
    return {gemeinde: namen[bereich] for gemeinde, bereich in frueher.items()}


def _figures(
    verbund: Zellverbund,
    auflagen: Mapping[tuple[str, ...], Sequence[Zelle]],
    ausgabe: Fruehausgabe,
    gliederung: Gliederung,
    regeln: Schutzregeln,
) -> dict[Zelle, Zelle | None]:
    """Find the cell of each figure of an edition; shown ones become known.

    A figure that has changed since, or that was hidden and is not at hand any more, is an unknown other
    count: it has no cell, and sums over it say nothing.
    """
    neue_namen = dict(zip(ausgabe.gliederung.values(), gliederung.values(), strict=True))
    zugehoerig = members(gliederung)
    angaben: dict[Zelle, Zelle | None] = {}
    zeilen = protected_rows(ausgabe.zeilen, regeln)
    zahlen = zeilen["wert"].mask(zeilen["kennzeichen"].isin(_OFFEN)).to_numpy(float)
    schluessel = zeilen[["merkmal_id", "ags", "zeitraum", "quelle_id"]].to_numpy(str)
    for (merkmal, ort, zeit, quelle), zahl in zip(schluessel, zahlen, strict=True):
        ags = neue_namen.get(str(ort), str(ort))
        angabe = Zelle(str(merkmal), ags, str(zeit), source_of(str(quelle)))
        wert = None if np.isnan(zahl) else float(zahl)
        zelle = _twin(verbund, angabe, auflagen.get(angabe[:3], ()), wert)
        if wert is not None:
            gefunden = _show(verbund, zelle, wert)
        else:
            gefunden = zelle in verbund.zellen or _add_hidden(
                verbund, zelle, zugehoerig.get(ags, frozenset()), regeln
            )
        angaben[angabe] = zelle if gefunden else None
    return angaben


def _twin(verbund: Zellverbund, angabe: Zelle, auflagen: Sequence[Zelle], wert: float | None) -> Zelle:
    """Find the cell of a figure, be it filed under another edition of the source that states the same."""
    if angabe in verbund.zellen:
        return angabe
    if wert is None:
        return auflagen[0] if len(auflagen) == 1 else angabe
    return next((z for z in auflagen if abs(verbund.zellen[z].wert - wert) <= _GLEICH), angabe)


def _show(verbund: Zellverbund, zelle: Zelle, wert: float) -> bool:
    """Mark a cell as known to the reader; False where it holds another figure today."""
    heute = verbund.zellen.setdefault(zelle, Angabe(wert, 0.0, 0.0, sichtbar=False))
    if abs(heute.wert - wert) > _GLEICH:
        return False
    if heute.primaer and heute.sichtbar:
        verbund.bekannt.add(zelle)
    heute.fest = heute.frueher = True
    heute.primaer = False
    return True


def _add_hidden(verbund: Zellverbund, zelle: Zelle, gemeinden: frozenset[str], regeln: Schutzregeln) -> bool:
    """Add a sum that an earlier edition hid, where today's figures of its Gemeinden give it."""
    teile = [verbund.zellen.get(zelle._replace(ags=g)) for g in sorted(gemeinden)]
    regel = regeln.rule_for(zelle.quelle)
    if not teile or regel is None or any(t is None for t in teile):
        return False
    wert = sum(t.wert for t in teile if t is not None)
    verbund.zellen[zelle] = Angabe(
        wert,
        regel.mindestzahl,
        regel.smallest(teil=False),
        primaer=regel.too_small(wert, teil=False),
        sichtbar=False,
    )
    return True
