"""Two answers make a pace, and a pace that was made so gives its answers back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors import PLATFORMS
from inbox.rules.pace import read, rhythm
from inbox.rules.timetable import MINUTE, OFTEN, Timetable, When, compose, often, read_back

BERLIN = "Europe/Berlin"
STREAMS = [spec for platform in PLATFORMS.values() for spec in platform.streams]


@pytest.mark.parametrize(
    ("minutes", "when", "pace"),
    [
        (1, When.ALWAYS, "every 60s jitter 5s"),
        (2, When.ALWAYS, "every 2m jitter 10s"),
        (60, When.ALWAYS, "every 60m jitter 5m"),
        (5, When.NIGHT, "every 5m jitter 25s quiet 22:00-6:00 Europe/Berlin"),
        (5, When.OFFICE, "cron mon-fri 8-18/5min Europe/Berlin jitter 25s"),
        (60, When.OFFICE, "cron mon-fri 8-18/60min Europe/Berlin jitter 5m"),
    ],
)
def test_two_answers_make_a_pace(minutes: int, when: When, pace: str) -> None:
    assert compose(Timetable(minutes * MINUTE, when, BERLIN)) == read(pace)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("every", OFTEN)
def test_every_answer_can_be_stored_and_comes_back(every: timedelta, when: When) -> None:
    table = Timetable(every, when, BERLIN)
    assert read_back(read(str(compose(table))), OFTEN, "UTC") == (
        Timetable(every, when, "UTC") if when is When.ALWAYS else table
    )


@pytest.mark.parametrize("spec", STREAMS, ids=lambda spec: spec.name)
@pytest.mark.parametrize("when", When)
def test_every_choice_of_a_stream_may_be_set(spec, when: When) -> None:
    for every in often(spec.at_least, spec.every, None):
        assert rhythm(compose(Timetable(every, when, BERLIN))).shortest >= spec.at_least


@pytest.mark.parametrize("spec", STREAMS, ids=lambda spec: spec.name)
def test_the_usual_pace_of_a_stream_is_among_its_choices(spec) -> None:
    choices = often(spec.at_least, spec.every, None)
    assert spec.every in choices
    assert list(choices) == sorted(set(choices))


@pytest.mark.parametrize(
    ("pace", "there"),
    [
        ("every 15s", True),
        ("every 7m quiet 22:00-6:00 UTC", True),
        ("cron mon-fri 8-18/30min UTC", True),
        ("every 2s", False),
        ("cron daily 9:00 UTC", False),
    ],
)
def test_the_present_pace_is_among_the_choices_where_it_may_be(pace: str, there: bool) -> None:
    choices = often(timedelta(seconds=5), MINUTE, read(pace))
    assert (len(choices) == len(OFTEN) + 1) is there


def test_in_working_hours_nothing_is_quicker_than_a_minute() -> None:
    quick = Timetable(timedelta(seconds=15), When.OFFICE, BERLIN)
    assert rhythm(compose(quick)).shortest == MINUTE


@pytest.mark.parametrize("pace", ["every 5m", "every 5m jitter 2m", "every 300s jitter 25s"])
def test_how_far_polls_spread_makes_no_other_timetable(pace: str) -> None:
    assert read_back(read(pace), OFTEN, BERLIN) == Timetable(5 * MINUTE, When.ALWAYS, BERLIN)


def test_the_zone_of_a_pace_stays_whoever_looks() -> None:
    night = read("every 5m quiet 22:00-6:00 America/Lima")
    assert read_back(night, OFTEN, BERLIN) == Timetable(5 * MINUTE, When.NIGHT, "America/Lima")


@pytest.mark.parametrize(
    "pace",
    [
        "every 7m",
        "every 5m quiet 23:00-6:00 Europe/Berlin",
        "cron daily 9:00,13:30 Europe/Berlin",
        "cron daily 8-18/5min Europe/Berlin",
        "cron mon-fri 8-18/5min Europe/Berlin quiet 12:00-13:00 Europe/Berlin",
    ],
)
def test_any_other_pace_is_written_as_text(pace: str) -> None:
    assert read_back(read(pace), OFTEN, BERLIN) is None
