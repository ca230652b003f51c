"""A conversation as the browser takes it: every sentence said, every time in ISO 8601.

What customers wrote goes out as plain strings; the browser only ever sets it as text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from connectors import PLATFORMS
from connectors.base import Answerable, Kind
from db.models import ReplyState
from inbox.outgoing.composing import Preview
from inbox.pages import sayings
from inbox.pages.sayings import Saying
from inbox.queries.agents import AgentView
from inbox.queries.contacts import Earlier, PersonView
from inbox.queries.deliveries import Delivery
from inbox.queries.drafts import Kept
from inbox.queries.thread import Entry, ThreadView
from inbox.rules.review import SENTENCES
from inbox.texts import Texts

Json = dict[str, Any]

MOVING = (ReplyState.QUEUED, ReplyState.HELD, ReplyState.SENDING)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer: their card, their words, and the moment they look."""

    agent: AgentView
    t: Texts
    now: datetime


def thread(reader: Reader, view: ThreadView) -> Json:
    """Return one page of a conversation."""
    label = sayings.label(view.platform)
    deliveries = [entry.delivery for entry in view.entries if entry.delivery]
    past = _past(deliveries)
    return {
        "id": view.id,
        "name": view.name,
        "handle": view.handle,
        "platform": view.platform,
        "label": label,
        "account": view.account,
        "kind": reader.t(sayings.KINDS[view.kind]),
        "private": view.kind is Kind.DIRECT,
        "state": view.state,
        "waitingSince": _iso(view.waiting_since),
        "answerUntil": _iso(view.answer_until),
        "permalink": view.permalink,
        "lastInbound": view.last_inbound_id,
        "entries": [_entry(reader, entry, label, past) for entry in view.entries],
        "older": str(view.older) if view.older else None,
        "crowded": view.crowded,
        "moving": any(_moves(reply, reader.now) for reply in deliveries),
        "composer": _composer(reader, view, label),
    }


def person(reader: Reader, view: PersonView) -> Json:
    """Return who stands behind a conversation."""
    return {
        "name": view.name,
        "handle": view.handle,
        "platform": view.platform,
        "label": sayings.label(view.platform),
        "account": view.account,
        "kind": reader.t(sayings.KINDS[Kind(view.kind)]),
        "state": reader.t(sayings.STATES[view.state]),
        "knownSince": _iso(view.known_since),
        "beganAt": _iso(view.began_at),
        "waitingSince": _iso(view.waiting_since),
        "answerUntil": _iso(view.answer_until),
        "earlier": [_earlier(reader, other) for other in view.earlier],
        "more": view.more,
    }


def draft(kept: Kept | None) -> Json:
    """Return a draft; without a key the browser makes one with its first letter."""
    if kept is None:
        return {"key": None, "text": "", "stamp": ""}
    return {"key": kept.key, "text": kept.text, "stamp": kept.stamp}


def preview(reader: Reader, shown: Preview) -> Json:
    """Return what would leave, part by part, and what speaks against it, as sentences."""
    return {
        "parts": [asdict(part) for part in shown.parts],
        "objections": [
            {
                "rule": objection.rule,
                "level": objection.level,
                "text": sayings.objected(reader.t, objection, reader.now),
                "parts": objection.params.get("parts") if objection.rule == "too_long" else None,
            }
            for objection in shown.objections
        ],
        "fits": shown.fits,
    }


def stamp(answer: Json) -> str:
    """Return a short word that changes when anything in the answer does."""
    said = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:20]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _composer(reader: Reader, view: ThreadView, label: str) -> Json:
    closed = None
    if view.answerable is not Answerable.YES:
        closed = reader.t(SENTENCES[view.answerable.value])
    platform = PLATFORMS.get(view.platform)
    return {
        "label": label,
        "as": reader.agent.called,
        "reachable": reader.agent.reachable,
        "limit": platform.limit(view.kind) if platform else None,
        "closed": closed,
    }


def _moves(reply: Delivery, now: datetime) -> bool:
    """Return whether a reply's state may change any second: then the browser asks more often."""
    return reply.state in MOVING and not sayings.waits(reply, now)


def _past(deliveries: list[Delivery]) -> set[int]:
    """Return the failed replies that need nobody: another was sent, or they were given up."""
    sent = [one for one in deliveries if one.state is not ReplyState.FAILED]
    return {
        failed.reply_id
        for failed in deliveries
        if failed.state is ReplyState.FAILED
        and (
            failed.given_up
            or any(
                one.agent_id == failed.agent_id and one.reply_id > failed.reply_id for one in sent
            )
        )
    }


def _entry(reader: Reader, entry: Entry, label: str, past: set[int]) -> Json:
    return {
        "key": entry.key,
        "side": entry.side,
        "ours": entry.ours,
        "author": entry.author,
        "handle": entry.handle,
        "text": entry.text,
        "at": _iso(entry.at),
        "edited": _iso(entry.edited_at),
        "deleted": _iso(entry.deleted_at),
        "clipped": entry.clipped,
        "media": [
            {
                "what": reader.t(sayings.MEDIA.get(item.kind, sayings.MEDIA["file"])),
                "alt": item.alt,
                "url": item.url,
            }
            for item in entry.media
        ],
        "permalink": entry.permalink,
        "delivery": _delivery(reader, entry.delivery, label, past) if entry.delivery else None,
    }


def _delivery(reader: Reader, reply: Delivery, label: str, past: set[int]) -> Json:
    t, mine = reader.t, reply.agent_id == reader.agent.id
    saying = sayings.standing(t, reply, label, reader.now)
    if reply.reply_id in past:
        saying = Saying(t("Not sent"), "calm")
    undo = "undo" in saying.ways
    counts = undo and reply.state is ReplyState.QUEUED and reader.now < reply.undo_until
    return {
        "id": reply.reply_id,
        "state": reply.state,
        "text": saying.text,
        "tone": saying.tone,
        "ways": saying.ways if mine or not undo else (),
        "undoUntil": _iso(reply.undo_until) if counts else None,
        "part": t("Part {n} of {of}", n=reply.part, of=reply.parts) if reply.parts > 1 else None,
        "permalink": reply.permalink,
        "history": [
            {"at": _iso(step.at), "text": sayings.step(t, step, label)} for step in reply.history
        ],
    }


def _earlier(reader: Reader, other: Earlier) -> Json:
    return {
        "id": other.id,
        "kind": reader.t(sayings.KINDS[Kind(other.kind)]),
        "state": reader.t(sayings.STATES[other.state]),
        "preview": other.preview,
        "at": _iso(other.last_message_at),
    }
