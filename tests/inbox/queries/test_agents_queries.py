"""Who works here, as pages and the command line see them."""

from __future__ import annotations

from datetime import timedelta

from db.models import AgentSession
from db.session import Database
from inbox.queries import agents
from tests.cast import AMINA, JONAS, MIRIAM, NOON, agent


def test_an_agent_is_found_by_login_in_any_case(database: Database) -> None:
    with database.write() as session:
        miriam = agent(session, MIRIAM).id
        found = agents.by_login(session, " MIRIAM ")
    assert found is not None and found.id == miriam


def test_nobody_is_found_where_nobody_is(database: Database) -> None:
    with database.read() as session:
        assert (agents.agent(session, 1), agents.by_login(session, "miriam")) == (None, None)


def test_the_disabled_stand_last(database: Database) -> None:
    with database.write() as session:
        agent(session, AMINA).disabled_at = NOON
        agent(session, JONAS)
        agent(session, MIRIAM)
        session.flush()
        assert [one.login for one in agents.everybody(session)] == ["jonas", "miriam", "amina"]


def test_a_password_is_not_in_a_view(database: Database) -> None:
    with database.write() as session:
        agent(session, MIRIAM).password_hash = "$argon2id$..."
        session.flush()
        view = agents.by_login(session, "miriam")
    assert view is not None and view.has_password
    assert "argon2" not in repr(view)


def test_whoever_lacks_a_name_or_a_way_cannot_be_reached(database: Database) -> None:
    with database.write() as session:
        row = agent(session, MIRIAM)
        row.phone = row.email = None
        session.flush()
        view = agents.by_login(session, "miriam")
    assert view is not None and not view.reachable


def test_a_new_agent_is_called_by_the_login(database: Database) -> None:
    with database.write() as session:
        agent(session, MIRIAM).work_name = ""
        session.flush()
        view = agents.by_login(session, "miriam")
    assert view is not None and view.called == "miriam"


def test_sessions_that_are_over_are_not_counted(database: Database) -> None:
    with database.write() as session:
        miriam = agent(session, MIRIAM).id
        for name, hours in (("one", 1), ("two", 2), ("over", -1)):
            ends = NOON + timedelta(hours=hours)
            session.add(
                AgentSession(
                    token_hash=name, agent_id=miriam, created_at=NOON, seen_at=NOON, expires_at=ends
                )
            )
        session.flush()
        assert agents.sessions(session, miriam, NOON) == 2
