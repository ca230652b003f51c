"""What an agent may not decide does not leave, until somebody who may has accepted it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Agent, Handover, Outcome, Reply, Role
from inbox.care import authority, drafts
from inbox.care.promising import Given
from inbox.care.rights import MACHINE
from inbox.outgoing import later, replying, standing
from inbox.outgoing.replying import Objected
from inbox.outgoing.wishes import Wish
from inbox.pages import sayings, waiting_words
from inbox.queries import authority as granted
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from inbox.texts import texts
from tests.desk import Desk

WORDS = "Der kalte Burger tut mir leid, Erika: Ich erstatte Ihnen 80 €."
PROMISE = "Ich erstatte Ihnen 80 €"
FIFTY = Grant(True, Amount(50_00, "EUR"))


@pytest.fixture
def desk(sqlite_database) -> Desk:
    desk = Desk(sqlite_database)
    with desk.db.write() as session:
        authority.set_role(session, MACHINE, Role.AGENT, Remedy.REFUND, FIFTY, desk.time)
    return desk


def send(
    desk: Desk, here: int, text: str = WORDS, *given: Given, key: str = "a" * 32, **more: object
):
    with desk.db.write() as session:
        return replying.queue(
            session, desk.actor(), here, text, key, desk.settings, desk.time,
            despite="Abgesprochen", given=given, **more,
        )  # fmt: skip


def refused(
    desk: Desk, here: int, *given: Given, text: str = WORDS, key: str = "a" * 32
) -> list[str]:
    with pytest.raises(Objected) as error:
        send(desk, here, text, *given, key=key)
    return [one.rule for one in error.value.objections if one.level == "blocks"]


def decided(
    desk: Desk,
    here: int,
    amount: int | None,
    ago: timedelta = timedelta(hours=1),
    remedy: str = "refund",
) -> None:
    with desk.db.write() as session:
        session.add(
            Handover(
                conversation_id=here, from_id=desk.agents["miriam"], to_id=desk.agents["jonas"],
                asked_at=desk.time - ago, until=desk.time, answered_at=desk.time - ago,
                outcome=Outcome.ACCEPTED, remedy=remedy, amount=amount,
                currency="EUR" if amount is not None else None,
            )
        )  # fmt: skip


def test_a_reason_does_not_lift_a_limit(desk: Desk) -> None:
    assert refused(desk, desk.writes("Mein Burger war kalt!")) == ["above_authority"]


def test_what_lies_within_the_limit_leaves(desk: Desk) -> None:
    assert send(desk, desk.writes("Mein Burger war kalt!"), WORDS.replace("80", "50")).new


def test_what_somebody_who_may_accepted_leaves(desk: Desk) -> None:
    here = desk.writes("Mein Burger war kalt!")
    decided(desk, here, 79_00)
    assert refused(desk, here) == ["above_authority"]
    decided(desk, here, 80_00)
    assert send(desk, here).new


def test_what_was_accepted_is_used_up_by_what_was_promised(desk: Desk) -> None:
    here = desk.writes("Mein Burger war kalt!")
    decided(desk, here, 80_00)
    due = desk.time + timedelta(days=2)
    send(desk, here, WORDS, Given(PromiseKind.MONEY, PROMISE, due, 80_00, "EUR", PROMISE))
    with desk.db.read() as session:
        assert granted.accepted(session, here, desk.time) == ()
        (reply,) = session.query(Reply)
        _, kept_back = standing.look(
            session, session.get_one(Agent, reply.agent_id), [reply], desk.settings, desk.time
        )
    assert "above_authority" not in [one.rule for one in kept_back]


@pytest.mark.parametrize(
    ("promised", "left"),
    [([50_00], 80_00), ([30_00], 80_00), ([30_00, 30_00], 20_00), ([60_00], 20_00)],
)
def test_what_its_agent_may_promise_anyhow_uses_nothing_of_it_up(
    desk: Desk, promised: list[int], left: int
) -> None:
    here = desk.writes("Mein Burger war kalt!")
    decided(desk, here, 80_00)
    due = desk.time + timedelta(days=2)
    given = [Given(PromiseKind.MONEY, "Geld zurück", due, each, "EUR") for each in promised]
    send(desk, here, "Das bringe ich heute in Ordnung.", *given)
    with desk.db.read() as session:
        (rest,) = granted.accepted(session, here, desk.time)
    assert rest.up_to == Amount(left, "EUR")


def test_what_was_accepted_without_an_amount_stays_where_they_may_anyhow(desk: Desk) -> None:
    here = desk.writes("Meine Tasse kam kaputt an!")
    decided(desk, here, None, remedy="replacement")
    due = desk.time + timedelta(days=2)
    for remaining, role in (((Remedy.REPLACEMENT,), Grant(True)), ((), Grant(False))):
        with desk.db.write() as session:
            authority.set_role(session, MACHINE, Role.AGENT, Remedy.REPLACEMENT, role, desk.time)
        if remaining:
            new = Given(PromiseKind.GOODS, "eine neue Tasse", due)
            send(desk, here, "Ich kümmere mich heute darum.", new)
        with desk.db.read() as session:
            left = granted.accepted(session, here, desk.time)
        assert tuple(one.remedy for one in left) == remaining


def test_what_was_accepted_is_for_its_conversation_and_not_for_ever(desk: Desk) -> None:
    here = desk.writes("Mein Burger war kalt!")
    decided(desk, desk.writes("Und meiner erst!"), 80_00)
    decided(desk, here, 80_00, timedelta(days=15))
    assert refused(desk, here) == ["above_authority"]


def test_an_amount_that_is_only_written_down_counts_as_well(desk: Desk) -> None:
    added = Given(PromiseKind.MONEY, "Geld zurück", desk.time + timedelta(days=2), 80_00, "EUR")
    here = desk.writes("Mein Burger war kalt!")
    assert refused(desk, here, added, text="Das bringe ich heute in Ordnung.") == [
        "above_authority"
    ]


def test_a_limit_holds_whether_or_not_its_promise_is_noted(desk: Desk) -> None:
    here = desk.writes("Mein Burger war kalt!")
    with desk.db.write() as session:
        drafts.save(
            session, desk.actor(), here, drafts.Typed(WORDS, "a" * 32, "", False), desk.time
        )
        drafts.decide(session, desk.actor(), here, {PROMISE: {"no": True}})
    assert refused(desk, here) == ["above_authority"]


def test_a_limit_is_not_passed_in_two_messages(desk: Desk) -> None:
    here, other = desk.writes("Mein Burger war kalt!"), desk.writes("Meiner auch!")
    due = desk.time + timedelta(days=2)
    words, text = "Ich erstatte Ihnen 40 €", WORDS.replace("80", "40")
    send(desk, here, text, Given(PromiseKind.MONEY, words, due, 40_00, "EUR", words))
    again = text.replace("kalte", "zweite")
    (rule,) = refused(desk, here, text=again, key="b" * 32)
    assert rule == "above_with_before"
    with desk.db.read() as session:
        assert granted.earlier(session, other, desk.time) == {}
        month = desk.time + timedelta(days=31)
        assert granted.earlier(session, here, month) == {}


def test_a_limit_that_came_while_a_reply_waited_for_its_time_keeps_it_back(desk: Desk) -> None:
    here = desk.writes("Mein Burger war kalt!")
    decided(desk, here, 80_00, timedelta(days=13))
    send(desk, here, wish=Wish(at=desk.time + timedelta(days=2)))
    desk.wait(days=2)
    assert later.bring(desk.db, desk.settings, desk.now) == 1
    with desk.db.read() as session:
        (reply,) = session.query(Reply)
        assert (reply.state, reply.held_note["rule"]) == ("held", "above_authority")
        note = waiting_words._objection(reply.held_note)
    assert "50,00" in sayings.objected(texts("de"), note, desk.time)
