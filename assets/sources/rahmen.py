"""Frames of the sources layer: empty, sorted and typed as the schemas want them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from assets.catalogue.fehler import read_toml
from assets.catalogue.load import ORDNER
from assets.catalogue.models import Herausgeber
from assets.sources.fehler import EingabeFehler
from schemas.sources import Beobachtungen, Gebiet, Quelle

SPALTEN_QUELLE = tuple(Quelle.to_schema().columns)
SPALTEN_BEOBACHTUNG = tuple(Beobachtungen.to_schema().columns)
SPALTEN_GEBIET = tuple(Gebiet.to_schema().columns)
_ZAHLEN = {"wert", "laenge", "breite", "flaeche_km2", "einwohner"}
_GANZE = {"zeile"}
_SCHLUESSEL = ["merkmal_id", "ags", "zeitraum", "quelle_id"]


def pruefsumme(pfad: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(pfad.read_bytes()).hexdigest()


@cache
def _herausgeber() -> Mapping[str, Herausgeber]:
    saetze = read_toml(ORDNER / "quellen.toml", "quellen.toml")["herausgeber"]
    return {satz["familie"]: Herausgeber.model_validate(satz) for satz in saetze}


def quelle_aus_katalog(
    familie: str, pfad: Path, *, quelle_id: str, tabelle: str, stand: str, titel: str | None = None
) -> dict[str, str | None]:
    """Build the record of a source from what `quellen.toml` declares of its publisher.

    Args:
        familie: Publication family in `quellen.toml`.
        pfad: The file; its name and SHA-256 go into the record.
        quelle_id: Id of the source.
        tabelle: Table number or name at the publisher.
        stand: Edition (`JJJJ-MM-TT`).
        titel: Title of the publication, where the file names one; else the family's.

    Returns:
        A record with the columns of `schemas.sources.Quelle`, without `abgerufen_am`.
    """
    eintrag = _herausgeber()[familie]
    tag = ".".join(reversed(stand.split("-")))
    return {
        "quelle_id": quelle_id,
        "herausgeber": eintrag.herausgeber,
        "titel": titel or eintrag.titel,
        "tabelle": tabelle,
        "stand": stand,
        "lizenz": eintrag.lizenz,
        "lizenz_url": eintrag.lizenz_url,
        "url": eintrag.url,
        "datei": pfad.name,
        "sha256": pruefsumme(pfad),
        "quellenvermerk": eintrag.vermerk.format(tabelle=tabelle, stand=tag),
    }


def _typed(df: pd.DataFrame, spalten: Sequence[str]) -> pd.DataFrame:
    typen = {n: "float64" if n in _ZAHLEN else "Int64" if n in _GANZE else "str" for n in spalten}
    return df.reindex(columns=list(spalten)).astype(typen)


def quellen_rahmen(zeilen: Iterable[Mapping[str, str | None]]) -> pd.DataFrame:
    """Build the frame of sources from records.

    Args:
        zeilen: Records with the columns of `schemas.sources.Quelle`; missing ones become NULL.

    Returns:
        Frame with exactly those columns, sorted by `quelle_id`.
    """
    df = _typed(pd.DataFrame(list(zeilen)), SPALTEN_QUELLE)
    return df.sort_values("quelle_id", ignore_index=True)


def gebiete_rahmen(zeilen: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """Build the frame of territories from records, sorted by `ags`; empty without records."""
    df = _typed(pd.DataFrame(list(zeilen), columns=None), SPALTEN_GEBIET)
    return df.sort_values("ags", ignore_index=True)


def beobachtungen_rahmen(teile: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put partial frames of observations together.

    Args:
        teile: Frames with (some of) the columns of `schemas.sources.Beobachtungen`.

    Returns:
        One frame with exactly those columns, sorted by key; empty without parts.
    """
    df = pd.concat(teile, ignore_index=True) if teile else pd.DataFrame()
    return _typed(df, SPALTEN_BEOBACHTUNG).sort_values(_SCHLUESSEL, ignore_index=True)


def ohne_doppelte(werte: pd.Series, *, datei: str, blatt: str, spalte: str, erste_zeile: int) -> None:
    """Refuse a key column in which a key occurs twice.

    Args:
        werte: Keys in the order of the sheet; its index counts the rows from 0.
        datei: File name for the message.
        blatt: Sheet name for the message.
        spalte: Column name for the message.
        erste_zeile: Row of the sheet (counted from 1) in which index 0 stands.

    Raises:
        EingabeFehler: A key occurs more than once.
    """
    doppelt = werte[werte.duplicated()]
    if doppelt.empty:
        return
    raise EingabeFehler(
        datei=datei,
        blatt=blatt,
        zeile=erste_zeile + int(doppelt.index[0]),
        spalte=spalte,
        gefunden=f"den Schlüssel {doppelt.iloc[0]} zum zweiten Mal",
        erwartet="jedes Gebiet genau einmal",
        abhilfe="Datei neu herunterladen; eigene Ergänzungen bitte nicht in die Originaldatei schreiben.",
    )
