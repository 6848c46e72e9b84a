"""Territory keys: lost zeros, Verbände, Regionalschlüssel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.sources.schluessel import ags_aus_ars, planungsbereich, planungsbereich_bbsr, ziffern


@given(st.integers(1, 16), st.integers(0, 999_999))
def test_lost_zeros_come_back(land: int, rest: int) -> None:
    voll = f"{land:02d}{rest:06d}"
    assert ziffern(float(int(voll)), 8) == voll
    assert ziffern(voll, 8) == voll


@pytest.mark.parametrize("wert", [17001000, 1e9, 1001000.5, float("nan"), "", "1a001000", True, -16065000])
def test_no_key(wert: object) -> None:
    assert ziffern(wert, 8) is None


def test_verband_keys() -> None:
    assert planungsbereich("160655052") == "16065-P5052"
    assert ags_aus_ars("160655052001") == "16065001"


@pytest.mark.parametrize(
    ("schluessel", "bekannte", "ergebnis"),
    [
        # Thüringen uses 50dd only (Gemeindeverzeichnis).
        ("16065952", {}, "16065-P5052"),
        ("16065003", {}, "16065-P0003"),
        # Dithmarschen: 5163 in the table with nine digits decides.
        ("01051963", {"01051": {"5163", "0011"}}, "01051-P5163"),
        ("01051963", {}, None),
        # Görlitz: Bad Muskau (5203) and Weißer Schöps/Neiße (5503) end alike.
        ("14626903", {"14626": {"5203", "5503"}}, None),
        # gemeindefreies Gebiet Giebel (03151 9501).
        ("03151501", {"03151": {"9501"}}, "03151-P9501"),
    ],
)
def test_bbsr_keys(schluessel: str, bekannte: dict[str, set[str]], ergebnis: str | None) -> None:
    assert planungsbereich_bbsr(schluessel, bekannte) == ergebnis
