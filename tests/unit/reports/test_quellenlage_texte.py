"""The sources in German: periods, ages, actions, the order of urgency."""

from datetime import date

import pandas as pd
import pytest

from assets.reports.quellenlage import (
    SPALTEN,
    describe_lage,
    format_alter,
    format_zeitraum,
    name_of_source,
)
from assets.store.tabellen import pandas_typen, table_of
from schemas.quellenlage import Quellenlage

HEUTE = date(2026, 11, 22)


def lage(*zeilen: dict[str, object]) -> pd.DataFrame:
    leer = dict.fromkeys(pandas_typen(table_of(Quellenlage)))
    grund = {
        "familie": "ba",
        "tabelle": "*",
        "titel": "Beschäftigte",
        "abrufbar": False,
        "weg": "Hier laden.",
    }
    typen = pandas_typen(table_of(Quellenlage))
    return pd.DataFrame([leer | grund | z for z in zeilen], columns=list(typen)).astype(typen)


def held(kennung: str, zeitraum: str, faellig: str | None, rhythmus: str | None = "jaehrlich", **weiter):
    return {
        "bezug_id": kennung,
        "quelle_id": f"ba_{kennung}",
        "zeitraum": zeitraum,
        "zeitraum_ende": f"{zeitraum}-12-31",
        "stand": "2026-02-26",
        "rhythmus": rhythmus,
        "verzug_monate": 3,
        "faellig_am": faellig,
        **weiter,
    }


def test_a_line_says_everything_a_planner_asks():
    (zeile,) = describe_lage(lage(held("a", "2024", "2026-03-31")), HEUTE)
    assert dict(zip(SPALTEN, zeile.zellen, strict=True)) == {
        "Quelle": "Beschäftigte",
        "neuester Zeitraum": "2024",
        "Stand": "26.02.2026",
        "Alter": "1 Jahr 10 Monate",
        "Rhythmus": "jährlich",
        "fällig bis": "31.03.2026",
        "überfällig": "ja",
        "nächste Handlung": "Hier laden.",
    }


def test_overdue_first_then_missing_then_current():
    zeilen = describe_lage(
        lage(
            held("ohne", "2020", None, None),
            held("aktuell", "2025", "2027-03-31"),
            {"bezug_id": "fehlt", "rhythmus": "monatlich", "verzug_monate": 1},
            held("spaeter", "2024", "2026-03-31"),
            held("zuerst", "2023", "2025-03-31"),
        ),
        HEUTE,
    )
    assert [z.bezug_id for z in zeilen] == ["zuerst", "spaeter", "fehlt", "aktuell", "ohne"]
    assert [z.offen for z in zeilen] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("angaben", "handlung"),
    [
        ({"abrufbar": True}, "Abrufen mit „sozialplanung quellen holen a“."),
        ({"faellig_am": "2027-03-31"}, "Nichts zu tun; der nächste Zeitraum wird bis 31.03.2027 erwartet."),
        ({"faellig_am": None, "rhythmus": "unregelmaessig"}, "Ab und zu nachsehen: Hier laden."),
        ({"faellig_am": None, "rhythmus": "einmalig"}, "Nichts zu tun; erscheint nicht neu."),
        ({"faellig_am": None, "rhythmus": None}, "Nichts zu tun (kein Bezug in quellen.toml)."),
    ],
)
def test_the_next_action_is_one_sentence(angaben, handlung):
    (zeile,) = describe_lage(lage(held("a", "2024", "2026-03-31") | angaben), HEUTE)
    assert zeile.handlung == handlung


@pytest.mark.parametrize(
    ("zeitraum", "text"),
    [
        ("2024", "2024"),
        ("2023-12-31", "31.12.2023"),
        ("2021/2024", "2021 bis 2024"),
        ("2024/2025", "2024/2025"),
        (None, "–"),
    ],
)
def test_periods_in_german(zeitraum, text):
    assert format_zeitraum(zeitraum) == text


@pytest.mark.parametrize(
    ("monate", "text"),
    [(0, "0 Monate"), (1, "1 Monat"), (12, "1 Jahr"), (13, "1 Jahr 1 Monat"), (34, "2 Jahre 10 Monate")],
)
def test_ages_in_german(monate, text):
    assert format_alter(monate) == text


def test_long_titles_lose_their_tail_and_keep_the_number_of_the_table():
    titel = "Arbeitslose nach Gruppen - Jahresdurchschnitt - regionale Tiefe: Kreise"
    assert name_of_source(titel, "13211-02-05-4") == "Arbeitslose nach Gruppen (13211-02-05-4)"
    assert name_of_source("INKAR: Schuldnerquote", "Schuldnerquote") == "INKAR: Schuldnerquote"
    assert name_of_source("Verzeichnis", "*") == "Verzeichnis"
