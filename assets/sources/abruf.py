"""Fetching a file from a public address: bounded, conditional, repeated only where that can help."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import httpx
import stamina

from assets.sources.arbeitsmappe import ist_html
from assets.sources.eingang.beiblatt import Beiblatt, Herkunft
from assets.sources.eingang.namen import safe_name
from assets.sources.genesis.zugang import AbrufFehler

UNVERAENDERT: Final = 304
_WEITERLEITUNG: Final = frozenset({301, 302, 303, 307, 308})
_VORUEBERGEHEND: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_WEBSEITE: Final = frozenset({"text/html", "application/xhtml+xml"})
_KENNUNG: Final = "Sozialplanung (Abruf amtlicher Statistik)"
_ANFANG: Final = 64


@dataclass(frozen=True)
class Abrufgrenzen:
    """How patient and how careful a fetch is; seconds and bytes.

    Attributes:
        verbinden: Longest time until a connection stands.
        lesen: Longest silence while the file arrives.
        gesamt: Longest time for the whole file.
        groesse: Largest file.
        weiterleitungen: Largest number of redirections.
        versuche: Attempts where the failure may pass.
        pause: First wait before a repetition; it doubles.
    """

    verbinden: float = 15.0
    lesen: float = 60.0
    gesamt: float = 1800.0
    groesse: int = 1 << 30
    weiterleitungen: int = 5
    versuche: int = 4
    pause: float = 1.0


@dataclass(frozen=True)
class Geladen:
    """A fetched file, complete, with what the server said of it."""

    datei: Path
    herkunft: Herkunft


class _Voruebergehend(Exception):
    """A failure that may pass."""


def only_https(adresse: httpx.URL) -> bool:
    """Whether an address may be asked: encrypted ones only."""
    return adresse.scheme == "https" and bool(adresse.host)


def fetch_file(
    adresse: str,
    ordner: Path,
    *,
    titel: str,
    bezug: str,
    zeit: str,
    bekannt: Beiblatt | None = None,
    grenzen: Abrufgrenzen | None = None,
    erlaubt: Callable[[httpx.URL], bool] = only_https,
) -> Geladen | None:
    """Fetch a file unless the server says that the known edition still holds.

    A failure leaves nothing behind.

    Args:
        adresse: Public address.
        ordner: Where the file is written; made if missing.
        titel: What planners call the publication, for messages.
        bezug: Entry of `quellen.toml`.
        zeit: Time of the call.
        bekannt: Sidecar of the edition held; its marks make the request conditional.
        grenzen: Bounds.
        erlaubt: Whether an address may be asked, first or after a redirection.

    Returns:
        The file; None when it has not changed.

    Raises:
        AbrufFehler: the file could not be fetched.
    """
    grenzen = grenzen or Abrufgrenzen()
    ordner.mkdir(parents=True, exist_ok=True)
    anfrage = _Anfrage(adresse, ordner, titel, bezug, zeit, bekannt, grenzen, erlaubt)
    zeiten = httpx.Timeout(grenzen.lesen, connect=grenzen.verbinden)
    try:
        with httpx.Client(timeout=zeiten, headers={"User-Agent": _KENNUNG}) as client:
            for versuch in stamina.retry_context(
                on=(_Voruebergehend, httpx.TransportError),
                attempts=grenzen.versuche,
                timeout=None,
                wait_initial=grenzen.pause,
                wait_max=grenzen.pause * 30,
                wait_jitter=grenzen.pause / 2,
            ):
                with versuch:
                    return anfrage.run(client)
    except _Voruebergehend as fehler:
        raise anfrage.failure(str(fehler)) from fehler
    except httpx.TransportError as fehler:
        raise anfrage.failure(_transport(fehler)) from fehler
    raise anfrage.failure("keine Antwort")


@dataclass(frozen=True)
class _Anfrage:
    """One fetch."""

    adresse: str
    ordner: Path
    titel: str
    bezug: str
    zeit: str
    bekannt: Beiblatt | None
    grenzen: Abrufgrenzen
    erlaubt: Callable[[httpx.URL], bool]

    def failure(self, gefunden: str, abhilfe: str = "") -> AbrufFehler:
        """The error with a German message."""
        return AbrufFehler(
            f"„{self.titel}“ ({self.adresse})",
            gefunden,
            "die Datei mit den Daten",
            abhilfe
            or "Später noch einmal versuchen; hilft das nicht, die Datei von Hand herunterladen "
            "und in data/raw/eingang legen.",
        )

    def run(self, client: httpx.Client) -> Geladen | None:
        """Ask once, following redirections."""
        bis = time.monotonic() + self.grenzen.gesamt
        adresse = httpx.URL(self.adresse)
        for _ in range(self.grenzen.weiterleitungen + 1):
            if not self.erlaubt(adresse):
                raise self.failure(
                    f"eine Weiterleitung auf die unsichere Adresse {adresse}",
                    "Die Adresse in quellen.toml prüfen; abgerufen wird nur verschlüsselt (https).",
                )
            with client.stream("GET", adresse, headers=self._conditions()) as antwort:
                if antwort.status_code in _WEITERLEITUNG and "location" in antwort.headers:
                    adresse = adresse.join(antwort.headers["location"])
                    continue
                return self._take(antwort, bis)
        raise self.failure(f"mehr als {self.grenzen.weiterleitungen} Weiterleitungen")

    def _conditions(self) -> dict[str, str]:
        kopf = {"Accept-Encoding": "identity"}
        if self.bekannt and self.bekannt.adresse == self.adresse:
            if self.bekannt.etag:
                kopf["If-None-Match"] = self.bekannt.etag
            if self.bekannt.last_modified:
                kopf["If-Modified-Since"] = self.bekannt.last_modified
        return kopf

    def _take(self, antwort: httpx.Response, bis: float) -> Geladen | None:
        code = antwort.status_code
        if code == UNVERAENDERT and self.bekannt:
            return None
        if code in _VORUEBERGEHEND:
            raise _Voruebergehend(f"die Fehlermeldung {code} des Servers")
        if code != httpx.codes.OK:
            grund = "keine Datei unter dieser Adresse (404)" if code == 404 else f"die Fehlermeldung {code}"
            raise self.failure(grund, "Die Adresse in quellen.toml prüfen; der Herausgeber hat sie geändert.")
        typ = antwort.headers.get("content-type", "").partition(";")[0].strip().lower()
        if typ in _WEBSEITE:
            raise self._web_page()
        self._refuse_large(int(antwort.headers.get("content-length", "0") or 0))
        ziel = self.ordner / (safe_name(unquote(antwort.url.path.rpartition("/")[2])) or self.bezug)
        self._write(antwort, ziel, bis)
        return Geladen(
            ziel,
            Herkunft(
                "abruf",
                ziel.name,
                self.zeit,
                adresse=self.adresse,
                bezug=self.bezug,
                inhaltstyp=typ or None,
                etag=antwort.headers.get("etag"),
                last_modified=antwort.headers.get("last-modified"),
            ),
        )

    def _write(self, antwort: httpx.Response, ziel: Path, bis: float) -> None:
        """Write the body to a preliminary file, which gets its name when it is complete."""
        with _preliminary(ziel) as teil, teil.open("wb") as strom:
            groesse, anfang = 0, b""
            for block in antwort.iter_bytes():
                if len(anfang) < _ANFANG:
                    anfang = (anfang + block)[:_ANFANG]
                    if ist_html(anfang):
                        raise self._web_page()
                groesse += len(block)
                self._refuse_large(groesse)
                if time.monotonic() > bis:
                    raise self.failure(f"nach {self.grenzen.gesamt:.0f} Sekunden erst einen Teil der Datei")
                strom.write(block)
            if not groesse:
                raise _Voruebergehend("eine leere Antwort")

    def _refuse_large(self, groesse: int) -> None:
        if groesse > self.grenzen.groesse:
            raise self.failure(
                f"mehr als {self.grenzen.groesse >> 20} Megabyte",
                "Die Adresse in quellen.toml prüfen oder die Datei von Hand herunterladen und in "
                "data/raw/eingang legen.",
            )

    def _web_page(self) -> AbrufFehler:
        return self.failure(
            "eine Webseite (HTML)",
            "Die Seite im Browser öffnen: der Herausgeber hat die Adresse geändert oder den Abruf gesperrt. "
            "Die Datei von Hand herunterladen und in data/raw/eingang legen.",
        )


@contextmanager
def _preliminary(ziel: Path) -> Iterator[Path]:
    teil = ziel.with_name(f".{ziel.name}.part")
    try:
        yield teil
        teil.replace(ziel)
    finally:
        teil.unlink(missing_ok=True)


def _transport(fehler: httpx.TransportError) -> str:
    if isinstance(fehler, httpx.ConnectTimeout | httpx.ConnectError):
        return "keine Verbindung zum Server"
    if isinstance(fehler, httpx.TimeoutException):
        return "keine Antwort in der gesetzten Zeit"
    if isinstance(fehler, httpx.RemoteProtocolError | httpx.ReadError):
        return "eine abgebrochene Übertragung"
    return f"eine gestörte Übertragung ({type(fehler).__name__})"
