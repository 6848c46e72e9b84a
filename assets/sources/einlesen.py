"""Reading a whole folder of original files, in place and in a fixed order."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from assets.catalogue.models import MerkmalEintrag
from assets.sources.erkennung import NEBENDATEIEN, recognise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Format, Kontext
from assets.sources.formate import FORMATE
from assets.sources.lesung import Lesung
from assets.sources.rahmen import pruefsumme
from assets.sources.regionalstatistik.kreise import AUFGELOEST, NEU

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
    """

    lesungen: tuple[Lesung, ...]
    geometrien: tuple[Path, ...]
    fehler: tuple[EingabeFehler, ...]
    nicht_erkannt: tuple[str, ...]
    doppelt: tuple[tuple[str, str], ...]


def _silent(_: str) -> None:
    """Report nothing."""


def read_ordner(
    ordner: Path,
    merkmale: Katalog,
    *,
    melde: Callable[[str], None] = _silent,
    strikt: bool = False,
    kreise: Collection[str] = (),
    leer_erlaubt: bool = False,
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
        kreise: Keys of Kreise known from elsewhere, for a folder without a Gemeindeverzeichnis.
        leer_erlaubt: A folder without any known file is no error.

    Raises:
        EingabeFehler: The folder is missing or holds no known file; with `strikt` any broken file.
    """
    if not ordner.is_dir():
        raise _folder_error(ordner, "keinen Ordner dieses Namens")
    lauf = _Lauf(ordner, merkmale, melde, strikt, kreise=set(kreise))
    nach_familie, nicht_erkannt = _sort_files(lauf)
    if not nach_familie and not lauf.fehler and not leer_erlaubt:
        raise _folder_error(ordner, "keine Datei einer bekannten Familie")
    for form in _REIHENFOLGE:
        for pfad in nach_familie.get(form.name, ()) if form.name != _UMRISSE else ():
            _read_one(form, pfad, lauf)
    return Einlesung(
        lesungen=tuple(lauf.lesungen),
        geometrien=tuple(nach_familie.get(_UMRISSE, ())),
        fehler=tuple(lauf.fehler),
        nicht_erkannt=tuple(nicht_erkannt),
        doppelt=tuple(lauf.doppelt),
    )


@dataclass
class _Lauf:
    """What is known while a folder is read."""

    ordner: Path
    merkmale: Katalog
    melde: Callable[[str], None]
    strikt: bool
    lesungen: list[Lesung] = field(default_factory=list)
    fehler: list[EingabeFehler] = field(default_factory=list)
    doppelt: list[tuple[str, str]] = field(default_factory=list)
    gelesen: dict[str, str] = field(default_factory=dict)
    kreise: set[str] = field(default_factory=set)

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
        lesung = replace(_read(form, pfad, lauf), datei=ort)
    except EingabeFehler as grund:
        lauf.note(grund, ort)
        return
    lauf.gelesen[inhalt] = ort
    lauf.lesungen.append(lesung)
    lauf.kreise |= _kreise(lesung)
    lauf.melde(
        f"{ort}: {form.bezeichnung}, {len(lesung.beobachtungen)} Angaben, {len(lesung.warnungen)} Hinweise"
    )


def _sort_files(lauf: _Lauf) -> tuple[dict[str, list[Path]], list[str]]:
    """Recognise all files; returns paths per family and the names of the unknown ones."""
    nach_familie: dict[str, list[Path]] = {}
    unbekannt: list[str] = []
    dateien = (p for p in lauf.ordner.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))
    for pfad in sorted(dateien):
        ort = pfad.relative_to(lauf.ordner).as_posix()
        try:
            form = recognise(pfad)
        except EingabeFehler as grund:
            lauf.note(grund, ort)
            continue
        if form:
            nach_familie.setdefault(form.name, []).append(pfad)
        elif pfad.suffix.lower() not in NEBENDATEIEN:
            unbekannt.append(ort)
    return nach_familie, unbekannt


def _read(form: Format, pfad: Path, lauf: _Lauf) -> Lesung:
    lesung = form.lies(pfad, Kontext(lauf.merkmale, frozenset(lauf.kreise)))
    if lauf.kreise and not form.verzeichnis:
        _refuse_unknown_kreise(lesung, lauf.kreise)
    return replace(lesung, format=form.name)


def _kreise(lesung: Lesung) -> set[str]:
    """Return the Kreise that a Gemeindeverzeichnis lists; empty for other families."""
    if "ebene" not in lesung.gebiete.columns:
        return set()
    return set(lesung.gebiete.loc[lesung.gebiete["ebene"].eq("kreis"), "ags"])


def _refuse_unknown_kreise(lesung: Lesung, kreise: set[str]) -> None:
    """Refuse figures for a Kreis that no edition of the Gemeindeverzeichnis and no reform knows."""
    ags = lesung.beobachtungen["ags"]
    genannt = set(ags[ags.str.len() > 2].str[:5].unique())
    fremd = sorted(k for k in genannt - kreise - set(AUFGELOEST) - set(NEU) if not k.endswith("000"))
    if fremd:
        raise EingabeFehler(
            datei=lesung.datei,
            spalte="Gebietsschlüssel",
            gefunden=f"den unbekannten Kreis {fremd[0]}",
            erwartet="Kreise, die das Gemeindeverzeichnis kennt",
            abhilfe="Datei neu herunterladen oder das passende Gemeindeverzeichnis dazulegen.",
        )


def _folder_error(ordner: Path, gefunden: str) -> EingabeFehler:
    return EingabeFehler(
        datei=ordner.name,
        gefunden=gefunden,
        erwartet="einen Ordner mit Originaldateien, etwa von Regionalstatistik oder Deutschlandatlas",
        abhilfe="Den Ordner mit den heruntergeladenen Dateien angeben.",
    )
