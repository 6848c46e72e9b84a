"""Names of territories with article and case: „im Kyffhäuserkreis“, „des Landkreises Eichsfeld“.

The official lists print bare names („Eichsfeld“, „Dortmund, Stadt“). A sentence needs the kind of
territory and its gender; both follow from the name and the key by a few rules.
"""

import re
from dataclasses import dataclass
from typing import Final

from schemas.common import BUND, ebene_von

_ORDINARY_CITIES: Final = re.compile(r"^(09\d6\d|1300[34])$")
"""Kreisfreie Städte whose official name lacks the word „Stadt“ (Bayern, Rostock, Schwerin)."""

_LAENDER_MIT_KREIS: Final = ("01", "05")
"""Länder where the districts are called „Kreis“ and not „Landkreis“."""

_ADJEKTIV: Final = re.compile(r"^(?P<stamm>[A-ZÄÖÜ][\w-]*isch)er (?P<rest>Kreis)$")


@dataclass(frozen=True)
class Gebietsname:
    """One territory's name in the forms that sentences need.

    Attributes:
        name: Without article, for heads and tables: „Landkreis Eichsfeld“, „Dortmund“.
        nominativ: „der Landkreis Eichsfeld“.
        in_dativ: „im Landkreis Eichsfeld“.
        genitiv: „des Landkreises Eichsfeld“.
        dativ: „dem Landkreis Eichsfeld“.
        akkusativ: „den Landkreis Eichsfeld“.
    """

    name: str
    nominativ: str
    in_dativ: str
    genitiv: str
    dativ: str
    akkusativ: str


def name_of(name: str, ags: str) -> Gebietsname:
    """Return the grammatical forms of an official name.

    Args:
        name: Official name, with or without the kind after a comma („Eichsfeld, Landkreis“).
        ags: Key; decides between Land, Kreis, Gemeinde.

    Raises:
        ValueError: `ags` is no valid key.
    """
    bare, _, zusatz = name.partition(",")
    bare = bare.strip()
    ebene = ebene_von(ags)
    if ags == BUND:
        return _no_article("Deutschland")
    if ebene == "land":
        return _neuter("Saarland") if bare == "Saarland" else _no_article(bare)
    if ebene != "kreis" or _is_city(zusatz, ags):
        return _no_article(bare)
    return _district(bare, zusatz.strip(), ags)


def _is_city(zusatz: str, ags: str) -> bool:
    if "stadt" in zusatz.lower():
        return not zusatz.strip().startswith(("Landkreis", "Kreis"))
    return zusatz.strip() == "Stadtkreis" or bool(_ORDINARY_CITIES.match(ags))


def _district(bare: str, zusatz: str, ags: str) -> Gebietsname:
    """Return the forms of a Landkreis or one of its kin."""
    if zusatz == "Regionalverband" and not bare.startswith("Regionalverband"):
        bare = f"Regionalverband {bare}"
    if bare.startswith("Regionalverband"):
        return _masculine(bare, "Regionalverband", "Regionalverbands")
    if bare.startswith(("Region ", "Städteregion ")):
        return _feminine(bare)
    if bare.endswith(" Land"):
        return _neuter(bare)
    if adjektiv := _ADJEKTIV.match(bare):
        stamm = adjektiv["stamm"]
        return Gebietsname(
            name=bare,
            nominativ=f"der {stamm}e Kreis",
            in_dativ=f"im {stamm}en Kreis",
            genitiv=f"des {stamm}en Kreises",
            dativ=f"dem {stamm}en Kreis",
            akkusativ=f"den {stamm}en Kreis",
        )
    if wort := _kreis_word(bare):
        return _masculine(bare, wort, f"{wort}es")
    art = "Kreis" if ags[:2] in _LAENDER_MIT_KREIS else "Landkreis"
    return _masculine(f"{art} {bare}", art, f"{art}es")


def _kreis_word(bare: str) -> str | None:
    """Return the word of a name that ends in „kreis“, if any: „Rhein-Kreis“ of „Rhein-Kreis Neuss“."""
    return next((wort for wort in bare.split(" ") if wort.lower().endswith("kreis")), None)


def _masculine(name: str, wort: str, genitiv_wort: str) -> Gebietsname:
    return Gebietsname(
        name=name,
        nominativ=f"der {name}",
        in_dativ=f"im {name}",
        genitiv=f"des {name.replace(wort, genitiv_wort, 1)}",
        dativ=f"dem {name}",
        akkusativ=f"den {name}",
    )


def _feminine(name: str) -> Gebietsname:
    return Gebietsname(
        name=name,
        nominativ=f"die {name}",
        in_dativ=f"in der {name}",
        genitiv=f"der {name}",
        dativ=f"der {name}",
        akkusativ=f"die {name}",
    )


def _neuter(name: str) -> Gebietsname:
    genitiv = f"{name}s" if name == "Saarland" else f"{name}es"
    return Gebietsname(
        name=name,
        nominativ=f"das {name}",
        in_dativ=f"im {name}",
        genitiv=f"des {genitiv}",
        dativ=f"dem {name}",
        akkusativ=f"das {name}",
    )


def _no_article(name: str) -> Gebietsname:
    no_ending = " " in name or name.lower().endswith(("s", "ß", "x", "z", ")", "."))
    return Gebietsname(
        name=name,
        nominativ=name,
        in_dativ=f"in {name}",
        genitiv=f"von {name}" if no_ending else f"{name}s",
        dativ=name,
        akkusativ=name,
    )
