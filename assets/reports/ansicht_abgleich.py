"""Views of what sources state differently and what was revised, for the chapter Datenstand."""

from collections.abc import Iterable, Sequence
from typing import Final

from assets.catalogue.brueche import measures_of
from assets.reports.ansicht import Spaltenansicht, Tabellenansicht, Teil, Textansicht, Zeilenansicht
from assets.reports.bestand import Konfliktzeile, Revisionszeile
from assets.reports.kontext import Kontext
from assets.reports.saetze import format_zeitraum
from assets.reports.texte import render_markdown
from assets.reports.zahlen import format_datum, format_zahl, round_half_up
from schemas.common import BUND, REVISIONSGRUENDE

HOECHSTENS: Final = 12
"""Longest list in the report; the whole one is in the annex."""
LANGER_TITEL: Final = 75
"""From this length on a source is named by its publisher."""

_KEINE: Final = (
    "Wo mehrere Quellen dieses Berichts dieselbe Größe angeben, widersprechen sie einander nicht: "
    "Unterschiede bleiben im Rahmen ihrer Rundung."
)
_EINLEITUNG: Final = (
    "Einige Größen sind mehrfach veröffentlicht, und die Angaben weichen weiter voneinander ab, als das "
    "Runden erklärt. Es gilt die Quelle mit dem höheren Vorrang, bei gleichem Vorrang die neuere. Keine Zahl "
    "ist angeglichen. Ein Stern zeigt, welche Zahl in diesem Bericht steht."
)
_EINLEITUNG_REVISION: Final = (
    "Die Herausgeber haben frühere Angaben geändert. Der Bericht zeigt die neue; die Tabelle nennt beide."
)


def build_abgleich(k: Kontext) -> list[Teil]:
    """Return contradictions and revisions that concern this report: Kreis, Land, Germany."""
    konflikte, revisionen = relevant_konflikte(k), relevant_revisionen(k)
    teile: list[Teil] = [
        Textansicht(render_markdown(_EINLEITUNG if konflikte else _KEINE), "Widersprüche und Revisionen")
    ]
    if konflikte:
        teile.append(_conflict_table(k, konflikte))
    if revisionen:
        teile.append(Textansicht(render_markdown(_EINLEITUNG_REVISION)))
        teile.append(_revision_table(k, revisionen))
    return teile


def relevant_konflikte(k: Kontext) -> list[Konfliktzeile]:
    """Return the contradictions about measures that the report uses: Kreis first, newest period first."""
    benutzt = _measures(k)
    zeilen = [z for z in k.bestand.konflikte if z.merkmal_gilt in benutzt or z.merkmal_anders in benutzt]
    zeilen.sort(key=lambda z: z.zeitraum, reverse=True)
    return sorted(zeilen, key=lambda z: (-len(z.ags), z.ags == BUND))


def relevant_revisionen(k: Kontext) -> list[Revisionszeile]:
    """Return the revisions that change a printed digit of what the report shows, newest period first."""
    benutzt, gezeigt = _measures(k), set(k.indikatoren)
    zeilen = [
        z
        for z in k.bestand.revisionen
        if z.kennung in (benutzt if z.art == "beobachtung" else gezeigt) and _visible(k, z)
    ]
    zeilen.sort(key=lambda z: z.zeitraum, reverse=True)
    return sorted(zeilen, key=lambda z: (-len(z.ags), z.ags == BUND))


def _measures(k: Kontext) -> set[str]:
    eintraege = (k.katalog.indikatoren[i] for i in k.indikatoren if i in k.katalog.indikatoren)
    return {merkmal_id for eintrag in eintraege for merkmal_id, _ in measures_of(eintrag)}


def _conflict_table(k: Kontext, konflikte: Sequence[Konfliktzeile]) -> Tabellenansicht:
    benutzt, genannt = _measures(k), _Genannt(k)
    gezeigt = _together(_newest(konflikte))[:HOECHSTENS]
    zeilen = []
    for z, *weitere in gezeigt:
        name, einheit, stellen = _quantity(k, z.groesse)
        zeilen.append(
            Zeilenansicht(
                (
                    f"{name} ({einheit})" if einheit else name,
                    k.name_of(z.ags).name,
                    format_zeitraum(z.zeitraum),
                    _stated(
                        z.wert_gilt, stellen, genannt.name(z.quelle_gilt), stern=z.merkmal_gilt in benutzt
                    ),
                    "; ".join(
                        _stated(a.wert_anders, stellen, _other(a, genannt), stern=a.merkmal_anders in benutzt)
                        for a in (z, *weitere)
                    ),
                )
            )
        )
    return Tabellenansicht(
        titel="Zahlen, die Quellen verschieden angeben",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(
            Spaltenansicht("Größe", "", "text", 22),
            Spaltenansicht("Gebiet", "", "text", 12),
            Spaltenansicht("Zeitraum", "", "text", 8),
            Spaltenansicht("es gilt", "", "text", 27),
            Spaltenansicht("abweichend", "", "text", 31),
        ),
        zeilen=tuple(zeilen),
        klasse="lang",
        fussnoten=(
            "*: Zahl dieses Berichts.",
            *_rest(len(konflikte), sum(map(len, gezeigt)), "Konflikte", "ältere und weitere Abweichungen"),
        ),
    )


def _revision_table(k: Kontext, revisionen: Sequence[Revisionszeile]) -> Tabellenansicht:
    gezeigt = revisionen[:HOECHSTENS]
    zeilen = []
    for z in gezeigt:
        name, einheit, stellen = _quantity(k, z.kennung)
        zeilen.append(
            Zeilenansicht(
                (
                    f"{name} ({einheit})" if einheit else name,
                    k.name_of(z.ags).name,
                    format_zeitraum(z.zeitraum),
                    _figure(z.wert_alt, stellen, z.kennzeichen_alt),
                    _figure(z.wert_neu, stellen, z.kennzeichen_neu),
                    REVISIONSGRUENDE[z.grund],
                )
            )
        )
    return Tabellenansicht(
        titel="Geänderte Angaben",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(
            Spaltenansicht("Größe", "", "text", 28),
            Spaltenansicht("Gebiet", "", "text", 16),
            Spaltenansicht("Zeitraum", "", "text", 12),
            Spaltenansicht("bisher", "", "zahl", 12),
            Spaltenansicht("jetzt", "", "zahl", 12),
            Spaltenansicht("Grund", "", "text", 20),
        ),
        zeilen=tuple(zeilen),
        klasse="lang",
        fussnoten=_rest(len(revisionen), len(gezeigt), "Revisionen", "weitere Änderungen"),
    )


def _newest(konflikte: Iterable[Konfliktzeile]) -> list[Konfliktzeile]:
    """Keep the newest period of each pair of measures and territory; the order stays."""
    je_paar: dict[tuple[str, str, str, str], Konfliktzeile] = {}
    for z in konflikte:
        je_paar.setdefault((z.groesse, z.ags, z.merkmal_gilt, z.merkmal_anders), z)
    return list(je_paar.values())


def _together(konflikte: Iterable[Konfliktzeile]) -> list[list[Konfliktzeile]]:
    """Put side by side what contradicts the same figure; the order stays."""
    je_angabe: dict[tuple[str, str, str, str], list[Konfliktzeile]] = {}
    for z in konflikte:
        je_angabe.setdefault((z.groesse, z.ags, z.zeitraum, z.merkmal_gilt), []).append(z)
    return list(je_angabe.values())


def _quantity(k: Kontext, kennung: str) -> tuple[str, str, int]:
    """Return name, unit and decimals of a quantity, an indicator or a measure."""
    groesse = k.katalog.groessen.get(kennung)
    if groesse is not None:
        return groesse.name, groesse.einheit, groesse.nachkommastellen
    eintrag = k.katalog.indikatoren.get(kennung)
    if eintrag is not None:
        return eintrag.name, eintrag.einheit, eintrag.nachkommastellen
    merkmal = k.katalog.merkmale.get(kennung)
    if merkmal is None:
        return kennung, "", 1
    return merkmal.name, merkmal.einheit, 0 if merkmal.summierbar else 1


def _stated(wert: float | None, stellen: int, quelle: str, *, stern: bool) -> str:
    return f"{_figure(wert, stellen, None)}{'*' if stern else ''} {quelle}"


class _Genannt:
    """Names a source in full once per table, then by its key alone."""

    def __init__(self, k: Kontext) -> None:
        self.k = k
        self.schluessel: set[str] = set()

    def name(self, quelle_id: str) -> str:
        """Return „(database and table, Stand … [Q1])“, from the second time on „[Q1]“."""
        schluessel = self.k.key_of(quelle_id)
        if schluessel in self.schluessel:
            return f"[{schluessel}]"
        self.schluessel.add(schluessel)
        titel = self.k.titel_kurz(quelle_id, mit_stand=True)
        if len(titel) > LANGER_TITEL:
            q = self.k.bestand.quellen[quelle_id]
            titel = f"{q.herausgeber}, Stand {format_datum(q.stand, kurz=True)}"
        return f"({titel} [{schluessel}])"


def _other(z: Konfliktzeile, genannt: _Genannt) -> str:
    """Return the source of the contradicting figure; within one publication what is different about it."""
    groesse = genannt.k.katalog.groessen.get(z.groesse)
    hinweise = {a.merkmal: a.hinweis for a in groesse.angaben} if groesse else {}
    hinweis = hinweise.get(z.merkmal_anders)
    if z.quelle_anders == z.quelle_gilt and hinweis:
        return f"{genannt.name(z.quelle_anders)} ({hinweis})"
    return genannt.name(z.quelle_anders)


def _figure(wert: float | None, stellen: int, zeichen: str | None) -> str:
    return (zeichen or ".") if wert is None else format_zahl(wert, stellen)


def _visible(k: Kontext, zeile: Revisionszeile) -> bool:
    if zeile.wert_alt is None or zeile.wert_neu is None:
        return True
    stellen = _quantity(k, zeile.kennung)[2]
    return round_half_up(zeile.wert_alt, stellen) != round_half_up(zeile.wert_neu, stellen)


def _rest(alle: int, gezeigt: int, blatt: str, wort: str) -> tuple[str, ...]:
    if alle <= gezeigt:
        return ()
    mehr = alle - gezeigt
    return (f"{mehr} {wort} stehen im Tabellenanhang, Blatt „{blatt}“.",)
