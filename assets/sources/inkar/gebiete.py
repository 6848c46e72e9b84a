"""Territory keys of INKAR tables: levels from the column „Aggregat“, digits from the whole column."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from assets.sources.arbeitsmappe import text
from assets.sources.inkar.aufbau import KENNZIFFER, Aufbau
from assets.sources.schluessel import planungsbereich, planungsbereich_bbsr, ziffern
from schemas.common import BUND

KREISE_JE_STAND: Final = range(400, 414)
"""Number of Kreise in the editions since 2011; another number is worth a warning."""

_NACH_LAENGE: Final = {5: "kreise", 8: "gemeinden", 9: "gemeindeverbaende"}
_STELLEN: Final = {"laender": (2, 8), "kreise": (5, 8), "gemeinden": (8,), "gemeindeverbaende": (9, 8)}
_AGGREGATE: Final = (
    (re.compile(r"bund|deutschland|bund insgesamt"), "bund"),
    (re.compile(r"bundesländer|länder|bundesland|land"), "laender"),
    (re.compile(r"kreise|kreis|(kreisfreie|krfr\.|krsfr\.) stadt|stadtkreis|landkreis"), "kreise"),
    (re.compile(r"gemeinden|gemeinde"), "gemeinden"),
    (re.compile(r"(gemeindeverbände|verbandsgemeinden)( \(.*\))?"), "gemeindeverbaende"),
)
_VIELE: Final = 20
"""Rows of one level that make a single row of another an exception."""
_EBENE_SOLL: Final = (
    "Kennziffern einer Ebene (Länder 2, Kreise 5, Gemeinden 8, Gemeindeverbände 9 Stellen), Land 01 bis 16"
)


@dataclass(frozen=True)
class Gebietsspalte:
    """Territories of the data rows.

    Attributes:
        ags: Key per row index of the table; rows that are left out are missing.
        ebene: Level per row index, one of bund, laender, kreise, gemeinden, gemeindeverbaende.
        warnungen: What was left out.
    """

    ags: pd.Series
    ebene: pd.Series
    warnungen: tuple[str, ...]


def read_gebiete(aufbau: Aufbau) -> Gebietsspalte:
    """Read the territory of every data row.

    Raises:
        EingabeFehler: A key is unknown or of another level than announced, no row is of a level this
            project knows, or the number of digits cannot be told.
    """
    rows = aufbau.gitter.rows
    roh = {i: _cell(rows[i], aufbau.kennziffer) for i in range(aufbau.start, len(rows))}
    schluessel = pd.Series({i: text(z).removesuffix(".0") for i, z in roh.items() if text(z)}, dtype="str")
    if schluessel.empty:
        raise aufbau.gitter.refusal("keine Datenzeile", _EBENE_SOLL, spalte=KENNZIFFER)
    _refuse_figures_without_key(aufbau, roh)
    ebene, ausgelassen = _levels(aufbau, schluessel)
    _refuse_odd_level(aufbau, schluessel, ebene)
    lesbar = schluessel[ebene.notna()]
    if lesbar.empty:
        namen = ", ".join(f"„{name}“" for name in sorted(ausgelassen))
        raise aufbau.gitter.refusal(f"nur {namen}", "Länder, Kreise, Gemeinden oder Gemeindeverbände")
    teile, bbsr = [], 0
    for name, gruppe in lesbar.groupby(ebene[lesbar.index]):
        ags = _keys(aufbau, str(name), gruppe, roh)
        bbsr += int(ags.isna().sum())
        teile.append(ags.dropna())
    ags = pd.concat(teile).sort_index()
    warnungen = [
        f"{aufbau.gitter.datei}: {anzahl} Zeilen der Ebene „{name}“ nicht übernommen"
        for name, anzahl in sorted(ausgelassen.items())
    ]
    if bbsr:
        warnungen.append(
            f"{aufbau.gitter.datei}: {bbsr} Zeilen nicht übernommen, weil der achtstellige Schlüssel nicht "
            "eindeutig einem heutigen Gemeindeverband zuzuordnen ist"
        )
    ebene = ebene.reindex(ags.index)
    kreise = ags[ebene.eq("kreise")].nunique()
    if kreise and kreise not in KREISE_JE_STAND:
        warnungen.append(
            f"{aufbau.gitter.datei}: {kreise} Kreise; eine vollständige Tabelle hat 400 oder wenige mehr"
        )
    return Gebietsspalte(ags, ebene, tuple(warnungen))


def _refuse_figures_without_key(aufbau: Aufbau, roh: Mapping[int, object]) -> None:
    """Refuse a row that has figures and no key; notes below the table have none."""
    spalten = [s for je_jahr in aufbau.spalten.values() for s in je_jahr] or [aufbau.lang.get("wert", 0)]
    for i, zelle in roh.items():
        if not text(zelle) and any(text(_cell(aufbau.gitter.rows[i], s)) for s in spalten):
            raise aufbau.gitter.refusal("Werte ohne Schlüssel", _EBENE_SOLL, index=i, spalte=KENNZIFFER)


def _refuse_odd_level(aufbau: Aufbau, schluessel: pd.Series, ebene: pd.Series) -> None:
    """Refuse a single row without a level among rows of one level whose keys look like its own."""
    gezaehlt = ebene.dropna().value_counts()
    offen = schluessel[ebene.isna()]
    if len(offen) == 1 and len(gezaehlt) and gezaehlt.iloc[0] >= _VIELE:
        uebliche = set(schluessel[ebene.eq(gezaehlt.index[0])].str.len())
        if len(offen.iloc[0]) in uebliche and ziffern(offen.iloc[0], max(uebliche)):
            i = int(offen.index[0])
            name = text(_cell(aufbau.gitter.rows[i], aufbau.ebene or 0))
            raise aufbau.gitter.refusal(
                f"die Ebene „{name}“ für {offen.iloc[0]}", "die Ebene der übrigen Zeilen", index=i
            )


def _cell(zeile: Sequence[object], spalte: int) -> object:
    return zeile[spalte] if spalte < len(zeile) else ""


def _levels(aufbau: Aufbau, schluessel: pd.Series) -> tuple[pd.Series, Counter[str]]:
    """Return the level per row (None: of no level this project knows) and what is left out."""
    if aufbau.ebene is None:
        stellen = int(schluessel.str.len().max())
        return pd.Series(_NACH_LAENGE.get(stellen), index=schluessel.index, dtype=object), Counter(
            {f"{stellen} Stellen": len(schluessel)} if stellen not in _NACH_LAENGE else {}
        )
    namen = schluessel.index.map(lambda i: text(_cell(aufbau.gitter.rows[i], aufbau.ebene)))  # type: ignore[arg-type]
    ebenen = {name: _level(name) for name in set(namen)}
    ausgelassen = Counter(name for name in namen if ebenen[name] is None)
    return pd.Series([ebenen[name] for name in namen], index=schluessel.index, dtype=object), ausgelassen


def _level(aggregat: str) -> str | None:
    name = aggregat.casefold()
    return next((ebene for muster, ebene in _AGGREGATE if muster.fullmatch(name)), None)


def _keys(aufbau: Aufbau, ebene: str, schluessel: pd.Series, roh: Mapping[int, object]) -> pd.Series:
    """Return the territory keys of one level; None where an eight-digit Verband key is ambiguous."""
    if ebene == "bund":
        return pd.Series(BUND, index=schluessel.index, dtype=object)
    stellen = _digits(aufbau, ebene, schluessel, roh)
    kurz = schluessel.str.len().eq(stellen - 1)
    vollstaendig = schluessel.str.len().eq(stellen)
    if schluessel.str.startswith("0").any():
        vollstaendig |= pd.Series([not isinstance(roh[i], str) for i in schluessel.index], schluessel.index)
    elif schluessel.str.zfill(stellen).is_monotonic_increasing:
        # a spreadsheet turned the column into numbers: all Länder 01 to 09 lost their zero
        vollstaendig |= kurz
    ganz = schluessel.where(vollstaendig, "").map(lambda k: ziffern(k, stellen) if k and stellen else None)
    ags = ganz.map(lambda k: _project_key(k, ebene) if isinstance(k, str) else "", na_action=None)
    falsch = schluessel[ags.eq("")]
    if len(falsch):
        raise aufbau.gitter.refusal(
            f"„{falsch.iloc[0]}“", _EBENE_SOLL, index=int(falsch.index[0]), spalte=KENNZIFFER
        )
    return ags


def _digits(aufbau: Aufbau, ebene: str, schluessel: pd.Series, roh: Mapping[int, object]) -> int:
    """Return the number of digits of the full keys of a level; 0 where it cannot be told."""
    gesamt = int(schluessel.str.len().max())
    if ebene == "gemeindeverbaende" and gesamt == 8:
        # BBSR key of eight digits, or Regionalschlüssel of Länder 01 to 09 that lost their zero
        als_text = aufbau.gitter.blatt is not None and all(isinstance(roh[i], str) for i in schluessel.index)
        return 8 if als_text or schluessel.str.startswith("0").any() else 0
    return next((s for s in _STELLEN[ebene] if gesamt in (s, s - 1)), 0)


def _project_key(schluessel: str, ebene: str) -> str | None:
    """Shorten a full key to the form of this project; empty text: it is no key of this level."""
    if ebene == "gemeindeverbaende":
        return planungsbereich(schluessel) if len(schluessel) == 9 else planungsbereich_bbsr(schluessel, {})
    if ebene == "gemeinden":
        return schluessel
    laenge = 2 if ebene == "laender" else 5
    return schluessel[:laenge] if set(schluessel[laenge:]) <= {"0"} else ""
