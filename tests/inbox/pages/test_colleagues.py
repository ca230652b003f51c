"""Colleagues, as an admin sees them: added, changed and shut out without a terminal."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Agent, Role
from inbox.care import sign_in
from inbox.care.agents import Disabled
from inbox.pages import colleagues
from inbox.queries import agents as people
from inbox.rules.faults import SENTENCES, Flaw
from inbox.texts import texts
from tests.cast import AMINA, JONAS, MIRIAM, NOON, agent
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import SETTINGS, Visit, drawn, html

visit = test_pages.visit
DE = texts("de")


@pytest.fixture
def admin(visit: Visit) -> Visit:
    """Amina looks; Jonas answers here as well."""
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        agent(session, JONAS)
    return visit


def row(visit: Visit, login: str) -> Agent:
    with visit.db.read() as session:
        return session.query(Agent).filter_by(login=login).one()


def opened(visit: Visit, login: str = "jonas") -> AppTest:
    app = drawn("colleagues")
    return app.button(key=f"change-{row(visit, login).id}").click().run()


def lets_in(visit: Visit, app: AppTest) -> str | None:
    """Follow the link that the page shows; returns who is let in."""
    found = re.search(r"/login/link\?token=([^<\s]+)", html(app))
    assert found is not None
    with visit.db.write() as session:
        done = sign_in.with_link(session, unescape(found.group(1)), NOON, SETTINGS)
    if not isinstance(done, sign_in.SignedIn):
        return None
    here = sign_in.session_of(visit.db, done.token, NOON, SETTINGS)
    with visit.db.read() as session:
        return session.get_one(Agent, here.agent_id).login if here else None


def filled(login: str, **more: str) -> AppTest:
    app = drawn("colleagues")
    for field, value in {"login": login, **more}.items():
        app.text_input(key=f"new-{field}").input(value)
    return next(one for one in app.button if one.label == DE("Add and make a link")).click().run()


def test_everybody_is_shown_with_what_they_lack(admin: Visit) -> None:
    with admin.db.write() as session:
        session.query(Agent).filter_by(login="jonas").one().phone = None
        session.query(Agent).filter_by(login="jonas").one().email = None
    said = html(drawn("colleagues"))
    assert "Amina Haddad" in said
    assert "jonas · Antwortet" in said
    assert "Name und direkter Kontakt fehlen" in said


def test_a_colleague_is_added_and_their_link_lets_them_in(admin: Visit) -> None:
    app = filled("Miriam", name="Miriam Brandt", phone="030 23125456")
    assert row(admin, "miriam").phone == "+493023125456"
    assert "Miriam Brandt einmal herein" in html(app)
    assert lets_in(admin, app) == "miriam"
    assert app.text_input(key="new-login").value == ""


def test_a_link_is_shown_until_it_was_taken(admin: Visit) -> None:
    app = filled("miriam")
    app.button(key="copied").click().run()
    assert "/login/link" not in html(app)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"login": "zwei Worte"}, "Ein Anmeldename besteht"),
        ({"login": "jonas"}, "gibt es schon"),
        ({"login": "miriam", "name": "Miriam"}, DE(SENTENCES[Flaw.NO_CONTACT])),
        ({"login": "m", "name": "M B", "phone": "0900 123456"}, DE(SENTENCES[Flaw.PHONE_PAID])),
    ],
)
def test_what_does_not_fit_is_said_and_stays_typed(
    admin: Visit, typed: dict[str, str], said: str
) -> None:
    app = filled(**typed)
    assert said in unescape(html(app))
    assert {field: app.text_input(key=f"new-{field}").value for field in typed} == typed
    with admin.db.read() as session:
        assert session.query(Agent).count() == 2


def test_a_role_is_felt_at_once(admin: Visit) -> None:
    app = opened(admin)
    app.radio(key=f"role-{row(admin, 'jonas').id}").set_value(Role.ADMIN).run()
    assert row(admin, "jonas").role == Role.ADMIN
    assert "jonas · Antwortet und verwaltet" in html(app)


def test_somebody_is_shut_out_and_let_in_again(admin: Visit) -> None:
    app = opened(admin)
    app.button(key="disable").click().run()
    assert row(admin, "jonas").disabled_at == NOON
    assert "Ausgesperrt seit" in html(app)
    assert "Jonas Weber ist ausgesperrt. Es wartete nichts von dort." in html(app)
    app.button(key="enable").click().run()
    assert row(admin, "jonas").disabled_at is None


def test_a_new_link_voids_the_one_before(admin: Visit) -> None:
    first = opened(admin).button(key="link").click().run()
    second = opened(admin).button(key="link").click().run()
    assert lets_in(admin, first) is None
    assert lets_in(admin, second) == "jonas"


def test_nobody_changes_themselves_here(admin: Visit) -> None:
    keys = {button.key for button in drawn("colleagues").button}
    assert f"change-{row(admin, 'amina').id}" not in keys
    assert f"change-{row(admin, 'jonas').id}" in keys


def test_who_lost_the_role_meanwhile_changes_nothing(admin: Visit) -> None:
    app = opened(admin)
    with admin.db.write() as session:
        session.query(Agent).filter_by(login="amina").one().role = Role.AGENT
    app.button(key="disable").click().run()
    assert row(admin, "jonas").disabled_at is None


def test_a_name_is_text(admin: Visit) -> None:
    with admin.db.write() as session:
        session.query(Agent).filter_by(login="jonas").one().work_name = "<img src=x> **J**"
    assert "&lt;img src=x&gt; **J**" in html(drawn("colleagues"))


def test_an_agent_is_told_that_admins_manage(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("colleagues")
    assert "verwalten Admins" in html(app)
    assert not app.button


def test_replies_of_one_colleague_are_looked_at_first(admin: Visit) -> None:
    app = opened(admin)
    app.toggle(key=f"approval-{row(admin, 'jonas').id}").set_value(True).run()
    assert row(admin, "jonas").needs_approval
    assert "Antworten brauchen eine Freigabe" in html(app)


def test_replies_of_everybody_with_a_role_are_looked_at_first(admin: Visit) -> None:
    app = drawn("colleagues")
    app.toggle(key="eyes-agent").set_value(True).run()
    with admin.db.read() as session:
        assert people.roles_with_approval(session) == {Role.AGENT}
    assert html(app).count("Antworten brauchen eine Freigabe") == 1
    own = opened(admin).toggle(key=f"approval-{row(admin, 'jonas').id}")
    assert (own.value, own.disabled) == (True, True)
    app.toggle(key="eyes-agent").set_value(False).run()
    assert "Antworten brauchen eine Freigabe" not in html(app)


def test_where_nobody_else_could_look_the_page_says_so(admin: Visit) -> None:
    app = drawn("colleagues")
    app.toggle(key="eyes-admin").set_value(True).run()
    assert "niemand da, um es freizugeben" not in html(app)
    with admin.db.write() as session:
        session.query(Agent).filter_by(login="jonas").one().disabled_at = NOON
    assert "niemand da, um es freizugeben" in html(app.run())


@pytest.mark.parametrize(
    ("left", "de", "en"),
    [
        (Disabled(), "Es wartete nichts von dort.", "Nothing of theirs was waiting."),
        (
            Disabled(withdrawn=1, freed=1, offers=1, sessions=1),
            (
                "In 1 Browser abgemeldet. 1 wartende Antwort ist zurückgeholt; ihr Text steht als Notiz"
                " in der Unterhaltung. 1 Unterhaltung wartet wieder in ihrer Warteschlange. 1 Angebot ist"
                " hinfällig."
            ),
            (
                "Signed out in 1 browser. 1 reply that was to leave was taken back; its words are a"
                " note in the thread. 1 conversation waits in its queue again. 1 offer is over."
            ),
        ),
        (
            Disabled(freed=12, offers=2),
            "12 Unterhaltungen warten wieder in ihren Warteschlangen. 2 Angebote sind hinfällig.",
            "12 conversations wait in their queues again. 2 offers are over.",
        ),
    ],
)
def test_what_shutting_out_took_back_is_said_in_numbers(left: Disabled, de: str, en: str) -> None:
    assert colleagues.taken_back(DE, "Jonas", left) == f"Jonas ist ausgesperrt. {de}"
    assert colleagues.taken_back(texts("en"), "Jonas", left) == f"Jonas is shut out. {en}"
