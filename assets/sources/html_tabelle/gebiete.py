"""Rows of a page with numbers of the Landesamt: which Kreis or Gemeinde each one is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assets.sources.html_tabelle.tabelle import HtmlTabelle, Seite, refusal
from assets.sources.kopftext import head_text, slug

LAND: Final = "16"
_KREISNR: Final = frozenset({"kreisnr", "kreisnummer", "kreisschluessel", "krsnr"})
_GEMEINDENR: Final = frozenset(
    {
        "gemeindenr",
        "gemeindenummer",
        "gemeindeschluessel",
        "ags",
        "schluesselnr",
        "schluesselnummer",
        "schluessel",
    }
)
_NAMEN: Final = re.compile(r"gemeinde|kreis|name|gebiet|region")
_OHNE_NUMMER: Final = re.compile(
    r"((Land|Freistaat) )?Thüringen|Insgesamt|Summe|Land(kreise)?|Kreisfreie Städte|Kreise|Gemeinden",
    re.IGNORECASE,
)
"""Rows with figures that never bear a number."""

_LETZTE_STADT: Final = "16056"
_LANDKREIS: Final = re.compile(
    r"(?:(?:Land)?kreis )?(?:Eichsfeld|Nordhausen|Wartburgkreis|Unstrut-Hainich-Kreis|Kyffhäuserkreis|"
    r"Schmalkalden-Meiningen|Gotha|Sömmerda|Hildburghausen|Ilm-Kreis|Weimarer Land|Sonneberg|"
    r"Saalfeld-Rudolstadt|Saale-Holzland-Kreis|Saale-Orla-Kreis|Greiz|Altenburger Land)"
    r"(?:, (?:Landkreis|Kreis|LK))?",
    re.IGNORECASE,
)

Spalten = tuple[int | None, int | None, int, int]


@dataclass(frozen=True)
class Gebietstafel:
    """A table with territories: rows, keys, names and the first column with figures."""

    tabelle: HtmlTabelle
    zeilen: Sequence[int]
    ags: Sequence[str]
    namen: Sequence[str]
    erste: int
    ausgelassen: Sequence[str]


def columns(tabelle: HtmlTabelle) -> Spalten | None:
    """Return columns of Kreis number, Gemeinde number and name, and the number of head rows.

    None when the table has no number column with digits below it.
    """
    for kopf in range(1, min(tabelle.kopfzeilen or 6, 12) + 1):
        if len(tabelle.rows) <= kopf:
            return None
        flach = [_flat_head(tabelle, kopf, s) for s in range(len(tabelle.rows[0]))]
        kreis = next((s for s, w in enumerate(flach) if w in _KREISNR), None)
        gemeinde = next((s for s, w in enumerate(flach) if w in _GEMEINDENR), None)
        if kreis is None and gemeinde is None:
            continue
        nach = max(s for s in (kreis, gemeinde) if s is not None)
        name = next((s for s in range(nach + 1, len(flach)) if _NAMEN.search(flach[s])), None)
        schluessel = gemeinde if gemeinde is not None else kreis
        ziffern = any(re.fullmatch(r"\d{2,8}", r[schluessel or 0], re.ASCII) for r in tabelle.rows[kopf:])
        if name is not None and ziffern:
            return kreis, gemeinde, name, tabelle.kopfzeilen or kopf
    return None


def _flat_head(tabelle: HtmlTabelle, kopf: int, spalte: int) -> str:
    return slug("".join(dict.fromkeys(head_text(r[spalte]) for r in tabelle.rows[:kopf]))).replace("_", "")


def territories(seite: Seite) -> Gebietstafel:
    """Return the one table with territories and the key of each of its rows.

    Raises:
        EingabeFehler: None or several such tables, a number that is no key, twice, or of an unnamed Land.
    """
    passend = [(t, s) for t in seite.tabellen if (s := columns(t)) is not None]
    if len(passend) != 1:
        raise refusal(
            seite.datei,
            "eine Webseite ohne Datentabelle" if not passend else f"{len(passend)} Tabellen mit Gebieten",
            "genau eine Tabelle mit Kreis- oder Gemeindenummern",
        )
    tabelle, (kreis, gemeinde, name, kopf) = passend[0]
    zeilen, schluessel, namen, ausgelassen = [], [], [], []
    for z in range(kopf, len(tabelle.rows)):
        row = tabelle.rows[z]
        if not any(row):
            continue
        nummer = row[gemeinde] if gemeinde is not None else ""
        _refuse_row(seite.datei, tabelle, z, (kreis, gemeinde, name))
        if not nummer and not (kreis is not None and row[kreis]):
            ausgelassen.append(row[name] or next(w for w in row if w))
            continue
        ags = _key(row[kreis] if kreis is not None else "", nummer)
        if ags is None or ags in schluessel:
            raise refusal(
                seite.datei,
                f"die Nummer „{nummer or row[kreis or 0]}“" + (" zum zweiten Mal" if ags else ""),
                "je Zeile eine Kreis- oder Gemeindenummer Thüringens, die zueinander passen",
                blatt=tabelle.name,
                zeile=z + 1,
            )
        zeilen.append(z)
        schluessel.append(ags)
        namen.append(row[name])
    if not schluessel or not _names_the_land(seite, tabelle, kreis, gemeinde):
        raise refusal(
            seite.datei,
            "kurze Kreis- oder Gemeindenummern ohne Angabe des Landes" if schluessel else "keine Datenzeile",
            "eine Tabelle, die Thüringen nennt, oder achtstellige Gemeindeschlüssel",
            blatt=tabelle.name,
        )
    tafel = Gebietstafel(tabelle, zeilen, schluessel, namen, name + 1, ausgelassen)
    _refuse_lone_kreise(seite.datei, tafel)
    return tafel


def _refuse_row(
    datei: str, tabelle: HtmlTabelle, z: int, spalten: tuple[int | None, int | None, int]
) -> None:
    """Refuse a row with cells missing, with figures but no number, or with text beside the numbers."""
    row, (kreis, gemeinde, name) = tabelle.rows[z], spalten
    nummern = [row[s] for s in (kreis, gemeinde) if s is not None]
    zahlen = any(re.search(r"\d", w) for w in row[name + 1 :])
    if not any(nummern) and not zahlen:
        return
    gefunden = None
    if tabelle.breiten[z] != len(row):
        gefunden = f"{tabelle.breiten[z]} Zellen", f"{len(row)} Zellen wie im Kopf"
    elif not any(nummern) and not _OHNE_NUMMER.fullmatch(row[name]):
        gefunden = f"keine Nummer bei „{row[name][:60]}“", "eine Kreis- oder Gemeindenummer"
    elif any(nummern) and any(
        re.match(r"[-+.]?\d", row[s]) for s in range(name + 1) if s not in (kreis, gemeinde)
    ):
        gefunden = "Zahlen vor oder in der Spalte mit den Namen", "zuerst Nummern und Name, dann die Zahlen"
    if gefunden:
        raise refusal(datei, *gefunden, blatt=tabelle.name, zeile=z + 1)


def _refuse_lone_kreise(datei: str, tafel: Gebietstafel) -> None:
    """Refuse a row among Gemeinden that reads as a Kreis because its Gemeinde number is missing.

    A row of a Kreis bears the name of a Landkreis, and where one Kreis stands, all do.
    """
    kreise = [n for n, a in enumerate(tafel.ags) if len(a) == 5]
    gemeinden = {a for a in tafel.ags if len(a) == 8}
    vorhanden = {tafel.ags[n] for n in kreise}
    fehlen = {a[:5] for a in gemeinden if not a.endswith("000")} - vorhanden
    for n in kreise if gemeinden else ():
        stadt = tafel.ags[n] <= _LETZTE_STADT
        if (
            fehlen
            or (stadt and any(a.endswith("000") for a in gemeinden))
            or not (stadt or _LANDKREIS.fullmatch(tafel.namen[n]))
        ):
            raise refusal(
                datei,
                f"keine Gemeindenummer bei „{tafel.namen[n][:60]}“",
                "eine Gemeindenummer in jeder Zeile einer Gemeinde",
                blatt=tafel.tabelle.name,
                zeile=tafel.zeilen[n] + 1,
            )


def _names_the_land(seite: Seite, tabelle: HtmlTabelle, kreis: int | None, gemeinde: int | None) -> bool:
    """Tell whether the short numbers can only be those of Thüringen."""
    if any("thüring" in zeile.casefold() for zeile in seite.zeilen):
        return True
    spalte = gemeinde if gemeinde is not None else kreis or 0
    return all(
        not re.fullmatch(r"\d+", r[spalte]) or re.fullmatch(r"16(\d{6}|\d{3})", r[spalte])
        for r in tabelle.rows
    )


def _key(kreis: str, gemeinde: str) -> str | None:
    """Return the key: `065` and `65067` → `16065067`; `065` alone → `16065`; None when they do not fit."""
    if kreis and not re.fullmatch(r"0?\d{2}|16\d{3}", kreis, re.ASCII):
        return None
    ags5 = (kreis if len(kreis) == 5 else LAND + kreis.zfill(3)) if kreis else ""
    if not gemeinde:
        return ags5 or None
    if not re.fullmatch(r"\d{5,6}|16\d{6}", gemeinde, re.ASCII):
        return None
    ags8 = gemeinde if len(gemeinde) == 8 else LAND + gemeinde.zfill(6)
    return ags8 if ags8.startswith(ags5) and ags8.startswith(f"{LAND}0") else None
