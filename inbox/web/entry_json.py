"""One entry of a conversation as the browser takes it: what was said, and what stands on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from connectors.base import Kind
from db.models import ReplyState
from inbox.pages import (
    marks,
    media_words,
    outside_words,
    questions,
    sayings,
    together_words,
    waiting_words,
)
from inbox.pages.sayings import Saying
from inbox.queries.deliveries import Delivery
from inbox.queries.hanging import Media
from inbox.queries.thread import Entry, Side, ThreadView
from inbox.rules import abuse, heat
from inbox.rules.heat import Said
from inbox.web.reader import Json, Reader, iso

_THEIRS = (Side.CUSTOMER, Side.CONTEXT)
MOVING = (ReplyState.QUEUED, ReplyState.HELD, ReplyState.SENDING)


@dataclass(frozen=True, slots=True)
class Page:
    """What all entries of a page share."""

    reader: Reader
    platform: str
    label: str
    past: frozenset[int]
    named: dict[int, str | None]
    waits: datetime | None


def entries(reader: Reader, view: ThreadView) -> list[Json]:
    """Return what was said on one page of a conversation, in order."""
    page = Page(
        reader,
        view.platform,
        sayings.label(view.platform),
        frozenset(_past([entry.delivery for entry in view.entries if entry.delivery])),
        {entry.message_id: entry.author for entry in view.entries if entry.message_id},
        view.waiting_since,
    )
    return [_entry(page, entry) for entry in view.entries]


def moving(view: ThreadView, now: datetime) -> bool:
    """Return whether anything may change any second: then the browser asks more often."""
    return any(
        (entry.delivery is not None and _moves(entry.delivery, now)) or marks.moves(entry, now)
        for entry in view.entries
    )


def _moves(reply: Delivery, now: datetime) -> bool:
    return reply.state in MOVING and not sayings.waits(reply, now)


def _past(deliveries: list[Delivery]) -> set[int]:
    """Return the failed replies that need nobody: another was sent, or they were given up."""
    nowhere = (ReplyState.FAILED, ReplyState.WITHDRAWN)
    sent = [one for one in deliveries if one.state not in nowhere]
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


def _entry(page: Page, entry: Entry) -> Json:
    reader, reply = page.reader, entry.delivery
    offered = marks.offered(entry, page.platform, reader.agent.role, reader.now)
    own = together_words.takes_back(entry, reader.agent.id, reader.now)
    lost = {"permalink": None} if entry.gone else {}
    return {
        **_words(page, entry),
        "side": entry.side,
        "private": entry.kind is Kind.DIRECT or (reply is not None and reply.private),
        "versions": [
            {
                "text": version.text,
                "abuse": _abuses(entry, version.text),
                "until": iso(version.until),
            }
            for version in entry.versions
        ],
        "quote": _words(page, entry.quotes) if entry.quotes else None,
        "quoteLost": entry.quotes_lost,
        "answers": _answers(page, entry),
        "offers": [
            *offered,
            *_markable(page, entry),
            *(["unnote"] if own else []),
            *_changes(page, entry),
        ],
        "outside": _outside(page, entry),
        "action": _action(page, entry),
        "filed": _filed(page, entry),
        "delivery": _delivery(page, reply) | lost if reply else None,
    }


def _changes(page: Page, entry: Entry) -> list[str]:
    may = outside_words.changes(entry, page.reader.agent.id, page.reader.now)
    return ["outsideEdit", "outsideBack"] if may else []


def _outside(page: Page, entry: Entry) -> Json | None:
    """Return what was noted that came about outside the platforms."""
    said = outside_words.said(page.reader.t, entry)
    if said is None:
        return None
    heard = entry.side is Side.HEARD
    return {"kind": entry.kind, "heard": heard, "answers": entry.answering, "said": said}


def _words(page: Page, entry: Entry) -> Json:
    """Return what was said itself, and the marks on it."""
    t = page.reader.t
    return {
        "key": entry.key,
        "id": entry.message_id,
        "ours": entry.ours,
        "author": entry.author,
        "handle": entry.handle,
        "text": questions.line(t, entry.decided) if entry.decided else entry.text,
        "abuse": _abuses(entry, entry.text),
        "at": iso(entry.at),
        "named": entry.named,
        "edited": iso(entry.edited_at),
        "deleted": iso(entry.deleted_at),
        "gone": marks.gone(t, entry, page.label, page.reader.now),
        "clipped": entry.clipped,
        "rating": _said(marks.verdict(t, entry.rating)),
        "marks": marks.marks(t, entry, page.label, page.reader.now),
        "media": list(_media(page, entry.media if entry.ours or not entry.gone else ())),
        "permalink": None if entry.gone else page.reader.link(entry.permalink),
    }


def _markable(page: Page, entry: Entry) -> list[str]:
    """Return what an agent may say that a message is, whatever the rules saw."""
    if not marks.markable(entry, page.reader.agent.role):
        return []
    return ["complaint"] if _heated(page, entry) else ["praise", "complaint"]


def _heated(page: Page, entry: Entry) -> bool:
    """Return whether its words abuse, or are heated while they wait for an answer."""
    waits = page.waits is not None and entry.at >= page.waits
    said = [Said(entry.text[: heat.LOOKED_AT], entry.at)]
    return bool(abuse.found(entry.text)) or (waits and bool(heat.signs(said)))


def _abuses(entry: Entry, text: str) -> bool:
    """Return whether words of a customer are folded until somebody opens them."""
    return not entry.ours and entry.side in _THEIRS and bool(abuse.found(text))


def _said(saying: Saying | None) -> Json | None:
    return {"text": saying.text, "tone": saying.tone} if saying else None


def _answers(page: Page, entry: Entry) -> Json | None:
    if entry.answers is None:
        return None
    return {"key": f"m{entry.answers}", "author": page.named.get(entry.answers)}


def _action(page: Page, entry: Entry) -> Json | None:
    reader = page.reader
    saying = marks.action(reader.t, entry, page.label, reader.agent.id, reader.now)
    if saying is None or entry.action is None:
        return None
    counts = "undo" in saying.ways and entry.action.not_before > reader.now
    return {
        "id": entry.action.id,
        "verb": entry.action.verb,
        "text": saying.text,
        "tone": saying.tone,
        "ways": saying.ways,
        "undoUntil": iso(entry.action.not_before) if counts else None,
    }


def _filed(page: Page, entry: Entry) -> Json | None:
    saying = marks.filed(page.reader.t, entry, page.waits, page.reader.agent.role)
    return {"text": saying.text, "ways": saying.ways} if saying else None


def _media(page: Page, items: Iterable[Media]) -> Iterable[Json]:
    for item in items:
        yield {
            "what": media_words.what(page.reader.t, item),
            "shape": media_words.shape(item),
            "alt": item.alt,
            "src": _ours(item),
            "loops": item.kind == "gif",
            "size": page.reader.t.size(item.size) if item.size else None,
            "said": media_words.standing(page.reader.t, item, page.label),
            "url": item.url,
        }


def _ours(item: Media) -> str | None:
    """Return where our own house serves it."""
    if item.picture_id is not None:
        return f"/picture/{item.picture_id}"
    return f"/file/{item.file_id}" if item.file_id is not None else None


def _delivery(page: Page, reply: Delivery) -> Json:
    reader = page.reader
    t, mine = reader.t, reply.agent_id == reader.agent.id
    saying = waiting_words.standing(t, reply, reader.now, mine=mine)
    saying = saying or sayings.standing(t, reply, page.label, reader.now)
    if reply.reply_id in page.past:
        saying = Saying(t("Not sent"), "calm")
    undo = "undo" in saying.ways
    counts = undo and reply.state is ReplyState.QUEUED and reader.now < reply.undo_until
    return {
        "id": reply.reply_id,
        "state": reply.state,
        "text": saying.text,
        "tone": saying.tone,
        "ways": saying.ways if mine or not undo else (),
        "words": reply.typed if "change" in saying.ways else None,
        "undoUntil": iso(reply.undo_until) if counts else None,
        "part": t("Part {n} of {of}", n=reply.part, of=reply.parts) if reply.parts > 1 else None,
        "permalink": reader.link(reply.permalink),
        "history": [
            {
                "at": iso(step.at),
                "text": waiting_words.step(t, step, reply, page.label, reader.now),
            }
            for step in reply.history
        ],
    }
