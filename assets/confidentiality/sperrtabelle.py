"""A table of counts as a file: read with the place of every field, written back with some fields empty."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.sources.fehler import EingabeFehler

GESAMT: Final = "Insgesamt"
_TRENNER: Final = ";,\t|"
_GANZ: Final = re.compile(r"(\d+)(?:[.,]0{1,2})?")
_NULL: Final = "-"
_OHNE_ZAHL: Final = frozenset({"", ".", "...", "x", "/", "g"})


@dataclass(frozen=True)
class Feld:
    """One field: its text without quotes, and where it stands in the text of the file."""

    text: str
    von: int
    bis: int


@dataclass(frozen=True)
class Zaehltabelle:
    """One file with a column of counts.

    Attributes:
        pfad: The file.
        inhalt: Its text, without a byte order mark.
        kodierung: How to write it back.
        spalten: Column names in order, without the one of the counts.
        zeilen: For each row its line number, the values of `spalten` and the field of the count.
    """

    pfad: Path
    inhalt: str
    kodierung: str
    spalten: tuple[str, ...]
    zeilen: tuple[tuple[int, tuple[str, ...], Feld], ...]

    def counts(self) -> tuple[float | None, ...]:
        """Return the counts; None where the file holds no number (withheld before).

        Raises:
            EingabeFehler: a field is no whole number of 0 or more.
        """
        return tuple(self._count(nummer, feld) for nummer, _, feld in self.zeilen)

    def without(self, leeren: frozenset[int]) -> bytes:
        """Return the bytes of the file with the counts of some rows emptied, all else unchanged."""
        teile, stelle = [], 0
        for reihe, (_, _, feld) in enumerate(self.zeilen):
            if reihe in leeren:
                teile.append(self.inhalt[stelle : feld.von])
                stelle = feld.bis
        return ("".join(teile) + self.inhalt[stelle:]).encode(self.kodierung)

    def _count(self, nummer: int, feld: Feld) -> float | None:
        if feld.text == _NULL:
            return 0.0
        if feld.text in _OHNE_ZAHL:
            return None
        treffer = _GANZ.fullmatch(feld.text)
        if treffer is None:
            raise EingabeFehler(
                self.pfad.name,
                f"„{feld.text}“",
                "eine ganze Zahl ab 0 ohne Tausenderpunkt, „-“ für null oder ein leeres Feld",
                "den Wert berichtigen; Anteile und Quoten werden mit ihren Fallzahlen gesperrt, nicht allein",
                zeile=nummer,
            )
        return float(treffer[1])


def read_zaehltabelle(pfad: Path, wert: str) -> Zaehltabelle:
    """Read a CSV table: first line the column names, separated by `;`, `,`, tab or `|`.

    Args:
        pfad: File in UTF-8 or Windows-1252.
        wert: Column of the counts.

    Raises:
        EingabeFehler: the file is empty or no text, the column is missing, a row has too few or too many
            fields, or two rows state the same cell.
    """
    roh = pfad.read_bytes()
    kodierung, inhalt = _decode(pfad.name, roh)
    zeilen = _split(inhalt)
    if not zeilen:
        raise EingabeFehler(
            pfad.name, "eine leere Datei", "eine CSV-Tabelle mit Kopfzeile", "die Tabelle neu speichern"
        )
    kopf = [f.text for f in zeilen[0][1]]
    doppelt = sorted({k for k in kopf if kopf.count(k) > 1})
    if wert not in kopf or doppelt:
        raise EingabeFehler(
            pfad.name,
            f"die Spalten {', '.join(f'„{k}“' for k in kopf)}",
            f"jede Spalte einmal, darunter „{wert}“",
            "den Namen hinter --wert oder die Kopfzeile berichtigen",
            zeile=1,
        )
    ort = kopf.index(wert)
    ergebnis = []
    gesehen: dict[tuple[str, ...], int] = {}
    for nummer, felder in zeilen[1:]:
        if len(felder) != len(kopf):
            raise EingabeFehler(
                pfad.name,
                f"{len(felder)} Felder",
                f"{len(kopf)} Felder wie in der Kopfzeile",
                "die Zeile berichtigen oder löschen",
                zeile=nummer,
            )
        merkmale = tuple(f.text for i, f in enumerate(felder) if i != ort)
        if merkmale in gesehen:
            raise EingabeFehler(
                pfad.name,
                f"dieselbe Angabe wie in Zeile {gesehen[merkmale]}: {', '.join(merkmale)}",
                "jede Verbindung von Merkmalen nur einmal",
                "eine der beiden Zeilen löschen oder eine unterscheidende Spalte ergänzen",
                zeile=nummer,
            )
        gesehen[merkmale] = nummer
        ergebnis.append((nummer, merkmale, felder[ort]))
    spalten = tuple(k for i, k in enumerate(kopf) if i != ort)
    return Zaehltabelle(pfad, inhalt, kodierung, spalten, tuple(ergebnis))


def read_hierarchie(pfad: Path) -> tuple[tuple[str, str], ...]:
    """Read pairs of child and parent from a CSV file of two columns; the first line is the head.

    Raises:
        EingabeFehler: a row has not two fields, a child has two parents, or the pairs form a circle.
    """
    _, inhalt = _decode(pfad.name, pfad.read_bytes())
    eltern: dict[str, str] = {}
    for nummer, felder in _split(inhalt)[1:]:
        if len(felder) != 2 or not all(f.text for f in felder):
            raise EingabeFehler(
                pfad.name,
                f"{len([f for f in felder if f.text])} Angaben",
                "zwei Angaben je Zeile: Kind und Eltern (child,parent)",
                "die Zeile berichtigen",
                zeile=nummer,
            )
        kind, oben = felder[0].text, felder[1].text
        if eltern.setdefault(kind, oben) != oben:
            raise EingabeFehler(
                pfad.name,
                f"„{kind}“ unter „{eltern[kind]}“ und unter „{oben}“",
                "ein Eltern-Eintrag je Kind",
                "die zweite Gliederung in eine eigene Datei schreiben und --hierarchie noch einmal angeben",
                zeile=nummer,
            )
    for kind in eltern:
        _refuse_circle(pfad.name, kind, eltern)
    return tuple(eltern.items())


def _refuse_circle(datei: str, kind: str, eltern: dict[str, str]) -> None:
    weg, ort = [kind], kind
    while ort in eltern:
        ort = eltern[ort]
        if ort in weg:
            raise EingabeFehler(
                datei,
                f"einen Kreis: {' → '.join([*weg, ort])}",
                "eine Gliederung von unten nach oben",
                "den falschen Eintrag berichtigen",
            )
        weg.append(ort)


def _decode(datei: str, roh: bytes) -> tuple[str, str]:
    if roh.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", roh.decode("utf-8-sig")
    for kodierung in ("utf-8", "cp1252"):
        try:
            text = roh.decode(kodierung)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return kodierung, text
    raise EingabeFehler(
        datei, "keine lesbare Textdatei", "CSV in UTF-8 oder Windows-1252", "die Tabelle als CSV speichern"
    )


def _split(inhalt: str) -> list[tuple[int, list[Feld]]]:
    """Split a text into rows of fields with their places; blank lines are left out."""
    kopf = inhalt.partition("\n")[0]
    trenner = max(_TRENNER, key=kopf.count)
    muster = re.compile(rf'("(?:[^"]|"")*"|[^{re.escape(trenner)}\r\n]*)({re.escape(trenner)}|\r\n|\n|\r|\Z)')
    zeilen, felder, nummer, stelle = [], [], 1, 0
    while stelle < len(inhalt):
        treffer = muster.match(inhalt, stelle)
        if treffer is None:  # text behind a closing quote: the whole field counts as it stands
            treffer = re.compile(
                rf"([^{re.escape(trenner)}\r\n]*)({re.escape(trenner)}|\r\n|\n|\r|\Z)"
            ).match(inhalt, stelle)
        if treffer is None:
            break
        felder.append(Feld(_plain(treffer[1]), treffer.start(1), treffer.end(1)))
        stelle = treffer.end()
        if treffer[2] != trenner:
            if any(f.text for f in felder):
                zeilen.append((nummer, felder))
            nummer += 1 + treffer[1].count("\n")
            felder = []
    if felder:  # the text ends with a separator
        zeilen.append((nummer, [*felder, Feld("", len(inhalt), len(inhalt))]))
    return zeilen


def _plain(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    return text.strip()
