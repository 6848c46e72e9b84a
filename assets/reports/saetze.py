"""Sentences made from the values: size, position, comparison, change. No cause, no ranking.

The first sentence of a finding comes from the catalogue (`satz`); the others have fixed words, so
that the same finding reads the same in every report and every edition.
"""

import re
import string
from collections.abc import Sequence
from statistics import median
from typing import Final

from assets.catalogue.models import IndikatorEintrag
from assets.reports.bestand import Messwert, Trendwert, Vergleichswert
from assets.reports.gebietsname import Gebietsname
from assets.reports.zahlen import SCHMAL, format_differenz, format_wert, format_zahl, round_half_up, von_100
from assets.sources.fehler import EingabeFehler
from schemas.common import FUENFTEL_NAMEN, KENNZEICHEN

ALLE_KREISE: Final = 400
"""Since the merger of Eisenach in 2021; figures of older years cover a few more."""
WENIG: Final = 20
SEHR_WENIG: Final = 10
KLEINER_NENNER: Final = 50
PROZENT: Final = ("%", "Prozent")

_PLATZHALTER: Final = ("gebiet", "im_gebiet", "wert", "jahr", "zaehler", "nenner", "von100")
_EINHEIT_IM_SATZ: Final = {
    "%": "Prozent",
    "EUR": "Euro",
    "€": "Euro",
    "Tausend EUR": "Tausend Euro",
    "Min.": "Minuten",
}
_MEDIAN: Final = " im Median der Gemeinden"
_TAUSENDER: Final = re.compile(r"\b(10{0,2}) (000)\b")
_SPANNE: Final = re.compile(r"^(\d{4})/(\d{4})$")


def format_zeitraum(zeitraum: str) -> str:
    """Return a period in words: `2021/2024` → „2021 bis 2024“, `2023-12-31` → „2023“.

    A span of two consecutive years is a school year: `2024/2025` → „2024/25“.
    """
    spanne = _SPANNE.match(zeitraum)
    if not spanne:
        return zeitraum[:4]
    von, bis = spanne.groups()
    return f"{von}/{bis[2:]}" if int(bis) == int(von) + 1 else f"{von} bis {bis}"


def befund_satz(eintrag: IndikatorEintrag, messwert: Messwert, gebiet: Gebietsname) -> str:
    """Return the main clause of a finding from the catalogue's pattern.

    `{wert}` is the figure without its unit, `{von100}` reads „13 von 100“. Where the pattern speaks
    of counts that were not published for this year, a plain sentence with the value takes its place.

    Raises:
        EingabeFehler: the pattern names a placeholder that does not exist.
    """
    gebraucht = _placeholders(eintrag)
    if messwert.wert is None:
        return zeichen_satz(messwert, gebiet)
    zahlen = {"zaehler": messwert.zaehler, "nenner": messwert.nenner}
    if any(name in gebraucht and zahl is None for name, zahl in zahlen.items()):
        return _plain(eintrag, messwert, gebiet)
    if "von100" in gebraucht and not 0 <= messwert.wert <= 100:
        return _plain(eintrag, messwert, gebiet)
    angaben = {
        "gebiet": gebiet.nominativ,
        "im_gebiet": gebiet.in_dativ,
        "wert": format_zahl(messwert.wert, eintrag.nachkommastellen),
        "jahr": str(messwert.jahr) if "bis {jahr}" in eintrag.satz else format_zeitraum(messwert.zeitraum),
        **{name: format_zahl(zahl, 0) for name, zahl in zahlen.items() if zahl is not None},
    }
    if "von100" in gebraucht:
        angaben["von100"] = von_100(messwert.wert)
    satz = eintrag.satz
    if gebiet.nominativ == gebiet.name:  # a kreisfreie Stadt is its only Gemeinde: there is no median
        satz = satz.replace(_MEDIAN, "")
    return satz_aus(satz.format(**angaben))


def _placeholders(eintrag: IndikatorEintrag) -> set[str]:
    """Return the placeholders of the pattern.

    Raises:
        EingabeFehler: one of them is unknown.
    """
    namen = {name for _, name, _, _ in string.Formatter().parse(eintrag.satz) if name is not None}
    for name in sorted(namen - set(_PLATZHALTER)):
        raise EingabeFehler(
            datei="assets/catalogue/indikatoren.toml",
            gefunden=f"den Platzhalter {{{name}}} im Satz von „{eintrag.id}“",
            erwartet=", ".join(f"{{{p}}}" for p in _PLATZHALTER),
            abhilfe="den Platzhalter im Katalog berichtigen",
            spalte="satz",
        )
    return namen


def _plain(eintrag: IndikatorEintrag, messwert: Messwert, gebiet: Gebietsname) -> str:
    wert = wert_text(eintrag, messwert.wert)
    return satz_aus(f"{gebiet.in_dativ} lag „{eintrag.name}“ {format_zeitraum(messwert.zeitraum)} bei {wert}")


def zeichen_satz(messwert: Messwert, gebiet: Gebietsname) -> str:
    """Return the sentence for a missing value, with the meaning of its official sign."""
    jahr = format_zeitraum(messwert.zeitraum)
    grund = f": {KENNZEICHEN[messwert.kennzeichen]}" if messwert.kennzeichen else ""
    return satz_aus(f"für {jahr} liegt {gebiet.in_dativ} kein Wert vor{grund}")


def lage_satz(kreise: Vergleichswert | None, gebiet: Gebietsname) -> str:
    """Return the position among all Kreise as a fifth, in fixed words; empty where unknown."""
    if kreise is None or kreise.fuenftel is None or not kreise.anzahl:
        return ""
    return satz_aus(f"damit lag {gebiet.nominativ} {fuenftel_text(kreise)}")


def fuenftel_text(kreise: Vergleichswert) -> str:
    """Return „im höchsten Fünftel der 400 Kreise und kreisfreien Städte“."""
    anzahl = int(kreise.anzahl or 0)
    mit_wert = "" if anzahl >= ALLE_KREISE else " mit Angabe"
    return f"{FUENFTEL_NAMEN[int(kreise.fuenftel or 0)]} der {anzahl} Kreise und kreisfreien Städte{mit_wert}"


def vergleich_satz(
    eintrag: IndikatorEintrag,
    messwert: Messwert,
    land: tuple[Gebietsname, Vergleichswert | None],
    bund: Vergleichswert | None,
) -> str:
    """Return the figures of Land and Deutschland; a median of the Kreise is called one."""
    land_name, land_wert = land
    orte = [(land_name.in_dativ, land_wert), ("in Deutschland", bund)]
    echte = [(ort, v) for ort, v in orte if v is not None and v.wert is not None and v.art != "median"]
    mediane = [(ort, v) for ort, v in orte if v is not None and v.wert is not None and v.art == "median"]
    saetze = []
    if echte:
        teile = [f"{ort} {_figure(eintrag, messwert, v)}" for ort, v in echte]
        erster, *weitere = teile
        ort, wert = echte[0][0], erster.removeprefix(f"{echte[0][0]} ")
        saetze.append(satz_aus(", ".join([f"{ort} waren es {wert}", *weitere])))
    if mediane:
        werte = [_figure(eintrag, messwert, v) for _, v in mediane]
        teile = [f"{ort} bei {wert}" for (ort, _), wert in zip(mediane, werte, strict=True)]
        if len(werte) > len(set(werte)):
            teile = [ort for ort, _ in mediane[:-1]] + [f"{mediane[-1][0]} bei {werte[0]}"]
        saetze.append(satz_aus(f"der mittlere Wert (Median) der Kreise lag {' und '.join(teile)}"))
    return " ".join(saetze)


def _figure(eintrag: IndikatorEintrag, messwert: Messwert, vergleich: Vergleichswert) -> str:
    zusatz = [] if vergleich.jahr == messwert.jahr else [str(vergleich.jahr)]
    if vergleich.art == "berechnet" and messwert.herkunft == "amtlich":
        zusatz.append("eigene Berechnung")
    klammer = f" ({', '.join(zusatz)})" if zusatz else ""
    return f"{wert_text(eintrag, vergleich.wert)}{klammer}"


def aenderung_satz(
    eintrag: IndikatorEintrag, messwert: Messwert, vorwert: Vergleichswert | None, gebiet: Gebietsname | None
) -> str:
    """Return the change to the previous value, or why there is none; empty without previous value.

    `gebiet` is named where another territory's figure stands before the sentence; None where none does.
    """
    if vorwert is None or vorwert.wert is None or messwert.wert is None:
        return ""
    bruch = next((b for b in eintrag.brueche if vorwert.jahr < b.jahr <= messwert.jahr), None)
    if bruch is not None:
        return satz_aus(f"ein Vergleich mit {vorwert.jahr} ist nicht möglich ({bruch.grund.rstrip('.')})")
    return satz_aus(aenderung_text(eintrag, messwert, vorwert, gebiet))


def bruch_satz(eintrag: IndikatorEintrag, messwert: Messwert, reihe: Sequence[Messwert]) -> str:
    """Return why the previous value of a series is no comparison; empty where no break lies between."""
    frueher = [m for m in reihe if m.jahr < messwert.jahr and m.wert is not None]
    if not frueher or messwert.wert is None:
        return ""
    bruch = next((b for b in eintrag.brueche if frueher[-1].jahr < b.jahr <= messwert.jahr), None)
    if bruch is None:
        return ""
    return satz_aus(f"ein Vergleich mit {frueher[-1].jahr} ist nicht möglich ({bruch.grund.rstrip('.')})")


def aenderung_text(
    eintrag: IndikatorEintrag, messwert: Messwert, vorwert: Vergleichswert, gebiet: Gebietsname | None
) -> str:
    """Return „das waren 1,1 Prozentpunkte weniger als 2023“, with the territory where one is given."""
    differenz = (messwert.wert or 0.0) - (vorwert.wert or 0.0)
    frueher = str(vorwert.jahr)
    if "/" in format_zeitraum(messwert.zeitraum):  # a school year bears the year in which it ends
        frueher = format_zeitraum(f"{vorwert.jahr - 1}/{vorwert.jahr}")
    if round_half_up(abs(differenz), eintrag.nachkommastellen) == 0:
        anfang = f"{gebiet.in_dativ} war der Wert" if gebiet else "der Wert war"
        return f"{anfang} gerundet so hoch wie {frueher}"
    richtung = "mehr" if differenz > 0 else "weniger"
    anfang = f"{gebiet.in_dativ} waren es" if gebiet else "das waren"
    return f"{anfang} {betrag_text(eintrag, differenz)} {richtung} als {frueher}"


def trend_satz(eintrag: IndikatorEintrag, messwert: Messwert, trend: Trendwert | None) -> str:
    """Return the direction of a series of five points or more; empty where none may be named."""
    if trend is None or trend.anzahl < 5 or messwert.verlaesslichkeit == "gering":
        return ""
    jahr, _, grund = (trend.bruch or "").partition(": ")
    seit = f"seit dem Bruch {jahr}, also " if grund and jahr.isdigit() else ""
    spanne = f"{seit}von {trend.von} bis {trend.bis}"
    if trend.richtung == "kein_trend":
        return satz_aus(f"{spanne} zeigt die Reihe keine eindeutige Richtung")
    wort = {"steigend": "gestiegen", "fallend": "gesunken"}[trend.richtung]
    gerundet = round_half_up(abs(trend.steigung), eintrag.nachkommastellen)
    je_jahr = f", im Mittel um {betrag_text(eintrag, trend.steigung)} im Jahr" if gerundet else ""
    return satz_aus(f"{spanne} ist der Wert {wort}{je_jahr}")


def spannweite_satz(eintrag: IndikatorEintrag, gemeinden: Sequence[Messwert]) -> str:
    """Return the span and the middle of the Gemeinden in their newest year; no Gemeinde is named."""
    jahr = max(m.jahr for m in gemeinden if m.wert is not None)
    stellen = eintrag.nachkommastellen
    werte = [m.wert for m in gemeinden if m.jahr == jahr and m.wert is not None]
    einheit = einheit_im_satz(eintrag)
    von, bis = format_zahl(min(werte), stellen), format_wert(max(werte), einheit, stellen)
    mitte = format_wert(median(werte), einheit, stellen)
    return satz_aus(
        f"die Werte der {len(werte)} Gemeinden mit Angabe reichen von {von} bis {bis}; "
        f"der mittlere Wert (Median) liegt bei {mitte}"
    )


def vorsicht_satz(messwert: Messwert) -> str:
    """Return the caution for small numbers; empty where the numerator is large enough."""
    if messwert.verlaesslichkeit == "verlaesslich":
        return ""
    if messwert.verlaesslichkeit == "gering":
        if messwert.zaehler is not None and messwert.zaehler >= SEHR_WENIG:
            return (
                f"Der Nenner ist kleiner als {KLEINER_NENNER}; der Wert schwankt von Jahr zu Jahr sehr stark."
            )
        return (
            f"Der Wert beruht auf weniger als {SEHR_WENIG} Fällen und schwankt von Jahr zu Jahr sehr stark."
        )
    if messwert.zaehler is not None and messwert.zaehler < WENIG:
        return f"Der Wert beruht auf weniger als {WENIG} Fällen und schwankt von Jahr zu Jahr stark."
    return "Der Wert ist nur eingeschränkt aussagekräftig und schwankt von Jahr zu Jahr stark."


def wert_text(eintrag: IndikatorEintrag, wert: float | None) -> str:
    """Return a value with its unit in words: „8,3 Prozent“."""
    if wert is None:
        return "kein Wert"
    return format_wert(wert, einheit_im_satz(eintrag), eintrag.nachkommastellen)


def betrag_text(eintrag: IndikatorEintrag, differenz: float) -> str:
    """Return the size of a difference without sign: „1,1 Prozentpunkte“, „240 Euro“."""
    einheit = "%" if eintrag.einheit in PROZENT else einheit_im_satz(eintrag)
    if einheit.startswith("je "):
        einheit = ""
    return format_differenz(abs(differenz), einheit, eintrag.nachkommastellen).removeprefix("+")


def einheit_im_satz(eintrag: IndikatorEintrag) -> str:
    """Return the unit as a word: „Prozent“ for „%“, „Euro“ for „EUR“."""
    return _EINHEIT_IM_SATZ.get(eintrag.einheit, eintrag.einheit)


def satz_aus(text: str) -> str:
    """Return a clause as a sentence: first letter capital, one full stop at the end."""
    text = " ".join(text.split(" ")).strip()
    ende = "" if text.endswith((".", "!", "?")) else "."
    text = _TAUSENDER.sub(rf"\1{SCHMAL}\2", text)
    return f"{text[:1].upper()}{text[1:]}{ende}"
