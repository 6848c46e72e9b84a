"""Reading a whole folder of original files, in place and in a fixed order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.eingang.beiblatt import ENDUNG as BEIBLATT
from assets.sources.eingang.beiblatt import Beiblatt, read_beiblatt
from assets.sources.erkennung import NEBENDATEIEN, recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Format, Kontext
from assets.sources.formate import FORMATE
from assets.sources.gebietsbestand import (
    Gebietsbestand,
    bestand_of_lists,
    lists_of_nachfolge,
    lists_of_register,
)
from assets.sources.lesung import Lesung
from assets.sources.rahmen import pruefsumme

Katalog = Mapping[str, MerkmalEintrag]

_UMRISSE: Final = "geometrie"
_REIHENFOLGE: Final = tuple(sorted(FORMATE, key=lambda f: not f.verzeichnis))
"""Registers of territories first: their Kreise are the list against which all other keys are checked."""


@dataclass(frozen=True)
class Einlesung:
    """What a folder held.

    Attributes:
        lesungen: Files read, sorted by family and path.
        geometrien: Shapefiles and ZIPs with outlines, for `assets.sources.geometrie`.
        fehler: Files that should be data and are not, with the reason; they were skipped.
        nicht_erkannt: Paths below the folder, of no family known here (other publishers, notes).
        doppelt: Files with the same content as one already read, with the name of that one.
        ohne_zahlen: Files that never hold figures, with what they are.
    """

    lesungen: tuple[Lesung, ...]
    geometrien: tuple[Path, ...]
    fehler: tuple[EingabeFehler, ...]
    nicht_erkannt: tuple[str, ...]
    doppelt: tuple[tuple[str, str], ...]
    ohne_zahlen: tuple[tuple[str, str], ...] = ()


def _silent(_: str) -> None:
    """Report nothing."""


def read_ordner(
    ordner: Path,
    merkmale: Katalog,
    *,
    melde: Callable[[str], None] = _silent,
    strikt: bool = False,
    kreise: Gebietsbestand | None = None,
    listen: Sequence[pd.DataFrame] = (),
    leer_erlaubt: bool = False,
    ohne: tuple[str, ...] = (),
) -> Einlesung:
    """Read every recognised file below a folder.

    The Gemeindeverzeichnis comes first: its Kreise are the list against which the keys of all other
    files are checked. Broken files do not stop the reading: each becomes an entry in `fehler` next to
    what could be read, is announced through `melde`, and the caller decides. So a folder that
    holds, say, one web page saved as `.csv` still yields all its other tables, and nobody can overlook
    the missing one. With `strikt` the first broken file is raised instead. Files of other families are
    no error; they are listed in `nicht_erkannt`. Several generations of one table are all read; which
    figure counts is decided in staging. No file is changed, moved or written.

    Args:
        ordner: Folder, read with all its subfolders in sorted order.
        merkmale: Catalogue of base measures by id.
        melde: Receives one German line per file, for the progress display.
        strikt: Raise the first error.
        kreise: Kreise known from elsewhere with their periods, for keys that no list names.
        listen: Complete lists of Kreise known from elsewhere (`ags`, `tag`, `land`), for a folder without
            registers of its own.
        leer_erlaubt: A folder without any known file is no error.
        ohne: How the subfolders begin that are passed over.

    Raises:
        EingabeFehler: The folder is missing or holds no known file; with `strikt` any broken file.
    """
    if not ordner.is_dir():
        raise _folder_error(ordner, "keinen Ordner dieses Namens")
    lauf = _Lauf(ordner, merkmale, melde, strikt, ohne, listen=list(listen))
    nach_familie, nicht_erkannt = _sort_files(lauf)
    if not nach_familie and not lauf.fehler and not leer_erlaubt:
        raise _folder_error(ordner, "keine Datei einer bekannten Familie")
    for form in _REIHENFOLGE:
        if not form.verzeichnis and not len(lauf.kreise):
            lauf.kreise = bestand_of_lists(lauf.listen, (5,)).joined(kreise or Gebietsbestand())
        for pfad in nach_familie.get(form.name, ()) if form.name != _UMRISSE else ():
            _read_one(form, pfad, lauf)
    return Einlesung(
        lesungen=tuple(lauf.lesungen),
        geometrien=tuple(nach_familie.get(_UMRISSE, ())),
        fehler=tuple(lauf.fehler),
        nicht_erkannt=tuple(nicht_erkannt),
        doppelt=tuple(lauf.doppelt),
        ohne_zahlen=tuple(lauf.ohne_zahlen),
    )


@dataclass
class _Lauf:
    """What is known while a folder is read."""

    ordner: Path
    merkmale: Katalog
    melde: Callable[[str], None]
    strikt: bool
    ohne: tuple[str, ...] = ()
    lesungen: list[Lesung] = field(default_factory=list)
    fehler: list[EingabeFehler] = field(default_factory=list)
    doppelt: list[tuple[str, str]] = field(default_factory=list)
    ohne_zahlen: list[tuple[str, str]] = field(default_factory=list)
    gelesen: dict[str, str] = field(default_factory=dict)
    listen: list[pd.DataFrame] = field(default_factory=list)
    kreise: Gebietsbestand = field(default_factory=Gebietsbestand)

    def note(self, grund: EingabeFehler, ort: str) -> None:
        """Keep an error with the path of the file, or raise it when reading strictly."""
        genau = replace(grund, datei=ort)
        if self.strikt:
            raise genau from grund
        self.fehler.append(genau)
        self.melde(f"NICHT GELESEN: {genau}")


def _read_one(form: Format, pfad: Path, lauf: _Lauf) -> None:
    ort = pfad.relative_to(lauf.ordner).as_posix()
    inhalt = pruefsumme(pfad)
    if inhalt in lauf.gelesen:
        lauf.doppelt.append((ort, lauf.gelesen[inhalt]))
        lauf.melde(f"{ort}: gleicher Inhalt wie {lauf.gelesen[inhalt]}, übersprungen")
        return
    try:
        lesung = with_origin(replace(_read(form, pfad, lauf), datei=ort), read_beiblatt(pfad))
    except EingabeFehler as grund:
        lauf.note(grund, ort)
        return
    lauf.gelesen[inhalt] = ort
    lauf.lesungen.append(lesung)
    if form.verzeichnis:
        lauf.listen += lists_of_kreise(lesung)
    lauf.melde(
        f"{ort}: {form.bezeichnung}, {len(lesung.beobachtungen)} Angaben, {len(lesung.warnungen)} Hinweise"
    )


def _sort_files(lauf: _Lauf) -> tuple[dict[str, list[Path]], list[str]]:
    """Recognise all files; returns paths per family and the names of the unknown ones."""
    nach_familie: dict[str, list[Path]] = {}
    unbekannt: list[str] = []
    for pfad in sorted(p for p in lauf.ordner.rglob("*") if p.is_file() and not _is_skipped(p, lauf)):
        ort = pfad.relative_to(lauf.ordner).as_posix()
        try:
            form = recognise(pfad)
        except EingabeFehler as grund:
            lauf.note(grund, ort)
            continue
        if form and form.ohne_zahlen:
            lauf.ohne_zahlen.append((ort, form.bezeichnung))
            lauf.melde(f"{ort}: {form.bezeichnung}, enthält keine Zahlen, übergangen")
        elif form:
            nach_familie.setdefault(form.name, []).append(pfad)
        elif pfad.suffix.lower() not in NEBENDATEIEN:
            unbekannt.append(ort)
    return nach_familie, unbekannt


def _is_skipped(pfad: Path, lauf: _Lauf) -> bool:
    """Tell whether a path is not to be read: sidecars, lock files, folders that the intake still builds."""
    teile = pfad.relative_to(lauf.ordner).parts
    if len(teile) > 1 and lauf.ohne and teile[0].startswith(lauf.ohne):
        return True
    return any(t.startswith((".", "~$")) for t in teile) or pfad.name.endswith(BEIBLATT)


def _read(form: Format, pfad: Path, lauf: _Lauf) -> Lesung:
    lesung = form.lies(pfad, Kontext(lauf.merkmale, lauf.kreise))
    if not form.verzeichnis:
        refuse_unknown_kreise(lesung, lauf.kreise)
    return replace(lesung, format=form.name)


def with_origin(lesung: Lesung, blatt: Beiblatt | None) -> Lesung:
    """Put what the raw store knows of a file into its source: address and day of the fetch.

    A day that the file itself states stays; for files from the inbox nobody recorded one.
    """
    if blatt is None:
        return lesung
    quelle = lesung.quelle
    if blatt.adresse:
        quelle = quelle.assign(url=blatt.adresse)
    if blatt.abgerufen_am:
        quelle = quelle.assign(abgerufen_am=quelle["abgerufen_am"].fillna(blatt.abgerufen_am))
    return replace(lesung, quelle=quelle.astype({"url": "str", "abgerufen_am": "str"}))


def lists_of_kreise(lesung: Lesung) -> list[pd.DataFrame]:
    """Return the complete lists of Kreise in a register or a key (`ags`, `tag`, `land`)."""
    if len(lesung.nachfolgen):
        return [lists_of_nachfolge(lesung.nachfolgen[lesung.nachfolgen["ags_alt"].str.len() == 5])]
    kreise = lesung.gebiete[lesung.gebiete["ebene"] == "kreis"]
    return [lists_of_register(kreise, str(lesung.quelle["stand"].iloc[0]))] if len(kreise) else []


def refuse_unknown_kreise(lesung: Lesung, kreise: Gebietsbestand) -> None:
    """Refuse figures for a Kreis that no register knows, for periods that the registers cover.

    Raises:
        EingabeFehler: a key that is none.
    """
    genannt = lesung.beobachtungen[["ags", "zeitraum"]].assign(kreis=lesung.beobachtungen["ags"].str[:5])
    genannt = genannt[(genannt["ags"].str.len() > 2) & ~genannt["kreis"].str.endswith("000")]
    letzte = genannt["zeitraum"].str[-4:].where(genannt["zeitraum"].str.contains("/"), genannt["zeitraum"])
    je_kreis = letzte.groupby(genannt["kreis"]).min()
    fremd = [k for k, tag in je_kreis.items() if not kreise.may_exist(str(k), tag)]
    if fremd:
        raise EingabeFehler(
            datei=lesung.datei,
            spalte="Gebietsschlüssel",
            gefunden=f"den unbekannten Kreis {fremd[0]}",
            erwartet="Kreise, die ein Gemeindeverzeichnis oder ein Umsteigeschlüssel kennt",
            abhilfe="Datei neu herunterladen oder das passende Gemeindeverzeichnis dazulegen.",
        )


def _folder_error(ordner: Path, gefunden: str) -> EingabeFehler:
    return EingabeFehler(
        datei=ordner.name,
        gefunden=gefunden,
        erwartet="einen Ordner mit Originaldateien, etwa von Regionalstatistik oder Deutschlandatlas",
        abhilfe="Den Ordner mit den heruntergeladenen Dateien angeben.",
    )
