"""Readers of the register files: CSV or workbook → typed rows; every wrong cell named by its place."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assets.planning.register import Feld, Register
from assets.sources.kommunal.leser import MARKE
from assets.sources.kommunal.tabelle import Tabelle, Zeile, read_tabelle
from assets.sources.kommunal.zellen import german_number, iso_date
from assets.store.tabellen import pandas_typen, table_of
from schemas.planning_begriffe import KENNUNG_MUSTER

_ERWARTET = {
    "datum": "ein Datum (31.12.2026)",
    "jahr": "eine Jahreszahl (2026)",
    "zahl": "eine Zahl mit Dezimalkomma (1.234,5)",
    "nummer": "eine Nummer, der Name darf folgen (3 Bildung im familiären Umfeld)",
}


def read_register(pfad: Path, register: Register) -> pd.DataFrame:
    """Read one register file.

    Args:
        pfad: CSV, or workbook with the sheet „Daten“. A name with `BEISPIEL_` in front makes it a
            sample: then every row must say `ja` in the column `beispiel`, else none may.
        register: Which register it is.

    Returns:
        Frame with the columns and types of the register's model, sorted by key.

    Raises:
        EingabeFehler: form or column wrong; a required cell empty; a cell of the wrong kind or not
            among the choices; a key twice; samples and own rows mixed.
    """
    pflicht = [f.spalte for f in register.felder if f.spalte != "beispiel"]
    tabelle = read_tabelle(pfad, pflicht, ("beispiel",))
    beispiel = pfad.stem.startswith(f"{MARKE}_")
    zeilen = [_row(tabelle, zeile, register, beispiel=beispiel) for zeile in tabelle.zeilen]
    _check_keys(tabelle, [str(z[register.schluessel]) for z in zeilen], register.schluessel)
    return typed_frame(register, zeilen)


def typed_frame(register: Register, zeilen: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame of the register's model, sorted by key; empty without rows."""
    spalten = pandas_typen(table_of(register.modell))
    rahmen = pd.DataFrame(list(zeilen), columns=list(spalten)).astype(spalten)
    return rahmen.sort_values(register.schluessel, ignore_index=True)


def _row(tabelle: Tabelle, zeile: Zeile, register: Register, *, beispiel: bool) -> dict[str, Any]:
    marke = zeile.zellen.get("beispiel", "").casefold()
    if (marke == "ja") != beispiel or marke not in ("", "ja", "nein"):
        raise tabelle.refuse(
            f"„{marke}“",
            "„ja“ in jeder Zeile eines Musters" if beispiel else "eigene Angaben ohne die Marke „ja“",
            zeile=zeile.nummer,
            spalte="beispiel",
            abhilfe="Für eigene Angaben die leere Vorlage verwenden, nicht das ausgefüllte Muster.",
        )
    werte = {f.spalte: _value(tabelle, zeile, f) for f in register.felder if f.spalte != "beispiel"}
    schluessel = str(werte[register.schluessel])
    if not re.match(KENNUNG_MUSTER, schluessel):
        raise tabelle.refuse(
            f"„{schluessel}“",
            "eine Kennung aus Buchstaben, Ziffern, Punkt und Bindestrich",
            zeile=zeile.nummer,
            spalte=register.schluessel,
        )
    return werte | {"beispiel": beispiel}


def _value(tabelle: Tabelle, zeile: Zeile, feld: Feld) -> object:
    zelle = zeile.zellen[feld.spalte]
    if not zelle:
        if feld.pflicht:
            raise tabelle.refuse(
                "eine leere Zelle",
                f"eine Angabe: {feld.beschreibung}",
                zeile=zeile.nummer,
                spalte=feld.spalte,
            )
        return None
    wert = _parse(zelle, feld)
    if wert is None:
        labels = ", ".join(f"„{label}“" for label in feld.auswahl.values())
        raise tabelle.refuse(
            f"„{zelle}“",
            _ERWARTET.get(feld.art)
            or f"{'eines oder mehrere' if feld.art == 'liste' else 'eines'} von {labels}",
            zeile=zeile.nummer,
            spalte=feld.spalte,
        )
    return wert


def _parse(zelle: str, feld: Feld) -> object:
    """Return the stored value of a filled cell, None where it is not allowed."""
    if feld.art == "datum":
        return iso_date(zelle)
    if feld.art == "jahr":
        return float(zelle) if re.fullmatch(r"(19|20)\d{2}", zelle) else None
    if feld.art == "zahl":
        zahl = german_number(zelle)
        return zahl if zahl is not None and (zahl >= 0 or feld.spalte.startswith("wirk_")) else None
    if feld.art == "nummer":
        treffer = re.match(r"^(\d{1,2})(\D|$)", zelle)
        return int(treffer.group(1)) if treffer and int(treffer.group(1)) else None
    if feld.art == "auswahl":
        return _code(zelle, feld)
    if feld.art == "liste":
        codes = [_code(teil.strip(), feld) for teil in zelle.split(",")]
        return None if None in codes else ",".join(dict.fromkeys(str(c) for c in codes))
    return zelle


def _code(zelle: str, feld: Feld) -> str | None:
    labels = {label.casefold(): code for code, label in feld.auswahl.items()}
    return zelle if zelle in feld.auswahl else labels.get(zelle.casefold())


def _check_keys(tabelle: Tabelle, schluessel: Sequence[str], spalte: str) -> None:
    gesehen: dict[str, int] = {}
    for zeile, wert in zip(tabelle.zeilen, schluessel, strict=True):
        erste = gesehen.setdefault(wert, zeile.nummer)
        if erste != zeile.nummer:
            raise tabelle.refuse(
                f"die Kennung „{wert}“ wie in Zeile {erste}",
                "jede Kennung genau einmal",
                zeile=zeile.nummer,
                spalte=spalte,
            )
