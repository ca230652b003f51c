"""Words for tests of replies that wait: a customer writes on, an agent wishes a time."""

from __future__ import annotations

import uuid
from datetime import timedelta

from connectors.base import Author, Batch, InboundMessage, Kind
from inbox.incoming import intake
from inbox.outgoing.wishes import Asked, Wish
from tests import cast
from tests.desk import Desk

LATER = timedelta(hours=20)


def later(desk: Desk, **more: object) -> Wish:
    """Return the wish that a reply leaves tomorrow."""
    return Wish(at=desk.time + LATER, **more)


def asks(of: int | None = None, note: str = "") -> Wish:
    """Return the wish for a colleague's eyes."""
    return Wish(approval=Asked(of, note))


def writes_again(
    desk: Desk, conversation_id: int, text: str = "Hallo?", who: Author = cast.ERIKA
) -> None:
    """Let the customer of a conversation write once more, through the real intake."""
    here = desk.conversation(conversation_id)
    said = InboundMessage(
        uuid.uuid4().hex,
        here.thread_id,
        Kind(here.kind),
        who,
        text,
        desk.time,
    )
    with desk.db.write() as session:
        account = session.get_one(cast.Account, here.account_id)
        found = session.query(cast.Stream).filter_by(account_id=account.id).first()
        stream = found or cast.stream(session, account)
        done = intake.store(session, account.id, stream.id, Batch([said], None), desk.time)
        assert done.new == 1
