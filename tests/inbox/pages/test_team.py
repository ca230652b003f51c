"""The page "Team" and an agent's own hours, as Streamlit runs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from connectors.base import Author
from db.models import Absence, Agent, Distribution, Role, Schedule, Wait
from db.session import Database
from inbox.care import absences, distributing, hours
from inbox.care.absences import Given
from inbox.care.rights import MACHINE
from inbox.pages import current, notice_words
from inbox.queries import notices
from inbox.rules.distribution import Way
from inbox.rules.hours import read
from inbox.texts import texts
from tests.cast import AMINA, JONAS, MIRIAM, NOON, account, agent, contact, matter
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
    assert "Nach den Arbeitszeiten arbeitet gerade niemand" in html(app)
    assert one(visit, Distribution) is None
    app.button(key="way-yes").click().run()
    assert one(visit, Distribution).way == "round-robin"
    assert "Nach den Arbeitszeiten arbeitet gerade niemand" in html(app)


def waiting(visit: Visit, many: int) -> None:
    with visit.db.write() as session:
        on = account(session)
        for n in range(many):
            matter(
                session,
                on,
                thread=str(2000 + n),
                who=contact(session, Author(f"c{n}", f"c{n}", "C")),
            )


def test_before_a_queue_is_given_out_it_is_said_who_would_be_given_how_many(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    waiting(visit, 3)
    with visit.db.write() as session:
        jonas, miriam = (agent(session, who).id for who in (JONAS, MIRIAM))
        for each, most in ((jonas, 1), (miriam, 1)):
            hours.set_hours(session, MACHINE, each, read("mon-sun 0-24", "UTC"), NOON)
            hours.set_capacity(session, MACHINE, each, most, NOON)
    app = page("team")
    app.selectbox(key="way-0").select("least-loaded").run()
    said = html(app)
    assert "Dort warten 3 Unterhaltungen auf Antwort." in said
    assert "Sofort bekommen: Jonas Weber (1), Miriam Brandt (1)." in said
    assert "1 wartet weiter." in said
    app.button(key="way-no").click().run()
    assert app.selectbox(key="way-0").value == "off"
    assert one(visit, Distribution) is None


def test_before_hours_are_saved_it_is_said_what_queues_give_at_once(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    waiting(visit, 25)
    with visit.db.write() as session:
        distributing.set_way(session, MACHINE, None, Way.ROUND_ROBIN, NOON)
    app = page("preferences")
    for day in range(7):
        app.text_input(key=f"hours-{me}-{day}").input("0-24")
    said = html(app.run())
    assert "von den 25 Wartenden in den Warteschlangen sofort 20 hierher" in said
    app.button(key=f"save-week-{me}").click().run()
    with visit.db.write() as session:
        assert distributing.give_out(session, NOON) == 20
    with visit.db.read() as session:
        (told,), _ = notices.page(session, me)
    assert (
        notice_words.sentence(texts("de"), told, NOON) == "20 Unterhaltungen gehören jetzt Ihnen."
    )


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
    assert "Eingetragen: Montag, 23. Nov. – Mittwoch, 25. Nov." in html(app)
    app.button(key=f"end-{kept.id}").click().run()
    assert one(visit, Absence).ended_at == NOON


def test_nobody_reads_i_am_back_beside_a_colleagues_absence(visit: Visit) -> None:
    admin = visit.signs_in(AMINA, Role.ADMIN)
    jonas = jonas_is_away(visit, admin)
    with visit.db.write() as session:
        session.get_one(Agent, admin).language = "en"
    app = page("team")
    app.selectbox(key="team_agent").select(jonas).run()
    labels = [each.label for each in app.button]
    assert "Is back" in labels
    assert "I am back" not in labels


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
    assert "Der letzte Tag liegt vor dem ersten" in html(app)
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
