"""Suppression: every hidden count keeps its range, at the least loss."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from tafeln import model_of, with_margins

from assets.confidentiality.angriff import attack
from assets.confidentiality.muster import suppress
from assets.confidentiality.naeherung import grow
from assets.confidentiality.zellmodell import Zellmodell

KLEINE_TAFELN = arrays(np.int64, st.tuples(st.integers(2, 3), st.integers(2, 3)), elements=st.integers(0, 6))


def ranges_by_enumeration(modell: Zellmodell, verdeckt: np.ndarray, form: tuple[int, int]) -> np.ndarray:
    """Try every table of whole numbers up to 12 that fits what is shown; return the width of each cell."""
    tafel = modell.werte.reshape(form)
    offen = verdeckt.reshape(form)
    unten = modell.kleinster.reshape(form)
    innen = [(z, s) for z in range(form[0] - 1) for s in range(form[1] - 1)]
    gesehen = []

    def fits(werte: np.ndarray) -> bool:
        voll = with_margins(werte)
        return bool(((voll == tafel) | (offen & (voll >= unten))).all())

    wahl = [range(int(unten[o]), 13) if offen[o] else [int(tafel[o])] for o in innen]
    for werte in itertools.product(*wahl):
        kandidat = np.array(werte, dtype=float).reshape(form[0] - 1, form[1] - 1)
        if fits(kandidat):
            gesehen.append(with_margins(kandidat))
    alle = np.array(gesehen)
    return (alle.max(axis=0) - alle.min(axis=0)).ravel()


@settings(max_examples=60, deadline=None)
@given(KLEINE_TAFELN, st.integers(1, 4), st.booleans())
def test_every_hidden_count_keeps_its_range(zaehlungen, mindestzahl, nullen_schuetzen):
    modell = model_of(zaehlungen, mindestzahl, nullen_schuetzen=nullen_schuetzen)
    muster = suppress(modell)
    assert not muster.ungeschuetzt
    assert (muster.verdeckt | ~modell.primaer).all()
    assert not (muster.verdeckt & modell.fest).any()
    assert attack(modell, muster.verdeckt)["geschuetzt"].all()


@settings(max_examples=6, deadline=None)
@given(arrays(np.int64, (2, 2), elements=st.integers(0, 3)), st.integers(2, 3), st.booleans())
def test_enumeration_of_all_tables_confirms_the_range(zaehlungen, mindestzahl, nullen_schuetzen):
    modell = model_of(zaehlungen, mindestzahl, nullen_schuetzen=nullen_schuetzen)
    verdeckt = suppress(modell).verdeckt
    breiten = ranges_by_enumeration(modell, verdeckt, (3, 3))
    assert (breiten[verdeckt] >= mindestzahl).all()
    angriff = attack(modell, verdeckt)
    begrenzt = np.isfinite(angriff["oben"].to_numpy())
    assert (breiten[verdeckt][begrenzt] == angriff["breite"].to_numpy()[begrenzt]).all()


@settings(max_examples=20, deadline=None)
@given(KLEINE_TAFELN, st.booleans())
def test_no_cheaper_pattern_protects(zaehlungen, nullen_schuetzen):
    modell = model_of(zaehlungen[:2, :2], 3, nullen_schuetzen=nullen_schuetzen)
    muster = suppress(modell)
    kosten = modell.gewicht[muster.verdeckt].sum()
    frei = np.flatnonzero(~modell.primaer & ~modell.fest)
    for anzahl in range(len(frei) + 1):
        for wahl in itertools.combinations(frei, anzahl):
            verdeckt = modell.primaer.copy()
            verdeckt[list(wahl)] = True
            if modell.gewicht[verdeckt].sum() < kosten - 1e-6:
                assert not attack(modell, verdeckt)["geschuetzt"].all()


@pytest.mark.parametrize("nullen_schuetzen", [False, True])
@pytest.mark.parametrize("form", [(6, 5), (4, 3, 2)])
def test_the_grown_pattern_protects_too(form, nullen_schuetzen):
    zaehlungen = np.random.default_rng(3).poisson(6, form)
    modell = model_of(zaehlungen, 5, nullen_schuetzen=nullen_schuetzen)
    verdeckt, ungeschuetzt = grow(modell)
    assert not ungeschuetzt
    assert attack(modell, verdeckt)["geschuetzt"].all()


def test_shown_zeros_tell_that_hidden_counts_are_at_least_one():
    """1 + 1 + 1 = 3 with zeros shown: without the lower bound the three cells would look protected."""
    modell = model_of(np.array([[1, 1, 1], [9, 9, 9]]), 2, nullen_schuetzen=False)
    verdeckt = np.zeros(12, bool)
    verdeckt[[0, 1, 2, 4, 5, 6]] = True
    assert not attack(modell, verdeckt)["geschuetzt"].all()
    muster = suppress(modell)
    assert attack(modell, muster.verdeckt)["geschuetzt"].all()
    assert muster.verdeckt[3]  # the total of the row goes


def test_a_pattern_of_one_cell_per_line_is_found_out():
    modell = model_of(np.array([[1, 8], [7, 9]]), 3, nullen_schuetzen=False)
    angriff = attack(modell, modell.primaer)
    assert angriff[["unten", "oben", "breite"]].iloc[0].tolist() == [1, 1, 0]
    assert not angriff["geschuetzt"].iloc[0]


def test_a_cell_that_nothing_can_protect_is_named():
    """A small count whose total and other part are public."""
    modell = Zellmodell(
        ("klein", "anderer", "summe"),
        np.array([2.0, 8.0, 10.0]),
        np.ones(3),
        np.full(3, 3.0),
        np.array([True, False, False]),
        np.array([False, True, True]),
        np.ones(3),
        sparse.csr_array(np.array([[-1.0, -1.0, 1.0]])),
        sparse.csr_array((0, 3)),
    )
    assert suppress(modell).ungeschuetzt == ("klein",)


def test_part_and_whole_bound_each_other():
    """A hidden part of a shown whole of 6 lies between 1 and 6; asking for more is not met."""
    modell = Zellmodell(
        ("teil", "ganzes"),
        np.array([2.0, 6.0]),
        np.ones(2),
        np.array([5.0, 5.0]),
        np.array([True, False]),
        np.zeros(2, bool),
        np.ones(2),
        sparse.csr_array((0, 2)),
        sparse.csr_array(np.array([[1.0, -1.0]])),
    )
    allein = attack(modell, np.array([True, False]))
    assert allein[["unten", "oben"]].iloc[0].tolist() == [1, 6]
    assert attack(modell, suppress(modell).verdeckt)["geschuetzt"].all()


def test_a_model_that_contradicts_itself_is_refused():
    modell = model_of(np.array([[1, 8], [7, 9]]), 3, nullen_schuetzen=False)
    felder = {f: getattr(modell, f) for f in Zellmodell.__dataclass_fields__}
    with pytest.raises(ValueError, match="fest zugleich"):
        Zellmodell(**(felder | {"fest": modell.primaer}))
    with pytest.raises(ValueError, match="Untergrenze"):
        Zellmodell(**(felder | {"kleinster": modell.werte + 1}))
