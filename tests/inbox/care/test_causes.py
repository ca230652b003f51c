"""Causes: opened once, linked by agents, told to each person by a person, every step undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.models import Audit, Cause, CauseState, Complaint, Contact, Conversation, Person
from inbox.care import agents, causes
from inbox.care.causes import CHANGE, NAME, Flaw, NoCause, Unclear
from inbox.care.rights import MACHINE
from inbox.queries import causes as listed
from inbox.queries.causes import CauseView, Complainer
from inbox.texts import texts
from tests import cast
from tests.desk import Desk

CUPS = "Tassen zerbrechen auf dem Weg"
TWICE = "Wir verpacken Tassen jetzt doppelt."


def found(desk: Desk, name: str = CUPS, change: str = TWICE, login: str = "miriam") -> int:
    with desk.db.write() as session:
        return causes.found(session, desk.actor(login), name, change, desk.time)


def does(desk: Desk, what, *given, login: str = "miriam", **how) -> None:
    with desk.db.write() as session:
        what(session, desk.actor(login), *given, desk.time, **how)


def page(desk: Desk, state: CauseState = CauseState.OPEN) -> list[CauseView]:
    with desk.db.read() as session:
        return list(listed.page(session, state, desk.time, 50)[0])


def people(desk: Desk, cause: int, login: str = "miriam") -> list[Complainer]:
    with desk.db.read() as session:
        return list(listed.complainers(session, cause, desk.agents[login])[0])


def join(desk: Desk, *conversations: int) -> None:
    """Let the contacts of these conversations be one person."""
    with desk.db.write() as session:
        one = Person(updated_at=desk.time)
        session.add(one)
        session.flush()
        wrote = select(Contact).join(Conversation).where(Conversation.id.in_(conversations))
        for contact in session.scalars(wrote):
            contact.person_id = one.id


def test_a_cause_is_opened_with_what_changes_and_whoever_opened_it_sees_to_it(desk) -> None:
    number = found(desk)
    (one,) = page(desk)
    assert (one.id, one.name, one.change, one.owner) == (number, CUPS, TWICE, "Miriam Brandt")
    assert (one.people, one.told, one.since) == (0, 0, desk.time)


def test_one_of_that_name_is_that_one_whoever_opens_it(desk) -> None:
    assert found(desk) == found(desk, "TASSEN zerbrechen auf dem Weg", "Anders.", login="jonas")
    assert [one.change for one in page(desk)] == [TWICE]


def test_what_makes_no_cause_is_refused(desk) -> None:
    for name, change, flaw in (
        (" ", TWICE, Flaw.NAME),
        ("🙂", TWICE, Flaw.NAME),
        ("x" * (NAME + 1), TWICE, Flaw.NAME_LONG),
        (CUPS, "\u200b", Flaw.CHANGE),
        (CUPS, "x" * (CHANGE + 1), Flaw.CHANGE_LONG),
    ):
        with pytest.raises(Unclear) as told:
            found(desk, name, change)
        assert told.value.flaw is flaw
    assert page(desk) == []


def test_it_is_said_anew_but_never_as_another_one_is_called(desk) -> None:
    number, other = found(desk), found(desk, "Hotline besetzt", "Zwei Leute mehr.")
    does(desk, causes.reword, number, "Tassen", "Dreifach verpackt.")
    assert {one.name for one in page(desk)} == {"Tassen", "Hotline besetzt"}
    with pytest.raises(Unclear) as told:
        does(desk, causes.reword, other, "TASSEN", "x")
    assert told.value.flaw is Flaw.SAME


def test_people_are_counted_and_not_their_conversations_lately_within_a_week(desk) -> None:
    number = found(desk)
    first, again = desk.writes("Tasse kaputt"), desk.writes("Noch eine kaputt")
    other = desk.writes("Bei mir auch", who=cast.OEZTUERK)
    for conversation in (first, again, other):
        does(desk, causes.link, conversation, number)
    assert [one.people for one in page(desk)] == [2]
    join(desk, first, other)
    assert [one.people for one in page(desk)] == [1]
    desk.wait(days=8)
    does(desk, causes.link, desk.writes(who=cast.JO), number)
    (one,) = page(desk)
    assert (one.people, one.lately) == (2, 1)


def test_linking_twice_is_linking_once_and_it_is_taken_back(desk) -> None:
    number, conversation = found(desk), desk.writes()
    does(desk, causes.link, conversation, number)
    does(desk, causes.link, conversation, number)
    assert len(people(desk, number)) == 1
    does(desk, causes.unlink, conversation, number)
    assert people(desk, number) == []
    with pytest.raises(NoCause):
        does(desk, causes.unlink, conversation, number)


def test_it_is_mended_step_by_step_and_each_way_back_is_open(desk) -> None:
    number = found(desk)
    for state in (CauseState.FIXING, CauseState.FIXED, CauseState.OPEN):
        desk.wait(hours=1)
        does(desk, causes.turn, number, state)
        (one,) = page(desk, state)
        assert one.since == desk.time
    began = desk.time
    desk.wait(hours=1)
    does(desk, causes.turn, number, CauseState.OPEN)
    assert [one.since for one in page(desk)] == [began], "to say again what holds changes nothing"


def test_who_was_told_stands_behind_those_who_were_not(desk) -> None:
    number = found(desk)
    erika, cem = desk.writes(), desk.writes(who=cast.OEZTUERK)
    for conversation in (erika, cem):
        desk.wait(minutes=1)
        does(desk, causes.link, conversation, number)
    does(desk, causes.turn, number, CauseState.FIXED)
    does(desk, causes.told, cem, number, login="jonas")
    first, last = people(desk, number)
    assert (first.conversation_id, first.told_at) == (erika, None)
    assert (last.conversation_id, last.told_at, last.told_by) == (cem, desk.time, "Jonas Weber")
    assert [one.told for one in page(desk, CauseState.FIXED)] == [1]


def test_whoever_is_told_is_told_on_all_their_channels_and_that_is_taken_back(desk) -> None:
    number = found(desk)
    here, there = desk.writes(), desk.writes(who=cast.OEZTUERK)
    for conversation in (here, there):
        does(desk, causes.link, conversation, number)
    join(desk, here, there)
    does(desk, causes.told, here, number)
    (one,) = people(desk, number)
    assert one.told_at is not None
    does(desk, causes.told, there, number, yes=False)
    (one,) = people(desk, number)
    assert (one.told_at, one.told_by) == (None, None)


def test_who_complains_again_is_to_be_told_again(desk) -> None:
    number, conversation = found(desk), desk.writes()
    with pytest.raises(NoCause):
        does(desk, causes.told, conversation, number)
    does(desk, causes.link, conversation, number)
    does(desk, causes.told, conversation, number)
    does(desk, causes.link, conversation, number)
    assert [one.told_at for one in people(desk, number)] == [None]


def test_a_contact_person_is_whoever_has_it_else_who_answered_last(desk) -> None:
    number = found(desk)
    erika, cem, jo = (desk.writes(who=who) for who in (cast.ERIKA, cast.OEZTUERK, cast.JO))
    for conversation in (erika, cem, jo):
        does(desk, causes.link, conversation, number)
    desk.answers(cem, "Ich schaue nach dem Becher.", login="jonas")
    desk.after_undo()
    with desk.db.write() as session:
        session.get_one(Conversation, erika).owner_id = desk.agents["miriam"]
        session.get_one(Conversation, cem).owner_id = None
    named = {one.conversation_id: (one.contact_person, one.mine) for one in people(desk, number)}
    assert named == {
        erika: ("Miriam Brandt", True),
        cem: ("Jonas Weber", False),
        jo: (None, False),
    }


def test_a_name_that_is_withheld_stays_so(desk) -> None:
    number, conversation = found(desk), desk.writes()
    does(desk, causes.link, conversation, number)
    with desk.db.write() as session:
        for contact in session.scalars(select(Contact)):
            contact.withheld = True
    assert [one.name for one in people(desk, number)] == [""]


def test_a_note_begins_with_what_has_changed_and_sends_nothing(desk) -> None:
    number, conversation = found(desk), desk.writes()
    does(desk, causes.link, conversation, number)
    with desk.db.write() as session:
        words = causes.begin(session, desk.actor(), conversation, number, texts("de"))
    assert words.text.endswith(f"Es ist behoben: {TWICE}")
    assert CUPS not in words.text
    assert [one.told_at for one in people(desk, number)] == [None]
    with desk.db.read() as session, pytest.raises(NoCause):
        causes.begin(session, desk.actor(), desk.writes(), number, texts("de"))


def test_somebody_else_sees_to_it_as_long_as_they_work_here(desk) -> None:
    number = found(desk)
    does(desk, causes.entrust, number, desk.agents["jonas"])
    assert [one.owner for one in page(desk)] == ["Jonas Weber"]
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["jonas"], desk.time)
    with pytest.raises(LookupError):
        does(desk, causes.entrust, number, desk.agents["jonas"])
    does(desk, causes.entrust, number, None)
    assert [one.owner for one in page(desk)] == [None]


def test_every_step_stands_in_the_audit(desk) -> None:
    number, conversation = found(desk), desk.writes()
    does(desk, causes.link, conversation, number)
    does(desk, causes.turn, number, CauseState.FIXED)
    does(desk, causes.told, conversation, number)
    does(desk, causes.told, conversation, number, yes=False)
    does(desk, causes.unlink, conversation, number)
    with desk.db.read() as session:
        acts = list(session.scalars(select(Audit.action).order_by(Audit.id)))
    wanted = [
        "cause opened", "complaint", "cause turned", "told", "not told", "complaint taken back"
    ]  # fmt: skip
    assert [act for act in acts if act in wanted] == wanted


def test_what_a_conversation_takes_along_when_it_goes(desk) -> None:
    number, conversation = found(desk), desk.writes()
    does(desk, causes.link, conversation, number)
    with desk.db.write() as session:
        session.delete(session.get_one(Conversation, conversation))
    with desk.db.read() as session:
        assert list(session.scalars(select(Complaint))) == []
        assert session.get(Cause, number) is not None


def test_weeks_are_plotted_by_how_their_cause_stands(desk) -> None:
    number, conversation = found(desk), desk.writes()
    does(desk, causes.link, conversation, number)
    does(desk, causes.turn, number, CauseState.FIXED)
    with desk.db.read() as session:
        assert listed.complained(session, desk.time) == ((desk.time, CauseState.FIXED),)
    desk.wait(weeks=13)
    with desk.db.read() as session:
        assert listed.complained(session, desk.time) == ()
