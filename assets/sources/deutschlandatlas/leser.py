"""Reader of the Deutschlandatlas workbook: one sheet per level and Gebietsstand, one column per measure.

Everything is found by content: the header row among the first ten rows, level and Gebietsstand from the
header, the sheet name and the title, year and unit from the header text. `-9999` means a missing figure
(sheet „Informationen_Datentabellen“) and stays unknown: value NULL, sign `.`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import text
from assets.sources.deutschlandatlas.kopf import Spaltenkopf
from assets.sources.deutschlandatlas.mappe import HERUNTERLADEN, Datenblatt, Mappe, edition, read_mappe
from assets.sources.deutschlandatlas.zellen import FEHLWERT, cells, is_classes, limits, numbers
from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.lesung import Lesung
from assets.sources.rahmen import (
    beobachtungen_rahmen,
    gebiete_rahmen,
    ohne_doppelte,
    pruefsumme,
    quellen_rahmen,
)
from assets.sources.schluessel import planungsbereich, planungsbereich_bbsr, ziffern

FAMILIE = "deutschlandatlas"
KREISE = 400
_STELLEN = {"kreis": 8, "gemeinde": 8}
_LIZENZ = "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet."
_ENDE = "Ende der Tabelle"


@dataclass
class _Lauf:
    """What the sheets of one workbook share while it is read."""

    datei: str
    quelle_id: str
    ids: dict[str, dict[str | None, MerkmalEintrag]]
    bekannte: dict[str, set[str]] = field(default_factory=dict)
    warnungen: list[str] = field(default_factory=list)
    neue: list[MerkmalEintrag] = field(default_factory=list)


def read_deutschlandatlas(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read all KRS, GEM and VBGEM sheets of the workbook.

    Args:
        pfad: The workbook (.xlsx).
        merkmale: Catalogue by id; entries of the family `deutschlandatlas` name the short code in `spalte`,
            and `von`/`bis` in `auspraegung` for measures printed as classes.

    Returns:
        One source, observations of all levels (values with at most six decimals, as the workbook shows
        them), no territories. Measures that name no year, or another unit than
        the catalogue, are left out with a warning each; unknown short codes become new entries.

    Raises:
        EingabeFehler: Workbook broken, sheet missing or without header, key unknown or twice, text
            where a number belongs, or no known measure at all.
    """
    mappe = read_mappe(pfad)
    stand, warnungen = edition(mappe)
    lauf = _Lauf(pfad.name, f"deutschlandatlas_{stand}", _by_code(merkmale), warnungen=list(warnungen))
    for blatt in mappe.blaetter:
        _collect_verband_keys(blatt, lauf)
    teile = [teil for blatt in mappe.blaetter for teil in _read_sheet(blatt, lauf)]
    if not teile:
        raise EingabeFehler(
            datei=pfad.name,
            gefunden="kein einziges bekanntes Merkmal mit Jahr",
            erwartet="Indikatorkürzel wie kinder_bg, deren Jahr im Kopf oder im Verzeichnis der Mappe steht",
            abhilfe=HERUNTERLADEN,
        )
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([_source(mappe, lauf.quelle_id, stand, pfad)]),
        beobachtungen=_newest_territory_wins(beobachtungen_rahmen(teile), lauf),
        gebiete=gebiete_rahmen(),
        warnungen=tuple(lauf.warnungen),
        merkmale=tuple(lauf.neue),
    )


def _by_code(merkmale: Mapping[str, MerkmalEintrag]) -> dict[str, dict[str | None, MerkmalEintrag]]:
    ids: dict[str, dict[str | None, MerkmalEintrag]] = {}
    for eintrag in merkmale.values():
        if eintrag.familie == FAMILIE:
            ids.setdefault(eintrag.spalte[0].casefold(), {})[eintrag.auspraegung] = eintrag
    return ids


def _source(mappe: Mappe, quelle_id: str, stand: str, pfad: Path) -> dict[str, str | None]:
    lizenz = next((t for t in mappe.texte if t.startswith("Vervielfältigung")), _LIZENZ)
    rechte = next((t for t in mappe.texte if t.startswith("©")), "© BMWSB")
    tag = ".".join(reversed(stand.split("-")))
    return {
        "quelle_id": quelle_id,
        "herausgeber": "Statistisches Bundesamt im Auftrag des Bundesministeriums für Wohnen, "
        "Stadtentwicklung und Bauwesen",
        "titel": "Deutschlandatlas: Daten zu den Indikatoren",
        "tabelle": "Datentabellen",
        "stand": stand,
        "lizenz": lizenz,
        "url": "https://www.deutschlandatlas.bund.de",
        "datei": pfad.name,
        "sha256": pruefsumme(pfad),
        "quellenvermerk": f"{rechte}; Deutschlandatlas, Datentabellen, Stand {tag}",
    }


def _collect_verband_keys(blatt: Datenblatt, lauf: _Lauf) -> None:
    """Remember the four-digit Verband keys per Kreis from sheets with nine-digit keys."""
    if blatt.ebene == "planungsbereich" and _verband_digits(blatt) == 9:
        for zeile in blatt.rows[blatt.kopf + 1 :]:
            schluessel = ziffern(zeile[0], 9) if text(zeile[0]) else None
            if schluessel:
                lauf.bekannte.setdefault(schluessel[:5], set()).add(schluessel[5:])


def _verband_digits(blatt: Datenblatt) -> int:
    """Return 9 or 8: the length of the Verband keys of a sheet (numbers lose a leading zero)."""
    laengen = {
        len(text(z[0]).removesuffix(".0")) for z in blatt.rows[blatt.kopf + 1 :] if text(z[0])[:1].isdigit()
    }
    return 9 if 9 in laengen else 8


def _keys(blatt: Datenblatt, lauf: _Lauf) -> pd.Series:
    """Return the territory key per data row (index: position below the header); None: left out."""
    stellen = _STELLEN.get(blatt.ebene) or _verband_digits(blatt)
    schluessel: dict[int, str | None] = {}
    beendet = False
    for nummer, zeile in enumerate(blatt.rows[blatt.kopf + 1 :]):
        roh = text(zeile[0])
        if roh.startswith(_ENDE):
            beendet = True
            break
        if not roh and not any(text(zelle) for zelle in zeile):
            continue
        schluessel[nummer] = _key(zeile[0], blatt, stellen, nummer, lauf)
    if not beendet:
        lauf.warnungen.append(f"{blatt.name}: Schlusszeile „{_ENDE}.“ fehlt; ist das Blatt vollständig?")
    offen = [n for n, ags in schluessel.items() if ags is None]
    if offen:
        lauf.warnungen.append(
            f"{blatt.name}: {len(offen)} Gemeindeverbände ohne Angabe übernommen, weil der achtstellige "
            "Schlüssel nicht eindeutig einem heutigen Verband zuzuordnen ist (nicht in Thüringen)"
        )
    return pd.Series({n: ags for n, ags in schluessel.items() if ags}, dtype="str")


def _key(zelle: object, blatt: Datenblatt, stellen: int, nummer: int, lauf: _Lauf) -> str | None:
    ags = ziffern(zelle, stellen)
    if ags and blatt.ebene == "kreis":
        ags = ags[:5] if ags.endswith("000") else None
    if ags is None:
        raise EingabeFehler(
            datei=lauf.datei,
            blatt=blatt.name,
            zeile=blatt.kopf + 2 + nummer,
            spalte=text(blatt.rows[blatt.kopf][0]),
            gefunden=f"„{text(zelle)}“",
            erwartet=f"einen Gebietsschlüssel der Ebene {blatt.ebene} mit einem Land von 01 bis 16",
            abhilfe=HERUNTERLADEN,
        )
    if blatt.ebene != "planungsbereich":
        return ags
    return planungsbereich(ags) if stellen == 9 else planungsbereich_bbsr(ags, lauf.bekannte)


def _read_sheet(blatt: Datenblatt, lauf: _Lauf) -> list[pd.DataFrame]:
    ags = _keys(blatt, lauf)
    ohne_doppelte(
        ags, datei=lauf.datei, blatt=blatt.name, spalte="Gebietsschlüssel", erste_zeile=blatt.kopf + 2
    )
    if blatt.ebene == "kreis" and len(ags) != KREISE:
        lauf.warnungen.append(f"{blatt.name}: {len(ags)} statt {KREISE} Kreise")
    teile = []
    for spalte, kopf in blatt.koepfe.items():
        belegt = cells(blatt, spalte, ags.index)
        eintraege = _entries(kopf, blatt, belegt, lauf)
        if eintraege:
            teile.extend(_column(blatt, spalte, belegt, eintraege, ags, lauf))
    return teile


def _entries(
    kopf: Spaltenkopf, blatt: Datenblatt, belegt: pd.Series, lauf: _Lauf
) -> dict[str | None, MerkmalEintrag] | None:
    """Return the catalogue entries of a column, or None with a warning where it must be left out."""
    grund = "nennt kein eindeutiges Jahr; Spalte nicht übernommen" if kopf.zeitraum is None else None
    schluessel, klassen = kopf.kuerzel.casefold(), is_classes(belegt)
    eintraege = lauf.ids.get(schluessel)
    if eintraege is not None and klassen is not None and klassen == (None in eintraege):
        # this edition prints classes where the catalogue knows numbers, or the other way round
        schluessel += " in Klassen" if klassen else " in Zahlen"
        eintraege = lauf.ids.get(schluessel)
    if eintraege is None and grund is None:
        eintraege = lauf.ids[schluessel] = _new_entries(kopf, bool(klassen))
        lauf.neue.extend(eintraege.values())
        lauf.warnungen.append(
            f"{blatt.name}: {kopf.kuerzel} steht nicht im Katalog; als neues Merkmal gelesen"
        )
    einheit = next(iter(eintraege.values())).einheit if eintraege else None
    if grund is None and kopf.einheit and kopf.einheit != einheit:
        grund = f"hat die Einheit „{kopf.einheit}“, im Katalog steht „{einheit}“; Spalte nicht übernommen"
    if grund:
        lauf.warnungen.append(f"{blatt.name}: {kopf.kuerzel} {grund}")
        return None
    return eintraege


def _new_entries(kopf: Spaltenkopf, klassen: bool) -> dict[str | None, MerkmalEintrag]:
    """Make entries for a short code that the catalogue does not know; two where it is printed as classes."""
    arten: tuple[str | None, ...] = ("von", "bis") if klassen else (None,)
    return {
        art: MerkmalEintrag(
            id=f"da_{kopf.kuerzel.lower()}" + (f"_{art}" if art else ""),
            name=kopf.kuerzel,
            definition=f"{kopf.text} (Deutschlandatlas, Kürzel {kopf.kuerzel}).",
            einheit=kopf.einheit or "ohne Angabe",
            bezug="Jahr",
            familie=FAMILIE,
            tabelle="Datentabellen",
            spalte=(kopf.kuerzel,),
            auspraegung=art,
            summierbar=False,
        )
        for art in arten
    }


def _column(
    blatt: Datenblatt,
    spalte: int,
    belegt: pd.Series,
    eintraege: dict[str | None, MerkmalEintrag],
    ags: pd.Series,
    lauf: _Lauf,
) -> list[pd.DataFrame]:
    kopf = blatt.koepfe[spalte]
    if len(belegt) < len(ags):
        leer = len(ags) - len(belegt)
        lauf.warnungen.append(
            f"{blatt.name}: {kopf.kuerzel} hat {leer} leere Zellen ohne Fehlwert; ohne Angabe"
        )
    werte: dict[str | None, pd.Series] = (
        {None: numbers(belegt, blatt, kopf)} if None in eintraege else limits(belegt, blatt, kopf)
    )
    gemeinsam = {
        "zeitraum": kopf.zeitraum,
        "quelle_id": lauf.quelle_id,
        "gebietsstand": blatt.gebietsstand,
        "blatt": blatt.name,
        "spalte": spaltenbuchstabe(spalte),
    }
    teile = []
    for art, zahlen in werte.items():
        fehlt = zahlen.eq(FEHLWERT)
        spalten = {
            "merkmal_id": eintraege[art].id,
            "ags": ags.reindex(zahlen.index),
            "wert": zahlen.mask(fehlt).round(6),
            "kennzeichen": pd.Series(None, index=zahlen.index, dtype="str").mask(fehlt, "."),
            "zeile": zahlen.index + blatt.kopf + 2,
        }
        teile.append(pd.DataFrame({**spalten, **gemeinsam}))
    return teile


def _newest_territory_wins(beobachtungen: pd.DataFrame, lauf: _Lauf) -> pd.DataFrame:
    """Keep the newest Gebietsstand where two sheets carry the same measure, territory and period."""
    schluessel = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
    sortiert = beobachtungen.sort_values(
        [*schluessel, "gebietsstand"], na_position="first", ignore_index=True
    )
    aelter = sortiert.duplicated(schluessel, keep="last")
    if aelter.any():
        namen = ", ".join(sorted(sortiert.loc[aelter, "merkmal_id"].unique()))
        lauf.warnungen.append(
            f"{int(aelter.sum())} Angaben stehen auf zwei Blättern; neuester Gebietsstand gilt: {namen}"
        )
    return sortiert[~aelter].reset_index(drop=True)
