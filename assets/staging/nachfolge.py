"""How territories went over into others: chained over several steps, and Kreise from their Gemeinden."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from assets.sources.gebietsbestand import is_key, lists_of_nachfolge
from assets.sources.gebietsstand.tabelle import KREISZUSATZ, nachfolge_rahmen

TOLERANZ: Final = 0.002
"""By how much the shares of one territory may miss 1: the keys print four digits for up to five parts."""

_SCHRITTE_HOECHSTENS: Final = 60
_GEWICHTE: Final = ["ags_alt", "ags_neu", "gewicht"]


def weights_per_step(nachfolge: pd.DataFrame) -> pd.DataFrame:
    """Choose one weight per transition: the share of the population, else that of the area.

    A share counts only where those of all parts of the territory add up to 1 (but for `TOLERANZ`; they are
    then scaled to 1). Where several sources
    describe the same territory at the same Stand, the one with both shares is taken, then the one that
    leads further, then the official before our own derivation.

    Args:
        nachfolge: Columns of `schemas.sources.Nachfolge`.

    Returns:
        Columns `ags_alt`, `ags_neu`, `stand_alt`, `stand_neu`, `gewicht`; NULL where neither share is
        complete.
    """
    df = nachfolge[~nachfolge["ags_alt"].str.contains("-", regex=False)]
    gruppe = ["ags_alt", "stand_alt", "stand_neu", "quelle_id"]
    summen = df.groupby(gruppe)[["anteil_bevoelkerung", "anteil_flaeche"]].agg(["sum", "size", "count"])
    gut = pd.DataFrame(
        {
            s: (summen[s]["sum"].sub(1).abs() <= TOLERANZ) & (summen[s]["count"] == summen[s]["size"])
            for s in ("anteil_bevoelkerung", "anteil_flaeche")
        }
    )
    flaeche_da = summen["anteil_flaeche"]["count"] > 0
    rang = gut.assign(ohne_flaeche=~flaeche_da).reset_index()
    rang["eigene"] = rang["quelle_id"].str.endswith(KREISZUSATZ)
    rang = rang.sort_values(
        ["ags_alt", "stand_alt", "eigene", "ohne_flaeche", "stand_neu", "quelle_id"],
        ascending=[True, True, True, True, False, True],
    ).drop_duplicates(["ags_alt", "stand_alt"])
    teile = df.merge(rang.rename(columns={s: f"{s}_gut" for s in gut}), on=gruppe)
    gewicht = teile["anteil_bevoelkerung"].where(teile["anteil_bevoelkerung_gut"])
    gewicht = gewicht.fillna(teile["anteil_flaeche"].where(teile["anteil_flaeche_gut"]))
    # the keys print rounded shares; nobody may get lost by that
    summe = gewicht.groupby([teile[s] for s in gruppe]).transform("sum", min_count=1)
    teile["gewicht"] = gewicht / summe
    return teile[["ags_alt", "ags_neu", "stand_alt", "stand_neu", "gewicht"]]


def chain_nachfolge(nachfolge: pd.DataFrame, von: str, nach: str) -> pd.DataFrame:
    """Chain the successions from one Gebietsstand to another; see `Kette.weights`."""
    return Kette.of(nachfolge).weights(von, nach)


@dataclass(frozen=True)
class Kette:
    """Successions made ready for chaining.

    Attributes:
        schritte: Weights per transition, from `weights_per_step`; territories that never change are left
            out.
        listen: Complete lists of territories, from `lists_of_nachfolge`, of the same territories.
    """

    schritte: pd.DataFrame
    listen: pd.DataFrame

    @classmethod
    def of(cls, nachfolge: pd.DataFrame) -> "Kette":
        """Prepare successions (columns of `schemas.sources.Nachfolge`)."""
        schritte = weights_per_step(nachfolge)
        bleibt = (schritte["ags_alt"] == schritte["ags_neu"]) & (schritte["gewicht"] == 1)
        betroffen = {*schritte.loc[~bleibt, "ags_alt"], *schritte.loc[~bleibt, "ags_neu"]}
        listen = lists_of_nachfolge(nachfolge)
        schritte = schritte[schritte["ags_alt"].isin(betroffen)].reset_index(drop=True)
        for spalte in ("stand_alt", "stand_neu"):
            schritte[spalte] = schritte[spalte].astype("object")
        return cls(schritte, listen)

    @property
    def betroffen(self) -> frozenset[str]:
        """All territories that take part in a change."""
        return frozenset(self.schritte["ags_alt"]) | frozenset(self.schritte["ags_neu"])

    def weights(self, von: str, nach: str) -> pd.DataFrame:
        """Chain the successions from one Gebietsstand to another.

        Keys hold for the end of a year; a Gebietsstand within a year is read as the next one that a key
        lists.

        Args:
            von: Old Gebietsstand (ISO date).
            nach: New Gebietsstand, later than `von`.

        Returns:
            Columns `ags_alt`, `ags_neu`, `gewicht`: for every territory that existed on `von` and takes
            part in a change, all parts. The weights of one territory add up to 1 but for rounding; NULL
            where a step has no complete shares or leads beyond `nach`.
        """
        start, tag = self._starting_set(von)
        stand = pd.DataFrame({"ags_alt": start, "ags_neu": start, "tag": tag, "gewicht": 1.0}, dtype="object")
        stand = stand.astype({"gewicht": "float64"})
        for _ in range(_SCHRITTE_HOECHSTENS):
            stand, weiter = self._step(stand, nach)
            if not weiter:
                break
        summe = stand.groupby(["ags_alt", "ags_neu"], as_index=False)["gewicht"].agg(["sum", "size", "count"])
        summe["gewicht"] = summe["sum"].where(summe["size"] == summe["count"])
        return summe[_GEWICHTE].astype({"ags_alt": "str", "ags_neu": "str"})

    def _starting_set(self, von: str) -> tuple[list[str], str]:
        """Territories that existed on the day and take part in a change, and the day they are listed on."""
        spaeter = self.listen.loc[self.listen["tag"] >= von, "tag"]
        tag = str(spaeter.min()) if len(spaeter) and spaeter.min()[:4] == von[:4] else von
        bestand = set(self.listen.loc[self.listen["tag"] == tag, "ags"])
        kommend = self.schritte[self.schritte["stand_alt"] >= tag]
        alte, neue = set(kommend["ags_alt"]), set(kommend["ags_neu"])
        if bestand:
            teile = set(kommend.loc[kommend["stand_alt"] == tag, "ags_alt"])  # also from beyond the Land
            return sorted(bestand & (alte | neue) | teile), tag
        fruehere = set(self.listen.loc[self.listen["tag"] < tag, "ags"])
        return sorted(alte | (neue & fruehere)), tag

    def _step(self, stand: pd.DataFrame, nach: str) -> tuple[pd.DataFrame, bool]:
        """Take the next transition of every territory that has one; NULL weight beyond the target."""
        kommend = self.schritte.merge(
            stand[["ags_neu", "tag"]].drop_duplicates(), left_on="ags_alt", right_on="ags_neu"
        )
        kommend = kommend[(kommend["stand_alt"] >= kommend["tag"]) & (kommend["stand_alt"] < nach)]
        erste = kommend.groupby(["ags_alt", "tag"])["stand_alt"].transform("min")
        kommend = kommend[kommend["stand_alt"] == erste]
        kommend = kommend[["ags_alt", "tag", "ags_neu_x", "stand_neu", "gewicht"]]
        teile = stand.merge(
            kommend.set_axis(["ags_neu", "tag", "ziel", "stand_neu", "anteil"], axis=1),
            on=["ags_neu", "tag"],
            how="left",
        )
        geht = teile["ziel"].notna()
        if not geht.any():
            return stand, False
        anteil = teile["anteil"].where(teile["stand_neu"] <= nach)
        teile["gewicht"] = teile["gewicht"].where(~geht, teile["gewicht"] * anteil)
        teile["ags_neu"] = teile["ags_neu"].where(~geht, teile["ziel"])
        teile["tag"] = teile["tag"].where(~geht, teile["stand_neu"])
        behalten = teile["gewicht"].isna() | (teile["gewicht"] > 0)
        return teile.loc[behalten, ["ags_alt", "ags_neu", "tag", "gewicht"]], True


def derive_kreise(nachfolge: pd.DataFrame, groessen: pd.DataFrame) -> pd.DataFrame:
    """Derive how Kreise went over into others from the Gemeinden that changed their Kreis.

    Only for Stände that no key of Kreise describes. The share is that of the people: those of the moving
    Gemeinden or parts among those of the whole Kreis.

    Args:
        nachfolge: Columns of `schemas.sources.Nachfolge`.
        groessen: `ags` (Gemeinde), `tag`, `einwohner`: population of all Gemeinden on the Stände at hand.

    Returns:
        Frame of `schemas.sources.Nachfolge`; the sources end in `_kreise`. Moves of land without people
        change no Kreis.
    """
    gemeinden = nachfolge[nachfolge["ags_alt"].str.len() == 8]
    kreise = nachfolge[nachfolge["ags_alt"].str.len() == 5]
    wechsel = gemeinden[gemeinden["ags_alt"].str[:5] != gemeinden["ags_neu"].str[:5]]
    wechsel = wechsel[~wechsel["stand_alt"].isin(kreise.loc[is_key(kreise), "stand_alt"])]
    # a key beside the change list of the same year says the same; both are kept, the chain chooses
    wechsel = wechsel[wechsel["anteil_flaeche"].notna() | wechsel["anteil_bevoelkerung"].isna()]
    if wechsel.empty or groessen.empty:
        return nachfolge_rahmen([])
    bewohner = wechsel.merge(groessen, left_on=["ags_alt", "stand_alt"], right_on=["ags", "tag"])
    bewohner["bewegt"] = bewohner["einwohner"] * bewohner["anteil_bevoelkerung"]
    bewohner = bewohner[(bewohner["einwohner"] > 0) & (bewohner["bewegt"] > 0)]
    gesamt = groessen.groupby([groessen["ags"].str[:5].rename("kreis"), "tag"])["einwohner"].sum()
    schluessel = ["stand_alt", "stand_neu", "quelle_id"]
    fort = (
        bewohner.assign(alt=bewohner["ags_alt"].str[:5], neu=bewohner["ags_neu"].str[:5])
        .groupby([*schluessel, "alt", "neu"], as_index=False)["bewegt"]
        .sum()
    )
    fort["anteil_bevoelkerung"] = fort["bewegt"] / gesamt.reindex(
        pd.MultiIndex.from_arrays([fort["alt"], fort["stand_alt"]])
    ).to_numpy(dtype="float64")
    rest = fort.groupby([*schluessel, "alt"], as_index=False)["anteil_bevoelkerung"].sum()
    rest = rest.assign(neu=rest["alt"], anteil_bevoelkerung=1 - rest["anteil_bevoelkerung"])
    alle = pd.concat([fort, rest[rest["anteil_bevoelkerung"] > 1e-9]], ignore_index=True)
    return nachfolge_rahmen(
        [
            alle.rename(columns={"alt": "ags_alt", "neu": "ags_neu"}).assign(
                quelle_id=alle["quelle_id"] + KREISZUSATZ
            )
        ]
    )


def derived_sources(quellen: pd.DataFrame, nachfolge: pd.DataFrame) -> pd.DataFrame:
    """Describe the sources of derived successions of Kreise; columns of `schemas.sources.Quelle`."""
    ids = {q for q in nachfolge["quelle_id"].unique() if q.endswith(KREISZUSATZ)}
    neue = sorted(ids - set(quellen["quelle_id"]))
    basis = quellen.set_index("quelle_id").loc[[i.removesuffix(KREISZUSATZ) for i in neue]].reset_index()
    return basis.assign(
        quelle_id=neue,
        titel=basis["titel"] + " – Kreise, aus den Gemeinden abgeleitet",
        quellenvermerk=basis["quellenvermerk"] + "; eigene Berechnung (Einwohneranteile der Gemeinden)",
    )[quellen.columns]


def successors(nachfolge: pd.DataFrame) -> frozenset[str]:
    """Territories that came out of others."""
    anders = nachfolge["ags_alt"] != nachfolge["ags_neu"]
    return frozenset(nachfolge.loc[anders, "ags_neu"])


def incomplete_weights(gewichte: pd.DataFrame) -> pd.DataFrame:
    """Territories whose chained weights do not add up to 1: columns `ags_alt`, `summe` (NULL: unknown)."""
    summen = gewichte.groupby("ags_alt")["gewicht"].agg(["sum", "size", "count"])
    summe = summen["sum"].where(summen["size"] == summen["count"])
    falsch = summe[summe.isna() | ((summe - 1).abs() > TOLERANZ)]
    return falsch.rename("summe").reset_index()
