"""Fetching against a local server that answers well, badly, slowly, or with something else."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from probeannahme import contents, pruefe

from assets.catalogue.load import load_katalog
from assets.catalogue.models import Bezug
from assets.sources.abruf import Abrufgrenzen, fetch_file, only_https
from assets.sources.bezuege import Abrufweise, describe_age, fetch_bezuege
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.eingang.sperre import EingangBelegt, only_one
from assets.sources.genesis.dienst import Abruf
from assets.sources.genesis.zugang import AbrufFehler, AuftragLaeuft

GRENZEN = Abrufgrenzen(
    verbinden=2, lesen=0.5, gesamt=2, groesse=100_000, weiterleitungen=3, versuche=3, pause=0.01
)
DATEN = b"gut;1\n" * 1000
BEZUG = Bezug(
    id="probe",
    familie="familie",
    tabelle="*",
    titel="Probetabelle",
    rhythmus="jaehrlich",
    weg="Von Hand holen.",
    adresse="https://ersetzt.invalid/",
)


class Doppelgaenger:
    """A server that plays one answer after the other; the last one stays."""

    def __init__(self) -> None:
        self.antworten: list[Callable[[BaseHTTPRequestHandler], None]] = []
        self.anfragen: list[tuple[str, dict[str, str]]] = []
        doppel = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                doppel.anfragen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                antwort = doppel.antworten.pop(0) if len(doppel.antworten) > 1 else doppel.antworten[0]
                antwort(self)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.adresse = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def erlaubt(self, adresse: httpx.URL) -> bool:
        """Take this server for an encrypted one."""
        return adresse.port == self.server.server_address[1] or only_https(adresse)


def antworte(
    code: int = 200, inhalt: bytes = DATEN, typ: str = "text/csv", laenge: int | None = None, **kopf: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def antwort(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", typ)
        handler.send_header("Content-Length", str(len(inhalt) if laenge is None else laenge))
        for name, wert in kopf.items():
            handler.send_header(name.replace("_", "-"), wert)
        handler.end_headers()
        handler.wfile.write(inhalt)
        handler.close_connection = True

    return antwort


def troepfle(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "90000")
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b"gut")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


def schweige(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)
    handler.close_connection = True


@pytest.fixture
def server() -> Iterator[Doppelgaenger]:
    doppel = Doppelgaenger()
    yield doppel
    doppel.server.shutdown()
    doppel.server.server_close()


@pytest.fixture
def hole(rohdaten: Path, server: Doppelgaenger) -> Callable[..., object]:
    """Fetch once from the double, with its answers."""

    def abruf(
        *antworten: Callable[[BaseHTTPRequestHandler], None], pfad: str = "/daten/tabelle.csv", **neu: object
    ):
        server.antworten = list(antworten)
        bezug = BEZUG.model_copy(update={"adresse": server.adresse + pfad})
        tag = str(neu.pop("tag", "2026-11-22"))
        weise = Abrufweise(
            umgebung={},
            grenzen=replace(GRENZEN, **neu),
            erlaubt=server.erlaubt,
            uhr=lambda: f"{tag}T10:00:00Z",
        )
        (lage,) = fetch_bezuege(rohdaten, [bezug], pruefe, weise)
        return lage

    return abruf


def test_file_is_stored_with_everything_the_server_said(rohdaten, server, hole):
    lage = hole(antworte(ETag='"v1"', Last_Modified="Mon, 02 Nov 2026 08:00:00 GMT"))
    assert lage.ergebnis == "neu"
    ((pfad, blatt),) = Rohspeicher(rohdaten).files()
    assert pfad.read_bytes() == DATEN
    assert pfad.name == "tabelle.csv"
    assert (blatt.weg, blatt.bezug, blatt.inhaltstyp, blatt.etag) == ("abruf", "probe", "text/csv", '"v1"')
    assert (blatt.adresse, blatt.last_modified) == (
        server.adresse + "/daten/tabelle.csv",
        "Mon, 02 Nov 2026 08:00:00 GMT",
    )
    assert blatt.abgerufen_am == "2026-11-22"
    assert blatt.sha256 == hashlib.sha256(DATEN).hexdigest()


def test_second_fetch_is_conditional_and_says_how_old_the_data_are(rohdaten, server, hole):
    hole(antworte(ETag='"v1"', Last_Modified="Mon, 02 Nov 2026 08:00:00 GMT"))
    lage = hole(antworte(304, b""), tag="2026-12-02")
    kopf = server.anfragen[-1][1]
    assert (kopf["if-none-match"], kopf["if-modified-since"]) == ('"v1"', "Mon, 02 Nov 2026 08:00:00 GMT")
    assert lage.ergebnis == "unverändert"
    assert "22.11.2026 (10 Tage alt" in lage.meldung
    assert len(list(Rohspeicher(rohdaten).files())) == 1


def test_same_bytes_again_are_one_file(rohdaten, hole):
    hole(antworte())
    assert hole(antworte()).ergebnis == "unverändert"
    assert len(list(Rohspeicher(rohdaten).files())) == 1


def test_new_edition_stands_beside_the_old_one(rohdaten, hole):
    hole(antworte())
    assert hole(antworte(inhalt=b"gut neu"), tag="2026-12-01").ergebnis == "neu"
    assert len(list(Rohspeicher(rohdaten).files())) == 2


@pytest.mark.parametrize("code", [429, 500, 503])
def test_passing_failure_is_tried_again(server, hole, code):
    assert hole(antworte(code), antworte(code), antworte()).ergebnis == "neu"
    assert len(server.anfragen) == 3


def test_cut_off_body_is_tried_again(server, hole, rohdaten):
    assert hole(antworte(laenge=9000), antworte()).ergebnis == "neu"
    ((pfad, _),) = Rohspeicher(rohdaten).files()
    assert pfad.read_bytes() == DATEN


FEHLSCHLAEGE = {
    "404": (antworte(404), "404", 1),
    "403": (antworte(403), "403", 1),
    "immer 500": (antworte(500), "500", 3),
    "immer abgeschnitten": (antworte(laenge=9000), "abgebrochene Übertragung", 3),
    "leer": (antworte(inhalt=b""), "leere Antwort", 3),
    "zu groß, angekündigt": (antworte(laenge=10**12), "Megabyte", 1),
    "zu groß, verschwiegen": (antworte(inhalt=b"x" * 200_000), "Megabyte", 1),
    "Webseite": (antworte(inhalt=b"<html>", typ="text/html; charset=utf-8"), "Webseite", 1),
    "Webseite unter falschem Typ": (antworte(inhalt=b"\n <!DOCTYPE html><html>"), "Webseite", 1),
    "Umleitung auf http": (
        antworte(302, b"", Location="http://anderswo.invalid/a.csv"),
        "unsichere Adresse",
        1,
    ),
    "Umleitung auf Datei": (antworte(302, b"", Location="file:///etc/passwd"), "unsichere Adresse", 1),
    "Umleitung im Kreis": (antworte(302, b"", Location="/daten/tabelle.csv"), "Weiterleitungen", 4),
    "schweigt": (schweige, "Antwort in der gesetzten Zeit", 3),
    "tröpfelt": (troepfle, "erst einen Teil", 1),
    "unbrauchbar": (antworte(inhalt=b"schlecht"), "nichts Brauchbares", 1),
}


@pytest.mark.parametrize("fall", FEHLSCHLAEGE)
def test_failure_leaves_everything_as_it_was(rohdaten, server, hole, fall):
    hole(antworte(ETag='"v1"'))
    vorher = {s: o for s, o in contents(rohdaten).items() if s == hashlib.sha256(DATEN).hexdigest()}
    server.anfragen.clear()
    antwort, muster, anfragen = FEHLSCHLAEGE[fall]
    lage = hole(antwort, tag="2026-11-24")
    assert lage.ergebnis == "fehlgeschlagen"
    assert muster in lage.meldung
    assert "22.11.2026 (2 Tage alt" in lage.meldung
    assert len(server.anfragen) == anfragen
    assert {s: o for s, o in contents(rohdaten).items() if s in vorher} == vorher
    assert len(list(Rohspeicher(rohdaten).files())) == 1
    assert not (rohdaten / ".abruf").exists()


def test_not_modified_without_a_condition_is_a_failure(hole):
    lage = hole(antworte(304, b""))
    assert (lage.ergebnis, "304" in lage.meldung, "noch nichts" in lage.meldung) == (
        "fehlgeschlagen",
        True,
        True,
    )


def test_redirection_to_a_good_address_is_followed(hole):
    assert hole(antworte(301, b"", Location="/neu/tabelle.csv"), antworte()).ergebnis == "neu"


@pytest.mark.parametrize(
    "adresse", ["http://beispiel.invalid/a.csv", "ftp://beispiel.invalid/a", "file:///etc/passwd"]
)
def test_only_encrypted_addresses_are_asked(tmp_path, adresse):
    with pytest.raises(AbrufFehler, match="unsichere Adresse"):
        fetch_file(adresse, tmp_path, titel="x", bezug="x", zeit="2026-11-22T10:00:00Z")


def test_no_server_at_all(tmp_path, server):
    server.server.shutdown()
    server.server.server_close()
    with pytest.raises(AbrufFehler, match="keine Verbindung"):
        fetch_file(
            server.adresse, tmp_path, titel="x", bezug="x", zeit="", grenzen=GRENZEN, erlaubt=lambda _: True
        )


def test_dangerous_file_name_in_the_address(rohdaten, hole):
    hole(antworte(), pfad="/a/..%2F..%2Fetc%2Fpasswd")
    ((pfad, _),) = Rohspeicher(rohdaten).files()
    assert pfad.is_relative_to(rohdaten)
    assert "/" not in pfad.name


def test_file_of_another_publication_is_refused(rohdaten, server):
    server.antworten = [antworte()]
    bezug = BEZUG.model_copy(update={"adresse": server.adresse + "/a.csv", "familie": "inkar"})
    (lage,) = fetch_bezuege(rohdaten, [bezug], pruefe, Abrufweise({}, GRENZEN, server.erlaubt))
    assert lage.ergebnis == "fehlgeschlagen"
    assert "Probetabelle" in lage.meldung
    assert list(Rohspeicher(rohdaten).files()) == []


def test_entry_without_address_says_the_way(rohdaten):
    bezug = BEZUG.model_copy(update={"adresse": None})
    (lage,) = fetch_bezuege(rohdaten, [bezug], pruefe, Abrufweise({}))
    assert (lage.ergebnis, "Von Hand holen." in lage.meldung) == ("von Hand", True)


API = BEZUG.model_copy(
    update={
        "adresse": None,
        "schnittstelle": "regionaldatenbank",
        "tabelle": "13211-02-05-4",
        "familie": "familie",
    }
)
ZUGANG = {"SOZIALPLANUNG_REGIONALDATENBANK_TOKEN": "geheim"}


def test_interface_without_credentials_is_only_a_hint(rohdaten):
    (lage,) = fetch_bezuege(rohdaten, [API], pruefe, Abrufweise({}))
    assert lage.ergebnis == "von Hand"
    assert "SOZIALPLANUNG_REGIONALDATENBANK_TOKEN" in lage.meldung
    assert "Von Hand holen." in lage.meldung


def test_interface_with_credentials_takes_precedence(rohdaten):
    def tabelle(dienst: str, nummer: str, *, ziel: Path, umgebung: object) -> Abruf:
        assert (dienst, nummer, umgebung) == ("regionaldatenbank", "13211-02-05-4", ZUGANG)
        ziel.mkdir(parents=True, exist_ok=True)
        pfad = ziel / "13211.csv"
        pfad.write_bytes(DATEN)
        return Abruf(
            pfad, "https://dienst/data/tablefile?name=13211", "2026-11-22T10:00:00+00:00", "text/csv", ""
        )

    bezug = API.model_copy(update={"adresse": "https://wird.nicht.gefragt.invalid/"})
    (lage,) = fetch_bezuege(rohdaten, [bezug], pruefe, Abrufweise(ZUGANG, tabelle=tabelle))
    assert lage.ergebnis == "neu"
    ((_, blatt),) = Rohspeicher(rohdaten).files()
    assert (blatt.adresse, blatt.bezug) == ("https://dienst/data/tablefile?name=13211", "probe")
    assert "geheim" not in "".join(p.read_text(errors="replace") for p in rohdaten.rglob("*.json*"))


def test_job_that_is_not_ready_is_no_failure(rohdaten):
    def laeuft(*_: object, **__: object) -> Abruf:
        raise AuftragLaeuft(
            "Regionaldatenbank", "einen Auftrag in Arbeit", "die Tabelle", "Später erneut holen."
        )

    (lage,) = fetch_bezuege(rohdaten, [API], pruefe, Abrufweise(ZUGANG, tabelle=laeuft))
    assert lage.ergebnis == "läuft noch"


def test_fetch_waits_for_no_other_intake(rohdaten):
    with only_one(rohdaten), pytest.raises(EingangBelegt):
        fetch_bezuege(rohdaten, [BEZUG], pruefe, Abrufweise({}))


def test_age_in_words():
    assert "noch nichts" in describe_age(None, "2026-11-22T10:00:00Z")


def test_declared_addresses_are_encrypted_and_families_known():
    katalog = load_katalog()
    assert [
        b.id for b in katalog.bezuege.values() if b.adresse and not only_https(httpx.URL(b.adresse))
    ] == []
    assert {b.familie for b in katalog.bezuege.values()} <= set(katalog.herausgeber)
    assert all(b.weg for b in katalog.bezuege.values())
