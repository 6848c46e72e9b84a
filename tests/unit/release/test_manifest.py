"""The manifest of an edition."""

import hashlib
import json
from pathlib import Path

from assets.release.ausgabe import MANIFEST
from assets.release.manifest import Manifest, read_manifest, write_manifest

LEER = Manifest("2026-11-22_abc", "d", "b", ["16065/familienbericht"], {"a.csv": "1"}, {"duckdb": "1.5"}, {})


def test_written_and_read_back_with_every_file(tmp_path: Path) -> None:
    (tmp_path / "berichte" / "16065").mkdir(parents=True)
    (tmp_path / "berichte" / "16065" / "familienbericht.pdf").write_bytes(b"%PDF")
    (tmp_path / "sozialplanung.duckdb").write_bytes(b"db")
    write_manifest(tmp_path, LEER)
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    assert manifest.ausgaben == {
        "berichte/16065/familienbericht.pdf": hashlib.sha256(b"%PDF").hexdigest(),
        "sozialplanung.duckdb": hashlib.sha256(b"db").hexdigest(),
    }
    assert (manifest.ausgabe, manifest.berichte, manifest.eingaben) == (
        LEER.ausgabe,
        LEER.berichte,
        LEER.eingaben,
    )


def test_same_content_same_bytes_and_keys_in_order(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name, LEER)
    text = (tmp_path / "a" / MANIFEST).read_text(encoding="utf-8")
    assert text == (tmp_path / "b" / MANIFEST).read_text(encoding="utf-8")
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_no_edition_no_manifest(tmp_path: Path) -> None:
    assert read_manifest(None) is None
    assert read_manifest(tmp_path) is None
