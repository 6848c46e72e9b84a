"""First step of a run: everything that can be read becomes raw tables of the work database."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from assets.catalogue.konfiguration import PlanungsbereichAngaben
from assets.catalogue.models import MerkmalEintrag
from assets.sources.eingang.namen import NICHT_GELESEN
from assets.sources.einlesen import Einlesung, read_ordner
from assets.sources.fehler import EingabeFehler
from assets.sources.gebietsbestand import bestand_of_gebiete, lists_of_nachfolge
from assets.sources.gebietsstand.tabelle import KREISZUSATZ, nachfolge_rahmen
from assets.sources.grunddaten import UMRISSE, Grunddaten, empty_grunddaten, read_features, read_grunddaten
from assets.sources.kennungen import distinct_ids
from assets.sources.kommunal.leser import read_kommunal_ordner
from assets.sources.lesung import Lesung
from assets.sources.planungsbereiche import empty_planungsbereiche, read_planungsbereiche
from assets.sources.rahmen import SPALTEN_GEBIET, SPALTEN_QUELLE
from assets.store.tabellen import write_table
from schemas.common import AGS_MUSTER, ebene_von
from schemas.gebietsstand import Planungszuordnung
from schemas.indicators import Verteilung
from schemas.sources import Beobachtungen, GebietRoh, Nachfolge, Quelle, Rang, Umriss
from schemas.staging import Merkmal

NICHT_AMTLICH = ("grunddaten", "kommunal", *NICHT_GELESEN)
"""How folders below `data/raw` begin that hold no official files; all others are the raw store."""
NACHFOLGE_ROH = "nachfolge_roh"
_REGISTER = ("gv100ad", "gemeindeverzeichnis")


@dataclass(frozen=True)
class Eingabe:
    """Where a run reads from.

    Attributes:
        rohdaten: Folder `data/raw` with base set, own data and official files.
        quellen: A further folder with official files, read in place; may be None.
        beispiele: Whether fictional samples are included.
        nur_quellen: Read nothing but `quellen` (when the base set itself is made).
        planungsbereiche: Own Planungsbereiche of the settings.
    """

    rohdaten: Path
    quellen: Path | None
    beispiele: bool
    nur_quellen: bool = False
    planungsbereiche: tuple[PlanungsbereichAngaben, ...] = ()

    @property
    def grunddaten(self) -> Path:
        """Folder of the base set."""
        return self.rohdaten / "grunddaten"

    def official_folders(self) -> list[Path]:
        """Folders with official files: `data/raw` with the raw store, and the one named by the user."""
        if self.nur_quellen:
            return [self.quellen] if self.quellen else []
        return [self.rohdaten] + ([self.quellen] if self.quellen else [])


@dataclass(frozen=True)
class Leseprotokoll:
    """What the reading step says to the user.

    Attributes:
        hinweise: Notes on what was read differently from what one would expect.
        nicht_erkannt: Files of no known family.
        abgelehnt: Files that should be data and cannot be used.
        merkmale: Measures that official files of this run delivered.
        dateien: Number of files read.
    """

    hinweise: tuple[str, ...]
    nicht_erkannt: tuple[str, ...]
    abgelehnt: tuple[EingabeFehler, ...]
    merkmale: frozenset[str]
    dateien: int


def read_quellen(
    con: duckdb.DuckDBPyConnection,
    eingabe: Eingabe,
    merkmale: Mapping[str, MerkmalEintrag],
    melde: Callable[[str], None],
    pruefe: Callable[[Leseprotokoll], None],
) -> Leseprotokoll:
    """Read base set, official files and own data into the raw tables.

    Args:
        con: Work database.
        eingabe: Where to read.
        merkmale: Measures of the catalogue.
        melde: Called with the name of each file that is read.
        pruefe: Called when all is read and before anything is written; raises where refused files
            forbid going on.

    Returns:
        The protocol.

    Raises:
        EingabeFehler: base set or own data cannot be used.
    """
    basis = empty_grunddaten() if eingabe.nur_quellen else read_grunddaten(eingabe.grunddaten)
    kreise = bestand_of_gebiete(basis.gebiete)
    listen = [lists_of_nachfolge(basis.nachfolge)]
    amtlich = [
        read_ordner(
            ordner,
            merkmale,
            melde=melde,
            kreise=kreise,
            listen=listen,
            leer_erlaubt=ordner != eingabe.quellen,
            ohne=NICHT_AMTLICH if ordner == eingabe.rohdaten else (),
        )
        for ordner in eingabe.official_folders()
    ]
    alle = (lesung for einlesung in amtlich for lesung in einlesung.lesungen)
    lesungen = distinct_ids(alle, basis.quellen)
    bereiche = _areas(eingabe)
    eigene = (
        []
        if eingabe.nur_quellen
        else _own(eingabe, merkmale, _known(lesungen, basis) | set(bereiche["planungsbereich"]))
    )
    beobachtungen = _observations([*lesungen, *eigene], basis)
    protokoll = _protocol(lesungen, eigene, amtlich)
    pruefe(protokoll)
    write_table(con, Beobachtungen, beobachtungen)
    write_table(con, Quelle, _sources([*lesungen, *eigene], amtlich, basis), name="quelle_roh")
    write_table(con, Merkmal, _described_by_files(lesungen, basis), name="merkmal_roh")
    write_table(con, GebietRoh, _territories(lesungen, basis))
    write_table(con, Planungszuordnung, bereiche)
    write_table(con, Nachfolge, _successions(lesungen, basis), name=NACHFOLGE_ROH)
    write_table(con, Verteilung, basis.verteilung, name="verteilung_grunddaten")
    write_table(con, Rang, basis.raenge)
    write_table(con, Umriss, _outlines(eingabe, amtlich))
    return protokoll


def _protocol(
    lesungen: Sequence[Lesung], eigene: Sequence[Lesung], amtlich: Sequence[Einlesung]
) -> Leseprotokoll:
    return Leseprotokoll(
        hinweise=(
            *(f"{le.datei}: {w}" for le in [*lesungen, *eigene] for w in le.warnungen),
            *(
                f"{neu}: gleicher Inhalt wie {alt}, nur einmal gelesen"
                for e in amtlich
                for neu, alt in e.doppelt
            ),
            *(
                f"{ort}: {was}, enthält keine Zahlen, übergangen"
                for e in amtlich
                for ort, was in e.ohne_zahlen
            ),
        ),
        nicht_erkannt=tuple(str(p) for e in amtlich for p in e.nicht_erkannt),
        abgelehnt=tuple(f for e in amtlich for f in e.fehler),
        merkmale=frozenset().union(*(lesung.beobachtungen["merkmal_id"].unique() for lesung in lesungen)),
        dateien=len(lesungen) + len(eigene),
    )


def _areas(eingabe: Eingabe) -> pd.DataFrame:
    """Own Planungsbereiche; none when the base set is made."""
    if eingabe.nur_quellen:
        return empty_planungsbereiche()
    return read_planungsbereiche(eingabe.rohdaten / "kommunal", eingabe.planungsbereiche)


def _own(eingabe: Eingabe, merkmale: Mapping[str, MerkmalEintrag], gebiete: set[str]) -> list[Lesung]:
    ordner = eingabe.rohdaten / "kommunal"
    return list(read_kommunal_ordner(ordner, merkmale, beispiele=eingabe.beispiele, gebiete=gebiete))


def _known(lesungen: Sequence[Lesung], basis: Grunddaten) -> set[str]:
    """Territories that a register or the base set names."""
    return set(basis.gebiete["ags"]).union(*(lesung.gebiete["ags"] for lesung in lesungen))


def _described_by_files(lesungen: Sequence[Lesung], basis: Grunddaten) -> pd.DataFrame:
    """Measures that no catalogue entry describes, as their files describe them."""
    zeilen = [
        (m.id, m.name, m.definition, m.einheit, m.bezug) for lesung in lesungen for m in lesung.merkmale
    ]
    spalten = list(Merkmal.to_schema().columns)
    neue = pd.DataFrame(zeilen, columns=spalten, dtype="str")
    return pd.concat([neue, basis.merkmale], ignore_index=True).drop_duplicates("merkmal_id").astype("str")


def _observations(lesungen: Sequence[Lesung], basis: Grunddaten) -> pd.DataFrame:
    """Originals before the base set: the first row of a key wins."""
    teile = [lesung.beobachtungen for lesung in lesungen] + [basis.beobachtungen]
    alle = pd.concat([t for t in teile if len(t)], ignore_index=True)
    return alle.drop_duplicates(["merkmal_id", "ags", "zeitraum", "quelle_id"], ignore_index=True)


def _sources(lesungen: Sequence[Lesung], amtlich: Sequence[Einlesung], basis: Grunddaten) -> pd.DataFrame:
    teile = [*(le.quelle for le in lesungen), *_outline_sources(amtlich), basis.quellen]
    alle = pd.concat(teile, ignore_index=True).drop_duplicates("quelle_id")
    return alle.sort_values("quelle_id", ignore_index=True)[list(SPALTEN_QUELLE)].astype("str")


def _successions(lesungen: Sequence[Lesung], basis: Grunddaten) -> pd.DataFrame:
    """Successions of keys and change lists; those of the base set only from sources that no file brings."""
    eigene = [le.nachfolgen for le in lesungen if len(le.nachfolgen)]
    gelesen = set().union(*(set(n["quelle_id"]) for n in eigene))
    abgeleitet = {f"{quelle_id}{KREISZUSATZ}" for quelle_id in gelesen}
    uebrig = basis.nachfolge[~basis.nachfolge["quelle_id"].isin(gelesen | abgeleitet)]
    return nachfolge_rahmen([*eigene, uebrig])


def _territories(lesungen: Sequence[Lesung], basis: Grunddaten) -> pd.DataFrame:
    register = [le for f in _REGISTER for le in lesungen if le.quelle["quelle_id"].iloc[0].startswith(f)]
    register.sort(key=lambda le: le.quelle["stand"].iloc[0], reverse=True)
    teile = [le.gebiete.assign(register=True, gebietsstand=le.quelle["stand"].iloc[0]) for le in register]
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
    bekannt = gebiete[gebiete["ags"].str.fullmatch(AGS_MUSTER)]
    return bekannt.assign(
        register=False, gebietsstand=bekannt["ags"].map(letzter), ebene=bekannt["ags"].map(ebene_von)
    )


def _outlines(eingabe: Eingabe, amtlich: Sequence[Einlesung]) -> pd.DataFrame:
    """Outlines of the original geometry where it is present, else those of the base set."""
    teile = [pd.DataFrame({"ags": [], "geometrie": [], "quelle_id": []})]
    pfade = [pfad for einlesung in amtlich for pfad in einlesung.geometrien]
    if pfade:
        from assets.sources.geometrie.umrisse import read_umrisse

        teile += [_outline_frame(quelle_id, umrisse) for quelle_id, umrisse in read_umrisse(pfade).items()]
    if not eingabe.nur_quellen:
        for name, quelle_id in UMRISSE.items():
            teile.append(_outline_frame(quelle_id, read_features(eingabe.grunddaten / name)))
    return pd.concat(teile, ignore_index=True).drop_duplicates("ags", ignore_index=True).astype("str")


def _outline_sources(amtlich: Sequence[Einlesung]) -> list[pd.DataFrame]:
    pfade = [pfad for einlesung in amtlich for pfad in einlesung.geometrien]
    if not pfade:
        return []
    from assets.sources.geometrie.umrisse import geometrie_quellen

    return [geometrie_quellen(pfade)]


def _outline_frame(quelle_id: str, umrisse: Mapping[str, dict[str, object]]) -> pd.DataFrame:
    texte = [json.dumps(g, separators=(",", ":")) for g in umrisse.values()]
    return pd.DataFrame({"ags": list(umrisse), "geometrie": texte, "quelle_id": quelle_id})
