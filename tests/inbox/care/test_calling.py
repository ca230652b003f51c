"""Nobody waits in silence: who is called before somebody should hear from us, and after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Conversation, ConversationState, Message, Notice, NoticeKind, Role
from inbox.care import (
    absences,
    agents,
    calling,
    closing,
    conversations,
    noticing,
    opening,
    owning,
    promising,
    snoozing,
    teams,
)
from inbox.care.absences import Given as Away
from inbox.care.opening import Given as Week
from inbox.care.owning import Holder
from inbox.care.promising import Given
from inbox.care.rights import MACHINE, Actor, Via
from inbox.queries.opening import HOUSE
from inbox.rules.hours import read
from inbox.rules.promises import PromiseKind
from tests.cast import AMINA, agent
from tests.desk import Desk

DUE, LATE = NoticeKind.SIGN_DUE, NoticeKind.SIGN_LATE


def waits(desk: Desk, login: str | None = "miriam") -> int:
    """Let a customer write now, to somebody or to nobody; returns the conversation."""
    number = desk.writes()
    with desk.db.write() as session:
        row = session.get_one(Conversation, number)
        conversations.weigh(session, row)
        row.owner_id = desk.agents[login] if login else None
    return number


def ticks(desk: Desk) -> int:
    with desk.db.write() as session:
        return calling.call(session, desk.time)


def called(desk: Desk) -> list[tuple[str, str]]:
    """Return who was called, and how, in order."""
    names = {number: login for login, number in desk.agents.items()}
    with desk.db.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.kind.in_((DUE, LATE))).order_by(Notice.id)
        )
        return [(names[row.agent_id], row.kind) for row in rows]


def lead(desk: Desk) -> None:
    """Let Amina lead the house."""
    with desk.db.write() as session:
        desk.agents["amina"] = agent(session, AMINA).id
        agents.set_role(session, MACHINE, desk.agents["amina"], Role.ADMIN, desk.time)


def absent(desk: Desk, login: str, deputy: str | None, days: int = 0) -> None:
    first = desk.time.date() + timedelta(days=days)
    stands = desk.agents[deputy] if deputy else None
    with desk.db.write() as session:
        away = Away(first, first, "UTC", deputy_id=stands)
        absences.plan(session, MACHINE, desk.agents[login], away, desk.time)


def deputy(desk: Desk) -> None:
    """Let Jonas be Miriam's deputy, who is here herself today."""
    absent(desk, "miriam", "jonas", days=30)


def test_the_owner_then_the_deputy_then_the_lead_are_called_each_once(desk: Desk) -> None:
    lead(desk)
    deputy(desk)
    waits(desk)
    assert ticks(desk) == 0
    desk.wait(minutes=31)
    assert (ticks(desk), ticks(desk)) == (1, 0)
    assert called(desk) == [("miriam", DUE)]
    desk.wait(minutes=30)
    assert (ticks(desk), ticks(desk)) == (1, 0)
    assert called(desk) == [("miriam", DUE), ("jonas", LATE)]
    desk.wait(hours=1)
    assert (ticks(desk), ticks(desk)) == (1, 0)
    assert called(desk) == [("miriam", DUE), ("jonas", LATE), ("amina", LATE)]
    desk.wait(hours=5)
    assert ticks(desk) == 0


def test_without_a_deputy_the_lead_is_called_at_once(desk: Desk) -> None:
    lead(desk)
    waits(desk)
    for minutes in (31, 30):
        desk.wait(minutes=minutes)
        ticks(desk)
    assert called(desk) == [("miriam", DUE), ("amina", LATE)]
    desk.wait(hours=2)
    assert ticks(desk) == 0


def test_what_nobody_has_calls_the_lead_once(desk: Desk) -> None:
    lead(desk)
    waits(desk, None)
    for minutes in (31, 30, 120):
        desk.wait(minutes=minutes)
        ticks(desk)
    assert called(desk) == [("amina", DUE)]


def test_a_team_calls_its_own_lead(desk: Desk) -> None:
    lead(desk)
    number = waits(desk, None)
    with desk.db.write() as session:
        agents.set_role(session, MACHINE, desk.agents["jonas"], Role.ADMIN, desk.time)
        technik = teams.add(session, MACHINE, "Technik", desk.time)
        teams.join(session, MACHINE, technik, desk.agents["jonas"], desk.time)
        to = Holder(None, technik)
        owning.hand(session, desk.actor(), number, to, Holder(None, None), desk.time)
    desk.wait(minutes=31)
    ticks(desk)
    assert called(desk) == [("jonas", DUE)]


def test_nobody_absent_is_called(desk: Desk) -> None:
    lead(desk)
    waits(desk)
    absent(desk, "miriam", "jonas")
    absent(desk, "amina", "jonas")
    for minutes in (31, 30, 60, 60):
        desk.wait(minutes=minutes)
        ticks(desk)
    assert {who for who, _ in called(desk)} == {"jonas"}
    assert called(desk) == [("jonas", DUE)]


def test_an_answer_ends_it_and_nobody_is_called(desk: Desk) -> None:
    number = waits(desk)
    desk.answers(number, "Die Erstattung ist heute überwiesen, 20 Euro auf Ihr Konto.")
    desk.after_undo()
    assert desk.conversation(number).sign_at is None
    desk.wait(hours=3)
    assert ticks(desk) == 0


def test_whoever_writes_again_later_has_a_new_time_and_new_calls(desk: Desk) -> None:
    number = waits(desk)
    desk.wait(minutes=31)
    ticks(desk)
    desk.answers(number, "Die Erstattung ist heute überwiesen, 20 Euro auf Ihr Konto.")
    desk.after_undo()
    with desk.db.write() as session:
        conversations.heard(session, number, desk.time)
    desk.wait(minutes=31)
    ticks(desk)
    assert called(desk) == [("miriam", DUE), ("miriam", DUE)]


def test_what_is_put_off_comes_back_before_somebody_should_hear(desk: Desk) -> None:
    number = waits(desk)
    with desk.db.write() as session:
        snoozing.put_off(session, desk.actor(), number, desk.time + timedelta(days=2), desk.time)
    assert desk.conversation(number).sign_at == desk.time + timedelta(hours=1)
    desk.wait(minutes=31)
    ticks(desk)
    assert called(desk) == [("miriam", DUE)]
    assert desk.conversation(number).state == ConversationState.OPEN


def test_a_promise_is_the_time_and_calls_by_itself(desk: Desk) -> None:
    number = waits(desk)
    due = desk.time + timedelta(hours=5)
    text = "Ich rufe Sie heute um 17 Uhr wegen der Erstattung an."
    desk.answers(number, text, given=[Given(PromiseKind.CALL, "Anruf", due)])
    desk.after_undo()
    row = desk.conversation(number)
    assert (row.sign_at, row.call_at) == (due, None)
    desk.wait(hours=6)
    assert ticks(desk) == 0
    promised = [one.id for one in open_promises(desk)]
    with desk.db.write() as session:
        for one in promised:
            promising.keep(session, desk.actor(), one, "", desk.time)
    assert desk.conversation(number).sign_at is None


def open_promises(desk: Desk):
    with desk.db.read() as session:
        return session.scalars(select(promising.Promise)).all()


def test_what_is_put_away_calls_nobody(desk: Desk) -> None:
    number = waits(desk)
    with desk.db.write() as session:
        closing.close(session, desk.actor(), number, desk.time)
    assert desk.conversation(number).call_at is None
    desk.wait(hours=3)
    assert ticks(desk) == 0


def test_what_was_overdue_for_a_day_before_we_knew_calls_nobody(desk: Desk) -> None:
    number = waits(desk)
    desk.wait(days=3)
    assert (ticks(desk), ticks(desk)) == (1, 0)
    assert called(desk) == []
    assert desk.conversation(number).urgent_at is not None


class Killed(Exception):
    """The worker died before it committed."""


def test_a_clock_that_dies_has_called_nobody_and_the_next_one_calls_once(desk: Desk) -> None:
    waits(desk)
    desk.wait(minutes=31)
    with pytest.raises(Killed), desk.db.write() as session:
        calling.call(session, desk.time)
        raise Killed
    assert called(desk) == []
    calling.carry_on(desk.db, desk.now, lambda: False)
    calling.carry_on(desk.db, desk.now, lambda: False)
    assert called(desk) == [("miriam", DUE)]


def test_what_was_over_before_it_came_in_rings_for_nobody(desk: Desk) -> None:
    lead(desk)
    late, fresh = waits(desk, None), waits(desk, None)
    with desk.db.write() as session:
        brought = session.get_one(Conversation, late).last_inbound_id
        session.get_one(Message, brought).stored_at = desk.time + timedelta(hours=2)
    desk.wait(hours=2)
    ticks(desk)
    with desk.db.read() as session:
        rung = session.scalars(select(Notice.conversation_id).where(Notice.kind == LATE)).all()
    assert rung == [fresh]


def test_nights_and_holidays_do_not_count(desk: Desk) -> None:
    with desk.db.write() as session:
        week = Week(read("mon-fri 8-12", "UTC"), "SN", 90)
        opening.set_week(session, MACHINE, HOUSE, week, desk.time)
    first = desk.time.date()
    number = waits(desk)
    by = desk.conversation(number).sign_at
    assert by is not None
    assert by.date() > first
    assert (by.hour, by.minute) == (9, 30)
    assert desk.conversation(number).urgent_at == by


def test_a_new_calendar_gives_everybody_who_waits_a_new_time(desk: Desk) -> None:
    number = waits(desk)
    answered = desk.writes()
    before = desk.conversation(number).sign_at
    with desk.db.write() as session:
        closing.close(session, desk.actor(), answered, desk.time)
        opening.set_week(
            session, MACHINE, HOUSE, Week(read("mon-sun 0-24", "UTC"), "", 240), desk.time
        )
    calling.weigh_anew(desk.db)
    assert desk.conversation(number).sign_at == before + timedelta(hours=3)
    assert desk.conversation(answered).sign_at is None


def test_a_lead_with_enough_to_look_at_is_called_no_more_until_they_looked(desk: Desk) -> None:
    lead(desk)
    for _ in range(calling.ENOUGH + 3):
        waits(desk, None)
    desk.wait(minutes=31)
    ticks(desk)
    assert called(desk) == [("amina", DUE)] * calling.ENOUGH
    amina = Actor(desk.agents["amina"], Role.ADMIN, Via.PAGE)
    with desk.db.write() as session:
        noticing.all_seen(session, amina, 10_000, desk.time)
    waits(desk, None)
    desk.wait(minutes=31)
    ticks(desk)
    assert len(called(desk)) == calling.ENOUGH + 1
