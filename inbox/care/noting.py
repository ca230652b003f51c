"""Internal notes: what colleagues tell each other about a conversation. No customer reads them.

A note is a message of its own direction that no outbox knows, and what is being written lies in
a table of its own: no switch, key or mistake makes a note a reply. It changes nothing of the
conversation: neither whose turn it is, nor how urgent it is, nor what the list shows of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from connectors.base import Answerable, Gone, Kind
from db.models import (
    Conversation,
    Direction,
    Mention,
    Message,
    Note,
    NoteDraft,
    NoticeKind,
    Reply,
)
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care import audit, conversations, drafts, indexing, noticing, presence
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor, Right, require
from inbox.care.writers import writer
from inbox.queries import notes
from inbox.queries.notes import KeptNote
from inbox.rules import clean, mentions

LONGEST = 4_000
"""Characters of a note; a longer one is refused, not cut."""
REGRET = timedelta(minutes=10)
"""How long its author can take a note back."""


class Wrong(StrEnum):
    """Why a note was not written, or not taken back."""

    EMPTY = "empty"
    LONG = "long"
    OTHERS = "others"
    OLD = "old"


class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


class NoNote(LookupError):
    """There is no such note; nothing was changed."""


def fit(text: str) -> str:
    """Return a note as it is kept. Raises Refused."""
    said = clean.scrub(text[: 2 * LONGEST]).strip()
    if not clean.visible(said):
        raise Refused(Wrong.EMPTY)
    if len(said) > LONGEST:
        raise Refused(Wrong.LONG)
    return said


def write(
    session: Session,
    actor: Actor,
    conversation_id: int,
    text: str,
    key: str,
    now: datetime,
    *,
    drafted: bool = True,
) -> int:
    """Write a note and tell whom it names; returns the message. The same key twice is one note.

    Where it was `drafted` in the composer, the draft is done with. Raises Refused, NoConversation,
    NotAllowed.
    """
    agent = writer(session, actor)
    said = fit(text)
    conversation = conversations.locked(session, conversation_id)
    known = session.scalar(select(Note.message_id).where(Note.key == key))
    if known is not None:
        return known
    message_id = _store(session, conversation, agent.id, said, key, now)
    _mention(session, conversation_id, message_id, agent.id, said, now)
    if drafted:
        session.execute(
            delete(NoteDraft).where(
                NoteDraft.agent_id == agent.id, NoteDraft.conversation_id == conversation_id
            )
        )
    presence.wrote(session, agent.id, conversation_id)
    audit.record(session, actor, "noted", f"conversations:{conversation_id}", now, note=message_id)
    indexing.keep_up(session)
    return message_id


def leave(session: Session, first: Reply, text: str, now: datetime) -> int:
    """Keep for the team what a reply said that did not leave, with what became of it.

    The words are its author's, whole as they were; they name nobody. The conversation is locked.
    """
    about = session.get_one(Conversation, first.conversation_id)
    key = f"replies:{first.id}"
    kept = _store(session, about, first.agent_id, text, key, now, reply_id=first.id)
    indexing.keep_up(session)
    return kept


def take_back(session: Session, actor: Actor, message_id: int, now: datetime) -> None:
    """Empty a note of one's own that is younger than REGRET; that there was one stays.

    Raises Refused, NoNote, NotAllowed.
    """
    agent = writer(session, actor)
    note = session.get(Message, message_id, with_for_update=KEEP_KEYS, populate_existing=True)
    if note is None or note.direction != Direction.NOTE:
        raise NoNote(message_id)
    if note.agent_id != agent.id:
        raise Refused(Wrong.OTHERS)
    if note.deleted_at is not None:
        return
    if now >= note.created_at + REGRET:
        raise Refused(Wrong.OLD)
    note.text, note.deleted_at, note.gone = "", now, Gone.DELETED
    session.flush()
    session.execute(delete(Mention).where(Mention.message_id == message_id))
    if note.conversation_id is not None:
        cause = f"messages:{message_id}"
        noticing.unsay(session, NoticeKind.MENTIONED, note.conversation_id, cause)
    subject = f"conversations:{note.conversation_id}"
    audit.record(session, actor, "note taken back", subject, now, note=message_id)
    indexing.keep_up(session)


def keep(
    session: Session, actor: Actor, conversation_id: int, text: str, seen: str, now: datetime
) -> KeptNote:
    """Keep what an agent has typed of a note so far; `seen` is the stamp it was typed over.

    What a second tab wrote meanwhile is kept as well. Raises NotAllowed, NoConversation.
    """
    agent = writer(session, actor)
    if session.get(Conversation, conversation_id) is None:
        raise NoConversation(conversation_id)
    said = clean.scrub(text[: 2 * LONGEST])
    whose = {"agent_id": agent.id, "conversation_id": conversation_id}
    row = session.get(NoteDraft, whose, with_for_update=KEEP_KEYS)
    if row is None and not said.strip():
        return KeptNote()
    if row is None:
        first = insert_into(session, NoteDraft).values(whose | {"text": "", "updated_at": now})
        session.execute(first.on_conflict_do_nothing())
        row = session.get_one(NoteDraft, whose, with_for_update=KEEP_KEYS)
    missed = bool(row.text) and notes.kept(row).stamp != seen
    whole = drafts.joined(row.text, said) if missed else said
    if not whole.strip():
        session.delete(row)
        return KeptNote()
    row.text, row.updated_at = whole[: 2 * LONGEST], now
    session.flush()
    return notes.kept(row)


def mentions_seen(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Note that an agent has read where a conversation's notes name them."""
    require(actor, Right.READ)
    session.execute(
        update(Mention)
        .where(
            Mention.conversation_id == conversation_id,
            Mention.agent_id == actor.agent_id,
            Mention.seen_at.is_(None),
        )
        .values(seen_at=now)
    )


def _store(
    session: Session,
    about: Conversation,
    agent_id: int,
    text: str,
    key: str,
    now: datetime,
    reply_id: int | None = None,
) -> int:
    row = insert(Message).values(
        account_id=about.account_id,
        thread_id=about.thread_id,
        conversation_id=about.id,
        agent_id=agent_id,
        reply_id=reply_id,
        kind=Kind.NOTE,
        direction=Direction.NOTE,
        text=text,
        created_at=now,
        stored_at=now,
        attachments=[],
        answerable=Answerable.CLOSED,
    )
    message_id = session.scalars(row.returning(Message.id)).one()
    session.execute(insert(Note).values(message_id=message_id, key=key))
    return message_id


def _mention(
    session: Session, conversation_id: int, message_id: int, by: int, text: str, now: datetime
) -> None:
    known = notes.people(session)
    whom = set().union(*(known[name] for name in mentions.named(text, known))) - {by}
    if whom:
        values = {"message_id": message_id, "conversation_id": conversation_id, "at": now}
        session.execute(insert(Mention), [values | {"agent_id": one} for one in sorted(whom)])
        cause = f"messages:{message_id}"
        noticing.tell(session, NoticeKind.MENTIONED, whom, conversation_id, cause, now, by=by)
