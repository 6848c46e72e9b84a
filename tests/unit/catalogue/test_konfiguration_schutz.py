"""Rules of protection in the settings: clear answers to wrong ones."""

from pathlib import Path

import pytest

from assets.catalogue.konfiguration import KonfigurationsFehler, read_konfiguration

_GRUND = """
kreis = "16065"
[herausgeber]
name = "Landratsamt"
[auflage]
redaktionsschluss = "2026-11-22"
[[schutz.quelle]]
"""


def read(tmp_path: Path, zeilen: str) -> object:
    datei = tmp_path / "konfiguration.toml"
    datei.write_text(_GRUND + zeilen, encoding="utf-8")
    return read_konfiguration(datei)


def test_rule_of_a_topic_is_read(tmp_path: Path) -> None:
    konfiguration = read(tmp_path, 'quelle = "wohngeld"\nmindestzahl = 7\nnullen = "schuetzen"\n')
    assert konfiguration.schutz.quelle[0].mindestzahl == 7  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("zeilen", "meldung"),
    [
        ('quelle = "inkar_2024"', "öffentliche Quellen kommen bereits geschützt"),
        ('quelle = "wohngeld"\nnullen = "nie"', "docs/geheimhaltung.md"),
        ('quelle = "wohngeld"\ndominanz = 1.5', "die Zahl ist zu groß"),
        ('quelle = "wohngeld"\nverfahren = "runden"\nmindestzahl = 5', "wird nichts gesperrt"),
        ('quelle = "wohngeld"\nrundung = 5', 'rundung gilt nur bei verfahren = "runden"'),
        ('quelle = "wohngeld"\nmindestzal = 5', "diese Angabe ist unbekannt"),
        ('quelle = "wohngeld"\n[[schutz.quelle]]\nquelle = "wohngeld"', "zweimal genannt"),
    ],
)
def test_wrong_rule_is_refused_in_german(tmp_path: Path, zeilen: str, meldung: str) -> None:
    with pytest.raises(KonfigurationsFehler, match=r"Datei konfiguration\.toml, Angabe „schutz") as fehler:
        read(tmp_path, zeilen)
    assert meldung in str(fehler.value)
