"""The plan of measures: split by field and life phase, samples marked in every row."""

from typing import Any

import pytest

from assets.catalogue.load import Katalog
from assets.catalogue.models import Handlungsfeld
from assets.reports.ansicht import Tabellenansicht, Textansicht
from assets.reports.ansicht_massnahmen import MASSNAHMEN_JE_TABELLE, build_massnahmeplan
from assets.reports.bericht import Berichtsauftrag
from assets.reports.bestand import Bestand
from assets.reports.kontext import Kontext


def massnahme(nummer: int, **anders: Any) -> dict[str, Any]:
    zeile = {
        "massnahme_id": f"B-{nummer:03}",
        "titel": "Elterncafé",
        "beschreibung": "Ein Treffpunkt.",
        "handlungsfeld": 1,
        "lebensphasen": "kindheit,jugend",
        "zielgruppe": "Eltern",
        "zustaendig": "Jugendamt",
        "frist": "2027-12-31",
        "status": "geplant",
        "ampel": "gruen",
        "prioritaet": "mittel",
        "beispiel": True,
    }
    return zeile | anders


@pytest.fixture
def kontext(auftrag: Berichtsauftrag, katalog: Katalog) -> Kontext:
    feld = Handlungsfeld(id="steuerung", nummer=1, name="Steuerung", beschreibung="Planung")
    zeilen = tuple(massnahme(n) for n in range(1, 9))
    zeilen += (massnahme(9, beispiel=False, frist=None, ampel=None, prioritaet="hoch"),)
    return Kontext(
        bericht="praeventionsbericht",
        bestand=Bestand("16065", {}, {}, {}, {}, {}, {}, planung={"massnahme": zeilen}),
        katalog=Katalog({}, {}, {}, katalog.indikatoren, katalog.warnhinweise, (feld,), ()),
        kopf=auftrag.kopf,
        texte=auftrag.vorlagen / "texte",
    )


def test_every_sample_row_and_its_table_carry_the_mark(kontext: Kontext) -> None:
    tabellen = [t for t in build_massnahmeplan(kontext, "9") if isinstance(t, Tabellenansicht)]
    for tabelle in tabellen:
        if any("B-00" in zeile.zellen[0] + zeile.zellen[1] and zeile.beispiel for zeile in tabelle.zeilen):
            assert tabelle.beispiel
    zeilen = [z for t in tabellen for z in t.zeilen if "Elterncafé" in " ".join(z.zellen)]
    assert len(zeilen) == 9 + 2 * 9
    assert all(z.beispiel == ("B-009" not in " ".join(z.zellen)) for z in zeilen)


def test_tables_stay_short_and_urgent_measures_come_first(kontext: Kontext) -> None:
    teile = build_massnahmeplan(kontext, "9")
    felder = [t for t in teile if isinstance(t, Tabellenansicht) and t.titel.startswith("Handlungsfeld")]
    assert [len(t.zeilen) for t in felder] == [5, 4]
    assert max(len(t.zeilen) for t in felder) <= MASSNAHMEN_JE_TABELLE
    assert felder[0].zeilen[0].zellen[0].startswith("B-009")
    assert felder[0].zeilen[0].zellen[3] == "offen"
    assert felder[0].zeilen[1].zellen[4] == "geplant (grün)"


def test_without_measures_a_sentence_says_so(kontext: Kontext) -> None:
    leer = Kontext(
        bericht=kontext.bericht,
        bestand=Bestand("16065", {}, {}, {}, {}, {}, {}),
        katalog=kontext.katalog,
        kopf=kontext.kopf,
        texte=kontext.texte,
    )
    (teil,) = build_massnahmeplan(leer, "9")
    assert isinstance(teil, Textansicht)
    assert "noch kein Maßnahmeplan" in teil.html
