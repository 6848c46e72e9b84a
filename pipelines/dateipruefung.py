"""The check of a file before it is accepted: as a run would read it, completely."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.load import Katalog, load_katalog
from assets.reports.quellenlage import format_zeitraum
from assets.sources.eingang.beiblatt import Befund
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.einlesen import lists_of_kreise
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext
from assets.sources.formate import NACH_NAMEN
from assets.sources.gebietsbestand import bestand_of_lists
from assets.sources.kommunal.leser import MARKE
from assets.sources.lesung import Lesung
from pipelines.lesen import Gebietsliste, Gelesen, read_datei, read_gebietsliste

_STAND: Final = re.compile(r"_\d{4}-\d{2}-\d{2}(_[0-9a-f]{6})?$")
_HINWEISE: Final = 20


@dataclass
class Dateipruefung:
    """The check of one file: recognise it and read it completely, as a run would.

    Travels to the child process; catalogue and territories are read there, once.
    """

    rohdaten: Path
    _bekannt: tuple[Katalog, Gebietsliste] | None = field(default=None, repr=False)
    _gelesen: dict[Path, Lesung] = field(default_factory=dict, repr=False)

    def __call__(self, pfad: Path) -> Befund:
        """Check a file.

        Raises:
            EingabeFehler: nobody here reads such a file, or it cannot be used.
        """
        if pfad.name.startswith(f"{MARKE}_"):
            raise EingabeFehler(
                pfad.name,
                "ein ausgefülltes Muster (BEISPIEL)",
                "eigene Angaben",
                "Für eigene Angaben die leere Vorlage verwenden (sozialplanung vorlagen ORDNER).",
            )
        if self._bekannt is None:
            self._bekannt = (load_katalog(), read_gebietsliste(self.rohdaten / "grunddaten"))
        katalog, liste = self._bekannt
        try:
            gelesen = read_datei(pfad, katalog.merkmale, liste)
        except EingabeFehler:
            weitere = self._with_registers(katalog, liste)
            if weitere is None:
                raise
            gelesen = read_datei(pfad, katalog.merkmale, weitere)
        return describe(pfad, gelesen, katalog)

    def _with_registers(self, katalog: Katalog, liste: Gebietsliste) -> Gebietsliste | None:
        """Add the territories of the registers in the raw store, as a run does; None where there is none."""
        verzeichnisse = [
            (pfad, NACH_NAMEN[blatt.erkenner])
            for pfad, blatt in Rohspeicher(self.rohdaten).files()
            if blatt.erkenner in NACH_NAMEN and NACH_NAMEN[blatt.erkenner].verzeichnis
        ]
        for pfad, form in verzeichnisse:
            if pfad not in self._gelesen:
                self._gelesen[pfad] = form.lies(pfad, Kontext(katalog.merkmale))
        if not self._gelesen:
            return None
        listen = [rahmen for lesung in self._gelesen.values() for rahmen in lists_of_kreise(lesung)]
        namen = {
            ags: name
            for lesung in self._gelesen.values()
            for ags, name in zip(lesung.gebiete["ags"], lesung.gebiete["name"], strict=True)
        }
        return Gebietsliste(bestand_of_lists(listen, (5,)).joined(liste.kreise), {**namen, **liste.namen})


def describe(pfad: Path, gelesen: Gelesen, katalog: Katalog) -> Befund:
    """Put what was read into the words of the raw store."""
    if gelesen.register is not None:
        register, inhalt = gelesen.register
        if inhalt.empty:
            raise EingabeFehler(
                pfad.name,
                "keine ausgefüllte Zeile",
                f"mindestens einen Eintrag ({register.titel})",
                "Die Vorlage ausfüllen und wieder ablegen; das Blatt „Beispiel“ zeigt, wie.",
            )
        return Befund(
            art="kommunal",
            quelle=f"kommunal_{register.name}",
            bezeichnung=gelesen.art,
            familie="kommunal",
            tabelle=register.titel,
            stand=None,
            lizenz="eigene Daten",
            erkenner=gelesen.kennung,
            version=gelesen.version,
            angaben=len(inhalt),
            ablage=f"{register.name}{pfad.suffix.lower()}",
        )
    if gelesen.lesung is None:
        raise ValueError("a file is figures or a register")
    quelle, werte = gelesen.lesung.quelle, gelesen.lesung.beobachtungen
    if quelle.empty:
        raise EingabeFehler(
            pfad.name,
            f"eine Datei der Art „{gelesen.art}“ ohne Angaben, die hier gebraucht werden",
            "Angaben zu Kreisen oder Gemeinden",
            "Die Datei wird nicht gebraucht; es ist nichts zu tun.",
        )
    erste = quelle.iloc[0]
    eigen = gelesen.kennung == "kommunal"
    stamm = _STAND.sub("", str(erste["quelle_id"]))
    return Befund(
        art="kommunal" if eigen else "amtlich",
        quelle=stamm if len(quelle) == 1 else gelesen.kennung,
        bezeichnung=gelesen.art,
        familie=_family(gelesen.kennung, katalog),
        tabelle=", ".join(quelle["tabelle"].astype(str).unique()[:3]),
        stand=str(quelle["stand"].max()),
        lizenz=str(erste["lizenz"]),
        erkenner=gelesen.kennung,
        version=gelesen.version,
        angaben=len(werte),
        zeitraum=_periods(werte["zeitraum"]),
        hinweise=tuple(gelesen.lesung.warnungen[:_HINWEISE]),
        ablage=f"{pfad.stem}{pfad.suffix.lower()}" if eigen else None,
        verzeichnis=gelesen.kennung in NACH_NAMEN and NACH_NAMEN[gelesen.kennung].verzeichnis,
    )


def _periods(zeitraeume: pd.Series) -> str:
    """Return first and last period in German; one where there is only one."""
    if zeitraeume.empty:
        return ""
    grenzen = dict.fromkeys(format_zeitraum(z) for z in (zeitraeume.min(), zeitraeume.max()))
    return " bis ".join(grenzen)


def _family(kennung: str, katalog: Katalog) -> str:
    return kennung if kennung in katalog.herausgeber else {"geometrie": "bkg"}.get(kennung, kennung)
