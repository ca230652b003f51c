"""Old things never keep new ones waiting; tags and reviews are read like the feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Answerable, Batch, Cursor, Kind, Rejected
from connectors.facebook import cursor as cursors
from connectors.facebook import feed
from connectors.facebook.boards import BOARDS
from connectors.facebook.client import FacebookConnector
from connectors.facebook.cursor import Feed, Sweep, Watched
from connectors.graph.places import Place, Task, Walk
from tests.connectors.facebook.page import Page, reply
from tests.contract import end, read, texts, walk

FEED = BOARDS["feed"]
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
NOW = datetime.fromtimestamp(1_800_000_000, UTC)
T = 1_799_990_000
LAP = timedelta(minutes=15)


def poll(connector: FacebookConnector, stream: str, at: Cursor | None = None) -> list[Batch]:
    return list(walk(connector, stream, at))


# busy old posts


def busy(page: Page, posts: int, comments: int) -> list[str]:
    """Let old posts get more comments than come along with them."""
    keys = [page.post(f"alt {n}", as_page=True, ago=DAY) for n in range(posts)]
    for key in keys:
        for number in range(comments):
            page.comment(key, f"{key} {number}", ago=(comments - number) * 2)
    return keys


def test_a_new_post_does_not_wait_for_busy_old_ones(page: Page, opened) -> None:
    busy(page, 12, 110)
    at: Cursor | None = None
    for number in range(feed.GLANCE + 4):
        if number == 2:
            page.post("ganz neu")
        batch = opened.fetch("feed", at)
        at = batch.cursor
        if "ganz neu" in texts(batch.messages):
            break
    else:
        pytest.fail("the new post had to wait")
    assert batch.more


def test_busy_posts_are_read_whole_all_the_same_and_once(page: Page, opened) -> None:
    keys = busy(page, 12, 110)
    found = read(opened, "feed")
    assert texts(found) == {f"{key} {n}" for key in keys for n in range(110)}
    assert len(found) == 12 * 110


def test_what_is_new_on_a_post_that_is_being_read_comes_along(page: Page, opened) -> None:
    keys = busy(page, 6, 260)
    at: Cursor | None = None
    seen: set[str] = set()
    for number in range(60):
        batch = opened.fetch("feed", at)
        at, seen = batch.cursor, seen | texts(batch.messages)
        if number == 3:
            page.comment(keys[0], "mittendrin")
        if not batch.more:
            break
    assert "mittendrin" in seen | texts(read(opened, "feed", at))
    assert len(seen - {"mittendrin"}) == 6 * 260


def record(number: int, at: int, **more: Any) -> dict[str, Any]:
    time = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {"id": f"100_{number}", "created_time": time, "from": {"id": "100"}, **more}


def answer(*records: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    following = {"next": "https://x", "cursors": {"after": after}} if after else {}
    return {"data": list(records), "paging": following}


def deep(key: str) -> Task:
    return Task(key, T - 9_000, place=Place("A", 1, T, T - 10, T, T - 10))


def test_every_busy_post_has_its_turn() -> None:
    under = Walk(1_800_000_000, listed=True, tasks=(deep("100_1"), deep("100_2")))
    state = Feed(0, T, (), under)
    state = feed.take(state, answer(record(9, T - 20), after="B"), FEED, "100", NOW, LAP).state
    assert state.walk is not None
    assert [task.key for task in state.walk.tasks] == ["100_2", "100_1"]


def test_after_some_calls_the_newest_are_read_again_and_nothing_is_forgotten() -> None:
    tasks = (deep("100_1"), deep("100_2"))
    under = Walk(1_800_000_000, listed=True, tasks=tasks, calls=feed.GLANCE - 1)
    state = Feed(0, T, (), under)
    state = feed.take(state, answer(record(9, T - 20), after="B"), FEED, "100", NOW, LAP).state
    assert state.walk is not None
    assert (state.walk.listed, state.walk.calls) == (False, 0)
    assert {task.key for task in state.walk.tasks} == {"100_1", "100_2"}


def test_a_post_under_way_is_not_begun_a_second_time() -> None:
    comments = {"data": [record(7, T + 50)], "paging": {"next": "x", "cursors": {"after": "C"}}}
    under = Walk(1_800_000_000, tasks=(deep("100_1"),))
    page = answer(record(1, T - 50_000, comments=comments))
    step = feed.take(Feed(0, T, (), under), page, FEED, "100", NOW, LAP)
    assert step.state.walk is not None
    assert step.state.walk.tasks == (deep("100_1"),)
    assert [message.external_id for message in step.messages] == ["100_7"]


def test_a_post_never_read_to_its_end_is_not_forgotten() -> None:
    unread = Watched("100_5", "", mark=0, read=0)
    step = feed.take(Feed(0, T, (unread,)), answer(), FEED, "100", NOW, LAP)
    assert step.state.walk is not None
    assert [task.key for task in step.state.walk.tasks] == ["100_5"]


def test_a_sweep_reads_a_watched_post_again_only_for_something_new() -> None:
    comment = {"id": "1_1", "created_time": record(1, T)["created_time"]}
    old = record(5, T - 50_000, comments={"data": [comment]})
    under = Walk(1_800_000_000, listed=True, tasks=(Task("100", 0, place=Place("S")),))
    for mark, tasks in ((T, []), (T - 1, ["100_5"])):
        state = Feed(0, T, (Watched("100_5", "", mark, T),), under, Sweep("S"))
        step = feed.take(state, answer(old, after="U"), FEED, "100", NOW, LAP)
        found = [task.key for task in step.state.walk.tasks] if step.state.walk else []
        assert found == tasks


# posts that tag the page


def test_a_post_that_tags_the_page_is_a_mention_with_its_comments(page: Page, opened) -> None:
    tag = page.tag("Danke an die Stadtwerke!", author="Uschi P.")
    comment = page.comment(tag, "Finde ich auch", author="Bernd K.")
    found = {message.external_id: message for message in read(opened, "tagged")}
    assert (found[tag].kind, found[comment].kind) == (Kind.MENTION, Kind.COMMENT)
    assert found[comment].thread_id == found[tag].thread_id == tag
    assert read(opened, "feed") == []


def test_tags_that_may_not_be_read_below_stop_nothing(page: Page, opened) -> None:
    tag = page.tag("Danke!", author="Uschi P.")
    for number in range(30):
        page.comment(tag, f"Nr {number}", author="Bernd K.", ago=30 - number)
    page.sandbox.fault("facebook", "refused", method="GET", path="/comments", times=None)
    assert texts(read(opened, "tagged")) == {"Danke!"}


# reviews


def test_a_review_says_its_verdict_and_can_be_answered(page: Page, opened) -> None:
    key = page.review("Nie wieder", recommends=False, author="Bernd K.")
    (review,) = read(opened, "reviews")
    assert (review.kind, review.rating, review.text) == (Kind.REVIEW, "negative", "Nie wieder")
    assert review.author is not None
    assert review.author.name == "Bernd K."
    sent = reply(review.external_id, "Das tut uns leid", kind=Kind.REVIEW)
    receipt = opened.send(sent)
    assert page.one(receipt.external_id)["post"] == key
    assert opened.find_sent(sent) is not None


def test_a_recommendation_without_words_is_a_review(page: Page, opened) -> None:
    page.review("", recommends=True)
    (review,) = read(opened, "reviews")
    assert (review.text, review.rating) == ("", "positive")


def test_what_is_said_below_a_review_is_its_thread(page: Page, opened) -> None:
    key = page.review("Nie wieder", author="Bernd K.")
    page.comment(key, "Das tut uns leid", as_page=True)
    page.comment(key, "Zu spät", author="Bernd K.")
    found = read(opened, "reviews")
    assert {message.thread_id for message in found} == {f"review:{key}"}
    assert texts(found) == {"Nie wieder", "Das tut uns leid", "Zu spät"}


def test_a_review_whose_story_is_not_named_takes_no_answer(page: Page, opened) -> None:
    page.sandbox.settings("facebook", names_stories=False)
    page.review("Nie wieder", author="Bernd K.")
    batches = poll(opened, "reviews")
    (review,) = [message for batch in batches for message in batch.messages]
    assert review.answerable is Answerable.RESTRICTED
    assert len(batches) == 1


def test_a_review_of_somebody_withheld_is_one(page: Page, opened) -> None:
    page.review("Nie wieder", author="Jemand", withheld=True)
    (review,) = read(opened, "reviews")
    assert review.author is None


def test_comments_of_reviews_that_cannot_be_read_stop_nothing(page: Page, opened) -> None:
    page.sandbox.settings("facebook", reads_reviews=False)
    page.review("Nie wieder")
    at = end(opened, "reviews")
    assert texts(read(opened, "reviews")) == {"Nie wieder"}
    page.review("Sehr nett", author="Erika M.")
    assert "Sehr nett" in texts(read(opened, "reviews", at))


def test_reviews_that_may_not_be_read_at_all_are_a_refusal(page: Page, opened) -> None:
    page.sandbox.settings("facebook", reads_content=False)
    with pytest.raises(Rejected):
        opened.fetch("reviews", None)


def test_a_quiet_review_is_asked_for_its_comments_at_its_pace(page: Page) -> None:
    page.review("Nie wieder", ago=3 * DAY)
    start, at, calls = datetime.now(UTC), None, []
    for hours in (0, 0.5, 1, 3.5, 4):
        connector = page.connect(lambda hours=hours: start + timedelta(hours=hours))
        batches = poll(connector, "reviews", at)
        connector.close()
        at = batches[-1].cursor
        calls.append(len(batches))
    assert calls == [2, 1, 1, 2, 1]


@pytest.mark.parametrize("stream", ["tagged", "reviews"])
def test_each_list_has_its_own_place(page: Page, opened, stream) -> None:
    page.post("auf der Seite")
    state = cursors.feed(end(opened, stream), 0)
    assert (state.top, state.watched) == (0, ())
