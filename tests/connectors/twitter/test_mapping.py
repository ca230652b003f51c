"""X's JSON becomes records; nothing that X could ever say makes it fall over."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Answerable, Gone, InboundMessage, Kind
from connectors.twitter.mapping import (
    UNFORESEEN,
    language,
    other_of,
    read_direct,
    read_mentions,
    read_search,
    read_user,
)
from connectors.twitter.shapes import Malformed, Us
from tests.connectors.recorded import Recorded, name, recorded


@pytest.mark.parametrize(
    ("lang", "seen"),
    [
        ("de", "de"),
        ("in", "id"),
        ("und", None),
        ("qme", None),
        (None, None),
        (7, None),
        ("DE", None),
    ],
)
def test_a_language_is_what_x_is_sure_of(lang: Any, seen: str | None) -> None:
    assert language({"lang": lang}) == seen


US = Us("783214", "marke")
TO_US = (Kind.MENTION, Kind.COMMENT)


def found(read, case: Recorded) -> dict[str, Any]:
    page = read(case.payload, US)
    return {
        "messages": list(page.messages),
        "context": list(page.context),
        "skipped": [skipped.reason for skipped in page.skipped],
        "next_token": page.next_token,
        "answerable": {m.external_id: m.answerable for m in page.messages},
        "attachments": {m.external_id: m.attachments for m in page.messages},
    }


@pytest.mark.parametrize("case", recorded("twitter/mentions"), ids=name)
def test_a_page_of_mentions_becomes_what_is_expected(case: Recorded) -> None:
    seen = found(read_mentions, case)
    assert {part: seen[part] for part in case.expected} == case.expected


@pytest.mark.parametrize("case", recorded("twitter/direct"), ids=name)
def test_a_page_of_direct_messages_becomes_what_is_expected(case: Recorded) -> None:
    seen = found(read_direct, case)
    assert {part: seen[part] for part in case.expected} == case.expected


@pytest.mark.parametrize("case", recorded("twitter/mentions"), ids=name)
def test_every_record_of_a_page_is_accounted_for(case: Recorded) -> None:
    page = read_mentions(case.payload, US)
    assert len(page.messages) + len(page.skipped) == len(case.payload.get("data", []))


def test_a_skipped_record_keeps_its_raw_bytes() -> None:
    payload = {"data": [{"id": "x", "text": "Grüße"}], "meta": {"result_count": 1}}
    (skipped,) = read_mentions(payload, US).skipped
    assert json.loads(skipped.raw) == {"id": "x", "text": "Grüße"}


def test_a_record_that_comes_twice_in_a_page_is_one_message() -> None:
    record = {"id": "1991793264480129025", "text": "@marke a", "author_id": "5"}
    payload = {"data": [record, dict(record)], "meta": {"result_count": 2}}
    assert len(read_mentions(payload, US).messages) == 1


def test_of_two_versions_on_a_page_the_newer_one_is_taken() -> None:
    first, second = "1991793264480129025", "1991795264480129040"
    page = [
        {"id": second, "text": "@marke neu", "edit_history_tweet_ids": [first, second]},
        {"id": first, "text": "@marke alt", "edit_history_tweet_ids": [first]},
    ]
    for order in (page, page[::-1]):
        payload = {"data": order, "meta": {"result_count": 2}}
        assert [m.text for m in read_mentions(payload, US).messages] == ["@marke neu"]


def test_text_with_halves_of_characters_and_nul_comes_through_as_it_is() -> None:
    payload = json.loads(
        '{"data":[{"id":"1991793264480129025","text":"@marke \\u0000 \\ud83d","author_id":"5"}],'
        '"meta":{"result_count":1}}'
    )
    assert read_mentions(payload, US).messages[0].text == "@marke \x00 \ud83d"


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-13-01T00:00:00Z",
        "2026-11-20",
    ],
)
def test_a_time_out_of_this_world_is_told_by_the_id(written) -> None:
    record = {"id": "1991793264480129025", "text": "@marke a", "created_at": written}
    message = read_mentions({"data": [record], "meta": {"result_count": 1}}, US).messages[0]
    assert message.created_at == datetime(2025, 11, 21, 8, 58, 14, 638_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "",
        7,
        {},
        {"data": []},
        {"data": [], "meta": []},
        {"meta": {"result_count": 3}},
        {"meta": {}},
        {"data": {}, "meta": {"result_count": 0}},
        {"data": None, "meta": {"result_count": 0}},
        {"errors": [{"title": "Not Found Error"}]},
        {"data": [], "meta": {"result_count": 0, "next_token": 7}},
        {"data": [], "meta": {"result_count": 0, "next_token": ""}},
        {"title": "Service Unavailable", "status": 503},
    ],
)
def test_what_is_no_page_is_never_taken_for_an_empty_one(payload) -> None:
    with pytest.raises(Malformed):
        read_mentions(payload, US)


@pytest.mark.parametrize("payload", [None, {}, {"data": []}, {"data": {"id": "x"}}])
def test_who_we_are_needs_an_id(payload) -> None:
    with pytest.raises(Malformed):
        read_user(payload)


@pytest.mark.parametrize(
    ("thread", "other"),
    [
        ("783214-9", "9"),
        ("9-783214", "9"),
        ("1585094756761149440", None),
        ("1-2", None),
        ("", None),
    ],
)
def test_the_other_one_of_a_conversation_is_known_only_for_two(thread, other) -> None:
    assert other_of(thread, "783214") == other


# how a post turns to us

ROOT, ABOVE, OURS = "1991793264480129001", "1991793264480129002", "783214"


def reply(above: str = ABOVE, to: str = "9", **given: Any) -> dict[str, Any]:
    record = {
        "id": "1991793264480129025",
        "text": "Frage",
        "author_id": "5",
        "conversation_id": ROOT,
        "in_reply_to_user_id": to,
        "referenced_tweets": [{"type": "replied_to", "id": above}],
    }
    return {**record, **given}


def only(record: dict[str, Any], *posts: dict[str, Any], read=read_mentions) -> InboundMessage:
    payload = {"data": [record], "includes": {"tweets": list(posts)}, "meta": {"result_count": 1}}
    return read(payload, US).messages[0]


@pytest.mark.parametrize(
    ("record", "posts", "kind"),
    [
        (reply(ROOT, to=OURS), [], Kind.COMMENT),
        (reply(ROOT, to="9"), [], Kind.MENTION),
        (reply(ROOT, to=OURS, author_id=OURS), [], Kind.MENTION),
        (reply(), [{"id": ROOT, "author_id": OURS}], Kind.COMMENT),
        (reply(), [{"id": ROOT, "author_id": "9"}], Kind.MENTION),
        (reply(to=OURS), [], Kind.MENTION),
        (reply(), [reply(ROOT, to=OURS, id=ABOVE)], Kind.COMMENT),
        (reply(), [reply(ROOT, to="9", id=ABOVE)], Kind.MENTION),
        ({**reply(ROOT, to=OURS), "conversation_id": None}, [], Kind.MENTION),
        ({"id": "1991793264480129025", "text": "@marke Frage"}, [], Kind.MENTION),
    ],
)
def test_a_reply_under_our_own_post_is_a_comment_and_everything_else_a_mention(
    record, posts, kind
) -> None:
    assert only(record, *posts).kind is kind


@pytest.mark.parametrize(
    ("record", "posts", "kind"),
    [
        ({"id": "1991793264480129025", "text": "Stromausfall"}, [], Kind.POST),
        ({"id": "1991793264480129025", "text": "@Marke Stromausfall"}, [], Kind.MENTION),
        (reply(ROOT, to=OURS), [], Kind.COMMENT),
        (
            reply(referenced_tweets=[{"type": "quoted", "id": ABOVE}]),
            [{"id": ABOVE, "author_id": OURS}],
            Kind.MENTION,
        ),
    ],
)
def test_a_hit_of_a_search_is_a_post_unless_it_turns_to_us(record, posts, kind) -> None:
    assert only(record, *posts, read=read_search).kind is kind


def test_what_stands_around_a_message_is_a_post() -> None:
    payload = {
        "data": [reply()],
        "includes": {"tweets": [reply(ROOT, to=OURS, id=ABOVE)]},
        "meta": {"result_count": 1},
    }
    (above,) = read_mentions(payload, US).context
    assert (above.kind, above.external_id) == (Kind.POST, ABOVE)


def test_the_version_before_an_edit_is_no_context_and_is_not_billed() -> None:
    old, new = "1991793264480129025", "1991795264480129040"
    payload = {
        "data": [{"id": new, "text": "@marke neu", "edit_history_post_ids": [old, new]}],
        "includes": {
            "posts": [{"id": old, "text": "@marke alt", "edit_history_post_ids": [old, new]}]
        },
        "meta": {"result_count": 1},
    }
    page = read_mentions(payload, US)
    assert page.context == ()
    assert page.billed(0) == {"mention": 1, "post": 0, "user": 0}


NEW, OLD = "1991793264480129025", "1991793264480129020"


def billed_after(known: str, *records: dict[str, Any]) -> dict[str, int]:
    payload = {
        "data": list(records),
        "includes": {
            "tweets": [{"id": ABOVE, "text": "oben", "author_id": "7"}],
            "users": [{"id": key} for key in ("5", "6", "7", "9")],
        },
        "meta": {"result_count": len(records)},
    }
    return read_mentions(payload, US).billed(int(known))


def test_what_came_along_with_a_record_read_before_is_not_billed_again() -> None:
    fresh = {"id": NEW, "text": "@marke neu", "author_id": "6"}
    assert billed_after(OLD, fresh, reply(id=OLD)) == {"mention": 1, "post": 0, "user": 1}


def test_what_two_fresh_records_bring_along_is_billed_once() -> None:
    assert billed_after("0", reply(id=NEW), reply(id=OLD)) == {"mention": 2, "post": 1, "user": 4}


def test_who_came_along_with_a_record_read_before_is_not_billed_with_a_fresh_one() -> None:
    assert billed_after(OLD, reply(id=NEW), reply(id=OLD)) == {"mention": 1, "post": 0, "user": 1}


def test_the_sender_of_a_direct_message_is_billed_once_however_much_follows() -> None:
    events = [
        {"id": key, "text": "Hallo", "sender_id": "5", "dm_conversation_id": "5-783214"}
        for key in (NEW, OLD)
    ]
    includes = {"users": [{"id": "5"}]}
    page = read_direct({"data": events, "includes": includes, "meta": {"result_count": 2}}, US)
    assert page.billed(int(OLD)) == {"user": 0, "dm": 1}
    assert page.billed(0) == {"user": 1, "dm": 2}


def test_a_picture_of_the_quoted_post_hangs_on_the_quoted_post() -> None:
    payload = {
        "data": [reply(referenced_tweets=[{"type": "quoted", "id": ABOVE}])],
        "includes": {
            "tweets": [{"id": ABOVE, "text": "Plan", "attachments": {"media_keys": ["3_1"]}}],
            "media": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/a.jpg"}],
        },
        "meta": {"result_count": 1},
    }
    page = read_mentions(payload, US)
    assert [a.url for a in page.context[0].attachments] == ["https://pbs.twimg.com/a.jpg"]
    assert page.messages[0].attachments == ()


def test_what_is_withheld_here_comes_without_a_word() -> None:
    record = {
        "id": "1991793264480129025",
        "text": "This Post from @erika_m has been withheld in Germany",
        "withheld": {"copyright": False, "country_codes": ["DE"], "scope": "tweet"},
        "attachments": {"media_keys": ["3_1"]},
    }
    message = only(record)
    assert (message.text, message.attachments, message.gone) == ("", (), Gone.WITHHELD)
    assert "withheld" not in str(message.raw)


# anything at all

NAMES = [
    "data", "meta", "includes", "errors", "users", "tweets", "posts", "media", "id", "text",
    "author_id", "conversation_id", "created_at", "entities", "mentions", "urls", "url",
    "expanded_url", "attachments", "media_keys", "media_key", "referenced_tweets",
    "referenced_posts", "type", "note_tweet", "edit_history_tweet_ids", "reply_settings",
    "display_text_range", "sender_id", "dm_conversation_id", "event_type", "next_token",
    "result_count", "withheld", "country_codes", "in_reply_to_user_id", "resource_type", "resource_id", "variants", "bit_rate", "username", "name",
]  # fmt: skip
VALUES = [
    None, True, False, 0, -1, 7, 10**30, 1.5, float("nan"), float("inf"), "", " ", "\x00", "\ud83d",
    "\u202e", "x" * 300, "1991793264480129025", "783214", "0", "9223372036854775808", "9" * 19,
    "-1", "١٢", "user", "quoted", "replied_to", "MessageCreate", "2026-11-20T09:15:02.000Z",
    "2026-11-20", "https://t.co/a", "https://x.com/a/status/1/photo/1", "@marke hallo", "photo",
]  # fmt: skip


def anything(dice: random.Random, depth: int = 3) -> Any:
    """Return some JSON; names and values are those that the reader looks at."""
    kind = dice.random()
    if depth == 0 or kind < 0.4:
        return dice.choice(VALUES)
    if kind < 0.6:
        return [anything(dice, depth - 1) for _ in range(dice.randrange(4))]
    return {dice.choice(NAMES): anything(dice, depth - 1) for _ in range(dice.randrange(9))}


def page_of_anything(dice: random.Random) -> Any:
    if dice.random() < 0.1:
        return anything(dice)
    payload: dict[str, Any] = {
        "data": [anything(dice) for _ in range(dice.randrange(4))],
        "meta": {"result_count": 1},
        "includes": anything(dice),
        "errors": anything(dice),
    }
    for record in payload["data"]:
        if isinstance(record, dict) and dice.random() < 0.8:
            record |= {"id": "1991793264480129025", "dm_conversation_id": "783214-9"}
    return payload


def pages(kind: str, count: int = 6_000) -> Iterator[Any]:
    dice = random.Random(f"X says {kind}")
    for _ in range(count):
        yield page_of_anything(dice)


def test_no_json_brings_the_reader_of_mentions_down() -> None:
    read_at_all = 0
    for payload in pages("mentions"):
        try:
            page = read_mentions(payload, US)
        except Malformed:
            continue
        read_at_all += len(page.messages)
        assert all(m.kind in TO_US and m.created_at.tzinfo for m in page.messages)
        assert UNFORESEEN not in {skipped.reason for skipped in page.skipped}
        assert sum(page.billed(10**19).values()) == 0
    assert read_at_all > 1_000


def test_no_json_brings_the_reader_of_direct_messages_down() -> None:
    read_at_all = 0
    for payload in pages("direct"):
        try:
            page = read_direct(payload, US)
        except Malformed:
            continue
        read_at_all += len(page.messages)
        assert UNFORESEEN not in {skipped.reason for skipped in page.skipped}
        assert all(m.kind is Kind.DIRECT and m.answerable in Answerable for m in page.messages)
    assert read_at_all > 1_000


json_values = st.recursive(
    st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, database=None)
@given(json_values)
def test_no_record_brings_either_reader_down(record) -> None:
    payload = {"data": [record], "meta": {"result_count": 1}}
    for read in (read_mentions, read_direct, read_search):
        page = read(payload, US)
        assert len(page.messages) + len(page.skipped) <= 1
