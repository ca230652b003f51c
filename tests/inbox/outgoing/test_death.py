"""The sender dies before every line that it runs: nothing is lost, nothing is doubled.

It dies for real (SIGKILL in a process of its own), between any two lines of the outbox, of
the transitions and of the platform's own call; the next worker finds out what happened. Lines
between which nothing outside the process changes are one death; the long campaign dies them all.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.killing import apart
from tests.mortal import (
    CLEAN,
    Mortal,
    impatient,
    mortals,
    refusing_duplicates,
    sends_and_dies,
    sends_and_freezes,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def mortal(request) -> Iterator[Mortal]:
    with mortals(request.param) as desk:
        yield desk


FROST = 100
"""Lines between two places where a sender is frozen; the long campaign takes every line."""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_death_at_a_line_of_the_send_path_neither_loses_nor_doubles(kind) -> None:
    lines, died, asked, verdict = apart("tests.mortal", kind, "send")
    assert lines > 300
    assert died > 5
    assert asked > 0, "no death was in the air: this tests nothing"
    assert verdict == CLEAN


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_death_at_a_line_of_the_look_neither_loses_nor_doubles(kind) -> None:
    """Each look is for a reply that was out when its answer was lost."""
    lines, died, asked, verdict = apart("tests.mortal", kind, "look")
    assert lines > 240
    assert died > 5
    assert asked == 0
    assert verdict == CLEAN


def test_where_duplicates_are_refused_nobody_has_to_be_asked() -> None:
    with refusing_duplicates(), mortals("sqlite", strict=True) as mortal:
        assert sends_and_dies(mortal).deaths > 0
        assert mortal.ask_the_agents() == 0
        assert mortal.verdict() == CLEAN


def test_a_frozen_sender_keeps_its_account_and_nobody_elses(mortal) -> None:
    seen = sends_and_freezes(impatient(mortal), FROST)
    assert mortal.ask_the_agents() == 0
    assert mortal.verdict() == CLEAN
    assert seen.in_hand > 0, "it was never frozen with a reply in hand: this tests nothing"
    assert seen.served > 0, "nobody else was ever served: this tests nothing"
