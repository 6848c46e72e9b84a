"""The queries of the README run on the base set and give the results that stand there."""

import re
from pathlib import Path

import duckdb
import pytest

_ABFRAGE = re.compile(r"```sql\n(?P<sql>.+?)\n```\n\n(?P<tabelle>(?:\|[^\n]*\n)+)", re.DOTALL)


def _queries(wurzel: Path) -> list[tuple[str, str]]:
    text = (wurzel / "README.md").read_text(encoding="utf-8")
    return [(t["sql"], t["tabelle"]) for t in _ABFRAGE.finditer(text)]


def test_readme_shows_six_queries(wurzel: Path) -> None:
    assert len(_queries(wurzel)) == 6


@pytest.mark.parametrize("nummer", range(6))
def test_query_gives_the_printed_result(nummer: int, wurzel: Path, datenbank: Path) -> None:
    sql, tabelle = _queries(wurzel)[nummer]
    with duckdb.connect(str(datenbank), read_only=True) as con:
        ergebnis = con.execute(sql)
        kopf = [spalte[0] for spalte in ergebnis.description]
        zeilen = [[str(zelle) for zelle in zeile] for zeile in ergebnis.fetchall()]
    gedruckt = [[z.strip() for z in zeile.strip("|").split("|")] for zeile in tabelle.splitlines()]
    assert gedruckt[0] == kopf
    assert gedruckt[2:] == zeilen
