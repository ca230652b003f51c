"""The feed is read whole: old posts, long threads, late writers, and no post for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Answerable, Batch, Cursor, Kind, Retryable
from connectors.facebook import cursor as cursors
from connectors.facebook import feed
from connectors.facebook.boards import BOARDS
from connectors.facebook.client import FacebookConnector
from connectors.facebook.cursor import Feed, Watched
from connectors.graph.places import Place, Walk
from connectors.graph.records import Malformed
from connectors.sandbox.accounts import FACEBOOK
from tests.connectors.facebook.page import Page
from tests.contract import end, read, texts, walk

FEED = BOARDS["feed"]
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def poll(connector: FacebookConnector, at: Cursor | None = None) -> list[Batch]:
    return list(walk(connector, "feed", at))


# what is whose


def test_a_comment_below_our_post_is_a_thread_of_its_own(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    first, second = page.comment(post, "Wie lange?"), page.comment(post, "Und wo?")
    found = {m.external_id: m for m in read(opened, "feed")}
    assert {found[first].thread_id, found[second].thread_id} == {first, second}
    assert found[first].parent_id == post
    assert found[first].kind is Kind.COMMENT


def test_a_reply_stays_in_the_thread_of_its_comment(page: Page, opened) -> None:
    comment = page.comment(page.post("Wir bauen", as_page=True), "Wie lange?")
    reply = page.comment(comment, "Bei mir auch", author="Bernd K.")
    deeper = page.comment(reply, "Wo denn?", author="Uschi P.")
    found = {m.external_id: m for m in read(opened, "feed")}
    assert {found[one].thread_id for one in (comment, reply, deeper)} == {comment}
    assert found[deeper].parent_id == comment


def test_below_a_visitors_post_everything_is_one_thread(page: Page, opened) -> None:
    post = page.post("Wann kommt der Zähler?")
    comment = page.comment(post, "Das frage ich mich auch", author="Bernd K.")
    reply = page.comment(comment, "Morgen", as_page=True)
    found = {m.external_id: m for m in read(opened, "feed")}
    assert {found[one].thread_id for one in (post, comment, reply)} == {post}


def test_our_own_post_stands_around_and_is_no_work(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    page.comment(post, "Wie lange?")
    batches = poll(opened)
    assert texts([m for b in batches for m in b.messages]) == {"Wie lange?"}
    assert texts([m for b in batches for m in b.context]) == {"Wir bauen"}


def test_our_own_comment_is_ours_and_says_whom_it_answers(page: Page, opened) -> None:
    comment = page.comment(page.post("Wir bauen", as_page=True), "Wie lange?", author="Erika M.")
    ours = page.comment(comment, "Zwei Wochen", as_page=True)
    found = {m.external_id: m for m in read(opened, "feed")}
    assert found[ours].author is not None
    assert found[ours].author.external_id == FACEBOOK.id
    assert found[comment].author is not None
    assert found[ours].recipient_id == found[comment].author.external_id


def test_a_withheld_name_is_no_author(page: Page, opened) -> None:
    page.post("Wer bin ich?", withheld=True)
    (message,) = read(opened, "feed")
    assert message.author is None


def test_a_hidden_comment_is_read_like_any_other(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    page.comment(post, "versteckt", hidden=True)
    assert "versteckt" in texts(read(opened, "feed"))


def test_a_comment_that_takes_no_answer_says_so(page: Page, opened) -> None:
    page.comment(page.post("Wir bauen", as_page=True), "zu", closed=True)
    (message,) = read(opened, "feed")
    assert message.answerable is Answerable.RESTRICTED


def test_a_photo_is_an_attachment(page: Page, opened) -> None:
    page.post("Im Keller", photo="https://photos.example/keller.jpg")
    (message,) = read(opened, "feed")
    assert [(a.kind, a.url) for a in message.attachments] == [
        ("photo", f"{page.sandbox.graph_url}/media/keller.jpg")
    ]


def test_a_deleted_comment_comes_no_more(page: Page, opened) -> None:
    comment = page.comment(page.post("Wir bauen", as_page=True), "weg")
    page.sandbox.post("facebook/delete", id=comment)
    assert read(opened, "feed") == []


# how far


def test_the_newest_fifty_posts_are_read_at_first(page: Page, opened) -> None:
    for number in range(60):
        page.post(f"Beitrag {number}", ago=(60 - number) * MINUTE)
    assert texts(read(opened, "feed")) == {f"Beitrag {n}" for n in range(10, 60)}


def test_whoever_wants_days_gets_all_their_posts(page: Page) -> None:
    for number in range(60):
        page.post(f"Beitrag {number}", ago=20 * DAY + (60 - number) * MINUTE)
    page.post("vor zwei Monaten", ago=60 * DAY)
    opened = page.connect(backfill={"feed": timedelta(days=30)})
    assert texts(read(opened, "feed")) == {f"Beitrag {n}" for n in range(60)}


def test_more_than_fifty_new_posts_are_all_read(page: Page, opened) -> None:
    page.post("davor", ago=2 * HOUR)
    at = end(opened, "feed")
    for number in range(80):
        page.post(f"Beitrag {number}", ago=(80 - number) * 30)
    assert texts(read(opened, "feed", at)) >= {f"Beitrag {n}" for n in range(80)}


def test_what_was_there_long_before_us_is_no_work(page: Page, opened) -> None:
    old = page.post("vor einem Monat", ago=30 * DAY)
    page.comment(old, "damals", ago=29 * DAY)
    page.comment(old, "heute")
    batches = poll(opened)
    assert texts([m for b in batches for m in b.messages]) == {"heute"}
    assert texts([m for b in batches for m in b.context]) == {"vor einem Monat"}


@pytest.mark.parametrize("number", [24, 25, 26, 99, 100, 101, 260])
def test_a_long_thread_is_read_to_its_end(page: Page, opened, number) -> None:
    post = page.post("Wir bauen", as_page=True)
    for one in range(number):
        page.comment(post, f"Nr {one}", ago=(number - one) * 10)
    found = read(opened, "feed")
    assert texts(found) == {f"Nr {n}" for n in range(number)}
    assert len(found) == number


def test_a_long_thread_is_read_only_down_to_what_is_known(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    for one in range(150):
        page.comment(post, f"alt {one}", ago=2 * HOUR + (150 - one) * MINUTE)
    at = end(opened, "feed")
    for one in range(30):
        page.comment(post, f"neu {one}", ago=30 - one)
    batches = poll(opened, at)
    found = texts([m for b in batches for m in b.messages])
    assert found >= {f"neu {n}" for n in range(30)}
    assert len(batches) == 2


def test_a_quiet_page_costs_one_call(page: Page, opened) -> None:
    page.comment(page.post("Wir bauen", as_page=True), "Wie lange?")
    assert len(poll(opened, end(opened, "feed"))) == 1


def test_an_old_post_is_watched_while_people_comment_on_it(page: Page, opened) -> None:
    old = page.post("ganz unten", as_page=True, ago=3 * DAY)
    page.comment(old, "schon da", ago=2 * DAY)
    at = end(opened, "feed")
    for number in range(55):
        page.post(f"drüber {number}", as_page=True)
    at = end(opened, "feed", at)
    page.comment(old, "unten noch wach")
    assert "unten noch wach" in texts(read(opened, "feed", at))


def test_a_reply_to_an_old_comment_on_an_old_post_is_read(page: Page, opened) -> None:
    old = page.post("ganz unten", as_page=True, ago=3 * DAY)
    comment = page.comment(old, "schon da", ago=2 * DAY)
    at = end(opened, "feed")
    for number in range(55):
        page.post(f"drüber {number}", as_page=True)
    at = end(opened, "feed", at)
    page.comment(comment, "Antwort unten")
    (answer,) = [m for m in read(opened, "feed", at) if m.text == "Antwort unten"]
    assert answer.thread_id == comment


def test_an_older_post_that_was_deleted_is_forgotten(page: Page, opened) -> None:
    old = page.post("ganz unten", as_page=True, ago=3 * DAY)
    page.comment(old, "schon da", ago=2 * MINUTE)
    at = end(opened, "feed")
    for number in range(55):
        page.post(f"drüber {number}", as_page=True)
    page.sandbox.post("facebook/delete", id=old)
    at = end(opened, "feed", at)
    assert cursors.feed(at, 0).find(old) is None


def test_a_comment_on_a_post_long_forgotten_is_read_too(page: Page, opened) -> None:
    old = page.post("ganz vergessen", as_page=True, ago=90 * DAY)
    page.comment(old, "damals", ago=80 * DAY)
    for number in range(170):
        page.post(f"drüber {number}", as_page=True, ago=40 * DAY - number * HOUR)
    at = end(opened, "feed")
    page.comment(old, "heute gefunden")
    found: set[str] = set()
    for _ in range(3):
        batches = poll(opened, at)
        assert len(batches) <= 4
        found |= texts([m for b in batches for m in b.messages])
        at = batches[-1].cursor
    assert "heute gefunden" in found
    page.comment(old, "und noch einmal")
    assert "und noch einmal" in texts(read(opened, "feed", at))


def test_the_oldest_posts_are_gone_through_again_at_its_pace(page: Page) -> None:
    for number in range(170):
        page.post(f"Beitrag {number}", as_page=True, ago=40 * DAY - number * HOUR)
    start, at, calls = datetime.now(UTC), None, []
    for minutes in (0, 1, 2, 7, 8, 10, 19):
        connector = page.connect(lambda minutes=minutes: start + timedelta(minutes=minutes))
        batches = poll(connector, at)
        connector.close()
        at = batches[-1].cursor
        calls.append(len(batches))
    assert calls == [3, 3, 2, 3, 3, 2, 3]


def test_a_round_that_found_something_is_followed_by_the_next_at_once(page: Page, opened) -> None:
    old = page.post("ganz unten", as_page=True, ago=60 * DAY)
    for number in range(60):
        page.post(f"drüber {number}", as_page=True, ago=40 * DAY - number * HOUR)
    page.comment(old, "spät")
    state = cursors.feed(end(opened, "feed"), 0)
    assert (state.sweep.after, state.sweep.calm) == (None, 0)


def test_older_posts_take_turns(page: Page) -> None:
    late = [Watched(f"100_{n}", "", mark=10**9 - n, read=n) for n in range(20)]
    state = Feed(0, 0, tuple(late))
    now = datetime.fromtimestamp(10**9, UTC)
    step = feed.take(state, {"data": []}, FEED, "100", now, timedelta(0))
    assert step.state.walk is not None
    assert [t.key for t in step.state.walk.tasks] == [f"100_{n}" for n in range(feed.IN_TURN)]


def test_the_cursor_keeps_a_bounded_number_of_older_posts() -> None:
    late = [Watched(f"100_{n}", "", mark=10**9 - n) for n in range(500)]
    now = datetime.fromtimestamp(10**9, UTC)
    step = feed.take(Feed(0, 0, tuple(late)), {"data": []}, FEED, "100", now, timedelta(0))
    assert len(step.state.watched) == cursors.OLDER
    assert step.state.watched[0].key == "100_0"


def test_a_post_that_fell_out_is_read_whole_when_it_comes_back(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True, ago=3 * HOUR)
    page.comment(post, "früher", ago=2 * HOUR)
    state = cursors.feed(end(opened, "feed"), 0)
    forgotten = cursors.dump(Feed(state.floor, state.top))
    page.comment(post, "jetzt")
    assert texts(read(opened, "feed", forgotten)) == {"früher", "jetzt"}


# late, early, going in circles


def test_a_comment_that_shows_up_late_is_read_within_the_overlap(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    page.comment(post, "pünktlich")
    at = end(opened, "feed")
    page.comment(post, "verspätet", ago=14 * MINUTE)
    assert "verspätet" in texts(read(opened, "feed", at))


def test_a_post_that_shows_up_late_is_read(page: Page, opened) -> None:
    page.post("pünktlich")
    at = end(opened, "feed")
    page.post("verspätet", ago=14 * MINUTE)
    assert "verspätet" in texts(read(opened, "feed", at))


def test_what_is_known_does_not_come_again_and_again(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True, ago=5 * HOUR)
    for hours in (4, 3, 2, 1):
        page.comment(post, f"vor {hours}", ago=hours * HOUR)
    assert texts(read(opened, "feed", end(opened, "feed"))) == {"vor 1"}


def test_a_time_ahead_of_ours_hides_nothing(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    page.comment(post, "von morgen", ago=-DAY)
    at = end(opened, "feed")
    page.comment(post, "von heute")
    assert "von heute" in texts(read(opened, "feed", at))


def test_a_post_ahead_of_our_time_hides_nothing(page: Page, opened) -> None:
    page.post("von morgen", ago=-DAY)
    at = end(opened, "feed")
    page.post("von heute")
    assert "von heute" in texts(read(opened, "feed", at))


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_an_hour_off_loses_nothing(page: Page, hours) -> None:
    def skewed() -> datetime:
        return datetime.now(UTC) + timedelta(hours=hours)

    connector = page.connect(skewed)
    post = page.post("Wir bauen", as_page=True)
    page.comment(post, "eins")
    at = end(connector, "feed")
    page.comment(post, "zwei")
    page.post("drei")
    assert texts(read(connector, "feed", at)) >= {"zwei", "drei"}
    connector.close()


def record(number: int, at: int, **more: Any) -> dict[str, Any]:
    time = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {"id": f"100_{number}", "created_time": time, "from": {"id": "100"}, **more}


def answer(*records: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    following = {"next": "https://x", "cursors": {"after": after}} if after else {}
    return {"data": list(records), "paging": following}


NOW = datetime.fromtimestamp(1_800_000_000, UTC)
T = 1_799_990_000
LAP = timedelta(minutes=15)


def take(state: Feed, body: dict[str, Any]) -> Feed:
    return feed.take(state, body, FEED, "100", NOW, LAP).state


def test_a_page_that_leads_to_itself_is_a_failed_poll() -> None:
    state = take(Feed(0), answer(record(1, T), after="A"))
    with pytest.raises(Malformed):
        take(state, answer(record(2, T - 1), after="A"))


def test_pages_that_go_round_in_circles_are_a_failed_poll() -> None:
    state = take(Feed(0), answer(record(1, T), record(2, T - 10), after="A"))
    state = take(state, answer(record(3, T - 20), record(4, T - 30), after="B"))
    with pytest.raises(Malformed):
        take(state, answer(record(1, T), record(2, T - 10), after="C"))


def test_one_record_out_of_order_is_no_circle() -> None:
    state = take(Feed(0), answer(record(1, T), record(2, T - 10), after="A"))
    state = take(state, answer(record(3, T + 5), record(4, T - 30), after="B"))
    assert state.walk is not None


def test_an_empty_page_in_the_middle_is_walked_over() -> None:
    state = take(Feed(0), answer(record(1, T), after="A"))
    state = take(state, answer(after="B"))
    assert state.walk is not None
    assert state.walk.place.after == "B"


def test_the_old_mark_holds_until_the_walk_is_done() -> None:
    known = Feed(0, T - 5_000)
    assert take(known, answer(record(1, T), after="A")).top == T - 5_000
    assert take(known, answer(record(1, T))).top == T


def test_a_feed_that_ends_above_what_is_known_is_a_gap() -> None:
    state = Feed(0, T - 50_000)
    first = [record(n, T - n) for n in range(30)]
    second = [record(n, T - n) for n in range(30, 60)]
    step = feed.take(take(state, answer(*first, after="A")), answer(*second), FEED, "100", NOW, LAP)
    assert step.gap is not None
    assert int(step.gap.since.timestamp()) == T - 50_000 - 900
    assert int(step.gap.until.timestamp()) == T - 59


def test_a_small_page_that_was_tidied_up_is_no_gap() -> None:
    step = feed.take(Feed(0, T - 50_000), answer(record(1, T)), FEED, "100", NOW, LAP)
    assert step.gap is None


def test_a_very_long_thread_that_pages_incompletely_is_a_gap() -> None:
    comments = {"data": [record(900, T)], "paging": {"next": "x", "cursors": {"after": "C"}}}
    state = Feed(0, T - 9_000, (Watched("100_1", "", T - 9_000),))
    state = take(state, answer(record(1, T - 9_500, comments=comments)))
    state = take(state, answer(*(record(n, T - n) for n in range(100)), after="A"))
    step = feed.take(
        state, answer(*(record(n, T - n) for n in range(100, 150))), FEED, "100", NOW, LAP
    )
    assert step.gap is not None
    assert step.gap.since.timestamp() == T - 9_900
    assert step.gap.until.timestamp() == T - 149


def test_a_thread_whose_known_comment_was_deleted_is_no_gap() -> None:
    state = Feed(0, T - 9_000, (Watched("100_1", "", T - 9_000),))
    comments = {"data": [record(900, T)]}
    step = feed.take(state, answer(record(1, T - 9_500, comments=comments)), FEED, "100", NOW, LAP)
    assert step.gap is None


def test_a_walk_that_stood_still_starts_again(page: Page, opened) -> None:
    state = cursors.feed(end(opened, "feed"), 0)
    stuck = cursors.dump(Feed(state.floor, state.top, (), Walk(1, Place("longForgotten", 1))))
    page.post("trotzdem")
    assert "trotzdem" in texts(read(opened, "feed", stuck))


def test_a_place_that_facebook_forgot_is_looked_for_once(page: Page, opened) -> None:
    now = int(datetime.now(UTC).timestamp())
    stuck = cursors.dump(Feed(0, 0, (), Walk(now, Place("forgotten", 1))))
    page.post("trotzdem")
    assert "trotzdem" in texts(read(opened, "feed", stuck))


def test_a_place_that_is_forgotten_again_is_a_failed_poll(opened) -> None:
    now = int(datetime.now(UTC).timestamp())
    walking = Walk(now, Place("forgotten", 1), again=1)
    with pytest.raises(Retryable):
        opened.fetch("feed", cursors.dump(Feed(0, 0, (), walking)))
