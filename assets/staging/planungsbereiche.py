"""Own Planungsbereiche take the place of the Gemeindeverbände."""

import pandas as pd

from assets.sources.fehler import EingabeFehler

_SUMMEN = ("flaeche_km2", "einwohner")
_ABHILFE = "Die Zuordnung der Planungsbereiche ergänzen oder berichtigen."


def apply_planungsbereiche(gebiete: pd.DataFrame, zuordnung: pd.DataFrame) -> pd.DataFrame:
    """Assign the Gemeinden of every Kreis that the assignment names to the own Planungsbereiche.

    The Gemeindeverbände stay in the table, because published figures bear their keys; but no Gemeinde of
    the Kreis belongs to one any more.

    Args:
        gebiete: Columns of `schemas.sources.Gebiet`.
        zuordnung: Columns of `schemas.gebietsstand.Planungszuordnung`; may be empty.

    Raises:
        EingabeFehler: a Gemeinde that does not exist, or one of the Kreis that is not assigned.
    """
    if zuordnung.empty:
        return gebiete
    kreise = set(zuordnung["gemeinde"].str[:5])
    heute = gebiete[(gebiete["ebene"] == "gemeinde") & gebiete["gueltig_bis"].isna()]
    eigene = heute[heute["ags"].str[:5].isin(kreise)]
    fremd = zuordnung[~zuordnung["gemeinde"].isin(eigene["ags"])]
    if len(fremd):
        eins = fremd.iloc[0]
        raise EingabeFehler(
            str(eins["datei"]),
            f"die Gemeinde {eins['gemeinde']}, die es heute nicht gibt",
            "Schlüssel bestehender Gemeinden",
            _ABHILFE,
            zeile=None if pd.isna(eins["zeile"]) else int(eins["zeile"]),
            spalte="gemeinde",
        )
    fehlt = eigene[~eigene["ags"].isin(zuordnung["gemeinde"])]
    if len(fehlt):
        namen = ", ".join((fehlt["ags"] + " " + fehlt["name"]).head(5))
        raise EingabeFehler(
            str(zuordnung["datei"].iloc[0]),
            f"{len(fehlt)} Gemeinden ohne Planungsbereich: {namen}",
            "jede Gemeinde des Kreises genau einmal",
            _ABHILFE,
        )
    bereich = gebiete["ags"].map(zuordnung.set_index("gemeinde")["planungsbereich"]).astype("str")
    betroffen = gebiete["ags"].str[:5].isin(kreise) & (gebiete["ebene"] == "gemeinde")
    ergebnis = gebiete.assign(planungsbereich=gebiete["planungsbereich"].mask(betroffen, bereich))
    neue = _rows(eigene.merge(zuordnung, left_on="ags", right_on="gemeinde", suffixes=("", "_bereich")))
    ergebnis = ergebnis[~ergebnis["ags"].isin(neue["ags"])]
    alle = pd.concat([ergebnis, neue.reindex(columns=gebiete.columns).astype(gebiete.dtypes)])
    return alle.sort_values("ags", ignore_index=True)


def _rows(gemeinden: pd.DataFrame) -> pd.DataFrame:
    """One row per Planungsbereich; sizes only where every Gemeinde has one."""
    gruppen = gemeinden.groupby("planungsbereich_bereich")
    summen = gruppen[list(_SUMMEN)].sum().round(2)
    voll = gruppen[list(_SUMMEN)].count().eq(gruppen.size(), axis=0)
    return (
        summen.where(voll)
        .assign(name=gruppen["name_bereich"].first(), ebene="planungsbereich")
        .reset_index(names="ags")
        .assign(uebergeordnet=lambda d: d["ags"].str[:5])
    )
