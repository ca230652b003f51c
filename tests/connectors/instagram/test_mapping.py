"""Instagram's JSON becomes records; nothing that it could ever say makes it fall over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.base import Answerable, Author, InboundMessage, Skipped
from connectors.graph import conversations
from connectors.graph.conversations import Inbox
from connectors.graph.places import Place, Task, Threads, Walk
from connectors.instagram import gallery
from connectors.instagram.cursor import Gallery, Watched
from connectors.instagram.gallery import BOARDS
from connectors.instagram.mapping import (
    CommentRead,
    MediaRead,
    Us,
    media_of,
    read_comment,
    read_media,
    signed,
)
from tests.connectors.recorded import Recorded, name, recorded

US = Us("1784", "marke")
MEDIA = "17890000000000001"
NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
FLOOR = int((NOW - timedelta(days=14)).timestamp())
LAP = timedelta(minutes=15)
TIME = "2026-11-20T09:00:00+0000"


def reading(media: str = MEDIA) -> Gallery:
    """Return a stream whose next call asks for the comments of a media object."""
    walk = Walk(AT, listed=True, tasks=(Task(media, FLOOR, place=Place()),))
    return Gallery(FLOOR, (Watched(media, wanted=3),), walk)


@pytest.mark.parametrize("case", recorded("instagram/comments"), ids=name)
def test_a_page_of_comments_becomes_what_is_expected(case: Recorded) -> None:
    step = gallery.take(reading(), case.payload, BOARDS["comments"], US, NOW, LAP)
    assert list(step.messages) == case.expected["messages"]
    assert [one.reason for one in step.skipped] == case.expected["skipped"]


@pytest.mark.parametrize("case", recorded("instagram/mentions"), ids=name)
def test_a_page_of_media_that_tag_us_becomes_what_is_expected(case: Recorded) -> None:
    step = gallery.take(Gallery(FLOOR), case.payload, BOARDS["mentions"], US, NOW, LAP)
    assert list(step.messages) == case.expected["messages"]
    assert [one.reason for one in step.skipped] == case.expected["skipped"]


@pytest.mark.parametrize("case", recorded("instagram/messages"), ids=name)
def test_a_page_of_conversations_becomes_what_is_expected(case: Recorded) -> None:
    inbox = Inbox("100", US.key, "INSTAGRAM")
    step = conversations.take(Threads(FLOOR), signed(case.payload, US), inbox, NOW, LAP)
    assert list(step.messages) == case.expected["messages"]
    assert [one.reason for one in step.skipped] == case.expected["skipped"]


def test_a_skipped_record_keeps_its_raw_bytes() -> None:
    record = {"id": "", "text": "Grüße \ud83d"}
    skipped = read_comment(record, US, MEDIA)
    assert isinstance(skipped, Skipped)
    assert json.loads(skipped.raw) == record


def test_raw_keeps_the_record_without_what_has_a_record_of_its_own() -> None:
    record = {"id": "1", "timestamp": TIME, "replies": {"data": []}}
    read = read_comment(record, US, MEDIA)
    assert isinstance(read, CommentRead)
    assert read.message.raw == {"id": "1", "timestamp": TIME}


@pytest.mark.parametrize(
    ("record", "ours"),
    [
        ({"from": {"id": "1784"}}, True),
        ({"from": {"id": "9", "username": "MARKE"}}, True),
        ({"username": "marke"}, True),
        ({"from": {"id": "9"}, "user": {"id": "1784"}}, True),
        ({"from": {"id": "9", "username": "marke2"}}, False),
        ({"user": {"id": "9"}}, False),
        ({}, False),
    ],
)
def test_our_own_words_are_known_by_id_and_by_handle(record, ours) -> None:
    author = US.author(record.get("from"), record.get("username"), record.get("user"))
    assert (author == Author("1784", "marke", "marke")) is ours


def test_without_a_handle_of_ours_nobody_is_taken_for_us() -> None:
    assert Us("1784", "").author({"id": "9", "username": ""}, None) == Author("9", "", None)


@pytest.mark.parametrize(
    ("caption", "answerable"),
    [
        ("@marke hilft!", Answerable.YES),
        ("danke, Marke.", Answerable.YES),
        ("bei @marke.de", Answerable.NOT_SUMMONED),
        ("@marke_berlin", Answerable.NOT_SUMMONED),
        ("die.marke", Answerable.NOT_SUMMONED),
        ("", Answerable.NOT_SUMMONED),
    ],
)
def test_a_caption_summons_us_by_our_whole_name(caption, answerable) -> None:
    read = read_media({"id": "1", "timestamp": TIME, "caption": caption}, US, tagged=True)
    assert isinstance(read, MediaRead)
    assert read.message.answerable is answerable


@pytest.mark.parametrize(
    ("record", "media"),
    [({"media": {"id": "17"}}, "17"), ({}, "?"), ({"media": {"id": "a b"}}, "?"), (None, "?")],
)
def test_the_media_of_a_comment_is_told_or_unknown(record, media) -> None:
    assert media_of(record) == media


def test_a_film_without_its_file_shows_its_first_picture() -> None:
    picture = {"media_type": "VIDEO", "thumbnail_url": "https://scontent.example/1.jpg"}
    read = read_media({"id": "1", "timestamp": TIME, **picture}, US, tagged=False)
    assert isinstance(read, MediaRead)
    assert [one.kind for one in read.message.attachments] == ["photo"]


# whatever JSON comes

NAMES = [
    "id",
    "text",
    "caption",
    "timestamp",
    "username",
    "from",
    "user",
    "hidden",
    "parent_id",
    "replies",
    "media",
    "data",
    "paging",
    "next",
    "cursors",
    "after",
    "comments",
    "comments_count",
    "media_url",
    "thumbnail_url",
    "media_type",
    "permalink",
    "messages",
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["1784", "marke", TIME, "0001-01-01T00:00:00+2359", "https://x.example/1"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=25,
)
HARD = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@HARD
@example({"id": "1", "timestamp": "9999-12-31T23:59:59+0000"})
@example({"id": "1", "timestamp": TIME, "from": {"id": []}, "user": 7})
@example({"id": "1", "timestamp": TIME, "username": ["marke"], "comments": {"data": [{}]}})
@given(JSON)
def test_any_json_is_a_record_or_skipped(record: Any) -> None:
    assert isinstance(read_media(record, US, tagged=False), MediaRead | Skipped)
    assert isinstance(read_media(record, US, tagged=True), MediaRead | Skipped)
    assert isinstance(read_comment(record, US, MEDIA), CommentRead | Skipped)
    read = read_comment(record, US, MEDIA, above="1", tagged=True)
    assert isinstance(read, CommentRead | Skipped)
    signed(record, US)


@HARD
@given(st.lists(JSON, max_size=5))
def test_any_list_of_records_can_be_taken_in(records: list[Any]) -> None:
    for board in BOARDS.values():
        listed = gallery.take(Gallery(FLOOR), {"data": records}, board, US, NOW, LAP)
        assert listed.state.floor == FLOOR
        below = gallery.take(reading(), {"data": records}, board, US, NOW, LAP)
        assert all(isinstance(one, InboundMessage) for one in below.messages)
