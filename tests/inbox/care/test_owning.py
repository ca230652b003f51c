"""Whose it is: one has it or a queue does, and nobody loses it to somebody unseen."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from db.models import Audit, Conversation, Role
from inbox.care import agents, conversations, owning, presence, teams
from inbox.care.owning import HasIt, Holder, NobodyThere, Writing
from inbox.care.rights import MACHINE
from inbox.outgoing import replying
from tests import cast
from tests.desk import Desk

QUEUE = Holder()


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


def hand(desk: Desk, conversation: int, to: Holder, had: Holder = QUEUE, by="miriam") -> None:
    """Hand it on as one of ours: only an admin gives it to somebody else at once."""
    own = to.agent_id in (None, desk.agents[by])
    with desk.db.write() as session:
        owning.hand(session, desk.actor(by) if own else MACHINE, conversation, to, had, desk.time)


def holder(desk: Desk, conversation: int) -> Holder:
    found = desk.conversation(conversation)
    return Holder(found.owner_id, found.team_id)


def team(desk: Desk, name: str = "Abrechnung") -> int:
    with desk.db.write() as session:
        return teams.add(session, MACHINE, name, desk.time)


def disable(desk: Desk, login: str) -> None:
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents[login], desk.time)


def audited(desk: Desk, action: str) -> list[Audit]:
    with desk.db.read() as session:
        return list(session.scalars(select(Audit).where(Audit.action == action)))


def test_who_takes_it_has_it_and_the_audit_says_so(desk) -> None:
    conversation = desk.writes()
    miriam = Holder(desk.agents["miriam"])
    hand(desk, conversation, miriam)
    assert holder(desk, conversation) == miriam
    (noted,) = audited(desk, "handed")
    assert noted.subject == f"conversations:{conversation}"
    assert (noted.note["agent"], noted.note["had_agent"]) == (miriam.agent_id, None)


def test_who_takes_what_another_has_by_now_is_told_who(desk) -> None:
    conversation = desk.writes()
    jonas = Holder(desk.agents["jonas"])
    hand(desk, conversation, jonas, by="jonas")
    with pytest.raises(HasIt) as told:
        hand(desk, conversation, Holder(desk.agents["miriam"]))
    assert told.value.name == "Jonas Weber"
    assert holder(desk, conversation) == jonas


def test_two_queues_at_once_are_a_disagreement_too(desk) -> None:
    conversation = desk.writes()
    first, second = team(desk, "Strom"), team(desk, "Gas")
    hand(desk, conversation, Holder(team_id=first))
    with pytest.raises(HasIt) as told:
        hand(desk, conversation, Holder(team_id=second), by="jonas")
    assert told.value.name is None
    assert holder(desk, conversation) == Holder(team_id=first)


def test_the_same_click_twice_is_one(desk) -> None:
    conversation = desk.writes()
    for _ in range(2):
        hand(desk, conversation, Holder(desk.agents["miriam"]))
    assert len(audited(desk, "handed")) == 1


def test_of_two_who_take_at_the_same_time_one_is_told(desk) -> None:
    conversation = desk.writes()
    told: list[str | None] = []
    start = threading.Barrier(2)

    def take(login: str) -> None:
        start.wait()
        try:
            hand(desk, conversation, Holder(desk.agents[login]), by=login)
        except HasIt as error:
            told.append(error.name)

    both = [threading.Thread(target=take, args=(login,)) for login in ("miriam", "jonas")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    owner = holder(desk, conversation).agent_id
    name = {"miriam": "Miriam Brandt", "jonas": "Jonas Weber"}
    assert told == [name[next(k for k, v in desk.agents.items() if v == owner)]]


def test_it_goes_back_to_the_teams_queue_or_to_everybodys(desk) -> None:
    conversation = desk.writes()
    queue = Holder(team_id=team(desk))
    mine = Holder(desk.agents["miriam"], queue.team_id)
    hand(desk, conversation, mine)
    hand(desk, conversation, queue, mine)
    assert holder(desk, conversation) == queue
    hand(desk, conversation, QUEUE, queue)
    assert holder(desk, conversation) == QUEUE


@pytest.mark.parametrize("to", [Holder(10**9), Holder(team_id=10**9)])
def test_nobody_is_given_to_who_is_not_there(desk, to) -> None:
    conversation = desk.writes()
    with pytest.raises(NobodyThere):
        hand(desk, conversation, to)
    assert holder(desk, conversation) == QUEUE


def test_somebody_disabled_is_given_nothing(desk) -> None:
    conversation = desk.writes()
    disable(desk, "jonas")
    with pytest.raises(NobodyThere):
        hand(desk, conversation, Holder(desk.agents["jonas"]))


@pytest.mark.parametrize("state", ["open", "waiting", "snoozed", "done"])
def test_what_a_disabled_agent_had_lies_in_its_queue(desk, state) -> None:
    loose, teams_own, other = desk.writes(), desk.writes("Und ich?"), desk.writes("Wir?")
    mine, queue = desk.agents["miriam"], team(desk)
    hand(desk, loose, Holder(mine))
    hand(desk, teams_own, Holder(mine, queue))
    hand(desk, other, Holder(desk.agents["jonas"]))
    with desk.db.write() as session:
        session.get_one(Conversation, loose).state = state
    disable(desk, "miriam")
    assert holder(desk, loose) == QUEUE
    assert holder(desk, teams_own) == Holder(team_id=queue)
    assert holder(desk, other) == Holder(desk.agents["jonas"])
    (noted,) = audited(desk, "agent disabled")
    assert noted.note["freed"] == 2


def test_nobody_is_disabled_while_they_are_given_something(desk) -> None:
    """The one waits for the other, whoever comes first: nothing stays with somebody disabled."""
    conversation = desk.writes()
    start = threading.Barrier(2)

    def give() -> None:
        start.wait()
        try:
            hand(desk, conversation, Holder(desk.agents["jonas"]))
        except NobodyThere:
            return

    def end() -> None:
        start.wait()
        disable(desk, "jonas")

    both = [threading.Thread(target=give), threading.Thread(target=end)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert holder(desk, conversation) == QUEUE


def test_who_answers_what_nobody_has_has_it(desk) -> None:
    conversation = desk.writes()
    queue = team(desk)
    hand(desk, conversation, Holder(team_id=queue))
    desk.answers(conversation)
    assert holder(desk, conversation) == Holder(desk.agents["miriam"], queue)


def test_an_answer_takes_it_from_nobody(desk) -> None:
    conversation = desk.writes()
    jonas = Holder(desk.agents["jonas"])
    hand(desk, conversation, jonas)
    desk.answers(conversation, login="miriam")
    assert holder(desk, conversation) == jonas


def test_an_answer_that_is_objected_to_makes_nobody_the_owner(desk) -> None:
    conversation = desk.writes()
    with pytest.raises(replying.Objected):
        desk.answers(conversation, "Ihre Ticketnummer ist 4711.")
    assert holder(desk, conversation) == QUEUE


def test_a_done_one_that_is_opened_again_keeps_its_owner(desk) -> None:
    conversation = desk.writes()
    miriam = Holder(desk.agents["miriam"])
    hand(desk, conversation, miriam)
    with desk.db.write() as session:
        conversations.closed(session, desk.actor(), conversation, desk.time)
        conversations.reopen(session, desk.actor(), conversation, desk.time)
    assert holder(desk, conversation) == miriam


def test_a_conversation_that_is_gone_is_said(desk) -> None:
    with pytest.raises(conversations.NoConversation):
        hand(desk, 10**9, Holder(desk.agents["miriam"]))


def test_the_last_admin_keeps_what_is_theirs(desk) -> None:
    with desk.db.write() as session:
        amina = cast.agent(session, cast.AMINA, Role.ADMIN).id
    conversation = desk.writes()
    hand(desk, conversation, Holder(amina))
    with pytest.raises(agents.Refused), desk.db.write() as session:
        agents.disable(session, MACHINE, amina, desk.time)
    assert holder(desk, conversation) == Holder(amina)


def at_it(desk: Desk, conversation: int, login: str) -> None:
    """Somebody writes there just now."""
    with desk.db.write() as session:
        presence.here(session, desk.actor(login), conversation, desk.time, writing=True)


@pytest.mark.parametrize("queue", [False, True])
def test_over_an_owner_who_writes_just_now_it_is_handed_on_when_that_is_meant(desk, queue) -> None:
    conversation, jonas = desk.writes(), Holder(desk.agents["jonas"])
    to = QUEUE if queue else Holder(desk.agents["miriam"])
    hand(desk, conversation, jonas, by="jonas")
    at_it(desk, conversation, "jonas")
    with pytest.raises(Writing) as told:
        hand(desk, conversation, to, jonas)
    assert (told.value.name, holder(desk, conversation)) == ("Jonas Weber", jonas)
    with desk.db.write() as session:
        owning.hand(session, desk.actor(), conversation, to, jonas, desk.time, sure=True)
    assert holder(desk, conversation) == to


def test_who_writes_without_having_it_and_who_has_left_hold_nobody_up(desk) -> None:
    conversation, jonas = desk.writes(), Holder(desk.agents["jonas"])
    at_it(desk, conversation, "jonas")
    hand(desk, conversation, Holder(desk.agents["miriam"]))
    hand(desk, conversation, QUEUE, Holder(desk.agents["miriam"]))
    hand(desk, conversation, jonas, by="jonas")
    desk.wait(minutes=1)
    hand(desk, conversation, Holder(desk.agents["miriam"]), jonas)
    assert holder(desk, conversation) == Holder(desk.agents["miriam"])
