"""The planning side of a run: six registers from the folder of own data, checked against each other."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from assets.planning.lesen import read_register, typed_frame
from assets.planning.register import REGISTER, Register
from assets.sources.fehler import EingabeFehler
from assets.sources.kommunal.leser import MARKE, ORDNER_BEISPIEL
from assets.sources.kommunal.tabelle import ABHILFE_VORLAGE


@dataclass(frozen=True)
class Planung:
    """Frames of the six registers; columns as in `schemas.planning`, samples marked by `beispiel`."""

    massnahmen: pd.DataFrame
    ziele: pd.DataFrame
    plaene: pd.DataFrame
    angebote: pd.DataFrame
    beteiligung: pd.DataFrame
    beschluesse: pd.DataFrame

    def frames(self) -> list[tuple[Register, pd.DataFrame]]:
        """Return each register with its rows."""
        return [(register, getattr(self, name)) for name, register in REGISTER.items()]


def read_planung(ordner: Path, *, beispiele: bool) -> Planung:
    """Read the registers; an own register replaces the sample of that register.

    Args:
        ordner: `data/raw/kommunal`: own registers there, samples in its folder `beispiel`.
        beispiele: False leaves every sample out.

    Raises:
        EingabeFehler: a file is wrong, or an own register lies there as CSV and as workbook.
    """
    return Planung(**{name: _read_one(ordner, register, beispiele) for name, register in REGISTER.items()})


def check_planung(planung: Planung, handlungsfelder: Collection[int], indikatoren: Collection[str]) -> None:
    """Check what no single cell shows: references, order of dates.

    Args:
        planung: The registers.
        handlungsfelder: Known numbers.
        indikatoren: Known indicator ids.

    Raises:
        EingabeFehler: the first row with an unknown field of action, indicator, goal, decision,
            participation or measure, or with an end before its beginning.
    """
    _check_known(planung, handlungsfelder, indikatoren)
    _check_links(planung)
    for register, von, bis in (
        ("massnahmen", "beginn", "frist"),
        ("plaene", "gueltig_von", "gueltig_bis"),
        ("beteiligung", "von", "bis"),
    ):
        rahmen = getattr(planung, register)
        falsch = rahmen[rahmen[bis] < rahmen[von]]
        _refuse(REGISTER[register], falsch, bis, f"ein Datum nicht vor „{von}“")


def _read_one(ordner: Path, register: Register, beispiele: bool) -> pd.DataFrame:
    eigene = [p for e in ("xlsx", "csv") if (p := ordner / f"{register.name}.{e}").is_file()]
    if len(eigene) > 1:
        raise EingabeFehler(
            datei=eigene[0].name,
            gefunden=f"dasselbe Register auch als {eigene[1].name}",
            erwartet="jedes Register genau einmal",
            abhilfe="Die Fassung behalten, die gelten soll, und die andere aus dem Ordner entfernen.",
        )
    if eigene:
        return read_register(eigene[0], register)
    muster = ordner / ORDNER_BEISPIEL / f"{MARKE}_{register.name}.csv"
    return read_register(muster, register) if beispiele and muster.is_file() else typed_frame(register, [])


def _check_known(planung: Planung, handlungsfelder: Collection[int], indikatoren: Collection[str]) -> None:
    for name in ("massnahmen", "ziele"):
        rahmen = getattr(planung, name)
        fremd = rahmen[~rahmen["handlungsfeld"].isin(handlungsfelder)]
        nummern = ", ".join(str(n) for n in sorted(handlungsfelder))
        _refuse(REGISTER[name], fremd, "handlungsfeld", f"eines der Handlungsfelder {nummern}")
    for name, spalte in (
        ("massnahmen", "befund_indikator"),
        ("massnahmen", "wirkindikator"),
        ("ziele", "indikator_id"),
        ("plaene", "indikatoren"),
    ):
        rahmen = getattr(planung, name)
        fremd = rahmen[[bool(_unknown(zelle, indikatoren)) for zelle in rahmen[spalte]]]
        _refuse(REGISTER[name], fremd, spalte, "die Kennung eines Indikators aus dem Katalog")


def _check_links(planung: Planung) -> None:
    """References lead to a row; those of samples only where the other register is a sample too."""
    for name, spalte, ziel in (
        ("massnahmen", "ziel_id", "ziele"),
        ("massnahmen", "beteiligung_id", "beteiligung"),
        ("massnahmen", "beschluss_id", "beschluesse"),
        ("massnahmen", "vorgaenger_id", "massnahmen"),
        ("massnahmen", "nachfolger_id", "massnahmen"),
        ("ziele", "uebergeordnet", "ziele"),
        ("plaene", "beschluss_id", "beschluesse"),
        ("plaene", "massnahmen", "massnahmen"),
    ):
        rahmen, andere = getattr(planung, name), getattr(planung, ziel)
        gilt = ~rahmen["beispiel"] | bool(andere["beispiel"].any())
        bekannt = set(andere[REGISTER[ziel].schluessel])
        unbekannt = np.array([bool(_unknown(zelle, bekannt)) for zelle in rahmen[spalte]], dtype=bool)
        fremd = rahmen[gilt & unbekannt]
        _refuse(REGISTER[name], fremd, spalte, f"eine Kennung aus dem Register „{REGISTER[ziel].titel}“")


def _unknown(zelle: object, bekannt: Iterable[str]) -> set[str]:
    teile = {teil.strip() for teil in zelle.split(",")} if isinstance(zelle, str) else set()
    return teile - set(bekannt)


def _refuse(register: Register, falsch: pd.DataFrame, spalte: str, erwartet: str) -> None:
    if falsch.empty:
        return
    erste = falsch.iloc[0]
    marke = f"{MARKE}_" if erste["beispiel"] else ""
    raise EingabeFehler(
        datei=f"{marke}{register.name}",
        spalte=spalte,
        gefunden=f"„{erste[spalte]}“ bei {erste[register.schluessel]}",
        erwartet=erwartet,
        abhilfe=ABHILFE_VORLAGE,
    )
