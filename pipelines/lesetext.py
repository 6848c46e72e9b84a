"""The summary of a file as German text for the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from assets.reports.quellenlage import format_zeitraum
from assets.reports.zahlen import format_datum, format_zahl
from assets.sources.vorschau import Mass, Vorschau
from pipelines.lesen import Gebietsliste, Gelesen
from schemas.common import KENNZEICHEN

HOECHSTENS: Final = 12
"""Entries of a list that are shown; the rest is counted."""
_ZEITRAEUME: Final = 6
_ZELLE: Final = 42
_EBENEN: Final = {
    "bund": ("Deutschland", "Deutschland"),
    "land": ("Land", "Länder"),
    "kreis": ("Kreis", "Kreise"),
    "gemeinde": ("Gemeinde", "Gemeinden"),
    "planungsbereich": ("Gemeindeverband oder Planungsbereich", "Gemeindeverbände oder Planungsbereiche"),
    "": ("anderes Gebiet", "andere Gebiete"),
}
_ERSTE_SPALTEN: Final = ("Maß", "Gebiet", "Zeitraum", "Wert", "Zeichen", "Fundstelle")


def describe_lesung(gelesen: Gelesen, sicht: Vorschau, liste: Gebietsliste) -> Iterator[str]:
    """Yield the lines that describe a file with figures or territories."""
    yield f"Erkannt: {gelesen.art} ({gelesen.kennung}, Fassung {gelesen.version})"
    yield from _sources(sicht.quellen)
    if sicht.angaben:
        yield f"Angaben: {_figures(sicht)}"
        yield f"Zeiträume: {_periods(sicht.zeitraeume)}"
    if sicht.nachfolgen:
        yield f"Gebietsänderungen: {format_zahl(sicht.nachfolgen)}"
    if sicht.ebenen:
        yield f"Gebiete: {_levels(sicht.ebenen)}; Gebietsstand {_state(sicht.gebietsstaende)}"
    if sicht.verzeichnet:
        yield f"Verzeichnete Gebiete: {_levels(sicht.verzeichnet)}"
    if sicht.masse:
        yield f"Maße ({len(sicht.masse)}):"
        yield from shorten([f"  {_measure(m)}" for m in sicht.masse])
    zeichen = [_sign(z, *anzahl) for z, anzahl in sicht.zeichen.items() if z]
    if zeichen:
        yield "Zeichen:"
        yield from zeichen
    if len(sicht.erste):
        yield "Erste Angaben:"
        namen = {**liste.namen, **sicht.namen, "00": "Deutschland"}
        masse = {m.merkmal_id: m for m in sicht.masse}
        zeilen = [_row(z, masse, namen) for z in sicht.erste.to_dict("records")]
        yield from _columns([_ERSTE_SPALTEN, *zeilen])
    if sicht.warnungen:
        yield f"Hinweise ({len(sicht.warnungen)}):"
        yield from shorten([f"  {w}" for w in sicht.warnungen])
    if gelesen.kennung == "geometrie":
        yield "Die Datei enthält keine Zahlen (Umrisse für Karten)."


def describe_register(gelesen: Gelesen) -> Iterator[str]:
    """Yield the lines that describe a register of the planning side."""
    if gelesen.register is None:
        return
    register, inhalt = gelesen.register
    yield f"Erkannt: {gelesen.art} ({gelesen.kennung}, Fassung {gelesen.version})"
    yield f"Einträge: {len(inhalt)}, davon {int(inhalt['beispiel'].sum())} erfundene Beispiele"
    yield f"Spalten: {', '.join(f.spalte for f in register.felder)}"
    yield "Erste Einträge:"
    spalten = [f.spalte for f in register.felder[:4]]
    zeilen = [
        tuple(_cell(wert) for wert in zeile) for zeile in inhalt[spalten].head(5).to_numpy(dtype=object)
    ]
    yield from _columns([tuple(spalten), *zeilen])
    yield "Ein Planungsregister enthält keine Beobachtungen; --csv druckt deshalb nur die Kopfzeile."


def shorten(zeilen: Sequence[str], hoechstens: int = HOECHSTENS) -> list[str]:
    """Cut a list and say how many entries follow."""
    if len(zeilen) <= hoechstens + 1:
        return list(zeilen)
    return [*zeilen[:hoechstens], f"  … und {format_zahl(len(zeilen) - hoechstens)} weitere"]


def _sources(quellen: pd.DataFrame) -> Iterator[str]:
    for quelle in quellen.head(HOECHSTENS).to_dict("records"):
        yield f"Quelle: {quelle['herausgeber']}"
        yield f"  Tabelle: {quelle['tabelle']}"
        yield f"  Titel: {quelle['titel']}"
        yield f"  Stand: {format_datum(quelle['stand'], kurz=True)}"
        yield f"  Lizenz: {quelle['lizenz']}"
        yield f"  Kennung: {quelle['quelle_id']}"
    if len(quellen) > HOECHSTENS:
        yield f"  … und {len(quellen) - HOECHSTENS} weitere Quellen in dieser Datei"


def _figures(sicht: Vorschau) -> str:
    ohne, _ = sicht.zeichen.get("", (0, 0))
    return format_zahl(sicht.angaben) + (f", davon {format_zahl(ohne)} ohne Zahl" if ohne else "")


def _periods(zeitraeume: Sequence[str]) -> str:
    if len(zeitraeume) <= _ZEITRAEUME:
        return ", ".join(format_zeitraum(z) for z in zeitraeume)
    von, bis = format_zeitraum(zeitraeume[0]), format_zeitraum(zeitraeume[-1])
    return f"{von} bis {bis} ({len(zeitraeume)} Zeiträume)"


def _levels(ebenen: Mapping[str, int]) -> str:
    return ", ".join(
        _EBENEN[e][0] if e == "bund" else f"{format_zahl(n)} {_EBENEN[e][0 if n == 1 else 1]}"
        for e, n in ebenen.items()
    )


def _state(gebietsstaende: Sequence[str]) -> str:
    staende = [format_datum(g, kurz=True) for g in gebietsstaende]
    if len(staende) > 2:
        return f"{staende[0]} bis {staende[-1]}"
    return " und ".join(staende) or "in der Datei nicht angegeben"


def _sign(zeichen: str, anzahl: int, ohne: int) -> str:
    zusatz = (
        f", davon {format_zahl(ohne)} ohne Zahl" if ohne and ohne < anzahl else ", ohne Zahl" if ohne else ""
    )
    if zeichen == "-" and ohne:
        zusatz += " (gedruckt, wo nichts erhoben ist; nicht als null gelesen)"
    return f"  {zeichen:<4}{KENNZEICHEN.get(zeichen, '')}: {format_zahl(anzahl)}{zusatz}"


def _measure(mass: Mass) -> str:
    neu = "" if mass.bekannt else ", nicht im Katalog"
    einheit = mass.einheit or "ohne Einheit"
    return f"{mass.name} [{einheit}]: {format_zahl(mass.angaben)}{neu} ({mass.merkmal_id})"


def _row(zeile: Mapping[Any, Any], masse: Mapping[str, Mass], namen: Mapping[str, str]) -> tuple[str, ...]:
    blatt = zeile["blatt"] if isinstance(zeile["blatt"], str) else ""
    ort = [f"{'Datei' if blatt.endswith('.csv') else 'Blatt'} „{blatt}“"] if blatt else []
    zelle = f"{zeile['spalte'] if isinstance(zeile['spalte'], str) else ''}"
    if not pd.isna(zeile["zeile"]):
        ort.append(
            f"{zelle}{zeile['zeile']}"
            if zelle.isalpha()
            else f"Zeile {zeile['zeile']}{f', Stellen {zelle}' if zelle else ''}"
        )
    name = namen.get(zeile["ags"])
    return (
        _cut(masse[zeile["merkmal_id"]].name),
        _cut(f"{name} ({zeile['ags']})" if name else zeile["ags"]),
        format_zeitraum(zeile["zeitraum"]),
        _number(zeile["wert"]),
        zeile["kennzeichen"] if isinstance(zeile["kennzeichen"], str) else "",
        " ".join(ort),
    )


def _number(wert: float) -> str:
    """Return a value as the file means it, with a decimal comma; empty where there is none."""
    return "" if pd.isna(wert) else f"{wert:.15g}".replace(".", ",")


def _columns(zeilen: Sequence[tuple[str, ...]]) -> Iterator[str]:
    breiten = [max(len(zeile[i]) for zeile in zeilen) for i in range(len(zeilen[0]))]
    for zeile in zeilen:
        yield "  " + "  ".join(z.ljust(b) for z, b in zip(zeile, breiten, strict=True)).rstrip()


def _cell(wert: object) -> str:
    return "" if wert is None or wert != wert else _cut(str(wert))


def _cut(text: str) -> str:
    einzeilig = " ".join(text.split())
    return einzeilig if len(einzeilig) <= _ZELLE else f"{einzeilig[: _ZELLE - 1]}…"
