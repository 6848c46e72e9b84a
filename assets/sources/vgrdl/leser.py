"""Reader of VGRdL workbooks (Reihe 2: Kreise): one sheet per table, years in columns.

By its preface the publication shows the territories at the date of its state of computation
(Berechnungsstand), so that is the Gebietsstand as well.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import Zeile, oeffne, text, zeilen
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen, quelle_aus_katalog, quellen_rahmen
from assets.sources.vgrdl.blatt import HERUNTERLADEN, KOPFZEILEN, Blatt, find_header, read_blatt, territories
from assets.sources.zahlen import GROESSTE

FAMILIE: Final = "vgrdl"
_refusal = partial(EingabeFehler, abhilfe=HERUNTERLADEN)
_BLAETTER: Final = 12
"""Sheets that recognition looks at, numbered ones first; renamed copies are refused with their reason."""

_MONATE: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_STAND: Final = re.compile(rf"Berechnungsstand[^:]{{0,60}}: ?({'|'.join(_MONATE)})(?:/\w+)? (20\d{{2}})")
_REIHE: Final = re.compile(r"Reihe (\d)\W+(?:Kreisergebnisse|Länderergebnisse)? ?Band (\d)")
_NUMMER: Final = re.compile(r"\d+(?:\.\d+)*")
_ZEICHEN: Final[Mapping[str, str]] = {
    ".": ".", "…": "...", "...": "...", "x": "x", "X": "x", "/": "/", "-": "-", "–": "-",
}  # fmt: skip
_VERAENDERUNG: Final = "veränderung"
_EINHEITEN: Final[Mapping[str, str]] = {"in 1000 personen": "Tausend", "in 1 000 personen": "Tausend"}


@dataclass(frozen=True)
class _Ausgabe:
    """Edition: series, state of computation as a date and in words, title."""

    reihe: str
    stand: str
    worte: str
    titel: str


def recognise_vgrdl(probe: Probe) -> bool:
    """Tell whether a file is a VGRdL workbook: numbered sheets with EU-Code and Regionalschlüssel."""
    if not probe.ist_mappe:
        return False
    namen = sorted(probe.mappe.sheet_names, key=lambda name: not _NUMMER.fullmatch(name))
    return any(
        find_header(zeilen(probe.mappe, name, probe.pfad.name, hoechstens=KOPFZEILEN)) is not None
        for name in namen[:_BLAETTER]
    )


def read_vgrdl(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read all tables of one workbook.

    Args:
        pfad: The workbook.
        merkmale: Catalogue by id; entries of the family `vgrdl` name measure and display in `spalte`.

    Returns:
        One source; observations of Kreise, Länder and Germany (values with at most six decimals). Rows of
        Regierungsbezirke and the like are left out, with a warning. Unknown tables become new entries.

    Raises:
        EingabeFehler: Workbook broken, edition or a table of the contents missing, rows missing or cut
            off, key unknown or twice, text where a number belongs, or tables with different territories.
    """
    mappe = oeffne(pfad)
    alle = {name: zeilen(mappe, name, pfad.name) for name in mappe.sheet_names}
    blaetter = {n: b for n, rows in alle.items() if (b := read_blatt(pfad.name, n, rows)) is not None}
    beiblaetter = [rows for name, rows in alle.items() if name not in blaetter]
    ausgabe = _edition(pfad.name, beiblaetter)
    _refuse_missing_tables(pfad.name, beiblaetter, blaetter)
    quelle = _source(pfad, ausgabe)
    eintraege = {tuple(s.casefold() for s in e.spalte): e for e in merkmale.values() if e.familie == FAMILIE}
    teile, warnungen, neue, gebiete_je_blatt = [], [], [], {}
    for blatt in blaetter.values():
        schluessel = tuple(s.casefold() for s in blatt.titel)
        eintrag = eintraege.get(schluessel)
        if eintrag is None:
            eintrag = eintraege[schluessel] = _new_entry(blatt, ausgabe)
            neue.append(eintrag)
            warnungen.append(f"{pfad.name}: Tabelle {blatt.name} „{' '.join(blatt.titel)}“ steht nicht im "
                             "Katalog; als neues Merkmal gelesen")  # fmt: skip
        gebiete, andere = territories(blatt)
        gebiete_je_blatt[blatt.name] = ([key for _, key in gebiete], andere)
        marken = _year_marks(blatt, warnungen)
        for spalte, (jahr, _) in blatt.jahre.items():
            teil = _column(blatt, spalte, gebiete, marken.get(spalte), warnungen)
            teile.append(teil.assign(merkmal_id=eintrag.id, zeitraum=jahr))
    _check_territories(pfad.name, gebiete_je_blatt, warnungen)
    beobachtungen = beobachtungen_rahmen(teile)
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([quelle]),
        beobachtungen=beobachtungen.assign(quelle_id=quelle["quelle_id"], gebietsstand=ausgabe.stand),
        gebiete=gebiete_rahmen(),
        warnungen=tuple(warnungen),
        merkmale=tuple(neue),
    )


def _edition(datei: str, beiblaetter: Iterable[Sequence[Zeile]]) -> _Ausgabe:
    texte = [t for rows in beiblaetter for zeile in rows for zelle in zeile if (t := text(zelle))]
    stand = next((m for inhalt in texte if (m := _STAND.search(inhalt))), None)
    reihe = next((m for inhalt in texte if (m := _REIHE.search(inhalt))), None)
    if stand is None or reihe is None:
        raise _refusal(
            datei,
            "keinen Berechnungsstand" if stand is None else "keine Reihe und keinen Band",
            "ein Blatt „Impressum“ mit Reihe, Band und Berechnungsstand (Monat und Jahr)",
        )
    monat, jahr = stand.groups()
    return _Ausgabe(
        reihe=f"R{reihe[1]}B{reihe[2]}",
        stand=f"{jahr}-{_MONATE.index(monat) + 1:02d}-01",
        worte=f"{monat} {jahr}",
        titel=reihe.string[: reihe.start()].strip(),
    )


def _source(pfad: Path, ausgabe: _Ausgabe) -> dict[str, str | None]:
    quelle = quelle_aus_katalog(
        FAMILIE,
        pfad,
        quelle_id=f"vgrdl_{ausgabe.reihe.lower()}_{ausgabe.stand}",
        tabelle=ausgabe.reihe,
        stand=ausgabe.stand,
        titel=ausgabe.titel or None,
    )
    tag = ".".join(reversed(ausgabe.stand.split("-")))
    return {**quelle, "quellenvermerk": str(quelle["quellenvermerk"]).replace(tag, ausgabe.worte)}


def _refuse_missing_tables(
    datei: str, beiblaetter: Iterable[Sequence[Zeile]], blaetter: Mapping[str, Blatt]
) -> None:
    """Compare the sheets with the list of contents; chapters that only group tables have no sheet."""
    nummern: set[str] = set()
    for rows in beiblaetter:
        if any(text(zelle) == "Inhaltsverzeichnis" for zeile in rows[:3] for zelle in zeile[:1]):
            anfaenge = (text(zelle).removesuffix(".0").split(" ")[0] for zeile in rows for zelle in zeile[:2])
            nummern |= {a for a in anfaenge if _NUMMER.fullmatch(a)}
    soll = {n for n in nummern if not any(m.startswith(f"{n}.") for m in nummern)}
    fehlt = sorted(soll - set(blaetter))
    if fehlt:
        raise _refusal(
            datei,
            "keine Tabelle dieser Nummer (Blatt gelöscht, umbenannt oder ohne Kopfzeile)",
            "alle Tabellen, die das Inhaltsverzeichnis nennt",
            blatt=fehlt[0],
        )


def _year_marks(blatt: Blatt, warnungen: list[str]) -> dict[int, str]:
    """Return the sign of years that the header marks as provisional (`2023 p`, or a footnote)."""
    noten = {
        t[1]: t[2]
        for zeile in blatt.rows[blatt.kopf + 1 :]
        if zeile and (t := re.fullmatch(r"(\d|\*)\)? (\D.*)", text(zeile[0])))
    }
    marken = {}
    for spalte, (jahr, marke) in blatt.jahre.items():
        note = noten.get(marke.rstrip(")"), marke)
        if marke and (marke.rstrip(".") in ("p", "v", "vorl") or "vorläufig" in note.casefold()):
            marken[spalte] = "p"
        elif marke:
            warnungen.append(f"{blatt.datei}: Blatt {blatt.name}, {jahr} mit Anmerkung „{note}“")
    return marken


def _column(
    blatt: Blatt, spalte: int, gebiete: Sequence[tuple[int, str]], marke: str | None, warnungen: list[str]
) -> pd.DataFrame:
    werte, zeichen = [], []
    for index, key in gebiete:
        wert, sign = _cell(blatt, index, spalte)
        if sign == "-" and _VERAENDERUNG not in blatt.titel[1].casefold():
            wert = None
            warnungen.append(
                f"{blatt.datei}: Blatt {blatt.name}, Zeile {index + 1}: „-“ für {key} kann nicht null sein"
            )
        werte.append(wert)
        zeichen.append(sign or marke)
    return pd.DataFrame(
        {
            "ags": [key for _, key in gebiete],
            "wert": pd.Series(werte, dtype="float64").round(6),
            "kennzeichen": pd.Series(zeichen, dtype="str"),
            "blatt": blatt.name,
            "zeile": [index + 1 for index, _ in gebiete],
            "spalte": spaltenbuchstabe(spalte),
        }
    )


def _cell(blatt: Blatt, index: int, spalte: int) -> tuple[float | None, str | None]:
    zelle = blatt.rows[index][spalte]
    if isinstance(zelle, int | float) and not isinstance(zelle, bool) and abs(zelle) < GROESSTE:
        return float(zelle), None
    sign = _ZEICHEN.get(text(zelle))
    if sign is None:
        raise blatt.refusal(
            f"„{text(zelle)[:60]}“",
            "eine Zahl oder ein Zeichen der Zeichenerklärung",
            index=index,
            spalte=spalte,
        )
    return (0.0 if sign == "-" else None), sign


def _check_territories(
    datei: str, je_blatt: Mapping[str, tuple[list[str], int]], warnungen: list[str]
) -> None:
    erstes, (soll, andere) = next(iter(je_blatt.items()))
    for name, (ist, _) in je_blatt.items():
        if ist != soll:
            raise _refusal(
                datei,
                f"andere Gebiete als auf Blatt {erstes}",
                "auf jedem Blatt dieselben Gebiete",
                blatt=name,
            )
    if andere:
        warnungen.append(f"{datei}: {andere} Zeilen je Blatt nicht übernommen (Regierungsbezirke, Regionen)")
    kreise = sum(len(key) == 5 for key in soll)
    if kreise != 400:
        warnungen.append(f"{datei}: {kreise} statt 400 Kreise")


def _new_entry(blatt: Blatt, ausgabe: _Ausgabe) -> MerkmalEintrag:
    groesse, darstellung = blatt.titel
    name = "_".join(blatt.titel).lower()
    for umlaut, ersatz in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(umlaut, ersatz)
    einheit = "%" if darstellung.endswith("%") else darstellung.removeprefix("in ")
    return MerkmalEintrag(
        id="vgrdl_" + re.sub(r"[^a-z0-9]+", "_", name).strip("_"),
        name=f"{groesse}, {darstellung}",
        definition=f"{groesse}, {darstellung} (VGRdL, {ausgabe.reihe}, Tabelle {blatt.name}).",
        einheit=_EINHEITEN.get(darstellung.casefold(), einheit),
        bezug="Jahr",
        familie=FAMILIE,
        tabelle=ausgabe.reihe,
        spalte=blatt.titel,
        summierbar=False,
    )
