"""Facebook's JSON becomes records; nothing that Facebook could ever say makes it fall over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.base import InboundMessage, Kind, Skipped
from connectors.facebook import attachments, feed
from connectors.facebook.boards import BOARDS
from connectors.facebook.cursor import Feed
from connectors.facebook.mapping import (
    PostRead,
    post_of,
    read_comment,
    read_post,
    read_review,
)
from connectors.graph import conversations
from connectors.graph.conversations import Inbox
from connectors.graph.messages import Faded, ThreadRead, of_message, read_message, read_thread
from connectors.graph.places import Threads
from connectors.graph.records import Malformed, Page, page
from tests.connectors.recorded import Recorded, name, recorded

US = "100"
FEED = BOARDS["feed"]
INBOX = Inbox(US, US, "MESSENGER")
NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
FLOOR = int((NOW - timedelta(days=14)).timestamp())
LAP = timedelta(minutes=15)


@pytest.mark.parametrize("case", recorded("facebook/feed"), ids=name)
def test_a_page_of_the_feed_becomes_what_is_expected(case: Recorded) -> None:
    step = feed.take(Feed(FLOOR), case.payload, FEED, US, NOW, LAP)
    assert list(step.messages) == case.expected["messages"]
    assert list(step.context) == case.expected["context"]
    assert [one.reason for one in step.skipped] == case.expected["skipped"]


@pytest.mark.parametrize("case", recorded("facebook/reviews"), ids=name)
def test_a_page_of_reviews_becomes_what_is_expected(case: Recorded) -> None:
    step = feed.take(Feed(FLOOR), case.payload, BOARDS["reviews"], US, NOW, LAP)
    assert list(step.messages) == case.expected["messages"]
    assert list(step.context) == case.expected["context"]
    assert [one.reason for one in step.skipped] == case.expected["skipped"]


@pytest.mark.parametrize("case", recorded("facebook/messages"), ids=name)
def test_a_page_of_conversations_becomes_what_is_expected(case: Recorded) -> None:
    step = conversations.take(Threads(FLOOR), case.payload, INBOX, NOW, LAP)
    assert list(step.messages) == case.expected["messages"]
    assert [one.reason for one in step.skipped] == case.expected["skipped"]


def test_a_skipped_record_keeps_its_raw_bytes() -> None:
    record = {"id": "", "message": "Grüße \ud83d"}
    skipped = read_post(record, US)
    assert isinstance(skipped, Skipped)
    assert json.loads(skipped.raw) == record


def test_raw_keeps_the_record_without_what_has_a_record_of_its_own() -> None:
    record = {"id": "1", "created_time": "2026-11-20T09:00:00+0000", "comments": {"data": []}}
    read = read_post(record, US)
    assert isinstance(read, PostRead)
    assert read.message.raw == {"id": "1", "created_time": "2026-11-20T09:00:00+0000"}


def test_a_record_that_comes_twice_in_a_page_is_one_message() -> None:
    record = {"id": "100_1", "created_time": "2026-11-20T09:00:00+0000", "message": "a"}
    step = feed.take(Feed(FLOOR), {"data": [record, dict(record)]}, FEED, US, NOW, LAP)
    assert [message.external_id for message in step.messages] == ["100_1"]


TIME = "2026-11-20T09:00:00+0000"


@pytest.mark.parametrize(
    ("said", "hidden", "liked"),
    [
        ({}, None, None),
        ({"is_hidden": True, "user_likes": False}, True, False),
        ({"is_hidden": "true", "user_likes": 1}, None, None),
    ],
)
def test_what_facebook_does_not_say_of_a_comment_is_not_known(said, hidden, liked) -> None:
    read = read_comment({"id": "200_1", "created_time": TIME, **said}, US, "100_200", "")
    assert isinstance(read, InboundMessage)
    assert (read.hidden, read.liked) == (hidden, liked)


@pytest.mark.parametrize(
    ("key", "kind"),
    [("100_200", Kind.POST), ("777_200", Kind.MENTION), ("1005_200", Kind.MENTION)],
)
def test_a_post_on_the_page_bears_its_id_and_any_other_names_it(key, kind) -> None:
    read = read_post({"id": key, "created_time": TIME}, US)
    assert isinstance(read, PostRead)
    assert read.message.kind is kind


@pytest.mark.parametrize(
    ("record", "post"),
    [
        ({"object": {"id": "100_200"}}, "100_200"),
        ({}, "?"),
        ({"object": None}, "?"),
        ({"object": {"id": "a b"}}, "?"),
        (None, "?"),
    ],
)
def test_the_post_of_a_comment_is_told_or_unknown(record, post) -> None:
    assert post_of(record) == post


def test_a_drawing_is_a_sticker_and_hangs_on_its_message_once() -> None:
    image = {"url": "https://scontent.example/d.png", "render_as_sticker": True}
    record = {"attachments": {"data": [{"image_data": image}]}}
    (drawn,) = of_message(record)
    assert drawn.kind == "sticker"
    assert of_message(record | {"sticker": image["url"]}) == (drawn,)


# pages


def test_the_last_page_leads_nowhere() -> None:
    assert page({"data": [1], "paging": {"cursors": {"after": "A"}}}) == Page((1,), None)


def test_a_page_leads_on_by_its_cursor_and_never_by_its_link() -> None:
    paging = {"cursors": {"after": "QVFJ"}, "next": "https://graph.facebook.com/?access_token=1"}
    assert page({"data": [], "paging": paging}) == Page((), "QVFJ")


NO_PAGES = {
    "null": None,
    "a list": [],
    "a number": 7,
    "no data": {},
    "data is text": {"data": "[]"},
    "data is an object": {"data": {}},
    "paging is a list": {"data": [], "paging": []},
    "paging is null": {"data": [], "paging": None},
    "next without cursors": {"data": [], "paging": {"next": "https://x"}},
    "next with empty cursors": {"data": [], "paging": {"next": "https://x", "cursors": {}}},
    "after is a number": {"data": [], "paging": {"next": "x", "cursors": {"after": 1}}},
    "after is empty": {"data": [], "paging": {"next": "x", "cursors": {"after": ""}}},
    "after has blanks": {"data": [], "paging": {"next": "x", "cursors": {"after": "a b"}}},
}


@pytest.mark.parametrize("body", NO_PAGES.values(), ids=NO_PAGES)
def test_what_is_no_page_is_no_success(body: Any) -> None:
    with pytest.raises(Malformed):
        page(body)


# whatever JSON comes

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["100", "100_200", "2026-11-20T09:15:02+0000", "0001-01-01T00:00:00+2359"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "message",
                    "created_time",
                    "updated_time",
                    "from",
                    "to",
                    "name",
                    "parent",
                    "comments",
                    "messages",
                    "data",
                    "paging",
                    "cursors",
                    "after",
                    "next",
                    "attachments",
                    "attachment",
                    "media",
                    "image",
                    "src",
                    "type",
                    "url",
                    "subattachments",
                    "sticker",
                    "mime_type",
                    "image_data",
                    "permalink_url",
                    "can_comment",
                    "is_hidden",
                    "user_likes",
                    "reviewer",
                    "review_text",
                    "rating",
                    "recommendation_type",
                    "open_graph_story",
                    "object",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)
HARD = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@HARD
@example({"id": "1", "created_time": "9999-12-31T23:59:59+0000"})
@example({"id": "1", "created_time": "0001-01-01T00:00:00+2359"})
@example({"id": "1", "created_time": 7, "from": {"id": []}})
@given(JSON)
def test_any_json_is_a_record_or_skipped(record: Any) -> None:
    assert isinstance(read_post(record, US), PostRead | Skipped)
    assert isinstance(read_comment(record, US, "100_1", ""), InboundMessage | Skipped)
    assert isinstance(read_review(record, US), PostRead | Skipped)
    assert isinstance(read_thread(record), ThreadRead | Skipped)
    read = read_message(record, US, "t_1", closed=False)
    assert isinstance(read, InboundMessage | Faded | Skipped)


@HARD
@given(JSON.filter(lambda record: isinstance(record, dict)))
def test_any_json_has_only_addresses_for_attachments(record: Any) -> None:
    found = [
        *attachments.of_post(record),
        *attachments.of_comment(record),
        *of_message(record),
    ]
    assert all(one.url.startswith(("http://", "https://")) for one in found)


@HARD
@given(st.lists(JSON, max_size=5))
def test_any_list_of_records_can_be_taken_in(records: list[Any]) -> None:
    step = feed.take(Feed(FLOOR), {"data": records}, FEED, US, NOW, LAP)
    assert step.state.walk is None or step.state.walk.tasks
    assert (
        conversations.take(Threads(FLOOR), {"data": records}, INBOX, NOW, LAP).state.floor == FLOOR
    )
