"""Tags on conversations: any agent puts them on and takes them off, admins keep the words in order.

Who tags locks the conversation before the tag, and a new word is written by whoever is first: of
two who make the same one at once both put the same tag on.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, literal, select
from sqlalchemy.orm import Session

from db.models import ContactTag, ConversationTag, Tag
from db.upsert import insert_into
from inbox.care import audit, conversations
from inbox.care.rights import Actor, Right, require
from inbox.rules.labels import folded, label

MOST = 20
"""Tags on one conversation; whoever wants more wants a note."""


class Wrong(StrEnum):
    """What is wrong with a tag."""

    FORM = "form"
    TAKEN = "taken"
    TOO_MANY = "too many"


class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class NoTag(LookupError):
    """There is no such tag; nothing was changed."""


def put_on(session: Session, actor: Actor, conversation_id: int, name: str, now: datetime) -> bool:
    """Put a tag on a conversation, a new one if there is none of that name; whether it was not on.

    Raises Refused, NotAllowed, NoConversation.
    """
    require(actor, Right.REPLY)
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    conversations.locked(session, conversation_id)
    here = ConversationTag.conversation_id == conversation_id
    if (session.scalar(select(func.count()).where(here)) or 0) >= MOST:
        raise Refused(Wrong.TOO_MANY)
    tag_id = known_or_new(session, actor, kept, now)
    row = insert_into(session, ConversationTag).values(
        conversation_id=conversation_id, tag_id=tag_id
    )
    new = row.on_conflict_do_nothing().returning(ConversationTag.tag_id)
    if session.scalar(new) is None:
        return False
    audit.record(session, actor, "tagged", f"conversations:{conversation_id}", now, tag=tag_id)
    return True


def take_off(
    session: Session, actor: Actor, conversation_id: int, tag_id: int, now: datetime
) -> bool:
    """Take a tag off a conversation; whether it was on. Raises NotAllowed, NoConversation."""
    require(actor, Right.REPLY)
    conversations.locked(session, conversation_id)
    gone = delete(ConversationTag).where(
        ConversationTag.conversation_id == conversation_id, ConversationTag.tag_id == tag_id
    )
    if session.scalar(gone.returning(ConversationTag.tag_id)) is None:
        return False
    audit.record(session, actor, "untagged", f"conversations:{conversation_id}", now, tag=tag_id)
    return True


def make(session: Session, actor: Actor, name: str, now: datetime) -> int:
    """Return the tag of a name, a new one if there is none. Raises Refused, NotAllowed."""
    require(actor, Right.REPLY)
    kept = label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    return known_or_new(session, actor, kept, now)


def rename(session: Session, actor: Actor, tag_id: int, name: str, now: datetime) -> None:
    """Call a tag something else. Raises Refused, NoTag, NotAllowed."""
    require(actor, Right.PEOPLE)
    tag, kept = _found(session, tag_id), label(name)
    if kept is None:
        raise Refused(Wrong.FORM)
    if _named(session, kept) not in (None, tag_id):
        raise Refused(Wrong.TAKEN)
    tag.name, tag.folded = kept, folded(kept)
    audit.record(session, actor, "tag renamed", f"tags:{tag_id}", now, name=kept)


def merge(session: Session, actor: Actor, tag_id: int, into: int, now: datetime) -> int:
    """Make one tag of two: what had the first has the other. Returns how many conversations.

    Raises NoTag, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    for number in sorted({tag_id, into}):
        _found(session, number)
    if tag_id == into:
        return 0
    those = select(ConversationTag.conversation_id, literal(into)).where(
        ConversationTag.tag_id == tag_id
    )
    moved = _carried(session, ConversationTag.tag_id == tag_id)
    row = insert_into(session, ConversationTag)
    columns = ["conversation_id", "tag_id"]
    session.execute(row.from_select(columns, those).on_conflict_do_nothing())
    people = select(ContactTag.contact_id, literal(into)).where(ContactTag.tag_id == tag_id)
    row = insert_into(session, ContactTag)
    columns = ["contact_id", "tag_id"]
    session.execute(row.from_select(columns, people).on_conflict_do_nothing())
    _drop(session, tag_id)
    audit.record(session, actor, "tags merged", f"tags:{into}", now, merged=tag_id)
    return moved


def remove(session: Session, actor: Actor, tag_id: int, now: datetime) -> int:
    """Take a tag off every conversation and forget it. Returns how many those were.

    Raises NoTag, NotAllowed.
    """
    require(actor, Right.PEOPLE)
    tag = _found(session, tag_id)
    freed = _carried(session, ConversationTag.tag_id == tag_id)
    _drop(session, tag_id)
    audit.record(session, actor, "tag removed", f"tags:{tag_id}", now, name=tag.name)
    return freed


def known_or_new(session: Session, actor: Actor, name: str, now: datetime) -> int:
    """Return the tag of a tidy name, made where there is none."""
    known = _named(session, name)
    if known is not None:
        return known
    row = insert_into(session, Tag).values(name=name, folded=folded(name), created_at=now)
    made: int | None = session.scalar(row.on_conflict_do_nothing().returning(Tag.id))
    if made is None:
        return session.scalars(select(Tag.id).where(Tag.folded == folded(name))).one()
    audit.record(session, actor, "tag made", f"tags:{made}", now, name=name)
    return made


def _named(session: Session, name: str) -> int | None:
    here = select(Tag.id).where(Tag.folded == folded(name))
    return session.scalar(here.with_for_update(read=True, key_share=True))


def _found(session: Session, tag_id: int) -> Tag:
    tag = session.get(Tag, tag_id, with_for_update=True, populate_existing=True)
    if tag is None:
        raise NoTag(tag_id)
    return tag


def _carried(session: Session, those: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(ConversationTag).where(those)) or 0


def _drop(session: Session, tag_id: int) -> None:
    session.execute(delete(ConversationTag).where(ConversationTag.tag_id == tag_id))
    session.execute(delete(ContactTag).where(ContactTag.tag_id == tag_id))
    session.execute(delete(Tag).where(Tag.id == tag_id))
