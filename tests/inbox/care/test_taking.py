"""Take and tell: the conversation is the agent's, and how its answer begins comes from their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.models import Conversation, Person, Promise
from inbox.care import absences, hours, opening, owning, promising, taking
from inbox.care.owning import HasIt, Holder
from inbox.care.promising import Given, NoPromise
from inbox.care.rights import MACHINE, NotAllowed
from inbox.rules.hours import read
from inbox.rules.promises import PromiseKind
from inbox.texts import texts
from tests import cast
from tests.desk import Desk

NOBODY = Holder()


def taken(desk: Desk, conversation: int, had: Holder = NOBODY, login: str = "miriam") -> str:
    with desk.db.write() as session:
        t = texts("de", "UTC")
        words = taking.take(session, desk.actor(login), conversation, had, t, desk.time)
    return f"{words.text[: words.caret]}▏{words.text[words.caret :]}"


def works(desk: Desk, week: str) -> None:
    with desk.db.write() as session:
        hours.set_hours(
            session, MACHINE, desk.agents["miriam"], read(week, "Europe/Berlin"), desk.time
        )


def test_it_is_theirs_and_the_answer_says_by_when(desk: Desk) -> None:
    works(desk, "mon-sun 0:00-24:00")
    conversation = desk.writes("Wo bleibt mein Geld, ich warte schon lange")
    said = taken(desk, conversation)
    assert said.startswith(f"Guten Tag {cast.ERIKA.name},\n\n▏\n\nSie hören bis ")
    assert desk.conversation(conversation).owner_id == desk.agents["miriam"]


def test_where_nobody_said_hours_the_answer_and_the_list_name_one_time(fast: Desk) -> None:
    fast.time = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    conversation = fast.writes()
    with fast.db.write() as session:
        hears = session.get_one(Conversation, conversation)
        hears.sign_at = fast.time + timedelta(minutes=55)
    assert "Sie hören bis 02:15 Uhr" in taken(fast, conversation)


def test_where_the_house_is_closed_by_night_nobody_is_told_of_a_time_in_it(fast: Desk) -> None:
    with fast.db.write() as session:
        week = read("mon-sun 9:00-17:00", "UTC")
        opening.set_week(session, MACHINE, None, opening.Given(week), fast.time)
    fast.time = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert "bis 10:00 Uhr" in taken(fast, fast.writes())


def test_who_waits_for_them_already_makes_it_later(fast: Desk) -> None:
    works(fast, "mon-sun 0:00-24:00")
    alone = taken(fast, fast.writes())
    other = fast.writes()
    with fast.db.write() as session:
        whose = Holder(fast.agents["miriam"])
        owning.hand(session, fast.actor("miriam"), other, whose, NOBODY, fast.time)
    assert taken(fast, fast.writes()) != alone


def test_absences_are_looked_at(fast: Desk) -> None:
    works(fast, "mon-sun 6:00-7:00")
    before = taken(fast, fast.writes())
    tomorrow = fast.time.date() + timedelta(days=1)
    with fast.db.write() as session:
        given = absences.Given(tomorrow, tomorrow, "Europe/Berlin")
        absences.plan(session, MACHINE, fast.agents["miriam"], given, fast.time)
    assert "morgen um 07:00" in before
    assert "morgen" not in taken(fast, fast.writes())


def test_somebody_is_spoken_to_as_the_team_noted(fast: Desk) -> None:
    conversation = fast.writes()
    with fast.db.write() as session:
        person = Person(
            name="Eri", address="du", language="de", notes="", revision=1, updated_at=fast.time
        )
        session.add(person)
        session.flush()
        contact = session.get_one(Conversation, conversation).contact_id
        session.get_one(cast.Contact, contact).person_id = person.id
    said = taken(fast, conversation)
    assert said.startswith("Hallo Eri,\n\n▏\n\nDu hörst bis ")


def test_who_is_second_is_told_and_takes_nothing(desk: Desk) -> None:
    conversation = desk.writes()
    taken(desk, conversation, login="jonas")
    with pytest.raises(HasIt):
        taken(desk, conversation)
    assert desk.conversation(conversation).owner_id == desk.agents["jonas"]


def test_no_draft_is_touched(desk: Desk) -> None:
    conversation = desk.writes()
    desk.types(conversation, "Mein Anfang")
    taken(desk, conversation)
    assert desk.draft(conversation) == "Mein Anfang"


def promised(desk: Desk) -> Promise:
    conversation = desk.writes()
    given = Given(PromiseKind.CALL, "Rückruf", desk.time + timedelta(hours=5))
    desk.answers(conversation, "Ich rufe Sie in 5 Stunden an.", given=[given])
    desk.after_undo()
    with desk.db.read() as session:
        return session.query(Promise).one()


def told(desk: Desk, promise: int, was=None) -> str:
    with desk.db.write() as session:
        t = texts("de", "UTC")
        return taking.tell(session, desk.actor(), promise, was, t, desk.time).text


def test_a_note_says_what_was_promised_and_by_when_it_is_now(desk: Desk) -> None:
    one = promised(desk)
    later = one.due_at + timedelta(days=1)
    with desk.db.write() as session:
        promising.move(session, desk.actor(), one.id, later, "Kein Empfang.", desk.time)
    said = told(desk, one.id)
    assert f"bis {one.due_at:%H:%M} Uhr zugesagt: „Rückruf“." in said
    assert said.endswith(f"Neue Zeit: bis morgen um {later:%H:%M} Uhr.")


def test_a_note_about_a_broken_promise_names_no_other_time(desk: Desk) -> None:
    one = promised(desk)
    with desk.db.write() as session:
        promising.give_up(session, desk.actor(), one.id, "Keine Nummer.", desk.time)
    assert told(desk, one.id).endswith("Das kann ich nicht halten. ")


def test_what_was_promised_last_is_said_where_it_was_moved_before(fast: Desk) -> None:
    one = promised(fast)
    was = one.due_at + timedelta(hours=1)
    assert f"bis {was:%H:%M} Uhr zugesagt" in told(fast, one.id, was)


def test_of_no_promise_nothing_is_told(fast: Desk) -> None:
    with pytest.raises(NoPromise):
        told(fast, 4711)


def test_only_an_agent_takes_and_tells(fast: Desk) -> None:
    conversation = fast.writes()
    with fast.db.write() as session, pytest.raises(NotAllowed):
        taking.take(session, MACHINE, conversation, NOBODY, texts("de"), fast.time)


def test_the_time_lies_before_the_platform_stops_taking_answers(fast: Desk) -> None:
    works(fast, "mon-sun 0:00-24:00")
    closing, open_ended = fast.writes(), fast.writes()
    with fast.db.write() as session:
        row = session.get_one(Conversation, closing)
        row.answer_until = fast.time + timedelta(minutes=50)
    assert taken(fast, closing).endswith("bis 13:30 Uhr von mir.")
    assert not taken(fast, open_ended).endswith("bis 13:30 Uhr von mir.")
