"""A cursor comes back as it went; one that cannot be read costs a second reading, no message."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Cursor
from connectors.facebook import cursor
from connectors.facebook.cursor import Feed, Sweep, Watched
from connectors.graph import places
from connectors.graph.places import Place, Task, Threads, Walk

TIMES = st.integers(0, 2**40)
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
PLACES = st.builds(Place, st.none() | KEYS, TIMES, TIMES, TIMES, TIMES, TIMES)
TASKS = st.builds(Task, KEYS, TIMES, KEYS, st.booleans(), TIMES, PLACES)
WALKS = st.builds(
    Walk,
    TIMES,
    PLACES,
    st.booleans(),
    st.integers(0, 1),
    st.lists(KEYS, max_size=3).map(tuple),
    st.lists(TASKS, max_size=3).map(tuple),
    TIMES,
    st.lists(KEYS, max_size=3).map(tuple),
)
WATCHED = st.lists(st.builds(Watched, KEYS, KEYS, TIMES, TIMES), max_size=4).map(tuple)
SWEEPS = st.builds(Sweep, st.none() | KEYS, TIMES, TIMES, TIMES)
EXAMPLES = settings(max_examples=60, deadline=None, database=None)


@EXAMPLES
@given(st.builds(Feed, TIMES, TIMES, WATCHED, st.none() | WALKS, SWEEPS))
def test_where_the_feed_stands_comes_back_as_it_went(state: Feed) -> None:
    assert cursor.feed(cursor.dump(state), 5) == state


@EXAMPLES
@given(st.builds(Threads, TIMES, TIMES, TIMES, st.none() | WALKS))
def test_where_the_conversations_stand_comes_back_as_it_went(state: Threads) -> None:
    assert places.threads(places.dump(state), 5) == state


@EXAMPLES
@given(st.text(max_size=60))
def test_any_text_is_a_start_at_worst(text: str) -> None:
    assert cursor.feed(Cursor(text), 5) == Feed(5)
    assert places.threads(Cursor(text), 5) == Threads(5)


def test_no_cursor_is_a_start() -> None:
    assert cursor.feed(None, 5) == Feed(5)


GOOD = json.loads(
    cursor.dump(Feed(1, 2, (Watched("a", "", 3, 4),), Walk(9, tasks=(Task("a", 1),))))
)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 9},
        {"floor": "1"},
        {"floor": None},
        {"top": 1.5},
        {"top": True},
        {"watched": {}},
        {"watched": [["a", "", 3]]},
        {"watched": [["a", None, 3, 4]]},
        {"watched": [[1, "", 3, 4]]},
        {"walk": []},
        {"sweep": 7},
        {"sweep": [7, 0, 0, 0]},
        {"walk": {**GOOD["walk"], "at": None}},
        {"walk": {**GOOD["walk"], "place": [None, 1]}},
        {"walk": {**GOOD["walk"], "place": [7, 1, 1, 1, 1, 1]}},
        {"walk": {**GOOD["walk"], "seen": "abc"}},
        {"walk": {**GOOD["walk"], "tasks": [["a"]]}},
        {"walk": {**GOOD["walk"], "tasks": [[None, 1, "", False, 0, [None, 0, 0, 0, 0, 0]]]}},
    ],
)
def test_a_cursor_of_another_shape_starts_anew(change) -> None:
    assert cursor.feed(Cursor(json.dumps({**GOOD, **change})), 5) == Feed(5)


def test_the_two_streams_do_not_read_each_others_cursors() -> None:
    assert cursor.feed(places.dump(Threads(1, 2, 3)), 5) == Feed(5)
    assert places.threads(cursor.dump(Feed(1, 2)), 5) == Threads(5)


def test_a_full_cursor_stays_small() -> None:
    watched = [
        Watched(
            f"104200000000001_1221000000{n:05}", "7100000000000001", 1_795_307_883, 1_795_307_883
        )
        for n in range(cursor.NEWEST + cursor.OLDER)
    ]
    assert len(cursor.dump(Feed(1_795_307_883, 1_795_307_883, tuple(watched)))) < 12_000
