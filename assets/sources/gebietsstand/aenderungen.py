"""Reader of the yearly change lists of the Statistisches Bundesamt („Gebietsänderungen vom … bis …“).

One row per part: a Gemeinde that is dissolved (1), gives up land (2), changes its key (3) or its name (4),
or a Gemeindeverband. The day that counts for statistics is the last column, not the legal one. Shares are
those of the printed areas and inhabitants; a Gemeinde that gives up land is listed with its remainder.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pandas as pd

from assets.sources.arbeitsmappe import Zeile, oeffne, text, zeilen
from assets.sources.gebietsstand.tabelle import lesung_aus, refusal, refuse_double
from assets.sources.lesung import Lesung
from assets.sources.schluessel import ags_aus_ars, planungsbereich, ziffern

_TITEL: Final = re.compile(
    r"Gebietsänderungen vom (\d{2})\.(\d{2})\.\s*(?:\d{4})?\s*-\s*(\d{2})\.(\d{2})\.(\d{4})"
)
_ARTEN: Final = frozenset("1234")
_SPALTEN: Final = 13


def recognise_aenderungen(pfad: Path) -> bool:
    """Tell whether a workbook is a change list: by the title of one of its first sheets."""
    mappe = oeffne(pfad)
    return any(_find_title(zeilen(mappe, b, pfad.name, hoechstens=3)) for b in mappe.sheet_names[:3])


def read_aenderungen(pfad: Path) -> Lesung:
    """Read the list.

    Returns:
        Successions from the last day before to the first day of each change. Shares of population stay
        empty where all parts together are printed with no inhabitants, shares of dissolved or split
        Gemeinden without printed areas stay empty as well; both with a warning.

    Raises:
        EingabeFehler: no such list, a column gone, a cell that is no key, date, number or kind of change.
    """
    mappe = oeffne(pfad)
    for blatt in mappe.sheet_names:
        rows = zeilen(mappe, blatt, pfad.name)
        titel = _find_title(rows[:3])
        if titel:
            break
    else:
        raise refusal(pfad.name, "keine Änderungsliste", "ein Blatt „Gebietsänderungen vom … bis …“")
    _check_head(rows, pfad.name, blatt)
    df = _rows(rows, pfad.name, blatt)
    refuse_double(df, pfad.name)
    df, warnungen = _with_shares(df)
    return lesung_aus(
        pfad,
        df.drop(columns=["art", "flaeche", "einwohner"]),
        tabelle="aenderungen",
        stand="-".join(reversed(titel.groups()[2:])),
        titel=f"Gebietsänderungen {titel.group(5)}",
        warnungen=warnungen,
    )


def _find_title(rows: Sequence[Zeile]) -> re.Match[str] | None:
    return next((m for z in rows for zelle in z[:1] if (m := _TITEL.search(text(zelle)))), None)


def _check_head(rows: Sequence[Zeile], datei: str, blatt: str) -> None:
    """The layout has two blocks under one head; a moved column would swap old and new."""
    oben = [text(z) for z in rows[1]] if len(rows) > 2 else []
    unten = [text(z) for z in rows[2]] if len(rows) > 2 else []
    stellen = {0: "Kennziffer", 1: "Regionaleinheit", 2: "Abgebende", 8: "Aufnehmende", 11: "Wirksamkeit"}
    felder = {
        2: "Regionalschlüssel", 3: "Gemeinde", 4: "Name", 5: "Änderung", 6: "Fläche", 7: "Einwohner",
        8: "Regionalschlüssel", 9: "Gemeinde", 10: "Name", 12: "statistisch",
    }  # fmt: skip
    for zeile, kopf, erwartet in ((2, oben, stellen), (3, unten, felder)):
        for i, wort in erwartet.items():
            if i >= len(kopf) or wort.casefold() not in kopf[i].casefold():
                raise refusal(
                    datei,
                    f"„{kopf[i] if i < len(kopf) else ''}“",
                    f"eine Spalte „{wort} …“",
                    blatt=blatt,
                    zeile=zeile,
                )


def _rows(rows: Sequence[Zeile], datei: str, blatt: str) -> pd.DataFrame:
    daten = [
        _record(z, nummer, datei, blatt)
        for nummer, z in enumerate(rows[3:], start=4)
        if len(z) >= _SPALTEN and text(z[1]) in ("Gemeinde", "Gemeindeverband", "Kreis")
    ]
    if not daten:
        raise refusal(datei, "keine Änderungen", "Zeilen mit „Gemeinde“ oder „Gemeindeverband“", blatt=blatt)
    return pd.DataFrame(daten).assign(blatt=blatt)


def _record(z: Zeile, nummer: int, datei: str, blatt: str) -> dict[str, object]:
    arten = {a.strip().removesuffix(".0") for a in text(z[5]).split(",")}
    if not arten <= _ARTEN or not arten:
        raise refusal(datei, f"„{text(z[5])}“", "eine Änderungsart von 1 bis 4", blatt=blatt, zeile=nummer)
    tag = _day(z[12], datei, blatt, nummer)
    return {
        "zeile": nummer,
        "art": min(arten),
        "ags_alt": _key(z[2], z[3], datei, blatt, nummer),
        "ags_neu": _key(z[8], z[9], datei, blatt, nummer),
        "name_alt": text(z[4]),
        "name_neu": text(z[10]),
        "flaeche": _number(z[6], datei, blatt, nummer),
        "einwohner": _number(z[7], datei, blatt, nummer),
        "stand_alt": (tag - timedelta(days=1)).isoformat(),
        "stand_neu": tag.isoformat(),
    }


def _key(ars: object, ags: object, datei: str, blatt: str, nummer: int) -> str:
    """Key of a Gemeinde (AGS), a Kreis, or a Verband (nine digits of the ARS)."""
    stellen = len(text(ars).removesuffix(".0"))
    if text(ags):
        schluessel, voll = ziffern(ags, 8), ziffern(ars, 12)
        if voll is None or schluessel != ags_aus_ars(voll):
            schluessel = None  # both keys say the same, unless one is damaged
    elif stellen in (8, 9):
        schluessel = ziffern(ars, 9)
        schluessel = planungsbereich(schluessel) if schluessel else None
    else:
        schluessel = ziffern(ars, 5) if stellen in (4, 5) else None
    if schluessel is None:
        raise refusal(
            datei, f"„{text(ars)}“ und „{text(ags)}“", "einen amtlichen Schlüssel", blatt=blatt, zeile=nummer
        )
    return schluessel


def _day(zelle: object, datei: str, blatt: str, nummer: int) -> date:
    if isinstance(zelle, date):
        return date(zelle.year, zelle.month, zelle.day)
    teile = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", text(zelle))
    try:
        if teile:
            return date(int(teile.group(3)), int(teile.group(2)), int(teile.group(1)))
    except ValueError:
        pass
    raise refusal(
        datei, f"„{text(zelle)}“", "ein Datum (TT.MM.JJJJ)", blatt=blatt, zeile=nummer, spalte="statistisch"
    )


def _number(zelle: object, datei: str, blatt: str, nummer: int) -> float:
    roh = text(zelle)
    if not roh:
        return float("nan")
    if not re.fullmatch(r"\d+(\.0+)?", roh):
        raise refusal(datei, f"„{roh}“", "eine ganze Zahl", blatt=blatt, zeile=nummer)
    return float(roh)


def _with_shares(df: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Add the shares of area and population of each part; a single whole transition has share 1."""
    gruppe = [df["ags_alt"], df["stand_alt"]]
    einzig = df.groupby(["ags_alt", "stand_alt"])["ags_neu"].transform("size").eq(1)
    rest = (df["ags_alt"] == df["ags_neu"]).groupby(gruppe).transform("any")
    verband = df["ags_alt"].str.contains("-P")
    ganz = einzig & df["art"].isin(["1", "3", "4"])
    vollstaendig = ganz | (~einzig & (df["art"].eq("1") | rest))
    for anteil, groesse in (("anteil_flaeche", "flaeche"), ("anteil_bevoelkerung", "einwohner")):
        summe = df[groesse].groupby(gruppe).transform("sum")
        lueckenlos = df[groesse].notna().groupby(gruppe).transform("all")
        teil = (df[groesse] / summe).where(lueckenlos & (summe > 0) & vollstaendig)
        df[anteil] = teil.mask(ganz, 1.0)
    ohne = df[~verband & df["anteil_flaeche"].isna() & df["anteil_bevoelkerung"].isna()]
    warnungen = [
        f"Zeile {z.zeile}: {z.ags_alt} ({z.name_alt}) gibt ab, ohne Angabe des Rests; ohne Anteil gelesen"
        for z in ohne.itertuples()
    ]
    leer = df[~verband & df["anteil_flaeche"].notna() & df["anteil_bevoelkerung"].isna()]
    if len(leer):
        namen = ", ".join(sorted(set(leer["ags_alt"] + " " + leer["name_alt"])))
        warnungen.append(f"ohne gedruckte Einwohner geteilt, nur Flächenanteile: {namen}")
    return df, warnungen
