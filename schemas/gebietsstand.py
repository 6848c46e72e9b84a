"""Tables about territory beside `gebiet` and `nachfolge`."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.common import AGS_MUSTER, ID_MUSTER, ZEITRAUM_MUSTER


class Summenabweichung(pa.DataFrameModel):
    """Gemeinden of one source that do not add up to their Kreis in the same source."""

    merkmal_id: Series[str] = pa.Field(str_matches=ID_MUSTER, description="Basismerkmal")
    ags: Series[str] = pa.Field(str_matches=AGS_MUSTER, description="Kreis")
    zeitraum: Series[str] = pa.Field(str_matches=ZEITRAUM_MUSTER, description="Jahr, Stichtag oder Spanne")
    quelle_id: Series[str] = pa.Field(description="Quelle, die Kreis und Gemeinden angibt")
    wert_kreis: Series[float] = pa.Field(description="gedruckter Wert des Kreises")
    summe_gemeinden: Series[float] = pa.Field(description="Summe der Gemeinden")
    gemeinden: Series[int] = pa.Field(ge=1, description="Zahl der Gemeinden mit Wert")
    differenz: Series[float] = pa.Field(description="Summe der Gemeinden minus Wert des Kreises")
    rundung: Series[float] = pa.Field(ge=0, description="Differenz, die Rundung erklären könnte")

    class Config:
        """Table settings."""

        name = "summenabweichung"
        description = "Summen von Gemeinden, die den Wert ihres Kreises verfehlen: gemeldet, nicht geändert"
        strict = True
        unique = ["merkmal_id", "ags", "zeitraum", "quelle_id"]
        metadata = {"schluessel": ["merkmal_id", "ags", "zeitraum", "quelle_id"]}


class Planungszuordnung(pa.DataFrameModel):
    """Which Gemeinde belongs to which Planungsbereich of the Landratsamt's own choice."""

    gemeinde: Series[str] = pa.Field(str_matches=r"^\d{8}$", description="Gemeindeschlüssel")
    planungsbereich: Series[str] = pa.Field(
        str_matches=r"^\d{5}-P\d{2,4}$", description="Schlüssel des Planungsbereichs"
    )
    name: Series[str] = pa.Field(description="Name des Planungsbereichs")
    datei: Series[str] = pa.Field(description="wo die Zuordnung steht")
    zeile: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, description="Zeile der Datei")

    class Config:
        """Table settings."""

        name = "planungszuordnung"
        description = "Eigene Planungsbereiche: Zuordnung der Gemeinden, wie eingestellt"
        strict = True
        unique = ["gemeinde"]
        metadata = {"schluessel": ["gemeinde"]}
