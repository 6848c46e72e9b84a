"""The five sections of the one-page report: sentence, table, and what is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from assets.reports.aktualisierung_lesen import GROESSE, Aktualisierung, Neuerung, newest_conflicts
from assets.reports.ansicht import Spaltenansicht, Tabellenansicht, Zeilenansicht
from assets.reports.gebietsname import name_of
from assets.reports.quellenlage import describe_lage, format_zeitraum, name_of_source
from assets.reports.zahlen import ANZAHL, FEST, format_datum, format_wert, format_zahl
from assets.staging.quellenlage import UEBERFAELLIG
from schemas.common import REVISIONSGRUENDE

_LANG: Final = 120
_MITTEL: Final = 64
_KURZ: Final = 40
_SYMBOL: Final = 3
_ZAHL: Final = "zahl"
_TEXT: Final = "text"
_GRUND_KURZ: Final = {
    "revision": "Berichtigung",
    "definition": "Definition",
    "gebietsstand": "Gebietsstand",
    "zensusbasis": "Zensusbasis",
}


@dataclass(frozen=True)
class Abschnitt:
    """One section.

    Attributes:
        titel: Heading.
        wort: Word under the number at the top of the page.
        anzahl: Number of all cases.
        satz: Sentence under the heading; the caption where there is a table.
        spalten: Heads of the table: name and `zahl` or `text`.
        zeilen: Rows that are shown.
        wo: Where all cases are found.
        faelle: How many cases each row stands for; empty where each is one.
    """

    titel: str
    wort: str
    anzahl: int
    satz: str
    spalten: tuple[Spaltenansicht, ...]
    zeilen: tuple[tuple[str, ...], ...]
    wo: str
    faelle: tuple[int, ...] = ()

    @property
    def rest(self) -> str:
        """What is not shown: „… und 12 weitere, siehe …“; empty where all cases are."""
        gezeigt = len(self.zeilen)
        fehlend = self.anzahl - (sum(self.faelle[:gezeigt]) if self.faelle else gezeigt)
        if not fehlend:
            return ""
        anfang = "… und" if self.zeilen else "Es sind"
        weitere = f"{format_zahl(fehlend)} weitere" if self.zeilen else format_zahl(fehlend)
        return f"{anfang} {weitere}, siehe {self.wo}."

    @property
    def tabelle(self) -> Tabellenansicht | None:
        """The table; None without rows."""
        if not self.zeilen:
            return None
        return Tabellenansicht(
            titel=self.satz,
            spalten=self.spalten,
            zeilen=tuple(Zeilenansicht(z) for z in self.zeilen),
            klasse="aktualisierungstabelle",
        )


def build_abschnitte(fakten: Aktualisierung, stichtag: date) -> tuple[Abschnitt, ...]:
    """Return all sections with all their rows.

    Args:
        fakten: What is to be said.
        stichtag: Day by which sources are overdue.
    """
    return (
        _new(fakten),
        _revised(fakten),
        _contradictory(fakten),
        _overdue(fakten, stichtag),
        _refused(fakten),
    )


def _new(fakten: Aktualisierung) -> Abschnitt:
    neuerungen = fakten.neuerungen or ()
    if fakten.neuerungen is None:
        satz = f"Dies ist die erste Ausgabe; sie enthält {_count(fakten.gehalten, 'Quelle', 'Quellen')}."
    elif neuerungen:
        anzahl = _count(len(neuerungen), "Quelle hat", "Quellen haben")
        satz = f"{anzahl} sich seit der letzten Ausgabe geändert."
    else:
        satz = f"Seit der letzten Ausgabe ist keine der {format_zahl(fakten.gehalten)} Quellen neu."
    return Abschnitt(
        "Was ist neu?",
        "neu",
        len(neuerungen),
        satz,
        _columns(("Quelle", _TEXT, 52), ("vorher", _TEXT, 17), ("jetzt", _TEXT, 17), ("Stand", _TEXT, 14)),
        tuple(_new_row(n) for n in neuerungen),
        "Tabelle quellenlage der Datenbank",
    )


def _new_row(neuerung: Neuerung) -> tuple[str, ...]:
    vorher = format_zeitraum(neuerung.vorher[0]) if neuerung.vorher else "nicht vorhanden"
    jetzt = format_zeitraum(neuerung.jetzt[0]) if neuerung.jetzt else "entfallen"
    stand = format_datum(neuerung.jetzt[1], kurz=True) if neuerung.jetzt else ""
    return (_cut(name_of_source(neuerung.titel, neuerung.tabelle), _LANG), vorher, jetzt, stand)


def _revised(fakten: Aktualisierung) -> Abschnitt:
    daten = fakten.revisionen
    gruende = [
        f"{format_zahl(n)}{FEST}×{FEST}{REVISIONSGRUENDE[str(g)]}"
        for g, n in daten["grund"].value_counts().items()
    ]
    satz = (
        f"{_count(len(daten), 'Wert hat', 'Werte haben')} sich geändert: {', '.join(gruende)}."
        if gruende
        else "Kein Wert des Kreises, seiner Gemeinden, des Landes oder Deutschlands wurde berichtigt."
    )
    return Abschnitt(
        "Was wurde berichtigt?",
        "berichtigt",
        len(daten),
        satz,
        _columns(
            ("Angabe", _TEXT, 35),
            ("Gebiet", _TEXT, 19),
            ("Zeitraum", _TEXT, 11),
            ("bisher", _ZAHL, 11),
            ("neu", _ZAHL, 11),
            ("Grund", _TEXT, 13),
        ),
        tuple(_revised_row(z, fakten) for z in daten.to_dict("records")),
        "Tabelle revision der Datenbank",
    )


def _revised_row(zeile: Mapping[Any, Any], fakten: Aktualisierung) -> tuple[str, ...]:
    kennung = str(zeile["kennung"])
    return (
        _label(kennung, fakten),
        _territory(str(zeile["ags"]), fakten.gebiete),
        format_zeitraum(zeile["zeitraum"]),
        _value(zeile["wert_alt"], zeile["kennzeichen_alt"], kennung, fakten),
        _value(zeile["wert_neu"], zeile["kennzeichen_neu"], kennung, fakten),
        _GRUND_KURZ[str(zeile["grund"])],
    )


def _contradictory(fakten: Aktualisierung) -> Abschnitt:
    daten = fakten.konflikte
    satz = (
        f"{_count(len(daten), 'Angabe weicht', 'Angaben weichen')} zwischen den Quellen stärker ab, "
        "als deren Rundung erklärt."
        if len(daten)
        else "Keine zwei Quellen widersprechen sich über ihre Rundung hinaus."
    )
    neueste = newest_conflicts(daten)
    return Abschnitt(
        "Was widerspricht sich?",
        "Widersprüche",
        len(daten),
        satz,
        _columns(
            ("Angabe", _TEXT, 29),
            ("Gebiet", _TEXT, 15),
            ("Zeitraum", _TEXT, 12),
            ("gilt", _ZAHL, 10),
            ("anders", _ZAHL, 10),
            ("laut", _TEXT, 24),
        ),
        tuple(_contradictory_row(z, fakten) for z in neueste.to_dict("records")),
        "Tabelle konflikt der Datenbank",
        tuple(int(n) for n in neueste["faelle"]),
    )


def _contradictory_row(zeile: Mapping[Any, Any], fakten: Aktualisierung) -> tuple[str, ...]:
    groesse = f"{GROESSE}{zeile['groesse']}"
    eine_quelle = zeile["quelle_gilt"] == zeile["quelle_anders"]
    laut = str(zeile["merkmal_anders"] if eine_quelle else zeile["quelle_anders"])
    frueher = f" und {format_zahl(zeile['faelle'] - 1)} frühere" if zeile["faelle"] > 1 else ""
    return (
        _label(groesse, fakten, _MITTEL),
        _territory(str(zeile["ags"]), fakten.gebiete),
        format_zeitraum(zeile["zeitraum"]) + frueher,
        _value(zeile["wert_gilt"], None, groesse, fakten),
        _value(zeile["wert_anders"], None, groesse, fakten),
        _cut(fakten.namen.get(laut, laut), _MITTEL),
    )


def _overdue(fakten: Aktualisierung, stichtag: date) -> Abschnitt:
    offen = [z for z in describe_lage(fakten.lage, stichtag) if z.offen]
    tag = format_datum(stichtag, kurz=True)
    faellig_sind = sum(z.lage == UEBERFAELLIG for z in offen)
    satz = (
        f"Zum Redaktionsschluss {tag}: {format_zahl(faellig_sind)} überfällig, "
        f"{format_zahl(len(offen) - faellig_sind)} noch nie bezogen."
        if offen
        else f"Zum Redaktionsschluss {tag} ist keine Quelle überfällig, und keine fehlt."
    )
    zeilen = []
    for zeile in offen:
        quelle, zeitraum, _, _, _, faellig, _, handlung = zeile.zellen
        frist = "fehlt" if faellig == "–" else faellig
        zeilen.append((_cut(quelle, _MITTEL), zeitraum, frist, _cut(handlung, _LANG)))
    return Abschnitt(
        "Was steht aus?",
        "ausstehend",
        len(offen),
        satz,
        _columns(
            ("Quelle", _TEXT, 33),
            ("vorhanden", _TEXT, 11),
            ("fällig bis", _TEXT, 10),
            ("nächste Handlung", _TEXT, 46),
        ),
        tuple(zeilen),
        "„sozialplanung quellen --offen“",
    )


def _refused(fakten: Aktualisierung) -> Abschnitt:
    daten = fakten.abgelehnt
    satz = (
        f"{_count(len(daten), 'Datei wurde', 'Dateien wurden')} nicht verwendet; die bisherigen Zahlen "
        "gelten weiter."
        if len(daten)
        else "Keine Datei wurde abgelehnt."
    )
    return Abschnitt(
        "Was wurde abgelehnt?",
        "abgelehnt",
        len(daten),
        satz,
        _columns(("Datei", _TEXT, 34), ("Grund", _TEXT, 66)),
        tuple(
            (_cut(str(z["datei"]), _KURZ), _cut(_reason(str(z["meldung"])), _LANG))
            for z in daten.to_dict("records")
        ),
        "das Protokoll in data/raw/abgelehnt",
    )


def _reason(meldung: str) -> str:
    """Return what was found and expected, without the place before it and the advice after it."""
    return (meldung.partition(": ")[2] or meldung).partition(" Was tun:")[0]


def _columns(*spalten: tuple[str, str, int]) -> tuple[Spaltenansicht, ...]:
    return tuple(
        Spaltenansicht(name, ausrichtung="zahl" if art == _ZAHL else "text", breite=breite)
        for name, art, breite in spalten
    )


def _count(anzahl: int, einzahl: str, mehrzahl: str) -> str:
    return f"1 {einzahl}" if anzahl == 1 else f"{format_zahl(anzahl)} {mehrzahl}"


def _territory(ags: str, gebiete: Mapping[str, str]) -> str:
    return _cut(name_of(gebiete[ags], ags).name, 26) if ags in gebiete else ags


def _value(wert: float, kennzeichen: object, kennung: str, fakten: Aktualisierung) -> str:
    zeichen = kennzeichen if isinstance(kennzeichen, str) else None
    if pd.isna(wert):
        return zeichen or "–"
    stellen = fakten.stellen.get(kennung, _digits(wert))
    einheit = fakten.einheiten.get(kennung, "")
    return format_wert(wert, einheit if len(einheit) <= _SYMBOL else "", stellen, zeichen)


def _label(kennung: str, fakten: Aktualisierung, hoechstens: int = _KURZ) -> str:
    """Return the name of a figure; a unit that is too long for the column stands behind it."""
    einheit = fakten.einheiten.get(kennung, "")
    zusatz = f" ({einheit})" if len(einheit) > _SYMBOL and einheit not in (ANZAHL, "Prozent") else ""
    return _cut(fakten.namen.get(kennung, kennung), hoechstens - len(zusatz)) + zusatz


def _digits(wert: float) -> int:
    """Return the digits after the comma that a published figure has, two at most."""
    return next((n for n in (0, 1) if round(wert, n) == round(wert, 6)), 2)


def _cut(text: str, hoechstens: int) -> str:
    """Cut a text to the column, between two words where that leaves half of it."""
    einzeilig = " ".join(text.split())
    if len(einzeilig) <= hoechstens:
        return einzeilig
    anfang = einzeilig[: hoechstens - 1]
    worte = anfang.rpartition(" ")[0]
    return f"{worte if len(worte) > hoechstens // 2 else anfang.rstrip()}…"
