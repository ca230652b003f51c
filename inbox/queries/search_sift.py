"""What a search asks of the conversation around a message: its state, its tags, who has it.

No sign of the index says that, for it changes without a word being written; so what was found is
sifted, a bounded number at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Agent,
    Contact,
    ContactTag,
    Conversation,
    ConversationTag,
    Message,
    Read,
    SearchEntry,
)
from inbox.queries import tags
from inbox.rules.search import ME, NONE, Problem, Query, Wrong


@dataclass(frozen=True, slots=True)
class Sift:
    """What a conversation has to be, in ids; of `owners` None is nobody."""

    agent_id: int | None
    states: tuple[str, ...]
    unread: bool
    tags: tuple[int, ...]
    owners: tuple[int | None, ...]

    @property
    def idle(self) -> bool:
        """Return whether every conversation fits."""
        return not (self.states or self.unread or self.tags or self.owners)


def sift(session: Session, agent_id: int | None, query: Query) -> tuple[Sift, tuple[Wrong, ...]]:
    """Return what a query asks of conversations, and what of that nobody knows."""
    wrong: list[Wrong] = []
    known = {name: tags.called(session, name) for name in query.tags}
    wrong += [Wrong(Problem.NO_TAG, name) for name, found in known.items() if found is None]
    owners: list[int | None] = []
    for name in query.owners:
        if name in (ME, NONE):
            owners.append((agent_id or 0) if name == ME else None)
            continue
        found = session.scalar(select(Agent.id).where(Agent.login == name))
        if found is None:
            wrong.append(Wrong(Problem.NOBODY, name))
        owners.append(found)
    wanted = tuple(found for found in known.values() if found is not None)
    states = tuple(sorted(query.states))
    return Sift(agent_id, states, query.unread, wanted, tuple(owners)), tuple(wrong)


def sifted(session: Session, sift: Sift, looked: Sequence[int]) -> list[int]:
    """Return those places whose conversation is as it should be, in the same order."""
    mine = and_(Read.conversation_id == Conversation.id, Read.agent_id == sift.agent_id)
    wanted = (
        select(SearchEntry.place)
        .join(Message, Message.id == SearchEntry.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(SearchEntry.place.in_(looked))
        .order_by(SearchEntry.place.desc())
    )
    if sift.states:
        wanted = wanted.where(Conversation.state.in_(sift.states))
    if sift.unread:
        unseen = Conversation.last_inbound_id > func.coalesce(Read.message_id, 0)
        wanted = wanted.outerjoin(Read, mine).where(unseen)
    if sift.tags:
        wanted = wanted.where(tagged(sift.tags))
    if sift.owners:
        wanted = wanted.where(owned(sift.owners))
    return list(session.scalars(wanted))


def tagged(tag_ids: Sequence[int]) -> ColumnElement[bool]:
    """Return whether a conversation has one of these tags, or its person has.

    A person's tags lie at any of their contacts.
    """
    here, theirs = aliased(Contact), aliased(Contact)
    own = exists().where(
        ConversationTag.conversation_id == Conversation.id, ConversationTag.tag_id.in_(tag_ids)
    )
    # by the contact, never by the tag's index: a tag may be on very many people
    one_of = func.coalesce(ContactTag.tag_id, 0).in_(tag_ids)
    persons = exists().where(
        here.id == Conversation.contact_id,
        or_(theirs.id == here.id, theirs.person_id == here.person_id),
        ContactTag.contact_id == theirs.id,
        one_of,
    )
    return or_(own, persons)


def owned(owners: Sequence[int | None]) -> ColumnElement[bool]:
    """Return whether one of these has a conversation; None is nobody."""
    ids = [owner for owner in owners if owner is not None]
    nobody = Conversation.owner_id.is_(None) if None in owners else false()
    return or_(Conversation.owner_id.in_(ids), nobody)
