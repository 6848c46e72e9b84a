"""What every part of one report needs: figures, catalogue, names, outlines, running numbers."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from assets.catalogue.load import Katalog
from assets.catalogue.models import IndikatorEintrag
from assets.reports.abbildungen.daten import Abbildung
from assets.reports.ansicht import Abbildungsansicht
from assets.reports.bestand import Bestand, Messwert, Quellenzeile
from assets.reports.gebietsname import Gebietsname, name_of
from assets.reports.kopf import Berichtskopf
from assets.reports.zahlen import format_datum

GENESIS: Final = "GENESIS-Online"
SUMME: Final = "_summe"
"""Ending of sources that are sums of our own over one edition."""

_TABELLENNUMMER: Final = re.compile(r"^\d{3,5}-\d+")


@dataclass
class Zaehlwerk:
    """Running numbers of one report and the figures collected on the way."""

    kapitel: str = ""
    abbildung: int = 0
    tabelle: int = 0
    svg: dict[str, bytes] = field(default_factory=dict)
    quellen: dict[str, str] = field(default_factory=dict)

    def begin_chapter(self, nummer: str) -> None:
        """Start counting figures and tables anew."""
        self.kapitel, self.abbildung, self.tabelle = nummer, 0, 0

    def next_tabelle(self) -> str:
        """Return the number of the next table: „3.2“."""
        self.tabelle += 1
        return f"{self.kapitel}.{self.tabelle}"

    def key_of(self, quelle_id: str) -> str:
        """Return the key of a source in this report: „Q3“, in order of first use."""
        return self.quellen.setdefault(quelle_id, f"Q{len(self.quellen) + 1}")

    def place(self, bild: Abbildung, titel: str, quelle: str, *, beispiel: bool = False) -> Abbildungsansicht:
        """Give a drawing its number and keep it for the document."""
        self.abbildung += 1
        nummer = f"{self.kapitel}.{self.abbildung}"
        kennung = f"abbildung-{nummer.replace('.', '-')}"
        self.svg[kennung] = bild.svg
        return Abbildungsansicht(
            kennung=kennung,
            nummer=nummer,
            titel=titel,
            alt=bild.alt,
            quelle=quelle,
            breite_mm=round(bild.breite_mm, 2),
            hoehe_mm=round(bild.hoehe_mm, 2),
            hinweis=" ".join(t for t in (bild.legende, bild.hinweis) if t),
            beispiel=beispiel,
        )


@dataclass(frozen=True)
class Kontext:
    """Input of every view builder. `indikatoren` are all those that the report shows somewhere."""

    bericht: str
    bestand: Bestand
    katalog: Katalog
    kopf: Berichtskopf
    texte: Path
    indikatoren: tuple[str, ...] = ()
    vergleichskreise: tuple[str, ...] = ()
    zaehlwerk: Zaehlwerk = field(default_factory=Zaehlwerk)

    def name_of(self, ags: str) -> Gebietsname:
        """Return the name forms of a territory of this report."""
        return name_of(self.bestand.gebiete[ags].name, ags)

    @property
    def gebiet(self) -> Gebietsname:
        """Name of the Kreis."""
        return self.name_of(self.bestand.kreis)

    @property
    def land(self) -> Gebietsname:
        """Name of the Land."""
        return self.name_of(self.bestand.land)

    def eintrag(self, indikator_id: str) -> IndikatorEintrag:
        """Return the catalogue entry of an indicator."""
        return self.katalog.indikatoren[indikator_id]

    def quelle(self, messwert: Messwert) -> Quellenzeile:
        """Return the source of a value."""
        return self.bestand.quellen[messwert.quelle_id]

    def quelle_kurz(self, quelle_id: str) -> str:
        """Return the short source line: „Regionaldatenbank Deutschland, Tabelle …, Stand … [Q1]“."""
        return f"{self.titel_kurz(quelle_id, mit_stand=True)} [{self.key_of(quelle_id)}]"

    def key_of(self, quelle_id: str) -> str:
        """Return the key of a source; files of one publication with the same note share it."""
        vermerk = self.bestand.quellen[quelle_id].quellenvermerk
        gleiche = (q for q in self.zaehlwerk.quellen if self.bestand.quellen[q].quellenvermerk == vermerk)
        return self.zaehlwerk.key_of(next(gleiche, quelle_id))

    def titel_kurz(self, quelle_id: str, *, mit_stand: bool = False) -> str:
        """Return what a reader looks for: database and table, or the title without its long part."""
        q = self.bestand.quellen[quelle_id]
        summe = ", eigene Summe" if quelle_id.endswith(SUMME) else ""
        if _TABELLENNUMMER.match(q.tabelle):
            datenbank = GENESIS if GENESIS in q.quellenvermerk else self._database(quelle_id)
            titel = f"{datenbank}, Tabelle {q.tabelle}"
        else:
            titel = q.titel.partition(" – ")[0]
            titel = titel if q.tabelle in titel else titel.partition(":")[0]
        stand = f", Stand {format_datum(q.stand, kurz=True)}" if mit_stand and "Ausgabe" not in titel else ""
        return f"{titel}{stand}{summe}"

    def _database(self, quelle_id: str) -> str:
        """Return the name of the publication family, from the catalogue where it knows it."""
        eintrag = self.katalog.herausgeber.get(quelle_id.partition("_")[0])
        return eintrag.titel if eintrag else self.bestand.quellen[quelle_id].titel
