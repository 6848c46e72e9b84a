"""Footer of the table CSV → one row of the sources table: publisher, licence, citation."""

from typing import Final

import pandas as pd

from assets.sources.regionalstatistik.aufbau import Aufbau

_LIZENZ: Final = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
_LIZENZ_URL: Final = "https://www.govdata.de/dl-de/by-2-0"
_ALTE_LIZENZ: Final = "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet"
_ALTE_VERMERKE: Final = ("provided that the source is mentioned", "mit Quellenangabe gestattet")
_VERBUND: Final = "Statistische Ämter des Bundes und der Länder"
_BUNDESAMT: Final = "Statistisches Bundesamt (Destatis)"


def source_row(aufbau: Aufbau, sha256: str) -> pd.DataFrame:
    """Return the source of a file as one row of `schemas.sources.Quelle`.

    GENESIS-Online and the Regionaldatenbank share the format; the copyright line tells them apart.
    Downloads made before the data licence carry the older permission.
    """
    fuss = " ".join(aufbau.fuss.split())
    bundesamt = "© Statistisches Bundesamt" in fuss
    alt = any(vermerk in fuss for vermerk in _ALTE_VERMERKE)
    tag = ".".join(reversed(aufbau.stand.split("-")))
    herausgeber, werk, adresse = _VERBUND, "Regionaldatenbank Deutschland", "https://www.regionalstatistik.de"
    if bundesamt:
        herausgeber, werk, adresse = _BUNDESAMT, "GENESIS-Online", "https://www-genesis.destatis.de"
    vermerk = f"{herausgeber}, {werk}, Tabelle {aufbau.tabelle}, Stand {tag}"
    zeile = {
        "quelle_id": f"regionalstatistik_{aufbau.tabelle}_{aufbau.stand}",
        "herausgeber": herausgeber,
        "titel": aufbau.ganzer_titel,
        "tabelle": aufbau.tabelle,
        "stand": aufbau.stand,
        "abgerufen_am": aufbau.stand,
        "lizenz": _ALTE_LIZENZ if alt else _LIZENZ,
        "lizenz_url": None if alt else _LIZENZ_URL,
        "url": f"{adresse}/genesis/online?operation=table&code={aufbau.tabelle}",
        "datei": aufbau.datei,
        "sha256": sha256,
        "quellenvermerk": vermerk if alt else f"{vermerk}; dl-de/by-2-0",
    }
    return pd.DataFrame([zeile]).astype("str")
