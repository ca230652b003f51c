"""Queues give what lies in them to who works now and has room; else it stays there."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Audit, Contact, Person, Schedule
from inbox.care import absences, agents, closing, distributing, hours, owning, teams
from inbox.care.absences import Given
from inbox.care.distributing import give_out, set_way
from inbox.care.hours import WrongShare
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE
from inbox.care.teams import NoTeam
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from tests import cast
from tests.desk import Desk


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return open_all_week(Desk(sqlite_database))


@pytest.fixture
def everywhere(database) -> Desk:
    """The same on each kind of database, where locks and words of SQL matter."""
    return open_all_week(Desk(database))


def open_all_week(made: Desk) -> Desk:
    """Let both agents work all week; everybody's queue is distributed by who has least."""
    for login in made.agents:
        works(made, login, "mon-sun 0-24")
    distribute(made, Way.LEAST_LOADED)
    return made


def works(desk: Desk, login: str, week: str) -> None:
    with desk.db.write() as session:
        hours.set_hours(session, MACHINE, desk.agents[login], read(week, "UTC"), desk.time)


def distribute(desk: Desk, way: Way, team: int | None = None) -> None:
    with desk.db.write() as session:
        set_way(session, MACHINE, team, way, desk.time)


def gives(desk: Desk, times: int = 1) -> int:
    given = 0
    for _ in range(times):
        desk.wait(minutes=1)
        with desk.db.write() as session:
            given += give_out(session, desk.time)
    return given


def owner(desk: Desk, conversation: int) -> str | None:
    names = {number: login for login, number in desk.agents.items()}
    return names.get(desk.conversation(conversation).owner_id)


def speaks(desk: Desk, conversation: int, language: str) -> None:
    with desk.db.write() as session:
        from_there = session.get_one(distributing.Conversation, conversation)
        from_there.language = language


def chooses(desk: Desk, conversation: int, language: str) -> None:
    """Let the person behind a conversation be known to speak a language."""
    with desk.db.write() as session:
        there = session.get_one(distributing.Conversation, conversation)
        person = Person(language=language, updated_at=desk.time)
        session.add(person)
        session.flush()
        session.get_one(Contact, there.contact_id).person_id = person.id


def test_who_has_least_is_given_the_next_and_the_audit_says_why(desk) -> None:
    matters = [desk.writes(f"Nr {number}") for number in range(3)]
    assert gives(desk) == 3
    owners = [owner(desk, matter) for matter in matters]
    assert sorted(map(owners.count, desk.agents)) == [1, 2]
    with desk.db.read() as session:
        noted = session.scalars(select(Audit).where(Audit.action == "handed")).all()
    assert [row.note["why"] for row in noted] == [
        "least loaded: 0 open",
        "least loaded: 0 open",
        "least loaded: 1 open",
    ]
    assert {row.via for row in noted} == {"system"}


def test_round_robin_goes_round_over_batches(everywhere) -> None:
    desk = everywhere
    distribute(desk, Way.ROUND_ROBIN)
    owners = []
    for count in (1, 2, 1):
        matters = [desk.writes(f"Nr {count}.{each}") for each in range(count)]
        gives(desk)
        owners += [owner(desk, matter) for matter in matters]
    assert owners == [owners[0], owners[1]] * 2
    assert owners[0] != owners[1]


def test_a_queue_is_not_distributed_unless_somebody_says_so(desk) -> None:
    distribute(desk, Way.OFF)
    matter = desk.writes()
    assert gives(desk) == 0
    assert owner(desk, matter) is None


@pytest.mark.parametrize("week", ["", "mon 9-10"])
def test_nobody_works_and_it_waits_with_its_clock_running(desk, week) -> None:
    for login in desk.agents:
        works(desk, login, week)
    matter = desk.writes()
    before = desk.conversation(matter).urgent_at
    with desk.db.read() as session:
        assert not distributing.due(session, desk.time)
    assert gives(desk) == 0
    assert desk.conversation(matter).urgent_at == before


def test_somebody_absent_is_given_nothing(desk) -> None:
    today = desk.time.date()
    with desk.db.write() as session:
        given = Given(today, today + timedelta(days=1), "UTC", desk.agents["miriam"])
        absences.plan(session, MACHINE, desk.agents["jonas"], given, desk.time)
    matters = [desk.writes(f"Nr {number}") for number in range(2)]
    gives(desk)
    assert [owner(desk, matter) for matter in matters] == ["miriam", "miriam"]


def test_who_cannot_be_reached_is_given_nothing(desk) -> None:
    desk.changes("miriam", phone=None, email=None)
    matter = desk.writes()
    gives(desk)
    assert owner(desk, matter) == "jonas"


def test_nobody_gets_more_than_they_have_room_for(desk) -> None:
    with desk.db.write() as session:
        for number in desk.agents.values():
            hours.set_capacity(session, MACHINE, number, 1, desk.time)
    matters = [desk.writes(f"Nr {number}") for number in range(4)]
    assert gives(desk, times=2) == 2
    with desk.db.write() as session:
        closing.close(session, MACHINE, matters[0], desk.time)
    assert gives(desk) == 1


def test_two_workers_at_once_give_nobody_more_than_they_have_room_for(everywhere) -> None:
    desk = everywhere
    with desk.db.write() as session:
        for number in desk.agents.values():
            hours.set_capacity(session, MACHINE, number, 2, desk.time)
    matters = [desk.writes(f"Nr {number}") for number in range(8)]
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        with desk.db.write() as session:
            give_out(session, desk.time)

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    owners = [owner(desk, matter) for matter in matters]
    assert sorted(map(owners.count, desk.agents)) == [2, 2]


def test_a_language_nobody_speaks_waits_and_lets_others_pass(everywhere) -> None:
    desk = everywhere
    with desk.db.write() as session:
        for number in desk.agents.values():
            hours.set_languages(session, MACHINE, number, "de", desk.time)
    foreign, home = desk.writes("Missä rahani on?"), desk.writes("Wo bleibt es?")
    speaks(desk, foreign, "fi")
    speaks(desk, home, "de-AT")
    assert gives(desk) == 1
    assert owner(desk, foreign) is None
    assert owner(desk, home) is not None


def test_the_language_somebody_chose_counts_before_what_the_platform_says(everywhere) -> None:
    desk = everywhere
    with desk.db.write() as session:
        for number in desk.agents.values():
            hours.set_languages(session, MACHINE, number, "de", desk.time)
    silent, wrong = desk.writes("Missä?"), desk.writes("Wo bleibt es?", who=cast.JO)
    speaks(desk, wrong, "fi")
    chooses(desk, silent, "fi")
    chooses(desk, wrong, "DE")
    assert gives(desk) == 1
    assert (owner(desk, silent), owner(desk, wrong) is None) == (None, False)


def test_a_teams_queue_gives_to_its_members_alone(everywhere) -> None:
    desk = everywhere
    with desk.db.write() as session:
        team = teams.add(session, MACHINE, "Strom", desk.time)
        teams.join(session, MACHINE, team, desk.agents["jonas"], desk.time)
    distribute(desk, Way.OFF)
    distribute(desk, Way.ROUND_ROBIN, team)
    loose, matters = desk.writes("Lose"), [desk.writes(f"Nr {number}") for number in range(2)]
    for matter in matters:
        with desk.db.write() as session:
            owning.hand(session, MACHINE, matter, Holder(None, team), Holder(), desk.time)
    assert gives(desk) == 2
    assert {owner(desk, matter) for matter in matters} == {"jonas"}
    assert {desk.conversation(matter).team_id for matter in matters} == {team}
    assert owner(desk, loose) is None


def test_somebody_disabled_is_given_nothing(desk) -> None:
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["jonas"], desk.time)
    matter = desk.writes()
    gives(desk)
    assert owner(desk, matter) == "miriam"


def test_what_nobody_can_answer_is_given_to_nobody(desk) -> None:
    matter = desk.writes()
    with desk.db.write() as session:
        session.get_one(distributing.Conversation, matter).urgent_at = None
    assert gives(desk) == 0


def test_a_team_that_is_gone_is_no_queue(desk) -> None:
    with pytest.raises(NoTeam):
        distribute(desk, Way.ROUND_ROBIN, 10**6)


@pytest.mark.parametrize("capacity", [0, -1, 501])
def test_a_capacity_that_cannot_be_is_refused(desk, capacity) -> None:
    with pytest.raises(WrongShare), desk.db.write() as session:
        hours.set_capacity(session, MACHINE, desk.agents["jonas"], capacity, desk.time)


def test_words_that_are_no_languages_are_refused(desk) -> None:
    with pytest.raises(WrongShare), desk.db.write() as session:
        hours.set_languages(session, MACHINE, desk.agents["jonas"], "german", desk.time)


def test_a_week_is_kept_once_and_audited_when_it_changes(desk) -> None:
    for week in ("mon 9-17", "mon 9:00-17:00", ""):
        works(desk, "jonas", week)
    with desk.db.read() as session:
        assert session.get_one(Schedule, desk.agents["jonas"]).hours == ""
        noted = session.scalars(select(Audit).where(Audit.action == "hours set")).all()
    jonas = [row.note["hours"] for row in noted if row.subject == f"agents:{desk.agents['jonas']}"]
    assert jonas == ["mon-sun 0:00-24:00", "mon 9:00-17:00", ""]
