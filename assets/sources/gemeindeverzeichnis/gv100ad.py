"""Reader of the fixed-width Gemeindeverzeichnis GV100AD (quarterly edition).

Layout, positions counted from 1: 1-2 record type, 3-10 Gebietsstand (JJJJMMTT), 11-12 Land, 13
Regierungsbezirk, 14-15 Kreis, 16-18 Gemeinde, 19-22 Verband, 23-72 name; in record type 60 also 129-139
area in hectares, 140-150 inhabitants, 151-161 of them male. The file carries no coordinates and does not
say on which day the population was counted.
"""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.gemeindeverzeichnis.aufbau import SATZARTEN, Verzeichnis, beobachtungen, gebiete
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen, pruefsumme, quellen_rahmen

STICHTAG_JE_AUSGABE: Mapping[str, str] = {"2026-02-28": "2024-12-31"}
"""Day of the population figures per edition, checked against published figures (Kyffhäuserkreis 71 738)."""

FEHLERHAFTE_SAETZE: Mapping[str, Mapping[str, str]] = {
    "2026-02-28": {
        "16077043": "Schmölln, Stadt trägt Fläche (6,55 km²) und Bevölkerung (411) der "
        "eingegliederten Gemeinde Dobitschen; am 31.12.2023 waren es 94,53 km² und 13 607"
    }
}
"""Records that are wrong in the published file. Their figures stay unknown; nobody here corrects them."""

_FELDER = {
    "satzart": (0, 2),
    "land": (10, 12),
    "rb": (12, 13),
    "kreis": (13, 15),
    "gem": (15, 18),
    "vb": (18, 22),
}
_NAME = (22, 72)
_ZAHLEN = {"flaeche_ha": (128, 139), "einwohner": (139, 150), "maennlich": (150, 161)}
_STELLEN = {
    "flaeche_km2": "129–139",
    "einwohner": "140–150",
    "maennlich": "151–161",
    "weiblich": "140–161",
}
"""Where the figures stand in a record, counted from 1; women are the difference of two fields."""

_LIZENZ = "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet."
_STEUERZEICHEN = re.compile("[\x80-\x9f]")
_HERUNTERLADEN = "Datei GV100AD beim Statistischen Bundesamt neu herunterladen und unverändert ablegen."
_refusal = partial(EingabeFehler, abhilfe=_HERUNTERLADEN)


def recognise_gv100ad(inhalt: bytes) -> bool:
    """Tell from the first line whether a file is GV100AD: a Land record with a date and a name.

    Records may have lost the blanks at their end.
    """
    zeile = inhalt[:1000].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
    return (
        len(zeile) > _NAME[0]
        and zeile[:2] == b"10"
        and zeile[2:12].isdigit()
        and zeile[2:4] in (b"19", b"20")
        and zeile[12:22].isspace()
        and zeile[_NAME[0] :].strip() != b""
    )


def read_gv100ad(
    pfad: Path, merkmale: Mapping[str, MerkmalEintrag], *, bevoelkerungsstand: str | None = None
) -> Lesung:
    """Read the file.

    Args:
        pfad: The text file (UTF-8 or ISO-8859-1).
        merkmale: Catalogue by id, with the measures of the family `gemeindeverzeichnis`.
        bevoelkerungsstand: Day of area and population figures (JJJJ-MM-TT); without it the known day of
            the edition.

    Returns:
        One source, observations per Gemeinde, and territories without coordinates. For an edition whose
        population day is unknown there are no observations but a warning: a guess would file figures
        under the wrong year.

    Raises:
        EingabeFehler: File empty, cut off or in another encoding, record too short, unknown record type,
            no number where one belongs, a Gemeinde twice or without Kreis, or several dates.
    """
    zeilen = _lines(pfad)
    stand = _edition(zeilen, pfad.name)
    saetze = _without_wrong_figures(_records(zeilen, pfad.name), stand)
    verzeichnis = Verzeichnis(pfad.name, saetze, _STELLEN)
    quelle_id = f"gv100ad_{stand}"
    stichtag = bevoelkerungsstand or STICHTAG_JE_AUSGABE.get(stand)
    warnungen = [
        f"{pfad.name}: {ags} nicht übernommen, der Satz ist fehlerhaft veröffentlicht: {grund}"
        for ags, grund in FEHLERHAFTE_SAETZE.get(stand, {}).items()
    ]
    if stichtag is None:
        warnungen.append(
            f"{pfad.name}: Stichtag der Bevölkerung zur Ausgabe {stand} ist nicht hinterlegt; "
            "Gebiete gelesen, Einwohnerzahlen nicht als Beobachtungen übernommen"
        )
        werte = beobachtungen_rahmen([])
    else:
        werte = beobachtungen(
            verzeichnis,
            merkmale,
            quelle_id=quelle_id,
            tage=dict.fromkeys(_STELLEN, stichtag),
            gebietsstand=stand,
        )
    return Lesung(
        datei=pfad.name,
        quelle=quellen_rahmen([_source(quelle_id, stand, pfad)]),
        beobachtungen=werte,
        gebiete=gebiete(verzeichnis),
        warnungen=tuple(warnungen),
    )


def _lines(pfad: Path) -> list[str]:
    inhalt = pfad.read_bytes()
    if not inhalt.strip():
        raise _refusal(pfad.name, "eine leere Datei", "Datensätze im Format GV100AD")
    if not inhalt.endswith((b"\n", b"\x1a")):
        raise _refusal(
            pfad.name, "eine letzte Zeile ohne Zeilenende (abgeschnitten)", "eine vollständige Datei"
        )
    try:
        text = inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = inhalt.decode("iso-8859-1")
        if _STEUERZEICHEN.search(text):
            raise _refusal(pfad.name, "eine unbekannte Zeichenkodierung", "UTF-8 oder ISO-8859-1") from None
    return [zeile for zeile in text.split("\n") if zeile.strip()]


def _records(zeilen: list[str], datei: str) -> pd.DataFrame:
    roh = pd.Series(zeilen, dtype="str").str.rstrip("\r")
    df = pd.DataFrame({name: roh.str[a:b].str.strip() for name, (a, b) in _FELDER.items()})
    df["zeile"] = range(1, len(df) + 1)
    kurz = roh.str.len() < df["satzart"].map(lambda art: _ZAHLEN["maennlich"][1] if art == "60" else _NAME[0])
    falsch = df[~df["satzart"].isin(SATZARTEN) | kurz]
    if len(falsch):
        nummer = int(falsch["zeile"].iloc[0])
        raise _refusal(
            datei, f"„{zeilen[nummer - 1][:30]}“", "einen vollständigen Satz der Art 10 bis 60", zeile=nummer
        )
    df["name"] = roh.str[slice(*_NAME)].str.strip()
    gemeinde = df["satzart"].eq("60")
    if not gemeinde.any() or df["land"].nunique() < df["satzart"].eq("10").sum():
        raise _refusal(datei, "keine Gemeinden", "Sätze der Art 60")
    for name, (a, b) in _ZAHLEN.items():
        teil = roh.str[a:b].where(gemeinde)
        zahlen = pd.to_numeric(teil, errors="coerce").astype("float64")
        falsch = df[gemeinde & zahlen.isna()]
        if len(falsch):
            nummer = int(falsch["zeile"].iloc[0])
            raise _refusal(
                datei, f"„{teil.iloc[nummer - 1].strip()}“", "eine Zahl", zeile=nummer, spalte=name
            )
        df[name] = zahlen
    df["flaeche_km2"] = (df["flaeche_ha"] / 100).round(2)
    df["weiblich"] = df["einwohner"] - df["maennlich"]
    return df.assign(laenge=float("nan"), breite=float("nan"))


def _without_wrong_figures(df: pd.DataFrame, stand: str) -> pd.DataFrame:
    """Blank the figures of records that are known to be wrong in this edition."""
    ags = df["land"] + df["rb"] + df["kreis"] + df["gem"]
    falsch = df["satzart"].eq("60") & ags.isin(FEHLERHAFTE_SAETZE.get(stand, {}))
    zahlen = ["flaeche_km2", "einwohner", "maennlich", "weiblich"]
    return df.assign(**{name: df[name].mask(falsch) for name in zahlen})


def _edition(zeilen: list[str], datei: str) -> str:
    """Return the Gebietsstand that all records share."""
    tage = {zeile[2:10] for zeile in zeilen}
    tag = min(tage)
    if len(tage) > 1 or not tag.isdigit():
        raise _refusal(
            datei, f"die Gebietsstände {', '.join(sorted(tage)[:3])}", "einen Gebietsstand (JJJJMMTT)"
        )
    return f"{tag[:4]}-{tag[4:6]}-{tag[6:]}"


def _source(quelle_id: str, stand: str, pfad: Path) -> dict[str, str | None]:
    tag = ".".join(reversed(stand.split("-")))
    return {
        "quelle_id": quelle_id,
        "herausgeber": "Statistisches Bundesamt (Destatis)",
        "titel": "Gemeindeverzeichnis-Informationssystem GV-ISys: GV100AD",
        "tabelle": "GV100AD",
        "stand": stand,
        "lizenz": _LIZENZ,
        "url": "https://www.destatis.de/gemeindeverzeichnis",
        "datei": pfad.name,
        "sha256": pruefsumme(pfad),
        "quellenvermerk": f"© Statistisches Bundesamt (Destatis), GV-ISys, Gebietsstand {tag}",
    }
