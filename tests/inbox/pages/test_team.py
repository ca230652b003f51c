"""The page "Team" and an agent's own hours, as Streamlit runs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Absence, Agent, Distribution, Role, Schedule, Wait
from db.session import Database
from inbox.care import absences, hours
from inbox.care.absences import Given
from inbox.care.rights import MACHINE
from inbox.pages import current
from inbox.rules.hours import read
from tests.cast import AMINA, JONAS, MIRIAM, NOON, account, agent, matter
from tests.inbox.pages.test_pages import Visit, html


@pytest.fixture
def visit(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    yield Visit(sqlite_database, monkeypatch)
    current._houses.clear()


def page(which: str) -> AppTest:
    lines = f"from inbox.pages import {which}\n{which}.page()\n"
    return AppTest.from_string(lines, default_timeout=30).run()


def one(visit: Visit, model: type):
    with visit.db.read() as session:
        return session.query(model).one_or_none()


def jonas_is_away(visit: Visit, deputy: int) -> int:
    with visit.db.write() as session:
        jonas = agent(session, JONAS).id
        hours.set_hours(session, MACHINE, jonas, read("mon-fri 9-17", "UTC"), NOON)
        today = NOON.date()
        given = Given(today, today + timedelta(days=2), "UTC", deputy, "Urlaub")
        absences.plan(session, MACHINE, jonas, given, NOON)
        return jonas


def test_everybody_sees_who_works_and_who_is_away(visit: Visit) -> None:
    jonas_is_away(visit, visit.signs_in(MIRIAM, Role.AGENT))
    app = page("team")
    assert not app.exception
    said = html(app)
    assert "abwesend bis" in said
    assert "Miriam Brandt vertritt" in said
    assert "noch keine Zeiten" in said
    assert "Mo–Fr 9:00–17:00" in said
    assert not app.selectbox


def test_names_are_text_wherever_they_stand(visit: Visit) -> None:
    visit.signs_in({**MIRIAM, "work_name": "<b>M</b>"}, Role.AGENT)
    assert "&lt;b&gt;M&lt;/b&gt;" in html(page("team"))


def test_an_admin_says_how_a_queue_is_given_out(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        matter(session, account(session))
    app = page("team")
    assert "1 wartet" in html(app)
    app.selectbox(key="way-0").select("round-robin").run()
    assert one(visit, Distribution).way == "round-robin"


def test_an_admin_sets_anothers_hours_and_share(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        jonas = agent(session, JONAS).id
    app = page("team")
    app.selectbox(key="team_agent").select(jonas).run()
    app.number_input(key=f"capacity-{jonas}").set_value(12)
    app.text_input(key=f"languages-{jonas}").input("en, DE")
    next(each for each in app.button if each.label == "Speichern").click().run()
    app.text_input(key=f"hours-{jonas}-0").input("9-17").run()
    app.button(key=f"save-week-{jonas}").click().run()
    kept = one(visit, Schedule)
    assert (kept.capacity, kept.languages, kept.hours) == (12, ["de", "en"], "mon 9:00-17:00")


def test_an_agent_enters_their_week(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    app = page("preferences")
    app.text_input(key=f"hours-{me}-0").input("9-12:30, 13-17").run()
    app.button(key=f"same-week-{me}").click().run()
    app.button(key=f"save-week-{me}").click().run()
    assert one(visit, Schedule).hours == "mon-fri 9:00-12:30 13:00-17:00"
    assert app.text_input(key=f"hours-{me}-4").value == "9:00-12:30 13:00-17:00"
    assert "Gespeichert." in html(app)


def test_a_day_that_cannot_be_read_stays_as_it_was_typed(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    app = page("preferences")
    app.text_input(key=f"hours-{me}-2").input("neun bis fünf").run()
    assert app.text_input(key=f"hours-{me}-2").value == "neun bis fünf"
    assert app.button(key=f"save-week-{me}").disabled
    assert "Ein leerer Tag ist frei." in html(app)


def test_an_agent_enters_an_absence_and_takes_it_back(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        jonas = agent(session, JONAS).id
    app = page("preferences")
    app.date_input(key=f"first-{me}").set_value(NOON.date() + timedelta(days=3))
    app.date_input(key=f"last-{me}").set_value(NOON.date() + timedelta(days=5))
    app.selectbox(key=f"deputy-{me}").select(jonas)
    enter = next(each for each in app.button if each.label == "Abwesenheit eintragen")
    enter.click().run()
    kept = one(visit, Absence)
    assert (kept.agent_id, kept.deputy_id, kept.ended_at) == (me, jonas, None)
    assert "Jonas Weber vertritt" in html(app)
    app.button(key=f"end-{kept.id}").click().run()
    assert one(visit, Absence).ended_at == NOON


def test_deputies_in_a_circle_are_said_as_they_are_entered(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    jonas = jonas_is_away(visit, me)
    app = page("preferences")
    app.date_input(key=f"first-{me}").set_value(NOON.date() + timedelta(days=1))
    app.selectbox(key=f"deputy-{me}").select(jonas)
    next(each for each in app.button if each.label == "Abwesenheit eintragen").click().run()
    assert "Eingetragen, aber niemand vertritt" in html(app)


def test_an_absence_that_cannot_be_is_said_and_what_was_chosen_stays(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    app = page("preferences")
    app.date_input(key=f"first-{me}").set_value(NOON.date() + timedelta(days=5))
    app.date_input(key=f"last-{me}").set_value(NOON.date() + timedelta(days=3))
    next(each for each in app.button if each.label == "Abwesenheit eintragen").click().run()
    assert "Bitte einen ersten und einen letzten Tag" in html(app)
    assert app.date_input(key=f"first-{me}").value == NOON.date() + timedelta(days=5)
    assert one(visit, Absence) is None


def test_somebody_who_is_no_admin_any_more_changes_nothing(visit: Visit) -> None:
    admin = visit.signs_in(AMINA, Role.ADMIN)
    app = page("team")
    with visit.db.write() as session:
        session.get_one(Agent, admin).role = Role.AGENT
    app.selectbox(key="way-0").select("round-robin").run()
    assert one(visit, Distribution) is None


def test_everybody_sees_how_long_customers_waited_and_what_that_leaves_out(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        long = timedelta(minutes=24)
        session.add(Wait(began_at=NOON - long, answered_at=NOON, seconds=1440, ended_at=NOON))
        session.add(Wait(began_at=NOON - long, ended_at=NOON))
    said = html(page("team"))
    assert "die Hälfte innerhalb von 24 Min., neun von zehn innerhalb von 24 Min. (1)" in said
    assert "<dt>Ohne Antwort abgelegt</dt><dd>1</dd>" in said
