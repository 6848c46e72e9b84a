"""Territories and observations from the record types of the Gemeindeverzeichnis.

Both forms of the Gemeindeverzeichnis (workbook and fixed-width GV100AD) list the same records:
10 Land, 20 Regierungsbezirk, 30 Region (Baden-Württemberg), 40 Kreis, 50 Gemeindeverband, 60 Gemeinde.
Only Gemeinden carry figures; those of the levels above are plain sums over them, to judge their size.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.rahmen import beobachtungen_rahmen, gebiete_rahmen
from schemas.common import BUND

FAMILIE = "gemeindeverzeichnis"
SATZARTEN = ("10", "20", "30", "40", "50", "60")
MERKMALE = {
    "gv_einwohner": "einwohner",
    "gv_einwohner_m": "maennlich",
    "gv_einwohner_w": "weiblich",
    "gv_flaeche": "flaeche_km2",
}
_EBENEN = {"10": "land", "40": "kreis", "50": "planungsbereich", "60": "gemeinde"}


@dataclass(frozen=True)
class Verzeichnis:
    """Records of one edition.

    Attributes:
        datei: File name.
        saetze: One row per record with the columns satzart, land, rb, kreis, vb, gem (text), name,
            flaeche_km2, einwohner, maennlich, weiblich, laenge, breite (numbers, NULL where not given)
            and zeile (row of the file, from 1).
        spalten: Where each figure stands: column letter, or positions of the characters.
        blatt: Sheet; None for a text file.
    """

    datei: str
    saetze: pd.DataFrame
    spalten: Mapping[str, str] = field(default_factory=dict)
    blatt: str | None = None


def gebiete(verzeichnis: Verzeichnis) -> pd.DataFrame:
    """Return all territories of the edition, columns of `schemas.sources.Gebiet`.

    Germany is added on top. Regierungsbezirke and Regionen are no level of this project and left out.
    The German-Luxembourg territory (07000999) has no Kreis and hangs on its Land.
    Area and inhabitants of the levels above the Gemeinde are sums; NULL where a part is unknown.

    Raises:
        EingabeFehler: A key occurs twice, or a Gemeinde belongs to no listed Kreis or Verband.
    """
    df = verzeichnis.saetze[verzeichnis.saetze["satzart"].isin(_EBENEN)].copy()
    df["ebene"] = df["satzart"].map(_EBENEN)
    df["kreis_ags"] = df["land"] + df["rb"] + df["kreis"]
    df["verband_ags"] = df["kreis_ags"] + "-P" + df["vb"]
    df["ags"] = df["land"].where(df["satzart"].eq("10"), df["kreis_ags"])
    df["ags"] = df["ags"].mask(df["satzart"].eq("50"), df["verband_ags"])
    df["ags"] = df["ags"].mask(df["satzart"].eq("60"), df["kreis_ags"] + df["gem"])
    df["uebergeordnet"] = (
        df["kreis_ags"].mask(df["satzart"].eq("40"), df["land"]).mask(df["satzart"].eq("10"), BUND)
    )
    verbaende = set(df.loc[df["satzart"].eq("50"), "ags"])
    if not verbaende:  # older editions have none
        df["verband_ags"] = None
    df["planungsbereich"] = df["verband_ags"].where(df["satzart"].eq("60"))
    kreislos = df["satzart"].eq("60") & (df["rb"] + df["kreis"]).eq("000") & ~df["kreis_ags"].isin(df["ags"])
    df["uebergeordnet"] = df["uebergeordnet"].mask(kreislos, df["land"])
    df["planungsbereich"] = df["planungsbereich"].mask(kreislos)
    _refuse_broken(df[~kreislos], verzeichnis.datei)
    gemeinden = df[df["satzart"].eq("60")]
    for spalte in ("flaeche_km2", "einwohner"):
        df[spalte] = df[spalte].fillna(df["ags"].map(_sums(gemeinden, spalte)))
    bund: dict[str, object] = {"ags": BUND, "name": "Deutschland", "ebene": "bund"}
    for spalte in ("flaeche_km2", "einwohner"):
        bund[spalte] = df.loc[df["satzart"].eq("10"), spalte].sum(skipna=False)
    return gebiete_rahmen([bund, *({str(k): v for k, v in satz.items()} for satz in df.to_dict("records"))])


def without_repeats(saetze: pd.DataFrame, datei: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Drop records that repeat an earlier one in key, name and figures, with a warning.

    The edition 2017 prints some gemeindefreie Gebiete of Bavaria several times.
    """
    wiederholt = saetze.duplicated([s for s in saetze.columns if s not in ("zeile", "laenge", "breite")])
    if not wiederholt.any():
        return saetze, ()
    namen = ", ".join(sorted(saetze.loc[wiederholt, "name"].unique()))
    warnung = (
        f"{datei}: {int(wiederholt.sum())} Sätze stehen mehrfach gleich in der Datei, einmal gezählt: {namen}"
    )
    return saetze[~wiederholt].reset_index(drop=True), (warnung,)


def _sums(gemeinden: pd.DataFrame, spalte: str) -> pd.Series:
    """Sum a figure of the Gemeinden per Land, Kreis and Verband; NULL where one part is unknown."""
    gruppen = pd.concat([gemeinden[s] for s in ("land", "kreis_ags", "verband_ags")], ignore_index=True)
    werte = pd.concat([gemeinden[spalte]] * 3, ignore_index=True)
    werte, gruppen = werte[gruppen.notna()], gruppen[gruppen.notna()].astype("str")
    summen = werte.groupby(gruppen).sum(min_count=1).round(2)
    return summen.mask(werte.isna().groupby(gruppen).any())


def _refuse_broken(df: pd.DataFrame, datei: str) -> None:
    gemeinden = df[df["satzart"].eq("60")]
    oben = set(df.loc[~df["satzart"].eq("60"), "ags"])
    doppelt = df[df["ags"].duplicated()]
    verband = gemeinden["verband_ags"]
    lose = gemeinden[~gemeinden["kreis_ags"].isin(oben) | ~(verband.isin(oben) | verband.isna())]
    faelle = (
        (doppelt, "zum zweiten Mal", "jedes Gebiet genau einmal"),
        (lose, "ohne Satz für Kreis oder Gemeindeverband", "zu jeder Gemeinde einen Kreis und einen Verband"),
    )
    for fall, gefunden, erwartet in faelle:
        if len(fall):
            raise EingabeFehler(
                datei=datei,
                zeile=int(fall["zeile"].iloc[0]),
                gefunden=f"das Gebiet {fall['ags'].iloc[0]} ({fall['name'].iloc[0]}) {gefunden}",
                erwartet=erwartet,
                abhilfe="Gemeindeverzeichnis beim Statistischen Bundesamt neu herunterladen.",
            )


def beobachtungen(
    verzeichnis: Verzeichnis,
    merkmale: Mapping[str, MerkmalEintrag],
    *,
    quelle_id: str,
    tage: Mapping[str, str],
    gebietsstand: str,
) -> pd.DataFrame:
    """Return area and population per Gemeinde as observations.

    Measures outside the catalogue are not delivered; figures that the edition does not give, or whose day
    is unknown, have no row.

    Args:
        verzeichnis: The records.
        merkmale: Catalogue by id.
        quelle_id: Id of the source.
        tage: Day of each figure (column of the records → ISO date).
        gebietsstand: Gebietsstand of the edition.
    """
    bekannt = {e.id for e in merkmale.values() if e.familie == FAMILIE}
    gemeinden = verzeichnis.saetze[verzeichnis.saetze["satzart"].eq("60")]
    ags = gemeinden["land"] + gemeinden["rb"] + gemeinden["kreis"] + gemeinden["gem"]
    teile = [
        pd.DataFrame(
            {
                "merkmal_id": merkmal,
                "ags": ags,
                "zeitraum": tage[spalte],
                "wert": gemeinden[spalte],
                "quelle_id": quelle_id,
                "gebietsstand": gebietsstand,
                "blatt": verzeichnis.blatt,
                "zeile": gemeinden["zeile"],
                "spalte": verzeichnis.spalten.get(spalte),
            }
        ).dropna(subset=["wert"])
        for merkmal, spalte in MERKMALE.items()
        if merkmal in bekannt and spalte in tage
    ]
    return beobachtungen_rahmen(teile)
