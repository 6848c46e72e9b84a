"""What the readers of the Gebietsstand share: the frame of successions, keys, and what they hand on."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, quelle_aus_katalog, quellen_rahmen
from schemas.sources import Nachfolge

FAMILIE: Final = "gebietsstand"
KREISZUSATZ: Final = "_kreise"
"""Ending of sources whose successions of Kreise are derived from those of their Gemeinden."""
SPALTEN_NACHFOLGE: Final = tuple(Nachfolge.to_schema().columns)
SCHLUESSEL: Final = ["ags_alt", "ags_neu", "stand_alt", "stand_neu", "quelle_id"]
_ANTEILE: Final = ("anteil_flaeche", "anteil_bevoelkerung")
_NEU_LADEN: Final = "Datei beim Herausgeber neu herunterladen und unverändert ablegen."


def nachfolge_rahmen(teile: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put partial frames of successions together.

    Args:
        teile: Frames with (some of) the columns of `schemas.sources.Nachfolge`.

    Returns:
        One frame with exactly those columns, sorted by key; empty without parts.
    """
    df = pd.concat(teile, ignore_index=True) if teile else pd.DataFrame()
    typen = {n: "float64" if n in _ANTEILE else "Int64" if n == "zeile" else "str" for n in SPALTEN_NACHFOLGE}
    return (
        df.reindex(columns=list(SPALTEN_NACHFOLGE)).astype(typen).sort_values(SCHLUESSEL, ignore_index=True)
    )


def lesung_aus(
    pfad: Path,
    nachfolgen: pd.DataFrame,
    *,
    tabelle: str,
    stand: str,
    titel: str,
    beobachtungen: Sequence[pd.DataFrame] = (),
    warnungen: Sequence[str] = (),
    merkmale: Sequence[MerkmalEintrag] = (),
) -> Lesung:
    """Make the reading of one file from its successions.

    Args:
        pfad: The file.
        nachfolgen: Columns of `schemas.sources.Nachfolge` without `quelle_id`.
        tabelle: Kind of key, part of the id of the source.
        stand: Gebietsstand that the file leads to (`JJJJ-MM-TT`).
        titel: Title of the publication.
        beobachtungen: Partial frames of observations, without `quelle_id`.
        warnungen: German sentences.
        merkmale: Measures of the observations.
    """
    quelle_id = f"{FAMILIE}_{tabelle}_{stand}"
    quelle = quelle_aus_katalog(FAMILIE, pfad, quelle_id=quelle_id, tabelle=titel, stand=stand, titel=titel)
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([quelle]),
        beobachtungen=beobachtungen_rahmen([b.assign(quelle_id=quelle_id) for b in beobachtungen]),
        gebiete=gebiete_rahmen(),
        warnungen=tuple(warnungen),
        merkmale=tuple(merkmale),
        nachfolgen=nachfolge_rahmen([nachfolgen.assign(quelle_id=quelle_id)]),
    )


def refuse_double(paare: pd.DataFrame, datei: str) -> None:
    """Refuse a key file that names one transition twice.

    Args:
        paare: `ags_alt`, `ags_neu`, `stand_alt`, `stand_neu`, `blatt`, `zeile`.
        datei: File name for the message.

    Raises:
        EingabeFehler: a transition occurs twice.
    """
    doppelt = paare[paare.duplicated(SCHLUESSEL[:4])]
    if len(doppelt):
        eins = doppelt.iloc[0]
        raise refusal(
            datei,
            f"den Übergang {eins['ags_alt']} → {eins['ags_neu']} zum zweiten Mal",
            "jeden Übergang genau einmal",
            blatt=None if pd.isna(eins["blatt"]) else str(eins["blatt"]),
            zeile=int(eins["zeile"]),
        )


def wrong_sums(nachfolgen: pd.DataFrame, spalte: str, toleranz: float = 0.002) -> pd.Series:
    """Sums of a share per old territory and Stand that are not 1, beyond rounding.

    Returns:
        Sum by (`ags_alt`, `stand_alt`), only those that are off.
    """
    summen = nachfolgen.groupby(["ags_alt", "stand_alt"])[spalte].sum(min_count=1)
    return summen[(summen - 1).abs() > toleranz]


def name_sums(summen: pd.Series, hoechstens: int = 5) -> str:
    """Name the first territories whose shares do not add up to 1, with the sums."""
    erste = summen.head(hoechstens)
    orte = erste.index.to_frame(index=False)
    teile = [
        f"{ort.ags_alt} am {german_day(str(ort.stand_alt))} ({f'{summe:.3f}'.replace('.', ',')})"
        for ort, summe in zip(orte.itertuples(index=False), erste, strict=True)
    ]
    return ", ".join(teile) + (" …" if len(summen) > hoechstens else "")


def german_day(tag: str) -> str:
    """Return an ISO date as TT.MM.JJJJ."""
    return ".".join(reversed(tag.split("-")))


refusal: Final = partial(EingabeFehler, abhilfe=_NEU_LADEN)
"""The error of this family."""
