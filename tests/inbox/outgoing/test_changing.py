"""A colleague's other words for an answer: what only holds leaves with a reason of theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.models import Audit, ReplyState
from inbox.outgoing import approving
from inbox.outgoing.replying import Objected
from inbox.pages import sayings, waiting
from inbox.pages.acts import Desk
from inbox.pages.current import House
from inbox.queries import deliveries
from inbox.texts import texts
from tests.inbox.outgoing.waiting import asks, later

BLAMES = "Das hätten Sie lesen müssen. Ihr Geld kommt am Montag."
BLOCKED = "Rufen Sie 0900 123456 an."
REASON = "Er hat darum gebeten."


def held(desk, **wish) -> int:
    (reply_id,) = desk.answers(desk.writes(), "Ihr Geld kommt am Montag.", wish=asks(), **wish)
    return reply_id


def changes(desk, reply_id: int, text: str, despite: str | None = None) -> None:
    with desk.db.write() as session:
        approving.change(
            session, desk.actor("jonas"), reply_id, text, desk.settings, desk.time, despite=despite
        )


def act(desk, reply_id: int, text: str, despite: str = ""):
    seat = Desk(House(desk.db, desk.settings, desk.now), desk.actor("jonas"), texts("en"))
    value = {"what": "change", "id": reply_id, "text": text, "despite": despite}
    return waiting.act(seat, value)


def test_what_holds_leaves_with_the_colleagues_reason_and_the_audit_keeps_it(desk) -> None:
    reply_id = held(desk)
    with pytest.raises(Objected):
        changes(desk, reply_id, BLAMES)
    changes(desk, reply_id, BLAMES, REASON)
    assert desk.state(reply_id) == ReplyState.QUEUED
    with desk.db.read() as session:
        (noted,) = session.scalars(select(Audit).filter_by(action="approved"))
    assert noted.note["despite"] == REASON


def test_the_same_words_are_no_change_and_the_reason_stands_in_the_history(desk) -> None:
    here = desk.writes()
    (reply_id,) = desk.answers(here, "Ihr Geld kommt am Montag.", wish=asks())
    desk.answers(here, "Es ist schon angewiesen.", "jonas", read=desk.has_read())
    changes(desk, reply_id, "Ihr Geld kommt am Montag.", REASON)
    with desk.db.read() as session:
        steps = deliveries.of_replies(session, [reply_id])[reply_id].history
    said = [sayings.step(texts("en"), one, "Memory") for one in steps]
    assert not any("changed it" in line for line in said)
    assert any(line.endswith(f"approved it: “{REASON}”") for line in said)


def test_no_reason_lets_out_what_the_rules_block(fast) -> None:
    reply_id = held(fast)
    with pytest.raises(Objected):
        changes(fast, reply_id, BLOCKED, REASON)
    assert fast.state(reply_id) == ReplyState.HELD


def test_what_a_reason_was_given_for_holds_it_no_more_at_its_time(fast) -> None:
    wish = later(fast)
    (reply_id,) = fast.answers(
        fast.writes(),
        "Ihr Geld kommt am Montag.",
        wish=type(wish)(at=wish.at, approval=asks().approval),
    )
    changes(fast, reply_id, BLAMES, REASON)
    assert "blame" in " ".join(fast.reply(reply_id).plan["despite"])


@pytest.mark.parametrize(("text", "reason"), [(BLAMES, True), (BLOCKED, False)])
def test_a_refused_change_says_whether_a_reason_lets_it_go(fast, text, reason) -> None:
    said = act(fast, held(fast), text)
    assert (said.ok, said.reason, bool(said.text)) == (False, reason, True)


def test_with_a_reason_it_is_on_its_way(fast) -> None:
    assert act(fast, held(fast), BLAMES, REASON).ok
