"""The harness itself: a child dies exactly where it is told to."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from functools import partial

import pytest

from tests import killing
from tests.killing import Child, deaths, deaths_at, files, inside, survey


def three_lines(path):
    path.write_text("one")
    path.write_text("two")
    path.write_text("three")


HERE = inside("tests/test_killing.py")


def test_a_child_dies_before_every_line_once(tmp_path) -> None:
    file = tmp_path / "file"
    file.write_text("none")
    seen = []
    for ended in deaths(lambda: three_lines(file), HERE):
        seen.append((ended.killed, file.read_text()))
        file.write_text("none")
    assert seen == [
        (True, "none"),  # the lambda itself
        (True, "none"),
        (True, "one"),
        (True, "two"),
        (False, "three"),
    ]


def many_lines(path):
    for _ in range(3):
        sum(range(10))
    path.write_text("one")
    sum(range(10))
    path.write_text("two")


def test_a_death_is_one_of_its_own_after_something_outside_has_changed(tmp_path) -> None:
    file = tmp_path / "file"
    work = partial(many_lines, file)
    surveyed = survey(work, HERE, files(tmp_path))
    assert surveyed.lines > 8
    file.unlink()
    seen = []
    for ended in deaths_at(work, surveyed):
        seen.append((ended.killed, file.read_text() if file.exists() else "none"))
        file.unlink(missing_ok=True)
    assert seen == [(True, "none"), (True, "one")]


def two_threads(path):
    other = threading.Thread(target=three_lines, args=(path,))
    other.start()
    other.join()


def test_lines_of_every_thread_are_looked_at(tmp_path) -> None:
    work = partial(two_threads, tmp_path / "file")
    surveyed = survey(work, HERE, files(tmp_path))
    assert [place.name for place in surveyed.places].count("three_lines") == 3
    assert all(ended.killed for ended in deaths_at(work, surveyed))


def test_a_frozen_child_goes_on_where_it_stood(tmp_path) -> None:
    file = tmp_path / "file"
    child = Child(lambda: three_lines(file), HERE, at=3, sign=signal.SIGSTOP)
    assert child.frozen()
    assert file.read_text() == "one"
    assert child.resume().code == 0
    assert file.read_text() == "three"


def test_a_child_that_fails_by_itself_says_why() -> None:
    def broken() -> None:
        raise ValueError("no")

    ended = Child(broken, HERE, at=1_000).wait()
    assert (ended.killed, ended.code, ended.place) == (False, 3, "ValueError: no")


def test_a_child_that_ends_before_its_line_is_not_frozen(tmp_path) -> None:
    child = Child(lambda: None, HERE, at=1_000, sign=signal.SIGSTOP)
    assert not child.frozen()
    assert child.wait().code == 0


def hangs() -> None:
    faulthandler.disable()  # where it stood is known here, and of no interest
    threading.Event().wait()


def test_a_child_that_hangs_is_ended_and_said_to_hang(monkeypatch) -> None:
    monkeypatch.setattr(killing, "PATIENCE", 0.5)
    with pytest.raises(AssertionError, match="the child hung"):
        survey(hangs, HERE, dict)
    with pytest.raises(AssertionError, match="the child hung"):
        Child(hangs, patience=0.1).wait()


def test_what_is_looked_at_ends_when_looking_fails(tmp_path) -> None:
    file, pids = tmp_path / "file", []

    def work() -> None:
        file.write_text(str(os.getpid()))
        three_lines(file)

    def world() -> object:
        if file.exists():
            pids.append(int(file.read_text()))
            raise ValueError
        return None

    with pytest.raises(ValueError):
        survey(work, HERE, world)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
