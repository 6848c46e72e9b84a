"""The original files of the statistics API; expected figures were looked up in the files themselves."""

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Kontext, Probe
from assets.sources.formate import FORMATE
from assets.sources.genesis.leser import read_flat
from assets.sources.lesung import Lesung

pytestmark = pytest.mark.quellen
ALT = "ffcsv-alt/85b09ac_12411-01-01-4__00_tablefile.csv"
BEVOELKERUNG = "ffcsv-neu/12411-01-01-4__00_tablefile.zip"
FLAECHE = "ffcsv-neu/AI-N-01-2-5__00_tablefile.zip"
ZENSUS = "ffcsv-neu/1000A-0000__00_tablefile.zip"
SCHUTZ = "ffcsv-neu/12531-0043__408_resultfile.zip"
SCHUTZ_M = "gen12531_0043_bev030_ges_gesm_schst2_schutzst"
SCHUTZ_W = "gen12531_0043_bev030_ges_gesw_schst2_schutzst"


@pytest.fixture(scope="module")
def lesungen(quellen: Path) -> dict[str, Lesung]:
    ordner = quellen / "genesis-api"
    return {
        name: read_flat(ordner / name, Kontext()) for name in (ALT, BEVOELKERUNG, FLAECHE, ZENSUS, SCHUTZ)
    }


def _satz(lesung: Lesung, merkmal: str, ags: str, zeitraum: str) -> pd.Series:
    return lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"]).loc[(merkmal, ags, zeitraum)]


@pytest.mark.parametrize(
    ("datei", "zeilen", "quelle_id"),
    [
        # rows of the file less Regierungsbezirke (105) and parts of Kreise (45)
        (ALT, 1614 - 105 - 45, "regionalstatistik_12411-01-01-4_2023-12-31"),
        (BEVOELKERUNG, 1467 - 45, "regionalstatistik_12411-01-01-4_2026-03-10"),
        # less the twelve Bezirke of Berlin with two measures
        (FLAECHE, 27132 - 24, "regionalstatistik_AI-N-01-2-5_2026-03-10"),
        (ZENSUS, 10787, "zensus_1000A-0000_2026-03-10"),
        (SCHUTZ, 116738, "genesis_12531-0043_2026-03-10"),
    ],
)
def test_number_of_figures(lesungen: dict[str, Lesung], datei: str, zeilen: int, quelle_id: str) -> None:
    assert len(lesungen[datei].beobachtungen) == zeilen
    assert lesungen[datei].quelle["quelle_id"].tolist() == [quelle_id]


@pytest.mark.parametrize(
    ("datei", "merkmal", "ags", "zeitraum", "wert", "zeile"),
    [
        (ALT, "rs12411_01_01_4_bevstd", "00", "2023-12-31", 84669326, 2),
        (ALT, "rs12411_01_01_4_bevstd", "16065", "2023-12-31", 73216, 1577),
        (ALT, "rs12411_01_01_4_bevstd_ges_gesw", "01001", "2023-12-31", 46762, 10),
        (BEVOELKERUNG, "rs12411_01_01_4_bevstd", "16065", "2024-12-31", 71738, 1385),
        (BEVOELKERUNG, "rs12411_01_01_4_bevstd_ges_gesw", "08222", "2024-12-31", 158789, 2),
        (BEVOELKERUNG, "rs12411_01_01_4_bevstd_ges_gesm", "08236", "2024-12-31", 99097, 3),
        (FLAECHE, "rs_ai_n_01_2_5_ai0112_prozent", "12065136", "2023", -0.3, 2),
        (FLAECHE, "rs_ai_n_01_2_5_ai0111_prozent", "12065136", "2023", 32.2, 3),
        (FLAECHE, "rs_ai_n_01_2_5_ai0111_prozent", "16065003", "2023", 11.5, 26707),
        (ZENSUS, "z22_1000a_0000_prs001", "00", "2022-05-15", 82719540, 2),
        (ZENSUS, "z22_1000a_0000_prs018", "09276130", "2022-05-15", 2294, 3),
        (ZENSUS, "z22_1000a_0000_prs018", "11000000", "2022-05-15", 3596999, 5192),
        (SCHUTZ, SCHUTZ_M + "_ak_5_staag5_st144", "05166", "2024-12-31", 10, 2),
        (SCHUTZ, SCHUTZ_W + "_ak_2_staag5_st475", "16065", "2024-12-31", 100, 16855),
        (SCHUTZ, SCHUTZ_W + "_ak_2_staag5_st423", "16065", "2024-12-31", 50, 12656),
    ],
)  # fmt: skip
def test_figures_with_their_place(
    lesungen: dict[str, Lesung], datei: str, merkmal: str, ags: str, zeitraum: str, wert: float, zeile: int
) -> None:
    satz = _satz(lesungen[datei], merkmal, ags, zeitraum)
    assert satz["wert"] == wert
    assert satz["zeile"] == zeile


def test_places_name_the_member_of_the_archive(lesungen: dict[str, Lesung]) -> None:
    assert lesungen[ALT].beobachtungen["blatt"].isna().all()
    assert lesungen[ALT].beobachtungen["spalte"].unique().tolist() == ["N"]
    neu = lesungen[BEVOELKERUNG].beobachtungen
    assert neu["blatt"].unique().tolist() == ["12411-01-01-4_1773175772751_de_flat.csv"]
    assert neu["spalte"].unique().tolist() == ["N"]
    assert lesungen[SCHUTZ].beobachtungen["spalte"].unique().tolist() == ["V"]


def test_dissolved_territories_have_no_value(lesungen: dict[str, Lesung]) -> None:
    alt = _satz(lesungen[ALT], "rs12411_01_01_4_bevstd", "16056", "2023-12-31")
    assert alt["kennzeichen"] == "-"
    assert pd.isna(alt["wert"])
    # rows 18616/18617: a Gemeinde that exists and did not change
    assert _satz(lesungen[FLAECHE], "rs_ai_n_01_2_5_ai0112_prozent", "01051010", "2023")["wert"] == 0
    artern_alt = _satz(lesungen[FLAECHE], "rs_ai_n_01_2_5_ai0111_prozent", "16065002", "2023")
    assert pd.isna(artern_alt["wert"])
    bromskirchen = _satz(lesungen[FLAECHE], "rs_ai_n_01_2_5_ai0111_prozent", "06635005", "2023")
    assert pd.isna(bromskirchen["wert"])
    for lesung in lesungen.values():
        striche = lesung.beobachtungen[lesung.beobachtungen["kennzeichen"] == "-"]
        kreise = striche[striche["ags"].str.len() == 5]
        assert kreise["wert"].isna().all(), "every Kreis printed as - in these files is dissolved"


def test_gemeinden_of_the_census_add_up_to_the_known_figure(lesungen: dict[str, Lesung]) -> None:
    kyff = lesungen[ZENSUS].beobachtungen
    kyff = kyff[kyff["ags"].str.startswith("16065")]
    assert (len(kyff), kyff["wert"].sum()) == (28, 72556)
    assert kyff["gebietsstand"].unique().tolist() == ["2022-05-15"]


def test_both_generations_of_one_table_fit_together(lesungen: dict[str, Lesung]) -> None:
    alt, neu = lesungen[ALT], lesungen[BEVOELKERUNG]
    ids = {m.id: (m.einheit, m.bezug, m.summierbar) for m in alt.merkmale}
    assert ids == {m.id: (m.einheit, m.bezug, m.summierbar) for m in neu.merkmale}
    paare = alt.beobachtungen.merge(neu.beobachtungen, on=["merkmal_id", "ags"], suffixes=("_a", "_n"))
    gleich = paare[paare["zeitraum_a"] == paare["zeitraum_n"]]
    assert (gleich["wert_a"] == gleich["wert_n"]).all()  # the editions kept here share no Stichtag
    nur_neu = set(neu.beobachtungen["ags"]) - set(alt.beobachtungen["ags"])
    assert nur_neu == {"02000", "11000", "05313"}
    mit_wert = paare.dropna(subset=["wert_a", "wert_n"])
    assert (mit_wert["wert_n"] / mit_wert["wert_a"]).between(0.9, 1.1).all()


def test_the_new_layout_rewritten_as_the_old_one_reads_the_same(quellen: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(quellen / "genesis-api" / BEVOELKERUNG) as archiv:
        text = archiv.read(archiv.namelist()[0]).decode("utf-8-sig")
    neu = pd.read_csv(io.StringIO(text), sep=";", dtype=str, keep_default_na=False)
    kopf = (quellen / "genesis-api" / ALT).read_text(encoding="utf-8").splitlines()[0].split(";")
    alt = neu.iloc[:, :14].set_axis(kopf, axis=1)
    alt["Zeit"] = alt["Zeit"].map(lambda t: ".".join(reversed(t.split("-"))))
    pfad = tmp_path / "12411-01-01-4.csv"
    alt.to_csv(pfad, sep=";", index=False)
    spalten = ["merkmal_id", "ags", "zeitraum", "wert", "kennzeichen", "gebietsstand", "zeile", "spalte"]
    original = read_flat(quellen / "genesis-api" / BEVOELKERUNG, Kontext()).beobachtungen[spalten]
    pd.testing.assert_frame_equal(read_flat(pfad, Kontext()).beobachtungen[spalten], original)


def test_every_file_is_recognised_by_one_family(quellen: Path) -> None:
    gezaehlt: dict[str, int] = {}
    for pfad in sorted((quellen / "genesis-api").rglob("*")):
        if pfad.is_file():
            familien = [f.name for f in FORMATE if f.erkenne(Probe.of(pfad))]
            assert len(familien) == 1, (pfad.name, familien)
            gezaehlt[familien[0]] = gezaehlt.get(familien[0], 0) + 1
    assert gezaehlt == {"genesis": 5, "genesis_antwort": 5, "genesis_katalog": 3, "genesis_mitschnitt": 4}


def test_no_file_of_other_families_is_taken_for_one_of_these(quellen: Path) -> None:
    eigene = [f for f in FORMATE if f.name.startswith("genesis")]
    for pfad in sorted(quellen.rglob("*")):
        if pfad.is_file() and "genesis-api" not in pfad.parts:
            probe = Probe.of(pfad)
            assert not [f.name for f in eigene if f.erkenne(probe)], pfad.name


@pytest.mark.parametrize(
    ("datei", "meldung"),
    [
        ("ffcsv-neu/12531-0043__00_tablefile.json", "zu gross"),
        ("ffcsv-neu/12531-0043__01_tablefile.json", "12531-0043_175879554"),
        ("ffcsv-neu/12531-0043__02_results.json", "Code 104"),
        ("ffcsv-neu/12531-0043__407_results.json", "Ergebnis des Auftrags"),
        ("ffcsv-alt/85b09ac_12411-01-01-4__01_table.json", "nur die Beschreibung von 12411-01-01-4"),
        ("aufzeichnungen/32161-0003.yaml", "Aufzeichnung"),
    ],
)
def test_answers_and_recordings_are_refused_with_a_reason(quellen: Path, datei: str, meldung: str) -> None:
    pfad = quellen / "genesis-api" / datei
    form = next(f for f in FORMATE if f.erkenne(Probe.of(pfad)))
    with pytest.raises(EingabeFehler, match=meldung):
        form.lies(pfad, Kontext())


@pytest.mark.parametrize(
    ("datei", "anzahl"),
    [("evas.csv", "305"), ("regioDB_statistics.csv", "101"), ("regioDB_tables.csv", "791")],
)
def test_lists_say_how_much_they_list(quellen: Path, datei: str, anzahl: str) -> None:
    pfad = quellen / "genesis-api" / "kataloge" / datei
    lesung = next(f for f in FORMATE if f.erkenne(Probe.of(pfad))).lies(pfad, Kontext())
    assert lesung.beobachtungen.empty
    assert f" mit {anzahl} " in lesung.warnungen[0]


def test_the_table_inside_the_json_of_the_older_interface(quellen: Path, tmp_path: Path) -> None:
    text = (quellen / "genesis-api" / ALT).read_text(encoding="utf-8")
    pfad = tmp_path / "12411-01-01-4.json"
    pfad.write_text(json.dumps({"Status": {"Code": 0}, "Object": {"Content": text}}), encoding="utf-8")
    assert [f.name for f in FORMATE if f.erkenne(Probe.of(pfad))] == ["genesis"]
    assert len(read_flat(pfad, Kontext()).beobachtungen) == 1464
