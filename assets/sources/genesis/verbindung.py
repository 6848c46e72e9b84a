"""Requests to the statistics API: polite, bounded in time and size, repeated only where that can help."""

import math
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from types import TracebackType
from typing import Final, Self

import httpx
import stamina

from assets.sources.arbeitsmappe import ist_html
from assets.sources.genesis.antwort import Antwort, looks_like_answer, parse_answer
from assets.sources.genesis.behaelter import GRENZE, csv_members
from assets.sources.genesis.flach import is_flat_header
from assets.sources.genesis.zugang import AbrufFehler, Dienst, Zugang

_NICHT_BERECHTIGT: Final = 15
_DROSSELUNG: Final = 429
_KENNUNG: Final = "Sozialplanung (Abruf amtlicher Statistik)"
_letzte_anfrage: dict[str, float] = {}
_sperre: Final = threading.Lock()


@dataclass(frozen=True)
class Regeln:
    """How patient and how polite the client is; seconds and bytes.

    Attributes:
        abstand: Least time between two requests to one service.
        verbinden: Longest time until a connection stands.
        lesen: Longest silence while an answer arrives.
        gesamt: Longest time for one whole answer.
        versuche: Attempts per request where the failure may pass.
        pause: First wait before a repetition; it doubles up to `pause_hoechstens`.
        pause_hoechstens: Longest wait before a repetition, and longest `Retry-After` that is obeyed.
        groesse: Largest answer.
        nachfrage: First wait between two questions whether a job is ready; grows up to twelvefold.
        geduld: Longest wait for a job in one run.
        verfall: Age after which an unfinished job is ordered anew.
    """

    abstand: float = 1.0
    verbinden: float = 15.0
    lesen: float = 120.0
    gesamt: float = 900.0
    versuche: int = 5
    pause: float = 2.0
    pause_hoechstens: float = 120.0
    groesse: int = 256 << 20
    nachfrage: float = 5.0
    geduld: float = 1800.0
    verfall: float = 86400.0


@dataclass(frozen=True)
class Rohantwort:
    """An answer as it came: a table (`antwort` is None) or a state."""

    inhalt: bytes
    inhaltstyp: str
    antwort: Antwort | None


class _Voruebergehend(Exception):
    """A failure that may pass; `warten` is what the service asks for."""

    def __init__(self, grund: str, warten: float | None = None) -> None:
        super().__init__(grund)
        self.warten = warten


class Verbindung:
    """A connection to one service; use as a context manager."""

    def __init__(self, dienst: Dienst, zugang: Zugang, regeln: Regeln) -> None:
        self._dienst = dienst
        self._zugang = zugang
        self._regeln = regeln
        self._klient = httpx.Client(
            timeout=httpx.Timeout(regeln.lesen, connect=regeln.verbinden),
            follow_redirects=False,  # the headers carry credentials
            headers={"User-Agent": _KENNUNG, "Accept": "*/*"},
        )

    def __enter__(self) -> Self:
        """Return the connection."""
        return self

    def __exit__(
        self, art: type[BaseException] | None, fehler: BaseException | None, spur: TracebackType | None
    ) -> None:
        """Close it."""
        self._klient.close()

    def ask(self, methode: str, felder: Mapping[str, str]) -> Rohantwort:
        """Send one request, repeated while the failure may pass.

        Args:
            methode: Service and method, such as `data/tablefile`.
            felder: Form fields.

        Returns:
            An intact table, or a state.

        Raises:
            AbrufFehler: refused credentials, a web page, an answer of unknown kind or too large, or a failure
                that did not pass.
        """
        regeln = self._regeln
        letzter = _Voruebergehend("keine Antwort")
        try:
            for versuch in stamina.retry_context(
                on=self._backoff, attempts=regeln.versuche, timeout=None, wait_initial=regeln.pause,
                wait_max=regeln.pause_hoechstens, wait_jitter=regeln.pause / 2,
            ):  # fmt: skip
                with versuch:
                    return self._attempt(methode, felder)
        except _Voruebergehend as fehler:
            letzter = fehler
        raise self.failure(
            f"nach {regeln.versuche} Versuchen: {letzter}" if letzter.warten is None else str(letzter),
            "Später noch einmal versuchen; die vorhandenen Daten bleiben, wie sie sind.",
        )

    def failure(self, gefunden: str, abhilfe: str, art: type[AbrufFehler] = AbrufFehler) -> AbrufFehler:
        """Make an error of this service, without credentials."""
        return art(self._dienst.titel, self._zugang.verberge(gefunden), "eine Tabelle", abhilfe)

    def _backoff(self, fehler: Exception) -> bool | float:
        if not isinstance(fehler, _Voruebergehend):
            return False
        if fehler.warten is None:
            return True
        return fehler.warten if fehler.warten <= self._regeln.pause_hoechstens else False

    def _attempt(self, methode: str, felder: Mapping[str, str]) -> Rohantwort:
        self._keep_distance()
        try:
            status, kopf, inhalt = self._exchange(methode, felder)
        except httpx.TimeoutException:
            raise _Voruebergehend("der Dienst antwortet nicht rechtzeitig") from None
        except httpx.RemoteProtocolError:
            raise _Voruebergehend("die Antwort bricht vorzeitig ab") from None
        except (httpx.TransportError, httpx.DecodingError):
            raise _Voruebergehend("der Dienst ist nicht erreichbar oder die Antwort ist gestört") from None
        self._check_status(status, kopf, inhalt)
        return self._understand(inhalt, kopf.get("content-type", ""))

    def _keep_distance(self) -> None:
        """Wait until the last request to this service is long enough ago."""
        with _sperre:
            frei = _letzte_anfrage.get(self._dienst.adresse, -math.inf) + self._regeln.abstand
            jetzt = time.monotonic()
            _letzte_anfrage[self._dienst.adresse] = max(frei, jetzt)
        if frei > jetzt:
            time.sleep(frei - jetzt)

    def _exchange(self, methode: str, felder: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        ende = time.monotonic() + self._regeln.gesamt
        teile: list[bytes] = []
        gelesen = 0
        adresse = f"{self._dienst.adresse}/{methode}"
        kopf = self._zugang.kopfzeilen()
        with self._klient.stream("POST", adresse, data=dict(felder), headers=kopf) as antwort:
            for block in antwort.iter_bytes():
                gelesen += len(block)
                if gelesen > self._regeln.groesse:
                    raise self.failure(
                        f"eine Antwort von mehr als {self._regeln.groesse >> 20} MB",
                        "Die Tabelle mit weniger Jahren abrufen.",
                    )
                if time.monotonic() > ende:
                    raise httpx.ReadTimeout("gesamt")
                teile.append(block)
            return antwort.status_code, antwort.headers, b"".join(teile)

    def _check_status(self, status: int, kopf: httpx.Headers, inhalt: bytes) -> None:
        if status == _DROSSELUNG:
            raise _throttled(kopf)
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            warten = _retry_after(kopf)
            raise _Voruebergehend(f"der Dienst meldet eine Störung (HTTP {status})", warten)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise self._refused()
        if status != httpx.codes.OK:
            try:
                meldung = f"„{parse_answer(inhalt).meldung}“"
            except ValueError:
                meldung = "ohne lesbare Begründung"
            raise self.failure(
                f"eine Absage (HTTP {status}) {meldung}", "Nummer der Tabelle und Angaben zum Abruf prüfen."
            )

    def _refused(self) -> AbrufFehler:
        return self.failure(
            "eine Absage: Der Dienst nimmt die Zugangsdaten nicht an",
            f"{self._dienst.variable}_NUTZER und …_KENNWORT oder …_TOKEN prüfen.",
        )

    def _understand(self, inhalt: bytes, inhaltstyp: str) -> Rohantwort:
        """Tell a table from a state; an incomplete one counts as a failure that may pass."""
        anfang = inhalt[:8192]
        if anfang.startswith(b"PK"):
            _check_archive(inhalt)
            return Rohantwort(inhalt, inhaltstyp, None)
        if is_flat_header(anfang):
            if not inhalt.endswith(b"\n"):
                raise _Voruebergehend("die Antwort bricht vorzeitig ab")
            return Rohantwort(inhalt, inhaltstyp, None)
        if looks_like_answer(anfang):
            try:
                antwort = parse_answer(inhalt)
            except ValueError:
                raise _Voruebergehend("die Antwort bricht vorzeitig ab") from None
            if antwort.code == _NICHT_BERECHTIGT:
                raise self._refused()
            return Rohantwort(inhalt, inhaltstyp, antwort)
        if not inhalt.strip():
            raise _Voruebergehend("die Antwort ist leer")
        was = "eine Webseite (HTML)" if ist_html(anfang) else "eine Antwort unbekannter Art"
        raise self.failure(
            f"{was} statt einer Tabelle",
            "Später noch einmal versuchen; der Dienst wird vielleicht gewartet.",
        )


def _check_archive(inhalt: bytes) -> None:
    """Refuse an archive that was cut off or damaged on the way."""
    try:
        with zipfile.ZipFile(BytesIO(inhalt)) as archiv:
            ganz = sum(m.file_size for m in archiv.infolist()) <= GRENZE and bool(
                csv_members(archiv.namelist())
            )
            if ganz and archiv.testzip() is None:
                return
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        pass
    raise _Voruebergehend("das Archiv ist unvollständig oder beschädigt")


def _throttled(kopf: httpx.Headers) -> _Voruebergehend:
    warten = _retry_after(kopf)
    zusatz = f" und bittet um {math.ceil(warten)} Sekunden Geduld" if warten else ""
    return _Voruebergehend(f"der Dienst meldet zu viele Anfragen (HTTP 429){zusatz}", warten)


def _retry_after(kopf: httpx.Headers) -> float | None:
    """Return the seconds that the service asks for: a number, or a date."""
    wert = kopf.get("retry-after", "").strip()
    if wert.isdigit():
        return float(wert)
    try:
        return max(0.0, (parsedate_to_datetime(wert) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


Melder = Callable[[str], None]
