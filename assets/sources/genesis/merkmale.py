"""Measure and characteristics of a row → id of a base measure.

The id is made from codes and not from labels, so German and English files, both generations and all editions
agree: table, measure, unit (unless it counts), and per variable with a characteristic the codes of both.
The unit belongs to the measure: the census prints persons and their share under one code.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.genesis.behaelter import NEU_LADEN
from assets.sources.genesis.flach import Flach
from assets.sources.genesis.tabelle import Tabelle
from assets.sources.genesis.worte import slug

_EINHEITEN: Final = {
    "number": "Anzahl", "Number": "Anzahl", "percent": "Prozent", "%": "Prozent", "persons": "Personen",
    "per cent": "Prozent", "EUR 1000": "Tsd. EUR", "1000 EUR": "Tsd. EUR",
}  # fmt: skip
_ZAEHLEND: Final = ("Anzahl", "Personen")
_FUELLWORTE: Final = {"", "Insgesamt", "Total", "Anzahl", "Geschlecht"}
_BEZUG: Final = {"STAG": "Stichtag", "JAHR": "Jahr"}


def assign_measures(
    flach: Flach, tabelle: Tabelle, gebietsmerkmal: int, katalog: Mapping[str, MerkmalEintrag]
) -> tuple[pd.Series, tuple[MerkmalEintrag, ...]]:
    """Name the measure of every row.

    Args:
        flach: The rows.
        tabelle: Their table.
        gebietsmerkmal: Number of the variable that names the territory; it is no part of the measure.
        katalog: Base measures by id.

    Returns:
        `merkmal_id` per row, and entries for the measures that the catalogue does not know.

    Raises:
        EingabeFehler: two combinations of codes give the same id.
    """
    weitere = [k for k in flach.variablen if k != gebietsmerkmal]
    spalten = ["mass", "einheit", *(f"{t}_{k}" for k in weitere for t in ("merkmal", "code"))]
    zeilen = flach.zeilen
    gruppe = zeilen.groupby(spalten, observed=True, sort=False).ngroup()
    erste = zeilen.loc[~gruppe.duplicated()]
    bekannt = _catalogue_paths(tabelle, katalog)
    ids: list[str] = []
    neue: dict[str, MerkmalEintrag] = {}
    for satz in erste.to_dict("records"):
        eintrag = _entry({str(n): w for n, w in satz.items()}, weitere, tabelle)
        treffer = bekannt.get((_path(eintrag.spalte), eintrag.einheit), [])
        if len(treffer) == 1:
            ids.append(treffer[0])
            continue
        if eintrag.id in neue:
            raise _same_id(flach, eintrag.id, int(satz["nummer"]))
        neue[eintrag.id] = eintrag
        ids.append(eintrag.id)
    _refuse_double_use(flach, ids, erste)
    return gruppe.map(dict(enumerate(ids))).astype("str"), tuple(neue.values())


def normal_unit(einheit: str) -> str:
    """Return the German name of a unit."""
    return _EINHEITEN.get(einheit, einheit) or "Anzahl"


def _entry(satz: Mapping[str, object], weitere: Iterable[int], tabelle: Tabelle) -> MerkmalEintrag:
    einheit = normal_unit(str(satz["einheit"]))
    codes: list[str] = []
    namen: list[str] = []
    for merkmal, code, name in sorted(
        (str(satz[f"merkmal_{k}"]), str(satz[f"code_{k}"]), str(satz[f"name_{k}"])) for k in weitere
    ):
        if code:
            codes += [merkmal, code]
            namen.append(name)
    teile = [tabelle.praefix, tabelle.nummer, str(satz["mass"]), *codes]
    kennung = f"{teile[0]}{slug(teile[1])}_" if teile[1][:1].isdigit() else f"{teile[0]}_{slug(teile[1])}_"
    if tabelle.praefix == "z22":
        kennung = f"z22_{slug(teile[1])}_"
    kennung += "_".join(slug(t) for t in teile[2:])
    if einheit not in _ZAEHLEND:
        kennung += f"_{slug(einheit)}"
    mass_name = str(satz["mass_name"])
    return MerkmalEintrag(
        id=kennung,
        name=", ".join([mass_name, *namen]),
        definition=f"{tabelle.titel}; Tabelle {tabelle.nummer}, Maß {satz['mass']} „{mass_name}“"
        + (f", Ausprägung „{' / '.join(namen)}“" if namen else ""),
        einheit=einheit,
        bezug=_BEZUG.get(str(satz["zeit_art"]), str(satz.get("zeit_name") or "Jahr")),
        familie="regionalstatistik" if tabelle.familie == "unbekannt" else tabelle.familie,
        tabelle=tabelle.nummer,
        spalte=(mass_name, *namen),
        summierbar=einheit in _ZAEHLEND,
    )


def _path(worte: Iterable[str]) -> frozenset[str]:
    return frozenset(w for w in worte if w not in _FUELLWORTE)


def _catalogue_paths(
    tabelle: Tabelle, katalog: Mapping[str, MerkmalEintrag]
) -> dict[tuple[frozenset[str], str], list[str]]:
    """Return the measures that the catalogue holds of this table, by the set of their labels and the unit."""
    pfade: dict[tuple[frozenset[str], str], list[str]] = {}
    for eintrag in katalog.values():
        if eintrag.tabelle == tabelle.nummer and eintrag.familie in ("regionalstatistik", tabelle.familie):
            schluessel = (_path([*eintrag.spalte, eintrag.auspraegung or ""]), eintrag.einheit)
            pfade.setdefault(schluessel, []).append(eintrag.id)
    return pfade


def _same_id(flach: Flach, kennung: str, zeile: int) -> EingabeFehler:
    return EingabeFehler(
        flach.inhalt.datei, f"zwei Merkmale mit derselben Kennung {kennung}", "unterscheidbare Merkmale",
        NEU_LADEN, blatt=flach.inhalt.blatt, zeile=zeile,
    )  # fmt: skip


def _refuse_double_use(flach: Flach, ids: list[str], erste: pd.DataFrame) -> None:
    doppelt = pd.Series(ids).duplicated().to_numpy()
    if doppelt.any():
        i = int(doppelt.argmax())
        raise _same_id(flach, ids[i], int(erste["nummer"].iloc[i]))
