"""A second pair of eyes: a colleague lets a reply leave, changes it, or sends it back.

It leaves signed by its author, whoever approved; never do these two become one person. Whose
replies need approval gets none past it: `queue` holds them, and nothing else lets them go.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Agent, HeldFor, Reply, ReplyState
from inbox.care import audit, likening, owed, promising, unsent
from inbox.care.delivery import Event, NotNow, move, remember
from inbox.care.rights import Actor, NotAllowed
from inbox.care.writers import writer
from inbox.outgoing import standing
from inbox.outgoing.composing import Preview
from inbox.outgoing.replying import Objected
from inbox.outgoing.wishes import worded
from inbox.queries import roster
from inbox.queries.drafts import Told, Why
from inbox.rules.have_read import A_COLLEAGUE
from inbox.rules.objections import Level, Objection, reasoned
from inbox.settings import Settings


def approve(
    session: Session, actor: Actor, reply_id: int, settings: Settings, now: datetime
) -> ReplyState:
    """Let a colleague's reply leave as it is; returns where it is: in line, or at its own time.

    Raises Objected for what the rules do not let out by now, NotNow where it no longer waits for
    approval, NotAllowed for one's own, NoReply.
    """
    colleague, author, parts = _asked(session, actor, reply_id, Event.APPROVED)
    shown, against = standing.look(session, author, parts, settings, now, by=colleague.id)
    if against:
        raise Objected(against, shown)
    return _let_go(session, actor, colleague, author, parts, now)


def change(
    session: Session,
    actor: Actor,
    reply_id: int,
    text: str,
    settings: Settings,
    now: datetime,
    zone: str = "UTC",
    despite: str | None = None,
) -> ReplyState:
    """Let a colleague's reply leave in other words, signed by its author all the same.

    What it said before stays in its history; it promises what it says now, by times in `zone`
    where its author has said no hours. The same words are no change. `despite` is the colleague's
    reason although something holds; history and audit keep it. Raises as `approve`, and as
    `promising.confirm`.
    """
    colleague, author, parts = _asked(session, actor, reply_id, Event.CHANGED)
    shown, against = standing.look(session, author, parts, settings, now, text, colleague.id)
    held = {each.rule for each in against}
    enough = answered(against) and reasoned(despite, held)
    if not shown.fits or (against and not enough):
        raise Objected(against, shown)
    before = parts[0].typed or parts[0].body
    if text.strip() != before.strip():
        parts = _rewrite(session, parts, shown, text, now)
        likening.keep(session, parts[0].id, text)
        known = roster.calendar(session, author.id, zone, now)
        promising.reword(session, actor, parts, before, text, known, now)
        move(session, parts[0], Event.CHANGED, now, note=before, agent_id=colleague.id)
    if held:
        _keep_known(parts[0], held)
    return _let_go(session, actor, colleague, author, parts, now, held, despite)


def answered(against: Sequence[Objection]) -> bool:
    """Return whether a reason of who approves lets out what these keep.

    Those that hold; and what a colleague answered since, which they have before them.
    """
    known = (each.level is Level.HOLDS or each.rule in A_COLLEAGUE for each in against)
    return bool(against) and all(known)


def send_back(session: Session, actor: Actor, reply_id: int, note: str, now: datetime) -> None:
    """Give a reply back to its author with a word about why: it is in their draft again.

    Raises NotNow, NotAllowed, NoReply.
    """
    colleague, _, parts = _asked(session, actor, reply_id, Event.SENT_BACK)
    said = worded(note)
    for part in parts:
        move(session, part, Event.SENT_BACK, now, note=said or None, agent_id=colleague.id)
    unsent.give_back(session, parts, now, Told(Why.SENT_BACK, colleague.work_name, said))
    audit.record(session, actor, "sent back", f"replies:{parts[0].id}", now)


def _asked(
    session: Session, actor: Actor, reply_id: int, event: Event
) -> tuple[Agent, Agent, list[Reply]]:
    """Return who looks, who wrote, and what waits for it."""
    colleague = writer(session, actor)
    author, parts = standing.held(session, reply_id)
    if author.id == colleague.id:
        raise NotAllowed("nobody approves their own reply")
    if parts[0].held_for != HeldFor.APPROVAL or author.disabled_at is not None:
        raise NotNow(ReplyState(parts[0].state), event)
    return colleague, author, parts


def _let_go(
    session: Session,
    actor: Actor,
    colleague: Agent,
    author: Agent,
    parts: list[Reply],
    now: datetime,
    held: Collection[str] = (),
    despite: str | None = None,
) -> ReplyState:
    for part in parts:
        part.approved_by = colleague.id
    reason = despite.strip() if held and despite else None
    planned = (parts[0].plan or {}).get("at")
    at = datetime.fromisoformat(planned) if planned else now
    if at > now:
        for part in parts:
            part.not_before = at
            move(session, part, Event.APPROVED_LATER, now, reason, colleague.id)
    else:
        standing.into_line(session, author, parts, Event.APPROVED, now, colleague.id, note=reason)
    note: dict[str, audit.Noted] = {"author": author.id}
    if reason:
        note |= {"objections": sorted(held), "despite": reason}
    audit.record(session, actor, "approved", f"replies:{parts[0].id}", now, **note)
    return ReplyState(parts[0].state)


def _keep_known(first: Reply, held: Collection[str]) -> None:
    """Note what a reason was given for: it holds it once, not again at its time."""
    plan = first.plan or {}
    first.plan = plan | {"despite": sorted({*plan.get("despite", ()), *held})}


def _rewrite(
    session: Session, parts: list[Reply], shown: Preview, text: str, now: datetime
) -> list[Reply]:
    """Write other words into a reply that nobody has tried to send; returns its parts."""
    first, count = parts[0], len(shown.parts)
    owed.gather(session, [part.id for part in parts[1:]], first.id)
    for left in reversed(parts[1:]):
        session.delete(left)
        session.flush()
    told = shown.parts[0]
    first.body, first.signature, first.text = told.body, told.signature, told.text
    first.typed, first.parts, first.moves = text, count, shown.moves
    found = [first]
    for number, part in enumerate(shown.parts[1:], 2):
        values = {name: getattr(first, name) for name in _SHARED}
        row = Reply(
            **values, key=uuid.uuid4().hex, part=number, parts=count, after_id=found[-1].id,
            body=part.body, signature=part.signature, text=part.text, state=ReplyState.HELD,
        )  # fmt: skip
        session.add(row)
        session.flush()
        remember(session, row, Event.APPROVAL, now, agent_id=row.agent_id)
        found.append(row)
    session.flush()
    return found


_SHARED = (
    "draft_key", "conversation_id", "agent_id", "via", "queued_at", "undo_until", "not_before",
    "held_for", "held_note", "account_id", "kind", "thread_id", "target", "recipient_id", "private",
    "moves", "answer_until",
)  # fmt: skip
"""What all parts of an answer have in common."""
