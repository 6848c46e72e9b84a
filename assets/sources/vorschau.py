"""What a file holds, at a glance: the summary of a reading, and all its figures as plain lines.

Nothing is stored. The summary is plain values; words and layout are the business of the caller.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import duckdb
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.lesung import Lesung
from schemas.common import EBENEN, ebene_von

CSV_KOPF: Final = "merkmal_id;ags;zeitraum;wert;kennzeichen"
_BLOCK: Final = 50_000
# A double prints as its shortest exact decimal; whole numbers without a point.
_ZEILEN: Final = """
    SELECT merkmal_id || ';' || ags || ';' || zeitraum || ';'
        || coalesce(CASE WHEN wert = trunc(wert) AND abs(wert) < 1e15
                         THEN CAST(CAST(wert AS BIGINT) AS VARCHAR) ELSE CAST(wert AS VARCHAR) END, '')
        || ';' || coalesce(kennzeichen, '')
    FROM angaben ORDER BY merkmal_id, ags, zeitraum, quelle_id
"""


@dataclass(frozen=True)
class Mass:
    """One measure of a file.

    Attributes:
        merkmal_id: Its id.
        name: Its name, from the catalogue or as the file describes it.
        einheit: Its unit; empty where nobody says it.
        angaben: Number of figures.
        bekannt: Whether the catalogue knows it.
    """

    merkmal_id: str
    name: str
    einheit: str
    angaben: int
    bekannt: bool


@dataclass(frozen=True)
class Vorschau:
    """A reading at a glance.

    Attributes:
        quellen: Columns of `schemas.sources.Quelle`.
        angaben: Number of figures.
        zeitraeume: Periods in order of time.
        ebenen: Level → number of territories with figures.
        verzeichnet: Level → number of territories that a register lists; empty for other files.
        gebietsstaende: Gebietsstände of the figures, in order.
        masse: Measures in the order of the file.
        zeichen: Official sign → number of figures, and how many of them have no number; the empty key: all
            figures without a number.
        erste: First rows: columns of `schemas.sources.Beobachtungen`, in the order of the file.
        namen: Key → name of territories that the file itself names.
        nachfolgen: Number of changes of territory.
        warnungen: German sentences of the reader.
    """

    quellen: pd.DataFrame
    angaben: int
    zeitraeume: tuple[str, ...]
    ebenen: Mapping[str, int]
    verzeichnet: Mapping[str, int]
    gebietsstaende: tuple[str, ...]
    masse: tuple[Mass, ...]
    zeichen: Mapping[str, tuple[int, int]]
    erste: pd.DataFrame
    namen: Mapping[str, str]
    nachfolgen: int
    warnungen: tuple[str, ...]


def summarise(lesung: Lesung, merkmale: Mapping[str, MerkmalEintrag], *, zeilen: int = 8) -> Vorschau:
    """Summarise a reading.

    Args:
        lesung: One file, read.
        merkmale: Catalogue of base measures by id.
        zeilen: Number of first rows.
    """
    daten = lesung.beobachtungen
    ist_register = "ebene" in lesung.gebiete.columns and lesung.gebiete["ebene"].notna().any()
    return Vorschau(
        quellen=lesung.quelle,
        angaben=len(daten),
        zeitraeume=tuple(sorted(daten["zeitraum"].unique(), key=_by_end)),
        ebenen=_levels(daten["ags"]),
        verzeichnet=_levels(lesung.gebiete["ags"]) if ist_register else {},
        gebietsstaende=tuple(sorted(daten["gebietsstand"].dropna().unique())),
        masse=_measures(lesung, merkmale),
        zeichen=_signs(daten),
        erste=_in_file_order(daten).head(zeilen),
        namen=_names(lesung),
        nachfolgen=len(lesung.nachfolgen),
        warnungen=lesung.warnungen,
    )


def csv_lines(beobachtungen: pd.DataFrame) -> Iterator[str]:
    """Yield all figures as text, block by block: a head, then one line per figure, sorted by key.

    Numbers have a decimal point and as many digits as their exact value needs; a figure without a number
    has an empty cell.

    Args:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
    """
    yield f"{CSV_KOPF}\n"
    spalten = ["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen", "quelle_id"]
    with duckdb.connect() as con:
        con.register("angaben", beobachtungen[spalten].copy())
        ergebnis = con.execute(_ZEILEN)
        while block := ergebnis.fetchmany(_BLOCK):
            yield "".join(f"{zeile}\n" for (zeile,) in block)


def _by_end(zeitraum: str) -> tuple[str, str]:
    return (zeitraum if len(zeitraum) == 10 else f"{zeitraum[-4:]}-12-31", zeitraum)


def _levels(ags: pd.Series) -> dict[str, int]:
    zaehler: dict[str, int] = {}
    for schluessel in ags.dropna().unique():
        ebene = _level(str(schluessel))
        zaehler[ebene] = zaehler.get(ebene, 0) + 1
    return {ebene: zaehler[ebene] for ebene in (*EBENEN, "") if ebene in zaehler}


def _level(ags: str) -> str:
    try:
        return ebene_von(ags)
    except ValueError:
        return ""


def _measures(lesung: Lesung, merkmale: Mapping[str, MerkmalEintrag]) -> tuple[Mass, ...]:
    eigene = {m.id: m for m in lesung.merkmale}
    anzahl = lesung.beobachtungen["merkmal_id"].value_counts(sort=False)
    masse = []
    for merkmal_id in _in_file_order(lesung.beobachtungen)["merkmal_id"].unique():
        eintrag = merkmale.get(merkmal_id) or eigene.get(merkmal_id)
        masse.append(
            Mass(
                str(merkmal_id),
                eintrag.name if eintrag else str(merkmal_id),
                eintrag.einheit if eintrag else "",
                int(anzahl[merkmal_id]),
                merkmal_id in merkmale,
            )
        )
    return tuple(masse)


def _in_file_order(daten: pd.DataFrame) -> pd.DataFrame:
    """Order figures by their place; columns of workbooks by length first, so that Z comes before AA."""
    breite = daten["spalte"].str.len()
    return (
        daten.assign(_breite=breite)
        .sort_values(["blatt", "zeile", "_breite", "spalte"], kind="stable", na_position="last")
        .drop(columns="_breite")
    )


def _signs(daten: pd.DataFrame) -> dict[str, tuple[int, int]]:
    ohne = daten["wert"].isna()
    gruppen = ohne.groupby(daten["kennzeichen"]).agg(["size", "sum"]).sort_values("size", ascending=False)
    zeichen = {str(z): (int(n), int(leer)) for z, n, leer in gruppen.itertuples()}
    return zeichen | {"": (int(ohne.sum()), int(ohne.sum()))}


def _names(lesung: Lesung) -> dict[str, str]:
    if not {"ags", "name"} <= set(lesung.gebiete.columns):
        return {}
    benannt = lesung.gebiete.dropna(subset=["ags", "name"]).drop_duplicates("ags")
    return dict(zip(benannt["ags"], benannt["name"], strict=True))
