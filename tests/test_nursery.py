"""A fork of the nursery is what an interpreter of its own would be: what it is given, it has."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests import nursery

TELLS = """
import json, os, subprocess, sys
print(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ), sys.stdin.read(), __name__]))
print("an error", file=sys.stderr, flush=True)
sys.stdout.flush()
sys.exit(subprocess.run([sys.executable, "-m", "other", "7"], input=b"heard").returncode)
"""
OTHER = "import sys; print(sys.stdin.read(), sys.argv[1], flush=True); sys.exit(int(sys.argv[1]))"
WAITS = "import sys, time; print('here', flush=True); time.sleep(600)"
SHOWS = "import os; print(f'{os.umask(0):o}', flush=True)"
STARTS = """
import subprocess, sys
print(subprocess.run([sys.executable, "-m", "other"]).returncode)
"""


def began(folder: Path, code: str, other: str = OTHER) -> tuple[nursery.Process, Path]:
    """Let a fork run this code; return it, and the file it writes to."""
    (folder / "program.py").write_text(code)
    (folder / "other.py").write_text(other)
    given = {"PYTHONPATH": str(folder), "ONLY": "this"}
    said = folder / "said"
    with said.open("wb") as out:
        argv = ["-m", "program", "one", "two"]
        return nursery.start(argv, cwd=folder, env=given, out=out), said


def says(said: Path, word: str) -> None:
    end = time.monotonic() + 30
    while word not in said.read_text():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_fork_has_what_it_was_given_and_nothing_else(tmp_path) -> None:
    process, said = began(tmp_path, TELLS)
    assert process.wait(30) == 7
    told, *rest = said.read_text().splitlines()
    surroundings = {"PYTHONPATH": str(tmp_path), "ONLY": "this"}
    assert json.loads(told) == [["one", "two"], str(tmp_path), surroundings, "", "__main__"]
    assert rest == ["an error", "heard 7"]


def test_it_began_with_everything_imported(tmp_path) -> None:
    process, said = began(tmp_path, "import sys; print('inbox.web.start' in sys.modules)")
    assert (process.wait(30), said.read_text()) == (0, "True\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_it(tmp_path, number: int) -> None:
    process, said = began(tmp_path, WAITS)
    says(said, "here")
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.send_signal(number)
    assert process.wait(30) == -number
    process.kill()  # nobody else is hit by it


def test_a_signal_reaches_what_a_fork_started(tmp_path) -> None:
    process, said = began(tmp_path, STARTS, WAITS)
    says(said, "here")
    (stands_in,) = psutil.Process(process.pid).children()
    stands_in.terminate()
    assert (process.wait(30), said.read_text()) == (0, f"here\n{128 + signal.SIGTERM}\n")


def test_what_a_fork_starts_has_its_umask(tmp_path) -> None:
    process, said = began(tmp_path, f"import os; os.umask(0o027)\n{STARTS}", SHOWS)
    assert (process.wait(30), said.read_text()) == (0, "27\n0\n")


def test_an_error_is_said_and_is_its_end(tmp_path) -> None:
    process, said = began(tmp_path, "raise ValueError('so it is')")
    assert process.wait(30) == 1
    assert "ValueError: so it is" in said.read_text()


def test_one_that_is_aborted_says_where_it_stands(tmp_path) -> None:
    process, said = began(tmp_path, WAITS)
    says(said, "here")
    process.send_signal(signal.SIGABRT)
    assert process.wait(30) == -signal.SIGABRT
    assert "program.py" in said.read_text()
