"""The three services of the statistics API, and the credentials for them.

Credentials come from the environment and from nowhere else. They travel in request headers; they stand in no
message, no log, no file, and not in the text form of any object here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from assets.sources.fehler import EingabeFehler


class AbrufFehler(EingabeFehler):
    """A table could not be fetched; the message says why and what to do. Nothing was written.

    `datei` holds the name of the service.
    """

    def __str__(self) -> str:
        """Return the German message: which service, what was found, what was expected, what to do."""
        grund = f"gefunden {self.gefunden}, erwartet {self.erwartet}"
        return f"Abruf von {self.datei}: {grund}. Was tun: {self.abhilfe}"


class AuftragLaeuft(AbrufFehler):
    """The job for a large table is not finished yet; the next call takes it up again."""


@dataclass(frozen=True)
class Dienst:
    """A service of the statistics API.

    Attributes:
        name: As in `schnittstelle` of `quellen.toml`.
        titel: What planners call it.
        adresse: Address before the method, such as `…/rest/2020`.
    """

    name: str
    titel: str
    adresse: str

    @property
    def variable(self) -> str:
        """Beginning of the names of the environment variables with its credentials."""
        return f"SOZIALPLANUNG_{self.name.upper()}"


DIENSTE: Final[Mapping[str, Dienst]] = {
    d.name: d
    for d in (
        Dienst(
            "regionaldatenbank",
            "Regionaldatenbank Deutschland",
            "https://www.regionalstatistik.de/genesisws/rest/2020",
        ),
        Dienst("genesis", "GENESIS-Online", "https://www-genesis.destatis.de/genesisWS/rest/2020"),
        Dienst("zensus", "Zensusdatenbank", "https://ergebnisse.zensus2022.de/api/rest/2020"),
    )
}


@dataclass(frozen=True)
class Zugang:
    """Credentials of one service; a token takes the place of the user and has no password."""

    nutzer: str = field(repr=False)
    kennwort: str = field(repr=False, default="")

    def kopfzeilen(self) -> dict[bytes, bytes]:
        """Return the request headers that carry the credentials."""
        return {b"username": self.nutzer.encode(), b"password": self.kennwort.encode()}

    def verberge(self, text: str) -> str:
        """Return a text without the credentials, should a service repeat them."""
        for geheim in sorted((self.nutzer, self.kennwort), key=len, reverse=True):
            if geheim:
                text = text.replace(geheim, "***")
        return text


def read_zugang(dienst: Dienst, umgebung: Mapping[str, str]) -> Zugang:
    """Take the credentials of a service from the environment.

    Args:
        dienst: The service.
        umgebung: `…_TOKEN`, or `…_NUTZER` and `…_KENNWORT`, behind `dienst.variable`.

    Raises:
        AbrufFehler: none there, only one of two, or with characters that no header can carry.
    """
    token, nutzer, kennwort = (
        umgebung.get(f"{dienst.variable}_{teil}", "").strip() for teil in ("TOKEN", "NUTZER", "KENNWORT")
    )
    if not token and not (nutzer and kennwort):
        raise AbrufFehler(
            dienst.titel, "keine Zugangsdaten in der Umgebung",
            f"{dienst.variable}_TOKEN oder {dienst.variable}_NUTZER und {dienst.variable}_KENNWORT",
            "Beim Dienst kostenlos ein Konto anlegen und die Umgebungsvariablen setzen; siehe "
            "docs/schnittstelle.md.",
        )  # fmt: skip
    zugang = Zugang(token) if token else Zugang(nutzer, kennwort)
    if any(ord(z) < 32 or ord(z) == 127 for z in zugang.nutzer + zugang.kennwort):
        raise AbrufFehler(
            dienst.titel, "Zugangsdaten mit Steuerzeichen (etwa einem Zeilenumbruch)",
            "Zugangsdaten in einer Zeile", f"Die Umgebungsvariablen {dienst.variable}_… neu setzen.",
        )  # fmt: skip
    return zugang
