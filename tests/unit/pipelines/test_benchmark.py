"""The helpers of the benchmark: what they measure is there."""

import os
import subprocess
import sys

import pytest
import typer

from pipelines import benchmark


def test_measures_time_memory_and_log() -> None:
    programm = "import sys, time; block = bytearray(80_000_000); time.sleep(0.9); sys.stderr.write('fertig')"
    messung = benchmark.measure([sys.executable, "-c", programm], {})
    assert 0.9 <= messung.sekunden < 10
    assert 70 < messung.speicher_mb < 400
    assert messung.protokoll == "fertig"


def test_memory_of_children_counts() -> None:
    kind = "import time; block = bytearray(80_000_000); time.sleep(0.9)"
    programm = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {kind!r}])"
    assert benchmark.measure([sys.executable, "-c", programm], {}).speicher_mb > 70


def test_environment_reaches_the_process() -> None:
    programm = "import os, sys; sys.stderr.write(os.environ['PROBE'])"
    assert benchmark.measure([sys.executable, "-c", programm], {"PROBE": "ja"}).protokoll == "ja"


def test_a_failing_run_ends_the_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    programm = "import sys; sys.stderr.write('kaputt'); sys.exit(3)"
    with pytest.raises(typer.Exit) as ende:
        benchmark.measure([sys.executable, "-c", programm], {})
    assert ende.value.exit_code == 1
    assert "kaputt" in capsys.readouterr().err


def test_tree_holds_the_process_and_its_children() -> None:
    kind = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)"])
    try:
        baum = benchmark._tree(os.getpid())
        assert baum[0] == os.getpid()
        assert kind.pid in baum
    finally:
        kind.kill()
        kind.wait()


def test_memory_of_a_process_that_is_gone_is_zero() -> None:
    kind = subprocess.Popen([sys.executable, "-c", "pass"])
    kind.wait()
    assert benchmark._memory_mb(kind.pid) == 0.0


def test_the_yardstick_uses_weasyprint_and_nothing_else() -> None:
    assert "assets" not in benchmark._NUR_WEASYPRINT
    assert "pipelines" not in benchmark._NUR_WEASYPRINT
    compile(benchmark._NUR_WEASYPRINT, "messung", "exec")
