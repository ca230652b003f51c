"""By when somebody who waits hears from us: a table of moments, and what holds for all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.rules import opening, signs
from inbox.rules.hours import read
from inbox.rules.opening import Opening
from inbox.rules.signs import Sign, Wanted, last_call, sign
from tests.inbox.rules.moments import moments

OFFICE = Opening(read("mon-fri 8-12 13-17", "UTC"), "SN")
HOUR = timedelta(hours=1)
MOMENTS = moments(datetime(2026, 3, 1), datetime(2026, 12, 28))
CALENDARS = st.sampled_from([OFFICE, Opening(read("mon-fri 8-12 13-17", "Europe/Berlin"), "BY"),
                             Opening(read("mon-sun 22-6", "Europe/Berlin"))])  # fmt: skip


def at(day: int, hour: float) -> datetime:
    """Return a moment of November 2026: the 20th is a Friday, the 18th a holiday in Saxony."""
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("wanted", "by", "call"),
    [
        (Wanted(), None, None),
        (Wanted(at(20, 9)), at(20, 10), at(20, 9.5)),
        (Wanted(at(20, 16.75)), at(23, 8.75), at(23, 8.25)),
        (Wanted(at(21, 11)), at(23, 9), at(23, 8.5)),
        (Wanted(at(17, 16.5)), at(19, 8.5), at(17, 17)),
        (Wanted(put_off=at(20, 9)), at(20, 10), at(20, 9.5)),
        (Wanted(promised=at(20, 15)), at(20, 15), None),
        (Wanted(put_off=at(20, 9), promised=at(20, 15)), at(20, 15), None),
        (Wanted(at(20, 14.5), promised=at(20, 15)), at(20, 15), None),
        (Wanted(at(20, 9), promised=at(20, 15)), at(20, 10), at(20, 9.5)),
        (Wanted(at(20, 11), put_off=at(20, 9)), at(20, 10), at(20, 9.5)),
    ],
    ids=["nobody", "wrote", "wrote late on Friday", "wrote on Saturday", "wrote before a holiday",
         "was put off", "was promised", "was put off with a promise", "wrote, the promise is sooner",
         "wrote, the promise is later", "wrote again after being put off"],
)  # fmt: skip
def test_everybody_who_waits_has_a_time(wanted, by, call) -> None:
    assert sign(wanted, OFFICE, HOUR) == (Sign(by, call) if by else None)


def test_a_long_pledge_calls_an_hour_before() -> None:
    found = sign(Wanted(at(20, 8)), OFFICE, 4 * HOUR)
    assert found == Sign(at(20, 12), at(20, 11))


def test_the_lead_is_called_an_hour_of_opening_time_later() -> None:
    assert last_call(at(20, 16.5), OFFICE) == at(23, 8.5)
    assert last_call(at(20, 16.5), None) == at(20, 17.5)


@settings(max_examples=60)
@given(CALENDARS, MOMENTS, st.integers(1, 2000), MOMENTS | st.none())
def test_the_owner_is_called_before_it_and_it_lies_in_opening_hours(
    kept, since, minutes, promised
) -> None:
    pledge = timedelta(minutes=minutes)
    found = sign(Wanted(since, promised=promised), kept, pledge)
    if found.call_at is None:
        assert found.at == promised
        return
    assert since <= found.call_at <= found.at
    assert opening.between(kept, since, found.at) == pledge
    assert promised is None or found.at < promised


@settings(max_examples=60)
@given(CALENDARS, MOMENTS, MOMENTS, st.integers(1, 2000))
def test_writing_again_never_makes_the_time_later(kept, since, again, minutes) -> None:
    pledge = timedelta(minutes=minutes)
    before = sign(Wanted(put_off=since), kept, pledge)
    after = sign(Wanted(again, put_off=since), kept, pledge)
    assert after.at <= before.at


def test_what_is_stale_is_a_day_old() -> None:
    assert timedelta(days=1) == signs.STALE
