"""Withheld counts that exist only once leave no byte in the published database file."""

import struct
from pathlib import Path

import pandas as pd

from assets.catalogue.konfiguration import SchutzAngaben
from assets.confidentiality.regeln import rules_from_settings
from assets.confidentiality.stufe import protect_werte
from assets.indicators.stufe import UNGESCHUETZT
from assets.release.datenbank import TABELLEN, write_published
from assets.staging.stufe import BEOBACHTUNG_UNGESCHUETZT
from assets.store.arbeitsdatenbank import open_private
from assets.store.tabellen import create_table, pandas_typen, table_of, write_table
from schemas.indicators import Indikatorwert
from schemas.staging import Beobachtung

QUELLE = "kommunal_wohngeld_2026-01-31"
GEHEIM = {f"160650{n:02}": 73_913.0 + 17 * n for n in range(1, 40)}
"""Figures below the smallest count of this test, each of them once."""
OFFEN = 918_273.0


def test_withheld_counts_leave_no_trace(tmp_path: Path) -> None:
    arbeit, ziel = tmp_path / "arbeit" / "arbeit.duckdb", tmp_path / "sozialplanung.duckdb"
    zahlen = GEHEIM | {"16065067": OFFEN}
    zeilen = pd.DataFrame(
        {"merkmal_id": "kom_wg_haushalte", "ags": list(zahlen), "wert": list(zahlen.values())}
    )
    zeilen = zeilen.assign(zeitraum="2025-12-31", quelle_id=QUELLE, gueltig=True)
    typen = pandas_typen(table_of(Beobachtung))
    with open_private(arbeit) as con:
        for tabelle in TABELLEN:
            create_table(con, tabelle)
        create_table(con, table_of(Indikatorwert, UNGESCHUETZT))
        beobachtet = zeilen.reindex(columns=list(typen)).astype(typen)
        write_table(con, Beobachtung, beobachtet, name=BEOBACHTUNG_UNGESCHUETZT)
        protect_werte(con, rules_from_settings(SchutzAngaben(eigene_daten=100_000)))
    write_published(arbeit, ziel)
    inhalt = ziel.read_bytes()
    roh = arbeit.read_bytes()
    assert any(struct.pack("<d", w) in roh for w in GEHEIM.values())
    for wert in GEHEIM.values():
        assert struct.pack("<d", wert) not in inhalt
        assert struct.pack("<q", int(wert)) not in inhalt
        assert str(int(wert)).encode() not in inhalt
