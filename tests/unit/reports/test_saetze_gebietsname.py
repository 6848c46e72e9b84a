"""Names with article and case."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from assets.reports.gebietsname import name_of


@pytest.mark.parametrize(
    ("name", "ags", "nominativ", "in_dativ", "genitiv"),
    [
        ("Kyffhäuserkreis", "16065", "der Kyffhäuserkreis", "im Kyffhäuserkreis", "des Kyffhäuserkreises"),
        (
            "Eichsfeld",
            "16061",
            "der Landkreis Eichsfeld",
            "im Landkreis Eichsfeld",
            "des Landkreises Eichsfeld",
        ),
        ("Eichsfeld, Landkreis", "16061", "der Landkreis Eichsfeld", "im Landkreis Eichsfeld", None),
        ("Dortmund, Stadt", "05913", "Dortmund", "in Dortmund", "Dortmunds"),
        ("Dortmund, kreisfreie Stadt", "05913", "Dortmund", "in Dortmund", "Dortmunds"),
        ("Ilm-Kreis", "16070", "der Ilm-Kreis", "im Ilm-Kreis", "des Ilm-Kreises"),
        (
            "Altenburger Land",
            "16077",
            "das Altenburger Land",
            "im Altenburger Land",
            "des Altenburger Landes",
        ),
        ("Altenburger Land, Landkreis", "16077", "das Altenburger Land", "im Altenburger Land", None),
        ("Region Hannover", "03241", "die Region Hannover", "in der Region Hannover", "der Region Hannover"),
        ("Region Hannover, Landkreis", "03241", "die Region Hannover", "in der Region Hannover", None),
        ("Städteregion Aachen", "05334", "die Städteregion Aachen", "in der Städteregion Aachen", None),
        ("Saale-Holzland-Kreis", "16074", "der Saale-Holzland-Kreis", "im Saale-Holzland-Kreis", None),
        ("Oberbergischer Kreis", "05374", "der Oberbergische Kreis", "im Oberbergischen Kreis", None),
        ("Rhein-Kreis Neuss", "05162", "der Rhein-Kreis Neuss", None, "des Rhein-Kreises Neuss"),
        (
            "Altmarkkreis Salzwedel",
            "15081",
            "der Altmarkkreis Salzwedel",
            None,
            "des Altmarkkreises Salzwedel",
        ),
        ("Saarbrücken, Regionalverband", "10041", "der Regionalverband Saarbrücken", None, None),
        ("Kleve", "05154", "der Kreis Kleve", "im Kreis Kleve", "des Kreises Kleve"),
        ("Ostholstein, Kreis", "01055", "der Kreis Ostholstein", "im Kreis Ostholstein", None),
        ("Landkreis Rostock", "13072", "der Landkreis Rostock", "im Landkreis Rostock", None),
        ("Rostock", "13003", "Rostock", "in Rostock", "Rostocks"),
        ("Fürth", "09563", "Fürth", "in Fürth", "Fürths"),
        ("Fürth", "09573", "der Landkreis Fürth", "im Landkreis Fürth", None),
        ("Heilbronn, Stadtkreis", "08121", "Heilbronn", "in Heilbronn", "Heilbronns"),
        ("Worms, kreisfreie Stadt", "07319", "Worms", "in Worms", "von Worms"),
        ("Mülheim an der Ruhr, Stadt", "05117", "Mülheim an der Ruhr", None, "von Mülheim an der Ruhr"),
        ("Saarland", "10", "das Saarland", "im Saarland", "des Saarlands"),
        ("Thüringen", "16", "Thüringen", "in Thüringen", "Thüringens"),
        ("Deutschland", "00", "Deutschland", "in Deutschland", "Deutschlands"),
        ("Sondershausen, Stadt", "16065067", "Sondershausen", "in Sondershausen", None),
    ],
)
def test_known_names(name: str, ags: str, nominativ: str, in_dativ: str | None, genitiv: str | None) -> None:
    gebiet = name_of(name, ags)
    assert gebiet.nominativ == nominativ
    assert in_dativ is None or gebiet.in_dativ == in_dativ
    assert genitiv is None or gebiet.genitiv == genitiv


@pytest.mark.quellen
def test_every_kreis_of_germany_has_a_consistent_form(quellen: Path) -> None:
    workbook = CalamineWorkbook.from_path(quellen / "deutschlandatlas" / "Deutschlandatlas-Daten.xlsx")
    rows = workbook.get_sheet_by_name("Deutschlandatlas_KRS1224").to_python(skip_empty_area=False)[4:]
    namen = {
        f"{int(float(row[0])):08d}"[:5]: name_of(str(row[1]), f"{int(float(row[0])):08d}"[:5])
        for row in rows
        if row[1]
    }
    assert len(namen) == 400
    for ags, gebiet in namen.items():
        assert "," not in gebiet.nominativ, ags
        artikel = gebiet.nominativ.split(" ")[0]
        erwartet = {"der": "im ", "die": "in der ", "das": "im "}.get(artikel, "in ")
        assert gebiet.in_dativ.startswith(erwartet), gebiet
    staedte = [ags for ags, gebiet in namen.items() if gebiet.nominativ == gebiet.name]
    assert len(staedte) == 106  # kreisfreie Städte am 31.12.2024 (Destatis, Gemeindeverzeichnis)


@pytest.mark.quellen
def test_kind_of_kreis_agrees_with_the_official_statistics(quellen: Path) -> None:
    text = (quellen / "regionalstatistik" / "13211-02-05-4_2025.csv").read_text(encoding="latin-1")
    geprueft = 0
    for zeile in text.splitlines():
        felder = zeile.split(";")
        besteht = len(felder) > 3 and felder[3].strip() not in ("-", "")
        if besteht and len(felder[1]) == 5 and felder[1].isdigit() and felder[0] == "2025":
            amtlich, _, art = felder[2].strip().partition(", ")
            gebiet = name_of(felder[2].strip(), felder[1])
            geprueft += 1
            if art == "Kreis" and not amtlich.startswith("Städteregion"):
                assert gebiet.name == f"Kreis {amtlich}"
            if art.startswith("kreisfreie Stadt"):
                assert gebiet.in_dativ == f"in {amtlich}"
    assert geprueft >= 390
