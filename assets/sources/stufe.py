"""First step of a run: everything that can be read becomes raw tables of the work database."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources import geometrie
from assets.sources.einlesen import Einlesung, read_ordner
from assets.sources.fehler import EingabeFehler
from assets.sources.grunddaten import Grunddaten, read_grunddaten
from assets.sources.kommunal import read_kommunal_ordner
from assets.sources.lesung import Lesung
from assets.sources.rahmen import SPALTEN_GEBIET, quellen_rahmen
from assets.store.tabellen import write_table
from schemas.common import AGS_MUSTER
from schemas.indicators import Verteilung
from schemas.sources import Beobachtungen, GebietRoh, Quelle, Rang, Umriss
from schemas.staging import Merkmal

NICHT_AMTLICH = ("grunddaten", "kommunal", "abgelehnt", "eingang")
_REGISTER = ("gv100ad", "gemeindeverzeichnis")


@dataclass(frozen=True)
class Eingabe:
    """Where a run reads from.

    Attributes:
        rohdaten: Folder `data/raw` with base set, own data and official files.
        quellen: A further folder with official files, read in place; may be None.
        beispiele: Whether fictional samples are included.
    """

    rohdaten: Path
    quellen: Path | None
    beispiele: bool

    def official_folders(self) -> list[Path]:
        """Folders with official files: those below `data/raw`, and the one named by the user."""
        eigene = sorted(
            p for p in self.rohdaten.iterdir() if p.is_dir() and not p.name.startswith(NICHT_AMTLICH)
        )
        return eigene + ([self.quellen] if self.quellen else [])


@dataclass(frozen=True)
class Leseprotokoll:
    """What the reading step says to the user: notes, files that were not recognised or refused."""

    hinweise: tuple[str, ...]
    nicht_erkannt: tuple[str, ...]
    abgelehnt: tuple[EingabeFehler, ...]
    dateien: int
    beobachtungen: int


def read_quellen(
    con: duckdb.DuckDBPyConnection,
    eingabe: Eingabe,
    merkmale: Mapping[str, MerkmalEintrag],
    melde: Callable[[str], None],
) -> Leseprotokoll:
    """Read base set, official files and own data into the raw tables.

    Args:
        con: Work database.
        eingabe: Where to read.
        merkmale: Measures of the catalogue.
        melde: Called with the name of each file that is read.

    Returns:
        The protocol; its refused files decide whether the run goes on.

    Raises:
        EingabeFehler: base set or own data cannot be used.
    """
    basis = read_grunddaten(eingabe.rohdaten / "grunddaten")
    amtlich = [read_ordner(ordner, merkmale, melde=melde) for ordner in eingabe.official_folders()]
    lesungen = [lesung for einlesung in amtlich for lesung in einlesung.lesungen]
    eigene = list(read_kommunal_ordner(eingabe.rohdaten / "kommunal", merkmale, beispiele=eingabe.beispiele))
    write_table(con, Beobachtungen, _observations([*lesungen, *eigene], basis))
    write_table(con, Quelle, _sources([*lesungen, *eigene], amtlich, basis), name="quelle_roh")
    write_table(con, Merkmal, _described_by_files(lesungen), name="merkmal_roh")
    write_table(con, GebietRoh, _territories(lesungen, basis))
    write_table(con, Verteilung, basis.verteilung, name="verteilung_grunddaten")
    write_table(con, Rang, basis.raenge)
    write_table(con, Umriss, _outlines(eingabe, amtlich))
    anzahl = con.execute("SELECT count(*) FROM beobachtung_roh").fetchone()
    return Leseprotokoll(
        hinweise=tuple(f"{le.datei}: {w}" for le in [*lesungen, *eigene] for w in le.warnungen),
        nicht_erkannt=tuple(str(p) for e in amtlich for p in e.nicht_erkannt),
        abgelehnt=tuple(f for e in amtlich for f in e.fehler),
        dateien=len(lesungen) + len(eigene),
        beobachtungen=int(anzahl[0]) if anzahl else 0,
    )


def _described_by_files(lesungen: Sequence[Lesung]) -> pd.DataFrame:
    """Measures that no catalogue entry describes, as their files describe them."""
    zeilen = [
        (m.id, m.name, m.definition, m.einheit, m.bezug) for lesung in lesungen for m in lesung.merkmale
    ]
    spalten = list(Merkmal.to_schema().columns)
    return pd.DataFrame(zeilen, columns=spalten, dtype="str").drop_duplicates("merkmal_id")


def _observations(lesungen: Sequence[Lesung], basis: Grunddaten) -> pd.DataFrame:
    """Originals before the base set: the first row of a key wins."""
    teile = [lesung.beobachtungen for lesung in lesungen] + [basis.beobachtungen]
    alle = pd.concat([t for t in teile if len(t)], ignore_index=True)
    return alle.drop_duplicates(["merkmal_id", "ags", "zeitraum", "quelle_id"], ignore_index=True)


def _sources(lesungen: Sequence[Lesung], amtlich: Sequence[Einlesung], basis: Grunddaten) -> pd.DataFrame:
    geometrien = [geometrie.quellen_zeilen(e.geometrien) for e in amtlich]
    teile = [*(le.quelle for le in lesungen), *geometrien, basis.quellen]
    alle = pd.concat(teile, ignore_index=True).drop_duplicates("quelle_id")
    return quellen_rahmen(alle.to_dict("records"))


def _territories(lesungen: Sequence[Lesung], basis: Grunddaten) -> pd.DataFrame:
    register = [le for f in _REGISTER for le in lesungen if le.quelle["quelle_id"].iloc[0].startswith(f)]
    register.sort(key=lambda le: le.quelle["stand"].iloc[0], reverse=True)
    teile = [le.gebiete.assign(register=True) for le in register]
    teile.append(basis.gebiete.assign(register=True))
    teile += [_named(le) for le in lesungen if le not in register and len(le.gebiete)]
    alle = pd.concat(
        [
            t.reindex(columns=[*SPALTEN_GEBIET, "register", "gebietsstand"]).assign(vorrang=i)
            for i, t in enumerate(teile)
        ],
        ignore_index=True,
    )
    gueltig = alle[alle["ags"].str.fullmatch(AGS_MUSTER)].drop_duplicates(["vorrang", "ags"])
    zahlen = ["laenge", "breite", "flaeche_km2", "einwohner"]
    typen = {s: "float64" if s in zahlen else "str" for s in [*SPALTEN_GEBIET, "gebietsstand"]}
    return gueltig.astype(typen | {"register": "bool", "vorrang": "int64"})


def _named(lesung: Lesung) -> pd.DataFrame:
    """Territories as a data table names them, with the last Gebietsstand that shows each."""
    letzter = lesung.beobachtungen.groupby("ags")["gebietsstand"].max()
    gebiete = lesung.gebiete.drop_duplicates("ags")
    return gebiete.assign(register=False, gebietsstand=gebiete["ags"].map(letzter))


def _outlines(eingabe: Eingabe, amtlich: Sequence[Einlesung]) -> pd.DataFrame:
    """Outlines of the base set; where the original geometry is present, those of all Kreise and Gemeinden."""
    teile = []
    for einlesung in amtlich:
        teile += [_outline_frame(*paar) for paar in geometrie.read_umrisse(einlesung.geometrien)]
    for pfad in sorted((eingabe.rohdaten / "grunddaten").glob("*.geojson")):
        teile.append(
            _outline_frame(
                "bkg_vg250" if "gemeinden" in pfad.name else "bkg_vg2500", geometrie.read_geojson(pfad)
            )
        )
    if not teile:
        return pd.DataFrame({"ags": [], "geometrie": [], "quelle_id": []}, dtype="str")
    return pd.concat(teile, ignore_index=True).drop_duplicates("ags", ignore_index=True)


def _outline_frame(quelle_id: str, umrisse: Mapping[str, dict]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ags": list(umrisse),
            "geometrie": [json.dumps(g, separators=(",", ":")) for g in umrisse.values()],
            "quelle_id": quelle_id,
        }
    ).astype("str")
