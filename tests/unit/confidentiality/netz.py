"""A small run of disclosure control over observations and indicator values made in code."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assets.confidentiality.fruehere import Fruehausgabe, add_editions
from assets.confidentiality.gliederung import Gliederung
from assets.confidentiality.pruefung import audit
from assets.confidentiality.regeln import Schutzregeln
from assets.confidentiality.sperrung import blank_beobachtungen, blank_werte, choose, give_up_known
from assets.confidentiality.zellbau import Tabellenzellen, build_cells
from schemas.sources import Beobachtungen

UVG, SEU, BUT = (
    "kommunal_unterhaltsvorschuss_2026-01-31",
    "kommunal_schuleingang_2026-07-31",
    "kommunal_bildung_teilhabe_2026-01-31",
)
TERME = {
    "indikator_id": "str",
    "rolle": "str",
    "ags": "str",
    "jahr": "int64",
    "vorzeichen": "int64",
    "wert": "float64",
    "stelle": "int64",
    "anteil": "bool",
}


def observations(zeilen: Sequence[tuple[str, str, float]], quelle: str = UVG) -> pd.DataFrame:
    """Rows of measure, territory and count."""
    daten = pd.DataFrame(list(zeilen), columns=["merkmal_id", "ags", "wert"]).assign(
        zeitraum="2025-12-31", kennzeichen=None, quelle_id=quelle, gebietsstand=None
    )
    spalten = list(Beobachtungen.to_schema().columns)
    typen = {s: "str" for s in spalten if s not in ("wert", "zeile")} | {"wert": "float64"}
    return daten.reindex(columns=spalten).astype(typen)


def terms(beobachtungen: pd.DataFrame, rollen: dict[str, str], *, anteil: bool = True) -> pd.DataFrame:
    """One indicator `quote` with a measure in each role, for all territories."""
    zeilen = [
        ("quote", rolle, z.ags, 2025, 1, z.wert, z.Index, anteil)
        for z in beobachtungen.itertuples()
        for rolle, merkmal in rollen.items()
        if z.merkmal_id == merkmal
    ]
    return pd.DataFrame(zeilen, columns=list(TERME)).astype(TERME)


def values(terme: pd.DataFrame) -> pd.DataFrame:
    """Indicator values of the terms."""
    rollen = terme.pivot_table("wert", ["indikator_id", "ags", "jahr"], "rolle", aggfunc="sum").reset_index()
    rollen = rollen.reindex(columns=["indikator_id", "ags", "jahr", "zaehler", "nenner"])
    return rollen.assign(
        wert=100 * rollen["zaehler"] / rollen["nenner"],
        untergrenze=0.5,
        obergrenze=99.5,
        kennzeichen=pd.Series([None] * len(rollen), dtype="str"),
        verlaesslichkeit="verlaesslich",
    )


@dataclass
class Ergebnis:
    """What the run gives."""

    werte: pd.DataFrame
    beobachtungen: pd.DataFrame
    protokoll: pd.DataFrame
    tabellen: Tabellenzellen

    def withheld(self, merkmal: str) -> set[str]:
        """Territories whose observation of a measure is hidden."""
        zeilen = self.beobachtungen[self.beobachtungen["merkmal_id"] == merkmal]
        return set(zeilen.loc[zeilen["kennzeichen"] == "g", "ags"])


def run(
    beobachtungen: pd.DataFrame,
    regeln: Schutzregeln,
    *,
    terme: pd.DataFrame | None = None,
    gliederungen: Sequence[Gliederung] = ({},),
    ausgaben: Sequence[Fruehausgabe] = (),
) -> Ergebnis:
    """Suppress and audit."""
    terme = pd.DataFrame(columns=list(TERME)).astype(TERME) if terme is None else terme
    roh = values(terme)
    tabellen = build_cells(beobachtungen, terme, regeln, gliederungen)
    add_editions(tabellen.verbund, ausgaben, regeln, gliederungen)
    give_up_known(tabellen.verbund)
    plan = choose(tabellen.verbund)
    werte = blank_werte(roh, tabellen, plan.verdeckt)
    neue = blank_beobachtungen(beobachtungen, tabellen, plan.verdeckt)
    protokoll = audit((roh, werte), (beobachtungen, neue), tabellen, regeln, plan.verfahren)
    return Ergebnis(werte, neue, protokoll, tabellen)
