"""What the page does with promises: a refusal is a sentence, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Promise
from inbox.care.promising import Given
from inbox.pages import acts
from inbox.rules.promises import PromiseKind
from tests.desk import Desk
from tests.inbox.pages.test_wishing import seat


def sends(desk: Desk, conversation: int, **more: Any) -> acts.Ack:
    one = {"kind": "call", "what": "Anruf", "due": (desk.time + timedelta(1)).isoformat()}
    whole = {
        "conversation": conversation, "key": "a" * 32, "text": "Ich rufe morgen an.",
        "despite": "", "pictures": [], "promises": [one | more],
    }  # fmt: skip
    return acts.calmly(seat(desk), "send", whole, acts.send)


def ledger(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return list(session.scalars(select(Promise.what)))


def test_what_is_confirmed_goes_into_the_ledger_with_the_answer(fast: Desk) -> None:
    assert sends(fast, fast.writes()).ok
    assert ledger(fast) == ["Anruf"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due": "2020-01-01T00:00:00+00:00"}, "Choose a time within a year from now by which"),
        ({"what": " "}, "Say what is promised"),
        ({"kind": "bribe"}, "That did not work."),
    ],
)
def test_what_is_wrong_with_a_promise_is_said_and_nothing_leaves(fast, wrong, said) -> None:
    conversation = fast.writes()
    ack = sends(fast, conversation, **wrong)
    assert not ack.ok
    assert ack.text.startswith(said)
    assert ledger(fast) == []


def test_done_says_what_is_promised_there(fast: Desk) -> None:
    conversation = fast.writes()
    given = [Given(PromiseKind.CALL, "Anruf", fast.time + timedelta(1))]
    fast.answers(conversation, given=given)
    ack = acts.calmly(seat(fast), "act", {"what": "close", "id": conversation}, acts.act)
    assert not ack.ok
    assert ack.text.startswith("Something is promised here")
