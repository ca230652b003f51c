"""Pictures in a draft: looked at, counted, kept; with the reply they leave and stay beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Kind, Platform
from db.models import Account, Conversation, Picture, Reply
from inbox.care import shelf
from inbox.care.conversations import NoConversation
from inbox.care.delivery import hold_conversation
from inbox.care.rights import Actor, NotAllowed, Right, require
from inbox.queries import pictures
from inbox.queries.pictures import PictureView
from inbox.rules import clean, images
from inbox.settings import Settings

LONGEST_ALT = 1_000


class OtherPictures(Exception):
    """The draft holds other pictures than its agent saw beside it; nothing was queued."""


class Flaw(StrEnum):
    """Why a picture is not taken; the page has one sentence for each."""

    EMPTY = "empty"
    NO_PICTURE = "no_picture"
    TOO_BIG = "too_big"
    NOT_HERE = "not_here"
    TOO_MANY = "too_many"
    SENT = "sent"


class NotTaken(Exception):
    """This picture cannot go along; the draft is as it was. `most` is the limit that it broke.

    `types` are the media types that can.
    """

    def __init__(self, flaw: Flaw, most: int = 0, types: Collection[str] = ()) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.most = most
        self.types = types


class NoPicture(LookupError):
    """There is no such picture in a draft of this agent; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A picture as a browser hands it in: its bytes, and what it shows in words."""

    data: bytes
    alt: str = ""


def add(
    session: Session,
    actor: Actor,
    conversation_id: int,
    draft_key: str,
    given: Given,
    settings: Settings,
    now: datetime,
) -> PictureView:
    """Put a picture into an agent's draft; what it is says its content, never its name.

    Raises NotTaken, NotAllowed, NoConversation. Whether all of them may go is looked at again
    when the reply is queued: by then the customer may have written elsewhere. One that lies in
    the draft already lies there once: its browser asks again when it heard no answer.
    """
    agent_id = _writer(actor)
    hold_conversation(session, conversation_id)
    platform, kind = _channel(session, conversation_id)
    found = _looked_at(given.data, platform, kind)
    if session.scalar(select(Reply.id).where(Reply.draft_key == draft_key).limit(1)) is not None:
        raise NotTaken(Flaw.SENT)
    have = pictures.unsent(session, agent_id, conversation_id)
    digest = shelf.pictures(settings.data_dir).keep(given.data)
    for each in have:
        if each.digest == digest:
            return _view(each)
    most = platform.pictures(kind)
    if len(have) >= most:
        raise NotTaken(Flaw.TOO_MANY, most)
    row = Picture(
        agent_id=agent_id,
        conversation_id=conversation_id,
        draft_key=draft_key,
        place=have[-1].place + 1 if have else 0,
        digest=digest,
        type=found,
        size=len(given.data),
        alt=_said(given.alt),
        added_at=now,
    )
    session.add(row)
    session.flush()
    return _view(row)


def describe(session: Session, actor: Actor, picture_id: int, alt: str) -> None:
    """Say in words what a picture of a draft shows. Raises NoPicture, NotAllowed."""
    _mine(session, actor, picture_id).alt = _said(alt)
    session.flush()


def take_out(session: Session, actor: Actor, picture_id: int) -> None:
    """Take a picture out of a draft. Raises NoPicture, NotAllowed."""
    session.delete(_mine(session, actor, picture_id))
    session.flush()


def only(
    session: Session, agent_id: int, conversation_id: int, seen: Collection[int] | None
) -> None:
    """See that a draft has the pictures that its agent saw beside it, where that is said.

    Raises OtherPictures.
    """
    if seen is None:
        return
    there = {each.id for each in pictures.of_draft(session, agent_id, conversation_id)}
    if there != set(seen):
        raise OtherPictures(sorted(there ^ set(seen)))


def leave_with(session: Session, agent_id: int, conversation_id: int, draft_key: str) -> None:
    """Let the pictures of a draft go with what is queued under this key."""
    ids = [row.id for row in pictures.unsent(session, agent_id, conversation_id)]
    session.execute(
        update(Picture)
        .where(Picture.id.in_(ids))
        .values(draft_key=draft_key)
        .execution_options(synchronize_session=False)
    )


def come_back(session: Session, reply: Reply, draft_key: str, now: datetime) -> None:
    """Put the pictures of a reply that did not leave into its agent's draft again.

    The reply keeps its own: what was to leave stays told. Nothing is put there twice.
    """
    if reply.part > 1:
        return
    have = {
        each.digest for each in pictures.of_draft(session, reply.agent_id, reply.conversation_id)
    }
    last = session.scalar(
        select(func.max(Picture.place)).where(
            Picture.agent_id == reply.agent_id, Picture.conversation_id == reply.conversation_id
        )
    )
    for offset, each in enumerate(pictures.of_reply(session, reply), 1):
        if each.digest not in have:
            session.add(
                Picture(
                    agent_id=reply.agent_id, conversation_id=reply.conversation_id,
                    draft_key=draft_key, place=(last or 0) + offset, digest=each.digest,
                    type=each.type, size=each.size, alt=each.alt, added_at=now,
                )
            )  # fmt: skip
    session.flush()


def _writer(actor: Actor) -> int:
    require(actor, Right.REPLY)
    if actor.agent_id is None:
        raise NotAllowed("a draft belongs to an agent")
    return actor.agent_id


def _channel(session: Session, conversation_id: int) -> tuple[Platform, Kind]:
    found = session.execute(
        select(Account.platform, Conversation.kind)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if found is None:
        raise NoConversation(conversation_id)
    return PLATFORMS[found.platform], Kind(found.kind)


def _looked_at(data: bytes, platform: Platform, kind: Kind) -> str:
    """Return what a picture is. Raises NotTaken for what cannot go along here."""
    if not platform.pictures(kind):
        raise NotTaken(Flaw.NOT_HERE)
    if not data:
        raise NotTaken(Flaw.EMPTY)
    if len(data) > platform.picture_bytes:
        raise NotTaken(Flaw.TOO_BIG, platform.picture_bytes)
    found = images.type_of(data)
    if found not in images.IMAGES & platform.picture_types:
        raise NotTaken(Flaw.NO_PICTURE, types=platform.picture_types)
    return found


def _mine(session: Session, actor: Actor, picture_id: int) -> Picture:
    agent_id = _writer(actor)
    row = session.get(Picture, picture_id)
    if row is None or row.agent_id != agent_id:
        raise NoPicture(picture_id)
    if session.scalar(select(Reply.id).where(Reply.draft_key == row.draft_key).limit(1)):
        raise NoPicture(picture_id)
    return row


def _view(row: Picture) -> PictureView:
    return PictureView(row.id, row.digest, row.type, row.size, row.alt)


def _said(alt: str) -> str:
    return clean.clean(alt).text.strip()[:LONGEST_ALT]
