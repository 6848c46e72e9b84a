"""Body of the table CSV: rows of fields → long table of cells, parsed column-wise."""

import re
from collections.abc import Collection
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from assets.sources.fehler import EingabeFehler
from assets.sources.regionalstatistik.aufbau import NEU_LADEN, Aufbau
from assets.sources.regionalstatistik.kopf import ZEIT, Spalte
from assets.sources.regionalstatistik.kreise import AUFGELOEST, NEU

_CODE: Final = re.compile(r"DG|\d{2}|\d{3}|\d{5}|\d{8}", re.ASCII)
_ZAHL: Final = re.compile(r"-?\d+(?:,\d+)?", re.ASCII)
_MIT_ZEICHEN: Final = re.compile(r"\((-?\d+(?:,\d+)?)\)|(-?\d+(?:,\d+)?) ?([prs])", re.ASCII)
_OHNE_WERT: Final = (".", "...", "x", "/")
_DATUM_IM_TITEL: Final = re.compile(r"\b(\d{2}\.\d{2}\.\d{4})\b")
_LAENDER: Final = frozenset(f"{nummer:02}" for nummer in range(1, 17))


def read_body(
    aufbau: Aufbau, vorspalten: int, spalten: list[Spalte], bekannte_kreise: Collection[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the cells, the territories and notes on rows left out.

    Returns:
        Cells with `spalte` (position among the value columns), `auspraegung` (text or empty), `ags`,
        `zeitraum`, `wert`, `kennzeichen`; territories with `ags`, `name`; notes.

    Raises:
        EingabeFehler: row of wrong length, unknown key or period, double row, text in a number cell.
    """
    feld = _as_array(aufbau, vorspalten + len(spalten))
    rollen = _find_roles(feld[:, :vorspalten], aufbau)
    zeilen = pd.DataFrame(
        {
            "nummer": np.arange(len(feld)) + aufbau.anfang,
            "code": feld[:, rollen["code"]],
            "name": feld[:, rollen["name"]],
            "zeit": feld[:, rollen["zeit"]] if "zeit" in rollen else _period_of_title(aufbau, spalten),
            "auspraegung": _join_characteristics(feld, vorspalten, rollen),
        }
    )
    _check_keys(zeilen, aufbau, bekannte_kreise)
    zeilen["ags"] = zeilen["code"].replace("DG", "00")
    zeilen["zeitraum"] = _periods(zeilen["zeit"], zeilen["nummer"], aufbau)
    _refuse_double_rows(zeilen, aufbau)
    wert, kennzeichen = _parse_cells(feld[:, vorspalten:], aufbau, spalten)
    behalten, hinweise = _choose_rows(zeilen, aufbau)
    zellen = _to_long(zeilen[behalten], wert[behalten], kennzeichen[behalten], aufbau, spalten)
    gebiete = zeilen.loc[behalten, ["ags", "name"]].drop_duplicates("ags").reset_index(drop=True)
    return zellen, gebiete, hinweise


def _as_array(aufbau: Aufbau, breite: int) -> np.ndarray:
    for nummer, zeile in enumerate(aufbau.zeilen, aufbau.anfang):
        if len(zeile) != breite:
            raise EingabeFehler(
                aufbau.datei, f"eine Zeile mit {len(zeile)} Feldern", f"{breite} Felder wie im Kopf",
                NEU_LADEN, zeile=nummer,
            )  # fmt: skip
    return np.array(aufbau.zeilen, dtype=object)


def _find_roles(vor: np.ndarray, aufbau: Aufbau) -> dict[str, int]:
    """Find period, code and name among the leading columns by the first rows; any order is allowed."""
    proben = [[str(wert) for wert in spalte[:20]] for spalte in vor.T]
    rollen: dict[str, int] = {}
    for i, proben_spalte in enumerate(proben):
        if "code" not in rollen and any(_CODE.fullmatch(wert) for wert in proben_spalte):
            rollen["code"] = i
        elif "zeit" not in rollen and any(ZEIT.fullmatch(wert) for wert in proben_spalte):
            rollen["zeit"] = i
    if "code" not in rollen or rollen["code"] + 1 >= len(proben):
        raise EingabeFehler(
            aufbau.datei, f"„{';'.join(str(wert) for wert in vor[0])}“",
            "eine Spalte mit Gebietsschlüsseln und eine mit Namen", NEU_LADEN, zeile=aufbau.anfang,
        )  # fmt: skip
    rollen["name"] = rollen["code"] + 1
    return rollen


def _period_of_title(aufbau: Aufbau, spalten: list[Spalte]) -> str:
    if all(spalte.zeit for spalte in spalten):
        return str(spalten[0].zeit)
    daten = set(_DATUM_IM_TITEL.findall(aufbau.ganzer_titel))
    if len(daten) == 1:
        return str(daten.pop())
    raise EingabeFehler(
        aufbau.datei, "weder eine Spalte noch eine Kopfzeile mit Jahr oder Stichtag",
        "ein Jahr oder Stichtag",
        "Die Tabelle mit der Zeit in der Vorspalte herunterladen.",
    )  # fmt: skip


def _join_characteristics(feld: np.ndarray, vorspalten: int, rollen: dict[str, int]) -> np.ndarray:
    weitere = [i for i in range(vorspalten) if i not in rollen.values()]
    if not weitere:
        return np.full(len(feld), "", dtype=object)
    verbunden = feld[:, weitere[0]]
    for i in weitere[1:]:
        verbunden = verbunden + " / " + feld[:, i]
    return verbunden


def _check_keys(zeilen: pd.DataFrame, aufbau: Aufbau, bekannte_kreise: Collection[str] | None) -> None:
    """Refuse keys that no territory has."""
    codes = pd.Series(pd.unique(zeilen["code"]), dtype=object)
    gueltig = codes.map(lambda code: bool(_CODE.fullmatch(code)) and (code == "DG" or code[:2] in _LAENDER))
    if bekannte_kreise is not None:
        erlaubt = set(bekannte_kreise) | set(AUFGELOEST) | set(NEU)
        gueltig &= (codes.str.len() != 5) | codes.isin(erlaubt)
    if not gueltig.all():
        code = codes[~gueltig].iloc[0]
        art = "unbekannter Kreis" if re.fullmatch(r"\d{5}", code) else "unbekannter Gebietsschlüssel"
        raise EingabeFehler(
            aufbau.datei, f"„{code}“ ({art})", "ein amtlicher Gebietsschlüssel",
            "Schlüssel prüfen; bei einer Gebietsreform zuerst das Gebietsverzeichnis erneuern.",
            zeile=int(zeilen.loc[zeilen["code"] == code, "nummer"].iloc[0]), spalte="Gebietsschlüssel",
        )  # fmt: skip


def _periods(zeiten: pd.Series, nummern: pd.Series, aufbau: Aufbau) -> pd.Series:
    ersatz: dict[str, str] = {}
    for zeit in pd.unique(zeiten):
        try:
            ersatz[zeit] = normalise_period(zeit)
        except ValueError as fehler:
            raise EingabeFehler(
                aufbau.datei, f"„{zeit}“", "ein Jahr oder ein Stichtag (2019, 31.12.2019, 2019-12-31)",
                NEU_LADEN, zeile=int(nummern[zeiten == zeit].iloc[0]), spalte="Zeit",
            ) from fehler  # fmt: skip
    return zeiten.map(ersatz)


def normalise_period(zeit: str) -> str:
    """Return `2019`, `2019-12-31` or `2013/2014` for the ways in which periods are printed.

    Raises:
        ValueError: no period, or a date that does not exist.
    """
    if not ZEIT.fullmatch(zeit):
        raise ValueError(f"kein Zeitraum: {zeit!r}")
    if "." in zeit:
        tag, monat, jahr = zeit.split(".")
        return date(int(jahr), int(monat), int(tag)).isoformat()
    if "-" in zeit:
        return date.fromisoformat(zeit).isoformat()
    if "/" in zeit:
        von, bis = zeit.split("/")
        return f"{von}/{von[: 4 - len(bis)]}{bis}"
    return zeit


def _refuse_double_rows(zeilen: pd.DataFrame, aufbau: Aufbau) -> None:
    schluessel = ["zeitraum", "ags", "auspraegung"]
    doppelt = zeilen.duplicated(schluessel)
    if not doppelt.any():
        return
    zweite = zeilen[doppelt].iloc[0]
    erste = zeilen[(zeilen[schluessel] == zweite[schluessel]).all(axis=1)].iloc[0]
    raise EingabeFehler(
        aufbau.datei, f"noch einmal {zweite['zeit']}, {zweite['code']} {zweite['auspraegung']}".rstrip(),
        f"jedes Gebiet je Zeitraum nur einmal (zuerst in Zeile {erste['nummer']})", NEU_LADEN,
        zeile=int(zweite["nummer"]),
    )  # fmt: skip


def _parse_cells(feld: np.ndarray, aufbau: Aufbau, spalten: list[Spalte]) -> tuple[np.ndarray, np.ndarray]:
    """Parse every distinct cell text once and spread the results back over the table."""
    nummern, texte = pd.factorize(feld.ravel())
    werte = np.full(len(texte), np.nan)
    zeichen = np.full(len(texte), None, dtype=object)
    for i, text in enumerate(texte):
        try:
            werte[i], zeichen[i] = parse_cell(text)
        except ValueError as fehler:
            zeile, spalte = divmod(int(np.argmax(nummern == i)), len(spalten))
            raise EingabeFehler(
                aufbau.datei, f"„{text}“" if text else "eine leere Zelle",
                "eine Zahl mit Dezimalkomma oder ein amtliches Zeichen", NEU_LADEN,
                zeile=aufbau.anfang + zeile, spalte=spalten[spalte].name,
            ) from fehler  # fmt: skip
    return werte[nummern].reshape(feld.shape), zeichen[nummern].reshape(feld.shape)


def parse_cell(text: str) -> tuple[float, str | None]:
    """Return value and official sign of one cell; NaN where there is no value.

    `-` is 0, a printed zero is more than nothing by the official key and carries `0`;
    `(12)` carries `()`, `12p` carries `p`.

    Raises:
        ValueError: neither a number with decimal comma nor an official sign.
    """
    if _ZAHL.fullmatch(text):
        wert = float(text.replace(",", "."))
        return wert, ("0" if wert == 0 else None)
    if text == "-":
        return 0.0, "-"
    if text in _OHNE_WERT:
        return float("nan"), text
    treffer = _MIT_ZEICHEN.fullmatch(text)
    if treffer is None:
        raise ValueError(f"keine Zahl und kein Zeichen: {text!r}")
    zahl = treffer.group(1) or treffer.group(2)
    return float(zahl.replace(",", ".")), treffer.group(3) or "()"


def _choose_rows(zeilen: pd.DataFrame, aufbau: Aufbau) -> tuple[np.ndarray, list[str]]:
    """Leave out Regierungsbezirke and, in Kreis tables, parts of Kreise; count what is left out."""
    laenge = zeilen["code"].str.len()
    bezirke = (laenge == 3).to_numpy()
    gemeindetabelle = aufbau.tabelle.endswith("-5")
    teile = ((laenge == 8) & (zeilen["code"].str.startswith("11") | (not gemeindetabelle))).to_numpy()
    hinweise = []
    for auswahl, was in (
        (bezirke, "Regierungsbezirke und statistische Regionen"),
        (teile, "Teile von Kreisen (Berliner Bezirke, einzelne Städte)"),
    ):
        if auswahl.any():
            codes = zeilen.loc[auswahl, "code"].drop_duplicates()
            hinweise.append(
                f"{len(codes)} {was} nicht übernommen ({int(auswahl.sum())} Zeilen): "
                f"{', '.join(codes.head(5))}{' …' if len(codes) > 5 else ''}."
            )
    return ~(bezirke | teile), hinweise


def _to_long(
    zeilen: pd.DataFrame, wert: np.ndarray, kennzeichen: np.ndarray, aufbau: Aufbau, spalten: list[Spalte]
) -> pd.DataFrame:
    anzahl = len(spalten)
    zellen = pd.DataFrame(
        {
            "spalte": np.tile(np.arange(anzahl), len(zeilen)),
            "auspraegung": np.repeat(zeilen["auspraegung"].to_numpy(), anzahl),
            "ags": np.repeat(zeilen["ags"].to_numpy(), anzahl),
            "zeitraum": np.repeat(zeilen["zeitraum"].to_numpy(), anzahl),
            "wert": wert.ravel(),
            "kennzeichen": pd.array(kennzeichen.ravel(), dtype="str"),
        }
    )
    if any(spalte.zeit for spalte in spalten):
        zeiten = pd.Series([spalte.zeit for spalte in spalten])
        genormt = _periods(zeiten, pd.Series([aufbau.anfang - 1] * anzahl), aufbau)
        zellen["zeitraum"] = np.tile(genormt.to_numpy(), len(zeilen))
    return zellen
