"""GISD: levels, checks between the columns, and every kind of damage, on small files."""

from pathlib import Path

import pytest

from assets.sources.fehler import EingabeFehler
from assets.sources.format import Probe
from assets.sources.gisd import read_gisd, recognise_gisd

KOPF = "kreis_id,kreis_name,year,gisd_score,gisd_5,gisd_10,gisd_k"


def _zeilen(stelle: str = "001") -> list[str]:
    """Sixteen Kreise in two years; the score rises with the number of the Land."""
    zeilen = []
    for land in range(1, 17):
        dezil = min(10, 1 + (land - 1) * 10 // 16)
        quintil = (dezil + 1) // 2
        klasse = 1 if quintil == 1 else 3 if quintil == 5 else 2
        zeilen += [
            f'{land:02d}{stelle},"Kreis {land}, Stadt",{jahr},0.{land:02d}{jahr % 10},'
            f"{quintil},{dezil},{klasse}"
            for jahr in (2020, 2021)
        ]
    return zeilen


def _datei(ort: Path, zeilen: list[str], kopf: str = KOPF) -> Path:
    pfad = ort / "irgendwas.csv"
    pfad.write_text("\n".join([kopf, *zeilen]) + "\n", encoding="utf-8")
    return pfad


def _fehler(ort: Path, zeilen: list[str], kopf: str = KOPF) -> EingabeFehler:
    pfad = _datei(ort, zeilen, kopf)
    assert recognise_gisd(Probe.of(pfad))
    with pytest.raises(EingabeFehler) as gefangen:
        read_gisd(pfad, {})
    return gefangen.value


def test_reads_all_columns_with_their_place(tmp_path: Path) -> None:
    lesung = read_gisd(_datei(tmp_path, _zeilen()), {})
    assert len(lesung.beobachtungen) == 16 * 2 * 4
    fund = lesung.beobachtungen.set_index(["merkmal_id", "ags", "zeitraum"]).loc[
        ("gisd_score", "16001", "2021")
    ]
    assert (fund["wert"], fund["zeile"], fund["spalte"]) == (0.161, 33, "D")
    assert lesung.quelle["quelle_id"].tolist() == ["gisd_kreis_2021-12-31"]
    assert [m.id for m in lesung.merkmale] == ["gisd_score", "gisd_5", "gisd_10", "gisd_k"]


def test_lost_zeros_of_the_whole_column(tmp_path: Path) -> None:
    lesung = read_gisd(_datei(tmp_path, [zeile.removeprefix("0") for zeile in _zeilen()]), {})
    assert "01001" in set(lesung.beobachtungen["ags"])


@pytest.mark.parametrize(
    ("kopf", "stelle", "ags"),
    [("gemeinde_id,gemeinde_name", "001000", "16001000"), ("gvb_id,gvb_name", "0010055", "16001-P0055")],
)
def test_other_levels(tmp_path: Path, kopf: str, stelle: str, ags: str) -> None:
    lesung = read_gisd(_datei(tmp_path, _zeilen(stelle), KOPF.replace("kreis_id,kreis_name", kopf)), {})
    assert ags in set(lesung.beobachtungen["ags"])


@pytest.mark.parametrize("kopf", ["ror_id,ror_name", "nuts2,nuts2_name", "PLZ,PLZ_name", "name,kreis"])
def test_levels_without_a_use_are_refused_with_the_reason(tmp_path: Path, kopf: str) -> None:
    assert "kreis_id" in _fehler(tmp_path, _zeilen(), KOPF.replace("kreis_id,kreis_name", kopf)).erwartet


def test_file_of_one_land_is_refused(tmp_path: Path) -> None:
    assert "innerhalb des Landes" in _fehler(tmp_path, _zeilen()[-2:]).erwartet


@pytest.mark.parametrize(
    ("alt", "neu", "spalte"),
    [
        ("16001", "6001", "kreis_id"),
        ("16001", "99001", "kreis_id"),
        (",0.161,", ",k.A.,", "gisd_score"),
        (",0.161,", ",1.61,", "gisd_score"),
        (",0.161,", ",0.011,", "gisd_score"),
        (",5,10,3", ",4,10,3", "gisd_10"),
        (",5,10,3", ",5,10,2", "gisd_k"),
        (",5,10,3", ",5,0,3", "gisd_10"),
        (",2021,", ",21,", "year"),
    ],
)
def test_damaged_cell(tmp_path: Path, alt: str, neu: str, spalte: str) -> None:
    zeilen = _zeilen()
    zeilen[-1] = zeilen[-1].replace(alt, neu)
    fehler = _fehler(tmp_path, zeilen)
    assert (fehler.zeile, fehler.spalte) == (33, spalte)


def test_double_missing_and_cut_rows(tmp_path: Path) -> None:
    assert "zum zweiten Mal" in _fehler(tmp_path, [*_zeilen(), _zeilen()[0]]).gefunden
    assert "1 Jahre für 16001" in _fehler(tmp_path, _zeilen()[:-1]).gefunden
    assert "abgeschnitten" in _fehler(tmp_path, [*_zeilen()[:-1], _zeilen()[-1][:20]]).gefunden
    assert "keine Datenzeile" in _fehler(tmp_path, []).gefunden


def test_renamed_column_and_web_page_are_not_recognised(tmp_path: Path) -> None:
    assert not recognise_gisd(Probe.of(_datei(tmp_path, _zeilen(), KOPF.replace("gisd_score", "score"))))
    assert not recognise_gisd(Probe.of(_datei(tmp_path, ["</html>"], "<html>gisd_score,year")))
