"""Teams: named once, joined by admins, and their queue outlives them."""

from __future__ import annotations

import pytest

from db.models import Agent, Role
from inbox.care import owning, teams
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE, Actor, NotAllowed, Via
from inbox.care.teams import NoTeam, Refused, Wrong
from inbox.queries import teams as views
from tests.desk import Desk


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


def do(desk: Desk, what, *given):
    with desk.db.write() as session:
        return what(session, MACHINE, *given, desk.time)


def shown(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    with desk.db.read() as session:
        return [(team.name, team.members) for team in views.teams(session)]


def test_a_team_has_who_joined_and_not_who_left(desk) -> None:
    strom, gas = do(desk, teams.add, "Strom"), do(desk, teams.add, " Gas  und Wasser ")
    for login in ("jonas", "miriam", "miriam"):
        do(desk, teams.join, strom, desk.agents[login])
    do(desk, teams.join, gas, desk.agents["jonas"])
    do(desk, teams.leave, gas, desk.agents["jonas"])
    assert shown(desk) == [("Gas und Wasser", ()), ("Strom", ("jonas", "miriam"))]


def test_colleagues_stand_in_the_order_of_their_names(desk) -> None:
    with desk.db.write() as session:
        session.get_one(Agent, desk.agents["jonas"]).work_name = "Ömer Aydın"
        session.get_one(Agent, desk.agents["miriam"]).work_name = "sara Lind"
    with desk.db.read() as session:
        assert [one.name for one in views.working(session)] == ["Ömer Aydın", "sara Lind"]


@pytest.mark.parametrize(
    ("name", "wrong"), [("", Wrong.FORM), ("x" * 41, Wrong.FORM), ("STROM", Wrong.TAKEN)]
)
def test_a_name_that_is_none_or_another_teams_is_refused(desk, name, wrong) -> None:
    do(desk, teams.add, "Strom")
    gas = do(desk, teams.add, "Gas")
    for refused in (lambda: do(desk, teams.add, name), lambda: do(desk, teams.rename, gas, name)):
        with pytest.raises(Refused) as said:
            refused()
        assert said.value.wrong is wrong
    assert [name for name, _ in shown(desk)] == ["Gas", "Strom"]


def test_a_team_may_change_how_its_own_name_is_written(desk) -> None:
    strom = do(desk, teams.add, "strom")
    do(desk, teams.rename, strom, "STROM")
    assert shown(desk) == [("STROM", ())]


def test_the_queue_of_a_removed_team_is_everybodys(desk) -> None:
    strom, conversation, taken = do(desk, teams.add, "Strom"), desk.writes(), desk.writes("Ich?")
    miriam = desk.agents["miriam"]
    with desk.db.write() as session:
        for number, to in ((conversation, Holder(None, strom)), (taken, Holder(miriam, strom))):
            owning.hand(session, desk.actor(), number, to, Holder(), desk.time)
    assert do(desk, teams.remove, strom) == 2
    assert desk.conversation(conversation).team_id is None
    assert desk.conversation(taken).owner_id == miriam


@pytest.mark.parametrize("what", [teams.join, teams.leave])
def test_a_team_that_is_not_there_is_said(desk, what) -> None:
    with pytest.raises(NoTeam):
        do(desk, what, 10**6, desk.agents["miriam"])


@pytest.mark.parametrize(
    ("what", "given"),
    [
        (teams.add, ("Strom",)),
        (teams.rename, (1, "Gas")),
        (teams.remove, (1,)),
        (teams.join, (1, 1)),
        (teams.leave, (1, 1)),
    ],
)
def test_agents_do_not_make_teams(desk, what, given) -> None:
    agent = Actor(desk.agents["miriam"], Role.AGENT, Via.PAGE)
    with desk.db.write() as session, pytest.raises(NotAllowed):
        what(session, agent, *given, desk.time)
