"""What a customer was promised stays owed, in sight, whatever happens to its conversation."""

from __future__ import annotations

from sqlalchemy import select

from connectors.base import Gone
from db.models import ConversationState, Direction, Message
from inbox.care import agents, closing, owning, promising, removal
from inbox.care.owning import Holder
from inbox.care.rights import MACHINE
from tests.desk import Desk
from tests.inbox.care.test_promising import TEXT, does, ledger, promised, refund
from tests.inbox.outgoing.waiting import writes_again


def test_what_is_opened_again_brings_back_what_was_put_away(desk: Desk) -> None:
    conversation = promised(desk)
    does(desk, promising.keep, "Buchung 4711")
    with desk.db.write() as session:
        closing.close(session, desk.actor(), conversation, desk.time)
    does(desk, promising.open_again)
    found = desk.conversation(conversation)
    assert (found.state, found.promise_at) == (ConversationState.WAITING, ledger(desk)[0].due_at)


def test_what_is_opened_again_is_theirs_who_has_it_where_its_owner_left(desk: Desk) -> None:
    conversation = promised(desk)
    does(desk, promising.keep, "Buchung 4711")
    with desk.db.write() as session:
        agents.disable(session, MACHINE, desk.agents["miriam"], desk.time)
    does(desk, promising.open_again, login="jonas")
    assert ledger(desk)[0].owner_id is None
    with desk.db.write() as session:
        to = Holder(desk.agents["jonas"])
        owning.hand(session, desk.actor("jonas"), conversation, to, Holder(), desk.time)
    assert ledger(desk)[0].owner_id == desk.agents["jonas"]


def test_what_arrives_after_its_conversation_was_put_away_is_owed_in_it(desk: Desk) -> None:
    conversation = desk.writes()
    desk.answers(conversation, TEXT, given=[refund(desk)])
    with desk.db.write() as session:
        closing.close(session, desk.actor(), conversation, desk.time)
    desk.after_undo()
    found = desk.conversation(conversation)
    assert (found.state, found.promise_at) == (ConversationState.WAITING, ledger(desk)[0].due_at)


def test_who_takes_back_all_they_wrote_is_still_owed_what_was_promised(desk: Desk) -> None:
    conversation = promised(desk)
    writes_again(desk, conversation, "Und?")
    with desk.db.write() as session:
        theirs = select(Message.id).where(Message.direction == Direction.INBOUND)
        removal.remove(session, session.scalars(theirs).all(), Gone.DELETED, desk.time)
    assert desk.conversation(conversation).state == ConversationState.WAITING
