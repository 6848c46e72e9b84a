"""Flat CSV → one row per figure, the same for both generations of the format.

Since 2025 a row holds one figure with measure, unit and value in columns of their own; until 2024 there was
one column per measure with its unit in the name (`BEVSTD__Bevoelkerungsstand__Anzahl`). Either has one block
of four columns per variable: code and label of the variable, code and label of the characteristic.
"""

import csv
import io
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from assets.sources.fehler import EingabeFehler
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.genesis.behaelter import NEU_LADEN, Inhalt

_ROLLEN: Final = {
    "statistics_code": "statistik", "statistik_code": "statistik",
    "statistics_label": "statistik_name", "statistik_label": "statistik_name",
    "time_code": "zeit_art", "zeit_code": "zeit_art",
    "time_label": "zeit_name", "zeit_label": "zeit_name",
    "time": "zeit", "zeit": "zeit",
    "value": "wert", "value_unit": "einheit", "value_q": "guete",
    "value_variable_code": "mass", "value_variable_label": "mass_name",
}  # fmt: skip
_VARIABLE: Final = re.compile(
    r"(\d{1,2})_(variable|merkmal|variable_attribute|auspraegung)_(code|label)", re.ASCII
)
_MASS: Final = re.compile(r"([A-Za-z0-9-]+)__(.*)__((?!q$).*?)(__q)?", re.ASCII)
_FREMDE_TRENNER: Final = {",": "Komma", "\t": "Tabulator"}
"""Separators of copies that a program has saved anew: recognised, and refused with that reason."""
_IMMER: Final = {"statistik", "statistik_name", "zeit_art", "zeit"}
_NEU: Final = {"wert", "einheit", "mass", "mass_name"}
_TEILE: Final = {
    ("variable", "code"): "merkmal", ("variable", "label"): "merkmal_name",
    ("merkmal", "code"): "merkmal", ("merkmal", "label"): "merkmal_name",
    ("variable_attribute", "code"): "code", ("variable_attribute", "label"): "name",
    ("auspraegung", "code"): "code", ("auspraegung", "label"): "name",
}  # fmt: skip


@dataclass(frozen=True)
class Flach:
    """A flat CSV in the common form.

    Attributes:
        inhalt: Where it came from.
        zeilen: `nummer` (row of the file, from 1), `spalte` (letters), `statistik`, `statistik_name`,
            `zeit_art`, `zeit`, `mass`, `mass_name`, `einheit`, `wert`, `guete` (all text), and for every
            variable k `merkmal_k`, `merkmal_name_k`, `code_k`, `name_k`.
        variablen: The k in ascending order.
    """

    inhalt: Inhalt
    zeilen: pd.DataFrame
    variablen: tuple[int, ...]


def is_flat_header(anfang: bytes) -> bool:
    """Say whether the bytes begin with the header of a flat CSV of either generation, also a resaved one."""
    erste = anfang.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("latin-1").strip("\r")
    return any(_names_roles(erste.split(trenner)) for trenner in (";", *_FREMDE_TRENNER))


def _names_roles(kopf: list[str]) -> bool:
    namen = [_column_name(n).lower() for n in kopf]
    rollen = {_ROLLEN.get(n) for n in namen}
    if not {"statistik", "zeit"} <= rollen:
        return False
    return rollen >= _NEU or any(_MASS.fullmatch(n) for n in namen)


def parse_flat(inhalt: Inhalt) -> Flach:
    """Take the text apart.

    Raises:
        EingabeFehler: unknown or missing columns, a row of other length, no rows.
    """
    erste, _, rest = inhalt.text.partition(b"\n")
    kopf = [_column_name(n) for n in erste.decode().strip("\r").split(";")]
    for trenner, name in _FREMDE_TRENNER.items():
        if _names_roles(kopf[0].split(trenner)):
            raise _header_error(
                inhalt, f"Felder, die durch {name} getrennt sind (die Datei wurde neu gespeichert)"
            )
    rollen = _roles(kopf, inhalt)
    nummern = _row_numbers(rest, len(kopf), inhalt)
    if not len(nummern):
        raise EingabeFehler(
            inhalt.datei, "keine Datenzeilen", "mindestens eine Datenzeile", NEU_LADEN, blatt=inhalt.blatt
        )
    tabelle = _read_table(rest, kopf, rollen)
    tabelle["nummer"] = nummern
    variablen = tuple(sorted({int(r.rsplit("_", 1)[1]) for r in rollen.values() if r.startswith("code_")}))
    if "wert" not in rollen.values():
        tabelle = _one_row_per_measure(tabelle, kopf)
    else:
        wertspalte = next(n for n in kopf if rollen[n] == "wert")
        tabelle = tabelle.assign(spalte=spaltenbuchstabe(kopf.index(wertspalte)))
        if "guete" not in tabelle.columns:
            tabelle["guete"] = ""
    return Flach(inhalt, tabelle, variablen)


def _column_name(name: str) -> str:
    return name.strip().strip('"').strip()


def _roles(kopf: list[str], inhalt: Inhalt) -> dict[str, str]:
    """Name the role of every column; measures of the older generation keep their own name."""
    rollen: dict[str, str] = {}
    for name in kopf:
        klein = name.lower()
        if klein in _ROLLEN:
            rollen[name] = _ROLLEN[klein]
        elif treffer := _VARIABLE.fullmatch(klein):
            rollen[name] = f"{_TEILE[treffer[2], treffer[3]]}_{int(treffer[1])}"
        elif _MASS.fullmatch(name):
            rollen[name] = name
        else:
            raise _header_error(inhalt, f"die unbekannte Spalte „{name[:60]}“", name)
    if len(set(kopf)) < len(kopf):
        raise _header_error(inhalt, "eine Spalte doppelt", next(n for n in kopf if kopf.count(n) > 1))
    _require_roles(set(rollen.values()), inhalt)
    return rollen


def _require_roles(vorhanden: set[str], inhalt: Inhalt) -> None:
    if fehlt := sorted(_IMMER - vorhanden):
        raise _header_error(inhalt, f"keine Spalte für „{fehlt[0]}“")
    if "wert" in vorhanden and (fehlt := sorted(_NEU - vorhanden)):
        raise _header_error(inhalt, f"keine Spalte für „{fehlt[0]}“")
    bloecke = [r for r in vorhanden if r.startswith("code_")]
    for k in (r.rsplit("_", 1)[1] for r in bloecke):
        if not {f"merkmal_{k}", f"merkmal_name_{k}", f"name_{k}"} <= vorhanden:
            raise _header_error(inhalt, f"das Merkmal {k} ohne alle vier Spalten")
    if not bloecke:
        raise _header_error(inhalt, "kein Merkmal")


def _header_error(inhalt: Inhalt, gefunden: str, spalte: str | None = None) -> EingabeFehler:
    return EingabeFehler(
        inhalt.datei, gefunden, "die Spalten einer flachen CSV der Statistik-Schnittstelle", NEU_LADEN,
        blatt=inhalt.blatt, zeile=1, spalte=spalte,
    )  # fmt: skip


def _row_numbers(rest: bytes, breite: int, inhalt: Inhalt) -> np.ndarray:
    """Return the row of the file in which every record begins; refuse records of other length."""
    if b'"' not in rest:
        zeilen = rest.split(b"\n")
        if zeilen[-1] == b"":
            zeilen.pop()
        felder = [zeile.count(b";") + 1 for zeile in zeilen]
        beginne = list(range(2, len(zeilen) + 2))
    else:
        leser = csv.reader(io.StringIO(rest.decode(), newline=""), delimiter=";", strict=True)
        felder, beginne, naechste = [], [], 2
        try:
            for satz in leser:
                felder.append(len(satz))
                beginne.append(naechste)
                naechste = leser.line_num + 2
        except csv.Error as fehler:
            raise EingabeFehler(
                inhalt.datei, "eine Zelle, deren Anführungszeichen nicht schließt", "vollständige Zellen",
                NEU_LADEN, blatt=inhalt.blatt, zeile=naechste,
            ) from fehler  # fmt: skip
    falsch = next((i for i, anzahl in enumerate(felder) if anzahl != breite), None)
    if falsch is not None:
        letzte = " (die Datei ist abgeschnitten)" if falsch == len(felder) - 1 else ""
        raise EingabeFehler(
            inhalt.datei, f"eine Zeile mit {felder[falsch]} Feldern{letzte}", f"{breite} Felder wie im Kopf",
            NEU_LADEN, blatt=inhalt.blatt, zeile=beginne[falsch],
        )  # fmt: skip
    if felder and not rest.endswith(b"\n"):
        raise EingabeFehler(
            inhalt.datei, "eine letzte Zeile ohne Zeilenende (die Datei ist abgeschnitten)",
            "eine vollständige Datei", NEU_LADEN, blatt=inhalt.blatt, zeile=beginne[-1],
        )  # fmt: skip
    return np.array(beginne)


def _read_table(rest: bytes, kopf: list[str], rollen: dict[str, str]) -> pd.DataFrame:
    zahlen = {n for n in kopf if rollen[n] == "wert" or rollen[n] == n}
    tabelle = pd.read_csv(
        io.BytesIO(rest), sep=";", header=None, names=kopf, index_col=False, na_filter=False,
        dtype="str", skip_blank_lines=False, encoding="utf-8",
    )  # fmt: skip
    for name in kopf:
        if name not in zahlen:
            tabelle[name] = _stripped(tabelle[name])
    return tabelle.rename(columns=rollen)


def _stripped(spalte: pd.Series) -> pd.Series:
    """Strip the indentation of labels, and keep every text once.

    Reading as a category at once would turn keys into numbers and lose their leading zeros.
    """
    nummern, texte = pd.factorize(spalte)
    return pd.Series(pd.Categorical.from_codes(*_merge_equal(nummern, texte)), index=spalte.index)


def _merge_equal(nummern: np.ndarray, texte: pd.Index) -> tuple[np.ndarray, pd.Index]:
    neu, einzeln = pd.factorize(pd.Series([str(t).strip() for t in texte], dtype=object))
    return neu[nummern], pd.Index(einzeln, dtype="str")


def _one_row_per_measure(tabelle: pd.DataFrame, kopf: list[str]) -> pd.DataFrame:
    """Turn the measure columns of the older generation into rows."""
    masse = [(n, treffer) for n in kopf if (treffer := _MASS.fullmatch(n)) and not treffer[4]]
    fest = [n for n in tabelle.columns if not _MASS.fullmatch(str(n))]
    teile = []
    for name, treffer in masse:
        guete = tabelle[f"{name}__q"] if f"{name}__q" in tabelle.columns else ""
        teile.append(
            tabelle[fest].assign(
                wert=tabelle[name],
                guete=guete,
                mass=treffer[1],
                mass_name=treffer[2],
                einheit=treffer[3],
                spalte=spaltenbuchstabe(kopf.index(name)),
            )
        )
    ganz = pd.concat(teile, ignore_index=True)
    for name in ("mass", "mass_name", "einheit", "guete"):
        ganz[name] = ganz[name].astype("category")
    return ganz
