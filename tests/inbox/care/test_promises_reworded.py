"""Promises of answers that a colleague changes, or that leave later: what they say then counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import PromiseState, Reply
from inbox.care.promising import Given, PromisedSooner
from inbox.outgoing import approving
from inbox.outgoing.wishes import Asked, Wish
from inbox.rules.promises import PromiseKind
from tests.desk import Desk
from tests.inbox.care.test_promising import TEXT, ledger, refund


def changed(desk: Desk, text: str, *given: Given, before: str = TEXT, **wish: object) -> list[str]:
    """Let a colleague change an answer that waits for them; returns what it promises then."""
    asked = Wish(approval=Asked(), **wish)
    (reply,) = desk.answers(desk.writes(), before, given=given, wish=asked)
    with desk.db.write() as session:
        approving.change(session, desk.actor("jonas"), reply, text, desk.settings, desk.time)
    return [row.what for row in ledger(desk)]


MONEY_BACK, BACK_CALL = "Ich erstatte Ihnen 20 € bis morgen", "Ich rufe Sie morgen an"


def seen(desk: Desk, what: str = "20 € erstatten") -> Given:
    due = desk.time + timedelta(days=1)
    return Given(PromiseKind.MONEY, what, due, 2000, "EUR", MONEY_BACK)


def test_what_an_approver_struck_out_is_promised_no_more(fast: Desk) -> None:
    assert changed(fast, "Wir prüfen den Vorgang.", seen(fast)) == []


def test_the_sum_that_an_approver_wrote_is_what_is_promised(fast: Desk) -> None:
    said = "Ich erstatte Ihnen 30 € bis morgen"
    assert changed(fast, f"{said}.", seen(fast)) == [said]
    (one,) = ledger(fast)
    assert (one.amount, one.owner_id, one.made_by) == (3000, *[fast.agents["miriam"]] * 2)
    fast.after_undo()
    assert ledger(fast)[0].state == PromiseState.OPEN


def test_what_an_approver_promises_besides_stands_beside_what_was_confirmed(fast: Desk) -> None:
    found = changed(fast, f"{TEXT} {BACK_CALL}.", seen(fast))
    assert found == ["20 € erstatten", BACK_CALL]


def test_a_denial_with_the_same_words_is_no_promise(fast: Desk) -> None:
    before = "Ich erstatte Ihnen 20 €."
    words = Given(
        PromiseKind.MONEY, "Geld", fast.time + timedelta(1), words="Ich erstatte Ihnen 20 €"
    )
    assert changed(fast, "Ich erstatte Ihnen 20 € leider nicht.", words, before=before) == []


def test_what_its_author_said_was_none_stays_none(fast: Desk) -> None:
    assert changed(fast, f"Guten Tag. {TEXT}") == []


def test_of_a_longer_answer_the_part_that_holds_the_words_still_counts(fast: Desk) -> None:
    changed(fast, "Das tut mir leid. " * 20 + TEXT, seen(fast))
    with fast.db.read() as session:
        holds = session.get_one(Reply, ledger(fast)[0].reply_id)
    assert holds.part > 1
    assert MONEY_BACK in holds.body


def test_nothing_is_for_later_than_it_promises(fast: Desk) -> None:
    conversation, at = fast.writes(), fast.time + timedelta(days=2)
    with pytest.raises(PromisedSooner) as error:
        fast.answers(conversation, TEXT, given=[refund(fast)], wish=Wish(at=at))
    assert (error.value.due_at, error.value.leaves_at) == (refund(fast).due_at, at)
    assert ledger(fast) == []
    fast.answers(conversation, TEXT, given=[refund(fast)], wish=Wish(at=at - timedelta(days=1.5)))


def test_nor_does_an_approver_promise_sooner_than_it_leaves(fast: Desk) -> None:
    with pytest.raises(PromisedSooner):
        changed(fast, f"{BACK_CALL}.", before="Guten Tag!", at=fast.time + timedelta(days=3))
    assert fast.sent() == []
