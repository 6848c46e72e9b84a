"""The figures of one Kreis that its reports may print."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from assets.reports.geometrie import Form
from schemas.common import BUND

PLANUNG: Final = ("massnahme", "ziel", "plan", "angebot", "beteiligung")


class Messwert(NamedTuple):
    """One value of one indicator for one territory and year; columns as in the table `indikatorwert`."""

    ags: str
    jahr: int
    zeitraum: str
    wert: float | None
    zaehler: float | None
    nenner: float | None
    untergrenze: float | None
    obergrenze: float | None
    kennzeichen: str | None
    verlaesslichkeit: str
    herkunft: str
    quelle_id: str
    gebietsstand: str | None


class Vergleichswert(NamedTuple):
    """One row of the table `vergleich` without its keys."""

    gruppe: str
    wert: float | None
    art: str
    differenz: float | None
    rang: float | None
    anzahl: float | None
    fuenftel: int | None
    jahr: int


class Verteilungswert(NamedTuple):
    """Distribution of an indicator over the Kreise of one group and year."""

    jahr: int
    gruppe: str
    anzahl: int
    minimum: float
    grenze1: float
    grenze2: float
    median: float
    grenze3: float
    grenze4: float
    maximum: float


class Trendwert(NamedTuple):
    """Direction of a series of at least five points."""

    von: int
    bis: int
    anzahl: int
    steigung: float
    richtung: str
    bruch: str | None = None


class Quellenzeile(NamedTuple):
    """One row of the table `quelle` with the newest period of its figures and its standing."""

    quelle_id: str
    herausgeber: str
    titel: str
    tabelle: str
    stand: str
    lizenz: str
    lizenz_url: str | None
    url: str | None
    quellenvermerk: str
    neuester_zeitraum: str | None
    ueberholt: bool


class Konfliktzeile(NamedTuple):
    """One row of the table `konflikt`: two sources state one figure differently."""

    groesse: str
    ags: str
    zeitraum: str
    merkmal_gilt: str
    quelle_gilt: str
    wert_gilt: float | None
    merkmal_anders: str
    quelle_anders: str
    wert_anders: float | None


class Revisionszeile(NamedTuple):
    """One row of the table `revision`: a figure that a newer edition changed."""

    art: str
    kennung: str
    ags: str
    zeitraum: str
    quelle_alt: str
    quelle_neu: str
    wert_alt: float | None
    wert_neu: float | None
    kennzeichen_alt: str | None
    kennzeichen_neu: str | None
    grund: str


class Gebietszeile(NamedTuple):
    """One territory."""

    ags: str
    name: str
    ebene: str
    einwohner: float | None


Zeile = Mapping[str, Any]


@dataclass(frozen=True)
class Bestand:
    """Everything that the report of one Kreis may print.

    Attributes:
        kreis: Five-digit key of the Kreis.
        gebiete: Territories by key: Deutschland, Länder, Kreise, the Gemeinden of the Kreis.
        werte: `(indikator_id, ags)` → values by year, oldest first. For other Kreise only the year
            that is the newest of the home Kreis.
        vergleiche: `(indikator_id, ags, jahr)` → group → comparison.
        verteilungen: `(indikator_id, gruppe)` → distributions by year, oldest first.
        trends: `indikator_id` → trend of the home Kreis.
        quellen: All sources used by a figure of this Kreis, sorted by key.
        planung: Planning tables by name; a missing table is an empty tuple.
        altersaufbau: Stichtag → `m_u3`, `w_u3`, … → persons of the Kreis (table 12411-0018).
        formen: Outlines by key: the Kreise of the Land, the Gemeinden of the Kreis; may be empty.
        konflikte: Contradictions of sources about the Kreis, its Land or Deutschland, in order of key.
        revisionen: Revised figures of the same territories, in order of key.
    """

    kreis: str
    gebiete: Mapping[str, Gebietszeile]
    werte: Mapping[tuple[str, str], tuple[Messwert, ...]]
    vergleiche: Mapping[tuple[str, str, int], Mapping[str, Vergleichswert]]
    verteilungen: Mapping[tuple[str, str], tuple[Verteilungswert, ...]]
    trends: Mapping[str, Trendwert]
    quellen: Mapping[str, Quellenzeile]
    planung: Mapping[str, tuple[Zeile, ...]] = field(default_factory=dict)
    altersaufbau: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    formen: Mapping[str, Form] = field(default_factory=dict)
    konflikte: tuple[Konfliktzeile, ...] = ()
    revisionen: tuple[Revisionszeile, ...] = ()

    @property
    def land(self) -> str:
        """Two-digit key of the Land."""
        return self.kreis[:2]

    @property
    def hat_beispiele(self) -> bool:
        """Whether any figure or register entry of this Kreis is a fictional sample."""
        eigene = (reihe for (_, ags), reihe in self.werte.items() if ags == self.kreis)
        return any(m.herkunft == "beispiel" for reihe in eigene for m in reihe) or any(
            bool(zeile.get("beispiel")) for zeilen in self.planung.values() for zeile in zeilen
        )

    def reihe(self, indikator_id: str, ags: str | None = None) -> tuple[Messwert, ...]:
        """Return the values of an indicator for a territory (default: the Kreis), oldest first."""
        return self.werte.get((indikator_id, ags or self.kreis), ())

    def aktuell(self, indikator_id: str, ags: str | None = None) -> Messwert | None:
        """Return the newest value that holds a number, else the newest entry, else None."""
        reihe = self.reihe(indikator_id, ags)
        mit_zahl = [m for m in reihe if m.wert is not None]
        kandidaten = mit_zahl or list(reihe)
        return kandidaten[-1] if kandidaten else None

    def im_jahr(self, indikator_id: str, ags: str, jahr: int) -> Messwert | None:
        """Return the value of one year, or None."""
        return next((m for m in self.reihe(indikator_id, ags) if m.jahr == jahr), None)

    def vergleich(self, indikator_id: str, messwert: Messwert) -> Mapping[str, Vergleichswert]:
        """Return the comparisons of one value by group."""
        return self.vergleiche.get((indikator_id, messwert.ags, messwert.jahr), {})

    def verteilung(self, indikator_id: str, jahr: int, gruppe: str = BUND) -> Verteilungswert | None:
        """Return the distribution over the Kreise in one year, or None."""
        return next((v for v in self.verteilungen.get((indikator_id, gruppe), ()) if v.jahr == jahr), None)

    @property
    def gemeinden(self) -> tuple[Gebietszeile, ...]:
        """Gemeinden of the Kreis by name."""
        zeilen = [g for g in self.gebiete.values() if g.ebene == "gemeinde" and g.ags[:5] == self.kreis]
        return tuple(sorted(zeilen, key=lambda g: (g.name, g.ags)))
