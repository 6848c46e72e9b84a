"""CSV files of the INKAR website: layouts, writing of numbers, damage."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.inkar.datei import read_datei, recognise_datei

KOPF = ["Kennziffer", "Raumeinheit", "Aggregat", "Einkommen", "Einkommen"]
BREIT = [
    KOPF,
    ["", "", "", "2020", "2021"],
    ["01001", "Flensburg, Stadt", "Kreise", "1.679,20", "1.700"],
    ["16065", "Kyffhäuserkreis", "Kreise", "", "999,5"],
]
LANG = [
    ["Kennziffer", "Raumeinheit", "Aggregat", "Indikator", "Zeitbezug", "Wert"],
    ["01001", "Flensburg, Stadt", "Kreise", "Einkommen", "2020", "1.679,20"],
    ["01001", "Flensburg, Stadt", "Kreise", "Einkommen", "2021", "1.700"],
    ["16065", "Kyffhäuserkreis", "Kreise", "Einkommen", "2021", "999,5"],
]
GESAMT = [
    ["Bereich", "ID", "Kuerzel", "Indikator", "Raumbezug", "Kennziffer", "Name", "Zeitbezug", "Wert"],
    ["LRB", "7", "q_ek", "Einkommen", "Kreise", "1001000", "Flensburg", "2020", "1.679,20"],
    ["LRB", "7", "q_ek", "Einkommen", "Kreise", "1001000", "Flensburg", "2021", "1.700"],
    ["LRB", "7", "q_ek", "Einkommen", "Kreise", "16065000", "Kyffhäuserkreis", "2021", "999,5"],
]
SOLL = {("01001", "2020"): 1679.2, ("01001", "2021"): 1700, ("16065", "2021"): 999.5}


def _csv(ort: Path, rows: list[list[str]], kodierung: str = "utf-8-sig", anfuehrung: str = '"') -> Path:
    pfad = ort / "Tabelle.csv"
    text = "\r\n".join(";".join(f"{anfuehrung}{feld}{anfuehrung}" for feld in zeile) for zeile in rows)
    pfad.write_bytes((text + "\r\n").encode(kodierung))
    return pfad


def _werte(pfad: Path) -> dict[tuple[str, str], float]:
    return read_datei(pfad, {}).beobachtungen.set_index(["ags", "zeitraum"])["wert"].to_dict()


def _fehler(ort: Path, rows: list[list[str]], kodierung: str = "utf-8") -> EingabeFehler:
    with pytest.raises(EingabeFehler) as gefangen:
        read_datei(_csv(ort, rows, kodierung), {})
    return gefangen.value


@pytest.mark.parametrize("rows", [BREIT, LANG, GESAMT])
@pytest.mark.parametrize("kodierung", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("anfuehrung", ['"', ""])
def test_layouts_and_encodings(
    tmp_path: Path, rows: list[list[str]], kodierung: str, anfuehrung: str
) -> None:
    pfad = _csv(tmp_path, rows, kodierung, anfuehrung)
    assert recognise_datei(Probe.of(pfad))
    assert _werte(pfad) == SOLL


def test_source_is_dated_by_its_newest_figure_and_places_are_lines(tmp_path: Path) -> None:
    lesung = read_datei(_csv(tmp_path, BREIT), {})
    assert lesung.quelle[["quelle_id", "stand"]].iloc[0].tolist() == [
        "inkar_einkommen_2021-12-31",
        "2021-12-31",
    ]
    fund = lesung.beobachtungen.set_index(["ags", "zeitraum"]).loc[("16065", "2021")]
    assert (fund["zeile"], fund["spalte"]) == (4, "E")
    assert any("keine INKAR-Ausgabe" in w for w in lesung.warnungen)


def test_padding_of_a_spreadsheet_and_lost_zeros(tmp_path: Path) -> None:
    rows = [[*zeile, "", ""] for zeile in BREIT]
    rows[2][0] = "1001"
    assert _werte(_csv(tmp_path, [*rows, [""] * 7], anfuehrung="")) == SOLL


def test_other_parts_of_the_database_are_other_measures(tmp_path: Path) -> None:
    sdg = ["SDG", "9", "s_ek", "Einkommen", "Kreise", "16065000", "Kyffhäuserkreis", "2021", "5"]
    lesung = read_datei(_csv(tmp_path, [*GESAMT, sdg]), {})
    assert {m.id for m in lesung.merkmale} == {"inkar_einkommen", "inkar_sdg_einkommen_s_ek"}


@pytest.mark.parametrize(
    ("rows", "wort"),
    [
        ([KOPF, BREIT[1], ["01001", "F", "Kreise", "1.679", "1.700"]], "Tausender"),
        ([*BREIT, ["16066", "S", "Kreise", "k.A.", "1"]], "k.A."),
        ([*BREIT, BREIT[3]], "zum zweiten Mal"),
        ([*BREIT, ["1606", "S", "Kreise", "1", "1"]], "1606"),
        ([*BREIT, ["S", "16066", "Kreise", "1", "1"]], "„S“"),
        ([KOPF, *BREIT[2:]], "Jahreszahl"),
        (
            [["Kennziffer", "Raumeinheit", "Aggregat", "Einkommen", "Umbenannt"], BREIT[1][:4], *BREIT[2:]],
            "Umbenannt",
        ),
        (BREIT[:2], "keine Datenzeile"),
        ([*LANG, LANG[-1]], "zum zweiten Mal"),
        ([*LANG, [*LANG[-1][:4], "Mai", "1"]], "Mai"),
        ([[f.replace("Einkommen", "VerfÃ¼gbar") for f in KOPF], *BREIT[1:]], "Umlaute"),
    ],
)
def test_damage_is_refused(tmp_path: Path, rows: list[list[str]], wort: str) -> None:
    assert wort in str(_fehler(tmp_path, rows))


def test_null_bytes_and_web_pages(tmp_path: Path) -> None:
    pfad = _csv(tmp_path, BREIT)
    pfad.write_bytes(pfad.read_bytes() + b"\0")
    with pytest.raises(EingabeFehler, match="Null-Bytes"):
        read_datei(pfad, {})
    pfad.write_text("<html><body>Kennziffer;Raumeinheit;Aggregat</body></html>", encoding="utf-8")
    assert not recognise_datei(Probe.of(pfad))


def test_full_download_is_recognised_and_refused(tmp_path: Path) -> None:
    pfad = tmp_path / "download.zip"
    with zipfile.ZipFile(pfad, "w") as archiv:
        archiv.writestr("inkar_2025.csv", ";".join(GESAMT[0]))
    assert recognise_datei(Probe.of(pfad))
    with pytest.raises(EingabeFehler, match="Gesamtdatei"):
        read_datei(pfad, {})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.decimals(-99999, 99999, places=2), min_size=2, max_size=8),
    st.booleans(),
    st.sampled_from(["breit", "lang"]),
)
def test_any_table_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, zahlen: list, gruppiert: bool, form: str
) -> None:
    texte = [(f"{z:,.2f}" if gruppiert else f"{z:.2f}").translate(str.maketrans(",.", ".,")) for z in zahlen]
    ags = [f"16{i:03d}" for i in range(51, 51 + len(zahlen))]
    if form == "breit":
        rows = [
            KOPF[:4],
            ["", "", "", "2021"],
            *([a, "x", "Kreise", t] for a, t in zip(ags, texte, strict=True)),
        ]
    else:
        rows = [LANG[0], *([a, "x", "Kreise", "E", "2021", t] for a, t in zip(ags, texte, strict=True))]
    werte = _werte(_csv(tmp_path_factory.mktemp("csv"), rows))
    assert werte == {(a, "2021"): float(z) for a, z in zip(ags, zahlen, strict=True)}
