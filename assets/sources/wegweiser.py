"""Reader of Wegweiser Kommune exports: CSV with one row per Kommune and one column per year and indicator.

UTF-8 with its mark, semicolons, decimal comma, points between thousands, `k.A.` where nothing is stated,
and a footer with legend, sources and licence. The file names no day of publication: its edition is the
end of the last year that it holds.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.kopftext import stable_id
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, quelle_aus_katalog, quellen_rahmen
from assets.sources.schluessel import ags_aus_ars, planungsbereich
from assets.sources.schreibweise import is_share, odd_ones
from assets.sources.zellwert import read_cell

FAMILIE: Final = "wegweiser"
_ORT: Final = ("Kommune", "GKZ", "ARS")
_BEGLEITEND: Final = ("Bundesland", "Landkreis", "Demografietyp")
_SPALTE: Final = re.compile(r"((?:19|20)\d{2}) (.+?)(?: \(([^()]+)\))?")
_THEMA: Final = re.compile(r"/export/([a-z0-9-]+)\.")
_FUSS: Final = "Quellenangabe bei Verwendung der Daten"
_ZEICHEN: Final = {"k.A.": ".", "k. A.": ".", "-": "-", "x": "x"}
_ABHILFE: Final = "Tabelle bei wegweiser-kommune.de neu als CSV ausgeben und unverändert ablegen."
_EINHEITEN: Final = {"m2": "m²", "Euro/Haushalt": "€ je Haushalt", "Euro": "€"}
_LAENDER: Final = {
    "01": "Schleswig-Holstein",
    "02": "Hamburg",
    "03": "Niedersachsen",
    "04": "Bremen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "07": "Rheinland-Pfalz",
    "08": "Baden-Württemberg",
    "09": "Bayern",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
    "13": "Mecklenburg-Vorpommern",
    "14": "Sachsen",
    "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}


@dataclass(frozen=True)
class _Export:
    """The parsed file: header, rows with their first line in the file, footer."""

    datei: str
    kopf: Sequence[str]
    zeilen: Sequence[tuple[int, Sequence[str]]]
    fuss: str

    def refuse(
        self, gefunden: str, erwartet: str, *, zeile: int | None = None, spalte: str | None = None
    ) -> EingabeFehler:
        return EingabeFehler(self.datei, gefunden, erwartet, _ABHILFE, None, zeile, spalte and spalte[:80])

    def column(self, name: str) -> int:
        """Return the position of a column that must be there once."""
        if list(self.kopf).count(name) != 1:
            raise self.refuse(
                f"{list(self.kopf).count(name)} Spalten „{name}“",
                "eine Tabelle mit den Spalten Kommune, GKZ und ARS; Ausgaben für eine einzelne Kommune "
                "haben einen anderen Aufbau",
                zeile=1,
            )
        return list(self.kopf).index(name)


def recognise_wegweiser(anfang: bytes) -> bool:
    """Tell whether the first bytes are an export of Wegweiser Kommune, by its header or its address."""
    kopf = anfang.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].replace(b'"', b"")
    return (kopf.startswith(b"Kommune;") and b";GKZ;" in kopf) or b"www.wegweiser-kommune.de" in anfang


def read_wegweiser(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one export.

    Args:
        pfad: The CSV file.
        merkmale: Catalogue by id; entries of the family `wegweiser` name the indicator in `spalte`.

    Returns:
        One source, observations per territory and year (`k.A.` as `.`), the names as printed. Indicators
        that the catalogue does not know become new entries, with a warning.

    Raises:
        EingabeFehler: Other layout, cut off, key contradicts itself, year or number wrong.
    """
    export = _parse(pfad)
    ags = _keys(export)
    bekannt = {e.spalte: e for e in merkmale.values() if e.familie == FAMILIE}
    teile: list[pd.DataFrame] = []
    neue: dict[str, MerkmalEintrag] = {}
    jahre: set[str] = set()
    gesehen: set[tuple[str, str]] = set()
    for spalte, kopf in enumerate(export.kopf):
        if kopf in _ORT or kopf in _BEGLEITEND:
            continue
        jahr, name, einheit = _head(export, kopf)
        neu = _new_entry(name, einheit)
        eintrag = bekannt.get((name,)) or neue.setdefault(name, neu)
        if eintrag.einheit != neu.einheit:
            raise export.refuse(
                f"„{name}“ in „{einheit or 'ohne Einheit'}“", f"die Einheit „{eintrag.einheit}“",
                zeile=1, spalte=kopf,
            )  # fmt: skip
        if (eintrag.id, jahr) in gesehen:
            raise export.refuse("dieselbe Spalte zweimal", "verschiedene Spalten", zeile=1, spalte=kopf)
        gesehen.add((eintrag.id, jahr))
        jahre.add(jahr)
        teile.append(_figures(export, spalte, ags).assign(merkmal_id=eintrag.id, zeitraum=jahr))
    if not teile:
        raise export.refuse("keine Spalte mit Zahlen", "Spalten wie „2019 Kinderarmut (%)“", zeile=1)
    thema = _THEMA.search(export.fuss)
    tabelle = (thema.group(1).replace("-", " ") if thema else "export").title()
    stand = f"{max(jahre)}-12-31"
    quelle_id = stable_id(FAMILIE, tabelle) + f"_{stand}"
    name_spalte = export.column("Kommune")
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen(
            [quelle_aus_katalog(FAMILIE, pfad, quelle_id=quelle_id, tabelle=tabelle, stand=stand)]
        ),
        beobachtungen=beobachtungen_rahmen([pd.concat(teile).assign(quelle_id=quelle_id)]),
        gebiete=pd.DataFrame({"ags": ags, "name": [z[name_spalte] for _, z in export.zeilen]}, dtype="str"),
        warnungen=_notes(teile, neue),
        merkmale=tuple(neue.values()),
    )


def _parse(pfad: Path) -> _Export:
    """Split the file into header, rows and footer.

    Raises:
        EingabeFehler: Not UTF-8, a quotation mark without end, rows of other width, footer missing.
    """
    rows = _split(pfad)
    ende = next((n for n, (_, felder) in enumerate(rows) if n and not any(felder)), len(rows))
    fuss = "\n".join(feld for _, felder in rows[ende:] for feld in felder if feld)
    export = _Export(pfad.name, rows[0][1] if rows else (), rows[1:ende], fuss)
    export.column("GKZ")
    for zeile, row in export.zeilen:
        if len(row) != len(export.kopf):
            raise export.refuse(f"{len(row)} Felder", f"{len(export.kopf)} Felder wie im Kopf", zeile=zeile)
    if versprengt := [zeile for zeile, felder in rows[ende:] if sum(map(bool, felder)) > 2]:
        raise export.refuse("Daten unter einer leeren Zeile", "eine Tabelle ohne Lücke", zeile=versprengt[0])
    if _FUSS not in fuss or not export.zeilen:
        raise export.refuse(
            "keine Fußzeilen mit Quelle und Lizenz" if export.zeilen else "keine Datenzeile",
            "eine vollständige Ausgabe bis zum Hinweis „Quellenangabe bei Verwendung der Daten“",
        )
    return export


def _split(pfad: Path) -> list[tuple[int, list[str]]]:
    """Return the records with the line in which each begins."""
    leer = _Export(pfad.name, (), (), "")
    try:
        inhalt = pfad.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fehler:
        raise leer.refuse("eine andere Zeichenkodierung", "UTF-8") from fehler
    leser = csv.reader(io.StringIO(inhalt, newline=""), delimiter=";", strict=True)
    rows: list[tuple[int, list[str]]] = []
    anfang = 1
    try:
        for felder in leser:
            rows.append((anfang, [feld.strip() for feld in felder]))
            anfang = leser.line_num + 1
    except csv.Error as fehler:
        raise leer.refuse("ein Anführungszeichen ohne Ende", "eine vollständige Datei") from fehler
    return rows


def _keys(export: _Export) -> list[str]:
    """Return the territory of every row; GKZ, ARS and Bundesland must tell the same."""
    gkz, ars, name = (export.column(s) for s in ("GKZ", "ARS", "Kommune"))
    land = list(export.kopf).index("Bundesland") if "Bundesland" in export.kopf else None
    ergebnis: dict[str, int] = {}
    mit_gemeinden = {row[gkz][:5] for _, row in export.zeilen if not row[gkz].endswith("000")}
    for zeile, row in export.zeilen:
        ags = _key(row[gkz], row[ars], row[name])
        if ags is not None and len(ags) == 8 and ags.endswith("000") and ags[:5] in mit_gemeinden:
            ags = ags[:5]  # a city that is a Kreis has no other Gemeinden
        if ags is None or (land is not None and row[land] not in ("", _LAENDER.get(ags[:2]))):
            raise export.refuse(
                f"GKZ „{row[gkz]}“ mit ARS „{row[ars]}“" + (f" in „{row[land]}“" if land is not None else ""),
                "zueinander passende Schlüssel mit 8 und 12 Ziffern (führende Nullen) im genannten Land",
                zeile=zeile,
                spalte="GKZ",
            )
        if ags in ergebnis:
            raise export.refuse(
                f"{row[name]} ({row[gkz]}) wie in Zeile {ergebnis[ags]}",
                "jedes Gebiet genau einmal",
                zeile=zeile,
                spalte="GKZ",
            )
        ergebnis[ags] = zeile
    return list(ergebnis)


def _key(gkz: str, ars: str, name: str) -> str | None:
    """Return the key: Gemeinde, Gemeindeverband (its members are summed up), Kreis or Land; else None."""
    if not (re.fullmatch(r"(0[1-9]|1[0-6])\d{6}", gkz, re.ASCII) and re.fullmatch(r"\d{12}", ars, re.ASCII)):
        return None
    if ars[:5] != gkz[:5]:
        return None
    if ars[5] != "0" and ars.endswith("000"):
        return planungsbereich(ars[:9])
    if gkz != ags_aus_ars(ars):
        return None
    if not gkz.endswith("000"):
        return gkz
    if name == _LAENDER[gkz[:2]] and gkz[2:] == "000000":
        return gkz if name in ("Berlin", "Hamburg") else gkz[:2]
    return gkz[:5] if name.endswith(", LK") else gkz


def _head(export: _Export, kopf: str) -> tuple[str, str, str | None]:
    treffer = _SPALTE.fullmatch(kopf)
    if treffer is None:
        raise export.refuse(f"„{kopf}“", "Spalten wie „2019 Kinderarmut (%)“", zeile=1, spalte=kopf)
    jahr, name, einheit = treffer.groups()
    return jahr, name.strip(), einheit


def _figures(export: _Export, spalte: int, ags: Sequence[str]) -> pd.DataFrame:
    werte = np.full(len(ags), np.nan)
    marken: list[str | None] = []
    anteil = is_share(export.kopf[spalte])
    anders = odd_ones([row[spalte] for _, row in export.zeilen])
    for i, (zeile, row) in enumerate(export.zeilen):
        gelesen = read_cell(row[spalte], _ZEICHEN, zahl_als_text=True)
        if anteil and gelesen is not None and not 0 <= (gelesen[0] or 0) <= 100:
            raise export.refuse(
                f"„{row[spalte][:60]}“", "einen Anteil von 0 bis 100 Prozent", zeile=zeile,
                spalte=export.kopf[spalte],
            )  # fmt: skip
        leer = re.search(r"\d\s+\d", row[spalte])
        if gelesen is None or leer or anders[i] or re.search(r",\d{3,}$", row[spalte]):
            raise export.refuse(
                f"„{row[spalte][:60]}“" if row[spalte] else "ein leeres Feld",
                "eine Zahl in der Schreibweise der Spalte (wie „39.059“ oder „16,5“) oder „k.A.“",
                zeile=zeile,
                spalte=export.kopf[spalte],
            )
        werte[i] = np.nan if gelesen[0] is None else gelesen[0]
        marken.append(gelesen[1])
    return pd.DataFrame(
        {
            "ags": ags,
            "wert": werte,
            "kennzeichen": pd.Series(marken, dtype="str"),
            "zeile": [zeile for zeile, _ in export.zeilen],
            "spalte": spaltenbuchstabe(spalte),
        }
    )


def _new_entry(name: str, einheit: str | None) -> MerkmalEintrag:
    einheit = einheit or "ohne Angabe"
    return MerkmalEintrag(
        id=stable_id("ww", name),
        name=name,
        definition=f"{name} (Wegweiser Kommune).",
        einheit=_EINHEITEN.get(einheit, einheit),
        bezug="Jahr",
        familie=FAMILIE,
        tabelle=name,
        spalte=(name,),
        summierbar=False,
    )


def _notes(teile: Sequence[pd.DataFrame], neue: Mapping[str, MerkmalEintrag]) -> tuple[str, ...]:
    alle = pd.concat(teile)
    notizen = []
    if ohne := int(alle["kennzeichen"].eq(".").sum()):
        notizen.append(f"{ohne} Felder mit „k.A.“ (keine Angabe) als „.“ gelesen, ohne Wert")
    if verbaende := alle.loc[alle["ags"].str.contains("-P"), "ags"].nunique():
        notizen.append(f"{verbaende} Zeilen gelten für Gemeindeverbände, nicht für einzelne Gemeinden")
    notizen += [f"„{name}“ steht nicht im Katalog; als neues Merkmal gelesen" for name in neue]
    return tuple(notizen)
