"""Reader of the recalculation keys of the BBSR („Umsteigeschlüssel“): one sheet per year.

Every sheet lists all territories of one Gebietsstand with the territories of a later one into which they
went, and the shares of area and population. Columns and their number change between the sheets, so they
are found by their head: `Kreise 31.12.1990 … Kreise 31.12.2021`, `Gemeinden 31.12.2022 …`. Keys are numbers
without leading zeros; Kreise are written like a Gemeinde (`16065000`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.arbeitsmappe import Zeile, oeffne, text, zeilen
from assets.sources.fundstelle import spaltenbuchstabe
from assets.sources.gebietsstand.tabelle import (
    FAMILIE,
    german_day,
    lesung_aus,
    name_sums,
    refusal,
    refuse_double,
    wrong_sums,
)
from assets.sources.lesung import Lesung
from assets.sources.schluessel import ziffern

_GEBIET: Final = re.compile(r"^(kreise|gemeinden)(\d{2})\.(\d{2})\.(\d{4})$")
_GROESSE: Final = re.compile(r"^(fläche|bevölkerung)am(\d{2})\.(\d{2})\.(\d{4})(?:in)?(km²|1\.?000|100|)$")
_EINHEITEN: Final = {"km²": "km²", "1000": "1 000 Personen", "100": "100 Personen", "": "Personen"}


@dataclass(frozen=True)
class Kopf:
    """What the head of a sheet says: positions of the columns, both Stände, units of the sizes."""

    ebene: str
    alt: int
    neu: int
    name_alt: int
    name_neu: int
    stand_alt: str
    stand_neu: str
    anteile: Mapping[str, int]
    groessen: Mapping[str, tuple[int, str]]


def recognise_umstieg(pfad: Path) -> bool:
    """Tell whether a workbook is a recalculation key, by the head of its first sheet."""
    mappe = oeffne(pfad)
    erste = zeilen(mappe, mappe.sheet_names[0], pfad.name, hoechstens=1) if mappe.sheet_names else []
    return bool(erste) and read_head(erste[0]) is not None


def read_umstieg(pfad: Path) -> Lesung:
    """Read all sheets.

    Returns:
        Successions with shares of area and population; population and area of each territory as
        observations, where the sheet prints them whole. A Gebietsstand in a head that the keys of the
        sheet contradict is corrected by the other sheets, with a warning.

    Raises:
        EingabeFehler: a sheet without such a head, a cell that is no key or no share, a transition twice.
    """
    mappe = oeffne(pfad)
    koepfe: dict[str, Kopf] = {}
    rahmen: dict[str, pd.DataFrame] = {}
    for blatt in mappe.sheet_names:
        rows = zeilen(mappe, blatt, pfad.name)
        kopf = read_head(rows[0]) if rows else None
        if kopf is None:
            raise refusal(
                pfad.name,
                "kein Kopf mit altem und neuem Gebietsstand",
                "Spalten wie „Kreise 31.12.1990“ und „Kreise 31.12.2021“",
                blatt=blatt,
                zeile=1,
            )
        koepfe[blatt] = kopf
        rahmen[blatt] = _rows(rows, kopf, pfad.name, blatt)
    warnungen = _correct_stand(rahmen)
    alle = pd.concat(rahmen.values(), ignore_index=True)
    refuse_double(alle, pfad.name)
    warnungen += [_sum_warning(alle, s, wort) for s, wort in _ANTEILSWORTE.items()]
    ebene = next(iter(koepfe.values())).ebene
    groessen, uebergangen, des_ziels = _sizes(rahmen, koepfe)
    if des_ziels:
        orte = ", ".join(f"{ags} (Blatt {blatt})" for blatt, ags in des_ziels[:6])
        warnungen.append(
            f"{len(des_ziels)} zusammengelegte Gebiete tragen Fläche und Bevölkerung des neuen Gebiets statt "
            f"der eigenen; nicht übernommen: {orte}{' …' if len(des_ziels) > 6 else ''}"
        )
    if uebergangen:
        warnungen.append(
            f"Fläche und Bevölkerung von {uebergangen} geteilten Gebieten stehen nur in Teilen "
            "da; nicht übernommen"
        )
    return lesung_aus(
        pfad,
        alle.drop(columns=["flaeche", "bevoelkerung"], errors="ignore"),
        tabelle=ebene,
        stand=str(alle["stand_neu"].max()),
        titel=f"Umsteigeschlüssel {ebene.capitalize()} {alle['stand_alt'].min()[:4]} bis "
        f"{alle['stand_neu'].max()[:4]}",
        beobachtungen=groessen,
        warnungen=[w for w in warnungen if w],
        merkmale=_measures(koepfe),
    )


_ANTEILSWORTE: Final = {"anteil_flaeche": "Flächen", "anteil_bevoelkerung": "Bevölkerungs"}


def read_head(zellen: Zeile) -> Kopf | None:
    """Read the head of a sheet; None where it is no recalculation key."""
    namen = [re.sub(r"[\s-]+", "", text(z)).casefold() for z in zellen]
    gebiete = [(i, m) for i, n in enumerate(namen) if (m := _GEBIET.match(n))]
    anteile = {
        spalte: i
        for i, n in enumerate(namen)
        for spalte, wort in (("anteil_flaeche", "flächenprop"), ("anteil_bevoelkerung", "bevölkerungsprop"))
        if n.startswith(wort)
    }
    bezeichnet = [i for i, n in enumerate(namen) if re.match(r"^(kreis|gemeinde)name\d{4}$", n)]
    if len(gebiete) != 2 or len(bezeichnet) != 2 or len(anteile) != 2:
        return None
    (alt, a), (neu, n) = gebiete
    groessen = {
        m.group(1).replace("ä", "ae").replace("ö", "oe"): (i, _EINHEITEN[m.group(5).replace(".", "")])
        for i, name in enumerate(namen)
        if (m := _GROESSE.match(name))
    }
    return Kopf(
        ebene=a.group(1),
        alt=alt,
        neu=neu,
        name_alt=bezeichnet[0],
        name_neu=bezeichnet[1],
        stand_alt="-".join(reversed(a.groups()[1:])),
        stand_neu="-".join(reversed(n.groups()[1:])),
        anteile=anteile,
        groessen=groessen,
    )


def _rows(rows: Sequence[Zeile], kopf: Kopf, datei: str, blatt: str) -> pd.DataFrame:
    """Return the transitions of one sheet; empty rows are none."""
    daten = [(nummer, z) for nummer, z in enumerate(rows[1:], start=2) if text(z[kopf.alt])]
    df = pd.DataFrame({"zeile": [nummer for nummer, _ in daten]})
    for name, i in (("ags_alt", kopf.alt), ("ags_neu", kopf.neu)):
        df[name] = [_key(z[i], kopf.ebene, datei, blatt, nummer, i) for nummer, z in daten]
    for name, i in (("name_alt", kopf.name_alt), ("name_neu", kopf.name_neu)):
        df[name] = [text(z[i]) for _, z in daten]
    for name, i in {**kopf.anteile, **{g: i for g, (i, _) in kopf.groessen.items()}}.items():
        df[name] = [_number(z[i], datei, blatt, nummer, i) for nummer, z in daten]
    zu_gross = df[(df["anteil_flaeche"] > 1 + 1e-9) | (df["anteil_bevoelkerung"] > 1 + 1e-9)]
    if len(zu_gross):
        raise refusal(
            datei,
            "einen Anteil über 1",
            "Anteile von 0 bis 1",
            blatt=blatt,
            zeile=int(zu_gross["zeile"].iloc[0]),
        )
    df[list(kopf.anteile)] = df[list(kopf.anteile)].clip(upper=1)
    return df.assign(stand_alt=kopf.stand_alt, stand_neu=kopf.stand_neu, blatt=blatt)


def _key(zelle: object, ebene: str, datei: str, blatt: str, zeile: int, spalte: int) -> str:
    ags = ziffern(zelle, 8)
    if ags is None or (ebene == "kreise" and not ags.endswith("000")):
        raise refusal(
            datei,
            f"„{text(zelle)}“",
            "einen achtstelligen Gebietsschlüssel",
            blatt=blatt,
            zeile=zeile,
            spalte=spaltenbuchstabe(spalte),
        )
    return ags[:5] if ebene == "kreise" else ags


def _number(zelle: object, datei: str, blatt: str, zeile: int, spalte: int) -> float:
    try:
        zahl = float(zelle)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        zahl = float("nan")
    if not np.isfinite(zahl) or zahl < 0:
        raise refusal(
            datei, f"„{text(zelle)}“", "eine Zahl", blatt=blatt, zeile=zeile, spalte=spaltenbuchstabe(spalte)
        )
    return zahl


def _correct_stand(rahmen: dict[str, pd.DataFrame]) -> list[str]:
    """Give sheets the Gebietsstand of the newest target, where their targets are exactly its territories.

    The sheets 2007 to 2010 of the edition 2021 are headed „Kreise 31.12.2020“ and lead to the 400 Kreise of
    2021. They are corrected only when the old side of a sheet of the same file proves that the territories
    of the printed Stand were others.
    """
    neueste = max(df["stand_neu"].iloc[0] for df in rahmen.values())
    ziele = {b: set(df["ags_neu"]) for b, df in rahmen.items()}
    soll = [ziele[b] for b, df in rahmen.items() if df["stand_neu"].iloc[0] == neueste]
    alte = {df["stand_alt"].iloc[0]: set(df["ags_alt"]) for df in rahmen.values()}
    falsch = [
        b
        for b, df in rahmen.items()
        if (stand := df["stand_neu"].iloc[0]) != neueste
        and stand in alte
        and ziele[b] != alte[stand]
        and ziele[b] in soll
    ]
    if not falsch:
        return []
    gedruckt = sorted({german_day(str(rahmen[b]["stand_neu"].iloc[0])) for b in falsch})
    tag = german_day(neueste)
    for blatt in falsch:
        rahmen[blatt] = rahmen[blatt].assign(stand_neu=neueste)
    return [
        f"Blätter {', '.join(falsch)} nennen im Kopf den Gebietsstand {', '.join(gedruckt)}, führen "
        f"aber auf die Gebiete vom {tag} wie die übrigen Blätter; als {tag} gelesen"
    ]


def _sum_warning(alle: pd.DataFrame, spalte: str, wort: str) -> str:
    falsch = wrong_sums(alle, spalte)
    if falsch.empty:
        return ""
    return f"{wort}anteile ergeben nicht 1: {name_sums(falsch)}; dort gilt der andere Anteil"


def _sizes(
    rahmen: Mapping[str, pd.DataFrame], koepfe: Mapping[str, Kopf]
) -> tuple[list[pd.DataFrame], int, list[tuple[str, str]]]:
    """Population and area as observations; split territories only where each part repeats the whole."""
    teile: list[pd.DataFrame] = []
    uebergangen: set[tuple[str, str]] = set()
    des_ziels: set[tuple[str, str]] = set()
    for blatt, df in rahmen.items():
        kopf = koepfe[blatt]
        geteilt = df["ags_alt"].duplicated(keep=False)
        # one size printed in full on every row of a split territory, or only its parts
        ganz = df[geteilt].groupby("ags_alt")["flaeche"].nunique().eq(1).all() if geteilt.any() else True
        ziel = _prints_target(df)
        gewaehlt = (df.drop_duplicates("ags_alt") if ganz else df[~geteilt]).loc[~ziel]
        if not ganz:
            uebergangen |= {(blatt, a) for a in df.loc[geteilt, "ags_alt"]}
        des_ziels |= {(blatt, a) for a in df.loc[ziel, "ags_alt"]}
        for groesse, (spalte, einheit) in kopf.groessen.items():
            teile.append(
                pd.DataFrame(
                    {
                        "merkmal_id": _measure_id(groesse, einheit),
                        "ags": gewaehlt["ags_alt"],
                        "zeitraum": kopf.stand_alt,
                        "wert": gewaehlt[groesse],
                        "gebietsstand": kopf.stand_alt,
                        "blatt": blatt,
                        "zeile": gewaehlt["zeile"],
                        "spalte": spaltenbuchstabe(spalte),
                    }
                )
            )
    return teile, len(uebergangen), sorted(des_ziels)


def _prints_target(df: pd.DataFrame) -> pd.Series:
    """Mark territories that merged and all carry one and the same area and population: the target's."""
    if not {"flaeche", "bevoelkerung"} <= set(df.columns):
        return pd.Series(False, index=df.index)
    gruppe = df.groupby("ags_neu")
    gleich = gruppe["flaeche"].transform("nunique").eq(1) & gruppe["bevoelkerung"].transform("nunique").eq(1)
    return gleich & gruppe["ags_alt"].transform("nunique").gt(1) & df["bevoelkerung"].gt(0)


def _measure_id(groesse: str, einheit: str) -> str:
    zusatz = {"1 000 Personen": "_tsd", "100 Personen": "_hundert"}.get(einheit, "")
    return f"gs_{groesse}{zusatz}"


def _measures(koepfe: Mapping[str, Kopf]) -> list[MerkmalEintrag]:
    paare = {(g, e) for kopf in koepfe.values() for g, (_, e) in kopf.groessen.items()}
    return [
        MerkmalEintrag(
            id=_measure_id(groesse, einheit),
            name="Fläche" if groesse == "flaeche" else "Bevölkerung",
            definition=f"{'Fläche' if groesse == 'flaeche' else 'Bevölkerung'} am 31. Dezember, wie im "
            "Umsteigeschlüssel des BBSR gedruckt; zum Einordnen der Anteile.",
            einheit=einheit,
            bezug="Stichtag 31.12.",
            familie=FAMILIE,
            tabelle="Umsteigeschlüssel",
            spalte=(groesse,),
            summierbar=False,
        )
        for groesse, einheit in sorted(paare)
    ]
