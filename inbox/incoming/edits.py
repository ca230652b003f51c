"""What a later sight of a stored message changes: an edit is kept, what is gone is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from connectors.base import Answerable, Gone
from db.models import Direction, Message, MessageVersion
from db.upsert import insert_into
from inbox.care import conversations, heat, removal
from inbox.incoming import filing, wanted
from inbox.incoming.rows import Row, is_gone

Stored = Any
"""A result row: the columns of a stored message that decide what a new sight of it means."""

_COLUMNS = (
    Message.id,
    Message.external_id,
    Message.direction,
    Message.conversation_id,
    Message.reply_id,
    Message.text,
    Message.edited_at,
    Message.deleted_at,
    Message.answerable,
    Message.answer_until,
    Message.attachments,
    Message.hidden,
    Message.liked,
    Message.rating,
    Message.filed,
    Message.permalink,
)

_ANSWERED = ("answerable", "answer_until")
_SAID = ("text", "clipped", "edited_at", "attachments", *_ANSWERED)

_NOBODYS = {Answerable.AUTHOR_GONE, Answerable.NOT_SUMMONED}
"""Where nobody may wait for us: an edit that changes that weighs the conversation anew."""


def stored(session: Session, account_id: int, keys: Sequence[str]) -> dict[str, Stored]:
    """Return the messages of an account that are there already, by the platform's id."""
    if not keys:
        return {}
    found = session.execute(
        select(*_COLUMNS).where(Message.account_id == account_id, Message.external_id.in_(keys))
    )
    return {row.external_id: row for row in found}


def leaving(before: Mapping[str, Stored], seen: Mapping[str, Row]) -> set[str]:
    """Return the threads of stored messages that change their conversation's turn.

    The platform no longer shows them, or they say more than thanks by now.
    """
    known = {
        key: row
        for key, row in seen.items()
        if key in before and (is_gone(row.message) or _says_more(before[key], row))
    }
    return {row.message.thread_id for key, row in known.items() if before[key].deleted_at is None}


def apply(
    session: Session,
    before: Mapping[str, Stored],
    seen: Mapping[str, Row],
    asked: Mapping[str, Row],
    now: datetime,
) -> set[str]:
    """Bring stored messages up to what was seen; returns the ids of those that changed.

    What the platform says of our replies' texts (rewritten links and blanks) is no edit.
    """
    changed = set()
    touched, weighed = set(), set()
    waits: dict[int, datetime] = {}
    for key, row in seen.items():
        known = before.get(key)
        if known is None or known.deleted_at is not None:
            continue
        if _one(session, known, row, now, answers=key in asked):
            changed.add(key)
            touched.add(known.conversation_id)
            if _NOBODYS & {known.answerable, row.values["answerable"]}:
                weighed.add(known.conversation_id)
            if _says_more(known, row) and not is_gone(row.message):
                waits[known.conversation_id] = min(row.message.edited_at or now, now)
    hangs = {
        before[key].id: row.values["attachments"] for key, row in seen.items() if key in before
    }
    wanted.refresh(session, {number: some for number, some in hangs.items() if some}, now)
    for conversation_id in sorted(touched - {None}):
        conversations.show_last(session, conversation_id)
    for conversation_id in sorted(weighed - {None}):
        conversations.weigh(session, conversations.locked(session, conversation_id))
    for conversation_id in sorted(waits):
        conversations.heard(session, conversation_id, waits[conversation_id])
    heat.note(session, touched - {None})
    return changed


def _one(session: Session, known: Stored, row: Row, now: datetime, *, answers: bool) -> bool:
    if is_gone(row.message):
        gone = Gone(row.values["gone"])
        return removal.remove(session, [known.id], gone, now, row.values["deleted_at"]) == 1
    new = _told(known, row, answers=answers)
    if known.reply_id is None and _is_edit(known, row):
        _keep_version(session, known, row, now)
        new |= {name: row.values[name] for name in _SAID}
        if _says_more(known, row):
            new["filed"] = None
    if not new:
        return False
    _set(session, known.id, new)
    if "attachments" in new and _files(new["attachments"]) != _files(known.attachments):
        wanted.want_anew(session, known.id, new["attachments"], now)
    return True


def _told(known: Stored, row: Row, *, answers: bool) -> dict[str, Any]:
    """Return what the platform now says otherwise about a message, its words aside."""
    now_is: dict[str, Any] = {"rating": row.values["rating"] or known.rating}
    # Facebook takes an answer without saying where it stands
    now_is["permalink"] = known.permalink or row.values["permalink"]
    if row.message.hidden is not None:
        now_is["hidden"] = row.message.hidden
    if row.message.liked is not None:
        now_is["liked"] = row.message.liked
    if answers and known.direction == Direction.INBOUND:
        now_is |= {name: row.values[name] for name in _ANSWERED}
    hangs = row.values["attachments"]
    if hangs and known.reply_id is None and _kinds(hangs) != _kinds(known.attachments):
        now_is["attachments"] = hangs
    return {name: value for name, value in now_is.items() if value != getattr(known, name)}


def _kinds(attachments: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return what hangs on a message but for addresses: platforms sign them anew every time."""
    return [each.get("kind") for each in attachments]


def _files(attachments: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str]]:
    """Return what hangs on a message and where, without what an address is signed with."""
    return [(each.get("kind"), str(each.get("url")).partition("?")[0]) for each in attachments]


def _is_edit(known: Stored, row: Row) -> bool:
    """Return whether this sight is newer than what is stored and says something else."""
    if row.values["text"] == known.text:
        return False
    edited = row.message.edited_at
    if known.edited_at is None:
        return True
    return edited is not None and edited > known.edited_at


def _says_more(known: Stored, row: Row) -> bool:
    """Return whether a message that was filed says more than thanks since it was edited."""
    return bool(known.filed) and _is_edit(known, row) and not filing.still(row.values["text"])


def _keep_version(session: Session, known: Stored, row: Row, now: datetime) -> None:
    """Keep what a message said until now."""
    version = insert_into(session, MessageVersion).values(
        message_id=known.id, replaced_at=row.message.edited_at or now, text=known.text
    )
    session.execute(version.on_conflict_do_nothing())


def _set(session: Session, message_id: int, values: Mapping[str, Any]) -> None:
    session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
