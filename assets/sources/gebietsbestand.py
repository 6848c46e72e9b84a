"""Which territories existed when, as far as registers and recalculation keys prove it.

A register (Gemeindeverzeichnis) or a key lists all territories of its Länder on one day. A territory that
is missing on the list before its first day came into being after that list; one that is missing on the
list after its last day ended before that. Between two lists nothing is known: then a territory does not
count as existing, because a printed `-` of a territory that may be gone must not become a zero.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from assets.sources.gebietsstand.tabelle import KREISZUSATZ

IMMER: Final = "0000-00-00"
"""Start of a territory that the first list already names."""
HEUTE: Final = "9999-12-31"
"""End of a territory that the last list still names."""
_LISTE: Final = ["ags", "tag", "land"]


@dataclass(frozen=True)
class Gebietsbestand(Collection[str]):
    """Periods of existence by key.

    Attributes:
        zeiten: Key → periods (first and last proven day; `IMMER` and `HEUTE` where open). A key that was
            given away again has several.
        anfang: Land → day of its first complete list; before it no key can be called unknown.
    """

    zeiten: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    anfang: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, ags: object) -> bool:
        """Whether any list names the key."""
        return ags in self.zeiten

    def __iter__(self) -> Iterator[str]:
        """All keys that any list names."""
        return iter(self.zeiten)

    def __len__(self) -> int:
        """Number of keys that any list names."""
        return len(self.zeiten)

    def exists_at(self, ags: str, tag: str) -> bool:
        """Say whether a territory exists on a day (ISO date); one that no list names counts as existing."""
        zeiten = self.zeiten.get(ags)
        return zeiten is None or any(von <= tag <= bis for von, bis in zeiten)

    def may_exist(self, ags: str, tag: str) -> bool:
        """Say whether a key can be that of a territory: named by a list, or older than all lists."""
        return ags in self.zeiten or tag < self.anfang.get(ags[:2], HEUTE)

    def joined(self, weitere: "Gebietsbestand") -> "Gebietsbestand":
        """Add the keys that only the other one names."""
        return Gebietsbestand({**weitere.zeiten, **self.zeiten}, {**weitere.anfang, **self.anfang})


def lists_of_nachfolge(nachfolge: pd.DataFrame) -> pd.DataFrame:
    """Return the complete lists that keys contain: both sides of every key, Land by Land.

    Change lists (one day between both Stände) are no complete lists. A key is complete for a Land that
    occurs on the old side of every one of its Stände; parts across a Land border are not. Successions of
    Kreise that were derived from those of Gemeinden hold only what changed and are none either.

    Args:
        nachfolge: Columns of `schemas.sources.Nachfolge`.

    Returns:
        Columns `ags`, `tag`, `land`.
    """
    abgeleitet = nachfolge["quelle_id"].str.endswith(KREISZUSATZ)
    keys = nachfolge[is_key(nachfolge) & ~abgeleitet]
    keys = keys.assign(land=keys["ags_alt"].str[:2], _stelle=keys["ags_alt"].str.len())
    gruppe = ["quelle_id", "_stelle"]
    staende = keys.groupby(gruppe)["stand_alt"].nunique().rename("soll")
    je_land = keys.groupby([*gruppe, "land"])["stand_alt"].nunique().rename("ist").reset_index()
    je_land = je_land.join(staende, on=gruppe)
    ganz = je_land.loc[je_land["ist"] == je_land["soll"], [*gruppe, "land"]]
    alt = keys.merge(ganz, on=[*gruppe, "land"])[["ags_alt", "stand_alt", "land"]]
    neu = keys.assign(land=keys["ags_neu"].str[:2]).merge(ganz, on=[*gruppe, "land"])
    neu = neu[["ags_neu", "stand_neu", "land"]]
    return pd.concat([alt.set_axis(_LISTE, axis=1), neu.set_axis(_LISTE, axis=1)]).drop_duplicates()


def lists_of_register(gebiete: pd.DataFrame, stand: str) -> pd.DataFrame:
    """Return the Kreise and Gemeinden of one register as a list; columns `ags`, `tag`, `land`."""
    ags = gebiete.loc[gebiete["ebene"].isin(["kreis", "gemeinde"]), "ags"].astype("str")
    return pd.DataFrame({"ags": ags, "tag": stand, "land": ags.str[:2]})


def is_key(nachfolge: pd.DataFrame) -> pd.Series:
    """Mark the rows of complete keys; the others are single events of a change list."""
    staende = nachfolge[["stand_alt", "stand_neu"]].drop_duplicates()
    tage = (pd.to_datetime(staende["stand_neu"]) - pd.to_datetime(staende["stand_alt"])).dt.days
    lang = pd.MultiIndex.from_frame(staende[tage > 1])
    ist = pd.MultiIndex.from_frame(nachfolge[["stand_alt", "stand_neu"]]).isin(lang)
    return pd.Series(ist, index=nachfolge.index, dtype="bool")


def bestand_of_lists(listen: Sequence[pd.DataFrame], stellen: Iterable[int] = (5, 8)) -> Gebietsbestand:
    """Derive the periods of existence from complete lists.

    Args:
        listen: Frames with the columns `ags`, `tag`, `land`; each day complete for its Land and level.
        stellen: Lengths of the keys wanted: 5 Kreise, 8 Gemeinden.
    """
    alle = pd.concat([pd.DataFrame(columns=_LISTE, dtype="str"), *listen]).drop_duplicates(["ags", "tag"])
    alle = alle[alle["ags"].str.len().isin(list(stellen))]
    if alle.empty:
        return Gebietsbestand()
    ebene = [alle["land"], alle["ags"].str.len()]
    alle = alle.assign(stelle=alle["tag"].groupby(ebene).rank("dense"))
    alle["letzte"] = alle["stelle"].groupby(ebene).transform("max")
    alle = alle.sort_values(["ags", "stelle"])
    neu = (alle["ags"] != alle["ags"].shift()) | (alle["stelle"] != alle["stelle"].shift() + 1)
    abschnitte = alle.groupby(neu.cumsum()).agg(
        ags=("ags", "first"), von=("tag", "min"), bis=("tag", "max"),
        erste=("stelle", "min"), ende=("stelle", "max"), letzte=("letzte", "first"),
    )  # fmt: skip
    von = abschnitte["von"].mask(abschnitte["erste"] == 1, IMMER)
    bis = abschnitte["bis"].mask(abschnitte["ende"] == abschnitte["letzte"], HEUTE)
    zeiten: dict[str, list[tuple[str, str]]] = {}
    for ags, v, b in zip(abschnitte["ags"], von, bis, strict=True):
        zeiten.setdefault(ags, []).append((v, b))
    anfang = alle.groupby("land")["tag"].min()
    return Gebietsbestand({a: tuple(z) for a, z in zeiten.items()}, dict(anfang))


def bestand_of_gebiete(gebiete: pd.DataFrame) -> Gebietsbestand:
    """Take the periods of Kreise from a finished table of territories, such as that of the base set."""
    kreise = gebiete[gebiete["ebene"] == "kreis"]
    von = kreise["gueltig_von"].astype("str").fillna(IMMER)
    bis = kreise["gueltig_bis"].astype("str").fillna(HEUTE)
    return Gebietsbestand({a: ((v, b),) for a, v, b in zip(kreise["ags"], von, bis, strict=True)})
