"""What the page does with promises: a refusal is a sentence, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.models import Promise
from inbox.care.promising import Given
from inbox.pages import acts, promise_acts, promise_words
from inbox.queries import rows
from inbox.rules.promises import PromiseKind
from inbox.texts import texts
from tests.desk import Desk
from tests.inbox.pages.test_wishing import seat


def sends(
    desk: Desk, conversation: int, then: str | None = None, at: str | None = None, **more: Any
) -> acts.Ack:
    one = {"kind": "call", "what": "Anruf", "due": (desk.time + timedelta(1)).isoformat()}
    whole = {
        "conversation": conversation, "key": "a" * 32, "text": "Ich rufe morgen an.",
        "despite": "", "pictures": [], "promises": [one | more],
        "then": then, "at": at,
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
    fast.after_undo()
    ack = acts.calmly(seat(fast), "act", {"what": "close", "id": conversation}, acts.act)
    assert not ack.ok
    assert ack.text.startswith("Something is promised here")


def test_send_and_done_with_a_promise_says_to_send_alone(fast: Desk) -> None:
    ack = sends(fast, fast.writes(), then="done")
    assert not ack.ok
    assert ack.text.startswith("Something is promised here, so the conversation stays open")
    assert ledger(fast) == []


def promised(desk: Desk, kind: PromiseKind = PromiseKind.CALL) -> dict[str, Any]:
    """Promise something; returns what every act on it says."""
    conversation = desk.writes()
    desk.answers(conversation, given=[Given(kind, "Anruf", desk.time + timedelta(1))])
    desk.after_undo()
    with desk.db.read() as session:
        (number,) = session.scalars(select(Promise.id))
    return {"id": conversation, "promise": number, "note": ""}


def does(desk: Desk, value: dict[str, Any], **more: Any) -> acts.Ack:
    return promise_acts.act(seat(desk), value | more)


def state(desk: Desk) -> str:
    with desk.db.read() as session:
        return session.scalars(select(Promise.state)).one()


def test_it_is_kept_and_opened_again_from_its_conversation(fast: Desk) -> None:
    one = promised(fast)
    assert does(fast, one, what="keep").text == "Kept. It stands in the ledger."
    assert state(fast) == "kept"
    assert does(fast, one, what="unsettle").ok
    assert state(fast) == "open"


def test_it_is_broken_moved_and_handed_on_from_its_conversation(fast: Desk) -> None:
    one = promised(fast)
    due = (fast.time + timedelta(3)).isoformat()
    assert does(fast, one, what="move", due=due, note="Feiertag").text.startswith("Now by")
    assert does(fast, one, what="entrust", to=fast.agents["jonas"]).ok
    assert does(fast, one, what="break", note="Nie erreicht.").text.startswith("Broken.")
    assert state(fast) == "broken"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"what": "keep"}, "Money and goods need a proof"),
        ({"what": "break"}, "Say why"),
        ({"what": "move", "due": "soon", "note": "x"}, "Choose a time within a year"),
        ({"what": "move", "due": "2026-11-30T12:00:00", "note": "x"}, "Choose a time within"),
        ({"what": "move", "due": "2026-11-19T12:00:00Z", "note": "x"}, "This time has passed"),
        ({"what": "move", "due": "2028-11-19T12:00:00Z", "note": "x"}, "This time is more than"),
        ({"what": "entrust", "to": 4711}, "They are not here any more."),
        ({"what": "unsettle"}, "Somebody has changed this promise meanwhile."),
        ({"what": "keep", "promise": 4711}, "This promise is not there any more."),
        ({"what": "keep", "promise": "x"}, "That did not work."),
    ],
)
def test_every_refusal_is_a_sentence(fast: Desk, value: dict[str, Any], said: str) -> None:
    ack = does(fast, promised(fast, PromiseKind.MONEY), **value)
    assert not ack.ok
    assert ack.text.startswith(said)
    assert state(fast) == "open"


def test_a_row_of_the_list_says_what_is_due_and_since_when_it_is_late(fast: Desk) -> None:
    one, t = promised(fast), texts("en")
    with fast.db.read() as session:
        due_at = rows.marks(session, [one["id"]], fast.time)[one["id"]].due_at
    assert promise_words.row(t, due_at, fast.time) == ["Promised by Sat 12:00"]
    (late,) = promise_words.row(t, due_at, fast.time + timedelta(2))
    assert late.startswith("Promise late since")


def test_an_answer_for_later_than_it_promises_is_refused_with_both_times(fast: Desk) -> None:
    t = seat(fast).t
    leaves_at = (fast.time + timedelta(2)).astimezone(ZoneInfo(t.zone)).replace(tzinfo=None)
    ack = sends(fast, fast.writes(), at=leaves_at.isoformat(timespec="minutes"))
    assert not ack.ok
    leaves, due = (t.moment(fast.time + timedelta(days), fast.time) for days in (2, 1))
    assert ack.text.startswith(f"This leaves {leaves} and promises something by {due}.")
    assert ledger(fast) == []
