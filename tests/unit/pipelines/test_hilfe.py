"""What the command line says is German."""

import pytest

from pipelines.hilfe import translate


@pytest.mark.parametrize(
    ("englisch", "deutsch"),
    [
        ("No such option: --quelle", "den Schalter --quelle gibt es nicht"),
        ("No such command 'berihte'. Did you mean 'berichte'?", "den Befehl „berihte“ gibt es nicht"),
        ("Missing option '--aus'.", "es fehlt die Angabe --aus"),
        ("Option '--kreis' requires an argument.", "hinter --kreis fehlt die Angabe"),
        (
            "Invalid value for '--quellen': Directory '/x' does not exist.",
            "--quellen: den Ordner „/x“ gibt es nicht",
        ),
        ("Invalid value for '--kreis': „1“ ist kein Kreisschlüssel", "--kreis: „1“ ist kein Kreisschlüssel"),
        (
            "Invalid value for 'JAHR': Input should be a valid integer, unable to parse string as an integer",
            "JAHR: erwartet wird eine ganze Zahl",
        ),
        ("something new", "something new"),
    ],
)
def test_usage_errors_are_translated(englisch: str, deutsch: str) -> None:
    assert translate(englisch) == deutsch
