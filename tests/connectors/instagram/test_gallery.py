"""Every comment is found, however old its photo; nothing busy keeps anything new waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Kind, ReauthRequired, Refusal, Rejected
from connectors.graph.places import Place, Task, Walk
from connectors.graph.records import Malformed
from connectors.instagram import cursor, gallery
from connectors.instagram.cursor import KNOWN, Gallery, Watched
from connectors.instagram.gallery import BOARDS, GLANCE
from connectors.instagram.mapping import Us
from connectors.sandbox.accounts import INSTAGRAM
from tests.connectors.instagram.account import Account
from tests.contract import end, read, texts, walk

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def test_our_own_photo_stands_above_its_comments(account: Account, opened) -> None:
    photo = account.media("Das Südbad ist offen")
    account.comment(photo, "Endlich")
    (listed, _) = walk(opened, "comments")
    assert [(one.external_id, one.kind, one.text) for one in listed.context] == [
        (photo, Kind.POST, "Das Südbad ist offen")
    ]
    assert listed.context[0].author.external_id == INSTAGRAM.id
    assert [one.kind for one in listed.context[0].attachments] == ["photo"]


def test_a_reply_to_an_old_comment_on_an_old_photo_is_found(account: Account, opened) -> None:
    photo = account.media(ago=300 * DAY)
    old = account.comment(photo, "vor einem Jahr", ago=299 * DAY)
    for number in range(60):
        account.comment(photo, f"Nr {number}", ago=200 * DAY - number)
    at = end(opened, "comments")
    account.comment(old, "doch noch eine Frage", handle="erika.m")
    (message,) = read(opened, "comments", at)
    assert (message.text, message.thread_id) == ("doch noch eine Frage", old)


def test_a_quiet_account_costs_one_call(account: Account, opened) -> None:
    account.comment(account.media(), "Endlich")
    at = end(opened, "comments")
    batches = list(walk(opened, "comments", at))
    assert [(batch.messages, batch.context) for batch in batches] == [((), ())]


@pytest.mark.parametrize("number", [49, 50, 51, 120])
def test_every_comment_on_a_busy_photo_is_found(account: Account, opened, number) -> None:
    photo = account.media()
    at = end(opened, "comments")
    for one in range(number):
        account.comment(photo, f"Nr {one}", ago=(number - one) * 1.0)
    assert texts(read(opened, "comments", at)) == {f"Nr {one}" for one in range(number)}


@pytest.mark.parametrize("replies_first", [True, False])
def test_every_reply_is_found_in_whatever_order_they_come(account, opened, replies_first) -> None:
    account.sandbox.settings("instagram", replies_first=replies_first)
    comment = account.comment(account.media(), "oben", ago=130.0)
    for one in range(120):
        account.comment(comment, f"Nr {one}", ago=120.0 - one)
    found = read(opened, "comments")
    assert texts(found) == {"oben", *(f"Nr {one}" for one in range(120))}
    assert {message.thread_id for message in found} == {comment}


def test_one_deleted_and_one_written_is_news_though_their_number_is_the_same(
    account: Account, opened
) -> None:
    photo = account.media()
    first = account.comment(photo, "eins", ago=HOUR)
    at = end(opened, "comments")
    account.removes(first)
    account.comment(photo, "zwei")
    assert texts(read(opened, "comments", at)) == {"zwei"}


def test_a_comment_that_shows_up_late_is_found(account: Account, opened) -> None:
    photo = account.media()
    account.comment(photo, "pünktlich")
    at = end(opened, "comments")
    account.comment(photo, "verspätet", ago=10 * MINUTE)
    assert "verspätet" in texts(read(opened, "comments", at))


@pytest.mark.parametrize("behind", [49, 50, 51, 130])
def test_comments_on_older_photos_come_in_turn(account: Account, opened, behind) -> None:
    photo = account.media(ago=HOUR)
    for number in range(behind):
        account.media(f"Nr {number}", ago=number * 1.0)
    account.comment(photo, "eins")
    at, found = None, set[str]()
    for _ in range(4):
        batches = list(walk(opened, "comments", at))
        found |= texts([message for batch in batches for message in batch.messages])
        at = batches[-1].cursor
    assert found == {"eins"}


def test_what_was_there_before_us_is_not_read(account: Account, opened) -> None:
    account.comment(account.media(ago=40 * DAY), "lange her", ago=30 * DAY)
    assert read(opened, "comments") == []


def test_comments_that_nobody_may_read_stop_the_stream(account: Account, opened) -> None:
    account.comment(account.media(), "eins")
    account.sandbox.settings("instagram", reads_comments=False)
    with pytest.raises(Rejected) as refused:
        list(walk(opened, "comments"))
    assert refused.value.code is Refusal.FORBIDDEN


def test_a_photo_that_went_meanwhile_stops_nothing(account: Account, opened) -> None:
    gone, there = account.media("weg"), account.media("da")
    account.comment(gone, "eins")
    account.comment(there, "zwei")
    listed = opened.fetch("comments", None)
    account.removes(gone)
    assert texts(read(opened, "comments", listed.cursor)) == {"zwei"}


def test_a_dead_login_stops_in_the_middle_and_costs_nothing(account: Account, opened) -> None:
    account.comment(account.media(), "eins")
    listed = opened.fetch("comments", None)
    account.sandbox.fault("facebook", "expired", method="GET")
    with pytest.raises(ReauthRequired):
        opened.fetch("comments", listed.cursor)
    assert texts(read(opened, "comments", listed.cursor)) == {"eins"}


# mentions


def test_where_instagram_shows_no_comments_the_mention_still_comes(account, opened) -> None:
    tag = account.tags_us("Danke!")
    account.comment(tag, "finde ich auch", handle="bernd.k")
    assert texts(read(opened, "mentions")) == {"Danke!"}


def test_a_refused_look_below_a_mention_is_not_repeated_until_there_is_news(
    account: Account, opened
) -> None:
    tag = account.tags_us("Danke!")
    account.comment(tag, "eins")
    at = end(opened, "mentions")
    assert len(list(walk(opened, "mentions", at))) == 1
    account.comment(tag, "zwei")
    assert len(list(walk(opened, "mentions", at))) == 2


def test_below_a_mention_all_is_one_thread(account: Account, opened) -> None:
    account.sandbox.settings("instagram", reads_tagged=True)
    tag = account.tags_us("Danke!")
    account.comment(account.comment(tag, "eins"), "zwei")
    found = read(opened, "mentions")
    assert {(message.thread_id, message.kind) for message in found} == {(tag, Kind.MENTION)}
    assert texts(found) == {"Danke!", "eins", "zwei"}


# a step at a time

US = Us("1784", "marke")
NOW = datetime.fromtimestamp(1_800_000_000, UTC)
T = 1_799_990_000
LAP = timedelta(minutes=15)
BOARD = BOARDS["comments"]


def time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def comment(number: int, at: int) -> dict[str, Any]:
    return {"id": str(number), "timestamp": time(at), "text": f"Nr {number}"}


def media(number: int, count: int | None, at: int = T) -> dict[str, Any]:
    told = {} if count is None else {"comments_count": count}
    return {"id": str(number), "timestamp": time(at), **told}


def answer(*records: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    following = {"next": "https://x", "cursors": {"after": after}} if after else {}
    return {"data": list(records), "paging": following}


def take(state: Gallery, body: dict[str, Any]) -> Any:
    return gallery.take(state, body, BOARD, US, NOW, LAP)


def below(known: Watched, **task: Any) -> Gallery:
    listed = Walk(1_800_000_000, listed=True, tasks=(Task(known.key, T - 9_000, **task),))
    return Gallery(0, (known,), listed)


def test_reading_goes_on_until_as_many_are_found_as_the_number_grew_by() -> None:
    state = below(Watched("1", count=10, mark=T - 500, wanted=12))
    step = take(state, answer(comment(5, T), comment(4, T - 20_000), after="A"))
    assert step.state.walk is not None
    done = take(step.state, answer(comment(3, T - 30_000) | {"replies": {"data": [comment(9, T)]}}))
    assert done.state.walk is None
    assert [message.external_id for message in done.messages] == ["9"]
    assert done.state.watched == (Watched("1", 12, T, 12, 0, T),)


def test_reading_stops_where_everything_is_found() -> None:
    state = below(Watched("1", count=10, mark=T - 500, wanted=11))
    step = take(state, answer(comment(5, T), comment(4, T - 20_000), after="A"))
    assert step.state.walk is None
    assert step.gap is None


def test_comments_that_come_oldest_first_are_read_to_the_end() -> None:
    state = below(Watched("1", count=1, mark=T - 500, wanted=2))
    step = take(state, answer(comment(4, T - 20_000), comment(5, T - 400), after="A"))
    step = take(step.state, answer(comment(6, T)))
    assert [message.external_id for message in step.messages] == ["6"]


def test_a_list_that_never_ends_is_a_gap() -> None:
    state = below(Watched("1", wanted=9_999), place=Place("A", pages=49))
    step = take(state, answer(comment(4, T), after="B"))
    assert step.gap is not None
    assert int(step.gap.since.timestamp()) == T - 9_000
    assert step.state.walk is None


def test_a_page_that_leads_to_itself_is_a_failed_poll() -> None:
    state = below(Watched("1", wanted=9), place=Place("A", pages=1))
    with pytest.raises(Malformed):
        take(state, answer(comment(4, T), after="A"))


def test_after_some_calls_the_newest_media_are_looked_at_again() -> None:
    tasks = tuple(Task(str(number), T - 9_000) for number in range(20))
    known = tuple(Watched(str(number), wanted=1) for number in range(20))
    state = Gallery(0, known, Walk(1_800_000_000, listed=True, tasks=tasks))
    for _ in range(GLANCE):
        assert gallery.ask(state, BOARD, US, 1_800_000_000).edge == "comments"
        state = take(state, answer(comment(4, T))).state
    assert gallery.ask(state, BOARD, US, 1_800_000_000).edge == "media"
    step = take(state, answer(media(99, 1), *(media(n, 1) for n in range(20))))
    assert step.state.walk is not None
    assert [task.key for task in step.state.walk.tasks] == ["99", *map(str, range(8, 20))]


@pytest.mark.parametrize(("count", "calls"), [(None, 1), (0, 0), (3, 1)])
def test_media_that_do_not_tell_their_number_are_read_once(count, calls) -> None:
    step = take(Gallery(0), answer(media(1, count)))
    tasks = step.state.walk.tasks if step.state.walk else ()
    assert len(tasks) == calls
    if tasks:
        step = take(step.state, answer(comment(4, T)))
    assert take(step.state, answer(media(1, count))).state.walk is None


def test_no_more_media_are_remembered_than_fit() -> None:
    known = tuple(Watched(str(number), 0) for number in range(KNOWN))
    state = take(Gallery(0, known), answer(media(9_999, 0))).state
    assert len(state.watched) == KNOWN
    assert {one.key for one in state.watched} >= {"9999", "1"}
    assert len(cursor.dump(state)) < 16_000


def test_a_reading_broken_off_for_hours_starts_again_and_loses_nothing() -> None:
    state = below(Watched("1", count=10, mark=T - 500, wanted=11))
    stale = replace(state, walk=replace(state.walk, at=1_800_000_000 - 3 * 3_600))
    step = take(stale, answer(media(1, 11)))
    assert step.state.walk is not None
    assert [task.key for task in step.state.walk.tasks] == ["1"]
