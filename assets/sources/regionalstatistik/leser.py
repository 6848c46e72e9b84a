"""Reader of the table CSV of the Regionaldatenbank Deutschland and of GENESIS-Online, and its XLSX export.

One reader for the whole family: the layout (title block, stacked header, leading columns, footer) is
understood, not listed table by table. Columns that the catalogue knows get its ids; all others are read
as well and get a stable id made from the table number and the header path.

One way for any size: the same steps end in a frame (`read_regionalstatistik`) or, for files too large for
one, in a table of the database (`store_regionalstatistik`).

Conventions: `gebietsstand` is the Stichtag of the figure, for years 31.12. of the year, and empty for
spans of years. `stand` of the source is the date printed in the footer. The file is never changed.

What cannot be seen: a changed digit of a number is noticed only where the table holds a control sum
(`assets.sources.regionalstatistik.summen`).
"""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.format import Probe
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen
from assets.sources.regionalstatistik.aufbau import Aufbau, build_aufbau, find_bounds, recognise_first_line
from assets.sources.regionalstatistik.koerper import read_body
from assets.sources.regionalstatistik.kopf import read_columns
from assets.sources.regionalstatistik.mappe import is_workbook, recognise_workbook, rohdaten_of_workbook
from assets.sources.regionalstatistik.merkmale import (
    FAMILIE,
    assign_measures,
    generated_id,
    missing_characteristics,
    require_columns,
)
from assets.sources.regionalstatistik.quelle import source_row
from assets.sources.regionalstatistik.rohdaten import Kodierung, Rohdaten, judge_encoding
from assets.sources.regionalstatistik.striche import Strichtabelle, find_empty_dashes, last_day_of
from assets.sources.regionalstatistik.summen import check_sums
from assets.sources.regionalstatistik.zahlen import ZEICHEN
from assets.sources.regionalstatistik.zellen import Zellen, check_rows, to_cells
from assets.store.kodiert import Kodiert, Spalten, write_coded
from schemas.sources import Beobachtungen, Quelle

__all__ = [
    "generated_id",
    "read_regionalstatistik",
    "recognise_probe",
    "recognise_regionalstatistik",
    "store_regionalstatistik",
]


@dataclass(frozen=True)
class Tabelle:
    """One file, read and checked, whatever its size."""

    aufbau: Aufbau
    zellen: Zellen
    quelle: pd.DataFrame
    gebiete: pd.DataFrame
    warnungen: tuple[str, ...]
    merkmale: tuple[MerkmalEintrag, ...]

    def columns(self) -> Spalten:
        """Return the observations column by column, texts as numbers into lists."""
        z = self.zellen
        tage = ["" if "/" in zeit else last_day_of(zeit) for zeit in z.zeiten]
        staende = sorted({tag for tag in tage if tag})
        stand = np.array([staende.index(tag) if tag else -1 for tag in tage], np.int32)[z.zeit]
        blatt = self.aufbau.rohdaten.blatt
        return {
            "merkmal_id": Kodiert(z.merkmal, z.merkmale),
            "ags": Kodiert(z.ags, z.gebiete),
            "zeitraum": Kodiert(z.zeit, z.zeiten),
            "wert": z.wert,
            "kennzeichen": Kodiert(z.zeichen, ZEICHEN),
            "quelle_id": Kodiert.constant(str(self.quelle["quelle_id"].iloc[0]), len(z)),
            "gebietsstand": Kodiert(stand, staende),
            "blatt": Kodiert.constant(blatt, len(z)),
            "zeile": z.zeile,
            "spalte": Kodiert(z.spalte, z.spalten),
        }

    def lesung(self, beobachtungen: pd.DataFrame) -> Lesung:
        """Return what every reader hands on."""
        return Lesung(
            datei=self.aufbau.datei,
            quelle=self.quelle,
            beobachtungen=beobachtungen,
            gebiete=self.gebiete,
            warnungen=self.warnungen,
            merkmale=self.merkmale,
        )


def recognise_regionalstatistik(inhalt: bytes) -> bool:
    """Say whether the bytes are a table CSV of the family, by the first line."""
    return recognise_first_line(inhalt)


def recognise_probe(probe: Probe) -> bool:
    """Say whether a file is a table of the family: CSV by the first line, workbook by its first cell."""
    return recognise_workbook(probe) if probe.ist_mappe else recognise_first_line(probe.anfang)


def read_regionalstatistik(
    pfad: Path,
    merkmale: Mapping[str, MerkmalEintrag],
    bekannte_kreise: Collection[str] | None = None,
) -> Lesung:
    """Read one file into a frame.

    Args:
        pfad: The file; it is only read.
        merkmale: Catalogue of base measures by id; entries of other families are ignored.
        bekannte_kreise: The registers of Kreise, or their keys; a five-digit key that cannot be one is
            refused. None: keys are checked for their form only.

    Returns:
        Source, observations (`wert` in the unit of the measure), territories, warnings.

    Raises:
        EingabeFehler: the file is no intact table of the family; names row, column, found, expected.
    """
    tabelle = read_tabelle(pfad, merkmale, bekannte_kreise)
    spalten = {
        name: spalte.texts() if isinstance(spalte, Kodiert) else spalte
        for name, spalte in tabelle.columns().items()
    }
    return tabelle.lesung(Beobachtungen.validate(beobachtungen_rahmen([pd.DataFrame(spalten)])))


def store_regionalstatistik(
    con: duckdb.DuckDBPyConnection,
    pfad: Path,
    merkmale: Mapping[str, MerkmalEintrag],
    bekannte_kreise: Collection[str] | None = None,
    *,
    name: str,
) -> Lesung:
    """Read one file of any size into a table of the database; the observations never become a frame.

    Args:
        con: Connection that may write.
        pfad: The file.
        merkmale: Catalogue of base measures by id.
        bekannte_kreise: As for `read_regionalstatistik`.
        name: Name of the table; it gets the columns of `schemas.sources.Beobachtungen`.

    Returns:
        The same as `read_regionalstatistik`, with an empty frame of observations.

    Raises:
        EingabeFehler: the file is no intact table of the family.
        TabellenFehler: the observations break a rule of their model.
    """
    tabelle = read_tabelle(pfad, merkmale, bekannte_kreise)
    write_coded(con, Beobachtungen, tabelle.columns(), name)
    return tabelle.lesung(beobachtungen_rahmen([]))


def read_tabelle(
    pfad: Path, merkmale: Mapping[str, MerkmalEintrag], bekannte_kreise: Collection[str] | None
) -> Tabelle:
    """Read and check one file; the figures stay as numbers column by column."""
    rohdaten = rohdaten_of_workbook(pfad) if is_workbook(pfad) else Rohdaten(pfad)
    with ThreadPoolExecutor(1) as nebenher:
        fingerabdruck = nebenher.submit(rohdaten.sha256)
        aufbau, zellen, gebiete, hinweise, neue = _read(rohdaten, merkmale, bekannte_kreise)
        quelle = source_row(aufbau, fingerabdruck.result())
    return Tabelle(aufbau, zellen, Quelle.validate(quelle), gebiete, tuple(hinweise), tuple(neue))


def _read(
    rohdaten: Rohdaten, merkmale: Mapping[str, MerkmalEintrag], kreise: Collection[str] | None
) -> tuple[Aufbau, Zellen, pd.DataFrame, list[str], list[MerkmalEintrag]]:
    grenzen = find_bounds(rohdaten)
    rahmen = b"\n".join([*grenzen.kopf, grenzen.fuss])
    aufbau = build_aufbau(grenzen, rohdaten, judge_encoding(rahmen))
    _, spalten = read_columns(aufbau)
    koerper = read_body(rohdaten, grenzen, aufbau.felder, [s.name for s in spalten], rahmen)
    if koerper.kodierung is Kodierung.EINZELBYTE:
        aufbau = build_aufbau(grenzen, rohdaten, koerper.kodierung)
    zeilen = check_rows(koerper, aufbau, spalten, kreise)
    zellen = to_cells(zeilen, koerper, aufbau, spalten)
    del koerper
    katalog = [m for m in merkmale.values() if m.familie == FAMILIE and m.tabelle == aufbau.tabelle]
    require_columns(aufbau, spalten, katalog)
    hinweise = zeilen.hinweise + missing_characteristics(zeilen, katalog)
    neue, gedruckt = assign_measures(zellen, zeilen, aufbau, spalten, katalog)
    strich = zellen.zeichen == ZEICHEN.index("-")
    leer, warnungen = find_empty_dashes(
        Strichtabelle(
            zellen.merkmal, zellen.merkmale, zellen.ags, zellen.gebiete, zellen.zeit, zellen.zeiten,
            zellen.wert, strich, zellen.zeichen == ZEICHEN.index("x"),
        ),
        kreise,
    )  # fmt: skip
    zaehlbar = {m.id: m.summierbar for m in [*merkmale.values(), *neue]}
    summen = check_sums(zellen, gedruckt, [zaehlbar[m] for m in zellen.merkmale])
    if leer.any():
        zellen.wert[leer] = np.nan
    return aufbau, zellen, zeilen.namen, [*hinweise, *warnungen, *summen], neue
