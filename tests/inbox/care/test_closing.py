"""Putting away: what failed is given up for good, what may be out is not."""

from __future__ import annotations

import pytest

from connectors.base import OutcomeUnknown, Refusal, Rejected
from inbox.care import closing
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.outgoing import replying
from inbox.queries import conversations
from inbox.queries.conversations import Folder
from inbox.queries.loose_ends import LooseEnd
from tests.desk import Desk, armed


def fails(desk: Desk, conversation: int, error: Exception | None = None) -> int:
    (reply_id,) = desk.answers(conversation)
    desk.town.fault = armed(error or Rejected("no", Refusal.BLOCKED))
    desk.after_undo()
    return reply_id


def closes(desk: Desk, conversation: int) -> None:
    with desk.db.write() as session:
        closing.close(session, desk.actor(), conversation, desk.time)


def unsent(desk: Desk) -> dict[int, LooseEnd | None]:
    with desk.db.read() as session:
        rows = conversations.listed(session, None, Folder.UNSENT).rows
    return {row.id: row.unsent for row in rows}


def test_the_list_tells_what_failed_from_what_nobody_knows(desk) -> None:
    lost, open_still = desk.writes(), desk.writes("Und ich?")
    fails(desk, lost)
    fails(desk, open_still, OutcomeUnknown("cut"))
    assert unsent(desk) == {lost: LooseEnd.FAILED, open_still: LooseEnd.UNKNOWN}


def test_of_both_the_list_shows_the_worse(desk) -> None:
    conversation = desk.writes()
    fails(desk, conversation, OutcomeUnknown("cut"))
    desk.settles()
    desk.settles()
    desk.answers(conversation, "Noch einmal, anders.", login="jonas", read=desk.has_read())
    desk.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    desk.after_undo()
    assert unsent(desk) == {conversation: LooseEnd.FAILED}
    closes(desk, conversation)
    assert unsent(desk) == {conversation: LooseEnd.UNKNOWN}


def test_a_failure_is_given_up_with_its_conversation(desk) -> None:
    conversation = desk.writes()
    reply_id = fails(desk, conversation)
    closes(desk, conversation)
    assert unsent(desk) == {}
    assert desk.history(reply_id)[-1] == "given up"
    assert desk.state(reply_id) == "failed"


def test_what_was_given_up_does_not_come_back_with_what_happens_later(desk) -> None:
    """Not when another reply's outcome becomes known, not when a colleague answers."""
    conversation = desk.writes()
    open_still = fails(desk, conversation, OutcomeUnknown("cut"))
    desk.settles()
    desk.settles()
    desk.answers(conversation, "Noch einmal, anders.", login="jonas", read=desk.has_read())
    desk.town.fault = armed(Rejected("no", Refusal.BLOCKED))
    desk.after_undo()
    closes(desk, conversation)
    with desk.db.write() as session:
        replying.it_is_there(session, desk.actor(), open_still, desk.time)
    assert unsent(desk) == {}
    desk.answers(conversation, "Ist es angekommen?")
    assert unsent(desk) == {}


def test_what_fails_after_it_was_put_away_needs_its_agent(desk) -> None:
    conversation = desk.writes()
    closes(desk, conversation)
    fails(desk, conversation)
    assert unsent(desk) == {conversation: LooseEnd.FAILED}


def test_putting_away_twice_says_it_once(desk) -> None:
    conversation = desk.writes()
    reply_id = fails(desk, conversation)
    closes(desk, conversation)
    closes(desk, conversation)
    assert desk.history(reply_id).count("given up") == 1


def test_nobody_puts_away_what_is_not_there_or_without_the_right(desk) -> None:
    with pytest.raises(NoConversation):
        closes(desk, 4711)
    nobody = Actor(1, "guest", Via.PAGE)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed), desk.db.write() as session:
        closing.close(session, nobody, desk.writes(), desk.time)
