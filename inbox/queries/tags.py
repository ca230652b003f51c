"""The tags there are, and those on a conversation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import ConversationTag, Tag
from inbox.queries.teams import Named
from inbox.rules.labels import folded

MOST = 500
"""Tags that a menu offers; a team that made more has to put them in order first."""


@dataclass(frozen=True, slots=True)
class Used:
    """A tag and on how many conversations it is."""

    id: int
    name: str
    count: int


def named(session: Session) -> list[Named]:
    """Return the tags by name."""
    rows = session.execute(select(Tag.id, Tag.name).order_by(Tag.folded).limit(MOST))
    return [Named(row.id, row.name) for row in rows]


def used(session: Session) -> list[Used]:
    """Return every tag by name, with how often it is used."""
    rows = session.execute(
        select(Tag.id, Tag.name, func.count(ConversationTag.tag_id).label("many"))
        .outerjoin(ConversationTag, ConversationTag.tag_id == Tag.id)
        .group_by(Tag.id, Tag.name, Tag.folded)
        .order_by(Tag.folded)
    )
    return [Used(row.id, row.name, row.many) for row in rows]


def called(session: Session, name: str) -> int | None:
    """Return the tag that a reader would take for the one of this name."""
    return session.scalar(select(Tag.id).where(Tag.folded == folded(name.strip())))


def nearly(session: Session, name: str, limit: int = 3) -> list[str]:
    """Return tags whose names hold these letters, those that begin with them first."""
    typed = folded(name.strip())
    begins = Tag.folded.startswith(typed, autoescape=True)
    held = select(Tag.name).where(Tag.folded.contains(typed, autoescape=True))
    return list(session.scalars(held.order_by(begins.desc(), Tag.folded).limit(limit)))


def on(session: Session, conversation_ids: Collection[int]) -> dict[int, list[Named]]:
    """Return the tags on some conversations, by name; where there are none, nothing."""
    found: dict[int, list[Named]] = {}
    if not conversation_ids:
        return found
    for row in session.execute(_on(), {"ids": list(conversation_ids)}):
        found.setdefault(row.conversation_id, []).append(Named(row.id, row.name))
    return found


@cache  # to build it takes longer than to ask it
def _on() -> Select[int, int, str]:
    return (
        select(ConversationTag.conversation_id, Tag.id, Tag.name)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(ConversationTag.conversation_id.in_(bindparam("ids", expanding=True)))
        .order_by(ConversationTag.conversation_id, Tag.folded)
    )


def names(session: Session, conversation_ids: Collection[int]) -> dict[int, list[str]]:
    """Return what the tags on some conversations are called."""
    found = on(session, conversation_ids)
    return {number: [tag.name for tag in several] for number, several in found.items()}
