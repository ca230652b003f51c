"""The routes of the bell: what it counts, lists and rings, for whom, and what is seen."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Agent, Conversation, NoticeKind, Role
from inbox.care import absences, alarms, notice_rules, noticing
from inbox.care.rights import MACHINE, Actor, Via
from inbox.pages.current import House
from inbox.rules.alarms import Cause
from inbox.web import notices_json
from tests import cast
from tests.inbox.web.test_api import SETTINGS, Desk
from tests.inbox.web.test_choices import visitor


class Hall(Desk):
    """Miriam's browser, asking for what concerns her."""

    def __init__(self, database) -> None:
        super().__init__(database)
        house = House(database, SETTINGS, lambda: self.now)
        self.browser = visitor(self, notices_json.routes(house))

    def pulse(self, query: str = "") -> dict:
        return json.loads(self.get(f"/api/notices{query}").text)

    def listed(self, query: str = "") -> dict:
        return json.loads(self.get(f"/api/notices/list{query}").text)

    def sees(self, body: dict) -> int:
        return self.send("POST", "/api/notices/seen", body).status

    def tells(self, kind=NoticeKind.MENTIONED, cause="1", **more) -> None:
        with self.database.write() as session:
            whom = more.pop("agents", [self.miriam.id])
            noticing.tell(session, kind, whom, self.id, cause, self.now, **more)

    def wants(self, **how: bool) -> None:
        actor = Actor(self.miriam.id, Role.AGENT, Via.PAGE)
        given = {"sound": False, "desktop": False, "words": False} | how
        with self.database.write() as session:
            notice_rules.ring(session, actor, self.now, **given)


@pytest.fixture
def hall(sqlite_database) -> Hall:
    return Hall(sqlite_database)


def test_both_databases_tell_the_same(database) -> None:
    hall = Hall(database)
    hall.tells()
    told = hall.pulse("?zone=Europe/Berlin&timed=1")
    assert told == {
        "waiting": 1, "unseen": 1, "here": False, "alarms": "",
        "sound": False, "desktop": False, "ring": [],
    }  # fmt: skip
    (one,) = hall.listed()["notices"]
    assert one["text"] == "Jemand hat Sie in einer Notiz zu Erika M. genannt."
    assert (one["label"], one["seen"], one["hurts"]) == ("Memory", False, False)


def test_nothing_rings_unless_it_was_asked_for(hall: Hall) -> None:
    hall.tells()
    assert hall.pulse()["ring"] == []
    hall.wants(desktop=True)
    (one,) = hall.pulse()["ring"]
    assert one["title"] == "Jemand hat Sie in einer Notiz zu Erika M. genannt."
    assert one["body"] == "Memory"
    hall.wants(desktop=True, words=True)
    assert hall.pulse()["ring"][0]["body"] == "Mein Geld ist noch nicht da."


def test_what_is_seen_or_old_does_not_ring(hall: Hall) -> None:
    hall.wants(sound=True)
    hall.tells()
    assert len(hall.pulse()["ring"]) == 1
    assert hall.sees({"conversation": hall.id}) == 200
    assert hall.pulse()["ring"] == []
    hall.tells(cause="2")
    hall.now += timedelta(minutes=3)
    assert (hall.pulse()["ring"], hall.pulse()["unseen"]) == ([], 1)


def test_what_concerns_the_open_conversation_is_known(hall: Hall) -> None:
    hall.tells()
    assert hall.pulse(f"?open={hall.id}")["here"]
    assert not hall.pulse(f"?open={hall.id + 1}")["here"]
    assert hall.sees({"conversation": hall.id}) == 200
    assert not hall.pulse(f"?open={hall.id}")["here"]


def test_a_page_goes_on_where_the_last_one_ended_and_all_can_be_seen(hall: Hall) -> None:
    for cause in range(25):
        hall.tells(cause=str(cause))
    first = hall.listed()
    rest = hall.listed(f"?before={first['older']}")
    assert (len(first["notices"]), len(rest["notices"]), rest["older"]) == (20, 5, None)
    assert hall.sees({"newest": first["notices"][0]["id"]}) == 200
    assert hall.pulse()["unseen"] == 0


def test_many_that_a_colleague_took_lead_to_what_they_have(hall: Hall) -> None:
    with hall.database.write() as session:
        jonas = cast.agent(session, cast.JONAS).id
    for _ in range(2):
        hall.tells(NoticeKind.TAKEN, by=jonas, together=True)
    (one,) = hall.listed()["notices"]
    assert one["text"] == "Jonas Weber hat 2 Unterhaltungen von Ihnen übernommen."
    assert (one["owner"], one["folder"], one["stays"]) == (jonas, "open", True)
    assert one["label"] == "Alle offenen"


def test_another_agents_notices_are_nobody_elses(hall: Hall) -> None:
    with hall.database.write() as session:
        other = Agent(login="o", work_name="O", role=Role.AGENT, language="de", created_at=hall.now)
        session.add(other)
        session.flush()
        jonas = other.id
    hall.tells(agents=[jonas])
    assert (hall.pulse()["unseen"], hall.listed()["notices"]) == (0, [])
    hall.sees({"newest": 10**9})
    hall.sees({"conversation": hall.id})
    hall.enter(jonas)
    assert hall.pulse()["unseen"] == 1


def test_who_stands_in_is_led_to_what_a_colleague_has(hall: Hall) -> None:
    hall.wants(desktop=True, words=True)
    with hall.database.write() as session:
        jonas = cast.agent(session, cast.JONAS)
        day = hall.now.date()
        given = absences.Given(day, day + timedelta(days=3), "Europe/Berlin", hall.miriam.id)
        absences.plan(session, MACHINE, jonas.id, given, hall.now)
        owner = jonas.id
    (one,) = hall.listed()["notices"]
    assert one["text"] == "Sie vertreten Jonas Weber bis Montag, 23. Nov."
    assert (one["label"], one["conversation"], one["owner"]) == ("Meine", None, owner)
    (rings,) = hall.pulse()["ring"]
    assert (rings["title"], rings["body"], rings["owner"]) == (one["text"], "Meine", owner)
    assert hall.sees({"notice": one["id"]}) == 200
    assert hall.pulse()["unseen"] == 0


def test_alarms_are_said_to_admins_only(hall: Hall) -> None:
    facts = {"account": "Lindenau", "platform": "twitter", "stream": "direct"}
    with hall.database.write() as session:
        alarms.raise_(session, Cause.CREDIT, "accounts:1", facts, hall.now)
    assert hall.pulse()["alarms"] == ""
    with hall.database.write() as session:
        session.scalars(select(Agent)).one().role = Role.ADMIN
    assert hall.pulse()["alarms"] == "1 ungesehene Warnung"


@pytest.mark.parametrize(
    "asked", ["?open=x", "?open=0", "?open=-1", "?open=" + "9" * 30, "?open=²"]
)
def test_what_makes_no_sense_is_refused(hall: Hall, asked: str) -> None:
    assert hall.get(f"/api/notices{asked}").status == 400
    assert hall.get(f"/api/notices/list{asked.replace('open', 'before')}").status == 400


@pytest.mark.parametrize(
    "body", [{}, {"newest": "1"}, {"conversation": True}, {"newest": 0}, {"notice": "1"}]
)
def test_a_body_that_makes_no_sense_changes_nothing(hall: Hall, body: dict) -> None:
    hall.tells()
    assert hall.sees(body) == 400
    assert hall.pulse()["unseen"] == 1


def test_the_number_falls_when_it_is_done(hall: Hall) -> None:
    assert hall.pulse()["waiting"] == 1
    with hall.database.write() as session:
        session.get_one(Conversation, hall.id).state = "done"
    assert hall.pulse()["waiting"] == 0
