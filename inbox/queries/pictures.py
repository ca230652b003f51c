"""The pictures of drafts and replies: which, in what order, and what they show in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db.models import Media, Picture, Reply


@dataclass(frozen=True, slots=True)
class PictureView:
    """An image that goes, or went, out with a reply; `digest` is the name of its file."""

    id: int
    digest: str
    type: str
    size: int
    alt: str


def of_draft(session: Session, agent_id: int, conversation_id: int) -> tuple[PictureView, ...]:
    """Return what an agent has put into the draft of a conversation, in order."""
    return tuple(_view(row) for row in unsent(session, agent_id, conversation_id))


def unsent(session: Session, agent_id: int, conversation_id: int) -> Sequence[Picture]:
    """Return the rows of an agent's draft: those that left with no reply."""
    return session.scalars(_unsent(), {"by": agent_id, "here": conversation_id}).all()


@cache  # to build it takes longer than to ask it
def _unsent() -> Select[Picture]:
    left = select(Reply.id).where(Reply.draft_key == Picture.draft_key).exists()
    return (
        select(Picture)
        .where(
            Picture.agent_id == bindparam("by"),
            Picture.conversation_id == bindparam("here"),
            ~left,
        )
        .order_by(Picture.place, Picture.id)
    )


def of_reply(session: Session, reply: Reply) -> tuple[PictureView, ...]:
    """Return what leaves with a reply: pictures go with the first part of a long answer."""
    if reply.part > 1:
        return ()
    return of_replies(session, [reply.draft_key]).get(reply.draft_key, ())


def of_replies(session: Session, draft_keys: Iterable[str]) -> dict[str, tuple[PictureView, ...]]:
    """Return the pictures of replies by the key of the draft they came from."""
    found: dict[str, list[PictureView]] = defaultdict(list)
    wanted = select(Picture).where(Picture.draft_key.in_(sorted(set(draft_keys))))
    for row in session.scalars(wanted.order_by(Picture.place, Picture.id)):
        found[row.draft_key].append(_view(row))
    return {key: tuple(some) for key, some in found.items()}


def with_replies(
    session: Session, reply_ids: Collection[int]
) -> dict[int, tuple[PictureView, ...]]:
    """Return the pictures of replies by the reply's id; first parts alone have some."""
    found: dict[int, list[PictureView]] = defaultdict(list)
    for reply_id, row in session.execute(_sent(), {"ids": sorted(reply_ids)}) if reply_ids else ():
        found[reply_id].append(_view(row))
    return {reply_id: tuple(some) for reply_id, some in found.items()}


@cache
def _sent() -> Select[int, Picture]:
    return (
        select(Reply.id, Picture)
        .join(Picture, Picture.draft_key == Reply.draft_key)
        .where(Reply.id.in_(bindparam("ids", expanding=True)), Reply.part == 1)
        .order_by(Picture.place, Picture.id)
    )


def picture(session: Session, picture_id: int) -> PictureView | None:
    """Return one picture, None when there is none."""
    row = session.get(Picture, picture_id)
    return _view(row) if row else None


def used_pictures(session: Session, digests: Collection[str]) -> set[str]:
    """Return those of some files that drafts or replies refer to."""
    return set(session.scalars(select(Picture.digest).where(Picture.digest.in_(list(digests)))))


def used_media(session: Session, digests: Collection[str]) -> set[str]:
    """Return those of some files that messages of customers refer to."""
    found = session.scalars(select(Media.digest).where(Media.digest.in_(list(digests))))
    return {digest for digest in found if digest}


def _view(row: Picture) -> PictureView:
    return PictureView(row.id, row.digest, row.type, row.size, row.alt)
