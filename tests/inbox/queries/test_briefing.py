"""A briefing from the tables: the person's other channels, promises, notes, and what is missing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Kind
from db.models import Contact, Person, Promise
from inbox.care import closing, noting, people, promising
from inbox.care.promising import Given
from inbox.outgoing import replying
from inbox.queries import briefing, contacts, meeting
from inbox.rules.briefing import About, Line, Missing
from inbox.rules.meeting import Meeting
from inbox.rules.people import Facts
from inbox.rules.promises import PromiseKind
from tests import cast
from tests.desk import Desk

TEXT = "Guten Tag, ich erstatte Ihnen 20 €."


def lines(desk: Desk, conversation_id: int) -> dict[About, Line]:
    with desk.db.read() as session:
        who = contacts.person(session, conversation_id)
        assert who is not None
        return {line.about: line for line in briefing.lines(session, who, desk.time)}


def meets(desk: Desk, conversation_id: int, login: str = "miriam") -> Meeting:
    with desk.db.read() as session:
        return meeting.meeting(session, desk.agents[login], conversation_id)


def elsewhere(desk: Desk, text: str) -> int:
    """Let the same person, joined by a colleague, write on another platform; the conversation."""
    with desk.db.write() as session:
        person = Person(updated_at=desk.time)
        session.add(person)
        session.flush()
        account = cast.account(session, platform="facebook", slug=uuid.uuid4().hex)
        other = cast.contact(session, cast.ERIKA, platform="facebook")
        for one in session.scalars(select(Contact)):
            one.person_id = person.id
        matter = cast.matter(session, account, text, who=other, at=desk.time, kind=Kind.COMMENT)
        return matter.conversation.id


def test_of_a_stranger_it_says_what_is_there_and_what_is_not(desk: Desk) -> None:
    found = lines(desk, desk.writes("Wo bleibt mein Geld?"))
    assert [about.value for about in found] == ["who", "words", "unknown"]
    assert found[About.WORDS].quote is not None
    assert found[About.WORDS].quote.text == "Wo bleibt mein Geld?"
    assert found[About.UNKNOWN].missing == (
        Missing.ADDRESS, Missing.LANGUAGE, Missing.CHANNEL, Missing.NUMBER,
    )  # fmt: skip


def test_a_number_that_was_noted_to_reach_them_is_not_missed(desk: Desk) -> None:
    here = desk.writes("Hallo")
    with desk.db.write() as session:
        who = session.scalars(select(Contact)).one()
        facts = Facts(channel="call", channel_address="030 23125456")
        people.save(session, desk.actor(), who.id, facts, 0, desk.time)
    assert Missing.NUMBER not in lines(desk, here)[About.UNKNOWN].missing


def test_a_number_that_was_told_is_not_missed(desk: Desk) -> None:
    found = lines(desk, desk.writes("Rufen Sie mich an: 030 23125456"))
    assert Missing.NUMBER not in found[About.UNKNOWN].missing


def test_what_was_said_on_another_channel_and_how_it_stood_is_told(desk: Desk) -> None:
    before = desk.writes("Das ist eine Frechheit!!! Wo bleibt mein Geld?")
    desk.wait(days=2)
    with desk.db.write() as session:
        closing.close(session, desk.actor(), before, desk.time)
    here = elsewhere(desk, "Ich warte noch.")
    last = lines(desk, here)[About.BEFORE]
    assert (last.conversation_id, last.signs) == (before, ("anger", "marks"))
    assert last.quote is not None and last.quote.text.startswith("Das ist eine Frechheit")
    assert lines(desk, here)[About.AGAIN].recent == 1


def test_after_thirty_days_it_is_no_repetition(desk: Desk) -> None:
    desk.writes()
    desk.wait(days=31)
    assert About.AGAIN not in lines(desk, desk.writes("Noch etwas anderes."))


def test_promises_to_the_person_are_told_wherever_they_were_made(desk: Desk) -> None:
    before = desk.writes()
    due = desk.time + timedelta(days=1)
    given = [Given(PromiseKind.MONEY, "20 € erstatten", due, 2000, "EUR", "erstatte Ihnen 20 €")]
    desk.answers(before, TEXT, given=given)
    desk.after_undo()
    here = elsewhere(desk, "Ich warte noch.")
    pledge = lines(desk, here)[About.PROMISED].pledge
    assert pledge is not None
    assert (pledge.conversation_id, pledge.state, pledge.here) == (before, "open", False)
    desk.wait(days=2)
    with desk.db.write() as session:
        number = session.scalars(select(Promise.id)).one()
        promising.keep(session, desk.actor(), number, "Beleg 4717", desk.time)
    kept = lines(desk, here)[About.PROMISED].pledge
    assert kept is not None and (kept.state, kept.late) == ("kept", True)


def test_the_newest_note_is_told_with_who_wrote_it(desk: Desk) -> None:
    here = desk.writes()
    with desk.db.write() as session:
        noting.write(session, desk.actor("jonas"), here, "Ruft nie vor 10 an.", "k" * 32, desk.time)
    quote = lines(desk, here)[About.NOTE].quote
    assert quote is not None and (quote.text, quote.by) == ("Ruft nie vor 10 an.", "Jonas Weber")


def test_an_agent_meets_a_person_once_whatever_the_channel(desk: Desk) -> None:
    first = desk.writes()
    assert meets(desk, first).first
    desk.answers(first, "Guten Tag, ich bin Miriam Brandt und kläre das Geld heute.")
    assert not meets(desk, first).first
    here = elsewhere(desk, "Ich warte noch.")
    assert not meets(desk, here).first
    assert meets(desk, here, "jonas").first


def test_a_reply_that_was_taken_back_introduced_nobody(desk: Desk) -> None:
    here = desk.writes()
    (reply,) = desk.answers(here, "Das Geld kommt heute.")
    with desk.db.write() as session:
        replying.undo(session, desk.actor(), reply, desk.time)
    assert meets(desk, here).first


def test_who_shows_a_handle_alone_has_no_name_until_somebody_asked(desk: Desk) -> None:
    here = desk.writes()
    with desk.db.write() as session:
        session.scalars(select(Contact)).one().name = "erika_m"
    assert meets(desk, here).nameless
    assert meets(desk, here).handles == ("erika_m",)
    desk.answers(here, "Das Geld kommt heute. Mit wem habe ich das Vergnügen?")
    assert not meets(desk, here).nameless


def test_an_introduction_is_in_the_customers_language(desk: Desk) -> None:
    assert meets(desk, desk.writes("Where is my money? I have been waiting")).spoken == "en"
    assert meets(desk, desk.writes("Wo bleibt mein Geld? Ich warte")).spoken == "de"


@pytest.mark.parametrize("text", ["Hallo Herr Mustermann, das Geld kommt heute."])
def test_an_invented_name_never_leaves(desk: Desk, text: str) -> None:
    with pytest.raises(replying.Objected) as refused:
        desk.answers(desk.writes(), text, despite="trotzdem")
    assert "invented_name" in [one.rule for one in refused.value.objections]
