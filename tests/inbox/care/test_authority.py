"""What colleagues may decide alone: set by admins, for a role or for one agent, and audited."""

from __future__ import annotations

import pytest

from db.models import Audit, Role
from inbox.care import authority
from inbox.care.promising import Unclear
from inbox.care.rights import MACHINE
from inbox.queries import authority as granted
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from tests.desk import Desk

FIFTY = Grant(True, Amount(50_00, "EUR"))
HUNDRED = Grant(True, Amount(100_00, "EUR"))
NOT = Grant(False)


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


def of_role(desk: Desk, remedy: Remedy, grant: Grant | None, role: Role = Role.AGENT) -> None:
    with desk.db.write() as session:
        authority.set_role(session, MACHINE, role, remedy, grant, desk.time)


def own(desk: Desk, remedy: Remedy, grant: Grant | None, login: str = "jonas") -> None:
    with desk.db.write() as session:
        authority.set_own(session, MACHINE, desk.agents[login], remedy, grant, desk.time)


def grants(desk: Desk, login: str) -> dict[Remedy, Grant]:
    with desk.db.read() as session:
        one = granted.grants_of(session, desk.agents[login])
        assert granted.everybodys(session).get(desk.agents[login], {}) == one
        return one


def test_an_agents_own_grant_goes_before_the_roles_until_it_is_taken_away(desk: Desk) -> None:
    own(desk, Remedy.REFUND, HUNDRED)
    of_role(desk, Remedy.REFUND, FIFTY)
    of_role(desk, Remedy.EXCEPTION, NOT)
    of_role(desk, Remedy.VOUCHER, NOT, Role.ADMIN)
    assert grants(desk, "miriam") == {Remedy.REFUND: FIFTY, Remedy.EXCEPTION: NOT}
    assert grants(desk, "jonas") == {Remedy.REFUND: HUNDRED, Remedy.EXCEPTION: NOT}
    own(desk, Remedy.REFUND, None)
    assert grants(desk, "jonas")[Remedy.REFUND] == FIFTY


def test_a_limit_is_changed_and_lifted(desk: Desk) -> None:
    for grant in (FIFTY, HUNDRED, NOT):
        of_role(desk, Remedy.REFUND, grant)
        assert grants(desk, "miriam") == {Remedy.REFUND: grant}
    of_role(desk, Remedy.REFUND, None)
    assert grants(desk, "miriam") == {}


def test_each_change_is_written_down_once(desk: Desk) -> None:
    for _ in range(2):
        of_role(desk, Remedy.REFUND, FIFTY)
        own(desk, Remedy.VOUCHER, NOT)
    with desk.db.read() as session:
        rows = session.query(Audit).filter_by(action="authority").order_by(Audit.id)
        noted = [(row.subject, row.note["remedy"], row.note["amount"]) for row in rows]
    jonas = f"agents:{desk.agents['jonas']}"
    assert noted == [("roles:agent", "refund", 50_00), (jonas, "voucher", None)]


@pytest.mark.parametrize(
    ("remedy", "grant"),
    [
        (Remedy.REFUND, Grant(True, Amount(0, "EUR"))),
        (Remedy.REFUND, Grant(True, Amount(10**11, "EUR"))),
        (Remedy.REFUND, Grant(False, Amount(5_00, "EUR"))),
        (Remedy.EXCEPTION, FIFTY),
    ],
)
def test_an_amount_that_cannot_be_a_limit_is_refused(
    desk: Desk, remedy: Remedy, grant: Grant
) -> None:
    with pytest.raises(Unclear):
        of_role(desk, remedy, grant)
    assert grants(desk, "miriam") == {}


def test_an_agent_who_is_not_there_has_no_limit(desk: Desk) -> None:
    with pytest.raises(LookupError), desk.db.write() as session:
        authority.set_own(session, MACHINE, 4711, Remedy.REFUND, NOT, desk.time)
