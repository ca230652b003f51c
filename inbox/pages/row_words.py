"""A conversation as the list takes it: one row, its words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.base import Kind
from db.models import ReplyState
from inbox.pages import (
    abuse_words,
    heat_words,
    marks,
    person_words,
    promise_words,
    sayings,
    waiting_words,
)
from inbox.queries.rows import Mark, Row
from inbox.texts import Texts


def of(row: Row, t: Texts) -> dict[str, Any]:
    """Return a row of the list."""
    return {
        "id": row.id,
        "name": row.name,
        "platform": row.platform,
        "label": sayings.label(row.platform),
        "kind": t(sayings.KINDS[Kind(row.kind)]),
        "state": row.state,
        "stateName": t(sayings.STATES[row.state]),
        "preview": abuse_words.preview(t, row.preview),
        "at": row.last_message_at.isoformat(),
        "waitingSince": row.waiting_since.isoformat() if row.waiting_since else None,
        "urgentAt": row.urgent_at.isoformat() if row.urgent_at else None,
        "signAt": row.sign_at.isoformat() if row.sign_at else None,
        "answerUntil": row.answer_until.isoformat() if row.answer_until else None,
        "lastInbound": row.last_inbound_id or 0,
        "unread": row.unread,
        "drafted": row.drafted,
        "unsent": row.unsent,
        "leaving": row.leaving,
        "stopped": row.stopped,
        "owner": row.owner,
        "mine": row.mine,
        "snoozedUntil": row.snoozed_until.isoformat() if row.snoozed_until else None,
        "heat": heat_words.row(t, row.heat),
    }


def besides(
    t: Texts, row: Row, mark: Mark, waits: Mapping[ReplyState, datetime], now: datetime
) -> dict[str, Any]:
    """Return what few rows say besides; `waits` are the replies that stand still there."""
    still = promise_words.row(t, mark.due_at, now) + waiting_words.rows(t, waits, now)
    blocked = person_words.blocked(mark.blocked)
    return {"mute": mark.mute, "blocked": blocked, "still": still} | _gone(t, mark, row)


def _gone(t: Texts, mark: Mark, row: Row) -> dict[str, str]:
    """Return why there are no words of the last message any more, in their place."""
    if mark.gone is None:
        return {}
    why, ours = mark.gone
    platform = sayings.label(row.platform)
    return {"preview": t((marks.OURS_GONE if ours else marks.GONE)[why], platform=platform)}
