"""In approval a promise is within the authority of its author, or of who approves or changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Handover, Outcome, Promise, ReplyState
from inbox.care import authority
from inbox.care.promising import Given
from inbox.care.rights import MACHINE
from inbox.outgoing import approving, later
from inbox.outgoing.replying import Objected
from inbox.outgoing.wishes import Asked, Wish
from inbox.queries import authority as granted
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from tests.desk import Desk
from tests.inbox.outgoing.waiting import asks

HERE = "Der kalte Burger tut mir leid, Erika: "
EIGHTY = f"{HERE}Ich erstatte Ihnen 80 €."


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return Desk(sqlite_database)


def may_refund(desk: Desk, **up_to: int | None) -> None:
    """Say up to how many euros each decides alone; None: without a limit."""
    with desk.db.write() as session:
        for login, euros in up_to.items():
            grant = Grant(True, Amount(100 * euros, "EUR")) if euros else None
            authority.set_own(session, MACHINE, desk.agents[login], Remedy.REFUND, grant, desk.time)


def handed_in(desk: Desk, text: str, *given: Given, wish: Wish | None = None) -> tuple[int, int]:
    here = desk.writes("Mein Burger war kalt!")
    wish = wish or asks()
    (reply,) = desk.answers(here, text, wish=wish, despite="Abgesprochen", given=given)
    return here, reply


def approved(desk: Desk, reply: int, text: str | None = None) -> bool:
    """Let Jonas approve it, in other words where there are some; return whether it leaves."""
    try:
        with desk.db.write() as session:
            how = (session, desk.actor("jonas"), reply)
            if text is None:
                approving.approve(*how, desk.settings, desk.time)
            else:
                approving.change(*how, text, desk.settings, desk.time)
    except Objected as error:
        assert {one.rule for one in error.objections} == {"above_authority"}
        return False
    return True


@pytest.mark.parametrize(
    ("author", "colleague", "leaves"),
    [(50, 500, True), (500, 50, True), (50, 60, False), (50, None, True), (None, 50, True)],
)
def test_what_waits_is_within_the_authority_of_either(
    desk: Desk, author: int | None, colleague: int | None, leaves: bool
) -> None:
    _, reply = handed_in(desk, EIGHTY)
    may_refund(desk, miriam=author, jonas=colleague)
    assert approved(desk, reply) is leaves


@pytest.mark.parametrize(
    ("author", "colleague", "before", "after", "leaves"),
    [
        (50, 500, 20, 80, True),
        (500, 50, 20, 80, False),
        (None, 50, 20, 80, False),
        (500, 50, 80, 80, True),
        (500, 50, 80, 70, True),
        (500, 50, 80, 90, False),
        (50, 500, 20, 600, False),
        (50, None, 20, 600, True),
    ],
)
def test_who_writes_more_into_it_promises_that_by_their_own_authority(
    desk: Desk, author: int | None, colleague: int | None, before: int, after: int, leaves: bool
) -> None:
    may_refund(desk, miriam=author, jonas=colleague)
    _, reply = handed_in(desk, f"{HERE}Ich erstatte Ihnen {before} €.")
    said = f"Liebe Erika, das tut mir leid! Ich erstatte Ihnen {after} €."
    assert approved(desk, reply, said) is leaves


def test_what_was_approved_for_later_still_leaves_at_its_time(desk: Desk) -> None:
    may_refund(desk, miriam=50, jonas=500)
    at = desk.time + timedelta(hours=5)
    _, reply = handed_in(
        desk, f"{HERE}Ich erstatte Ihnen 20 €.", wish=Wish(at=at, approval=Asked())
    )
    assert approved(desk, reply, EIGHTY)
    desk.wait(hours=6)
    assert later.bring(desk.db, desk.settings, desk.now) == 1
    assert desk.state(reply) == ReplyState.QUEUED


def test_what_its_approver_may_decide_uses_up_nothing_that_was_decided(desk: Desk) -> None:
    may_refund(desk, miriam=50, jonas=500)
    here, reply = handed_in(desk, f"{HERE}Ich erstatte Ihnen 20 €.")
    with desk.db.write() as session:
        session.add(
            Handover(
                conversation_id=here, from_id=desk.agents["miriam"], to_id=desk.agents["jonas"],
                asked_at=desk.time, until=desk.time, answered_at=desk.time,
                outcome=Outcome.ACCEPTED, remedy="refund", amount=80_00, currency="EUR",
            )
        )  # fmt: skip
    desk.wait(minutes=1)
    assert approved(desk, reply, f"{HERE}Ich erstatte Ihnen 200 €.")
    with desk.db.read() as session:
        (promise,) = session.query(Promise)
        assert (promise.kind, promise.amount) == (PromiseKind.MONEY, 200_00)
        (left,) = granted.accepted(session, here, desk.time)
    assert left.up_to == Amount(80_00, "EUR")
