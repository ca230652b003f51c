"""Two agents press send on one conversation: one reply, and the other one is told, words kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from db.models import Reply
from inbox.outgoing import replying
from tests.desk import Desk
from tests.inbox.outgoing.waiting import asks, later, writes_again

ROUNDS = 200
NAMES = {"miriam": "Miriam Brandt", "jonas": "Jonas Weber"}


def test_of_two_who_press_send_at_once_exactly_one_reply_is_queued(desk: Desk) -> None:
    conversations = [desk.writes() for _ in range(ROUNDS)]
    for login in NAMES:
        for conversation in conversations:
            desk.types(conversation, f"Von {login}.", login)
    desk.wait(seconds=1)
    barrier = threading.Barrier(2)

    def presses(login: str) -> list[str]:
        told = []
        for conversation in conversations:
            barrier.wait(60)
            try:
                desk.answers(conversation, f"Von {login}.", login)
                told.append("")
            except replying.Objected as refused:
                (objection,) = refused.objections
                told.append(str(objection.params["colleague"]))
        return told

    with ThreadPoolExecutor(2) as hands:
        told = dict(zip(NAMES, hands.map(presses, NAMES), strict=True))
    for place, conversation in enumerate(conversations):
        (loser,) = (login for login in NAMES if told[login][place])
        (winner,) = NAMES.keys() - {loser}
        assert told[loser][place] == NAMES[winner]
        assert desk.draft(conversation, loser) == f"Von {loser}."
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == ROUNDS


@pytest.mark.parametrize("how", ["now", "later", "asked"])
def test_whatever_a_colleague_did_with_theirs_it_is_new(fast: Desk, how: str) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Von Jonas.", "jonas")
    fast.wait(seconds=1)
    wish, rule = {
        "now": (None, "answered_meanwhile"),
        "later": (later(fast), "answer_for_later"),
        "asked": (asks(), "answer_to_approve"),
    }[how]
    fast.answers(conversation, wish=wish)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, "Von Jonas.", "jonas")
    assert [each.rule for each in refused.value.objections] == [rule]
    assert fast.draft(conversation, "jonas") == "Von Jonas."


def test_what_a_customer_added_since_the_draft_began_is_new(fast: Desk) -> None:
    conversation = fast.writes()
    fast.types(conversation, "Gern.")
    fast.wait(seconds=1)
    writes_again(fast, conversation)
    with pytest.raises(replying.Objected) as refused:
        fast.answers(conversation, "Gern.")
    assert [each.rule for each in refused.value.objections] == ["wrote_again"]
