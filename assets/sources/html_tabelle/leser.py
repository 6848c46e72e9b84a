"""Reader of tables of the Thüringer Landesamt für Statistik that come as a web page.

One row per Gemeinde or Kreis with the numbers of the Landesamt (`065`, `65067`), figures below stacked
heads. The title states what is counted and when.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.html_tabelle.gebiete import Gebietstafel, columns, territories
from assets.sources.html_tabelle.tabelle import Seite, read_page, refusal
from assets.sources.kopftext import days_in, head_text, stable_id
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, quelle_aus_katalog, quellen_rahmen
from assets.sources.schreibweise import is_share, odd_ones
from assets.sources.zellwert import ZEICHEN, read_cell

FAMILIE: Final = "tls"
_ZEITRAUM: Final = re.compile(r"\b(?:19|20)\d{2}\b")


def recognise_html_tabelle(probe: Probe) -> bool:
    """Tell whether a page holds a table with numbers of Kreise or Gemeinden; error pages do not."""
    if not probe.ist_html or b"<table" not in probe.anfang.lower():
        return False
    try:
        return any(columns(t) is not None for t in read_page(probe.pfad).tabellen)
    except EingabeFehler:
        return False


def read_html_tabelle(pfad: Path, merkmale: Mapping[str, MerkmalEintrag]) -> Lesung:
    """Read one page.

    Args:
        pfad: The file, whatever its ending.
        merkmale: Catalogue by id; entries of the family `tls` name the title without year (`tabelle`) and
            the stacked head (`spalte`).

    Returns:
        One source, observations per territory and column. Columns of marks (`x`) and rows without a
        number are left out with a warning.

    Raises:
        EingabeFehler: No table with territories or several, no period, a number that is no key, a cell
            that is neither number nor sign.
    """
    seite = read_page(pfad)
    tafel = territories(seite)
    titel, zeitraum = _title(seite)
    sammlung = _Sammlung(seite.datei, titel, [e for e in merkmale.values() if e.familie == FAMILIE])
    for spalte in range(tafel.erste, len(tafel.tabelle.rows[0])):
        sammlung.read(tafel, spalte, zeitraum)
    if not sammlung.teile:
        raise refusal(seite.datei, "keine Spalte mit Zahlen", "Zahlen je Gebiet")
    letzter = max(str(teil["zeitraum"].iloc[0]) for teil in sammlung.teile)
    stand = letzter if len(letzter) == 10 else f"{letzter}-12-31"
    quelle_id = stable_id(FAMILIE, titel) + f"_{stand}"
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen(
            [
                quelle_aus_katalog(
                    FAMILIE, pfad, quelle_id=quelle_id, tabelle=f"{titel} {letzter[:4]}", stand=stand
                )
            ]
        ),
        beobachtungen=beobachtungen_rahmen(
            [pd.concat(sammlung.teile).assign(quelle_id=quelle_id, gebietsstand=_gebietsstand(seite))]
        ),
        gebiete=pd.DataFrame({"ags": tafel.ags, "name": tafel.namen}, dtype="str"),
        warnungen=(*_left_out(tafel), *sammlung.notes()),
        merkmale=tuple(sammlung.neue.values()),
    )


def _title(seite: Seite) -> tuple[str, str | None]:
    """Return the title without its years, and the period that it states, if it is exactly one.

    Raises:
        EingabeFehler: There is no title.
    """
    if not seite.zeilen:
        raise refusal(seite.datei, "keine Überschrift", "eine Überschrift mit Jahr oder Stichtag")
    kopf = seite.zeilen[0]
    angaben = {tag for zeile in seite.zeilen[:3] for tag in days_in(zeile)} or set(_ZEITRAUM.findall(kopf))
    ohne = re.sub(r"\s*-\s*(vorläufiges|endgültiges) Ergebnis$", "", kopf)
    ohne = re.sub(r"\s*\b(?:am |zum |bis )?(?:\d{1,2}\.\s?\S+\s)?(?:19|20)\d{2}\b", "", ohne)
    return re.sub(r"\s+", " ", ohne).strip(" -,:"), angaben.pop() if len(angaben) == 1 else None


def _gebietsstand(seite: Seite) -> str | None:
    """Return the day whose territory the page says it uses; None where it names none, or several."""
    tage = {t for w in seite.zeilen for g in re.findall(r"Gebietsstand\W.{0,30}", w) for t in days_in(g)[:1]}
    return tage.pop() if len(tage) == 1 else None


class _Sammlung:
    """Columns read so far, and the measures that the catalogue does not know."""

    def __init__(self, datei: str, titel: str, eintraege: Sequence[MerkmalEintrag]) -> None:
        self.datei, self.titel = datei, titel
        self.bekannt = {e.spalte: e for e in eintraege if e.tabelle == titel}
        self.neue: dict[str, MerkmalEintrag] = {}
        self.teile: list[pd.DataFrame] = []
        self.merker: list[str] = []
        self.leere: list[str] = []
        self._gesehen: set[tuple[str, ...]] = set()

    def read(self, tafel: Gebietstafel, spalte: int, zeitraum: str | None) -> None:
        """Read one column; a column of marks is noted only."""
        kopf = [
            head_text(r[spalte]) for r in tafel.tabelle.rows[: tafel.tabelle.kopfzeilen or tafel.zeilen[0]]
        ]
        pfad = tuple(w for n, w in enumerate(kopf) if w and w not in kopf[n - 1 : n])
        zellen = [tafel.tabelle.rows[z][spalte] for z in tafel.zeilen]
        if set(zellen) <= {"", "x", "X"}:
            if any(zellen):
                self.merker.append(" / ".join(pfad))
            elif pfad:
                self.leere.append(" / ".join(pfad))
            return
        if not pfad or pfad in self._gesehen:
            raise refusal(
                self.datei,
                "Zahlen in einer Spalte ohne Überschrift" if not pfad else f"zweimal die Spalte „{pfad[-1]}“",
                "eine eigene Überschrift je Spalte",
                blatt=tafel.tabelle.name,
                spalte=spaltenbuchstabe(spalte),
            )
        self._gesehen.add(pfad)
        eigene = [w for w in pfad if _ZEITRAUM.fullmatch(w)]
        if len(eigene) == 1:
            zeitraum, pfad = eigene[0], tuple(w for w in pfad if w != eigene[0]) or (self.titel,)
        if zeitraum is None:
            raise refusal(
                self.datei,
                "keinen eindeutigen Zeitraum",
                "ein Jahr oder einen Stichtag in der Überschrift oder im Spaltenkopf",
                blatt=tafel.tabelle.name,
                spalte=spaltenbuchstabe(spalte),
            )
        wert, marken = self._figures(tafel, spalte, zellen, anteil=is_share(" ".join(pfad)))
        self.teile.append(
            pd.DataFrame(
                {
                    "merkmal_id": self._entry(pfad, wert, zeitraum).id,
                    "ags": tafel.ags,
                    "zeitraum": zeitraum,
                    "wert": wert,
                    "kennzeichen": pd.Series(marken, dtype="str"),
                    "blatt": tafel.tabelle.name,
                    "zeile": [z + 1 for z in tafel.zeilen],
                    "spalte": spaltenbuchstabe(spalte),
                }
            )
        )

    def _figures(
        self, tafel: Gebietstafel, spalte: int, zellen: Sequence[str], *, anteil: bool
    ) -> tuple[np.ndarray, list[str | None]]:
        wert, marken = np.full(len(zellen), np.nan), []
        anders = odd_ones(zellen)
        for n, zelle in enumerate(zellen):
            gelesen = read_cell(zelle, ZEICHEN, zahl_als_text=True)
            if gelesen is None or anders[n] or (anteil and not 0 <= (gelesen[0] or 0) <= 100):
                raise refusal(
                    self.datei,
                    f"„{zelle[:60]}“" if zelle else "eine leere Zelle",
                    f"{'einen Anteil bis 100' if anteil else 'eine Zahl'} in der Schreibweise der Spalte "
                    "oder ein Zeichen wie - . x /",
                    blatt=tafel.tabelle.name,
                    zeile=tafel.zeilen[n] + 1,
                    spalte=spaltenbuchstabe(spalte),
                )
            wert[n] = np.nan if gelesen[0] is None else gelesen[0]
            marken.append(gelesen[1])
        return wert, marken

    def _entry(self, pfad: tuple[str, ...], wert: np.ndarray, zeitraum: str) -> MerkmalEintrag:
        if eintrag := self.bekannt.get(pfad):
            return eintrag
        worte = " – ".join(pfad)
        prozent = "%" in worte
        ganz = not np.any(np.mod(wert[~np.isnan(wert)], 1))
        neu = MerkmalEintrag(
            id=stable_id(FAMILIE, self.titel, *pfad),
            name=f"{self.titel}: {worte}",
            definition=f"{self.titel}: {worte} (Thüringer Landesamt für Statistik).",
            einheit="%" if prozent else "Anzahl" if ganz else "ohne Angabe",
            bezug="Jahr" if len(zeitraum) == 4 else "Stichtag",
            familie=FAMILIE,
            tabelle=self.titel,
            spalte=pfad,
            summierbar=False,
        )
        self.neue[neu.id] = neu
        return neu

    def notes(self) -> list[str]:
        """Return notes on columns of marks and on measures that the catalogue does not know."""
        notizen = [f"Spalte „{m}“ enthält nur Ankreuzungen (x) und ist nicht gelesen" for m in self.merker]
        notizen += [f"Spalte „{m}“ ist leer und nicht gelesen" for m in self.leere]
        if self.neue:
            notizen.append(f"{len(self.neue)} Spalten stehen nicht im Katalog; als neue Merkmale gelesen")
        return notizen


def _left_out(tafel: Gebietstafel) -> list[str]:
    if not tafel.ausgelassen:
        return []
    namen = ", ".join(f"„{n[:40]}“" for n in tafel.ausgelassen[:6])
    return [f"{len(tafel.ausgelassen)} Zeilen ohne Kreis- oder Gemeindenummer nicht gelesen: {namen}"]
