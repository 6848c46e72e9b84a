"""The base set `data/raw/grunddaten/`: figures carried over in our own tidy form.

It is what the default run reads, so that the first report needs no download. Each row names the
edition it was taken from; `quellen.csv` carries the SHA-256 of the original file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from assets.sources.fehler import EingabeFehler
from assets.sources.gebietsbestand import (
    Gebietsbestand,
    bestand_of_gebiete,
    bestand_of_lists,
    lists_of_nachfolge,
)
from assets.sources.gebietsstand.tabelle import nachfolge_rahmen
from assets.sources.nachfolge import SPALTEN as SPALTEN_NACHFOLGE
from assets.sources.nachfolge import expand_nachfolge
from assets.sources.rahmen import pruefsumme
from schemas.indicators import Verteilung
from schemas.sources import Gebiet, Quelle
from schemas.staging import Merkmal

BEOBACHTUNGEN: Final = "beobachtungen.csv"
QUELLEN: Final = "quellen.csv"
GEBIETE: Final = "gebiete.csv"
VERTEILUNG: Final = "verteilung.csv"
RAENGE: Final = "raenge.csv"
GEBIETSSTAND: Final = "gebietsstand.csv"
MERKMALE: Final = "merkmale.csv"
NACHFOLGE: Final = "nachfolge.csv"
PRUEFSUMMEN: Final = "pruefsummen.csv"
UMRISSE: Final = {"kreise_thueringen.geojson": "bkg_vg2500", "gemeinden_16065.geojson": "bkg_vg250"}

SPALTEN_BEOBACHTUNG: Final = {
    "merkmal_id": "str",
    "ags": "str",
    "zeitraum": "str",
    "wert": "float64",
    "kennzeichen": "str",
    "quelle_id": "str",
    "blatt": "str",
    "zeile": "Int64",
    "spalte": "str",
}
SPALTEN_RAENGE: Final = {
    "indikator_id": "str",
    "ags": "str",
    "jahr": "int64",
    "gruppe": "str",
    "rang": "int64",
    "anzahl": "int64",
}
SPALTEN_GEBIETSSTAND: Final = {
    "merkmal_id": "str",
    "zeitraum": "str",
    "quelle_id": "str",
    "gebietsstand": "str",
}
_ABHILFE = (
    "die mitgelieferte Datei wiederherstellen (git checkout data/raw/grunddaten) oder mit "
    "„sozialplanung grunddaten --aus ORDNER“ aus den Originaldateien neu erzeugen."
)


@dataclass(frozen=True)
class Grunddaten:
    """The base set, read.

    Attributes:
        beobachtungen: Columns of `schemas.sources.Beobachtungen`.
        quellen: Columns of `schemas.sources.Quelle`.
        gebiete: Columns of `schemas.sources.Gebiet`.
        verteilung: Columns of `schemas.indicators.Verteilung`.
        raenge: `indikator_id`, `ags`, `jahr`, `gruppe`, `rang`, `anzahl`.
        merkmale: Columns of `schemas.staging.Merkmal`; only measures that the catalogue does not describe.
        nachfolge: Columns of `schemas.sources.Nachfolge`.
    """

    beobachtungen: pd.DataFrame
    quellen: pd.DataFrame
    gebiete: pd.DataFrame
    verteilung: pd.DataFrame
    raenge: pd.DataFrame
    merkmale: pd.DataFrame
    nachfolge: pd.DataFrame


def read_grunddaten(ordner: Path) -> Grunddaten:
    """Read the base set.

    Raises:
        EingabeFehler: a file is missing, damaged, cut off or changed, holds text where a number belongs,
            names a territory or source that the set does not list, or says something twice.
    """
    beobachtungen = _read(ordner / BEOBACHTUNGEN, SPALTEN_BEOBACHTUNG)
    _refuse_duplicates(beobachtungen, ["merkmal_id", "ags", "zeitraum", "quelle_id"], BEOBACHTUNGEN)
    gebietsstand = _read(ordner / GEBIETSSTAND, SPALTEN_GEBIETSSTAND)
    grunddaten = Grunddaten(
        beobachtungen.merge(
            gebietsstand, on=["merkmal_id", "zeitraum", "quelle_id"], how="left", validate="m:1"
        ),
        _read(ordner / QUELLEN, _types(Quelle)),
        _read(ordner / GEBIETE, _types(Gebiet)),
        _read(ordner / VERTEILUNG, _types(Verteilung)),
        _read(ordner / RAENGE, SPALTEN_RAENGE),
        _read(ordner / MERKMALE, _types(Merkmal)),
        read_nachfolge(ordner),
    )
    _refuse_unknown(beobachtungen, "ags", grunddaten.gebiete["ags"], GEBIETE)
    _refuse_unknown(beobachtungen, "quelle_id", grunddaten.quellen["quelle_id"], QUELLEN)
    _refuse_changed(ordner)
    return grunddaten


def _types(modell: type[pa.DataFrameModel]) -> dict[str, str]:
    typen = {"float64": "float64", "int64": "int64"}
    return {str(n): typen.get(str(s.dtype), "str") for n, s in modell.to_schema().columns.items()}


def empty_grunddaten() -> Grunddaten:
    """No base set: used when it is being made."""

    def leer(spalten: Mapping[str, str]) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=typ) for name, typ in spalten.items()})

    return Grunddaten(
        leer({**SPALTEN_BEOBACHTUNG, "gebietsstand": "str"}),
        leer(_types(Quelle)),
        leer(_types(Gebiet)),
        leer(_types(Verteilung)),
        leer(SPALTEN_RAENGE),
        leer(_types(Merkmal)),
        nachfolge_rahmen([]),
    )


def read_nachfolge(ordner: Path) -> pd.DataFrame:
    """Read the successions of the base set; columns of `schemas.sources.Nachfolge`.

    A base set that does not list the file in its checksums has none.

    Raises:
        EingabeFehler: the file is damaged.
    """
    if not (ordner / NACHFOLGE).is_file():
        return nachfolge_rahmen([])
    return expand_nachfolge(_read(ordner / NACHFOLGE, SPALTEN_NACHFOLGE))


def read_kreisbestand(ordner: Path) -> Gebietsbestand:
    """Read which Kreise existed when, from successions and territories of the base set.

    Empty without a base set; then keys are checked for their form only.

    Raises:
        EingabeFehler: a file is damaged.
    """
    if not (ordner / GEBIETE).is_file():
        return Gebietsbestand()
    gebiete = _read(ordner / GEBIETE, _types(Gebiet))
    listen = [lists_of_nachfolge(read_nachfolge(ordner))]
    return bestand_of_lists(listen, (5,)).joined(bestand_of_gebiete(gebiete))


def read_features(pfad: Path) -> dict[str, dict[str, object]]:
    """Read outlines of the base set: GeoJSON geometry per AGS.

    Raises:
        EingabeFehler: the file is missing or no such GeoJSON.
    """
    try:
        inhalt = json.loads(pfad.read_text(encoding="utf-8"))
        return {f["properties"]["ags"]: f["geometry"] for f in inhalt["features"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError) as fehler:
        raise EingabeFehler(
            pfad.name, "keine lesbaren Umrisse", "GeoJSON mit „ags“ an jedem Gebiet", _ABHILFE
        ) from fehler


def _read(pfad: Path, spalten: Mapping[str, str]) -> pd.DataFrame:
    try:
        roh = pd.read_csv(pfad, sep=";", dtype="str", keep_default_na=False, encoding="utf-8")
    except FileNotFoundError as fehler:
        raise EingabeFehler(pfad.name, "keine Datei", "eine Datei der Grunddaten", _ABHILFE) from fehler
    except UnicodeDecodeError as fehler:
        raise EingabeFehler(pfad.name, "eine andere Zeichenkodierung", "Text in UTF-8", _ABHILFE) from fehler
    except pd.errors.EmptyDataError as fehler:
        raise EingabeFehler(pfad.name, "eine leere Datei", "eine Kopfzeile und Daten", _ABHILFE) from fehler
    except pd.errors.ParserError as fehler:
        raise EingabeFehler(
            pfad.name, f"eine gestörte Zeile ({fehler})", "eine Tabelle", _ABHILFE
        ) from fehler
    fehlend = [s for s in spalten if s not in roh.columns]
    if fehlend:
        raise EingabeFehler(
            pfad.name,
            "die Spalten " + ", ".join(map(str, roh.columns)),
            "auch " + ", ".join(fehlend),
            _ABHILFE,
            zeile=1,
        )
    roh = roh[list(spalten)].replace("", pd.NA)
    for name, typ in spalten.items():
        if typ != "str":
            roh[name] = _numbers(roh[name], pfad.name, typ=typ)
    return roh.astype(dict(spalten))


def _numbers(spalte: pd.Series, datei: str, *, typ: str) -> pd.Series:
    ganz = typ in ("int64", "Int64")
    zahlen = pd.to_numeric(spalte, errors="coerce")
    leer = spalte.isna() if typ == "int64" else spalte.isna() & False
    falsch = spalte[leer | (zahlen.isna() & spalte.notna()) | (ganz & zahlen.notna() & (zahlen % 1 != 0))]
    if len(falsch):
        zelle = falsch.iloc[0]
        raise EingabeFehler(
            datei,
            "eine leere Zelle" if pd.isna(zelle) else f"„{zelle}“",
            "eine ganze Zahl" if ganz else "eine Zahl mit Dezimalpunkt",
            _ABHILFE,
            zeile=int(falsch.index[0]) + 2,
            spalte=str(spalte.name),
        )
    return zahlen


def _refuse_duplicates(daten: pd.DataFrame, schluessel: list[str], datei: str) -> None:
    doppelt = daten[daten.duplicated(schluessel)]
    if len(doppelt):
        raise EingabeFehler(
            datei,
            "die Zeile " + ";".join(doppelt.iloc[0][schluessel]) + " zum zweiten Mal",
            "jede Angabe genau einmal",
            _ABHILFE,
            zeile=int(doppelt.index[0]) + 2,
        )


def _refuse_unknown(beobachtungen: pd.DataFrame, spalte: str, bekannt: pd.Series, liste: str) -> None:
    fremd = beobachtungen[~beobachtungen[spalte].isin(bekannt)]
    if len(fremd):
        raise EingabeFehler(
            BEOBACHTUNGEN,
            f"„{fremd[spalte].iloc[0]}“",
            f"eine Angabe, die auch in {liste} steht",
            _ABHILFE,
            zeile=int(fremd.index[0]) + 2,
            spalte=spalte,
        )


def _refuse_changed(ordner: Path) -> None:
    """Compare every file with its checksum; this finds a file cut off between two rows."""
    liste = _read(ordner / PRUEFSUMMEN, {"datei": "str", "sha256": "str"})
    for name, summe in zip(liste["datei"], liste["sha256"], strict=True):
        pfad = ordner / str(name)
        if not pfad.is_file():
            raise EingabeFehler(pfad.name, "keine Datei", "eine Datei der Grunddaten", _ABHILFE)
        if pruefsumme(pfad) != summe:
            raise EingabeFehler(
                pfad.name,
                "einen anderen Inhalt als den mitgelieferten (verändert oder abgeschnitten)",
                f"die Prüfsumme aus {PRUEFSUMMEN}",
                _ABHILFE,
            )
