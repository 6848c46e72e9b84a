"""What stands on the cover, in the Impressum and in the foot of every page."""

from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

AKTUALISIERUNG: Final = "aktualisierung"
"""File name of the one-page report on a refresh."""


class Berichtskopf(BaseModel):
    """Publisher, edition and dates of one report.

    `ausgabe` names the edition of the data, `datenstand` its newest source, `auflage` the edition of
    the report. No field comes from the clock, so the same input gives the same file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    herausgeber: str
    strasse: str = ""
    ort: str = ""
    verantwortlich: str = ""
    redaktion: str = ""
    telefon: str = ""
    email: str = ""
    internet: str = ""
    auflage: str
    ausgabe: str
    redaktionsschluss: date
    datenstand: date
