"""Teams, as an admin makes, fills and takes them away without a terminal."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Conversation, Role
from inbox.care import teams
from inbox.care.rights import MACHINE
from inbox.queries import teams as views
from inbox.queries.teams import TeamView
from tests.cast import AMINA, JONAS, MIRIAM, NOON, account, agent, matter
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit


@pytest.fixture
def admin(visit: Visit) -> Visit:
    """Amina looks; Jonas answers here as well."""
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        agent(session, JONAS)
    return visit


def all_teams(visit: Visit) -> list[TeamView]:
    with visit.db.read() as session:
        return views.teams(session)


def billing(visit: Visit, *members: str) -> int:
    with visit.db.write() as session:
        made = teams.add(session, MACHINE, "Billing", NOON)
        for one in views.working(session):
            if one.name in members:
                teams.join(session, MACHINE, made, one.id, NOON)
    return made


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def opened(visit: Visit, team: int) -> AppTest:
    return drawn("colleagues").button(key=f"team-change-{team}").click().run()


def ids(visit: Visit) -> dict[str, int]:
    with visit.db.read() as session:
        return {one.name: one.id for one in views.working(session)}


def test_a_team_is_made_with_who_is_in_it(admin: Visit) -> None:
    app = drawn("colleagues")
    app.text_input(key="team-new-name").input("Billing")
    app.multiselect(key="team-new-in").set_value([ids(admin)["Jonas Weber"]])
    said = html(press(app, "Anlegen"))
    assert [(one.name, one.members) for one in all_teams(admin)] == [("Billing", ("jonas",))]
    assert "An Billing können jetzt Unterhaltungen übergeben werden" in said
    assert app.text_input(key="team-new-name").value == ""


def test_a_name_that_another_team_has_is_said_and_stays_typed(admin: Visit) -> None:
    billing(admin)
    app = drawn("colleagues")
    app.text_input(key="team-new-name").input("billing")
    assert "gibt es schon" in html(press(app, "Anlegen"))
    assert app.text_input(key="team-new-name").value == "billing"
    assert len(all_teams(admin)) == 1


def test_a_team_is_renamed_and_who_joined_meanwhile_stays(admin: Visit) -> None:
    made = billing(admin, "Jonas Weber")
    app = opened(admin, made)
    with admin.db.write() as session:
        teams.join(session, MACHINE, made, agent(session, MIRIAM).id, NOON)
    app.text_input(key=f"team-name-{made}").input("Accounts")
    app.multiselect(key=f"team-in-{made}").set_value([ids(admin)["Amina Haddad"]])
    press(app, "Speichern")
    assert [(one.name, one.members) for one in all_teams(admin)] == [
        ("Accounts", ("amina", "miriam"))
    ]


def test_before_a_team_goes_it_is_said_what_becomes_of_its_queue(admin: Visit) -> None:
    made = billing(admin)
    with admin.db.write() as session:
        waiting = matter(session, account(session)).conversation.id
        session.get_one(Conversation, waiting).team_id = made
    app = press(opened(admin, made), "Team auflösen")
    assert "1 Unterhaltung aus seiner Warteschlange wartet dann in der von allen" in html(app)
    assert len(all_teams(admin)) == 1
    assert "Das Team ist aufgelöst" in html(press(app, "Jetzt auflösen"))
    assert all_teams(admin) == []
    with admin.db.read() as session:
        assert session.get_one(Conversation, waiting).team_id is None


def test_a_teams_name_is_text_wherever_it_stands(admin: Visit) -> None:
    with admin.db.write() as session:
        teams.add(session, MACHINE, "<b>B</b>", NOON)
    assert "&lt;b&gt;B&lt;/b&gt;" in html(drawn("colleagues"))
