"""Progress: plain lines where nobody watches a terminal, silence where asked for."""

import re

import pytest

from pipelines.fortschritt import Fortschritt


def test_plain_lines_with_counts_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    fortschritt = Fortschritt()
    with fortschritt.stufe("Berichte setzen", 2) as anzeige:
        anzeige.gesamt(2)
        anzeige.weiter("familienbericht 16065")
        anzeige.weiter("bildungsbericht 16065")
    zeilen = capsys.readouterr().err.splitlines()
    assert zeilen[:2] == [
        "  Berichte setzen 1 von 2: familienbericht 16065",
        "  Berichte setzen 2 von 2: bildungsbericht 16065",
    ]
    assert re.fullmatch(r"Berichte setzen: fertig nach \d+,\d s", zeilen[2])
    assert "\x1b" not in "".join(zeilen)
    assert "\r" not in "".join(zeilen)


def test_nothing_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with Fortschritt().stufe("Quellen lesen") as anzeige:
        anzeige.weiter("a.csv")
    assert capsys.readouterr().out == ""


def test_silent(capsys: pytest.CaptureFixture[str]) -> None:
    fortschritt = Fortschritt(still=True)
    with fortschritt.stufe("Quellen lesen") as anzeige:
        anzeige.weiter("a.csv")
    assert capsys.readouterr() == ("", "")
    assert fortschritt.dauern["Quellen lesen"] >= 0


def test_a_failed_stage_is_not_called_finished(capsys: pytest.CaptureFixture[str]) -> None:
    fortschritt = Fortschritt()
    with pytest.raises(ValueError, match="kaputt"), fortschritt.stufe("Quellen lesen"):
        raise ValueError("kaputt")
    assert "fertig" not in capsys.readouterr().err
    assert fortschritt.dauern == {}


@pytest.mark.parametrize("anzahl", [None, 3])
def test_a_bar_on_a_terminal(
    anzahl: int | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    fortschritt = Fortschritt()
    with fortschritt.stufe("Quellen lesen", anzahl) as anzeige:
        anzeige.weiter("a.csv")
        anzeige.gesamt(3)
        anzeige.weiter("b.csv")
    text = capsys.readouterr().err
    assert "Quellen lesen" in text
    assert "3/3" in text
    assert "fertig nach" not in text
