"""Reader of the Landratsamt's own counts: one file per topic, one row per measure, territory and period.

Counts only: tables that look like records of persons are refused, remarks are not handed on.
File names say what a file is: `schuleingang_2026-07-31.csv` (topic and Stand), samples
`BEISPIEL_schuleingang.csv`.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import pandas as pd

from assets.catalogue.kommunal import Thema, load_themen, wholes
from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.kommunal.tabelle import ENDUNGEN, Tabelle, Zeile, read_tabelle
from assets.sources.kommunal.zellen import ZEICHEN_EIGEN, german_number, iso_date, period, territory
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, pruefsumme, quellen_rahmen

FAMILIE = "kommunal"
MARKE = "BEISPIEL"
ORDNER_BEISPIEL = "beispiel"
SPALTEN = ("merkmal", "gebiet", "zeitraum", "wert", "bemerkung")
STAND_BEISPIEL = "2026-01-01"
REGISTER = ("massnahmen", "ziele", "plaene", "angebote", "beteiligung", "beschluesse", "planungsbereiche")
"""Files of the planning side, read by `assets.planning`, and the Planungsbereiche, read apart."""

_EIGEN = re.compile(r"^([a-z_]+)_(\d{4}-\d{2}-\d{2})$")
_ABHILFE_NAME = (
    "Die Datei nach dem Muster THEMA_JJJJ-MM-TT.csv benennen, zum Beispiel schuleingang_2026-07-31.csv."
)


def read_kommunal_ordner(
    ordner: Path,
    merkmale: Mapping[str, MerkmalEintrag],
    *,
    beispiele: bool,
    gebiete: AbstractSet[str] | None = None,
) -> tuple[Lesung, ...]:
    """Read all own counts of a folder; own files of a topic replace the samples of that topic.

    Args:
        ordner: `data/raw/kommunal`; may be missing.
        merkmale: Measures of the catalogue.
        beispiele: Whether fictional samples are read.
        gebiete: Keys that exist; None skips that check.

    Raises:
        EingabeFehler: a file cannot be used, or the same file lies there twice (CSV and XLSX).
    """
    eigene = [read_kommunal(p, merkmale, gebiete=gebiete) for p in _own_files(ordner)]
    belegt = {str(lesung.quelle["tabelle"].iloc[0]) for lesung in eigene}
    muster = _files(ordner / ORDNER_BEISPIEL) if beispiele else []
    vorlagen = [
        read_kommunal(p, merkmale, gebiete=gebiete)
        for p in muster
        if not _is_register(p) and p.suffix.lower() == ".csv" and load_topic(p)[0].name not in belegt
    ]
    return (*eigene, *vorlagen)


def read_kommunal(
    pfad: Path, merkmale: Mapping[str, MerkmalEintrag], *, gebiete: AbstractSet[str] | None = None
) -> Lesung:
    """Read one file of own counts.

    Args:
        pfad: CSV or XLSX after the template; the name gives topic and Stand.
        merkmale: Measures of the catalogue; those with `familie = "kommunal"` count.
        gebiete: Keys that exist; None skips that check.

    Returns:
        One source, the observations (unit of the measure), no territories. Prefilled rows without
        territory, period and value are passed over with a warning.

    Raises:
        EingabeFehler: wrong name, form, column, measure, territory, period or number; a row twice;
            a part larger than its whole; columns of person records; the mark BEISPIEL in an own file.
    """
    thema, stand = load_topic(pfad)
    beispiel = stand is None
    tabelle = read_tabelle(pfad, SPALTEN, ("beispiel",))
    _check_marks(tabelle, beispiel=beispiel)
    namen = _labels(thema, merkmale)
    ausgefuellt = [z for z in tabelle.zeilen if any(z.zellen[s] for s in ("gebiet", "zeitraum", "wert"))]
    if not ausgefuellt:
        raise tabelle.refuse("keine ausgefüllte Zeile", "mindestens eine Zeile mit Gebiet, Zeitraum und Wert")
    quelle_id = f"{FAMILIE}_beispiel_{thema.id}" if beispiel else f"{FAMILIE}_{thema.id}_{stand}"
    werte = [_observation(tabelle, zeile, namen, merkmale, gebiete) for zeile in ausgefuellt]
    _check_unique(tabelle, ausgefuellt, werte)
    _check_parts(tabelle, ausgefuellt, werte, merkmale)
    rahmen = pd.DataFrame(werte, columns=["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen"])
    leer = len(tabelle.zeilen) - len(ausgefuellt)
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([_source(thema, quelle_id, stand, pfad)]),
        beobachtungen=beobachtungen_rahmen([rahmen.assign(quelle_id=quelle_id)]),
        gebiete=gebiete_rahmen(),
        warnungen=(f"{leer} vorbereitete Zeilen sind nicht ausgefüllt",) if leer else (),
    )


def load_topic(pfad: Path) -> tuple[Thema, str | None]:
    """Return topic and Stand that a file name states; Stand None for a sample.

    Raises:
        EingabeFehler: the name states no topic or no valid date.
    """
    themen = load_themen()
    if pfad.stem.startswith(f"{MARKE}_") and pfad.stem.removeprefix(f"{MARKE}_") in themen:
        return themen[pfad.stem.removeprefix(f"{MARKE}_")], None
    treffer = _EIGEN.match(pfad.stem)
    stand = iso_date(treffer.group(2)) if treffer else None
    if treffer is None or stand is None or treffer.group(1) not in themen:
        raise EingabeFehler(
            datei=pfad.name,
            gefunden=f"den Dateinamen „{pfad.name}“",
            erwartet=f"Thema und Stand; Themen sind {', '.join(sorted(themen))}",
            abhilfe=_ABHILFE_NAME,
        )
    return themen[treffer.group(1)], stand


def _files(ordner: Path) -> list[Path]:
    """Tables of a folder, without the lock files that office programs leave."""
    if not ordner.is_dir():
        return []
    return sorted(
        p
        for p in ordner.iterdir()
        if p.is_file() and p.suffix.lower() in ENDUNGEN and not p.name.startswith(("~$", ".~", "."))
    )


def _is_register(pfad: Path) -> bool:
    return pfad.stem.removeprefix(f"{MARKE}_") in REGISTER


def _own_files(ordner: Path) -> list[Path]:
    dateien = [p for p in _files(ordner) if not _is_register(p)]
    gesehen: dict[str, Path] = {}
    for pfad in dateien:
        if pfad.stem.startswith(f"{MARKE}_"):
            raise EingabeFehler(
                datei=pfad.name,
                gefunden="eine Beispieldatei zwischen den eigenen Daten",
                erwartet=f"Beispieldateien nur im Ordner „{ORDNER_BEISPIEL}“",
                abhilfe=_ABHILFE_NAME,
            )
        if pfad.stem in gesehen:
            raise EingabeFehler(
                datei=pfad.name,
                gefunden=f"dieselbe Tabelle auch als {gesehen[pfad.stem].name}",
                erwartet="jede Tabelle genau einmal",
                abhilfe="Die Fassung behalten, die gelten soll, und die andere aus dem Ordner entfernen.",
            )
        gesehen[pfad.stem] = pfad
    return dateien


def _check_marks(tabelle: Tabelle, *, beispiel: bool) -> None:
    for zeile in tabelle.zeilen:
        marke = zeile.zellen.get("beispiel", "")
        if beispiel != (marke == MARKE) or (marke and not beispiel):
            raise tabelle.refuse(
                f"„{marke}“",
                f"„{MARKE}“ in jeder Zeile" if beispiel else "eigene Angaben ohne die Marke BEISPIEL",
                zeile=zeile.nummer,
                spalte="beispiel",
                abhilfe="Für eigene Angaben die leere Vorlage verwenden, nicht das ausgefüllte Muster.",
            )


def _labels(thema: Thema, merkmale: Mapping[str, MerkmalEintrag]) -> dict[str, str]:
    """Return what may stand in the column `merkmal`: ids and labels → id."""
    ids = {m.id: m.id for m in thema.merkmale}
    return ids | {merkmale[i].name.casefold(): i for i in ids if i in merkmale}


def _observation(
    tabelle: Tabelle,
    zeile: Zeile,
    namen: Mapping[str, str],
    merkmale: Mapping[str, MerkmalEintrag],
    gebiete: AbstractSet[str] | None,
) -> tuple[str, str, str, float | None, str | None]:
    zellen = zeile.zellen
    merkmal_id = namen.get(zellen["merkmal"].casefold())
    if merkmal_id is None:
        erlaubt = ", ".join(f"„{merkmale[i].name}“" for i in dict.fromkeys(namen.values()) if i in merkmale)
        raise tabelle.refuse(
            f"„{zellen['merkmal']}“", f"eines der Merkmale {erlaubt}", zeile=zeile.nummer, spalte="merkmal"
        )
    ags = territory(zellen["gebiet"])
    if ags is None or (gebiete is not None and ags not in gebiete):
        raise tabelle.refuse(
            f"„{zellen['gebiet']}“",
            "den Schlüssel eines bestehenden Kreises (16065), einer Gemeinde (16065067) oder eines "
            "Planungsbereichs (16065-P5002)",
            zeile=zeile.nummer,
            spalte="gebiet",
        )
    zeitraum = period(zellen["zeitraum"])
    if zeitraum is None:
        raise tabelle.refuse(
            f"„{zellen['zeitraum']}“",
            "ein Jahr (2025), einen Stichtag (31.12.2025) oder ein Schuljahr (2024/2025)",
            zeile=zeile.nummer,
            spalte="zeitraum",
        )
    ganzzahlig = merkmal_id in merkmale and merkmale[merkmal_id].einheit == "Anzahl"
    return (merkmal_id, ags, zeitraum, *_value(tabelle, zeile, ganzzahlig=ganzzahlig))


def _value(tabelle: Tabelle, zeile: Zeile, *, ganzzahlig: bool) -> tuple[float | None, str | None]:
    zelle = zeile.zellen["wert"]
    if zelle in ZEICHEN_EIGEN:
        return (0.0 if zelle == "-" else None), zelle
    wert = german_number(zelle)
    if wert is None or wert < 0 or (ganzzahlig and wert != int(wert)):
        art = "eine ganze Zahl ab 0" if ganzzahlig else "eine Zahl ab 0 mit Dezimalkomma"
        raise tabelle.refuse(
            f"„{zelle}“", f"{art} oder ein Zeichen (- . ... x /)", zeile=zeile.nummer, spalte="wert"
        )
    return wert, None


def _check_unique(tabelle: Tabelle, zeilen: Sequence[Zeile], werte: Sequence[tuple]) -> None:
    gesehen: dict[tuple, int] = {}
    for zeile, wert in zip(zeilen, werte, strict=True):
        erste = gesehen.setdefault(wert[:3], zeile.nummer)
        if erste != zeile.nummer:
            raise tabelle.refuse(
                f"dieselbe Angabe wie in Zeile {erste}",
                "je Merkmal, Gebiet und Zeitraum eine Zeile",
                zeile=zeile.nummer,
            )


def _check_parts(
    tabelle: Tabelle,
    zeilen: Sequence[Zeile],
    werte: Sequence[tuple],
    merkmale: Mapping[str, MerkmalEintrag],
) -> None:
    nach_schluessel = {wert[:3]: wert[3] for wert in werte}
    for zeile, (merkmal_id, ags, zeitraum, teil, _) in zip(zeilen, werte, strict=True):
        ganzes_id = wholes().get(merkmal_id, "")
        ganzes = nach_schluessel.get((ganzes_id, ags, zeitraum))
        if teil is not None and ganzes is not None and teil > ganzes:
            name = merkmale[ganzes_id].name if ganzes_id in merkmale else ganzes_id
            raise tabelle.refuse(
                f"{zeile.zellen['wert']}",
                f"höchstens so viele wie „{name}“ ({ganzes:.0f})",
                zeile=zeile.nummer,
                spalte="wert",
            )


def _source(thema: Thema, quelle_id: str, stand: str | None, pfad: Path) -> dict[str, str | None]:
    herkunft = "Eigene Zählung des Landratsamts" if stand else f"{MARKE}: erfundene Zahlen"
    return {
        "quelle_id": quelle_id,
        "herausgeber": "Landratsamt" if stand else f"{MARKE} (erfunden)",
        "titel": f"{thema.name}, Zählwerte" if stand else f"{MARKE}: {thema.name}, erfundene Zählwerte",
        "tabelle": thema.name,
        "stand": stand or STAND_BEISPIEL,
        "lizenz": "eigene Daten" if stand else "erfundene Beispieldaten",
        "datei": pfad.name,
        "sha256": pruefsumme(pfad),
        "quellenvermerk": f"{herkunft}: {thema.name} ({thema.zustaendig})"
        + (f", Stand {stand[8:]}.{stand[5:7]}.{stand[:4]}" if stand else ""),
    }
