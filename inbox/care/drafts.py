"""What an agent is writing, kept here so that no reload, switch or crash loses a word.

A draft's key makes its one send happen once; a sent key is dead, and what arrives for it
afterwards is dropped. Its stamp says what a browser has seen: a save that missed a change
(a text put back, a second tab) is joined to it, never written over it, and its agent is told as
long as it is there. Words meant for one person alone stay so: what is joined to a private draft
makes it no public one.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import Conversation, Draft, Reply
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor, NotAllowed, Right, require
from inbox.queries.drafts import Kept, Told, Why, kept

LONGEST = 20_000
"""Characters a draft may have: more than any platform takes."""

GAP = "\n\n"
"""Between two texts that were joined."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a browser hands in: the text, its key, and the stamp it was typed over ("": none).

    `private`: it is meant for the author of a public message alone. `split`: in parts, if need be.
    `base`: the text of that stamp, out of which this one grew.
    """

    text: str
    key: str
    seen: str = ""
    private: bool = False
    split: bool = False
    base: str = ""


def new_key() -> str:
    """Return a fresh idempotency key."""
    return uuid.uuid4().hex


def save(session: Session, actor: Actor, conversation_id: int, typed: Typed, now: datetime) -> Kept:
    """Keep what an agent has typed so far and return the draft as it stands then.

    Raises NotAllowed for whoever may not reply, NoConversation when there is none.
    """
    agent_id = _writer(actor)
    text = _harmless(typed.text)
    if session.get(Conversation, conversation_id) is None:
        raise NoConversation(conversation_id)
    row = _locked(session, agent_id, conversation_id)
    if row is None and (not text or _sent(session, typed.key)):
        return Kept(new_key(), "", "")
    row = row or _first(session, agent_id, conversation_id, typed.key, now)
    missed = bool(row.text) and kept(row).stamp != typed.seen
    private = typed.private or (missed and row.private)
    row.split = typed.split
    whole = _together(row, row.text, text, _harmless(typed.base)) if missed else text
    return _write(session, row, whole, now, private=private)


def decide(session: Session, actor: Actor, conversation_id: int, promised: dict[str, Any]) -> None:
    """Keep what an agent says about the promises in their draft; without one nothing is kept.

    Raises NotAllowed.
    """
    row = _locked(session, _writer(actor), conversation_id)
    if row is not None:
        row.promised = promised
        session.flush()


def put_back(
    session: Session,
    agent_id: int,
    conversation_id: int,
    text: str,
    now: datetime,
    *,
    private: bool = False,
    split: bool = False,
    told: Told | None = None,
    promised: dict[str, Any] | None = None,
) -> Kept:
    """Give an agent back a text that did not go out, above what has been typed since.

    The draft gets a new key: the old one belongs to the reply that was taken back or failed.
    What was in parts, `split`, is again. `told` is why, for its agent to read as long as the draft
    is there; `promised` is what they had said of its promises. What they say of those in the draft
    by now stands.
    """
    row = _locked(session, agent_id, conversation_id)
    if row is None:
        row = _first(session, agent_id, conversation_id, new_key(), now)
    else:
        row.key = new_key()
    row.split = row.split or split
    if told is not None:
        row.told = asdict(told)
    if promised:
        row.promised = promised | (row.promised or {})
    whole = _together(row, text, row.text)
    return _write(session, row, whole, now, private=private or row.private)


def decided(session: Session, agent_id: int, conversation_id: int) -> dict[str, Any] | None:
    """Return what an agent has said about the promises in their draft."""
    row = session.get(Draft, (agent_id, conversation_id))
    return row.promised if row is not None else None


def discard(session: Session, agent_id: int, conversation_id: int, key: str) -> None:
    """Forget a draft that was just queued; a younger one with another key stays."""
    session.execute(
        delete(Draft).where(
            Draft.agent_id == agent_id, Draft.conversation_id == conversation_id, Draft.key == key
        )
    )


def joined(first: str, second: str, base: str = "") -> str:
    """Return two texts as one without saying anything twice.

    Where the first holds the `base` that the second grew out of, as a text of its own beside
    another, the second takes its place.
    """
    beside = _beside(first, base.strip())
    if beside is not None:
        above, below = beside
        return GAP.join(one for one in (above.rstrip(), second.strip(), below.lstrip()) if one)
    if second in first:
        return first
    if first in second:
        return second
    return f"{first.rstrip()}{GAP}{second.lstrip()}"


def _beside(whole: str, one: str) -> tuple[str, str] | None:
    """Return what stands above and below one of texts that were joined; None: it is not there."""
    if not one or f"{GAP}{one}{GAP}" not in f"{GAP}{whole.strip()}{GAP}":
        return None
    above, _, below = f"{GAP}{whole.strip()}{GAP}".rpartition(f"{GAP}{one}{GAP}")
    return above.strip(), below.strip()


def _together(row: Draft, first: str, second: str, base: str = "") -> str:
    """Join two texts in a draft; where both stand in it then, its agent is told."""
    whole = joined(first, second, base)
    if whole not in (first, second):
        row.told = (row.told or asdict(Told(Why.JOINED))) | {"joined": True}
    return whole


def _writer(actor: Actor) -> int:
    require(actor, Right.REPLY)
    if actor.agent_id is None:
        raise NotAllowed("a draft belongs to an agent")
    return actor.agent_id


def _harmless(text: str) -> str:
    whole = text.replace("\0", "").encode("utf-8", "replace").decode()
    return whole[:LONGEST] if whole.strip() else ""


def _locked(session: Session, agent_id: int, conversation_id: int) -> Draft | None:
    return session.get(Draft, (agent_id, conversation_id), with_for_update=KEEP_KEYS)


def _sent(session: Session, key: str) -> bool:
    used = select(Reply.id).where(Reply.draft_key == key).limit(1)
    return session.scalar(used) is not None


def _first(session: Session, agent_id: int, conversation_id: int, key: str, now: datetime) -> Draft:
    """Insert an empty draft; where another tab was first, return that one."""
    whose = {"agent_id": agent_id, "conversation_id": conversation_id}
    values = whose | {"key": key, "text": "", "began_at": now, "updated_at": now}
    session.execute(insert_into(session, Draft).values(values).on_conflict_do_nothing())
    return session.get_one(Draft, whose, with_for_update=KEEP_KEYS)


def _write(session: Session, row: Draft, text: str, now: datetime, *, private: bool) -> Kept:
    if not text:
        key = row.key
        session.delete(row)
        session.flush()
        return Kept(key, "", "")
    if (row.text, row.private) != (text, private) or row.updated_at != now:
        row.text, row.private, row.updated_at = text, private, now
        session.flush()
    return kept(row)
