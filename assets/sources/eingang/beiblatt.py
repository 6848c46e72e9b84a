"""The sidecar of a stored file: where it came from, what it is, who recognised it."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal

ENDUNG: Final = ".herkunft.json"

Weg = Literal["eingang", "abruf"]


@dataclass(frozen=True)
class Herkunft:
    """How a file got here.

    Attributes:
        weg: `eingang`: someone put it into the inbox; `abruf`: fetched from `adresse`.
        name: Its name there (path below the inbox, or last part of the address).
        zeit: When it was taken in (`2026-11-22T21:38:00Z`).
        adresse: Where it was fetched.
        bezug: Entry of `quellen.toml` that was fetched.
        inhaltstyp: Content type that the server stated.
        etag: Version mark of the server.
        last_modified: Date of the server.
    """

    weg: Weg
    name: str
    zeit: str
    adresse: str | None = None
    bezug: str | None = None
    inhaltstyp: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Befund:
    """What the check of a file found.

    Attributes:
        art: `amtlich`: official figures or outlines; `kommunal`: own counts or a register.
        quelle: Folder of the raw store, such as `regionalstatistik_13211-02-05-4`.
        bezeichnung: What planners call it.
        familie: Publication family.
        tabelle: Table, as the publisher names it.
        stand: Edition (`JJJJ-MM-TT`), None where the file states none.
        lizenz: Terms of use.
        erkenner: Name of the format family.
        version: Version of its recogniser and reader.
        angaben: Number of figures.
        zeitraum: First and last period, as text.
        hinweise: What the reader remarks.
        ablage: Name in `data/raw/kommunal`, for own data only.
        verzeichnis: It lists territories; other files may be readable only with it.
    """

    art: Literal["amtlich", "kommunal"]
    quelle: str
    bezeichnung: str
    familie: str
    tabelle: str
    stand: str | None
    lizenz: str
    erkenner: str
    version: int
    angaben: int = 0
    zeitraum: str = ""
    hinweise: tuple[str, ...] = ()
    ablage: str | None = None
    verzeichnis: bool = False


@dataclass(frozen=True)
class Beiblatt:
    """Content of `<datei>.herkunft.json`."""

    datei: str
    sha256: str
    groesse: int
    weg: Weg
    ursprungsname: str
    zeit: str
    familie: str
    tabelle: str
    stand: str | None
    lizenz: str
    erkenner: str
    erkenner_version: int
    adresse: str | None = None
    bezug: str | None = None
    inhaltstyp: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    hauptdatei: str | None = None
    """For the parts of a shapefile: the file they belong to."""

    @property
    def abgerufen_am(self) -> str | None:
        """Day of the fetch; None for files from the inbox, whose day of download nobody recorded."""
        return self.zeit[:10] if self.weg == "abruf" else None

    def to_bytes(self) -> bytes:
        """Return the JSON text."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n").encode()


def sidecar_of(pfad: Path) -> Path:
    """Return the place of the sidecar of a file."""
    return pfad.with_name(pfad.name + ENDUNG)


def read_beiblatt(pfad: Path) -> Beiblatt | None:
    """Read the sidecar of a stored file; None where there is none or it is no sidecar of ours."""
    try:
        roh: dict[str, Any] = json.loads(sidecar_of(pfad).read_text(encoding="utf-8"))
        bekannt = {f.name for f in fields(Beiblatt)}
        return Beiblatt(**{k: v for k, v in roh.items() if k in bekannt})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def make_beiblatt(
    datei: str, sha256: str, groesse: int, herkunft: Herkunft, befund: Befund, hauptdatei: str | None = None
) -> Beiblatt:
    """Put together what is known of a file."""
    return Beiblatt(
        datei=datei,
        sha256=sha256,
        groesse=groesse,
        weg=herkunft.weg,
        ursprungsname=herkunft.name,
        zeit=herkunft.zeit,
        familie=befund.familie,
        tabelle=befund.tabelle,
        stand=befund.stand,
        lizenz=befund.lizenz,
        erkenner=befund.erkenner,
        erkenner_version=befund.version,
        adresse=herkunft.adresse,
        bezug=herkunft.bezug,
        inhaltstyp=herkunft.inhaltstyp,
        etag=herkunft.etag,
        last_modified=herkunft.last_modified,
        hauptdatei=hauptdatei,
    )
