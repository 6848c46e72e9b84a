"""Audit of what is shown, written apart from the suppression: a reader with pencil and paper.

For every withheld count the smallest and the largest value are worked out that fit the published
figures of one sum (a territory and its parts on one level). The range must be as wide as the smallest
count that the rule allows to be shown.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from assets.catalogue.kommunal import wholes
from assets.confidentiality.regeln import Schutzregeln
from assets.confidentiality.sperrung import protected_rows
from schemas.common import ebene_von

_ZEILE = ["groesse", "ags", "zeit"]


class SperrFehler(Exception):
    """A withheld figure can be recalculated, or one that must be withheld is shown; lists the cells."""

    def __init__(self, zellen: Sequence[str]) -> None:
        """Keep the cells; the message lists the first of them in German."""
        self.zellen = tuple(zellen)
        erste = "; ".join(self.zellen[:10])
        mehr = f" und {len(self.zellen) - 10} weitere" if len(self.zellen) > 10 else ""
        super().__init__(
            f"Die Geheimhaltung ist nicht gewahrt ({len(self.zellen)} Angaben): {erste}{mehr}. "
            "Es wird nichts veröffentlicht. Was tun: die genannten Angaben in den eigenen Daten "
            "zusammenfassen (größere Gebiete, mehrere Jahre) oder weglassen."
        )

    def __reduce__(self) -> tuple[type["SperrFehler"], tuple[tuple[str, ...]]]:
        """Pickle with the cells, so the message survives process borders."""
        return type(self), (self.zellen,)


def audit(roh: pd.DataFrame, geschuetzt: pd.DataFrame, regeln: Schutzregeln, gebiete: pd.DataFrame) -> None:
    """Check protected indicator values against the unprotected ones.

    Args:
        roh: `schemas.indicators.Indikatorwert` before suppression.
        geschuetzt: The same rows after it.
        regeln: Policy.
        gebiete: Columns of `schemas.sources.Gebiet`.

    Raises:
        SperrFehler: a public row has changed; a withheld row still holds a figure; a small count is
            shown; a withheld count lies in a range narrower than the rule asks for.
    """
    schluessel = ["indikator_id", "ags", "jahr"]
    paar = roh.merge(geschuetzt, on=schluessel, how="outer", validate="1:1", suffixes=("", "_neu"))
    regel = {q: regeln.rule_for(q) for q in paar["quelle_id"].dropna().unique()}
    eigen = paar["quelle_id"].map(lambda q: regel.get(q) is not None).astype(bool)
    fehler = _changed_public(paar[~eigen], roh.columns)
    fehler += _traces(paar[eigen])
    zaehler = paar["zaehler"].where(paar["zaehler"].notna() | paar["nenner"].notna(), paar["wert"])
    gezeigt = paar["zaehler_neu"].where(paar["zaehler"].notna() | paar["nenner"].notna(), paar["wert_neu"])
    tabelle = _with_rules(paar, regel).assign(
        groesse=paar["indikator_id"], zeit=paar["jahr"].astype(str), roh=zaehler, gezeigt=gezeigt
    )
    voll = tabelle["komplement"] & (paar["nenner"] >= zaehler)
    tabelle = tabelle.assign(ganzes=paar["nenner"].where(voll), ganzes_gezeigt=paar["nenner_neu"].where(voll))
    nenner = tabelle.assign(
        groesse=tabelle["groesse"] + " (Nenner)",
        roh=paar["nenner"].where(tabelle["nenner_personen"]),
        gezeigt=paar["nenner_neu"],
        ganzes=np.nan,
        ganzes_gezeigt=np.nan,
    )
    _raise(fehler + _findings(tabelle, gebiete) + _findings(nenner, gebiete))


def audit_beobachtungen(
    roh: pd.DataFrame, geschuetzt: pd.DataFrame, regeln: Schutzregeln, gebiete: pd.DataFrame
) -> None:
    """Check protected observations against the unprotected ones.

    Args:
        roh: `schemas.sources.Beobachtungen` before suppression.
        geschuetzt: The same rows after it.
        regeln: Policy.
        gebiete: Columns of `schemas.sources.Gebiet`.

    Raises:
        SperrFehler: as for `audit`.
    """
    schluessel = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
    paar = roh.merge(geschuetzt, on=schluessel, how="outer", validate="1:1", suffixes=("", "_neu"))
    eigen = paar.index.isin(protected_rows(paar, regeln).index)
    fehler = _changed_public(paar[~eigen], roh.columns)
    eigene = paar[eigen]
    regel = {q: regeln.rule_for(q) for q in eigene["quelle_id"].unique()}
    tabelle = _with_rules(eigene, regel).assign(
        groesse=eigene["merkmal_id"] + " aus " + eigene["quelle_id"],
        zeit=eigene["zeitraum"],
        roh=eigene["wert"],
        gezeigt=eigene["wert_neu"],
    )
    ganze = eigene[["merkmal_id", "ags", "zeitraum", "quelle_id"]].assign(
        merkmal_id=eigene["merkmal_id"].map(wholes()).astype("str")
    )
    ganze = ganze.merge(eigene, on=schluessel, how="left", validate="m:1").set_axis(eigene.index)
    voll = tabelle["komplement"] & (ganze["wert"] >= eigene["wert"])
    tabelle = tabelle.assign(ganzes=ganze["wert"].where(voll), ganzes_gezeigt=ganze["wert_neu"].where(voll))
    _raise(fehler + _findings(tabelle, gebiete))


def _raise(fehler: Sequence[str]) -> None:
    if fehler:
        raise SperrFehler(sorted(set(fehler)))


def _with_rules(paar: pd.DataFrame, regel: dict) -> pd.DataFrame:
    """Return key columns with the numbers of each row's rule; public rows have `minimum` NULL."""

    def attribute(name: str, sonst: object) -> pd.Series:
        return paar["quelle_id"].map(lambda q: getattr(regel[q], name) if regel.get(q) else sonst)

    return pd.DataFrame(
        {
            "ags": paar["ags"],
            "minimum": attribute("mindestzahl", float("nan")).astype(float),
            "kleinster": attribute("kleinster", 0).astype(float),
            "komplement": attribute("komplement", False).astype(bool),
            "nenner_personen": attribute("nenner_personen", True).astype(bool),
        }
    )


def _changed_public(paar: pd.DataFrame, spalten: pd.Index) -> list[str]:
    fehler: list[str] = []
    for spalte in spalten:
        if f"{spalte}_neu" in paar:
            alt, neu = paar[spalte], paar[f"{spalte}_neu"]
            anders = paar[~((alt == neu) | (alt.isna() & neu.isna()))]
            fehler += [f"öffentliche Angabe verändert: {z.ags}, {spalte}" for z in anders.itertuples()]
    return fehler


def _traces(paar: pd.DataFrame) -> list[str]:
    """Find rows that are marked as withheld and still hold a figure, or lost one without the mark."""
    zahlen = ["wert", "zaehler", "untergrenze", "obergrenze"]
    neu = paar[[f"{s}_neu" for s in zahlen]].notna()
    alt = paar[zahlen].notna()
    gesperrt = paar["kennzeichen_neu"] == "g"
    verloren = pd.Series((alt.to_numpy() & ~neu.to_numpy()).any(axis=1), index=paar.index)
    falsch = (gesperrt & (neu.any(axis=1) | (paar["verlaesslichkeit_neu"] != "gering"))) | (
        ~gesperrt & verloren
    )
    return [f"Reste einer Sperrung: {z.indikator_id}, {z.ags}, {z.jahr}" for z in paar[falsch].itertuples()]


def _findings(tabelle: pd.DataFrame, gebiete: pd.DataFrame) -> list[str]:
    """Check one quantity: shown counts for their size, withheld ones for the range a reader finds."""
    zellen = tabelle[tabelle["roh"].notna()].copy()
    zellen["verdeckt"] = zellen["gezeigt"].isna()
    geschuetzt = zellen["minimum"].notna()
    klein = (zellen["roh"] < zellen["minimum"]) & (zellen["roh"] >= zellen["kleinster"])
    rest = zellen["ganzes"] - zellen["roh"]
    klein |= (rest < zellen["minimum"]) & (zellen["roh"] > 0)
    offen = zellen[geschuetzt & ~zellen["verdeckt"] & klein]
    fehler = [f"kleine Zahl sichtbar: {_name(z)}" for z in offen.itertuples()]
    zellen["unten"] = zellen["kleinster"].where(
        ~(zellen["ganzes"].notna() & zellen["ganzes_gezeigt"].isna()), 0.0
    )
    zellen["oben"] = zellen["ganzes_gezeigt"].fillna(np.inf)
    for summe, teile in _sums(zellen, gebiete):
        fehler += _too_narrow(summe, teile)
    return fehler


def _sums(zellen: pd.DataFrame, gebiete: pd.DataFrame) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Pair every cell with its parts, by the register of territories; one pair per level of the parts."""
    if zellen.empty:
        return []
    eltern = gebiete.melt("ags", ["uebergeordnet", "planungsbereich"], value_name="oben_ags").dropna()
    bekannt = set(eltern["ags"])
    fehlend = [a for a in zellen["ags"].unique() if a not in bekannt and a != "00"]
    ersatz = pd.DataFrame({"ags": fehlend, "oben_ags": [_above(a) for a in fehlend]}, dtype="str")
    eltern = pd.concat([eltern[["ags", "oben_ags"]], ersatz]).drop_duplicates()
    eltern = eltern[eltern["ags"] != eltern["oben_ags"]]
    teile = zellen.merge(eltern, on="ags", how="inner", validate="m:m")
    teile["ebene"] = teile["ags"].map(ebene_von)
    summen = {(z["groesse"], z["zeit"], z["ags"]): z for _, z in zellen.iterrows()}
    gruppen = []
    for _, gruppe in teile.groupby(["groesse", "zeit", "oben_ags", "ebene"], sort=True):
        erste = gruppe.iloc[0]
        summe = summen.get((erste["groesse"], erste["zeit"], erste["oben_ags"]))
        if summe is not None:
            gruppen.append((summe, gruppe))
    return gruppen


def _above(ags: str) -> str:
    return "00" if len(ags) == 2 else ags[:2] if len(ags) == 5 else ags[:5]


def _too_narrow(summe: pd.Series, teile: pd.DataFrame) -> list[str]:
    """Return the withheld cells of one sum that a reader can place too well."""
    verdeckt = teile[teile["verdeckt"]]
    if summe["verdeckt"]:
        return [] if len(verdeckt) else [f"berechenbar: {_name(summe)}"]
    if verdeckt.empty:
        return []
    # The parts need not add up (figures not delivered); the reader is taken to know the remainder.
    unbekannt = summe["roh"] - teile["roh"].sum()
    rest = summe["roh"] - unbekannt - teile.loc[~teile["verdeckt"], "roh"].sum()
    unten, oben = verdeckt["unten"].to_numpy(), verdeckt["oben"].to_numpy()
    andere = ~np.eye(len(verdeckt), dtype=bool)
    hoechstens = np.minimum(oben, [rest - unten[a].sum() for a in andere])
    mindestens = np.maximum(unten, [rest - oben[a].sum() for a in andere])
    eng = (hoechstens - mindestens) < verdeckt["minimum"].to_numpy()
    return [f"berechenbar: {_name(z)}" for z in verdeckt[eng].itertuples()]


def _name(zelle: object) -> str:
    return ", ".join(str(getattr(zelle, s)) for s in _ZEILE)
