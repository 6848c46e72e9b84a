"""A local double of the statistics API: answers from a script or recordings, and remembers all requests."""

import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl

from assets.sources.genesis.verbindung import Regeln
from assets.sources.genesis.zugang import Dienst

SCHNELL = Regeln(
    abstand=0.0, verbinden=2.0, lesen=0.3, gesamt=5.0, versuche=3, pause=0.001, pause_hoechstens=0.01,
    nachfrage=0.001, geduld=5.0,
)  # fmt: skip
"""Rules without patience, so that tests are quick."""

UMGEBUNG = {
    "SOZIALPLANUNG_DOPPEL_NUTZER": "PLANUNG-GEHEIM",
    "SOZIALPLANUNG_DOPPEL_KENNWORT": "wort-auch-geheim",
}


@dataclass(frozen=True)
class Skript:
    """One answer; `verhalten` says what goes wrong on the way."""

    koerper: bytes = b""
    status: int = 200
    kopf: Mapping[str, str] = field(default_factory=dict)
    verhalten: Literal["ganz", "abgeschnitten", "stueck_fehlt", "haengt", "legt_auf"] = "ganz"


@dataclass(frozen=True)
class Anfrage:
    """One request as it came."""

    methode: str
    felder: dict[str, str]
    kopf: dict[str, str]


class Doppel:
    """The server; use as a context manager. The last answer of a method repeats for ever."""

    def __init__(self, waehle: Callable[[str, dict[str, str]], Skript]) -> None:
        self.anfragen: list[Anfrage] = []
        self._waehle = waehle
        self._beendet = threading.Event()
        doppel = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                laenge = int(self.headers.get("Content-Length", 0))
                felder = dict(parse_qsl(self.rfile.read(laenge).decode(), keep_blank_values=True))
                methode = "/".join(self.path.strip("/").split("/")[-2:])
                doppel.anfragen.append(Anfrage(methode, felder, dict(self.headers.items())))
                self._send(doppel._waehle(methode, felder))

            def _send(self, skript: Skript) -> None:
                if skript.verhalten == "haengt":
                    doppel._beendet.wait(3)
                if skript.verhalten in ("haengt", "legt_auf"):
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(skript.status)
                for name, wert in skript.kopf.items():
                    self.send_header(name, wert)
                if skript.verhalten == "stueck_fehlt":
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    self.wfile.write(
                        b"%x\r\n%s\r\n"
                        % (len(skript.koerper) // 2, skript.koerper[: len(skript.koerper) // 2])
                    )
                    self.close_connection = True
                    return
                self.send_header("Content-Length", str(len(skript.koerper)))
                self.end_headers()
                ganz = skript.verhalten == "ganz"
                self.wfile.write(skript.koerper if ganz else skript.koerper[: len(skript.koerper) // 2])
                self.close_connection = not ganz

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def dienst(self) -> Dienst:
        """The double as a service."""
        return Dienst("doppel", "Doppelgänger", f"http://127.0.0.1:{self._server.server_port}/rest/2020")

    def methoden(self) -> list[str]:
        """Methods in the order of the requests."""
        return [a.methode for a in self.anfragen]

    def __enter__(self) -> "Doppel":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._beendet.set()
        self._server.shutdown()
        self._server.server_close()


def scripted(antworten: Mapping[str, Iterable[Skript]]) -> Callable[[str, dict[str, str]], Skript]:
    """Answer every method with its scripts in order."""
    rest = {methode: list(skripte) for methode, skripte in antworten.items()}

    def waehle(methode: str, _: dict[str, str]) -> Skript:
        skripte = rest.get(methode, [Skript(b"", 404)])
        return skripte.pop(0) if len(skripte) > 1 else skripte[0]

    return waehle


def replayed(aufzeichnung: Path, *, warten: int = 3) -> Callable[[str, dict[str, str]], Skript]:
    """Answer as a recording does; of many equal answers in a row only `warten` are kept."""
    import yaml

    lader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    folgen: dict[tuple[str, str, str, str], list[Skript]] = {}
    with aufzeichnung.open(encoding="utf-8") as strom:
        gespraech = yaml.load(strom, Loader=lader)["interactions"]  # noqa: S506 - a safe loader
    for teil in gespraech:
        felder = dict(parse_qsl(teil["request"]["body"] or "", keep_blank_values=True))
        koerper = teil["response"]["body"]["string"]
        weglassen = {"content-length", "transfer-encoding", "connection", "keep-alive"}
        kopf = {n: w[0] for n, w in teil["response"]["headers"].items() if n.lower() not in weglassen}
        skript = Skript(
            koerper if isinstance(koerper, bytes) else koerper.encode(),
            teil["response"]["status"]["code"],
            kopf,
        )
        folge = folgen.setdefault(_key("/".join(teil["request"]["uri"].split("/")[-2:]), felder), [])
        if [s.koerper for s in folge[-warten:]] != [skript.koerper] * warten:
            folge.append(skript)

    def waehle(methode: str, felder: dict[str, str]) -> Skript:
        folge = folgen.get(_key(methode, felder), [Skript(b"", 404)])
        return folge.pop(0) if len(folge) > 1 else folge[0]

    return waehle


def _key(methode: str, felder: Mapping[str, str]) -> tuple[str, str, str, str]:
    name = felder.get("name") or felder.get("selection", "")
    sprache = felder.get("language", "de") if methode == "data/tablefile" else ""
    return methode, name, sprache, felder.get("job", "false") if methode == "data/tablefile" else ""
