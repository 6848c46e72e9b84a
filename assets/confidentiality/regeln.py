"""Policy: which sources are protected, and how; made from the settings and the topics of own data."""

from dataclasses import dataclass
from functools import cached_property

from assets.catalogue.kommunal import Thema, load_themen
from assets.catalogue.konfiguration import SchutzAngaben, SchutzquelleAngaben

EIGENE = "kommunal_"
_BEISPIEL = "kommunal_beispiel_"


@dataclass(frozen=True)
class Schutzregel:
    """Protection of one group of sources.

    Attributes:
        quelle_praefix: The rule holds for sources whose id starts like this.
        mindestzahl: Smallest count that is shown; also the smallest width of the range in which a
            reader can place a withheld count.
        nullen_schuetzen: Whether zero is withheld too. If not, a reader knows that a withheld count
            is at least 1, and the audit reckons with it.
        komplement: Whether the rest (whole minus part) is protected. A rest of zero tells something
            about everyone and is withheld.
        gruppe: Whether „all“ and „none“ of a whole are withheld, whatever the other rules say.
        dominanz: Share of its largest part from which a sum is withheld with that part; None: no such rule.
        rundung: Base to which all counts are rounded in place of withholding; None: withhold.
    """

    quelle_praefix: str
    mindestzahl: int = 5
    nullen_schuetzen: bool = False
    komplement: bool = True
    gruppe: bool = False
    dominanz: float | None = None
    rundung: int | None = None

    def smallest(self, *, teil: bool) -> int:
        """Smallest count that a reader has to reckon with behind a withheld figure.

        Args:
            teil: Whether the count is a part of a whole that counts people.
        """
        return 0 if self.nullen_schuetzen or (self.gruppe and teil) else 1

    def too_small(self, anzahl: float, *, teil: bool) -> bool:
        """Tell whether a count must be withheld for its size."""
        return self.smallest(teil=teil) <= anzahl < self.mindestzahl

    def whole_too_small(self, anzahl: float) -> bool:
        """Tell whether a denominator must be withheld: too few numerators are possible below it."""
        return 0 < anzahl < self.mindestzahl + self.smallest(teil=True)

    def rest_too_small(self, teil: float, rest: float) -> bool:
        """Tell whether part and whole together say too much about those who are not in the part."""
        if rest < 0 or teil + rest == 0:
            return False
        if self.komplement and teil > 0 and rest < self.mindestzahl:
            return True
        return self.gruppe and rest == 0


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
    """Build the rules: one for all own data, one for each topic, one for each source of the settings.

    A topic's rule holds for its files and for its samples.
    """
    themen = load_themen()
    regeln = {EIGENE: Schutzregel(EIGENE, angaben.eigene_daten, angaben.nullen_schuetzen)}
    for thema in themen.values():
        eigene = next((q for q in angaben.quelle if q.quelle == thema.id), None)
        for praefix in (f"{EIGENE}{thema.id}", f"{_BEISPIEL}{thema.id}"):
            regeln[praefix] = _rule(praefix, angaben, thema, eigene)
    for quelle in angaben.quelle:
        if quelle.quelle not in themen:
            regeln[quelle.quelle] = _rule(quelle.quelle, angaben, _topic_of(quelle.quelle), quelle)
    return Schutzregeln(tuple(regeln.values()))


def _topic_of(praefix: str) -> Thema | None:
    rest = praefix.removeprefix(_BEISPIEL).removeprefix(EIGENE)
    return next((t for t in load_themen().values() if rest.startswith(t.id)), None)


def _rule(
    praefix: str, angaben: SchutzAngaben, thema: Thema | None, quelle: SchutzquelleAngaben | None
) -> Schutzregel:
    art = "gesundheit" if thema and thema.gesundheit else "eigene_daten"
    komplement = thema.komplement if thema else True
    if quelle is None:
        return Schutzregel(praefix, getattr(angaben, art), angaben.nullen_schuetzen, komplement)
    return Schutzregel(
        quelle_praefix=praefix,
        mindestzahl=quelle.mindestzahl or getattr(angaben, quelle.art or art),
        nullen_schuetzen=angaben.nullen_schuetzen if quelle.nullen is None else quelle.nullen == "schuetzen",
        komplement=komplement if quelle.komplement is None else quelle.komplement,
        gruppe=quelle.gruppe,
        dominanz=quelle.dominanz,
        rundung=quelle.rundung if quelle.verfahren == "runden" else None,
    )
