"""Views of the plan as reports print them: by field of action, by life phase, by status, due plans."""

import pandas as pd

from assets.planning.planung import Planung
from schemas.common import LEBENSPHASEN
from schemas.planning_begriffe import PRIORITAET, STATUS


def massnahmen_nach_handlungsfeld(planung: Planung) -> dict[int, pd.DataFrame]:
    """Return the measures of each field of action by its number; within it by priority, deadline, key."""
    sortiert = _ordered(planung.massnahmen)
    return {int(str(nr)): teil for nr, teil in sortiert.groupby("handlungsfeld", sort=True)}


def massnahmen_nach_lebensphase(planung: Planung) -> dict[str, pd.DataFrame]:
    """Return the measures of each life phase in the order of life; one measure may stand in several."""
    sortiert = _ordered(planung.massnahmen)
    phasen = sortiert["lebensphasen"].str.split(",")
    teile = {phase: sortiert[[phase in mehrere for mehrere in phasen]] for phase in LEBENSPHASEN}
    return {phase: teil for phase, teil in teile.items() if len(teil)}


def umsetzungsstand(planung: Planung) -> pd.DataFrame:
    """Count the measures by status, in the order of their course.

    Returns:
        Columns `status`, `name`, `anzahl`, `beispiele` (how many of them are samples); every status
        has a row.
    """
    gruppen = planung.massnahmen.groupby("status")["beispiel"].agg(["size", "sum"])
    zaehlung = gruppen.reindex(list(STATUS), fill_value=0).astype("int64")
    return pd.DataFrame(
        {
            "status": list(STATUS),
            "name": list(STATUS.values()),
            "anzahl": zaehlung["size"].to_numpy(),
            "beispiele": zaehlung["sum"].to_numpy(),
        }
    )


def faellige_plaene(planung: Planung, stichtag: str) -> pd.DataFrame:
    """Return the plans whose next edition is due, or whose validity has ended, by that day.

    Args:
        planung: The registers.
        stichtag: ISO date.

    Returns:
        Rows of the register of plans with the column `faellig_am`, the earliest first.
    """
    plaene = planung.plaene
    faellig = plaene["naechste_fortschreibung"].fillna(plaene["gueltig_bis"])
    ergebnis = plaene.assign(faellig_am=faellig)[faellig.notna() & (faellig <= stichtag)]
    return ergebnis.sort_values(["faellig_am", "plan_id"], ignore_index=True)


def _ordered(massnahmen: pd.DataFrame) -> pd.DataFrame:
    rang = massnahmen["prioritaet"].map(list(PRIORITAET).index).astype("int64")
    return (
        massnahmen.assign(_rang=rang)
        .sort_values(["handlungsfeld", "_rang", "frist", "massnahme_id"], ignore_index=True)
        .drop(columns="_rang")
    )
