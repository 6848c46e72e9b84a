"""Only an unbroken sequence of all steps in one run leaves a finished state."""

import duckdb
import pytest

from pipelines.laufstand import read_stand, write_stand
from pipelines.schrittfolge import Schrittfolge

SCHRITTE = ("lesen", "ordnen", "rechnen")


@pytest.fixture
def con():
    verbindung = duckdb.connect()
    yield verbindung
    verbindung.close()


def _do(con, *schritte, lauf="a", stand="S"):
    for schritt in schritte:
        with Schrittfolge(SCHRITTE, stand, lauf).step(con, schritt):
            pass


def test_all_steps_in_order_finish(con):
    _do(con, *SCHRITTE)
    assert read_stand(con) == "S"
    assert Schrittfolge(SCHRITTE, "S", "b").finished(con)


@pytest.mark.parametrize("schritte", [("lesen", "rechnen"), ("rechnen",), ("ordnen", "rechnen"), ("lesen",)])
def test_a_gap_leaves_the_state_unfinished(con, schritte):
    _do(con, *schritte)
    assert not Schrittfolge(SCHRITTE, "S", "a").finished(con)


def test_steps_of_two_runs_do_not_add_up(con):
    _do(con, "lesen", "ordnen", lauf="a")
    _do(con, "rechnen", lauf="b")
    assert not Schrittfolge(SCHRITTE, "S", "b").finished(con)


def test_another_program_in_between_breaks_the_sequence(con):
    _do(con, "lesen", "ordnen")
    write_stand(con, "T")  # a run from the command line on other inputs
    _do(con, "rechnen")
    assert read_stand(con) not in ("S", "T")


def test_a_single_step_on_a_finished_state_unfinishes_it(con):
    _do(con, *SCHRITTE, stand="alt")
    _do(con, "ordnen")
    assert not Schrittfolge(SCHRITTE, "alt", "a").finished(con)


def test_a_failing_step_leaves_the_state_unfinished(con):
    _do(con, "lesen")
    with pytest.raises(RuntimeError), Schrittfolge(SCHRITTE, "S", "a").step(con, "ordnen"):
        raise RuntimeError
    _do(con, "rechnen")
    assert not Schrittfolge(SCHRITTE, "S", "a").finished(con)


def test_unknown_step_is_an_error(con):
    with pytest.raises(ValueError, match="not in"):
        _do(con, "kein Schritt")
