"""Views of cover, Impressum, contents and „Auf einen Blick“."""

from collections.abc import Sequence
from typing import Final

from assets.reports import saetze
from assets.reports.ansicht import (
    Blockansicht,
    Impressumszeile,
    Kapitelansicht,
    Kernbefund,
    Textansicht,
    Umschlag,
    Verzeichniszeile,
)
from assets.reports.ansicht_block import anker_candidates
from assets.reports.bestand import Vergleichswert
from assets.reports.kontext import Kontext
from assets.reports.lagebild import draw_lagebild
from assets.reports.titelbild import draw_titelbild
from assets.reports.zahlen import format_datum, format_zahl
from schemas.common import BERICHT_NAMEN

TITELBILD: Final = "titelbild"
_WAHLWERBUNG: Final = (
    "Dieser Bericht ist Teil der Öffentlichkeitsarbeit {herausgeber}. Parteien, Wahlbewerberinnen, "
    "Wahlbewerber und Helfende dürfen ihn während eines Wahlkampfs nicht zur Wahlwerbung verwenden."
)


def build_umschlag(k: Kontext, untertitel: str, *, beispiele: bool) -> Umschlag:
    """Return the cover and keep its drawing for the document."""
    svg, alt = draw_titelbild(k.bestand.kreis, k.bestand.formen)
    k.zaehlwerk.svg[TITELBILD] = svg
    return Umschlag(
        berichtsart=BERICHT_NAMEN[k.bericht],
        gebiet=k.gebiet.name,
        untertitel=untertitel,
        herausgeber=k.kopf.herausgeber,
        auflage=k.kopf.auflage,
        datenstand=f"Datenstand {format_datum(k.kopf.datenstand)}",
        motiv=TITELBILD,
        motiv_alt=alt,
        beispiele=beispiele,
    )


def build_impressum(k: Kontext) -> tuple[Impressumszeile, ...]:
    """Return the entries of the Impressum that the configuration fills."""
    kopf = k.kopf
    karten = (
        "Karten und Titelbild: eigene Darstellung, Geometrie © GeoBasis-DE / BKG, vereinfacht, dl-de/by-2-0"
    )
    zeilen = [
        ("Herausgeber", (kopf.herausgeber, kopf.strasse, kopf.ort)),
        ("Verantwortlich", (kopf.verantwortlich,)),
        ("Redaktion", (kopf.redaktion,)),
        (
            "Kontakt",
            (
                f"Telefon {kopf.telefon}" if kopf.telefon else "",
                f"E-Mail {kopf.email}" if kopf.email else "",
                kopf.internet,
            ),
        ),
        ("Auflage und Ausgabe", (f"{kopf.auflage}, Ausgabe der Daten {kopf.ausgabe}",)),
        ("Redaktionsschluss", (format_datum(kopf.redaktionsschluss),)),
        ("Datenstand", (format_datum(kopf.datenstand),)),
        ("Bildnachweis", (karten,)),
        (
            "Sprache",
            (
                "Der Bericht verwendet, wo es geht, Bezeichnungen, die alle Menschen einschließen. "
                "Steht in amtlichen Tabellen nur eine Form, so sind alle Geschlechter gemeint.",
            ),
        ),
        (
            "Barrierefreiheit",
            (
                "Die PDF-Datei ist mit Überschriften, Alternativtexten und Tabellenköpfen ausgezeichnet. "
                "Hinweise auf Barrieren nimmt die Redaktion entgegen.",
            ),
        ),
        ("Hinweis", (_WAHLWERBUNG.format(herausgeber=f"des Herausgebers ({kopf.herausgeber})"),)),
        (
            "Nachdruck",
            (
                "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet. "
                f"Bitte zitieren als: {kopf.herausgeber}: {BERICHT_NAMEN[k.bericht]} {k.gebiet.name}, "
                f"{kopf.auflage}, Datenstand {format_datum(kopf.datenstand, kurz=True)}.",
            ),
        ),
    ]
    gefuellt = [(wort, tuple(z for z in texte if z)) for wort, texte in zeilen]
    return tuple(Impressumszeile(wort, texte) for wort, texte in gefuellt if texte)


def build_inhalt(kapitel: Sequence[Kapitelansicht]) -> tuple[Verzeichniszeile, ...]:
    """Return the contents: chapters and their sections."""
    zeilen = [Verzeichniszeile("", "Auf einen Blick", "auf-einen-blick")]
    for kap in kapitel:
        zeilen.append(Verzeichniszeile(kap.nummer, kap.titel, kap.anker))
        zeilen += [
            Verzeichniszeile(t.nummer, t.titel, t.anker, 2)
            for t in kap.teile
            if isinstance(t, Blockansicht | Textansicht) and t.titel and t.anker
        ]
    return tuple(zeilen)


def build_kernbefunde(
    k: Kontext, indikatoren: Sequence[str], kapitel: Sequence[Kapitelansicht]
) -> tuple[Kernbefund, ...]:
    """Return the findings of „Auf einen Blick“; one without value or block in this report is left out."""
    nummern = {t.anker: t.nummer for kap in kapitel for t in kap.teile if isinstance(t, Blockansicht)}
    befunde = []
    for indikator_id in indikatoren:
        eintrag, messwert = k.eintrag(indikator_id), k.bestand.aktuell(indikator_id)
        anker = next((a for a in anker_candidates(indikator_id) if a in nummern), "")
        if messwert is None or messwert.wert is None or not anker:
            continue
        vergleiche = k.bestand.vergleich(indikator_id, messwert)
        lagebild, lagebild_alt = _position(k, vergleiche.get("kreise_bund"))
        befunde.append(
            Kernbefund(
                ueberschrift=eintrag.name,
                zahl=format_zahl(messwert.wert, eintrag.nachkommastellen),
                einheit=f"{saetze.einheit_im_satz(eintrag)}, {saetze.format_zeitraum(messwert.zeitraum)}",
                satz=saetze.befund_satz(eintrag, messwert, k.gebiet),
                zusatz=" ".join(
                    s
                    for s in (
                        saetze.lage_satz(vergleiche.get("kreise_bund"), k.gebiet),
                        saetze.vergleich_satz(
                            eintrag, messwert, (k.land, vergleiche.get("land")), vergleiche.get("bund")
                        ),
                        saetze.vorsicht_satz(messwert),
                    )
                    if s
                ),
                anker=anker,
                nummer=nummern[anker],
                lagebild=lagebild,
                lagebild_alt=lagebild_alt,
            )
        )
    return tuple(befunde)


def _position(k: Kontext, lage: Vergleichswert | None) -> tuple[str, str]:
    """Return the drawing of the fifth among all Kreise and its words; nothing without a fifth."""
    if lage is None or not lage.fuenftel or not lage.anzahl:
        return "", ""
    anzahl = int(lage.anzahl)
    kennung = f"lage-{lage.fuenftel}-{anzahl}"
    k.zaehlwerk.svg[kennung], alt = draw_lagebild(lage.fuenftel, anzahl)
    return kennung, alt
