"""Reader of INKAR: workbooks of all editions and CSV files of the website.

An empty cell is a missing figure and yields no observation; the reader counts them. A workbook names its
edition (a year) in the sheet „Quellangabe“, but neither a day of publication nor the Gebietsstand. The CSV
names no edition at all: it counts as old as its newest figure, so that it never outranks an edition that is
named.
"""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import pandas as pd
import python_calamine as calamine

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import oeffne, text, zeilen
from assets.sources.inkar.aufbau import KOPFZEILEN, Aufbau, Gitter, find_header, read_aufbau
from assets.sources.inkar.gebiete import read_gebiete
from assets.sources.inkar.tabelle import Indikator, read_figures
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, quelle_aus_katalog, quellen_rahmen

FAMILIE: Final = "inkar"
GEBIETSSTAND_JE_AUSGABE: Final[Mapping[str, str]] = {"2024": "2022-12-31"}
"""Gebietsstand of the editions, as the BBSR states it beside the download; the files do not say it."""

HAUPTBEREICH: Final = "LRB"
"""Laufende Raumbeobachtung: the part of INKAR that the catalogue describes."""

_AUSGABE: Final = re.compile(r"INKAR\W{0,5}Ausgabe:?\s(?:(\d{2})/)?(20\d{2})")
_BLAETTER: Final = 4


@dataclass(frozen=True)
class Ausgabe:
    """The edition of a file: its name for ids and titles, and its date."""

    name: str
    stand: str


def recognise_mappe(mappe: calamine.CalamineWorkbook, datei: str) -> bool:
    """Tell whether a workbook is an INKAR export: by the header of a sheet or the sheets beside it."""
    namen = mappe.sheet_names
    if {"Metadaten", "Quellangabe"} <= set(namen):
        return True
    return any(
        find_header(zeilen(mappe, name, datei, hoechstens=KOPFZEILEN)) is not None
        for name in namen[:_BLAETTER]
    )


def recognise_inkar(pfad: Path) -> bool:
    """Tell whether a workbook is an INKAR export.

    Raises:
        EingabeFehler: The workbook cannot be opened.
    """
    return recognise_mappe(oeffne(pfad), pfad.name)


def read_inkar(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one INKAR workbook.

    Args:
        pfad: The workbook (.xls or .xlsx).
        merkmale: Catalogue by id; entries of the family `inkar` name the indicator in `spalte`.

    Returns:
        One source per indicator and level (an export usually holds one), observations per territory and
        year, no territories. Indicators that the catalogue does not know become new entries, with a warning.

    Raises:
        EingabeFehler: Workbook broken, header, years or edition missing, key unknown or twice, text
            where a number belongs, or figures on two sheets.
    """
    mappe = oeffne(pfad)
    gitter = [Gitter(pfad.name, name, zeilen(mappe, name, pfad.name)) for name in mappe.sheet_names]
    tabellen = {g.blatt: a for g in gitter if (a := read_aufbau(g)) is not None}
    if len(tabellen) != 1:
        raise Gitter(pfad.name, None, []).refusal(
            "mehrere Blätter mit Werten: " + ", ".join(map(str, tabellen))
            if tabellen
            else "kein Blatt mit der Kopfzeile Kennziffer, Raumeinheit, Aggregat",
            "eine INKAR-Tabelle",
        )
    blatt, aufbau = next(iter(tabellen.items()))
    texte = [text(z) for g in gitter if g.blatt != blatt for r in g.rows for z in r]
    ausgabe = _edition(texte)
    if ausgabe is None:
        raise Gitter(pfad.name, None, []).refusal(
            "keine Ausgabe", "ein Blatt „Quellangabe“ mit „INKAR. Ausgabe JJJJ“"
        )
    langnamen = _long_names(mappe.sheet_names, texte)
    return make_lesung(pfad, aufbau, ausgabe, merkmale, langnamen)


def make_lesung(
    pfad: Path,
    aufbau: Aufbau,
    ausgabe: Ausgabe | None,
    merkmale: Mapping[str, MerkmalEintrag],
    langnamen: Mapping[str, str],
) -> Lesung:
    """Read the figures of a table whose layout is known.

    Args:
        pfad: The file.
        aufbau: Layout of its table.
        ausgabe: Edition; None where the file names none.
        merkmale: Catalogue by id.
        langnamen: Long names by short name, as far as the file tells them.
    """
    gebiete = read_gebiete(aufbau)
    figuren = read_figures(aufbau, gebiete)
    if not any(len(df) for df, _ in figuren.values()):
        raise aufbau.gitter.refusal("keinen einzigen Wert", "eine Tabelle mit Werten")
    warnungen, teile, quellen, neue = list(gebiete.warnungen), [], [], []
    gebietsstand, hinweis = _territory_date(ausgabe, figuren.values())
    warnungen += [f"{pfad.name}: {hinweis}"] if hinweis else []
    ausgabe = ausgabe or _unnamed_edition(figuren.values())
    eintraege = _entries(figuren, merkmale, langnamen)
    for indikator, (rahmen, leer) in figuren.items():
        eintrag = eintraege[indikator]
        if eintrag.id not in merkmale:
            neue.append(eintrag)
            warnungen.append(
                f"{pfad.name}: „{indikator.name}“ steht nicht im Katalog; als neues Merkmal gelesen"
            )
        if leer:
            warnungen.append(f"{pfad.name}: {leer} leere Zellen, dort liegt keine Angabe vor")
        for ebene, teil in rahmen.groupby("ebene", sort=True):
            quelle = _source(eintrag, indikator, ausgabe, str(ebene), pfad)
            quellen.append(quelle)
            teile.append(
                teil.drop(columns="ebene").assign(
                    merkmal_id=eintrag.id,
                    quelle_id=quelle["quelle_id"],
                    gebietsstand=gebietsstand,
                    blatt=aufbau.gitter.blatt,
                )
            )
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen(quellen),
        beobachtungen=beobachtungen_rahmen(teile),
        gebiete=gebiete_rahmen(),
        warnungen=tuple(warnungen),
        merkmale=tuple(neue),
    )


def _edition(texte: Iterable[str]) -> Ausgabe | None:
    for inhalt in texte:
        treffer = _AUSGABE.search(inhalt)
        if treffer:
            return Ausgabe(treffer[2], f"{treffer[2]}-{treffer[1] or '01'}-01")
    return None


def _territory_date(
    ausgabe: Ausgabe | None, figuren: Iterable[tuple[pd.DataFrame, int]]
) -> tuple[str | None, str | None]:
    if ausgabe is None:
        juengstes = _unnamed_edition(figuren).stand[:4]
        return None, (
            f"die Datei nennt keine INKAR-Ausgabe; eingeordnet nach ihrem jüngsten Jahr {juengstes}, "
            "Gebietsstand unbekannt"
        )
    stand = GEBIETSSTAND_JE_AUSGABE.get(ausgabe.name)
    return stand, None if stand else f"Gebietsstand der INKAR-Ausgabe {ausgabe.name} ist nicht hinterlegt"


def _unnamed_edition(figuren: Iterable[tuple[pd.DataFrame, int]]) -> Ausgabe:
    zeiten = [str(df["zeitraum"].max()) for df, _ in figuren if len(df)]
    juengste = max(zeiten, default="1990")
    return Ausgabe("", f"{juengste[-4:]}-12-31")


def _long_names(blaetter: Sequence[str], texte: Sequence[str]) -> Mapping[str, str]:
    """Return long names by short name from the sheet „Metadaten“: the text after each short name."""
    if "Metadaten" not in blaetter:
        return {}
    return {kurz: lang for kurz, lang in reversed(list(pairwise(texte))) if kurz and lang}


def _entries(
    figuren: Mapping[Indikator, object],
    merkmale: Mapping[str, MerkmalEintrag],
    langnamen: Mapping[str, str],
) -> Mapping[Indikator, MerkmalEintrag]:
    """Give every indicator its entry: the catalogue's, or a new one whose id nobody else has."""
    bekannt = {e.spalte[0].casefold(): e for e in merkmale.values() if e.familie == FAMILIE}
    haupt = [i.name for i in figuren if i.bereich in ("", HAUPTBEREICH)]
    eintraege: dict[Indikator, MerkmalEintrag] = {}
    vergeben = set(merkmale)
    for indikator in figuren:
        eindeutig = haupt.count(indikator.name) == 1 and indikator.bereich in ("", HAUPTBEREICH)
        eintrag = bekannt.get(indikator.name.casefold()) if eindeutig else None
        if eintrag is None:
            eintrag = _new_entry(
                indikator, langnamen.get(indikator.name, indikator.name), eindeutig, vergeben
            )
        eintraege[indikator] = eintrag
        vergeben.add(eintrag.id)
    return eintraege


def _new_entry(indikator: Indikator, langname: str, eindeutig: bool, vergeben: set[str]) -> MerkmalEintrag:
    name = indikator.name
    teile = [name] if eindeutig else [indikator.bereich, name, indikator.kuerzel]
    kennung = "inkar_" + _slug("_".join(t for t in teile if t))
    if kennung in vergeben:
        kennung += f"_{zlib.crc32('|'.join(teile).encode()):08x}"
    return MerkmalEintrag(
        id=kennung,
        name=name,
        definition=f"{langname} (INKAR).",
        einheit="ohne Angabe",
        bezug="Jahr",
        familie=FAMILIE,
        tabelle=name,
        spalte=(name,),
        summierbar=False,
    )


def _slug(name: str) -> str:
    klein = name.lower()
    for umlaut, ersatz in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        klein = klein.replace(umlaut, ersatz)
    return re.sub(r"[^a-z0-9]+", "_", klein).strip("_")


def _source(
    eintrag: MerkmalEintrag, indikator: Indikator, ausgabe: Ausgabe, ebene: str, pfad: Path
) -> dict[str, str | None]:
    name = indikator.name
    kurz = eintrag.id.removeprefix("inkar_") + ("" if ebene == "kreise" else f"_{ebene}")
    if ausgabe.name:
        quelle_id, vermerk = (
            f"inkar_{ausgabe.name}_{kurz}",
            f"© BBSR Bonn {ausgabe.name}, INKAR, Ausgabe {ausgabe.name}",
        )
    else:
        quelle_id, vermerk = f"inkar_{kurz}_{ausgabe.stand}", "© BBSR Bonn, INKAR (Ausgabe nicht genannt)"
    titel = (
        f"INKAR, Ausgabe {ausgabe.name}: {name}" if ausgabe.name else f"INKAR (Ausgabe nicht genannt): {name}"
    )
    satz = quelle_aus_katalog(
        FAMILIE, pfad, quelle_id=quelle_id, tabelle=name, stand=ausgabe.stand, titel=titel
    )
    return {**satz, "quellenvermerk": f"{vermerk}, „{name}“; dl-de/by-2-0"}
