"""A walk loses nothing: not between pages, not to late ids, and not silently to X's history.

`Shown` is X reduced to its timelines: newest first, since_id exclusive, 800 at most, and
posts whose id is older than the moment they appear.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Cursor, Gap
from connectors.twitter import cursor, searching
from connectors.twitter.cursor import (
    Stuck,
    Walk,
    begin,
    direct_after,
    follow,
    mentions_after,
    save,
    search_after,
)
from connectors.twitter.ids import earlier, id_of, time_of

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OVERLAP = timedelta(minutes=15)


def id_at(moment: datetime, low: int = 0) -> int:
    millis = int(
        (moment - datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)).total_seconds() * 1000
    )
    return (millis << 22) | low


@dataclass
class Shown:
    """What X shows; `late` posts have the id of when they were written, and come later."""

    history: int = 800
    posts: list[tuple[datetime, int]] = field(default_factory=list)

    def page(
        self, now: datetime, since: int, token: str | None, size: int
    ) -> tuple[list[int], str | None]:
        visible = sorted((key for shown, key in self.posts if shown <= now), reverse=True)
        visible = visible[: self.history]
        below = int(token) if token else None
        rows = [k for k in visible if k > since and (below is None or k < below)]
        rest = len(rows) > size
        return rows[:size], str(rows[size - 1]) if rest else None


@dataclass
class Reader:
    """Polls as the connector does; keeps what it read and which holes it was told of."""

    shown: Shown
    saved: Cursor | None = None
    seen: set[int] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)

    def page(self, now: datetime, size: int = 100) -> bool:
        walk = begin(self.saved, OVERLAP)
        ids, token = self.shown.page(now, walk.floor, walk.page, size)
        step = mentions_after(walk, ids, token, now)
        self.seen |= set(ids)
        self.saved = save(step.walk)
        self.gaps += [step.gap] if step.gap else []
        return step.more

    def poll(self, now: datetime, size: int = 100) -> None:
        while self.page(now, size):
            pass


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_lost_though_ids_come_late_and_the_walk_is_interrupted(seed) -> None:
    dice = random.Random(seed)
    shown, now = Shown(), START
    for number in range(400):
        written = START + timedelta(seconds=dice.uniform(0, 7200))
        late = dice.uniform(0, 0.9) * OVERLAP if dice.random() < 0.05 else timedelta(0)
        shown.posts.append((written + late, id_at(written, number)))
    reader = Reader(shown)
    while now < START + timedelta(hours=3):
        now += timedelta(seconds=dice.choice([1, 20, 60, 300]))
        if dice.random() < 0.3:
            reader.page(now, size=5)  # a worker that was killed after one page
        else:
            reader.poll(now, size=dice.choice([5, 20, 100]))
    reader.poll(now)
    assert {key for _, key in shown.posts} <= reader.seen
    assert reader.gaps == []


@pytest.mark.parametrize("seed", range(30))
def test_what_history_no_longer_covers_lies_in_a_gap(seed) -> None:
    dice = random.Random(seed)
    shown = Shown()
    reader = Reader(shown)
    for n in range(dice.randrange(1, 50)):
        shown.posts.append((START, id_at(START - timedelta(seconds=n), n)))
    reader.poll(START)
    for n in range(dice.randrange(900, 1400)):
        moment = START + timedelta(seconds=dice.uniform(1, 86_000))
        shown.posts.append((moment, id_at(moment, n)))
    now = START + timedelta(days=1)
    while reader.page(now):
        for n in range(dice.randrange(3)):  # they write while we read
            shown.posts.append((now, id_at(now, n)))
        now += timedelta(seconds=2)
    reader.poll(now)
    lost = {key for _, key in shown.posts} - reader.seen
    assert lost
    for key in lost:
        moment = time_of(key)
        assert moment and any(gap.since <= moment <= gap.until for gap in reader.gaps)


def test_a_gap_begins_an_overlap_before_the_last_known_time() -> None:
    reader = Reader(Shown(posts=[(START, id_at(START))]))
    reader.poll(START)
    later = START + timedelta(days=1)
    reader.shown.posts += [(later, id_at(later - timedelta(seconds=n), n)) for n in range(1000)]
    reader.poll(later)
    (gap,) = reader.gaps
    assert gap.since <= START - OVERLAP
    assert gap.until >= later - timedelta(seconds=800)


def test_a_gap_is_told_once_though_the_overlap_reaches_further_back_than_x_shows() -> None:
    reader = Reader(Shown(posts=[(START, id_at(START))]))
    reader.poll(START)
    later = START + timedelta(minutes=2)
    burst = [(later, id_at(later - timedelta(milliseconds=n), n)) for n in range(1000)]
    reader.shown.posts += burst
    for seconds in (0, 5, 10):
        reader.poll(later + timedelta(seconds=seconds))
    assert len(reader.gaps) == 1


@pytest.mark.parametrize("count", [0, 1, 100, 599, 750])
def test_no_gap_is_invented(count) -> None:
    reader = Reader(Shown(posts=[(START, id_at(START))]))
    reader.poll(START)
    later = START + timedelta(hours=5)
    reader.shown.posts += [(later, id_at(later - timedelta(seconds=n), n)) for n in range(count)]
    reader.poll(later)
    assert reader.gaps == []


def test_the_first_walk_ever_reports_no_gap() -> None:
    reader = Reader(Shown(posts=[(START, id_at(START, n)) for n in range(1000)]))
    reader.poll(START)
    assert reader.gaps == []


def test_since_moves_only_after_the_last_page() -> None:
    newest = id_at(START)
    first = mentions_after(Walk(since=5, floor=4), [newest, newest - 1], "t", START)
    assert first.more
    assert first.walk.since == 5
    last = mentions_after(first.walk, [newest - 2], None, START)
    assert not last.more
    assert last.walk == Walk(since=newest, day="2026-11-20", until=id_at(START))


def test_a_walk_keeps_its_floor_over_all_pages_and_restarts() -> None:
    known = id_at(START)
    walk = begin(save(Walk(since=known)), OVERLAP)
    step = mentions_after(walk, [known + 9], "t", START)
    again = begin(save(step.walk), timedelta(hours=9))
    assert again.floor == walk.floor == earlier(known, OVERLAP)


def test_an_id_from_the_future_is_read_but_never_becomes_since() -> None:
    step = mentions_after(
        Walk(since=id_at(START)), [id_at(START + timedelta(days=400))], None, START
    )
    assert step.walk.since == id_at(START)


DAY = timedelta(days=1)


@pytest.mark.parametrize("after", [mentions_after, direct_after, search_after])
def test_a_stream_that_met_nothing_loses_nothing_to_an_outage(after) -> None:
    """Its floor stands still: it does not follow the clock at the length of the backfill."""
    step = after(begin(None, OVERLAP, START - DAY), [], None, START)
    late = begin(save(step.walk), OVERLAP, START + 2 * DAY)
    assert time_of(late.floor) == START - OVERLAP


def test_a_walk_of_empty_pages_read_up_to_where_it_began() -> None:
    step = mentions_after(begin(None, OVERLAP, START - DAY), [], "t", START)
    step = mentions_after(begin(save(step.walk), OVERLAP), [], None, START + DAY)
    assert time_of(begin(save(step.walk), OVERLAP).floor) == START - OVERLAP


@pytest.mark.parametrize("met", [[], [id_at(START)]])
def test_a_quiet_stream_of_direct_messages_that_is_polled_has_no_gap(met) -> None:
    step = direct_after(begin(None, OVERLAP, START - DAY), met, None, START)
    for days in range(1, 50):
        step = direct_after(begin(save(step.walk), OVERLAP), [], None, START + days * DAY)
        assert step.gap is None


@pytest.mark.parametrize("met", [[], [id_at(START)]])
def test_a_quiet_search_that_is_polled_has_no_gap(met) -> None:
    step, now = search_after(begin(None, OVERLAP, START - DAY), met, None, START), START
    for _ in range(12):
        now += DAY
        walk, gap = searching.begin(begin(save(step.walk), OVERLAP), now)
        assert gap is None
        step = search_after(walk, [], None, now)
    assert searching.begin(begin(save(step.walk), OVERLAP), now + 9 * DAY)[1] is not None


# loops


def test_a_token_that_leads_to_its_own_page_is_stuck() -> None:
    with pytest.raises(Stuck):
        follow(Walk(page="t", oldest=9), [5], "t", START)


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_a_loop_of_any_length_is_stuck(length) -> None:
    walk = Walk()
    with pytest.raises(Stuck):
        for n in range(length + 1):
            at = n % length
            walk = follow(walk, [1000 - at], f"token {at}", START)


def test_empty_pages_that_promise_more_are_stuck_in_the_end() -> None:
    walk = Walk()
    with pytest.raises(Stuck):
        for n in range(cursor.MOST_BLANK + 1):
            walk = follow(walk, [], f"token {n}", START)


def test_a_few_empty_pages_are_walked_through() -> None:
    walk = follow(Walk(), [], "a", START)
    walk = follow(walk, [900], "b", START)
    assert walk.blank == 0


def test_a_forgotten_page_is_walked_to_anew_but_only_once() -> None:
    anew = cursor.again(Walk(since=7, page="old", oldest=9, read=3))
    assert anew == Walk(since=7, anew=True)
    assert cursor.again(anew) is None
    assert cursor.again(Walk(since=7, page="p", anew=True)) is None


# direct messages


def test_direct_messages_are_read_down_to_what_is_known() -> None:
    known = id_at(START)
    walk = begin(save(Walk(since=known)), OVERLAP)
    new = [id_at(START + timedelta(minutes=n)) for n in (9, 8)]
    step = direct_after(walk, new, "t", START + timedelta(minutes=10))
    assert step.more
    last = direct_after(step.walk, [walk.floor - 1], "older still", START)
    assert not last.more
    assert last.walk.since == new[0]


def test_direct_messages_older_than_x_shows_are_a_gap() -> None:
    walk = begin(save(Walk(since=id_at(START))), OVERLAP)
    now = START + timedelta(days=40)
    step = direct_after(walk, [id_at(now)], None, now)
    assert step.gap == Gap(time_of(walk.floor), now - timedelta(days=30))  # type: ignore[arg-type]


def test_a_month_old_conversation_is_no_gap_for_a_stream_that_was_polled_today() -> None:
    walk = begin(save(Walk(since=id_at(START))), OVERLAP)
    assert direct_after(walk, [], None, START + timedelta(days=1)).gap is None


# as text


@pytest.mark.parametrize(
    "walk",
    [Walk(), Walk(since=5), Walk(1, 0, "t", 9, 3, 200, 2, True, "2026-11-20", 7, 8)],
)
def test_a_cursor_is_read_as_it_was_written(walk) -> None:
    assert cursor._load(save(walk)) == walk


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '{"since":"5"}',
        '{"x":1}',
        '{"floor":null}',
        '{"began":null}',
        '{"until":"8"}',
        '{"page":7}',
        "[" * 9000,
    ],
)
def test_a_cursor_that_cannot_be_read_starts_anew(text) -> None:
    assert begin(Cursor(text), OVERLAP) == Walk()


def test_reading_again_on_the_same_day_is_free_up_to_the_last_known_id() -> None:
    walk = Walk(since=77, day="2026-11-20")
    assert cursor.unbilled(walk, START) == 77
    assert cursor.unbilled(walk, START + timedelta(days=1)) == 0


# ids


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("15", "15"),
        (15, "15"),
        ("", None),
        ("-1", None),
        ("1" * 20, None),
        ("1.0", None),
        (True, None),
        (None, None),
        ("١٢", None),
        (10**19, None),
        (-3, None),
    ],
)
def test_an_id_is_1_to_19_digits(value, key) -> None:
    assert id_of(value) == key


def test_an_id_tells_its_time_to_the_millisecond() -> None:
    assert time_of(id_at(START, 4_000_000)) == START
    assert time_of(12) is None
    assert time_of(1 << 63) is None


def test_an_earlier_id_is_always_smaller_and_never_below_zero() -> None:
    assert earlier(5, OVERLAP) == 0
    assert earlier(id_at(START), timedelta(0)) == id_at(START) - 1
    assert time_of(earlier(id_at(START), OVERLAP)) == START - OVERLAP
