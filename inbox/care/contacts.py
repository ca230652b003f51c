"""Customers of whom nothing is left: forgotten with the persons behind them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import Contact, Conversation, Message
from inbox.care import joining

PIECE = 500
"""Ids in one statement: databases take only so many values."""


def forget(session: Session, contact_ids: Iterable[int]) -> None:
    """Forget those of some contacts who have no word and no conversation left anywhere."""
    ids = sorted(set(contact_ids))
    for start in range(0, len(ids), PIECE):
        _forget(session, ids[start : start + PIECE])


def _forget(session: Session, ids: list[int]) -> None:
    said = select(Message.id).where(Message.contact_id == Contact.id).exists()
    talks = select(Conversation.id).where(Conversation.contact_id == Contact.id).exists()
    joined = session.scalars(
        delete(Contact)
        .where(Contact.id.in_(ids), ~said, ~talks)
        .returning(Contact.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    joining.forget(session, {each for each in joined if each is not None})
