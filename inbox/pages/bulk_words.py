"""What an act on many came to, in a sentence, and what its way back takes back."""

from __future__ import annotations

from db.models import BulkVerb
from inbox.queries.bulk import BulkView
from inbox.texts import Texts, mark

BACK: dict[BulkVerb, str] = {
    BulkVerb.DONE: mark("Put back: {n} done"),
    BulkVerb.SNOOZE: mark("Put back: {n} put off"),
    BulkVerb.TAG: mark("Put back: {n} tagged"),
    BulkVerb.HIDE: mark("Put back: {n} hidden"),
    BulkVerb.OFFER: mark("Put back: {n} offered"),
    BulkVerb.ASSIGN: mark("Put back: {n} handed on"),
}


def back(t: Texts, found: BulkView) -> str:
    """Return what the way back from an act says where it stands alone."""
    words = BACK.get(found.verb)
    return t(words, n=t.number(found.done)) if words else ""


def deed(t: Texts, found: BulkView, n: int, agent_id: int | None) -> str:
    """Return what is true now of `n` conversations, as the agent sees it who asked for it."""
    match found.verb:
        case BulkVerb.SNOOZE:
            return t.n("{n} conversation is put off.", "{n} conversations are put off.", n)
        case BulkVerb.TAG:
            tag = str(found.how.get("tag", "")).strip()
            return t.n(
                "{n} conversation has the tag “{tag}”.",
                "{n} conversations have the tag “{tag}”.",
                n,
                tag=tag,
            )
        case BulkVerb.HIDE:
            return t.n(
                "What was written in {n} conversation is being hidden.",
                "What was written in {n} conversations is being hidden.",
                n,
            )
        case BulkVerb.OFFER:
            return t.n("{n} conversation is offered.", "{n} conversations are offered.", n)
        case BulkVerb.ASSIGN:
            return _handed(t, found.how.get("agent"), n, agent_id)
    return t.n("{n} conversation is done.", "{n} conversations are done.", n)


def _handed(t: Texts, to: object, n: int, agent_id: int | None) -> str:
    if to is None:
        return t.n(
            "{n} conversation is back in the queue.", "{n} conversations are back in the queue.", n
        )
    if to == agent_id:
        return t.n("{n} conversation is yours now.", "{n} conversations are yours now.", n)
    return t.n("{n} conversation is handed on.", "{n} conversations are handed on.", n)
