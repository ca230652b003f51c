"""Promises that fall due: told before, told after, each once, and seen in the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.models import Conversation, ConversationState, Notice, NoticeKind, Promise, Role
from inbox.care import absences, agents, promising, reminding
from inbox.care.absences import Given as Away
from inbox.care.promising import Given
from inbox.care.rights import MACHINE
from inbox.rules.promises import PromiseKind
from tests.desk import Desk

DUE, LATE = NoticeKind.PROMISE_DUE, NoticeKind.PROMISE_LATE


def promise(desk: Desk, hours: float = 5) -> int:
    """Promise a call in so many hours, and let the answer arrive; returns the conversation."""
    conversation = desk.writes()
    given = Given(PromiseKind.CALL, "Anruf", desk.time + timedelta(hours=hours))
    desk.answers(conversation, given=[given])
    desk.after_undo()
    return conversation


def ticks(desk: Desk) -> int:
    with desk.db.write() as session:
        return reminding.remind(session, desk.time)


def told(desk: Desk) -> list[tuple[str, str]]:
    """Return who was told of promises, and what, in order."""
    names = {number: login for login, number in desk.agents.items()}
    with desk.db.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.kind.in_((DUE, LATE))).order_by(Notice.id)
        )
        return [(names[row.agent_id], row.kind) for row in rows]


def leads(desk: Desk, login: str) -> None:
    with desk.db.write() as session:
        agents.set_role(session, MACHINE, desk.agents[login], Role.ADMIN, desk.time)


def absent(desk: Desk, login: str, deputy: str | None) -> None:
    today = date(desk.time.year, desk.time.month, desk.time.day)
    stands = desk.agents[deputy] if deputy else None
    with desk.db.write() as session:
        away = Away(today, today, "UTC", deputy_id=stands)
        absences.plan(session, MACHINE, desk.agents[login], away, desk.time)


def test_its_owner_is_told_before_once_and_the_list_shows_it(desk: Desk) -> None:
    conversation = promise(desk)
    desk.wait(hours=3)
    assert ticks(desk) == 0
    assert desk.conversation(conversation).state == ConversationState.WAITING
    desk.wait(hours=1, minutes=5)
    assert ticks(desk) == 1
    assert ticks(desk) == 0
    assert told(desk) == [("miriam", DUE)]
    assert desk.conversation(conversation).state == ConversationState.OPEN


def test_what_is_open_for_a_promise_alone_waits_for_nobody_and_is_answered_when_it_is_kept(
    desk: Desk,
) -> None:
    conversation = promise(desk)
    desk.wait(hours=4, minutes=5)
    ticks(desk)
    awake = desk.conversation(conversation)
    assert (awake.state, awake.waiting_since) == (ConversationState.OPEN, None)
    assert awake.urgent_at is not None
    keeps(desk)
    assert desk.conversation(conversation).state == ConversationState.WAITING


def test_it_stays_open_when_the_customer_wrote_meanwhile(fast: Desk) -> None:
    conversation = promise(fast)
    fast.wait(hours=4, minutes=5)
    ticks(fast)
    with fast.db.write() as session:
        session.get_one(Conversation, conversation).waiting_since = fast.time
    keeps(fast)
    wrote = fast.conversation(conversation)
    assert wrote.state == ConversationState.OPEN
    assert wrote.waiting_since is not None


def keeps(desk: Desk) -> None:
    with desk.db.write() as session:
        number = session.scalars(select(Promise.id)).one()
        promising.keep(session, desk.actor(), number, "", desk.time)


def test_who_leads_is_told_when_it_stays_late(desk: Desk) -> None:
    leads(desk, "jonas")
    promise(desk)
    for _ in range(8):
        desk.wait(hours=1)
        ticks(desk)
    assert told(desk) == [("miriam", DUE), ("miriam", LATE), ("jonas", LATE)]


def test_the_deputy_named_last_is_told_when_it_is_late(fast: Desk) -> None:
    absent(fast, "miriam", "jonas")
    with fast.db.write() as session:
        absences.end(session, MACHINE, 1, fast.time)
    promise(fast)
    for _ in range(5):
        fast.wait(hours=1)
        ticks(fast)
    assert told(fast) == [("miriam", DUE), ("miriam", LATE), ("jonas", LATE)]


def test_who_stands_in_is_told_in_their_place(fast: Desk) -> None:
    promise(fast)
    absent(fast, "miriam", "jonas")
    fast.wait(hours=4, minutes=5)
    ticks(fast)
    assert told(fast) == [("jonas", DUE)]


def test_what_a_queue_has_is_told_to_everybody_there(fast: Desk) -> None:
    promise(fast)
    with fast.db.write() as session:
        agents.disable(session, MACHINE, fast.agents["miriam"], fast.time)
    fast.wait(hours=4, minutes=5)
    ticks(fast)
    assert told(fast) == [("jonas", DUE)]


def test_nobody_is_told_of_what_is_kept(fast: Desk) -> None:
    promise(fast)
    with fast.db.write() as session:
        number = session.scalars(select(Promise.id)).one()
        promising.keep(session, fast.actor(), number, "", fast.time)
    fast.wait(hours=9)
    assert ticks(fast) == 0
    assert told(fast) == []


def test_what_is_moved_is_told_of_anew(fast: Desk) -> None:
    promise(fast)
    fast.wait(hours=4, minutes=5)
    ticks(fast)
    with fast.db.write() as session:
        number = session.scalars(select(Promise.id)).one()
        later = fast.time + timedelta(hours=5)
        promising.move(session, fast.actor(), number, later, "Feiertag", fast.time)
    assert ticks(fast) == 0
    fast.wait(hours=4, minutes=5)
    assert ticks(fast) == 1
    assert told(fast) == [("miriam", DUE), ("miriam", DUE)]


@pytest.mark.parametrize(("hours", "before"), [(5, 60), (1, 30), (0.2, 6)])
def test_a_short_promise_is_remembered_half_the_way(fast: Desk, hours, before) -> None:
    due = fast.time + timedelta(hours=hours)
    assert due - reminding.first_step(due, fast.time) == timedelta(minutes=before)


def test_the_worker_tells_of_all_there_is_and_stops_when_it_has_to(fast: Desk) -> None:
    promise(fast)
    fast.wait(hours=4, minutes=5)
    reminding.carry_on(fast.db, fast.now, lambda: True)
    assert told(fast) == []
    reminding.carry_on(fast.db, fast.now, lambda: False)
    assert told(fast) == [("miriam", DUE)]


def test_a_tick_tells_of_a_bounded_number(fast: Desk) -> None:
    conversation = promise(fast)
    with fast.db.write() as session:
        (one,) = session.scalars(select(Promise))
        for _ in range(reminding.AT_ONCE):
            session.add(
                Promise(
                    conversation_id=conversation, made_by=one.made_by, made_at=one.made_at,
                    owner_id=one.owner_id, kind="call", what="Anruf", due_at=one.due_at,
                    first_due_at=one.due_at, step_at=one.step_at,
                )
            )  # fmt: skip
    fast.wait(hours=4, minutes=5)
    assert [ticks(fast), ticks(fast), ticks(fast)] == [reminding.AT_ONCE, 1, 0]
