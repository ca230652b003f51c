"""A filter in the address: read as it was said, and no address raises."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules import filters
from inbox.rules.filters import KEYS, MOST, NOTHING, Filter, read, said

EVERYTHING = {
    "platform": "twitter,facebook", "account": "3", "kind": "comment,direct", "tag": "7,9",
    "owner": "me,none,12", "team": "4", "can": "1", "lang": "de,zh-hant", "from": "2026-11-01",
    "to": "2026-11-20",
}  # fmt: skip


def test_everything_in_an_address_is_read() -> None:
    assert read(EVERYTHING) == Filter(
        platforms=("twitter", "facebook"),
        accounts=(3,),
        kinds=("comment", "direct"),
        tags=(7, 9),
        owners=("me", "none", "12"),
        teams=(4,),
        answerable=True,
        languages=("de", "zh-hant"),
        since=date(2026, 11, 1),
        until=date(2026, 11, 20),
    )


def test_a_filter_is_said_as_it_was_read() -> None:
    assert said(read(EVERYTHING)) == EVERYTHING
    assert tuple(EVERYTHING) == KEYS
    assert said(NOTHING) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("platform", "<b>"), ("platform", "x" * 21), ("account", "-1"), ("account", "9" * 30),
        ("account", "0"), ("tag", "٣"), ("kind", "fax"), ("owner", "you"), ("team", "1.5"),
        ("can", "yes"), ("lang", "de;drop"), ("from", "gestern"), ("to", "0001-01-01"), ("q", "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_narrows_nothing(key: str, value: str) -> None:
    assert read({key: value}) == NOTHING


def test_the_same_twice_is_once_and_too_many_are_cut() -> None:
    assert read({"tag": "3, 3,,4"}).tags == (3, 4)
    assert len(read({"tag": ",".join(map(str, range(1, 99)))}).tags) == MOST


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=30)))
def test_no_address_raises_and_what_was_read_is_said_alike(given: dict[str, str]) -> None:
    asked = read(given)
    assert read(said(asked)) == asked


def test_a_day_is_whole_on_the_agents_clock() -> None:
    day = date(2026, 3, 29)
    assert filters.begin(day, "Europe/Berlin") == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert filters.end(day, "Europe/Berlin") == datetime(2026, 3, 29, 22, tzinfo=UTC)
