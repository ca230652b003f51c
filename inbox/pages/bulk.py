"""Many conversations at once: what the bar asks for, how far it is, what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.models import BulkVerb
from db.session import Session
from inbox.care import bulk, noting, tagging
from inbox.care.bulk import MOST, UNDO, NotNow, Refused
from inbox.care.bulk_steps import Refusal
from inbox.care.rights import Right, require
from inbox.pages import bulk_words, together_words
from inbox.pages.acts import Ack, Desk, Unusable, calmly, number, string
from inbox.pages.looks import Look
from inbox.pages.tagging import sentence
from inbox.queries import bulk as progress
from inbox.queries import conversations, narrowing
from inbox.queries.bulk import BulkView, RefusedStep
from inbox.rules.snoozing import NoTime
from inbox.texts import Texts, mark

WINDOWS = 10
"""Looks through a narrowed folder for "all that match"."""

FRESH = timedelta(minutes=1)
"""How long what came of an act stands over the list; afterwards the way back alone is left."""

REFUSALS: dict[Refusal, str] = {
    Refusal.HAS_IT: mark("{agent} has it by now."),
    Refusal.THEIRS: mark("{agent} has it. Inside the conversation it can be done."),
    Refusal.WRITING: mark("{agent} is writing there just now."),
    Refusal.BEGUN: mark("You have begun an answer there."),
    Refusal.BEGUN_THERE: mark("{agent} has begun an answer there."),
    Refusal.HELD: mark("A reply there waits for approval."),
    Refusal.WROTE: mark("The customer has written since you chose it."),
    Refusal.NEEDS_YOU: mark("A reply there needs its agent first."),
    Refusal.PROMISED: mark("Something is promised there that is neither kept nor broken."),
    Refusal.NOBODY: mark("They are not here any more."),
    Refusal.NOT_ALLOWED: mark("You may not do this."),
    Refusal.NOT_POSSIBLE: mark("That cannot be done on its platform."),
    Refusal.CHANGED: mark("Somebody has changed it since."),
    Refusal.NO_TIME: mark("That time is over."),
    Refusal.TAGS: mark("There are too many tags on it."),
    Refusal.GONE: mark("It is not there any more."),
    Refusal.OTHER: mark("That did not work."),
}


@dataclass(frozen=True, slots=True)
class Match:
    """All that matches, MOST at most: the customer's last message in each, by conversation.

    `further`: more may match than these, the first in the order of the list.
    """

    last: dict[int, int]
    further: bool = False


def act(desk: Desk, look: Look, value: Any, match: Match | None = None) -> Ack:
    """Do it: `{verb, ids, seen | all, ...}` begins, `{verb: undo, id}` takes the last one back.

    `seen` is the customer's last message in each as it was chosen; `match` is all that matched.
    """
    try:
        return calmly(desk, "bulk", value, lambda there, said: _act(there, look, said, match))
    except tagging.Refused as refused:
        said = sentence(desk.t, refused.wrong)
    except NoTime:
        said = desk.t("That time cannot be chosen. Choose one within a year from now.")
    except NotNow:
        said = desk.t("It cannot be taken back any more.")
    except noting.Refused as refused:
        said = together_words.note(desk.t, refused.wrong)
    except Refused as refused:
        said = _refused_whole(desk.t, refused, BulkVerb(value["verb"]))
    return Ack(what="bulk", ok=False, text=said)


def is_question(value: Any) -> bool:
    """Return whether a browser asks what matches, before anything is done with it."""
    return isinstance(value, dict) and value.get("verb") == "match"


def takes_all(value: Any) -> bool:
    """Return whether something is done with all that matched."""
    return isinstance(value, dict) and value.get("all") is True


def match(desk: Desk, look: Look) -> Match:
    """Return all that matches now, as far as one act takes it."""
    require(desk.actor, Right.READ)
    with desk.house.database.read() as session:
        return _everything(session, desk, look, desk.house.clock())


def shown(session: Session, agent_id: int | None, t: Texts, now: datetime) -> dict[str, Any] | None:
    """Return the agent's last act on many for the pane, None where it is over for long."""
    found = progress.last(session, agent_id, now - UNDO)
    if found is None:
        return None
    return {
        "id": found.id,
        "text": _said(t, found, agent_id),
        "back": bulk_words.back(t, found),
        "refused": [_refused(t, step) for step in found.refusals],
        "more": max(0, found.refused - len(found.refusals)),
        "waiting": found.waiting,
        "total": found.total,
        "undo": _undoable(found),
        "old": found.finished_at is not None and now - found.finished_at >= FRESH,
    }


def _refused_whole(t: Texts, refused: Refused, verb: BulkVerb) -> str:
    """Return why nothing was begun: what was picked may have left the list meanwhile."""
    if refused.args == (0,):
        return t("Nothing of what you chose is here any more. Nothing was changed.")
    return t("Choose at most {most} conversations at once.", most=t.number(bulk.most(verb)))


def _said(t: Texts, found: BulkView, agent_id: int | None) -> str:
    gone = found.total - found.waiting
    if found.waiting:
        return t("{gone} of {total} …", gone=t.number(gone), total=t.number(found.total))
    done = found.done + (found.same if found.verb is not BulkVerb.UNDO else 0)
    if found.verb is BulkVerb.UNDO:
        return t.n("{n} conversation is put back.", "{n} conversations are put back.", done)
    if found.undone:
        return t("It is being put back.")
    if not done:
        return t("Not one of them could be changed.")
    said = bulk_words.deed(t, found, done, agent_id)
    return f"{said} {_sooner(t, found)}".strip()


def _sooner(t: Texts, found: BulkView) -> str:
    """Return how many come back before the time that was chosen for all, and why; "" for none."""
    if not found.early:
        return ""
    return t.n(
        "{n} comes back sooner than chosen: later it cannot be answered.",
        "{n} come back sooner than chosen: later they cannot be answered.",
        found.early,
    )


def _undoable(found: BulkView) -> bool:
    some = found.done or found.waiting
    return bool(some) and not found.undone and found.verb is not BulkVerb.UNDO


def _refused(t: Texts, step: RefusedStep) -> dict[str, Any]:
    known = step.reason in set(Refusal)
    reason = Refusal(step.reason) if known else Refusal.OTHER
    why = t(REFUSALS[reason], agent=step.holder or t("A colleague"))
    return {"id": step.conversation_id, "name": step.name, "why": why}


def _act(desk: Desk, look: Look, value: Any, match: Match | None) -> Ack:
    verb = value.get("verb") if isinstance(value, dict) else None
    if not isinstance(verb, str) or verb not in set(BulkVerb):
        raise Unusable("verb")
    now = desk.house.clock()
    with desk.house.database.write() as session:
        if verb == BulkVerb.UNDO:
            bulk.undo(session, desk.actor, number(value, "id"), now)
        else:
            how = _how(desk, BulkVerb(verb), value)
            if takes_all(value):
                known = _everything(session, desk, look, now) if match is None else match
                chosen, ids = known.last, list(known.last)
            else:
                ids = _numbers(value, "ids")
                chosen = _seen(value, ids)
            bulk.begin(session, desk.actor, BulkVerb(verb), ids, how, now, chosen)
    return Ack(what="bulk")


def _how(desk: Desk, verb: BulkVerb, value: dict[str, Any]) -> dict[str, Any]:
    match verb:
        case BulkVerb.ASSIGN:
            agent = None if value.get("agent") is None else number(value, "agent")
            given = {"agent": agent}
            if "team" in value:
                given["team"] = None if value["team"] is None else number(value, "team")
            return given
        case BulkVerb.OFFER:
            return {"agent": number(value, "agent"), "note": string(value, "note")}
        case BulkVerb.TAG if isinstance(value.get("tag"), str):
            return {"tag": value["tag"]}
        case BulkVerb.SNOOZE if isinstance(value.get("until"), str):
            return {"until": value["until"], "zone": desk.t.zone}
        case BulkVerb.DONE | BulkVerb.HIDE:
            return {}
    raise Unusable(verb)


def _numbers(value: dict[str, Any], name: str) -> list[int]:
    found = value.get(name)
    if not isinstance(found, list) or len(found) > MOST:
        raise Unusable(name)
    return [number({name: each}, name) for each in found]


def _seen(value: dict[str, Any], ids: list[int]) -> dict[int, int]:
    """Return the last message of each that the agent had before them as they chose it."""
    if "seen" not in value:
        return {}
    seen = _numbers(value, "seen")
    if len(seen) != len(ids):
        raise Unusable("seen")
    return dict(zip(ids, seen, strict=True))


def _everything(session: Session, desk: Desk, look: Look, now: datetime) -> Match:
    """Return all that the list shows or would show further down, MOST at most."""
    agent_id = desk.actor.agent_id
    only = narrowing.condition(look.asked, agent_id, now, desk.t.zone)
    found: dict[int, int] = {}
    after = None
    for _ in range(WINDOWS):
        page = conversations.listed(
            session, agent_id, look.folder, look.order, after, MOST - len(found), only
        )
        found |= {row.id: row.last_inbound_id or 0 for row in page.rows}
        after = page.older
        if after is None or len(found) >= MOST:
            break
    return Match(found, further=after is not None)
