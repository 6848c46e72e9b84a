"""The manifest of an edition: every input and every output with its SHA-256."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assets.release.ausgabe import MANIFEST
from assets.release.fingerabdruck import files_below, hash_files


@dataclass(frozen=True)
class Manifest:
    """What went in and what came out.

    Attributes:
        ausgabe: Name of the edition.
        datenstand: Fingerprint of all data inputs; equal for equal figures.
        berichtsstand: Fingerprint of catalogue, templates, texts, settings and program.
        berichte: Reports as `ags/bericht`, sorted.
        eingaben: Input file → SHA-256.
        versionen: Library → version.
        tabellen: Published table → content hash.
        ausgaben: Output file → SHA-256.
        vorher: What the report of the refresh compares with; empty for the first edition.
        abgelehnt: Refused files of the inbox known so far, by their place below `data/raw`.
        geheimhaltung: Result of the disclosure audit: number of counts by kind of protection.
    """

    ausgabe: str
    datenstand: str
    berichtsstand: str
    berichte: list[str]
    eingaben: dict[str, str]
    versionen: dict[str, str]
    tabellen: dict[str, str]
    ausgaben: dict[str, str] = field(default_factory=dict)
    vorher: dict[str, object] = field(default_factory=dict)
    abgelehnt: list[str] = field(default_factory=list)
    geheimhaltung: dict[str, int] = field(default_factory=dict)


def write_manifest(ordner: Path, manifest: Manifest) -> None:
    """Write the manifest last, with the hashes of all other files in the folder."""
    inhalt = asdict(manifest) | {"ausgaben": hash_files(files_below(ordner), ordner)}
    text = json.dumps(inhalt, ensure_ascii=False, indent=2, sort_keys=True)
    (ordner / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(ordner: Path | None) -> Manifest | None:
    """Read the manifest of an edition; None where there is no edition."""
    if ordner is None or not (ordner / MANIFEST).is_file():
        return None
    return Manifest(**json.loads((ordner / MANIFEST).read_text(encoding="utf-8")))
