"""Two contacts become one person and two again: nobody and no word is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from connectors.base import Author
from db.models import Contact, Conversation, JoinedContact, Message, Person, PersonJoin
from inbox.care import contacts, joining, people
from inbox.care.joining import NoJoin, OnePerson
from inbox.care.people import Changed, NoContact
from inbox.queries import search
from inbox.rules.people import Facts
from inbox.rules.search import read
from tests import cast
from tests.desk import Desk
from tests.inbox.care.test_people import FACTS, audited, contact, known, saves

FOUR = [Author(f"90{number}", f"Name{number}", f"n{number}") for number in range(4)]


def revision(desk: Desk, of: int) -> int:
    with desk.db.read() as session:
        return session.scalar(select(Person.revision).join(Contact).where(Contact.id == of)) or 0


def joins(desk: Desk, one: int, other: int) -> int:
    seen = revision(desk, one), revision(desk, other)
    with desk.db.write() as session:
        return joining.join(session, desk.actor(), one, other, seen, ["handle"], desk.time)


def parts(desk: Desk, join: int, of: int, *, to_joined: bool = False) -> None:
    seen = revision(desk, of)
    with desk.db.write() as session:
        joining.part(session, desk.actor(), join, seen, desk.time, since_to_joined=to_joined)


def together(desk: Desk, of: int) -> list[int]:
    """Return all contacts of the person behind one."""
    with desk.db.read() as session:
        person = session.get_one(Contact, of).person_id
        return people.of(session, person) if person else [of]


def rows(desk: Desk, *tables: type) -> list[int]:
    with desk.db.read() as session:
        return [session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


def test_two_become_one_and_know_what_both_knew(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    saves(desk, jo)
    joins(desk, erika, jo)
    assert together(desk, erika) == together(desk, jo) == [erika, jo]
    assert known(desk, erika) == FACTS
    assert audited(desk)[-1][0] == "joined"


def test_parted_each_has_again_exactly_what_was_known_before(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    hers = replace(FACTS, name="Erika", notes="Nur Erika")
    saves(desk, erika, hers)
    saves(desk, jo)
    parts(desk, joins(desk, erika, jo), erika)
    assert (known(desk, erika), known(desk, jo)) == (hers, FACTS)
    assert (together(desk, erika), together(desk, jo)) == ([erika], [jo])
    assert audited(desk)[-1][0] == "parted"


@pytest.mark.parametrize("to_joined", [False, True])
def test_what_was_written_since_goes_with_the_one_who_is_chosen(
    desk: Desk, to_joined: bool
) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    join = joins(desk, erika, jo)
    saves(desk, jo, Facts(name="Seither", notes="Seither."), seen=revision(desk, jo))
    parts(desk, join, erika, to_joined=to_joined)
    heir, other = (jo, erika) if to_joined else (erika, jo)
    assert known(desk, heir) == Facts(name="Seither", notes="Seither.")
    assert known(desk, other) == Facts()


def test_joins_are_undone_in_turn(desk: Desk) -> None:
    erika, jo, cem = contact(desk), contact(desk, cast.JO), contact(desk, cast.OEZTUERK)
    first = joins(desk, erika, jo)
    second = joins(desk, erika, cem)
    with pytest.raises(NoJoin):
        parts(desk, first, erika)
    parts(desk, second, erika)
    parts(desk, first, erika)
    assert [together(desk, one) for one in (erika, jo, cem)] == [[erika], [jo], [cem]]


def test_a_whole_group_goes_as_it_came(desk: Desk) -> None:
    erika, jo, cem = contact(desk), contact(desk, cast.JO), contact(desk, cast.OEZTUERK)
    inner = joins(desk, jo, cem)
    outer = joins(desk, erika, jo)
    assert together(desk, cem) == sorted([erika, jo, cem])
    parts(desk, outer, erika)
    assert together(desk, cem) == [jo, cem]
    parts(desk, inner, jo)
    assert together(desk, cem) == [cem]


def test_who_is_one_person_already_is_not_joined_again(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    joins(desk, erika, jo)
    for one, other in ((erika, jo), (jo, erika), (erika, erika)):
        with pytest.raises(OnePerson):
            joins(desk, one, other)
    with pytest.raises(NoContact):
        joins(desk, erika, 10**9)
    assert rows(desk, PersonJoin) == [1]


def test_who_joins_on_what_they_no_longer_see_is_told(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    saves(desk, jo)
    with pytest.raises(Changed), desk.db.write() as session:
        joining.join(session, desk.actor(), erika, jo, (0, 0), [], desk.time)
    join = joins(desk, erika, jo)
    with pytest.raises(Changed), desk.db.write() as session:
        joining.part(session, desk.actor(), join, 0, desk.time)
    assert together(desk, erika) == [erika, jo]


def test_from_means_all_contacts_of_one_person(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    joins(desk, erika, jo)
    with desk.db.read() as session:
        assert len(search.find(session, None, read("from:erika_m")).hits) == 2


def forgets(desk: Desk, of: int) -> None:
    """Let a contact have nothing left, as housekeeping does."""
    with desk.db.write() as session:
        session.execute(delete(Message).where(Message.contact_id == of))
        session.execute(delete(Conversation).where(Conversation.contact_id == of))
        contacts.forget(session, [of])


def test_a_person_stays_known_while_one_contact_is_left(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    saves(desk, jo)
    joins(desk, erika, jo)
    forgets(desk, jo)
    assert known(desk, erika) == FACTS
    assert rows(desk, Person, PersonJoin, JoinedContact) == [1, 0, 0]


def test_with_the_last_contact_goes_all_that_was_known(desk: Desk) -> None:
    erika, jo, cem = contact(desk), contact(desk, cast.JO), contact(desk, cast.OEZTUERK)
    joins(desk, jo, cem)
    joins(desk, erika, jo)
    for one in (jo, cem, erika):
        forgets(desk, one)
    assert rows(desk, Person, PersonJoin, JoinedContact, Contact) == [0, 0, 0, 0]


def test_parted_from_one_who_is_forgotten_nothing_written_since_is_lost(desk: Desk) -> None:
    erika, jo = contact(desk), contact(desk, cast.JO)
    join = joins(desk, erika, jo)
    saves(desk, jo, Facts(notes="Seither."), seen=revision(desk, jo))
    forgets(desk, erika)
    parts(desk, join, jo)
    assert known(desk, jo).notes == "Seither."
    assert rows(desk, Person) == [1]


Step = Callable[[Desk, list[int], list[str]], None]


def _joins(one: int, other: int) -> Step:
    def step(desk: Desk, all_of: list[int], said: list[str]) -> None:
        if all_of[other] not in together(desk, all_of[one]):
            joins(desk, all_of[one], all_of[other])

    return step


def _parts(one: int, to_joined: bool) -> Step:
    def step(desk: Desk, all_of: list[int], said: list[str]) -> None:
        with desk.db.read() as session:
            person = session.get_one(Contact, all_of[one]).person_id
            join = joining.newest(session, person) if person else None
        if join is not None:
            parts(desk, join, all_of[one], to_joined=to_joined)

    return step


def _notes(one: int) -> Step:
    def step(desk: Desk, all_of: list[int], said: list[str]) -> None:
        who = all_of[one]
        said.append(f"Notiz{len(said)}.")
        has = known(desk, who).notes
        saves(desk, who, Facts(notes=f"{has}\n\n{said[-1]}"), seen=revision(desk, who))

    return step


who = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.builds(_joins, who, who), st.builds(_parts, who, st.booleans()), st.builds(_notes, who)
    ),
    max_size=10,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_whatever_is_joined_and_parted_no_contact_and_no_note_is_lost(
    fast: Desk, steps: list[Step]
) -> None:
    fresh = [replace(one, external_id=f"{one.external_id}-{fast.opened}") for one in FOUR]
    fast.opened += 1
    all_of = [contact(fast, one) for one in fresh]
    said: list[str] = []
    for step in steps:
        step(fast, all_of, said)
    assert sorted({one for each in all_of for one in together(fast, each)}) == sorted(all_of)
    everything = "\n".join(known(fast, each).notes for each in all_of)
    assert all(note in everything for note in said)
