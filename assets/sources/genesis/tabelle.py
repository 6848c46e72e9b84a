"""Which table a flat CSV is, who publishes it, and as of when.

The text itself names only the statistic. The number of the table stands in the name that the publisher gave
the file inside the archive (`12411-01-01-4_1773175772751_de_flat.csv`), else in the name of the file. Where
neither names a table of the statistic, statistic and variables stand for it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assets.sources.genesis.flach import Flach
from assets.sources.rahmen import quelle_aus_katalog

_NUMMER: Final = re.compile(
    r"(?<![0-9A-Za-z])("
    r"AI\d{0,3}(?:-[A-Z])?-\d{1,2}(?:-\d{1,2})?(?:-[1-5])?(?:-B)?|AI-[A-Z]+-?\d*-\d{2}-\d-\d"
    r"|\d{4}[A-Z]-\d{4}"
    r"|\d{5}-\d{2,4}(?:-\d{2})?(?:-\d)?(?:-B|[a-z])?"
    r")(?![0-9A-Za-z])"
)
_ZEITSTEMPEL: Final = re.compile(r"_(1\d{12})(?:_|\.)")
_ENGLISCH: Final = re.compile(r"_en_flat\b|_en\b")
_ENGLISCHE_WORTE: Final = {"Year", "number", "percent", "Germany", "Total", "Sex", "male", "female"}
_PRAEFIX: Final = {"regionalstatistik": "rs", "genesis": "gen", "zensus": "z22", "unbekannt": "fl"}
_REGIONALATLAS: Final = "99910"


@dataclass(frozen=True)
class Tabelle:
    """The table of a file.

    Attributes:
        nummer: Number of the table, or statistic and variables where the number is unknown.
        familie: `regionalstatistik`, `genesis`, `zensus` or `unbekannt`.
        titel: Name of the statistic.
        stand: Day (ISO) of the edition.
        abgerufen: Day (ISO) of the download, where the file tells it.
        englisch: Whether it is the English version.
        hinweise: What the file does not tell.
    """

    nummer: str
    familie: str
    titel: str
    stand: str
    abgerufen: str | None
    englisch: bool
    hinweise: tuple[str, ...]

    @property
    def praefix(self) -> str:
        """First part of the ids of measures made for this table."""
        return _PRAEFIX[self.familie]


def identify_table(flach: Flach, letzter_tag: str) -> Tabelle:
    """Find number, publisher and edition.

    Args:
        flach: The rows.
        letzter_tag: Last day (ISO) of the latest period, the edition where the file tells no other.
    """
    statistik = str(flach.zeilen["statistik"].iloc[0])
    hinweise: list[str] = []
    nummer = _number(flach, statistik)
    familie = _family(nummer, statistik)
    if nummer is None:
        merkmale = sorted({m for k in flach.variablen for m in flach.zeilen[f"merkmal_{k}"].astype(str) if m})
        nummer = "-".join([statistik, *merkmale])
        hinweise.append(
            "Die Nummer der Tabelle steht weder in der Datei noch in ihrem Namen; die Merkmale sind nach der "
            f"Statistik {statistik} benannt."
        )
    stand, abgerufen = _edition(flach, letzter_tag)
    if abgerufen is None:
        hinweise.append(
            "Der Tag des Abrufs steht nicht in der Datei; als Stand gilt das Ende des letzten Zeitraums."
        )
    englisch = is_english(flach)
    if englisch:
        hinweise.append("Die Datei ist die englische Fassung; die Bezeichnungen bleiben englisch.")
    titel = str(flach.zeilen["statistik_name"].iloc[0])
    return Tabelle(nummer, familie, titel, stand, abgerufen, englisch, tuple(hinweise))


def is_english(flach: Flach) -> bool:
    """Say whether name or labels show the English version."""
    if any(_ENGLISCH.search(n) for n in (flach.inhalt.blatt or "", flach.inhalt.datei)):
        return True
    namen = (f"{t}_{k}" for k in flach.variablen for t in ("merkmal_name", "name"))
    spalten = ["zeit_name", "einheit", *namen]
    worte = {str(w) for s in spalten if s in flach.zeilen.columns for w in flach.zeilen[s].unique()}
    return bool(worte & _ENGLISCHE_WORTE)


def _number(flach: Flach, statistik: str) -> str | None:
    for name in (flach.inhalt.blatt or "", flach.inhalt.datei):
        for treffer in _NUMMER.findall(name):
            if treffer.startswith(statistik) or (treffer.startswith("AI") and statistik == _REGIONALATLAS):
                return str(treffer)
    return None


def _family(nummer: str | None, statistik: str) -> str:
    if re.fullmatch(r"\d{4}[A-Z]", statistik):
        return "zensus"
    if nummer is None:
        return "unbekannt"
    if nummer.startswith("AI") or re.fullmatch(r"\d{5}-\d{2}-\d{2}-\d(-B)?", nummer):
        return "regionalstatistik"
    return "genesis" if re.fullmatch(r"\d{5}-\d{4}", nummer) else "unbekannt"


def _edition(flach: Flach, letzter_tag: str) -> tuple[str, str | None]:
    for name in (flach.inhalt.blatt or "", flach.inhalt.datei):
        if treffer := _ZEITSTEMPEL.search(name):
            tag = datetime.fromtimestamp(int(treffer[1]) / 1000, UTC).date().isoformat()
            return tag, tag
    if flach.inhalt.gepackt_am:
        return flach.inhalt.gepackt_am, flach.inhalt.gepackt_am
    return letzter_tag, None


def source_record(tabelle: Tabelle, pfad: Path) -> dict[str, str | None]:
    """Return the source of a file with the columns of `schemas.sources.Quelle`."""
    familie = "regionalstatistik" if tabelle.familie == "unbekannt" else tabelle.familie
    titel = f"{tabelle.titel} (Tabelle {tabelle.nummer})"
    if tabelle.familie == "unbekannt":
        titel = f"{tabelle.titel} (Statistik {tabelle.nummer.split('-')[0]})"
    quelle = quelle_aus_katalog(
        familie, pfad, quelle_id=f"{familie}_{tabelle.nummer}_{tabelle.stand}", tabelle=tabelle.nummer,
        stand=tabelle.stand, titel=titel,
    )  # fmt: skip
    quelle["abgerufen_am"] = tabelle.abgerufen
    if tabelle.familie == "unbekannt":
        tag = ".".join(reversed(tabelle.stand.split("-")))
        quelle["url"] = None
        quelle["quellenvermerk"] = (
            f"{quelle['herausgeber']}, Statistik {tabelle.nummer.split('-')[0]}, Stand {tag}; dl-de/by-2-0"
        )
    return quelle
