"""Which ways to a customer are open, until when, and what remains when they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors import PLATFORMS
from connectors.base import Answerable, Kind
from db.models import Account, AccountState, Conversation, Message
from inbox.outgoing.replying import Objected
from inbox.queries.channels import Channels, Link, channels
from tests import cast
from tests.desk import Desk

DAY = timedelta(hours=24)
WEEK = timedelta(days=7)


def ways(desk: Desk, conversation: int) -> Channels:
    with desk.db.read() as session:
        found = channels(session, conversation, desk.time)
    assert found is not None
    return found


def messenger(desk: Desk, until: timedelta) -> int:
    """Let a customer have written a direct message on Facebook that is answered until then."""
    with desk.db.write() as session:
        account = cast.account(session, "facebook", "page")
        matter = cast.matter(session, account, kind=Kind.DIRECT, at=desk.time)
        matter.conversation.answer_until = desk.time + until
        return matter.conversation.id


def closes(desk: Desk, conversation: int, why: Answerable = Answerable.RESTRICTED) -> None:
    with desk.db.write() as session:
        for message in session.query(Message).filter_by(conversation_id=conversation):
            message.answerable = why


def on_x(desk: Desk, kind: Kind = Kind.MENTION) -> int:
    with desk.db.write() as session:
        account = cast.account(session, "twitter", "x")
        account.external_id = "15"
        return cast.matter(session, account, kind=kind).conversation.id


def test_what_was_said_in_public_is_answered_there(desk) -> None:
    (way,) = ways(desk, desk.writes()).ways
    assert (way.private, way.kind, way.shut, way.until) == (False, Kind.MENTION, None, None)


def test_there_is_no_way_into_a_conversation_that_is_not_there(fast) -> None:
    with fast.db.read() as session:
        assert channels(session, 4711, fast.time) is None


def test_a_comment_can_be_answered_privately_once_and_in_time(desk) -> None:
    conversation = desk.writes(kind=Kind.COMMENT)
    public, private = ways(desk, conversation).ways
    assert (public.private, public.pictures) == (False, 1)
    assert (private.private, private.kind, private.pictures) == (True, Kind.DIRECT, 0)
    assert (private.shut, private.until) == (None, desk.time + WEEK)


def test_a_second_private_answer_is_shut_before_anybody_writes_it(fast) -> None:
    conversation = fast.writes(kind=Kind.COMMENT)
    fast.answers(conversation, "Unter vier Augen.", private=True)
    private = ways(fast, conversation).ways[1]
    assert (private.shut.rule, private.until) == ("private_once", None)


@pytest.mark.parametrize(("days", "shut"), [(6.9, None), (7, "window_closed")])
def test_the_time_for_a_private_answer_runs_out(fast, days, shut) -> None:
    conversation = fast.writes(kind=Kind.COMMENT)
    fast.wait(days=days)
    private = ways(fast, conversation).ways[1]
    assert (private.shut and private.shut.rule) == shut


@pytest.mark.parametrize("why", [one for one in Answerable if one is not Answerable.YES])
def test_what_the_platform_would_refuse_is_said_with_its_reason(fast, why) -> None:
    conversation = fast.writes()
    closes(fast, conversation, why)
    (way,) = ways(fast, conversation).ways
    assert way.shut.rule == why.value


def test_an_older_message_that_takes_an_answer_keeps_the_door_open(fast) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        first = session.query(Message).one()
        session.add(
            Message(
                account_id=first.account_id, external_id="n", thread_id=first.thread_id,
                conversation_id=conversation, contact_id=first.contact_id, kind=first.kind,
                direction="inbound", text="Hallo?", created_at=fast.time + DAY,
                stored_at=fast.time + DAY, answerable=Answerable.RESTRICTED,
            )
        )  # fmt: skip
    assert ways(fast, conversation).ways[0].shut is None


def test_what_is_called_shut_is_what_would_be_refused(fast) -> None:
    conversation = fast.writes(kind=Kind.COMMENT)
    closes(fast, conversation, Answerable.CLOSED)
    public, _ = ways(fast, conversation).ways
    with pytest.raises(Objected) as refused:
        fast.answers(conversation)
    assert public.shut in refused.value.objections


def test_an_account_that_was_let_go_takes_no_answer_by_any_way(desk) -> None:
    conversation = desk.writes(kind=Kind.COMMENT)
    with desk.db.write() as session:
        session.query(Account).one().state = AccountState.DISCONNECTED
    assert [way.shut.rule for way in ways(desk, conversation).ways] == ["disconnected"] * 2
    with pytest.raises(Objected) as refused:
        desk.answers(conversation)
    assert [each.rule for each in refused.value.objections] == ["disconnected"]


@pytest.mark.parametrize("state", [AccountState.PAUSED, AccountState.LOGIN_NEEDED])
def test_an_account_that_rests_a_while_lets_answers_wait(fast, state) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        session.query(Account).one().state = state
    assert ways(fast, conversation).ways[0].shut is None
    assert fast.answers(conversation)


@pytest.mark.parametrize(
    ("hours", "shut"), [(0, None), (23.9, None), (24, "window_closed"), (200, "window_closed")]
)
def test_messengers_window_closes_after_a_day(fast, hours, shut) -> None:
    conversation = messenger(fast, DAY)
    fast.wait(hours=hours)
    (way,) = ways(fast, conversation).ways
    assert (way.shut and way.shut.rule) == shut
    assert way.people_since is None


def test_where_people_may_answer_longer_it_is_said_since_when(fast) -> None:
    began = fast.time
    (way,) = ways(fast, messenger(fast, WEEK)).ways
    assert (way.people_since, way.until) == (began + DAY, began + WEEK)


def test_how_long_before_the_end_a_window_is_closing_is_the_accounts_to_say(fast) -> None:
    conversation = messenger(fast, DAY)
    with fast.db.write() as session:
        session.query(Account).filter_by(platform="facebook").one().window_margin = 1800
    assert ways(fast, conversation).margin == timedelta(minutes=30)


# -- ways that remain -----------------------------------------------------------------------------


def test_on_x_a_link_into_a_direct_message_is_offered_with_its_price(fast) -> None:
    found = ways(fast, on_x(fast)).link
    assert found == Link("https://x.com/messages/compose?recipient_id=15", 200_000, 10_000)


def test_in_a_direct_message_no_link_is_offered(fast) -> None:
    assert ways(fast, on_x(fast, Kind.DIRECT)).link is None


def test_where_nothing_can_be_written_no_link_can_be_put(fast) -> None:
    conversation = on_x(fast)
    closes(fast, conversation, Answerable.NOT_SUMMONED)
    assert ways(fast, conversation).link is None


def test_while_a_way_is_open_no_other_conversation_is_named(fast) -> None:
    fast.writes("Erste Frage")
    assert ways(fast, fast.writes("Zweite Frage")).others == ()


def test_when_all_is_shut_her_open_conversations_are_named_newest_first(desk) -> None:
    older = desk.writes("Erste Frage")
    desk.wait(hours=1)
    newer = desk.writes("Zweite Frage")
    desk.writes("Von jemand anderem", who=cast.OEZTUERK)
    here = desk.writes("Hier nicht")
    closes(desk, here)
    assert [other.id for other in ways(desk, here).others] == [newer, older]


@pytest.mark.parametrize("why", ["closed", "over", "gone"])
def test_a_conversation_that_takes_no_answer_either_is_no_way(fast, why) -> None:
    other, here = fast.writes("Dort auch nicht"), fast.writes("Hier nicht")
    closes(fast, here)
    if why == "closed":
        closes(fast, other)
    with fast.db.write() as session:
        if why == "over":
            session.get_one(Conversation, other).answer_until = fast.time
        elif why == "gone":
            session.query(Message).filter_by(conversation_id=other).one().deleted_at = fast.time
    assert ways(fast, here).others == ()


def test_pictures_are_offered_as_the_platform_takes_them(fast, monkeypatch) -> None:
    wide = replace(PLATFORMS["memory"], pictures=lambda kind: 4, picture_bytes=5)
    monkeypatch.setitem(PLATFORMS, "memory", wide)
    found = ways(fast, fast.writes())
    assert (found.ways[0].pictures, found.picture_bytes) == (4, 5)


def test_each_way_says_what_an_answer_costs(fast) -> None:
    assert [way.price for way in ways(fast, on_x(fast)).ways] == [10_000]
    public, private = ways(fast, fast.writes(kind=Kind.COMMENT)).ways
    assert (public.price, private.price) == (10_000, 10_000)
