"""Somebody is away: their deputy does their work, or it passes to its queue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.models import Absence, Audit, ConversationState
from inbox.care import absences, agents, closing, conversations, owning, passing
from inbox.care.absences import Given, NotThere, Refused, Wrong
from inbox.care.owning import Holder, NobodyThere
from inbox.care.rights import MACHINE, NotAllowed
from inbox.queries import standing
from inbox.queries.conversations import Folder, counts, listed
from tests import cast
from tests.desk import Desk

TODAY = cast.NOON.date()
SOON = TODAY + timedelta(days=3)
LATER = TODAY + timedelta(days=5)


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


def away(desk: Desk, who: str, deputy: str | None = None, first: date = TODAY, last=LATER) -> int:
    """Let an agent be absent from their first day until their last one."""
    given = Given(first, last, "UTC", desk.agents[deputy] if deputy else None, "Urlaub")
    with desk.db.write() as session:
        return absences.plan(session, desk.actor(who), desk.agents[who], given, desk.time)


@pytest.mark.parametrize(("deputy", "circle"), [("miriam", True), (None, False)])
def test_deputies_in_a_circle_are_seen_as_they_are_entered(desk, deputy, circle) -> None:
    first = away(desk, "miriam", "jonas", first=SOON)
    with desk.db.read() as session:
        assert not standing.in_a_circle(session, first)
    second = away(desk, "jonas", deputy, first=LATER)
    with desk.db.read() as session:
        assert standing.in_a_circle(session, second) is circle


def test_days_that_do_not_meet_make_no_circle(desk) -> None:
    away(desk, "miriam", "jonas", first=TODAY, last=SOON)
    second = away(desk, "jonas", "miriam", first=LATER)
    with desk.db.read() as session:
        assert not standing.in_a_circle(session, second)


def turn(desk: Desk, **span: float) -> None:
    """Let time go by, and the clock look."""
    desk.wait(**span)
    with desk.db.write() as session:
        absences.turn(session, desk.time)


def take(desk: Desk, conversation: int, who: str) -> None:
    with desk.db.write() as session:
        owning.hand(
            session, desk.actor(who), conversation, Holder(desk.agents[who]), Holder(), desk.time
        )


def third(desk: Desk) -> None:
    with desk.db.write() as session:
        row = cast.agent(session, cast.AMINA)
        desk.agents[row.login] = row.id


def mine(desk: Desk, who: str) -> list[int]:
    with desk.db.read() as session:
        rows = listed(session, desk.agents[who], Folder.MINE).rows
        assert counts(session, desk.agents[who])[Folder.MINE] == len(rows)
        return [row.id for row in rows]


def queue(desk: Desk) -> list[int]:
    with desk.db.read() as session:
        return [row.id for row in listed(session, None, Folder.UNASSIGNED).rows]


def audited(desk: Desk, action: str) -> list[Audit]:
    with desk.db.read() as session:
        return list(session.scalars(select(Audit).where(Audit.action == action)))


def test_the_deputy_sees_what_an_absent_agent_has_and_it_stays_theirs(desk) -> None:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    away(desk, "jonas", "miriam")
    assert mine(desk, "miriam") == [conversation]
    assert desk.conversation(conversation).owner_id == desk.agents["jonas"]
    with desk.db.read() as session:
        (row,) = listed(session, desk.agents["miriam"], Folder.MINE).rows
        found = standing.away_owners(session, [conversation], standing.aways(session))[conversation]
    assert (row.owner, row.mine) == ("Jonas Weber", False)
    assert (found.name, found.stand_in) == ("Jonas Weber", "Miriam Brandt")


def test_it_begins_and_ends_by_itself_and_the_audit_says_so(desk) -> None:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    away(desk, "jonas", "miriam", first=SOON)
    turn(desk)
    assert mine(desk, "miriam") == []
    turn(desk, days=3)
    assert mine(desk, "miriam") == [conversation]
    turn(desk, days=3)
    assert mine(desk, "miriam") == []
    assert mine(desk, "jonas") == [conversation]
    steps = ("absence planned", "absence began", "stands in", "absence over")
    assert [len(audited(desk, step)) for step in steps] == [1, 1, 1, 1]


def test_without_a_deputy_it_passes_to_the_queue(desk) -> None:
    loose, answered = desk.writes(), desk.writes("Und?")
    take(desk, loose, "jonas")
    desk.answers(answered, login="jonas")
    desk.after_undo()
    away(desk, "jonas")
    assert queue(desk) == [loose]
    assert desk.conversation(answered).owner_id is None
    (passed,) = audited(desk, "passed on")
    assert passed.note["freed"] == 2


def test_what_is_done_stays_theirs_until_it_is_opened_again(desk) -> None:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    with desk.db.write() as session:
        closing.close(session, desk.actor("jonas"), conversation, desk.time)
    away(desk, "jonas")
    assert desk.conversation(conversation).owner_id == desk.agents["jonas"]
    with desk.db.write() as session:
        conversations.reopen(session, desk.actor("miriam"), conversation, desk.time)
    assert queue(desk) == [conversation]


def test_the_clock_finds_what_came_to_somebody_alone_by_another_way(desk) -> None:
    conversation = desk.writes()
    away(desk, "jonas")
    with desk.db.write() as session:
        conversations.locked(session, conversation).owner_id = desk.agents["jonas"]
    with desk.db.read() as session:
        assert absences.due(session, desk.time)
        assert passing.left(session) == [desk.agents["jonas"]]
    turn(desk)
    assert queue(desk) == [conversation]
    with desk.db.read() as session:
        assert not absences.due(session, desk.time)


def test_nobody_is_given_to_somebody_absent_whom_nobody_stands_in_for(desk) -> None:
    conversation = desk.writes()
    away(desk, "jonas")
    with pytest.raises(NobodyThere), desk.db.write() as session:
        owning.hand(
            session, MACHINE, conversation, Holder(desk.agents["jonas"]), Holder(), desk.time
        )
    assert queue(desk) == [conversation]


def test_a_chain_leads_to_whoever_is_there(desk) -> None:
    third(desk)
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    away(desk, "jonas", "miriam")
    away(desk, "miriam", "amina")
    assert mine(desk, "amina") == [conversation]
    assert mine(desk, "miriam") == []


def test_a_circle_of_deputies_ends_in_the_queue(desk) -> None:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    away(desk, "jonas", "miriam")
    away(desk, "miriam", "jonas")
    assert queue(desk) == [conversation]


def test_a_deputy_who_is_disabled_stands_in_no_more(desk) -> None:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    away(desk, "jonas", "miriam")
    third(desk)
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    assert queue(desk) == [conversation]


def test_an_absence_that_is_ended_ends_at_once(desk) -> None:
    conversation = desk.writes()
    take(desk, conversation, "jonas")
    number = away(desk, "jonas", "miriam")
    with desk.db.write() as session:
        absences.end(session, desk.actor("jonas"), number, desk.time)
    assert mine(desk, "miriam") == []
    assert mine(desk, "jonas") == [conversation]
    with pytest.raises(NotThere), desk.db.write() as session:
        absences.end(session, desk.actor("jonas"), number, desk.time)


def test_a_planned_one_that_is_dropped_never_begins(desk) -> None:
    number = away(desk, "jonas", "miriam", first=SOON)
    with desk.db.write() as session:
        absences.end(session, MACHINE, number, desk.time)
    turn(desk, days=4)
    with desk.db.read() as session:
        assert session.get_one(Absence, number).began_at is None


@pytest.mark.parametrize(
    ("deputy", "first", "last", "wrong"),
    [
        ("miriam", LATER, TODAY, Wrong.BACKWARDS),
        ("jonas", TODAY, LATER, Wrong.DEPUTY),
        ("miriam", LATER, LATER + timedelta(days=9), Wrong.TWICE),
    ],
)
def test_what_cannot_be_is_refused(desk, deputy, first, last, wrong) -> None:
    away(desk, "jonas", "miriam", SOON)
    with pytest.raises(Refused) as refused:
        away(desk, "jonas", deputy, first, last)
    assert refused.value.wrong is wrong


def test_somebody_who_works_here_no_more_is_no_deputy(desk) -> None:
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    with pytest.raises(Refused) as refused:
        away(desk, "jonas", "miriam")
    assert refused.value.wrong is Wrong.DEPUTY


def test_agents_plan_their_own_absence_alone(desk) -> None:
    given = Given(TODAY, LATER, "UTC")
    with pytest.raises(NotAllowed), desk.db.write() as session:
        absences.plan(session, desk.actor("miriam"), desk.agents["jonas"], given, desk.time)


def test_a_customers_next_message_goes_to_the_deputy(desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, login="jonas")
    desk.after_undo()
    away(desk, "jonas", "miriam")
    assert desk.conversation(conversation).state == ConversationState.WAITING
    assert mine(desk, "miriam") == []
    with desk.db.write() as session:
        conversations.reopen(session, MACHINE, conversation, desk.time)
    assert mine(desk, "miriam") == [conversation]
