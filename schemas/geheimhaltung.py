"""Table of disclosure control: the protocol of the audit, without the hidden figures."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import AGS_MUSTER, ZEITRAUM_MUSTER


class Geheimhaltungspruefung(pa.DataFrameModel):
    """One withheld count and what the audit says of it."""

    kennung: Series[str] = pa.Field(description="Basismerkmal, oder Indikator mit der Rolle seiner Summe")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Gebietsschlüssel")
    zeitraum: Series[str] = pa.Field(str_matches=ZEITRAUM_MUSTER, description="Jahr, Stichtag oder Spanne")
    quelle: Series[str] = pa.Field(description="Quelle, ohne den Zusatz eigener Summen")
    schutz: Series[str] = pa.Field(
        isin=["gesperrt", "frueher_veroeffentlicht", "gerundet"],
        description="gesperrt; frueher_veroeffentlicht: gesperrt, steht aber in einer früheren Ausgabe; "
        "gerundet: auf ein Vielfaches gerundet statt gesperrt",
    )
    spanne_verlangt: Series[float] = pa.Field(
        nullable=True,
        ge=0,
        description="so weit müssen die kleinste und die größte mögliche Zahl auseinanderliegen",
    )
    spanne_gewahrt: Series[bool] = pa.Field(
        description="ob alle veröffentlichten Angaben zusammen diese Spanne lassen"
    )
    verfahren: Series[str] = pa.Field(
        description="optimal oder naeherung (Auswahl der weiteren Sperrungen), runden, oder keines"
    )

    class Config:
        """Table settings."""

        name = "geheimhaltungspruefung"
        description = "Prüfprotokoll der Geheimhaltung: jede gesperrte Zahl, ohne die Zahl selbst"
        strict = True
        unique = ["kennung", "ags", "zeitraum", "quelle"]
        metadata = {"schluessel": ["kennung", "ags", "zeitraum", "quelle"]}
