"""Reader of the flat CSV of the statistics API, both generations, German and English.

Recognised by its column heads, in a bare file, a ZIP archive or the JSON answer of the older interface.
Nothing is listed table by table: variables, measures, units and periods are in the file. `gebietsstand` is
the date that the territory variable states, else the last day of the period, and empty for spans of years.
"""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.genesis.behaelter import NEU_LADEN, csv_members, peek, read_container
from assets.sources.genesis.flach import Flach, is_flat_header, parse_flat
from assets.sources.genesis.gebiet import find_territories
from assets.sources.genesis.merkmale import assign_measures
from assets.sources.genesis.pruefung import check_codes
from assets.sources.genesis.striche import resolve_flat_dashes
from assets.sources.genesis.tabelle import identify_table, is_english, source_record
from assets.sources.genesis.worte import ganze_zahl
from assets.sources.genesis.zeit import (
    UnterjaehrigeAngabeError,
    is_part_of_year,
    normalise_period,
    territory_date,
)
from assets.sources.genesis.zellen import decimal_separator, parse_cell
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, quellen_rahmen
from schemas.sources import Beobachtungen, Quelle

_WORTANFANG: Final = b"stati"
_HUELLE: Final = re.compile(rb'"Content"\s*:\s*"' + _WORTANFANG, re.IGNORECASE)
_SCHLUESSEL: Final = ["merkmal_id", "ags", "zeitraum"]


def recognise_flat(probe: Probe) -> bool:
    """Say whether the file is or holds a flat CSV, by its column heads."""
    if probe.ist_zip:
        return any(is_flat_header(peek(probe.pfad, name)) for name in csv_members(probe.archiv)[:5])
    if probe.anfang.lstrip()[:1] == b"{":
        return _enveloped_header(probe.anfang)
    return is_flat_header(probe.anfang)


def _enveloped_header(anfang: bytes) -> bool:
    treffer = _HUELLE.search(anfang)
    if treffer is None:
        return False
    text = anfang[treffer.end() - len(_WORTANFANG) :]
    return is_flat_header(text.replace(b"\\r", b"").replace(b"\\n", b"\n"))


def read_flat(pfad: Path, kontext: Kontext) -> Lesung:
    """Read one file.

    Args:
        pfad: The file; it is only read.
        kontext: Catalogue of base measures, and known Kreise (empty: keys are checked for their form only).

    Returns:
        Source, observations (`wert` in the unit of the measure, place of every cell), territories, warnings,
        and entries for measures that the catalogue does not know.

    Raises:
        EingabeFehler: the file is no intact flat CSV; names row, column, found, expected.
    """
    flach = parse_flat(read_container(pfad))
    englisch = is_english(flach)
    gebiete = find_territories(flach)
    check_codes(flach, gebiete.variable)
    zeitraum, hinweise = _periods(flach)
    zellen = flach.zeilen[["nummer", "spalte"]].assign(
        ags=gebiete.ags, zeitraum=zeitraum, gebietsstand=gebiete.gebietsstand
    )
    zellen[["wert", "kennzeichen"]] = _figures(flach, englisch)
    behalten = zellen["ags"].notna() & zellen["zeitraum"].notna()
    if not behalten.any():
        gruende = " ".join([*gebiete.hinweise, *hinweise])
        raise EingabeFehler(
            pfad.name, f"keine Angabe, die übernommen werden kann ({gruende})",
            "Angaben zu Jahren oder Stichtagen und zu Ländern, Kreisen oder Gemeinden",
            "Eine Tabelle mit Jahreswerten oder Stichtagen wählen.", blatt=flach.inhalt.blatt,
        )  # fmt: skip
    letzter_tag = str(zellen.loc[behalten, "zeitraum"].map(_last_day).max())
    tabelle = identify_table(flach, letzter_tag)
    zellen["merkmal_id"], merkmale = assign_measures(flach, tabelle, gebiete.variable, kontext.merkmale)
    zellen = zellen[behalten]
    _refuse_double(zellen, flach)
    zellen, striche = resolve_flat_dashes(zellen, kontext.kreise)
    genutzt = set(zellen["merkmal_id"])
    quelle = source_record(tabelle, pfad)
    return Lesung(
        datei=pfad.name,
        quelle=Quelle.validate(quellen_rahmen([quelle])),
        beobachtungen=_observations(zellen, str(quelle["quelle_id"]), flach.inhalt.blatt),
        gebiete=_territory_names(flach, gebiete.variable, zellen),
        warnungen=(*tabelle.hinweise, *gebiete.hinweise, *hinweise, *striche),
        merkmale=tuple(m for m in merkmale if m.id in genutzt),
    )


def _last_day(zeitraum: str) -> str:
    return territory_date(zeitraum) or f"{zeitraum[-4:]}-12-31"


def _periods(flach: Flach) -> tuple[pd.Series, list[str]]:
    """Return the period of every row; NULL and a note where it is shorter than a year."""
    zeilen = flach.zeilen
    genormt: dict[str, str | None] = {}
    for gedruckt in zeilen["zeit"].astype(str).unique():
        try:
            genormt[gedruckt] = normalise_period(gedruckt)
        except UnterjaehrigeAngabeError:
            genormt[gedruckt] = None
        except ValueError as fehler:
            zeile = zeilen.loc[zeilen["zeit"].astype(str) == gedruckt, "nummer"].iloc[0]
            raise EingabeFehler(
                flach.inhalt.datei, f"„{gedruckt}“", "ein Jahr, ein Stichtag oder eine Zeitspanne", NEU_LADEN,
                blatt=flach.inhalt.blatt, zeile=int(zeile), spalte="Zeit",
            ) from fehler  # fmt: skip
    zeitraum = zeilen["zeit"].astype(str).map(genormt)
    for k in flach.variablen:
        paare = zeilen[[f"merkmal_{k}", f"code_{k}"]].drop_duplicates().astype(str)
        teile = {(m, c) for m, c in paare.itertuples(index=False, name=None) if is_part_of_year(m, c)}
        if teile:
            codes = {c for _, c in teile}
            zeitraum = zeitraum.mask(zeilen[f"code_{k}"].isin(codes))
    fehlt = int(zeitraum.isna().sum())
    hinweise = []
    if fehlt:
        hinweise.append(
            f"{ganze_zahl(fehlt)} Angaben zu Monaten, Quartalen oder anderen Teilen eines Jahres nicht "
            "übernommen: das Programm führt Jahre, Stichtage und Zeitspannen."
        )
    return zeitraum, hinweise


def _figures(flach: Flach, englisch: bool) -> pd.DataFrame:
    """Return `wert` and `kennzeichen` of every row."""
    zeilen = flach.zeilen
    texte = zeilen["wert"].str.strip()
    guete = zeilen["guete"].astype(str).str.strip()
    paare = pd.DataFrame({"text": texte, "guete": guete}, index=zeilen.index)
    einzeln = paare.drop_duplicates()
    gelesen: dict[tuple[str, str], tuple[float, str | None]] = {}
    try:
        trenner = decimal_separator(einzeln["text"].unique(), englisch=englisch)
    except ValueError as fehler:
        raise EingabeFehler(
            flach.inhalt.datei, str(fehler), "eine einheitliche Schreibweise der Dezimalzahlen", NEU_LADEN,
            blatt=flach.inhalt.blatt,
        ) from fehler  # fmt: skip
    for nummer, paar in zip(einzeln.index, einzeln.itertuples(index=False, name=None), strict=True):
        try:
            gelesen[paar] = parse_cell(*paar)
        except ValueError as fehler:
            was = f"„{paar[0]}“" if paar[0] else "eine leere Zelle"
            raise EingabeFehler(
                flach.inhalt.datei, was + (f" mit dem Gütezeichen „{paar[1]}“" if paar[1] else ""),
                f"eine Zahl mit Dezimal{'punkt' if trenner == '.' else 'komma'} oder ein amtliches Zeichen",
                NEU_LADEN, blatt=flach.inhalt.blatt, zeile=int(zeilen.loc[nummer, "nummer"]),
                spalte=str(zeilen.loc[nummer, "spalte"]),
            ) from fehler  # fmt: skip
    schluessel = list(paare.itertuples(index=False, name=None))
    return pd.DataFrame(
        {
            "wert": [gelesen[s][0] for s in schluessel],
            "kennzeichen": pd.array([gelesen[s][1] for s in schluessel], dtype="str"),
        },
        index=zeilen.index,
    )


def _refuse_double(zellen: pd.DataFrame, flach: Flach) -> None:
    doppelt = zellen.duplicated(_SCHLUESSEL)
    if not doppelt.any():
        return
    zweite = zellen[doppelt].iloc[0]
    erste = zellen[(zellen[_SCHLUESSEL] == zweite[_SCHLUESSEL]).all(axis=1)].iloc[0]
    raise EingabeFehler(
        flach.inhalt.datei,
        f"noch einmal {zweite['zeitraum']}, Gebiet {zweite['ags']}, {zweite['merkmal_id']}",
        f"jede Angabe nur einmal (zuerst in Zeile {erste['nummer']})", NEU_LADEN,
        blatt=flach.inhalt.blatt, zeile=int(zweite["nummer"]),
    )  # fmt: skip


def _observations(zellen: pd.DataFrame, quelle_id: str, blatt: str | None) -> pd.DataFrame:
    tage = {z: territory_date(z) for z in zellen["zeitraum"].unique()}
    tabelle = zellen.rename(columns={"nummer": "zeile"}).assign(
        quelle_id=quelle_id,
        blatt=blatt,
        gebietsstand=zellen["gebietsstand"].where(
            zellen["gebietsstand"].notna(), zellen["zeitraum"].map(tage)
        ),
    )
    return Beobachtungen.validate(beobachtungen_rahmen([tabelle]))


def _territory_names(flach: Flach, k: int, zellen: pd.DataFrame) -> pd.DataFrame:
    namen = pd.DataFrame(
        {"ags": zellen["ags"], "name": flach.zeilen.loc[zellen.index, f"name_{k}"].astype("str")}
    )
    return namen.drop_duplicates("ags").sort_values("ags", ignore_index=True).astype("str")
