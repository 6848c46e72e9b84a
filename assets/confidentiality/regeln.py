"""Policy: which sources are protected, and how; made from the settings and the topics of own data."""

from dataclasses import dataclass
from functools import cached_property

from assets.catalogue.kommunal import load_themen
from assets.catalogue.konfiguration import SchutzAngaben

EIGENE = "kommunal_"


@dataclass(frozen=True)
class Schutzregel:
    """Protection of one group of sources.

    Attributes:
        quelle_praefix: The rule holds for sources whose id starts like this.
        mindestzahl: Smallest count that is shown; also the smallest width of the range in which a
            reader can place a withheld count.
        nullen_schuetzen: Whether zero is withheld too. If not, a reader knows that a withheld count
            is at least 1, and the audit reckons with it.
        komplement: Whether the rest (denominator minus numerator) is protected; the numerator is then
            part of the denominator. A rest of zero tells something about everyone and is withheld.
        nenner_personen: Whether the denominator counts people; places and posts are shown.
    """

    quelle_praefix: str
    mindestzahl: int = 5
    nullen_schuetzen: bool = False
    komplement: bool = True
    nenner_personen: bool = True

    @property
    def kleinster(self) -> int:
        """Smallest count that a reader has to reckon with behind a withheld figure."""
        return 0 if self.nullen_schuetzen else 1

    def too_small(self, anzahl: float, minimum: int | None = None) -> bool:
        """Tell whether a count must be withheld for its size."""
        grenze = self.mindestzahl if minimum is None else minimum
        return anzahl < grenze and (anzahl > 0 or self.nullen_schuetzen)

    def whole_too_small(self, anzahl: float) -> bool:
        """Tell whether a denominator must be withheld: too few numerators are possible below it."""
        return self.too_small(anzahl, self.mindestzahl + self.kleinster)


@dataclass(frozen=True)
class Schutzregeln:
    """All rules; a source without a rule is public and passes as it is."""

    regeln: tuple[Schutzregel, ...]

    @cached_property
    def _longest_first(self) -> tuple[Schutzregel, ...]:
        return tuple(sorted(self.regeln, key=lambda r: (-len(r.quelle_praefix), r.quelle_praefix)))

    def rule_for(self, quelle_id: str) -> Schutzregel | None:
        """Return the rule with the longest fitting prefix; None for a public source."""
        return next((r for r in self._longest_first if quelle_id.startswith(r.quelle_praefix)), None)


def rules_from_settings(angaben: SchutzAngaben) -> Schutzregeln:
    """Build the rules: one for all own data, one for each topic with its own needs (files and samples)."""
    allgemein = Schutzregel(EIGENE, angaben.eigene_daten, angaben.nullen_schuetzen)
    je_thema = [
        Schutzregel(
            quelle_praefix=f"{EIGENE}{zusatz}{thema.id}",
            mindestzahl=angaben.gesundheit if thema.gesundheit else angaben.eigene_daten,
            nullen_schuetzen=angaben.nullen_schuetzen,
            komplement=thema.komplement,
            nenner_personen=thema.nenner_personen,
        )
        for thema in load_themen().values()
        for zusatz in ("", "beispiel_")
    ]
    return Schutzregeln((allgemein, *je_thema))
