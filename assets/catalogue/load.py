"""Read the catalogue: TOML files into frozen models, with all references checked."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.brueche import Bruchangabe, inherit, refuse_unknown_families
from assets.catalogue.fehler import KatalogFehler, field_error, read_toml
from assets.catalogue.groessen import Groesse, refuse_own_counts
from assets.catalogue.models import (
    Bezug,
    Handlungsfeld,
    Herausgeber,
    IndikatorEintrag,
    Katalogeintrag,
    Luecke,
    MerkmalEintrag,
    Warnhinweis,
)

ORDNER: Final = Path(__file__).resolve().parent
KOMMUNAL: Final = "kommunal"
"""Family of the Landratsamt's own counts."""
PLATZHALTER: Final = ("gebiet", "im_gebiet", "wert", "jahr", "zaehler", "nenner", "von100")

Eintrag = TypeVar("Eintrag", bound=Katalogeintrag)


@dataclass(frozen=True)
class Katalog:
    """The whole catalogue; every mapping in the order of its file.

    Attributes:
        herausgeber: Publication families by `familie`.
        bezuege: Publications that the installation wants to hold, by id.
        merkmale: Base measures by id.
        indikatoren: Indicators by id, with the breaks of their measures.
        warnhinweise: Usage warnings by id.
        handlungsfelder: Fields of action, by their number.
        luecken: Indicators without data, in the order of the life course.
        groessen: Quantities that several sources state, by id.
        brueche: Breaks of series, by id.
    """

    herausgeber: Mapping[str, Herausgeber]
    bezuege: Mapping[str, Bezug]
    merkmale: Mapping[str, MerkmalEintrag]
    indikatoren: Mapping[str, IndikatorEintrag]
    warnhinweise: Mapping[str, Warnhinweis]
    handlungsfelder: tuple[Handlungsfeld, ...]
    luecken: tuple[Luecke, ...]
    groessen: Mapping[str, Groesse] = field(default_factory=dict)
    brueche: Mapping[str, Bruchangabe] = field(default_factory=dict)


def load_katalog(ordner: Path | None = None) -> Katalog:
    """Read all files of the catalogue and check them against each other.

    Args:
        ordner: Folder with `indikatoren.toml`, `warnhinweise.toml`, `handlungsfelder.toml`,
            `luecken.toml`, `quellen.toml`, `groessen.toml`, `brueche.toml` and the folder `merkmale`; the
            project's own if None.

    Raises:
        KatalogFehler: a file, a field or a reference is wrong; the message names the place.
    """
    basis = ordner or ORDNER
    herausgeber = _by_key(basis, "quellen.toml", "herausgeber", Herausgeber, "familie", neben=("bezug",))
    bezuege = _by_key(basis, "quellen.toml", "bezug", Bezug, neben=("herausgeber",))
    merkmale = _read_merkmale(basis)
    indikatoren = _by_key(basis, "indikatoren.toml", "indikator", IndikatorEintrag)
    warnhinweise = _by_key(basis, "warnhinweise.toml", "warnhinweis", Warnhinweis)
    felder = _by_key(basis, "handlungsfelder.toml", "handlungsfeld", Handlungsfeld)
    luecken = _by_key(basis, "luecken.toml", "luecke", Luecke)
    groessen = _by_key(basis, "groessen.toml", "groesse", Groesse)
    brueche = _by_key(basis, "brueche.toml", "bruch", Bruchangabe)
    _check_familien(merkmale.values(), herausgeber)
    _check_bezuege(bezuege.values(), herausgeber)
    for eintrag in indikatoren.values():
        _check_terms(eintrag, merkmale)
        _check_hinweise(eintrag, warnhinweise)
        _check_satz(eintrag)
    _check_luecken(luecken, indikatoren, merkmale)
    refuse_own_counts(groessen.values(), {m.id for m in merkmale.values() if m.familie == KOMMUNAL})
    refuse_unknown_families(brueche.values(), herausgeber)
    return Katalog(
        herausgeber,
        bezuege,
        merkmale,
        {i: inherit(e, merkmale, brueche.values()) for i, e in indikatoren.items()},
        warnhinweise,
        tuple(sorted(felder.values(), key=lambda f: f.nummer)),
        tuple(luecken.values()),
        groessen,
        brueche,
    )


def read_entries(
    pfad: Path,
    datei: str,
    tabelle: str,
    modell: type[Eintrag],
    schluessel: str = "id",
    neben: tuple[str, ...] = (),
) -> list[Eintrag]:
    """Read the `[[tabelle]]` entries of one file; `neben` names the tables that may stand beside it.

    Raises:
        KatalogFehler: no such table, another table beside it, a wrong field, or the same key twice.
    """
    inhalt = read_toml(pfad, datei)
    for fremd in sorted(set(inhalt) - {tabelle, *neben}):
        raise KatalogFehler(
            datei, "", f"„{fremd}“", f"nur Einträge [[{tabelle}]]", "den Tabellennamen berichtigen"
        )
    roh = inhalt.get(tabelle)
    if not isinstance(roh, list) or not roh:
        raise KatalogFehler(
            datei, "", "keinen Eintrag", f"mindestens einen Eintrag [[{tabelle}]]", "die Einträge ergänzen"
        )
    eintraege: list[Eintrag] = []
    gesehen: set[str] = set()
    for nummer, angaben in enumerate(roh, start=1):
        eintrag = _entry(datei, nummer, angaben, modell, schluessel)
        name = str(getattr(eintrag, schluessel))
        if name in gesehen:
            raise KatalogFehler(
                datei,
                name,
                "die Kennung zweimal",
                "jede Kennung nur einmal",
                "einen der beiden Einträge umbenennen oder löschen",
            )
        gesehen.add(name)
        eintraege.append(eintrag)
    return eintraege


def _entry(datei: str, nummer: int, angaben: Any, modell: type[Eintrag], schluessel: str) -> Eintrag:
    name = str(angaben.get(schluessel, f"Nr. {nummer}")) if isinstance(angaben, dict) else f"Nr. {nummer}"
    try:
        return modell.model_validate(angaben)
    except ValidationError as fehler:
        raise field_error(datei, name, fehler) from fehler


def _by_key(
    ordner: Path,
    datei: str,
    tabelle: str,
    modell: type[Eintrag],
    schluessel: str = "id",
    neben: tuple[str, ...] = (),
) -> dict[str, Eintrag]:
    eintraege = read_entries(ordner / datei, datei, tabelle, modell, schluessel, neben)
    return {str(getattr(e, schluessel)): e for e in eintraege}


def _read_merkmale(ordner: Path) -> dict[str, MerkmalEintrag]:
    merkmale: dict[str, MerkmalEintrag] = {}
    for pfad in sorted((ordner / "merkmale").glob("*.toml")):
        datei = f"merkmale/{pfad.name}"
        for eintrag in read_entries(pfad, datei, "merkmal", MerkmalEintrag):
            if eintrag.id in merkmale:
                raise KatalogFehler(
                    datei,
                    eintrag.id,
                    "eine Kennung, die eine andere Datei schon vergibt",
                    "jede Kennung nur einmal",
                    "einen der beiden Einträge umbenennen oder löschen",
                )
            merkmale[eintrag.id] = eintrag
    return merkmale


def _check_familien(merkmale: Iterable[MerkmalEintrag], herausgeber: Mapping[str, Herausgeber]) -> None:
    for merkmal in merkmale:
        if merkmal.familie not in herausgeber:
            raise KatalogFehler(
                f"merkmale/{merkmal.familie}.toml",
                merkmal.id,
                f"die unbekannte Familie „{merkmal.familie}“",
                ", ".join(herausgeber),
                "die Familie berichtigen oder in quellen.toml anlegen",
            )


def _check_bezuege(bezuege: Iterable[Bezug], herausgeber: Mapping[str, Herausgeber]) -> None:
    for bezug in bezuege:
        if bezug.familie not in herausgeber:
            raise KatalogFehler(
                "quellen.toml",
                bezug.id,
                f"die unbekannte Familie „{bezug.familie}“",
                ", ".join(herausgeber),
                "die Familie berichtigen oder als [[herausgeber]] anlegen",
            )


def _check_terms(eintrag: IndikatorEintrag, merkmale: Mapping[str, MerkmalEintrag]) -> None:
    for feld in ("wert", "zaehler", "nenner"):
        ausdruck = getattr(eintrag, feld)
        if ausdruck is None:
            continue
        try:
            terme = parse_ausdruck(ausdruck)
        except ValueError as fehler:
            raise KatalogFehler(
                "indikatoren.toml",
                eintrag.id,
                f"im Feld „{feld}“ {fehler}",
                "Kennungen von Basismerkmalen, mit + und - verbunden",
                "den Ausdruck berichtigen",
            ) from fehler
        for merkmal_id, _ in terme:
            if merkmal_id not in merkmale:
                raise KatalogFehler(
                    "indikatoren.toml",
                    eintrag.id,
                    f"im Feld „{feld}“ das unbekannte Basismerkmal „{merkmal_id}“",
                    "eine Kennung aus dem Ordner merkmale",
                    "die Schreibweise prüfen oder das Basismerkmal anlegen",
                )


def _check_hinweise(eintrag: IndikatorEintrag, warnhinweise: Mapping[str, Warnhinweis]) -> None:
    for hinweis in eintrag.hinweise:
        if hinweis not in warnhinweise:
            raise KatalogFehler(
                "indikatoren.toml",
                eintrag.id,
                f"den unbekannten Hinweis „{hinweis}“",
                "eine Kennung aus warnhinweise.toml",
                "die Schreibweise prüfen oder den Hinweis anlegen",
            )


def _check_satz(eintrag: IndikatorEintrag) -> None:
    erwartet = ", ".join(f"{{{name}}}" for name in PLATZHALTER)
    try:
        namen = [name for _, name, _, _ in string.Formatter().parse(eintrag.satz) if name is not None]
    except ValueError as fehler:
        raise KatalogFehler(
            "indikatoren.toml",
            eintrag.id,
            "im Feld „satz“ eine einzelne geschweifte Klammer",
            erwartet,
            "die Klammern paarweise setzen",
        ) from fehler
    for name in namen:
        if name not in PLATZHALTER:
            raise KatalogFehler(
                "indikatoren.toml",
                eintrag.id,
                f"im Feld „satz“ den unbekannten Platzhalter „{{{name}}}“",
                erwartet,
                "den Platzhalter berichtigen",
            )


def _check_luecken(
    luecken: Mapping[str, Luecke],
    indikatoren: Mapping[str, IndikatorEintrag],
    merkmale: Mapping[str, MerkmalEintrag],
) -> None:
    """Refuse a gap that has data; own counts of the Landratsamt may be missing and stay a gap till then."""
    for luecke_id in luecken:
        eintrag = indikatoren.get(luecke_id)
        if eintrag is not None and not is_kommunal(eintrag, merkmale):
            raise KatalogFehler(
                "luecken.toml",
                luecke_id,
                "einen Indikator, für den der Katalog Daten hat",
                "nur Indikatoren ohne Daten oder aus eigenen Zählwerten des Landratsamts",
                "den Eintrag aus luecken.toml löschen",
            )


def is_kommunal(eintrag: IndikatorEintrag, merkmale: Mapping[str, MerkmalEintrag]) -> bool:
    """Tell whether an indicator rests on nothing but the Landratsamt's own counts."""
    ausdruecke = [a for a in (eintrag.wert, eintrag.zaehler, eintrag.nenner) if a is not None]
    return all(merkmale[m].familie == KOMMUNAL for a in ausdruecke for m, _ in parse_ausdruck(a))
