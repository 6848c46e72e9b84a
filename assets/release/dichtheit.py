"""Leak check: before an edition is published, every file of it is searched for traces of withheld figures.

Three searches, each with a definite answer:

1. In the published database no row of a withheld count holds a number: neither where the count stands nor
   in the tables computed from it (comparison, trend).
2. The files hold no name of an unprotected table and no log or temporary file of a database lies among them.
3. No file holds a withheld figure in its unrounded form: as eight bytes, or as a decimal number. Only
   figures with many digits (rates, limits of intervals) are looked for, and only those that nothing shown
   has too; whole numbers such as 3 and plain fractions such as 33,333… stand everywhere (coordinates of
   drawings, for example) and prove nothing. Archives (XLSX) and the compressed objects of PDF files are
   opened.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assets.confidentiality.fehler import SperrFehler
from assets.store.arbeitsdatenbank import open_database

_VERBOTEN: Final = re.compile(rb"[a-z]+_ungeschuetzt|beobachtung_roh")
_FREMD: Final = (".wal", ".tmp")
_STELLEN: Final = 8
"""Digits from which a figure is told apart from all others."""
_TEILER: Final = 120
"""A multiple of one of the fractions up to 1/120 is a plain fraction."""
_NAHE: Final = 1e-6
_NACHKOMMA: Final = 6
_ZAHL: Final = re.compile(rb"\d+[.,]\d{6,}")
_STROM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)

_ZEILEN: Final = {
    "indikatorwert": "SELECT indikator_id, ags, jahr FROM indikatorwert WHERE kennzeichen = 'g' AND "
    "coalesce(wert, zaehler, untergrenze, obergrenze) IS NOT NULL",
    "beobachtung": "SELECT merkmal_id, ags, zeitraum FROM beobachtung WHERE kennzeichen = 'g' "
    "AND wert IS NOT NULL",
    "vergleich": "SELECT v.indikator_id, v.ags, v.jahr FROM vergleich AS v SEMI JOIN (SELECT * FROM "
    "indikatorwert WHERE kennzeichen = 'g') AS w USING (indikator_id, ags, jahr)",
}
"""Query for rows of withheld figures that hold a number."""

_GEHEIM: Final = """
    SELECT DISTINCT u.{spalte} FROM arbeit.{roh} AS u JOIN {tabelle} AS g USING ({schluessel})
    WHERE g.kennzeichen IN ('g', '≈') AND u.{spalte} IS NOT NULL AND u.{spalte} <> round(u.{spalte}, 3)
"""
_FELDER: Final = ("wert", "untergrenze", "obergrenze")


def check_leaks(ordner: Path, arbeit: Path) -> None:
    """Search an edition before it is published.

    Args:
        ordner: Folder of the edition, with its database.
        arbeit: Work database with the unprotected tables.

    Raises:
        SperrFehler: a trace was found; names the file and what was found, never the figure.
    """
    datenbank = ordner / "sozialplanung.duckdb"
    funde = _rows(datenbank)
    geheim = _secret_figures(datenbank, arbeit)
    for pfad in sorted(p for p in ordner.rglob("*") if p.is_file()):
        name = pfad.relative_to(ordner).as_posix()
        if pfad.suffix in _FREMD:
            funde.append(f"{name}: Arbeitsdatei einer Datenbank")
        funde += [f"{name}: {fund}" for fund in _traces(pfad, geheim)]
    if funde:
        raise SperrFehler(sorted(set(funde)))


def count_protected(datenbank: Path) -> dict[str, int]:
    """Return how many counts each kind of protection covers."""
    with open_database(datenbank, read_only=True) as con:
        zeilen = con.execute(
            "SELECT schutz, count(*) FROM geheimhaltungspruefung GROUP BY schutz ORDER BY schutz"
        ).fetchall()
    return {str(schutz): int(anzahl) for schutz, anzahl in zeilen}


def _rows(datenbank: Path) -> list[str]:
    with open_database(datenbank, read_only=True) as con:
        return [
            f"Tabelle {tabelle}: Zahl trotz Sperrung bei {', '.join(map(str, zeile))}"
            for tabelle, abfrage in _ZEILEN.items()
            for zeile in con.execute(abfrage).fetchall()
        ]


def _secret_figures(datenbank: Path, arbeit: Path) -> frozenset[float]:
    """Figures with many digits that are withheld, and that no shown row has as well."""
    quellen = (
        ("indikatorwert", "indikatorwert_ungeschuetzt", "indikator_id, ags, jahr", _FELDER),
        ("beobachtung", "beobachtung_ungeschuetzt", "merkmal_id, ags, zeitraum, quelle_id", ("wert",)),
    )
    geheim: set[float] = set()
    offen: set[float] = set()
    with open_database(datenbank, read_only=True) as con:
        con.execute(f"ATTACH '{str(arbeit).replace(chr(39), chr(39) * 2)}' AS arbeit (READ_ONLY)")
        for tabelle, roh, schluessel, felder in quellen:
            for spalte in felder:
                abfrage = _GEHEIM.format(spalte=spalte, roh=roh, tabelle=tabelle, schluessel=schluessel)
                geheim |= {z[0] for z in con.execute(abfrage).fetchall()}
        for tabelle, _, _, felder in quellen:
            for spalte in felder:
                abfrage = f"SELECT DISTINCT {spalte} FROM {tabelle} WHERE list_contains(?, {spalte})"
                offen |= {z[0] for z in con.execute(abfrage, [sorted(geheim)]).fetchall()}
        con.execute("DETACH arbeit")
    return frozenset(w for w in geheim - offen if _is_telling(w))


def _is_telling(wert: float) -> bool:
    ziffern = repr(abs(wert)).replace(".", "").strip("0")
    glatt = any(abs(wert * k - round(wert * k)) < _NAHE for k in range(1, _TEILER + 1))
    return len(ziffern) >= _STELLEN and not glatt


def _traces(pfad: Path, geheim: frozenset[float]) -> Iterator[str]:
    gesucht = {round(w, _NACHKOMMA) for w in geheim}
    for teil in _contents(pfad):
        verboten = _VERBOTEN.search(teil)
        if verboten:
            yield f"ungeschützte Tabelle {verboten.group().decode()}"
        gefunden = {float(zahl.replace(b",", b".")) for zahl in _ZAHL.findall(teil)}
        if gesucht & {round(zahl, _NACHKOMMA) for zahl in gefunden}:
            yield "gesperrte Zahl als Text"
        if pfad.suffix == ".duckdb" and any(struct.pack("<d", w) in teil for w in geheim):
            yield "gesperrte Zahl im Speicher"


def _contents(pfad: Path) -> Iterator[bytes]:
    """Yield the content of a file; of archives every member, of a PDF also every compressed object."""
    inhalt = pfad.read_bytes()
    yield inhalt
    if zipfile.is_zipfile(pfad):
        with zipfile.ZipFile(pfad) as archiv:
            yield from (archiv.read(name) for name in archiv.namelist())
    if pfad.suffix == ".pdf":
        for strom in _STROM.findall(inhalt):
            try:
                yield zlib.decompressobj().decompress(strom)
            except zlib.error:
                continue
