"""Threads for polls: whoever hangs does not stand in the way of the others."""

from __future__ import annotations

import threading

import pytest

from inbox.incoming.crew import SLOW, WIDE, Crew
from inbox.incoming.schedule import Lane


class Ticks:
    """A monotonic clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def hang():
    """An event that hanging polls wait for; set in the end so that no thread stays."""
    event = threading.Event()
    yield event
    event.set()


def test_a_lane_has_so_many_places_and_no_more(ticks, hang) -> None:
    crew = Crew(4, ticks)
    assert crew.room(Lane.SOUND) == 4
    for key in range(4):
        crew.start(Lane.SOUND, key, hang.wait)
    assert crew.room(Lane.SOUND) == 0


def test_a_poll_that_is_done_leaves_its_place(ticks) -> None:
    crew = Crew(1, ticks)
    crew.start(Lane.SOUND, 1, lambda: None)
    assert crew.idle(within=10)
    assert crew.room(Lane.SOUND) == 1


def test_a_poll_that_falls_leaves_its_place_too(ticks, monkeypatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    crew = Crew(1, ticks)
    crew.start(Lane.SOUND, 1, lambda: 1 / 0)
    assert crew.idle(within=10)
    assert crew.room(Lane.SOUND) == 1


def test_a_hanging_poll_gives_its_place_to_others_after_a_moment(ticks, hang) -> None:
    crew = Crew(2, ticks)
    for key in range(2):
        crew.start(Lane.SOUND, key, hang.wait)
    ticks.at += SLOW
    assert crew.room(Lane.SOUND) == 2


def test_hanging_polls_are_bounded_all_the_same(ticks, hang) -> None:
    crew = Crew(2, ticks)
    for key in range(2 * WIDE):
        crew.start(Lane.SOUND, key, hang.wait)
        ticks.at += SLOW
    assert crew.room(Lane.SOUND) == 0
    assert crew.running() == set(range(2 * WIDE))


def test_the_sick_lane_cannot_take_the_sound_ones_places(ticks, hang) -> None:
    crew = Crew(4, ticks)
    key = 0
    while crew.room(Lane.SICK):
        crew.start(Lane.SICK, key, hang.wait)
        key += 1
        ticks.at += SLOW
    assert key == 2 * WIDE
    assert crew.room(Lane.SOUND) == 4


def test_room_is_waited_for_until_half_of_the_places_are_free(ticks, hang) -> None:
    crew = Crew(4, ticks)
    ends = [threading.Event() for _ in range(4)]
    for key, end in enumerate(ends):
        crew.start(Lane.SOUND, key, end.wait)
    ends[0].set()
    assert not crew.has_room([Lane.SOUND], within=0.05)
    threading.Timer(0.05, ends[1].set).start()
    assert crew.has_room([Lane.SOUND], within=20)
    assert crew.room(Lane.SOUND) == 2
    for end in ends:
        end.set()


def test_nobody_waits_for_room_when_the_time_is_over(ticks) -> None:
    assert not Crew(4, ticks).has_room([Lane.SOUND], within=0)


def test_waiting_for_the_end_says_when_somebody_still_runs(ticks, hang) -> None:
    crew = Crew(2, ticks)
    crew.start(Lane.SOUND, 1, hang.wait)
    assert not crew.idle(within=0.01)
    hang.set()
    assert crew.idle(within=10)
