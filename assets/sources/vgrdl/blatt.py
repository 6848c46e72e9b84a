"""One table of a VGRdL workbook: titles, header, territories of its rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assets.sources.arbeitsmappe import Zeile, text
from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.schluessel import ziffern
from schemas.common import BUND

HERUNTERLADEN: Final = (
    "Arbeitsmappe beim Arbeitskreis VGR der Länder neu herunterladen und unverändert ablegen."
)
KOPFZEILEN: Final = 12
LAENDER: Final[Mapping[str, str]] = {
    "SH": "01", "HH": "02", "NI": "03", "HB": "04", "NW": "05", "HE": "06", "RP": "07", "BW": "08",
    "BY": "09", "SL": "10", "BE": "11", "BB": "12", "MV": "13", "SN": "14", "ST": "15", "TH": "16",
}  # fmt: skip
"""Land key by its letters in the column „Land“."""

_FEST: Final = ("lfdnr", "eucode", "regionalschlüssel", "land", "nuts1", "nuts2", "nuts3", "gebietseinheit")
_TRAEGER: Final = re.compile(
    r"\s*\(?einschl(\.|ießlich) (der )?privaten? Organisationen ohne Erwerbszweck\)?"
)
_JE_EW: Final = re.compile(r"je Einwohner(in|innen)?( ?(bzw\.|und|oder|/) ?Einwohner(in|innen)?)?$")
_JAHR: Final = re.compile(r"((?:19|20)\d{2})(?:\.0)?\s*(?P<marke>.*)")


@dataclass(frozen=True)
class Blatt:
    """A table with its header found.

    Attributes:
        datei: File name.
        name: Sheet name, the number of the table.
        rows: All rows from A1 on.
        kopf: Index of the header row.
        orte: Column by name of the fixed columns.
        jahre: Year and mark (footnote sign) by column.
        titel: Measure without number and addition, and how it is shown („in Mio. EUR“).
    """

    datei: str
    name: str
    rows: Sequence[Zeile]
    kopf: int
    orte: Mapping[str, int]
    jahre: Mapping[int, tuple[str, str]]
    titel: tuple[str, str]

    def refusal(
        self, gefunden: str, erwartet: str, *, index: int | None = None, spalte: int | str | None = None
    ) -> EingabeFehler:
        """Make the error for a place in this table; `index` counts rows from 0."""
        return EingabeFehler(
            datei=self.datei,
            blatt=self.name,
            zeile=None if index is None else index + 1,
            spalte=spaltenbuchstabe(spalte) if isinstance(spalte, int) else spalte,
            gefunden=gefunden,
            erwartet=erwartet,
            abhilfe=HERUNTERLADEN,
        )


def find_header(rows: Sequence[Zeile]) -> int | None:
    """Return the index of the row that names EU-Code, Regionalschlüssel and Gebietseinheit, or None."""
    for nummer, zeile in enumerate(rows[:KOPFZEILEN]):
        if {"eucode", "regionalschlüssel", "gebietseinheit"} <= {_plain(zelle) for zelle in zeile}:
            return nummer
    return None


def _plain(zelle: object) -> str:
    return re.sub(r"[^a-zäöüß0-9]", "", text(zelle).casefold())


def read_blatt(datei: str, name: str, rows: Sequence[Zeile]) -> Blatt | None:
    """Find header, years and titles of a table; None where the sheet is no table.

    Raises:
        EingabeFehler: A fixed column is missing, or the years are not one after the other.
    """
    kopf = find_header(rows)
    if kopf is None:
        return None
    orte = {_plain(zelle): i for i, zelle in enumerate(rows[kopf]) if _plain(zelle) in _FEST}
    blatt = Blatt(datei, name, rows, kopf, orte, _years(rows[kopf], max(orte.values())), _titles(rows[:kopf]))
    fehlt = [spalte for spalte in _FEST if spalte not in orte]
    if fehlt:
        raise blatt.refusal(f"keine Spalte „{fehlt[0]}“", "alle Spalten des Tabellenkopfs", index=kopf)
    jahre = [int(jahr) for jahr, _ in blatt.jahre.values()]
    spalten = list(blatt.jahre)
    lueckenlos = jahre == list(range(jahre[0], jahre[0] + len(jahre))) if jahre else False
    if not lueckenlos or spalten != list(range(spalten[0], spalten[0] + len(spalten))):
        raise blatt.refusal("Jahre, die nicht aufeinander folgen", "je Jahr genau eine Spalte", index=kopf)
    if not all(blatt.titel):
        raise blatt.refusal("keinen Titel", "Größe und Einheit über der Tabelle")
    return blatt


def _years(zeile: Zeile, letzte: int) -> dict[int, tuple[str, str]]:
    treffer = ((i, _JAHR.fullmatch(text(zelle))) for i, zelle in enumerate(zeile) if i > letzte)
    return {i: (t[1], t["marke"]) for i, t in treffer if t}


def _titles(rows: Sequence[Zeile]) -> tuple[str, str]:
    """Return measure and display: the last two title lines, the first freed from number and addition."""
    zeilen = [inhalt for zeile in rows if zeile and (inhalt := text(zeile[0]))]
    if not zeilen:
        return "", ""
    groesse = _TRAEGER.sub("", re.sub(r"^[\d.]+\s+", "", zeilen[-2] if len(zeilen) > 1 else ""))
    return _JE_EW.sub("je Einwohner", groesse).strip(), zeilen[-1]


def territories(blatt: Blatt) -> tuple[list[tuple[int, str]], int]:
    """Return row index and key of every Kreis and Land and of Germany, and the number of other rows.

    A Land that is a Kreis as well (Berlin, Hamburg) has one row and gets both keys.

    Raises:
        EingabeFehler: Rows are missing or in disorder, a key is unknown, twice or of another Land, or the
            table does not end with Germany.
    """
    gebiete: list[tuple[int, str]] = []
    andere, nummer = 0, 0
    for i in range(blatt.kopf + 1, len(blatt.rows)):
        zeile = blatt.rows[i]
        lfd, schluessel = text(zeile[blatt.orte["lfdnr"]]), zeile[blatt.orte["regionalschlüssel"]]
        if not lfd.removesuffix(".0").isdigit() or not text(schluessel):
            if any(text(zelle) for zelle in zeile[max(blatt.orte.values()) + 1 :]):
                raise blatt.refusal(
                    "Werte ohne Schlüssel", "Nummer und Regionalschlüssel in jeder Zeile", index=i
                )
            continue
        nummer += 1
        if int(float(lfd)) != nummer:
            raise blatt.refusal(
                f"die laufende Nummer {lfd}", f"die laufende Nummer {nummer}", index=i, spalte="A"
            )
        keys = _keys(blatt, i)
        gebiete += [(i, key) for key in keys]
        andere += not keys
    doppelt = [(i, key) for n, (i, key) in enumerate(gebiete) if key in {k for _, k in gebiete[:n]}]
    if doppelt:
        raise blatt.refusal(
            f"den Schlüssel {doppelt[0][1]} zum zweiten Mal", "jedes Gebiet einmal", index=doppelt[0][0]
        )
    if not gebiete or gebiete[-1][1] != BUND:
        raise blatt.refusal(
            "keine Zeile „Deutschland“ am Ende (abgeschnitten?)", "Deutschland als letzte Zeile"
        )
    return gebiete, andere


def _keys(blatt: Blatt, index: int) -> list[str]:
    zeile = blatt.rows[index]
    inhalt = {name: text(zeile[ort]).removesuffix(".0") for name, ort in blatt.orte.items()}
    if inhalt["eucode"] == "DE" and inhalt["gebietseinheit"] == "Deutschland":
        return [BUND]
    land = LAENDER.get(inhalt["land"])
    stufen = [n for n in ("nuts1", "nuts2", "nuts3") if inhalt[n]]
    roh = zeile[blatt.orte["regionalschlüssel"]]
    kreis, ist_land = "nuts3" in stufen, "nuts1" in stufen
    if land and ist_land and ziffern(roh, 2) == land:
        return [land, f"{land}000"] if kreis else [land]
    key = ziffern(roh, 5)
    if land and kreis and not ist_land and key and key[:2] == land and len(inhalt["regionalschlüssel"]) >= 4:
        return [key]
    if land and stufen == ["nuts2"]:
        return []
    raise blatt.refusal(
        f"„{inhalt['regionalschlüssel']}“ im Land „{inhalt['land']}“",
        "einen Regionalschlüssel, der zu Land und NUTS-Ebene passt",
        index=index,
        spalte=blatt.orte["regionalschlüssel"],
    )
