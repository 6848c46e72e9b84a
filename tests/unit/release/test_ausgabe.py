"""An edition appears whole or not at all."""

import os
from pathlib import Path

import pytest

from assets.release.ausgabe import MANIFEST, Ausgabeordner, carry_over, new_edition, remove_old


def publish(ordner: Ausgabeordner, name: str, inhalt: str = "x") -> None:
    with new_edition(ordner, name) as bau:
        (bau / "bericht.pdf").write_text(inhalt)
        (bau / MANIFEST).write_text("{}")


def test_link_moves_to_the_finished_edition(tmp_path: Path) -> None:
    ordner = Ausgabeordner(tmp_path)
    assert ordner.current() is None
    publish(ordner, "a")
    publish(ordner, "b")
    assert ordner.current() == tmp_path / "ausgaben" / "b"
    assert ordner.aktuell.readlink() == Path("ausgaben/b")


@pytest.mark.parametrize("fehler", [RuntimeError("kaputt"), KeyboardInterrupt()])
def test_failure_leaves_the_last_edition(tmp_path: Path, fehler: BaseException) -> None:
    ordner = Ausgabeordner(tmp_path)
    publish(ordner, "a")

    def fail() -> None:
        with new_edition(ordner, "b") as bau:
            (bau / MANIFEST).write_text("{}")
            raise fehler

    with pytest.raises(type(fehler)):
        fail()
    assert ordner.current() == tmp_path / "ausgaben" / "a"
    assert [p.name for p in ordner.ausgaben.iterdir()] == ["a"]


def test_edition_without_manifest_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), new_edition(Ausgabeordner(tmp_path), "a"):
        pass
    assert Ausgabeordner(tmp_path).current() is None


def test_published_files_are_read_only_and_carried_over_by_link(tmp_path: Path) -> None:
    ordner = Ausgabeordner(tmp_path)
    publish(ordner, "a")
    alt = tmp_path / "ausgaben" / "a" / "bericht.pdf"
    assert alt.stat().st_mode & 0o222 == 0
    carry_over(alt, tmp_path / "neu" / "bericht.pdf")
    assert (tmp_path / "neu" / "bericht.pdf").stat().st_ino == alt.stat().st_ino


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    ordner = Ausgabeordner(tmp_path)
    rest = ordner.ausgaben / ".a.entsteht-999999999"
    rest.mkdir(parents=True)
    publish(ordner, "b")
    assert not rest.exists()


def test_old_editions_go_but_never_the_current_one(tmp_path: Path) -> None:
    ordner = Ausgabeordner(tmp_path)
    for nummer, name in enumerate("abc"):
        publish(ordner, name)
        os.utime(ordner.ausgaben / name, (100 - nummer, 100 - nummer))
    assert remove_old(ordner, 1) == ["b"]
    assert sorted(p.name for p in ordner.ausgaben.iterdir()) == ["a", "c"]
