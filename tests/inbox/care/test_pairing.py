"""After a hard meeting an agent is not given somebody again; who knows somebody is, if they can."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connectors.base import Author
from db.models import Apart, Audit
from inbox.care import hours, joining, pairing, shielding
from inbox.care.conversations import NoConversation
from inbox.care.distributing import give_out, set_way
from inbox.care.rights import MACHINE, NotAllowed
from inbox.queries import caring
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from tests import cast
from tests.desk import Desk


@pytest.fixture
def desk(database) -> Desk:
    """Both agents work all week; everybody's queue goes to who has least, first to Miriam."""
    made = Desk(database)
    with made.db.write() as session:
        for agent in made.agents.values():
            hours.set_hours(session, MACHINE, agent, read("mon-sun 0-24", "UTC"), made.time)
        set_way(session, MACHINE, None, Way.LEAST_LOADED, made.time)
    return made


def gives(desk: Desk) -> None:
    desk.wait(minutes=1)
    with desk.db.write() as session:
        give_out(session, desk.time)


def does(desk: Desk, act, conversation: int, login: str = "miriam") -> None:
    with desk.db.write() as session:
        act(session, desk.actor(login), conversation, desk.time)


def owner(desk: Desk, conversation: int) -> str | None:
    names = {number: login for login, number in desk.agents.items()}
    return names.get(desk.conversation(conversation).owner_id)


def settled(desk: Desk, who: Author = cast.ERIKA, login: str = "miriam") -> int:
    """A conversation that an agent has answered."""
    conversation = desk.writes(who=who)
    desk.answers(conversation, login=login)
    desk.after_undo()
    return conversation


def test_who_answered_somebody_last_is_given_them_again(desk: Desk) -> None:
    settled(desk, login="jonas")
    gives(desk)
    again = desk.writes()
    gives(desk)
    assert owner(desk, again) == "jonas"


def test_who_is_to_stay_apart_is_not_given_them(desk: Desk) -> None:
    does(desk, pairing.keep_apart, settled(desk))
    again, other = desk.writes(), desk.writes(who=cast.JO)
    gives(desk)
    assert (owner(desk, again), owner(desk, other)) == ("jonas", "miriam")


def test_where_nobody_else_can_they_wait_in_their_queue(desk: Desk) -> None:
    here = settled(desk)
    for login in desk.agents:
        does(desk, pairing.keep_apart, here, login)
    again = desk.writes()
    gives(desk)
    assert owner(desk, again) is None


def test_it_holds_over_all_contacts_of_the_person_and_until_it_is_taken_back(desk: Desk) -> None:
    here = settled(desk)
    other = settled(desk, cast.OEZTUERK, "jonas")
    ids = [desk.conversation(one).contact_id for one in (here, other)]
    with desk.db.write() as session:
        joining.join(session, desk.actor(), *ids, (0, 0), [], desk.time)
    does(desk, pairing.keep_apart, here)
    does(desk, pairing.keep_apart, here)
    elsewhere = desk.writes(who=cast.OEZTUERK)
    gives(desk)
    assert owner(desk, elsewhere) == "jonas"
    does(desk, pairing.pair_again, other)
    with desk.db.read() as session:
        assert session.scalars(select(Apart)).all() == []


def test_whoever_is_out_of_it_is_not_given_them_again(desk: Desk) -> None:
    here = desk.writes()
    gives(desk)
    assert owner(desk, here) == "miriam"
    does(desk, shielding.hand_on, here)
    gives(desk)
    assert owner(desk, here) == "jonas"


def test_nobody_else_sees_it(desk: Desk) -> None:
    here = settled(desk)
    does(desk, pairing.keep_apart, here)
    with desk.db.read() as session:
        seen = {
            login: caring.of_conversation(session, here, agent).apart
            for login, agent in desk.agents.items()
        }
        acts = session.scalars(select(Audit).where(Audit.action == "kept apart")).all()
    assert seen == {"miriam": True, "jonas": False}
    assert [(one.subject, one.note) for one in acts] == [(f"agents:{desk.agents['miriam']}", {})]


def test_they_keep_what_they_have(desk: Desk) -> None:
    here = settled(desk)
    does(desk, pairing.keep_apart, here)
    gives(desk)
    assert owner(desk, here) == "miriam"


def test_it_is_nobodys_but_an_agents_and_about_somebody(desk: Desk) -> None:
    with desk.db.write() as session, pytest.raises(NotAllowed):
        pairing.keep_apart(session, MACHINE, 1, desk.time)
    for act in (pairing.keep_apart, pairing.pair_again):
        with pytest.raises(NoConversation):
            does(desk, act, 10**9)
