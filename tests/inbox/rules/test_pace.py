"""A pace is a line that people write: what it means, what it comes to, what is wrong with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.pace import WrongPace, read, rhythm

NORMAL = {
    "every 60s": "every 60s",
    "every 1m": "every 60s",
    "EVERY 120s": "every 2m",
    "every 3600s": "every 60m",
    "every 2h": "every 2h",
    "every 60s jitter 5s": "every 60s jitter 5s",
    "  every   5m  jitter 90s ": "every 5m jitter 90s",
    "every 60s quiet 22:00-6:00 Europe/Berlin": "every 60s quiet 22:00-6:00 Europe/Berlin",
    "cron mon-fri 8-18/5min Europe/Berlin": "cron mon-fri 8-18/5min Europe/Berlin",
    "cron daily 13:30,9:00 UTC": "cron daily 9:00,13:30 UTC",
    "cron sat,sun 10:00 Asia/Tokyo jitter 2m": "cron sat,sun 10:00 Asia/Tokyo jitter 2m",
    "cron mon 0-24/60min UTC": "cron mon 0-24/60min UTC",
}


@pytest.mark.parametrize(("written", "kept"), NORMAL.items())
def test_a_pace_is_kept_in_one_form(written, kept) -> None:
    assert str(read(written)) == kept
    assert read(kept) == read(written)


WRONG = {
    "": "empty",
    "   ": "empty",
    "sometimes": "word",
    "60s": "word",
    "every": "short",
    "every now": "length",
    "every 0s": "length",
    "every -5s": "length",
    "every 60": "length",
    "every 8.5s": "length",
    "every 169h": "too_long",
    "every 999999h": "too_long",
    "every 60s and": "extra",
    "every 60s jitter": "short",
    "every 60s jitter 5s jitter 5s": "extra",
    "every 60s quiet": "short",
    "every 60s quiet 22:00 Europe/Berlin": "quiet",
    "every 60s quiet 22:00-22:00 UTC": "quiet",
    "every 60s quiet 22:00-25:00 UTC": "hours",
    "every 60s quiet 22:00-6:00": "short",
    "every 60s quiet 22:00-6:00 Berlin": "zone",
    "cron 1-5 8-18/5min UTC": "days",
    "cron 0 9:00 UTC": "days",
    "cron fri-mon 9:00 UTC": "days",
    "cron monday 9:00 UTC": "days",
    "cron mon, 9:00 UTC": "days",
    "cron mon 18-8/5min UTC": "hours",
    "cron mon 8-25/5min UTC": "hours",
    "cron mon 8-18/7min UTC": "step",
    "cron mon 8-18/0min UTC": "step",
    "cron mon 9 UTC": "hours",
    "cron mon 9:60 UTC": "hours",
    "cron mon 9:00": "short",
    "cron mon 9:00 Europe/Atlantis": "zone",
    "cron mon 9:00 ../../etc/passwd": "zone",
    "cron daily 23:00 UTC quiet 22:00-6:00 UTC": "never",
}


@pytest.mark.parametrize(("written", "code"), WRONG.items())
def test_a_wrong_pace_says_what_is_wrong(written, code) -> None:
    with pytest.raises(WrongPace) as wrong:
        read(written)
    assert wrong.value.code == code


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text) -> None:
    try:
        assert read(str(read(text))) == read(text)
    except WrongPace:
        pass


WORKDAY = "cron mon-fri 8-18/5min Europe/Berlin"


@pytest.mark.parametrize(
    ("written", "a_day", "lag", "longest", "shortest"),
    [
        ("every 60s", 1440, 30, 60, 60),
        ("every 60s jitter 10s", 86_400 / 65, 32.5, 70, 60),
        ("every 60s quiet 22:00-6:00 UTC", 960, 30, 60 + 8 * 3600, 60),
        ("every 60s quiet 6:00-22:00 UTC", 480, 30, 60 + 16 * 3600, 60),
        (WORKDAY, 120 * 5 / 7, 150, (62 * 60 + 5) * 60, 300),
        ("cron daily 9:00 UTC", 1, 43_200, 86_400, 86_400),
        ("cron mon 9:00 UTC", 1 / 7, 302_400, 604_800, 604_800),
        ("cron daily 0-24/60min UTC quiet 22:00-6:00 UTC", 16, 1800, 9 * 3600, 3600),
    ],
)
def test_what_a_pace_comes_to(written, a_day, lag, longest, shortest) -> None:
    comes_to = rhythm(read(written))
    assert comes_to.a_day == pytest.approx(a_day)
    assert comes_to.lag == timedelta(seconds=lag)
    assert comes_to.longest == timedelta(seconds=longest)
    assert comes_to.shortest == timedelta(seconds=shortest)
