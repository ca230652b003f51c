"""A look decides whether a reply goes out twice: it sees all, and takes nothing for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import Kind, OutboundReply, Retryable
from connectors.twitter.looking import (
    OWN_POSTS,
    conversation,
    find_direct,
    find_post,
    floor_of,
)
from connectors.twitter.shapes import Us

US = Us("783214", "marke")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TARGET = 1991793264480129025
SENT = "Gern!\n— Miriam Brandt · +49 30 23125 456"
PUBLIC = OutboundReply("k", Kind.MENTION, str(TARGET), str(TARGET), "5", SENT, NOW)
PRIVATE = replace(PUBLIC, kind=Kind.DIRECT, thread_id="5-783214")


def now() -> datetime:
    return NOW


def ours(number: int, **given: Any) -> dict[str, Any]:
    record = {
        "id": str(TARGET + number),
        "text": f"@erika_m {SENT}",
        "author_id": US.id,
        "display_text_range": [9, 60],
        "referenced_tweets": [{"type": "replied_to", "id": str(TARGET)}],
    }
    return {**record, **given}


def written(number: int, **given: Any) -> dict[str, Any]:
    record = {
        "id": str(TARGET + number),
        "text": SENT,
        "sender_id": US.id,
        "dm_conversation_id": "5-783214",
        "event_type": "MessageCreate",
    }
    return {**record, **given}


class Pages:
    """What X answers to each page of a look; counts how often it was asked."""

    def __init__(self, *pages: Sequence[dict[str, Any]]) -> None:
        self._pages = pages
        self.asked: list[str | None] = []

    def __call__(self, token: str | None) -> Any:
        self.asked.append(token)
        at = int(token or 0)
        meta: dict[str, Any] = {"result_count": len(self._pages[at])}
        if at + 1 < len(self._pages):
            meta["next_token"] = str(at + 1)
        return {"data": list(self._pages[at]), "meta": meta}


def test_a_reply_is_found_on_any_page_and_its_time_is_x_s() -> None:
    pages = Pages([ours(9, text="anderes")], [ours(5)], [ours(2, text="noch etwas")])
    found = find_post(PUBLIC, US, pages, now)
    assert found is not None
    assert found.external_id == str(TARGET + 5)
    assert found.permalink == f"https://x.com/marke/status/{TARGET + 5}"
    assert found.sent_at.year == 2025


def test_of_several_equal_ones_the_oldest_is_taken() -> None:
    found = find_post(PUBLIC, US, Pages([ours(9), ours(7)], [ours(5)]), now)
    assert found is not None
    assert found.external_id == str(TARGET + 5)


def test_one_accounted_for_already_is_never_taken() -> None:
    bound = frozenset({str(TARGET + 5), str(TARGET + 7)})
    found = find_post(replace(PUBLIC, bound=bound), US, Pages([ours(9), ours(7), ours(5)]), now)
    assert found is not None
    assert found.external_id == str(TARGET + 9)


@pytest.mark.parametrize(
    "other",
    [
        {"referenced_tweets": [{"type": "replied_to", "id": "77"}]},
        {"referenced_tweets": [{"type": "quoted", "id": str(TARGET)}]},
        {"referenced_tweets": []},
        {"author_id": "5"},
        {"text": f"@erika_m {SENT}!"},
        {"text": f"@erika_m Vorab: {SENT}"},
        {"text": ""},
        {"text": None},
        {"id": "x"},
        {"id": str(TARGET - 1)},
        {"id": str(TARGET)},
    ],
)
def test_anything_else_of_ours_is_not_this_reply(other) -> None:
    assert find_post(PUBLIC, US, Pages([ours(5, **other)]), now) is None


def test_the_newer_spelling_is_read_too() -> None:
    record = ours(5)
    record["referenced_posts"] = record.pop("referenced_tweets")
    assert find_post(PUBLIC, US, Pages([record]), now) is not None


def test_the_walk_ends_where_nothing_of_it_can_be_older() -> None:
    pages = Pages([ours(9, text="a")], [ours(0, id=str(TARGET - 1))], [ours(5)])
    assert find_post(PUBLIC, US, pages, now) is None
    assert pages.asked == [None, "1"]


def test_the_walk_ends_with_x_s_history() -> None:
    page = [[ours(9_000_000 - n * 1000 - k, text="a") for k in range(1000)] for n in range(9)]
    pages = Pages(*page)
    assert find_post(PUBLIC, US, pages, now) is None
    assert len(pages.asked) == -(-OWN_POSTS // 1000)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        None,
        {"data": []},
        {"meta": {"result_count": 5}},
        {"data": [{"id": str(TARGET + 9)}], "meta": {"next_token": 5}},
    ],
)
def test_an_answer_that_is_no_page_proves_nothing(answer) -> None:
    with pytest.raises(Retryable):
        find_post(PUBLIC, US, lambda _: answer, now)


def test_pages_that_do_not_advance_prove_nothing() -> None:
    loop = {"data": [ours(5, text="a")], "meta": {"result_count": 1, "next_token": "again"}}
    with pytest.raises(Retryable):
        find_post(PUBLIC, US, lambda _: loop, now)


def test_a_match_before_a_broken_page_is_not_reported_as_sure() -> None:
    """An older equal one may stand on the page that could not be read."""

    def turn(token: str | None) -> Any:
        if token:
            return {}
        return {"data": [ours(5)], "meta": {"result_count": 1, "next_token": "1"}}

    with pytest.raises(Retryable):
        find_post(PUBLIC, US, turn, now)


# direct messages


def test_a_direct_message_is_found_in_its_conversation() -> None:
    found = find_direct(PRIVATE, US, Pages([written(9, sender_id="5"), written(5)]), now)
    assert found is not None
    assert found.external_id == str(TARGET + 5)
    assert found.permalink is None


@pytest.mark.parametrize(
    "other",
    [
        {"sender_id": "5"},
        {"sender_id": None},
        {"dm_conversation_id": "6-783214"},
        {"text": "anderes"},
        {"id": str(TARGET)},
    ],
)
def test_any_other_direct_message_is_not_this_one(other) -> None:
    assert find_direct(PRIVATE, US, Pages([written(5, **other)]), now) is None


def test_the_same_words_before_the_customer_s_message_are_not_this_one() -> None:
    assert find_direct(PRIVATE, US, Pages([written(-5)]), now) is None


@pytest.mark.parametrize(
    ("thread", "path"),
    [
        ("5-783214", "/2/dm_conversations/with/5/dm_events"),
        ("783214-999", "/2/dm_conversations/with/999/dm_events"),
        ("1585094756761149440", "/2/dm_conversations/1585094756761149440/dm_events"),
    ],
)
def test_a_conversation_is_asked_for_by_the_other_one_or_by_its_number(thread, path) -> None:
    assert conversation(replace(PRIVATE, thread_id=thread), US) == path


@pytest.mark.parametrize(("target", "floor"), [("17", 17), ("", 0), ("m_abc", 0)])
def test_the_floor_is_what_is_answered(target, floor) -> None:
    assert floor_of(replace(PUBLIC, target=target)) == floor
