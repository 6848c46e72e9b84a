"""Breaks of series as data: when, why, and which measures they cut; indicators inherit them.

A break says from which year on figures are no longer comparable with earlier ones. `bis` marks a gradual
change (a rising age limit): it cuts no series, but is said wherever the series is shown. `ausgaben_ab`
tells from which edition on earlier periods, too, carry the new basis; by it a revision finds its reason.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final, Literal

from pydantic import Field, model_validator

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.fehler import KatalogFehler
from assets.catalogue.models import Bruch, IndikatorEintrag, Katalogeintrag, MerkmalEintrag
from schemas.common import DATUM_MUSTER, ID_MUSTER

BRUCHARTEN: Final = {
    "definition": "geänderte Definition oder Rechtslage",
    "zensusbasis": "andere Zensusbasis",
    "revision": "Revision der Statistik",
}


class Bruchangabe(Katalogeintrag):
    """One break of series and the measures that it concerns.

    Attributes:
        id: Key.
        datum: Day of the change.
        ab: First year whose figures stand on the new side.
        bis: Last year of a gradual change; none: the break is sharp.
        art: Kind of change; for revisions caused by it, their reason.
        grund: Reason in a few words, as printed beside a figure.
        erlaeuterung: What exactly changed.
        ausgaben_ab: Editions from this day on carry the new basis for earlier periods as well.
        rueckwirkend_bis: Earliest year that those editions recompute; the year of `datum` if none.
        merkmale: Measures; `*` stands for any part of a key.
        familien: Publication families that are concerned as a whole, or with the `tabellen` named.
        tabellen: Tables of those families; `*` stands for any part.
    """

    id: str = Field(pattern=ID_MUSTER)
    datum: str = Field(pattern=DATUM_MUSTER)
    ab: int = Field(ge=1990, le=2100)
    bis: int | None = Field(default=None, ge=1990, le=2100)
    art: Literal["definition", "zensusbasis", "revision"]
    grund: str
    erlaeuterung: str
    ausgaben_ab: str | None = Field(default=None, pattern=DATUM_MUSTER)
    rueckwirkend_bis: int | None = Field(default=None, ge=1950, le=2100)
    merkmale: tuple[str, ...] = ()
    familien: tuple[str, ...] = ()
    tabellen: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _concerns_something(self) -> "Bruchangabe":
        if not self.merkmale and not self.familien:
            raise ValueError(f"{self.id}: nennt weder Merkmale noch Familien")
        if self.tabellen and not self.familien:
            raise ValueError(f"{self.id}: „tabellen“ braucht „familien“")
        return self

    @property
    def neu_ab(self) -> int:
        """Earliest year that editions on the new basis recompute."""
        return self.rueckwirkend_bis or int(self.datum[:4])

    def concerns(self, merkmal_id: str, merkmal: MerkmalEintrag | None = None) -> bool:
        """Tell whether a measure is cut; without its entry only its key can be compared."""
        if any(fnmatchcase(merkmal_id, muster) for muster in self.merkmale):
            return True
        if merkmal is None or merkmal.familie not in self.familien:
            return False
        return not self.tabellen or any(fnmatchcase(merkmal.tabelle, muster) for muster in self.tabellen)


def inherit(
    eintrag: IndikatorEintrag, merkmale: Mapping[str, MerkmalEintrag], brueche: Iterable[Bruchangabe]
) -> IndikatorEintrag:
    """Return an indicator with its own breaks and those of its measures, each once, in order of years.

    A denominator of the year before carries its break one year later.
    """
    eigene, gleitende = list(eintrag.brueche), list(eintrag.gleitend)
    alle = tuple(brueche)
    for merkmal_id, versatz in measures_of(eintrag):
        for angabe in alle:
            if angabe.concerns(merkmal_id, merkmale.get(merkmal_id)):
                bruch = Bruch(jahr=angabe.ab - versatz, grund=angabe.grund, bis=angabe.bis)
                (eigene if angabe.bis is None else gleitende).append(bruch)
    return eintrag.model_copy(update={"brueche": _once(eigene), "gleitend": _once(gleitende)})


def measures_of(eintrag: IndikatorEintrag) -> Iterator[tuple[str, int]]:
    """Yield the measures that carry an indicator's value, with the years that each is shifted."""
    if eintrag.wert:
        ausdruecke: list[tuple[str | None, int]] = [(eintrag.wert, 0)]
    else:
        ausdruecke = [(eintrag.zaehler, 0), (eintrag.nenner, eintrag.nenner_versatz)]
    for ausdruck, versatz in ausdruecke:
        for merkmal_id, _ in parse_ausdruck(ausdruck) if ausdruck else ():
            yield merkmal_id, versatz


def refuse_unknown_families(brueche: Iterable[Bruchangabe], familien: Container[str]) -> None:
    """Refuse a break that names a family of no publication.

    Raises:
        KatalogFehler: the first such break.
    """
    for bruch in brueche:
        for familie in bruch.familien:
            if familie not in familien:
                raise KatalogFehler(
                    "brueche.toml",
                    bruch.id,
                    f"die unbekannte Familie „{familie}“",
                    "eine Familie aus quellen.toml",
                    "die Familie berichtigen oder in quellen.toml anlegen",
                )


def _once(brueche: Iterable[Bruch]) -> tuple[Bruch, ...]:
    je_stelle = {(b.jahr, b.grund): b for b in brueche}
    return tuple(je_stelle[stelle] for stelle in sorted(je_stelle))
