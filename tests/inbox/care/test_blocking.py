"""Who is blocked is stored and shown, and calls nobody until the block is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Contact, Conversation, ConversationState, Message, Person
from inbox.care import blocking, closing, conversations, joining, people, snoozing
from inbox.care.blocking import Block, NoReason
from inbox.care.people import Changed
from inbox.care.rights import MACHINE, SYSTEM
from inbox.queries import rows
from inbox.rules.blocking import NoDay
from tests import cast
from tests.cast import ERIKA, JO, NOON
from tests.desk import Desk
from tests.inbox.care.test_people import audited, contact
from tests.inbox.incoming.test_intake import Desk as Intake
from tests.inbox.incoming.world import said

LATER = NOON + timedelta(minutes=10)
OVER = NOON + timedelta(days=4)
SEEN = Block(datetime(2026, 11, 22, 23, tzinfo=UTC), "Droht uns.")


@pytest.fixture
def intake(database) -> Intake:
    return Intake(database)


def blocks(db, of: int, now: datetime = LATER) -> None:
    with db.write() as session:
        blocking.block(session, MACHINE, of, "2026-11-22", "Droht uns.", "Europe/Berlin", now)


def blocked_writer(intake: Intake) -> Intake:
    """Let Erika have written, have been put away as done and blocked."""
    intake.store(said("1", "Frechheit"))
    with intake.db.write() as session:
        closing.close(session, SYSTEM, 1, LATER)
    blocks(intake.db, intake.one(Contact).id)
    return intake


def test_what_somebody_blocked_writes_is_kept_and_calls_nobody(intake: Intake) -> None:
    blocked_writer(intake).store(said("2", "Und noch etwas", thread="1", at=LATER), now=LATER)
    row = intake.one(Conversation)
    assert len(intake.all(Message)) == 2
    assert (row.state, row.urgent_at) == (ConversationState.DONE, None)
    assert (row.preview, row.waiting_since) == ("Und noch etwas", LATER)


def test_a_thread_that_somebody_blocked_begins_lies_with_what_is_done(intake: Intake) -> None:
    blocked_writer(intake).store(said("9", "Neu hier", thread="9", at=LATER), now=LATER)
    new = intake.all(Conversation)[-1]
    assert (new.state, new.urgent_at) == (ConversationState.DONE, None)


def test_others_in_the_same_page_are_heard(intake: Intake) -> None:
    blocked_writer(intake).store(
        said("2", "Und noch etwas", thread="1", at=LATER),
        said("3", "Hilfe!", author=JO, at=LATER),
        now=LATER,
    )
    urgent = [row.urgent_at is not None for row in intake.all(Conversation)]
    assert urgent == [False, True]


def test_the_row_of_somebody_blocked_says_until_when_and_why_and_no_longer(desk: Desk) -> None:
    matter, other = desk.writes(), desk.writes(who=JO)
    blocks(desk.db, desk.conversation(matter).contact_id)
    with desk.db.read() as session:
        (person,) = session.scalars(select(Person).where(Person.blocked_until.is_not(None)))
        until = person.blocked_until
        assert until is not None
        found = rows.marks(session, [matter, other], until - timedelta(seconds=1))
        assert found == {matter: rows.Mark(blocked=(until, "Droht uns."))}
        assert rows.marks(session, [matter, other], until) == {}


def test_blocking_who_waits_takes_the_hurry_away_and_nothing_else(desk: Desk) -> None:
    matter = desk.writes()
    blocks(desk.db, desk.conversation(matter).contact_id)
    row = desk.conversation(matter)
    assert (row.state, row.urgent_at) == (ConversationState.OPEN, None)
    assert row.waiting_since == NOON


def by_hand(intake: Intake) -> None:
    with intake.db.write() as session:
        blocking.lift(session, MACHINE, intake.one(Contact).id, SEEN, LATER)


def by_itself(intake: Intake) -> None:
    with intake.db.write() as session:
        assert blocking.over(session, OVER)
        assert blocking.lift_over(session, OVER) == 1


@pytest.mark.parametrize("lifts", [by_hand, by_itself])
def test_when_it_is_over_who_still_waits_is_open_as_urgent_as_ever(
    intake: Intake, lifts: Callable[[Intake], None]
) -> None:
    blocked_writer(intake).store(said("2", "Und noch etwas", thread="1", at=LATER), now=LATER)
    lifts(intake)
    row, person = intake.one(Conversation), intake.one(Person)
    assert row.state == ConversationState.OPEN
    assert row.urgent_at == LATER + timedelta(hours=1)
    assert (person.blocked_until, person.blocked_reason, person.blocked_by) == (None, None, None)


def test_who_was_answered_before_stays_answered_when_it_is_over(intake: Intake) -> None:
    blocked_writer(intake)
    by_itself(intake)
    assert intake.one(Conversation).state == ConversationState.DONE


def test_before_its_time_nothing_is_over(intake: Intake) -> None:
    blocked_writer(intake)
    with intake.db.write() as session:
        assert not blocking.over(session, NOON + timedelta(days=1))
        assert blocking.lift_over(session, NOON + timedelta(days=1)) == 0


def test_a_reopened_conversation_of_somebody_blocked_is_urgent_to_nobody(intake: Intake) -> None:
    blocked_writer(intake)
    with intake.db.write() as session:
        conversations.reopen(session, MACHINE, 1, LATER)
    assert intake.one(Conversation).urgent_at is None


def test_what_was_put_off_of_somebody_blocked_comes_back_without_hurry(intake: Intake) -> None:
    blocked_writer(intake)
    with intake.db.write() as session:
        snoozing.snooze(session, MACHINE, 1, "later", "UTC", LATER)
    with intake.db.write() as session:
        assert snoozing.wake(session, NOON + timedelta(hours=5)) == 1
    row = intake.one(Conversation)
    assert (row.state, row.urgent_at) == (ConversationState.OPEN, None)


@pytest.mark.parametrize(
    ("asked", "reason", "refusal"),
    [
        ("2026-12-31", "Droht uns.", NoDay),
        ("2026-11-19", "Droht uns.", NoDay),
        ("2026-11-22", " \u200b ", NoReason),
    ],
)
def test_what_makes_no_block_changes_nothing(
    desk: Desk, asked: str, reason: str, refusal: type[Exception]
) -> None:
    erika = contact(desk)
    with pytest.raises(refusal), desk.db.write() as session:
        blocking.block(session, desk.actor(), erika, asked, reason, "Europe/Berlin", desk.time)
    with desk.db.read() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_block_and_its_end_are_written_down_without_the_reason(desk: Desk) -> None:
    erika = contact(desk)
    blocks(desk.db, erika)
    with desk.db.write() as session:
        blocking.lift(session, desk.actor(), erika, SEEN, desk.time)
        blocking.lift(session, desk.actor(), erika, SEEN, desk.time)
    until = {"until": "2026-11-22T23:00:00+00:00"}
    assert audited(desk) == [("blocked", until), ("unblocked", {})]


def test_of_two_who_block_at_once_the_second_is_told_and_the_first_stays(desk: Desk) -> None:
    erika = contact(desk)
    with desk.db.write() as session:
        blocking.block(
            session, desk.actor("jonas"), erika, "2026-11-22", "Droht uns.", "Europe/Berlin",
            desk.time,
        )  # fmt: skip

    def again(seen: Block | None) -> None:
        with desk.db.write() as session:
            blocking.block(
                session, desk.actor(), erika, "2026-11-25", "Pöbelt.", "Europe/Berlin", desk.time,
                seen=seen,
            )  # fmt: skip

    with pytest.raises(Changed) as told:
        again(None)
    assert told.value.name == cast.JONAS["work_name"]
    assert reason(desk) == "Droht uns."
    again(SEEN)
    assert reason(desk) == "Pöbelt."
    with pytest.raises(Changed), desk.db.write() as session:
        blocking.lift(session, desk.actor("jonas"), erika, SEEN, desk.time)
    assert reason(desk) == "Pöbelt."


def test_a_block_whose_time_has_come_stands_in_nobodys_way(desk: Desk) -> None:
    erika = contact(desk)
    blocks(desk.db, erika)
    with desk.db.write() as session:
        blocking.block(session, desk.actor(), erika, "2026-11-24", "Wieder.", "UTC", OVER)
    assert reason(desk) == "Wieder."


def reason(desk: Desk) -> str | None:
    """Return why somebody is blocked."""
    with desk.db.read() as session:
        return session.scalars(select(Person.blocked_reason)).one()


def test_who_is_joined_to_somebody_blocked_is_blocked_until_they_are_parted(desk: Desk) -> None:
    erika, matter = contact(desk, ERIKA), desk.writes(who=JO)
    jo = desk.conversation(matter).contact_id
    blocks(desk.db, erika)
    with desk.db.write() as session:
        join = joining.join(session, desk.actor(), erika, jo, (1, 0), [], desk.time)
    assert desk.conversation(matter).urgent_at is None
    with desk.db.write() as session:
        person = session.get_one(Contact, jo).person_id
        seen = people.locked(session, person).revision
        joining.part(session, desk.actor(), join, seen, desk.time)
    assert desk.conversation(matter).urgent_at == NOON + timedelta(hours=1)
