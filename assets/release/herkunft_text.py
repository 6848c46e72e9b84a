"""The chain behind a value in words: indented German lines, from the value down to the cell."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assets.release.herkunft import Glied, Kette
from assets.release.herkunft_angaben import Angabe
from assets.reports.saetze import format_zeitraum
from assets.reports.zahlen import format_datum, format_wert, format_zahl
from assets.sources.eingang.beiblatt import Beiblatt
from schemas.common import KENNZEICHEN, REVISIONSGRUENDE

HOECHSTENS: Final = 40
"""Parts of a sum that are listed one by one."""

_ROLLEN: Final = {"wert": "Veröffentlichter Wert", "zaehler": "Zähler", "nenner": "Nenner"}
_BERECHNET: Final = {
    "summe": "eigene Summe der Teilgebiete",
    "umgerechnet": "auf einen anderen Gebietsstand umgerechnet",
}
_HERKUNFT: Final = {
    "amtlich": "veröffentlichter Wert, unverändert übernommen",
    "eigene_berechnung": "eigene Berechnung",
    "beispiel": "BEISPIEL, erfunden",
}
Ablagen = Mapping[str, tuple[str, Beiblatt]]


def describe(kette: Kette, ablagen: Ablagen) -> Iterator[str]:
    """Yield the lines that tell a chain.

    Args:
        kette: The chain.
        ablagen: SHA-256 of a file → its place in the raw store and its sidecar.
    """
    w, i = kette.wert, kette.indikator
    yield f"{i['name']}, {kette.gebiet} ({w['ags']}), {w['jahr']}"
    yield f"  Wert: {_value(w['wert'], i['einheit'], i['nachkommastellen'], w['kennzeichen'])}"
    zeitraum = format_zeitraum(w["zeitraum"])
    yield f"  Art: {_HERKUNFT[w['herkunft']]}, Zeitraum {zeitraum}, Ausgabe {kette.ausgabe}"
    yield f"  Definition: {i['definition']}"
    for glied in kette.glieder:
        yield ""
        yield from _part(glied, ablagen)
    if kette.gemeinden:
        yield ""
        yield f"Median der Werte von {len(kette.gemeinden)} Gemeinden:"
        for glied in kette.gemeinden:
            for _, angabe in glied.angaben:
                yield f"  {_member(angabe)}"
        for _, angabe in kette.gemeinden[0].angaben:
            yield from _source(angabe, ablagen, "  ")
    yield from _earlier(kette)
    yield from _revisions(kette)
    yield from _conflicts(kette)


def used_hashes(kette: Kette) -> set[str]:
    """Return the SHA-256 of all files that the chain names."""
    angaben = [a for g in (*kette.glieder, *kette.gemeinden) for _, a in g.angaben] + list(kette.ueberholt)
    return {summe for a in angaben for summe in _hashes(a)}


def _hashes(angabe: Angabe) -> Iterator[str]:
    if angabe.angaben["sha256"]:
        yield str(angabe.angaben["sha256"])
    for teil in angabe.teile:
        yield from _hashes(teil)


def _part(glied: Glied, ablagen: Ablagen) -> Iterator[str]:
    yield f"{_ROLLEN[glied.rolle]} {glied.jahr}: {_cut(glied.ausdruck)}"
    gezeigt = glied.angaben[:HOECHSTENS]
    eine_quelle = len({a.angaben["quelle_id"] for _, a in glied.angaben}) == 1 and len(glied.angaben) > 1
    for vorzeichen, angabe in gezeigt:
        zeichen = "−" if vorzeichen < 0 else "+" if len(glied.angaben) > 1 else ""
        yield f"  {zeichen}{' ' if zeichen else ''}{_short(angabe)}"
        yield from _cell(angabe, "    ")
        if not eine_quelle:
            yield from _source(angabe, ablagen, "    ")
    if eine_quelle:
        yield from _source(glied.angaben[0][1], ablagen, "  ")
    if len(glied.angaben) > len(gezeigt):
        yield f"  … und {len(glied.angaben) - len(gezeigt)} weitere"
    for merkmal_id in glied.fehlend:
        yield f"  {merkmal_id}: keine Angabe in dieser Ausgabe"


def _cell(angabe: Angabe, rand: str) -> Iterator[str]:
    """Yield the place of a printed figure, or the parts of one that we computed."""
    if not angabe.berechnet:
        yield f"{rand}Fundstelle: {_place(angabe.angaben)}"
        return
    if not angabe.teile:
        yield f"{rand}{_BERECHNET[angabe.berechnet]}; die Teile stehen nicht in dieser Ausgabe"
        return
    yield f"{rand}{_BERECHNET[angabe.berechnet]}, {len(angabe.teile)} Angaben:"
    for teil in angabe.teile[:HOECHSTENS]:
        yield f"{rand}  {_member(teil)}"
        if teil.berechnet:
            yield from _cell(teil, f"{rand}    ")
    if len(angabe.teile) > HOECHSTENS:
        yield f"{rand}  … und {len(angabe.teile) - HOECHSTENS} weitere"


def _source(angabe: Angabe, ablagen: Ablagen, rand: str) -> Iterator[str]:
    q = angabe.angaben
    yield f"{rand}Quelle: {q['herausgeber']}, {q['titel']}"
    stand = format_datum(q["stand"], kurz=True)
    yield f"{rand}  Tabelle {q['tabelle']}, Stand {stand}, Kennung {q['quelle_id']}"
    yield f"{rand}  Lizenz: {q['lizenz']}" + (f", {q['lizenz_url']}" if q["lizenz_url"] else "")
    yield f"{rand}  Datei: {q['datei'] or 'nicht bekannt'}" + (
        f", SHA-256 {q['sha256']}" if q["sha256"] else ""
    )
    ablage = ablagen.get(q["sha256"] or "")
    if ablage is None:
        return
    pfad, beiblatt = ablage
    weg = beiblatt.adresse or "dem Eingangsordner"
    am = format_datum(beiblatt.zeit[:10], kurz=True)
    yield f"{rand}  Rohspeicher: {pfad}, aufgenommen am {am} aus {weg}"


def _earlier(kette: Kette) -> Iterator[str]:
    if not kette.ueberholt:
        return
    yield ""
    yield "Frühere oder nachrangige Angaben derselben Größe (nicht mehr gültig):"
    for a in kette.ueberholt:
        q = a.angaben
        yield f"  {_short(a)}"
        yield f"    {q['herausgeber']}, Tabelle {q['tabelle']}, Stand {format_datum(q['stand'], kurz=True)}"
        yield f"    Datei {q['datei'] or 'nicht bekannt'}, {_place(q)}"


def _revisions(kette: Kette) -> Iterator[str]:
    if not kette.revisionen:
        return
    yield ""
    yield "Revisionen:"
    for r in kette.revisionen:
        eigen = r["art"] == "indikatorwert"
        einheit, stellen = (
            (kette.indikator["einheit"], kette.indikator["nachkommastellen"]) if eigen else ("", None)
        )
        alt = _value(r["wert_alt"], einheit, stellen, r["kennzeichen_alt"])
        neu = _value(r["wert_neu"], einheit, stellen, r["kennzeichen_neu"])
        wort = "Wert der Ausgabe" if eigen else "Angabe aus"
        yield f"  {r['kennung']}, {format_zeitraum(r['zeitraum'])}: bisher {alt} ({wort} {r['quelle_alt']}),"
        yield f"    jetzt {neu} ({r['quelle_neu']}). Grund: {REVISIONSGRUENDE[r['grund']]}"


def _conflicts(kette: Kette) -> Iterator[str]:
    if not kette.konflikte:
        return
    yield ""
    yield "Abweichende Quellen (in der Einheit der gemeinsamen Größe):"
    for z in kette.konflikte:
        yield f"  {z['groesse']}, {format_zeitraum(z['zeitraum'])}:"
        for wort, art in (("gilt", "gilt"), ("abweichend", "anders")):
            wert = _value(z[f"wert_{art}"], "", None, None)
            yield f"    {wort}: {wert} ({z[f'merkmal_{art}']}, {z[f'quelle_{art}']})"
        yield f"    Regel: {z['regel']}"


def _short(angabe: Angabe) -> str:
    q = angabe.angaben
    wert = _value(angabe.wert, q["einheit"] or "", None, angabe.kennzeichen)
    stand = f", Gebietsstand {format_datum(q['gebietsstand'], kurz=True)}" if q["gebietsstand"] else ""
    return (
        f"{q['merkmal'] or angabe.merkmal_id} [{angabe.merkmal_id}], {q['gebiet'] or angabe.ags} "
        f"({angabe.ags}), {format_zeitraum(angabe.zeitraum)}: {wert}{stand}"
    )


def _member(angabe: Angabe) -> str:
    """One line of a list of territories that share measure and period."""
    q = angabe.angaben
    wert = _value(angabe.wert, "", None, angabe.kennzeichen)
    ort = "" if angabe.berechnet else f" ({_place(q)})"
    return f"{angabe.ags} {q['gebiet'] or ''}: {wert}{ort}"


def _place(q: Mapping[str, Any]) -> str:
    teile = [
        f"{'Datei' if q['blatt'].endswith('.csv') else 'Blatt'} „{q['blatt']}“" if q["blatt"] else "",
        f"Zeile {format_zahl(q['zeile'])}" if q["zeile"] is not None else "",
        f"Spalte {q['spalte']}" if q["spalte"] else "",
    ]
    return ", ".join(t for t in teile if t) or "nicht verzeichnet"


def _value(wert: float | None, einheit: str, stellen: int | None, zeichen: str | None) -> str:
    if wert is None:
        sinn = f" ({KENNZEICHEN[zeichen]})" if zeichen else ""
        return f"kein Wert{f', Zeichen {zeichen}' if zeichen else ''}{sinn}"
    text = format_wert(wert, einheit, _digits(wert) if stellen is None else stellen)
    return f"{text} [{zeichen}: {KENNZEICHEN[zeichen]}]" if zeichen else text


def _digits(wert: float) -> int:
    return next((n for n in range(4) if abs(wert - round(wert, n)) < 1e-9), 3)


def _cut(text: str, hoechstens: int = 90) -> str:
    return text if len(text) <= hoechstens else text[: hoechstens - 1] + "…"
