"""Views of the plan of measures: by Handlungsfeld and by Lebensphase."""

from assets.reports.ansicht import Teil
from assets.reports.kontext import Kontext


def build_massnahmeplan(k: Kontext, nummer: str) -> list[Teil]:
    """Return the tables of measures."""
    return []
