"""Is a published edition whole? Every file, every table, every reference."""

from pathlib import Path

import duckdb

from assets.release.datenbank import TABELLEN
from assets.release.fingerabdruck import files_below, hash_files
from assets.release.manifest import MANIFEST, read_manifest
from assets.release.veroeffentlichung import DATENBANK
from assets.store.arbeitsdatenbank import open_database
from assets.store.tabellen import content_hash

_VERWEISE = {
    ("beobachtung", "quelle_id"): "quelle",
    ("beobachtung", "ags"): "gebiet",
    ("beobachtung", "merkmal_id"): "merkmal",
    ("indikatorwert", "indikator_id"): "indikator",
    ("indikatorwert", "quelle_id"): "quelle",
    ("indikatorwert", "ags"): "gebiet",
    ("vergleich", "indikator_id"): "indikator",
    ("trend", "indikator_id"): "indikator",
    ("umriss", "quelle_id"): "quelle",
}


def check_edition(ordner: Path) -> list[str]:
    """Check an edition against its manifest and its own rules.

    Args:
        ordner: Folder of the edition.

    Returns:
        German findings; empty when the edition is whole.
    """
    manifest = read_manifest(ordner)
    if manifest is None:
        return [f"Der Ausgabe fehlt ihr Verzeichnis {MANIFEST}."]
    dateien = [p for p in files_below(ordner) if p.name != MANIFEST]
    befunde = _compare(manifest.ausgaben, hash_files(dateien, ordner), "Datei")
    with open_database(ordner / DATENBANK, read_only=True) as con:
        tabellen = {tabelle.name: content_hash(con, tabelle) for tabelle in TABELLEN}
        befunde += _compare(manifest.tabellen, tabellen, "Tabelle")
        befunde += [_dangling(con, t, s, ziel) for (t, s), ziel in _VERWEISE.items()]
    return [befund for befund in befunde if befund]


def _compare(soll: dict[str, str], ist: dict[str, str], art: str) -> list[str]:
    befunde = [f"{art} {name} fehlt." for name in sorted(set(soll) - set(ist))]
    befunde += [f"{art} {name} steht nicht im Verzeichnis." for name in sorted(set(ist) - set(soll))]
    return befunde + [
        f"{art} {name} wurde nach der Veröffentlichung verändert."
        for name in sorted(set(soll) & set(ist))
        if soll[name] != ist[name]
    ]


def _dangling(con: duckdb.DuckDBPyConnection, tabelle: str, spalte: str, ziel: str) -> str:
    zeile = con.execute(
        f"SELECT count(*), min({spalte}) FROM {tabelle} ANTI JOIN {ziel} USING ({spalte})"
    ).fetchone()
    if not zeile or not zeile[0]:
        return ""
    return f"Tabelle {tabelle}: {zeile[0]} Zeilen verweisen auf {spalte} {zeile[1]}, die in {ziel} fehlt."
