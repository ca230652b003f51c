"""The port of `make run`: what cannot be had is one sentence with what to type instead."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from inbox.web.port import Port, fault, look, main

ROOT = Path(__file__).parents[3]


def free(_: int) -> Port:
    return Port.FREE


@pytest.mark.parametrize("asked", ["1", "8501", "65535"])
def test_a_free_port_is_taken_without_a_word(asked: str) -> None:
    assert fault(asked, free) == ""


@pytest.mark.parametrize(
    "asked", ["80000", "65536", "0", "-5", "abc", "", "85 01", "²", "9" * 5000]
)
def test_what_is_no_port_is_said(asked: str) -> None:
    assert fault(asked, free) == (
        "PORT has to be a whole number from 1 to 65535. Type: make run PORT=8501"
    )


def test_the_port_named_instead_is_free_itself() -> None:
    def crowded(number: int) -> Port:
        return Port.TAKEN if number in range(8501, 8505) else Port.FREE

    assert fault("8501", crowded) == "Port 8501 is in use. Type: make run PORT=8505"


def test_behind_the_last_port_the_search_starts_again() -> None:
    def last(number: int) -> Port:
        return Port.TAKEN if number == 65535 else Port.FREE

    assert fault("65535", last) == "Port 65535 is in use. Type: make run PORT=8501"


def test_a_port_of_the_system_is_said_to_be_one() -> None:
    def system(number: int) -> Port:
        return Port.FORBIDDEN if number < 1024 else Port.FREE

    assert fault("80", system) == "Port 80 is kept for the system. Type: make run PORT=8501"


def test_where_nothing_is_free_no_port_is_made_up() -> None:
    assert fault("8501", lambda _: Port.TAKEN).endswith("Name another one: make run PORT=...")


def test_a_port_somebody_listens_on_is_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert look(number) is Port.TAKEN
        assert main([str(number)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"Port {number} is in use. Type: make run PORT=")
    assert look(int(re.findall(r"\d+", said)[-1])) is Port.FREE


def test_make_run_looks_at_the_port_before_it_starts() -> None:
    said = subprocess.run(
        ["make", "-n", "run", "PORT=a b"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    looks = next(i for i, line in enumerate(said) if line.endswith('-m inbox.web.port "a b"'))
    starts = next(i for i, line in enumerate(said) if "streamlit run" in line)
    assert looks < starts


def test_it_is_a_program() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "inbox.web.port", "80000"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("PORT has to be a whole number")
