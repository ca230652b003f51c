"""First steps: each knows by itself whether it is done."""

from __future__ import annotations

from db.models import Account, AccountState, Role
from db.session import Database
from inbox.care import agents
from inbox.care.rights import MACHINE
from inbox.queries.first_steps import Steps, first_steps
from inbox.rules.signature import Profile
from tests import cast
from tests.cast import NOON, agent
from tests.desk import Desk


def steps(db: Database, agent_id: int) -> Steps:
    with db.read() as session:
        return first_steps(session, agent_id)


def test_a_new_house_has_everything_before_it(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        admin = agents.add(session, MACHINE, "admin", Role.ADMIN, NOON)
    assert steps(sqlite_database, admin) == Steps(False, False, False, False, False)


def test_one_after_the_other_is_done(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        admin = agents.add(session, MACHINE, "admin", Role.ADMIN, NOON)
        me = Profile("Amina Haddad", "+493023125123", None)
        agents.save_profile(session, MACHINE, admin, me, "DE", NOON)
    assert steps(sqlite_database, admin) == Steps(True, False, False, False, False)
    with sqlite_database.write() as session:
        ours = cast.account(session)
    assert steps(sqlite_database, admin) == Steps(True, True, False, False, False)
    with sqlite_database.write() as session:
        cast.matter(session, session.get_one(Account, ours.id))
    assert steps(sqlite_database, admin) == Steps(True, True, True, False, False)
    with sqlite_database.write() as session:
        agent(session, cast.JONAS)
    assert steps(sqlite_database, admin) == Steps(True, True, True, False, True)


def test_a_reply_counts_when_it_has_arrived(fast: Desk) -> None:
    miriam = fast.agents["miriam"]
    fast.answers(fast.writes())
    assert not steps(fast.db, miriam).reply
    fast.after_undo()
    assert steps(fast.db, miriam).reply
    assert steps(fast.db, miriam).done


def test_what_was_undone_is_to_do_again(fast: Desk) -> None:
    miriam = fast.agents["miriam"]
    with fast.db.write() as session:
        agents.disable(session, MACHINE, fast.agents["jonas"], NOON)
        session.get_one(Account, fast.account_id).state = AccountState.DISCONNECTED
    found = steps(fast.db, miriam)
    assert not found.colleague
    assert not found.account
