"""Fetching what `quellen.toml` declares, and handing it to the same intake as the inbox."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Literal

import httpx

from assets.catalogue.models import Bezug
from assets.sources.abruf import Abrufgrenzen, Geladen, fetch_file, only_https
from assets.sources.eingang.annahme import Annahme, Pruefer, open_store, utc_now
from assets.sources.eingang.beiblatt import Befund, Beiblatt, Herkunft
from assets.sources.eingang.lieferung import Lieferung
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.eingang.sperre import only_one
from assets.sources.fehler import EingabeFehler
from assets.sources.genesis.dienst import Abruf, fetch_table
from assets.sources.genesis.zugang import DIENSTE, AbrufFehler, AuftragLaeuft, read_zugang

ABLAGE: Final = ".abruf"
"""Hidden folder below `data/raw` for downloads, and for the names of jobs that a service still works on."""

Ergebnis = Literal["neu", "unverändert", "fehlgeschlagen", "von Hand", "läuft noch"]


@dataclass(frozen=True)
class Bezugslage:
    """What the fetch of one entry led to.

    Attributes:
        bezug: Id of the entry.
        titel: Its title.
        ergebnis: What happened.
        meldung: German sentence: what was stored, or why not and what to do, and how old the held data are.
    """

    bezug: str
    titel: str
    ergebnis: Ergebnis
    meldung: str


@dataclass(frozen=True)
class Abrufweise:
    """How to fetch; tests put in their own double.

    Attributes:
        grenzen: Bounds of a download.
        erlaubt: Which addresses may be asked.
        tabelle: Fetches a table of the statistics API.
        umgebung: Environment with the credentials.
        uhr: Time of an event.
    """

    umgebung: Mapping[str, str]
    grenzen: Abrufgrenzen | None = None
    erlaubt: Callable[[httpx.URL], bool] = only_https
    tabelle: Callable[..., Abruf] = fetch_table
    uhr: Callable[[], str] = utc_now


def fetch_bezuege(
    rohdaten: Path,
    bezuege: Iterable[Bezug],
    pruefe: Pruefer,
    weise: Abrufweise,
    *,
    melde: Callable[[Bezugslage], None] = lambda _: None,
) -> list[Bezugslage]:
    """Fetch entries one after the other; a failure leaves everything as it was and stops no other.

    Args:
        rohdaten: Folder `data/raw`.
        bezuege: Entries of the catalogue.
        pruefe: The check of one file.
        weise: How to fetch.
        melde: Called with each result.

    Raises:
        EingangBelegt: another process works on the raw store.
    """
    with only_one(rohdaten):
        speicher = open_store(rohdaten)
        ergebnisse = []
        for bezug in bezuege:
            lage = _fetch_one(bezug, speicher, pruefe, weise)
            ergebnisse.append(lage)
            melde(lage)
        ablage = rohdaten / ABLAGE
        with suppress(OSError):
            ablage.rmdir()
        return ergebnisse


def _fetch_one(bezug: Bezug, speicher: Rohspeicher, pruefe: Pruefer, weise: Abrufweise) -> Bezugslage:
    zeit = weise.uhr()
    bekannt = newest_edition(speicher, bezug)
    alter = describe_age(bekannt, zeit)
    if not bezug.adresse and not bezug.schnittstelle:
        text = f"{bezug.weg} Danach die Datei in data/raw/eingang legen. {alter}"
        return Bezugslage(bezug.id, bezug.titel, "von Hand", text)
    try:
        geladen = _download(bezug, speicher.rohdaten / ABLAGE, bekannt, zeit, weise)
    except AuftragLaeuft as grund:
        return Bezugslage(bezug.id, bezug.titel, "läuft noch", f"{grund} {alter}")
    except AbrufFehler as grund:
        hand = not bezug.adresse and not _has_access(bezug, weise)
        text = f"{grund} Oder von Hand: {bezug.weg} {alter}" if hand else f"{grund} {alter}"
        return Bezugslage(bezug.id, bezug.titel, "von Hand" if hand else "fehlgeschlagen", text)
    if geladen is None:
        return Bezugslage(
            bezug.id, bezug.titel, "unverändert", f"Der Herausgeber hat nichts Neueres. {alter}"
        )
    annahme = Annahme(speicher, lambda pfad: _expected(bezug, pruefe(pfad), pfad), weise.uhr)
    vorgang = annahme.take(Lieferung(geladen.datei, (), geladen.datei.name), geladen.herkunft)
    if vorgang.ergebnis == "angenommen":
        return Bezugslage(bezug.id, bezug.titel, "neu", f"{vorgang.meldung}; data/raw/{vorgang.ziel}")
    if vorgang.ergebnis == "bereits vorhanden":
        return Bezugslage(bezug.id, bezug.titel, "unverändert", f"Gleicher Inhalt wie vorhanden. {alter}")
    geladen.datei.unlink(missing_ok=True)
    wo = f" Die Datei liegt in data/raw/{vorgang.ziel}." if vorgang.ziel else ""
    return Bezugslage(bezug.id, bezug.titel, "fehlgeschlagen", f"{vorgang.meldung}{wo} {alter}")


def _download(
    bezug: Bezug, ablage: Path, bekannt: Beiblatt | None, zeit: str, weise: Abrufweise
) -> Geladen | None:
    if bezug.adresse and not _has_access(bezug, weise):
        return fetch_file(
            bezug.adresse,
            ablage,
            titel=bezug.titel,
            bezug=bezug.id,
            zeit=zeit,
            bekannt=bekannt,
            grenzen=weise.grenzen,
            erlaubt=weise.erlaubt,
        )
    abruf = weise.tabelle(bezug.schnittstelle, bezug.tabelle, ziel=ablage, umgebung=weise.umgebung)
    herkunft = Herkunft(
        "abruf",
        abruf.pfad.name,
        zeit,
        adresse=abruf.adresse,
        bezug=bezug.id,
        inhaltstyp=abruf.inhaltstyp,
    )
    return Geladen(abruf.pfad, herkunft)


def _has_access(bezug: Bezug, weise: Abrufweise) -> bool:
    """Whether the statistics API serves the entry and knows us; it is more current than a stored address."""
    if not bezug.schnittstelle:
        return False
    try:
        read_zugang(DIENSTE[str(bezug.schnittstelle)], weise.umgebung)
    except (AbrufFehler, KeyError):
        return False
    return True


def _expected(bezug: Bezug, befund: Befund, pfad: Path) -> Befund:
    """Refuse a file of another publication: the address leads to something else now."""
    gleich = {bezug.familie, *(("regionalstatistik", "genesis", "zensus") if bezug.schnittstelle else ())}
    if befund.familie not in gleich:
        raise EingabeFehler(
            pfad.name,
            f"eine Datei der Art „{befund.bezeichnung}“",
            f"„{bezug.titel}“",
            "Die Adresse in quellen.toml prüfen; der Herausgeber hat sie geändert.",
        )
    return befund if befund.art == "amtlich" else replace(befund, ablage=None)


def newest_edition(speicher: Rohspeicher, bezug: Bezug) -> Beiblatt | None:
    """Return the sidecar of the edition that was fetched last for an entry; None where there is none."""
    eigene = [
        blatt
        for _, blatt in speicher.files()
        if not blatt.hauptdatei
        and (blatt.bezug == bezug.id or (bezug.adresse is not None and blatt.adresse == bezug.adresse))
    ]
    return max(eigene, key=lambda b: b.zeit, default=None)


def describe_age(bekannt: Beiblatt | None, zeit: str) -> str:
    """Say in German how old the held edition is."""
    if bekannt is None:
        return (
            "Aus diesem Bezug liegt noch nichts im Rohspeicher; die vorhandenen Daten bleiben, wie sie sind."
        )
    tag = date.fromisoformat(bekannt.zeit[:10])
    tage = (date.fromisoformat(zeit[:10]) - tag).days
    wann = "von heute" if tage == 0 else "1 Tag alt" if tage == 1 else f"{tage} Tage alt"
    stand = f", Stand {_german(bekannt.stand)}" if bekannt.stand else ""
    return f"Vorhanden: Fassung vom {_german(bekannt.zeit[:10])} ({wann}{stand}); sie gilt weiter."


def _german(tag: str) -> str:
    return ".".join(reversed(tag.split("-")))
