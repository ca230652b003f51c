"""Messenger is read down to what is known, and says what its history no longer tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Answerable, Cursor, Kind
from connectors.graph import conversations, places
from connectors.graph.conversations import Inbox
from connectors.graph.places import Task, Threads, Walk
from connectors.graph.records import Malformed
from connectors.sandbox.accounts import FACEBOOK
from tests.connectors.facebook.page import Page
from tests.contract import end, read, texts, walk

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def gaps(connector: Any, at: Cursor | None) -> list[Any]:
    return [batch.gap for batch in walk(connector, "messages", at) if batch.gap]


def test_both_sides_of_a_chat_are_one_thread(page: Page, opened) -> None:
    page.message("Hallo?", author="Deniz K.")
    page.message("Guten Tag!", author="Deniz K.", as_page=True)
    theirs, ours = sorted(read(opened, "messages"), key=lambda m: m.text, reverse=True)
    assert theirs.thread_id == ours.thread_id
    assert theirs.kind is ours.kind is Kind.DIRECT
    assert ours.author is not None
    assert ours.author.external_id == FACEBOOK.id
    assert theirs.author is not None
    assert ours.recipient_id == theirs.author.external_id


def test_a_persons_message_may_be_answered_for_a_day(page: Page, opened) -> None:
    page.message("Hallo?", ago=3 * HOUR)
    (message,) = read(opened, "messages")
    assert message.answer_until == message.created_at + timedelta(hours=24)


def test_our_own_message_opens_no_window(page: Page, opened) -> None:
    page.message("Guten Tag!", as_page=True)
    (message,) = read(opened, "messages")
    assert message.answer_until is None


def test_a_thread_that_facebook_closed_says_so(page: Page, opened) -> None:
    page.message("Hallo?", ago=8 * DAY)
    (message,) = read(opened, "messages")
    assert message.answerable is Answerable.CLOSED


def test_a_withheld_name_is_no_author(page: Page, opened) -> None:
    page.message("Wer bin ich?", author="Jemand", withheld=True)
    (message,) = read(opened, "messages")
    assert message.author is None


def test_a_photo_without_words_is_a_message(page: Page, opened) -> None:
    page.message("", photo="https://photos.example/lampe.jpg")
    (message,) = read(opened, "messages")
    assert message.text == ""
    assert [a.kind for a in message.attachments] == ["photo"]


@pytest.mark.parametrize("number", [24, 25, 26, 60])
def test_every_conversation_is_read(page: Page, opened, number) -> None:
    for one in range(number):
        page.message(f"Nr {one}", author=f"Kundin {one}", ago=(number - one) * MINUTE)
    assert texts(read(opened, "messages")) == {f"Nr {n}" for n in range(number)}


def test_the_list_is_read_only_down_to_what_is_known(page: Page, opened) -> None:
    for one in range(60):
        page.message(f"alt {one}", author=f"Kundin {one}", ago=2 * HOUR + one * MINUTE)
    at = end(opened, "messages")
    page.message("neu", author="Kundin 59")
    batches = list(walk(opened, "messages", at))
    assert len(batches) == 1
    assert "neu" in texts(batches[0].messages)


def test_what_is_known_does_not_come_again_and_again(page: Page, opened) -> None:
    for hours in (4, 3, 2, 1):
        page.message(f"vor {hours}", ago=hours * HOUR)
    assert texts(read(opened, "messages", end(opened, "messages"))) == {"vor 1"}


def test_a_message_that_shows_up_late_is_read_within_the_overlap(page: Page, opened) -> None:
    page.message("pünktlich", author="Erika M.")
    at = end(opened, "messages")
    page.message("verspätet", author="Deniz K.", ago=14 * MINUTE)
    assert "verspätet" in texts(read(opened, "messages", at))


def test_history_from_before_us_is_no_gap(page: Page, opened) -> None:
    for one in range(40):
        page.message(f"Nr {one}", ago=(40 - one) * MINUTE)
    batches = list(walk(opened, "messages", None))
    assert [batch.gap for batch in batches if batch.gap] == []
    found = texts([m for batch in batches for m in batch.messages])
    assert found == {f"Nr {n}" for n in range(20, 40)}


def test_messages_that_lost_their_details_are_a_gap_with_their_number(page: Page, opened) -> None:
    page.message("davor", ago=2 * HOUR)
    at = end(opened, "messages")
    for one in range(33):
        page.message(f"Nr {one}", ago=(33 - one) * 60)
    batches = list(walk(opened, "messages", at))
    found = texts([m for batch in batches for m in batch.messages])
    assert found == {f"Nr {n}" for n in range(13, 33)}
    (gap,) = [batch.gap for batch in batches if batch.gap]
    assert gap.about == 14  # 13 of the new ones, and the one that was known
    lost = datetime.now(UTC) - timedelta(minutes=33)
    assert gap.since <= lost <= gap.until
    assert {message.thread_id for batch in batches for message in batch.messages} == {gap.thread_id}


def test_a_gap_names_what_has_no_details_any_more_and_ends_with_it(page: Page, opened) -> None:
    page.message("davor", ago=2 * HOUR)
    at = end(opened, "messages")
    ids = [page.message(f"Nr {one}", ago=(33 - one) * 5) for one in range(33)]
    (gap,) = gaps(opened, at)
    named = [key for key, _ in gap.faded]
    assert named[:13] == ids[12::-1]
    assert gap.until == gap.faded[0][1] == max(written for _, written in gap.faded)
    again = end(opened, "messages", at)
    (after,) = gaps(opened, again)
    assert after.until == gap.until


def test_a_burst_that_still_has_its_details_is_no_gap(page: Page, opened) -> None:
    page.sandbox.settings("facebook", detail_limit=200)
    page.message("davor", ago=2 * HOUR)
    at = end(opened, "messages")
    for one in range(130):
        page.message(f"Nr {one}", ago=130 - one)
    assert texts(read(opened, "messages", at)) >= {f"Nr {n}" for n in range(130)}
    assert gaps(opened, at) == []


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_an_hour_off_loses_nothing(page: Page, hours) -> None:
    def skewed() -> datetime:
        return datetime.now(UTC) + timedelta(hours=hours)

    connector = page.connect(skewed)
    page.message("eins")
    at = end(connector, "messages")
    page.message("zwei")
    assert "zwei" in texts(read(connector, "messages", at))
    connector.close()


NOW = datetime.fromtimestamp(1_800_000_000, UTC)
T = 1_799_990_000
LAP = timedelta(minutes=15)
INBOX = Inbox("100", "100", "MESSENGER")


def time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def thread(number: int, at: int, *messages: dict[str, Any]) -> dict[str, Any]:
    said = {"data": list(messages)} if messages else None
    return {"id": f"t_{number}", "updated_time": time(at)} | ({"messages": said} if said else {})


def answer(*records: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    following = {"next": "https://x", "cursors": {"after": after}} if after else {}
    return {"data": list(records), "paging": following}


def take(state: Threads, body: dict[str, Any]) -> Any:
    return conversations.take(state, body, INBOX, NOW, LAP)


def test_the_mark_moves_at_the_end_of_the_walk() -> None:
    under_way = take(Threads(0, T - 9_000, T - 9_000), answer(thread(1, T), after="A")).state
    assert under_way.mark == T - 9_000


def test_after_a_long_walk_threads_are_read_as_far_back_as_before() -> None:
    said = {"id": "m_1", "created_time": time(T), "message": "Hallo?"}
    state = take(Threads(0, T - 9_000, T - 9_000), answer(thread(1, T, said), after="A")).state
    state = take(state, answer(thread(2, T - 20_000, said))).state
    assert (state.mark, state.reach) == (T, T - 9_000)


def test_a_short_walk_reaches_its_own_mark() -> None:
    said = {"id": "m_1", "created_time": time(T), "message": "Hallo?"}
    state = take(Threads(0, T - 9_000, T - 9_000), answer(thread(1, T, said))).state
    assert (state.mark, state.reach) == (T, T)


def test_conversations_that_go_round_in_circles_are_a_failed_poll() -> None:
    state = take(Threads(0), answer(thread(1, T), thread(2, T - 10), after="A")).state
    state = take(state, answer(thread(3, T - 20), thread(4, T - 30), after="B")).state
    with pytest.raises(Malformed):
        take(state, answer(thread(1, T), thread(2, T - 10), after="C"))


def test_a_thread_without_its_messages_is_asked_for_them() -> None:
    state = take(Threads(0), answer(thread(1, T))).state
    asked = conversations.ask(state, INBOX, 1_800_000_000)
    assert (asked.key, asked.edge) == ("t_1", "messages")


def test_a_thread_that_is_gone_leaves_a_gap() -> None:
    walking = Walk(1_800_000_000, listed=True, tasks=(Task("t_1", T),))
    step = conversations.gone(Threads(0, 0, 0, walking), 1_800_000_000)
    assert step.gap is not None
    assert step.gap.since.timestamp() == T
    assert step.state.walk is None


def test_a_thread_that_vanished_stops_no_walk(page: Page, opened) -> None:
    now = int(datetime.now(UTC).timestamp())
    walking = Walk(now, listed=True, tasks=(Task("t_404", now - 60),))
    batch = opened.fetch("messages", places.dump(Threads(0, now, now, walking)))
    assert batch.gap is not None
    assert not batch.more
