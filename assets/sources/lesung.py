"""What every reader of a publisher's format hands on."""

from dataclasses import dataclass, field

import pandas as pd

from assets.catalogue.models import MerkmalEintrag


@dataclass(frozen=True)
class Lesung:
    """One file, read.

    Attributes:
        datei: Name of the file.
        quelle: Where the figures come from; columns of `schemas.sources.Quelle` (most formats: one row).
        beobachtungen: The figures; columns of `schemas.sources.Beobachtungen`.
        gebiete: `ags` and `name` as printed in the file, without indentation; may be empty.
        warnungen: German sentences about everything that was left out or not taken at face value.
        merkmale: Entries made for columns that the catalogue does not know.
        nachfolgen: How territories became others; columns of `schemas.sources.Nachfolge`. Empty for files
            that hold figures.
        format: Name of the format family that read the file; set by whoever called the reader.
    """

    datei: str
    quelle: pd.DataFrame
    beobachtungen: pd.DataFrame
    gebiete: pd.DataFrame
    warnungen: tuple[str, ...]
    merkmale: tuple[MerkmalEintrag, ...] = ()
    nachfolgen: pd.DataFrame = field(default_factory=pd.DataFrame)
    format: str = ""
