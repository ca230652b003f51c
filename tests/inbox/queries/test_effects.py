"""What another pace would come to, by what a stream's polls were so far."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base import Bucket, Usage
from db.models import Stream
from inbox.queries.effects import pace_effect
from inbox.rules.adaptive import Bounds
from inbox.rules.pace import WrongPace
from tests import cast
from tests.cast import NOON
from tests.inbox.incoming.world import Scripted, page, said, world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(database, tmp_path):
    return world(database, tmp_path)


def effect(here, pace, bounds=None):
    with here.db.read() as session:
        return pace_effect(session, here.stream_id, pace, here.clock(), bounds)


def test_a_pace_without_history_shows_lag_and_calls_but_no_cost(here) -> None:
    seen = effect(here, "every 2m")
    assert seen.lag == timedelta(seconds=60)
    assert seen.calls_a_day == pytest.approx(720)
    assert (seen.dollars_a_month, seen.too_fast) == (None, None)


def test_cost_and_pages_come_from_the_streams_own_history(here) -> None:
    """Two days with two pages and four paid records each: that is what a day costs."""
    for _ in range(3):
        for number in range(4):
            here.town.receives(str(number))
        here.poll()
        here.clock.forward(days=1)
    seen = effect(here, "every 60m")
    assert seen.calls_a_day == pytest.approx(48)
    assert seen.dollars_a_month == pytest.approx(12 * 0.001 / 2 * 30.4)


def test_a_pace_that_is_too_fast_says_how_fast_it_may_be(here) -> None:
    with here.db.write() as session:
        session.get_one(cast.Account, here.account_id).platform = "twitter"
    here.change(Stream, name="direct")
    assert effect(here, "every 30s").too_fast == timedelta(seconds=60)


def test_a_pace_that_cannot_be_read_is_said_to_be_wrong(here) -> None:
    with pytest.raises(WrongPace):
        effect(here, "now and then")


def on_x(here, stream: str) -> None:
    with here.db.write() as session:
        session.get_one(cast.Account, here.account_id).platform = "twitter"
    here.change(Stream, name=stream)


def test_the_share_of_its_rate_limit_is_that_of_its_quickest_window(here) -> None:
    left = Bucket("mentions", 450, 440, NOON + 9 * MINUTE)
    here.poll(Scripted([page(said("1"), usage=Usage({}, (left,)))]).opener)
    on_x(here, "mentions")
    seen = effect(here, "cron mon-fri 8-18/1min UTC")
    assert (seen.share, seen.ceiling) == (pytest.approx(15 / 450), 450)


def test_a_platform_that_tells_no_calls_has_no_share(here) -> None:
    assert effect(here, "every 60s").share is None


def test_a_stream_that_looks_again_costs_more_the_more_often_it_does(here) -> None:
    here.town.receives("eins")
    here.poll()
    here.change(Stream, name="revisit")
    often, seldom = effect(here, "every 1h"), effect(here, "every 2h")
    assert often.dollars_a_month == pytest.approx(2 * seldom.dollars_a_month)
    assert often.dollars_a_month == pytest.approx(24 * 0.001 * 30.4)


def test_an_adaptive_pace_is_tried_on_the_news_of_the_last_week(here) -> None:
    bounds = Bounds(MINUTE, 60 * MINUTE)
    silent = effect(here, "every 60s", bounds)
    for number in range(3):
        here.poll(Scripted([page(said(str(number)), cursor=str(number))]).opener)
        here.clock.forward(hours=1)
    lively = effect(here, "every 60s", bounds)
    assert silent.calls_a_day < lively.calls_a_day < 1440
    assert lively.lag < silent.lag
    assert lively.longest == 60 * MINUTE


def test_the_hours_of_a_pace_bound_an_adaptive_one(here) -> None:
    bounds = Bounds(MINUTE, 60 * MINUTE)
    whole, night = effect(here, "every 1m", bounds), effect(here, "every 1m quiet 0:00-12:00 UTC",
                                                            bounds)  # fmt: skip
    assert night.calls_a_day == pytest.approx(whole.calls_a_day / 2)
    assert night.longest == timedelta(hours=13)


def test_bounds_that_are_too_quick_are_said_to_be(here) -> None:
    on_x(here, "direct")
    assert effect(here, "every 5m", Bounds(timedelta(seconds=30), MINUTE)).too_fast == MINUTE
