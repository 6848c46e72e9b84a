"""Views of the tables around the chapters: Gemeinden, Datenstand, signs, sources, gaps."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import Final, TypeVar

from assets.catalogue.brueche import measures_of
from assets.catalogue.models import IndikatorEintrag, Luecke
from assets.reports.ansicht import (
    Quellenansicht,
    Quelleneintrag,
    Spaltenansicht,
    Tabellenansicht,
    Zeilenansicht,
)
from assets.reports.ansicht_werttabelle import align_on_comma, figure
from assets.reports.bestand import Messwert, Quellenzeile
from assets.reports.kontext import SUMME, Kontext
from assets.reports.saetze import format_zeitraum
from assets.reports.zahlen import format_datum
from schemas.common import KENNZEICHEN, LEBENSPHASE_NAMEN

GEMEINDEN_JE_SEITE: Final = 44
INDIKATOREN_JE_TABELLE: Final = 6
QUELLEN_JE_TABELLE: Final = 22
LUECKEN_JE_TABELLE: Final = 11

T = TypeVar("T")


def chunks(werte: Sequence[T], groesse: int) -> list[Sequence[T]]:
    """Cut a sequence into pieces of nearly equal length, none longer than `groesse`."""
    anzahl = -(-len(werte) // groesse)
    laenge = -(-len(werte) // anzahl) if anzahl else 0
    return [werte[i : i + laenge] for i in range(0, len(werte), laenge)] if laenge else []


def build_gemeindetabellen(k: Kontext, indikatoren: Iterable[str]) -> list[Tabellenansicht]:
    """Return the Gemeinden in order of name with their figures, at most a page per table."""
    eintraege = [k.eintrag(i) for i in indikatoren]
    eintraege = [e for e in eintraege if any(k.bestand.reihe(e.id, g.ags) for g in k.bestand.gemeinden)]
    return [
        _gemeindetabelle(k, spalten, [g.ags for g in gemeinden])
        for spalten in chunks(eintraege, INDIKATOREN_JE_TABELLE)
        for gemeinden in chunks(k.bestand.gemeinden, GEMEINDEN_JE_SEITE)
    ]


def build_gemeindewerte(
    k: Kontext, eintraege: Sequence[IndikatorEintrag], titel: str = ""
) -> Tabellenansicht:
    """Return the table of a block over the Gemeinden: only those that have any of the values."""
    genannt = [
        g.ags
        for g in k.bestand.gemeinden
        if any((m := k.bestand.aktuell(e.id, g.ags)) and m.wert is not None for e in eintraege)
    ]
    tabelle = _gemeindetabelle(k, eintraege, genannt)
    ohne = len(k.bestand.gemeinden) - len(genannt)
    weitere = "eine weitere Gemeinde" if ohne == 1 else f"{ohne} weitere Gemeinden"
    fehlend = (f"Für {weitere} nennt die Quelle keinen Wert.",) if ohne else ()
    return replace(
        tabelle, titel=titel or eintraege[0].name, klasse="werte", fussnoten=(*tabelle.fussnoten, *fehlend)
    )


def _gemeindetabelle(
    k: Kontext, eintraege: Sequence[IndikatorEintrag], ags: Sequence[str]
) -> Tabellenansicht:
    mit_kreis = any(k.bestand.aktuell(e.id) is not None for e in eintraege)
    gebiete = [*ags, *([k.bestand.kreis] if mit_kreis else [])]
    spalten, zellen, quellen, zeichen = [], [], [], set()
    for e in eintraege:
        werte = {a: m for a in ags if (m := k.bestand.aktuell(e.id, a)) is not None}
        jahr = max((m.jahr for m in werte.values()), default=0)
        reihe = [_cell(k.bestand.im_jahr(e.id, a, jahr), e) for a in ags]
        reihe += [_cell(k.bestand.aktuell(e.id), e)] if mit_kreis else []
        zeitraum = next((m.zeitraum for m in werte.values() if m.jahr == jahr), "")
        spalten.append(
            Spaltenansicht(e.spaltenkopf or e.name, f"{e.einheit}, {format_zeitraum(zeitraum)}".strip(", "))
        )
        zellen.append(align_on_comma(reihe))
        quellen += [k.quelle_kurz(m.quelle_id) for m in list(werte.values())[:1]]
        zeichen |= {m.kennzeichen for m in werte.values() if m.kennzeichen}
        zeichen |= {"."} if "." in reihe else set()
    zeilen = tuple(
        Zeilenansicht((k.name_of(a).name, *(spalte[i] for spalte in zellen)), betont=a == k.bestand.kreis)
        for i, a in enumerate(gebiete)
    )
    return Tabellenansicht(
        titel=f"Gemeinden {k.gebiet.genitiv} im Vergleich, in der Reihenfolge des Alphabets",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(Spaltenansicht("Gemeinde", "", "text", 24), *spalten),
        zeilen=zeilen,
        quelle="; ".join(dict.fromkeys(quellen)) + ".",
        fussnoten=tuple(f"{z}: {KENNZEICHEN[z]}." for z in sorted(zeichen)),
        klasse="lang gemeinden",
    )


def _cell(messwert: Messwert | None, eintrag: IndikatorEintrag) -> str:
    return "." if messwert is None else figure(messwert, eintrag)


def build_datenstand(k: Kontext) -> list[Tabellenansicht]:
    """Return every source with its edition, its newest period and whether it is superseded."""
    quellen = _editions(k)
    tabellen = []
    for teil in chunks(quellen, QUELLEN_JE_TABELLE):
        zeilen = tuple(
            Zeilenansicht(
                (
                    k.titel_kurz(ausgaben[0].quelle_id),
                    ", ".join(format_datum(q.stand, kurz=True) for q in ausgaben),
                    _period(ausgaben),
                    "überholt, ersetzt durch eine neuere Ausgabe" if ausgaben[0].ueberholt else "gültig",
                )
            )
            for ausgaben in teil
        )
        tabellen.append(
            Tabellenansicht(
                titel="Ausgaben der Quellen und ihr neuester Zeitraum",
                nummer=k.zaehlwerk.next_tabelle(),
                spalten=(
                    Spaltenansicht("Veröffentlichung", "", "text", 47),
                    Spaltenansicht("Ausgaben", "Stand", "text", 27),
                    Spaltenansicht("neuester Zeitraum", "", "text", 17),
                    Spaltenansicht("Geltung", "", "text", 9),
                ),
                zeilen=zeilen,
                klasse="lang",
            )
        )
    return tabellen


def _editions(k: Kontext) -> list[list[Quellenzeile]]:
    """Return the editions of every publication that the report uses, superseded ones by themselves.

    Sums of our own are part of the edition that they were made from.
    """
    gezeigt = set(k.indikatoren)
    benutzt = {m.quelle_id for (i, _), reihe in k.bestand.werte.items() if i in gezeigt for m in reihe}
    eigene = {quelle_id.removesuffix(SUMME) for quelle_id in benutzt} & set(k.bestand.quellen)
    titel = {k.titel_kurz(quelle_id) for quelle_id in eigene}
    zeilen: dict[tuple[str, str], Quellenzeile] = {}
    for q in sorted(k.bestand.quellen.values(), key=lambda q: q.quelle_id):
        if q.neuester_zeitraum is None and not q.ueberholt:
            continue
        if not q.quelle_id.endswith(SUMME) and k.titel_kurz(q.quelle_id) in titel:
            zeilen.setdefault((k.titel_kurz(q.quelle_id), q.stand), q)
    gruppen: dict[tuple[str, bool], list[Quellenzeile]] = {}
    for name, stand in sorted(zeilen):
        q = zeilen[(name, stand)]
        gruppen.setdefault((name, q.ueberholt), []).append(q)
    return list(gruppen.values())


def _period(ausgaben: Sequence[Quellenzeile]) -> str:
    neuester = max((q.neuester_zeitraum for q in ausgaben if q.neuester_zeitraum), default="")
    return format_zeitraum(neuester) if neuester else "keiner"


def build_zeichentabelle(k: Kontext) -> Tabellenansicht:
    """Return the official signs with their meaning."""
    return Tabellenansicht(
        titel="Zeichen in den Tabellen",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(Spaltenansicht("Zeichen", "", "text", 14), Spaltenansicht("Bedeutung", "", "text")),
        zeilen=tuple(Zeilenansicht((zeichen, text)) for zeichen, text in KENNZEICHEN.items()),
        klasse="zeichen",
        fussnoten=("Abweichungen in den Summen erklären sich aus dem Runden der Zahlen.",),
    )


def build_luecken(k: Kontext, luecken: Sequence[Luecke]) -> list[Tabellenansicht]:
    """Return what the catalogue asks for and nobody delivered yet, by life phase: who has it, which table.

    A gap is closed by a figure of the Kreis; a fictional sample closes none.
    """
    eigene = [lu for lu in luecken if k.bericht in lu.berichte and not _delivered(k, lu.id)]
    eigene += _without_values(k, {lu.id for lu in luecken})
    return [
        _gap_table(k, f"{name}, Fortsetzung" if nummer else name, teil)
        for phase, name in LEBENSPHASE_NAMEN.items()
        for nummer, teil in enumerate(
            chunks([lu for lu in eigene if lu.lebensphase == phase], LUECKEN_JE_TABELLE)
        )
    ]


def _without_values(k: Kontext, genannt: Set[str]) -> list[Luecke]:
    """Return a gap for every indicator of the plan of which no source at hand holds any figure."""
    gebiete = [k.bestand.kreis, *(g.ags for g in k.bestand.gemeinden)]
    eintraege = [k.eintrag(i) for i in k.indikatoren if i not in genannt]
    return [_gap_of(k, e) for e in eintraege if not any(k.bestand.reihe(e.id, ags) for ags in gebiete)]


def _gap_of(k: Kontext, eintrag: IndikatorEintrag) -> Luecke:
    """Name publisher and table of the first measure that the indicator needs."""
    merkmal = k.katalog.merkmale[next(measures_of(eintrag))[0]]
    herausgeber = k.katalog.herausgeber[merkmal.familie]
    return Luecke(
        id=eintrag.id,
        name=eintrag.name,
        lebensphase=eintrag.lebensphase,
        berichte=eintrag.berichte,
        wer=herausgeber.herausgeber,
        tabelle=f"{herausgeber.titel}, {merkmal.tabelle}; nicht im Bestand dieser Ausgabe",
        beleg=eintrag.beleg,
    )


def _gap_table(k: Kontext, phase: str, luecken: Sequence[Luecke]) -> Tabellenansicht:
    """Return the gaps of one life phase."""
    return Tabellenansicht(
        titel=f"{phase}: was noch fehlt, wer die Daten hat und wo sie stehen",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(
            Spaltenansicht("Kennzahl", "", "text", 36),
            Spaltenansicht("Wer hat die Daten", "", "text", 28),
            Spaltenansicht("Tabelle oder Statistik", "", "text"),
        ),
        zeilen=tuple(
            Zeilenansicht(
                (f"{lu.name} (ungeprüft)" if lu.beleg == "U" else lu.name, lu.wer, lu.tabelle),
            )
            for lu in luecken
        ),
        klasse="lang",
    )


def _delivered(k: Kontext, indikator_id: str) -> bool:
    return any(m.wert is not None and m.herkunft != "beispiel" for m in k.bestand.reihe(indikator_id))


def build_quellen(k: Kontext) -> Quellenansicht:
    """Return the sources that the report cites, in the order of their keys. To be called last."""
    return Quellenansicht(
        tuple(
            Quelleneintrag(
                schluessel=schluessel,
                vermerk=q.quellenvermerk.rstrip("."),
                lizenz=q.lizenz.rstrip("."),
                lizenz_url=q.lizenz_url or "",
                fundort=q.url or "",
            )
            for quelle_id, schluessel in k.zaehlwerk.quellen.items()
            for q in [k.bestand.quellen[quelle_id]]
        )
    )
