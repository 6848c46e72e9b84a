"""Names of territories beside their keys: what is no name, and what contradicts the other rows of the key.

A name carries no figure. But a row whose name is not that of its key was damaged in one of both.
"""

from collections.abc import Callable, Sequence

import numpy as np

from assets.sources.regionalstatistik.aufbau import Aufbau
from assets.sources.regionalstatistik.koerper import Woerter
from assets.sources.regionalstatistik.schaden import ORIGINAL, date_damage, no_label

_NENNE = 3


def refuse_no_name(name: str, aufbau: Aufbau, zeile: Callable[[], int]) -> None:
    """Refuse errors of a spreadsheet, numbers, dates and empty cells in the place of a name.

    Raises:
        EingabeFehler: it is one of these.
    """
    grund = no_label(name) or date_damage(name)
    if grund is None and any(zeichen.isalpha() for zeichen in name):
        return
    raise aufbau.rohdaten.refuse(
        f"„{name}“ ({grund})" if grund else f"„{name}“" if name else "eine leere Zelle",
        "der Name eines Gebiets", ORIGINAL, zeile=zeile(), spalte="Gebietsname",
    )  # fmt: skip


def check_names(
    gebiet: Woerter, codes: Sequence[str], namen: Sequence[str], zeit: np.ndarray, aufbau: Aufbau
) -> list[str]:
    """Compare the names that a key has in different rows.

    A key may have another name in another period. Within a period a name of a single row is damage where
    others have the name that the key has elsewhere.

    Args:
        gebiet: Key and name of every row.
        codes: Key of every distinct text.
        namen: Name of every distinct text.
        zeit: Period of every row, as a number.
        aufbau: The file.

    Returns:
        A warning with number and examples where keys have several names.

    Raises:
        EingabeFehler: a name of a single row beside other rows of key and period.
    """
    je_code: dict[str, dict[str, list[int]]] = {}
    for nummer, (code, name) in enumerate(zip(codes, namen, strict=True)):
        je_code.setdefault(code, {}).setdefault(name, []).append(nummer)
    mehrfach = {code: texte for code, texte in je_code.items() if len(texte) > 1}
    if not mehrfach:
        return []
    _refuse_single_name(gebiet, mehrfach, zeit, aufbau)
    beispiele = [
        f"{code} „{'“ und „'.join(name[:60] for name in list(texte)[:3])}“"
        for code, texte in list(mehrfach.items())[:_NENNE]
    ]
    wort = "Gebiet trägt" if len(mehrfach) == 1 else "Gebiete tragen"
    return [
        f"{len(mehrfach)} {wort} in der Datei mehrere Namen; es gilt der zuerst gedruckte: "
        f"{'; '.join(beispiele)}{' …' if len(mehrfach) > _NENNE else '.'}"
    ]


def _refuse_single_name(
    gebiet: Woerter, mehrfach: dict[str, dict[str, list[int]]], zeit: np.ndarray, aufbau: Aufbau
) -> None:
    anzahl = np.bincount(gebiet.codes, minlength=len(gebiet.texte))
    einzeln = {
        texte[name][0]: (code, name)
        for code, texte in mehrfach.items()
        for name in texte
        if anzahl[texte[name]].sum() == 1
    }
    verdaechtig = np.zeros(len(gebiet.texte), bool)
    verdaechtig[[n for code, _ in einzeln.values() for liste in mehrfach[code].values() for n in liste]] = (
        True
    )
    zeilen = np.flatnonzero(verdaechtig[gebiet.codes])  # rows of these keys only
    texte, zeiten = gebiet.codes[zeilen], zeit[zeilen]
    for nummer, (code, name) in einzeln.items():
        hier = int(np.argmax(texte == nummer))
        andere = [n for anderer, liste in mehrfach[code].items() if anderer != name for n in liste]
        daneben = np.isin(texte, andere) & (zeiten == zeiten[hier])
        if np.count_nonzero(daneben) > 1:
            soll = next(n for n, liste in mehrfach[code].items() if n != name)
            raise aufbau.rohdaten.refuse(
                f"„{name[:60]}“ zum Schlüssel {code}",
                f"zu {code} derselbe Name wie in den übrigen Zeilen, „{soll[:60]}“",
                ORIGINAL, zeile=int(zeilen[hier]) + aufbau.anfang, spalte="Gebietsname",
            )  # fmt: skip
