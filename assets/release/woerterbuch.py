"""The data dictionary, generated from the table definitions."""

from assets.release.datenbank import TABELLEN
from assets.store.tabellen import Spalte, Tabelle

_KOPF = """# Die Datenbank `sozialplanung.duckdb`

Diese Seite entsteht aus den Tabellendefinitionen in `schemas/` (`sozialplanung beschreibung`); ein Test
vergleicht sie mit ihnen. Dieselben Texte stehen als Kommentare in der Datenbank:

```sql
SELECT table_name, column_name, data_type, comment FROM duckdb_columns() ORDER BY table_name, column_index;
```
"""


def render_woerterbuch() -> str:
    """Return the data dictionary as Markdown."""
    inhalt = "\n".join(f"- [`{t.name}`](#{t.name}): {t.beschreibung}" for t in TABELLEN)
    return "\n".join([_KOPF, inhalt, "", *(_section(t) for t in TABELLEN)])


def _duty(spalte: Spalte, tabelle: Tabelle) -> str:
    if spalte.name in tabelle.schluessel:
        return "Schlüssel"
    return "ja" if spalte.pflicht else "nein"


def _section(tabelle: Tabelle) -> str:
    zeilen = [
        f"| `{s.name}` | {s.sql_typ} | {_duty(s, tabelle)} | {s.beschreibung} |" for s in tabelle.spalten
    ]
    return "\n".join(
        [
            f"## {tabelle.name}",
            "",
            f"{tabelle.beschreibung}.",
            "",
            "| Spalte | Typ | Pflicht | Bedeutung |",
            "|---|---|---|---|",
            *zeilen,
            "",
        ]
    )
