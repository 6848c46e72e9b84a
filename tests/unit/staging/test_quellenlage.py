"""When a source is overdue: the rule, the matching, the age; every date is fixed."""

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.load import load_katalog
from assets.catalogue.models import Bezug
from assets.staging.quellenlage import (
    AKTUELL,
    FEHLT,
    OHNE_TERMIN,
    UEBERFAELLIG,
    add_months,
    build_quellenlage,
    due_date,
    judge,
    match_bezug,
    months_between,
    read_quellenlage,
)
from assets.store.tabellen import validate
from schemas.quellenlage import Quellenlage

HERAUSGEBER = load_katalog().herausgeber


def bezug(kennung: str = "probe", **angaben: object) -> Bezug:
    vorgabe: dict[str, object] = {
        "familie": "regionalstatistik",
        "tabelle": "13211-*",
        "titel": "Arbeitslose",
        "rhythmus": "jaehrlich",
        "verzug_monate": 3,
        "weg": "Tabelle herunterladen.",
    }
    return Bezug(id=kennung, **(vorgabe | angaben))


def gehalten(*zeilen: tuple[str, str, str, str]) -> pd.DataFrame:
    """Rows of quelle_id, tabelle, stand, zeitraum."""
    return pd.DataFrame(
        [
            {
                "quelle_id": q,
                "titel": f"Titel {t}",
                "tabelle": t,
                "stand": s,
                "zeitraum": z,
                "zeitraum_ende": z if len(z) == 10 else f"{z[-4:]}-12-31",
            }
            for q, t, s, z in zeilen
        ],
        columns=["quelle_id", "titel", "tabelle", "stand", "zeitraum", "zeitraum_ende"],
    )


@pytest.mark.parametrize(
    ("ende", "rhythmus", "verzug", "faellig"),
    [
        ("2024-12-31", "jaehrlich", 3, "2026-03-31"),
        ("2023-12-31", "zweijaehrlich", 14, "2027-02-28"),
        ("2026-03-31", "vierteljaehrlich", 6, "2026-12-31"),
        ("2026-01-31", "monatlich", 0, "2026-02-28"),
        ("2025-03-01", "jaehrlich", 0, "2026-03-01"),
        ("2023-12-31", "jaehrlich", 2, "2025-02-28"),
        ("2024-12-31", "unregelmaessig", 3, None),
        ("2024-12-31", "einmalig", 0, None),
    ],
)
def test_the_next_period_is_due_one_rhythm_and_the_delay_later(ende, rhythmus, verzug, faellig):
    tag = due_date(date.fromisoformat(ende), bezug(rhythmus=rhythmus, verzug_monate=verzug))
    assert (tag.isoformat() if tag else None) == faellig


@pytest.mark.parametrize(
    ("heute", "lage"), [("2026-03-31", AKTUELL), ("2026-04-01", UEBERFAELLIG), ("2025-01-01", AKTUELL)]
)
def test_a_source_is_overdue_from_the_day_after(heute, lage):
    tabelle = build_quellenlage(
        gehalten(("regionalstatistik_13211-02-05-4_2025-02-01", "13211-02-05-4", "2025-02-01", "2024")),
        HERAUSGEBER,
        {"probe": bezug()},
    )
    (zeile,) = judge(tabelle, date.fromisoformat(heute)).to_dict("records")
    assert (zeile["lage"], zeile["ueberfaellig"]) == (lage, lage == UEBERFAELLIG)


def test_wanted_but_never_held_is_missing_and_not_overdue():
    tabelle = validate(Quellenlage, build_quellenlage(gehalten(), HERAUSGEBER, {"probe": bezug()}))
    (zeile,) = judge(tabelle, date(2026, 11, 22)).to_dict("records")
    assert (zeile["lage"], zeile["ueberfaellig"]) == (FEHLT, False)
    assert pd.isna(zeile["alter_monate"])
    assert pd.isna(zeile["faellig_am"])


def test_a_table_without_bezug_is_listed_without_a_date():
    tabelle = build_quellenlage(
        gehalten(("inkar_2024_x", "Schuldnerquote", "2024-01-01", "2021")), HERAUSGEBER, {"probe": bezug()}
    )
    ohne = judge(validate(Quellenlage, tabelle), date(2026, 11, 22)).set_index("bezug_id")
    assert ohne.loc["inkar/Schuldnerquote", "lage"] == OHNE_TERMIN
    assert ohne.loc["inkar/Schuldnerquote", "alter_monate"] == 58


def test_the_newest_period_counts_and_not_the_newest_download():
    tabelle = build_quellenlage(
        gehalten(
            ("regionalstatistik_13211-02-05-4_2026-07-09", "13211-02-05-4", "2026-07-09", "2023"),
            ("regionalstatistik_13211-02-05-4_2026-02-26", "13211-02-05-4", "2026-02-26", "2025"),
        ),
        HERAUSGEBER,
        {"probe": bezug()},
    )
    (zeile,) = tabelle.to_dict("records")
    assert (zeile["zeitraum"], zeile["stand"], zeile["faellig_am"]) == ("2025", "2026-02-26", "2027-03-31")


def test_the_most_precise_bezug_takes_a_table():
    bezuege = {b.id: b for b in (bezug("alle", tabelle="*"), bezug("genau", tabelle="13211-02-*"))}
    assert match_bezug("regionalstatistik", "13211-02-05-4", bezuege).id == "genau"
    assert match_bezug("regionalstatistik", "22411-02-03-4", bezuege).id == "alle"
    assert match_bezug("inkar", "13211-02-05-4", bezuege) is None


def test_only_the_asterisk_is_a_pattern():
    bezuege = {"b": bezug("b", tabelle="Quote [%]?*")}
    assert match_bezug("regionalstatistik", "Quote [%]? je Kreis", bezuege) is not None
    assert match_bezug("regionalstatistik", "Quote % je Kreis", bezuege) is None


@pytest.fixture
def con():
    with duckdb.connect() as verbindung:
        verbindung.execute(
            "CREATE TABLE quelle AS SELECT * FROM (VALUES "
            "('regionalstatistik_t_2025-02-01', 'Titel', '13211-02-05-4', '2025-02-01'),"
            "('regionalstatistik_t_2025-02-01_summe', 'Titel', '13211-02-05-4', '2025-02-01'),"
            "('regionalstatistik_t_2025-02-01_umgerechnet', 'Titel', '13211-02-05-4', '2025-02-01'),"
            "('kommunal_beispiel_kita', 'BEISPIEL', 'Kita', '2026-01-01'),"
            "('gv100ad_2026-02-28', 'GV', 'GV100AD', '2026-02-28')"
            ") AS q(quelle_id, titel, tabelle, stand)"
        )
        verbindung.execute(
            "CREATE TABLE werte AS SELECT * FROM (VALUES "
            "('regionalstatistik_t_2025-02-01', '2023', 1.0), "
            "('regionalstatistik_t_2025-02-01', '2024', NULL),"
            "('regionalstatistik_t_2025-02-01', '2022-12-31', 4.0), "
            "('regionalstatistik_t_2025-02-01', '2019/2040', 7.0),"
            "('regionalstatistik_t_2025-02-01_summe', '2024', 5.0), ('kommunal_beispiel_kita', '2025', 3.0)"
            ") AS b(quelle_id, zeitraum, wert)"
        )
        yield verbindung


def test_cells_without_a_number_forecasts_own_figures_and_samples_do_not_count(con):
    lage = read_quellenlage(con, "werte", HERAUSGEBER, {}).set_index("bezug_id")
    assert list(lage.index) == ["gv100ad/GV100AD", "regionalstatistik/13211-02-05-4"]
    assert lage.loc["regionalstatistik/13211-02-05-4", "zeitraum"] == "2023"


def test_a_register_without_figures_is_as_current_as_its_stand(con):
    lage = read_quellenlage(con, "werte", HERAUSGEBER, {}).set_index("bezug_id")
    assert lage.loc["gv100ad/GV100AD", "zeitraum_ende"] == "2026-02-28"


def test_the_catalogue_of_the_project_fits():
    katalog = load_katalog()
    tabelle = build_quellenlage(gehalten(), katalog.herausgeber, katalog.bezuege)
    assert len(validate(Quellenlage, tabelle)) == len(katalog.bezuege)


TAGE = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(TAGE, st.integers(0, 60))
def test_months_add_up_and_count_back(tag, monate):
    spaeter = add_months(tag, monate)
    assert (spaeter.year * 12 + spaeter.month) - (tag.year * 12 + tag.month) == monate
    assert months_between(tag, spaeter) == monate


@given(TAGE, TAGE)
def test_age_is_never_negative_and_never_too_high(von, bis):
    monate = months_between(von, bis)
    assert monate >= 0
    assert monate == 0 or add_months(von, monate) <= bis
