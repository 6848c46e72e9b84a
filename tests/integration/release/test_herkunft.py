"""`sozialplanung herkunft`: the chain behind a value, in the edition made from the base set."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from assets.release.herkunft import HerkunftFehler, trace
from assets.release.herkunft_text import describe


@pytest.fixture(scope="module")
def kette(datenbank: Path):
    def fuehre(indikator: str, ags: str, jahr: int):
        with duckdb.connect(str(datenbank), read_only=True) as con:
            return trace(con, "ausgabe", indikator, ags, jahr)

    return fuehre


def test_published_rate_leads_to_table_and_file(kette):
    k = kette("arbeitslosenquote", "16065", 2025)
    text = "\n".join(describe(k, {}))
    assert "Wert: 8,3" in text
    assert "13211-02-05-4" in text
    assert re.search(r"Datei: 13211-02-05-4_2025\.csv, SHA-256 [0-9a-f]{64}", text)
    assert "dl-de/by-2-0" in text or "Datenlizenz Deutschland" in text
    assert k.glieder[0].rolle == "wert"


def test_ratio_leads_to_numerator_and_denominator(kette):
    # 21111-02-06-4, 2023, 16065: 99 of 702 leavers without Hauptschulabschluss
    k = kette("abgang_ohne_hsa_anteil", "16065", 2023)
    werte = {g.rolle: [a.wert for _, a in g.angaben] for g in k.glieder}
    assert werte == {"zaehler": [99.0], "nenner": [702.0]}
    assert k.wert["wert"] == pytest.approx(100 * 99 / 702)


def test_own_sum_leads_to_its_gemeinden(kette):
    k = kette("bev_insgesamt", "16065", 2024)
    ((_, angabe),) = k.glieder[0].angaben
    assert (angabe.berechnet, angabe.wert, len(angabe.teile)) == ("summe", 71738.0, 28)
    assert sum(teil.wert for teil in angabe.teile) == 71738.0
    assert {teil.ags[:5] for teil in angabe.teile} == {"16065"}


def test_expression_of_many_terms_is_complete(kette):
    k = kette("bev_insgesamt_zensus2011", "16065", 2019)
    (zaehler,) = k.glieder
    assert len(zaehler.angaben) == 34
    assert sum(v * a.wert for v, a in zaehler.angaben) == k.wert["wert"] == 74212.0


def test_contradicting_source_is_named(kette):
    # 82411-01-03-4: 20 747 EUR; INKAR 2024: 1 735,49 EUR a month
    k = kette("verfuegbares_einkommen", "16065", 2021)
    text = "\n".join(describe(k, {})).replace("\u202f", " ")
    assert "20 747" in text
    assert "20 825,88 (inkar_haushaltseinkommen" in text


@pytest.mark.parametrize(
    ("angaben", "meldung"),
    [
        (("arbeitslosenqote", "16065", 2025), "Ähnlich: arbeitslosenquote (Arbeitslosenquote)"),
        (("arbeitslosenquote", "16056999", 2025), "Das Gebiet „16056999“ gibt es in dieser Ausgabe nicht"),
        (("arbeitslosenquote", "Kyffhäuserkreis", 2025), "16065 (Kyffhäuserkreis)"),
        (("arbeitslosenquote", "16065", 1990), "keinen Wert für 1990. Vorhanden: 2015"),
    ],
)
def test_unknown_keys_name_similar_ones(kette, angaben, meldung):
    with pytest.raises(HerkunftFehler, match=re.escape(meldung)):
        kette(*angaben)


def test_command_line(basis, rufe):
    gut = rufe(basis, "herkunft", "arbeitslosenquote", "16065", "2025")
    assert gut.code == 0
    assert "Veröffentlichter Wert 2025" in gut.ausgabe
    als_json = rufe(basis, "herkunft", "arbeitslosenquote", "16065", "2025", "--json")
    assert json.loads(als_json.ausgabe)["wert"]["wert"] == 8.3
    schlecht = rufe(basis, "herkunft", "gibtsnicht", "16065", "2025")
    assert schlecht.code == 1
    assert "gibt es nicht" in schlecht.fehler
    assert "Traceback" not in schlecht.fehler
    assert rufe(basis, "herkunft", "arbeitslosenquote", "16065", "heuer").code == 2


def test_nothing_withheld_or_own_in_the_tables_of_differences(datenbank: Path):
    with duckdb.connect(str(datenbank), read_only=True) as con:
        eigene = con.execute(
            "SELECT count(*) FROM konflikt WHERE starts_with(quelle_gilt, 'kommunal') "
            "OR starts_with(quelle_anders, 'kommunal') OR contains(merkmal_gilt || merkmal_anders, 'kom_')"
        ).fetchone()
        assert eigene == (0,)
        revidiert = con.execute(
            "SELECT count(*) FROM revision WHERE starts_with(quelle_neu, 'kommunal') "
            "OR starts_with(quelle_alt, 'kommunal') OR starts_with(kennung, 'kom_') "
            "OR kennzeichen_alt = 'g' OR kennzeichen_neu = 'g'"
        ).fetchone()
        assert revidiert == (0,)
