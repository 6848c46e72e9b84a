"""Rounding in place of withholding."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from assets.catalogue.konfiguration import SchutzAngaben, SchutzquelleAngaben
from assets.confidentiality.fehler import SperrFehler
from assets.confidentiality.regeln import rules_from_settings
from assets.confidentiality.runden import audit_rounding, round_beobachtungen, round_to, round_werte

sys.path.insert(0, str(Path(__file__).parent))

from netz import observations, terms, values

KINDER, ALLE = "kom_uvg_kinder", "kom_uvg_kinder_u18"
REGELN = rules_from_settings(
    SchutzAngaben(quelle=(SchutzquelleAngaben(quelle="unterhaltsvorschuss", verfahren="runden", rundung=5),))
)


def test_halves_go_away_from_zero() -> None:
    zahlen = pd.Series([0.0, 2, 2.5, 3, 7, 8, 12.5])
    assert round_to(zahlen, pd.Series([5.0] * 7)).tolist() == [0, 0, 5, 5, 5, 10, 15]


def test_rates_come_from_rounded_counts() -> None:
    roh = observations([(KINDER, "16065", 43.0), (ALLE, "16065", 402.0)])
    terme = terms(roh, {"zaehler": KINDER, "nenner": ALLE})
    neu = round_beobachtungen(roh, REGELN)
    assert neu[["wert", "kennzeichen"]].to_numpy().tolist() == [[45.0, "≈"], [400.0, "≈"]]
    indikatoren = pd.DataFrame({"faktor": [100.0], "verfahren": ["anteil"]}, index=["quote"])
    zeile = round_werte(values(terme), terme, neu, indikatoren).iloc[0]
    assert (zeile["zaehler"], zeile["nenner"], zeile["wert"]) == (45.0, 400.0, 11.25)
    assert pd.isna(zeile["untergrenze"])
    assert zeile["kennzeichen"] == "≈"


def test_rounded_parts_that_fix_the_counts_are_refused() -> None:
    # Parts printed as 0 are 2 at most. 22 in all are printed as 20, at least 18: room enough. 28 in all are
    # printed as 30, at least 28: then each of the fourteen is 2.
    def parts(anzahl: int) -> pd.DataFrame:
        teile = [(KINDER, f"16065-P{n:02}", 2.0) for n in range(anzahl)]
        return observations([*teile, (KINDER, "16065", 2.0 * anzahl)])

    leer = terms(parts(1), {})
    protokoll = audit_rounding(parts(11), leer, REGELN, [{}])
    assert (len(protokoll), set(protokoll["schutz"])) == (12, {"gerundet"})
    with pytest.raises(SperrFehler, match="aus gerundeten Zahlen berechenbar"):
        audit_rounding(parts(14), leer, REGELN, [{}])
