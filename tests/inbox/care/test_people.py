"""What agents write about a person stays, and nobody writes over a colleague's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from connectors.base import Author
from db.models import Agent, Audit, Contact, Message, Person
from inbox.care import blocking, joining, people
from inbox.care.people import Changed, NoContact, Unfit
from inbox.queries import people as queries
from inbox.queries import search
from inbox.rules.people import Facts, Flaw
from inbox.rules.search import read
from tests import cast
from tests.desk import Desk

FACTS = Facts(
    name="Frau Müller",
    address="sie",
    language="de",
    channel="call",
    channel_source="sie bat darum",
    channel_since=date(2026, 11, 1),
    pace="brief",
    notes="Fragt nach dem Rollstuhlplatz.",
)


def contact(desk: Desk, who: Author = cast.ERIKA) -> int:
    """Let somebody have written; returns the contact."""
    return desk.conversation(desk.writes(who=who)).contact_id


def saves(desk: Desk, of: int, facts: Facts = FACTS, seen: int = 0, login: str = "miriam") -> int:
    with desk.db.write() as session:
        return people.save(session, desk.actor(login), of, facts, seen, desk.time)


def known(desk: Desk, of: int) -> Facts:
    """Return what is known of the person behind a contact, whoever wrote it."""
    with desk.db.read() as session:
        person = session.scalar(select(Person).join(Contact).where(Contact.id == of))
        found = people.facts(person) if person else Facts()
        return replace(found, noted_at=None, noted_by=None)


def persons(desk: Desk) -> int:
    with desk.db.read() as session:
        return session.scalar(select(func.count(Person.id))) or 0


def audited(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    with desk.db.read() as session:
        return [(row.action, row.note) for row in session.scalars(select(Audit).order_by(Audit.id))]


def names(desk: Desk, line: str) -> list[str]:
    """Return whom a search finds."""
    with desk.db.read() as session:
        return [one.name for one in search.find(session, None, read(line)).people]


def test_a_person_comes_into_being_with_the_first_word_about_them(desk: Desk) -> None:
    erika = contact(desk)
    assert persons(desk) == 0
    assert saves(desk, erika) == 1
    assert (persons(desk), known(desk, erika)) == (1, FACTS)


def test_the_audit_says_what_was_written_about_and_not_what(desk: Desk) -> None:
    erika = contact(desk)
    saves(desk, erika, Facts(name="Frau Müller", notes="Klagt"))
    assert audited(desk) == [("noted", {"fields": ["name", "notes"]})]


def test_saving_what_stands_there_already_is_no_act(desk: Desk) -> None:
    erika = contact(desk)
    saves(desk, erika)
    assert saves(desk, erika, seen=1) == 1
    assert len(audited(desk)) == 1


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_who_write_at_once_the_second_is_told(desk: Desk, first: int) -> None:
    erika = contact(desk)
    for number in range(first):
        saves(desk, erika, replace(FACTS, notes=f"{number}"), seen=number)
    saves(desk, erika, replace(FACTS, name="Erika"), seen=first, login="jonas")
    with pytest.raises(Changed) as told:
        saves(desk, erika, replace(FACTS, name="Anders"), seen=first)
    assert told.value.name == cast.JONAS["work_name"]
    assert known(desk, erika).name == "Erika"


def test_what_cannot_be_kept_leaves_everything_as_it_was(desk: Desk) -> None:
    erika = contact(desk)
    with pytest.raises(Unfit) as told:
        saves(desk, erika, replace(FACTS, notes="x" * 5_000))
    assert (told.value.flaw, persons(desk)) == (Flaw.NOTES, 0)
    with pytest.raises(NoContact):
        saves(desk, 10**9)


def test_somebody_is_found_by_the_name_the_team_gave_and_by_its_notes(desk: Desk) -> None:
    erika = contact(desk)
    contact(desk, cast.JO)
    assert names(desk, "Rollstuhlplatz") == []
    saves(desk, erika)
    for line in ("Muller", "rollstuhl*", '"nach dem Rollstuhlplatz"'):
        assert names(desk, line) == [cast.ERIKA.name], line
    saves(desk, erika, Facts(), seen=1)
    assert names(desk, "rollstuhl") == []


def test_somebody_is_found_by_the_number_or_address_to_reach_them(desk: Desk) -> None:
    erika = contact(desk)
    saves(desk, erika, Facts(channel="call", channel_address="0341 9876543"))
    for line in ("0341 9876543", "+49 341 9876543", "03419876543", "9876543"):
        assert names(desk, line) == [cast.ERIKA.name], line
    saves(desk, erika, Facts(channel="mail", channel_address="erika@example.org"), seen=1)
    assert names(desk, "erika@example.org") == [cast.ERIKA.name]
    assert names(desk, "03419876543") == []


def because(desk: Desk, line: str) -> list[tuple[bool, str]]:
    """Return by what of the team's words people were found, what was hit in brackets."""
    with desk.db.read() as session:
        found = [one.because for one in search.find(session, None, read(line)).people]
    return [
        (one.notes, "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in one.pieces))
        for one in found
        if one is not None
    ]


def test_who_is_found_by_what_the_team_noted_is_shown_with_the_words(desk: Desk) -> None:
    erika = contact(desk)
    notes = "Ist gehbehindert; mobil +49 171 2345678"
    saves(desk, erika, Facts(notes=notes, channel="call", channel_address="0341 9876543"))
    assert because(desk, "Gehbehind*") == [(True, "Ist [gehbehindert]; mobil +49 171 2345678")]
    assert because(desk, "01712345678") == [(True, "Ist gehbehindert; mobil [+49 171 2345678]")]
    assert because(desk, "+49 341 9876543") == [(False, "[0341 9876543]")]
    assert because(desk, "Erika") == []


def test_notes_do_not_say_whom_from_means(desk: Desk) -> None:
    erika = contact(desk)
    saves(desk, erika)
    with desk.db.read() as session:
        assert search.find(session, None, read("from:rollstuhlplatz")).hits == ()
        assert len(search.find(session, None, read('from:"Frau Müller"')).hits) == 1


def test_an_agent_who_wrote_can_be_told_of_after_they_left(desk: Desk) -> None:
    erika = contact(desk)
    saves(desk, erika, login="jonas")
    desk.changes("jonas", disabled_at=desk.time)
    with desk.db.read() as session:
        row = session.scalars(select(Person)).one()
        assert session.get_one(Agent, row.updated_by).login == "jonas"


def signed(desk: Desk, contact_id: int) -> str | None:
    """Return who is said to have written what is known of somebody."""
    with desk.db.read() as session:
        return queries.behind(session, session.get_one(Contact, contact_id)).noted_by


def test_what_is_known_is_signed_by_who_wrote_it_whoever_blocks_or_joins(desk: Desk) -> None:
    erika, jo, day = contact(desk), contact(desk, cast.JO), "2026-11-22"
    saves(desk, erika, login="jonas")
    with desk.db.write() as session:
        blocking.block(session, desk.actor(), jo, day, "Droht.", "UTC", desk.time)
    assert signed(desk, jo) is None
    with desk.db.write() as session:
        join = joining.join(session, desk.actor(), jo, erika, (1, 1), [], desk.time)
    assert (signed(desk, erika), signed(desk, jo)) == (cast.JONAS["work_name"],) * 2
    with desk.db.write() as session:
        joining.part(session, desk.actor(), join, 2, desk.time)
    assert (signed(desk, erika), signed(desk, jo)) == (cast.JONAS["work_name"], None)


# -- the way they chose ---------------------------------------------------------------------------


def said_in(desk: Desk, conversation: int) -> int:
    """Return the message that began a conversation."""
    with desk.db.read() as session:
        found = select(Message.id).where(Message.conversation_id == conversation)
        return session.scalars(found).one()


def test_the_way_they_chose_is_kept_with_its_address_its_hours_and_their_message(
    desk: Desk,
) -> None:
    conversation = desk.writes("Rufen Sie mich bitte an, 0171 2345678")
    erika = desk.conversation(conversation).contact_id
    way = replace(
        FACTS,
        channel_address="+49 171 2345678",
        channel_hours="ab 17 Uhr",
        channel_message_id=said_in(desk, conversation),
    )
    saves(desk, erika, way)
    assert known(desk, erika) == way


def test_a_message_of_somebody_else_is_no_source(desk: Desk) -> None:
    erika = contact(desk)
    theirs = said_in(desk, desk.writes(who=cast.OEZTUERK))
    for message in (theirs, 10**9):
        with pytest.raises(people.Unfit) as told:
            saves(desk, erika, replace(FACTS, channel_message_id=message))
        assert told.value.flaw is Flaw.UNKNOWN


def test_the_way_they_chose_is_kept_over_joined_contacts(desk: Desk) -> None:
    erika, other = contact(desk), contact(desk, cast.OEZTUERK)
    saves(desk, erika, replace(FACTS, channel_address="0171 2345678", channel_hours="abends"))
    with desk.db.write() as session:
        joining.join(session, desk.actor(), other, erika, (0, 1), [], desk.time)
    kept = known(desk, other)
    assert (kept.channel, kept.channel_address, kept.channel_hours) == (
        "call",
        "0171 2345678",
        "abends",
    )
