"""Files that should be data and could not be used: those of a reading, and those that the inbox refused."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from assets.sources.eingang.protokoll import read_events
from assets.sources.fehler import EingabeFehler


def refused_frame(fehler: Iterable[EingabeFehler]) -> pd.DataFrame:
    """Return the frame of `schemas.quellenlage.Abgelehnt`, sorted."""
    zeilen = sorted({(f.datei, str(f)) for f in fehler})
    return pd.DataFrame(zeilen, columns=["datei", "meldung"], dtype="str")


def refused_so_far(rohdaten: Path) -> dict[str, str]:
    """Return what the inbox ever refused, in order: place below `data/raw` → what may be published of it.

    Name and reason stay in the protocol beside the file: both may repeat what should never have come here,
    such as the name of a person.
    """
    vorgaenge = [v for v in read_events(rohdaten) if v.ergebnis == "abgelehnt" and v.ziel]
    return {
        Path(str(v.ziel)).parent.as_posix() + f"/{nummer}": f"Eingang: {_where(str(v.ziel), v.zeit)}"
        for nummer, v in enumerate(vorgaenge, start=1)
    }


def _where(ziel: str, zeit: str) -> str:
    tag = f"{zeit[8:10]}.{zeit[5:7]}.{zeit[:4]}"
    return f"am {tag} nicht angenommen; Grund im Protokoll in data/raw/{Path(ziel).parent.as_posix()}"
