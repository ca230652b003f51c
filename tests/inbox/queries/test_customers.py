"""What a customer is called: as they want to be, wherever we say who it is."""

from __future__ import annotations

import pytest

from db.models import Contact, Conversation, Person
from inbox.queries import rows, thread
from tests.desk import Desk


@pytest.fixture
def here(desk: Desk) -> int:
    return desk.writes("Wann kommt der Strom wieder?")


def wants(desk: Desk, conversation: int, name: str, *, withheld: bool = False) -> None:
    """Let the team have noted what somebody wants to be called."""
    with desk.db.write() as session:
        contact = session.get_one(Contact, session.get_one(Conversation, conversation).contact_id)
        person = Person(name=name, updated_at=desk.time)
        session.add(person)
        session.flush()
        contact.person_id, contact.withheld = person.id, withheld


def shown(desk: Desk, conversation: int) -> set[str]:
    """Return what the row, the head and the author of what was said are called."""
    with desk.db.read() as session:
        found = rows.wanted(known=False).where(Conversation.id == conversation)
        (row,) = map(rows.row, session.execute(found))
        view = thread.opened(session, conversation)
    assert view is not None
    return {row.name, view.name, *(entry.author for entry in view.entries)}


def test_whoever_said_how_they_want_to_be_called_is_called_so_everywhere(desk: Desk, here) -> None:
    before = shown(desk, here)
    wants(desk, here, "Frau Dr. Ahrens")
    assert shown(desk, here) == {"Frau Dr. Ahrens"} != before


def test_an_empty_name_is_none(desk: Desk, here: int) -> None:
    before = shown(desk, here)
    wants(desk, here, "")
    assert shown(desk, here) == before != {""}


@pytest.mark.parametrize("name", ["", "Frau Ahrens"])
def test_a_withheld_name_is_shown_only_as_the_team_knows_it(desk: Desk, here, name: str) -> None:
    wants(desk, here, name, withheld=True)
    assert shown(desk, here) == {name}
