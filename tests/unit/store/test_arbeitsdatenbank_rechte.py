"""The work database and everything beside it belongs to its owner alone."""

import stat
from pathlib import Path

from assets.store.arbeitsdatenbank import open_private


def test_folder_file_and_log_are_private(tmp_path: Path) -> None:
    pfad = tmp_path / "arbeit" / "arbeit.duckdb"
    pfad.parent.mkdir(mode=0o755)
    with open_private(pfad) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS a")
        rechte = {p.name: stat.S_IMODE(p.stat().st_mode) for p in pfad.parent.iterdir()}
    assert rechte == {"arbeit.duckdb": 0o600, "arbeit.duckdb.wal": 0o600}
    assert stat.S_IMODE(pfad.parent.stat().st_mode) == 0o700
