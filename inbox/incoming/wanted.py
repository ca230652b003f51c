"""What hangs on messages and is to be fetched: one row for each attachment with an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.models import Media, MediaState
from db.upsert import insert_into
from inbox.incoming.careful_get import Reason

MOST_TRIES = 6
NOT_FETCHED = frozenset({"link"})
"""Kinds of attachments that are addresses of pages, not files."""

_MENDED = (Reason.GONE.value, Reason.UNREACHABLE.value)
"""Refusals that a new address may mend: platforms sign addresses for a few days."""

Attachments = Sequence[Mapping[str, Any]]


def want(session: Session, of: Mapping[int, Attachments], now: datetime) -> None:
    """Note what is to be fetched for these messages, once."""
    values = [
        {"message_id": message_id, "place": place, "url": each["url"],
         "state": MediaState.WANTED.value, "tries": 0, "due_at": now}
        for message_id in sorted(of)
        for place, each in _files(of[message_id])
    ]  # fmt: skip
    if values:
        row = insert_into(session, Media)
        session.execute(row.on_conflict_do_nothing(index_elements=["message_id", "place"]), values)


def want_anew(session: Session, message_id: int, attachments: Attachments, now: datetime) -> None:
    """Note what is to be fetched after an edit: what hung there before counts no more."""
    session.execute(
        delete(Media)
        .where(Media.message_id == message_id)
        .execution_options(synchronize_session=False)
    )
    want(session, {message_id: attachments}, now)


def refresh(session: Session, seen: Mapping[int, Attachments], now: datetime) -> None:
    """Take newer addresses for what could not be fetched yet; the tries are counted on."""
    if not seen:
        return
    waiting = select(Media.id, Media.message_id, Media.place, Media.url).where(
        Media.message_id.in_(sorted(seen)),
        (Media.state == MediaState.WANTED) | Media.reason.in_(_MENDED),
        Media.tries < MOST_TRIES,
    )
    for row in session.execute(waiting.order_by(Media.id)).all():
        newer = dict(_files(seen[row.message_id])).get(row.place)
        if newer is not None and newer["url"] != row.url:
            _again(session, row.id, newer["url"], now)


def _again(session: Session, media_id: int, url: str, now: datetime) -> None:
    session.execute(
        update(Media)
        .where(Media.id == media_id)
        .values(url=url, state=MediaState.WANTED, reason=None, due_at=now)
        .execution_options(synchronize_session=False)
    )


def _files(attachments: Attachments) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return [
        (place, each)
        for place, each in enumerate(attachments)
        if each.get("url") and each.get("kind") not in NOT_FETCHED
    ]
