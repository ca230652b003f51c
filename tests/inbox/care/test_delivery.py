"""The table of transitions, and echoes of our own replies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Author, InboundMessage, Kind, OutcomeUnknown, Receipt
from db.models import Message, Reply, ReplyState
from inbox.care.delivery import TRANSITIONS, Event, NotNow, delivered, move
from inbox.care.echoes import bind_echo
from tests import cast
from tests.desk import Desk, armed

OURS = Author("ours", "Stadtwerke Lindenau")
S = ReplyState

DESIGN = {
    S.SCHEDULED: {S.QUEUED, S.WITHDRAWN, S.HELD},
    S.HELD: {S.QUEUED, S.SCHEDULED, S.WITHDRAWN, S.HELD, S.DELIVERED},
    S.QUEUED: {S.WITHDRAWN, S.SENDING, S.HELD, S.FAILED, S.DELIVERED},
    S.SENDING: {S.DELIVERED, S.QUEUED, S.FAILED, S.UNKNOWN},
    S.UNKNOWN: {S.DELIVERED, S.QUEUED, S.UNKNOWN},
    S.DELIVERED: set(),
    S.FAILED: {S.FAILED},
    S.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", list(ReplyState))
def test_a_reply_goes_only_where_the_table_says(state) -> None:
    reached = {after for (before, _), after in TRANSITIONS.items() if before is state}
    assert reached == DESIGN[state]


def test_every_event_but_the_births_is_a_step() -> None:
    assert {event for _, event in TRANSITIONS} == set(Event) - {Event.QUEUED, Event.SCHEDULED}


def test_only_a_claim_leads_to_sending() -> None:
    ways = [step for step, after in TRANSITIONS.items() if after is S.SENDING]
    assert ways == [(S.QUEUED, Event.CLAIMED)]


def test_what_may_be_out_is_sent_again_only_after_a_look_or_by_a_person() -> None:
    ways = {
        event
        for (before, event), after in TRANSITIONS.items()
        if before is S.UNKNOWN and after is S.QUEUED
    }
    assert ways == {Event.ONCE_MORE, Event.SEND_AGAIN}


@pytest.mark.parametrize("state", list(ReplyState))
def test_what_is_not_in_the_table_cannot_happen(sqlite_database, state) -> None:
    desk = Desk(sqlite_database)
    (reply_id,) = desk.answers(desk.writes())
    for event in Event:
        with desk.db.write() as session:
            reply = session.get_one(Reply, reply_id)
            reply.state = state
            session.flush()
            if (state, event) in TRANSITIONS:
                assert move(session, reply, event, desk.time) == TRANSITIONS[state, event]
            else:
                with pytest.raises(NotNow):
                    move(session, reply, event, desk.time)
                assert reply.state == state


def test_of_two_who_move_the_same_reply_one_is_too_late(desk) -> None:
    (reply_id,) = desk.answers(desk.writes())
    with desk.db.read() as session:
        stale = session.get_one(Reply, reply_id)
    with desk.db.write() as session:
        move(session, session.get_one(Reply, reply_id), Event.CLAIMED, desk.time)
    with pytest.raises(NotNow), desk.db.write() as session:
        move(session, session.merge(stale, load=False), Event.UNDONE, desk.time)
    assert desk.state(reply_id) == S.SENDING
    assert desk.history(reply_id) == ["queued", "claimed"]


def test_a_claim_counts_the_attempt(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    with fast.db.write() as session:
        move(session, session.get_one(Reply, reply_id), Event.CLAIMED, fast.time)
    assert (fast.reply(reply_id).attempt, fast.reply(reply_id).sending_at) == (1, fast.time)


# -- echoes -----------------------------------------------------------------------------------


def in_the_air(desk: Desk, text: str = "Das klären wir.", login: str = "miriam", **how) -> int:
    """Queue a reply and claim it: its outcome is open."""
    (reply_id,) = desk.answers(desk.writes(**how), text, login)
    with desk.db.write() as session:
        move(session, session.get_one(Reply, reply_id), Event.CLAIMED, desk.time)
    return reply_id


def echo_of(desk: Desk, reply_id: int, external_id: str = "e1", **how) -> InboundMessage:
    row = desk.reply(reply_id)
    shown = InboundMessage(
        external_id=external_id,
        thread_id=row.thread_id,
        kind=Kind(row.kind),
        author=OURS,
        text=row.text,
        created_at=desk.time,
        parent_id=row.target,
        recipient_id=row.recipient_id,
    )
    return replace(shown, **how)


def bound(desk: Desk, echo: InboundMessage) -> int | None:
    with desk.db.write() as session:
        return bind_echo(session, desk.account_id, echo, desk.time)


def test_an_echo_delivers_what_is_in_the_air(desk) -> None:
    reply_id = in_the_air(desk)
    assert bound(desk, echo_of(desk, reply_id)) == reply_id
    row = desk.reply(reply_id)
    assert (row.state, row.external_id) == (S.DELIVERED, "e1")
    with desk.db.read() as session:
        assert session.scalars(select(Message).where(Message.external_id == "e1")).one()


def test_an_echo_may_be_rewritten(fast) -> None:
    reply_id = in_the_air(fast, "Größe & Gewicht siehe https://example.org/x")
    shown = (
        fast.reply(reply_id)
        .text.replace("&", "&amp;")
        .replace("https://example.org/x", "https://t.co/abc")
    )
    assert bound(fast, echo_of(fast, reply_id, text=f"@erika_m {shown} ")) == reply_id


def test_an_echo_seen_again_is_the_same_reply(desk) -> None:
    reply_id = in_the_air(desk)
    echo = echo_of(desk, reply_id)
    assert bound(desk, echo) == bound(desk, echo) == reply_id
    assert desk.history(reply_id).count("echo") == 1


def test_one_agents_reply_is_never_taken_for_anothers(fast) -> None:
    conversation = fast.writes()
    mine, other = (
        fast.answers(conversation, "Das klären wir.", login, read=fast.has_read())[0]
        for login in ("miriam", "jonas")
    )
    with fast.db.write() as session:
        for each in (mine, other):
            move(session, session.get_one(Reply, each), Event.CLAIMED, fast.time)
    assert bound(fast, echo_of(fast, other)) == other
    assert fast.state(mine) == S.SENDING


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Aus der App geschrieben"},
        {"thread_id": "another"},
        {"kind": Kind.DIRECT},
    ],
    ids=["other words", "another thread", "in private"],
)
def test_what_was_written_elsewhere_is_no_reply_of_ours(fast, other) -> None:
    reply_id = in_the_air(fast)
    assert bound(fast, echo_of(fast, reply_id, **other)) is None
    assert fast.state(reply_id) == S.SENDING


def test_a_public_echo_that_names_its_customer_is_known(fast) -> None:
    reply_id = in_the_air(fast)
    assert bound(fast, echo_of(fast, reply_id, recipient_id=cast.ERIKA.external_id)) == reply_id


def test_of_equal_public_replies_the_one_to_the_message_above_is_meant(fast) -> None:
    ids = [in_the_air(fast), in_the_air(fast)]
    with fast.db.write() as session:
        first, second = (session.get_one(Reply, each) for each in ids)
        second.thread_id = first.thread_id
    assert bound(fast, echo_of(fast, ids[1], "e2")) == ids[1]
    assert bound(fast, echo_of(fast, ids[0], "e1")) == ids[0]


def test_a_private_echo_to_somebody_else_is_not_this_reply(fast) -> None:
    reply_id = in_the_air(fast, kind=Kind.DIRECT)
    assert bound(fast, echo_of(fast, reply_id, recipient_id="another")) is None


def test_what_has_never_been_sent_has_no_echo(fast) -> None:
    (reply_id,) = fast.answers(fast.writes())
    assert bound(fast, echo_of(fast, reply_id)) is None


def test_a_post_that_stood_there_before_the_click_is_not_its_echo(fast) -> None:
    reply_id = in_the_air(fast)
    row = fast.reply(reply_id)
    earlier = row.queued_at - timedelta(minutes=1)
    with fast.db.write() as session:
        session.add(
            Message(
                account_id=row.account_id,
                external_id="e1",
                thread_id=row.thread_id,
                conversation_id=row.conversation_id,
                kind=row.kind,
                direction="outbound",
                text=row.text,
                created_at=earlier,
                stored_at=earlier,
                answerable="yes",
            )
        )
    assert bound(fast, echo_of(fast, reply_id)) is None


def test_a_poll_that_stored_our_post_first_is_no_second_row(desk) -> None:
    """Intake may have taken the echo for a post of the platform's app before the receipt came."""
    reply_id = in_the_air(desk)
    row = desk.reply(reply_id)
    with desk.db.write() as session:
        session.add(
            Message(
                account_id=row.account_id,
                external_id="e1",
                thread_id=row.thread_id,
                conversation_id=row.conversation_id,
                kind=row.kind,
                direction="outbound",
                text="rewritten",
                created_at=desk.time,
                stored_at=desk.time,
                answerable="yes",
            )
        )
    with desk.db.write() as session:
        delivered(session, session.get_one(Reply, reply_id), Receipt("e1", desk.time), desk.time)
    with desk.db.read() as session:
        (stored,) = session.scalars(select(Message).where(Message.external_id == "e1"))
        assert (stored.reply_id, stored.text) == (reply_id, row.text)


def test_an_echo_of_a_retry_that_went_through_stops_the_next(fast) -> None:
    """A platform said "busy" and took it all the same."""
    reply_id = in_the_air(fast)
    with fast.db.write() as session:
        move(session, session.get_one(Reply, reply_id), Event.BUSY, fast.time)
    assert bound(fast, echo_of(fast, reply_id)) == reply_id
    fast.after_undo()
    assert fast.sent() == []


def test_a_doubt_between_two_links_binds_nothing(fast) -> None:
    conversation = fast.writes()
    ids = [fast.answers(conversation, f"Siehe https://example.org/{n}")[0] for n in "ab"]
    signature = fast.reply(ids[1]).signature
    with fast.db.write() as session:
        for each in ids:
            row = session.get_one(Reply, each)
            row.text = f"{row.body}\n{signature}"
            row.signature = signature
            move(session, row, Event.CLAIMED, fast.time)
    shown = fast.reply(ids[0]).text.replace("https://example.org/a", "https://t.co/abc")
    assert bound(fast, echo_of(fast, ids[0], text=shown)) is None


def test_when_the_doubt_is_settled_the_parts_behind_go_on(fast) -> None:
    long = "Wir haben den Betrag heute zurückgebucht. " * 12
    ids = fast.answers(fast.writes(), long, split=True)
    fast.town.fault = armed(OutcomeUnknown("reset"))
    fast.after_undo()
    assert fast.state(ids[1]) == S.HELD
    bound(fast, echo_of(fast, ids[0]))
    assert {fast.state(each) for each in ids[1:]} == {S.QUEUED}
