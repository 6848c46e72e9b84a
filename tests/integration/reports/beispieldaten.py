"""A small database with published figures, for the report tests.

Figures: Regionaldatenbank tables 13211-02-05-4 (unemployment rate, column „Arbeitslosenquote bez.
auf alle zivilen Erwerbspersonen“, rows DG, 16 and 16065 of the files of 2015–2020, 2023, 2025) and
21111-02-06-4 (leavers 2023, same rows). Distribution figures and comparisons are made up of a few
Kreise of the same files; names and keys are official.
"""

from pathlib import Path

import pandas as pd
from pandera.pandas import DataFrameModel

from assets.store.arbeitsdatenbank import open_database
from assets.store.tabellen import write_table
from schemas.indicators import Indikatorwert, Trend, Vergleich, Verteilung
from schemas.sources import Gebiet, Quelle
from schemas.staging import Beobachtung

ARBEITSLOSENQUOTE = {
    "16065": {2015: 10.8, 2016: 9.9, 2017: 8.7, 2018: 8.3, 2019: 7.9, 2020: 8.2, 2023: 8.7, 2025: 8.3},
    "16": {2015: 7.4, 2016: 6.7, 2017: 6.1, 2018: 5.5, 2019: 5.3, 2020: 6.0, 2023: 5.9, 2025: 6.4},
    "00": {2015: 6.4, 2016: 6.1, 2017: 5.7, 2018: 5.2, 2019: 5.0, 2020: 5.9, 2023: 5.7, 2025: 6.3},
}
OHNE_ABSCHLUSS = {"16065": (99.0, 702.0), "16": (1856.0, 18452.0), "00": (55708.0, 782423.0)}
KREISE_2025 = {
    "16061": 4.4,
    "16062": 8.2,
    "16063": 6.0,
    "16064": 7.4,
    "16066": 5.1,
    "16067": 6.6,
    "16068": 6.2,
}
ALTER_2019 = {
    "m": [811, 944, 1274, 1601, 977, 618, 1279, 1367, 2240, 2278, 2151, 2438, 2995, 3483, 3341, 4844, 4224],
    "w": [769, 863, 1141, 1466, 891, 527, 1037, 1182, 1948, 2042, 1873, 2158, 2848, 3528, 3419, 5293, 6362],
}
ALTER_2015 = {
    "m": [883, 919, 1264, 1586, 962, 556, 1338, 2321, 2351, 2258, 2279, 2893, 3535, 3575, 3348, 4401, 3963],
    "w": [784, 845, 1149, 1450, 895, 496, 1013, 1864, 1923, 1965, 1979, 2744, 3489, 3490, 3361, 5044, 6187],
}
GRUPPEN = [
    *("u3", "3_6", "6_10", "10_15", "15_18", "18_20", "20_25", "25_30", "30_35", "35_40", "40_45"),
    *("45_50", "50_55", "55_60", "60_65", "65_75", "75plus"),
]
Q_ALO = "regionalstatistik_13211-02-05-4_2026-02-26"
Q_ABGANG = "regionalstatistik_21111-02-06-4_2024-11-05"
Q_ALTER = "regionalstatistik_12411-0018_2021-07-01"
STAND = {Q_ALO: "2026-02-26", Q_ABGANG: "2024-11-05", Q_ALTER: "2021-07-01"}


def build_database(pfad: Path) -> Path:
    """Write the tables of the contract with a handful of rows and return the file."""
    tabellen: list[tuple[type[DataFrameModel], list[dict[str, object]]]] = [
        (Gebiet, _gebiete()),
        (Quelle, _quellen()),
        (Beobachtung, _beobachtungen()),
        (Indikatorwert, _werte()),
        (Vergleich, _vergleiche()),
        (Verteilung, [_verteilung("arbeitslosenquote", 2025), _verteilung("abgang_ohne_hsa_anteil", 2023)]),
        (Trend, _trends()),
    ]
    with open_database(pfad) as con:
        for modell, zeilen in tabellen:
            write_table(con, modell, _frame(modell, zeilen))
    return pfad


def _frame(modell: type[DataFrameModel], zeilen: list[dict[str, object]]) -> pd.DataFrame:
    spalten = modell.to_schema().columns
    frame = pd.DataFrame(zeilen, columns=list(spalten))
    return frame.astype({str(name): spalte.dtype.type for name, spalte in spalten.items()})


def _gebiete() -> list[dict[str, object]]:
    namen = {
        "00": "Deutschland", "16": "Thüringen", "16061": "Eichsfeld", "16062": "Nordhausen",
        "16063": "Wartburgkreis", "16064": "Unstrut-Hainich-Kreis", "16065": "Kyffhäuserkreis",
        "16066": "Schmalkalden-Meiningen", "16067": "Gotha", "16068": "Sömmerda",
        "16065067": "Sondershausen, Stadt", "16065003": "Bad Frankenhausen/Kyffhäuser, Stadt",
    }  # fmt: skip
    ebenen = {2: "land", 5: "kreis", 8: "gemeinde"}
    return [
        {
            "ags": ags,
            "name": name,
            "ebene": "bund" if ags == "00" else ebenen[len(ags)],
            "uebergeordnet": None if ags == "00" else (ags[:5] if len(ags) == 8 else ags[:2]),
            "einwohner": 20000.0 if len(ags) == 8 else None,
        }
        for ags, name in namen.items()
    ]


def _quellen() -> list[dict[str, object]]:
    return [
        {
            "quelle_id": quelle_id,
            "herausgeber": "Statistische Ämter des Bundes und der Länder",
            "titel": "Regionaldatenbank Deutschland",
            "tabelle": quelle_id.split("_")[1],
            "stand": stand,
            "lizenz": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "lizenz_url": "https://www.govdata.de/dl-de/by-2-0",
            "url": "https://www.regionalstatistik.de",
            "quellenvermerk": "Statistische Ämter des Bundes und der Länder, Regionaldatenbank Deutschland, "
            f"Tabelle {quelle_id.split('_')[1]}, Stand {stand}; dl-de/by-2-0; eigene Berechnung",
        }
        for quelle_id, stand in STAND.items()
    ]


def _beobachtungen() -> list[dict[str, object]]:
    return [
        {
            "merkmal_id": f"rs12411_{geschlecht}_{gruppe}", "ags": "16065", "zeitraum": stichtag,
            "wert": float(wert), "quelle_id": Q_ALTER, "gueltig": True,
        }
        for stichtag, alter in (("2015-12-31", ALTER_2015), ("2019-12-31", ALTER_2019))
        for geschlecht, werte in alter.items()
        for gruppe, wert in zip(GRUPPEN, werte, strict=True)
    ]  # fmt: skip


def _wert(indikator: str, ags: str, jahr: int, wert: float, quelle: str, **mehr: object) -> dict[str, object]:
    return {
        "indikator_id": indikator,
        "ags": ags,
        "jahr": jahr,
        "zeitraum": str(jahr),
        "wert": wert,
        "verlaesslichkeit": "verlaesslich",
        "herkunft": "amtlich",
        "quelle_id": quelle,
        "gebietsstand": "2023-12-31",
        **mehr,
    }


def _werte() -> list[dict[str, object]]:
    zeilen = [
        _wert("arbeitslosenquote", ags, jahr, wert, Q_ALO)
        for ags, reihe in ARBEITSLOSENQUOTE.items()
        for jahr, wert in reihe.items()
    ]
    zeilen += [_wert("arbeitslosenquote", ags, 2025, wert, Q_ALO) for ags, wert in KREISE_2025.items()]
    for ags, (zaehler, nenner) in OHNE_ABSCHLUSS.items():
        anteil = 100 * zaehler / nenner
        mehr = {
            "zaehler": zaehler, "nenner": nenner, "herkunft": "eigene_berechnung",
            "untergrenze": anteil - 2, "obergrenze": anteil + 2,
        }  # fmt: skip
        zeilen.append(_wert("abgang_ohne_hsa_anteil", ags, 2023, anteil, Q_ABGANG, **mehr))
    return zeilen


def _vergleiche() -> list[dict[str, object]]:
    def zeile(indikator: str, jahr: int, gruppe: str, **mehr: object) -> dict[str, object]:
        kopf = {"indikator_id": indikator, "ags": "16065", "jahr": jahr, "vergleichsgruppe": gruppe}
        return {**kopf, "art": "amtlich", "vergleichsjahr": jahr, **mehr}

    alo, abg = "arbeitslosenquote", "abgang_ohne_hsa_anteil"
    return [
        zeile(alo, 2025, "vorwert", vergleichswert=8.7, differenz=-0.4, vergleichsjahr=2023),
        zeile(alo, 2025, "land", vergleichswert=6.4, differenz=1.9),
        zeile(alo, 2025, "bund", vergleichswert=6.3, differenz=2.0),
        zeile(
            alo, 2025, "kreise_bund", vergleichswert=5.6, art="median", rang=330.0, anzahl=400.0, fuenftel=5.0
        ),
        zeile(abg, 2023, "land", vergleichswert=1856 / 184.52, art="berechnet"),
        zeile(abg, 2023, "bund", vergleichswert=7.0, art="median"),
        zeile(
            abg, 2023, "kreise_bund", vergleichswert=7.0, art="median", rang=390.0, anzahl=398.0, fuenftel=5.0
        ),
    ]


def _verteilung(indikator: str, jahr: int) -> dict[str, object]:
    return {
        "indikator_id": indikator, "jahr": jahr, "gruppe": "00", "anzahl": 400, "minimum": 2.4,
        "grenze1": 4.2, "grenze2": 5.1, "median": 5.6, "grenze3": 6.2, "grenze4": 7.5, "maximum": 15.2,
        "quelle_id": Q_ALO,
    }  # fmt: skip


def _trends() -> list[dict[str, object]]:
    return [
        {
            "indikator_id": "arbeitslosenquote", "ags": "16065", "von": 2015, "bis": 2025, "anzahl": 8,
            "steigung": -0.17, "p_wert": 0.17, "richtung": "kein_trend",
        }
    ]  # fmt: skip
